"""Handing over, ending and calling off, as the operator decides it and as both nodes meet it."""

from datetime import date, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest

from hub.ingest import ledger, proof
from hub.ingest import mirror as mirrors
from hub.registry import acts, decide
from hub.registry.decide import Decided, Decision
from hub.registry.handover import decide as handover
from hub.registry.handover import forms, notices, store
from hub.registry.handover.mandate import Mandate, Move, speaks
from hub.registry.model import Grant
from shared.reference.lookup import load
from shared.text import Text
from shared.wire.availability import Statement
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Welcome
from tests.hub.availability.answering import MERGING, NEW_YEAR
from tests.hub.availability.build import ASKOLA, PORVOO
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    NORTH_SAVO,
    SIILINJARVI,
    Stand,
    contact,
    hub_in,
)

OTHER = "savon-seurakunta"
LEPPAVIRTA = "420"
TODAY = date(2026, 11, 16)
DAY = date(2026, 12, 1)
SAID = (
    Statement(municipality=KUOPIO, says="groups", since=None),
    Statement(municipality=SIILINJARVI, says="none", since=date(2026, 11, 2)),
)


async def announced(
    stand: Stand, *codes: str, node: str = NODE, to: str = OTHER, day: date = DAY
) -> Decision:
    """Announce a handover at the stand's time."""
    at, reference = stand.clock.now(), stand.desk.reference
    return await stand.desk.decide(
        lambda db: handover.hand_over(db, node, to, codes, day, reference, at=at)
    )


async def ended(stand: Stand, node: str = NODE, day: date = DAY) -> Decision:
    """Decide that a network ends."""
    at, reference = stand.clock.now(), stand.desk.reference
    return await stand.desk.decide(lambda db: handover.end(db, node, day, reference, at=at))


async def called_off(
    stand: Stand, to: str | None = OTHER, day: date = DAY, node: str = NODE
) -> Decision:
    """Call something off."""
    at = stand.clock.now()
    return await stand.desk.decide(lambda db: handover.call_off(db, node, to, day, at=at))


def said(decision: Decision) -> str:
    """Return what was decided."""
    assert isinstance(decision, Decided), str(decision)
    return str(decision.said)


def refused(decision: Decision) -> str:
    """Return why nothing was decided."""
    assert isinstance(decision, Text)
    return str(decision)


async def kinds(stand: Stand) -> list[str]:
    """Return the kinds of the ledger's entries."""
    return [entry.kind for entry in await stand.desk.read(ledger.entries)]


def code(answer: Receipt | Welcome | Problem) -> str:
    """Return the code of a refusal, or "taken"."""
    return answer.code if isinstance(answer, Problem) else "taken"


async def test_a_handover_is_an_act_that_both_mandates_follow(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)

        told = said(await announced(stand, KUOPIO))

        assert "1.12.2026" in told
        assert "Kuopio" in told
        assert (await kinds(stand))[-1] == "handed_over"
        kept = await stand.desk.read(store.every)
        move = Move(day=DAY, other=OTHER, municipalities=(KUOPIO,), gains=False)
        assert kept[NODE].moves == (move,)
        eve = DAY - timedelta(days=1)
        here = stand.desk.reference
        assert speaks(kept[OTHER], here, eve).municipalities == (LEPPAVIRTA,)
        assert speaks(kept[OTHER], here, DAY).municipalities == (KUOPIO, LEPPAVIRTA)
        assert speaks(kept[NODE], here, DAY).municipalities == (SIILINJARVI,)


