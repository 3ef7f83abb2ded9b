"""Columns of migration 0012: the check of the contact, and how far the first run is."""

BY_THE_PROGRAM = {
    "contact.checked_at",
    *("first_run.one", "first_run.skipped", "first_run.looked_at", "first_run.done_at"),
}
"""Instants of a press, and names of steps from a closed list; nothing that a person types."""
