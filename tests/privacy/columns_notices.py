"""Columns of migration 0018: what the operator told this network, and the documents it has."""

ON_THE_WIRE = {
    **dict.fromkeys(
        (
            *("hub_message.id", "hub_message.kind", "hub_message.fi", "hub_message.sv"),
            *("hub_message.en", "hub_message.day", "hub_message.until"),
        ),
        "a message of the operator's, as it came in a welcome",
    ),
    **dict.fromkeys(
        (
            *("hub_material.root", "hub_material.named", "hub_material.version"),
            *("hub_material.body", "material_file.digest"),
        ),
        "the operator's list of documents, as the hub signed it",
    ),
}
BY_THE_PROGRAM = {
    *("hub_message.heard_at", "hub_message.gone_at", "hub_message.read_at", "hub_message.read_by"),
    *("hub_material.heard_at", "material_file.heard_at", "material_file.fetched_at"),
    *("material_file.trouble", "material_file.tried_at"),
    *("material_look.staff", "material_look.at", "material_look.before_at"),
}
"""Instants, words from a closed list, and numbers of the staff; nothing that a person types."""
