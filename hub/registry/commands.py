"""The operator's commands on networks: invite, confirm, suspend, grant, release, look.

Each reads what was typed, calls one decision and says what became of it.
"""

import secrets
from collections.abc import Callable
from sqlite3 import Connection
from typing import Annotated

import msgspec
from cyclopts import App, Parameter

from hub.availability import project
from hub.counter import Context, Desk
from hub.ingest import store as ingest
from hub.registry import decide, overview
from hub.registry.decide import Decision
from hub.registry.model import Grant, grant, invitation_text, node_name
from hub.registry.overview import Line
from hub.registry.words import contact_lines, network_line
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.enrolment import Invitation
from shared.wire.words import NodeId, Sequence

Job = Callable[[Connection], Decision]
Several = Annotated[str, Parameter(help="names or codes, separated by commas")]


class Granting(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed about a grant."""

    municipalities: str
    area: str
    reach: str
    none: bool


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    networks = Networks(context)
    for command in (
        networks.invite,
        networks.confirm,
        networks.suspend,
        networks.resume,
        networks.grant,
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
        name_fi: str,
        name_sv: str | None = None,
        municipalities: Several = "",
        area: Several = "",
        reach: Several = "",
        none: bool = False,
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
        """
        async with self._context.desk() as desk:
            said = self._grant(desk.reference, municipalities, area, reach, none=none)
            name = self._name(node, name_fi, name_sv or name_fi)
            token, now = secrets.token_hex(32), desk.now()
            life = desk.invitation_life
            decision = await desk.decide(
                lambda db: decide.invite(db, node, name, said, token, at=now, life=life)
            )
            if isinstance(decision, Text):
                self._context.refuse(decision)
            invitation = Invitation(
                hub=desk.api_url,
                node=node,
                token=token,
                hub_key=desk.key.public,
                expires_at=now + life,
            )
            self._context.remark(decision.said)
            self._context.show(invitation_text(invitation))

    async def confirm(self, node: str, *fingerprint: str) -> None:
        """Confirm a network's key by the fingerprint its lead reads out over the telephone.

        Case, spaces and dashes do not count.
        """
        read_out = "".join(fingerprint)
        async with self._context.desk() as desk:
            key, now = desk.key.public, desk.now()
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
        """Replace what a network may speak for.

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

    async def release(self, node: str, sequence: int) -> None:
        """Let a held report take effect (see `networks`)."""
        async with self._context.desk() as desk:
            now = desk.now()

            def held(db: Connection, asked: NodeId) -> Sequence | None:
                project.catch_up(db, desk.reference, desk.policy, now)
                known = project.known(db).get(asked)
                return known.held.word.report.sequence if known and known.held else None

            await self._decide(desk, lambda db: decide.release(db, node, sequence, held, now))

    async def networks(self, *, json: bool = False) -> None:
        """List the networks: who reports, and who is silent since when."""
        async with self._context.desk() as desk:
            lines = await _lines(desk)
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

    async def approve_contact(self, node: str) -> None:
        """Publish the contact that waits to be seen."""
        async with self._context.desk() as desk:
            now = desk.now()
            await self._decide(desk, lambda db: decide.approve_contact(db, node, now))

    async def erase_contact(self, node: str) -> None:
        """Erase a network's contact, published or not."""
        async with self._context.desk() as desk:
            now = desk.now()
            await self._decide(desk, lambda db: decide.erase_contact(db, node, now))

    async def _decide(self, desk: Desk, job: Job) -> None:
        self._context.told(await desk.decide(job))

    def _name(self, node: str, name_fi: str, name_sv: str) -> NetworkName:
        if problem := node_name(node):
            self._context.refuse(problem)
        try:
            return msgspec.convert({"fi": name_fi, "sv": name_sv}, NetworkName)
        except msgspec.ValidationError:
            self._context.refuse(Text.of("A name has 1 to 120 characters, and no < or >."))

    def _grant(
        self, reference: Reference, municipalities: str, area: str, reach: str, *, none: bool
    ) -> Grant:
        places, areas, within = (_parts(text) for text in (municipalities, area, reach))
        if none == bool(places or areas):
            self._context.refuse(
                Text.of("Name the municipalities or areas the network answers for, or give --none.")
            )
        said = grant(places, areas, within, reference)
        if isinstance(said, Text):
            self._context.refuse(said)
        return said


async def _lines(desk: Desk) -> tuple[Line, ...]:
    now = desk.now()
    await desk.database.write(lambda db: project.catch_up(db, desk.reference, desk.policy, now))
    return await desk.read(
        lambda db: overview.read(db, project.known(db), desk.policy, now, desk.key.public)
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
