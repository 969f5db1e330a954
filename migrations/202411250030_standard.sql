-- Poverty standards, indicators and scorecards: law as dated data with its source and certainty.

CREATE TABLE standard (
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- national_2022, provincial_brvt_2022, national_2027
    kind TEXT NOT NULL,              -- national, provincial
    name TEXT NOT NULL,
    area_id ID REFERENCES area(id),  -- none: the whole country
    document TEXT,
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL
);
CREATE TABLE standard_line (
    standard_id ID NOT NULL REFERENCES standard(id),
    urban BOOL NOT NULL,
    class INT NOT NULL,              -- 1 poor, 2 near-poor, 4 average living standard
    income_max_dong MONEY,           -- per person and month
    points_max INT,                  -- of score A when income is estimated by the points table
    deprived_min INT,                -- of the indicators; none: no condition
    deprived_max INT,
    article TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL,
    PRIMARY KEY (standard_id, urban, class)
);
CREATE TABLE indicator (
    id ID PRIMARY KEY,
    standard_id ID NOT NULL REFERENCES standard(id),
    no INT NOT NULL,                 -- 1..12, bit no-1 of a deprivation mask
    code TEXT NOT NULL,              -- 1a, 1b …
    dimension TEXT NOT NULL,
    name TEXT NOT NULL,
    deprived_when TEXT NOT NULL,
    points INT NOT NULL,
    article TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE UNIQUE INDEX indicator_no ON indicator (standard_id, no);

CREATE TABLE scorecard ( -- the income part, answered by options with points
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    official BOOL NOT NULL,          -- no: invented for demonstration, and says so
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE TABLE scorecard_item (
    scorecard_id ID NOT NULL REFERENCES scorecard(id),
    no INT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (scorecard_id, no)
);
CREATE TABLE scorecard_option (
    scorecard_id ID NOT NULL REFERENCES scorecard(id),
    item_no INT NOT NULL,
    no INT NOT NULL,                 -- 0..14: an answer fits a nibble
    name TEXT NOT NULL,
    points_rural INT NOT NULL,
    points_urban INT NOT NULL,
    PRIMARY KEY (scorecard_id, item_no, no)
);

CREATE TABLE ethnicity (
    name TEXT PRIMARY KEY,
    code_1979 TEXT,
    code_2008 TEXT,
    alt_names TEXT,
    sort_order INT NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE TABLE code_list ( -- relation, poverty_cause, personal_id_province …
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_order INT NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (list, code)
);
CREATE TABLE holiday (
    on_day DAY PRIMARY KEY,
    name TEXT NOT NULL,
    working BOOL NOT NULL,           -- a weekend day that is worked instead
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL
);

-- An interview is one household on one day; its answers never change once a decision rests on it.
CREATE TABLE interview (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    season_id ID NOT NULL,
    interviewed_on DAY NOT NULL,
    urban BOOL NOT NULL,             -- of the hamlet on that day
    method TEXT NOT NULL,            -- page, excel, json, paper, demo
    scorecard_id ID REFERENCES scorecard(id),
    answers TEXT,                    -- option of each item in order, one hex digit each, 'f' = not answered
    income_dong MONEY,               -- per person and month, when declared directly
    points_a INT,                    -- of the answers for urban or rural
    deprived_mask INT NOT NULL,      -- bit no-1 of each indicator
    answered_mask INT NOT NULL,      -- which indicators were answered
    members INT NOT NULL,
    cause_codes TEXT,                -- causes of poverty, comma separated
    note TEXT,
    reviewer_account_id ID NOT NULL,
    version INT NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX interview_once ON interview (season_id, household_id);
CREATE INDEX interview_household ON interview (household_id, interviewed_on);
CREATE TABLE interview_result ( -- class under each standard, with what it rests on
    interview_id ID NOT NULL REFERENCES interview(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    class INT NOT NULL,              -- 1 poor, 2 near-poor, 3 not poor, 4 average; 0 cannot be told
    income_low BOOL NOT NULL,        -- income at or under the line
    deprived_count INT NOT NULL,
    cut_off INT,                     -- points or đồng that the income was held against
    by_points BOOL NOT NULL,
    PRIMARY KEY (interview_id, standard_id)
);

-- The class of a household under a standard as decided; the truth that benefits rest on.
CREATE TABLE class_history (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    class INT NOT NULL,              -- 1 poor, 2 near-poor, 3 not poor (was on a list, left it)
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    recorded_at INSTANT NOT NULL,
    superseded_at INSTANT NOT NULL,
    movement TEXT NOT NULL,          -- start, new, fallen_back, escaped, kept, carried_by_split …
    escaped_on DAY,                  -- day of the decision that recognised the escape
    decision_id ID,                  -- none: carried over from before the system
    season_id ID
);
CREATE INDEX class_history_household ON class_history (household_id, standard_id, superseded_at, valid_from);
CREATE INDEX class_history_class ON class_history (standard_id, class, superseded_at, valid_from);
