"""What was seen of the public log, in sentences."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from node.push.words import cause_text
from node.today.model import Todo, Weight
from node.witness.model import Seen
from shared.runtime.web.dates import instant_words
from shared.text import Text

NEWS = timedelta(days=7)
"""How long the first page says that the hub began a new log."""

PATIENCE = timedelta(days=1)
"""How long a missing proof may have the reasons that cut lines have."""


def line(seen: tuple[Seen, ...], language: str) -> Text | None:
    """Return one line on the log, for where the node shows what left; None before the first."""
    if not seen:
        return None
    newest = seen[0]
    if newest.odd is not None:
        return cause_text(newest.odd.reason)
    return Text.of(
        "The hub's public log had {entries} entries at {moment}, and everything this node saw of "
        "it before is still in it.",
        entries=newest.size,
        moment=instant_words(newest.at, language),
    )


def lines(seen: Seen, language: str) -> Iterator[Text]:
    """Yield what is known of one log, for the command."""
    yield Text.of("Log: {origin}", origin=seen.origin)
    yield Text.of(
        "{entries} entries, root {root}, seen {moment}, first seen {first}.",
        entries=seen.size,
        root=seen.root.hex(),
        moment=instant_words(seen.at, language),
        first=instant_words(seen.first_at, language),
    )
    if seen.odd is not None:
        yield cause_text(seen.odd.reason)
        yield Text.of("Since {moment}.", moment=instant_words(seen.odd.since, language))


def todos(seen: tuple[Seen, ...], now: datetime) -> Iterator[Todo]:
    """Yield what a lead should know of the log; a stop is told where the hub's answers are."""
    for number, one in enumerate(sorted(seen, key=lambda it: it.first_at)):
        if number and now - one.first_at < NEWS:
            yield Todo(
                text=Text.of(
                    "The hub began a new public log ({origin}). This happens when it was restored "
                    "and something was lost: ask the operator what happened.",
                    origin=one.origin,
                ),
                weight=Weight.CARE,
                href="/leaves",
                command="witness",
                may="lead",
            )
        odd = one.odd
        if odd is not None and odd.reason == "log_unproven" and now - odd.since >= PATIENCE:
            yield Todo(
                text=cause_text("log_unproven"),
                weight=Weight.ALARM,
                href="/leaves",
                command="witness",
                may="lead",
            )
