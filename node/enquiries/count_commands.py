"""The `enquiry` commands that count, and the choice between storing and only counting."""

from functools import partial
from typing import Annotated, Literal

from cyclopts import Parameter

from node.counter import Context
from node.enquiries import edit, gathering, store, telling
from node.enquiries.model import Keeping, Tally
from node.history.model import Doer
from shared.text import Text


class CountCommands:
    """The commands on tallies, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def count(
        self,
        municipality: str,
        outcome: str,
        /,
        *,
        back: Annotated[bool, Parameter(negative="")] = False,
    ) -> None:
        """Count one outcome in today's quarter, where no enquiry is stored.

        Example: voikukkia-node enquiry count Porvoo waiting

        Args:
            municipality: where the parent lives
            outcome: place, waiting, elsewhere or closed
            back: take one back that was counted wrongly
        """
        form = {"municipality": municipality, "outcome": outcome}
        async with self._context.desk() as desk:
            job = partial(
                edit.count,
                form=form,
                reference=desk.reference,
                doer=Doer(at=desk.now()),
                back=back,
            )
            counted = await desk.database.write(job)
        if not isinstance(counted, Tally):
            self._context.refuse(*counted)
        self._context.say(Text.of("Taken back.") if back else Text.of("Counted."))

    async def tallies(self) -> None:
        """Show what was counted, by quarter and municipality; not for publication.

        Example: voikukkia-node enquiry tallies
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            job = partial(gathering.quarters, reference=desk.reference, language=language)
            quarters = await desk.database.read(job)
        telling.tell_quarters(self._context, quarters)

    async def tally_only(self, choice: Literal["on", "off", "show"] = "show", /) -> None:
        """Only count enquiries (on), or store them here until they are erased (off).

        On is for organisations whose enquiries are client documents, such as a county.

        Example: voikukkia-node enquiry tally-only on

        Args:
            choice: on, off, or show
        """
        async with self._context.desk() as desk:
            if choice != "show":
                wanted, doer = Keeping(tally_only=choice == "on"), Doer(at=desk.now())
                job = partial(edit.set_keeping, wanted=wanted, doer=doer)
                if refused := await desk.database.write(job):
                    self._context.refuse(refused)
            keeping = await desk.database.read(store.keeping)
        stored = Text.of("Enquiries are stored here until they are erased on time.")
        self._context.say(edit.COUNTED_ONLY if keeping.tally_only else stored)
