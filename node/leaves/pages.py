"""What leaves: two columns told from the very bytes, the bytes themselves, and all that left."""

from functools import partial
from http import HTTPStatus

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from node.leaves import figures_pages, gathering, letter, stop_pages
from node.web.routing import page
from node.web.visit import Visit
from shared.runtime.web.number import whole
from shared.runtime.web.visit import Page

JSON = "application/json"
LAST_PAGE = 500


@page("/leaves", may="look")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show what would leave now beside what never does, and a page of what left."""
    number = whole(visit.query.get("page", "")) or 1
    job = partial(
        gathering.leaves,
        now=visit.desk.now(),
        reference=visit.desk.reference,
        language=visit.language,
        page=min(number, LAST_PAGE),
    )
    return visit.page("leaves/index.html", shown=await visit.read(job))


@page("/leaves/next.json", may="look")
async def next_bytes(visit: NamedDependency[Visit]) -> Page:
    """Return exactly the bytes that would be signed at this instant."""
    job = partial(gathering.payload, now=visit.desk.now(), reference=visit.desk.reference)
    return _bytes(visit, await visit.read(job))


@page("/leaves/contact.json", may="look")
async def contact_bytes(visit: NamedDependency[Visit]) -> Page:
    """Return the bytes of the contact message."""
    return _bytes(visit, await visit.read(letter.payload))


@page("/leaves/reports/{digest:str}", may="look")
async def sent_bytes(visit: NamedDependency[Visit], digest: FromPath[str]) -> Page:
    """Return the bytes of a report that was signed."""
    return _bytes(visit, await visit.read(partial(gathering.sent_payload, digest=digest)))


def _bytes(visit: Visit, content: bytes | None) -> Page:
    """Return bytes as they are, to be read in the browser."""
    if content is None:
        visit.missing()
    return Response(content, media_type=JSON, status_code=HTTPStatus.OK)


ROUTES = [show, next_bytes, contact_bytes, sent_bytes, *stop_pages.ROUTES, *figures_pages.ROUTES]
