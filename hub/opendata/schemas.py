"""The JSON Schemas of the open data, made from the very structs that are published."""

from functools import cache
from typing import Any

import msgspec

from hub.opendata.finder import FindDocument, Places
from shared.wire.opencoverage import CoverageDocument
from shared.wire.opendata import AvailabilityDocument, Manifest, NetworksDocument
from shared.wire.openstatistics import StatisticsDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: dict[str, type] = {
    "availability": AvailabilityDocument,
    "coverage": CoverageDocument,
    "find": FindDocument,
    "manifest": Manifest,
    "networks": NetworksDocument,
    "places": Places,
    "statistics": StatisticsDocument,
}

_ADDRESSES = {"places": "/assets/places-<digest>.json, named in /data/v1/find.json"}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every JSON document, by its file's name."""
    return {name: _schema(name, document) for name, document in DOCUMENTS.items()}


def _schema(name: str, document: type) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": f"/data/v1/schema/{name}.json",
        "title": _ADDRESSES.get(name, f"/data/v1/{name}.json"),
        **msgspec.json.schema(document),
    }
