"""The lead's command line. Every command explains itself with --help.

Loaded by every command but a plain `serve`, which goes without it (cli.py).
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from node import app as node
from node import running
from node.activities import commands as activities
from node.anonymiser.releases import commands as releases
from node.backup import commands as backups
from node.backup.model import Place
from node.care import commands as care
from node.counter import Context, outcome
from node.desk import Desk
from node.enquiries import commands as enquiries
from node.exporting import commands as exporting
from node.feedback import commands as feedback
from node.groups import commands as groups
from node.groups import meeting_commands as meetings
from node.history import commands as history
from node.importing import commands as importing
from node.instructors import commands as instructors
from node.keys import commands as keys
from node.leaves import settling
from node.mail import commands as mail
from node.mail.chore import Mailer
from node.network import commands as network
from node.notices import commands as notices
from node.notices.fetch import Fetcher
from node.organisers import commands as organisers
from node.preview import commands as preview
from node.push import commands as push
from node.push.sender import Sender
from node.records import KEEPERS
from node.settings import Language, Settings
from node.staff import commands as staff
from node.today import commands as today
from node.today.model import Source
from node.trainings import commands as trainings
from node.witness import commands as witness
from node.work import commands as work
from shared.runtime import log, misused
from shared.runtime.accounts import session
from shared.runtime.clock import Clock


class Launcher:
    """The command line: reads the settings, then runs one command."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._settings = Settings()
        self.context = Context(opener=self._desk)
        self.root = App(
            name="voikukkia-node",
            help="The node of a regional VOIKUKKIA network: its groups, and what leaves of them.",
            version=running.version,
            result_action="return_value",
        )
        network.register(self.root, self.context, software=running.software())
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
            keys,
            releases,
        ):
            self.root.command(feature.app(self.context))
        self.root.command(trainings.course_app(self.context))
        for several in (work, exporting, preview, witness):
            several.register(self.root, self.context)
        history.register(self.root, self.context, keepers=KEEPERS)
        today.register(self.root, self.context, sources_of=self._sources)
        notices.register(self.root, self.context, fetcher_of=self._fetcher)
        push.register(self.root, self.context, sender_of=self._sender, settle=settling.settle_here)
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
        self._settings = running.prepare(self.context, data=data, config=config, language=language)
        command, bound, _ = self.root.parse_args(tokens, print_error=False, exit_on_error=False)
        result = command(*bound.args, **bound.kwargs)
        if asyncio.iscoroutine(result):
            asyncio.run(result)

    async def serve(self) -> None:
        """Run the node: it sends what changes, and shows the lead's pages on this computer."""
        await running.serve(self.context, self._settings, self._clock)

    def _place(self) -> Place:
        return node.place(self._settings, running.software())

    def _mailer(self, desk: Desk) -> Mailer:
        return Mailer(desk.database, desk.clock, desk.translator, node.mail_plan(self._settings))

    def _sources(self) -> tuple[Source, ...]:
        return node.sources(self._settings)

    def _desk(self, new: bool) -> AbstractAsyncContextManager[Desk]:  # noqa: FBT001 (Context's)
        return node.open_desk(self._settings, self._clock, new=new)

    def _fetcher(self, desk: Desk) -> Fetcher:
        return node.fetcher(self._settings, desk)

    def _sender(self, desk: Desk) -> Sender:
        return node.sender(self._settings, desk, running.software())


def run(tokens: Sequence[str], clock: Clock) -> int:
    """Run one command and return the exit code."""
    log.configure("error")
    launcher = Launcher(clock)

    def typed() -> None:
        launcher.root.meta(
            tokens, result_action="return_value", exit_on_error=False, print_error=False
        )

    try:
        return outcome(launcher.context, typed)
    except CycloptsError as error:
        launcher.context.remark(misused.told(error))
        return misused.MISUSED
