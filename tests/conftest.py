"""What holds for every test: properties are about values, and no test leaves its log behind."""

import io
import logging
import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from shared.runtime import log

settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("house")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests recorded, wherever the tests ran; the budgets as one table."""
    budgets = []
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "budget":
                    budgets.append(value)
                else:
                    terminalreporter.write_line(f"{name}: {value}")
    if budgets:
        terminalreporter.write_sep("-", "budgets: limit, measured")
    for what, limit, measured in sorted(budgets):
        terminalreporter.write_line(f"{what:<80}{limit:>10}{measured:>10}")


@pytest.fixture(autouse=True)
def logs() -> Iterator[io.StringIO]:
    """Keep the log of a test to itself, whatever command lines set up in between."""
    handlers, level = logging.root.handlers[:], logging.root.level
    stream = io.StringIO()
    log.configure("info", stream, pretty=False)
    yield stream
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()
