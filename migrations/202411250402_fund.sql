-- Mobilised resources: funds of the Front committees and others, campaigns, donors, pledges and what was received. Money
-- goes to the budget's ledger, where it is spent; goods are kept here with what became of them.

CREATE TABLE fund (
    id ID PRIMARY KEY,
    kind TEXT NOT NULL CONSTRAINT fund_kind CHECK (kind IN ('fund_poor', 'mobilised')),
    name TEXT NOT NULL,
    area_id ID NOT NULL REFERENCES area(id),
    level INT NOT NULL,
    province_id ID NOT NULL,
    district_id ID,
    commune_id ID,
    agency_id ID NOT NULL,           -- who keeps it; 0: not told
    account_id ID NOT NULL,
    created_on DAY NOT NULL
);
CREATE UNIQUE INDEX fund_once ON fund (area_id, kind, name);

CREATE TABLE fund_campaign (
    id ID PRIMARY KEY,
    fund_id ID NOT NULL REFERENCES fund(id),
    name TEXT NOT NULL,
    starts_on DAY NOT NULL,
    ends_on DAY NOT NULL,            -- inclusive
    target MONEY,                    -- none: no number was set
    document TEXT,                   -- the appeal or plan that it rests on
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT fund_campaign_days CHECK (starts_on <= ends_on)
);
CREATE UNIQUE INDEX fund_campaign_once ON fund_campaign (fund_id, name);

CREATE TABLE fund_donor (
    id ID PRIMARY KEY,
    fund_id ID NOT NULL REFERENCES fund(id),
    kind TEXT NOT NULL CONSTRAINT fund_donor_kind CHECK (kind IN ('person', 'organisation', 'anonymous')),
    name TEXT NOT NULL,              -- empty: does not want to be named at all
    name_fold TEXT NOT NULL,
    may_publish BOOL NOT NULL,       -- agreed that the name is published
    contact TEXT,
    version INT NOT NULL
);
CREATE UNIQUE INDEX fund_donor_once ON fund_donor (fund_id, kind, name_fold);

CREATE TABLE fund_pledge (
    id ID PRIMARY KEY,
    fund_id ID NOT NULL REFERENCES fund(id),
    campaign_id ID REFERENCES fund_campaign(id),
    donor_id ID NOT NULL REFERENCES fund_donor(id),
    amount MONEY NOT NULL CONSTRAINT fund_pledge_amount CHECK (amount > 0), -- of goods: their value
    goods TEXT,                      -- none: money
    pledged_on DAY NOT NULL,
    due_on DAY,
    cancelled_on DAY,
    cancel_reason TEXT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX fund_pledge_fund ON fund_pledge (fund_id, pledged_on);

CREATE TABLE fund_receipt (
    id ID PRIMARY KEY,
    fund_id ID NOT NULL REFERENCES fund(id),
    year INT NOT NULL,
    number TEXT NOT NULL,            -- of the receipt that the donor got
    campaign_id ID REFERENCES fund_campaign(id),
    donor_id ID NOT NULL REFERENCES fund_donor(id),
    pledge_id ID REFERENCES fund_pledge(id),
    on_day DAY NOT NULL,
    amount MONEY NOT NULL CONSTRAINT fund_receipt_amount CHECK (amount > 0), -- of goods: their value
    goods TEXT,                      -- none: money
    quantity INT,
    unit TEXT,
    policy_id ID NOT NULL,           -- what the donor gave it for; 0: whatever the fund is for
    line_id ID REFERENCES budget_line(id),
    entry_id ID REFERENCES budget_entry(id),
    cancelled_on DAY,
    cancel_reason TEXT,
    note TEXT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT fund_receipt_goods CHECK ((goods IS NULL AND line_id IS NOT NULL AND entry_id IS NOT NULL)
                                         OR (goods IS NOT NULL AND quantity > 0 AND unit IS NOT NULL AND entry_id IS NULL))
);
CREATE UNIQUE INDEX fund_receipt_number ON fund_receipt (fund_id, year, number);
CREATE INDEX fund_receipt_day ON fund_receipt (fund_id, on_day, id);
CREATE INDEX fund_receipt_donor ON fund_receipt (donor_id);
CREATE INDEX fund_receipt_line ON fund_receipt (line_id);

CREATE TABLE fund_handout ( -- goods that went on
    id ID PRIMARY KEY,
    receipt_id ID NOT NULL REFERENCES fund_receipt(id),
    on_day DAY NOT NULL,
    quantity INT NOT NULL CONSTRAINT fund_handout_quantity CHECK (quantity > 0),
    household_id ID REFERENCES household(id),
    receiver TEXT NOT NULL,          -- as written in the record of handing over
    note TEXT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX fund_handout_receipt ON fund_handout (receipt_id);
CREATE INDEX fund_handout_household ON fund_handout (household_id);
