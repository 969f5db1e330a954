-- Accounts, sessions, rights, audit, settings, jobs: what every feature stands on.

CREATE TABLE database_mark ( -- one row: what kind of database this is
    id ID PRIMARY KEY CHECK (id = 1),
    demo BOOL NOT NULL,
    fixed_day DAY,          -- the day it plays, only in demo and test databases
    seed INT,
    note TEXT
);

CREATE TABLE role (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,      -- Vietnamese, as shown
    level INT,               -- of the area it is granted for: 1 province .. 4 hamlet; none: any
    sort_order INT NOT NULL
);
CREATE TABLE role_permission (
    role TEXT NOT NULL REFERENCES role(code),
    permission TEXT NOT NULL,
    PRIMARY KEY (role, permission)
);

CREATE TABLE account (
    id ID PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,   -- lower case ASCII
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,     -- argon2id
    must_change BOOL NOT NULL,
    disabled BOOL NOT NULL,
    failed_count INT NOT NULL,       -- since the last success
    locked_until INSTANT,
    version INT NOT NULL,
    created_at INSTANT NOT NULL
);
-- One account may act in several capacities; rights are role x agency x area x time.
CREATE TABLE account_grant (
    id ID PRIMARY KEY,
    account_id ID NOT NULL REFERENCES account(id),
    role TEXT NOT NULL REFERENCES role(code),
    agency_id ID,
    area_id ID,
    position TEXT,           -- as printed under a signature: "Chủ tịch", "Phó Chủ tịch"
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL
);
CREATE INDEX account_grant_account ON account_grant (account_id);
CREATE INDEX account_grant_area ON account_grant (area_id, role);

CREATE TABLE session (
    id ID PRIMARY KEY,
    token_hash BYTES NOT NULL,       -- of the cookie; the token itself is nowhere stored
    account_id ID NOT NULL REFERENCES account(id),
    grant_id ID NOT NULL REFERENCES account_grant(id),
    csrf TEXT NOT NULL,
    lang TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    seen_at INSTANT NOT NULL,
    expires_at INSTANT NOT NULL,
    remote TEXT NOT NULL
);
CREATE UNIQUE INDEX session_token ON session (token_hash);
CREATE INDEX session_account ON session (account_id);

-- One chain of audit entries per commune, and chain 0 for what has no commune. The head row is locked while
-- an entry is added, so that chain order is commit order.
CREATE TABLE audit_chain (
    id ID PRIMARY KEY,
    last_seq INT NOT NULL,
    last_hash BYTES NOT NULL
);
CREATE TABLE audit_entry (
    chain_id ID NOT NULL,
    seq INT NOT NULL,
    at INSTANT NOT NULL,
    account_id ID NOT NULL,
    role TEXT NOT NULL,
    request_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id ID NOT NULL,
    row_count INT NOT NULL,          -- 1, or the rows of a bulk write
    body TEXT NOT NULL,              -- JSON: what changed
    prev_hash BYTES NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (chain_id, seq)
);
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id, at);
CREATE INDEX audit_entry_at ON audit_entry (at);

CREATE TABLE setting (
    key TEXT NOT NULL,
    valid_from DAY NOT NULL,
    value TEXT,                      -- none: not known yet, shown as "chưa rõ"
    label TEXT NOT NULL,             -- what it is, Vietnamese
    unit TEXT,
    article TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (key, valid_from)
);

CREATE TABLE job (
    id ID PRIMARY KEY,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,            -- JSON
    account_id ID NOT NULL,
    grant_id ID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    done_count INT NOT NULL,
    total_count INT,
    message TEXT,                    -- for the person
    result TEXT,                     -- JSON
    cancel_asked BOOL NOT NULL,
    lease_until INSTANT,
    created_at INSTANT NOT NULL,
    started_at INSTANT,
    ended_at INSTANT
);
CREATE INDEX job_state ON job (state, created_at);
CREATE INDEX job_account ON job (account_id, created_at);

CREATE TABLE attachment (
    id ID PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id ID NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INT NOT NULL,
    sha256 BYTES NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX attachment_owner ON attachment (owner_kind, owner_id);
CREATE TABLE attachment_chunk (
    attachment_id ID NOT NULL REFERENCES attachment(id),
    no INT NOT NULL,
    bytes BYTES NOT NULL,
    PRIMARY KEY (attachment_id, no)
);

-- What a POST with an Idempotency-Key answered, so that a repeat gets the same and does nothing.
CREATE TABLE idempotency (
    account_id ID NOT NULL,
    key TEXT NOT NULL,
    request_hash BYTES NOT NULL,
    http_status INT NOT NULL,
    location TEXT,
    body TEXT NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (account_id, key)
);
