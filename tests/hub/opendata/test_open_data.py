"""The published files: what their schemas say, what a spreadsheet and a map read from them."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest
from msgspec.structs import replace

from hub.availability.compute import picture
from hub.availability.snapshot import HistoryRun, Snapshot
from hub.opendata import schemas, tables
from hub.opendata.render import MANIFEST, manifest, render
from shared.wire.contact import Contact, Text
from shared.wire.opendata import (
    LICENCE,
    AvailabilityDocument,
    Manifest,
    NetworksDocument,
)
from tests.hub.availability.build import (
    ASKOLA,
    EVERYWHERE,
    NOW,
    POLICY,
    PORVOO,
    REFERENCE,
    ago,
    day,
    network,
    none,
    offer,
    projection,
    unheard,
)

HEAD = "ab" * 32


def snapshot() -> Snapshot:
    """Return a snapshot with every kind of row."""
    shown = picture(
        projection(
            network(
                "east",
                {PORVOO: "groups", ASKOLA: none()},
                offer(PORVOO, audience="fathers", languages=("fi", "sv")),
                offer(PORVOO, coming=1, begins="2027-01", named=False),
                pause=(day(2), day(-5)),
            ),
            network("remote", {}, offer(format="remote"), reach=EVERYWHERE),
            network("silent", {"507": "groups"}, offer("507"), reach=("12",), contact=20),
            unheard("new", "091"),
        ),
        REFERENCE,
        POLICY,
        NOW,
    )
    contact = Contact(
        node="east",
        revision=1,
        changed_at=ago(3),
        organisation="Esimerkki",
        email="ryhmat@esimerkki.example",
        telephone="+358 40 000 0000",
        hours=Text(fi="ma-pe", sv=None, en=None),
        languages=("fi",),
        text_messages=True,
        web="https://esimerkki.example/",
    )
    first, *rest = shown.networks
    return Snapshot(
        availability=AvailabilityDocument(
            made_at=NOW,
            ledger_head=HEAD,
            ledger_entries=9,
            licence=LICENCE,
            policy=POLICY,
            completeness=shown.completeness,
            municipalities=shown.rows,
            areas=shown.areas,
            offers=shown.offers,
            activities=shown.activities,
        ),
        networks=NetworksDocument(
            made_at=NOW,
            ledger_head=HEAD,
            licence=LICENCE,
            networks=(replace(first, contact=contact), *rest),
        ),
        history=(
            HistoryRun(
                municipality=PORVOO, first=day(9), last=day(3), state="unknown", reason="silent"
            ),
            HistoryRun(municipality=PORVOO, first=day(2), last=day(1), state="open", reason=None),
        ),
    )


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return render(snapshot())


def document(files: dict[str, bytes], name: str) -> Any:
    return msgspec.json.decode(files[f"data/v1/{name}"])


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    text = files[f"data/v1/{name}"].decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_fixed_address_is_there(files: dict[str, bytes]) -> None:
    places = msgspec.json.decode(files["data/v1/find.json"])["places"]
    assert list(files) == [
        places.removeprefix("/"),
        "data/v1/LICENCE.txt",
        "data/v1/README.txt",
        "data/v1/availability.csv",
        "data/v1/availability.geojson",
        "data/v1/availability.json",
        "data/v1/coverage.csv",
        "data/v1/coverage.json",
        "data/v1/find.json",
        "data/v1/history.csv",
        "data/v1/networks.json",
        "data/v1/openapi.json",
        "data/v1/report.xlsx",
        "data/v1/report/areas.csv",
        "data/v1/report/groups_now.csv",
        "data/v1/report/nation.csv",
        "data/v1/report/networks.csv",
        "data/v1/report/participation.csv",
        "data/v1/report/reporting.csv",
        "data/v1/report/white_spots.csv",
        "data/v1/schema/availability.json",
        "data/v1/schema/coverage.json",
        "data/v1/schema/find.json",
        "data/v1/schema/manifest.json",
        "data/v1/schema/networks.json",
        "data/v1/schema/places.json",
        "data/v1/schema/statistics.json",
        "data/v1/statistics.csv",
        "data/v1/statistics.json",
        "data/v1/statistics.txt",
        "data/v1/statistics.xlsx",
    ]


def test_the_same_snapshot_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert render(snapshot()) == files


@pytest.mark.parametrize("name", ["availability", "coverage", "networks", "manifest"])
def test_what_is_published_fits_its_published_schema(files: dict[str, bytes], name: str) -> None:
    published = {**files, MANIFEST: manifest(snapshot(), files)}
    schema = document(files, f"schema/{name}.json")

    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )

    assert list(validator.iter_errors(document(published, f"{name}.json"))) == []
    assert list(validator.iter_errors({"schema": "something else"})) != []


def test_a_schema_refuses_a_state_that_does_not_exist(files: dict[str, bytes]) -> None:
    changed = document(files, "availability.json")
    changed["municipalities"][0]["state"] = "closed"

    validator = jsonschema.Draft202012Validator(document(files, "schema/availability.json"))

    assert list(validator.iter_errors(changed)) != []


def test_json_reads_back_as_the_structs(files: dict[str, bytes]) -> None:
    given = snapshot()

    availability = msgspec.json.decode(
        files["data/v1/availability.json"], type=AvailabilityDocument
    )
    networks = msgspec.json.decode(files["data/v1/networks.json"], type=NetworksDocument)

    assert (availability, networks) == (given.availability, given.networks)


def test_the_table_says_what_the_json_says(files: dict[str, bytes]) -> None:
    expected = {
        r["municipality"]: r for r in document(files, "availability.json")["municipalities"]
    }

    found = {r["municipality"]: r for r in rows(files, "availability.csv")}

    assert list(found) == list(expected)
    for code, row in found.items():
        given = expected[code]
        for name in ("state", "reason", "since", "confirmed_at", "believed_until", "next_start"):
            assert row[name] == (given[name] or "")
        for name in ("restrictions", "languages", "audiences", "networks", "offers"):
            assert row[name].split() == given[name]
        for kind in ("groups", "other_groups"):
            for state, number in given[kind].items():
                assert row[f"{kind}_{state}"] == ("" if number is None else str(number))


def test_an_unknown_number_is_empty_and_a_known_zero_is_zero(files: dict[str, bytes]) -> None:
    found = {r["municipality"]: r for r in rows(files, "availability.csv")}

    assert (found["507"]["state"], found["507"]["groups_open"]) == ("unknown", "")
    assert (found[ASKOLA]["state"], found[ASKOLA]["groups_open"]) == ("none", "0")
    assert (found[PORVOO]["groups_limited"], found[PORVOO]["other_groups_coming"]) == ("1", "1")


def test_the_table_is_plain_rfc_4180(files: dict[str, bytes]) -> None:
    body = files["data/v1/availability.csv"]

    assert not body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == body.count(b"\n") == 309
    assert "Mänttä-Vilppula" in body.decode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+358", "'+358"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        (("=a", "b"), "'=a b"),
        ("Porvoo", "Porvoo"),
        (None, ""),
        (0, "0"),
        (-1, "-1"),
        (True, "true"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 12, tzinfo=UTC), "2026-11-21T12:00:00Z"),
    ],
)
def test_no_cell_starts_a_formula(value: Any, expected: str) -> None:
    assert tables.cell(value) == expected


def test_history_reads_back(files: dict[str, bytes]) -> None:
    assert rows(files, "history.csv") == [
        {
            "municipality": PORVOO,
            "first": "2026-11-12",
            "last": "2026-11-18",
            "state": "unknown",
            "reason": "silent",
        },
        {
            "municipality": PORVOO,
            "first": "2026-11-19",
            "last": "2026-11-20",
            "state": "open",
            "reason": "",
        },
    ]


def test_every_municipality_is_a_point_in_finland(files: dict[str, bytes]) -> None:
    found = document(files, "availability.geojson")

    assert found["type"] == "FeatureCollection"
    assert len(found["features"]) == 308
    for feature in found["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")
        assert 19 < longitude < 32
        assert 59.5 < latitude < 70.1
        assert feature["properties"]["indicative"] is True
        assert feature["properties"]["municipality"] == feature["id"]


def test_the_manifest_names_every_other_file(files: dict[str, bytes]) -> None:
    whole = {**files, "fi/index.html": b"<!doctype html>"}

    found = msgspec.json.decode(manifest(snapshot(), whole), type=Manifest)

    assert [f.path for f in found.files] == sorted(whole)
    assert {f.path: f.bytes for f in found.files} == {p: len(b) for p, b in whole.items()}
    assert all(hashlib.sha256(whole[f.path]).hexdigest() == f.sha256 for f in found.files)
    assert (found.ledger_head, found.ledger_entries, found.made_at) == (HEAD, 9, NOW)


def test_the_description_names_every_data_file(files: dict[str, bytes]) -> None:
    described = document(files, "openapi.json")

    assert described["openapi"].startswith("3.1")
    published = {f"/{path}" for path in (*files, MANIFEST)}
    for path in published:
        if path.startswith("/data/v1/") and "/schema/" not in path and "openapi" not in path:
            assert path in described["paths"], path
    ids = [op["operationId"] for item in described["paths"].values() for op in item.values()]
    assert len(set(ids)) == len(ids)
    references = {ref for ref in texts(described) if ref.startswith("schema/")}
    assert {f"/data/v1/{ref}" for ref in references} <= published
    assert set(schemas.DOCUMENTS) == {ref[len("schema/") : -len(".json")] for ref in references}


def texts(value: Any) -> list[str]:
    """Return every text inside a JSON value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in texts(item)]


def test_the_licence_is_named_and_linked(files: dict[str, bytes]) -> None:
    text = files["data/v1/LICENCE.txt"].decode()

    assert "Creative Commons Attribution 4.0" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert document(files, "availability.json")["licence"] == "CC BY 4.0"
