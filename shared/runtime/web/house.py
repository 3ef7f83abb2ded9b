"""What every page stands on: the desk, the templates in every language, cookies, keys, notices.

A side adds what its own pages need by a dataclass over `House`.
"""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.runtime.accounts.model import Ended, Member, Role, SigningIn
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from shared.runtime.web import menu
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.csrf import Csrf
from shared.runtime.web.dates import day_words, instant_words
from shared.runtime.web.presses import Presses
from shared.text import Text

T = TypeVar("T")
HERE = Path(__file__).parent
SHEET = (HERE / "assets" / "pages.css").read_bytes()
"""The one stylesheet."""

NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}
NOTICES_KEPT = 1_000

Someone = Member | Ended | SigningIn | None
Finder = Callable[[str, datetime], Awaitable[Someone]]


class Desk(Protocol):
    """An open node or hub, as far as every page knows it."""

    @property
    def database(self) -> Database:
        """Return the database."""

    @property
    def translator(self) -> Translator:
        """Return the translator of the place's own language."""

    def now(self) -> datetime:
        """Return the instant, in UTC and whole seconds."""

    async def read(self, job: Callable[[Connection], T]) -> T:
        """Run a reading job."""


class Notices:
    """What is to be said on the next page of a session, such as "Saved."; kept in memory."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, deque[Text]] = OrderedDict()

    def add(self, session: str, text: Text) -> None:
        """Keep a sentence for the next page."""
        self._waiting.setdefault(session, deque(maxlen=5)).append(text)
        while len(self._waiting) > NOTICES_KEPT:
            self._waiting.popitem(last=False)

    def take(self, session: str) -> tuple[Text, ...]:
        """Return what waits, once."""
        return tuple(self._waiting.pop(session, ()))


class Languages(Mapping[str, Environment]):
    """The templates in every language, made ready when somebody first reads it."""

    def __init__(
        self,
        words: Mapping[str, Callable[[], Translator]],
        made: Callable[[Translator], Environment],
    ) -> None:
        self._words = words
        self._made = made
        self._ready: dict[str, Environment] = {}

    def __getitem__(self, code: str) -> Environment:
        if code not in self._ready:
            self._ready[code] = self._made(self._words[code]())
        return self._ready[code]

    def __contains__(self, code: object) -> bool:
        return code in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


@dataclass(frozen=True, kw_only=True)
class House:
    """The collaborators of every page.

    `find` tells who a session's token belongs to. `origin` is the address that browsers use, empty
    for this computer alone. `resume_key` seals interrupted forms. `names` are those of the staff.
    `allowed`: which roles each kind of page lets in.
    """

    desk: Desk
    languages: Mapping[str, Environment]
    find: Finder
    cookies: Cookies
    csrf: Csrf
    resume_key: bytes
    allowed: Mapping[str, frozenset[Role]]
    origin: str = ""
    names: dict[int, str] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)
    presses: Presses = field(default_factory=Presses)

    @property
    def default(self) -> str:
        """Return the place's own language."""
        return self.desk.translator.language


def environment(translator: Translator, folders: Sequence[Path]) -> Environment:
    """Return the templates in one language; what is not escaped does not exist.

    A template of a side's own folders stands before one of the same name here.
    """
    made = Environment(
        autoescape=True,
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    translator.install(made)
    made.globals["in_menu"] = menu.shown
    made.filters["told"] = lambda one: translator.say(one) if isinstance(one, Text) else one
    made.filters["field_name"] = lambda field: field
    made.filters["day"] = lambda day: day_words(day, translator.language)
    made.filters["moment"] = lambda instant: instant_words(instant, translator.language)
    return made
