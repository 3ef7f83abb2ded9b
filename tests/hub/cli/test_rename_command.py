"""`rename`, `contacts`: what an operator sees is what is published, in every language."""

import asyncio
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.ingest import ledger
from hub.ingest import store as ingest
from hub.registry import store as registry
from hub.registry.naming import store as naming
from hub.registry.words import contact_lines
from shared.wire.availability import NetworkName
from shared.wire.contact import Text as Hours
from tests.hub.cli.test_hub_cli import Line, line
from tests.hub.ingest.builders_ingest import NODE, SimNode, Stand, contact, hub_in

__all__ = ["line"]

SAVO = ("invite", "savo", "--name-fi", "Savo", "--name-sv", "Savolax", "--municipalities", "Kuopio")
OWN = NetworkName(fi="Savon verkosto", sv="Savolax nätverk")
NEWER = NetworkName(fi="Savon verkosto", sv="Nätverket i Savolax")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOIKUKKIA_HUB_LANGUAGE", "en")


async def ok(line: Line, *tokens: str) -> str:
    """Run a command beside an open hub."""
    return await asyncio.to_thread(line.ok, *tokens)


async def calling_itself(stand: Stand, name: NetworkName) -> SimNode:
    """Return a network that has reported under its own name."""
    node = await stand.active_node()
    await node.push(node.next(network=name))
    return node


async def name_of(stand: Stand) -> NetworkName:
    """Return the name that parents read."""
    network = await stand.desk.read(lambda db: registry.network(db, NODE))
    assert network is not None
    return network.name


def names(line: Line) -> str:
    """Return the two names of the one network, as `networks` has them."""
    (found,) = json.loads(line.ok("networks", "--json"))
    return f"{found['name']} / {found['name_sv']}"


def test_an_invited_network_is_renamed(line: Line) -> None:
    line.ok(*SAVO)
    assert "savo is called Savon / Savolax" in line.ok(
        "rename", "savo", "--name-fi", "Savon", "--name-sv", "Savolax"
    )
    assert names(line) == "Savon / Savolax"
    assert "savo: invited" in line.ok("networks")
    assert "already" in line.refused("rename", "savo", "--name-fi", "Savon")


def test_the_finnish_name_does_not_come_onto_swedish_pages_unsaid(line: Line) -> None:
    line.ok(*SAVO)
    assert "in Swedish is missing" in line.refused("rename", "savo", "--name-fi", "Savon verkosto")
    assert names(line) == "Savo / Savolax"
    line.ok("rename", "savo", "--name-sv", "Norra Savolax")
    assert names(line) == "Savo / Norra Savolax"
    line.ok("rename", "savo", "--name-fi", "Savo", "--name-sv", "Savo")
    assert names(line) == "Savo / Savo"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("savo",), "No name was given"),
        (("savo", "--keep"), "calls itself by no other name"),
        (("savo", "--keep", "--name-fi", "Savo"), "no other name is given"),
        (("nobody", "--keep"), "No network is called nobody"),
        (("nobody", "--name-fi", "A", "--name-sv", "B"), "No network is called nobody"),
        (("savo", "--name-sv", "<b>"), "1 to 120 characters"),
    ],
)
def test_what_cannot_be_done_is_said(line: Line, typed: tuple[str, ...], why: str) -> None:
    line.ok(*SAVO)
    assert why in line.refused("rename", *typed)
    assert names(line) == "Savo / Savolax"


async def test_both_names_are_shown_and_the_note_goes_when_they_agree(line: Line) -> None:
    async with hub_in(line.data, line.clock) as stand:
        node = await calling_itself(stand, OWN)
        shown = await ok(line, "networks")
        assert f"calls itself {OWN.fi} in Finnish and {OWN.sv} in Swedish" in shown
        assert "parents read Esimerkkiverkosto and Exempelnätverk" in shown

        await ok(line, "rename", NODE, "--name-fi", OWN.fi, "--name-sv", OWN.sv)
        assert await name_of(stand) == OWN
        assert "calls itself" not in await ok(line, "networks")

        await node.push(node.next(network=NEWER))
        assert f"and {NEWER.sv} in Swedish" in await ok(line, "networks")


async def test_a_name_that_is_declined_waits_no_longer_until_there_is_a_new_one(
    line: Line,
) -> None:
    async with hub_in(line.data, line.clock) as stand:
        node = await calling_itself(stand, OWN)
        before = await name_of(stand)
        entries = (await stand.desk.read(ledger.tip)).entries

        said = await ok(line, "rename", NODE, "--keep")

        assert f"keeps its name {before.fi} / {before.sv}" in said
        assert OWN.sv in said
        assert "calls itself" not in await ok(line, "networks")
        assert await name_of(stand) == before
        assert (await stand.desk.read(ledger.tip)).entries == entries
        again = await asyncio.to_thread(line.refused, "rename", NODE, "--keep")
        assert "kept before" in again
        await node.push(node.next(network=NEWER))
        assert "calls itself" in await ok(line, "networks")
        await ok(line, "rename", NODE, "--keep")
        assert "calls itself" not in await ok(line, "networks")
        declined = await stand.desk.read(naming.declined)
        assert declined == {NODE: NEWER}


async def test_an_ended_network_asks_nothing_about_its_name(line: Line) -> None:
    async with hub_in(line.data, line.clock) as stand:
        await calling_itself(stand, OWN)
        await ok(line, "end", NODE, "--on", "1.1.2027")
        assert "calls itself" in await ok(line, "networks")
        line.clock.turn(days=90)
        assert "calls itself" not in await ok(line, "networks")


async def test_the_hours_of_a_contact_are_seen_in_every_language(tmp_path: Path) -> None:
    hours = Hours(fi="ma–to 9–12", sv="mån–tors 9–12", en="Mon–Thu 9–12")
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact(hours=hours, telephone="017 123 456"))
        kept = await stand.desk.read(lambda db: tuple(ingest.contacts(db, "held").values()))
    (said,) = contact_lines(kept)
    assert str(said).endswith("017 123 456, fi: ma–to 9–12, sv: mån–tors 9–12, en: Mon–Thu 9–12")
    (short,) = contact_lines(
        [replace(kept[0], contact=replace(kept[0].contact, hours=replace(hours, sv=None, en=None)))]
    )
    assert str(short).endswith("017 123 456, fi: ma–to 9–12")
