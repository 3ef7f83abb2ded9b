"""What the machine asks of a lead on the first page and in the weekly mail."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.backup.model import Place
from node.care.alarms import alarms
from node.care.gather import findings
from node.today.model import Source, Todo, Weight
from shared.runtime.mail import MailPlan


def source(place: Place, plan: MailPlan) -> Source:
    """Return the source of a node whose backups and mail go there."""

    def of_machine(db: Connection, now: datetime) -> Iterable[Todo]:
        for alarm in alarms(findings(db, now, place=place, plan=plan)):
            yield Todo(
                text=alarm.text,
                weight=Weight.ALARM if alarm.kind == "alarm" else Weight.CARE,
                href=alarm.href,
                command="care",
                mail=alarm.mail,
                may="lead",
            )

    return of_machine
