-- The review of households: seasons, their list, meetings, postings, opinions, decisions, certificates, results.
-- A monthly round and a round for the average living standard are seasons too, of another kind: the same steps, the
-- same tables, other terms.

-- Rules and steps of the procedure as shipped, dated; a season copies the rules in force when it is opened.
CREATE TABLE review_rule (
    key TEXT NOT NULL,
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    value TEXT,                      -- none: not known, shown as "chưa rõ"
    type TEXT NOT NULL,
    unit TEXT,
    title TEXT NOT NULL,
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (key, valid_from)
);
CREATE TABLE review_step (
    kind TEXT NOT NULL,              -- yearly, monthly, average
    step_no INT NOT NULL,
    area_id ID NOT NULL,             -- 0: everywhere; a row with an area replaces that step there
    step TEXT NOT NULL,              -- list, request, interview, meeting, posting, opinion, decision, certificate
    title TEXT NOT NULL,
    actor TEXT NOT NULL,
    paper TEXT,
    copies INT,
    signers TEXT,
    capacity TEXT,
    level_above INT,
    due_rule TEXT,                   -- rule:KEY, within_window, day_of_month
    due_value INT,
    due_unit TEXT,
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (kind, step_no, area_id)
);
CREATE TABLE posting_field (
    key TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    sort_order INT NOT NULL,
    shown BOOL NOT NULL,
    sensitive BOOL NOT NULL,
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);

