-- Help in kind: goods with dated unit values, stock of an agency that never falls below nothing, lists of households that
-- a second person approves, hand-over. What becomes of it afterwards is a follow_up; that nobody gets it twice is a claim.

CREATE TABLE good (
    id ID PRIMARY KEY,
    name TEXT NOT NULL,
    name_sort BYTES NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('animal', 'tree', 'works', 'goods', 'food')),
    unit TEXT NOT NULL,              -- con, cây, kg, bộ …
    follow_months TEXT NOT NULL,     -- months after the hand-over in which it is looked at: '6 12'; '': never
    ended_on DAY,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX good_once ON good (name, unit);
CREATE TABLE good_price (
    good_id ID NOT NULL REFERENCES good(id),
    valid_from DAY NOT NULL,
    unit_value MONEY NOT NULL,
    document TEXT NOT NULL,          -- what the value rests on
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    PRIMARY KEY (good_id, valid_from),
    CONSTRAINT good_price_value CHECK (unit_value BETWEEN 0 AND 1000000000000)
);

CREATE TABLE stock (
    agency_id ID NOT NULL REFERENCES agency(id),
    good_id ID NOT NULL REFERENCES good(id),
    quantity INT NOT NULL,
    PRIMARY KEY (agency_id, good_id),
    CONSTRAINT stock_never_negative CHECK (quantity >= 0)
);
CREATE TABLE stock_move ( -- what came and went, never changed; the balances follow one another
    id ID PRIMARY KEY,
    agency_id ID NOT NULL,
    good_id ID NOT NULL REFERENCES good(id),
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'adjust', 'handed', 'returned', 'supply')),
    quantity INT NOT NULL,           -- signed
    balance INT NOT NULL,
    on_day DAY NOT NULL,
    document TEXT,
    reason TEXT,
    for_id ID,                       -- household of a list, supply
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT stock_move_counts CHECK (quantity <> 0 AND balance >= 0),
    CONSTRAINT stock_move_reason CHECK (kind <> 'adjust' OR reason IS NOT NULL)
);
CREATE INDEX stock_move_good ON stock_move (agency_id, good_id, id);

CREATE TABLE distribution ( -- a list of households that get something of one policy
    id ID PRIMARY KEY,
    agency_id ID NOT NULL REFERENCES agency(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'cancelled')),
    opened_on DAY NOT NULL,
    document TEXT,                   -- number of the decision
    approved_on DAY,
    approved_by ID,
    reason TEXT,                     -- of the cancellation
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT distribution_other_person CHECK (approved_by IS NULL OR approved_by <> account_id),
    CONSTRAINT distribution_approved CHECK (state <> 'approved' OR (document IS NOT NULL AND approved_on IS NOT NULL))
);
CREATE INDEX distribution_commune ON distribution (commune_id, opened_on);
CREATE INDEX distribution_opened ON distribution (opened_on, id);

CREATE TABLE distribution_household ( -- its id is the source of the claim
    id ID PRIMARY KEY,
    distribution_id ID NOT NULL REFERENCES distribution(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    classes TEXT,
    proof TEXT,                      -- the paper that shows what no register tells
    state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'handed', 'returned', 'removed')),
    reason TEXT,
    handed_on DAY,
    receiver TEXT,
    value MONEY NOT NULL,            -- of the goods at the day's unit values; what the ledger holds for it
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT distribution_household_handed CHECK (state <> 'handed' OR (handed_on IS NOT NULL AND receiver IS NOT NULL)),
    CONSTRAINT distribution_household_why CHECK (state NOT IN ('returned', 'removed') OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX distribution_household_once ON distribution_household (distribution_id, household_id) WHERE state <> 'removed';
CREATE INDEX distribution_household_of ON distribution_household (household_id);
CREATE INDEX distribution_household_area ON distribution_household (commune_id, handed_on);
CREATE TABLE distribution_good (
    distribution_household_id ID NOT NULL REFERENCES distribution_household(id),
    good_id ID NOT NULL REFERENCES good(id),
    quantity INT NOT NULL,
    unit_value MONEY,                -- none: the good had no value on that day
    PRIMARY KEY (distribution_household_id, good_id),
    CONSTRAINT distribution_good_quantity CHECK (quantity BETWEEN 1 AND 1000000)
);
