"""The desk's page of what operators were told by mail and webhook, and how that goes."""

from sqlite3 import Connection

from litestar.di import NamedDependency
from msgspec import Struct

from hub.desk.routing import page
from hub.desk.visit import Visit
from hub.notices.alerts import store
from hub.notices.alerts.model import CHANNELS, Found, Letter
from hub.notices.alerts.words import CHANNEL_WORDS, STATES
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Text

PATH = "/told"
ENTRY = Item(path=PATH, label=Text.of("Mail"))
SHOWN = 50


class Told(Struct, frozen=True, kw_only=True):
    """The newest alerts and letters."""

    alerts: tuple[Found, ...]
    letters: tuple[Letter, ...]


@page(PATH)
async def told(visit: NamedDependency[Visit]) -> Page:
    """Show the newest alerts and the letters that told of them."""
    found = await visit.read(_told)
    return visit.page("told/list.html", told=found, channels=CHANNEL_WORDS, states=STATES)


def _told(db: Connection) -> Told:
    letters = (letter for channel in CHANNELS for letter in store.letters(db, channel, SHOWN))
    newest = sorted(letters, key=lambda one: (one.made_at, one.number), reverse=True)
    return Told(alerts=store.newest(db, SHOWN), letters=tuple(newest[:SHOWN]))


ROUTES = [told]
