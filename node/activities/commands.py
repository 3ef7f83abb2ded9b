"""`voikukkia-node activity …`: thin commands on cafés, support persons and weekends (21)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from node.activities import edit, store
from node.activities.edit import Saved
from node.activities.model import ActivityId
from node.activities.noun import ACTIVITY
from node.counter import Context
from node.groups.wording import place_of
from node.history.model import Doer
from node.work import edit as work
from shared.text import Text


@Parameter(name="*")
@dataclass(kw_only=True)
class ActivityOptions:
    """What may be said of an activity."""

    show_area_only: str | None = None
    """yes hides the municipality in public and shows its wellbeing area"""
    serves: str | None = None
    """municipalities whose parents may come"""
    audience: str | None = None
    """all, fathers or mothers"""
    languages: str | None = None
    """languages, such as "fi, sv" """
    format: str | None = None
    """in_person, hybrid or remote"""
    until: str | None = None
    """last day, for what does not go on"""
    name: str | None = None
    """your own name for it; never leaves this computer"""


def app(context: Context) -> cyclopts.App:
    """Return the `activity` commands."""
    activity = cyclopts.App(
        name="activity", help="Keep open cafés, support persons and weekends beside the groups."
    )
    commands = ActivityCommands(context)
    activity.command(commands.add)
    activity.command(commands.edit)
    activity.command(commands.every, name="list")
    activity.command(commands.remove)
    activity.command(commands.restore)
    return activity


class ActivityCommands:
    """The commands on activities, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        kind: str,
        municipality: str,
        link: str,
        /,
        *,
        own_id: Annotated[str | None, Parameter(name="--id")] = None,
        options: ActivityOptions | None = None,
    ) -> None:
        """Add an activity; times and places stand on the organiser's own page.

        Example: voikukkia-node activity add cafe Tampere https://jarjesto.example/kahvila

        Args:
            kind: cafe, support_person or weekend
            municipality: where it is
            link: the organiser's own page, https
            own_id: an id of your own; without it, municipality, kind and number
            options: what else may be said
        """
        said = {"kind": kind, "meets_in": municipality, "link": link, "id": own_id}
        said |= asdict(options or ActivityOptions())
        await self._save(said, None)

    async def edit(
        self,
        activity: ActivityId,
        /,
        *,
        kind: str | None = None,
        municipality: str | None = None,
        link: str | None = None,
        options: ActivityOptions | None = None,
    ) -> None:
        """Change an activity; what you do not name stays as it is.

        Example: voikukkia-node activity edit tampere-cafe-1 --until 31.12.2026

        Args:
            activity: the activity's id
            kind: cafe, support_person or weekend
            municipality: where it is
            link: the organiser's own page, https
            options: what else may be said
        """
        said = {"kind": kind, "meets_in": municipality, "link": link}
        await self._save(said | asdict(options or ActivityOptions()), activity)

    async def every(self) -> None:
        """List the activities: id, kind, municipality, page.

        Example: voikukkia-node activity list
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            for one in await desk.database.read(store.all_activities):
                place = place_of(one.meets_in, desk.reference, language)
                self._context.show(f"{one.id}  {one.kind}  {place}  {one.link}")

    async def remove(self, activity: ActivityId, /) -> None:
        """Take an activity off the list.

        Example: voikukkia-node activity remove tampere-cafe-1

        Args:
            activity: the activity's id
        """
        async with self._context.desk() as desk:
            if refused := await edit.remove(desk.database, desk.clock, activity):
                self._context.refuse(*refused)
            self._context.say(Text.of("Removed."))
            await desk.wake()

    async def restore(self, activity: ActivityId, /) -> None:
        """Bring a removed activity back.

        Example: voikukkia-node activity restore tampere-cafe-1

        Args:
            activity: the id it had
        """
        async with self._context.desk() as desk:
            job = partial(work.restore, noun=ACTIVITY, record=activity, doer=Doer(at=desk.now()))
            if (why := await desk.commit(job)) is not None:
                self._context.refuse(why)
            self._context.say(Text.of("It is back."))

    async def _save(self, said: Mapping[str, str | None], before: ActivityId | None) -> None:
        """Store what was said, tell the person and wake the sender."""
        form = {field: text for field, text in said.items() if text is not None}
        async with self._context.desk() as desk:
            saved = await edit.save(desk.database, desk.clock, desk.reference, form, before=before)
            if not isinstance(saved, Saved):
                self._context.refuse(*saved)
            self._context.say(Text.of("Saved: {id}", id=saved.activity.id))
            await desk.wake()
