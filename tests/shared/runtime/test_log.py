import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import structlog

from shared.runtime import log
from shared.runtime.fault import Fault
from shared.text import Text

CANARY = "Kanarialintu"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Log into a string; put everything back afterwards."""
    handlers, level = logging.root.handlers[:], logging.root.level
    target = io.StringIO()
    log.configure("debug", target, pretty=False)
    yield target
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


def refuse() -> None:
    """Raise an error whose message holds data."""
    raise ValueError(CANARY)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Return the events, without their instants."""
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    for event in events:
        assert event.pop("timestamp").endswith("Z")
    return events


def test_an_event_is_one_line_of_json(stream: io.StringIO) -> None:
    log.logger().info("ingest.judged", verdict="Accepted", sequence=7, node="esimerkki")
    assert lines(stream) == [
        {
            "event": "ingest.judged",
            "level": "info",
            "verdict": "Accepted",
            "sequence": 7,
            "node": "esimerkki",
        }
    ]


def test_a_key_off_the_list_is_dropped_and_named(stream: io.StringIO) -> None:
    log.logger().info("enquiry.stored", name=CANARY, telephone=CANARY, node="esimerkki")
    assert lines(stream) == [
        {
            "event": "enquiry.stored",
            "level": "info",
            "node": "esimerkki",
            "dropped": ["name", "telephone"],
        }
    ]


def test_a_value_that_is_not_plain_is_dropped(stream: io.StringIO) -> None:
    log.logger().info("x.done", node={"name": CANARY}, files=["a", {"b": CANARY}], status=None)
    assert lines(stream) == [
        {"event": "x.done", "level": "info", "files": ["a"], "status": None, "dropped": ["node"]}
    ]


def test_days_and_instants_are_spelled(stream: io.StringIO) -> None:
    log.logger().info("x.done", at=datetime(2026, 11, 21, tzinfo=UTC), made_at=date(2026, 1, 2))
    assert lines(stream)[0]["at"] == "2026-11-21T00:00:00+00:00"
    assert lines(stream)[0]["made_at"] == "2026-01-02"


def test_a_sentence_is_no_event(stream: io.StringIO) -> None:
    log.logger().info(f"could not store {CANARY}")
    assert lines(stream) == [{"event": "log.unnamed", "level": "info"}]


def test_of_an_exception_only_type_and_place_are_written(stream: io.StringIO) -> None:
    try:
        refuse()
    except ValueError:
        log.logger().exception("worker.failed", worker="push")
    (event,) = lines(stream)
    assert CANARY not in stream.getvalue()
    assert (event["error"], event["worker"]) == ("ValueError", "push")
    assert event["where"][0].startswith("shared/runtime/test_log.py:")


def test_a_fault_shows_its_sentence_without_the_values() -> None:
    fault = Fault(Text.of("The file {file} is gone.", file=CANARY))
    assert log.describe(fault) == {
        "error": "Fault",
        "where": [],
        "reason": "The file {file} is gone.",
    }


def test_a_group_of_exceptions_shows_its_first() -> None:
    group = BaseExceptionGroup("x", [ExceptionGroup("y", [KeyError(CANARY)])])
    assert log.describe(group) == {"error": "KeyError", "where": []}


def test_a_library_s_line_is_reduced_to_its_origin(stream: io.StringIO) -> None:
    library = logging.getLogger("uvicorn.error")
    library.info("said %s", CANARY)
    try:
        refuse()
    except ValueError:
        library.exception("Exception in ASGI application %s", CANARY)
    (event,) = lines(stream)
    assert CANARY not in stream.getvalue()
    assert (event["event"], event["logger"], event["level"], event["error"]) == (
        "library.logged",
        "uvicorn.error",
        "error",
        "ValueError",
    )


def test_a_long_value_is_cut(stream: io.StringIO) -> None:
    log.logger().info("x.done", reason="x" * 10_000)
    assert len(lines(stream)[0]["reason"]) == log.LONGEST_VALUE


def test_levels_are_kept(stream: io.StringIO) -> None:
    log.configure("warning", stream, pretty=False)
    log.logger().info("x.done")
    log.logger().warning("x.failed")
    assert [event["event"] for event in lines(stream)] == ["x.failed"]


def test_a_terminal_gets_words(stream: io.StringIO) -> None:
    log.configure("info", stream, pretty=True)
    log.logger().info("x.done", name=CANARY)
    assert "x.done" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
    assert CANARY not in stream.getvalue()
