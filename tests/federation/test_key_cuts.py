"""Fault 21: every way a key changes, cut short at every step; after a restart everything heals."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from hub.registry import store as registry
from hub.registry.keys import store as ring
from node.network import enrol
from tests.federation.cuts import Cut, Cuts, Kind, When, install
from tests.federation.keyed import (
    NODE,
    NOW,
    TOKEN,
    all_is_well,
    begin_rotation,
    believed,
    confirm,
    copy_of,
    enrol_again,
    invite_again,
    joined,
    names_fit,
    restart,
    revoke,
    rotate,
    rotate_hub,
    set_up,
    told,
)
from tests.federation.together import Together, together

CUTS: tuple[tuple[Kind, When], ...] = (
    ("file", "before"),
    ("commit", "before"),
    ("message", "before"),
    ("message", "after"),
)
"""What is true after a step is true before the next one of any kind; an answer can be lost, too."""

ALWAYS = 2
EVERY = int(os.environ.get("CUT_EVERY", "4"))
"""The first two steps are always cut, then one in so many; `make soak` cuts at every one."""

Scene = Callable[[Together], Awaitable[object]]


async def interrupted(folder: Path, cuts: Cuts, prepare: Scene, act: Scene, after: Scene) -> int:
    """Do something again and again, each time cut at a later step; return the last one's number."""
    async with together(folder / "made", NOW) as made:
        await prepare(made)
    number = last = 0
    while True:
        number += 1 if number < ALWAYS else EVERY
        copy = copy_of(folder / "made", folder / f"{number}")
        async with together(copy, NOW) as t:
            await t.start_node(NODE)
            await t.nodes[NODE].push()
            cuts.arm(number)
            try:
                await act(t)
            except Cut:
                pass
            finally:
                cuts.disarm()
            if not cuts.happened:
                return last
            last = number
            await restart(t)
            await after(t)
            await all_is_well(t)
            await names_fit(t.nodes[NODE])


async def rotated_at_last(t: Together) -> None:
    """Draw a key if none was, and require that the old one is gone in the end."""
    if (await believed(t)) == (await t.hub.desk.read(lambda db: ring.ring(db, NODE))).records[
        0
    ].public:
        await begin_rotation(t)
    await all_is_well(t)
    assert len((await t.hub.desk.read(lambda db: ring.ring(db, NODE))).records) == 2


@pytest.mark.parametrize(("kind", "when"), CUTS)
async def test_fault_21_rotation_interrupted_at_every(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, when: When
) -> None:
    cuts = install(monkeypatch, Cuts(kind, when))
    assert await interrupted(tmp_path, cuts, joined, rotate, rotated_at_last) >= 2


@pytest.mark.parametrize(("kind", "when"), CUTS)
async def test_fault_21_rotation_of_the_hub_interrupted_at_every(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, when: When
) -> None:
    async def once_more(t: Together) -> None:
        assert t.hub.desk.keys.version in {1, 2}

    cuts = install(monkeypatch, Cuts(kind, when))
    assert await interrupted(tmp_path, cuts, joined, rotate_hub, once_more) >= 2


async def enrolled_anew(t: Together) -> None:
    """Enrol, confirm, and report by the new key."""
    known = await enrol_again(t)
    if not isinstance(known, enrol.Known):  # The hub was cut short, and said so.
        raise Cut(told(known))
    await confirm(t, known)
    await t.nodes[NODE].push()


async def not_yet_joined(t: Together) -> None:
    """Set a node up and invite its network."""
    await t.start_node(NODE)
    await set_up(t)
    await t.hub.invite(NODE, "Kuopio", "Siilinjärvi", token=TOKEN)


async def taken_back(t: Together) -> None:
    """Take the key back and invite again."""
    await joined(t)
    await revoke(t)
    await invite_again(t)


async def finish_enrolment(t: Together) -> None:
    """Try again with the same line, as the page says, unless all was done."""
    network = await t.hub.desk.read(lambda db: registry.network(db, NODE))
    if network is None or network.standing != "active":
        await enrolled_anew(t)


@pytest.mark.parametrize(("kind", "when"), CUTS)
async def test_fault_21_enrolment_again_interrupted_at_every(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, when: When
) -> None:
    cuts = install(monkeypatch, Cuts(kind, when))
    count = await interrupted(tmp_path, cuts, taken_back, enrolled_anew, finish_enrolment)
    assert count >= 2


@pytest.mark.parametrize(("kind", "when"), CUTS)
async def test_fault_21_the_first_enrolment_interrupted_at_every(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, when: When
) -> None:
    cuts = install(monkeypatch, Cuts(kind, when))
    count = await interrupted(tmp_path, cuts, not_yet_joined, enrolled_anew, finish_enrolment)
    assert count >= (kind != "file") * 2
