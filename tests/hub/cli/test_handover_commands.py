"""`handover`, `handovers`, `end`, `call-off`: what is typed, what is said."""

from pathlib import Path

import pytest

from tests.hub.cli.test_hub_cli import Line


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Return the command line on a hub with two networks; the second has no key yet."""
    made = Line(tmp_path / "hub", capsys)
    made.ok("init")
    made.ok("invite", "east", "--name-fi", "Itä", "--municipalities", "Porvoo, Askola")
    made.ok("invite", "west", "--name-fi", "Länsi", "--municipalities", "Sipoo")
    return made


def test_refusals_come_in_words(line: Line) -> None:
    hand = ("handover", "east", "west", "Porvoo", "--on")

    assert "not active" in line.refused(*hand, "1.1.2027")
    assert "is not a date" in line.refused(*hand, "soon")
    assert "does not lie ahead" in line.refused(*hand, "1.1.2026")
    assert "Is it Porvoo" in line.refused("handover", "east", "west", "Porvo", "--on", "1.1.2027")
    assert "Name the municipalities" in line.refused("handover", "east", "west", "--on", "1.1.2027")


def test_an_end_is_decided_listed_and_called_off(line: Line) -> None:
    assert "Nothing is announced" in line.ok("handovers")

    assert "nobody answers for Askola, Porvoo" in line.ok("end", "east", "--on", "1.1.2027")

    assert line.ok("handovers") == "1.1.2027: east ends\n"
    assert "ends on 1.1.2027" in line.ok("networks")
    assert "does not end" in line.ok("call-off", "east", "--on", "2027-01-01")
    assert "Nothing is announced" in line.ok("handovers")


def test_an_ended_network_is_not_called_silent(line: Line) -> None:
    line.ok("end", "east", "--on", "1.1.2027")
    line.clock.turn(days=60)

    told = next(one for one in line.ok("networks").splitlines() if one.startswith("east"))

    assert "ended on 1.1.2027" in told
    assert "Nothing is announced" in line.ok("handovers")
