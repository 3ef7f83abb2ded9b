"""Synthetic countries, a small part of each: no count is told. `make bench` takes them whole."""

import pytest

from tests.disclosure.attacking import attack
from tests.disclosure.auditing import MAY_GAIN
from tests.disclosure.averaging import fresh, rates, sticky
from tests.disclosure.best_guess import best_rates
from tests.disclosure.countries import KINDS, QUARTERS, Kind, country, ledger

NETWORKS = 1_500


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_published_in_a_year_leaves_fewer_than_five_counts(kind: Kind) -> None:
    networks = country(kind, quarters=4, networks=2)
    exposed = [one for network in networks for one in attack([made for _, made in ledger(network)])]

    assert len(exposed) > 200
    assert [one for one in exposed if one.is_weak] == []
    assert [one for one in exposed if one.is_exact] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("still", [True, False], ids=["unchanged", "all"])
def test_a_stock_is_guessed_no_better_after_twelve_quarters(kind: Kind, *, still: bool) -> None:
    once, often = rates(kind, sticky, still=still, networks=NETWORKS)

    assert often <= once + MAY_GAIN


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_with_fresh_draws_it_would_be(kind: Kind) -> None:
    once, often = rates(kind, fresh, still=True, networks=NETWORKS)

    assert often > once + 4 * MAY_GAIN


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("still", [True, False], ids=["unchanged", "all"])
def test_the_best_guess_there_can_be_gains_little(kind: Kind, *, still: bool) -> None:
    once, often = best_rates(kind, still=still, networks=400)
    _, control = best_rates(kind, still=still, networks=200, is_sticky=False)

    assert often <= once + MAY_GAIN
    assert control > often + 2 * MAY_GAIN


def test_guesses_come_true_as_often_as_they_claim() -> None:
    kind = KINDS[0]
    once, often = best_rates(kind, still=True, networks=2_000)
    learned = rates(kind, sticky, still=True, networks=NETWORKS)

    assert abs(learned[0] - once) < 0.03
    assert learned[1] < often + 0.03


def test_a_country_is_the_same_in_every_run_and_has_what_could_leak() -> None:
    for kind in KINDS:
        one = country(kind)
        truths = [truth for network in one for versions in network.quarters for truth in versions]
        cells = [row.waiting for truth in truths for _, row in truth.asked]

        assert one == country(kind)
        assert {len(network.quarters) for network in one} == {len(QUARTERS)}
        assert any(len(versions) == 2 for network in one for versions in network.quarters)
        assert sum(0 < count < 5 for count in cells) > 100
        assert any(truth.instructors_shown == 0 for truth in truths) or kind.name == "busy"
        assert any(truth.trained for truth in truths)
        assert any(len(truth.sizes) >= 3 for truth in truths)
