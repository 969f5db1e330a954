-- Households and people. Two times: valid_from/valid_to is when it was true (days, valid_to exclusive);
-- recorded_at/superseded_at is when we learned it. An event closes a row and opens the next; a correction
-- supersedes a wrong row and keeps it. "As of D as known now": superseded_at open and D in [from, to).
-- superseded_at 9223372036854775806 stands for "still believed", so that it can be indexed.

CREATE TABLE household (
    id ID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,       -- commune code at creation + number; for life
    created_on DAY NOT NULL,
    split_from ID REFERENCES household(id),
    merged_into ID REFERENCES household(id)
);
CREATE TABLE household_version (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    recorded_at INSTANT NOT NULL,
    superseded_at INSTANT NOT NULL,
    hamlet_id ID NOT NULL REFERENCES area(id),
    address TEXT,
    head_person_id ID,
    status INT NOT NULL,             -- 1 resident, 2 moved out, 3 merged, 4 dissolved
    event TEXT NOT NULL,             -- created, moved, head_changed, split, merged, dissolved, corrected …
    reason TEXT,
    account_id ID NOT NULL
);
CREATE INDEX household_version_household ON household_version (household_id, superseded_at, valid_from);
CREATE INDEX household_version_hamlet ON household_version (hamlet_id, superseded_at, valid_from);

CREATE TABLE person (
    id ID PRIMARY KEY,
    same_as ID REFERENCES person(id) -- found to be the same person as
);
CREATE TABLE person_version (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    recorded_at INSTANT NOT NULL,
    superseded_at INSTANT NOT NULL,
    full_name TEXT NOT NULL,         -- as the person's papers write it
    name_fold TEXT NOT NULL,
    sex INT NOT NULL,                -- 0 male, 1 female
    born_on DAY,
    born_precision INT NOT NULL,     -- 0 day, 1 month, 2 year
    died_on DAY,
    ethnicity TEXT,                  -- name key of data/ethnicities
    personal_number TEXT,            -- 12 digits
    health_card TEXT,
    event TEXT NOT NULL,
    reason TEXT,
    account_id ID NOT NULL
);
CREATE INDEX person_version_person ON person_version (person_id, superseded_at, valid_from);
CREATE INDEX person_version_number ON person_version (personal_number);
CREATE INDEX person_version_name ON person_version (name_fold, born_on);

CREATE TABLE membership (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL REFERENCES household(id),
    relation TEXT NOT NULL,          -- to the head: head, spouse, child …
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    recorded_at INSTANT NOT NULL,
    superseded_at INSTANT NOT NULL,
    event_in TEXT NOT NULL,          -- birth, moved_in, split, merged, initial, corrected
    event_out TEXT,                  -- death, moved_out, split, merged, corrected
    account_id ID NOT NULL
);
CREATE INDEX membership_household ON membership (household_id, superseded_at, valid_from);
CREATE INDEX membership_person ON membership (person_id, superseded_at, valid_from);

-- The present state of each household, one row, for lists, search and counts. Follows every write in the same
-- transaction and can be rebuilt from the tables above (ansinh check compares, ansinh migrate rebuilds).
CREATE TABLE household_now (
    household_id ID PRIMARY KEY REFERENCES household(id),
    code TEXT NOT NULL,
    version INT NOT NULL,            -- of the household as a whole; grows with every change
    status INT NOT NULL,
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,          -- the unit that acts at commune level
    district_id ID NOT NULL,         -- the same unit where there is no district level
    province_id ID NOT NULL,
    urban BOOL NOT NULL,
    address TEXT,
    head_name TEXT NOT NULL,
    head_sort BYTES NOT NULL,
    members_fold TEXT NOT NULL,      -- folded names of head and members, for search: " nguyen thi hoa | le van be "
    member_count INT NOT NULL,
    ethnicity TEXT,                  -- of the head
    minority BOOL NOT NULL,          -- head is not Kinh
    female_head BOOL NOT NULL,
    born_year INT,                   -- of the head
    class_provincial INT NOT NULL,   -- in force: 0 not reviewed, 1 poor, 2 near-poor, 3 not poor, 4 average
    class_national INT NOT NULL,
    escaped_on DAY,                  -- by the provincial standard, while "mới thoát nghèo"
    last_reviewed INT,               -- year of the last review
    sort_version TEXT NOT NULL
);

