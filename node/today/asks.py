"""What the records and the hub's last word ask of a person today. Pure: values in, todos out.

A todo names a group by its id at most, never a person; its `mail` names nothing at all.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from node.groups.lifecycle import apparent
from node.groups.model import Group
from node.groups.rules import SOON_DAYS
from node.network.model import ContactRecord, NetworkRecord
from node.push.words import cause_text
from node.today.model import Press, Todo, Weight
from shared.text import Text
from shared.wire.availability import Statement
from shared.wire.session import Policy

CONTACT_CHECK = timedelta(days=90)
"""How long a contact is taken to answer before somebody is asked to try it."""
STILL_RIGHT = Press("/today/confirm", Text.of("Everything here is still right"))
ANSWERS = Press("/today/contact", Text.of("Yes, it still answers"))
LOOKED = Press("/leaves/looked", Text.of("I have looked"))
_WORD_MAIL = Text.of(
    "Say again that everything here is still right, or parents come to read “We do not know”."
)
_GROUP_MAIL = Text.of("A group needs a person's word: did it start, has it ended?")
_STAFF_MAIL = Text.of("A group starts soon and has no instructors yet.")


class HubState(Struct, frozen=True, kw_only=True):
    """What the node remembers of the hub.

    `stopped` and `trouble` are codes, `refused` the code of the newest report's refusal;
    `contact_refused`: the public contact was refused. `heard_at`: the last welcome. `adopted`: so
    many reports were taken over from the hub; `renewed`: the hub was restored.
    """

    stopped: str | None = None
    trouble: str | None = None
    refused: str | None = None
    contact_refused: bool = False
    heard_at: datetime | None = None
    adopted: int = 0
    renewed: bool = False


def confirmation(
    network: NetworkRecord, policy: Policy, now: datetime, today: date
) -> Iterator[Todo]:
    """Ask whether everything is still right, from the day the operator's policy names."""
    pause = network.pause
    if pause is not None and pause.starts <= today <= pause.until:
        return
    told = None
    if network.confirmed_at is None:
        told = Text.of("Nobody has confirmed yet that everything here is right.")
    elif now - network.confirmed_at >= timedelta(seconds=policy.ask_from_s):
        told = Text.of(
            "Nobody has confirmed for {days} days that everything here is right. After {last} "
            "days parents read “We do not know”.",
            days=(now - network.confirmed_at).days,
            last=policy.confirmation_s // 86_400,
        )
    if told is not None:
        yield Todo(
            text=told,
            weight=Weight.WORD,
            presses=(STILL_RIGHT,),
            command="confirm",
            mail=_WORD_MAIL,
            may="lead",
        )


def groups(found: Iterable[Group], today: date) -> Iterator[Todo]:
    """Ask for a word on groups that time alone has moved, and for instructors before a start."""
    for group in found:
        if group.withdrawn_on is not None:
            continue
        match apparent(group, today):
            case "running_unconfirmed":
                yield _started(group)
            case "ended_unconfirmed":
                yield _ended(group)
            case "planned" | "open" | "full" if _soon(group, today) and not group.instructors:
                yield Todo(
                    text=Text.of(
                        "The group {id} starts soon and has no instructors yet.", id=group.id
                    ),
                    weight=Weight.SOON,
                    href=f"/groups/{group.id}",
                    group=group.id,
                    command=f"group edit {group.id} --instructors …",
                    mail=_STAFF_MAIL,
                )
            case _:
                continue


def contact(known: ContactRecord | None, now: datetime) -> Iterator[Todo]:
    """Ask for a contact, and from time to time whether it still answers."""
    if known is None:
        text = Text.of("Parents have nobody to call yet: set the public contact.")
        yield Todo(
            text=text,
            weight=Weight.SETTING_UP,
            href="/network/contact",
            command="contact set --organisation … --email …",
            mail=text,
            may="lead",
        )
        return
    tried = max(filter(None, (known.changed_at, known.checked_at)), default=None)
    if tried is None or now - tried < CONTACT_CHECK:
        return
    yield Todo(
        text=Text.of(
            "Does the public contact still answer ({contact})? Nobody has tried it for "
            "{days} days.",
            contact=known.telephone or known.email or known.web or "",
            days=(now - tried).days,
        ),
        weight=Weight.CARE,
        href="/network/contact",
        presses=(ANSWERS,),
        command="contact checked",
        mail=Text.of("Try the public contact: does it still answer?"),
        may="lead",
    )


