"""Rule 20: who organises on which day, by the record and by the law of 1.1.2023."""

from datetime import date
from typing import Any

import pytest

from node.organisers.model import Organiser, kinds_on, organiser_on
from shared.reference.lookup import Reference
from shared.wire.words import OrganiserKind

EVE, NEW_YEAR, LATER = date(2022, 12, 31), date(2023, 1, 1), date(2026, 9, 1)


def organiser(kind: OrganiserKind = "municipality", **changes: Any) -> Organiser:
    fields: dict[str, Any] = {"municipality": "638"} if kind == "municipality" else {}
    return Organiser(id="a", name="Esimerkki", kind=kind, **{**fields, **changes})


@pytest.mark.parametrize(
    ("record", "day", "kind", "area"),
    [
        (organiser(), EVE, "municipality", None),
        (organiser(), NEW_YEAR, "county", "01"),
        (organiser(municipality="091"), LATER, "municipality", None),
        (organiser(municipality="478"), LATER, "municipality", None),
        (organiser("municipalities", area="01"), NEW_YEAR, "county", "01"),
        (organiser("joint_authority", area="18"), EVE, "joint_authority", "18"),
        (organiser("joint_authority", area="18"), NEW_YEAR, "county", "18"),
        (organiser("joint_authority", area="91"), LATER, "joint_authority", "91"),
        (organiser("county", area="01"), LATER, "county", "01"),
        (organiser("ngo", municipality="638"), LATER, "ngo", None),
        (organiser("parish"), LATER, "parish", None),
        (organiser("private"), LATER, "private", None),
        (organiser(valid_from=date(2023, 5, 1)), LATER, "municipality", None),
        (organiser(valid_until=date(2027, 1, 1)), LATER, "municipality", None),
        (organiser(valid_until=EVE), NEW_YEAR, "county", "01"),
        (organiser(valid_until=date(2019, 1, 1)), LATER, "municipality", None),
        (organiser(valid_until=date(2024, 1, 1)), LATER, "county", "01"),
    ],
)
def test_rule_20_succession_in_law(
    record: Organiser, day: date, kind: str, area: str | None, reference: Reference
) -> None:
    found = organiser_on(record, day, reference)
    assert (found.id, found.kind, found.area) == ("a", kind, area)
    if found != record:
        known = reference.area(found.area or "")
        assert known is not None
        assert found.name == known.name_fi


PORVOO = Organiser(id="porvoo", name="Porvoo", kind="municipality", municipality="638")
LOVIISA = Organiser(id="loviisa", name="Loviisa", kind="municipality", municipality="434")
NGO = Organiser(id="ry", name="Esimerkki ry", kind="ngo", valid_until=date(2024, 6, 30))


@pytest.mark.parametrize(
    ("organisers", "day", "expected"),
    [
        ((), LATER, ()),
        ((PORVOO,), EVE, ("municipality",)),
        ((PORVOO, LOVIISA), EVE, ("municipalities",)),
        ((PORVOO, LOVIISA), NEW_YEAR, ("county",)),
        ((NGO, PORVOO, LOVIISA), EVE, ("municipalities", "ngo")),
        ((NGO, PORVOO), NEW_YEAR, ("county", "ngo")),
        ((NGO, PORVOO), LATER, ("county",)),
        ((PORVOO, organiser("municipalities", area="01")), EVE, ("municipalities",)),
        ((organiser(valid_until=date(2019, 1, 1)),), LATER, ()),
        ((organiser("county", area="01", valid_from=NEW_YEAR),), EVE, ()),
    ],
)
def test_rule_20_kinds_for_the_wire(
    organisers: tuple[Organiser, ...],
    day: date,
    expected: tuple[str, ...],
    reference: Reference,
) -> None:
    assert kinds_on(organisers, day, reference) == expected
