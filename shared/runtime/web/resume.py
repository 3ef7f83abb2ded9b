"""A form that met the end of its session: its text is given back to the same person after sign-in.

What was typed travels sealed inside the sign-in page and is stored nowhere.
"""

import base64
import zlib
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from shared.runtime import seal
from shared.runtime.seal import SealError

LASTS = timedelta(hours=1)
LIMIT_BYTES = 200_000
PLACE = "resume"


class Interrupted(Struct, frozen=True, kw_only=True):
    """Who typed what for which path (after the language), and when.

    `version`, `seen` and `press` are the form's own: without them its record would look as if
    somebody else had changed it, and another button as if it had been pressed.
    """

    staff: int
    path: str
    fields: dict[str, str]
    at: datetime
    version: int = 0
    seen: str = ""
    press: str = ""


def pack(key: bytes, form: Interrupted) -> str:
    """Return the sealed text, or nothing where it is too long."""
    plain = msgspec.json.encode(form)
    if len(plain) > LIMIT_BYTES:
        return ""
    return base64.urlsafe_b64encode(seal.seal(key, zlib.compress(plain), PLACE)).decode()


def unpack(key: bytes, packed: str, staff: int, now: datetime) -> Interrupted | None:
    """Return what this person typed; None for anybody else, after an hour, or for other bytes."""
    try:
        plain = zlib.decompress(seal.unseal(key, base64.urlsafe_b64decode(packed), PLACE))
        found = msgspec.json.decode(plain, type=Interrupted)
    except (SealError, ValueError, zlib.error):
        return None
    return found if found.staff == staff and now - found.at <= LASTS else None
