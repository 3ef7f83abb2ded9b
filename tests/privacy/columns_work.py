"""Columns of the work beside the groups: all of it stays, and feedback's free text above all."""

from datetime import date

BY_THE_PROGRAM = {
    *("workshop.id", "participation.id", "commitment.id", "agreement.id", "cost.id"),
    *("feedback_questionnaire.id", "feedback_question.questionnaire", "feedback_question.number"),
    *("feedback_round.id", "feedback_round.questionnaire", "feedback_sheet.id"),
    *("feedback_sheet.round", "feedback_remark.id", "feedback_remark.round"),
    "feedback_code.round",
}
"""Numbers that the program counts; a round's questionnaire is "ours-1" or "own-" and a number."""

CLOSED = {
    *("participation.kind", "commitment.kind", "agreement.kind", "cost.kind"),
    "feedback_code.used",
}

CODES = {
    "workshop.place": "092",
    "participation.place": "853",
    "feedback_round.counts": "[[0, 0, 89, 0, 0]]",
    "feedback_sheet.answers": "[5, null, 3, 1, 2]",
}

NUMBERS = {
    "workshop.took_part": 911,
    "participation.parents": 919,
    "participation.volunteers": 929,
    "cost.planned_cents": 7_919_719,
    "cost.actual_cents": 7_927_727,
}

WORDS = {
    "workshop.held_by": "Zqverstaan Pitaja",
    "workshop.theme": "Zqverstaan teema",
    "participation.name": "Zqvanhempainraati",
    "commitment.organiser": "zqjarjestaja",
    "commitment.note": "Zqsitoumuksen huomautus",
    "agreement.party": "Zqsopimuskumppani",
    "agreement.note": "Zqsopimuksen huomautus",
    "cost.peer_group": "zqryhma",
    "cost.note": "Zqkustannuksen huomautus",
    "feedback_questionnaire.name": "Zqkyselyn nimi",
    "feedback_question.fi": "Zqkysymys suomeksi",
    "feedback_question.sv": "Zqfraga",
    "feedback_question.en": "Zqquestion",
    "feedback_round.peer_group": "zqryhma",
    "feedback_remark.text": "Zqvapaa teksti",
    "feedback_code.code": "ZQKXDF",
}

DAYS = {
    "workshop.day": date(2003, 2, 17),
    "participation.days": date(2004, 5, 19),
    "commitment.valid_from": date(2005, 6, 23),
    "commitment.valid_until": date(2041, 7, 27),
    "agreement.starts": date(2006, 8, 29),
    "agreement.ends": date(2042, 9, 13),
    "feedback_round.asked_on": date(2007, 10, 16),
}

PLANTING = (
    """INSERT INTO workshop (id, day, place, took_part, held_by, theme) VALUES (7901,
        :workshop_day, '092', 911, :workshop_held_by, :workshop_theme)""",
    """INSERT INTO participation (id, kind, name, place, days, parents, volunteers) VALUES (7901,
        'parents_panel', :participation_name, '853', '["' || :participation_days || '"]', 919,
        929)""",
    """INSERT INTO commitment (id, organiser, kind, valid_from, valid_until, note) VALUES (7901,
        :commitment_organiser, 'supervision', :commitment_valid_from, :commitment_valid_until,
        :commitment_note)""",
    """INSERT INTO agreement (id, party, kind, starts, ends, note) VALUES (7901, :agreement_party,
        'partnership', :agreement_starts, :agreement_ends, :agreement_note)""",
    """INSERT INTO cost (id, peer_group, kind, planned_cents, actual_cents, note) VALUES (7901,
        :cost_peer_group, 'rooms', 7919719, 7927727, :cost_note)""",
    """INSERT INTO feedback_questionnaire (id, name) VALUES (7901,
        :feedback_questionnaire_name)""",
    """INSERT INTO feedback_question (questionnaire, number, fi, sv, en) VALUES (7901, 1,
        :feedback_question_fi, :feedback_question_sv, :feedback_question_en)""",
    """INSERT INTO feedback_round (id, peer_group, questionnaire, asked_on, counts) VALUES (7901,
        :feedback_round_peer_group, 'own-7901', :feedback_round_asked_on,
        '[[0, 0, 89, 0, 0]]')""",
    """INSERT INTO feedback_sheet (id, round, answers) VALUES (7901, 7901,
        '[5, null, 3, 1, 2]')""",
    "INSERT INTO feedback_remark (id, round, text) VALUES (7901, 7901, :feedback_remark_text)",
    """INSERT INTO feedback_code (code, round, used) VALUES (:feedback_code_code, 7901, 0)""",
)
