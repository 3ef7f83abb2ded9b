-- Enquiries: outside history, undo and import, erased on time (rule 31). What was said of a parent is
-- sealed, each value under its enquiry's own key, all of one length; the keys lie in files beside the
-- database, never in it. The tallies refer to no enquiry.

CREATE TABLE enquiry (
    reference TEXT PRIMARY KEY CHECK (
        length(reference) = 9
        AND reference GLOB '[2-9BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ]-*'
        AND reference GLOB '*-[2-9BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ][2-9BCDFGHJKMNPQRSTVWXZ]'
    ),
    state TEXT NOT NULL CHECK (state IN (
        'new', 'contacted', 'pre_meeting', 'place', 'waiting', 'elsewhere', 'closed'
    )),
    came_on TEXT NOT NULL CHECK (came_on IS date(came_on)),
    since TEXT NOT NULL CHECK (since IS date(since)),
    renewed_on TEXT CHECK (renewed_on IS date(renewed_on)),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    contact BLOB NOT NULL CHECK (length(contact) = 284),
    channel BLOB NOT NULL CHECK (length(channel) = 284),
    ways BLOB NOT NULL CHECK (length(ways) = 284),
    message BLOB NOT NULL CHECK (length(message) = 284),
    introduce BLOB NOT NULL CHECK (length(introduce) = 284),
    line BLOB NOT NULL CHECK (length(line) = 284),
    municipality BLOB NOT NULL CHECK (length(municipality) = 284),
    language BLOB NOT NULL CHECK (length(language) = 284),
    audience BLOB NOT NULL CHECK (length(audience) = 284),
    times BLOB NOT NULL CHECK (length(times) = 284),
    peer_group BLOB NOT NULL CHECK (length(peer_group) = 284),
    consent_on BLOB NOT NULL CHECK (length(consent_on) = 284),
    recorded_by BLOB NOT NULL CHECK (length(recorded_by) = 284),
    tallied BLOB NOT NULL CHECK (length(tallied) = 284),
    CHECK (came_on <= since),
    CHECK (renewed_on IS NULL OR came_on <= renewed_on)
) STRICT, WITHOUT ROWID;

-- What came of the enquiries of a quarter; a row stands for itself and for no enquiry.
CREATE TABLE enquiry_tally (
    quarter TEXT NOT NULL CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'),
    municipality TEXT NOT NULL CHECK (municipality GLOB '[0-9][0-9][0-9]'),
    outcome TEXT NOT NULL CHECK (outcome IN ('place', 'waiting', 'elsewhere', 'closed')),
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (quarter, municipality, outcome)
) STRICT, WITHOUT ROWID;

-- The proof that erasure ran: counts, and a chain of digests over them.
CREATE TABLE enquiry_erasure (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    ran_at TEXT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('chore', 'person')),
    erased INTEGER NOT NULL CHECK (erased >= 0),
    keyless INTEGER NOT NULL CHECK (keyless >= 0),
    orphans INTEGER NOT NULL CHECK (orphans >= 0),
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64)
) STRICT;

CREATE INDEX enquiry_erasure_by_cause ON enquiry_erasure (cause, number);

CREATE TRIGGER enquiry_erasure_stays
BEFORE UPDATE ON enquiry_erasure
BEGIN
    SELECT RAISE(ABORT, 'the proof of an erasure never changes');
END;

CREATE TRIGGER enquiry_erasure_is_kept
BEFORE DELETE ON enquiry_erasure
BEGIN
    SELECT RAISE(ABORT, 'the proof of an erasure is never dropped');
END;

-- How enquiries are kept here. keys_revision grows with every change of the keys; keys_kept is the
-- revision that the newest copy of the keys beside the backups holds.
CREATE TABLE enquiry_keeping (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    tally_only INTEGER NOT NULL CHECK (tally_only IN (0, 1)),
    keys_revision INTEGER NOT NULL CHECK (keys_revision >= 0),
    keys_kept INTEGER NOT NULL CHECK (keys_kept BETWEEN 0 AND keys_revision)
) STRICT;

INSERT INTO enquiry_keeping (one, tally_only, keys_revision, keys_kept) VALUES (1, 0, 0, 0);

-- A network that only counts stores no enquiry.
CREATE TRIGGER enquiry_where_they_are_kept
BEFORE INSERT ON enquiry WHEN (SELECT tally_only FROM enquiry_keeping) = 1
BEGIN
    SELECT RAISE(ABORT, 'enquiries are only counted here');
END;

CREATE TRIGGER enquiry_keeping_while_none_is_stored
BEFORE UPDATE OF tally_only ON enquiry_keeping
WHEN new.tally_only = 1 AND EXISTS (SELECT 1 FROM enquiry)
BEGIN
    SELECT RAISE(ABORT, 'enquiries are stored here');
END;
