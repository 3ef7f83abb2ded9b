"""Feedback as it is stored: codes good once, words apart from numbers, all of it undone."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from node.feedback import edit, store, table
from node.feedback.edit import Entered
from node.feedback.model import Answers, Question, Questionnaire, Remark, Round
from node.groups import edit as groups
from node.history import record as history
from node.history import store as images
from node.history.model import Doer
from node.outbox import store as outbox
from node.work.edit import Overtaken
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DOER = Doer(at=NOW, staff=1, via="page")
ASK = {"group": "kuopio-2026-1", "questionnaire": "ours-1", "asked_on": "1.9.2026"}
PAPER = {"q1": "5", "q2": "4", "q3": "", "q6": "1"}
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)


@pytest.fixture
async def asked(database: Database, clock: Clock, reference: Reference) -> Database:
    await groups.save(database, clock, reference, {"meets_in": "Kuopio"})
    saved = await database.write(partial(edit.save_round, form=ASK, doer=DOER))
    assert isinstance(saved, Round)
    assert saved.id == 1
    return database


def codes(db: Connection, number: int = 1) -> tuple[str, ...]:
    """Draw codes for the round."""
    choose = random.Random(number).choice
    return edit.print_forms(db, asked=1, number=number, choose=choose, doer=DOER)


async def test_a_code_is_good_once_and_leads_to_no_answer(asked: Database) -> None:
    def acts(db: Connection) -> tuple[object, object, object]:
        (code,) = codes(db)
        first = edit.enter_by_code(db, PAPER, code=code.lower(), doer=DOER)
        second = edit.enter_by_code(db, PAPER, code=code, doer=DOER)
        unknown = edit.enter_by_code(db, PAPER, code="XXXXXX", doer=DOER)
        return first, second, unknown

    first, second, unknown = await asked.write(acts)

    assert isinstance(first, Entered)
    assert isinstance(second, tuple)
    assert isinstance(unknown, tuple)
    assert [one.field for one in (*second, *unknown)] == ["code", "code"]
    assert len(await asked.read(partial(store.sheets_of, asked=1))) == 1

    def names(db: Connection) -> set[str]:
        asking = "SELECT name FROM pragma_table_info(?)"
        tables = ("feedback_sheet", "feedback_remark")
        return {row["name"] for table in tables for row in db.execute(asking, (table,))}

    assert await asked.read(names) == {"id", "round", "answers", "text"}


async def test_a_refused_paper_leaves_its_code_good(asked: Database) -> None:
    def acts(db: Connection) -> tuple[object, object]:
        (code,) = codes(db)
        refused = edit.enter_by_code(db, {"q1": "6"}, code=code, doer=DOER)
        return refused, edit.enter_by_code(db, PAPER, code=code, doer=DOER)

    refused, entered = await asked.write(acts)
    assert isinstance(refused, tuple)
    assert isinstance(entered, Entered)


@pytest.mark.parametrize("back", [edit.undo, edit.restore])
async def test_a_round_comes_back_with_the_codes_of_its_printed_forms(
    asked: Database, back: Callable[..., object]
) -> None:
    def acts(db: Connection) -> tuple[object, object, object, object]:
        first, second = codes(db, 2)
        edit.enter_by_code(db, PAPER, code=first, doer=DOER)
        edit.remove(db, "sheet-1", doer=DOER)
        edit.remove(db, "round-1", doer=DOER)
        while_gone = edit.open_round(db, second)
        assert back(db, "round-1", doer=DOER) is None
        store.ROUNDS.put(db, Round(group="g", questionnaire="ours-1", asked_on=NOW.date()))
        used, good = edit.open_round(db, first), edit.open_round(db, second)
        return while_gone, used, good, store.codes_of(db, 2, used=False)

    while_gone, used, good, of_another = await asked.write(acts)

    assert isinstance(while_gone, Invalid)
    assert "No printed form has the code" in str(while_gone.text)
    assert isinstance(used, Invalid)
    assert "was entered already" in str(used.text)
    assert (good, of_another) == (1, ())


async def test_codes_go_for_good_when_their_round_can_no_longer_come_back(asked: Database) -> None:
    def kept(db: Connection) -> int:
        return int(db.execute("SELECT count(*) AS n FROM feedback_code").fetchone()["n"])

    def acts(db: Connection) -> list[int]:
        codes(db, 3)
        counted = []
        for day in (0, 10):
            later = replace(DOER, at=NOW + timedelta(days=day))
            edit.remove(db, "round-1", doer=later)
            if day == 0:
                edit.restore(db, "round-1", doer=later)
        for day in (31, 40, 41):
            images.prune(db, (NOW + timedelta(days=day)).date())
            counted.append(kept(db))
        return counted

    assert await asked.write(acts) == [3, 3, 0]


async def test_a_round_that_stays_keeps_its_codes(asked: Database) -> None:
    def acts(db: Connection) -> object:
        (code,) = codes(db)
        edit.remove(db, "round-1", doer=DOER)
        edit.restore(db, "round-1", doer=DOER)
        images.prune(db, (NOW + timedelta(days=40)).date())
        return edit.open_round(db, code)

    assert await asked.write(acts) == 1


async def test_no_code_is_drawn_for_a_round_that_was_removed_meanwhile(asked: Database) -> None:
    def acts(db: Connection) -> object:
        edit.remove(db, "round-1", doer=DOER)
        return codes(db)

    assert await asked.write(acts) == ()


async def test_codes_are_never_drawn_twice(asked: Database) -> None:
    def acts(db: Connection) -> set[str]:
        return {*codes(db, 12), *codes(db, 12), *codes(db, 12)}

    assert len(await asked.write(acts)) == 36


async def test_words_and_numbers_are_stored_apart(asked: Database) -> None:
    form = {**PAPER, "remark": "Kiitos"}
    entered = await asked.write(partial(edit.enter, form=form, asked=1, doer=DOER))
    assert entered == Entered(
        round=1,
        sheet=Answers(id=1, round=1, answers=(5, 4, None, None, None, 1)),
        remark=Remark(id=1, round=1, text="Kiitos"),
    )

    def kept(db: Connection) -> list[str]:
        rows = db.execute("SELECT before, after FROM history_value")
        return [f"{row['before']}{row['after']}" for row in rows]

    assert await asked.read(kept) == []
    assert await asked.read(outbox.dirty_since) == NOW


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.none() | st.integers(min_value=1, max_value=5), min_size=1, max_size=20),
    WORDS,
    st.lists(st.tuples(*[st.integers(min_value=0, max_value=100)] * 5), max_size=20),
)
async def test_any_record_is_read_back_and_comes_back(
    asked: Database, answers: list[int | None], words: str, counts: list[tuple[int, ...]]
) -> None:
    questions = tuple(Question(fi=words, sv=words if n % 2 else None) for n in range(3))

    def acts(db: Connection) -> None:
        round_ = store.ROUNDS.find(db, 1)
        assert round_ is not None
        for record in (
            Answers(round=1, answers=tuple(answers)),
            Remark(round=1, text=words),
            Questionnaire(name=words[:120], questions=questions),
            Round(
                group="g", questionnaire="ours-1", asked_on=round_.asked_on, counts=tuple(counts)
            ),
        ):
            stored = store.put(db, record)
            key = edit.record_id(stored)
            assert store.find(db, key) == stored
            assert edit.remove(db, key, doer=DOER) is None
            assert edit.found(db, key) is None
            assert edit.restore(db, key, doer=DOER) is None
            assert store.find(db, key) == stored

    await asked.write(acts)


async def test_a_round_with_answers_is_not_removed_and_keeps_its_questionnaire(
    asked: Database,
) -> None:
    def acts(db: Connection) -> tuple[object, object]:
        edit.enter(db, PAPER, asked=1, doer=DOER)
        own = {"name": "Oma", "questions_fi": "Yksi"}
        edit.save_questionnaire(db, own, doer=DOER)
        other = edit.save_round(db, {"questionnaire": "own-1"}, doer=DOER, before=1)
        return edit.remove(db, "round-1", doer=DOER), other

    why, other = await asked.write(acts)
    assert str(why) == "It holds answers. Remove them first."
    assert isinstance(other, tuple)
    assert other[0] == Invalid("questionnaire", other[0].text)


async def test_a_paper_does_not_come_back_without_its_round(asked: Database) -> None:
    def acts(db: Connection) -> object:
        edit.enter(db, PAPER, asked=1, doer=DOER)
        edit.remove(db, "sheet-1", doer=DOER)
        edit.remove(db, "round-1", doer=DOER)
        why = edit.restore(db, "sheet-1", doer=DOER)
        edit.restore(db, "round-1", doer=DOER)
        assert edit.restore(db, "sheet-1", doer=DOER) is None
        return why

    assert "Bring that back first." in str(await asked.write(acts))


async def test_counts_of_two_people(asked: Database) -> None:
    def acts(db: Connection) -> object:
        seen = history.version(db, "feedback", "round-1")
        form = {"q1": "0 0 0 1 2"}
        edit.save_counts(db, form, asked=1, doer=DOER, version=seen)
        return edit.save_counts(db, {"q1": "9 0 0 0 0"}, asked=1, doer=DOER, version=seen)

    assert isinstance(await asked.write(acts), Overtaken)
    assert await asked.read(partial(table.measures, year=2026)) == {
        "feedback": 3,
        "feedback_groups": 1,
    }


async def test_the_export_holds_what_a_page_may_show_and_no_words(asked: Database) -> None:
    def acts(db: Connection) -> None:
        for _ in range(2):
            edit.enter(db, {**PAPER, "remark": "Zqsanoja"}, asked=1, doer=DOER)

    await asked.write(acts)
    (few,) = await asked.read(partial(table.tables, language="fi"))
    await asked.write(acts)
    (some,) = await asked.read(partial(table.tables, language="sv"))

    assert (few.name, some.name) == ("Palaute", "Respons")
    assert [row[4:] for row in few.rows[:3]] == [
        (2, *[None] * 6),
        (2, *[None] * 6),
        (0, *[None] * 6),
    ]
    assert some.rows[0][6:] == (0, 0, 0, 0, 4)
    assert "Zqsanoja" not in repr((few, some))


async def test_a_questionnaire_of_ours_is_not_changed(asked: Database) -> None:
    def acts(db: Connection) -> tuple[object, object]:
        form = {"name": "Toinen"}
        changed = edit.save_questionnaire(db, form, doer=DOER, before="ours-1")
        return changed, edit.remove(db, "ours-1", doer=DOER)

    changed, removed = await asked.write(acts)
    assert isinstance(changed, tuple)
    assert "comes with the program" in str(removed)
