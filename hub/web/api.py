"""The nodes' side of the hub as one Litestar application; every refusal is signed.

Refusals carry no details of a defect. The use cases are handed in by app.py.
"""

from collections.abc import Callable
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException

from hub.ingest import problems, routes
from hub.ingest.answers import Answers
from hub.ingest.contact import ContactKeeper
from hub.ingest.hello import Greeter
from hub.ingest.own import OwnReports
from hub.ingest.receive import Receiver
from hub.registry.enrol import Enroller
from shared.runtime import log
from shared.runtime.database import Database, StorageError
from shared.wire.envelope import BODY_LIMIT_BYTES
from shared.wire.problem import Problem

NO_SUCH_ADDRESS = frozenset({400, 404, 405})
AnyRequest = Request[Any, Any, Any]


@get("/healthz", media_type="text/plain")
async def healthz(database: NamedDependency[Database]) -> str:
    """Say that the hub answers and reads its database; no counts."""
    await database.read(lambda db: db.execute("PRAGMA user_version").fetchone())
    return "ok"


def build(
    *,
    answers: Answers,
    database: Database,
    receiver: Receiver,
    greeter: Greeter,
    keeper: ContactKeeper,
    enroller: Enroller,
    own: OwnReports,
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
    }
    dependencies = {name: Provide(_given(value)) for name, value in values.items()}
    return Litestar(
        route_handlers=[*routes.HANDLERS, healthz],
        dependencies={**dependencies, "content": Provide(routes.whole_body)},
        exception_handlers={Exception: _signed(answers, retry_s)},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
    )


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
