"""The people who use this node: their roles, and how somebody became a lead without a lead."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

Role = Literal["lead", "assistant", "reader"]
Way = Literal["operator", "machine"]

ROLES: tuple[Role, ...] = ("lead", "assistant", "reader")

TAKEOVER_LASTS = timedelta(hours=24)
TAKEOVER_SHOWN = timedelta(days=30)
MOST_STAFF = 100
MOST_INVITATIONS = 50


class Takeover(Struct, frozen=True, kw_only=True):
    """That a link for a new lead was made without a lead: shown to all leads for 30 days."""

    at: datetime
    way: Way
