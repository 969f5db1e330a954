-- Policies: what is given to whom, as dated data. What a policy is (what it gives, whom it binds, its content group)
-- never changes; who has the right, the papers and the money are versions. A version is shipped with the program or
-- proposed by an officer of the lead agency and put in force by somebody else. The one that holds on a day is the one
-- that was decided last among those whose period covers it, so that nothing that was in force is ever rewritten.

CREATE TABLE content_group ( -- policies that give the same: two claims of one group, subject and period exclude each other
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    grain TEXT NOT NULL CHECK (grain IN ('month', 'quarter', 'school_term', 'year', 'once', 'while_open', 'case')),
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE TABLE policy (
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    task TEXT,                       -- code of the annex task; none: beside the annex
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cash', 'in_kind', 'card', 'fee', 'loan', 'service', 'works')),
    unit TEXT NOT NULL CHECK (unit IN ('person', 'household')),
    binds TEXT NOT NULL CHECK (binds IN ('none', 'person', 'household', 'household_and_members', 'borrower_household')),
    content_group TEXT NOT NULL REFERENCES content_group(key),
    payer_order INT,                 -- who comes first among those of the group that fit; none: the law gives no order
    lead_agency_id ID NOT NULL,
    co_lead_agency_id ID,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE INDEX policy_task ON policy (task);

CREATE TABLE policy_version (
    id ID PRIMARY KEY,
    policy_id ID NOT NULL REFERENCES policy(id),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'in_force', 'refused', 'withdrawn')),
    shipped BOOL NOT NULL,
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    classes TEXT,                    -- poor/national poor/brvt newly_escaped/brvt …; none: not by class
    payment TEXT NOT NULL,           -- month, quarter, school_term, once, loan, case
    evidence TEXT,
    funding TEXT,
    document TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    reason TEXT,                     -- of a proposal
    proposed_by ID,
    proposed_at INSTANT,
    decided_by ID,
    decided_at INSTANT NOT NULL,     -- shipped: 0; not decided yet: 0
    remark TEXT,                     -- of who refused
    version INT NOT NULL,
    CONSTRAINT policy_version_period CHECK (valid_from < valid_to),
    CONSTRAINT policy_version_other_person CHECK (state NOT IN ('in_force', 'refused') OR shipped = 1 OR proposed_by <> decided_by)
);
CREATE INDEX policy_version_policy ON policy_version (policy_id, state, valid_from);

CREATE TABLE policy_clause ( -- what a version demands: every one must hold
    version_id ID NOT NULL REFERENCES policy_version(id),
    no INT NOT NULL,
    title TEXT NOT NULL,             -- in words that a household understands
    condition TEXT,                  -- in the rule language; none: no register tells it, a paper must show it
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (version_id, no)
);

CREATE TABLE policy_parameter ( -- dated numbers: of a policy, or shared by all (policy_id none)
    id ID PRIMARY KEY,
    policy_id ID REFERENCES policy(id),
    version_id ID REFERENCES policy_version(id), -- the proposal that it came with; none: shipped
    name TEXT NOT NULL,
    value INT,                       -- none: not known
    text_value TEXT,
    unit TEXT NOT NULL,
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    article TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE INDEX policy_parameter_name ON policy_parameter (name, policy_id, valid_from);
CREATE INDEX policy_parameter_version ON policy_parameter (version_id) WHERE version_id IS NOT NULL;

CREATE TABLE overlap_rule ( -- what the law says when one subject fits several benefits
    key TEXT PRIMARY KEY,
    content_group TEXT,              -- none: every group
    rule TEXT NOT NULL CHECK (rule IN ('refuse', 'highest', 'once', 'allow')),
    condition TEXT NOT NULL,         -- in words
    article TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE TABLE overlap_exception ( -- of a rule that allows: a benefit of one policy may stand beside one of the other
    rule_key TEXT NOT NULL REFERENCES overlap_rule(key),
    policy_id ID NOT NULL REFERENCES policy(id),
    beside_id ID NOT NULL REFERENCES policy(id),
    PRIMARY KEY (rule_key, policy_id, beside_id)
) WITHOUT ROWID;
CREATE TABLE parameter_name (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL
);
