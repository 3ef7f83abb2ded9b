"""A hub with something to do for its operators, and every page of the desk as it then looks."""

import asyncio
import re
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from hub.desk import faces
from shared.wire.availability import Statement
from shared.wire.enrolment import Enrolled
from tests.hub.cli.test_hub_cli import invitation
from tests.hub.desk.desk_stand import Desk, desk_in
from tests.hub.ingest.builders_ingest import SimNode, contact, offer

SAVO, PORVOO, ESPOO, TURKU, OULU = "pohjois-savo", "ita-uusimaa", "espoo", "turku", "oulu"
READ = (
    "/",
    "/networks",
    "/invite",
    *(f"/networks/{node}" for node in (SAVO, PORVOO, ESPOO, TURKU, OULU)),
    f"/networks/{SAVO}/grant",
    f"/networks/{SAVO}/handover",
    f"/networks/{SAVO}/end",
    "/reporting",
    "/owners",
    "/alarms",
    "/acts",
    "/operators",
    "/account",
    "/account/password",
    "/account/confirm?next=operators",
    "/recovery-codes",
)
"""What an operator opens, beside every page whose address is always the same."""

NOT_SIGNED_IN = frozenset({"/sign-in", "/code", "/second-factor"})
PRESSED: tuple[tuple[str, dict[str, str]], ...] = (
    ("/invite", {"node": "Pohjois Savo", "municipalities": "Kuopoi"}),
    (f"/networks/{ESPOO}/confirm", {"code": "AAAA-BBBB-CCCC"}),
    (f"/networks/{SAVO}/handover", {"to": "nobody", "places": "Kuopio", "day": "1.1.2020"}),
    (f"/networks/{SAVO}/resume", {}),
    ("/owners", {"node": SAVO, "places": "Kuopio", "quarter": "2020-Q1"}),
    (f"/networks/{ESPOO}/invite", {}),
    ("/operators/invite", {}),
)
"""Forms that are refused or answered by a page of their own."""


def plain_pages() -> tuple[str, ...]:
    """Return the addresses of the pages that need nothing to be named: a new page is among them."""
    paths = (min(r.paths) for r in faces.routes() if "GET" in r.http_methods)
    inner = (path.removeprefix("/{language:str}") or "/" for path in paths)
    return tuple(path for path in inner if "{" not in path and path not in NOT_SIGNED_IN)


def seen_by(*languages: str) -> dict[str, str]:
    """Return every page of the desk by its name; the languages take turns."""
    return asyncio.run(_seen(languages))


async def _seen(languages: Iterable[str]) -> dict[str, str]:
    tongues = tuple(languages)
    with tempfile.TemporaryDirectory() as folder:
        async with desk_in(Path(folder) / "empty") as bare:
            seen = {"empty /": await bare.operator.open("/", tongues[0])}
            for path in ("/networks", "/reporting", "/alarms", "/acts"):
                seen[f"empty {path}"] = await bare.operator.open(path, tongues[0])
            seen["/sign-in"] = await bare.nobody.open("/sign-in", tongues[0])
        async with desk_in(Path(folder) / "hub") as desk:
            await live(desk)
            for number, path in enumerate(dict.fromkeys((*READ, *plain_pages()))):
                language = tongues[number % len(tongues)]
                seen[path] = await desk.operator.open(path, language)
            for number, (path, fields) in enumerate(PRESSED):
                language = tongues[number % len(tongues)]
                answer = await desk.operator.press(path, fields, language=language)
                seen[f"pressed {path}"] = answer.text
    return seen


async def live(desk: Desk) -> None:
    """Have networks in every state, and something that waits for each of them."""
    savo = await joined(desk, SAVO, "Pohjois-Savon verkosto", "Kuopio, Siilinjärvi")
    porvoo = await joined(desk, PORVOO, "Itä-Uudenmaan verkosto", "Porvoo")
    await joined(desk, OULU, "Oulun verkosto", "Oulu")
    espoo = SimNode(desk.stand, ESPOO)
    assert isinstance(
        await espoo.enrol(await invited(desk, ESPOO, "Espoon verkosto", "Espoo")), Enrolled
    )
    await invited(desk, TURKU, "Turun seudun verkosto", "Turku, Kaarina")
    await savo.push(savo.next())
    await savo.push(savo.next(offers=(offer(place="999", serves=("999",)),)))
    await savo.push(savo.next(offers=()))
    await savo.tell(contact())
    said = Statement(municipality="638", says="none", since=date(2026, 11, 2))
    await porvoo.push(porvoo.next(municipalities=(said,), offers=()))
    handed = {"to": OULU, "places": "Siilinjärvi", "day": "1.1.2027"}
    await desk.operator.press(f"/networks/{SAVO}/handover", handed)
    await desk.operator.press(f"/networks/{PORVOO}/end", {"day": "1.6.2027"})
    await desk.operator.press(f"/networks/{OULU}/suspend")
    desk.stand.clock.turn(days=8)
    await savo.hello()


async def invited(desk: Desk, node: str, name: str, places: str) -> str:
    """Invite a network at the desk and return its invitation's token."""
    sent = {"node": node, "name_fi": name, "municipalities": places}
    answer = await desk.operator.press("/invite", sent)
    line = re.search(r"voikukkia-[A-Za-z0-9_-]{40,}", answer.text)
    assert line is not None, answer.text
    return invitation(line[0]).token


async def joined(desk: Desk, node: str, name: str, places: str) -> SimNode:
    """Have a network come in: invited at the desk, enrolled, confirmed over the telephone."""
    made = SimNode(desk.stand, node)
    assert isinstance(await made.enrol(await invited(desk, node, name, places)), Enrolled)
    await desk.stand.confirm(made)
    await made.hello()
    return made
