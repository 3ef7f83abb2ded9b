-- Key life: the newest trust document of the hub, the node's own keys, and a chain that holds more than reports.

-- What the hub's root key signed last: which keys speak for the hub. A document is replaced only by a higher version.
CREATE TABLE hub_trust (
    root TEXT PRIMARY KEY CHECK (length(root) = 64),
    version INTEGER NOT NULL CHECK (version >= 1),
    body BLOB NOT NULL,
    heard_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER hub_trust_never_goes_back
BEFORE UPDATE ON hub_trust WHEN NEW.version <= OLD.version
BEGIN
    SELECT RAISE(ABORT, 'a trust document is replaced only by a newer one');
END;

-- Which of the key files speaks for this node. The files hold the secrets, these rows say what each of them is:
-- next (drawn, not yet in force), current, before (kept until the next rotation), past (only remembered).
CREATE TABLE own_key (
    number INTEGER PRIMARY KEY,
    public TEXT NOT NULL UNIQUE CHECK (length(public) = 64),
    standing TEXT NOT NULL CHECK (standing IN ('next', 'current', 'before', 'past')),
    drawn_for TEXT NOT NULL CHECK (drawn_for IN ('start', 'rotation', 'enrolment')),
    drawn_at TEXT NOT NULL,
    began_at TEXT,
    ended_at TEXT,
    first_sequence INTEGER CHECK (first_sequence >= 1),
    invitation TEXT CHECK (length(invitation) = 64),
    CHECK ((standing = 'next') = (began_at IS NULL)),
    CHECK ((standing IN ('before', 'past')) = (ended_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX own_key_one_each ON own_key (standing) WHERE standing <> 'past';

ALTER TABLE outbox_entry ADD COLUMN schema TEXT NOT NULL DEFAULT 'availability/1'
    CHECK (schema GLOB '[a-z]*/[0-9]*');

CREATE TRIGGER outbox_schema_stays
BEFORE UPDATE OF schema ON outbox_entry
BEGIN
    SELECT RAISE(ABORT, 'signed bytes never change');
END;
