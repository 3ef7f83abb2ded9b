"""Figures for whoever watches machines, in Prometheus' text format: no counts of people or groups.

Ages are in seconds; what never happened is left out, so that an alert on absence finds it.
"""

from collections.abc import Iterator
from datetime import datetime

from node.care.model import Findings

PREFIX = "voikukkia_node_"
MEDIA_TYPE = "text/plain; version=0.0.4"
"""The framework names the charset."""


def exposition(found: Findings, *, queued: bool, heard_at: datetime | None) -> str:
    """Return everything that may be watched."""
    return "".join(_families(found, queued=queued, heard_at=heard_at))


def _families(found: Findings, *, queued: bool, heard_at: datetime | None) -> Iterator[str]:
    backed_up_at = found.good_backup.at if found.good_backup else None
    drilled_at = found.good_drill.at if found.good_drill else None
    yield _gauge("up", "The node answers.", 1)
    yield _gauge("database_bytes", "Size of the database and its log.", found.database_bytes)
    yield _gauge("disk_free_bytes", "Free room on the disk of the data.", found.disk.free)
    yield _gauge("outbox_queued", "Whether something waits for the hub: 0 or 1.", int(queued))
    yield _age("hub_contact_age_seconds", "Since the hub last spoke.", heard_at, found.now)
    yield _age("backup_age_seconds", "Since the last good backup.", backed_up_at, found.now)
    yield _age("drill_age_seconds", "Since the last good drill.", drilled_at, found.now)
    if found.backup is not None:
        well = found.backup.state == "ok" and not found.backup.command_exit
        yield _gauge("backup_ok", "Whether the last backup and its copy went well.", int(well))
    if found.drill is not None:
        yield _gauge(
            "drill_ok", "Whether the last drill went well.", int(found.drill.state == "ok")
        )
    name = f"{PREFIX}chore_failures"
    yield f"# HELP {name} Failures of a chore in a row.\n# TYPE {name} gauge\n"
    for run in found.chores:
        yield f'{name}{{chore="{run.name}"}} {run.failures}\n'


def _gauge(name: str, about: str, value: int) -> str:
    full = f"{PREFIX}{name}"
    return f"# HELP {full} {about}\n# TYPE {full} gauge\n{full} {value}\n"


def _age(name: str, about: str, since: datetime | None, now: datetime) -> str:
    return "" if since is None else _gauge(name, about, int((now - since).total_seconds()))
