-- Education: schools, school years with their terms, who goes where, who has the right to what in a term, what a school
-- takes for a month, who helps whom, and who may leave school. What is given stands on the lists of benefit.

CREATE TABLE school (
    id ID PRIMARY KEY,
    code TEXT NOT NULL,              -- as the sector writes it; leading zeros stay
    name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    name_sort BYTES NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('preschool', 'primary', 'lower_secondary', 'upper_secondary', 'several', 'continuing')),
    private BOOL NOT NULL,
    commune_id ID NOT NULL REFERENCES area(id),
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    closed_on DAY,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX school_code ON school (code);
CREATE INDEX school_commune ON school (commune_id, name_sort, id);
CREATE INDEX school_district ON school (district_id, name_sort, id);

CREATE TABLE school_account ( -- clerks of a school: what they may write is this school's
    school_id ID NOT NULL REFERENCES school(id),
    account_id ID NOT NULL REFERENCES account(id),
    PRIMARY KEY (school_id, account_id)
) WITHOUT ROWID;
CREATE INDEX school_account_of ON school_account (account_id);

CREATE TABLE school_term (
    term_key INT PRIMARY KEY,        -- 20241: the first term of the year that begins in 2024, as claims count it
    from_day DAY NOT NULL,           -- the first day of the term: the certificate of this day counts
    to_day DAY NOT NULL,             -- exclusive
    pay_from DAY NOT NULL,           -- first month that the term's payment covers, by its first day
    pay_months INT NOT NULL,
    article TEXT,
    note TEXT,
    source TEXT NOT NULL,
    certainty TEXT NOT NULL,
    account_id ID,                   -- who set it; none: as shipped
    version INT NOT NULL,
    CONSTRAINT school_term_days CHECK (from_day < to_day),
    CONSTRAINT school_term_months CHECK (pay_months BETWEEN 1 AND 12)
);

CREATE TABLE school_fee ( -- what a school takes for a month, of one school year
    school_id ID NOT NULL REFERENCES school(id),
    school_year INT NOT NULL,
    month_amount MONEY NOT NULL,
    document TEXT NOT NULL,          -- what it rests on
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    PRIMARY KEY (school_id, school_year),
    CONSTRAINT school_fee_amount CHECK (month_amount BETWEEN 0 AND 100000000)
);

CREATE TABLE enrolment ( -- a person of the register in a school, class and year
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    school_id ID NOT NULL REFERENCES school(id),
    school_year INT NOT NULL,
    class_name TEXT NOT NULL,
    from_day DAY NOT NULL,
    left_on DAY,
    left_reason TEXT,
    import_id ID,                    -- the school's list that brought it
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT enrolment_left CHECK ((left_on IS NULL) = (left_reason IS NULL))
);
CREATE UNIQUE INDEX enrolment_once ON enrolment (person_id, school_year) WHERE left_on IS NULL;
CREATE INDEX enrolment_school ON enrolment (school_id, school_year, id);
CREATE INDEX enrolment_person ON enrolment (person_id, school_year);
CREATE INDEX enrolment_year ON enrolment (school_year, id);

CREATE TABLE pupil_right ( -- as the policies judge by the day that counts; made anew whenever it is asked for
    enrolment_id ID NOT NULL REFERENCES enrolment(id),
    term_key INT NOT NULL,
    content_group TEXT NOT NULL,
    policy_id ID NOT NULL REFERENCES policy(id), -- the first payer of the group that is open
    household_id ID NOT NULL,        -- where the pupil lived that day
    judged_on DAY NOT NULL,
    PRIMARY KEY (enrolment_id, term_key, content_group)
) WITHOUT ROWID;
CREATE INDEX pupil_right_policy ON pupil_right (term_key, policy_id, enrolment_id);

