"""Node and hub as real processes, killed at random moments of sending and receiving.

`python -m tests.federation.kills 1000` is the soak; it exits with 1 on any violation. What must
hold in the end is in aftermath.py.
"""

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from node import app as node_app
from node.desk import Desk
from node.groups import edit as groups
from node.groups import lifecycle
from node.groups.model import Group
from node.network import edit
from node.push import bell
from node.settings import Settings
from shared.runtime import log
from shared.runtime.clock import SystemClock
from shared.runtime.fault import StorageError
from shared.text import Invalid
from tests.federation import aftermath
from tests.federation.real import Pair

COVERS = "Kuopio, Siilinjärvi, Leppävirta, Varkaus, Rautavaara, Kaavi"
VICTIMS = {"node": 2, "hub": 2, "both": 1}
PRESSING = 0.8
EAGER = 0.7
"""The share of moments that wait for a report under way; the others come when they come."""
LONGEST_MOMENT_S = 60.0


@dataclass
class Wanted:
    """What the lead did last, as the driver remembers it: nothing of this may be lost."""

    says: dict[str, str] = field(default_factory=dict)
    takes_parents: bool = True
    acts: int = 0


class Driver:
    """A lead that changes public facts as fast as possible, through the command line's use cases.

    Runs in its own thread and loop. Each act opens the node's database as a command does, writes,
    and rings the running node.
    """

    def __init__(self, pair: Pair, draw: random.Random) -> None:
        self.wanted = Wanted()
        self.error: BaseException | None = None
        self._pair = pair
        self._draw = draw
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lead")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the act at hand. Raises what went wrong."""
        self._stop.set()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        try:
            asyncio.run(self._acts())
        except BaseException as error:  # noqa: BLE001 (told by `stop`)
            self.error = error

    async def _acts(self) -> None:
        settings = Settings(data=self._pair.node_data)
        while not self._stop.is_set():
            async with node_app.open_desk(settings, SystemClock(), wake_up=_nobody) as desk:
                for _ in range(self._draw.randrange(1, 12)):
                    await self._act(desk)
                    await self._ring()

    async def _act(self, desk: Desk) -> None:
        """Commit one act; what was wanted changes exactly if the commit did not fail."""
        wanted, now = self.wanted, desk.now()
        choice = self._draw.choice(("confirm", "say", "say", "say", "takes", "takes"))
        try:
            if choice == "confirm":
                await desk.commit(partial(edit.confirm, now=now))
            elif choice == "takes":
                yes = not wanted.takes_parents
                step = partial(_takes, yes=yes)
                job = partial(
                    groups.apply_step, group="ryhma", step=step, reference=desk.reference, now=now
                )
                assert isinstance(await desk.commit(job), groups.Saved)
                wanted.takes_parents = yes
            else:
                place = self._draw.choice(("687", "204"))
                says = "not_known" if wanted.says.get(place) == "none" else "none"
                await desk.commit(partial(edit.say, codes=(place,), says=says, now=now))  # type: ignore[arg-type]
                wanted.says[place] = says
            wanted.acts += 1
        except StorageError as error:
            if error.fatal:
                raise

    async def _ring(self) -> None:
        """Press the node, so that no wait is kept, or only wake it, as an edit does."""
        running = None
        try:
            if self._draw.random() < PRESSING:
                running = await bell.ring(self._pair.node_data, "push")
            else:
                await bell.wake_up(self._pair.node_data)
        except (OSError, TimeoutError):
            return  # it was killed in mid-answer
        if running is None or running.queued is not None:  # nobody there, or nobody answers it
            await asyncio.sleep(0.03)


@dataclass
class Tally:
    """What the campaign hit."""

    kills: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[int, str] = field(default_factory=dict)

    def lines(self, acts: int, seconds: float) -> list[str]:
        """Return the tally in words."""
        victims = ", ".join(f"{name} {self.kills[name]}" for name in VICTIMS)
        first = (
            f"{sum(self.kills.values())} kills ({victims}) in {seconds:.0f} s, during {acts} acts"
        )
        told = [f"{first} of a lead; {len(self.acknowledged)} reports acknowledged"]
        told += [f"  {count} {what}" for what, count in sorted(self.moments.items())]
        return told


