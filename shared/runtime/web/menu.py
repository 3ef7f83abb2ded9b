"""A menu: where each page stands, and who sees it. What a role may not do is not shown."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from shared.text import Text


class Item(Struct, frozen=True, kw_only=True):
    """One entry of the menu."""

    path: str
    label: Text
    may: str = "look"


def shown(
    items: tuple[Item, ...], may: Callable[[str], bool], path: str
) -> Iterator[tuple[Item, bool]]:
    """Yield the entries this person may open, and whether the page stands under it."""
    for item in items:
        if item.may == "anyone" or may(item.may):
            under = item.path != "/" and path.startswith(f"{item.path}/")
            yield item, path == item.path or under
