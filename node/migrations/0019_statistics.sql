-- Counts of people, once a quarter: what the hub takes, the disclosure key's fingerprint, and every release ever made.

-- What the hub said it takes from this network: a quarter that is over, and the codes of municipalities (none: of another).
CREATE TABLE statistics_owed (
    quarter TEXT PRIMARY KEY CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'),
    municipalities TEXT NOT NULL,
    heard_at TEXT NOT NULL
) STRICT;

-- The keys this database ever began with; the newest is in force. `begun`: with a new database. `decided`: by the lead.
-- `foreign`: releases came back from the hub that were drawn from a key which was never here; no file fits this row.
CREATE TABLE disclosure_key (
    number INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
    at TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('begun', 'decided', 'foreign'))
) STRICT;

-- The release ledger: figures as they were rounded, before they found their place in the chain. `fingerprint` names the key
-- that rounded them; null where none did, or where they came back from the hub. `reason`: why it is a revision.
CREATE TABLE statistics_release (
    number INTEGER PRIMARY KEY,
    quarter TEXT NOT NULL CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'),
    version INTEGER NOT NULL CHECK (version IN (1, 2)),
    vintage TEXT NOT NULL,
    figures BLOB NOT NULL,
    made_at TEXT NOT NULL,
    fingerprint TEXT CHECK (length(fingerprint) = 64),
    reason TEXT CHECK (reason IN ('late', 'mistake', 'twice')),
    adopted INTEGER NOT NULL DEFAULT 0 CHECK (adopted IN (0, 1)),
    CHECK (reason IS NULL OR version = 2)
) STRICT;

CREATE UNIQUE INDEX statistics_release_once ON statistics_release (quarter, version, vintage) WHERE adopted = 0;

-- Each time the figures of a release were signed; the envelope itself lies in the outbox.
CREATE TABLE statistics_signed (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    release INTEGER NOT NULL REFERENCES statistics_release (number)
) STRICT;

CREATE INDEX statistics_signed_by_release ON statistics_signed (release);

-- What the lead asked for and the sender has not done yet.
CREATE TABLE statistics_asked (
    quarter TEXT PRIMARY KEY CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'),
    wish TEXT NOT NULL CHECK (wish IN ('again', 'revision', 'without_people')),
    reason TEXT CHECK (reason IN ('late', 'mistake', 'twice')),
    asked_at TEXT NOT NULL,
    CHECK ((wish = 'revision') = (reason IS NOT NULL))
) STRICT;

-- Why a release was not made: sentences and their values as JSON, written by the program.
CREATE TABLE statistics_trouble (
    quarter TEXT PRIMARY KEY CHECK (quarter GLOB '[0-9][0-9][0-9][0-9]-Q[1-4]'),
    reasons TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT;

CREATE TRIGGER disclosure_key_stays BEFORE UPDATE ON disclosure_key
BEGIN SELECT RAISE(ABORT, 'the release ledger only grows'); END;
CREATE TRIGGER disclosure_key_is_kept BEFORE DELETE ON disclosure_key
BEGIN SELECT RAISE(ABORT, 'the release ledger only grows'); END;
CREATE TRIGGER statistics_release_stays BEFORE UPDATE ON statistics_release
BEGIN SELECT RAISE(ABORT, 'the release ledger only grows'); END;
CREATE TRIGGER statistics_release_is_kept BEFORE DELETE ON statistics_release
BEGIN SELECT RAISE(ABORT, 'the release ledger only grows'); END;
CREATE TRIGGER statistics_signed_stays BEFORE UPDATE ON statistics_signed
BEGIN SELECT RAISE(ABORT, 'the release ledger only grows'); END;
CREATE TRIGGER statistics_signed_is_kept BEFORE DELETE ON statistics_signed
BEGIN SELECT RAISE(ABORT, 'the release ledger only grows'); END;
