-- Poverty standards, indicators and scorecards: law as dated data with its source and certainty. Certainty is said
-- value by value where a line mixes what was read in a document with what was assumed.

CREATE TABLE standard (
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- national-2022, brvt-2022, national-2027
    kind TEXT NOT NULL,              -- national, provincial
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    area_id ID REFERENCES area(id),  -- none: the whole country
    indicator_family TEXT NOT NULL,  -- standards of one family judge the same answers
    document TEXT,
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL
);
CREATE TABLE standard_line (
    standard_id ID NOT NULL REFERENCES standard(id),
    urban BOOL NOT NULL,
    class INT NOT NULL,              -- 1 poor, 2 near-poor, 4 average living standard
    active BOOL NOT NULL,            -- no: the class is not used until somebody says so
    income_over_dong MONEY,          -- per person and month: more than this …
    income_max_dong MONEY,           -- … and at most this
    points_max INT,                  -- the same line in points of the income form; none: not known
    deprived_min INT,                -- number of deprived indicators, inclusive; none: no limit
    deprived_max INT,
    assumed BOOL NOT NULL,           -- the deprivation rule or the class is an assumption; the note says which
    income_certainty TEXT,
    points_certainty TEXT,
    deprived_certainty TEXT,
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL,            -- above 1: somebody changed it, and shipped data leaves it alone
    PRIMARY KEY (standard_id, urban, class)
);
CREATE TABLE indicator (
    family TEXT NOT NULL,
    no INT NOT NULL,                 -- 1..12, bit no-1 of a deprivation mask
    code TEXT NOT NULL,              -- 1a, 1b …
    dimension_no INT NOT NULL,
    dimension TEXT NOT NULL,
    name TEXT NOT NULL,
    deprived_when TEXT,              -- the threshold in our words; none: not known
    points INT NOT NULL,             -- of score B
    article TEXT,
    rule_certainty TEXT NOT NULL,    -- of the threshold; certainty is about the name
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (family, no)
);

CREATE TABLE scorecard ( -- the income part, answered by options with points; never changed once it stands
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    valid_from DAY NOT NULL,
    official BOOL NOT NULL,          -- no: invented for demonstration, and says so
    article TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE TABLE scorecard_item (
    scorecard_id ID NOT NULL REFERENCES scorecard(id),
    no INT NOT NULL,                 -- 1.., the place of its answer in interview.answers
    name TEXT NOT NULL,
    PRIMARY KEY (scorecard_id, no)
);
CREATE TABLE scorecard_option (
    scorecard_id ID NOT NULL REFERENCES scorecard(id),
    item_no INT NOT NULL,
    no INT NOT NULL,                 -- 0..14: an answer fits a hex digit
    name TEXT NOT NULL,
    points_rural INT NOT NULL,
    points_urban INT NOT NULL,
    PRIMARY KEY (scorecard_id, item_no, no)
);
CREATE TABLE scorecard_line ( -- cut-offs that belong to a scorecard; they win over standard_line.points_max
    scorecard_id ID NOT NULL REFERENCES scorecard(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    urban BOOL NOT NULL,
    points_max INT NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (scorecard_id, standard_id, urban)
);

CREATE TABLE ethnicity ( -- two official code lists disagree: the list stays with the code
    name TEXT PRIMARY KEY,
    alt_names TEXT,
    code_1979 TEXT,
    code_2008 TEXT,
    code_2008_certainty TEXT,
    minority BOOL NOT NULL,
    sort_order INT NOT NULL,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE TABLE code_list ( -- relation, poverty_cause, and the lists of data/code_lists.tsv
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
    kind TEXT NOT NULL,              -- holiday, substitute, swapped_off: off; working_day: a weekend day that is worked
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL             -- above 1: corrected by somebody, and shipped data leaves it alone
);

-- An interview is one household on one day; its answers never change once a decision rests on it.
CREATE TABLE interview (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    season_id ID NOT NULL,
    interviewed_on DAY NOT NULL,
    urban BOOL NOT NULL,             -- of the hamlet on that day
    method TEXT NOT NULL,            -- page, excel, json, paper, demo
    indicator_family TEXT NOT NULL,
    scorecard_id ID REFERENCES scorecard(id),
    answers TEXT,                    -- option of each item by its no, one hex digit each, 'f' = not answered
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
    missing INT NOT NULL,            -- why class is 0: 1 items, 2 income, 4 indicators, 8 the cut-off in points
    PRIMARY KEY (interview_id, standard_id)
) WITHOUT ROWID;

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
-- The pages of the rate and of the season read from these alone.
CREATE INDEX class_history_household ON class_history (household_id, standard_id, superseded_at, valid_from, valid_to, class);
CREATE INDEX class_history_class ON class_history (standard_id, class, superseded_at, household_id, valid_from, valid_to);
CREATE INDEX class_history_open ON class_history (standard_id, household_id, class, valid_from, superseded_at, valid_to) WHERE superseded_at = 9223372036854775806 AND valid_to = 2932896;
