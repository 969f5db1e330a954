-- Lists of other agencies, from their spreadsheets: they only make claims, so that everybody's guard sees their people.
-- And the sweeps of the register for what is held twice all the same.

CREATE TABLE outside_list (
    id ID PRIMARY KEY,
    policy_id ID NOT NULL REFERENCES policy(id),
    agency_id ID,
    area_id ID NOT NULL,             -- of who brought it
    title TEXT NOT NULL,             -- number or name of the list, as others read it
    file_name TEXT NOT NULL,
    sha256 BYTES NOT NULL,
    period_from DAY NOT NULL,
    period_to DAY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staging', 'checked', 'applied')),
    row_count INT NOT NULL,
    account_id ID NOT NULL,
    at INSTANT NOT NULL
);
CREATE UNIQUE INDEX outside_list_once ON outside_list (sha256, policy_id, period_from);
CREATE INDEX outside_list_area ON outside_list (area_id, at);

CREATE TABLE outside_line (
    id ID PRIMARY KEY,
    list_id ID NOT NULL REFERENCES outside_list(id),
    no INT NOT NULL,                 -- row of the sheet
    cells TEXT NOT NULL,             -- as they came, by tabs
    full_name TEXT NOT NULL,
    name_fold TEXT NOT NULL,
    personal_number TEXT,
    born_on DAY,
    born_precision INT NOT NULL,
    commune_id ID,
    period_from DAY NOT NULL,
    period_to DAY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('bad', 'new', 'matched', 'number', 'waiting', 'clash', 'nobody')),
    problem TEXT,
    person_id ID REFERENCES person(id),
    household_id ID REFERENCES household(id)
);
CREATE INDEX outside_line_list ON outside_line (list_id, no);
CREATE INDEX outside_line_state ON outside_line (state, list_id);

CREATE TABLE claim_sweep (
    id ID PRIMARY KEY,
    at INSTANT NOT NULL,
    account_id ID NOT NULL,
    claims INT NOT NULL,             -- held
    found INT NOT NULL,              -- pairs that hold the same without a lawful exception
    opened INT NOT NULL,             -- of them new
    not_guarded INT NOT NULL,        -- lines of outside lists that match nobody and have no valid number
    milliseconds INT NOT NULL
);
CREATE INDEX claim_sweep_at ON claim_sweep (at);
