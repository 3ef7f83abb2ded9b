-- The tables of who may sign in have the same names here and at the hub: both use the same statements.

ALTER TABLE session RENAME TO staff_session;
ALTER TABLE invitation RENAME TO staff_invitation;
