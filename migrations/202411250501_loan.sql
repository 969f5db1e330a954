-- Loans of the Social Policy Bank, from the savings-and-credit group to the last đồng. The chain (request, appraisal,
-- list, confirmation, approval, disbursement, use check) is ours; what was lent, paid back and is left is told by the
-- bank's ledger, imported into bank_entry and bank_balance. Ours (loan_collection) stands beside it and never replaces it.

CREATE TABLE loan_group ( -- tổ tiết kiệm và vay vốn
    id ID PRIMARY KEY,
    code TEXT NOT NULL,              -- as the bank numbers it
    name TEXT NOT NULL,
    organisation TEXT NOT NULL CHECK (organisation IN ('farmers', 'women', 'veterans', 'youth')), -- that the bank entrusts
    leader TEXT NOT NULL,
    leader_account_id ID,            -- when the leader signs in
    hamlet_id ID NOT NULL REFERENCES area(id),
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    founded_on DAY NOT NULL,
    accepted_number TEXT,            -- paper by which the commune accepted it
    closed_on DAY,
    account_id ID NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX loan_group_code ON loan_group (commune_id, code);
CREATE INDEX loan_group_hamlet ON loan_group (hamlet_id);
CREATE TABLE loan_group_member (
    group_id ID NOT NULL REFERENCES loan_group(id),
    household_id ID NOT NULL REFERENCES household(id),
    joined_on DAY NOT NULL,
    left_on DAY,
    PRIMARY KEY (group_id, household_id, joined_on)
) WITHOUT ROWID;
CREATE UNIQUE INDEX loan_member_once ON loan_group_member (household_id) WHERE left_on IS NULL;

CREATE TABLE loan_point ( -- where and when the bank sits in a commune
    commune_id ID PRIMARY KEY REFERENCES area(id),
    place TEXT NOT NULL,
    day_of_month INT NOT NULL CHECK (day_of_month BETWEEN 1 AND 31),
    note TEXT,
    account_id ID NOT NULL,
    version INT NOT NULL
);

CREATE TABLE loan_appraisal ( -- bình xét: a public meeting of the group, with minutes
    id ID PRIMARY KEY,
    group_id ID NOT NULL REFERENCES loan_group(id),
    held_on DAY NOT NULL,
    place TEXT NOT NULL,
    chair TEXT NOT NULL,
    secretary TEXT NOT NULL,
    attendees INT NOT NULL,
    members INT NOT NULL,            -- of the group on that day
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX loan_appraisal_group ON loan_appraisal (group_id, held_on);

CREATE TABLE loan_list ( -- form 03/TD: what a group hands in for one policy
    id ID PRIMARY KEY,
    group_id ID NOT NULL REFERENCES loan_group(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    state TEXT NOT NULL CHECK (state IN ('made', 'confirmed', 'assessed', 'approved', 'ended')),
    made_on DAY NOT NULL,
    made_by ID NOT NULL,
    confirmed_on DAY,
    confirmed_by ID,
    confirm_number TEXT,
    signer_name TEXT,
    signer_capacity TEXT,
    assessed_on DAY,
    assessed_by ID,
    approved_on DAY,
    approved_by ID,
    approver_name TEXT,
    notice_number TEXT,              -- form 04/TD
    pay_on DAY,                      -- when the bank pays out at the commune
    version INT NOT NULL
);
CREATE INDEX loan_list_group ON loan_list (group_id, made_on);

CREATE TABLE loan_request ( -- form 01/TD and what became of it
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    person_id ID NOT NULL REFERENCES person(id), -- who signs and answers for the household
    borrower TEXT NOT NULL,          -- the name on that day
    group_id ID NOT NULL REFERENCES loan_group(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    amount_dong MONEY NOT NULL,
    term_months INT NOT NULL,
    repayment TEXT NOT NULL CHECK (repayment IN ('at_end', 'equal')),
    instalment_months INT,           -- between instalments of principal; equal only
    purpose TEXT NOT NULL,
    collateral TEXT,                 -- what secures it, where the programme asks for that
    requested_on DAY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'appraised', 'turned_down', 'listed', 'confirmed', 'refused', 'assessed',
        'approved', 'declined', 'disbursed', 'withdrawn')),
    appraisal_id ID REFERENCES loan_appraisal(id),
    agreeing INT,
    list_id ID REFERENCES loan_list(id),
    answer TEXT,                     -- of the commune, before its chair signs: confirm, refuse
    answered_by ID,
    class_found TEXT,                -- "poor/national": class and standard that opened the policy on the day confirmed
    resides BOOL,
    approved_dong MONEY,
    approved_months INT,
    rate_bp INT,
    rate_source TEXT,                -- document, when the data does not know the rate
    fund TEXT CHECK (fund IN ('central', 'local')),
    reason TEXT,                     -- of who said no
    account_id ID NOT NULL,
    version INT NOT NULL
);
CREATE INDEX loan_request_household ON loan_request (household_id, state);
CREATE INDEX loan_request_group ON loan_request (group_id, state);
CREATE INDEX loan_request_list ON loan_request (list_id);

CREATE TABLE loan (
    id ID PRIMARY KEY,
    number TEXT NOT NULL,            -- the bank's
    request_id ID REFERENCES loan_request(id), -- none: the bank's file brought it
    household_id ID NOT NULL REFERENCES household(id),
    borrower TEXT NOT NULL,
    group_id ID REFERENCES loan_group(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    fund TEXT NOT NULL CHECK (fund IN ('central', 'local')),
    amount_dong MONEY NOT NULL,
    rate_bp INT,                     -- none: not known; then nothing is computed
    overdue_bp INT,                  -- of the rate
    term_months INT,
    repayment TEXT NOT NULL CHECK (repayment IN ('at_end', 'equal')),
    instalment_months INT,
    disbursed_on DAY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid_off', 'written_off')),
    closed_on DAY,
    frozen_until DAY,                -- exclusive; by the last decision
    our_paid_dong MONEY NOT NULL,    -- principal collected by our notes
    bank_lent_dong MONEY NOT NULL,   -- from bank_entry
    bank_paid_dong MONEY NOT NULL,
    bank_interest_dong MONEY NOT NULL,
    bank_balance_dong MONEY,         -- the last balance the bank told, and of which day
    bank_overdue_dong MONEY,
    bank_on DAY,
    unpaid_due DAY,                  -- oldest instalment not wholly paid, by the truth there is; it is late when that day has passed
    account_id ID NOT NULL,
    version INT NOT NULL
);
CREATE UNIQUE INDEX loan_number ON loan (number);
CREATE UNIQUE INDEX loan_request_once ON loan (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX loan_household ON loan (household_id, state);
CREATE INDEX loan_group_state ON loan (group_id, state);
CREATE INDEX loan_policy ON loan (policy_id, state);
CREATE INDEX loan_unpaid ON loan (unpaid_due) WHERE unpaid_due IS NOT NULL;

CREATE TABLE loan_collection ( -- what the group collected, by our notes
    id ID PRIMARY KEY,
    loan_id ID NOT NULL REFERENCES loan(id),
    on_day DAY NOT NULL,
    principal_dong MONEY NOT NULL,
    interest_dong MONEY NOT NULL,
    savings_dong MONEY NOT NULL,
    receipt TEXT NOT NULL,
    account_id ID NOT NULL,
    CONSTRAINT loan_collection_amounts CHECK (principal_dong >= 0 AND interest_dong >= 0 AND savings_dong >= 0
        AND principal_dong + interest_dong + savings_dong > 0)
);
CREATE UNIQUE INDEX loan_collection_receipt ON loan_collection (loan_id, receipt);
CREATE TABLE loan_check ( -- of the use that the money was put to
    id ID PRIMARY KEY,
    loan_id ID NOT NULL REFERENCES loan(id),
    checked_on DAY NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('as_agreed', 'partly', 'other_use', 'not_found')),
    remark TEXT,
    checker TEXT NOT NULL,
    account_id ID NOT NULL
);
CREATE INDEX loan_check_loan ON loan_check (loan_id, checked_on);
CREATE TABLE loan_risk ( -- file of a debt that something beyond the borrower struck
    id ID PRIMARY KEY,
    loan_id ID NOT NULL REFERENCES loan(id),
    cause TEXT NOT NULL,             -- key of data/loan_risk_causes
    measure TEXT NOT NULL CHECK (measure IN ('extension', 'freeze', 'write_off')),
    happened_on DAY NOT NULL,
    damage_bp INT,                   -- of the capital; none: not measured
    months INT,                      -- asked for; extension and freeze
    papers TEXT NOT NULL,            -- what lies in the file
    state TEXT NOT NULL CHECK (state IN ('proposed', 'decided', 'refused', 'withdrawn')),
    proposed_on DAY NOT NULL,
    proposed_by ID NOT NULL,
    decided_on DAY,
    decided_by ID,
    decision_number TEXT,
    from_day DAY,                    -- from when the decision moves what is due
    reason TEXT,
    version INT NOT NULL,
    CONSTRAINT loan_risk_other_person CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX loan_risk_loan ON loan_risk (loan_id, state);

-- ---- the bank's file

CREATE TABLE bank_column ( -- which headings of the bank's file hold what
    field TEXT PRIMARY KEY,
    headings TEXT NOT NULL,          -- parted by ;
    version INT NOT NULL
);
CREATE TABLE bank_batch (
    id ID PRIMARY KEY,
    area_id ID NOT NULL,             -- of who brought it
    account_id ID NOT NULL,
    file_name TEXT NOT NULL,
    sha256 BYTES NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staging', 'checked', 'applied')),
    line_count INT NOT NULL,
    bad_count INT NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX bank_batch_file ON bank_batch (sha256) WHERE state <> 'staging';
CREATE TABLE bank_line (
    batch_id ID NOT NULL REFERENCES bank_batch(id),
    no INT NOT NULL,                 -- of the sheet, as the person sees it
    state TEXT NOT NULL CHECK (state IN ('good', 'bad', 'known', 'applied', 'dropped')),
    loan_number TEXT,
    on_day DAY,
    reference TEXT,
    borrower TEXT,
    household_code TEXT,
    personal_number TEXT,
    programme TEXT,
    lent_dong MONEY,
    paid_dong MONEY,
    interest_dong MONEY,
    balance_dong MONEY,
    overdue_dong MONEY,
    household_id ID,                 -- that a new loan belongs to
    loan_id ID,
    policy_id ID,
    problem TEXT,                    -- in words
    problem_kind TEXT,               -- nobody, several, form …
    version INT NOT NULL,
    PRIMARY KEY (batch_id, no)
) WITHOUT ROWID;
CREATE INDEX bank_line_state ON bank_line (batch_id, state, no);
CREATE TABLE bank_entry (
    id ID PRIMARY KEY,
    loan_id ID NOT NULL REFERENCES loan(id),
    on_day DAY NOT NULL,
    lent_dong MONEY NOT NULL,
    paid_dong MONEY NOT NULL,
    interest_dong MONEY NOT NULL,
    reference TEXT NOT NULL,         -- of the bank; else the file and the line
    batch_id ID NOT NULL,
    line_no INT NOT NULL
);
CREATE UNIQUE INDEX bank_entry_once ON bank_entry (loan_id, reference);
CREATE INDEX bank_entry_day ON bank_entry (loan_id, on_day);
CREATE TABLE bank_balance (
    loan_id ID NOT NULL REFERENCES loan(id),
    on_day DAY NOT NULL,
    balance_dong MONEY NOT NULL,
    overdue_dong MONEY,              -- none: the file does not tell
    batch_id ID NOT NULL,
    PRIMARY KEY (loan_id, on_day)
) WITHOUT ROWID;
