"""Why a report was refused, in the operator's language; the hub's own sentence stands beside it."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.text import Text
from shared.wire.problem import Code

REASONS: Mapping[Code, Text] = MappingProxyType(
    {
        "too_large": Text.of("The message is too large."),
        "wrong_node": Text.of("It speaks for another network."),
        "wrong_type": Text.of("It is not the kind of message that its address takes."),
        "wrong_sequence": Text.of("Its number is not the one of its address."),
        "not_canonical": Text.of("Its bytes are not written in the one agreed way."),
        "unknown_schema": Text.of(
            "This hub does not know this version of a report: the hub or the node needs an update."
        ),
        "invalid_report": Text.of("It does not hold what a report must hold."),
        "unknown_municipality": Text.of(
            "It names a municipality that this hub's tables do not know."
        ),
        "outside_grant": Text.of(
            "It speaks of a municipality that was not granted to this network. Grant it, or ask "
            "the network to take it out."
        ),
        "stale_contact": Text.of("A newer contact has come already."),
        "quarter_open": Text.of("The quarter is not over yet."),
        "other_tables": Text.of("It counts with the municipalities of another year."),
        "not_owner": Text.of("Another network reports the figures of one of its municipalities."),
        "released_before": Text.of(
            "This version of the quarter's figures came before, with other figures."
        ),
        "unprotected": Text.of(
            "Its counts of people are less protected than they have to be. Nothing of them was "
            "kept."
        ),
    }
)
"""What the hub may remember of a refused message."""


def reason(code: Code) -> Text:
    """Return why a message was refused."""
    return REASONS.get(code) or Text.of("The hub refused it ({code}).", code=code)
