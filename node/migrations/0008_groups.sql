-- What the list of groups looks at, a row a group: the span of its known days, and its staff.
-- `last_day` is known only when every planned day is: dates are the truth, the rest is unknown.

CREATE VIEW group_summary AS
SELECT
    id, lifecycle, takes_parents, audience, languages, format, meets_in, start, start_month,
    start_confirmed_on, withdrawn_on, place, notes,
    (
        SELECT min(day) FROM group_meeting WHERE group_meeting.peer_group = peer_group.id
    ) AS first_day,
    (
        SELECT max(day) FROM group_meeting WHERE group_meeting.peer_group = peer_group.id
        HAVING count(*) >= max(1, peer_group.planned_meetings)
    ) AS last_day,
    (
        SELECT count(*) FROM group_instructor WHERE group_instructor.peer_group = peer_group.id
    ) AS instructors
FROM peer_group;
