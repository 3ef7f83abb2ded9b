"""What the faces of the care of the machine are handed: where things lie, and the chores."""

from dataclasses import dataclass

from node.backup.model import Place
from node.care.worker import ChoreWorker
from node.mail.chore import Mailer
from shared.runtime.mail import MailPlan


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The machine of one open node: its backups, its mail, its chores."""

    place: Place
    mail: MailPlan
    mailer: Mailer
    chores: ChoreWorker
