"""Words of the hub in the wrong place: an old welcome, older tables, a refusal of something else.

What stands between node and hub here may give the node another signed answer than today's.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hub.ingest import problems
from hub.settings import Limits
from node.push import store as push
from node.push.model import Memory
from shared.signing import decode_envelope, encode_envelope, sign
from shared.wire.codec import decode_answer
from shared.wire.envelope import Envelope
from shared.wire.problem import Problem
from shared.wire.session import Welcome
from tests.federation.together import LiveNode, Together, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOURS = 7
"""More than the hub lets pass between two hellos."""
Play = Callable[[Envelope], Envelope]


class Between:
    """Stands between node and hub, hears every welcome, and may play another in its place."""

    def __init__(self, hub: Any) -> None:
        self.heard: list[Envelope] = []
        self.play: Play = lambda envelope: envelope
        self.instead_of_a_challenge: Envelope | None = None
        self._hub = hub

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request on, and its answer back."""
        refusal = self.instead_of_a_challenge
        if refusal is not None and scope["path"].endswith("/challenge"):
            await _answer(send, 429, refusal)
            return
        if not scope["path"].endswith("/hello"):
            await self._hub(scope, receive, send)
            return
        body, status = bytearray(), 0

        async def note(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            body.extend(message.get("body", b""))

        await self._hub(scope, receive, note)
        envelope = decode_envelope(bytes(body))
        self.heard.append(envelope)
        await _answer(send, status, self.play(envelope))


async def _answer(send: Any, status: int, envelope: Envelope) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": encode_envelope(envelope)})


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Together, LiveNode]]:
    """A node that has said hello to its hub once, and waits for the next time."""
    async with together(tmp_path, NOW) as federation:
        node = await federation.join("savo", "Kuopio")
        between(federation)
        assert await node.push() == "confirmed"
        yield federation, node


def between(federation: Together) -> Between:
    """Stand between the nodes and the hub as it runs now."""
    found: Any = Between(federation.hub.api)
    federation.wire.hub = found
    return found  # type: ignore[no-any-return]


async def remembered(node: LiveNode) -> Memory:
    """Return what the node remembers of the hub."""
    return await node.desk.read(push.memory)


def read(envelope: Envelope) -> Welcome:
    """Return a welcome."""
    welcome = decode_answer(envelope.payload, "welcome/1")
    assert isinstance(welcome, Welcome)
    return welcome


async def test_fault_34_an_old_welcome_brings_no_old_policy_back(
    pair: tuple[Together, LiveNode],
) -> None:
    federation, node = pair
    old: Any = federation.wire.hub
    before = read(old.heard[-1]).policy
    await federation.stop_hub()
    federation.settings = replace(federation.settings, limits=Limits(ask_from_s=86_400))
    await federation.start_hub()
    line = between(federation)
    federation.clock.turn(hours=HOURS)
    await node.push()
    first, said = await remembered(node), read(line.heard[-1]).policy
    line.play = lambda _envelope: old.heard[-1]

    federation.clock.turn(hours=HOURS)
    await node.push()

    assert first.word is not None
    assert first.word.policy == said != before
    after = await remembered(node)
    assert (after.word, after.trouble) == (first.word, "not_about_this")
    line.play = lambda envelope: envelope
    federation.clock.turn(hours=HOURS)
    assert await node.push() == "confirmed"


async def test_fault_34_a_welcome_of_the_same_session_counts_for_one_hello(
    pair: tuple[Together, LiveNode],
) -> None:
    """It would name an older head, and the node would send again what the hub has long had."""
    federation, node = pair
    line = between(federation)
    federation.clock.turn(hours=HOURS)
    await node.push()
    earlier = line.heard[-1]
    await node.confirm()
    await node.push()
    line.play = lambda _envelope: earlier

    federation.clock.turn(hours=HOURS)
    phase = await node.push()

    assert phase != "resending"
    assert (await remembered(node)).trouble == "not_about_this"


async def test_fault_34_tables_that_a_hub_names_take_the_place_of_none_of_the_nodes(
    pair: tuple[Together, LiveNode],
) -> None:
    federation, node = pair
    line, key, before = between(federation), federation.hub.desk.key, node.desk.reference
    line.play = lambda envelope: sign(replace(read(envelope), reference_etag="2009-01-01"), key)

    federation.clock.turn(hours=HOURS)
    await node.confirm()
    phase = await node.push()

    assert phase == "confirmed"
    assert node.desk.reference is before


async def test_fault_10_a_hub_that_is_busy_is_heard_as_busy(
    pair: tuple[Together, LiveNode],
) -> None:
    """The challenge is not signed, the refusal to give one is."""
    federation, node = pair
    line, key = between(federation), federation.hub.desk.key
    line.instead_of_a_challenge = sign(problems.busy(600), key)

    federation.clock.turn(hours=HOURS)
    await node.push()

    memory = await remembered(node)
    assert memory.trouble == "busy"
    assert memory.next_attempt_at is not None
    assert memory.next_attempt_at - federation.clock.now() >= timedelta(seconds=600)


@pytest.mark.parametrize("code", ["too_large", "outside_grant", "fork"])
async def test_fault_07_a_refusal_of_something_else_is_none_of_a_challenge(
    code: Any, pair: tuple[Together, LiveNode]
) -> None:
    """An old refusal, played again here, would stop the node until a person looks."""
    federation, node = pair
    line, key = between(federation), federation.hub.desk.key
    subject = None if code == "too_large" else "a" * 64
    line.instead_of_a_challenge = sign(
        Problem(status=422, code=code, detail="", subject=subject, retry_after_s=None), key
    )

    federation.clock.turn(hours=HOURS)
    await node.push()

    memory = await remembered(node)
    assert (memory.trouble, memory.stopped) == ("not_expected", None)
