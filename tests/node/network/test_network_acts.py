import sqlite3
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from node import keyfile
from node.history.model import Doer
from node.keys.files import KeyFiles
from node.network import edit, store
from node.network.enrol import Known, enrol
from node.network.model import ContactRecord, Coverage, NetworkRecord
from node.outbox import store as outbox
from shared.delivery import Answered, Unreachable
from shared.runtime.database import Database
from shared.signing import SigningKey, fingerprint, sign
from shared.wire.codec import Message, decode
from shared.wire.enrolment import Enrolled, Enrolment, Invitation
from shared.wire.envelope import Envelope
from shared.wire.problem import Problem

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DOER = Doer(at=NOON)
RECORD = NetworkRecord(name_fi="Savon verkosto", name_sv="Savolax", controller="Esimerkki ry")
HUB = SigningKey.generate()
INVITATION = Invitation(
    hub="https://hub.example",
    node="pohjois-savo",
    token="1" * 64,
    hub_key=HUB.public,
    expires_at=NOON + timedelta(days=14),
)


class Door:
    """A hub that answers an enrolment with what it is given."""

    def __init__(self, answer: Message | Unreachable, key: SigningKey = HUB) -> None:
        self.answer, self.key = answer, key
        self.asked: list[Enrolment] = []

    async def get(self, path: str) -> Answered | Unreachable:
        """Have no trust document: the pinned key signs the answers itself."""
        assert path == "/v1/trust"
        return Unreachable("not_an_envelope")

    async def post(self, path: str, envelope: Envelope) -> Answered | Unreachable:
        """Answer."""
        asked = decode(envelope.payload, "enrolment/1")
        assert path == "/v1/enrol"
        assert isinstance(asked, Enrolment)
        self.asked.append(asked)
        if isinstance(self.answer, Unreachable):
            return self.answer
        return Answered(200, sign(self.answer, self.key))


async def set_up(database: Database, *covers: str) -> None:
    await database.write(partial(edit.set_up, network=RECORD, covers=covers, now=NOON))


async def test_a_network_is_set_up_once_with_nothing_known(database: Database) -> None:
    first = await database.write(
        partial(edit.set_up, network=RECORD, covers=("297", "749"), now=NOON)
    )
    second = await database.write(partial(edit.set_up, network=RECORD, covers=("091",), now=NOON))

    assert (first, second) == (True, False)
    words = await database.read(store.coverage)
    assert words == (Coverage(municipality="297"), Coverage(municipality="749"))
    record = await database.read(store.record)
    assert record is not None
    assert (record.name_fi, record.confirmed_at) == ("Savon verkosto", NOON)
    assert await database.read(outbox.dirty_since) == NOON


async def test_a_confirmation_is_stored_and_marks_the_state_dirty_together(
    database: Database,
) -> None:
    await set_up(database)
    await database.write(outbox.clear_dirty)
    later = NOON + timedelta(days=40)

    await database.write(partial(edit.confirm, now=later))

    record = await database.read(store.record)
    assert record is not None
    assert record.confirmed_at == later
    assert await database.read(outbox.dirty_since) == later


async def test_later_acts_are_no_confirmation(database: Database) -> None:
    await set_up(database)

    await database.write(
        partial(edit.say, codes=("297",), says="none", now=NOON + timedelta(days=9))
    )

    record = await database.read(store.record)
    assert record is not None
    assert record.confirmed_at == NOON


async def test_a_none_carries_the_day_of_the_act_and_unknown_the_day_knowledge_ended(
    database: Database,
) -> None:
    await set_up(database, "297")
    midnight = datetime(2026, 9, 1, 21, 30, tzinfo=UTC)

    await database.write(partial(edit.say, codes=("297",), says="none", now=midnight))
    none = await database.read(store.coverage)
    await database.write(
        partial(edit.say, codes=("297", "749"), says="not_known", now=NOON + timedelta(days=9))
    )
    unknown = await database.read(store.coverage)
    await database.write(
        partial(edit.say, codes=("297",), says="not_known", now=NOON + timedelta(days=20))
    )

    assert none == (Coverage(municipality="297", says="none", since=date(2026, 9, 2)),)
    assert unknown == (
        Coverage(municipality="297", says="not_known", since=date(2026, 9, 10)),
        Coverage(municipality="749"),
    )
    assert await database.read(store.coverage) == unknown


async def test_adding_keeps_what_was_said_and_removing_forgets_it(database: Database) -> None:
    await set_up(database, "297")
    await database.write(partial(edit.say, codes=("297",), says="none", now=NOON))

    await database.write(partial(edit.cover, codes=("297", "749"), now=NOON))
    both = await database.read(store.coverage)
    await database.write(partial(edit.uncover, codes=("297",), now=NOON))

    assert [word.says for word in both] == ["none", "not_known"]
    assert [word.municipality for word in await database.read(store.coverage)] == ["749"]


async def test_the_schema_knows_no_none_without_a_day(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(lambda db: store.cover(db, Coverage(municipality="297", says="none")))


async def test_every_change_of_the_contact_is_a_new_revision(database: Database) -> None:
    await set_up(database)
    contact = ContactRecord(organisation="Esimerkki ry", telephone="040 000 0000")

    for _ in range(2):
        await database.write(partial(edit.set_contact, contact=contact, now=NOON))

    stored = await database.read(store.contact)
    assert stored is not None
    assert (stored.revision, stored.changed_at, stored.telephone) == (2, NOON, "040 000 0000")


async def test_an_enrolment_pins_the_hub_once_its_own_word_is_there(
    database: Database, tmp_path: Path
) -> None:
    await set_up(database)
    key = keyfile.create(tmp_path)
    door = Door(Enrolled(node="pohjois-savo", public_key=key.public, state="pending"))

    known = await enrol(
        database, door, INVITATION, KeyFiles(tmp_path), "voikukkia-node test", doer=DOER
    )

    assert known == Known(fingerprint=fingerprint(key.public, HUB.public), active=False)
    assert door.asked[0].token == INVITATION.token
    record = await database.read(store.record)
    assert record is not None
    assert (record.node, record.hub, record.hub_key) == (
        "pohjois-savo",
        "https://hub.example",
        HUB.public,
    )


async def test_nothing_is_pinned_on_any_other_answer(database: Database, tmp_path: Path) -> None:
    await set_up(database)
    key = keyfile.create(tmp_path)
    fine = Enrolled(node="pohjois-savo", public_key=key.public, state="pending")
    doors = [
        Door(fine, SigningKey.generate()),
        Door(Enrolled(node="muu", public_key=key.public, state="active")),
        Door(Enrolled(node="pohjois-savo", public_key="5" * 64, state="active")),
        Door(Problem(status=403, code="token_used", detail="x")),
        Door(Unreachable("timeout")),
    ]

    answers = [
        await enrol(database, door, INVITATION, KeyFiles(tmp_path), "x", doer=DOER)
        for door in doors
    ]

    assert not any(isinstance(answer, Known) for answer in answers)
    record = await database.read(store.record)
    assert record is not None
    assert record.hub_key is None
