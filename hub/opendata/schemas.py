"""The JSON Schemas of the open data, made from the very structs that are published."""

from functools import cache
from typing import Any

import msgspec

from shared.wire.opendata import AvailabilityDocument, Manifest, NetworksDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: dict[str, type] = {
    "availability": AvailabilityDocument,
    "manifest": Manifest,
    "networks": NetworksDocument,
}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every JSON document, by its file's name."""
    return {name: _schema(name, document) for name, document in DOCUMENTS.items()}


def _schema(name: str, document: type) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": f"/data/v1/schema/{name}.json",
        "title": f"/data/v1/{name}.json",
        **msgspec.json.schema(document),
    }