CREATE TABLE season (
    id ID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('general', 'yearly', 'monthly', 'average')),
    year INT NOT NULL,
    month INT NOT NULL,              -- of a monthly round; 0 for the season of a year
    area_id ID NOT NULL REFERENCES area(id),
    starts_on DAY NOT NULL,
    ends_on DAY NOT NULL,            -- the last day on which a step may be taken
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    start_season_id ID REFERENCES season(id), -- whose approved result is the start list; none: the classes in force
    start_on DAY NOT NULL,           -- the day of the start list
    note TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT season_days CHECK (starts_on <= ends_on)
);
CREATE UNIQUE INDEX season_once ON season (area_id, kind, year, month);
CREATE TABLE season_standard (
    season_id ID NOT NULL REFERENCES season(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    PRIMARY KEY (season_id, standard_id)
);
CREATE TABLE season_rule (
    season_id ID NOT NULL REFERENCES season(id),
    key TEXT NOT NULL,
    value TEXT,
    type TEXT NOT NULL,
    unit TEXT,
    title TEXT NOT NULL,
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (season_id, key)
);
-- The approved list at the start: what movement is counted against.
CREATE TABLE season_start (
    season_id ID NOT NULL REFERENCES season(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    household_id ID NOT NULL REFERENCES household(id),
    class INT NOT NULL,              -- 1 poor, 2 near-poor
    commune_id ID NOT NULL,
    hamlet_id ID NOT NULL,
    urban BOOL NOT NULL,
    minority BOOL NOT NULL,
    PRIMARY KEY (season_id, standard_id, household_id)
);
CREATE INDEX season_start_commune ON season_start (season_id, commune_id);
CREATE INDEX season_start_household ON season_start (household_id);
CREATE TABLE season_hamlet (
    season_id ID NOT NULL REFERENCES season(id),
    hamlet_id ID NOT NULL REFERENCES area(id),
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    list_closed_on DAY,              -- the list of households to review was settled
    meeting_planned_on DAY,
    meeting_place TEXT,
    version INT NOT NULL,
    PRIMARY KEY (season_id, hamlet_id)
);
CREATE INDEX season_hamlet_commune ON season_hamlet (season_id, commune_id);
CREATE TABLE season_reviewer (
    season_id ID NOT NULL REFERENCES season(id),
    hamlet_id ID NOT NULL REFERENCES area(id),
    account_id ID NOT NULL REFERENCES account(id),
    assigned_on DAY NOT NULL,
    PRIMARY KEY (season_id, hamlet_id, account_id)
);

CREATE TABLE review_request (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('poor', 'escape', 'sudden', 'average')), -- forms 01, 04; sudden hardship; living standard
    channel TEXT NOT NULL CHECK (channel IN ('in_person', 'post', 'portal')),
    received_on DAY NOT NULL,
    reason TEXT,
    season_id ID REFERENCES season(id), -- the season or round that took it up
    screen TEXT CHECK (screen IN ('review', 'screened_out')), -- quick screen (Phiếu A)
    screened_on DAY,
    screen_reason TEXT,
    state TEXT NOT NULL CHECK (state IN ('received', 'taken', 'answered', 'decided', 'refused', 'withdrawn')),
    answered_on DAY,                 -- written answer to a household that was screened out
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX review_request_commune ON review_request (commune_id, received_on);
CREATE INDEX review_request_household ON review_request (household_id);

-- One household in one season. Whether it was interviewed is told by the interview itself (season, household).
CREATE TABLE season_household (
    season_id ID NOT NULL REFERENCES season(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    urban BOOL NOT NULL,
    minority BOOL NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('managed', 'request', 'sudden', 'everybody')),
    request_id ID REFERENCES review_request(id),
    reviewer_id ID,                  -- account
    state INT NOT NULL,              -- 0 listed, 1 review again, 2 agreed, 3 posted, 4 opinion asked, 5 opinion given, 6 decided, 7 refused, 8 left the list
    interview_version INT,           -- of the interview that the meeting judged
    meeting_id ID,
    posting_id ID,                   -- the newest
    posting_ends_on DAY,             -- first day after the newest posting
    open_objections INT NOT NULL,
    opinion_id ID,
    decision_id ID,
    version INT NOT NULL,
    PRIMARY KEY (season_id, household_id),
    CONSTRAINT season_household_state CHECK (state BETWEEN 0 AND 8)
);
CREATE INDEX season_household_commune ON season_household (season_id, commune_id, state);
CREATE INDEX season_household_hamlet ON season_household (season_id, hamlet_id, state);
CREATE INDEX season_household_household ON season_household (household_id);
-- Class that the meeting agreed to (or the re-check found), by standard.
CREATE TABLE season_class (
    season_id ID NOT NULL,
    household_id ID NOT NULL,
    standard_id ID NOT NULL REFERENCES standard(id),
    class INT NOT NULL CHECK (class BETWEEN 1 AND 4),
    PRIMARY KEY (season_id, household_id, standard_id)
);

CREATE TABLE meeting (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    hamlet_id ID NOT NULL REFERENCES area(id),
    commune_id ID NOT NULL,
    no INT NOT NULL,                 -- first, second … of the hamlet in the season
    held_on DAY NOT NULL,
    place TEXT,
    chair TEXT NOT NULL,
    secretary TEXT NOT NULL,
    representative TEXT NOT NULL,    -- of the households, who signs the minutes
    attendees INT NOT NULL,
    front_present BOOL NOT NULL,
    note TEXT,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT meeting_attendees CHECK (attendees > 0)
);
CREATE UNIQUE INDEX meeting_no ON meeting (season_id, hamlet_id, no);
CREATE TABLE meeting_attendance (
    meeting_id ID NOT NULL REFERENCES meeting(id),
    role TEXT NOT NULL,              -- party_cell, unions, reviewer, households, front
    invited INT NOT NULL,
    attended INT NOT NULL,
    PRIMARY KEY (meeting_id, role)
);
CREATE TABLE meeting_vote (
    meeting_id ID NOT NULL REFERENCES meeting(id),
    household_id ID NOT NULL REFERENCES household(id),
    attendees INT NOT NULL,
    agreeing INT NOT NULL,
    agreed BOOL NOT NULL,
    note TEXT,
    PRIMARY KEY (meeting_id, household_id),
    CONSTRAINT meeting_vote_count CHECK (agreeing BETWEEN 0 AND attendees)
);

CREATE TABLE posting (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    hamlet_id ID NOT NULL REFERENCES area(id),
    commune_id ID NOT NULL,
    no INT NOT NULL,
    again BOOL NOT NULL,             -- after a re-check
    posted_on DAY NOT NULL,
    last_day DAY NOT NULL,           -- the term counted in working days
    ends_on DAY NOT NULL,            -- first day on which it no longer hangs; open end until taken down by hand
    places TEXT NOT NULL,
    fields TEXT NOT NULL,            -- what it shows, keys of posting_field
    households INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX posting_no ON posting (season_id, hamlet_id, no);
CREATE TABLE posting_household (
    posting_id ID NOT NULL REFERENCES posting(id),
    household_id ID NOT NULL REFERENCES household(id),
    PRIMARY KEY (posting_id, household_id)
);
CREATE TABLE objection (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    posting_id ID NOT NULL REFERENCES posting(id),
    received_on DAY NOT NULL,
    from_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    due_on DAY,                      -- of the re-check
    state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
    rechecked_on DAY,
    recheck_note TEXT,
    account_id ID NOT NULL,
    version INT NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX objection_household ON objection (season_id, household_id);
CREATE INDEX objection_commune ON objection (season_id, commune_id, state);

CREATE TABLE opinion (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    commune_id ID NOT NULL REFERENCES area(id),
    no INT NOT NULL,
    level_above INT,                 -- none: not known
    asked_on DAY NOT NULL,
    due_on DAY,
    report_number TEXT,
    households INT NOT NULL,
    given_on DAY,
    outcome TEXT CHECK (outcome IN ('agreed', 'explain')),
    opinion_text TEXT,
    explained_on DAY,
    explanation TEXT,
    asked_by ID NOT NULL,
    given_by ID,
    version INT NOT NULL
);
CREATE UNIQUE INDEX opinion_no ON opinion (season_id, commune_id, no);

CREATE TABLE decision (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    commune_id ID NOT NULL REFERENCES area(id),
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('poor_near_poor', 'escaped', 'average', 'correction')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'signed')),
    number TEXT,
    drafted_on DAY NOT NULL,
    drafted_by ID NOT NULL,
    reason TEXT,                     -- of a correction
    corrects_id ID REFERENCES decision(id),
    signed_on DAY,
    effective_on DAY,
    signer_id ID,
    signer_name TEXT,
    capacity TEXT,                   -- CHỦ TỊCH; KT. CHỦ TỊCH, PHÓ CHỦ TỊCH
    line_count INT NOT NULL,
    hash BYTES,                      -- SHA-256 over the frozen lines
    version INT NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT decision_signed CHECK (state = 'draft' OR (signed_on IS NOT NULL AND hash IS NOT NULL AND number IS NOT NULL))
);
CREATE INDEX decision_commune ON decision (season_id, commune_id);
CREATE UNIQUE INDEX decision_number ON decision (season_id, commune_id, number);
-- One list of each kind may be in preparation in a commune.
CREATE UNIQUE INDEX decision_one_draft ON decision (season_id, commune_id, kind) WHERE state = 'draft';
CREATE TABLE decision_line (
    decision_id ID NOT NULL REFERENCES decision(id),
    line_no INT NOT NULL,
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    code TEXT NOT NULL,
    head_name TEXT NOT NULL,
    hamlet_name TEXT NOT NULL,
    address TEXT,
    members INT NOT NULL,
    urban BOOL NOT NULL,
    minority BOOL NOT NULL,
    ethnicity TEXT,
    PRIMARY KEY (decision_id, line_no)
);
CREATE INDEX decision_line_household ON decision_line (household_id);
CREATE TABLE decision_class (
    decision_id ID NOT NULL REFERENCES decision(id),
    line_no INT NOT NULL,
    standard_id ID NOT NULL REFERENCES standard(id),
    class_before INT NOT NULL,       -- 0 on no list
    class_after INT NOT NULL,
    movement TEXT NOT NULL,
    escaped_on DAY,
    PRIMARY KEY (decision_id, line_no, standard_id)
);

CREATE TABLE certificate (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    commune_id ID NOT NULL,
    n INT NOT NULL,
    number TEXT NOT NULL,            -- by the number pattern
    issued_on DAY NOT NULL,
    decision_id ID REFERENCES decision(id),
    state TEXT NOT NULL CHECK (state IN ('valid', 'withdrawn', 'replaced')),
    ended_on DAY,
    reason TEXT,
    replaces_id ID REFERENCES certificate(id),
    version INT NOT NULL
);
CREATE UNIQUE INDEX certificate_number ON certificate (commune_id, n);
CREATE UNIQUE INDEX certificate_one_valid ON certificate (household_id) WHERE state = 'valid';
CREATE TABLE certificate_entry (
    certificate_id ID NOT NULL REFERENCES certificate(id),
    decision_id ID NOT NULL REFERENCES decision(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    year INT NOT NULL,
    class INT NOT NULL,
    entered_on DAY NOT NULL,
    PRIMARY KEY (certificate_id, decision_id, standard_id)
);
CREATE TABLE refusal (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    household_id ID NOT NULL REFERENCES household(id),
    commune_id ID NOT NULL,
    request_id ID REFERENCES review_request(id),
    refused_on DAY NOT NULL,
    reason TEXT NOT NULL,
    signer_id ID NOT NULL,
    signer_name TEXT NOT NULL,
    capacity TEXT NOT NULL
);
CREATE UNIQUE INDEX refusal_once ON refusal (season_id, household_id);

CREATE TABLE review_remark ( -- of the Front's supervisors, by step
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    step TEXT NOT NULL,
    remark TEXT NOT NULL,
    account_id ID NOT NULL,
    author TEXT NOT NULL,
    made_on DAY NOT NULL
);
CREATE INDEX review_remark_hamlet ON review_remark (season_id, hamlet_id);

-- Tables on their way up: commune, district, province.
CREATE TABLE result_report (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    area_id ID NOT NULL REFERENCES area(id),
    level INT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('preliminary', 'official')),
    state TEXT NOT NULL CHECK (state IN ('sent', 'approved', 'returned')),
    sent_on DAY NOT NULL,
    sent_by ID NOT NULL,
    decided_on DAY,                  -- approved or returned
    decided_by ID,
    note TEXT,
    version INT NOT NULL
);
CREATE INDEX result_report_area ON result_report (season_id, area_id, kind);
CREATE TABLE result_row (
    report_id ID NOT NULL REFERENCES result_report(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    urban BOOL NOT NULL,
    minority BOOL NOT NULL,
    class INT NOT NULL,
    started INT NOT NULL,
    escaped_to_near INT NOT NULL,
    escaped_above INT NOT NULL,
    became_poor INT NOT NULL,
    other_decrease INT NOT NULL,
    fallen_back INT NOT NULL,
    new_from_near INT NOT NULL,
    came_down INT NOT NULL,
    new_other INT NOT NULL,
    other_increase INT NOT NULL,
    ended INT NOT NULL,
    PRIMARY KEY (report_id, standard_id, urban, minority, class)
);

-- ---- movement: one entry per household, standard and cell (commune, urban, minority) in which it was or is.
-- class_from 0: on no list; came 1: it came into the cell with class_from (moved in, split off); class_to -1: it left the
-- cell. fallen: it had been recognised as escaped. The entries of a season are frozen when the province approves its
-- official result; they are the start list of the next one.
CREATE TABLE season_entry_frozen (
    season_id ID NOT NULL REFERENCES season(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    household_id ID NOT NULL REFERENCES household(id),
    commune_id ID NOT NULL,
    hamlet_id ID NOT NULL,
    urban BOOL NOT NULL,
    minority BOOL NOT NULL,
    class_from INT NOT NULL,
    class_to INT NOT NULL,
    came BOOL NOT NULL,
    fallen BOOL NOT NULL
);
CREATE INDEX season_entry_frozen_commune ON season_entry_frozen (season_id, commune_id);
-- Found from the classes in force, not by asking every household of the province (CROSS JOIN keeps SQLite to this order).
-- A class that was in force before the season began and still is has nothing after it.
CREATE VIEW season_entry_live AS
SELECT s.season_id, s.standard_id, s.household_id, s.commune_id, s.hamlet_id, s.urban, s.minority,
       s.class AS class_from,
       CASE WHEN n.household_id IS NULL THEN -1 ELSE coalesce(k.class, s.class) END AS class_to,
       0 AS came,
       CASE WHEN k.class = 1 AND s.class = 2 AND EXISTS (
           SELECT 1 FROM class_history f WHERE f.household_id = s.household_id AND f.standard_id = s.standard_id
             AND f.superseded_at = 9223372036854775806 AND f.valid_from >= e.start_on AND f.movement = 'fallen_back') THEN 1
            ELSE 0 END AS fallen
FROM season_start s
JOIN season e ON e.id = s.season_id
LEFT JOIN household_now n ON n.household_id = s.household_id AND n.status = 1 AND n.commune_id = s.commune_id
    AND n.urban = s.urban AND n.minority = s.minority
LEFT JOIN class_history k ON k.household_id = s.household_id AND k.standard_id = s.standard_id
    AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
UNION ALL
SELECT e.id, k.standard_id, k.household_id, n.commune_id, n.hamlet_id, n.urban, n.minority,
       CASE WHEN s.household_id IS NOT NULL THEN s.class WHEN k.valid_from < e.start_on THEN 0 ELSE coalesce((
           SELECT c.class FROM class_history c WHERE c.household_id = k.household_id AND c.standard_id = k.standard_id
             AND c.superseded_at = 9223372036854775806 AND c.valid_from >= e.start_on AND c.class IN (1, 2)
             AND c.movement LIKE 'carried%' ORDER BY c.valid_from, c.id LIMIT 1), 0) END,
       k.class,
       CASE WHEN s.household_id IS NOT NULL THEN 1 WHEN k.valid_from < e.start_on THEN 0 WHEN EXISTS (
           SELECT 1 FROM class_history c WHERE c.household_id = k.household_id AND c.standard_id = k.standard_id
             AND c.superseded_at = 9223372036854775806 AND c.valid_from >= e.start_on AND c.class IN (1, 2)
             AND c.movement LIKE 'carried%') THEN 1 ELSE 0 END,
       CASE WHEN k.valid_from < e.start_on THEN 0 WHEN EXISTS (
           SELECT 1 FROM class_history f WHERE f.household_id = k.household_id AND f.standard_id = k.standard_id
             AND f.superseded_at = 9223372036854775806 AND f.valid_from >= e.start_on AND f.movement = 'fallen_back') THEN 1
            ELSE 0 END
FROM season e
CROSS JOIN season_standard t
CROSS JOIN class_history k
CROSS JOIN household_now n
LEFT JOIN season_start s ON s.season_id = e.id AND s.standard_id = k.standard_id AND s.household_id = k.household_id
WHERE t.season_id = e.id
  AND k.standard_id = t.standard_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
  AND n.household_id = k.household_id AND n.province_id = e.area_id AND n.status = 1
  AND (s.household_id IS NULL OR s.commune_id <> n.commune_id OR s.urban <> n.urban OR s.minority <> n.minority);
CREATE VIEW season_entry AS
SELECT season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen
FROM season_entry_live WHERE season_id NOT IN (SELECT id FROM season WHERE state = 'closed')
UNION ALL
SELECT season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen
FROM season_entry_frozen;
