import pytest

from hub.registry.model import Grant, grant, node_name
from shared.reference import lookup
from shared.text import Text

REFERENCE = lookup.load()


def granted(*, places: str = "", areas: str = "", reach: str = "") -> Grant | Text:
    """Return the grant that was typed, parts between spaces."""
    return grant(tuple(places.split()), tuple(areas.split()), tuple(reach.split()), REFERENCE)


def test_reach_is_the_areas_of_the_municipalities() -> None:
    said = granted(places="Porvoo Kuopio")
    assert said == Grant(municipalities=("297", "638"), reach=("01", "13"))


@pytest.mark.parametrize("name", ["Porvoo", "porvoo", "Borgå", "638"])
def test_names_in_both_languages_and_codes(name: str) -> None:
    assert granted(places=name) == Grant(municipalities=("638",), reach=("01",))


def test_an_old_name_is_its_successor() -> None:
    said = granted(places="Pertunmaa")
    assert isinstance(said, Grant)
    assert said.municipalities == granted(places="Mäntyharju").municipalities  # type: ignore[union-attr]


def test_a_whole_area() -> None:
    said = granted(areas="02")
    assert isinstance(said, Grant)
    assert said.municipalities == tuple(sorted(m.code for m in REFERENCE.municipalities_of("02")))
    assert said.reach == ("02",)


def test_a_caretaker_answers_for_nothing_and_reaches_everything() -> None:
    said = granted(reach="all")
    assert isinstance(said, Grant)
    assert said.municipalities == ()
    assert len(said.reach) == 23


def test_a_reach_of_its_own() -> None:
    assert granted(places="Porvoo", reach="02 03") == Grant(
        municipalities=("638",), reach=("02", "03")
    )


def test_a_misspelt_name_gets_the_nearest_ones() -> None:
    said = granted(places="Porvo")
    assert isinstance(said, Text)
    assert "Porvoo" in str(said)


def test_no_such_area() -> None:
    said = granted(areas="55")
    assert isinstance(said, Text)
    assert "No area is called 55" in str(said)


def test_nothing_at_all() -> None:
    assert isinstance(granted(), Text)


@pytest.mark.parametrize("name", ["x", "Savo", "pohjois savo", "-savo", "savo-", "a" * 41, "älä"])
def test_short_names_that_cannot_stand_in_a_path(name: str) -> None:
    assert node_name(name) is not None


@pytest.mark.parametrize("name", ["ab", "pohjois-savo", "verkosto-2"])
def test_short_names_that_can(name: str) -> None:
    assert node_name(name) is None
