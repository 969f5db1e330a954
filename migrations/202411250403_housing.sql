-- Great-unity houses: survey, proposal, decision, works in stages, acceptance, settlement. Where need is follows from the
-- housing answers of the review's interviews.

CREATE TABLE house (
    id ID PRIMARY KEY,
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,           -- where the household lived when it was surveyed
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    policy_id ID NOT NULL REFERENCES policy(id),
    state TEXT NOT NULL CONSTRAINT house_state
        CHECK (state IN ('surveyed', 'proposed', 'approved', 'accepted', 'settled', 'refused', 'cancelled')),
    surveyed_on DAY NOT NULL,
    surveyor TEXT NOT NULL,
    pillar_durable BOOL NOT NULL,
    wall_durable BOOL NOT NULL,
    roof_durable BOOL NOT NULL,
    area_m2 INT NOT NULL,
    members INT NOT NULL,
    land TEXT NOT NULL,              -- owned, allowed, unclear
    cost MONEY NOT NULL,             -- estimated
    own_money MONEY NOT NULL,        -- of the household and its relatives
    note TEXT,
    amount_asked MONEY,
    proposed_by ID,
    proposed_on DAY,
    returned_reason TEXT,
    number TEXT,                     -- of the decision
    decided_on DAY,
    signer TEXT,
    signer_post TEXT,
    amount MONEY,                    -- granted
    decided_by ID,
    reason TEXT,                     -- why it was refused or cancelled
    accepted_on DAY,
    accepted_by TEXT,                -- who took part
    accepted_area_m2 INT,
    accepted_note TEXT,
    settled_on DAY,
    total_cost MONEY,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    version INT NOT NULL,
    CONSTRAINT house_other_person CHECK (decided_by IS NULL OR decided_by <> proposed_by),
    CONSTRAINT house_decided CHECK (state NOT IN ('approved', 'accepted', 'settled')
        OR (number IS NOT NULL AND decided_on IS NOT NULL AND signer IS NOT NULL AND amount > 0 AND decided_by IS NOT NULL))
);
CREATE UNIQUE INDEX house_open ON house (household_id) WHERE state IN ('surveyed', 'proposed', 'approved', 'accepted');
CREATE INDEX house_household ON house (household_id);
CREATE INDEX house_commune ON house (commune_id, state);
CREATE INDEX house_district ON house (district_id, state);

CREATE TABLE house_stage (
    id ID PRIMARY KEY,
    house_id ID NOT NULL REFERENCES house(id),
    no INT NOT NULL,
    name TEXT NOT NULL,
    planned_on DAY,
    done_on DAY,
    note TEXT,
    account_id ID NOT NULL
);
CREATE UNIQUE INDEX house_stage_once ON house_stage (house_id, no);

CREATE TABLE house_payment (
    id ID PRIMARY KEY,
    house_id ID NOT NULL REFERENCES house(id),
    on_day DAY NOT NULL,
    amount MONEY NOT NULL CONSTRAINT house_payment_amount CHECK (amount > 0),
    receiver TEXT NOT NULL,
    note TEXT,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX house_payment_house ON house_payment (house_id);
