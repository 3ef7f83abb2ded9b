"""The columns of the witness: what the hub signed of its public log, and when this node saw it."""

BY_THE_PROGRAM = {
    *("witnessed.origin", "witnessed.size", "witnessed.root", "witnessed.note"),
    *("witnessed.first_at", "witnessed.at"),
    *("witnessed.odd_note", "witnessed.odd_reason", "witnessed.odd_since"),
}
