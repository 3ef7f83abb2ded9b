-- Groups with their meetings, organisers, instructors, trainings and activities.
-- Days are text, "2026-11-21". Languages are codes with a space between. Lists of municipalities
-- and people are tables of their own. Personal data lives in instructor and training alone.

CREATE TABLE organiser (
    id TEXT PRIMARY KEY CHECK (id GLOB '[a-z0-9]*' AND length(id) <= 60),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind TEXT NOT NULL CHECK (kind IN (
        'municipality', 'municipalities', 'joint_authority', 'county', 'ngo', 'parish', 'private'
    )),
    municipality TEXT CHECK (municipality GLOB '[0-9][0-9][0-9]'),
    area TEXT CHECK (area GLOB '[0-9][0-9]'),
    valid_from TEXT CHECK (valid_from IS date(valid_from)),
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    ethical_principles_on TEXT CHECK (ethical_principles_on IS date(ethical_principles_on)),
    CHECK (valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until),
    CHECK (
        kind NOT IN ('municipality', 'municipalities', 'joint_authority', 'county')
        OR municipality IS NOT NULL OR area IS NOT NULL
    ),
    CHECK (kind != 'municipality' OR municipality IS NOT NULL),
    CHECK (kind != 'county' OR area IS NOT NULL)
) STRICT;

CREATE TABLE instructor (
    id TEXT PRIMARY KEY CHECK (id GLOB '[a-z0-9]*' AND length(id) <= 60),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    role TEXT NOT NULL CHECK (role IN ('professional', 'peer')),
    was_in_group TEXT NOT NULL CHECK (was_in_group IN ('yes', 'no', 'not_said')),
    ethical_principles_on TEXT CHECK (ethical_principles_on IS date(ethical_principles_on)),
    phone TEXT CHECK (length(phone) BETWEEN 1 AND 40),
    email TEXT CHECK (length(email) BETWEEN 3 AND 254),
    purpose TEXT CHECK (length(purpose) BETWEEN 1 AND 500),
    keep_until TEXT CHECK (keep_until IS date(keep_until))
) STRICT;

CREATE TABLE training (
    id INTEGER PRIMARY KEY,
    instructor TEXT NOT NULL REFERENCES instructor (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('voikukkia_instructor', 'peer_instructor', 'other')),
    day TEXT NOT NULL CHECK (day IS date(day)),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 60),
    place TEXT CHECK (length(place) BETWEEN 1 AND 120),
    held_by TEXT CHECK (length(held_by) BETWEEN 1 AND 120),
    proof TEXT CHECK (length(proof) BETWEEN 1 AND 500),
    UNIQUE (instructor, kind, day)
) STRICT;

CREATE TABLE peer_group (
    id TEXT PRIMARY KEY CHECK (id GLOB '[a-z0-9]*' AND length(id) <= 60),
    lifecycle TEXT NOT NULL CHECK (lifecycle IN (
        'draft', 'planned', 'open', 'full', 'running', 'ended', 'postponed', 'cancelled'
    )),
    takes_parents INTEGER NOT NULL CHECK (takes_parents IN (0, 1)),
    audience TEXT NOT NULL CHECK (audience IN ('all', 'fathers', 'mothers')),
    languages TEXT NOT NULL CHECK (languages != ''),
    material_languages TEXT NOT NULL,
    interpreter TEXT NOT NULL CHECK (interpreter IN ('yes', 'no', 'not_said')),
    other_mother_tongue TEXT NOT NULL CHECK (other_mother_tongue IN ('yes', 'no', 'not_said')),
    format TEXT NOT NULL CHECK (format IN ('in_person', 'hybrid', 'remote')),
    time_of_day TEXT NOT NULL CHECK (time_of_day IN ('daytime', 'evening', 'not_said')),
    meets_in TEXT NOT NULL CHECK (meets_in GLOB '[0-9][0-9][0-9]'),
    show_area_only INTEGER NOT NULL CHECK (show_area_only IN (0, 1)),
    catchment TEXT NOT NULL CHECK (catchment IN (
        'municipalities', 'own_clients', 'area', 'wider'
    )),
    start TEXT NOT NULL CHECK (start IN (
        'month', 'when_found', 'on_request', 'all_year', 'not_said'
    )),
    start_month TEXT CHECK (start_month GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
    planned_meetings INTEGER NOT NULL CHECK (planned_meetings BETWEEN 1 AND 40),
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 180),
    starts_at TEXT CHECK (starts_at GLOB '[0-2][0-9]:[0-5][0-9]'),
    social_worker TEXT NOT NULL CHECK (social_worker IN ('yes', 'no', 'not_said')),
    tell_peer_instructor INTEGER NOT NULL CHECK (tell_peer_instructor IN (0, 1)),
    travel_costs TEXT NOT NULL CHECK (travel_costs IN ('paid', 'not_paid', 'ask')),
    wants_name INTEGER NOT NULL CHECK (wants_name IN (0, 1)),
    start_confirmed_on TEXT CHECK (start_confirmed_on IS date(start_confirmed_on)),
    end_confirmed_on TEXT CHECK (end_confirmed_on IS date(end_confirmed_on)),
    withdrawn_on TEXT CHECK (withdrawn_on IS date(withdrawn_on)),
    parents INTEGER CHECK (parents BETWEEN 0 AND 100),
    place TEXT CHECK (length(place) BETWEEN 1 AND 200),
    notes TEXT CHECK (length(notes) BETWEEN 1 AND 4000),
    CHECK ((start = 'month') = (start_month IS NOT NULL)),
    CHECK (lifecycle NOT IN ('running', 'ended') OR start_confirmed_on IS NOT NULL),
    CHECK (lifecycle IN ('running', 'ended', 'cancelled') OR start_confirmed_on IS NULL),
    CHECK ((lifecycle = 'ended') = (end_confirmed_on IS NOT NULL)),
    CHECK (end_confirmed_on IS NULL OR start_confirmed_on <= end_confirmed_on)
) STRICT;

