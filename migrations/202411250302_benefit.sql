-- From entitled to received. A line is one benefit for one subject and period; lines stand on a list of one policy and
-- one commune, which goes draft -> proposed -> verified -> approved (signed). A line follows its list while its state is
-- 'open'; what is its own (returned, refused, delivered, confirmed, stopped, recalled) it says itself. So approving ten
-- thousand lines writes one row, and what was signed is never touched again: triggers below forbid it.

CREATE TABLE benefit_list (
    id ID PRIMARY KEY,
    policy_id ID NOT NULL REFERENCES policy(id),
    title TEXT NOT NULL,
    commune_id ID NOT NULL REFERENCES area(id),
    district_id ID NOT NULL,         -- the same unit where there is no district level
    province_id ID NOT NULL,
    period_from DAY NOT NULL,
    period_to DAY NOT NULL,          -- exclusive
    period_key INT,                  -- the key itself where no day gives it (term, case); none: by days
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'verified', 'approved', 'refused', 'withdrawn')),
    line_count INT NOT NULL,         -- without those returned or refused
    amount MONEY NOT NULL,           -- their sum
    drafted_by ID NOT NULL,
    drafted_on DAY NOT NULL,
    agency_id ID,                    -- of who drafted
    proposed_by ID,
    proposed_on DAY,
    verified_by ID,
    verified_on DAY,
    verify_remark TEXT,
    number TEXT,                     -- of the signed list
    signed_on DAY,
    signed_by ID,
    signer_name TEXT,
    signer_position TEXT,
    sha256 BYTES,                    -- of benefit_snapshot.body
    remark TEXT,                     -- of who refused or withdrew
    version INT NOT NULL,
    changed_at INSTANT NOT NULL,
    CONSTRAINT benefit_list_period CHECK (period_from < period_to),
    CONSTRAINT benefit_list_other_person CHECK (state <> 'approved' OR (signed_by <> proposed_by AND signed_by <> drafted_by AND signed_by <> verified_by)),
    CONSTRAINT benefit_list_verifier CHECK (verified_by IS NULL OR (verified_by <> proposed_by AND verified_by <> drafted_by)),
    CONSTRAINT benefit_list_signed CHECK (state <> 'approved' OR (number IS NOT NULL AND signed_on IS NOT NULL AND signer_name IS NOT NULL AND sha256 IS NOT NULL))
);
CREATE INDEX benefit_list_commune ON benefit_list (commune_id, state, drafted_on);
CREATE INDEX benefit_list_policy ON benefit_list (policy_id, state, drafted_on);
CREATE UNIQUE INDEX benefit_list_number ON benefit_list (commune_id, number, signed_on) WHERE number IS NOT NULL;

CREATE TABLE benefit_list_hand ( -- everybody who had a hand in it: none of them signs
    list_id ID NOT NULL REFERENCES benefit_list(id),
    account_id ID NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('draft', 'propose', 'verify')),
    PRIMARY KEY (list_id, account_id, act)
) WITHOUT ROWID;

CREATE TABLE benefit_delivery ( -- one act of paying out or handing over, with its evidence attached
    id ID PRIMARY KEY,
    list_id ID NOT NULL REFERENCES benefit_list(id),
    on_day DAY NOT NULL,
    payer TEXT NOT NULL,
    note TEXT,
    line_count INT NOT NULL,
    amount MONEY NOT NULL,
    account_id ID NOT NULL,
    at INSTANT NOT NULL
);
CREATE INDEX benefit_delivery_list ON benefit_delivery (list_id, on_day);

