"""Rows of feedback. SQL stands here; transactions do not.

The history knows every record by one text: "round-3", "sheet-9", "remark-4", "own-1".
"""

from sqlite3 import Connection

from msgspec.structs import replace

from node.feedback.model import (
    BUILT_IN,
    Answers,
    Feedback,
    Question,
    Questionnaire,
    QuestionnaireId,
    Remark,
    Round,
)
from node.work.shelf import LIMIT, Shelf

ROUNDS = Shelf(
    type=Round,
    select_all="""
        SELECT id, peer_group, questionnaire, asked_on, counts
        FROM feedback_round ORDER BY asked_on DESC, id DESC LIMIT :limit
        """,
    select_one="""
        SELECT id, peer_group, questionnaire, asked_on, counts
        FROM feedback_round WHERE id = :id
        """,
    upsert="""
        INSERT INTO feedback_round (id, peer_group, questionnaire, asked_on, counts)
        VALUES (:id, :peer_group, :questionnaire, :asked_on, :counts)
        ON CONFLICT (id) DO UPDATE SET
            peer_group = excluded.peer_group, questionnaire = excluded.questionnaire,
            asked_on = excluded.asked_on, counts = excluded.counts
        RETURNING id
        """,
    delete="DELETE FROM feedback_round WHERE id = :id",
    columns={"group": "peer_group"},
    lists=frozenset({"counts"}),
)
SHEETS = Shelf(
    type=Answers,
    select_all="SELECT id, round, answers FROM feedback_sheet ORDER BY id LIMIT :limit",
    select_one="SELECT id, round, answers FROM feedback_sheet WHERE id = :id",
    upsert="""
        INSERT INTO feedback_sheet (id, round, answers) VALUES (:id, :round, :answers)
        ON CONFLICT (id) DO UPDATE SET round = excluded.round, answers = excluded.answers
        RETURNING id
        """,
    delete="DELETE FROM feedback_sheet WHERE id = :id",
    lists=frozenset({"answers"}),
)
REMARKS = Shelf(
    type=Remark,
    select_all="SELECT id, round, text FROM feedback_remark ORDER BY text, id LIMIT :limit",
    select_one="SELECT id, round, text FROM feedback_remark WHERE id = :id",
    upsert="""
        INSERT INTO feedback_remark (id, round, text) VALUES (:id, :round, :text)
        ON CONFLICT (id) DO UPDATE SET round = excluded.round, text = excluded.text
        RETURNING id
        """,
    delete="DELETE FROM feedback_remark WHERE id = :id",
)


def find(db: Connection, record: str) -> Feedback | None:
    """Return whatever the history calls by this text, or None."""
    what, _, number = record.partition("-")
    match what:
        case "round":
            return ROUNDS.find(db, int(number))
        case "sheet":
            return SHEETS.find(db, int(number))
        case "remark":
            return REMARKS.find(db, int(number))
        case _:
            return questionnaire(db, record)


def put(db: Connection, record: Feedback) -> Feedback:
    """Write any record of feedback as it is, and return it with its id."""
    match record:
        case Round():
            return ROUNDS.put(db, record)
        case Answers():
            return SHEETS.put(db, record)
        case Remark():
            return REMARKS.put(db, record)
        case Questionnaire():
            return put_questionnaire(db, record)


def remove(db: Connection, record: str) -> bool:
    """Delete whatever the history calls by this text, and tell whether there was any."""
    what, _, number = record.partition("-")
    match what:
        case "round":
            return ROUNDS.remove(db, int(number))
        case "sheet":
            return SHEETS.remove(db, int(number))
        case "remark":
            return REMARKS.remove(db, int(number))
        case _:
            return _delete_questionnaire(db, int(number))


def sheets_of(db: Connection, asked: int) -> tuple[Answers, ...]:
    """Return the sheets of a round, by number."""
    rows = db.execute(
        """
        SELECT id, round, answers FROM feedback_sheet
        WHERE round = :round ORDER BY id LIMIT :limit
        """,
        {"round": asked, "limit": LIMIT},
    ).fetchall()
    return tuple(SHEETS.record(row) for row in rows)


def remarks_of(db: Connection, asked: int) -> tuple[Remark, ...]:
    """Return the remarks of a round, by their words: not in the order of the sheets."""
    rows = db.execute(
        """
        SELECT id, round, text FROM feedback_remark
        WHERE round = :round ORDER BY text, id LIMIT :limit
        """,
        {"round": asked, "limit": LIMIT},
    ).fetchall()
    return tuple(REMARKS.record(row) for row in rows)


