"""Signing in and one's own account, by the pages that both sides share."""

from shared.runtime.accounts.pages import ROUTES as ACCOUNTS
from shared.runtime.web.menu import Item
from shared.text import Text

ENTRY = Item(path="/account", label=Text.of("My account"))
ROUTES = [*ACCOUNTS]
