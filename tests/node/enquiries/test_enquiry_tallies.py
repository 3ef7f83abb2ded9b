"""Over any history, the tallies hold what was classified: no more, no less, never below zero."""

import random
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.enquiries import edit, erasure, forms, keyring, store
from node.enquiries.model import STATES, Outcome, Tally, outcome_of, quarter_of
from node.history.model import Doer
from shared.reference import lookup
from shared.runtime import connection, migrate
from tests.node.enquiries.conftest import FORM

ROOT = Path(__file__).parents[3]
START = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
PLACES = ("Porvoo", "Sipoo", "Askola")

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("record"), st.sampled_from(PLACES)),
        st.tuples(st.sampled_from(("step", "correct")), st.sampled_from(STATES)),
        st.tuples(st.just("move"), st.sampled_from(PLACES)),
        st.tuples(st.sampled_from(("renew", "erase", "chore")), st.just("")),
        st.tuples(st.just("wait"), st.sampled_from(("1", "20", "80"))),
    ),
    max_size=40,
)


@given(moves=MOVES, picks=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_sum_of_the_tallies_is_what_was_ever_classified(
    moves: list[tuple[str, str]], picks: random.Random
) -> None:
    with TemporaryDirectory() as folder:
        data, now = Path(folder), START
        counted: dict[str, Tally] = {}
        with closing(connection.plain(data / "node.db", "rwc")) as db:
            connection.prepare_writer(db)
            migrate.apply(db, ROOT / "node" / "migrations", now)
            for act, value in moves:
                now += timedelta(days=int(value)) if act == "wait" else timedelta(0)
                db.execute("BEGIN IMMEDIATE")
                do(db, data, now, act, value, picks)
                db.execute("COMMIT")
                look(db, data, counted)
                assert {c.tally: c.count for c in store.tallies(db)} == Counter(counted.values())


def do(
    db: Connection, data: Path, now: datetime, act: str, value: str, picks: random.Random
) -> None:
    """Do one act to an enquiry picked at random, allowed or not."""
    keys, places, doer = keyring.load(data), lookup.load(), Doer(at=now)
    codes = [one.reference for one in store.all_enquiries(db)]
    code = picks.choice(codes) if codes else "K7F3-9QXM"
    match act:
        case "record":
            form = FORM | {"municipality": value}
            edit.record(db, form, keys=keys, reference=places, doer=doer)
        case "step" | "correct":
            to = forms.read_state(value)
            assert to in STATES
            edit.take_step(db, code, to, keys=keys, doer=doer, corrected=act == "correct")
        case "move":
            edit.change(db, code, {"municipality": value}, keys=keys, places=places)
        case "renew":
            edit.renew(db, code, keys=keys, doer=doer)
        case "erase":
            edit.erase(db, code, keys=keys, doer=doer)
        case "chore":
            erasure.erase_due(db, keys=keys, now=now)


def look(db: Connection, data: Path, counted: dict[str, Tally]) -> None:
    """Note what each enquiry that is still there counts as; the erased ones stay as they were."""
    for one in store.all_enquiries(db):
        kept = edit.opened(db, keyring.load(data), one.reference)
        assert kept is not None
        assert kept.particulars is not None
        counted.pop(one.reference, None)
        if kept.tallied is not None:
            counted[one.reference] = kept.tallied
            assert kept.tallied.outcome in get_args(Outcome)
        outcome = outcome_of(one.state)
        if outcome is not None:
            assert kept.tallied == Tally(
                quarter=quarter_of(one.came_on),
                municipality=kept.particulars.municipality,
                outcome=outcome,
            )