def places(covered: int, said: Iterable[Statement]) -> Iterator[Todo]:
    """Ask for municipalities, and for a word on those of which parents read: not known."""
    unknown = sum(statement.says == "not_known" for statement in said)
    if not covered:
        text = Text.of("The network answers for no municipality yet.")
        yield Todo(
            text=text,
            weight=Weight.SETTING_UP,
            href="/network/places",
            command="coverage add Askola",
            mail=text,
            may="lead",
        )
    elif unknown:
        yield Todo(
            text=Text.of(
                "Of {n} of your municipalities parents read “We do not know”. Is there a group, or "
                "is there none?",
                n=unknown,
            ),
            weight=Weight.CARE,
            href="/network/places",
            command="coverage",
            may="lead",
        )


def hub(network: NetworkRecord, state: HubState, policy: Policy, now: datetime) -> Iterator[Todo]:
    """Ask for what the talk with the hub needs of a person."""
    if network.node is None:
        text = Text.of("This node is not enrolled with a hub yet.")
        yield Todo(
            text=text,
            weight=Weight.SETTING_UP,
            href="/network/enrol",
            command="enrol voikukkia-…",
            mail=text,
            may="lead",
        )
    elif state.stopped is not None:
        yield _alarm(cause_text(state.stopped), "/leaves/stop")
    elif (state.trouble or "").startswith("suspended"):
        yield _alarm(cause_text(state.trouble or ""), "/leaves/stop")
    elif state.refused is not None:
        yield _alarm(Text.of("The hub refused the last report. See what to do."), "/leaves")
    elif state.contact_refused:
        yield _alarm(Text.of("The hub refused the public contact."), "/network/contact")
    elif state.heard_at is None and state.trouble == "pending":
        text = Text.of("The operator has not confirmed this node's key yet: telephone.")
        yield Todo(
            text=text, weight=Weight.SETTING_UP, href="/network/enrol", mail=text, may="lead"
        )
    elif state.heard_at is not None and now - state.heard_at >= timedelta(seconds=policy.late_s):
        hours = int((now - state.heard_at).total_seconds()) // 3600
        text = Text.of("The hub has not been reached for {hours} hours.", hours=hours)
        yield _alarm(text, "/leaves")


def restored(state: HubState) -> Iterator[Todo]:
    """Ask for a look after a restore of this node, and tell of one of the hub, once."""
    if state.adopted:
        text = Text.of(
            "This node was restored from a backup and took over {n} of its reports from the hub. "
            "What was entered after the backup is not here: look at the groups.",
            n=state.adopted,
        )
        yield Todo(
            text=text,
            weight=Weight.WORD,
            href="/groups",
            presses=(LOOKED,),
            command="group list",
            mail=text,
            may="lead",
        )
    elif state.renewed:
        yield Todo(
            text=Text.of(
                "The hub was restored from a backup and keeps a new log. This node gave back what "
                "the hub had lost; nothing has to be done."
            ),
            weight=Weight.CARE,
            presses=(LOOKED,),
            may="lead",
        )


def retention(passed: int) -> Iterator[Todo]:
    """Ask for a decision on instructors whose data was to be kept no longer (33)."""
    if passed:
        yield Todo(
            text=Text.of(
                "The data of {n} instructors was to be kept no longer. Erase it, or set a new "
                "date.",
                n=passed,
            ),
            weight=Weight.CARE,
            href="/instructors",
            command="instructor list",
            mail=Text.of("Some instructors' data was to be kept no longer."),
            may="lead",
        )


def _started(group: Group) -> Todo:
    return Todo(
        text=Text.of("Did the group {id} start? Confirm, postpone or correct.", id=group.id),
        weight=Weight.WORD,
        href=f"/groups/{group.id}",
        group=group.id,
        presses=(Press(f"/today/groups/{group.id}/started", Text.of("Yes, it started")),),
        command=f"group start {group.id}",
        mail=_GROUP_MAIL,
        may="lead",
    )


def _ended(group: Group) -> Todo:
    return Todo(
        text=Text.of("Has the group {id} ended? Confirm or correct the dates.", id=group.id),
        weight=Weight.WORD,
        href=f"/groups/{group.id}",
        group=group.id,
        presses=(Press(f"/today/groups/{group.id}/ended", Text.of("Yes, it has ended")),),
        command=f"group end {group.id}",
        mail=_GROUP_MAIL,
        may="lead",
    )


def _alarm(text: Text, href: str) -> Todo:
    return Todo(text=text, weight=Weight.ALARM, href=href, command="status", mail=text)


def _soon(group: Group, today: date) -> bool:
    first = group.first_day
    return first is not None and timedelta(0) <= first - today <= timedelta(days=SOON_DAYS)
