"""A full disk, of node and hub: it is said plainly, nothing changes, nothing is lost."""

import resource
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub import cli as hub_cli
from hub.ingest import ledger
from node.outbox import store as outbox
from tests.federation.real import SCRIPTS, environment
from tests.federation.together import Together, together
from tests.federation.typed import CLOCK, Typed, dump

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Together]:
    async with together(tmp_path, NOW) as federation:
        node = await federation.join("savo", "Kuopio")
        assert await node.push() == "confirmed"
        yield federation


async def _no_more_pages(database: Any) -> Callable[[], Any]:
    """Let a database grow no further, as on a full disk; return what lets it grow again."""

    def stop(db: sqlite3.Connection) -> None:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")

    # Fill the pages that are free, so that the next row needs a new one.
    await database._writer._execute(stop, database._writer._connection)

    async def again() -> None:
        await database._writer._execute(
            lambda db: db.execute("PRAGMA max_page_count = 1000000"), database._writer._connection
        )

    return again


async def _until_full(write: Callable[[], Any]) -> Exception:
    for _ in range(400):
        try:
            await write()
        except Exception as error:  # noqa: BLE001 (it is returned)
            return error
    raise AssertionError("the disk never got full")


async def test_fault_14_a_full_disk_of_the_hub_delays_a_report_and_loses_nothing(
    pair: Together,
) -> None:
    hub, node = pair.hub, pair.nodes["savo"]
    again = await _no_more_pages(hub.desk.database)
    acts, phases = 0, []
    while "waiting" not in phases and acts < 200:
        acts += 1
        await node.say("none" if acts % 2 else "not_known", "Kuopio")
        phases.append(await node.push())
    before = await hub.desk.read(ledger.entries)

    waiting = await node.desk.read(outbox.queued)
    assert waiting is not None
    assert await node.push() == "waiting"
    assert await hub.desk.read(ledger.entries) == before
    await again()

    assert await node.push() == "confirmed"
    after = await hub.desk.read(ledger.entries)
    assert after[: len(before)] == before
    assert waiting.digest in {entry.digest for entry in after}


async def test_fault_14_a_full_disk_of_the_node_refuses_the_act_and_keeps_the_rest(
    pair: Together,
) -> None:
    node = pair.nodes["savo"]
    again = await _no_more_pages(node.desk.database)
    line = "kunta;kohderyhmä;kieli;tila;alkaa\n"
    made = 0

    async def more() -> None:
        nonlocal made
        row = f"{line}Kuopio;kaikki;suomi;avoin;{made % 12 + 1}/{2028 + made // 12}\n"
        await node.take_in(row.encode())
        made += 1

    error = await _until_full(more)

    assert "The disk is full" in str(error)
    assert len(await node.desk.read(_groups)) == made
    await again()
    await more()
    assert len(await node.desk.read(_groups)) == made
    assert await node.push() == "confirmed"


def _groups(db: sqlite3.Connection) -> list[str]:
    return [row[0] for row in db.execute("SELECT id FROM peer_group ORDER BY id")]


def test_a_full_disk_under_the_command_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = Typed(tmp_path / "node", capsys)
    typed.good("init", "--name-fi", "Esimerkki", "--controller", "Esimerkki ry", "--covers", "")
    before = dump(tmp_path / "node" / "node.db")

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))

    done = subprocess.run(
        [
            *(SCRIPTS / "voikukkia-node", "--data", tmp_path / "node", "--language", "en"),
            *("group", "add", "Porvoo", "--start", "1/2027"),
        ],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_room,
        env=environment(),
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "disk" in done.stderr
    assert dump(tmp_path / "node" / "node.db") == before
    typed.good("group", "add", "Porvoo", "--start", "1/2027")


@pytest.mark.process
def test_a_full_disk_under_publishing_keeps_what_is_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "hub")]
    assert hub_cli.run([*data, "init"], CLOCK) == 0
    assert hub_cli.run([*data, "publish"], CLOCK) == 0
    current = (tmp_path / "hub" / "snapshots" / "current").resolve()
    capsys.readouterr()

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    done = subprocess.run(
        [SCRIPTS / "voikukkia-hub", *data, "publish"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_room,
        env=environment(),
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr, done.stderr
    assert "disk" in done.stderr
    assert (tmp_path / "hub" / "snapshots" / "current").resolve() == current
    assert hub_cli.run([*data, "publish"], CLOCK) == 0
