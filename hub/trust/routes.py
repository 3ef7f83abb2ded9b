"""`GET /v1/trust`: which keys speak for the hub, as the root key signed it."""

from litestar import Response, get
from litestar.di import NamedDependency

from hub.ingest.answers import Answers
from hub.trust.keys import HubKeys


@get("/v1/trust")
async def trust(
    keys: NamedDependency[HubKeys], answers: NamedDependency[Answers]
) -> Response[bytes]:
    """Give the newest trust document."""
    if refused := answers.too_many():
        return refused
    await keys.refresh()  # A ceremony may have been held beside this process.
    return answers.plain(keys.document)


HANDLERS = [trust]
