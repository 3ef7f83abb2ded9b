"""Group G1, a real one of 2022, from its CSV to the pages at three points of its life (3)."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from hub.site import words
from node.groups import edit as groups
from node.groups import lifecycle
from node.groups.edit import Saved
from node.outbox import store as outbox
from shared.runtime.i18n import Translator
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from shared.wire.codec import decode
from shared.wire.opendata import Row
from tests.federation.together import LiveNode, Together, together

PLACES = ("Askola", "Loviisa", "Porvoo", "Sipoo")
OTHERS = ("Lapinjärvi", "Myrskylä", "Pukkila")
WORD = re.compile(r'<span class="word">(.*?)</span>')
LOCALE = Path(words.__file__).parents[1] / "locale"
CSV = """\
tunnus;kunta;palvelee;kohderyhmä;kieli;muu äidinkieli;muoto;aika;tila;päivät;kesto minuutteina;\
järjestäjät;järjestäjän laji
g1;Porvoo;Askola, Loviisa, Porvoo, Sipoo;kaikki;suomi;kyllä;paikan päällä;ilta;avoin;\
3.11.2022, 10.11.2022, 17.11.2022, 24.11.2022, 1.12.2022, 8.12.2022, 12.1.2023, 19.1.2023, \
26.1.2023, 2.2.2023;120;Loviisa, Porvoo;kunta
"""


def instant(text: str, hour: int = 9) -> datetime:
    """Return an hour of a day."""
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=UTC)


@pytest.fixture
async def east(tmp_path: Path) -> AsyncIterator[Together]:
    """A hub and the network of East Uusimaa, which has just imported G1."""
    async with together(tmp_path, instant("2022-10-01")) as federation:
        node = await federation.join("ita-uusimaa", "Itä-Uusimaa")
        planned = await node.take_in(CSV.encode("cp1252"))
        assert [type(row).__name__ for row in planned.outcomes] == ["New"]
        await arrive(federation)
        yield federation


async def arrive(federation: Together) -> None:
    """Let the node say what it has to say."""
    for node in federation.nodes.values():
        assert await node.push() == "confirmed"


async def reach(federation: Together, day: str, *, every_days: int = 7) -> None:
    """Go on to a day, with a contact of the node at least every week on the way."""
    end = instant(day)
    while (end - federation.clock.now()).days > every_days:
        federation.clock.turn(days=every_days)
        for node in federation.nodes.values():
            assert await node.push() == "confirmed"
    federation.clock.turn_to(end)
    await arrive(federation)


async def last_report(node: LiveNode) -> Availability:
    """Return the last report the hub acknowledged."""
    entry = await node.desk.read(outbox.newest_delivered)
    assert entry is not None
    report = decode(decode_envelope(entry.envelope).payload, "availability/1")
    assert isinstance(report, Availability)
    return report


async def check(federation: Together, state: str, *, since: date | None = None) -> None:
    """Publish, and require the state of the four municipalities in the data and on all pages."""
    hub = federation.hub
    await hub.publish()
    for name in PLACES:
        row = hub.row(name)
        assert (row.state, row.since) == (state, since), name
        for language in ("fi", "sv", "en"):
            answer = answer_of(hub.page(language, name))
            wanted = Translator.load(LOCALE, "hub", language).say(words.STATE[row.state])
            assert WORD.findall(answer) == [wanted], (name, language)
            if since is not None and language != "en":
                assert f"{since.day}.{since.month}.{since.year}" in answer, (name, language)
    for name in OTHERS:
        row = hub.row(name)
        assert (row.state, row.reason) == ("unknown", "not_known"), name


async def row_of(federation: Together, name: str) -> Row:
    """Return the row that would be published now."""
    shown = await federation.hub.snapshot()
    return next(row for row in shown.availability.municipalities if row.name_fi == name)


def answer_of(page: str) -> str:
    """Return the part of a municipality's page that tells the state now."""
    _, _, after = page.partition('<div class="known">')
    return re.split(r'<div class="past"|</section>', after)[0]


