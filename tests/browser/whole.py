"""The whole country, every network speaking, and a folder of only the pages that somebody opens."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from hub.availability.model import Known, Projection, Word
from hub.availability.snapshot import Snapshot
from hub.opendata import render as opendata
from hub.registry.handover.mandate import Mandate
from hub.site.plan import plan
from hub.site.publish import Publisher
from shared.period import helsinki_day
from tests.bench.country import ORDINARY, Network, networks
from tests.hub.site.scene import FACTS, NOW, REFERENCE, snapshot

HEARD = NOW - timedelta(hours=2)


def whole() -> Snapshot:
    """Return what the hub would publish if a network answered for every municipality."""
    return snapshot(networks_speaking())


def write(root: Path, shown: Snapshot, wanted: Collection[str], **more: bytes) -> Path:
    """Write the pages at these addresses with everything they load, as the publisher would.

    `more` are further pages: their names are their folders.
    """
    today = helsinki_day(shown.availability.made_at)
    pages = [p for p in plan(shown, REFERENCE, today) if p.address in wanted]
    publisher = Publisher(root, FACTS, REFERENCE)
    bodies = dict(publisher._bodies(shown, pages))
    bodies |= {f"{name}/index.html": body for name, body in more.items()}
    bodies[opendata.MANIFEST] = opendata.manifest(shown, bodies)
    into = root / "some"
    publisher._write_all(into, bodies)
    return into


def networks_speaking() -> Projection:
    """Return the networks of the whole country, each with its first report, by node."""
    return {network.node: _known(network) for network in networks(REFERENCE)}


def _known(network: Network) -> Known:
    network.sequence = 1  # its first report
    report = network._report(HEARD, open_groups=True)
    return Known(
        node=network.node,
        name=ORDINARY,
        active=True,
        suspended_at=None,
        mandate=Mandate(municipalities=network.municipalities, reach=network.areas),
        first_report_at=HEARD - timedelta(days=90),
        last_contact_at=HEARD,
        effective=Word(report=report, digest="0" * 64, received_at=HEARD, offset_s=0),
        held=None,
    )
