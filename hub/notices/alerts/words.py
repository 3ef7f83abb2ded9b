"""Alerts in words: a mail in the operator's language, and JSON for a webhook. Pure.

Network, state, day, and the way to the desk; nothing else is ever in them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import msgspec
from msgspec import Struct

from hub.notices.alerts.model import Channel, Found, Letter, What
from hub.registry.handover.forms import finnish
from shared.period import helsinki_day
from shared.runtime import mail
from shared.text import Text
from shared.wire.words import Instant, NodeId

Say = Callable[[Text], str]
LINES_MAX = 60
SCHEMA = "voikukkia-hub-alerts/1"
HEADINGS: Mapping[What, Text] = MappingProxyType(
    {
        "clone": Text.of("Two machines with one key; the network is suspended:"),
        "fork": Text.of("Two reports with one number; the network is suspended:"),
        "held": Text.of("A report is held, because groups vanish in it without a word:"),
        "silent": Text.of("Silent:"),
        "late": Text.of("Late:"),
        "heard": Text.of("Heard again:"),
    }
)
"""What a mail says, in the order in which it says it."""


STATES: Mapping[What, Text] = MappingProxyType(
    {
        "clone": Text.of("two machines with one key"),
        "fork": Text.of("two reports with one number"),
        "held": Text.of("a report is held"),
        "silent": Text.of("silent"),
        "late": Text.of("late"),
        "heard": Text.of("heard again"),
    }
)
CHANNEL_WORDS: Mapping[Channel, Text] = MappingProxyType(
    {
        "mail": Text.of("mail to operators"),
        "webhook": Text.of("webhook"),
        "networks": Text.of("mail to the network"),
    }
)


class Told(Struct, frozen=True, kw_only=True):
    """One alert in JSON; `since` is a Helsinki day."""

    network: NodeId
    what: What
    since: str


class Call(Struct, frozen=True, kw_only=True):
    """What a webhook is told. The same `id` never comes with other alerts: it may come twice."""

    schema: str
    id: str
    made_at: Instant
    hub: str
    desk: str
    alerts: tuple[Told, ...]


def key(letter: Letter) -> str:
    """Return the name of a letter, the same each time it is sent."""
    return f"hub-alerts-{int(letter.made_at.timestamp())}-{letter.number}"


def mailed(letter: Letter, alerts: Sequence[Found], desk: str, say: Say) -> mail.Letter:
    """Return the letter as a mail."""
    lines: list[str] = []
    for what, heading in HEADINGS.items():
        of_this = [found for found in alerts if found.alert.what == what]
        if of_this:
            lines += ["", say(heading), *_lines(of_this, say)]
    nodes = {found.alert.node for found in alerts}
    return mail.Letter(
        subject=_subject(alerts, len(nodes), say),
        body="\n".join([say(Text.of("The hub has noticed this:")), *lines, *_closing(desk, say)]),
        key=key(letter),
    )


def to_network(letter: Letter, found: Found, ends: date, says: Sequence[Say]) -> mail.Letter:
    """Return the mail to the mailbox of a silent network, in all languages one after the other."""
    since, node = finnish(helsinki_day(found.alert.since)), found.alert.node
    told = Text.of(
        "The hub has not heard of the network {node} since {since}. If its computer stays away, "
        "parents read “We do not know” of its municipalities from {ends} on. Look whether the "
        "computer is on and reaches the internet, or call the operator.",
        node=node,
        since=since,
        ends=finnish(ends),
    )
    first = says[0]
    return mail.Letter(
        subject=first(Text.of("VOIKUKKIA hub: network {node}", node=node)),
        body="\n\n".join(say(told) for say in says) + "\n",
        key=key(letter),
    )


def test(desk: str, say: Say) -> mail.Letter:
    """Return a mail that only shows that mail arrives."""
    return mail.Letter(
        subject=say(Text.of("Test of the hub's mail")),
        body="\n".join(
            [say(Text.of("This is a test: the hub's mail arrives here.")), *_closing(desk, say)]
        ),
    )


def called(letter: Letter, alerts: Sequence[Found], hub: str, desk: str) -> bytes:
    """Return the letter as JSON."""
    return msgspec.json.encode(
        Call(
            schema=SCHEMA,
            id=key(letter),
            made_at=letter.made_at,
            hub=hub,
            desk=desk,
            alerts=tuple(
                Told(
                    network=found.alert.node,
                    what=found.alert.what,
                    since=helsinki_day(found.alert.since).isoformat(),
                )
                for found in alerts
            ),
        )
    )


def _subject(alerts: Sequence[Found], nodes: int, say: Say) -> str:
    whats = {found.alert.what for found in alerts}
    if whats & {"clone", "fork"}:
        return say(Text.of("ALARM at the VOIKUKKIA hub"))
    if nodes == 1:
        return say(Text.of("VOIKUKKIA hub: network {node}", node=alerts[0].alert.node))
    return say(Text.of("VOIKUKKIA hub: {n} networks", n=nodes))


def _lines(found: Sequence[Found], say: Say) -> list[str]:
    shown = [
        say(
            Text.of(
                "- {node}, since {day}",
                node=one.alert.node,
                day=finnish(helsinki_day(one.alert.since)),
            )
        )
        for one in found[:LINES_MAX]
    ]
    more = len(found) - LINES_MAX
    return [*shown, *([say(Text.of("- and {n} more", n=more))] if more > 0 else [])]


def _closing(desk: str, say: Say) -> list[str]:
    link = [say(Text.of("The desk: {address}", address=desk)), ""] if desk else []
    told = Text.of(
        "The hub writes when networks fall silent, are heard again, or when a person has to look. "
        "Who gets its mail is set in its settings file."
    )
    return ["", *link, say(told), ""]