def questionnaires(db: Connection) -> tuple[Questionnaire, ...]:
    """Return every questionnaire: those that come with the program, then the network's own."""
    rows = db.execute(
        "SELECT id FROM feedback_questionnaire ORDER BY id LIMIT :limit", {"limit": LIMIT}
    ).fetchall()
    own = (questionnaire(db, f"own-{row['id']}") for row in rows)
    return (*BUILT_IN.values(), *(one for one in own if one is not None))


def questionnaire(db: Connection, wanted: QuestionnaireId) -> Questionnaire | None:
    """Return one questionnaire, or None."""
    if wanted in BUILT_IN:
        return BUILT_IN[wanted]
    row = db.execute(
        "SELECT id, name FROM feedback_questionnaire WHERE 'own-' || id = :wanted",
        {"wanted": wanted},
    ).fetchone()
    if row is None:
        return None
    return Questionnaire(id=wanted, name=row["name"], questions=_questions(db, row["id"]))


def put_questionnaire(db: Connection, record: Questionnaire) -> Questionnaire:
    """Write a questionnaire with its questions, and return it with its id."""
    row = db.execute(
        """
        INSERT INTO feedback_questionnaire (id, name) VALUES (:id, :name)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id
        """,
        {"id": record.number or None, "name": record.name},
    ).fetchone()
    _clear_questions(db, row["id"])
    for number, question in enumerate(record.questions, start=1):
        _add_question(db, row["id"], number, question)
    return replace(record, id=f"own-{row['id']}")


def asked_with(db: Connection, wanted: QuestionnaireId) -> int:
    """Return how many rounds use a questionnaire."""
    row = db.execute(
        "SELECT count(*) AS rounds FROM feedback_round WHERE questionnaire = :wanted",
        {"wanted": wanted},
    ).fetchone()
    return int(row["rounds"])


def add_code(db: Connection, code: str, asked: int) -> bool:
    """Keep a new code of a round, and tell whether it was free."""
    done = db.execute(
        """
        INSERT INTO feedback_code (code, round, used) VALUES (:code, :round, 0)
        ON CONFLICT (code) DO NOTHING
        """,
        {"code": code, "round": asked},
    )
    return done.rowcount > 0


def use_code(db: Connection, code: str) -> bool:
    """Mark a code as used, and tell whether it was not before."""
    done = db.execute(
        "UPDATE feedback_code SET used = 1 WHERE code = :code AND used = 0", {"code": code}
    )
    return done.rowcount > 0


def round_of_code(db: Connection, code: str) -> tuple[int, bool] | None:
    """Return a code's round and whether it was used; None for one unknown or of a removed round."""
    row = db.execute(
        """
        SELECT round, used FROM feedback_code JOIN feedback_round ON feedback_round.id = round
        WHERE code = :code
        """,
        {"code": code},
    ).fetchone()
    return None if row is None else (int(row["round"]), bool(row["used"]))


def codes_of(db: Connection, asked: int, *, used: bool) -> tuple[str, ...]:
    """Return a round's codes that were or were not used, in the alphabet's order."""
    rows = db.execute(
        """
        SELECT code FROM feedback_code
        WHERE round = :round AND used = :used ORDER BY code LIMIT :limit
        """,
        {"round": asked, "used": int(used), "limit": LIMIT},
    )
    return tuple(row["code"] for row in rows)


def _questions(db: Connection, own: int) -> tuple[Question, ...]:
    rows = db.execute(
        "SELECT fi, sv, en FROM feedback_question WHERE questionnaire = :own ORDER BY number",
        {"own": own},
    )
    return tuple(Question(fi=row["fi"], sv=row["sv"], en=row["en"]) for row in rows)


def _add_question(db: Connection, own: int, number: int, question: Question) -> None:
    db.execute(
        """
        INSERT INTO feedback_question (questionnaire, number, fi, sv, en)
        VALUES (:own, :number, :fi, :sv, :en)
        """,
        {
            "own": own,
            "number": number,
            "fi": question.fi,
            "sv": question.sv,
            "en": question.en,
        },
    )


def _clear_questions(db: Connection, own: int) -> None:
    db.execute("DELETE FROM feedback_question WHERE questionnaire = :own", {"own": own})


def _delete_questionnaire(db: Connection, own: int) -> bool:
    done = db.execute("DELETE FROM feedback_questionnaire WHERE id = :own", {"own": own})
    return done.rowcount > 0
