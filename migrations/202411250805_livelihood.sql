-- Livelihood models: proposed by a district, consolidated by Agriculture with the opinion of the Farmers' Union, approved by the
-- province, then households that take part, what they were given and what came of it.

CREATE TABLE model (
    id ID PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('crop', 'livestock', 'aquaculture', 'craft', 'trade', 'other')),
    year INT NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    need TEXT NOT NULL,              -- why, and how it shall work
    households_planned INT NOT NULL,
    money MONEY NOT NULL,            -- asked for, from the budget
    state TEXT NOT NULL CHECK (state IN ('proposed', 'consolidated', 'approved', 'refused', 'ended')),
    union_agrees INT,                -- 1 agrees, 0 does not; none: not asked yet
    document TEXT,
    approved_on DAY,
    approved_by ID,
    ended_on DAY,
    result TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT model_planned CHECK (households_planned BETWEEN 1 AND 10000 AND money BETWEEN 0 AND 1000000000000),
    CONSTRAINT model_other_person CHECK (approved_by IS NULL OR approved_by <> account_id),
    CONSTRAINT model_heard CHECK (state NOT IN ('approved', 'ended') OR (union_agrees = 1 AND document IS NOT NULL))
);
CREATE INDEX model_district ON model (district_id, year);

CREATE TABLE model_step ( -- who said what about it, in order
    id ID PRIMARY KEY,
    model_id ID NOT NULL REFERENCES model(id),
    kind TEXT NOT NULL,              -- proposed, consolidated, union, approved, refused, ended
    on_day DAY NOT NULL,
    note TEXT,
    agency_id ID,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX model_step_model ON model_step (model_id, id);

CREATE TABLE model_household ( -- its id is the source of the claim
    id ID PRIMARY KEY,
    model_id ID NOT NULL REFERENCES model(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    classes TEXT,
    proof TEXT,
    joined_on DAY NOT NULL,
    income_before MONEY,             -- đồng per person and month, as the household says
    income_after MONEY,
    outcome TEXT CHECK (outcome IN ('better', 'same', 'worse')),
    left_on DAY,
    left_reason TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT model_household_left CHECK ((left_on IS NULL) = (left_reason IS NULL))
);
CREATE UNIQUE INDEX model_household_once ON model_household (model_id, household_id) WHERE left_on IS NULL;
CREATE INDEX model_household_area ON model_household (commune_id, joined_on);

CREATE TABLE model_input (
    id ID PRIMARY KEY,
    model_household_id ID NOT NULL REFERENCES model_household(id),
    on_day DAY NOT NULL,
    what TEXT NOT NULL,
    quantity INT NOT NULL,
    unit TEXT NOT NULL,
    value MONEY NOT NULL,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT model_input_counts CHECK (quantity BETWEEN 1 AND 1000000 AND value BETWEEN 0 AND 1000000000000)
);
CREATE INDEX model_input_household ON model_input (model_household_id, on_day);
