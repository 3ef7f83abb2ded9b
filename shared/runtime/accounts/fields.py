"""The forms of accounts as fields: what is asked, in which words; pure."""

from shared.runtime.web.form import Field
from shared.text import Text

_PASSWORD_HELP = Text.of(
    "At least 12 characters. Three or four words that have nothing to do with each other are good."
)

LOGIN = Field(
    name="login",
    label=Text.of("Login"),
    required=True,
    complete="username",
    longest=60,
)
PASSWORD = Field(
    name="password",
    label=Text.of("Password"),
    kind="password",
    required=True,
    complete="current-password",
    longest=128,
)
NEW_PASSWORD = Field(
    name="password",
    label=Text.of("New password"),
    kind="password",
    help=_PASSWORD_HELP,
    required=True,
    complete="new-password",
    longest=128,
)
AGAIN = Field(
    name="again",
    label=Text.of("The same password again"),
    kind="password",
    required=True,
    complete="new-password",
    longest=128,
)
KEPT = (
    Field(name="kept", label=Text.of("What you wrote"), kind="hidden"),
    Field(name="to", label=Text.of("Next page"), kind="hidden"),
)
"""What comes along through signing in: an interrupted form, or the page that was asked for."""

SIGN_IN = (LOGIN, PASSWORD, *KEPT)
CODE = (
    Field(
        name="code",
        label=Text.of("Code"),
        help=Text.of("Six digits from the application on your telephone, or a recovery code."),
        required=True,
        complete="one-time-code",
        longest=60,
    ),
    Field(
        name="trust",
        label=Text.of("Do not ask for a code on this device for 30 days"),
        kind="yes",
        help=Text.of("Only on a device that nobody else uses."),
    ),
    *KEPT,
)
WELCOME = (
    Field(
        name="name",
        label=Text.of("Your name"),
        help=Text.of("Your colleagues see it beside what you change."),
        stays=True,
        required=True,
        complete="name",
        longest=80,
    ),
    Field(
        name="login",
        label=Text.of("Login"),
        help=Text.of("Your mail address or a short name. You write it each time you sign in."),
        stays=True,
        required=True,
        complete="username",
        longest=60,
    ),
    NEW_PASSWORD,
    AGAIN,
)
RESET = (NEW_PASSWORD, AGAIN)
FACTOR = (
    Field(
        name="code",
        label=Text.of("Code from the application"),
        help=Text.of("Six digits. They change every half a minute."),
        required=True,
        complete="one-time-code",
        longest=20,
    ),
)
CHANGE_PASSWORD = (
    Field(
        name="current",
        label=Text.of("Password until now"),
        kind="password",
        required=True,
        complete="current-password",
        longest=128,
    ),
    NEW_PASSWORD,
    AGAIN,
)
CONFIRM = (PASSWORD, Field(name="next", label=Text.of("Next page"), kind="hidden"))
