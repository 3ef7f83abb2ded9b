"""Gather from the ledger what statistics are made of: releases, and who was to report.

Pure. The same entries in the same order always give the same; all others are passed over.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from hub.ingest.model import GENESIS, Acted, Counted, Event
from hub.registry.acts import CalledOff, Ended, Granted, HandedOver, Keyed, Owns
from hub.registry.owners.model import Ownership
from hub.registry.owners.model import after as carried
from shared.period import helsinki_day
from shared.wire.openstatistics import Release
from shared.wire.statistics import Statistics
from shared.wire.words import Digest, NodeId, Quarter

_OF_OWNERS = Keyed | Granted | HandedOver | CalledOff | Ended | Owns


class Published(Struct, frozen=True, kw_only=True):
    """One accepted release, and where it stands in the ledger."""

    report: Statistics
    release: Release


class Gathered(Struct, frozen=True, kw_only=True):
    """What the statistics follow from, up to an entry.

    `releases`: the newest version of each network's quarter. `head` and `at` are those of the
    newest entry that matters.
    """

    releases: dict[tuple[Quarter, NodeId], Published] = {}
    ownership: Ownership = Ownership()
    head: Digest = GENESIS
    at: datetime | None = None


class Told(Struct, frozen=True, kw_only=True):
    """An entry of the ledger: its number, its head, what it says."""

    number: int
    head: Digest
    event: Event


class Gatherer:
    """Takes entries one by one, in the ledger's order."""

    def __init__(self) -> None:
        self._gathered = Gathered()
        self._releases: dict[tuple[Quarter, NodeId], Published] = {}
        self._acts: list[tuple[date, _OF_OWNERS]] = []

    def take(self, number: int, head: Digest, event: Event) -> None:
        """Take an entry; most of them do not matter."""
        if isinstance(event, Counted):
            published = _published(number, event)
            key = (event.report.quarter, event.node)
            before = self._releases.get(key)
            if before is None or before.release.version < published.release.version:
                self._releases[key] = published
        elif isinstance(event, Acted) and isinstance(event.act, _OF_OWNERS):
            self._acts.append((helsinki_day(event.at), event.act))
        else:
            return
        self._gathered = replace(self._gathered, head=head, at=event.at)

    def gathered(self) -> Gathered:
        """Return what was taken so far."""
        ownership = carried(Ownership(), self._acts)
        return replace(self._gathered, releases=dict(self._releases), ownership=ownership)


def gathered(entries: Iterable[Told]) -> Gathered:
    """Return what these entries come to."""
    gatherer = Gatherer()
    for entry in entries:
        gatherer.take(entry.number, entry.head, entry.event)
    return gatherer.gathered()


def _published(number: int, event: Counted) -> Published:
    report = event.report
    release = Release(
        period=report.quarter,
        network=report.node,
        version=report.version,
        digest=event.digest,
        entry=number,
    )
    return Published(report=report, release=release)
