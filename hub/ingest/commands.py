"""The operator's commands on what came in: refused reports, and the proof of the ledger."""

from functools import partial
from sqlite3 import Connection

from cyclopts import App

from hub.availability import project
from hub.availability import store as availability
from hub.counter import Bare, Context
from hub.ingest import mirror, proof, store
from shared.period import instant_text
from shared.text import Text


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    arrivals = Arrivals(context)
    root.command(arrivals.refused)
    root.command(arrivals.verify)


class Arrivals:
    """The commands."""

    def __init__(self, context: Context) -> None:
        self._context = context

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

    async def verify(self) -> None:
        """Prove the ledger, its mirror, and what was made of it.

        Finds a single changed byte. Exit code 1 if anything does not fit.
        """
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
