"""What the self-audit finds stops a whole release; nothing is repaired, and nothing leaves."""

from functools import partial
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from node.anonymiser.releases import store, todo
from node.anonymiser.releases.chore import run
from node.anonymiser.releases.model import Asked, report
from node.desk import Desk
from node.enquiries import store as enquiries
from node.enquiries.model import Outcome, Tally
from node.outbox import store as outbox
from node.outbox.model import Entry
from shared.runtime.fault import Fault
from shared.runtime.i18n import Translator
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.problem import Problem
from tests.node.anonymiser.releases.conftest import DUE, QUARTER, Quarterly
from tests.node.push.simulated_hub import NODE

OLDER = "2020-01-01/2019-12-31"
HUB = SigningKey.generate()


async def refused_with_older_tables(quarterly: Quarterly) -> None:
    """Let an earlier attempt have had one publishing area, where there are two by now."""
    await quarterly.push()
    (first,) = await quarterly.ledger()
    people = first.figures.people
    assert people is not None
    row = replace(people.enquiries.areas[0], municipalities=("297", "749"))
    rest = people.enquiries.areas[1]
    total = people.enquiries.total - rest.met - rest.waiting - rest.not_met
    asked = replace(people.enquiries, areas=(row,), total=total)
    figures = replace(first.figures, vintage=OLDER, people=replace(people, enquiries=asked))
    head = await quarterly.database.read(outbox.head)
    envelope = sign(report(figures, node=NODE, head=head, now=DUE), quarterly.key)
    digest, problem = envelope_digest(envelope), Problem(status=422, code="other_tables", detail="")
    assert head is not None

    def job(db: Connection) -> None:
        entry = Entry(
            sequence=head.sequence + 1,
            digest=digest,
            envelope=encode_envelope(envelope),
            created_at=DUE,
            schema="statistics/1",
        )
        outbox.queue(db, entry)
        outbox.settle_refused(db, digest, encode_envelope(sign(problem, HUB)), DUE)
        store.signed(db, store.add(db, replace(first, figures=figures)), digest)
        store.ask(db, Asked(quarter=QUARTER, wish="again"), DUE)

    await quarterly.act(job)


async def test_what_the_audit_finds_stops_the_release_and_nothing_else(
    quarterly: Quarterly,
) -> None:
    await refused_with_older_tables(quarterly)
    sent = len(quarterly.hub.figures)

    await quarterly.push()

    assert len(quarterly.hub.figures) == sent
    reasons = (await quarterly.database.read(store.troubles))[QUARTER]
    assert "published and revised already" in str(reasons[0])
    told = await quarterly.database.read(lambda db: tuple(todo.of_figures(db, DUE)))
    assert {one.weight.name for one in told} == {"ALARM"}
    assert await quarterly.database.read(outbox.queued) is None


async def test_the_chore_fails_while_a_release_is_stopped(quarterly: Quarterly) -> None:
    woken: list[str] = []

    async def wake() -> None:
        woken.append("woken")

    desk = Desk(
        database=quarterly.database,
        clock=quarterly.clock,
        reference=quarterly.reference,
        translator=Translator("en"),
        wake=wake,
        data=quarterly.data,
    )
    await run(desk)
    assert woken == ["woken"]
    await refused_with_older_tables(quarterly)
    await quarterly.push()

    with pytest.raises(Fault, match="could not be published"):
        await run(desk)


async def test_a_record_of_no_place_stops_the_release_in_words(quarterly: Quarterly) -> None:
    tally = Tally(quarter=QUARTER, municipality="999", outcome="place")
    await quarterly.act(lambda db: enquiries.add_to(db, tally))

    await quarterly.push()

    assert quarterly.hub.figures == []
    (reason,) = (await quarterly.database.read(store.troubles))[QUARTER]
    assert "999" in str(reason)


async def test_no_exact_count_of_people_leaves(quarterly: Quarterly) -> None:
    """Unusual true counts are planted; what leaves is signed, and holds none of them."""
    exact = (100_013, 100_021, 100_033)  # none is a multiple of five
    outcomes: tuple[Outcome, ...] = ("place", "waiting", "closed")
    for outcome, count in zip(outcomes, exact, strict=True):
        tally = Tally(quarter=QUARTER, municipality="749", outcome=outcome)
        await quarterly.act(partial(planted, tally=tally, count=count))

    await quarterly.push()

    (told,) = quarterly.hub.figures
    assert told.people is not None
    row = told.people.enquiries.areas[1]
    assert {row.met // 10, row.waiting // 10, row.not_met // 10} <= {10_001, 10_002, 10_003}
    left = b"".join(payload for _, payload in quarterly.hub.puts)
    assert str(row.met).encode() in left  # the search finds what is there
    for count in (*exact, sum(exact)):
        assert str(count).encode() not in left


def planted(db: Connection, tally: Tally, count: int) -> None:
    """Count an outcome very often."""
    enquiries.add_to(db, tally)
    db.execute(
        "UPDATE enquiry_tally SET count = ? WHERE municipality = ? AND outcome = ?",
        (count, tally.municipality, tally.outcome),
    )
