"""voikukkia-hub: the operator's command line. Every command explains itself with --help."""

import asyncio
import os
import sys
from contextlib import AbstractAsyncContextManager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from msgspec.structs import replace

from hub import app as hub
from hub.counter import Bare, CommandError, Context, Desk, unheard
from hub.desk.operators import commands as operators
from hub.ingest import commands as arrivals
from hub.ingest import ledger
from hub.ingest.alarms import commands as alarms
from hub.ingest.alarms import store as alarm_store
from hub.notices.alerts import commands as mails
from hub.notices.material import commands as material
from hub.notices.messages import commands as messages
from hub.parts import outgoing
from hub.recovery import commands as recovery
from hub.recovery.commands import Place
from hub.registry import commands as networks
from hub.registry import keyfile
from hub.registry import store as registry
from hub.registry.courses import commands as courses
from hub.registry.handover import commands as handovers
from hub.registry.keys import commands as node_keys
from hub.registry.owners import commands as owners
from hub.registry.takeover import commands as takeover
from hub.settings import PREFIX, Settings
from hub.translations import translator
from hub.trust import commands as trust
from shared.runtime import log, misused, supervise
from shared.runtime.clock import Clock, SystemClock
from shared.runtime.fault import Fault
from shared.runtime.lock import DirectoryLock
from shared.runtime.settings import load
from shared.text import Text

CONFIG = f"{PREFIX}_CONFIG"


