"""Commands on the network itself: its set-up, coverage, contact, break, enrolment, confirmation.

Each one reads what was typed, calls one act and says what became of it.
"""

from functools import partial

from cyclopts import App

from node.counter import Context
from node.history.model import Doer
from node.keys.files import KeyFiles
from node.network import contact_commands, coverage_commands, edit, forms
from node.network.asking import ask, current, places
from node.network.enrol import Known, enrol
from node.network.model import NetworkRecord
from node.push.words import cause_text
from shared.delivery import Unreachable
from shared.reference import lookup
from shared.runtime.uplink import Uplink
from shared.runtime.web.dates import day_words, instant_words
from shared.signing import SigningKey, fingerprint
from shared.text import Text
from shared.wire.availability import Break
from shared.wire.enrolment import Invitation


def register(root: App, context: Context, *, software: str) -> None:
    """Add the commands to the command line."""
    acts = Acts(context, software)
    for act in (acts.init, acts.network, acts.enrol, acts.confirm):
        root.command(act)
    pause = App(name="break", help="Announce a break of at most ten weeks, or end it.")
    pause.command(acts.announce)
    pause.command(acts.end)
    root.command(pause)
    root.command(coverage_commands.app(context))
    root.command(contact_commands.app(context))


class Acts:
    """A person's acts on the network at a command line."""

    def __init__(self, context: Context, software: str) -> None:
        self._context = context
        self._software = software

    async def init(
        self,
        *,
        name_fi: str | None = None,
        name_sv: str | None = None,
        controller: str | None = None,
        covers: str = "",
    ) -> None:
        """Set up this node: the network's name, who the controller is, what it answers for.

        Whatever is left out is asked for. Every municipality starts as *not known*.

        Args:
            name_fi: the network's name in Finnish.
            name_sv: the network's name in Swedish; without one, the Finnish name.
            controller: the organisation that is the controller of the personal data kept here.
            covers: municipalities or whole areas it answers for, separated by commas.
        """
        context = self._context
        name_fi = name_fi or ask(context, Text.of("The network's name in Finnish:"))
        name_sv = name_sv or ask(context, Text.of("The network's name in Swedish:")) or name_fi
        controller = controller or ask(
            context, Text.of("The controller of the personal data kept here (an organisation):")
        )
        read = forms.network(name_fi, name_sv, controller)
        if not isinstance(read, NetworkRecord):
            context.refuse(*read)
        codes = places(context, lookup.load(), (covers,)) if covers.strip() else ()
        async with context.new_desk() as desk:
            job = partial(edit.set_up, network=read, covers=codes, now=desk.now())
            if not await desk.commit(job):
                context.refuse(Text.of("A network is set up here already. See: network"))
        context.say(
            Text.of(
                "The network {name} is set up and answers for {count} municipalities. Nothing is "
                "said of them yet: add groups, or say “coverage none” where there are none. Then "
                "enrol with the line of text that the operator of the hub gives you.",
                name=read.name_fi,
                count=len(codes),
            )
        )

    async def network(
        self,
        *,
        name_fi: str | None = None,
        name_sv: str | None = None,
        controller: str | None = None,
    ) -> None:
        """Show the network, or change its names or its controller.

        Args:
            name_fi: a new name in Finnish.
            name_sv: a new name in Swedish.
            controller: a new controller of the personal data kept here.
        """
        context = self._context
        async with context.desk() as desk:
            old = await current(context, desk)
            if name_fi or name_sv or controller:
                read = forms.network(
                    name_fi or old.name_fi, name_sv or old.name_sv, controller or old.controller
                )
                if not isinstance(read, NetworkRecord):
                    context.refuse(*read)
                await desk.commit(partial(edit.rename, network=read, now=desk.now()))
                old = await current(context, desk)
            key = await desk.read(KeyFiles(context.data).current) if old.node else None
            self._show(old, key)

    async def enrol(self, *invitation: str) -> None:
        """Enrol with the hub, with the line of text that its operator gave you.

        Args:
            invitation: the whole line; it begins with "voikukkia-" and works once.
        """
        context = self._context
        async with context.desk() as desk:
            old = await current(context, desk)
            read = forms.invitation("".join(invitation), desk.now())
            if not isinstance(read, Invitation):
                context.refuse(read)
            if old.node is not None and (old.node, old.hub_key) != (read.node, read.hub_key):
                context.refuse(Text.of("This node is enrolled already, as {node}.", node=old.node))
            doer = Doer(at=desk.now())
            files = KeyFiles(context.data)
            async with Uplink(read.hub) as door:
                answer = await enrol(desk.database, door, read, files, self._software, doer=doer)
            if not isinstance(answer, Known):
                code = answer.cause if isinstance(answer, Unreachable) else answer.code
                context.refuse(Text.of("The enrolment did not succeed."), cause_text(code))
            await desk.wake()
        context.say(
            Text.of(
                "The hub has this node's key. Now telephone the operator and compare this "
                "fingerprint: {fingerprint}",
                fingerprint=answer.fingerprint,
            )
        )
        if answer.head is not None:
            context.say(
                Text.of(
                    "The hub has reports of this network up to number {sequence}. What this node "
                    "does not have of them, it fetches back after the operator's confirmation.",
                    sequence=answer.head.sequence,
                )
            )

    async def confirm(self) -> None:
        """Say as a person: everything here is still right. Do it at least once a month."""
        context = self._context
        async with context.desk() as desk:
            await current(context, desk)
            await desk.commit(partial(edit.confirm, now=desk.now()))
            moment = instant_words(desk.now(), desk.translator.language)
        context.say(Text.of("Confirmed: everything here was right on {moment}.", moment=moment))

    async def announce(self, first_day: str, last_day: str) -> None:
        """Announce a break: nobody has to confirm meanwhile, and parents see it.

        Args:
            first_day: the first day of the break, as 20.6.2026.
            last_day: its last day; at most ten weeks later.
        """
        context = self._context
        read = forms.pause(first_day, last_day)
        if not isinstance(read, Break):
            context.refuse(*read)
        async with context.desk() as desk:
            await current(context, desk)
            await desk.commit(partial(edit.pause, announced=read, now=desk.now()))
            until = day_words(read.until, desk.translator.language)
        context.say(Text.of("The break is announced until {day}.", day=until))

    async def end(self) -> None:
        """End the break, or take its announcement back."""
        context = self._context
        async with context.desk() as desk:
            await current(context, desk)
            await desk.commit(partial(edit.pause, announced=None, now=desk.now()))
        context.say(Text.of("No break is announced any more."))

    def _show(self, network: NetworkRecord, key: SigningKey | None) -> None:
        say, language = self._context.say, self._context.translator.language
        say(Text.of("Name in Finnish: {name}", name=network.name_fi))
        say(Text.of("Name in Swedish: {name}", name=network.name_sv))
        say(Text.of("Controller of the personal data: {name}", name=network.controller))
        if network.node is None or network.hub_key is None or key is None:
            say(Text.of("Not enrolled with a hub yet."))
        else:
            say(Text.of("Enrolled as {node} with {hub}", node=network.node, hub=network.hub or ""))
            print_ = fingerprint(key.public, network.hub_key)
            say(Text.of("Fingerprint, to compare by telephone: {fingerprint}", fingerprint=print_))
        if network.confirmed_at is not None:
            moment = instant_words(network.confirmed_at, language)
            say(Text.of("Confirmed by a person: {moment}", moment=moment))
        if network.pause is not None:
            until = day_words(network.pause.until, language)
            say(Text.of("On break until {day}", day=until))
