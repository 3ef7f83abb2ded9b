"""Columns of 0004: the log of acts and what stands beside it. None of it leaves but a digest."""

BY_THE_PROGRAM = {
    *("audit_entry.number", "audit_entry.at", "audit_entry.staff", "audit_entry.batch"),
    *("audit_entry.kind", "audit_entry.verb", "audit_entry.fields", "audit_entry.previous"),
    *("audit_entry.digest", "history_image.entry", "history_image.kind"),
    *("history_image.keep_until", "history_value.entry", "history_value.field"),
    *("history_salt.one", "history_salt.salt"),
}
CLOSED = {"audit_entry.via"}
WORDS = {
    "audit_entry.record": "zqryhma",
    "history_image.record": "zqryhma",
    "history_image.before": "Zqvanha muistiinpano",
    "history_image.after": "Zquusi muistiinpano",
    "history_value.before": "Zqennen arvo",
    "history_value.after": "Zqnyt arvo",
}
PLANTING = (
    """INSERT INTO audit_entry (number, at, staff, via, batch, kind, record, verb, fields, previous,
        digest) SELECT coalesce(max(number), 0) + 1, '2026-01-01T00:00:00Z', NULL, 'command', NULL,
        'group', :audit_entry_record, 'changed', 'notes', substr(hex(zeroblob(32)), 1, 64),
        'f' || substr(hex(zeroblob(32)), 1, 63) FROM audit_entry""",
    """INSERT INTO history_image (entry, kind, record, before, after, keep_until)
        SELECT max(number), 'group', :history_image_record, :history_image_before,
        :history_image_after, '2038-01-01' FROM audit_entry""",
    """INSERT INTO history_value (entry, field, before, after)
        SELECT max(number), 'notes', :history_value_before, :history_value_after
        FROM audit_entry""",
)
