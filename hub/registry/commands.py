"""The operator's commands on networks: invite, confirm, suspend, grant, release, look.

Each reads what was typed, calls one decision and says what became of it.
"""

from collections.abc import Callable
from sqlite3 import Connection
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from hub.counter import Context, Desk
from hub.ingest import store as ingest
from hub.registry import current, decide, inviting
from hub.registry.decide import Decision
from hub.registry.inviting import Granting
from hub.registry.model import Grant
from hub.registry.naming import decide as naming
from hub.registry.words import contact_lines, network_line
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import NetworkName

Job = Callable[[Connection], Decision]
Several = Annotated[str, Parameter(help="names or codes, separated by commas")]


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    networks = Networks(context)
    for command in (
        networks.invite,
        networks.confirm,
        networks.suspend,
        networks.resume,
        networks.grant,
        networks.rename,
        networks.release,
        networks.networks,
        networks.contacts,
    ):
        root.command(command)
    contact = App(name="contact", help="Let a contact be published, or erase it.")
    contact.command(networks.approve_contact, name="approve")
    contact.command(networks.erase_contact, name="erase")
    root.command(contact)


class Networks:
    """The commands."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def invite(
        self,
        node: str,
        *,
        name_fi: str = "",
        name_sv: str | None = None,
        municipalities: Several = "",
        area: Several = "",
        reach: Several = "",
        none: bool = False,
        again: bool = False,
        withdraw: bool = False,
    ) -> None:
        """Invite a network and print its invitation: one line of text that works once.

        Args:
            node: the network's short name: small letters, digits and hyphens.
            name_fi: the network's name in Finnish.
            name_sv: the network's name in Swedish; without one, the Finnish name.
            municipalities: what it answers for.
            area: whole areas it answers for.
            reach: areas its offers count in; without one, those of its municipalities. `all`: every
                area.
            none: it answers for no municipality; then give a reach.
            again: the network has lost its line, its machine or its key: invite it with everything
                it has.
            withdraw: take the invitation back: its line works no longer, and a network that never
                had a key speaks for nothing.
        """
        async with self._context.desk() as desk:
            if withdraw:
                now = desk.now()
                await self._decide(desk, lambda db: decide.withdraw(db, node, now))
                return
            if again:
                made = await inviting.invite_again(desk, node)
            else:
                if not name_fi.strip():
                    self._context.refuse(
                        Text.of("--name-fi is missing: the network's name in Finnish.")
                    )
                said = self._grant(desk.reference, municipalities, area, reach, none=none)
                name = self._name(node, name_fi, name_sv or name_fi)
                made = await inviting.invite(desk, node, name, said)
        if isinstance(made, Text):
            self._context.refuse(made)
        self._context.remark(made.said)
        self._context.show(made.line)

    async def confirm(self, node: str, *fingerprint: str) -> None:
        """Confirm a network's key by the fingerprint its lead reads out over the telephone.

        Case, spaces and dashes do not count.
        """
        read_out = "".join(fingerprint)
        async with self._context.desk() as desk:
            key, now = desk.root, desk.now()
            await self._decide(desk, lambda db: decide.confirm(db, node, read_out, key, now))

    async def suspend(self, node: str) -> None:
        """Suspend a network: its word is no longer believed, its reports are refused."""
        async with self._context.desk() as desk:
            now = desk.now()
            await self._decide(desk, lambda db: decide.suspend(db, node, now))

    async def resume(self, node: str) -> None:
        """Lift a suspension."""
        async with self._context.desk() as desk:
            now = desk.now()
            await self._decide(desk, lambda db: decide.resume(db, node, now))

    async def grant(
        self,
        node: str,
        *,
        municipalities: Several = "",
        area: Several = "",
        reach: Several = "",
        none: bool = False,
    ) -> None:
        """Replace what a network may speak for, at once: a correction.

        What is announced for a day to come still comes (see `handovers`).

        Args:
            node: the network.
            municipalities: what it answers for.
            area: whole areas it answers for.
            reach: areas its offers count in; without one, those of its municipalities. `all`: every
                area.
            none: it answers for no municipality; then give a reach.
        """
        async with self._context.desk() as desk:
            said = self._grant(desk.reference, municipalities, area, reach, none=none)
            now = desk.now()
            await self._decide(desk, lambda db: decide.grant(db, node, said, now))

    async def rename(
        self, node: str, *, name_fi: str = "", name_sv: str = "", keep: bool = False
    ) -> None:
        """Have parents read another name of a network; `networks` says what it calls itself.

        Args:
            node: the network, also one that is only invited.
            name_fi: the name in Finnish; without one it stays.
            name_sv: the name in Swedish; without one it stays, if the Finnish one does.
            keep: parents go on reading the name they read. What the network calls itself waits no
                longer, until it calls itself something new.
        """
        if keep and (name_fi or name_sv):
            self._context.refuse(Text.of("With --keep no other name is given."))
        async with self._context.desk() as desk:
            now = desk.now()
            if keep:
                self._context.told(await current.keep_name(desk, node))
            else:
                await self._decide(desk, lambda db: naming.rename(db, node, name_fi, name_sv, now))

    async def release(self, node: str, sequence: int) -> None:
        """Let a held report take effect (see `networks`)."""
        async with self._context.desk() as desk:
            self._context.told(await current.release(desk, node, sequence))

    async def networks(self, *, json: bool = False) -> None:
        """List the networks: who reports, and who is silent since when."""
        async with self._context.desk() as desk:
            lines = await current.lines(desk)
            if json:
                self._context.show(msgspec.json.encode(lines).decode())
                return
            for line in lines:
                self._context.say(network_line(line, self._context.words))

    async def contacts(self) -> None:
        """List the public contacts, those that wait to be seen first."""
        async with self._context.desk() as desk:
            held = await desk.read(lambda db: ingest.contacts(db, "held"))
            seen = await desk.read(lambda db: ingest.contacts(db, "seen"))
        for line in contact_lines((*held.values(), *seen.values())):
            self._context.say(line)
        if not held and not seen:
            self._context.say(Text.of("No network has given a contact yet."))

    async def approve_contact(self, node: str, revision: int) -> None:
        """Publish the contact that waits to be seen; `contacts` says its revision."""
        async with self._context.desk() as desk:
            now = desk.now()
            await self._decide(desk, lambda db: decide.approve_contact(db, node, revision, now))

    async def erase_contact(self, node: str) -> None:
        """Erase a network's contact, published or not."""
        async with self._context.desk() as desk:
            now = desk.now()
            await self._decide(desk, lambda db: decide.erase_contact(db, node, now))

    async def _decide(self, desk: Desk, job: Job) -> None:
        self._context.told(await desk.decide(job))

    def _name(self, node: str, name_fi: str, name_sv: str) -> NetworkName:
        read = inviting.read_name(node, name_fi, name_sv)
        if isinstance(read, Text):
            self._context.refuse(read)
        return read

    def _grant(
        self, reference: Reference, municipalities: str, area: str, reach: str, *, none: bool
    ) -> Grant:
        typed = Granting(municipalities=municipalities, area=area, reach=reach, none=none)
        said = inviting.read_grant(reference, typed)
        if isinstance(said, Text):
            self._context.refuse(said)
        return said
