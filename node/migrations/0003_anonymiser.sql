-- Which groups stood in which report: ids alone, for the reasons given when a group leaves the list.

CREATE TABLE report_listing (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    groups TEXT NOT NULL
) STRICT;

CREATE INDEX report_listing_by_sequence ON report_listing (sequence);