class Launcher:
    """The command line: reads the settings, then runs one command."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._settings = Settings()
        self.context = Context(opener=self._desk, bare_opener=self._bare)
        self.root = App(
            name="voikukkia-hub",
            help="The national hub of the VOIKUKKIA network: who reports, and what is published.",
            version=_version,
            result_action="return_value",
        )
        for command in (self.init, self.serve, self.publish, self.rebuild, self.status):
            self.root.command(command)
        self.root.command(self.backup)
        networks.register(self.root, self.context)
        courses.register(self.root, self.context)
        takeover.register(self.root, self.context)
        node_keys.register(self.root, self.context)
        handovers.register(self.root, self.context)
        owners.register(self.root, self.context)
        trust.register(self.root, self.context)
        arrivals.register(self.root, self.context, self._clock)
        alarms.register(self.root, self.context)
        messages.register(self.root, self.context)
        material.register(self.root, self.context)
        mails.register(
            self.root, self.context, outgoing_of=lambda desk: outgoing(desk, self._settings)
        )
        operators.register(self.root, self.context, address_of=self._desk_address)
        recovery.register(self.root, self.context, clock=clock, place_of=self._place)
        self.root.meta.default(self.launch)

    def launch(
        self,
        *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
        config: Path | None = None,
        data: Path | None = None,
    ) -> None:
        """Read the settings and run the command.

        Args:
            tokens: the command and its arguments.
            config: the settings' TOML file (or VOIKUKKIA_HUB_CONFIG).
            data: the data directory (or VOIKUKKIA_HUB_DATA).
        """
        named = os.environ.get(CONFIG)
        file = config or (Path(named) if named else None)
        settings = load(Settings, file=file, environ=os.environ, prefix=PREFIX, reserved=(CONFIG,))
        self._settings = settings if data is None else replace(settings, data=data)
        self.context.translator = translator(self._settings.language)
        command, bound, _ = self.root.parse_args(tokens, print_error=False, exit_on_error=False)
        log.configure(self._settings.log_level if command == self.serve else "warning")
        result = command(*bound.args, **bound.kwargs)
        if asyncio.iscoroutine(result):
            supervise.start(result)

    async def init(self) -> None:
        """Make a new hub in the data directory: its key, its database, its ledger."""
        try:
            await hub.create(self._settings, self._clock)
        except FileExistsError:
            self.context.refuse(
                Text.of("There is a hub in {folder} already.", folder=str(self._settings.data))
            )
        self.context.say(
            Text.of(
                "The hub is made in {folder}. Now put the root key on paper (voikukkia-hub key "
                "paper) and copy {file} into a safe: without them no node believes the hub.",
                folder=str(self._settings.data),
                file=keyfile.FILE_NAME,
            )
        )

    async def serve(self) -> None:
        """Run the hub: the nodes' API, the parents' site, and the publishing between them."""
        await hub.serve(self._settings, self._clock, asyncio.Event(), self._ready)

    async def publish(self) -> None:
        """Publish now, whether or not anything changed."""
        await self._ask(hub.PUBLISH)
        self.context.say(Text.of("Published."))

    async def rebuild(self) -> None:
        """Fold the whole ledger again and publish what it comes to."""
        await self._ask(hub.REBUILD)
        self.context.say(Text.of("The ledger was folded again, and published."))

    async def status(self) -> None:
        """Show the hub's key, its ledger, and whether `serve` runs."""
        async with self._desk() as desk:
            tip = await desk.read(ledger.tip)
            known = await desk.read(registry.networks)
            alarmed = await desk.read(alarm_store.open_alarms)
            runs = await hub.runs(desk.data)
        self.context.say(Text.of("Data: {folder}", folder=str(self._settings.data.absolute())))
        self.context.say(Text.of("Root key: {key}", key=desk.root))
        self.context.say(Text.of("Ledger: {n} entries, head {head}", n=tip.entries, head=tip.head))
        self.context.say(Text.of("Networks: {n}", n=len(known)))
        if alarmed:
            named = ", ".join(alarmed)
            self.context.say(Text.of("ALARM: {networks}. See: alarms", networks=named))
        self.context.say(Text.of("serve runs.") if runs else Text.of("serve does not run."))

    async def backup(self, target: Path) -> None:
        """Write a checked copy of the database to a file, also while `serve` runs.

        The mirror and the hub's key are plain files: copy them too, the key into a safe.

        Args:
            target: the file to write; it is replaced whole or not at all.
        """
        async with self._desk() as desk:
            await desk.database.backup(target)
        self.context.say(Text.of("The backup is in {file}; it was checked.", file=str(target)))

    async def _ask(self, request: bytes) -> None:
        """Let a running `serve` do it; without one, do it here."""
        async with self._desk() as desk:
            if await hub.knock(desk.data, request):
                return
            with DirectoryLock(desk.data):
                if request == hub.REBUILD:
                    await hub.rebuild(desk)
                await hub.publish(desk, self._settings)

    def _ready(self, api: str, site: str, desk: str) -> None:
        self.context.say(Text.of("Nodes reach the hub at {url}", url=api))
        self.context.say(Text.of("Parents read {url}", url=site))
        self.context.say(
            Text.of("Operators sign in at {url}", url=self._settings.desk.address or desk)
        )
        sys.stdout.flush()

    def _desk_address(self) -> str:
        desk = self._settings.desk
        return desk.address.rstrip("/") or f"http://{desk.host}:{desk.port}"

    def _place(self) -> Place:
        return Place(data=self._settings.data, site=self._settings.site.base_url)

    def _desk(self) -> AbstractAsyncContextManager[Desk]:
        return hub.open_desk(self._settings, self._clock)

    def _bare(self) -> AbstractAsyncContextManager[Bare]:
        return hub.bare(self._settings, self._clock)


def run(tokens: list[str], clock: Clock) -> int:
    """Run one command and return the exit code; refusals and faults are plain words on stderr."""
    launcher = Launcher(clock)
    try:
        launcher.root.meta(
            tokens, result_action="return_value", print_error=False, exit_on_error=False
        )
        sys.stdout.flush()
    except (CommandError, Fault) as problem:
        launcher.context.remark(problem.text)
        return 1
    except CycloptsError as error:
        launcher.context.remark(misused.told(error))
        return misused.MISUSED
    except BrokenPipeError:  # Whoever reads has read enough, such as `head`.
        return unheard()
    return 0


def main() -> None:
    """Run the command line."""
    sys.exit(run(sys.argv[1:], SystemClock()))


def _version() -> str:
    try:
        return version("voikukkia-network")
    except PackageNotFoundError:
        return "0"


if __name__ == "__main__":
    main()
