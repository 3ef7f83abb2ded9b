"""Both APIs of a serving hub, asked as their description allows and beyond (schemathesis).

No answer is a failure of the server, and each has a status and a type that the description names.
"""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from hub import app
from hub.opendata.api import description
from hub.settings import DeskPages, Listen, Settings
from shared.runtime.clock import SystemClock
from tests.federation.real import wait_until
from tests.ports import free_port

pytestmark = [pytest.mark.process, pytest.mark.soak]

EXAMPLES = 30
SCHEMA = schemathesis.openapi.from_dict(description())
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


class Serving(threading.Thread):
    """A hub that serves in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        listen = Listen(api_port=free_port(), site_port=free_port())
        self._settings = Settings(data=folder, listen=listen, desk=DeskPages(port=free_port()))
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.urls: tuple[str, ...] = ()

    def run(self) -> None:
        """Make the hub and serve until told to stop."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await app.create(self._settings, SystemClock())
        await app.serve(self._settings, SystemClock(), self._ended, self._ready)

    def _ready(self, *urls: str) -> None:
        self.urls = urls

    def published(self) -> bool:
        """Tell whether the first publication can be read."""
        return bool(self.urls) and httpx.get(f"{self.urls[1]}/data/v1/manifest.json").is_success

    def end(self) -> None:
        """Stop serving."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._ended.set)
        self.join()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("apis") / "hub")
    serving.start()
    try:
        wait_until("the hub publishes", serving.published, 120)
        yield serving
    finally:
        serving.end()


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_request_fails_the_server_or_gets_an_answer_nobody_described(
    case: "schemathesis.Case[Any]", hub: Serving
) -> None:
    api, site = hub.urls
    response = case.call(base_url=api if case.path.startswith("/v1/") else site)
    case.validate_response(response, checks=CHECKS)
