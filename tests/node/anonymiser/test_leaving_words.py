"""The report in words: every public field is told, and what stays is counted."""

from pathlib import Path

import msgspec

from node.anonymiser import words
from node.anonymiser.plan import Facts
from node.instructors.model import Instructor
from shared.reference import lookup
from shared.wire.availability import Availability, NetworkName

GOLDEN = Path(__file__).parents[2] / "golden" / "availability-1.json"
REPORT = msgspec.json.decode(GOLDEN.read_bytes().strip(), type=Availability)


def told(language: str = "fi") -> list[str]:
    return [f"{line.level} {line.text}" for line in words.leaves(REPORT, lookup.load(), language)]


def test_a_report_is_told_line_by_line() -> None:
    lines = told()
    for expected in (
        "0 Network: Pohjois-Savon esimerkkiverkosto / Norra Savolax exempelnätverk",
        "0 Last confirmed by a person: 16.11.2026",
        "0 On break from 21.12.2026 to 6.1.2027.",
        "0 Iisalmi: no group, said on 2.11.2026.",
        "0 Kuopio: there are groups.",
        "0 Groups in Kuopio:",
        "1 1 open, 1 coming, 0 full or running.",
        "1 Open to parents from Kuopio, Siilinjärvi.",
        "1 Starts in tammikuu 2027.",
        "1 Carries the name VOIKUKKIA.",
        "1 Organised by an association.",
        "1 Open to parents from anywhere.",
        "1 Listed without the name VOIKUKKIA.",
        "0 An open peer café.",
        "1 Page: https://verkosto.example/kahvila",
        "0 Left the list since the last report: 1 ended, 0 cancelled, 0 withdrawn.",
    ):
        assert expected in lines


def test_the_place_that_is_not_shown_is_told_as_its_area() -> None:
    assert any(line.startswith("0 Groups somewhere in ") for line in told())


def test_places_are_named_in_the_readers_language() -> None:
    assert "0 Idensalmi: no group, said on 2.11.2026." in told("sv")


def test_what_stays_is_counted() -> None:
    facts = Facts(
        name=NetworkName(fi="E", sv="E"),
        instructors=(Instructor(id="i", name="Testi Esimerkki", role="peer"),),
    )
    lines = [str(line.text) for line in words.stays(facts)]
    assert any(line.startswith("Names, telephones and e-mail of 1 instructors. ") for line in lines)
    assert "Testi" not in " ".join(lines)
