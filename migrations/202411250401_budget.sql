-- Money: lines of the budget, decisions, and a ledger in double entry that only grows. A line is what one holder has
-- from one source for one policy in one year. Its present balances stand in the line and follow from the postings; the
-- database itself refuses a line that does not balance or that spends more than it was given.

CREATE TABLE budget_line (
    id ID PRIMARY KEY,
    year INT NOT NULL,
    source TEXT NOT NULL CONSTRAINT budget_line_source
        CHECK (source IN ('central', 'province', 'district', 'commune', 'mobilised', 'fund_poor', 'bank')),
    source_id ID NOT NULL,           -- which fund; 0: budget of the state, or the bank
    area_id ID NOT NULL REFERENCES area(id),
    level INT NOT NULL,              -- of the area in the line's year: 1 province, 2 district, 3 commune
    province_id ID NOT NULL,
    district_id ID,
    commune_id ID,
    agency_id ID NOT NULL,           -- who holds it; 0: not told
    policy_id ID NOT NULL,           -- 0: not for one policy
    index_code TEXT,                 -- of the state budget index; none: not known
    index_source TEXT,
    granted MONEY NOT NULL,          -- what came in: estimate, allocation from another line, gifts
    unallocated MONEY NOT NULL,      -- estimate that is not allocated yet
    passed_on MONEY NOT NULL,        -- handed to other lines
    available MONEY NOT NULL,        -- allocated, neither committed nor spent
    committed MONEY NOT NULL,
    disbursed MONEY NOT NULL,
    overrun MONEY NOT NULL,          -- by how much a decision lets it go over what is allocated
    version INT NOT NULL,
    CONSTRAINT budget_line_balances CHECK (granted = unallocated + passed_on + available + committed + disbursed),
    CONSTRAINT budget_line_not_over CHECK (available + overrun >= 0),
    CONSTRAINT budget_line_signs CHECK (granted >= 0 AND unallocated >= 0 AND passed_on >= 0 AND committed >= 0
                                        AND disbursed >= 0 AND overrun >= 0)
);
CREATE UNIQUE INDEX budget_line_once ON budget_line (year, source, source_id, area_id, agency_id, policy_id);
CREATE INDEX budget_line_use ON budget_line (policy_id, year, area_id);
CREATE INDEX budget_line_district ON budget_line (district_id, year);
CREATE INDEX budget_line_commune ON budget_line (commune_id, year);

