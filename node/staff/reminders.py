"""What leads are told about the staff: a takeover of the last 30 days, a second lead missing."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.groups.fields import day_text
from node.staff.model import TAKEOVER_SHOWN, Takeover
from node.staff.rules import can_lead
from node.staff.takeovers import store as takeovers
from node.today.model import Todo, Weight
from shared.period import helsinki_day
from shared.runtime.accounts import store
from shared.text import Text

FEWEST_LEADS = 2


def of_staff(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield what the first page tells leads of the staff."""
    for text in notices(db, now):
        mail = Text.of("A link for a new lead was made without a lead. See the page on staff.")
        yield Todo(
            text=text,
            weight=Weight.ALARM,
            href="/staff",
            command="staff list",
            mail=mail,
            may="lead",
        )
    if second_lead_missing(db):
        yield Todo(
            text=Text.of("Invite a second lead, so that the network does not hang on one person."),
            weight=Weight.CARE,
            href="/staff/invite",
            command="staff invite lead",
            may="lead",
        )


def notices(db: Connection, now: datetime) -> tuple[Text, ...]:
    """Return what every lead must see, newest first: links for a lead that no lead made."""
    return tuple(_told(one) for one in takeovers.takeovers(db, now - TAKEOVER_SHOWN))


def second_lead_missing(db: Connection) -> bool:
    """Tell whether the network would stand still if one person left."""
    return sum(can_lead(account) for account in store.accounts(db)) < FEWEST_LEADS


def _told(one: Takeover) -> Text:
    day = day_text(helsinki_day(one.at))
    if one.way == "operator":
        return Text.of(
            "On {day} a link for a new lead was made with the operator's word. If nobody of your "
            "network asked for it, end the accounts you do not know and call the operator.",
            day=day,
        )
    return Text.of(
        "On {day} a link for a new lead was made at the computer of this node. If nobody of your "
        "network asked for it, end the accounts you do not know and ask whoever runs it.",
        day=day,
    )
