-- Monthly social assistance: a person's dossier from the application to the district's decision, the grounds it rests on, and
-- what each payment line paid for which month. Money and claims stand with benefits: a share only says how a line's amount
-- came about, so that a change of the base or of a coefficient can be reckoned back.

CREATE TABLE assistance_case (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,           -- where the person lives
    commune_id ID NOT NULL,
    district_id ID NOT NULL,         -- the same unit where there is no district level
    province_id ID NOT NULL,
    state TEXT NOT NULL CONSTRAINT assistance_case_state
        CHECK (state IN ('received', 'reviewed', 'sent', 'checked', 'granted', 'refused', 'withdrawn', 'stopped')),
    number_in TEXT NOT NULL,         -- of the dossier as it was received
    received_on DAY NOT NULL,
    receiver TEXT,                   -- who is paid for the person; none: the person
    note TEXT,
    reviewed_on DAY,                 -- by the commune
    reviewed_by ID,
    review TEXT,                     -- what the review found
    posted_on DAY,                   -- none: private by law
    sent_on DAY,
    sent_number TEXT,
    sent_by ID,
    checked_on DAY,                  -- by the district's office
    checked_by ID,
    check_note TEXT,
    number TEXT,                     -- of the decision
    decided_on DAY,
    signer TEXT,
    signer_post TEXT,
    decided_by ID,
    from_month DAY,
    reason TEXT,                     -- why it was refused, withdrawn or stopped
    flag TEXT,                       -- what the register says since it was granted: death, moved_out, gone, right_ended
    flagged_on DAY,
    stop_number TEXT,
    stop_on DAY,
    stop_from DAY,                   -- the first month that is not paid any more
    stop_by ID,
    supersedes ID,                   -- the dossier that this one adjusts
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    version INT NOT NULL,
    CONSTRAINT assistance_other_person CHECK (decided_by IS NULL
        OR (decided_by <> account_id AND (reviewed_by IS NULL OR decided_by <> reviewed_by) AND (sent_by IS NULL OR decided_by <> sent_by)
            AND (checked_by IS NULL OR decided_by <> checked_by))),
    CONSTRAINT assistance_decided CHECK (state NOT IN ('granted', 'stopped')
        OR (number IS NOT NULL AND decided_on IS NOT NULL AND signer IS NOT NULL AND decided_by IS NOT NULL AND from_month IS NOT NULL))
);
CREATE UNIQUE INDEX assistance_case_open ON assistance_case (person_id) WHERE state IN ('received', 'reviewed', 'sent', 'checked');
CREATE UNIQUE INDEX assistance_case_granted ON assistance_case (person_id) WHERE state = 'granted';
CREATE INDEX assistance_case_commune ON assistance_case (commune_id, state, received_on);
CREATE INDEX assistance_case_district ON assistance_case (district_id, state, received_on);
CREATE INDEX assistance_case_household ON assistance_case (household_id);

CREATE TABLE assistance_ground (     -- why: a line of assistance_grounds.tsv, with the paper that shows it
    id ID PRIMARY KEY,
    case_id ID NOT NULL REFERENCES assistance_case(id),
    ground TEXT NOT NULL,
    children INT NOT NULL,           -- 0 where it does not count
    paper TEXT,
    paper_on DAY
);
CREATE UNIQUE INDEX assistance_ground_once ON assistance_ground (case_id, ground);

CREATE TABLE assistance_share (
    line_id ID NOT NULL REFERENCES benefit_line(id),
    case_id ID NOT NULL REFERENCES assistance_case(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    month DAY NOT NULL,              -- its first day
    amount MONEY NOT NULL CONSTRAINT assistance_share_amount CHECK (amount > 0),
    PRIMARY KEY (line_id, month)
) WITHOUT ROWID;
CREATE INDEX assistance_share_case ON assistance_share (case_id, month);

CREATE TABLE assistance_due (        -- who may have the right as far as the register tells, and has no dossier; can be rebuilt
    person_id ID NOT NULL,
    policy_id ID NOT NULL REFERENCES policy(id),
    household_id ID NOT NULL,
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    name TEXT NOT NULL,
    since DAY NOT NULL,
    PRIMARY KEY (policy_id, person_id)
) WITHOUT ROWID;
CREATE INDEX assistance_due_commune ON assistance_due (commune_id, since);
CREATE INDEX assistance_due_district ON assistance_due (district_id, since);

CREATE TABLE assistance_trial (      -- what would happen if; decides nothing
    id ID PRIMARY KEY,
    title TEXT NOT NULL,
    month DAY NOT NULL,
    base MONEY,                      -- none: as it is
    ground TEXT,                     -- whose coefficient is tried
    parameter TEXT,
    coefficient INT,                 -- basis points
    condition TEXT,                  -- who would be added
    added_coefficient INT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    people_seen INT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    done_at INSTANT
);

CREATE TABLE assistance_trial_area (
    id ID PRIMARY KEY,
    trial_id ID NOT NULL REFERENCES assistance_trial(id),
    district_id ID NOT NULL,
    people_now INT NOT NULL,
    money_now MONEY NOT NULL,        -- a month
    people_then INT NOT NULL,
    money_then MONEY NOT NULL,
    people_added INT NOT NULL,       -- of people_then: by the condition
    unknown INT NOT NULL             -- who cannot be judged or reckoned with what the register has
);
CREATE UNIQUE INDEX assistance_trial_area_once ON assistance_trial_area (trial_id, district_id);