CREATE TABLE budget_decision ( -- the paper that a change of the budget rests on
    id ID PRIMARY KEY,
    kind TEXT NOT NULL CONSTRAINT budget_decision_kind CHECK (kind IN ('estimate', 'allocation', 'transfer', 'overrun')),
    number TEXT NOT NULL,
    on_day DAY NOT NULL,
    signer TEXT NOT NULL,
    signer_post TEXT NOT NULL,
    summary TEXT NOT NULL,
    area_id ID NOT NULL REFERENCES area(id),
    province_id ID NOT NULL,
    district_id ID,
    commune_id ID,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX budget_decision_once ON budget_decision (area_id, number, on_day);
CREATE INDEX budget_decision_day ON budget_decision (on_day, id);

CREATE TABLE budget_period ( -- a month of the ledger; id is 202411
    id ID PRIMARY KEY,
    starts_on DAY NOT NULL,
    ends_on DAY NOT NULL,            -- inclusive
    state TEXT NOT NULL CONSTRAINT budget_period_state CHECK (state IN ('open', 'asked', 'closed')),
    asked_by ID,
    asked_at INSTANT,
    asked_entries INT,               -- how many entries there were when it was asked to be closed
    closed_by ID,
    closed_at INSTANT,
    entry_count INT,
    digest TEXT,                     -- over the entries of the period, SHA-256 in hex
    note TEXT,
    CONSTRAINT budget_period_two_persons CHECK (state <> 'closed' OR asked_by <> closed_by),
    CONSTRAINT budget_period_sealed CHECK (state <> 'closed' OR (asked_by IS NOT NULL AND closed_by IS NOT NULL
                                           AND entry_count IS NOT NULL AND digest IS NOT NULL))
);

CREATE TABLE budget_entry (
    id ID PRIMARY KEY,
    on_day DAY NOT NULL,
    kind TEXT NOT NULL CONSTRAINT budget_entry_kind
        CHECK (kind IN ('estimate', 'allocation', 'transfer', 'receipt', 'commitment', 'disbursement', 'release', 'recovery',
                        'reversal')),
    decision_id ID REFERENCES budget_decision(id),
    for_kind TEXT,                   -- what is paid for: benefit, house …
    for_id ID,
    reverses_id ID REFERENCES budget_entry(id),
    note TEXT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX budget_entry_reversed_once ON budget_entry (reverses_id);
CREATE INDEX budget_entry_day ON budget_entry (on_day, id);
CREATE INDEX budget_entry_decision ON budget_entry (decision_id);
CREATE INDEX budget_entry_for ON budget_entry (for_kind, for_id);

CREATE TABLE budget_posting ( -- one side of an entry; those of an entry sum to nothing, on each line
    id ID PRIMARY KEY,
    entry_id ID NOT NULL REFERENCES budget_entry(id),
    line_id ID NOT NULL REFERENCES budget_line(id),
    account TEXT NOT NULL CONSTRAINT budget_posting_account
        CHECK (account IN ('granted', 'unallocated', 'passed_on', 'available', 'committed', 'disbursed')),
    amount MONEY NOT NULL CONSTRAINT budget_posting_amount CHECK (amount <> 0),
    on_day DAY NOT NULL
);
CREATE UNIQUE INDEX budget_posting_once ON budget_posting (entry_id, line_id, account);
CREATE INDEX budget_posting_line ON budget_posting (line_id, on_day, id);
CREATE INDEX budget_posting_day ON budget_posting (on_day, id);

CREATE TABLE budget_decision_item (
    id ID PRIMARY KEY,
    decision_id ID NOT NULL REFERENCES budget_decision(id),
    kind TEXT NOT NULL,
    from_line_id ID REFERENCES budget_line(id),
    to_line_id ID NOT NULL REFERENCES budget_line(id),
    amount MONEY NOT NULL CONSTRAINT budget_decision_item_amount CHECK (amount > 0),
    entry_id ID REFERENCES budget_entry(id), -- none: an overrun moves no money
    on_day DAY NOT NULL
);
CREATE INDEX budget_decision_item_decision ON budget_decision_item (decision_id);
CREATE INDEX budget_decision_item_to ON budget_decision_item (to_line_id);

CREATE TABLE budget_commitment ( -- what is open and what was paid, for each thing that is paid for
    for_kind TEXT NOT NULL,
    for_id ID NOT NULL,
    line_id ID NOT NULL REFERENCES budget_line(id),
    open_amount MONEY NOT NULL,
    disbursed MONEY NOT NULL,
    CONSTRAINT budget_commitment_signs CHECK (open_amount >= 0 AND disbursed >= 0),
    PRIMARY KEY (for_kind, for_id, line_id)
);
CREATE INDEX budget_commitment_line ON budget_commitment (line_id);

-- The ledger only grows: what stands in it is corrected by another entry.
-- sqlite
CREATE TRIGGER budget_entry_fixed BEFORE UPDATE ON budget_entry BEGIN SELECT RAISE(ABORT, 'budget_entry_fixed'); END;
CREATE TRIGGER budget_entry_kept BEFORE DELETE ON budget_entry BEGIN SELECT RAISE(ABORT, 'budget_entry_kept'); END;
CREATE TRIGGER budget_posting_fixed BEFORE UPDATE ON budget_posting BEGIN SELECT RAISE(ABORT, 'budget_posting_fixed'); END;
CREATE TRIGGER budget_posting_kept BEFORE DELETE ON budget_posting BEGIN SELECT RAISE(ABORT, 'budget_posting_kept'); END;
-- postgres
CREATE FUNCTION budget_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows';
END $$;
CREATE TRIGGER budget_entry_fixed BEFORE UPDATE OR DELETE ON budget_entry FOR EACH ROW EXECUTE FUNCTION budget_only_grows();
CREATE TRIGGER budget_posting_fixed BEFORE UPDATE OR DELETE ON budget_posting FOR EACH ROW EXECUTE FUNCTION budget_only_grows();
-- both
