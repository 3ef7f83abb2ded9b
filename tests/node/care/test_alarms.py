from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from node.app import translator
from node.backup.model import KeptFile, Run
from node.care import words
from node.care.alarms import alarms, is_failing
from node.care.metrics import exposition
from node.care.model import ChoreRun, Disk, Findings, MailState
from shared.text import Text

NOW = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = Text.of("The disk is full. Free some space and try again; nothing was changed.")
BACKUP = Run(kind="backup", at=NOW - HOUR, state="ok", file="x.backup", bytes=12_345_678)
DRILL = replace(BACKUP, kind="drill", at=NOW - DAY, made_at=NOW - DAY)
FAILED = Run(kind="backup", at=NOW - HOUR, state="failed", trouble=WHY)
DISK = Disk(device=1, total=100_000_000_000, free=50_000_000_000)
FINE = Findings(
    now=NOW,
    folder="/srv/backups",
    every=DAY,
    has_command=True,
    has_mail=True,
    disk=DISK,
    backups_disk=replace(DISK, device=2),
    kept=(KeptFile(name="x.backup", made_at=NOW - HOUR, bytes=12_345_678),),
    backup=BACKUP,
    good_backup=BACKUP,
    drill=DRILL,
    good_drill=DRILL,
    key_kept_at=NOW - DAY,
    clock_offset_s=1,
    version="voikukkia-node 0.1.0",
)
CASES: dict[str, dict[str, Any]] = {
    "The last backup failed.": {"backup": FAILED},
    "There is no backup yet. The first one comes soon after the start.": {
        "backup": None,
        "good_backup": None,
    },
    "No backup has been made for 3 days.": {"good_backup": replace(BACKUP, at=NOW - 3 * DAY)},
    "The second copy of the backup could not be made.": {"backup": replace(BACKUP, command_exit=3)},
    "Print the recovery key and keep it: without it no backup can be opened.": {
        "key_kept_at": None
    },
    "The restore drill failed: the backups may be of no use.": {
        "drill": replace(FAILED, kind="drill")
    },
    "Nobody has tried the way back from a backup for more than two weeks.": {
        "good_drill": replace(DRILL, at=NOW - 16 * DAY)
    },
    "The disk is nearly full.": {"disk": replace(DISK, free=900_000_000)},
    "The disk of the backups is nearly full.": {
        "backups_disk": replace(DISK, device=2, free=9_000_000_000)
    },
    "The folder of the backups cannot be reached.": {"folder_trouble": WHY},
    "Work in the background fails. The page Care says which.": {
        "chores": (
            ChoreRun(
                name="erase",
                failures=1,
                last_started_at=NOW - HOUR,
                last_ended_at=NOW - HOUR,
                trouble=WHY,
            ),
        )
    },
    "The weekly mail could not be sent.": {"mail": MailState(tried_at=NOW, trouble=WHY)},
    "This computer's clock is wrong.": {"clock_offset_s": -500},
}


def test_a_machine_in_order_raises_no_alarm() -> None:
    assert alarms(FINE) == ()


@pytest.mark.parametrize("told", CASES)
def test_every_trouble_is_told_alone_and_without_values_in_the_mail(told: str) -> None:
    found = alarms(replace(FINE, **CASES[told]))

    assert [str(one.text) for one in found] == [told]
    assert found[0].mail.values == {}


def test_alarms_come_before_what_may_wait() -> None:
    found = alarms(replace(FINE, key_kept_at=None, drill=replace(FAILED, kind="drill")))

    assert [one.kind for one in found] == ["alarm", "care"]


def test_a_backup_dated_by_a_wrong_clock_is_late() -> None:
    found = alarms(replace(FINE, good_backup=replace(BACKUP, at=NOW + 3650 * DAY)))

    assert len(found) == 1


def test_a_full_disk_that_both_share_is_told_once() -> None:
    low = replace(DISK, free=1)

    assert len(alarms(replace(FINE, disk=low, backups_disk=low))) == 1


@pytest.mark.parametrize(
    ("run", "failing"),
    [
        (ChoreRun(name="x"), False),
        (ChoreRun(name="x", failures=1, last_started_at=NOW), False),
        (ChoreRun(name="x", failures=1, last_started_at=NOW, last_ended_at=NOW - DAY), False),
        (ChoreRun(name="x", failures=1, last_started_at=NOW, last_ended_at=NOW), True),
        (ChoreRun(name="x", failures=2, last_started_at=NOW, last_ended_at=NOW - DAY), True),
    ],
)
def test_a_chore_at_work_does_not_fail_yet(run: ChoreRun, failing: bool) -> None:  # noqa: FBT001
    assert is_failing(run) is failing


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("told", ["", *CASES])
def test_everything_can_be_said_in_every_language(told: str, language: str) -> None:
    say = translator(language).say
    found = replace(FINE, **CASES.get(told, {}))

    said = [
        say(sentence)
        for section in words.sections(found, language)
        for _, value in section.rows
        for sentence in value
    ]

    assert all(said)
    assert [one for one in said if "{" in one] == []


def test_sizes_are_said_as_people_say_them() -> None:
    assert [words.size_words(12_345_678, language) for language in ("fi", "sv", "en")] == [
        "12,3 Mt",
        "12,3 MB",
        "12.3 MB",
    ]
    assert words.size_words(0, "en") == "0.0 kB"
    assert words.size_words(3_000_000_000_000, "en") == "3,000.0 GB"


def test_metrics_tell_of_the_machine_alone() -> None:
    text = exposition(
        replace(FINE, chores=(ChoreRun(name="erase", failures=2),)), queued=True, heard_at=None
    )

    figures = dict(
        line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")
    )
    assert figures == {
        "voikukkia_node_up": "1",
        "voikukkia_node_database_bytes": "0",
        "voikukkia_node_disk_free_bytes": "50000000000",
        "voikukkia_node_outbox_queued": "1",
        "voikukkia_node_backup_age_seconds": "3600",
        "voikukkia_node_drill_age_seconds": "86400",
        "voikukkia_node_backup_ok": "1",
        "voikukkia_node_drill_ok": "1",
        'voikukkia_node_chore_failures{chore="erase"}': "2",
    }
    assert text.endswith("\n")
