"""`voikukkia-node enquiry …`: thin commands on enquiries, which are sealed and erased on time (31).

What is typed at a command line stays in the shell's history: `add` asks for the contact instead.
"""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from sqlite3 import Connection
from typing import Annotated, TypeVar

import cyclopts
from cyclopts import Parameter

from node.counter import Context
from node.enquiries import edit, forms, gathering, keyring, store, telling
from node.enquiries.count_commands import CountCommands
from node.enquiries.model import Kept, Proof, ReferenceCode, State
from node.history.model import Doer
from shared.text import Text

T = TypeVar("T")
Words = Annotated[str | None, Parameter(show_default=False)]


@Parameter(name="*")
@dataclass(kw_only=True)
class EnquiryOptions:
    """What a parent may have said."""

    ways: Words = None
    """call, text, or both with a comma: what is safe on the telephone"""
    message: Words = None
    """none, call_back or any: what may be left if the parent does not answer (none by default)"""
    introduce: Words = None
    """first_name, organisation, group or line: how we introduce ourselves"""
    line: Words = None
    """the words, with --introduce line; at most 60 characters, no names of the family"""
    language: Words = None
    """the parent's language"""
    audience: Words = None
    """all, fathers or mothers: which group suits"""
    times: Words = None
    """good times: morning, afternoon, evening, weekend"""
    peer_group: Annotated[str | None, Parameter(name="--group", show_default=False)] = None
    """the id of the group it is about"""
    came_on: Words = None
    """the day the enquiry came; today by default"""
    consent_on: Words = None
    """the day the parent agreed; the day it came by default"""


def app(context: Context) -> cyclopts.App:
    """Return the `enquiry` commands."""
    enquiry = cyclopts.App(
        name="enquiry", help="Keep parents' enquiries: sealed, without names, erased on time."
    )
    commands, counting = EnquiryCommands(context), CountCommands(context)
    enquiry.command(commands.every, name="list")
    for command in (commands.add, commands.show, commands.step, commands.correct):
        enquiry.command(command)
    for command in (commands.renew, commands.erase):
        enquiry.command(command)
    enquiry.command(counting.count)
    enquiry.command(counting.tallies)
    enquiry.command(counting.tally_only)
    return enquiry


class EnquiryCommands:
    """The commands on single enquiries, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        municipality: str,
        /,
        *,
        consent: Annotated[bool, Parameter(negative="")] = False,
        options: EnquiryOptions | None = None,
    ) -> None:
        """Write an enquiry down; the telephone number or address is asked for, or read from stdin.

        Example: voikukkia-node enquiry add Porvoo --ways call --times evening --consent

        Args:
            municipality: where the parent lives
            consent: the parent was asked and agrees that this is kept
            options: what else was said
        """
        said = asdict(options or EnquiryOptions()) | {"municipality": municipality}
        form = {field: text for field, text in said.items() if text is not None}
        form |= {"contact": self._contact(), "consent": "yes" if consent else ""}
        async with self._context.desk() as desk:
            job = partial(
                edit.record,
                form=form,
                keys=keyring.load(desk.data),
                reference=desk.reference,
                doer=Doer(at=desk.now()),
            )
            saved = await desk.database.write(job)
        if not isinstance(saved, Kept):
            self._context.refuse(*saved)
        self._context.say(Text.of("Saved: {id}", id=saved.enquiry.reference))

    async def every(self, *, state: Words = None) -> None:
        """List the enquiries: reference, state, municipality, days in the state, day of erasure.

        Example: voikukkia-node enquiry list --state waiting

        Args:
            state: only those in this state
        """
        chosen = self._state(state) if state else ""
        async with self._context.desk() as desk:
            job = partial(
                gathering.listing,
                keys=keyring.load(desk.data),
                now=desk.now(),
                reference=desk.reference,
                language=self._context.translator.language,
                chosen=chosen,
                rows=store.LIMIT,
            )
            listing = await desk.database.read(job)
        telling.tell_list(self._context, listing)

    async def show(self, reference: str, /) -> None:
        """Show one enquiry: first of all how the parent is reached safely.

        Example: voikukkia-node enquiry show K7F3-9QXM

        Args:
            reference: the enquiry's reference
        """
        code = self._code(reference)
        async with self._context.desk() as desk:
            job = partial(
                gathering.sheet,
                code=code,
                keys=keyring.load(desk.data),
                today=desk.today(),
                reference=desk.reference,
                language=self._context.translator.language,
            )
            sheet = await desk.database.read(job)
        if sheet is None:
            self._context.refuse(edit.missing(code))
        telling.tell_sheet(self._context, sheet)

    async def step(self, reference: str, state: str, /) -> None:
        """Take the next step: contacted, pre_meeting, place, waiting, elsewhere or closed.

        Example: voikukkia-node enquiry step K7F3-9QXM contacted

        Args:
            reference: the enquiry's reference
            state: the state it comes into
        """
        await self._move(reference, state, corrected=False)

    async def correct(self, reference: str, state: str, /) -> None:
        """Put a wrong step right; what was counted is put right with it.

        Example: voikukkia-node enquiry correct K7F3-9QXM new

        Args:
            reference: the enquiry's reference
            state: the state it should be in
        """
        await self._move(reference, state, corrected=True)

    async def renew(self, reference: str, /) -> None:
        """Keep a waiting parent's enquiry on: they were asked and wish to wait.

        Example: voikukkia-node enquiry renew K7F3-9QXM

        Args:
            reference: the enquiry's reference
        """
        code = self._code(reference)
        self._tell(code, await self._write(partial(edit.renew, reference=code)))

    async def erase(self, reference: str, /) -> None:
        """Erase an enquiry at once and for good; what was counted stays.

        Example: voikukkia-node enquiry erase K7F3-9QXM

        Args:
            reference: the enquiry's reference
        """
        code = self._code(reference)
        self._tell(code, await self._write(partial(edit.erase, reference=code)))

    async def _move(self, reference: str, state: str, *, corrected: bool) -> None:
        code, to = self._code(reference), self._state(state)
        job = partial(edit.take_step, reference=code, to=to, corrected=corrected)
        self._tell(code, await self._write(job))

    async def _write(self, act: Callable[..., T]) -> T:
        """Do one act in one transaction, with the keys and in the name of who sits here."""
        async with self._context.desk() as desk:
            keys, doer = keyring.load(desk.data), Doer(at=desk.now())

            def job(db: Connection) -> T:
                return act(db, keys=keys, doer=doer)

            return await desk.database.write(job)

    def _tell(self, code: ReferenceCode, done: Kept | Proof | Text) -> None:
        match done:
            case Text():
                self._context.refuse(done)
            case Kept():
                self._context.say(Text.of("Saved: {id}", id=code))
            case Proof():
                text = Text.of("{reference} is erased for good.", reference=code)
                self._context.say(text)

    def _code(self, text: str) -> ReferenceCode:
        return forms.read_reference(text) or self._context.refuse(edit.missing(text))

    def _state(self, text: str) -> State:
        state = forms.read_state(text)
        if isinstance(state, Text):
            self._context.refuse(state)
        return state

    def _contact(self) -> str:
        """Return the line that is typed or piped in."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().strip()
        question = Text.of("Telephone number or e-mail address of the parent:")
        return input(f"{self._context.words(question)} ").strip()
