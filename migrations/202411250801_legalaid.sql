-- Legal aid: cases from the application to the appraisal, who provides it, printed matter and notice boards. What a case
-- is about is confidential: only the justice agency's roles read these tables, everybody else the counts.

CREATE TABLE legal_provider (
    id ID PRIMARY KEY,
    name TEXT NOT NULL,
    name_sort BYTES NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('centre', 'collaborator', 'lawyer', 'organisation')),
    card TEXT,                       -- number of the card or of the contract
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT legal_provider_days CHECK (valid_from < valid_to)
);

CREATE TABLE legal_case (
    id ID PRIMARY KEY,
    form TEXT NOT NULL CHECK (form IN ('proceedings', 'representation', 'advice')),
    field TEXT NOT NULL,             -- code list legal_field
    ground TEXT NOT NULL CHECK (ground IN ('poor', 'near_poor_accused', 'near_poor_listed', 'other')),
    ground_note TEXT,
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    classes TEXT,                    -- of the household on the day of the application: poor/national …
    applied_on DAY NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('in_person', 'post', 'outreach', 'referred')),
    request TEXT NOT NULL,
    right_answer TEXT NOT NULL CHECK (right_answer IN ('yes', 'if_shown', 'unknown', 'no')),
    paper TEXT,                      -- what proved the right
    state TEXT NOT NULL CHECK (state IN ('applied', 'accepted', 'refused', 'assigned', 'closed', 'appraised', 'withdrawn')),
    decided_on DAY,
    reason TEXT,                     -- of the refusal or withdrawal
    number INT,                      -- within the year and form
    year INT,
    code TEXT,                       -- TT.TV.01.2018; none while the letters of the form are not known
    provider_id ID REFERENCES legal_provider(id),
    assigned_on DAY,
    closed_on DAY,
    outcome TEXT,                    -- code list legal_outcome
    result TEXT,
    closed_by ID,
    appraised_on DAY,
    quality TEXT,                    -- code list legal_quality
    appraisal TEXT,
    appraised_by ID,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT legal_case_numbered CHECK ((number IS NULL) = (state IN ('applied', 'refused') OR (state = 'withdrawn' AND number IS NULL))),
    CONSTRAINT legal_case_refused CHECK (state <> 'refused' OR reason IS NOT NULL),
    CONSTRAINT legal_case_other_person CHECK (appraised_by IS NULL OR appraised_by <> closed_by)
);
CREATE UNIQUE INDEX legal_case_number ON legal_case (year, form, number) WHERE number IS NOT NULL;
CREATE INDEX legal_case_applied ON legal_case (applied_on, id);
CREATE INDEX legal_case_person ON legal_case (person_id);
CREATE INDEX legal_case_provider ON legal_case (provider_id, state);

CREATE TABLE legal_right_line ( -- why there is a right, as found on the day of the decision
    case_id ID NOT NULL REFERENCES legal_case(id),
    no INT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('holds', 'fails', 'needs_paper', 'unknown')),
    title TEXT NOT NULL,             -- word key
    found TEXT,
    article TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (case_id, no)
);

CREATE TABLE legal_step ( -- what happened in a case, in order; acts of the provider among them
    id ID PRIMARY KEY,
    case_id ID NOT NULL REFERENCES legal_case(id),
    kind TEXT NOT NULL,              -- applied, accepted, refused, assigned, act, closed, appraised, withdrawn
    act TEXT,                        -- code list legal_act
    on_day DAY NOT NULL,
    hours INT,
    note TEXT,
    provider_id ID REFERENCES legal_provider(id),
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT legal_step_hours CHECK (hours IS NULL OR hours BETWEEN 0 AND 1000)
);
CREATE INDEX legal_step_case ON legal_step (case_id, on_day, id);

CREATE TABLE legal_counter ( -- the last number given, locked while the next one is taken
    year INT NOT NULL,
    form TEXT NOT NULL,
    last INT NOT NULL,
    PRIMARY KEY (year, form)
);

CREATE TABLE legal_material ( -- printed matter, notice boards, leaflets, information boxes
    id ID PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('printed', 'board', 'leaflet', 'box')),
    title TEXT NOT NULL,
    hamlet_id ID,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    place TEXT NOT NULL,
    on_day DAY NOT NULL,
    quantity INT NOT NULL,
    cancelled_reason TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT legal_material_quantity CHECK (quantity BETWEEN 1 AND 10000000)
);
CREATE INDEX legal_material_day ON legal_material (on_day, id);
