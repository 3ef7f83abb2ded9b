"""The menu of the node: where each page stands, and who sees it."""

from shared.runtime.web.menu import Item
from shared.text import Text

MAIN = (
    Item(path="/", label=Text.of("Today")),
    Item(path="/groups", label=Text.of("Groups")),
    Item(path="/enquiries", label=Text.of("Enquiries"), may="meet"),
    Item(path="/instructors", label=Text.of("Instructors"), may="meet"),
    Item(path="/organisers", label=Text.of("Organisers")),
    Item(path="/work", label=Text.of("Network's work")),
    Item(path="/feedback", label=Text.of("Feedback")),
    Item(path="/leaves", label=Text.of("What leaves")),
)
OFFICE = (
    Item(path="/network", label=Text.of("Network"), may="lead"),
    Item(path="/material", label=Text.of("Material")),
    Item(path="/import", label=Text.of("Import"), may="lead"),
    Item(path="/export", label=Text.of("Export"), may="lead"),
    Item(path="/history", label=Text.of("History"), may="look"),
    Item(path="/staff", label=Text.of("Staff"), may="lead"),
    Item(path="/care", label=Text.of("Care"), may="lead"),
    Item(path="/account", label=Text.of("My account")),
    Item(path="/help", label=Text.of("Help"), may="anyone"),
)
