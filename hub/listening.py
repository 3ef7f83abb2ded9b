"""The hub's three listeners: the nodes' API, the parents' site, the operators' desk."""

from collections.abc import Callable, Mapping
from functools import partial

from hub.desk import serving
from hub.parts import Parts
from hub.translations import LANGUAGES, translator
from shared.runtime.i18n import Translator
from shared.runtime.serve import Application, Listener
from shared.runtime.web.guards import require_safe


def words() -> Mapping[str, Callable[[], Translator]]:
    """Return how to read each of the desk's languages."""
    return {code: partial(translator, code) for code in LANGUAGES}


async def three(hub: Parts, nodes: Application) -> tuple[Listener, Listener, Listener]:
    """Return the listeners. Raises AddressError if operators' pages could be read along."""
    listen, desk = hub.settings.listen, hub.settings.desk
    require_safe(desk.host, desk.address, "desk.address")
    pages = await serving.application(
        hub.desk, words(), desk.address.rstrip("/"), hub.settings.site.base_url
    )
    return (
        Listener("api", nodes, host=listen.api_host, port=listen.api_port),
        Listener("site", hub.site, host=listen.site_host, port=listen.site_port),
        Listener(
            "desk", pages, host=desk.host, port=desk.port, trusted_proxies=desk.trusted_proxies
        ),
    )
