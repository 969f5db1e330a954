-- Health-insurance cards: the commune's monthly list of increases and decreases, which the district's labour office
-- checks and signs, which the social insurance answers line by line, and the cards that follow from it. A card runs
-- whole months within one calendar year; claims (features/claim, source "card") keep a person from a second one.

CREATE TABLE card_list (
    id ID PRIMARY KEY,
    commune_id ID NOT NULL REFERENCES area(id),
    district_id ID NOT NULL,         -- the same unit where there is no district level
    province_id ID NOT NULL,
    month DAY NOT NULL,              -- first day of the month from which the changes hold
    no INT NOT NULL,                 -- a supplementary list of the same month has the next number
    state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'checked', 'matched', 'withdrawn')),
    drafted_by ID NOT NULL,
    drafted_on DAY NOT NULL,
    sent_by ID,
    sent_on DAY,
    checked_by ID,
    checked_on DAY,
    number TEXT,                     -- of the signed list
    signer_name TEXT,
    signer_position TEXT,
    matched_by ID,
    matched_on DAY,
    remark TEXT,                     -- why it was withdrawn
    version INT NOT NULL,
    changed_at INSTANT NOT NULL,
    CONSTRAINT card_list_other_person CHECK (checked_by IS NULL OR (checked_by <> drafted_by AND checked_by <> sent_by)),
    CONSTRAINT card_list_signed CHECK (state NOT IN ('checked', 'matched') OR (number IS NOT NULL AND signer_name IS NOT NULL AND checked_on IS NOT NULL))
);
CREATE UNIQUE INDEX card_list_once ON card_list (commune_id, month, no);
CREATE INDEX card_list_month ON card_list (month, state);

CREATE TABLE health_card (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL,        -- when it was issued
    policy_id ID NOT NULL REFERENCES policy(id),
    commune_id ID NOT NULL,          -- that listed it
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    line_id ID NOT NULL,             -- of the list that it came with
    number TEXT NOT NULL,            -- ten digits of the social insurance
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,           -- exclusive
    CONSTRAINT health_card_period CHECK (valid_from <= valid_to)
);
CREATE INDEX health_card_person ON health_card (person_id, valid_from);
CREATE INDEX health_card_commune ON health_card (commune_id, valid_from);
CREATE INDEX health_card_district ON health_card (district_id, valid_from, policy_id);
CREATE INDEX health_card_number ON health_card (number, valid_from);

CREATE TABLE card_line (
    id ID PRIMARY KEY,
    list_id ID NOT NULL REFERENCES card_list(id),
    change TEXT NOT NULL CHECK (change IN ('increase', 'decrease')),
    reason TEXT NOT NULL,            -- newly_listed, renewed, died, gone, class_ended
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL,
    policy_id ID NOT NULL REFERENCES policy(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    name TEXT NOT NULL,              -- when the list was made
    valid_from DAY NOT NULL,         -- increase: of the card; decrease: from when it no longer runs
    valid_to DAY NOT NULL,
    card_id ID REFERENCES health_card(id), -- decrease: the card that ends
    state TEXT NOT NULL CHECK (state IN ('open', 'dropped', 'returned', 'refused', 'done')),
    remark TEXT,                     -- why it was dropped, returned or refused
    card_number TEXT
);
CREATE INDEX card_line_list ON card_line (list_id, change, id);
CREATE INDEX card_line_person ON card_line (person_id, state);
CREATE INDEX card_line_commune ON card_line (commune_id, valid_from);

CREATE TABLE card_settlement (       -- of a quarter and district, agreed between labour and finance
    id ID PRIMARY KEY,
    district_id ID NOT NULL REFERENCES area(id),
    province_id ID NOT NULL,
    quarter DAY NOT NULL,            -- its first day
    state TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'withdrawn')),
    card_months INT NOT NULL,
    amount MONEY NOT NULL,
    proposed_by ID NOT NULL,
    proposed_on DAY NOT NULL,
    agreed_by ID,
    agreed_on DAY,
    number TEXT,
    signer_name TEXT,
    remark TEXT,
    version INT NOT NULL,
    CONSTRAINT card_settlement_other_person CHECK (agreed_by IS NULL OR agreed_by <> proposed_by)
);
CREATE UNIQUE INDEX card_settlement_once ON card_settlement (district_id, quarter) WHERE state <> 'withdrawn';
CREATE TABLE card_settlement_row (
    settlement_id ID NOT NULL REFERENCES card_settlement(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    month DAY NOT NULL,
    cards INT NOT NULL,
    price MONEY NOT NULL,            -- of one card-month, đồng
    support INT NOT NULL,            -- basis points that the budget pays
    amount MONEY NOT NULL,
    PRIMARY KEY (settlement_id, policy_id, month)
) WITHOUT ROWID;
