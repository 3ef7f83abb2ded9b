-- What a network may speak for from a day on: municipalities handed over between networks, and networks that end. As
-- JSON, made from the acts of the ledger by hub/registry/handover/mandate.py; the last grant stands in `network`.

CREATE TABLE mandate (
    node TEXT PRIMARY KEY REFERENCES network (node),
    moves TEXT NOT NULL,
    uncounted TEXT NOT NULL,
    ends_on TEXT CHECK (length(ends_on) = 10)
) STRICT;
