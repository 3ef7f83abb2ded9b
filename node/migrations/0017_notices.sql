-- What the operator tells this network, and the documents of the material bank. All of it comes from the hub.

-- Every message that was ever heard. `gone_at`: it is told no more. Who read it, and when, stays here.
CREATE TABLE hub_message (
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 2 AND 60),
    kind TEXT NOT NULL,
    fi TEXT NOT NULL,
    sv TEXT,
    en TEXT,
    day TEXT NOT NULL CHECK (day IS date(day)),
    until TEXT NOT NULL CHECK (until IS date(until)),
    heard_at TEXT NOT NULL,
    gone_at TEXT,
    read_at TEXT,
    read_by INTEGER,
    CHECK (read_by IS NULL OR read_at IS NOT NULL)
) STRICT;

CREATE INDEX hub_message_by_hearing ON hub_message (heard_at);

-- The list of documents as the hub signed it, for every hub this node has known (by its root key). `named` is the version
-- that the last welcome told of; a list is replaced only by a higher version.
CREATE TABLE hub_material (
    root TEXT PRIMARY KEY CHECK (length(root) = 64),
    named INTEGER NOT NULL CHECK (named >= 0),
    version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0),
    body BLOB,
    heard_at TEXT,
    CHECK ((version = 0) = (body IS NULL)),
    CHECK ((version = 0) = (heard_at IS NULL))
) STRICT;

CREATE TRIGGER hub_material_never_goes_back
BEFORE UPDATE OF version, body ON hub_material WHEN NEW.version <= OLD.version
BEGIN
    SELECT RAISE(ABORT, 'a list of documents is replaced only by a newer one');
END;

-- Which documents of the list are here; their bytes are files beside the database, by digest.
CREATE TABLE material_file (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    heard_at TEXT NOT NULL,
    fetched_at TEXT,
    trouble TEXT CHECK (trouble IN ('not_genuine', 'missing')),
    tried_at TEXT
) STRICT;

-- When each reader looked at the documents, to tell what is new to them.
CREATE TABLE material_look (
    staff INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    before_at TEXT
) STRICT;
