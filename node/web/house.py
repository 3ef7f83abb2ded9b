"""What every page of the node stands on, beside what all pages stand on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from jinja2 import Environment

from node.desk import Desk
from node.groups.telling_changes import NO_NAMES, Names, Told
from node.history.model import Entry
from node.history.record import Keepers
from node.history.telling import changes, record_name
from node.history.wording import STAFF_GONE, VERBS, WHO, field_name
from node.push.model import Phase
from node.web.routing import ALLOWED
from shared.reference.lookup import Reference
from shared.runtime.accounts.model import Role
from shared.runtime.i18n import Translator
from shared.runtime.web import house as web
from shared.text import Text

HERE = Path(__file__).parent


class SetUp:
    """The step of the first run that leads are reminded of; once it is over, nobody asks again."""

    def __init__(self, upcoming: Callable[[Connection], str | None] | None = None) -> None:
        self._upcoming = upcoming

    async def step(self, desk: Desk) -> str:
        """Return the step that is next, or nothing."""
        step = await desk.read(self._upcoming) if self._upcoming is not None else None
        if step is None:
            self._upcoming = None
        return step or ""


def _allowed() -> Mapping[str, frozenset[Role]]:
    return {str(may): frozenset(roles) for may, roles in ALLOWED.items()}


@dataclass(frozen=True, kw_only=True)
class House(web.House):
    """The collaborators of every page of the node."""

    desk: Desk
    phase: Callable[[], Phase]
    keepers: Keepers
    set_up: SetUp = field(default_factory=SetUp)
    allowed: Mapping[str, frozenset[Role]] = field(default_factory=_allowed)

    def who(self, entry: Entry) -> str | Text:
        """Return who stands behind a line of the history."""
        if entry.staff is not None and entry.staff in self.names:
            return self.names[entry.staff]
        return STAFF_GONE if entry.staff is not None else WHO[entry.via]


def environment(translator: Translator) -> Environment:
    """Return the node's templates in one language."""
    made = web.environment(translator, (HERE / "templates",))
    made.globals["verbs"] = VERBS
    made.globals["place"] = Text.of("Network node")
    made.globals["stays"] = Text.of("never leaves this node")
    made.filters["field_name"] = lambda field: translator.say(field_name(field))
    made.filters["told_changes"] = partial(_told_changes, translator)
    made.filters["record_name"] = partial(_record_name, translator)
    return made


def _told_changes(
    translator: Translator, entry: Entry, places: Reference, organisers: Names | None = None
) -> tuple[Told, ...]:
    return changes(entry, places, translator, organisers or NO_NAMES)


def _record_name(
    translator: Translator, entry: Entry, places: Reference, organisers: Names | None = None
) -> str:
    return record_name(entry, places, translator, organisers or NO_NAMES)
