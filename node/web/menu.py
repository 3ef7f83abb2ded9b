"""The menu: where each page stands, and who sees it. What a role may not do is not shown."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from node.web.routing import May
from shared.text import Text


class Item(Struct, frozen=True, kw_only=True):
    """One entry of the menu."""

    path: str
    label: Text
    may: May = "look"


MAIN = (
    Item(path="/", label=Text.of("Today")),
    Item(path="/groups", label=Text.of("Groups")),
    Item(path="/enquiries", label=Text.of("Enquiries"), may="meet"),
    Item(path="/instructors", label=Text.of("Instructors")),
    Item(path="/organisers", label=Text.of("Organisers")),
    Item(path="/work", label=Text.of("Network's work")),
    Item(path="/feedback", label=Text.of("Feedback"), may="meet"),
    Item(path="/leaves", label=Text.of("What leaves")),
)
OFFICE = (
    Item(path="/network", label=Text.of("Network"), may="lead"),
    Item(path="/import", label=Text.of("Import"), may="lead"),
    Item(path="/export", label=Text.of("Export"), may="lead"),
    Item(path="/history", label=Text.of("History"), may="look"),
    Item(path="/staff", label=Text.of("Staff"), may="lead"),
    Item(path="/care", label=Text.of("Care"), may="lead"),
    Item(path="/account", label=Text.of("My account")),
    Item(path="/help", label=Text.of("Help"), may="anyone"),
)


def shown(
    items: tuple[Item, ...], may: Callable[[May], bool], path: str
) -> Iterator[tuple[Item, bool]]:
    """Yield the entries this person may open, and whether the page stands under it."""
    for item in items:
        if item.may == "anyone" or may(item.may):
            under = item.path != "/" and path.startswith(f"{item.path}/")
            yield item, path == item.path or under
