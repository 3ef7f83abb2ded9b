"""A hub that runs, and new nodes beside it: each a process of its own, as a new lead meets it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.federation.real import INVITATION, Pair, Server, answers, run_here
from tests.ports import free_port

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\w\w/welcome/\S+")


class RunningHub:
    """A hub as a process; its commands run in a thread of ours, apart from the browser's loop.

    `invitations` are the lines that leads get, by network.
    """

    def __init__(self, folder: Path) -> None:
        self._pair = Pair(folder, log_level="warning", here=True)
        self._thread = ThreadPoolExecutor(1)
        self.site = self._pair.site
        self.invitations: dict[str, str] = {}

    def command(self, *arguments: str) -> str:
        """Run one command of the hub and return what it printed."""
        return self._thread.submit(self._pair.on_hub, *arguments).result()

    def start(self, areas: Mapping[str, str]) -> None:
        """Make the hub, invite networks by name for an area each, and start it."""
        self.command("init")
        for name, area in areas.items():
            said = self.command("invite", name, "--name-fi", name, "--area", area)
            line = INVITATION.search(said)
            assert line is not None, said
            self.invitations[name] = line.group()
        self._pair.hub.start()
        self._pair.hub.wait()

    def stop(self) -> None:
        """Stop the hub."""
        self._pair.hub.stop()
        self._thread.shutdown()


@contextmanager
def running_hub(folder: Path, areas: Mapping[str, str]) -> Iterator[RunningHub]:
    """Run a new hub that has invited networks, each for an area."""
    hub = RunningHub(folder)
    try:
        hub.start(areas)
        yield hub
    finally:
        hub.stop()


class NewNode:
    """A node that nobody has set up; `link` is the one-time link it has printed."""

    def __init__(self, link: str, options: tuple[str, ...]) -> None:
        self.link = link
        self._options = options

    def a_minute_passes(self) -> None:
        """Have it ask the hub, as it does by itself a minute after an answer of "not yet"."""
        with ThreadPoolExecutor(1) as thread:
            told = thread.submit(run_here, "voikukkia-node", *self._options, "push").result()
        assert told.returncode == 0, told


@contextmanager
def new_node(folder: Path, language: str) -> Iterator[NewNode]:
    """Run a node that nobody has set up."""
    folder.mkdir(parents=True)
    port, settings = free_port(), folder / "node.toml"
    settings.write_text(f'log_level = "warning"\nlanguage = "{language}"\nport = {port}\n')
    options = ("--data", str(folder / "data"), "--config", str(settings))
    log = folder / "node.log"
    node = Server(
        ("voikukkia-node", *options, "serve"),
        log,
        lambda: answers(f"http://127.0.0.1:{port}/node.css"),
    )
    node.start()
    try:
        node.wait()
        link = LINK.search(log.read_text())
        assert link is not None, log.read_text()
        yield NewNode(link.group(), options)
    finally:
        node.stop()


class NewNodes:
    """New nodes, each started while the one before is still in use, and stopped after its use."""

    def __init__(self, folder: Path, orders: Iterable[tuple[str, str]]) -> None:
        """Start the first; an order is a name and a language."""
        self._folder = folder
        self._thread = ThreadPoolExecutor(1)
        self._orders = iter(orders)
        self._running: dict[str, tuple[ExitStack, Future[NewNode]]] = {}
        self._start_next()

    @contextmanager
    def take(self, name: str) -> Iterator[NewNode]:
        """Hand a node out once it runs, and have the next one started meanwhile."""
        while name not in self._running and self._start_next():
            continue
        stack, coming = self._running[name]
        node = coming.result()
        self._start_next()
        try:
            yield node
        finally:
            self._thread.submit(stack.close)

    def stop(self) -> None:
        """Stop all that still run."""
        for stack, _ in self._running.values():
            self._thread.submit(stack.close)
        self._thread.shutdown()

    def _start_next(self) -> bool:
        """Start the next one that was ordered; False if there is none."""
        order = next(self._orders, None)
        if order is None:
            return False
        stack, (name, language) = ExitStack(), order
        made = new_node(self._folder / name, language)
        self._running[name] = (stack, self._thread.submit(stack.enter_context, made))
        return True