CREATE TABLE school_list ( -- a spreadsheet of schools or of pupils, checked before anything is written
    id ID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('schools', 'pupils')),
    school_id ID REFERENCES school(id),
    school_year INT,
    area_id ID NOT NULL,             -- of who sent it
    province_id ID NOT NULL,
    district_id ID,
    commune_id ID,
    file_name TEXT NOT NULL,
    sha256 BYTES NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('checked', 'applied')),
    row_count INT NOT NULL,
    account_id ID NOT NULL,
    at INSTANT NOT NULL
);
CREATE UNIQUE INDEX school_list_once ON school_list (kind, sha256, area_id);
CREATE TABLE school_list_row (
    id ID PRIMARY KEY,
    list_id ID NOT NULL REFERENCES school_list(id),
    no INT NOT NULL,                 -- row of the sheet
    cells TEXT NOT NULL,             -- as they were, parted by tabs
    name TEXT NOT NULL,
    class_name TEXT,                 -- of pupils
    code TEXT,                       -- of schools
    level TEXT,
    private BOOL,
    commune_id ID,
    person_id ID,
    state TEXT NOT NULL CHECK (state IN ('bad', 'ready', 'done')),
    problem TEXT,
    CONSTRAINT school_list_row_bad CHECK ((state = 'bad') = (problem IS NOT NULL))
);
CREATE INDEX school_list_row_of ON school_list_row (list_id, no);

CREATE TABLE dropout_risk ( -- a pupil who may leave school
    id ID PRIMARY KEY,
    enrolment_id ID NOT NULL REFERENCES enrolment(id),
    reason TEXT NOT NULL,            -- code_list dropout_reason
    opened_on DAY NOT NULL,
    absent_days INT,                 -- the highest that was seen
    last_on DAY NOT NULL,            -- of the last entry
    acted_on DAY,                    -- of the last action
    closed_on DAY,
    outcome TEXT CHECK (outcome IN ('stays', 'returned', 'transferred', 'left')),
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT dropout_closed CHECK ((closed_on IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX dropout_risk_once ON dropout_risk (enrolment_id) WHERE closed_on IS NULL;
CREATE TABLE dropout_step ( -- seen, done, ended
    id ID PRIMARY KEY,
    risk_id ID NOT NULL REFERENCES dropout_risk(id),
    kind TEXT NOT NULL CHECK (kind IN ('seen', 'action', 'outcome')),
    on_day DAY NOT NULL,
    absent_days INT,
    note TEXT NOT NULL,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX dropout_step_risk ON dropout_step (risk_id, on_day, id);

CREATE TABLE sponsorship ( -- who helps which pupil, with what, from when; a fund's money leaves its ledger
    id ID PRIMARY KEY,
    enrolment_id ID NOT NULL REFERENCES enrolment(id),
    sponsor_kind TEXT NOT NULL CHECK (sponsor_kind IN ('person', 'organisation', 'anonymous', 'fund')),
    sponsor TEXT,
    may_publish BOOL NOT NULL,
    what TEXT NOT NULL,
    goods BOOL NOT NULL,
    amount MONEY,                    -- đồng; of goods: their value, none: not known
    given_on DAY NOT NULL,
    until_day DAY,                   -- goes on until; none: once
    fund_id ID REFERENCES fund(id),  -- that paid it; none: from hand to hand
    ended_on DAY,
    ended_reason TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT sponsorship_amount CHECK (amount IS NULL OR amount BETWEEN 1 AND 1000000000000),
    CONSTRAINT sponsorship_sponsor CHECK ((sponsor_kind = 'anonymous') = (sponsor IS NULL)),
    CONSTRAINT sponsorship_fund CHECK ((sponsor_kind = 'fund') = (fund_id IS NOT NULL) AND (fund_id IS NULL OR (amount > 0 AND goods = 0))),
    CONSTRAINT sponsorship_ended CHECK ((ended_on IS NULL) = (ended_reason IS NULL))
);
CREATE INDEX sponsorship_enrolment ON sponsorship (enrolment_id, given_on);
