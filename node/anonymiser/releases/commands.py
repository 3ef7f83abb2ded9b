"""The commands `statistics show|publish|revise|new-key`: a quarter's figures, rounded here."""

from functools import partial
from typing import Annotated

from cyclopts import App, Parameter

from node import disclosurekey
from node.anonymiser.releases import asking, keeping, plan, publish, store
from node.anonymiser.releases.words import STANDINGS, short_quarter
from node.counter import Context
from node.history.model import Doer
from shared.text import Text

_ASKED = Text.of("The node makes the figures with the next contact with the hub (command: push).")
_NEW_KEY = Text.of(
    "Begin with a new key only when no backup holds the old one. Whoever compares old and new "
    "figures can then come closer to the true ones. It is written into the history. If you are "
    "sure: statistics new-key --yes"
)
Flag = Annotated[bool, Parameter(negative="")]


def app(context: Context) -> App:
    """Return the commands."""
    commands = StatisticsCommands(context)
    statistics = App(
        name="statistics",
        help="A quarter's figures: counts of people leave rounded, or not at all.",
    )
    for command in (commands.show, commands.publish, commands.revise, commands.new_key):
        statistics.command(command)
    return statistics


class StatisticsCommands:
    """The commands."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def show(self) -> None:
        """Show where the figures of each quarter stand, and whether the key is right."""
        context = self._context
        async with context.desk() as desk:
            every, troubles = await desk.read(lambda db: (publish.every(db), store.troubles(db)))
            key = disclosurekey.find(context.data)
            usable = await desk.read(partial(keeping.usable, key=key))
            now = desk.now()
        for facts in every:
            standing = context.words(STANDINGS[plan.standing(facts, now)])
            context.show(f"{short_quarter(facts.quarter)}  {standing}")
            for trouble in troubles.get(facts.quarter, ()):
                context.show(f"  {context.words(trouble)}")
        if not every:
            context.say(Text.of("The hub has named no quarter yet."))
        context.say(Text.of("The disclosure key is here.") if usable else keeping.LOST)

    async def publish(self, quarter: str, /, *, without_people: Flag = False) -> None:
        """Have a quarter's figures made and sent now; a refused one is sent again.

        Example: voikukkia-node statistics publish 2026-Q3

        Args:
            quarter: such as 2026-Q3
            without_people: for ever without counts of people, where the disclosure key is lost
        """
        async with self._context.desk() as desk:
            job = partial(
                asking.publish_now,
                quarter=quarter,
                doer=Doer(at=desk.now()),
                without_people=without_people,
            )
            refused = await desk.commit(job)
        self._tell(refused, _ASKED)

    async def revise(self, quarter: str, /, *, reason: str) -> None:
        """Have the one revision of a quarter made and sent, once the records are put right.

        Example: voikukkia-node statistics revise 2026-Q3 --reason late

        Args:
            quarter: such as 2026-Q3
            reason: late, mistake or twice
        """
        async with self._context.desk() as desk:
            job = partial(asking.revise, quarter=quarter, reason=reason, doer=Doer(at=desk.now()))
            refused = await desk.commit(job)
        self._tell(refused, _ASKED)

    async def new_key(self, *, yes: Flag = False, leaked: Flag = False) -> None:
        """Begin with a new disclosure key, where the old one is lost or somebody else has it.

        Args:
            yes: do it; without it, only what would be done is told.
            leaked: the key is here, but somebody who should not have it may have it.
        """
        if not yes:
            self._context.refuse(_NEW_KEY)
        async with self._context.desk() as desk:
            job = partial(keeping.decide, data=desk.data, doer=Doer(at=desk.now()), leaked=leaked)
            refused = await desk.commit(job)
        self._tell(
            refused,
            Text.of("A new disclosure key is drawn. Make a backup: older ones do not hold it."),
        )

    def _tell(self, refused: Text | None, done: Text) -> None:
        if refused is not None:
            self._context.refuse(refused)
        self._context.say(done)
