"""The lead's first pages: today, the groups, what leaves. Plain forms, no scripts.

Every handler reads in one job and hands the values to a template.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, RequestCookies, URLEncodedBody
from litestar.response import Redirect

from node.desk import Desk
from node.network import edit
from node.outbox import store as outbox
from node.preview.compose import preview
from node.push.model import Phase
from node.web import gathering
from node.web.csrf import Csrf
from node.web.frame import HERE, House, environment
from node.web.guards import Gate
from shared.runtime import log
from shared.runtime.fault import Fault
from shared.runtime.i18n import Translator
from shared.signing import decode_envelope
from shared.text import Text

BODY_LIMIT_BYTES = 16_384
STYLE = "node.css"
Page = Response[str]


@get("/", name="root")
async def root(house: NamedDependency[House]) -> Redirect:
    """Lead to the pages in the node's own language."""
    return Redirect(f"/{house.default}/")


@get("/node.css")
async def style() -> Response[bytes]:
    """Return the one stylesheet."""
    return Response((HERE / "assets" / STYLE).read_bytes(), media_type="text/css")


@get("/{language:str}/")
async def today(
    house: NamedDependency[House], cookies: RequestCookies, language: FromPath[str]
) -> Page:
    """Show what needs doing, and where the node stands with the hub."""
    job = partial(gathering.today, phase=house.phase(), now=house.desk.now(), language=language)
    visitor = house.csrf.visitor(cookies)
    return house.page(language, "today.html", visitor=visitor, shown=await house.desk.read(job))


@post("/{language:str}/confirm")
async def confirm(
    house: NamedDependency[House],
    cookies: RequestCookies,
    language: FromPath[str],
    data: URLEncodedBody[dict[str, str]],
) -> Response[Any]:
    """Record a person's press: everything here is still right."""
    if not house.csrf.ok(cookies, data):
        raise StaleFormError
    if language not in house.languages:
        raise NotFoundException
    await house.desk.commit(partial(edit.confirm, now=house.desk.now()))
    return Redirect(f"/{language}/", status_code=303)


@get("/{language:str}/groups")
async def groups(
    house: NamedDependency[House], cookies: RequestCookies, language: FromPath[str]
) -> Page:
    """Show the groups with their state and what to look at."""
    desk = house.desk
    job = partial(gathering.groups, now=desk.now(), reference=desk.reference, language=language)
    visitor = house.csrf.visitor(cookies)
    return house.page(language, "groups.html", visitor=visitor, rows=await desk.read(job))


@get("/{language:str}/leaves")
async def leaves(
    house: NamedDependency[House], cookies: RequestCookies, language: FromPath[str]
) -> Page:
    """Show what leaves for the hub and what never does."""
    desk = house.desk
    job = partial(gathering.leaves, now=desk.now(), reference=desk.reference, language=language)
    visitor = house.csrf.visitor(cookies)
    return house.page(language, "leaves.html", visitor=visitor, shown=await desk.read(job))


@get("/leaves/next.json", media_type="text/plain")
async def next_bytes(house: NamedDependency[House]) -> bytes:
    """Return exactly the bytes that would be signed now."""
    desk = house.desk
    found = await desk.read(partial(preview, now=desk.now(), reference=desk.reference))
    return found.draft.payload


@get("/leaves/{digest:str}", media_type="text/plain")
async def sent_bytes(house: NamedDependency[House], digest: FromPath[str]) -> bytes:
    """Return exactly the bytes that left, by their digest."""
    entry = await house.desk.read(partial(outbox.find, digest=digest))
    if entry is None:
        raise NotFoundException
    return decode_envelope(entry.envelope).payload


class StaleFormError(HTTPException):
    """The form was made before a restart, or by somebody else."""

    status_code = 403


def build(desk: Desk, *, languages: Mapping[str, Translator], phase: Callable[[], Phase]) -> Gate:
    """Return the pages behind their gate."""
    house = House(
        desk=desk,
        languages={code: environment(words) for code, words in languages.items()},
        default=desk.translator.language,
        phase=phase,
        csrf=Csrf(),
    )

    async def give() -> House:
        return house

    handlers = [root, style, today, confirm, groups, leaves, next_bytes, sent_bytes]
    return Gate(
        Litestar(
            route_handlers=handlers,
            dependencies={"house": Provide(give)},
            exception_handlers={Exception: partial(_trouble, house)},
            openapi_config=None,
            logging_config=None,
            request_max_body_size=BODY_LIMIT_BYTES,
        )
    )


def _trouble(house: House, request: Request[Any, Any, Any], error: Exception) -> Page:
    """Answer with a page that says what to do; a defect says nothing of itself."""
    language = request.url.path.split("/")[1]
    if language not in house.languages:
        language = house.default
    status, text = _told(error)
    visitor = house.csrf.visitor(request.cookies)
    return house.page(language, "trouble.html", visitor=visitor, status_code=status, text=text)


def _told(error: Exception) -> tuple[int, Text]:
    match error:
        case StaleFormError():
            text = Text.of("The page was too old. Nothing was changed; open it and press again.")
            return error.status_code, text
        case HTTPException(status_code=404 | 405 as status):
            return status, Text.of("There is no such page.")
        case HTTPException(status_code=status) if status < 500:  # noqa: PLR2004 (HTTP's own line)
            return status, Text.of("The form could not be read. Nothing was changed.")
        case Fault():
            return 503, error.text
        case _:
            log.logger().error("page.failed", **log.describe(error))
            return 500, Text.of(
                "Something went wrong here. Nothing was changed; the log says more."
            )
