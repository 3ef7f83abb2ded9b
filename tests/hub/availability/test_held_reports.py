"""Fault 38: groups that vanish in one report without a word are held, not believed."""

from datetime import timedelta

from msgspec.structs import replace

from hub.availability import held
from hub.availability.model import Known
from hub.ingest.model import Reported
from shared.wire.availability import Gone
from tests.hub.availability.build import PORVOO, ago, network, offer, report, reported

HERE = {PORVOO: "groups"}


def three() -> Known:
    """Return a network with three groups, last heard of two days before NOW."""
    return network("east", HERE, offer(PORVOO, open=2, full=1), contact=2)


def following(
    sequence: int,
    groups: int,
    *,
    days: float = 1,
    gone: int = 0,
    confirmed_days: float | None = 1,
    offset_s: int = 0,
) -> Reported:
    """Return a later report with so many groups left, of which it says so many ended."""
    offers = (offer(PORVOO, open=groups),) if groups else ()
    confirmed = None if confirmed_days is None else ago(confirmed_days)
    given = report(
        "east",
        HERE,
        offers,
        sequence=sequence,
        confirmed_at=confirmed and confirmed - timedelta(seconds=offset_s),
        gone=Gone(ended=gone, cancelled=0, withdrawn=0),
    )
    return reported(given, ago(days), offset_s)


def test_a_report_that_explains_its_loss_takes_effect() -> None:
    known = held.apply(three(), following(2, 1, gone=2))

    assert known.held is None
    assert known.effective
    assert known.effective.report.sequence == 2
    assert known.last_contact_at == ago(1)


def test_fault_38_an_unexplained_loss_is_held_and_extends_no_belief() -> None:
    before = three()

    known = held.apply(before, following(2, 1, gone=1))

    assert known.held
    assert (known.held.word.report.sequence, known.held.since) == (2, ago(1))
    assert known.effective == before.effective
    assert known.last_contact_at == before.last_contact_at


def test_a_first_report_is_never_held() -> None:
    fresh = replace(three(), effective=None, first_report_at=None, last_contact_at=None)

    known = held.apply(fresh, following(1, 0))

    assert (known.held, known.first_report_at) == (None, ago(1))


def test_fault_38_the_desk_releases_the_very_report_that_is_held() -> None:
    known = held.apply(three(), following(2, 0))

    assert held.release(known, 1) == known
    released = held.release(known, 2)
    assert (released.held, released.last_contact_at) == (None, ago(1))
    assert released.effective
    assert released.effective.report.sequence == 2


def test_fault_38_a_confirmation_a_day_later_releases() -> None:
    known = held.apply(three(), following(2, 0, days=1.5))

    early = held.apply(known, following(3, 0, days=0.4, confirmed_days=0.51))
    late = held.apply(known, following(3, 0, days=0.4, confirmed_days=0.5))

    assert early.held
    assert early.held.since == ago(1.5)
    assert early.held.word.report.sequence == 3
    assert late.held is None


def test_the_confirmation_is_measured_by_the_hubs_clock() -> None:
    known = held.apply(three(), following(2, 0, days=1.5))
    ahead = 3 * 86_400

    fooled = held.apply(known, following(3, 0, days=0.9, confirmed_days=-3))
    honest = held.apply(known, following(3, 0, days=0.4, confirmed_days=0.5, offset_s=-ahead))

    assert fooled.held  # a confirmation is never later than its report came: 0.6 days
    assert honest.held is None


def test_a_later_report_explains_what_an_earlier_one_did_not() -> None:
    known = held.apply(three(), following(2, 1, gone=1))

    still = held.apply(known, following(3, 1, days=0.9, gone=0))
    explained = held.apply(known, following(3, 1, days=0.9, gone=1))
    restored = held.apply(known, following(3, 3, days=0.9))

    assert still.held
    assert explained.held is None
    assert restored.held is None


def test_a_report_that_is_not_newer_changes_nothing() -> None:
    known = held.apply(three(), following(2, 0))

    assert held.apply(known, following(2, 3)) is known
    assert held.apply(three(), following(1, 9)) == three()


def test_explanations_add_up_to_the_wires_limit_at_most() -> None:
    known = network("east", HERE, offer(PORVOO, open=500, full=500), contact=2)
    for sequence in range(2, 5):
        known = held.apply(known, following(sequence, 0, gone=400))

    assert known.held
    assert known.held.gone.ended == 500
