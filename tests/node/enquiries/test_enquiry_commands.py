"""The commands from words to words."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import cyclopts
import pytest

from node.app import translator
from node.counter import CommandError, Context
from node.desk import Desk
from node.enquiries import commands, store
from tests.node.enquiries.conftest import Office

PHONE = "040 555 0199"


@dataclass
class Counter:
    """A command line in English at the office's desk."""

    office: Office
    monkeypatch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    language: str = "en"

    async def run(self, *words: str, typed: str = "") -> str:
        """Run one command that has to succeed and return what it says."""

        @asynccontextmanager
        async def desk(new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (Context's)
            assert not new
            yield self.office.desk

        context = Context(data=self.office.data, translator=translator(self.language), opener=desk)
        root = cyclopts.App(result_action="return_value")
        root.command(commands.app(context))
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        self.capture.readouterr()
        await root.run_async(["enquiry", *words], exit_on_error=False, print_error=False)
        return self.capture.readouterr().out

    async def refused(self, *words: str, typed: str = "") -> str:
        """Run one command that has to be refused, and return why."""
        with pytest.raises(CommandError) as error:
            await self.run(*words, typed=typed)
        return str(error.value)

    async def add(self, *words: str) -> str:
        """Write an enquiry down and return its reference."""
        said = await self.run(
            "add", "Porvoo", "--ways", "call", "--consent", *words, typed=f"{PHONE}\n"
        )
        return said.strip().removeprefix("Saved: ")


@pytest.fixture
def counter(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Counter:
    return Counter(office, monkeypatch, capsys)


async def test_an_enquiry_from_the_first_word_to_its_erasure(counter: Counter) -> None:
    code = await counter.add("--times", "evening", "--audience", "isät")
    shown = await counter.run("show", code.lower())
    lines = shown.splitlines()
    assert lines[0] == "** Do not leave a message"
    assert lines.index(PHONE) < lines.index("Porvoo, Finnish")
    assert "a group for fathers, weekday evenings" in lines
    assert "Came on 1 Sept 2026, erased on 30 Nov 2026." in lines

    for state in ("tavoitettu", "pre_meeting", "waiting"):
        assert await counter.run("step", code, state) == f"Saved: {code}\n"
    listed = await counter.run("list", "--state", "waiting")
    assert f"{code}  waits for a group  Porvoo  days in this state: 0" in listed
    assert PHONE not in listed
    counter.office.at(date(2026, 11, 15))
    assert "Please look: Ask whether" in await counter.run("list")
    await counter.run("renew", code)
    await counter.run("correct", code, "closed")
    assert "Porvoo: closed without a place 1" in await counter.run("tallies")
    assert await counter.run("erase", code) == f"{code} is erased for good.\n"
    assert "No enquiry is kept here now" in await counter.run("list")
    assert "Porvoo: closed without a place 1" in await counter.run("tallies")


async def test_only_counting(counter: Counter) -> None:
    assert "stored here" in await counter.run("tally-only")
    assert "stored here" in await counter.refused("count", "Porvoo", "waiting")
    await counter.run("tally-only", "on")
    assert await counter.run("count", "Porvoo", "jonottaa") == "Counted.\n"
    assert await counter.run("count", "Porvoo", "waiting", "--back") == "Taken back.\n"
    assert "Nothing of this kind" in await counter.refused("count", "Porvoo", "place", "--back")
    assert "Nothing has been counted yet." in await counter.run("tallies")
    assert "only counted here" in await counter.run("list")
    refused = await counter.refused(
        "add", "Porvoo", "--ways", "call", "--consent", typed=f"{PHONE}\n"
    )
    assert "only counted here" in refused


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "Porvoo", "--ways", "call"), "consent"),
        (("add", "Porvooo", "--ways", "call", "--consent"), "Did you mean Porvoo"),
        (("add", "Porvoo", "--consent"), "Choose whether you may call"),
        (("show", "K7F3-9QXM"), "There is no enquiry"),
        (("show", "../x"), "There is no enquiry"),
        (("step", "K7F3-9QXM", "hei"), "is not known here"),
        (("step", "K7F3-9QXM", "closed"), "There is no enquiry"),
        (("renew", "K7F3-9QXM"), "There is no enquiry"),
        (("erase", "K7F3-9QXM"), "There is no enquiry"),
        (("list", "--state", "hei"), "is not known here"),
        (("count", "Porvoo", "waiting"), "counted by their steps"),
    ],
)
async def test_refusals_are_plain_words(counter: Counter, words: tuple[str, ...], why: str) -> None:
    assert why in await counter.refused(*words, typed=f"{PHONE}\n")
    assert await counter.office.database.read(store.all_enquiries) == ()


async def test_tallies_only_waits_for_what_is_stored(counter: Counter) -> None:
    await counter.add()
    assert "1 enquiries are stored here" in await counter.refused("tally-only", "on")


async def test_without_a_number_the_command_says_what_is_missing(counter: Counter) -> None:
    refused = await counter.refused("add", "Porvoo", "--ways", "call", "--consent")
    assert "Write the telephone number" in refused


@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_the_commands_speak_the_reader_s_language(counter: Counter, language: str) -> None:
    code = await counter.add()
    counter.language = language
    shown = await counter.run("show", code)
    assert ("Älä jätä viestiä" in shown) == (language == "fi")
    assert ("Lämna inget meddelande" in shown) == (language == "sv")


def test_no_option_takes_the_contact(help_of: Callable[[], str]) -> None:
    assert "--contact" not in help_of()


@pytest.fixture
def help_of(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    def read() -> str:
        root = cyclopts.App()
        root.command(commands.app(Context()))
        root(["enquiry", "add", "--help"], exit_on_error=False, result_action="return_value")
        return capsys.readouterr().out

    return read
