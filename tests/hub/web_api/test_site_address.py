"""What an operator may set as the site's address is what a node can read in a welcome."""

from pathlib import Path

import msgspec
import pytest

from hub.settings import PREFIX, Settings
from shared.runtime import settings
from shared.runtime.settings import SettingsError
from shared.wire.codec import decode_answer, encode
from shared.wire.session import Welcome
from tests.hub.ingest.builders_ingest import NODE, hub_in


def address(told: str) -> str:
    """Return the site's address as the settings take it."""
    environ = {f"{PREFIX}_SITE__BASE_URL": told}
    return settings.load(Settings, file=None, environ=environ, prefix=PREFIX).site.base_url


@pytest.mark.parametrize(
    "told",
    [
        "",
        "https://vertaistuki.example",
        "https://vertaistuki.example:8443/kartta/",
        "https://vertaistuki-ä.example",
        "http://127.0.0.1:8450",
        "http://localhost:8450",
        "http://[::1]:8450",
    ],
)
async def test_every_address_that_is_taken_can_be_told_to_nodes(tmp_path: Path, told: str) -> None:
    async with hub_in(tmp_path) as stand:
        welcome = await (await stand.active_node(NODE)).hello()
    assert isinstance(welcome, Welcome)

    known = decode_answer(encode(_at(welcome, address(told))), "welcome/1")

    assert isinstance(known, Welcome)
    assert known.site == told


@pytest.mark.parametrize(
    "told",
    [
        "http://10.0.0.5:8450",
        "http://kartta.local",
        "vertaistuki.example",
        "https://bank.example@vertaistuki.example",
        "https://vertaistuki.example/a b",
        "http://127.0.0.1.evil.example",
    ],
)
def test_any_other_stops_the_hub_before_it_starts(told: str) -> None:
    with pytest.raises(SettingsError, match="BASE_URL has the wrong form") as refused:
        address(told)
    assert told not in str(refused.value.text)


def _at(welcome: Welcome, site: str) -> Welcome:
    return msgspec.structs.replace(welcome, site=site)
