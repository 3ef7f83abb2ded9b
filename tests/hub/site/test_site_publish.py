"""Publishing: whole folders or nothing, links for what did not change, the same bytes each time."""

import asyncio
import errno
import gzip
import hashlib
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import brotli
import msgspec
import pytest
from msgspec.structs import replace

from hub.availability.model import Projection
from hub.availability.snapshot import Snapshot
from hub.opendata.render import MANIFEST, render
from hub.site.plan import plan
from hub.site.publish import LeftOffError, Published, Publisher, RenderData
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.reference.tables import Tables, tables
from shared.runtime.fault import StorageError
from shared.wire.availability import Groups
from shared.wire.opendata import Manifest
from tests.hub.site.scene import FACTS, NOW, known, offer, snapshot

pytestmark = pytest.mark.whole

PORVOO = "fi/kunta/porvoo/index.html"
UTSJOKI = "fi/kunta/utsjoki/index.html"


def few(rows: Tables) -> Reference:
    """Return a country of two municipalities an area: enough for every rule of publishing."""
    kept: dict[str, list[Municipality]] = {}
    for one in sorted(rows.municipalities, key=lambda m: m.code not in {"638", "890"}):
        if len(kept.setdefault(one.area, [])) < AN_AREA:
            kept[one.area].append(one)
    codes = {one.code for ones in kept.values() for one in ones}
    return Reference(
        replace(
            rows,
            municipalities=tuple(one for one in rows.municipalities if one.code in codes),
            former=tuple(one for one in rows.former if one.successor in codes),
            other_names=tuple(one for one in rows.other_names if one.municipality in codes),
            postcodes=tuple(
                replace(one, also=()) for one in rows.postcodes if one.municipality in codes
            ),
        )
    )


AN_AREA = 2
REFERENCE = few(tables())


def data_of(of: Snapshot) -> dict[str, bytes]:
    """Render the open data of the small country."""
    return render(of, REFERENCE)


def publisher(root: Path, data: RenderData = data_of, keep: int = 5) -> Publisher:
    """Return a publisher of the example facts."""
    return Publisher(root, FACTS, REFERENCE, data, keep=keep)


def country(groups: int = 1) -> Projection:
    """Return one small network with a number of groups in Porvoo."""
    only = offer("638", ("638",), groups=Groups(open=groups, coming=0, full=0))
    return {"porvoo": known("porvoo", ("P", "B"), "01", offers=(only,), codes=("638",))}


def later(seconds: int, groups: int = 1) -> Snapshot:
    """Return the small country's snapshot, made some seconds later."""
    made = snapshot(country(groups), reference=REFERENCE)
    at = NOW + timedelta(seconds=seconds)
    return replace(made, availability=replace(made.availability, made_at=at))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


