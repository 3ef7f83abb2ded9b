"""Columns of migration 0015: the hub's trust document, and what each of the node's keys is."""

ON_THE_WIRE = {
    **dict.fromkeys(
        ("hub_trust.root", "hub_trust.version", "hub_trust.body"),
        "the hub's trust document, as its root key signed it",
    ),
    **dict.fromkeys(
        ("own_key.public", "own_key.first_sequence"),
        "public halves of keys: enrolment/1 and rotation/1",
    ),
}
BY_THE_PROGRAM = {
    "hub_trust.heard_at",
    *("own_key.number", "own_key.standing", "own_key.drawn_for", "own_key.drawn_at"),
    *("own_key.began_at", "own_key.ended_at", "own_key.invitation"),
}
"""Instants, words from closed lists, and the hash of an invitation; nothing that a person types."""