CREATE TABLE group_meeting (
    peer_group TEXT NOT NULL REFERENCES peer_group (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 40),
    day TEXT NOT NULL CHECK (day IS date(day)),
    theme INTEGER CHECK (theme BETWEEN 1 AND 10),
    minutes INTEGER CHECK (minutes BETWEEN 1 AND 180),
    starts_at TEXT CHECK (starts_at GLOB '[0-2][0-9]:[0-5][0-9]'),
    attendance INTEGER CHECK (attendance BETWEEN 0 AND 100),
    PRIMARY KEY (peer_group, number),
    UNIQUE (peer_group, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_serves (
    peer_group TEXT NOT NULL REFERENCES peer_group (id) ON DELETE CASCADE,
    municipality TEXT NOT NULL CHECK (municipality GLOB '[0-9][0-9][0-9]'),
    PRIMARY KEY (peer_group, municipality)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_organiser (
    peer_group TEXT NOT NULL REFERENCES peer_group (id) ON DELETE CASCADE,
    organiser TEXT NOT NULL REFERENCES organiser (id),
    PRIMARY KEY (peer_group, organiser)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_instructor (
    peer_group TEXT NOT NULL REFERENCES peer_group (id) ON DELETE CASCADE,
    instructor TEXT NOT NULL REFERENCES instructor (id) ON DELETE CASCADE,
    PRIMARY KEY (peer_group, instructor)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_organiser_by_organiser ON group_organiser (organiser);
CREATE INDEX group_instructor_by_instructor ON group_instructor (instructor);

CREATE TABLE activity (
    id TEXT PRIMARY KEY CHECK (id GLOB '[a-z0-9]*' AND length(id) <= 60),
    kind TEXT NOT NULL CHECK (kind IN ('cafe', 'support_person', 'weekend')),
    meets_in TEXT NOT NULL CHECK (meets_in GLOB '[0-9][0-9][0-9]'),
    show_area_only INTEGER NOT NULL CHECK (show_area_only IN (0, 1)),
    audience TEXT NOT NULL CHECK (audience IN ('all', 'fathers', 'mothers')),
    languages TEXT NOT NULL CHECK (languages != ''),
    format TEXT NOT NULL CHECK (format IN ('in_person', 'hybrid', 'remote')),
    link TEXT NOT NULL CHECK (link GLOB 'https://?*' AND length(link) <= 300),
    until TEXT CHECK (until IS date(until)),
    name TEXT CHECK (length(name) BETWEEN 1 AND 120)
) STRICT;

CREATE TABLE activity_serves (
    activity TEXT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    municipality TEXT NOT NULL CHECK (municipality GLOB '[0-9][0-9][0-9]'),
    PRIMARY KEY (activity, municipality)
) STRICT, WITHOUT ROWID;
