"""Columns of migration 0016: own reports back from the hub, and what a person decided then."""

SIGNED = "what was signed or answered, as it travels"

ON_THE_WIRE = dict.fromkeys(
    (
        *("outbox_adoption.sequence", "outbox_adoption.digest", "outbox_adoption.previous"),
        *("outbox_adoption.schema", "outbox_adoption.envelope", "push_state.evidence"),
    ),
    SIGNED,
)
BY_THE_PROGRAM = {
    *("outbox_entry.adopted", "push_state.settling", "push_state.adopted"),
    *("push_state.adopted_at", "push_state.renewed_at"),
}
"""Flags, counts and instants."""
