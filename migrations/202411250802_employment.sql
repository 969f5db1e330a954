-- Job seekers of the households concerned: advice, referral, placement; what became of a placement is a follow_up.

CREATE TABLE job_employer (
    id ID PRIMARY KEY,
    name TEXT NOT NULL,
    name_sort BYTES NOT NULL,
    tax_code TEXT,
    industry TEXT NOT NULL,
    contact TEXT,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    ended_on DAY,                    -- takes nobody any more
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX job_employer_name ON job_employer (name_sort, id);
CREATE UNIQUE INDEX job_employer_tax ON job_employer (tax_code) WHERE tax_code IS NOT NULL;

CREATE TABLE job_seeker (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    classes TEXT,                    -- of the household on that day
    opened_on DAY NOT NULL,
    wish TEXT NOT NULL,
    skills TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'placed', 'closed')),
    closed_on DAY,
    closed_reason TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT job_seeker_closed CHECK ((state = 'closed') = (closed_on IS NOT NULL))
);
CREATE UNIQUE INDEX job_seeker_once ON job_seeker (person_id) WHERE state <> 'closed';
CREATE INDEX job_seeker_commune ON job_seeker (commune_id, opened_on);
CREATE INDEX job_seeker_opened ON job_seeker (opened_on, id);

CREATE TABLE job_step ( -- a placement is the subject of its follow-ups
    id ID PRIMARY KEY,
    seeker_id ID NOT NULL REFERENCES job_seeker(id),
    kind TEXT NOT NULL CHECK (kind IN ('advice', 'referral', 'placement', 'closed')),
    on_day DAY NOT NULL,
    employer_id ID REFERENCES job_employer(id),
    work TEXT,
    wage MONEY,                      -- đồng a month
    contract BOOL NOT NULL,          -- a written contract
    note TEXT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT job_step_employer CHECK (kind NOT IN ('referral', 'placement') OR employer_id IS NOT NULL),
    CONSTRAINT job_step_wage CHECK (wage IS NULL OR wage BETWEEN 0 AND 1000000000)
);
CREATE INDEX job_step_seeker ON job_step (seeker_id, on_day, id);
CREATE INDEX job_step_kind ON job_step (kind, on_day);
CREATE INDEX job_step_of_employer ON job_step (employer_id, kind) WHERE employer_id IS NOT NULL;
