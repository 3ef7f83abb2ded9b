"""The finder's two files: they hold what the other data hold, by index, and nothing more."""

from itertools import accumulate

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from msgspec.structs import replace

from hub.opendata.finder import (
    FindDocument,
    Places,
    find_document,
    places,
    places_file,
)
from hub.opendata.schemas import schemas
from shared.reference.villages import villages
from tests.hub.site.scene import REFERENCE, east, offer, snapshot

PLACES = places(REFERENCE)
CODES = [town[0] for town in PLACES.municipalities]


def found() -> FindDocument:
    """Return the finder's data of the example country."""
    return find_document(snapshot(), REFERENCE)


def test_states_are_those_of_the_municipalities_in_the_same_order() -> None:
    rows = {row.municipality: row for row in snapshot().availability.municipalities}
    states = found().states
    assert len(states) == len(CODES) == 308
    for code, state in zip(CODES, states, strict=True):
        row = rows[code]
        assert (state.state, state.since, state.reason) == (row.state, row.since, row.reason)
        assert (state.until == 0) == (row.state == "unknown" or row.believed_until is None)


def test_groups_are_the_offers_in_the_same_order_with_indexes_for_codes() -> None:
    offers, groups = snapshot().availability.offers, found().groups
    assert len(groups) == len(offers) > 5
    for public, group in zip(offers, groups, strict=True):
        assert (CODES[group.place] if group.place >= 0 else None) == public.offer.place
        assert tuple(CODES[town] for town in group.serves) == public.offer.serves
        assert PLACES.areas[group.area][0] == public.offer.area
        assert group.until == public.believed_until.timestamp()


def test_codes_of_merged_municipalities_point_to_their_successors() -> None:
    shown = snapshot()
    old = offer("588", ("588",), "12")  # Pertunmaa, in Mäntyharju since 2025
    public = replace(shown.availability.offers[0], offer=old)
    document = replace(shown.availability, offers=(public,))
    group = find_document(replace(shown, availability=document), REFERENCE).groups[0]
    assert (CODES[group.place], [CODES[town] for town in group.serves]) == ("507", ["507"])


def test_postcodes_are_told_by_steps_and_the_main_municipality_comes_first() -> None:
    steps, where = PLACES.postcodes
    read = {
        f"{number:05}": [CODES[town] for town in ([at] if isinstance(at, int) else at)]
        for number, at in zip(accumulate(steps), where, strict=True)
    }
    wanted = {row.postcode: [row.municipality, *row.also] for row in REFERENCE.postal_areas}
    assert read == wanted
    assert read["70100"] == ["297"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("Klaukkala", "543"), ("Leppävaara", "049"), ("Nummela", "927"), ("Alberga", "049")],
)
def test_villages_are_found_under_their_municipality(name: str, code: str) -> None:
    assert villages(REFERENCE)[name] == (code,)
    assert name in PLACES.villages[CODES.index(code)].split(";")


def test_no_village_takes_the_name_of_a_municipality() -> None:
    names = set(villages(REFERENCE))
    towns = {name for m in REFERENCE.municipalities for name in (m.name_fi, m.name_sv)}
    assert names & towns == set()
    assert names & {f.name_fi for f in REFERENCE.former} == set()
    assert len(names) > 1_500


def test_the_places_stay_while_the_networks_speak() -> None:
    path, body = places_file(REFERENCE)
    other = find_document(snapshot({"ita-uusimaa": east()}), REFERENCE)
    assert found().places == other.places == f"/{path}"
    assert found() != other
    assert msgspec.json.decode(body, type=Places) == PLACES


@pytest.mark.parametrize(
    ("name", "document"), [("find", found()), ("places", PLACES)], ids=["find", "places"]
)
def test_both_files_are_what_their_schemas_say(name: str, document: object) -> None:
    value = msgspec.json.decode(msgspec.json.encode(document))
    jsonschema.validate(value, schemas()[name])
