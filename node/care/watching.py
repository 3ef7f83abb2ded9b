"""Health and metrics, for programs on this very computer: no language, no sign-in, no data.

A proxy also speaks from this computer; what it forwards carries a header and is refused.
"""

from collections.abc import Mapping
from functools import partial
from ipaddress import ip_address
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from node.care import metrics
from node.care.gather import findings
from node.care.machine import Machine
from node.outbox import store as outbox
from node.push import store as push
from node.web.visit import Visit
from shared.runtime import log
from shared.runtime.fault import Fault
from shared.runtime.web.guards import is_loopback_host

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
Asked = Request[Any, Any, Any]


@get("/health", opt={"may": "anyone"})
async def health(request: Asked, visit: NamedDependency[Visit]) -> Response[str]:
    """Say whether records can be read and written."""
    _require_near(request)
    try:
        await visit.desk.database.read(push.memory)
        await visit.desk.database.write(push.memory)
    except Fault as fault:
        log.logger().error("health.failed", **log.describe(fault))
        return Response("failing\n", status_code=503, media_type="text/plain")
    return Response("ok\n", media_type="text/plain")


@get("/metrics", opt={"may": "anyone"})
async def figures(
    request: Asked, visit: NamedDependency[Visit], machine: NamedDependency[Machine]
) -> Response[str]:
    """Return figures on the machine, none on people."""
    _require_near(request)
    job = partial(findings, now=visit.desk.now(), place=machine.place, plan=machine.mail)
    found, memory = await visit.read(job), await visit.read(push.memory)
    queued = await visit.read(lambda db: outbox.queued(db) is not None)
    heard_at = memory.word.heard_at if memory.word else None
    text = metrics.exposition(found, queued=queued, heard_at=heard_at)
    return Response(text, media_type=metrics.MEDIA_TYPE)


def is_near(address: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a program on this very computer, through no proxy."""
    try:
        own = ip_address(address).is_loopback
    except ValueError:
        return False
    return (
        own
        and is_loopback_host(headers.get("host", ""))
        and not any(name in headers for name in FORWARDED)
    )


def _require_near(request: Asked) -> None:
    address = request.client.host if request.client else ""
    if not is_near(address, request.headers):
        raise NotFoundException


ROUTES = [health, figures]
