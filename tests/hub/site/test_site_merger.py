"""Pages and open data over a merger on 1 January: the old municipality until its last day."""

import json
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from hub.opendata.render import render
from hub.site.plan import plan
from shared.period import helsinki_day
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.reference.model import Former
from shared.reference.tables import tables
from tests.hub.availability.build import ASKOLA, PORVOO
from tests.hub.site import scene

LAST_DAY = date(2026, 12, 31)
EVE = datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 31, 22, 0, tzinfo=UTC)


def merging() -> Reference:
    """Return all tables with Askola becoming a part of Porvoo at the new year."""
    rows = tables()
    gone = next(m for m in rows.municipalities if m.code == ASKOLA)
    places = tuple(
        replace(m, valid_until=LAST_DAY) if m.code == ASKOLA else m for m in rows.municipalities
    )
    former = Former(
        code=ASKOLA,
        name_fi=gone.name_fi,
        name_sv=gone.name_sv,
        successor=PORVOO,
        valid_until=LAST_DAY,
    )
    every = tuple(sorted((*rows.former, former), key=lambda f: f.code))
    return Reference(replace(rows, municipalities=places, former=every))


MERGING = merging()


@pytest.mark.whole
def test_a_municipality_keeps_its_pages_until_its_last_day() -> None:
    for now, count in ((EVE, 308), (MIDNIGHT, 307)):
        snapshot = scene.snapshot(now=now, reference=MERGING)
        today = helsinki_day(now)
        pages = {page.path for page in plan(snapshot, MERGING.on(today), today)}
        assert any("/kunta/askola/" in path for path in pages) == (now == EVE)
        files = render(snapshot, MERGING)
        rows = json.loads(files["data/v1/availability.json"])["municipalities"]
        points = json.loads(files["data/v1/availability.geojson"])["features"]
        assert (len(rows), len(points)) == (count, count)


def test_the_tables_of_a_day_know_no_later_merger() -> None:
    eve, then = MERGING.on(LAST_DAY), MERGING.on(date(2027, 1, 1))

    assert eve.municipality(ASKOLA) is not None
    assert eve.current_code(ASKOLA) == ASKOLA
    assert ASKOLA in {m.code for m in eve.municipalities}
    assert then is MERGING
    assert then.current_code(ASKOLA) == PORVOO
    assert lookup.load().on(LAST_DAY) is lookup.load()
    assert MERGING.line(ASKOLA, LAST_DAY) == (ASKOLA,)
    assert MERGING.line(ASKOLA) == (ASKOLA, PORVOO)
