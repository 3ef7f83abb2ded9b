"""The operator's commands on what came in: refused reports, and the proof of the ledger."""

from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Annotated

from cyclopts import App, Parameter

from hub.availability import project
from hub.availability import store as availability
from hub.counter import Bare, Context
from hub.ingest import mirror, proof, store
from hub.log.audit.commands import Asked, check
from hub.log.tree import stray
from shared.period import instant_text
from shared.runtime.clock import Clock
from shared.text import Text


def register(root: App, context: Context, clock: Clock) -> None:
    """Add the commands to the command line."""
    arrivals = Arrivals(context, clock)
    root.command(arrivals.refused)
    root.command(arrivals.verify)


class Arrivals:
    """The commands."""

    def __init__(self, context: Context, clock: Clock) -> None:
        self._context = context
        self._clock = clock

    async def refused(self) -> None:
        """List refused reports, newest first, with the reason each was given."""
        async with self._context.desk() as desk:
            refusals = await desk.read(store.refusals)
        if not refusals:
            self._context.say(Text.of("No report was refused."))
        for refusal in refusals:
            line = Text.of(
                "{at}  {node}  {code} ({times}x): {detail}",
                at=instant_text(refusal.last_at),
                node=refusal.node,
                code=refusal.problem.code,
                times=refusal.times,
                detail=refusal.problem.detail,
            )
            self._context.say(line)

    async def verify(
        self,
        *,
        source: Annotated[str | None, Parameter(name="from")] = None,
        key: str | None = None,
        node: str | None = None,
        place: str | None = None,
        seen: Annotated[tuple[Path, ...], Parameter(consume_multiple=True)] = (),
    ) -> None:
        """Prove the ledger, its mirror, and what was made of it; or what a hub has published.

        Finds a single changed byte. Exit code 1 if anything does not fit.

        Args:
            source: an address (https://…) or a folder with a published snapshot. It is checked from
                outside: no hub and no data directory are needed.
            key: the hub's root key as you know it from elsewhere, 64 hexadecimal digits.
            node: show also what the word of this network rests on.
            place: show also what the row of this municipality rests on.
            seen: files with checkpoints that somebody saw before (voikukkia-node witness).
        """
        if source is not None:
            asked = Asked(source=source, key=key, node=node, place=place, seen=seen)
            await check(self._context, asked, self._clock)
            return
        async with self._context.bare() as bare:
            lines = mirror.lines(bare.data / mirror.FILE_NAME)
            found = await bare.database.read(
                lambda db: proof.prove(db, lines, growing=bare.growing)
            )
            strays = () if found.findings else await bare.database.read(partial(_strays, bare))
        self._end_if(
            found.findings,
            Text.of(
                "The ledger does not fit: {count} findings. Stop the hub and keep its files; "
                "then restore the newest backup whose proof succeeds.",
                count=len(found.findings),
            ),
        )
        self._end_if(strays, Text.of("The ledger fits, but not what was made of it. Run rebuild."))
        self._context.say(
            Text.of(
                "The ledger fits: {entries} entries, head {head}.",
                entries=found.entries,
                head=found.head,
            )
        )

    def _end_if(self, findings: tuple[Text, ...], text: Text) -> None:
        """Show the findings and end with the text, if there are any."""
        for finding in findings:
            self._context.say(finding)
        if findings:
            self._context.refuse(text)


def _strays(bare: Bare, db: Connection) -> tuple[Text, ...]:
    """Return what is kept beside the ledger and is not what it comes to."""
    return (*_of_the_log(db), *_of_networks(bare, db))


def _of_the_log(db: Connection) -> tuple[Text, ...]:
    number = stray(db)
    if number is None:
        return ()
    return (Text.of("The tree kept of the log is not the ledger's from entry {n} on.", n=number),)


def _of_networks(bare: Bare, db: Connection) -> tuple[Text, ...]:
    """Return the networks of which something else is kept than the ledger comes to."""
    kept = availability.load(db)
    made = project.folded(db, bare.reference, bare.policy, bare.clock.now())
    basis = project.basis(bare.reference, bare.policy)
    if kept is None or (kept.basis, kept.chronicle.mark.head) != (basis, made.mark.head):
        return ()  # It is folded again, or further, before it is used.
    both = (kept.chronicle.projection, made.projection)
    return tuple(
        Text.of("What is kept of {node} is not what the ledger comes to.", node=node)
        for node in sorted(set().union(*both))
        if both[0].get(node) != both[1].get(node)
    )
