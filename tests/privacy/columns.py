"""Every column of the node's database, classified: what leaves by design, and what must not.

A column that stands in none of these lists is private and must carry a canary; a new column
therefore fails the test until somebody has decided what it is.
"""

import re
import sqlite3
from collections.abc import Iterator

from tests.privacy import (
    columns_care,
    columns_enquiries,
    columns_groups,
    columns_history,
    columns_importing,
    columns_keys,
    columns_network,
    columns_notices,
    columns_people,
    columns_reconcile,
    columns_staff,
    columns_statistics,
    columns_witness,
    columns_work,
)

OFFER = "a field of the offers in availability/1"
ACTIVITY = "a field of the activities in availability/1"
STATEMENT = "a statement on a municipality in availability/1"
CONTACT = "the public contact, contact/1: a role's mailbox and an office's number"
NETWORK = "who the network is: availability/1 and the registry"
SIGNED = "what was signed or answered, as it travels"

ON_THE_WIRE = {
    **dict.fromkeys(
        (
            *("peer_group.audience", "peer_group.languages", "peer_group.interpreter"),
            *("peer_group.other_mother_tongue", "peer_group.format", "peer_group.time_of_day"),
            *("peer_group.meets_in", "peer_group.catchment", "peer_group.start"),
            *("peer_group.start_month", "peer_group.social_worker", "peer_group.travel_costs"),
            *("group_serves.municipality", "organiser.kind"),
        ),
        OFFER,
    ),
    **dict.fromkeys(
        (
            *("activity.kind", "activity.meets_in", "activity.audience", "activity.languages"),
            *("activity.format", "activity.link", "activity_serves.municipality"),
        ),
        ACTIVITY,
    ),
    **dict.fromkeys(
        ("coverage.municipality", "coverage.says", "coverage.since", "peer_group.withdrawn_on"),
        STATEMENT,  # a withdrawal is a person's act: its day is the statement's `since`
    ),
    **dict.fromkeys(
        (
            *("contact.organisation", "contact.email", "contact.telephone", "contact.hours_fi"),
            *("contact.hours_sv", "contact.hours_en", "contact.languages", "contact.web"),
            *("contact.text_messages", "contact.revision", "contact.changed_at"),
        ),
        CONTACT,
    ),
    **dict.fromkeys(
        (
            *("network.name_fi", "network.name_sv", "network.node", "network.hub"),
            *("network.hub_key", "network.confirmed_at", "network.pause_starts"),
            "network.pause_until",
        ),
        NETWORK,
    ),
    **dict.fromkeys(
        (
            *("outbox_entry.sequence", "outbox_entry.digest", "outbox_entry.envelope"),
            *("outbox_entry.receipt", "outbox_entry.problem", "outbox_contact.revision"),
            *("outbox_contact.digest", "outbox_contact.envelope", "outbox_contact.problem"),
            *("push_state.welcome", "report_listing.digest", "report_listing.sequence"),
        ),
        SIGNED,
    ),
}
BY_THE_PROGRAM = {
    *("migration.number", "migration.name", "migration.sha256", "migration.applied_at"),
    *("network.one", "network.created_at", "contact.one", "training.id"),
    *("outbox_entry.entry", "outbox_entry.state", "outbox_entry.attempts"),
    *("outbox_entry.next_attempt_at", "outbox_entry.created_at", "outbox_entry.settled_at"),
    "outbox_entry.schema",
    *("outbox_contact.one", "outbox_contact.created_at", "outbox_contact.state"),
    *("outbox_contact.attempts", "outbox_contact.next_attempt_at", "outbox_contact.held"),
    *("outbox_state.one", "outbox_state.dirty_since"),
    *("push_state.one", "push_state.attempts", "push_state.next_attempt_at"),
    *("push_state.trouble", "push_state.stopped"),
}
"""Nothing that a person types can get in here."""

CLOSED = {
    *("peer_group.lifecycle", "peer_group.takes_parents", "peer_group.show_area_only"),
    *("peer_group.tell_peer_instructor", "peer_group.wants_name", "activity.show_area_only"),
    *("instructor.role", "instructor.was_in_group", "training.kind"),
}
"""Private, but a CHECK lets in a few words only, none of which could name anybody."""

CODES: dict[str, str] = {"organiser.municipality": "049", "organiser.area": "21"}
"""Private codes: planted ones of places that nothing else names, looked for in what is signed."""

NUMBERS: dict[str, int] = {
    "training.days": 57,
    "peer_group.planned_meetings": 37,
    "peer_group.parents": 83,
    "peer_group.minutes": 173,
    "group_meeting.number": 31,
    "group_meeting.minutes": 173,
    "group_meeting.attendance": 97,
    "group_meeting.theme": 10,
}
"""Private numbers: unusual ones are planted, and looked for in what is signed."""


FEATURES = (
    columns_care,
    columns_enquiries,
    columns_groups,
    columns_history,
    columns_importing,
    columns_keys,
    columns_network,
    columns_notices,
    columns_people,
    columns_reconcile,
    columns_staff,
    columns_statistics,
    columns_witness,
    columns_work,
)
"""Each feature classifies its own columns, and plants its own canaries."""

for _feature in FEATURES:
    ON_THE_WIRE |= getattr(_feature, "ON_THE_WIRE", {})
    BY_THE_PROGRAM |= getattr(_feature, "BY_THE_PROGRAM", set())
    CLOSED |= getattr(_feature, "CLOSED", set())
    CODES |= getattr(_feature, "CODES", {})
    NUMBERS |= getattr(_feature, "NUMBERS", {})


def columns(db: sqlite3.Connection) -> Iterator[str]:
    """Yield every column of every table, as `table.column`."""
    tables = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for (table,) in tables.fetchall():
        for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,)):
            yield f"{table}.{row[0]}"


def closed_by_a_check(db: sqlite3.Connection, column: str) -> bool:
    """Tell whether a CHECK of the schema lists the words that a column may hold."""
    table, name = column.split(".")
    (schema,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return re.search(rf"\b{name}\b[^,]*CHECK \({name} IN \(", schema) is not None
