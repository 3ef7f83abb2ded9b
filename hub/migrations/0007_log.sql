-- The public log's whole tiles (C2SP tlog-tiles), kept for speed: all of them can be dropped and made again from the
-- ledger. A row comes once in 256 entries, so that no report pays for the log.

CREATE TABLE log_tile (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    number INTEGER NOT NULL CHECK (number >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
    root BLOB NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (level, number)
) STRICT;

CREATE TRIGGER log_tile_keeps_bytes BEFORE UPDATE ON log_tile
BEGIN
    SELECT RAISE(ABORT, 'a whole tile never changes');
END;
