-- Households and people. Two times: valid_from/valid_to is when it was true (days, valid_to exclusive);
-- recorded_at/superseded_at is when we learned it. An event closes a row and opens the next; a correction
-- supersedes a wrong row and keeps it. "As of D as known now": superseded_at open and D in [from, to).
-- superseded_at 9223372036854775806 stands for "still believed", so that it can be indexed.

CREATE TABLE household (
    id ID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,       -- commune code at creation + number; for life
    created_on DAY NOT NULL,
    split_from ID REFERENCES household(id) DEFERRABLE INITIALLY DEFERRED,
    merged_into ID REFERENCES household(id) DEFERRABLE INITIALLY DEFERRED
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
CREATE INDEX household_version_household ON household_version (household_id, superseded_at, valid_from, valid_to, status, hamlet_id);
CREATE INDEX household_version_hamlet ON household_version (hamlet_id, superseded_at, valid_from);

CREATE TABLE person (
    id ID PRIMARY KEY,
    same_as ID REFERENCES person(id) DEFERRABLE INITIALLY DEFERRED -- found to be the same person as
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
-- The lists walk one of these in order and stop after a page: for the whole province, and within a district. A
-- commune and a hamlet are small enough to be collected and sorted. The class sorts poor first, not reviewed last.
CREATE INDEX household_now_code ON household_now (code, household_id);
CREATE INDEX household_now_head ON household_now (head_sort, household_id);
CREATE INDEX household_now_size ON household_now (member_count, household_id);
CREATE INDEX household_now_class ON household_now (((class_provincial + 4) % 5), household_id);
CREATE INDEX household_now_district_code ON household_now (district_id, code, household_id);
CREATE INDEX household_now_district_head ON household_now (district_id, head_sort, household_id);
CREATE INDEX household_now_district_size ON household_now (district_id, member_count, household_id);
CREATE INDEX household_now_district_class ON household_now (district_id, ((class_provincial + 4) % 5), household_id);
CREATE INDEX household_now_commune ON household_now (commune_id, code, household_id, status); -- the status for its count
CREATE INDEX household_now_hamlet ON household_now (hamlet_id, code, household_id);
-- What few households have is found without walking.
CREATE INDEX household_now_poor_provincial ON household_now (class_provincial, household_id) WHERE class_provincial IN (1, 2);
CREATE INDEX household_now_poor_national ON household_now (class_national, household_id) WHERE class_national IN (1, 2);
CREATE INDEX household_now_escaped ON household_now (escaped_on, household_id) WHERE escaped_on IS NOT NULL;
CREATE INDEX household_now_gone ON household_now (status, household_id) WHERE status <> 1;
-- Counting reads this one instead of the table: everything that a list filters by, a quarter of the bytes.
CREATE INDEX household_now_facts ON household_now (province_id, district_id, commune_id, hamlet_id, status, class_provincial,
    class_national, minority, urban, female_head, member_count, last_reviewed, escaped_on);

-- What happened to a household, in the order in which we learned it. The rows that an event wrote carry its
-- recorded_at, those that it replaced carry it as superseded_at: that is how it is taken back.
CREATE TABLE household_event (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    other_household_id ID REFERENCES household(id), -- split off, merged with, moved to
    person_id ID REFERENCES person(id),
    kind TEXT NOT NULL,              -- created, birth, death, moved_in, moved_out, head_changed, moved, split, merged …
    on_day DAY NOT NULL,
    recorded_at INSTANT NOT NULL,
    reason TEXT,
    account_id ID NOT NULL,
    undone_at INSTANT
);
CREATE INDEX household_event_household ON household_event (household_id, recorded_at);
CREATE INDEX household_event_other ON household_event (other_household_id, recorded_at);
