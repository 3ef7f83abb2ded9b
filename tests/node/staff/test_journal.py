"""The log of signing in: every attempt is there, and nobody's login, address or password."""

import io
import json
from collections.abc import Iterator

import pytest

from node.staff import reset, takeover
from shared.runtime import log
from shared.runtime.accounts import account, welcome
from shared.runtime.accounts.sign_in import Begun, Visitor
from tests.node.staff.conftest import OTHER, PASSWORD, Staff

Lines = io.StringIO


@pytest.fixture
def lines() -> Iterator[Lines]:
    stream = io.StringIO()
    log.configure("info", stream, pretty=False)
    yield stream
    log.configure("info", pretty=False)


def judged(lines: Lines) -> list[tuple[str, str, str]]:
    """Return level, kind and result of what was judged."""
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [(e["level"], e["kind"], e["result"]) for e in events if e["event"] == "sign_in.judged"]


async def test_every_way_in_is_written_whether_it_opened_or_not(staff: Staff, lines: Lines) -> None:
    anna = await staff.join("anna")
    lines.truncate(0)
    lines.seek(0)

    await staff.password("anna", OTHER)
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)
    await staff.give(begun.token, "000000")
    await staff.give(begun.token, staff.code(anna.secret))
    member = await staff.member(anna.token)
    for password in (OTHER, PASSWORD):
        await account.step_up(
            staff.porter, member=member, password=password, address="192.0.2.1", now=staff.now
        )
    came = Visitor(address="192.0.2.1")
    for use in (welcome.accept, reset.accept):
        await use(staff.porter, token="A" * 43, fields={}, visitor=came, now=staff.now)
    await takeover.answer(staff.porter, line="x", own="x", address="192.0.2.1", now=staff.now)

    assert judged(lines) == [
        ("warning", "password", "wrong"),
        ("info", "password", "right"),
        ("warning", "code", "wrong"),
        ("info", "code", "right"),
        ("warning", "again", "wrong"),
        ("info", "again", "right"),
        ("warning", "link", "wrong"),
        ("warning", "link", "wrong"),
        ("warning", "takeover", "wrong"),
    ]


async def test_who_has_to_wait_is_written_as_such(staff: Staff, lines: Lines) -> None:
    await staff.join("anna")

    for _ in range(6):
        await staff.password("anna", OTHER)

    assert judged(lines)[-1] == ("warning", "password", "braked")


async def test_lines_of_one_account_are_found_together_and_name_nobody(
    staff: Staff, lines: Lines
) -> None:
    await staff.join("anna")
    lines.truncate(0)
    lines.seek(0)

    await staff.password("anna", OTHER, address="192.0.2.7")
    await staff.password("ANNA ", OTHER, address="192.0.2.8")
    await staff.password("eva", OTHER, address="198.51.100.1")

    written = lines.getvalue()
    events = [json.loads(line) for line in written.splitlines()]
    assert events[0]["account"] == events[1]["account"] != events[2]["account"]
    assert events[0]["visitor"] == events[1]["visitor"] != events[2]["visitor"]
    assert [e["timestamp"][-1] for e in events] == ["Z"] * 3
    assert not any(told in written.casefold() for told in ("anna", "eva", "192.", OTHER))
