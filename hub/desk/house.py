"""What every page of the desk stands on, beside what all pages stand on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from hub.counter import Desk
from hub.registry.words import FRESHNESS, STANDING
from shared.runtime.i18n import Translator
from shared.runtime.web import house as web
from shared.runtime.web.menu import Item
from shared.text import Text

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class House(web.House):
    """The collaborators of every page. `menu`: its entries; `site`: what everybody reads."""

    desk: Desk
    menu: tuple[Item, ...]
    translators: Mapping[str, Callable[[], Translator]]
    site: str = ""

    def words(self, language: str) -> Translator:
        """Return the translator of a page's language."""
        return self.translators[language]()


def environment(translator: Translator) -> Environment:
    """Return the desk's templates in one language."""
    made = web.environment(translator, (HERE / "templates",))
    made.globals["place"] = Text.of("The hub's desk")
    made.globals["stays"] = Text.of("never leaves this hub")
    made.globals["standings"] = STANDING
    made.globals["freshnesses"] = FRESHNESS
    return made
