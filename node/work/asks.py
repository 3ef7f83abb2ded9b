"""What the work beside the groups asks of a lead on the first page: agreements that end soon."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.groups.fields import day_text
from node.today.model import Todo, Weight
from node.work import store
from shared.period import helsinki_day
from shared.text import Text


def of_agreements(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield every agreement that ends within 60 days and that no other follows."""
    for agreement in store.ending_soon(db, helsinki_day(now)):
        if agreement.ends is None:
            continue
        day = day_text(agreement.ends)
        yield Todo(
            text=Text.of(
                "The agreement with {party} ends on {day}: renew it, or let it end.",
                party=agreement.party,
                day=day,
            ),
            weight=Weight.CARE,
            href=f"/work/agreements/{agreement.id}",
            command=f"agreement edit {agreement.id} --ends …",
            mail=Text.of("A partnership agreement ends soon."),
            may="lead",
        )
