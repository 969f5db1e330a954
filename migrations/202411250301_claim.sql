-- Never twice. A claim is one row for each identity that a benefit uses up and each period that it lasts; two that are
-- held at the same time for one content group, identity and period cannot both stand: claim_never_twice forbids it, whoever
-- writes first, by whatever way. The group owns the grain, so that any two of its policies meet on equal keys.
-- released_at 9223372036854775806 stands for "held", so that it can be part of a key.

CREATE TABLE claim_source ( -- what claims: one line of a list, one loan, one card; who gave what, when, from which policy
    id ID PRIMARY KEY,
    kind TEXT NOT NULL,              -- benefit, loan, outside_line …
    source_id ID NOT NULL,
    policy_id ID NOT NULL REFERENCES policy(id),
    agency_id ID,                    -- whose word it is; none: the system
    household_id ID REFERENCES household(id),
    person_id ID REFERENCES person(id),
    personal_number TEXT,            -- as the list wrote it
    subject TEXT NOT NULL,           -- name at the time
    given_on DAY NOT NULL,
    document TEXT,                   -- number of the list or decision
    state INT NOT NULL CHECK (state IN (1, 2, 3)), -- reserved, confirmed, released
    exception_key TEXT REFERENCES overlap_rule(key), -- the lawful exception by which it stands beside another
    beside_id ID REFERENCES claim_source(id) DEFERRABLE INITIALLY DEFERRED,
    account_id ID NOT NULL,
    reserved_at INSTANT NOT NULL,
    confirmed_at INSTANT,
    released_at INSTANT,
    release_reason TEXT
);
CREATE UNIQUE INDEX claim_source_of ON claim_source (kind, source_id);
-- No column that approval changes stands in an index: ten thousand lines are confirmed in one statement.
CREATE INDEX claim_source_household ON claim_source (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX claim_source_person ON claim_source (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX claim_source_policy ON claim_source (policy_id);

CREATE TABLE claim (
    source_id ID NOT NULL REFERENCES claim_source(id),
    identity_kind INT NOT NULL CHECK (identity_kind IN (1, 2, 3)), -- person, household, personal number
    identity ID NOT NULL,            -- of the person, of the household, the number's twelve digits
    content_group TEXT NOT NULL,
    period INT NOT NULL,             -- 202411, 20244 (quarter), 20241 (term of the school year), 2024, 1 (once, open), id of the case
    slot ID NOT NULL,                -- 0; policy: stands lawfully beside another; source: its clash is being looked at
    released_at INSTANT NOT NULL,
    PRIMARY KEY (source_id, identity_kind, identity, period, released_at)
) WITHOUT ROWID;
CREATE UNIQUE INDEX claim_never_twice ON claim (identity, identity_kind, content_group, period, slot)
    WHERE released_at = 9223372036854775806;

CREATE TABLE claim_clash ( -- two that hold the same, found after both were written: their agencies say which one stays
    id ID PRIMARY KEY,
    content_group TEXT NOT NULL,
    identity_kind INT NOT NULL,
    identity ID NOT NULL,
    first_id ID NOT NULL REFERENCES claim_source(id), -- the one that was there first
    second_id ID NOT NULL REFERENCES claim_source(id),
    cause TEXT NOT NULL CHECK (cause IN ('merged', 'same_person', 'number', 'member', 'sweep')),
    first_period INT NOT NULL,
    last_period INT NOT NULL,
    period_count INT NOT NULL,
    event_at INSTANT,                -- recorded_at of the household event that brought them together
    state TEXT NOT NULL CHECK (state IN ('open', 'given_up', 'lawful', 'undone')),
    first_answer TEXT CHECK (first_answer IN ('keeps', 'gives_up')),
    second_answer TEXT CHECK (second_answer IN ('keeps', 'gives_up')),
    version INT NOT NULL,
    found_at INSTANT NOT NULL,
    closed_at INSTANT
);
CREATE UNIQUE INDEX claim_clash_pair ON claim_clash (first_id, second_id, content_group);
CREATE INDEX claim_clash_second ON claim_clash (second_id);
CREATE INDEX claim_clash_state ON claim_clash (state, found_at, id);

CREATE TABLE claim_clash_answer ( -- what each side said, in order
    id ID PRIMARY KEY,
    clash_id ID NOT NULL REFERENCES claim_clash(id),
    side INT NOT NULL,               -- 1 first, 2 second, 0 who decided
    answer TEXT NOT NULL,            -- keeps, gives_up, lawful
    reason TEXT NOT NULL,
    account_id ID NOT NULL,
    agency_id ID,
    at INSTANT NOT NULL
);
CREATE INDEX claim_clash_answer_clash ON claim_clash_answer (clash_id, at);

CREATE TABLE claim_move ( -- claims that followed an identity, so that an event can be taken back
    id ID PRIMARY KEY,
    source_id ID NOT NULL REFERENCES claim_source(id),
    event_at INSTANT NOT NULL,       -- recorded_at of the household event
    household_id ID NOT NULL,        -- of the event
    from_kind INT NOT NULL,
    from_identity ID NOT NULL,
    to_kind INT NOT NULL,
    to_identity ID NOT NULL,
    period INT NOT NULL,
    undone BOOL NOT NULL
);
CREATE INDEX claim_move_event ON claim_move (household_id, event_at);