PAGES = len(plan(later(0), REFERENCE, helsinki_day(NOW)))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Publish the small country once for the tests that only read it."""
    return publisher(tmp_path_factory.mktemp("done"))._publish(later(0))


def test_the_manifest_names_every_file_but_itself_and_the_compressed_copies(
    done: Published,
) -> None:
    found = files(done.folder)
    manifest = msgspec.json.decode(found[MANIFEST], type=Manifest)
    plain = {path for path in found if not path.endswith((".gz", ".br"))}
    assert {file.path for file in manifest.files} == plain - {MANIFEST}
    for file in manifest.files:
        body = found[file.path]
        assert (file.bytes, file.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert (done.rendered, done.reused) == (PAGES, 0)


def test_every_file_stands_beside_its_compressed_forms(done: Published) -> None:
    found = files(done.folder)
    for path, body in found.items():
        if not path.endswith((".gz", ".br")):
            assert gzip.decompress(found[f"{path}.gz"]) == body
            assert brotli.decompress(found[f"{path}.br"]) == body


async def test_the_same_snapshot_gives_the_same_bytes_anywhere(
    done: Published, tmp_path: Path
) -> None:
    other = publisher(tmp_path)
    await other.publish(later(-5, groups=2))
    two = await other.publish(later(0))
    assert two.folder.name == done.folder.name
    assert files(two.folder) == files(done.folder)


async def test_only_what_changed_is_rendered_and_the_rest_is_linked(tmp_path: Path) -> None:
    site = publisher(tmp_path)
    first = await site.publish(later(0))
    second = await site.publish(later(1, groups=2))
    assert 0 < second.rendered < 40
    assert second.reused == PAGES - second.rendered
    for ending in ("", ".gz", ".br"):
        old, new = (folder / f"{UTSJOKI}{ending}" for folder in (first.folder, second.folder))
        assert old.stat().st_ino == new.stat().st_ino
    old, new = (folder / PORVOO for folder in (first.folder, second.folder))
    assert old.stat().st_ino != new.stat().st_ino
    assert "1 ryhmä ottaa uusia vanhempia." in old.read_text()
    assert "2 ryhmää ottaa uusia vanhempia." in new.read_text()
    assert site.current == second.folder.resolve()


async def test_a_page_that_is_gone_is_gone_from_the_next_snapshot(tmp_path: Path) -> None:
    def data(of: Snapshot) -> Mapping[str, bytes]:
        extra = {"data/v1/old/only.txt": b"x"} if of.availability.made_at == NOW else {}
        return {**data_of(of), **extra}

    site = publisher(tmp_path, data)
    first = await site.publish(later(0))
    second = await site.publish(later(1))
    assert (first.folder / "data/v1/old/only.txt").exists()
    assert not (second.folder / "data/v1/old").exists()


async def test_old_snapshots_are_pruned_and_the_current_one_stays(tmp_path: Path) -> None:
    site = publisher(tmp_path, keep=1)
    for second in range(3):
        newest = await site.publish(later(second))
        await site.settled()
    assert list((tmp_path / "snapshots").glob("2*")) == [newest.folder]
    assert site.current == newest.folder.resolve()


async def test_a_hub_that_ends_leaves_off_tidying_and_the_next_start_goes_on(
    tmp_path: Path,
) -> None:
    site = publisher(tmp_path, keep=1)
    first = await site.publish(later(0))
    await site.settled()
    site._errands.close()
    newest = await site.publish(later(1))
    await site.settled()
    left = tmp_path / "snapshots" / f"{first.folder.name}.tmp"
    assert files(left)
    assert not first.folder.exists()
    assert site.current == newest.folder.resolve()

    publisher(tmp_path, keep=1)
    assert [*(tmp_path / "snapshots").glob("*.tmp")] == []
    assert files(newest.folder)


async def test_a_hub_that_ends_while_it_publishes_writes_nothing_any_more(tmp_path: Path) -> None:
    began, go_on = threading.Event(), threading.Event()

    def data(of: Snapshot) -> Mapping[str, bytes]:
        if of.availability.made_at != NOW:
            began.set()
            go_on.wait()
        return data_of(of)

    site = publisher(tmp_path, data)
    first = await site.publish(later(0))
    publishing = asyncio.create_task(site.publish(later(1)))
    await asyncio.to_thread(began.wait)
    publishing.cancel()
    ending = asyncio.create_task(site.close())
    await asyncio.sleep(0)
    assert not ending.done()
    go_on.set()
    await ending
    left = files(tmp_path / "snapshots")
    assert site.current == first.folder.resolve()
    with pytest.raises(LeftOffError):
        await site.publish(later(2))
    assert files(tmp_path / "snapshots") == left

    after = publisher(tmp_path)
    assert [*(tmp_path / "snapshots").glob("*.tmp")] == []
    await after.publish(later(3))
    await after.close()


async def test_two_snapshots_of_the_same_second_stand_beside_each_other(tmp_path: Path) -> None:
    site = publisher(tmp_path)
    one, two = await site.publish(later(0)), await site.publish(later(0, groups=2))
    assert two.folder.name == f"{one.folder.name}-2"
    assert site.current == two.folder.resolve()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, r"The disk is full\. Nothing was published"),
        (errno.EROFS, r"cannot be written to\. Nothing was published"),
        (errno.EIO, r"Reading or writing the disk failed"),
    ],
)
async def test_a_broken_disk_is_told_and_nothing_is_switched(
    tmp_path: Path, number: int, said: str
) -> None:
    def data(of: Snapshot) -> Mapping[str, bytes]:
        if of.availability.made_at > NOW:
            raise OSError(number, "as the system says it")
        return data_of(of)

    site = publisher(tmp_path, data)
    first = await site.publish(later(0))
    with pytest.raises(StorageError, match=said):
        await site.publish(later(1))
    assert site.current == first.folder.resolve()
    assert sorted(p.name for p in (tmp_path / "snapshots").iterdir()) == [
        first.folder.name,
        "current",
    ]
    assert (await site.publish(later(0, groups=2))).reused > 900


async def test_a_new_process_publishes_over_what_another_left(tmp_path: Path) -> None:
    first = await publisher(tmp_path).publish(later(0))
    (tmp_path / "snapshots" / "next.tmp" / "fi").mkdir(parents=True, exist_ok=True)
    again = publisher(tmp_path)
    assert again.current == first.folder.resolve()
    assert list((tmp_path / "snapshots").glob("*.tmp")) == []
    assert files((await again.publish(later(1))).folder).keys() == files(first.folder).keys()


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from hub.site import folder
from tests.hub.site.test_site_publish import later, publisher

async def main():
    site = publisher(Path(sys.argv[1]))
    await site.publish(later(0))
    await site.settled()
    sync = folder.sync
    folder.sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)
    await site.publish(later(1, groups=2))

asyncio.run(main())
"""


@pytest.mark.process
def test_a_killed_publish_leaves_the_last_snapshot_whole(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    snapshots = tmp_path / "snapshots"
    assert len(list(snapshots.glob("*.tmp"))) == 1
    site = publisher(tmp_path)
    assert site.current is not None
    found = files(site.current)
    manifest = msgspec.json.decode(found[MANIFEST], type=Manifest)
    assert manifest.made_at == NOW
    assert all(hashlib.sha256(found[f.path]).hexdigest() == f.sha256 for f in manifest.files)
    assert list(snapshots.glob("*.tmp")) == []
