"""A site of a few pages: each is written as all are, and an hour of kills is enough."""

from typing import Any

from hub.site import publish
from hub.site.plan import plan

PAGES = 6


def few_pages() -> None:
    """Publish only the first pages, in this process."""
    whole = plan

    def few(*given: Any) -> tuple[Any, ...]:
        return tuple(whole(*given))[:PAGES]

    vars(publish)["plan"] = few
