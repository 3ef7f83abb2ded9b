"""What the preview shows is what is signed, sent and received: byte for byte, over random states.

The preview is taken at the instant of the signing, as the page says: a moment later the time of
observation differs, and nothing else.
"""

import asyncio
import tempfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from hub.ingest import chain, ledger
from node.groups import store as groups
from node.groups.model import Group
from node.leaves import gathering, letter
from node.network import edit
from node.network import store as network
from node.network.model import ContactRecord, Coverage
from node.outbox import store as outbox
from node.today import gathering as today
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from shared.wire.codec import decode
from tests.federation.together import LiveNode, Together, together
from tests.node.anonymiser.test_plan_properties import groups as any_groups
from tests.node.anonymiser.test_plan_properties import words

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
NAMES = {"297": "Kuopio", "749": "Siilinjärvi"}
ACT = date(2026, 11, 16)


class State(Struct, frozen=True, kw_only=True):
    """What stands in the records at one time, and how many hours after the time before."""

    groups: tuple[Group, ...]
    coverage: tuple[Coverage, ...]
    confirms: bool
    telephone: str
    hours: int


def storable(group: Group) -> Group:
    """Return the group with the days of acts that its state needs in the database."""
    ended = group.end_confirmed_on or ACT
    match group.lifecycle:
        case "running":
            return replace(group, start_confirmed_on=ACT, end_confirmed_on=None)
        case "ended":
            return replace(group, start_confirmed_on=ended, end_confirmed_on=ended)
        case _:
            return replace(group, start_confirmed_on=None, end_confirmed_on=None)


states = st.builds(
    State,
    groups=st.lists(any_groups().map(storable), max_size=4, unique_by=lambda g: g.id).map(tuple),
    coverage=st.tuples(*(words(code) for code in NAMES)),
    confirms=st.booleans(),
    telephone=st.integers(0, 9).map(lambda n: f"040 000 000{n}"),
    hours=st.sampled_from((1, 5, 30, 24 * 8, 24 * 20)),
)


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(states, min_size=1, max_size=5))
def test_the_preview_is_signed_sent_and_received_byte_for_byte(found: list[State]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(lived(Path(folder), found))


async def lived(folder: Path, found: list[State]) -> None:
    """Live through the states, looking at the preview before every push."""
    async with together(folder, NOW) as world:
        node = await world.join("savo", *NAMES.values())
        for state in found:
            world.clock.turn(hours=state.hours)
            await node.desk.commit(partial(put, state=state, now=world.clock.now()))
            await pushed_as_previewed(world, node)


async def pushed_as_previewed(world: Together, node: LiveNode) -> None:
    """Compare the preview with what was signed, what the hub holds, and what it then shows."""
    desk, now = node.desk, node.desk.now()
    job = partial(gathering.upcoming, now=now, reference=desk.reference, language="fi")
    shown = await desk.read(job)
    content = await desk.read(partial(gathering.payload, now=now, reference=desk.reference))
    contact = await desk.read(letter.payload)
    before = await desk.read(outbox.head)

    assert await node.push() == "confirmed"

    sent = await desk.read(outbox.newest_delivered)
    assert sent is not None
    assert shown.changed is (before is None or before.sequence != sent.sequence)
    if shown.changed:
        assert decode_envelope(sent.envelope).payload == content
    held = await world.hub.desk.database.read(lambda db: ledger.report(db, "savo", sent.sequence))
    assert held is not None
    assert chain.envelope_of(held) == decode_envelope(sent.envelope)
    assert contact is not None
    assert await desk.read(letter.payload) == contact
    kept = await desk.read(outbox.contact_message)
    assert kept is not None
    assert (kept.state, decode_envelope(kept.envelope).payload) == ("delivered", contact)
    await shown_as_told(world, node, decode_envelope(sent.envelope).payload)


async def shown_as_told(world: Together, node: LiveNode, payload: bytes) -> None:
    """Compare what the node says that parents read with what the hub publishes."""
    desk, now = node.desk, node.desk.now()
    assert isinstance(decode(payload, "availability/1"), Availability)
    job = partial(today.places, now=now, reference=desk.reference, language="fi")
    told = {row.place: row for row in await desk.read(job)}
    published = (await world.hub.snapshot()).availability.municipalities
    for row in published:
        if row.municipality in NAMES and not row.checking:
            one = told[NAMES[row.municipality]]
            assert one.state == row.state, (row, one)
            if row.state == "none":  # the hub also counts the contact's message as a word
                assert one.belief.until is not None
                assert row.believed_until is not None
                assert one.belief.until <= row.believed_until


def put(db: Connection, *, state: State, now: datetime) -> None:
    """Make the records what the state says, as acts of a person."""
    for group in groups.all_groups(db):
        groups.remove(db, group.id)
    for group in state.groups:
        groups.put(db, group)
    for word in state.coverage:
        network.cover(db, word)
    if state.confirms:
        edit.confirm(db, now)
    contact = ContactRecord(organisation="Esimerkki ry", telephone=state.telephone)
    edit.set_contact(db, contact, now)
    outbox.mark_dirty(db, now)
