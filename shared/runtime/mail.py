"""The one door for mail: a letter to the mail server, encrypted, with a limit.

A setting that cannot be right is a Text that says so; nothing is sent with it. No header takes a
line break or any other control character.
"""

import re
import ssl
from datetime import datetime
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from shared.period import HELSINKI
from shared.runtime.fault import Fault
from shared.text import Text

if TYPE_CHECKING:
    from email.message import EmailMessage

Security = Literal["starttls", "tls", "none"]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TIMEOUT_S = 30.0
PASSWORD_LIMIT = 1_000
_OTHERS = 0o077
_NOT_MADE = Text.of("The mail could not be put together.")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9:](?:[A-Za-z0-9.:-]{0,250}[A-Za-z0-9])?")


class MailPlan(Struct, frozen=True, kw_only=True):
    """How and where mail goes. `to` is a role mailbox, `copies` are more of them.

    `address` is that of the pages which the mail links to.
    """

    host: str = ""
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: str = ""
    to: str = ""
    copies: tuple[str, ...] = ()
    address: str = ""

    @property
    def is_set(self) -> bool:
        """Tell whether mail is sent at all."""
        return bool(self.host)


class Letter(Struct, frozen=True, kw_only=True):
    """A mail in words: plain text. `key` makes a letter that is sent again known as the same."""

    subject: str
    body: str
    key: str = ""


def wrong(plan: MailPlan) -> Text | None:
    """Return what is wrong with the settings, if anything is."""
    if not plan.is_set:
        return Text.of("No mail server is set: [mail] host in the settings file.")
    if _HOST.fullmatch(plan.host) is None:
        return Text.of("The mail server {host} is no name of a computer.", host=plan.host)
    for name, value in (("sender", plan.sender), *(("to", to) for to in (plan.to, *plan.copies))):
        if _ADDRESS.fullmatch(value) is None:
            return Text.of(
                "The setting mail.{name} has to be one mail address, such as "
                "verkosto@jarjesto.example.",
                name=name,
            )
    if plan.security == "none" and plan.host not in LOOPBACK:
        return Text.of("Mail is sent without encryption to this very computer only.")
    if plan.username and plan.password_file is None:
        return Text.of("A user name is set for the mail server, but no file with its password.")
    return None


class MailError(Fault):
    """The mail was not sent."""


class MailboxRefusedError(MailError):
    """The server took everything but the mailboxes; `codes` are its answers to each of them."""

    def __init__(self, text: Text, codes: tuple[int, ...]) -> None:
        super().__init__(text)
        self.codes = codes


async def send(plan: MailPlan, letter: Letter, now: datetime) -> None:
    """Hand a letter to the mail server. Raises MailError."""
    if (problem := wrong(plan)) is not None:
        raise MailError(problem)
    message, password = compose(plan, letter, now), _password(plan)
    # Seldom, and only where mail is set up: an idle node is to stay small.
    import aiosmtplib  # noqa: PLC0415

    try:
        await aiosmtplib.send(
            message,
            sender=plan.sender,
            recipients=[plan.to, *plan.copies],
            hostname=plan.host,
            port=plan.port,
            username=plan.username or None,
            password=password,
            use_tls=plan.security == "tls",
            start_tls=plan.security == "starttls",
            tls_context=_trust(plan),
            timeout=TIMEOUT_S,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = tuple(one.code for one in error.recipients)
        raise MailboxRefusedError(_told(error), codes) from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailError(_told(error)) from error


def compose(plan: MailPlan, letter: Letter, now: datetime) -> "EmailMessage":
    """Return the message. Raises MailError if a header would not stay one line."""
    # As in `send`.
    from email.message import EmailMessage  # noqa: PLC0415
    from email.policy import SMTP  # noqa: PLC0415

    message = EmailMessage(policy=SMTP)
    headers = (letter.subject, letter.key, plan.sender, plan.to, *plan.copies)
    if not all(header.isprintable() for header in headers):
        raise MailError(_NOT_MADE)  # a carriage return alone would pass Python's own check
    try:
        message["From"] = plan.sender
        message["To"] = ", ".join((plan.to, *plan.copies))
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(now.astimezone(HELSINKI))
        message["Message-ID"] = _message_id(plan, letter)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, cte="quoted-printable")
    except ValueError as error:
        raise MailError(_NOT_MADE) from error
    return message


def _message_id(plan: MailPlan, letter: Letter) -> str:
    domain = plan.sender.rpartition("@")[2] or "node.invalid"
    return f"<{letter.key}@{domain}>" if letter.key else make_msgid(domain=domain)


def _password(plan: MailPlan) -> str | None:
    if not plan.username or plan.password_file is None:
        return None
    path = plan.password_file
    try:
        mode, password = path.stat().st_mode, path.read_text("utf-8")[:PASSWORD_LIMIT].strip()
    except (OSError, UnicodeDecodeError) as error:
        text = Text.of("The file with the mail password, {path}, cannot be read.", path=str(path))
        raise MailError(text) from error
    if mode & _OTHERS:
        raise MailError(
            Text.of(
                "The file with the mail password can be read by others. Run: chmod 600 {path}",
                path=str(path),
            )
        )
    return password


def _trust(plan: MailPlan) -> ssl.SSLContext | None:
    """Return whom the connection trusts: the system's authorities, or the one that is set."""
    if plan.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=_text(plan.ca_file))
    except (OSError, ssl.SSLError) as error:
        text = Text.of("The certificate file {path} cannot be read.", path=str(plan.ca_file))
        raise MailError(text) from error


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _told(error: Exception) -> Text:
    """Return what a person is told; a server's own words stay out, they may repeat addresses."""
    import aiosmtplib  # noqa: PLC0415 (loaded by `send` before)

    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return Text.of("The mail server did not take the user name and password.")
        case aiosmtplib.SMTPTimeoutError() | TimeoutError():
            return Text.of("The mail server did not answer in time.")
        case aiosmtplib.SMTPRecipientsRefused() | aiosmtplib.SMTPSenderRefused():
            return Text.of("The mail server refused the sender or the recipient.")
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPServerDisconnected() | OSError():
            return Text.of("The mail server cannot be reached safely. Are host and port right?")
        case aiosmtplib.SMTPResponseException(code=code):
            return Text.of("The mail server refused the mail (code {code}).", code=code)
    return Text.of("The mail server does not speak the way that is set: see mail.security.")
