"""What a person does when the hub refused something; the words for why stand with the sender."""

from collections.abc import Mapping

from shared.text import Text

_UPDATE = Text.of("Update this node; the next report then goes by itself.")
_SHOW = Text.of(
    "Telephone the operator and read out the number of the report. Its bytes are kept here; the "
    "next change is sent as usual."
)
_ADVICE: Mapping[str, Text] = {
    "outside_grant": Text.of(
        "Open “Our municipalities” and take out what is not yours, or ask the operator to grant "
        "it. Any change is sent as a new report."
    ),
    "unknown_municipality": Text.of(
        "Open “Our municipalities” and the groups, and correct the place. Any change is sent as a "
        "new report."
    ),
    "too_large": Text.of(
        "There are far more groups or activities here than a network has. Look for a spreadsheet "
        "that was imported twice, and undo that import."
    ),
    "unknown_schema": _UPDATE,
    "stale_contact": Text.of("Open “Public contact” and save it once more."),
    "quarter_open": Text.of(
        "Look whether this computer's clock is right. When the quarter is over, send it again."
    ),
    "other_tables": Text.of(
        "Update this node, or ask the operator to update the hub; then send it again. What was "
        "rounded stays as it is."
    ),
    "not_owner": Text.of(
        "Telephone the operator, who names one network for each municipality and quarter. Once "
        "yours is named, send it again: the same figures go. If another one is named, this quarter "
        "stays with that network."
    ),
    "released_before": Text.of(
        "Telephone the operator. What the hub has stays in force; nothing is sent a second time."
    ),
    "unprotected": Text.of(
        "Nothing of it was published. Update this node; if that does not help, telephone the "
        "operator. Do not send the figures in another way."
    ),
    "suspended": Text.of("Telephone the operator. What you change meanwhile waits here."),
    "pending": Text.of("Telephone the operator and compare the fingerprint."),
}


def advice(code: str) -> Text:
    """Return what to do about a refusal."""
    return _ADVICE.get(code, _SHOW)
