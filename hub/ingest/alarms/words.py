"""An alarm in sentences: what happened, both sides beside each other, what to do. Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime

from hub.ingest.alarms.model import Clone, Fork, Machine, Side
from shared.period import instant_text
from shared.text import Text

Words = Callable[[Text], str]
SHORT = 8
"""So many digits of a session or a digest tell two of them apart."""
ALIKE_S = 5


def clone_lines(clone: Clone, words: Words) -> Iterator[Text]:
    """Yield the sentences on two machines with one key."""
    yield Text.of(
        "{node}: two machines use its key. On {at} a machine said hello that another one had "
        "replaced. Its reports are refused since then.",
        node=clone.node,
        at=instant_text(clone.at),
    )
    yield Text.of("  One machine:   {what}", what=words(_machine(clone.current)))
    yield Text.of("  Another one:   {what}", what=words(_machine(clone.returned)))
    yield from _told_apart(clone)
    yield Text.of(
        "  What to do: telephone the network. Find both machines; often one was copied, or an old "
        "one was started again after a move. Have the wrong one stopped and its data directory "
        "removed. Then lift the suspension (command: voikukkia-hub resume {node}).",
        node=clone.node,
    )
    yield Text.of(
        "  If nobody knows the other machine, the key is stolen: take it back (command: "
        "voikukkia-hub revoke {node}), then invite the network again.",
        node=clone.node,
    )


def fork_lines(fork: Fork, words: Words) -> Iterator[Text]:
    """Yield the sentences on two reports with one number."""
    yield Text.of(
        "{node}: two different reports with number {sequence}. The second one came on {at}. Its "
        "reports are refused since then.",
        node=fork.node,
        sequence=fork.sequence,
        at=instant_text(fork.at),
    )
    yield Text.of("  In the ledger: {what}", what=words(_side(fork.kept)))
    yield Text.of("  Refused:       {what}", what=words(_side(fork.refused)))
    yield Text.of(
        "  What to do: telephone the network. Ask whether a second machine runs, or whether a copy "
        "of the data directory was put back without the command restore. Only one machine may go "
        "on. Then lift the suspension (command: voikukkia-hub resume {node}), and have its lead "
        "settle the stop on the node (command: voikukkia-node settle).",
        node=fork.node,
    )
    yield Text.of(
        "  If nobody knows of a second machine, the key is stolen: take it back (command: "
        "voikukkia-hub revoke {node}), then invite the network again.",
        node=fork.node,
    )


def closed(at: datetime) -> Text:
    """Return the sentence on an alarm that was settled."""
    return Text.of("  Settled on {at}: the suspension was lifted.", at=instant_text(at))


def lost(node: str, why: str) -> Text:
    """Return the sentence on a network whose evidence went with a restore."""
    if why == "clone":
        return Text.of(
            "{node} is suspended because two machines used its key. The evidence was lost when the "
            "hub was restored. Telephone the network, then lift the suspension (command: "
            "voikukkia-hub resume {node}).",
            node=node,
        )
    return Text.of(
        "{node} is suspended because of two reports with one number. The evidence was lost when "
        "the hub was restored. Telephone the network, then lift the suspension (command: "
        "voikukkia-hub resume {node}).",
        node=node,
    )


def _machine(one: Machine) -> Text:
    return Text.of(
        "session {session}, first seen {began}, last hello {last}, {software}, its clock {offset} "
        "s behind the hub's",
        session=one.session[:SHORT],
        began=instant_text(one.began_at),
        last=instant_text(one.said_hello_at),
        software=one.software or "?",
        offset=one.offset_s,
    )


def _told_apart(clone: Clone) -> Iterator[Text]:
    """Yield in what the two machines differ, as a hint for the telephone."""
    one, other = clone.current, clone.returned
    if one.software != other.software:
        yield Text.of("  They run different versions of the program.")
    if abs(one.offset_s - other.offset_s) > ALIKE_S:
        yield Text.of("  Their clocks differ, so they are two computers.")
    if one.audit_head != other.audit_head:
        yield Text.of("  Their logs of acts differ: people worked on both, or one is an old copy.")


def _side(side: Side) -> Text:
    if side.observed_at is None:
        return Text.of(
            "digest {digest}, a change of keys or counts of a quarter", digest=side.digest[:SHORT]
        )
    return Text.of(
        "digest {digest}, made {made}, confirmed {confirmed}, {groups} groups, {places} "
        "municipalities",
        digest=side.digest[:SHORT],
        made=instant_text(side.observed_at),
        confirmed="-" if side.confirmed_at is None else instant_text(side.confirmed_at),
        groups=side.groups,
        places=side.municipalities,
    )
