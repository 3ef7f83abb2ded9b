"""What the lead should do today, as a pure function of the records and the hub's last word."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from node.groups.lifecycle import apparent
from node.groups.model import Group
from node.groups.rules import SOON_DAYS
from node.network.model import Coverage, NetworkRecord
from shared.text import Text
from shared.wire.session import Policy


class Todo(Struct, frozen=True, kw_only=True):
    """One thing to do; `command` is what to type, empty where a button does it."""

    text: Text
    command: str = ""


class Records(Struct, frozen=True, kw_only=True):
    """What is looked at."""

    network: NetworkRecord
    coverage: tuple[Coverage, ...]
    groups: tuple[Group, ...]
    has_contact: bool
    policy: Policy


def todos(records: Records, now: datetime, today: date) -> tuple[Todo, ...]:
    """Return what needs doing, the most pressing first."""
    return (
        *_confirmation(records, now, today),
        *_groups(records.groups, today),
        *_setting_up(records),
    )


def _confirmation(records: Records, now: datetime, today: date) -> Iterator[Todo]:
    network, policy = records.network, records.policy
    pause = network.pause
    if pause is not None and pause.starts <= today <= pause.until:
        return
    if network.confirmed_at is None:
        yield Todo(text=Text.of("Nobody has confirmed yet that everything here is right."))
    elif now - network.confirmed_at >= timedelta(seconds=policy.ask_from_s):
        days = (now - network.confirmed_at).days
        last = policy.confirmation_s // 86_400
        yield Todo(
            text=Text.of(
                "Nobody has confirmed for {days} days that everything here is right. After {last} "
                "days parents read “not known”.",
                days=days,
                last=last,
            )
        )


def _groups(groups: Iterable[Group], today: date) -> Iterator[Todo]:
    for group in groups:
        if group.withdrawn_on is not None:
            continue
        match apparent(group, today):
            case "running_unconfirmed":
                yield Todo(
                    text=Text.of(
                        "Did the group {id} start? Confirm, postpone or correct.", id=group.id
                    ),
                    command=f"group start {group.id}",
                )
            case "ended_unconfirmed":
                yield Todo(
                    text=Text.of(
                        "Has the group {id} ended? Confirm or correct the dates.", id=group.id
                    ),
                    command=f"group end {group.id}",
                )
            case "planned" | "open" | "full" if _soon(group, today) and not group.instructors:
                yield Todo(
                    text=Text.of(
                        "The group {id} starts soon and has no instructors yet.", id=group.id
                    ),
                    command=f"group edit {group.id} --instructors …",
                )
            case _:
                continue


def _soon(group: Group, today: date) -> bool:
    first = group.first_day
    return first is not None and timedelta(0) <= first - today <= timedelta(days=SOON_DAYS)


def _setting_up(records: Records) -> Iterator[Todo]:
    if records.network.node is None:
        yield Todo(
            text=Text.of("This node is not enrolled with a hub yet."), command="enrol voikukkia-…"
        )
    if not records.has_contact:
        yield Todo(
            text=Text.of("Parents have nobody to call yet: set the public contact."),
            command="contact set --organisation … --email …",
        )
    if not records.coverage:
        yield Todo(
            text=Text.of("The network answers for no municipality yet."),
            command="coverage add Askola",
        )
