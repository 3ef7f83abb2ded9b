"""The process that is recorded: a hub and a node, with everything that changes their files.

`python -m tests.crash.recorded FOLDER full|normal ACTS`. It runs what both command lines and both
servers run; only the wire between them is a call.
"""

import asyncio
import shutil
import sys
from pathlib import Path

from hub import app as hub_app
from hub.recovery.put_back import put_back
from hub.settings import Settings as HubSettings
from node import app as node_app
from node import keyfile
from node.backup import archive, recovery, restore
from shared.runtime import log
from shared.runtime.database import Database
from tests.crash import marks
from tests.crash.fewer import few_pages
from tests.crash.marks import Marker
from tests.federation import keyed
from tests.federation.keyed import NODE, NOW
from tests.federation.restoring import SOFTWARE, place_of
from tests.federation.together import Together, together
from tests.federation.wire import TurnedClock

HUB = "hub"
DATABASES = {HUB: hub_app.DATABASE, NODE: node_app.DATABASE}


async def main(folder: Path, acts: int, marker: Marker) -> None:
    """Do everything once."""
    await _older_schemas(folder)
    few_pages()
    await hub_app.create(HubSettings(data=folder / HUB), TurnedClock(NOW))
    marker.promise(HUB, "created")
    async with together(folder, NOW) as t:
        await keyed.joined(t)
        marker.promise(NODE, "enrolled")
        await _reports(t, acts)
        await _backups(t, folder, marker)
        await keyed.rotate(t)
        await _published(t, marker)
        await keyed.rotate_hub(t)
        await _reports(t, acts)
        await keyed.restart(t)
        await _reports(t, 1)
        await _restore_hub(t, folder, marker)
        await _restore_node(t, folder, marker)
        await keyed.all_is_well(t)
        await _published(t, marker)


async def _older_schemas(folder: Path) -> None:
    """Begin with databases of half the migrations: what opens them next migrates them."""
    for name, module in ((HUB, hub_app), (NODE, node_app)):
        data, older = folder / name, folder / f"{name}-older"
        data.mkdir(mode=0o700)
        older.mkdir()
        files = sorted(module.MIGRATIONS.glob("*.sql"))
        for file in files[: len(files) // 2]:
            shutil.copy(file, older)
        if name == NODE:
            keyfile.create(data)
        async with await Database.open(data / DATABASES[name], older, clock=TurnedClock(NOW)):
            pass


async def _reports(t: Together, acts: int) -> None:
    """Have the lead say things, and the node tell them."""
    for number in range(acts):
        t.clock.turn(seconds=60)
        await t.nodes[NODE].say("none" if number % 2 else "not_known", "Kuopio", "Siilinjärvi")
        await t.nodes[NODE].confirm()
        assert await t.nodes[NODE].push() == "confirmed"


async def _backups(t: Together, folder: Path, marker: Marker) -> None:
    data = folder / NODE
    key, now = recovery.ensure(data), t.clock.now()
    archive.write(data, data / "kept.backup", key, now=now, software=SOFTWARE)
    marker.promise(NODE, "backup")
    await t.hub.desk.database.backup(folder / HUB / "kept.db")
    marker.promise(HUB, "backup")


async def _published(t: Together, marker: Marker) -> None:
    await t.hub.publish()
    marker.promise(HUB, "published")
    await t.hub.tidy()


async def _restore_hub(t: Together, folder: Path, marker: Marker) -> None:
    await t.stop_hub()
    data = folder / HUB
    marker.promise(HUB, "restore begins", digest=marks.of_file(data / hub_app.DATABASE))
    put_back(data / "kept.db", data, marks.RESTORED_AT, lambda size: b"\7" * size)
    marker.promise(HUB, "restored", digest=marks.of_file(data / hub_app.DATABASE))
    await t.start_hub()


async def _restore_node(t: Together, folder: Path, marker: Marker) -> None:
    await t.stop_node(NODE)
    data = folder / NODE
    marker.promise(NODE, "restore begins", digest=marks.of_file(data / node_app.DATABASE))
    source = data / "kept.backup"
    restore.restore(source, place_of(t, NODE), t.clock.now(), restore.own_key(source, data))
    marker.promise(NODE, "restored", digest=marks.of_file(data / node_app.DATABASE))
    await t.start_node(NODE)


if __name__ == "__main__":
    log.configure("error")
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    marking = Marker(place)
    marking.install(synchronous=sys.argv[2].upper())
    asyncio.run(main(place, int(sys.argv[3]), marking))
