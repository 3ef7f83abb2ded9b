"""What people type about accounts, read into values or refused; pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from msgspec import Struct

from shared.runtime.accounts import guessable
from shared.text import Invalid, Text

_LOGIN = re.compile(r"^[^\s<>\"'&,;\x00-\x1f\x7f]{2,60}$(?!\n)")
_NAME = re.compile(r"^[^<>\x00-\x1f\x7f]{1,80}$(?!\n)")

AGAIN = Text.of("The two passwords differ. Write the same one twice.")


class Newcomer(Struct, frozen=True, kw_only=True):
    """Somebody who uses an invitation."""

    name: str
    login: str
    password: str

    def __repr__(self) -> str:
        return "Newcomer()"


def login_of(typed: str) -> str:
    """Return the one spelling of a login: capitals and ways of writing a letter do not count."""
    return unicodedata.normalize("NFKC", typed.strip()).casefold()[:200]


def newcomer(
    fields: Mapping[str, str], *, about: Iterable[str] = ()
) -> Newcomer | tuple[Invalid, ...]:
    """Read name, login and password of a new account; `about` are names of the place."""
    name = unicodedata.normalize("NFKC", fields.get("name", "").strip())
    login = login_of(fields.get("login", ""))
    wrong: list[Invalid] = []
    if not _NAME.match(name):
        wrong.append(Invalid("name", Text.of("Write your name, at most 80 characters.")))
    if not _LOGIN.match(login):
        text = Text.of(
            "A login has 2 to 60 characters, without spaces: your mail address or a short name."
        )
        wrong.append(Invalid("login", text))
    wrong += new_password(fields, about=(*about, name, login))
    return tuple(wrong) or Newcomer(name=name, login=login, password=fields.get("password", ""))


def new_password(fields: Mapping[str, str], *, about: Iterable[str]) -> tuple[Invalid, ...]:
    """Return everything that is wrong with a password that was typed twice."""
    password, again = fields.get("password", ""), fields.get("again", "")
    refused = guessable.refusal(password, about=about)
    wrong = (Invalid("password", refused),) if refused else ()
    return wrong if password == again else (*wrong, Invalid("again", AGAIN))
