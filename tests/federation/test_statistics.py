"""A quarter's way, whole: from what people write down, over both sides, to a published range."""

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import msgspec
import pytest

from deploy import recompute
from deploy.published import reader
from hub.availability import project
from hub.ingest import ledger
from hub.log.audit.model import Question
from hub.log.audit.source import of_folder
from hub.log.audit.whole import audit
from hub.registry import keyfile
from hub.site.plan import plan
from hub.trust import ceremony
from hub.trust.model import origin
from node.anonymiser.releases import asking
from node.anonymiser.releases import store as ledger_of_releases
from node.enquiries import store as enquiries
from node.enquiries.model import Tally
from node.groups import store as groups
from node.groups.model import Group, Meeting
from node.history.model import Doer
from node.instructors import store as instructors
from node.instructors.model import Instructor
from tests.federation import restoring
from tests.federation.together import LiveNode, Together, together

SEPTEMBER = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
RELEASE = datetime(2026, 10, 20, 7, 0, tzinfo=UTC)
Q3 = "2026-Q3"
PLACED, WAITING, ELSEWHERE = 13, 7, 4
PAGES = 3


@pytest.fixture(autouse=True)
def _few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Render a few pages only: what is checked are the data."""
    monkeypatch.setattr("hub.site.publish.plan", lambda *given: plan(*given)[:PAGES])


def quarter(db: Connection, asked: int = PLACED) -> None:
    """Write down what a quarter leaves in a network's records: three groups in Kuopio."""
    for name in ("maija", "pekka"):
        instructors.put(db, Instructor(id=name, name=f"Esimerkki {name}", role="professional"))
    for number, parents in enumerate((5, 7, 6), 1):
        first = date(2026, 8, number)
        groups.put(
            db,
            Group(
                id=f"ryhma-{number}",
                lifecycle="running",
                meets_in="297",
                serves=("297",),
                start_month="2026-08",
                meetings=(Meeting(number=1, day=first),),
                start_confirmed_on=first,
                instructors=("maija", "pekka"),
                parents=parents,
            ),
        )
    counts = (("297", "place", asked), ("297", "waiting", WAITING), ("091", "place", ELSEWHERE))
    for place, outcome, count in counts:
        for _ in range(count):
            enquiries.add_to(db, Tally(quarter=Q3, municipality=place, outcome=outcome))  # type: ignore[arg-type]


def late(db: Connection) -> None:
    """Write down twenty enquiries more."""
    for _ in range(20):
        enquiries.add_to(db, Tally(quarter=Q3, municipality="297", outcome="place"))


async def shown(live: Together) -> Any:
    """Return statistics.json as it would be published now."""
    snapshot = await live.hub.snapshot()
    return json.loads(msgspec.json.encode(snapshot.statistics))


async def told(live: Together) -> Any:
    """Publish, check everything from outside, and return statistics.json."""
    folder = await live.hub.publish()
    await live.hub.tidy()
    root, now = live.hub.desk.root, live.clock.now()
    checked = audit(of_folder(folder), Question(now=now, key=root), live.hub.desk.reference)
    assert [str(text) for text in checked.findings] == []
    assert recompute.differences(reader(str(folder))) == []
    return json.loads((folder / "data/v1/statistics.json").read_bytes())


def figure(document: Any, level: str, code: str, measure: str) -> tuple[int, int, int]:
    """Return a figure of the quarter with its range."""
    (row,) = (
        row
        for row in document["rows"]
        if (row["period"], row["level"], row["code"], row["measure"]) == (Q3, level, code, measure)
    )
    return row["value"], row["min"], row["max"]


async def savo(live: Together) -> LiveNode:
    """Return a node in North Savo with a quarter in its records, on the day of its release."""
    live.figures = True
    node = await live.join("savo", "Kuopio", "Siilinjärvi")
    await node.desk.commit(quarter)
    await node.push()
    live.clock.turn(seconds=(RELEASE - live.clock.now()).total_seconds())
    return node


