"""The desk and the command line take the same decisions: the same acts come into the ledger."""

import asyncio

from hub.ingest import ledger
from tests.hub.cli.test_hub_cli import Line, line
from tests.hub.desk.desk_stand import Desk
from tests.hub.ingest.builders_ingest import NODE, Stand, hub_in

__all__ = ["line"]

HOME = f"/networks/{NODE}"
OTHER = "etela-savo"
PRESSED: tuple[tuple[str, dict[str, str]], ...] = (
    (f"{HOME}/suspend", {}),
    (f"{HOME}/resume", {}),
    (f"{HOME}/grant", {"municipalities": "Kuopio, Siilinjärvi, Maaninka", "reach": "11, 10"}),
    (f"{HOME}/handover", {"to": OTHER, "places": "Siilinjärvi", "day": "1.1.2027"}),
    (f"{HOME}/call-off", {"day": "2027-01-01", "to": OTHER}),
    (f"{HOME}/end", {"day": "1.6.2027"}),
    (f"{HOME}/revoke", {}),
)
TYPED = (
    ("suspend", NODE),
    ("resume", NODE),
    ("grant", NODE, "--municipalities", "Kuopio, Siilinjärvi, Maaninka", "--reach", "11, 10"),
    ("handover", NODE, OTHER, "Siilinjärvi", "--on", "1.1.2027"),
    ("call-off", NODE, OTHER, "--on", "1.1.2027"),
    ("end", NODE, "--on", "1.6.2027"),
    ("revoke", NODE),
)


async def decided(stand: Stand, since: int) -> list[tuple[str, bytes]]:
    """Return kind and body of the ledger's entries since a number, without keys of nodes."""

    def job(db: object) -> list[tuple[str, bytes]]:
        rows = db.execute(  # type: ignore[attr-defined]
            "SELECT kind, body FROM ledger WHERE entry >= :since ORDER BY entry", {"since": since}
        )
        return [(row["kind"], bytes(row["body"])) for row in rows]

    return await stand.desk.read(job)


async def begun(stand: Stand) -> int:
    """Have two networks come in, and return the number of the ledger's next entry."""
    await stand.active_node()
    await stand.active_node(OTHER, "491")
    return (await stand.desk.read(ledger.tip)).entries


async def test_pages_and_commands_write_the_same_acts(desk: Desk, line: Line) -> None:
    since = await begun(desk.stand)
    for path, fields in PRESSED:
        await desk.operator.done(path, fields)
    at_the_desk = await decided(desk.stand, since)

    async with hub_in(line.data, line.clock) as stand:
        since = await begun(stand)
        for tokens in TYPED:
            await asyncio.to_thread(line.ok, *tokens)
        typed = await decided(stand, since)

    def told(entries: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        return [(kind, b"" if kind == "revoked" else body) for kind, body in entries]

    assert told(at_the_desk) == told(typed)
    assert len(typed) == len(TYPED) + 1  # a key that is taken back also suspends
