"""Columns of migration 0020: what the hub takes of a quarter, and what was ever published of it."""

FIGURES = "figures of statistics/1, as they were rounded"

ON_THE_WIRE = {
    **dict.fromkeys(
        (
            *("statistics_release.quarter", "statistics_release.version"),
            *("statistics_release.vintage", "statistics_release.figures"),
            *("statistics_release.made_at", "statistics_signed.digest"),
        ),
        FIGURES,
    ),
    **dict.fromkeys(
        ("statistics_owed.quarter", "statistics_owed.municipalities"),
        "what the hub said it takes, in its welcome",
    ),
}
BY_THE_PROGRAM = {
    *("statistics_owed.heard_at", "statistics_release.number", "statistics_release.adopted"),
    *("statistics_release.fingerprint", "statistics_signed.release"),
    *("disclosure_key.number", "disclosure_key.fingerprint", "disclosure_key.at"),
    *("statistics_asked.quarter", "statistics_asked.asked_at"),
    *("statistics_trouble.quarter", "statistics_trouble.reasons", "statistics_trouble.since"),
}
"""Instants, numbers, and the fingerprint of a key that lies outside the database."""

CLOSED = {
    *("statistics_release.reason", "statistics_asked.wish", "statistics_asked.reason"),
    "disclosure_key.how",
}
"""Words from closed lists."""
