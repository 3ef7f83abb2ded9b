-- The courses Kasper has held: what nodes are told as proof of a training. No part of the ledger: nothing published rests
-- on it. Nobody who held or attended a course is named here.

CREATE TABLE course (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('voikukkia_instructor', 'peer_instructor')),
    day TEXT NOT NULL CHECK (day IS date(day)),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 60),
    place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 120),
    UNIQUE (kind, day, place)
) STRICT;
