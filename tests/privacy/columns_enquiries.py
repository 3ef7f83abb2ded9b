"""Columns of the enquiries: what a parent said is sealed, the rest are days, a state and counts.

The planted values stand for sealed ones: they have their length, and nobody can have them anywhere
else.
"""

from datetime import date

BY_THE_PROGRAM = {
    *("enquiry.revision", "enquiry_tally.quarter", "enquiry_erasure.number"),
    *("enquiry_erasure.ran_at", "enquiry_erasure.erased", "enquiry_erasure.keyless"),
    *("enquiry_erasure.orphans", "enquiry_erasure.previous", "enquiry_erasure.digest"),
    *("enquiry_keeping.one", "enquiry_keeping.keys_revision", "enquiry_keeping.keys_kept"),
}
CLOSED = {
    *("enquiry.state", "enquiry_tally.outcome", "enquiry_erasure.cause"),
    "enquiry_keeping.tally_only",
}
CODES = {"enquiry_tally.municipality": "047"}
NUMBERS = {"enquiry_tally.count": 89}

SEALED = (
    *("channel", "contact", "ways", "message", "introduce", "line", "municipality", "language"),
    *("audience", "times", "peer_group", "consent_on", "recorded_by", "tallied"),
)
WORDS = {
    "enquiry.reference": "ZQ7F-3KXM",
    **{f"enquiry.{column}": f"zqyhteydenotto{column.replace('_', '')}" for column in SEALED},
}
DAYS = {
    "enquiry.came_on": date(2036, 2, 23),
    "enquiry.since": date(2036, 3, 27),
    "enquiry.renewed_on": date(2036, 4, 26),
}
_COLUMNS = ", ".join(SEALED)
_VALUES = ", ".join(
    f"CAST(substr(:enquiry_{column} || hex(zeroblob(142)), 1, 284) AS BLOB)" for column in SEALED
)
PLANTING = (
    f"""INSERT INTO enquiry (reference, state, came_on, since, renewed_on, revision, {_COLUMNS})
        VALUES (:enquiry_reference, 'waiting', :enquiry_came_on, :enquiry_since,
        :enquiry_renewed_on, 3, {_VALUES})""",  # noqa: S608 (constants of this file)
    """INSERT INTO enquiry_tally (quarter, municipality, outcome, count)
        VALUES ('2026-Q3', '047', 'waiting', 89)""",
)