async def start(federation: Together) -> Saved:
    """Let a person confirm that G1 has started."""
    desk = federation.nodes["ita-uusimaa"].desk
    job = partial(
        groups.apply_step,
        group="g1",
        step=lifecycle.confirm_start,
        reference=desk.reference,
        now=desk.now(),
    )
    saved = await desk.commit(job)
    assert isinstance(saved, Saved)
    return saved


async def test_before_it_starts_it_is_open_in_four_municipalities(east: Together) -> None:
    await check(east, "open")
    row = east.hub.row("Porvoo")
    assert (row.groups.open, row.other_groups.open) in {(1, 0), (0, 1)}
    assert row.next_start == "2022-11"
    assert {east.hub.row(name).offers for name in PLACES} == {row.offers}


async def test_running_it_is_full_whether_or_not_its_start_is_confirmed(east: Together) -> None:
    node = east.nodes["ita-uusimaa"]
    await reach(east, "2022-10-30")
    await node.confirm()
    await reach(east, "2022-11-10")

    await check(east, "full")
    unconfirmed = await last_report(node)
    await start(east)
    await arrive(east)

    await check(east, "full")
    assert (await last_report(node)).offers == unconfirmed.offers


async def test_after_its_end_it_is_unknown_and_none_only_by_a_person(east: Together) -> None:
    node = east.nodes["ita-uusimaa"]
    await reach(east, "2022-11-10")
    await start(east)
    await reach(east, "2022-12-20")
    await node.confirm()
    await reach(east, "2023-02-03")
    await check(east, "full")

    await reach(east, "2023-02-10")

    await check(east, "unknown", since=date(2023, 2, 6))
    assert {east.hub.row(name).reason for name in PLACES} == {"not_known"}
    assert (await last_report(node)).gone.ended == 1
    await node.say("none", *PLACES)
    await arrive(east)
    await check(east, "none")


async def test_a_person_may_say_none_of_some_only(east: Together) -> None:
    node = east.nodes["ita-uusimaa"]
    await reach(east, "2023-02-10")
    await node.confirm()
    await node.say("none", "Askola")
    await arrive(east)

    assert (await row_of(east, "Askola")).state == "none"
    assert {(await row_of(east, name)).state for name in PLACES[1:]} == {"unknown"}


async def test_its_organisers_change_in_law_at_the_turn_of_the_year(east: Together) -> None:
    node = east.nodes["ita-uusimaa"]
    await reach(east, "2022-12-20")
    await node.confirm()
    await arrive(east)
    before = (await last_report(node)).offers[0].organisers
    await reach(east, "2023-01-10")

    after = (await last_report(node)).offers[0].organisers
    assert before == ("municipalities",)
    assert after == ("county",)
    shown = await east.hub.snapshot()
    assert [one.offer.organisers for one in shown.availability.offers] == [after]


async def test_fault_25_a_silent_node_makes_its_municipalities_unknown_at_the_deadline(
    east: Together,
) -> None:
    await reach(east, "2022-10-08")
    east.clock.turn_to(instant("2022-10-22") - timedelta(seconds=1))
    assert (await row_of(east, "Porvoo")).state == "open"

    east.clock.turn_to(instant("2022-10-22"))

    for name in PLACES:
        row = await row_of(east, name)
        assert (row.state, row.reason) == ("unknown", "silent")
        assert (row.groups.open, row.groups.full, row.remote) == (None, None, None)
    await east.hub.publish()
    for language in ("fi", "sv", "en"):
        said = Translator.load(LOCALE, "hub", language).say(words.STATE["unknown"])
        assert WORD.findall(answer_of(east.hub.page(language, "Porvoo"))) == [said]
    assert east.hub.row("Porvoo").since == date(2022, 10, 22)


async def test_a_heartbeat_alone_never_extends_the_sixty_days(east: Together) -> None:
    await reach(east, "2022-11-29")
    assert (await row_of(east, "Porvoo")).state == "full"

    await reach(east, "2022-11-30", every_days=1)

    row = await row_of(east, "Porvoo")
    assert (row.state, row.reason, row.since) == ("unknown", "unconfirmed", date(2022, 11, 30))
    await east.nodes["ita-uusimaa"].confirm()
    await arrive(east)
    assert (await row_of(east, "Porvoo")).state == "full"
