"""All files of the open data from one snapshot: {path: bytes}, the same bytes every time.

Pure. The manifest is made last, by `manifest`, when every other file of the site is known.
"""

import hashlib
from collections.abc import Mapping

import msgspec

from hub.availability.snapshot import Snapshot
from hub.opendata import api, finder, licence, meaning, points, schemas, tables
from hub.report import files as report
from shared.period import helsinki_day
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.wire.opendata import LICENCE, Manifest, PublishedFile

FOLDER = "data/v1/"
MANIFEST = FOLDER + "manifest.json"


def render(snapshot: Snapshot, country: Reference | None = None) -> dict[str, bytes]:
    """Return every file of the open data but the manifest, by its path below the root.

    The places that find.json names stand among the assets: they last.
    """
    reference = (country or lookup.load()).on(helsinki_day(snapshot.availability.made_at))
    places, body = finder.places_file(reference)
    files = {
        "availability.json": spelled(snapshot.availability),
        "availability.csv": tables.availability(snapshot),
        "availability.geojson": spelled(points.collection(snapshot, reference)),
        "find.json": spelled(finder.find_document(snapshot, reference)),
        "networks.json": spelled(snapshot.networks),
        "history.csv": tables.history(snapshot),
        "statistics.json": spelled(snapshot.statistics),
        "statistics.csv": tables.statistics(snapshot),
        "statistics.txt": meaning.STATISTICS_TEXT.encode(),
        "coverage.json": spelled(report.covered(snapshot, reference)),
        **report.files(snapshot, reference),
        "LICENCE.txt": licence.LICENCE_TEXT.encode(),
        "README.txt": licence.README_TEXT.encode(),
        "openapi.json": pretty(api.description()),
        **{f"schema/{name}.json": pretty(schema) for name, schema in schemas.schemas().items()},
    }
    return {places: body} | {FOLDER + name: files[name] for name in sorted(files)}


def manifest(snapshot: Snapshot, files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a whole snapshot: `files` are all but itself and compressed copies."""
    return manifest_of(
        snapshot,
        tuple(
            PublishedFile(path=path, sha256=hashlib.sha256(body).hexdigest(), bytes=len(body))
            for path, body in files.items()
        ),
    )


def manifest_of(snapshot: Snapshot, files: tuple[PublishedFile, ...]) -> bytes:
    """Return the manifest of files whose digests are known already."""
    document = snapshot.availability
    return spelled(
        Manifest(
            made_at=document.made_at,
            ledger_head=document.ledger_head,
            ledger_entries=document.ledger_entries,
            licence=LICENCE,
            files=tuple(sorted(files, key=lambda file: file.path)),
        )
    )


def spelled(value: object) -> bytes:
    """Return the value as one line of JSON, its fields in order of definition."""
    return msgspec.json.encode(value) + b"\n"


def pretty(value: object) -> bytes:
    """Return the value as indented JSON, for files that people read."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
