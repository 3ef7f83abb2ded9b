"""Use cases that faces share: the networks as they stand now, a held report, a name to be kept."""

from sqlite3 import Connection

from hub.availability import project
from hub.counter import Desk
from hub.desk.trail.model import COMMAND_LINE, Hand
from hub.registry import decide, overview
from hub.registry.decide import Decision
from hub.registry.naming import decide as naming
from hub.registry.overview import Line
from shared.wire.availability import NetworkName
from shared.wire.words import NodeId, Sequence


async def lines(desk: Desk) -> tuple[Line, ...]:
    """Return a line for every network: who reports, and who is silent since when."""
    now = desk.now()
    await desk.database.write(lambda db: project.catch_up(db, desk.reference, desk.policy, now))
    return await desk.read(
        lambda db: overview.read(db, project.known(db), desk.policy, now, desk.root)
    )


async def release(
    desk: Desk, node: NodeId, sequence: Sequence, hand: Hand = COMMAND_LINE
) -> Decision:
    """Let a held report take effect."""
    now = desk.now()

    def held(db: Connection, asked: NodeId) -> Sequence | None:
        project.catch_up(db, desk.reference, desk.policy, now)
        known = project.known(db).get(asked)
        return known.held.word.report.sequence if known and known.held else None

    return await desk.decide(lambda db: decide.release(db, node, sequence, held, now), hand)


async def keep_name(
    desk: Desk, node: NodeId, seen: NetworkName | None = None, hand: Hand = COMMAND_LINE
) -> Decision:
    """Keep the name that parents read; with `seen` only if the network still calls itself so."""
    now = desk.now()

    def own(db: Connection, asked: NodeId) -> NetworkName | None:
        project.catch_up(db, desk.reference, desk.policy, now)
        return overview.own_name(project.known(db).get(asked))

    return await desk.decide(lambda db: naming.keep(db, node, own, now, seen), hand)
