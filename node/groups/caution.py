"""A warning: something a lead should see beside a field, which never blocks a true record."""

from msgspec import Struct

from shared.text import Text


class Caution(Struct, frozen=True):
    """What looks unusual or risky in a field, by the number of the domain's rule."""

    rule: int
    field: str
    text: Text