async def test_a_quarter_goes_from_the_records_to_a_published_range(tmp_path: Path) -> None:
    async with together(tmp_path, SEPTEMBER) as live:
        node = await savo(live)
        other = await live.join("kuusi", "Porvoo")
        await node.push()
        await other.push()
        document = await told(live)

        for level, code in (("network", "savo"), ("nation", "FI")):
            value, least, most = figure(document, level, code, "enquiries")
            assert least <= PLACED + WAITING + ELSEWHERE <= most
            assert (value % 5, most - value) == (0, 4)
            parents = figure(document, level, code, "participants")
            assert parents[1] <= 5 + 7 + 6 <= parents[2]
            led = figure(document, level, code, "instructors")
            assert led[1] <= 2 <= led[2]
            assert figure(document, level, code, "groups_started") == (3, 3, 3)
        met = figure(document, "place", "297", "enquiries_met")
        assert met[1] <= PLACED <= met[2]
        assert figure(document, "place", "749", "enquiries") == (0, 0, 4)
        (nation,) = (r for r in document["reporting"] if (r["period"], r["code"]) == (Q3, "FI"))
        assert (nation["networks"], nation["networks_expected"]) == (1, 1)
        (named,) = document["releases"]
        (release,) = await node.desk.read(ledger_of_releases.releases)
        assert release.newest is not None
        assert named["digest"] == release.newest.digest


async def test_a_revision_takes_the_place_of_the_first_version(tmp_path: Path) -> None:
    async with together(tmp_path, SEPTEMBER) as live:
        node = await savo(live)
        await node.push()
        live.clock.turn(days=3)
        doer = Doer(at=live.clock.now())
        await node.desk.commit(late)
        said = await node.desk.commit(partial(asking.revise, quarter=Q3, reason="late", doer=doer))
        await node.push()
        document = await shown(live)

        (named,) = document["releases"]
        assert named["version"] == 2, said
        _, least, most = figure(document, "network", "savo", "enquiries")
        assert least <= PLACED + WAITING + ELSEWHERE + 20 <= most
        kinds = [e.kind for e in await live.hub.desk.read(ledger.entries)]
        assert kinds.count("statistics") == 2


async def test_a_rebuilt_hub_publishes_the_same(tmp_path: Path) -> None:
    async with together(tmp_path, SEPTEMBER) as live:
        node = await savo(live)
        await node.push()
        before = await shown(live)
        await live.hub.desk.database.write(
            lambda db: project.rebuild(
                db, live.hub.desk.reference, live.hub.desk.policy, live.clock.now()
            )
        )
        assert await shown(live) == before


async def named_anew(live: Together, generation: str) -> None:
    """Give the public log its new name, as the command `restore` does where entries are lost."""
    desk, settings = live.hub.desk, live.settings
    root = keyfile.load(desk.data / keyfile.ROOT_NAME)
    name = origin(settings.site.base_url, generation)
    await ceremony.rename(desk.data, desk.database, root, name, live.clock.now())
    await desk.keys.refresh()


async def test_both_sides_restored_from_september_publish_the_quarter_once(tmp_path: Path) -> None:
    async with together(tmp_path, SEPTEMBER) as live:
        node = await savo(live)
        saved = tmp_path / "backups"
        await restoring.back_up_hub(live, saved / "hub.db")
        await restoring.back_up_node(live, "savo", saved / "node.backup")
        await node.push()
        before = await shown(live)
        assert len(before["releases"]) == 1

        done = await restoring.restore_hub(live, saved / "hub.db", mirror=False)
        assert (await shown(live))["releases"] == []
        await named_anew(live, done.generation)
        await restoring.calm(live, "savo")
        again = await shown(live)
        assert (again["rows"], again["reporting"]) == (before["rows"], before["reporting"])

        await restoring.restore_node(live, "savo", saved / "node.backup")
        await restoring.calm(live, "savo")
        assert await shown(live) == again
        await restoring.unalarmed(live, "savo")
        (release,) = await live.nodes["savo"].desk.read(ledger_of_releases.releases)
        assert release.newest is not None
        assert release.newest.digest == before["releases"][0]["digest"]
