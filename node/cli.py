"""voikukkia-node: the lead's command line. Every command explains itself with --help."""

import asyncio
import os
import sys
from contextlib import AbstractAsyncContextManager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from msgspec.structs import replace

from node import app as node
from node.activities import commands as activities
from node.backup import commands as backups
from node.backup.model import Place
from node.care import commands as care
from node.counter import CommandError, Context
from node.desk import Desk
from node.enquiries import commands as enquiries
from node.exporting import commands as exporting
from node.feedback import commands as feedback
from node.groups import commands as groups
from node.groups import meeting_commands as meetings
from node.history import commands as history
from node.importing import commands as importing
from node.instructors import commands as instructors
from node.mail import commands as mail
from node.mail.chore import Mailer
from node.network import commands as network
from node.organisers import commands as organisers
from node.preview import commands as preview
from node.push import commands as push
from node.push.sender import Sender
from node.records import KEEPERS
from node.settings import PREFIX, Language, Settings
from node.staff import commands as staff
from node.staff import session
from node.today import commands as today
from node.today.model import Source
from node.trainings import commands as trainings
from node.work import commands as work
from shared.runtime import log, supervise
from shared.runtime.clock import Clock, SystemClock
from shared.runtime.fault import Fault
from shared.runtime.settings import load
from shared.text import Invalid, Text

CONFIG = f"{PREFIX}_CONFIG"
REFUSED, MISUSED = 1, 2


class Launcher:
    """The command line: reads the settings, then runs one command."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._settings = Settings()
        self.context = Context(opener=self._desk)
        self.root = App(
            name="voikukkia-node",
            help="The node of a regional VOIKUKKIA network: its groups, and what leaves of them.",
            version=_version,
            result_action="return_value",
        )
        network.register(self.root, self.context, software=_software())
        for feature in (
            groups,
            meetings,
            enquiries,
            organisers,
            instructors,
            trainings,
            activities,
            importing,
            feedback,
            staff,
        ):
            self.root.command(feature.app(self.context))
        self.root.command(trainings.course_app(self.context))
        for several in (work, exporting, preview):
            several.register(self.root, self.context)
        history.register(self.root, self.context, keepers=KEEPERS)
        today.register(self.root, self.context, sources_of=self._sources)
        push.register(self.root, self.context, sender_of=self._sender)
        self.root.command(self.serve)
        self._register_care(clock)
        self.root.meta.default(self.launch)

    def _register_care(self, clock: Clock) -> None:
        """Add what looks after the machine; the settings are read when a command runs."""
        backups.register(
            self.root,
            self.context,
            clock=clock,
            place_of=self._place,
            after=(session.close_everything,),
        )
        care.register(
            self.root,
            self.context,
            place_of=self._place,
            plan_of=lambda: node.mail_plan(self._settings),
        )
        self.root.command(mail.app(self.context, mailer_of=self._mailer))

    def launch(
        self,
        *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
        data: Path | None = None,
        config: Path | None = None,
        language: Language | None = None,
    ) -> None:
        """Read the settings and run the command.

        Args:
            tokens: the command and its arguments.
            data: the data directory (or VOIKUKKIA_NODE_DATA).
            config: the settings' TOML file (or VOIKUKKIA_NODE_CONFIG).
            language: fi, sv or en.
        """
        named = os.environ.get(CONFIG)
        file = config or (Path(named) if named else None)
        if language is not None:
            self.context.translator = node.translator(language)
        settings = load(Settings, file=file, environ=os.environ, prefix=PREFIX, reserved=(CONFIG,))
        self._settings = replace(
            settings, data=data or settings.data, language=language or settings.language
        )
        self.context.data = self._settings.data
        self.context.translator = node.translator(self._settings.language)
        command, bound, _ = self.root.parse_args(tokens, print_error=True, exit_on_error=False)
        result = command(*bound.args, **bound.kwargs)
        if asyncio.iscoroutine(result):
            supervise.start(result)

    async def serve(self) -> None:
        """Run the node: it sends what changes, and shows the lead's pages on this computer."""
        log.configure(self._settings.log_level)
        await node.serve(self._settings, self._clock, _software(), asyncio.Event(), self._ready)

    def _ready(self, url: str, link: str | None) -> None:
        self.context.say(Text.of("The node runs. Its pages: {url}", url=url))
        if link is not None:
            language = self._settings.language
            self.context.say(
                Text.of(
                    "Nobody has an account yet. This link makes the first lead; it works once: "
                    "{link}",
                    link=f"{url}/{language}{link}",
                )
            )
        sys.stdout.flush()

    def _place(self) -> Place:
        return node.place(self._settings, _software())

    def _mailer(self, desk: Desk) -> Mailer:
        return Mailer(desk.database, desk.clock, desk.translator, node.mail_plan(self._settings))

    def _sources(self) -> tuple[Source, ...]:
        return node.sources(self._settings)

    def _desk(self, new: bool) -> AbstractAsyncContextManager[Desk]:  # noqa: FBT001 (Context's)
        return node.open_desk(self._settings, self._clock, new=new)

    def _sender(self, desk: Desk) -> Sender:
        return node.sender(self._settings, desk, _software())


def run(tokens: list[str], clock: Clock) -> int:
    """Run one command and return the exit code; refusals and faults are plain words on stderr."""
    log.configure("error")
    launcher = Launcher(clock)
    try:
        launcher.root.meta(
            tokens, result_action="return_value", exit_on_error=False, print_error=True
        )
    except CycloptsError:
        return MISUSED
    except CommandError as refusal:
        _complain(launcher.context, *refusal.problems)
        return REFUSED
    except Fault as fault:
        _complain(launcher.context, fault.text)
        return REFUSED
    except TimeoutError:
        _complain(
            launcher.context,
            Text.of("The running node did not answer in time. Look again with: status"),
        )
        return REFUSED
    return 0


def main() -> None:
    """Run the command line."""
    sys.exit(run(sys.argv[1:], SystemClock()))


def _complain(context: Context, *problems: Text | Invalid) -> None:
    for line in context.lines(problems):
        print(line, file=sys.stderr)


def _software() -> str:
    return f"voikukkia-node {_version()}"


def _version() -> str:
    try:
        return version("voikukkia-network")
    except PackageNotFoundError:
        return "0"
