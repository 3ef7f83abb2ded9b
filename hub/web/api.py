"""The nodes' side of the hub as one Litestar application; every refusal is signed.

Refusals carry no details of a defect. The use cases are handed in by app.py.
"""

from collections.abc import Callable
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.types import Message, Scope

from hub.ingest import problems, routes
from hub.ingest.answers import Answers
from hub.ingest.contact import ContactKeeper
from hub.ingest.hello import Greeter
from hub.ingest.own import OwnReports
from hub.ingest.receive import Receiver
from hub.log import routes as log_routes
from hub.log.publiclog import PublicLog
from hub.notices.material import routes as material
from hub.notices.material.bank import MaterialBank
from hub.registry.enrol import Enroller
from hub.trust import routes as trust
from hub.trust.keys import HubKeys
from shared.runtime import log, migrate
from shared.runtime.database import Database, StorageError
from shared.wire.envelope import BODY_LIMIT_BYTES
from shared.wire.problem import Problem

NO_SUCH_ADDRESS = frozenset({400, 404, 405})
AnyRequest = Request[Any, Any, Any]
HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
)
"""On every answer, for whoever opens an address of the nodes in a browser.

Behind plain HTTP on loopback the last one means nothing to anybody (RFC 6797, 8.1).
"""


@get("/healthz", media_type="text/plain")
async def healthz(database: NamedDependency[Database]) -> str:
    """Say that the hub answers and reads its database; no counts."""
    await database.read(migrate.level)
    return "ok"


HANDLERS = [
    *routes.HANDLERS,
    *trust.HANDLERS,
    *material.HANDLERS,
    *log_routes.HANDLERS,
    healthz,
]


def build(
    *,
    answers: Answers,
    database: Database,
    receiver: Receiver,
    greeter: Greeter,
    keeper: ContactKeeper,
    enroller: Enroller,
    own: OwnReports,
    bank: MaterialBank,
    keys: HubKeys,
    public_log: PublicLog,
    retry_s: int,
) -> Litestar:
    """Return the application."""
    values = {
        "answers": answers,
        "database": database,
        "receiver": receiver,
        "greeter": greeter,
        "keeper": keeper,
        "enroller": enroller,
        "own": own,
        "bank": bank,
        "keys": keys,
        "log": public_log,
    }
    dependencies = {name: Provide(_given(value)) for name, value in values.items()}
    return Litestar(
        route_handlers=HANDLERS,
        dependencies={**dependencies, "content": Provide(routes.whole_body)},
        exception_handlers={Exception: _signed(answers, retry_s)},
        before_send=[_protect],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
    )


async def _protect(message: Message, _scope: Scope) -> None:
    if message["type"] == "http.response.start":
        said = {name.lower() for name, _ in message["headers"]}
        missing = [(name, value) for name, value in HEADERS if name not in said]
        message["headers"] = [*message["headers"], *missing]


def _given(value: object) -> Callable[[], Any]:
    async def give() -> object:
        return value

    return give


def _signed(answers: Answers, retry_s: int) -> Callable[[AnyRequest, Exception], Response[bytes]]:
    def answer(_request: AnyRequest, error: Exception) -> Response[bytes]:
        return answers.give(_problem(error, retry_s))

    return answer


def _problem(error: Exception, retry_s: int) -> Problem:
    if isinstance(error, routes.TooLargeError):
        return problems.too_large(BODY_LIMIT_BYTES)
    if isinstance(error, HTTPException) and error.status_code in NO_SUCH_ADDRESS:
        return problems.not_found()
    if isinstance(error, TimeoutError):
        return problems.busy(retry_s)
    log.logger().error("request.failed", **log.describe(error))
    return (
        problems.cannot_store(retry_s) if isinstance(error, StorageError) else problems.internal()
    )
