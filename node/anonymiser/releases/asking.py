"""What the lead may ask for: publish now, send a refused one again, revise once, a new key.

Each is the job of one transaction, told to the history. The sender does it: nothing is signed
before both sides agree on where the chain stands.
"""

from collections.abc import Mapping
from datetime import datetime
from sqlite3 import Connection
from typing import get_args

from node.anonymiser.releases import plan, publish, store
from node.anonymiser.releases.model import Asked, Reason, due_at, is_quarter
from node.anonymiser.releases.plan import Facts, Standing
from node.anonymiser.releases.words import short_quarter
from node.history import record as history
from node.history.model import Doer
from node.outbox import store as outbox
from shared.period import helsinki_day
from shared.text import Text
from shared.wire.words import Quarter

REASONS: tuple[Reason, ...] = get_args(Reason)
_NO_QUARTER = Text.of("A quarter is written so: 2026-Q3.")
_WHY_NOT: Mapping[Standing, Text] = {
    "open": Text.of("The quarter {quarter} is not over."),
    "not_asked": Text.of(
        "The hub has not asked this network for figures of {quarter}. At every contact (command: "
        "push) it says of which quarters of the last two years it waits for figures."
    ),
    "not_owed": Text.of(
        "The hub takes no figures of {quarter} from this network: it answered for no municipality "
        "then, another network reports them, or the operator has not settled which one does. Ask "
        "the operator."
    ),
    "queued": Text.of("The figures of {quarter} are on their way already."),
    "published": Text.of("The figures of {quarter} are published already."),
}


def publish_now(
    db: Connection, quarter: Quarter, doer: Doer, *, without_people: bool = False
) -> Text | None:
    """Have a quarter's figures made and sent; a Text says why that cannot be."""
    if not is_quarter(quarter):
        return _NO_QUARTER
    facts = _facts(db, quarter)
    found = plan.standing(facts, doer.at)
    match found:
        case "due" if without_people:
            store.ask(db, Asked(quarter=quarter, wish="without_people"), doer.at)
        case "refused":
            store.ask(db, Asked(quarter=quarter, wish="again"), doer.at)
        case "due" | "set_aside":
            pass
        case "early":
            day = f"{helsinki_day(due_at(quarter)):%-d.%-m.%Y}"
            return Text.of("The figures of a quarter leave from {day} on.", day=day)
        case _:
            return Text.of(_WHY_NOT[found].msgid, quarter=short_quarter(quarter))
    _noted(db, quarter, doer)
    return None


def revise(db: Connection, quarter: Quarter, reason: str, doer: Doer) -> Text | None:
    """Have the one revision of a quarter made and sent; a Text says why that cannot be."""
    if not is_quarter(quarter):
        return _NO_QUARTER
    facts, told = _facts(db, quarter), short_quarter(quarter)
    if plan.standing(facts, doer.at) != "published":
        return Text.of("Only published figures can be revised; {quarter} is not.", quarter=told)
    if not plan.may_revise(facts, doer.at):
        return Text.of(
            "{quarter} was published and revised already. A third version would give away more "
            "than it corrects, so there is none.",
            quarter=told,
        )
    chosen = next((one for one in REASONS if one == reason), None)
    if chosen is None:
        return Text.of("Say why: {reasons}.", reasons=", ".join(REASONS))
    store.ask(db, Asked(quarter=quarter, wish="revision", reason=chosen), doer.at)
    _noted(db, quarter, doer)
    return None


def wake_for_due(db: Connection, now: datetime) -> bool:
    """Have the sender look if a release is due; tell whether one is."""
    waiting = publish.is_waiting(db, now)
    if waiting:
        outbox.mark_dirty(db, now)
    return waiting


def _facts(db: Connection, quarter: Quarter) -> Facts:
    known = {one.quarter: one for one in publish.every(db)}
    return known.get(quarter) or Facts(quarter=quarter)


def _noted(db: Connection, quarter: Quarter, doer: Doer) -> None:
    store.set_trouble(db, quarter, (), doer.at)
    outbox.mark_dirty(db, doer.at)
    history.note(db, doer, "statistics", quarter)
