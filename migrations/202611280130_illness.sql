-- The fund for severe illness and high costs: an application with its invoices, what the health office accepts of each, the
-- decision and the payment. The money is the budget's; that nobody is paid twice the claims'. An invoice serves once: the index
-- over invoice_key holds for every application that was not refused or withdrawn.

CREATE TABLE illness_case (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,           -- where the patient lived
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    state TEXT NOT NULL CONSTRAINT illness_case_state
        CHECK (state IN ('received', 'sent', 'assessed', 'granted', 'paid', 'refused', 'withdrawn')),
    number_in TEXT NOT NULL,
    received_on DAY NOT NULL,
    applicant TEXT NOT NULL,         -- who asks for the patient
    disease TEXT NOT NULL,           -- a code of illness_group
    diagnosis TEXT NOT NULL,         -- as the hospital wrote it
    hospital TEXT NOT NULL,
    admitted_on DAY NOT NULL,
    discharged_on DAY,
    note TEXT,
    sent_on DAY,
    sent_by ID,
    returned_reason TEXT,
    assessed_on DAY,
    assessed_by ID,
    assess_note TEXT,
    accepted MONEY,                  -- sum of what was accepted of the costs
    proposed MONEY,
    number TEXT,                     -- of the decision or the letter of refusal
    decided_on DAY,
    signer TEXT,
    signer_post TEXT,
    decided_by ID,
    amount MONEY,
    reason TEXT,                     -- why refused or withdrawn
    paid_on DAY,
    paid_to TEXT,
    paid_note TEXT,
    paid_by ID,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    version INT NOT NULL,
    CONSTRAINT illness_other_person CHECK (decided_by IS NULL
        OR (decided_by <> assessed_by AND decided_by <> account_id AND decided_by <> sent_by)),
    CONSTRAINT illness_other_assessor CHECK (assessed_by IS NULL OR assessed_by <> account_id),
    CONSTRAINT illness_decided CHECK (state NOT IN ('granted', 'paid')
        OR (number IS NOT NULL AND decided_on IS NOT NULL AND signer IS NOT NULL AND decided_by IS NOT NULL AND amount > 0 AND amount <= accepted)),
    CONSTRAINT illness_stay CHECK (discharged_on IS NULL OR discharged_on >= admitted_on)
);
CREATE INDEX illness_case_commune ON illness_case (commune_id, state, received_on);
CREATE INDEX illness_case_district ON illness_case (district_id, state, received_on);
CREATE INDEX illness_case_province ON illness_case (province_id, received_on);
CREATE INDEX illness_case_person ON illness_case (person_id);

CREATE TABLE illness_cost (
    id ID PRIMARY KEY,
    case_id ID NOT NULL REFERENCES illness_case(id),
    kind TEXT NOT NULL,              -- a code of illness_cost
    issuer TEXT NOT NULL,
    number TEXT NOT NULL,
    on_day DAY NOT NULL,
    amount MONEY NOT NULL CONSTRAINT illness_cost_amount CHECK (amount > 0),
    invoice_key TEXT NOT NULL,       -- issuer and number, folded
    live BOOL NOT NULL,              -- 0: its application was refused or withdrawn
    accepted MONEY CONSTRAINT illness_cost_accepted CHECK (accepted IS NULL OR (accepted >= 0 AND accepted <= amount)),
    reason TEXT,                     -- why not all of it
    assessed_by ID,
    account_id ID NOT NULL
);
CREATE UNIQUE INDEX illness_invoice_once ON illness_cost (invoice_key) WHERE live = 1;
CREATE INDEX illness_cost_case ON illness_cost (case_id, on_day);
