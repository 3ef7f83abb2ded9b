import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

from node import app as node
from node.backup import keep
from node.backup.model import Keeping, Place
from node.care import commands, store
from node.counter import CommandError, Context
from node.mail import commands as mail
from node.mail.chore import Mailer
from node.settings import Settings
from shared.runtime.fault import Fault
from shared.runtime.mail import MailPlan
from shared.text import Text
from tests.node.conftest import ToldClock

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


class Machine:
    """A machine whose commands are typed here."""

    def __init__(self, tmp_path: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.clock = ToldClock(NOW)
        self.capture = capture
        self.settings = Settings(data=tmp_path / "node")
        self.place = Place(
            data=self.settings.data, keeping=Keeping(folder=tmp_path / "b"), software="node 9"
        )

    def opened(self, new: bool) -> Any:  # noqa: FBT001 (Context's)
        """Open the desk."""
        return node.open_desk(self.settings, self.clock, new=new)

    def do(self, *tokens: str, language: str = "en") -> str:
        """Run one command and return what it says."""
        self.capture.readouterr()
        words = node.translator(language)
        context = Context(data=self.settings.data, translator=words, opener=self.opened)
        root = App(name="node", result_action="return_value")
        commands.register(root, context, place_of=lambda: self.place, plan_of=MailPlan)
        sends = lambda desk: Mailer(desk.database, self.clock, words, MailPlan())  # noqa: E731
        root.command(mail.app(context, mailer_of=sends))
        command, bound, _ = root.parse_args(tokens, exit_on_error=False, print_error=False)
        result: Any = command(*bound.args, **bound.kwargs)
        asyncio.run(result)
        return self.capture.readouterr().out

    async def work(self) -> None:
        """Make a backup, and have one chore fail."""
        async with self.opened(new=True) as desk:
            await keep.make(desk.database, self.clock, self.place)
            for job in (store.began, store.failed):
                told = partial(job, name="erase", now=NOW, trouble=Text.of("Not done yet."))
                await desk.database.write(told)


@pytest.fixture
def machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Machine:
    return Machine(tmp_path, capsys)


@pytest.mark.parametrize("command", ["care", "chores"])
def test_without_a_network_it_says_what_to_do(machine: Machine, command: str) -> None:
    with pytest.raises(CommandError, match="init"):
        machine.do(command)


def test_the_page_can_be_read_at_a_command_line(machine: Machine) -> None:
    asyncio.run(machine.work())

    said = machine.do("care")

    assert "Please look: Print the recovery key and keep it" in said
    assert "Please look: Work in the background fails." in said
    assert "Last backup: 1 Sept 2026 12:00" in said or "Last backup: 1 Sep 2026 12:00" in said
    assert "Program: node 9" in said


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_speaks_the_language_of_the_node(machine: Machine, language: str) -> None:
    asyncio.run(machine.work())

    said = machine.do("care", language=language)

    assert "Last backup" not in said
    assert "{" not in said


def test_chores_are_listed_with_what_fails(machine: Machine) -> None:
    asyncio.run(machine.work())

    assert machine.do("chores").splitlines() == [
        "erase: Not done yet. Failed 1 times in a row. Not done yet."
    ]


def test_a_test_mail_without_a_server_says_why(machine: Machine) -> None:
    asyncio.run(machine.work())

    with pytest.raises(Fault, match="No mail server is set"):
        machine.do("mail", "test")
