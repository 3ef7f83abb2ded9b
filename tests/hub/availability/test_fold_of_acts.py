"""Every act of the ledger, folded into what is known of a network."""

from hub.availability.fold import fold
from hub.availability.model import Projection
from hub.ingest.model import Acted, Event
from hub.registry import acts
from shared.wire.availability import NetworkName
from tests.hub.availability.build import ago, offer, report, reported

NAME = NetworkName(fi="Esimerkki", sv="Exempel")


def act(given: acts.Act, days: float = 5) -> Acted:
    return Acted(at=ago(days), act=given)


ADMITTED = act(acts.Admitted(node="east", name=NAME), 9)
KEYED = act(acts.Keyed(node="east", public_key="a" * 64, first_sequence=1), 8)


def folded(*events: Event) -> Projection:
    projection: Projection = {}
    for event in events:
        projection = fold(projection, event)
    return projection


def first(days: float = 4) -> Event:
    return reported(report("east", {"638": "groups"}, (offer("638", open=2),)), ago(days))


def test_a_network_that_nobody_admitted_is_nobody() -> None:
    assert folded(KEYED, first(), act(acts.Word(node="east"))) == {}


def test_reports_count_from_the_first_confirmed_key_on() -> None:
    assert folded(ADMITTED, first())["east"].effective is None
    assert folded(ADMITTED, KEYED, first())["east"].effective is not None


def test_admitted_again_only_changes_the_name() -> None:
    other = NetworkName(fi="Toinen", sv="En annan")

    known = folded(ADMITTED, KEYED, act(acts.Admitted(node="east", name=other)))["east"]

    assert (known.name, known.active) == (other, True)


def test_a_grant_replaces_the_one_before() -> None:
    wide = acts.Granted(node="east", municipalities=("753", "638"), reach=("90", "01"))
    narrow = acts.Granted(node="east", municipalities=("638",), reach=("01",))

    assert folded(ADMITTED, act(wide))["east"].mandate.municipalities == ("638", "753")
    known = folded(ADMITTED, act(wide), act(narrow))["east"]
    assert (known.mandate.municipalities, known.mandate.reach) == (("638",), ("01",))


def test_suspended_since_the_first_act_until_resumed() -> None:
    suspended = folded(
        ADMITTED, act(acts.Suspended(node="east"), 3), act(acts.Suspended(node="east"), 2)
    )

    assert suspended["east"].suspended_at == ago(3)
    assert fold(suspended, act(acts.Resumed(node="east")))["east"].suspended_at is None


def test_a_word_is_a_contact_and_changes_no_data() -> None:
    before = folded(ADMITTED, KEYED, first())

    after = fold(before, act(acts.Word(node="east"), 1))

    assert after["east"].last_contact_at == ago(1)
    assert after["east"].effective == before["east"].effective


def test_an_earlier_clock_takes_no_contact_back() -> None:
    before = folded(ADMITTED, KEYED, first(4), act(acts.Word(node="east"), 1))

    assert fold(before, act(acts.Word(node="east"), 3)) == before


def test_while_a_report_is_held_a_word_extends_nothing() -> None:
    lost = reported(report("east", {"638": "groups"}, sequence=2), ago(3))
    before = folded(ADMITTED, KEYED, first(), lost)

    after = fold(before, act(acts.Word(node="east"), 1))

    assert after["east"].held
    assert after["east"].last_contact_at == ago(4)


def test_released_takes_effect() -> None:
    lost = reported(report("east", {"638": "groups"}, sequence=2), ago(3))

    known = folded(ADMITTED, KEYED, first(), lost, act(acts.Released(node="east", sequence=2)))

    assert known["east"].held is None
    assert known["east"].effective
    assert known["east"].effective.report.sequence == 2


def test_folding_leaves_the_projection_before_as_it_was() -> None:
    before = folded(ADMITTED)

    fold(before, KEYED)

    assert not before["east"].active
