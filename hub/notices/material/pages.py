"""The desk's page of the material bank: hand a document in, withdraw one."""

import asyncio
from collections.abc import Mapping
from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.desk.routing import act, page
from hub.desk.visit import Visit
from hub.notices.material import decide, forms, store
from hub.notices.material.model import KIND_WORDS, TYPES
from shared.runtime.web.form import Field, choices, filled
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text
from shared.wire.material import FILE_LIMIT_BYTES

PATH = "/material"
ENTRY = Item(path=PATH, label=Text.of("Material bank"))
UPLOAD_LIMIT = FILE_LIMIT_BYTES + 65_536
TONGUES: Mapping[str, Text] = {
    "fi": Text.of("Finnish"),
    "sv": Text.of("Swedish"),
    "en": Text.of("English"),
}
"""The languages of documents, in the reader's own."""

FIELDS = (
    Field(
        name="file",
        label=Text.of("File"),
        kind="file",
        required=True,
        accept=",".join(sorted(TYPES)),
        help=Text.of("PDF, an office document without macros, PNG or JPEG; at most 10 megabytes."),
    ),
    Field(
        name="title",
        label=Text.of("Title"),
        required=True,
        longest=120,
        help=Text.of("As people read it; never the name of a person."),
    ),
    Field(
        name="language",
        label=Text.of("Language"),
        kind="select",
        choices=choices(TONGUES),
    ),
    Field(name="kind", label=Text.of("Kind"), kind="select", choices=choices(KIND_WORDS)),
)


@page(PATH)
async def every(visit: NamedDependency[Visit]) -> Page:
    """Show the list that every node fetches, and the form of a new document."""
    return await _page(visit, {})


@act(PATH, body=UPLOAD_LIMIT)
async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Put a document on the list."""
    file = posted.file("file")
    name, body = (file.name, file.content) if file else ("", b"")
    upload = await asyncio.to_thread(forms.read, posted.fields, name, body)
    if isinstance(upload, tuple):
        return await _page(visit, posted.fields, upload)
    job = partial(decide.add, upload=upload, at=visit.desk.now())
    return visit.decided(await visit.decide(job), PATH)


@act(f"{PATH}/{{number:int}}/withdraw")
async def withdraw(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Take a document off the list."""
    job = partial(decide.withdraw, number=number, at=visit.desk.now())
    return visit.decided(await visit.decide(job), PATH)


async def _page(visit: Visit, typed: Mapping[str, str], wrong: tuple[Invalid, ...] = ()) -> Page:
    listed = await visit.read(store.listed)
    return visit.page(
        "material/list.html",
        status=422 if wrong else 200,
        listed=listed,
        withdrawn=await visit.read(store.withdrawn),
        kinds=KIND_WORDS,
        tongues=TONGUES,
        form=filled(FIELDS, typed, invalid=wrong),
    )


ROUTES = [every, add, withdraw]
