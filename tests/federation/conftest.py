"""Logs of a test go nowhere: command lines set them up for the process they think they are."""

import io
from collections.abc import Iterator

import pytest
import structlog

from shared.runtime import log


@pytest.fixture(autouse=True)
def logs() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    log.configure("info", stream, pretty=False)
    yield stream
    structlog.reset_defaults()
