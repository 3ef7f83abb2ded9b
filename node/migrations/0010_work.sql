-- The work beside the groups: workshops, participation, commitments, agreements, costs, feedback.
-- All of it is the node's own and never leaves. No table has a column for a parent's name.
-- A group and an organiser are named by their ids without REFERENCES: what is removed can come back
-- within 30 days, and its costs and feedback are there then. Ids of rows are never used twice.

CREATE TABLE workshop (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL CHECK (day IS date(day)),
    place TEXT NOT NULL CHECK (place GLOB '[0-9][0-9]' OR place GLOB '[0-9][0-9][0-9]'),
    took_part INTEGER CHECK (took_part BETWEEN 0 AND 1000),
    held_by TEXT CHECK (length(held_by) BETWEEN 1 AND 120),
    theme TEXT CHECK (length(theme) BETWEEN 1 AND 120)
) STRICT;

-- `days`: every day it met in one year, as JSON. `parents` and `volunteers` are counts.
CREATE TABLE participation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN (
        'steering_group', 'parents_panel', 'developer_parents', 'volunteer_development'
    )),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    place TEXT CHECK (place GLOB '[0-9][0-9]' OR place GLOB '[0-9][0-9][0-9]'),
    days TEXT NOT NULL CHECK (days GLOB '[[]"[12]*"]'),
    parents INTEGER CHECK (parents BETWEEN 0 AND 1000),
    volunteers INTEGER CHECK (volunteers BETWEEN 0 AND 1000)
) STRICT;

CREATE TABLE commitment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    organiser TEXT NOT NULL CHECK (organiser GLOB '[a-z0-9]*' AND length(organiser) <= 60),
    kind TEXT NOT NULL CHECK (kind IN ('working_time', 'supervision', 'approval')),
    valid_from TEXT NOT NULL CHECK (valid_from IS date(valid_from)),
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    note TEXT CHECK (length(note) BETWEEN 1 AND 200),
    CHECK (valid_until IS NULL OR valid_from <= valid_until)
) STRICT;

CREATE INDEX commitment_by_organiser ON commitment (organiser);

CREATE TABLE agreement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    party TEXT NOT NULL CHECK (length(party) BETWEEN 1 AND 120),
    kind TEXT NOT NULL CHECK (kind IN ('partnership', 'cooperation', 'intent', 'other')),
    starts TEXT NOT NULL CHECK (starts IS date(starts)),
    ends TEXT CHECK (ends IS date(ends)),
    note TEXT CHECK (length(note) BETWEEN 1 AND 200),
    CHECK (ends IS NULL OR starts <= ends)
) STRICT;

CREATE TABLE cost (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    peer_group TEXT NOT NULL CHECK (peer_group GLOB '[a-z0-9]*' AND length(peer_group) <= 60),
    kind TEXT NOT NULL CHECK (kind IN (
        'instructors', 'peers', 'rooms', 'refreshments', 'materials', 'travel', 'supervision',
        'other'
    )),
    planned_cents INTEGER CHECK (planned_cents BETWEEN 0 AND 99999999),
    actual_cents INTEGER CHECK (actual_cents BETWEEN 0 AND 99999999),
    note TEXT CHECK (length(note) BETWEEN 1 AND 200),
    CHECK (planned_cents IS NOT NULL OR actual_cents IS NOT NULL),
    UNIQUE (peer_group, kind)
) STRICT;

-- A questionnaire of the network's own; the one that comes with the program stands in the code.
CREATE TABLE feedback_questionnaire (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120)
) STRICT;

CREATE TABLE feedback_question (
    questionnaire INTEGER NOT NULL REFERENCES feedback_questionnaire (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 20),
    fi TEXT NOT NULL CHECK (length(fi) BETWEEN 1 AND 200),
    sv TEXT CHECK (length(sv) BETWEEN 1 AND 200),
    en TEXT CHECK (length(en) BETWEEN 1 AND 200),
    PRIMARY KEY (questionnaire, number)
) STRICT, WITHOUT ROWID;

-- A group asked once. `counts`: answers counted on paper, five numbers for each question, as JSON.
CREATE TABLE feedback_round (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    peer_group TEXT NOT NULL CHECK (peer_group GLOB '[a-z0-9]*' AND length(peer_group) <= 60),
    questionnaire TEXT NOT NULL CHECK (
        questionnaire GLOB 'ours-[0-9]*' OR questionnaire GLOB 'own-[0-9]*'
    ),
    asked_on TEXT NOT NULL CHECK (asked_on IS date(asked_on)),
    counts TEXT NOT NULL CHECK (counts NOT GLOB '*[^][0-9, ]*')
) STRICT;

-- One sheet's answers, a number from 1 to 5 or null for each question, as JSON. It knows neither
-- its code nor the words that stood on the same paper.
CREATE TABLE feedback_sheet (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    round INTEGER NOT NULL REFERENCES feedback_round (id),
    answers TEXT NOT NULL CHECK (answers NOT GLOB '*[^][1-5nul, ]*')
) STRICT;

CREATE INDEX feedback_sheet_by_round ON feedback_sheet (round);

-- Free text. It stays on the node, and is not shown to readers.
CREATE TABLE feedback_remark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    round INTEGER NOT NULL REFERENCES feedback_round (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000)
) STRICT;

CREATE INDEX feedback_remark_by_round ON feedback_remark (round);

-- Codes on printed forms. Each is good for one sheet; no row says whose it was or what it answered.
-- A round is named without REFERENCES, too: the forms are printed, and good again when it comes back.
CREATE TABLE feedback_code (
    code TEXT PRIMARY KEY CHECK (length(code) = 6),
    round INTEGER NOT NULL,
    used INTEGER NOT NULL CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX feedback_code_by_round ON feedback_code (round);

-- The codes of a removed round go for good with the last image that could bring it back.
CREATE TRIGGER feedback_code_goes_with_its_round
AFTER DELETE ON history_image
WHEN OLD.kind = 'feedback' AND OLD.record GLOB 'round-[0-9]*'
BEGIN
    DELETE FROM feedback_code
    WHERE round = CAST(substr(OLD.record, 7) AS INTEGER)
        AND NOT EXISTS (SELECT 1 FROM feedback_round WHERE id = feedback_code.round)
        AND NOT EXISTS (
            SELECT 1 FROM history_image WHERE kind = OLD.kind AND record = OLD.record
        );
END;
