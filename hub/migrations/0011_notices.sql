-- What the operator tells networks, the documents they may fetch, and what operators themselves are told by mail.
-- No part of the ledger: nothing that is published rests on it. Nobody is named here but networks.

-- A message is never edited: another text is another message, and a withdrawn one stays.
CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    fi TEXT NOT NULL CHECK (length(fi) BETWEEN 1 AND 2000),
    sv TEXT CHECK (length(sv) BETWEEN 1 AND 2000),
    en TEXT CHECK (length(en) BETWEEN 1 AND 2000),
    -- A JSON list of networks; null: all of them, those that come later too.
    networks TEXT,
    day TEXT NOT NULL CHECK (day IS date(day)),
    until TEXT NOT NULL CHECK (until IS date(until)),
    written_at TEXT NOT NULL,
    withdrawn_at TEXT,
    CHECK (day <= until)
) STRICT;

CREATE TRIGGER message_keeps_its_text
BEFORE UPDATE OF fi, sv, en, networks, day, until, written_at ON message
BEGIN
    SELECT RAISE(ABORT, 'a message is never edited');
END;

-- Since when a network was told a message, in a welcome. Whether anybody read it stays at the node.
CREATE TABLE message_told (
    message INTEGER NOT NULL REFERENCES message (number),
    node TEXT NOT NULL REFERENCES network (node),
    at TEXT NOT NULL,
    PRIMARY KEY (message, node)
) STRICT;

-- A network that was late or silent and came back: what its next welcomes remind it of.
CREATE TABLE absence (
    node TEXT NOT NULL REFERENCES network (node),
    since TEXT NOT NULL CHECK (since IS date(since)),
    returned TEXT NOT NULL CHECK (returned IS date(returned)),
    silent INTEGER NOT NULL CHECK (silent IN (0, 1)),
    PRIMARY KEY (node, returned)
) STRICT;

-- The material bank. The bytes stay while a document is listed; a withdrawn one keeps its row.
CREATE TABLE material (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 10000000),
    media_type TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind GLOB '[a-z]*'),
    language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en')),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    added_at TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;

CREATE UNIQUE INDEX material_listed_once ON material (digest) WHERE withdrawn_at IS NULL;

CREATE TABLE material_body (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    body BLOB NOT NULL CHECK (length(body) BETWEEN 1 AND 10000000)
) STRICT;

-- The list's version grows with every change, and with time: see hub/notices/material/decide.py.
CREATE TABLE material_list (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL CHECK (version >= 1),
    made_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER material_list_never_goes_back
BEFORE UPDATE ON material_list WHEN NEW.version <= OLD.version
BEGIN
    SELECT RAISE(ABORT, 'the list of documents gets a higher version with every change');
END;

-- How each network was when it was last looked at; the difference to the next look is what is told.
CREATE TABLE alert_seen (
    node TEXT PRIMARY KEY REFERENCES network (node),
    freshness TEXT NOT NULL CHECK (freshness IN ('never_seen', 'fresh', 'late', 'silent')),
    alarm TEXT CHECK (alarm IN ('clone', 'fork')),
    alarm_at TEXT,
    held_since TEXT
) STRICT;

CREATE TABLE alert (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL REFERENCES network (node),
    what TEXT NOT NULL CHECK (what IN ('late', 'silent', 'heard', 'clone', 'fork', 'held')),
    since TEXT NOT NULL,
    found_at TEXT NOT NULL,
    UNIQUE (node, what, since)
) STRICT;

-- One mail or one call of the webhook, about all alerts of a range; made once, sent until it arrived. A mail to a network's
-- own mailbox (`networks`) is given up after some tries: then it is settled with a trouble.
CREATE TABLE alert_letter (
    number INTEGER PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'webhook', 'networks')),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at TEXT,
    settled_at TEXT,
    trouble TEXT,
    CHECK (first <= last)
) STRICT;

CREATE UNIQUE INDEX alert_letter_tells_once ON alert_letter (channel, first);
