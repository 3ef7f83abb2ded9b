"""`voikukkia-node staff …`, typed by whoever sits at the machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from node.app import translator
from node.counter import CommandError, Context
from node.desk import Desk
from node.staff.commands import app
from shared.reference.lookup import Reference
from tests.node.staff.conftest import Staff


@dataclass
class Line:
    """Types commands."""

    context: Context
    capture: pytest.CaptureFixture[str]

    async def type(self, *tokens: str) -> str:
        """Run one command and return what it printed."""
        self.capture.readouterr()
        command, bound, _ = app(self.context).parse_args(
            tokens, print_error=True, exit_on_error=False
        )
        await command(*bound.args, **bound.kwargs)
        return str(self.capture.readouterr().out)

    async def refused(self, *tokens: str) -> str:
        """Run one command that is refused, and return why."""
        with pytest.raises(CommandError) as refusal:
            await self.type(*tokens)
        return str(refusal.value)


@pytest.fixture
def line(
    staff: Staff, reference: Reference, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Line:
    async def wake() -> None:
        await asyncio.sleep(0)

    desk = Desk(
        database=staff.database,
        clock=staff.clock,
        reference=reference,
        translator=translator("en"),
        wake=wake,
        data=tmp_path,
    )

    @asynccontextmanager
    async def opener(_new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (Context's)
        yield desk

    return Line(Context(opener=opener), capsys)


async def test_a_link_for_the_first_lead_until_there_is_one(line: Line, staff: Staff) -> None:
    assert "Nobody has an account yet." in await line.type("list")
    path = (await line.type("link")).splitlines()[-1]
    await staff.accept(path, "anna")

    assert "There are accounts already." in await line.refused("link")
    assert "Its second factor is not set up yet." in await line.type("list")


async def test_the_list_names_login_name_role(line: Line, staff: Staff) -> None:
    await staff.join("anna")

    assert "anna  Anna  Lead  1 Sept 2026 12:00" in await line.type("list")


async def test_an_invitation_a_role_an_end(line: Line, staff: Staff) -> None:
    await staff.join("anna")
    path = (await line.type("invite", "reader")).splitlines()[-1]
    await staff.accept(path, "eva")

    assert await line.type("role", "EVA", "assistant") == "The role is changed.\n"
    assert "eva  Eva  Assistant" in await line.type("list")
    assert await line.type("end", "eva") == "The account has ended.\n"
    assert "eva" not in await line.type("list")
    assert "only lead" in await line.refused("end", "anna")
    assert "Nobody has the login eva." in await line.refused("role", "eva", "lead")


async def test_a_reset_by_the_machines_owner(line: Line, staff: Staff) -> None:
    await staff.join("anna")
    eva = await staff.join("eva", "reader")

    path = (await line.type("reset", "eva")).splitlines()[-1]

    assert path.startswith("/reset/")
    assert await line.type("sessions", eva.login) == "Signed in nowhere.\n"
    assert "only lead" in await line.refused("reset", "anna")


async def test_a_takeover_makes_a_lead(line: Line, staff: Staff) -> None:
    await staff.join("anna")

    path = (await line.type("takeover")).splitlines()[-1]
    await staff.accept(path, "eva")

    assert "eva  Eva  Lead" in await line.type("list")


async def test_sessions_are_listed_and_ended(line: Line, staff: Staff) -> None:
    await staff.join("anna")

    assert "Firefox, Windows" in await line.type("sessions", "anna")
    assert await line.type("end-sessions", "anna") == "The account is signed out everywhere.\n"
    assert await line.type("sessions", "anna") == "Signed in nowhere.\n"
