-- A link by which a colleague sets a new password and a new second factor. While its row stands, what
-- the account signed in with until now opens nothing; `until` ends the link, and not that.
CREATE TABLE reset (
    staff INTEGER PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    made_at TEXT NOT NULL,
    until TEXT NOT NULL,
    made_by INTEGER REFERENCES staff (id)
) STRICT;

-- How many attempts at this account failed before the sign-in: the person is told once it is through.
ALTER TABLE session ADD COLUMN failed INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0);
