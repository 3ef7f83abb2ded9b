"""Put the desk's pages together over an open hub. Used by app.py, loaded by `serve` alone."""

from collections.abc import Callable, Mapping
from functools import partial

from hub.counter import Desk
from hub.desk import accounts, faces
from hub.desk.house import House, environment
from hub.desk.routing import ALLOWED
from hub.desk.visit import Visit
from shared.runtime import masterkey
from shared.runtime.accounts import session, store
from shared.runtime.accounts.pages import sign_in_page
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.i18n import Translator
from shared.runtime.web import site
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.csrf import Csrf
from shared.runtime.web.guards import Gate
from shared.runtime.web.house import Languages

STYLE = "/desk.css"
Words = Mapping[str, Callable[[], Translator]]


async def application(desk: Desk, words: Words, origin: str, public: str = "") -> Gate:
    """Return the pages of the desk. `origin` is the address browsers use, empty for this computer.

    `public` is the address of the site that everybody reads. Raises MasterKeyError.
    """
    master = accounts.load(desk.data)
    house = House(
        desk=desk,
        languages=Languages(words, environment),
        translators=words,
        find=partial(session.find, desk.database),
        cookies=Cookies(
            instance=masterkey.purpose(master, "instance").hex()[:8], secure=bool(origin)
        ),
        csrf=Csrf(masterkey.purpose(master, "csrf")),
        resume_key=masterkey.purpose(master, "resume"),
        allowed=ALLOWED,
        origin=origin,
        names=await desk.read(store.names),
        menu=faces.menu(),
        site=public.rstrip("/"),
    )
    given = {"porter": accounts.porter(desk.database, Passwords(), master)}
    return site.build(
        house,
        kind=Visit,
        style=STYLE,
        routes=faces.routes(),
        sign_in=sign_in_page,
        given=given,
    )
