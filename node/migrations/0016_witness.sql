-- What this node has seen of the hub's public log: the newest checkpoint it found consistent, for every log (origin).
-- A note is the hub's own signed text, as it came: evidence for third parties.

CREATE TABLE witnessed (
    origin TEXT PRIMARY KEY CHECK (length(origin) BETWEEN 1 AND 200),
    size INTEGER NOT NULL CHECK (size >= 0),
    root TEXT NOT NULL CHECK (length(root) = 64),
    note TEXT NOT NULL,
    first_at TEXT NOT NULL,
    at TEXT NOT NULL,
    -- The note that did not fit, and why nothing is sent since; or the one whose proof has not come yet.
    odd_note TEXT,
    odd_reason TEXT CHECK (odd_reason IN ('log_forked', 'log_rolled_back', 'log_unproven')),
    odd_since TEXT,
    CHECK ((odd_note IS NULL) = (odd_reason IS NULL)),
    CHECK ((odd_note IS NULL) = (odd_since IS NULL))
) STRICT;
