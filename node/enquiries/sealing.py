"""What a parent said, as it lies in the row: every field sealed under the enquiry's own key.

A value opens in its own column of its own row only. All are padded to one length, so that not even
the size tells a father from a mother or a place from a refusal.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from node.enquiries.model import Particulars, ReferenceCode, Tally
from shared.runtime import seal

TABLE = "enquiry"
TALLIED = "tallied"
COLUMNS: tuple[str, ...] = (*Particulars.__struct_fields__, TALLIED)
PLAIN_BYTES = 256


def seal_all(
    key: bytes, reference: ReferenceCode, particulars: Particulars, tallied: Tally | None
) -> dict[str, bytes]:
    """Return what is stored in each sealed column."""
    values: dict[str, Any] = {
        **{name: getattr(particulars, name) for name in Particulars.__struct_fields__},
        TALLIED: tallied,
    }
    return {
        column: seal.seal(key, _padded(value), _bound_to(column, reference))
        for column, value in values.items()
    }


def unseal_all(
    key: bytes, reference: ReferenceCode, sealed: Mapping[str, bytes]
) -> tuple[Particulars, Tally | None]:
    """Return what a parent said, and what it counts as. Raises SealError."""
    plain = {
        column: msgspec.json.decode(seal.unseal(key, sealed[column], _bound_to(column, reference)))
        for column in COLUMNS
    }
    tallied = msgspec.convert(plain.pop(TALLIED), Tally | None)
    return msgspec.convert(plain, Particulars), tallied


def _padded(value: object) -> bytes:
    """Return a value as JSON, with spaces after it up to the one length."""
    written = msgspec.json.encode(value)
    if len(written) > PLAIN_BYTES:
        raise ValueError("a field of an enquiry is longer than its column")
    return written.ljust(PLAIN_BYTES)


def _bound_to(column: str, reference: ReferenceCode) -> str:
    return f"{TABLE}|{column}|{reference}"
