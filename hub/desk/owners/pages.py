"""Owners of counts: who reports the counts of people of which municipality, what is unsettled."""

from datetime import date
from sqlite3 import Connection

from litestar.di import NamedDependency
from msgspec import Struct

from hub.counter import Desk
from hub.desk.networks.fields import chosen
from hub.desk.routing import act, page
from hub.desk.visit import Visit
from hub.registry import store as registry
from hub.registry.model import Network
from hub.registry.owners import decide, forms, words
from hub.registry.owners.model import owners
from hub.registry.owners.store import OwnerMemory
from hub.statistics.quarters import newest_closed, quarter_of
from shared.period import helsinki_day
from shared.runtime.web.form import Field, filled
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

ENTRY = Item(path="/owners", label=Text.of("Owners of counts"))
HOME = "/owners"
REFUSED = 422
PLACES = Field(
    name="places",
    label=Text.of("Municipalities"),
    kind="text",
    help=Text.of("Names or codes, separated by commas."),
    required=True,
    longest=6_000,
)
QUARTER = Field(
    name="quarter",
    label=Text.of("The first quarter"),
    help=Text.of("The newest one that is over, or a later one, such as 2027-Q1."),
    required=True,
    longest=10,
)


class Standing(Struct, frozen=True, kw_only=True):
    """Who reports in the newest closed quarter and the present one, and what nobody reports."""

    owned: tuple[Text, ...]
    unsettled: tuple[Text, ...]
    networks: tuple[Network, ...]


@page("/owners")
async def listed(visit: NamedDependency[Visit]) -> Page:
    """Show who reports counts, and which municipalities wait for a decision."""
    return await _form(visit, {})


@act("/owners")
async def name(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Have one network alone report the counts of municipalities from a quarter on."""
    sent, reference = posted.fields, visit.desk.reference
    now, node = visit.desk.now(), sent.get("node", "")
    first = forms.quarter_from(sent.get("quarter", ""), today=helsinki_day(now))
    if isinstance(first, Text):
        return await _form(visit, sent, Invalid("quarter", first))
    typed = [part.strip() for part in sent.get("places", "").replace("\n", ",").split(",")]
    codes = forms.places_of([place for place in typed if place], reference, first)
    if isinstance(codes, Text):
        return await _form(visit, sent, Invalid("places", codes))
    decision = await visit.decide(
        lambda db: decide.name_owner(db, node, codes, first, reference, at=now)
    )
    if isinstance(decision, Text):
        field = "places" if "places" in decision.values else "node"  # What the refusal names.
        return await _form(visit, sent, Invalid(field, decision))
    return visit.decided(decision, HOME)


def standing(db: Connection, desk: Desk, today: date) -> Standing:
    """Return how it stands today."""
    ownership = OwnerMemory(desk.reference).ownership(db)
    found = [
        owners(ownership, quarter, desk.reference)
        for quarter in (newest_closed(today), quarter_of(today))
    ]
    return Standing(
        owned=tuple(line for one in found for line in words.owned(one, desk.reference)),
        unsettled=tuple(line for one in found for line in words.unsettled(one, desk.reference)),
        networks=registry.networks(db),
    )


async def _form(visit: Visit, sent: dict[str, str], *wrong: Invalid) -> Page:
    desk, today = visit.desk, helsinki_day(visit.desk.now())
    shown = await visit.read(lambda db: standing(db, desk, today))
    label = Text.of("The network that reports")
    fields = (chosen("node", label, shown.networks), PLACES, QUARTER)
    view = filled(fields, sent, invalid=wrong)
    status = REFUSED if wrong else 200
    return visit.page("owners/index.html", status=status, shown=shown, form=view)


ROUTES = [listed, name]
