-- People: ids and numbers that are never given twice, what an erasure leaves of a group's staff, and whether an erasure
-- still has to be swept out of the file.

-- The highest number in a drawn id ("ohjaaja-7"). The history of groups names ids: an id that came back would name another.
CREATE TABLE instructor_number (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last INTEGER NOT NULL CHECK (last >= 0)
) STRICT;

INSERT INTO instructor_number (one, last)
SELECT 1, coalesce(max(CAST(substr(id, 9) AS INTEGER)), 0) FROM instructor WHERE id GLOB 'ohjaaja-[0-9]*';

CREATE TABLE training_numbered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    instructor TEXT NOT NULL REFERENCES instructor (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('voikukkia_instructor', 'peer_instructor', 'other')),
    day TEXT NOT NULL CHECK (day IS date(day)),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 60),
    place TEXT CHECK (length(place) BETWEEN 1 AND 120),
    held_by TEXT CHECK (length(held_by) BETWEEN 1 AND 120),
    proof TEXT CHECK (length(proof) BETWEEN 1 AND 500),
    UNIQUE (instructor, kind, day)
) STRICT;

INSERT INTO training_numbered (id, instructor, kind, day, days, place, held_by, proof)
SELECT id, instructor, kind, day, days, place, held_by, proof FROM training ORDER BY id;

DROP TABLE training;

ALTER TABLE training_numbered RENAME TO training;

-- How many instructors a group had who have since been erased: a number, and nothing of the persons.
CREATE TABLE group_former_staff (
    peer_group TEXT PRIMARY KEY REFERENCES peer_group (id) ON DELETE CASCADE,
    instructors INTEGER NOT NULL CHECK (instructors BETWEEN 1 AND 100)
) STRICT, WITHOUT ROWID;

-- Erasures take rows away; until the file is rewritten, bytes of them may be left in its pages. Due: erasures > swept.
CREATE TABLE sweep (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    erasures INTEGER NOT NULL CHECK (erasures >= 0),
    swept INTEGER NOT NULL CHECK (swept BETWEEN 0 AND erasures)
) STRICT;

INSERT INTO sweep (one, erasures, swept) VALUES (1, 0, 0);
