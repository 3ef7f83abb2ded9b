"""The application: all features' pages behind one door, one gate and one page for trouble."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from shared.runtime import log
from shared.runtime.fault import Fault
from shared.runtime.web.door import VISIT, Door, SignIn, given_posted, given_visit
from shared.runtime.web.guards import Gate
from shared.runtime.web.house import SHEET, House
from shared.runtime.web.routing import BODY_LIMIT_BYTES
from shared.runtime.web.visit import AnyVisit, Visit
from shared.text import Text

PARTS_LIMIT = 2_000
FILE_LIMIT_BYTES = 1_000_000
"""A form that takes this much takes a file; a sign-in that carries another form takes less."""


@get("/", opt={"may": "anyone"})
async def root(visit: AnyVisit) -> Redirect:
    """Lead to the pages in the place's own language."""
    return Redirect(visit.here("/"))


def build(
    house: House,
    *,
    kind: type[Visit],
    style: str,
    routes: Iterable[HTTPRouteHandler],
    sign_in: SignIn,
    given: Mapping[str, object] | None = None,
) -> Gate:
    """Return the pages behind their gate. Raises RuntimeError for a handler that lets nobody in.

    `kind` is the side's own visit, `style` the path of its stylesheet; `given` are collaborators
    that features ask for by name.
    """
    handlers = [root, _style(style), *routes]
    for handler in handlers:
        if handler.opt.get("may") not in house.allowed:
            raise RuntimeError(f"{handler.paths} does not say who may")
    door = Door(house, kind, sign_in)
    provided = {
        name: Provide(_giver(value), sync_to_thread=False) for name, value in (given or {}).items()
    }
    app = Litestar(
        route_handlers=handlers,
        before_request=door.admit,
        dependencies={
            "visit": Provide(given_visit, sync_to_thread=False),
            "posted": Provide(given_posted, sync_to_thread=False),
            **provided,
        },
        exception_handlers={Exception: partial(_trouble, house, kind)},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=BODY_LIMIT_BYTES,
        multipart_form_part_limit=PARTS_LIMIT,
    )
    return Gate(app, house.presses, house.origin)


def _style(path: str) -> HTTPRouteHandler:
    @get(path, opt={"may": "anyone"})
    async def style() -> Response[bytes]:
        """Return the one stylesheet."""
        return Response(SHEET, media_type="text/css")

    return style


def _giver(value: object) -> Callable[[], object]:
    """Return what hands a collaborator on; a partial's argument would be read from the query."""

    def give() -> Any:  # noqa: ANN401 (whatever the feature asked for)
        return value

    return give


def _trouble(
    house: House, kind: type[Visit], request: Request[Any, Any, Any], error: Exception
) -> Response[str]:
    """Answer with a page that says what to do; a defect says nothing of itself."""
    status, text = _told(error)
    visit = request.scope.get("state", {}).get(VISIT) or _nobody(house, kind, request)
    if status != HTTP_413_REQUEST_ENTITY_TOO_LARGE:
        return visit.page("trouble.html", status=status, text=text)
    most = request.route_handler.resolve_request_max_body_size() or BODY_LIMIT_BYTES
    form = visit.path if most >= FILE_LIMIT_BYTES else None
    return visit.page("trouble.html", status=status, text=_too_large(most), form=form)


def _too_large(most: int) -> Text:
    """Say how much is taken; beside a file some room is left for what is written with it."""
    if most >= FILE_LIMIT_BYTES:
        return Text.of(
            "The file is too large, so nothing was changed: at most {most} megabytes are taken. "
            "Choose a smaller one in the form; what you wrote beside it has to be written again.",
            most=most // 1_000_000,
        )
    return Text.of(
        "This is too large, so nothing was changed: a form sends at most {most} kilobytes. "
        "Go back and send less.",
        most=most // 1_000,
    )


def _nobody(house: House, kind: type[Visit], request: Request[Any, Any, Any]) -> Visit:
    first = request.url.path.split("/")[1]
    language = first if first in house.languages else house.default
    return kind(house=house, language=language, path="/", query={}, someone=None, bound="nobody")


def _told(error: Exception) -> tuple[int, Text]:
    match error:
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
