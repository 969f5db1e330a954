-- What services of several agencies share: meetings and classes whose participants are counted once, and things that
-- must be looked at again on a day.

CREATE TABLE gathering ( -- outreach session, class, nutrition activity
    id ID PRIMARY KEY,
    kind TEXT NOT NULL,              -- of data/gathering_kinds.tsv
    held_on DAY NOT NULL,
    hamlet_id ID,                    -- none: for the whole commune
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    place TEXT,
    topic TEXT NOT NULL,
    speaker TEXT,
    head_count INT,                  -- who came as the organiser counted; the list of names may be shorter
    note TEXT,
    cancelled_reason TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT gathering_head_count CHECK (head_count IS NULL OR head_count BETWEEN 0 AND 100000)
);
CREATE INDEX gathering_day ON gathering (kind, held_on, id);
CREATE INDEX gathering_commune ON gathering (commune_id, held_on);

-- identity is what a person is counted by: p:ID of the register, else n:PERSONAL NUMBER, else x:FOLDED NAME:BIRTH YEAR.
CREATE TABLE gathering_person (
    id ID PRIMARY KEY,
    gathering_id ID NOT NULL REFERENCES gathering(id),
    identity TEXT NOT NULL,
    person_id ID REFERENCES person(id),
    full_name TEXT NOT NULL,
    born_year INT,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX gathering_person_once ON gathering_person (gathering_id, identity);
CREATE INDEX gathering_person_identity ON gathering_person (identity);
CREATE INDEX gathering_person_person ON gathering_person (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE follow_up ( -- to be looked at again on a day: a placement, an animal, a latrine
    id ID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('job', 'animal', 'tree', 'works', 'goods', 'model')),
    subject_kind TEXT NOT NULL,      -- job_placement, handover, model_household
    subject_id ID NOT NULL,
    policy_key TEXT NOT NULL,        -- whose lead agency answers for it
    stage TEXT NOT NULL,             -- tells several of one subject apart: "3", "6" months
    title TEXT NOT NULL,
    household_id ID NOT NULL REFERENCES household(id),
    person_id ID REFERENCES person(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    due_on DAY NOT NULL,
    done_on DAY,
    outcome TEXT,
    lost INT,                        -- how many of what was given are gone
    note TEXT,
    cancelled_reason TEXT,           -- the subject was undone
    done_by ID,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT follow_up_done CHECK ((done_on IS NULL) = (outcome IS NULL)),
    CONSTRAINT follow_up_lost CHECK (lost IS NULL OR lost >= 0)
);
CREATE UNIQUE INDEX follow_up_once ON follow_up (subject_kind, subject_id, stage);
CREATE INDEX follow_up_due ON follow_up (due_on, id) WHERE done_on IS NULL AND cancelled_reason IS NULL;
CREATE INDEX follow_up_commune ON follow_up (commune_id, due_on);
CREATE INDEX follow_up_household ON follow_up (household_id);
