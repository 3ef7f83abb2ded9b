"""Nouns of the weekly mail: how it is sent, and the week it belongs to. Pure.

A setting that cannot be right is a Text that says so; nothing is sent with it.
"""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec import Struct

from shared.period import HELSINKI, helsinki_day, monday_of
from shared.text import Text

Security = Literal["starttls", "tls", "none"]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOUR = 8
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9:](?:[A-Za-z0-9.:-]{0,250}[A-Za-z0-9])?")


class MailPlan(Struct, frozen=True, kw_only=True):
    """How and where the weekly mail goes; `address` is the node's own, which it links to."""

    host: str = ""
    port: int = 587
    security: Security = "starttls"
    username: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: str = ""
    to: str = ""
    address: str = ""

    @property
    def is_set(self) -> bool:
        """Tell whether mail is sent at all."""
        return bool(self.host)


class Letter(Struct, frozen=True, kw_only=True):
    """A mail in words: plain text."""

    subject: str
    body: str


def wrong(plan: MailPlan) -> Text | None:
    """Return what is wrong with the settings, if anything is."""
    if not plan.is_set:
        return Text.of("No mail server is set: [mail] host in the settings file.")
    if _HOST.fullmatch(plan.host) is None:
        return Text.of("The mail server {host} is no name of a computer.", host=plan.host)
    for name, value in (("sender", plan.sender), ("to", plan.to)):
        if _ADDRESS.fullmatch(value) is None:
            return Text.of(
                "The setting mail.{name} has to be one mail address, such as "
                "verkosto@jarjesto.example.",
                name=name,
            )
    if plan.security == "none" and plan.host not in LOOPBACK:
        return Text.of("Mail is sent without encryption to this very computer only.")
    if plan.username and plan.password_file is None:
        return Text.of("A user name is set for the mail server, but no file with its password.")
    return None


def week_of(day: date) -> str:
    """Return the day's ISO week: `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def due_week(now: datetime) -> str:
    """Return the newest week whose Monday, eight o'clock in Helsinki, has come."""
    monday = monday_of(helsinki_day(now))
    local = now.astimezone(HELSINKI)
    if local.date() == monday and local.hour < HOUR:
        monday -= timedelta(days=7)
    return week_of(monday)