class Campaign:
    """Kills and restarts, and what is looked at after each."""

    def __init__(self, pair: Pair, seed: int) -> None:
        self.tally = Tally()
        self.pair = pair
        self.driver = Driver(pair, random.Random(seed + 1))
        self._draw = random.Random(seed)
        self._left: set[tuple[str, int, int]] = set()

    def begin(self) -> None:
        """Bring both up, with a group, and let the lead begin."""
        self.pair.bring_up(COVERS)
        self.pair.on_node(
            *("group", "add", "Kuopio", "--id", "ryhma", "--lifecycle", "open"),
            *("--start", "when_found", "--serves", "Kuopio, Siilinjärvi"),
        )
        self.driver.start()

    def kill(self) -> None:
        """Wait for a random moment, kill, look, and start again."""
        (victim,) = self._draw.choices([*VICTIMS], [*VICTIMS.values()])
        self._moment()
        servers = {"node": [self.pair.node], "hub": [self.pair.hub]}.get(
            victim, [self.pair.hub, self.pair.node]
        )
        for server in servers:
            server.kill()
        self.tally.kills[victim] += 1
        self._look(hub_dead=victim != "node")
        for server in servers:
            server.start()
        if self._draw.random() < 0.1:  # so young that it is still looking at what the last one left
            time.sleep(self._draw.uniform(0.2, 0.8))
            servers[0].kill()
            self.tally.moments["kills more, of a process that was just starting"] += 1
            servers[0].start()
        for server in servers:
            server.wait()
        if victim != "node":
            still = self._left & set(aftermath.unfinished(self.pair.hub_data))
            aftermath.require(not still, f"unfinished folders stayed: {still}")

    def end(self) -> list[str]:
        """Let it settle, stop both, and prove that everything holds. Return what was proved."""
        self.driver.stop()
        self.pair.on_node("push")
        aftermath.settle(self.pair)
        codes = (self.pair.node.stop(), self.pair.hub.stop())
        tail = self.pair.hub.log.read_text()[-3000:]
        aftermath.require(codes == (0, 0), f"exit codes of node and hub: {codes}\n{tail}")
        self.tally.acknowledged |= aftermath.acknowledged(self.pair)
        return aftermath.prove(self.pair, self.tally.acknowledged, self.driver.wanted)

    def _moment(self) -> None:
        """Wait for a random moment, most often one with a report on its way."""
        time.sleep(self._draw.uniform(0.0, 0.8))
        if self._draw.random() < EAGER:
            deadline = time.monotonic() + LONGEST_MOMENT_S
            db = self.pair.node_db()
            while self.driver.error is None and not aftermath.queued(db):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.0005)
            db.close()
            time.sleep(self._draw.uniform(0.0, 0.012))

    def _look(self, *, hub_dead: bool) -> None:
        """Note what the kill hit, and what was acknowledged before it."""
        node_db, hub_db = self.pair.node_db(), self.pair.hub_db()
        waiting = aftermath.queued(node_db)
        entries = hub_db.execute("SELECT count(*) FROM ledger").fetchone()[0]
        if waiting:
            self.tally.moments["kills with a report unacknowledged"] += 1
            known = hub_db.execute(
                "SELECT 1 FROM ledger WHERE digest = ?", (waiting["digest"],)
            ).fetchone()
            if known:
                self.tally.moments["  of these: in the ledger, its receipt lost or under way"] += 1
        node_db.close()
        hub_db.close()
        self.tally.acknowledged |= aftermath.acknowledged(self.pair)
        if not hub_dead:
            return
        published = aftermath.published(self.pair.hub_data, every=9)
        if published is None or published.ledger_entries < entries:
            self.tally.moments["kills of a hub that was publishing"] += 1
        self._left = set(aftermath.unfinished(self.pair.hub_data))


def campaign(folder: Path, kills: int, seed: int, tell: Callable[[str], None]) -> Tally:
    """Run a campaign. Raises AssertionError for any violation."""
    log.configure("error")
    run = Campaign(Pair(folder), seed)
    started = time.monotonic()
    try:
        run.begin()
        for number in range(1, kills + 1):
            run.kill()
            if run.driver.error is not None:
                break
            if number % 50 == 0:
                tell(f"{number} kills, {len(run.tally.acknowledged)} acknowledged …")
        proved = run.end()
    finally:
        run.driver._stop.set()
        for server in (run.pair.node, run.pair.hub):
            server.stop()
    for line in run.tally.lines(run.driver.wanted.acts, time.monotonic() - started):
        tell(line)
    for line in proved:
        tell(f"  {line}")
    return run.tally


async def _nobody() -> None:
    """Ring nobody: the driver rings by itself."""


def _takes(group: Group, today: date, *, yes: bool) -> Group | Invalid:
    return lifecycle.takes_parents(group, yes=yes, today=today)


def main() -> int:
    """Run the soak and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    say = partial(print, flush=True)
    say(f"seed {chosen.seed}")
    with tempfile.TemporaryDirectory() as made:
        try:
            campaign(chosen.folder or Path(made), chosen.kills, chosen.seed, say)
        except AssertionError as error:
            say(f"VIOLATION: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
