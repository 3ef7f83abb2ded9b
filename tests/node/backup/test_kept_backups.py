from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.backup import rules
from node.backup.model import KeptFile
from shared.period import helsinki_day

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


def kept(*hours_ago: float) -> list[KeptFile]:
    """Return backups of so many hours ago."""
    made = [NOW - timedelta(hours=hours) for hours in hours_ago]
    return [KeptFile(name=rules.name_of(at), made_at=at, bytes=1) for at in made]


def gone(files: list[KeptFile], *, count: int = 14, good: str = "") -> set[str]:
    """Return the names of those to remove."""
    return set(rules.surplus(files, now=NOW, keep_count=count, keep_for=MONTH, good=good))


def test_a_name_tells_when_it_was_made() -> None:
    assert rules.name_of(NOW) == "voikukkia-20261122T060000Z.backup"
    assert rules.made_at_of("voikukkia-20261122T060000Z.backup") == NOW


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x.backup",
        "voikukkia-20261122T060000Z.backup.partial",
        "voikukkia-20261322T060000Z.backup",
        "voikukkia-20261122X060000Z.backup",
        "voikukkia-2026112٢T060000Z.backup",
        "enquiry-keys.sealed",
    ],
)
def test_other_files_are_none_of_ours(name: str) -> None:
    assert rules.made_at_of(name) is None


def test_the_oldest_go_when_there_are_too_many() -> None:
    files = kept(0, 24, 48, 72)

    assert gone(files, count=2) == {files[2].name, files[3].name}


def test_what_is_too_old_goes_however_few_there_are() -> None:
    files = kept(0, 24 * 31)

    assert gone(files) == {files[1].name}


def test_the_newest_good_one_stays_even_if_it_is_too_old() -> None:
    files = kept(24 * 40, 24 * 50)

    assert gone(files, good=files[0].name) == {files[1].name}


def test_pressing_often_drives_no_older_day_out() -> None:
    presses = kept(*(n / 10 for n in range(20)))
    days = kept(24, 48, 72)

    assert gone([*presses, *days], count=5) & {one.name for one in days} == set()


def test_what_claims_to_be_of_the_future_goes_and_is_never_the_newest() -> None:
    files = kept(-24 * 3650, 0)

    assert rules.order(files, NOW)[0] == files[1]
    assert gone(files, good=files[1].name) == {files[0].name}


@given(st.lists(st.integers(-2000, 2000), unique=True, max_size=40), st.integers(1, 20))
def test_never_more_than_the_number_and_none_older_than_the_age(
    hours: list[int], count: int
) -> None:
    files = kept(*hours)
    good = rules.order(files, NOW)[0].name if files else ""

    left = [one for one in files if one.name not in gone(files, count=count, good=good)]

    assert len(left) <= count + 1
    assert all(one.made_at >= NOW - MONTH or one.name == good for one in left)
    assert good in {one.name for one in left} or not files
    young = [one for one in files if NOW - MONTH <= one.made_at <= NOW]
    assert len(left) >= min(count, len({helsinki_day(one.made_at) for one in young}))
