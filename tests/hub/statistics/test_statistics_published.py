"""The statistics of a hub that lives, as files: checked from outside, recomputed to the digit."""

import asyncio
import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from msgspec.structs import replace

from deploy import recompute
from deploy.published import Read
from hub.ingest import chain
from hub.ingest.model import Entry
from hub.parts import parts
from hub.registry.owners import decide as owning
from hub.site.plan import plan
from hub.statistics import store as kept
from shared import signing
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.receipt import Receipt
from shared.wire.session import Head, Welcome
from shared.wire.statistics import Instructors, Statistics
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    SIILINJARVI,
    HandClock,
    SimNode,
    Stand,
    hub_in,
    sealed,
)
from tests.hub.log.forging import PAGES, Scene, lying
from tests.hub.log.log_builders import rechained
from tests.hub.statistics.quarters import RELEASE_DAY, enquiries, following, outcomes, people

LEPPAVIRTA, IISALMI = "420", "140"
APRIL = datetime(2027, 4, 20, 8, 0, tzinfo=UTC)
JSON, CSV = "data/v1/statistics.json", "data/v1/statistics.csv"
KEY = SigningKey.from_bytes(b"k" * 32)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Return what a hub of two networks has published after two quarters."""
    with pytest.MonkeyPatch.context() as patch:  # Pages take long to pack, and are not checked.
        patch.setattr("hub.site.publish.plan", lambda *given: plan(*given)[:PAGES])
        return asyncio.run(_made(tmp_path_factory.mktemp("hub")))


async def _made(folder: Path) -> Scene:
    clock = HandClock()
    async with hub_in(folder, clock) as stand:
        hub = parts(stand.desk, stand.settings)
        one = await stand.active_node(NODE, KUOPIO, LEPPAVIRTA, SIILINJARVI)
        other = await stand.active_node("toinen", IISALMI, LEPPAVIRTA)
        await _at(stand, RELEASE_DAY, one, other)
        said = await stand.desk.decide(
            lambda db: owning.name_owner(
                db, "toinen", (LEPPAVIRTA,), "2026-Q4", stand.desk.reference, at=clock.now()
            )
        )
        assert not isinstance(said, Text), str(said)
        await _put(stand, one, following(one.head))
        again = people(enquiries=enquiries(outcomes(met=20)))
        await _put(stand, one, following(one.head, version=2, people=again))
        await _put(stand, other, _of_other(other.head))
        await _at(stand, APRIL, one, other)
        first = people(participants=None, instructors=Instructors(seen=1, above=15), trained=0)
        await _put(
            stand, one, following(one.head, quarter="2027-Q1", groups=(), trainings=0, people=first)
        )
        await hub.worker().refresh()
        await hub.publisher.settled()
        assert hub.publisher.current is not None
        before = await stand.desk.read(lambda db: kept.read(db, stand.desk.reference, APRIL))
        anew = await stand.desk.read(lambda db: kept.made(db, stand.desk.reference, APRIL))
        assert msgspec.json.encode(before) == msgspec.json.encode(anew)
        return Scene(
            folder=hub.publisher.current,
            root=stand.desk.root,
            key=stand.desk.key,
            now=clock.now(),
            earlier=(),
        )


async def _at(stand: Stand, day: datetime, *nodes: SimNode) -> None:
    stand.clock.turn(seconds=(day - stand.clock.now()).total_seconds())
    for node in nodes:
        assert isinstance(await node.hello(), Welcome)


def _of_other(head: Head | None) -> Statistics:
    places = (IISALMI, LEPPAVIRTA)
    asked = people(enquiries=enquiries(outcomes(places, met=5), elsewhere=0), participants=None)
    return following(head, node="toinen", municipalities=places, groups=(), people=asked)


async def _put(stand: Stand, node: SimNode, message: Statistics) -> None:
    path = f"/v1/nodes/{node.node}/reports/{message.sequence}"
    said = stand.said(await stand.put(path, sealed(message, node.key), node.lease))
    assert isinstance(said, Receipt), said
    node.head = Head(sequence=said.sequence, digest=said.digest)


def document(scene: Scene) -> Any:
    """Return statistics.json."""
    return json.loads((scene.folder / JSON).read_bytes())


def value(scene: Scene, *where: str) -> tuple[int, int, int, int]:
    """Return value, min, max and networks of a figure."""
    (row,) = (
        row
        for row in document(scene)["rows"]
        if (row["period"], row["level"], row["code"], row["measure"]) == where
    )
    return row["value"], row["min"], row["max"], row["networks"]


def test_only_the_newest_version_counts_and_sums_add_ranges(scene: Scene) -> None:
    assert value(scene, "2026-Q4", "network", NODE, "enquiries") == (30, 26, 34, 1)
    assert value(scene, "2026-Q4", "place", KUOPIO, "enquiries_met") == (20, 16, 24, 1)
    assert value(scene, "2026-Q4", "nation", "FI", "enquiries") == (40, 32, 48, 2)
    assert value(scene, "2026-Q4", "area", "13", "enquiries") == (35, 27, 47, 2)
    assert value(scene, "2026", "nation", "FI", "enquiries") == (40, 32, 48, 2)
    assert value(scene, "2027", "nation", "FI", "meetings") == (17, 17, 17, 1)
    assert value(scene, "2027", "network", NODE, "instructors") == (16, 12, 20, 1)


def test_the_file_is_what_its_schema_says(scene: Scene) -> None:
    schema = json.loads((scene.folder / "data/v1/schema/statistics.json").read_bytes())
    jsonschema.validate(document(scene), schema)
    names = csv.DictReader(io.StringIO((scene.folder / CSV).read_text("utf-8"))).fieldnames
    assert names is not None
    assert {"value", "min", "max"} < set(names)
    assert "5 tarkoittaa 1-9" in (scene.folder / "data/v1/statistics.txt").read_text("utf-8")


def test_a_range_stands_beside_every_count_of_people_and_none_elsewhere(scene: Scene) -> None:
    for row in document(scene)["rows"]:
        assert row["min"] <= row["value"] <= row["max"]
        counted = row["measure"].startswith("enquiries") or row["measure"] in {
            "participants",
            "instructors",
            "trained",
        }
        trained_nobody = row["measure"] == "trained" and row["max"] == 0
        assert trained_nobody or counted == (row["max"] - row["min"] >= 4)


def test_how_complete_it_is_stands_beside(scene: Scene) -> None:
    found = {(row["period"], row["code"]): row for row in document(scene)["reporting"]}
    nation = found["2027-Q1", "FI"]
    assert (nation["networks"], nation["networks_expected"]) == (1, 2)
    assert 0 < nation["population_reported"] < nation["population"]
    assert found["2026-Q4", "13"]["networks"] == 2
    assert found["2027-Q1", "01"]["networks_expected"] == 0
    assert ("2026-Q3", "FI") not in found


def test_what_a_living_hub_publishes_fits_and_can_be_recomputed(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [str(text) for text in scene.audited().findings] == []
    assert recompute.main(str(scene.folder)) == 0
    assert "figures is what the signed reports come to" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["value", "min", "max", "networks"])
def test_a_changed_digit_is_found_by_both(scene: Scene, name: str) -> None:
    def change(told: Any) -> None:
        told["rows"][-1][name] += 1

    changed = otherwise(scene, change)
    assert any(name in text for text in scene.said(changed))
    assert len(recompute.differences(overlaid(scene, changed))) == 1


def test_a_digit_of_the_table_and_a_lost_row_are_found(scene: Scene) -> None:
    body = (scene.folder / CSV).read_bytes()
    rows = list(csv.reader(io.StringIO(body.decode())))
    line = ",".join(rows[5]).encode()
    for new in (re.sub(rb"\d+$", b"77", line) + b"\r\n", b""):
        changed = {CSV: body.replace(line + b"\r\n", new)}
        assert changed[CSV] != body
        assert scene.said(changed)
        assert recompute.differences(overlaid(scene, changed))


def overlaid(scene: Scene, changes: Mapping[str, bytes]) -> Read:
    """Return what reads the published files, some of them put otherwise."""
    return lambda path: changes.get(path) or (scene.folder / path).read_bytes()


def otherwise(scene: Scene, change: Callable[[Any], None]) -> dict[str, bytes]:
    """Return statistics.json with something put otherwise."""
    told = document(scene)
    change(told)
    return {JSON: json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"}


SPARSE = people(enquiries=enquiries(outcomes()[:1]), participants=None, trained=0)
WRONGS: dict[str, tuple[dict[str, Any], str]] = {
    "another grid": ({"people": SPARSE}, "not the whole grid"),
    "another's municipality": ({"municipalities": (IISALMI,)}, "does not report the counts"),
    "a quarter not over": ({"quarter": "2027-Q2"}, "not over"),
    "a revision of nothing": ({"version": 2}, "no first version"),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_a_hub_that_took_weak_counts_is_found_out(scene: Scene, wrong: str) -> None:
    changes, words = WRONGS[wrong]
    found = scene.said(lying(scene, forged(scene, changes), scene.key), key=None)
    assert any("should have been refused" in text and words in text for text in found)


def forged(scene: Scene, changes: dict[str, Any]) -> tuple[Entry, ...]:
    """Return the log with the last counts put otherwise, signed by a key of the hub's making."""
    entries = list(scene.entries())
    at = max(number for number, entry in enumerate(entries) if entry.kind == "statistics")
    event = chain.event_of(entries[at])
    report = event.report  # type: ignore[union-attr]
    envelope = signing.sign(replace(report, **{"groups": (), **changes}), KEY)
    entries[at] = replace(
        entries[at],
        digest=signing.envelope_digest(envelope),
        body=signing.encode_envelope(envelope),
    )
    return rechained(tuple(entries))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "python -m deploy.recompute https://ryhmat.example"),
        (("one", "two"), "python -m deploy.recompute https://ryhmat.example"),
        (("--help",), "python -m deploy.recompute https://ryhmat.example"),
        (("/nonexistent",), "There is no folder /nonexistent."),
        (("http://127.0.0.1:9",), "http://127.0.0.1:9 cannot be reached"),
        (("http://",), "http:// cannot be reached"),
    ],
)
def test_what_cannot_be_recomputed_is_told_in_a_sentence(
    given: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recompute.main(*given) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        (JSON, b"<html>", "data/v1/statistics.json is not JSON"),
        (JSON, b"{}", "not in the form that is known here (KeyError"),
        (JSON, None, "has no readable data/v1/statistics.json"),
        ("log/checkpoint", b"x", "not in the form that is known here (IndexError"),
        ("log/entries/0.jsonl", b"nothing", "not in the form that is known here (JSONDecodeError"),
    ],
)
def test_a_copy_with_a_broken_file_is_told_so(
    scene: Scene,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    body: bytes | None,
    words: str,
) -> None:
    copy = tmp_path / "site"
    shutil.copytree(scene.folder, copy)
    (copy / name).unlink()
    if body is not None:
        (copy / name).write_bytes(body)
    assert recompute.main(str(copy)) == 2
    assert words in capsys.readouterr().err


def test_a_report_that_another_key_signed_ends_the_recomputing(scene: Scene) -> None:
    entries = b"".join(chain.line(entry) for entry in forged(scene, {"meetings": 1}))
    changed = {"log/entries/0.jsonl": entries}
    with pytest.raises(SystemExit, match="is not signed by pohjois-savo"):
        recompute.differences(overlaid(scene, changed))
