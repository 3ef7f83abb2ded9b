"""The pages of trainings: on an instructor's page they are added, changed and removed (16)."""

from collections.abc import Iterable, Mapping
from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.history import record as history
from node.history.model import Entry
from node.instructors import store as instructors
from node.instructors.edit import Overtaken
from node.instructors.edit import undo as take_back
from node.trainings import edit, forms, store
from node.trainings.edit import Saved
from node.trainings.fields import EDITED, new_fields
from node.trainings.model import Training
from node.trainings.wording import KINDS
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import Field, View, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

HERE = "/instructors/{instructor:str}/trainings"
UNDONE = Text.of("The last change was taken back.")
ONE = f"{HERE}/{{training:int}}"


@page("/courses", may="look")
async def courses(visit: NamedDependency[Visit]) -> Page:
    """Show the courses the hub told."""
    listed = await visit.read(store.courses)
    return visit.page("trainings/courses.html", courses=listed, kinds=KINDS)


@page(f"{HERE}/new", may="lead")
async def new(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Show the form of a new training."""
    return await _form(visit, instructor, None, {"kind": "voikukkia_instructor"})


@act(f"{HERE}/new", may="lead")
async def add(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], instructor: FromPath[str]
) -> Page:
    """Add a training to an instructor."""
    doer, form = visit.doer, {**posted.fields, "instructor": instructor}
    saved = await visit.commit(partial(edit.save_form, form=form, now=doer.at, doer=doer))
    if isinstance(saved, Saved):
        return visit.go(f"/instructors/{instructor}", Text.of("Saved."))
    return await _form(visit, instructor, None, posted.fields, saved)


@page(f"{ONE}/edit", may="lead")
async def edited(
    visit: NamedDependency[Visit], instructor: FromPath[str], training: FromPath[int]
) -> Page:
    """Show the form of a training."""
    found = await _owned(visit, instructor, training)
    version = await visit.read(lambda db: history.version(db, "training", str(training)))
    return await _form(visit, instructor, training, forms.values(found), version=version)


@act(f"{ONE}/edit", may="lead")
async def change(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    instructor: FromPath[str],
    training: FromPath[int],
) -> Page:
    """Store what changed of a training."""
    await _owned(visit, instructor, training)
    form = {field.name: posted.fields.get(field.name, "") for field in EDITED}
    job = partial(
        edit.change, form=form, training=training, version=posted.version, doer=visit.doer
    )
    saved = await visit.commit(job)
    if isinstance(saved, Saved):
        return visit.go(f"/instructors/{instructor}", Text.of("Saved."))
    return await _again(visit, training, posted, form, saved)


@act(f"{ONE}/remove", may="lead")
async def remove(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    instructor: FromPath[str],
    training: FromPath[int],
) -> Page:
    """Remove a training that was entered by mistake."""
    del posted
    await _owned(visit, instructor, training)
    await visit.commit(partial(edit.take_away, training=training, doer=visit.doer))
    return visit.go(f"/instructors/{instructor}", Text.of("Removed."))


@act(f"{ONE}/undo", may="lead")
async def undo(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    instructor: FromPath[str],
    training: FromPath[int],
) -> Page:
    """Take the last change of a training back."""
    await _owned(visit, instructor, training)
    job = partial(
        take_back,
        kind="training",
        record=str(training),
        version=posted.version,
        doer=visit.doer,
        keepers=visit.house.keepers,
    )
    return visit.go(f"/instructors/{instructor}", await visit.commit(job) or UNDONE)


async def _owned(visit: Visit, instructor: str, training: int) -> Training:
    """Return the training if it is this person's; another's address is no page."""
    found = await visit.read(partial(store.find, training=training))
    if found is None or found.instructor != instructor:
        visit.missing()
    return found


async def _again(
    visit: Visit,
    training: int,
    posted: Posted,
    form: Mapping[str, str],
    why: Overtaken | tuple[Invalid, ...],
) -> Page:
    """Return the form with what was typed, and why it was not stored."""
    found = await visit.read(partial(store.find, training=training)) or visit.missing()
    if isinstance(why, Overtaken):
        stored, version = forms.values(found), why.version
        view = together(EDITED, form, stored, seen=posted.seen, version=version)
        return await _shown(visit, found.instructor, training, view, 409, why.entries)
    view = filled(EDITED, form, invalid=why, version=posted.version, seen=posted.seen)
    return await _shown(visit, found.instructor, training, view, 422)


async def _form(
    visit: Visit,
    instructor: str,
    training: int | None,
    values: Mapping[str, str],
    invalid: Iterable[Invalid] = (),
    *,
    version: int = 0,
) -> Page:
    invalid = tuple(invalid)
    fields = EDITED if training is not None else await _new_fields(visit)
    view = filled(fields, values, invalid=invalid, version=version)
    return await _shown(visit, instructor, training, view, 422 if invalid else 200)


async def _shown(
    visit: Visit,
    instructor: str,
    training: int | None,
    view: View,
    status: int,
    conflict: tuple[Entry, ...] = (),
) -> Page:
    person = await visit.read(partial(instructors.find, instructor=instructor)) or visit.missing()
    return visit.page(
        "trainings/edit.html",
        status=status,
        view=view,
        person=person,
        training=training,
        conflict=conflict,
    )


async def _new_fields(visit: Visit) -> tuple[Field, ...]:
    return new_fields(await visit.read(store.courses))


ROUTES = [courses, new, add, edited, change, remove, undo]