CREATE TABLE benefit_line (
    id ID PRIMARY KEY,
    list_id ID NOT NULL REFERENCES benefit_list(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    household_id ID NOT NULL REFERENCES household(id),
    person_id ID REFERENCES person(id), -- none: the household
    subject TEXT NOT NULL,           -- name when it was proposed
    hamlet_id ID NOT NULL,           -- where they lived when it was proposed
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    period_from DAY NOT NULL,
    period_to DAY NOT NULL,
    period_key INT,
    amount MONEY,                    -- none: nothing is paid (card, service) or not known yet
    amount_how TEXT,                 -- how it was worked out
    entitled_on DAY NOT NULL,        -- since when the right is there, for the days until it is received
    detail_kind TEXT,                -- the feature that knows more ("house"), and its row
    detail_id ID,
    state TEXT NOT NULL CHECK (state IN ('open', 'returned', 'refused', 'delivered', 'confirmed', 'stopped', 'recalled')),
    remark TEXT,
    delivery_id ID REFERENCES benefit_delivery(id),
    delivered_on DAY,
    confirmed_on DAY,
    confirmed_how TEXT,              -- signed, phone, visit, bank
    ended_on DAY,                    -- stopped or recalled from
    version INT NOT NULL,
    account_id ID NOT NULL,
    at INSTANT NOT NULL
);
CREATE INDEX benefit_line_list ON benefit_line (list_id, state, id);
CREATE INDEX benefit_line_household ON benefit_line (household_id, policy_id, period_from);
CREATE INDEX benefit_line_person ON benefit_line (person_id, policy_id, period_from) WHERE person_id IS NOT NULL;
CREATE INDEX benefit_line_policy ON benefit_line (policy_id, commune_id, period_from);
CREATE INDEX benefit_line_detail ON benefit_line (detail_kind, detail_id) WHERE detail_kind IS NOT NULL;
CREATE INDEX benefit_line_delivery ON benefit_line (delivery_id) WHERE delivery_id IS NOT NULL;

CREATE TABLE benefit_snapshot ( -- what was signed, word for word
    list_id ID PRIMARY KEY REFERENCES benefit_list(id),
    body TEXT NOT NULL
);

CREATE TABLE benefit_due ( -- who has the right on the day of the last reckoning, by policy; follows from the register and can be rebuilt
    policy_id ID NOT NULL REFERENCES policy(id),
    household_id ID NOT NULL,
    person_id ID NOT NULL,           -- 0: the household
    subject TEXT NOT NULL,
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'if_shown', 'unknown')),
    reason TEXT NOT NULL,            -- in words
    since DAY NOT NULL,              -- since when the right is there
    ends_on DAY NOT NULL,            -- known end (newly escaped); 2932896: none
    PRIMARY KEY (policy_id, household_id, person_id)
) WITHOUT ROWID;
-- The worklist of a commune reads in the order of its page: since, then whose it is.
CREATE INDEX benefit_due_commune ON benefit_due (commune_id, policy_id, since, (CASE WHEN person_id = 0 THEN household_id ELSE person_id END));
CREATE INDEX benefit_due_household ON benefit_due (household_id);
CREATE INDEX benefit_due_ends ON benefit_due (ends_on, policy_id) WHERE ends_on < 2932896;

CREATE TABLE benefit_due_run ( -- when it was reckoned
    id ID PRIMARY KEY CHECK (id = 1),
    on_day DAY NOT NULL,
    at INSTANT NOT NULL,
    row_count INT NOT NULL,
    milliseconds INT NOT NULL
);

-- What left the draft is fixed: neither who, nor what, nor how much. What was signed stays signed. (A new line finds its
-- list in the same statement, benefit_line_add.)
-- sqlite
CREATE TRIGGER benefit_line_fixed BEFORE UPDATE OF list_id, policy_id, household_id, person_id, amount, period_from, period_to, period_key ON benefit_line
WHEN (SELECT state FROM benefit_list WHERE id = OLD.list_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'benefit_line_fixed'); END;
CREATE TRIGGER benefit_line_kept BEFORE DELETE ON benefit_line
WHEN (SELECT state FROM benefit_list WHERE id = OLD.list_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'benefit_line_kept'); END;
CREATE TRIGGER benefit_list_fixed BEFORE UPDATE ON benefit_list WHEN OLD.state IN ('approved', 'refused', 'withdrawn')
BEGIN SELECT RAISE(ABORT, 'benefit_list_fixed'); END;
CREATE TRIGGER benefit_snapshot_fixed BEFORE UPDATE ON benefit_snapshot BEGIN SELECT RAISE(ABORT, 'benefit_snapshot_fixed'); END;
CREATE TRIGGER benefit_snapshot_kept BEFORE DELETE ON benefit_snapshot BEGIN SELECT RAISE(ABORT, 'benefit_snapshot_kept'); END;
-- postgres
CREATE FUNCTION benefit_line_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM benefit_list WHERE id = OLD.list_id) <> 'draft' THEN
        RAISE EXCEPTION 'the list is no draft any more';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER benefit_line_fixed BEFORE UPDATE OF list_id, policy_id, household_id, person_id, amount, period_from, period_to, period_key ON benefit_line
FOR EACH ROW EXECUTE FUNCTION benefit_line_fixed();
CREATE TRIGGER benefit_line_kept BEFORE DELETE ON benefit_line FOR EACH ROW EXECUTE FUNCTION benefit_line_fixed();
CREATE FUNCTION benefit_list_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed is fixed';
END $$;
CREATE TRIGGER benefit_list_fixed BEFORE UPDATE ON benefit_list FOR EACH ROW WHEN (OLD.state IN ('approved', 'refused', 'withdrawn'))
EXECUTE FUNCTION benefit_list_fixed();
CREATE TRIGGER benefit_snapshot_fixed BEFORE UPDATE OR DELETE ON benefit_snapshot FOR EACH ROW EXECUTE FUNCTION benefit_list_fixed();
-- both