async def test_what_cannot_be_handed_over_is_refused_in_words(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        await stand.invite("uusi", LEPPAVIRTA)
        tip = await stand.desk.read(ledger.tip)

        assert "itself" in refused(await announced(stand, KUOPIO, to=NODE))
        assert "does not answer for Leppävirta" in refused(await announced(stand, LEPPAVIRTA))
        assert "not active" in refused(await announced(stand, KUOPIO, to="uusi"))
        assert "No network is called nobody" in refused(await announced(stand, KUOPIO, to="nobody"))
        assert "There are" in refused(await announced(stand, KUOPIO, node="nobody"))
        assert "announced for" in refused(await called_off(stand))
        assert "No network" in refused(await called_off(stand, node="nobody"))
        assert "No network" in refused(await ended(stand, "nobody"))
        assert await stand.desk.read(ledger.tip) == tip


async def test_what_is_announced_is_not_announced_again(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        await stand.active_node("kolmas", LEPPAVIRTA)
        said(await announced(stand, KUOPIO))
        later, sooner = DAY + timedelta(days=9), DAY - timedelta(days=2)

        again = refused(await announced(stand, KUOPIO, to="kolmas", day=sooner))
        assert f"call-off {NODE} {OTHER} --on 1.12.2026" in again
        assert "Call that off" in refused(await announced(stand, KUOPIO, to="kolmas"))
        after_it = refused(await announced(stand, KUOPIO, to="kolmas", day=later))
        assert "does not answer" in after_it
        assert "Kuopio" in said(await announced(stand, KUOPIO, node=OTHER, to="kolmas", day=later))


async def test_calling_off_before_the_day_undoes_it_and_after_it_is_refused(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO))
        said(await called_off(stand))
        said(await announced(stand, SIILINJARVI))

        stand.clock.turn(days=15)

        assert "day to come" in refused(await called_off(stand))
        kept = await stand.desk.read(store.every)
        here = stand.desk.reference
        assert speaks(kept[NODE], here, DAY).municipalities == (KUOPIO,)
        assert speaks(kept[OTHER], here, DAY).municipalities == (LEPPAVIRTA, SIILINJARVI)
        assert (await kinds(stand))[-3:] == ["handed_over", "called_off", "handed_over"]


async def test_an_end_says_what_nobody_answers_for_and_can_be_lifted(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO))

        told = said(await ended(stand))

        assert "nobody answers for Siilinjärvi" in told
        assert "decided already" in refused(await ended(stand))
        assert "does not answer" in refused(
            await announced(stand, SIILINJARVI, day=DAY + timedelta(days=1))
        )
        said(await announced(stand, SIILINJARVI))
        assert "itself ends" in refused(await announced(stand, LEPPAVIRTA, node=OTHER, to=NODE))
        stand.clock.turn(days=30)
        assert "does not end" in said(await called_off(stand, to=None))
        assert "Nothing of this kind" in refused(await called_off(stand, to=None))


async def test_an_end_waits_until_what_is_announced_after_it_is_called_off(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO))

        assert "Call it off first" in refused(await ended(stand, OTHER))
        assert "Call it off first" in refused(await ended(stand, day=DAY - timedelta(days=1)))
        said(await called_off(stand))
        assert "nobody answers for Leppävirta" in said(await ended(stand, OTHER))


async def test_no_report_is_refused_for_a_handover_before_or_after_it(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        old = await stand.active_node()
        new = await stand.active_node(OTHER, LEPPAVIRTA)
        ahead = (*SAID[:1], Statement(municipality=LEPPAVIRTA, says="groups", since=None))
        assert code(await new.push(new.next(municipalities=ahead))) == "outside_grant"

        said(await announced(stand, KUOPIO))

        for _ in range(2):  # the day before and on the day
            assert code(await old.push(old.next())) == "taken"
            assert code(await new.push(new.next(municipalities=ahead, offers=()))) == "taken"
            stand.clock.turn(days=15)
            assert code(await old.hello()) == "taken"
            assert code(await new.hello()) == "taken"


async def test_after_a_handover_a_grant_takes_away_what_it_leaves_out(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        old = await stand.active_node()
        new = await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO))
        stand.clock.turn(days=20)
        only = Grant(municipalities=(LEPPAVIRTA,), reach=(NORTH_SAVO,))
        mine = Grant(municipalities=(SIILINJARVI,), reach=(NORTH_SAVO,))
        at = stand.clock.now()

        await stand.desk.decide(lambda db: decide.grant(db, OTHER, only, at))
        await stand.desk.decide(lambda db: decide.grant(db, NODE, mine, at))

        await old.hello()
        await new.hello()
        assert code(await new.push(new.next(municipalities=SAID[:1], offers=()))) == "outside_grant"
        assert code(await old.push(old.next())) == "taken"


async def test_from_its_day_an_ended_network_is_refused_whatever_it_sends(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        said(await ended(stand))
        stand.clock.turn(days=14, hours=9, minutes=59, seconds=59)  # a second before midnight
        await node.hello()
        assert code(await node.push(node.next())) == "taken"

        stand.clock.turn(seconds=1)

        answer = await node.push(node.next())
        assert isinstance(answer, Problem)
        assert (answer.code, answer.why, answer.status) == ("suspended", "ended", 423)
        assert "has ended" in answer.detail
        assert code(await node.hello()) == "suspended"
        refusal = await node.tell(contact())
        assert isinstance(refusal, Problem)
        assert refusal.why == "ended"
        said(await called_off(stand, to=None))
        assert code(await node.hello()) == "taken"


async def test_both_nodes_are_told_in_three_languages(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        old = await stand.active_node()
        new = await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO, day=TODAY + timedelta(days=31)))
        assert (await told_to(old), await told_to(new)) == ((), ())

        stand.clock.turn(days=1)

        finnish, swedish, english = await told_to(new)
        assert "Kuopio" in finnish
        assert "17.12.2026" in swedish
        assert "From 17.12.2026 on this network answers for Kuopio" in english
        assert "until then this network does" in (await told_to(old))[2]
        stand.clock.turn(days=30)
        assert "Since 17.12.2026 this network answers for Kuopio" in (await told_to(new))[2]
        assert "Take them off your list" in (await told_to(old))[2]
        stand.clock.turn(days=7)
        assert len(await told_to(old)) == 3
        stand.clock.turn(days=1)
        assert (await told_to(old), await told_to(new)) == ((), ())


