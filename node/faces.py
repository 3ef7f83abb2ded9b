"""Every page of the node, and what asks for a person's attention: lists for the composition roots.

Loaded by `serve` alone: the web framework takes a third of the start.
"""

from litestar.handlers import HTTPRouteHandler

from node.activities import pages as activities
from node.care import pages as care
from node.care import watching
from node.enquiries import pages as enquiries
from node.exporting import pages as exporting
from node.feedback import pages as feedback
from node.groups import pages as groups
from node.help import pages as helping
from node.history import pages as history
from node.importing import pages as importing
from node.instructors import pages as instructors
from node.keys import pages as keys
from node.leaves import pages as leaves
from node.network import pages as network
from node.notices import pages as notices
from node.organisers import pages as organisers
from node.persons import pages as persons
from node.staff import pages as staff
from node.start import pages as start
from node.today import pages as today
from node.trainings import pages as trainings
from node.work import pages as work

FEATURES = (
    today,
    groups,
    enquiries,
    instructors,
    trainings,
    persons,
    organisers,
    work,
    activities,
    feedback,
    leaves,
    network,
    notices,
    keys,
    start,
    importing,
    exporting,
    history,
    staff,
    care,
    watching,
    helping,
)


def routes() -> tuple[HTTPRouteHandler, ...]:
    """Return every handler once, in the order of the menu."""
    found: dict[int, HTTPRouteHandler] = {}
    for feature in FEATURES:
        for handler in feature.ROUTES:
            found.setdefault(id(handler), handler)
    return tuple(found.values())
