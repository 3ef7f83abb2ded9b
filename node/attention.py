"""What asks for a person's attention: for the first page, the command and the weekly mail."""

from node.anonymiser.releases import todo as releases
from node.backup.model import Place
from node.care import todo as care
from node.enquiries import todo as enquiries
from node.notices import todo as notices
from node.staff import reminders
from node.today import sources as today
from node.today.model import Source
from node.witness import todo as witness
from node.work import asks as work
from shared.runtime.mail import MailPlan


def sources(place: Place, plan: MailPlan) -> tuple[Source, ...]:
    """Return the sources of a node whose backups and mail go there, in the order of equals."""
    return (
        today.of_network,
        witness.of_log,
        notices.of_messages,
        releases.of_figures,
        today.of_groups,
        enquiries.todos,
        today.of_retention,
        work.of_agreements,
        reminders.of_staff,
        care.source(place, plan),
    )
