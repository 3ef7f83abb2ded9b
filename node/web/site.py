"""The application: all features' pages behind one door, one gate and one page for trouble."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from node.web.door import VISIT, Door, SignIn, given_posted, given_visit
from node.web.guards import Gate
from node.web.house import HERE, House
from node.web.routing import ALLOWED, BODY_LIMIT_BYTES
from node.web.visit import Visit
from shared.runtime import log
from shared.runtime.fault import Fault
from shared.text import Text

STYLE = "node.css"
PARTS_LIMIT = 2_000
_SHEET = (HERE / "assets" / STYLE).read_bytes()


@get("/", opt={"may": "anyone"})
async def root(visit: NamedDependency[Visit]) -> Redirect:
    """Lead to the pages in the node's own language."""
    return Redirect(visit.here("/"))


@get("/node.css", opt={"may": "anyone"})
async def style() -> Response[bytes]:
    """Return the one stylesheet."""
    return Response(_SHEET, media_type="text/css")


def build(
    house: House,
    *,
    routes: Iterable[HTTPRouteHandler],
    sign_in: SignIn,
    given: Mapping[str, object] | None = None,
) -> Gate:
    """Return the pages behind their gate. Raises RuntimeError for a handler that lets nobody in.

    `given` are collaborators that features ask for by name.
    """
    handlers = [root, style, *routes]
    for handler in handlers:
        if handler.opt.get("may") not in ALLOWED:
            raise RuntimeError(f"{handler.paths} does not say who may")
    door = Door(house, sign_in)
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
        exception_handlers={Exception: partial(_trouble, house)},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=BODY_LIMIT_BYTES,
        multipart_form_part_limit=PARTS_LIMIT,
    )
    return Gate(app, house.presses, house.origin)


def _giver(value: object) -> Callable[[], object]:
    """Return what hands a collaborator on; a partial's argument would be read from the query."""

    def give() -> Any:  # noqa: ANN401 (whatever the feature asked for)
        return value

    return give


def _trouble(house: House, request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Answer with a page that says what to do; a defect says nothing of itself."""
    status, text = _told(error)
    visit = request.scope.get("state", {}).get(VISIT) or _nobody(house, request)
    return visit.page("trouble.html", status=status, text=text)


def _nobody(house: House, request: Request[Any, Any, Any]) -> Visit:
    first = request.url.path.split("/")[1]
    language = first if first in house.languages else house.default
    return Visit(house=house, language=language, path="/", query={}, someone=None, bound="nobody")


def _told(error: Exception) -> tuple[int, Text]:
    match error:
        case HTTPException(status_code=404 | 405 as status):
            return status, Text.of("There is no such page.")
        case HTTPException(status_code=413):
            return 413, Text.of(
                "This is too large to be taken. Nothing was changed; go back and send less."
            )
        case HTTPException(status_code=status) if status < 500:  # noqa: PLR2004 (HTTP's own line)
            return status, Text.of("The form could not be read. Nothing was changed.")
        case Fault():
            return 503, error.text
        case _:
            log.logger().error("page.failed", **log.describe(error))
            return 500, Text.of(
                "Something went wrong here. Nothing was changed; the log says more."
            )
