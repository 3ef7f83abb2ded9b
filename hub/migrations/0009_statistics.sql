-- Counts of quarters and who reports them, found without a walk through the ledger: both indexes hold only the rows of
-- their kinds, so that no other report pays for them.

CREATE INDEX ledger_statistics ON ledger (node, entry) WHERE kind = 'statistics';

CREATE INDEX ledger_quarters ON ledger (entry)
WHERE kind IN ('statistics', 'granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed');

-- The acts alone: asked for at every count that arrives, when thousands of counts came since the last act.
CREATE INDEX ledger_owning ON ledger (entry)
WHERE kind IN ('granted', 'handed_over', 'called_off', 'ended', 'owns', 'keyed');