async def told_to(node: object) -> tuple[str, ...]:
    """Return the notices of a welcome."""
    welcome = await node.hello()  # type: ignore[attr-defined]
    assert isinstance(welcome, Welcome)
    return tuple(text for text in welcome.notices if "clock" not in text)


def test_an_end_is_told_too() -> None:
    mandate = Mandate(ends_on=DAY)

    sentences = list(notices.sentences(mandate, {}, load(), TODAY, "en"))

    assert ["On 1.12.2026 this network ends" in str(text) for text in sentences] == [True]


async def test_a_changed_mandate_is_found(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO))
        lines = tmp_path / mirrors.FILE_NAME
        assert await proved(stand, lines) == ()

        await stand.desk.database.write(_forge)

        assert len(await proved(stand, lines)) == 1


async def proved(stand: Stand, lines: Path) -> tuple[Text, ...]:
    """Return what does not fit in the ledger and its tables."""
    whole = await stand.desk.read(lambda db: proof.prove(db, mirrors.lines(lines)))
    return whole.findings


def _forge(db: Connection) -> None:
    db.execute("UPDATE mandate SET ends_on = '2026-12-24' WHERE node = ?", (OTHER,))


async def test_a_replayed_ledger_makes_the_same_mandates(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        await stand.active_node(OTHER, LEPPAVIRTA)
        said(await announced(stand, KUOPIO))
        said(await ended(stand))
        before = await stand.desk.read(store.every)

        await stand.desk.database.write(_replay)

        assert await stand.desk.read(store.every) == before


def _replay(db: Connection) -> None:
    """Drop the mandates and apply the acts of the ledger to them again."""
    db.execute("DELETE FROM mandate")
    for entry in ledger.entries(db):
        if entry.sequence is None:
            store.apply(db, acts.decode(entry.body), entry.at)


async def test_a_merger_and_a_handover_on_one_day(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node(NODE, ASKOLA)
        await stand.active_node(OTHER, PORVOO)
        at = stand.clock.now()

        decided = await stand.desk.decide(
            lambda db: handover.hand_over(db, NODE, OTHER, (PORVOO,), NEW_YEAR, MERGING, at=at)
        )

        assert "Porvoo" in said(decided)
        kept = await stand.desk.read(store.every)
        eve = NEW_YEAR - timedelta(days=1)
        assert speaks(kept[NODE], MERGING, eve).municipalities == (ASKOLA,)
        assert speaks(kept[NODE], MERGING, NEW_YEAR).municipalities == ()
        assert speaks(kept[OTHER], MERGING, NEW_YEAR).municipalities == (PORVOO,)


# What is typed.


@pytest.mark.parametrize("text", ["1.1.2027", "01.01.2027", "2027-01-01", " 2027-01-01 "])
def test_a_day_is_written_in_either_way(text: str) -> None:
    assert forms.day_ahead(text, today=TODAY) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tomorrow", "is not a date"),
        ("31.11.2026", "is not a date"),
        ("16.11.2026", "first possible day is 17.11.2026"),
        ("1.1.2026", "does not lie ahead"),
        ("1.1.2029", "more than two years"),
    ],
)
def test_a_day_that_cannot_be_meant(text: str, why: str) -> None:
    assert why in str(forms.day_ahead(text, today=TODAY))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("Porvoo", "Borgå", "638"), ("638",)),
        (("Kuopio", "Siilinjärvi"), (KUOPIO, SIILINJARVI)),
    ],
)
def test_places_by_name_in_both_languages_or_code(
    typed: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert forms.places_on(typed, load(), DAY) == found


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("Kuopo",), "Is it Kuopio"),
        (("Xyzzy",), "No municipality is called"),
        ((), "Name the municipalities"),
        (("Pertunmaa",), "Pertunmaa is part of Mäntyharju"),
        (("588",), "Name Mäntyharju"),
    ],
)
def test_places_that_cannot_be_meant(typed: tuple[str, ...], why: str) -> None:
    assert why in str(forms.places_on(typed, load(), DAY))
