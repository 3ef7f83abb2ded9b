"""What every page stands on: the desk, the templates in every language, cookies, keys, notices."""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from node.dates import day_words, instant_words
from node.desk import Desk
from node.history.model import Entry
from node.history.record import Keepers
from node.history.wording import STAFF_GONE, VERBS, WHO, field_name, plain
from node.push.model import Phase
from node.staff.model import Ended, Member, SigningIn
from node.web.cookies import Cookies
from node.web.csrf import Csrf
from node.web.presses import Presses
from shared.runtime.i18n import Translator
from shared.text import Text

HERE = Path(__file__).parent
NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}
NOTICES_KEPT = 1_000

Someone = Member | Ended | SigningIn | None
Finder = Callable[[str, datetime], Awaitable[Someone]]


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


@dataclass(frozen=True, kw_only=True)
class House:
    """The collaborators of every page.

    `find` tells who a session's token belongs to. `origin` is the address that browsers use, empty
    for this computer alone. `resume_key` seals interrupted forms. `names` are those of the staff.
    """

    desk: Desk
    languages: Mapping[str, Environment]
    phase: Callable[[], Phase]
    find: Finder
    cookies: Cookies
    csrf: Csrf
    resume_key: bytes
    keepers: Keepers
    origin: str = ""
    names: dict[int, str] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)
    presses: Presses = field(default_factory=Presses)

    @property
    def default(self) -> str:
        """Return the node's own language."""
        return self.desk.translator.language

    def who(self, entry: Entry) -> str | Text:
        """Return who stands behind a line of the history."""
        if entry.staff is not None and entry.staff in self.names:
            return self.names[entry.staff]
        return STAFF_GONE if entry.staff is not None else WHO[entry.via]


def environment(translator: Translator) -> Environment:
    """Return the templates in one language; what is not escaped does not exist."""
    made = Environment(
        autoescape=True,
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    translator.install(made)
    made.globals["verbs"] = VERBS
    made.filters["told"] = lambda one: translator.say(one) if isinstance(one, Text) else one
    made.filters["field_name"] = lambda field: translator.say(field_name(field))
    made.filters["plain"] = lambda value: plain(value, translator)
    made.filters["day"] = lambda day: day_words(day, translator.language)
    made.filters["moment"] = lambda instant: instant_words(instant, translator.language)
    return made
