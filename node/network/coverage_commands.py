"""Commands on what the network answers for: a person's word on every municipality."""

from functools import partial

from cyclopts import App

from node.counter import Context
from node.network import edit, store
from node.network.asking import current, places
from node.network.model import Said
from shared.runtime.web.dates import day_words
from shared.text import Text


def app(context: Context) -> App:
    """Return the sub-command `coverage`."""
    made = App(name="coverage", help="What the network answers for, and what it says of it.")
    words = Words(context)
    made.default(words.list)
    for word in (words.list, words.add, words.remove, words.none, words.unknown):
        made.command(word)
    return made


class Words:
    """A person's words on municipalities. The names of areas stand for all their municipalities."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def list(self) -> None:
        """Show every municipality the network answers for, with the last word on it."""
        context = self._context
        async with context.desk() as desk:
            await current(context, desk)
            words = await desk.read(store.coverage)
            language = desk.translator.language
            if not words:
                context.say(Text.of("The network answers for no municipality yet: coverage add."))
            for word in words:
                here = desk.reference.municipality(word.municipality)
                name = here.name(language) if here else word.municipality
                day = day_words(word.since, language) if word.since else ""
                context.say(_line(name, word.says, day))

    async def add(self, *names: str) -> None:
        """Answer for municipalities: "we do not know yet" until groups or a *none* are added.

        Args:
            names: municipalities or whole areas, such as Askola or "Itä-Uusimaa".
        """
        context = self._context
        async with context.desk() as desk:
            await current(context, desk)
            codes = places(context, desk.reference, names)
            await desk.commit(partial(edit.cover, codes=codes, now=desk.now()))
        context.say(Text.of("Municipalities answered for: {count} added.", count=len(codes)))

    async def remove(self, *names: str) -> None:
        """Stop answering for municipalities: "not ours".

        Args:
            names: municipalities or whole areas.
        """
        context = self._context
        async with context.desk() as desk:
            await current(context, desk)
            codes = places(context, desk.reference, names)
            await desk.commit(partial(edit.uncover, codes=codes, now=desk.now()))
        context.say(Text.of("The network no longer answers for them."))

    async def none(self, *names: str) -> None:
        """Say, as a person and as of today: there is no group for parents of these municipalities.

        Args:
            names: municipalities or whole areas.
        """
        await self._say(names, "none")
        self._context.say(
            Text.of("Said as of today: no group. It holds until somebody says otherwise.")
        )

    async def unknown(self, *names: str) -> None:
        """Say, as of today: we do not know any more.

        Args:
            names: municipalities or whole areas.
        """
        await self._say(names, "not_known")
        self._context.say(Text.of("Said as of today: not known."))

    async def _say(self, names: tuple[str, ...], says: Said) -> None:
        context = self._context
        async with context.desk() as desk:
            await current(context, desk)
            codes = places(context, desk.reference, names)
            await desk.commit(partial(edit.say, codes=codes, says=says, now=desk.now()))


def _line(name: str, says: Said, day: str) -> Text:
    if says == "none":
        return Text.of("{name}: no group, said on {day}", name=name, day=day)
    if day:
        return Text.of(
            "{name}: not known since {day}, unless a group serves it", name=name, day=day
        )
    return Text.of("{name}: not known, unless a group serves it", name=name)
