-- The plan as a document in force, its tasks by version, what each agency did, and the reports of the year.

CREATE TABLE plan (
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CONSTRAINT plan_state CHECK (state IN ('draft', 'in_force')),
    number TEXT,                     -- none: not given yet
    issued_on DAY,
    year INT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    level INT NOT NULL,              -- 1 province, 2 district, 3 commune
    area_id ID NOT NULL REFERENCES area(id),
    issuer_id ID NOT NULL REFERENCES agency(id),
    standing_id ID NOT NULL REFERENCES agency(id), -- whom the others report to
    on_behalf TEXT NOT NULL,
    signer_capacity TEXT,
    signer_post TEXT,
    signer_name TEXT,
    parent_id ID REFERENCES plan(id),       -- the higher plan that it carries out
    started_from ID REFERENCES plan(id),    -- the plan that it was copied from
    version INT NOT NULL,            -- of the tasks; each change makes the next
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE INDEX plan_year ON plan (year, level);
CREATE TABLE plan_version (
    plan_id ID NOT NULL REFERENCES plan(id),
    no INT NOT NULL,
    valid_from DAY NOT NULL,
    recorded_at INSTANT NOT NULL,
    account_id ID NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (plan_id, no)
);
CREATE TABLE plan_basis (
    plan_id ID NOT NULL REFERENCES plan(id),
    ord INT NOT NULL,
    number TEXT NOT NULL,
    issued_on DAY,
    issuer TEXT NOT NULL,
    role TEXT NOT NULL,              -- basis, proposal, cited
    subject TEXT NOT NULL,
    place TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (plan_id, ord)
);
CREATE TABLE plan_recipient (
    plan_id ID NOT NULL REFERENCES plan(id),
    ord INT NOT NULL,
    recipient TEXT NOT NULL,
    agency_id ID REFERENCES agency(id),
    group_id ID REFERENCES agency_group(id),
    purpose TEXT NOT NULL,           -- report, act, file
    PRIMARY KEY (plan_id, ord)
);
CREATE TABLE plan_target (
    plan_id ID NOT NULL REFERENCES plan(id),
    key TEXT NOT NULL,
    ord INT NOT NULL,
    title TEXT NOT NULL,
    indicator TEXT NOT NULL,
    standard_key TEXT,
    class TEXT,
    direction TEXT NOT NULL,         -- at_most, at_least, reduce
    value INT,                       -- none: the plan names no number
    unit TEXT,
    due_on DAY NOT NULL,
    place TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (plan_id, key)
);
CREATE TABLE plan_duty ( -- section III: what each agency has to do
    plan_id ID NOT NULL REFERENCES plan(id),
    place TEXT NOT NULL,
    ord INT NOT NULL,
    agency_id ID REFERENCES agency(id),
    group_id ID REFERENCES agency_group(id),
    title TEXT NOT NULL,
    tasks TEXT,                      -- codes of the annex tasks that it is about, parted by a space
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (plan_id, place)
);
-- A task keeps its id; its wording, place and agencies hold from one version of the plan up to another
-- (to_version exclusive; 2147483647 while it is the newest).
CREATE TABLE plan_task (
    id ID PRIMARY KEY,
    plan_id ID NOT NULL REFERENCES plan(id),
    kind TEXT NOT NULL               -- group, subgroup, task
);
CREATE INDEX plan_task_plan ON plan_task (plan_id);
CREATE TABLE plan_task_version (
    task_id ID NOT NULL REFERENCES plan_task(id),
    plan_id ID NOT NULL REFERENCES plan(id),
    from_version INT NOT NULL,
    to_version INT NOT NULL,
    code TEXT NOT NULL,
    parent_code TEXT,
    ord INT NOT NULL,
    title TEXT NOT NULL,
    beneficiary TEXT,
    due_on DAY,                      -- none: the plan names no day
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (task_id, from_version)
);
CREATE INDEX plan_task_version_plan ON plan_task_version (plan_id, to_version, ord);
CREATE TABLE plan_task_agency (
    task_id ID NOT NULL REFERENCES plan_task(id),
    plan_id ID NOT NULL REFERENCES plan(id),
    from_version INT NOT NULL,
    to_version INT NOT NULL,
    role TEXT NOT NULL,              -- lead, coordinate
    ord INT NOT NULL,
    agency_id ID REFERENCES agency(id),
    group_id ID REFERENCES agency_group(id),
    PRIMARY KEY (task_id, from_version, role, ord)
);
CREATE INDEX plan_task_agency_plan ON plan_task_agency (plan_id, to_version);

-- What an agency did on a task, entry by entry; the newest entry of a period is its state.
CREATE TABLE plan_progress (
    id ID PRIMARY KEY,
    task_id ID NOT NULL REFERENCES plan_task(id),
    agency_id ID NOT NULL REFERENCES agency(id),
    period TEXT NOT NULL,            -- half_year, year
    state TEXT NOT NULL,             -- planned, doing, done, blocked
    body TEXT NOT NULL,
    on_day DAY NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX plan_progress_task ON plan_progress (task_id, agency_id, created_at);
CREATE INDEX plan_progress_agency ON plan_progress (agency_id, created_at);
CREATE TABLE plan_comment (
    id ID PRIMARY KEY,
    task_id ID NOT NULL REFERENCES plan_task(id),
    agency_id ID REFERENCES agency(id),
    body TEXT NOT NULL,
    on_day DAY NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX plan_comment_task ON plan_comment (task_id, created_at);
-- Đôn đốc: of a task or of a report. Answered by the next progress entry or by sending the report.
CREATE TABLE plan_reminder (
    id ID PRIMARY KEY,
    plan_id ID NOT NULL REFERENCES plan(id),
    task_id ID REFERENCES plan_task(id),
    rule_id ID,
    agency_id ID NOT NULL REFERENCES agency(id),
    from_agency_id ID REFERENCES agency(id),
    body TEXT NOT NULL,
    on_day DAY NOT NULL,
    answered_on DAY,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX plan_reminder_agency ON plan_reminder (agency_id, answered_on);
CREATE INDEX plan_reminder_task ON plan_reminder (task_id);

CREATE TABLE plan_report_rule (
    id ID PRIMARY KEY,
    plan_id ID NOT NULL REFERENCES plan(id),
    key TEXT NOT NULL,
    period TEXT NOT NULL,            -- half_year, year
    title TEXT NOT NULL,
    from_agency_id ID REFERENCES agency(id),
    from_group_id ID REFERENCES agency_group(id),
    to_agency_id ID NOT NULL REFERENCES agency(id),
    period_from DAY NOT NULL,
    period_to DAY NOT NULL,          -- inclusive
    due_day DAY,                     -- "before" this day: it is late on it
    last_day DAY,                    -- the day before; none: the plan names no day
    place TEXT,
    note TEXT,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE UNIQUE INDEX plan_report_rule_key ON plan_report_rule (plan_id, key);
CREATE TABLE plan_report (
    id ID PRIMARY KEY,
    rule_id ID NOT NULL REFERENCES plan_report_rule(id),
    agency_id ID NOT NULL REFERENCES agency(id),
    state TEXT NOT NULL CONSTRAINT plan_report_state CHECK (state IN ('draft', 'sent', 'signed', 'returned')),
    body TEXT NOT NULL,
    proposal TEXT NOT NULL,
    version INT NOT NULL,
    returned_reason TEXT,
    sent_on DAY,
    account_id ID NOT NULL,
    updated_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX plan_report_once ON plan_report (rule_id, agency_id);
-- What was sent or signed, as it was; nothing ever changes a row here.
CREATE TABLE plan_report_snapshot (
    report_id ID NOT NULL REFERENCES plan_report(id),
    no INT NOT NULL,
    kind TEXT NOT NULL,              -- sent, signed
    content TEXT NOT NULL,           -- JSON
    sha256 TEXT NOT NULL,            -- of content, hex
    signer_name TEXT NOT NULL,
    signer_post TEXT,
    on_day DAY NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    PRIMARY KEY (report_id, no)
);

-- The text of a plan that was imported: each paragraph as printed, and beside it what it should read.
CREATE TABLE document_text (
    id ID PRIMARY KEY,
    plan_id ID NOT NULL REFERENCES plan(id),
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    account_id ID NOT NULL,
    imported_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX document_text_once ON document_text (plan_id, sha256);
CREATE TABLE document_paragraph (
    document_id ID NOT NULL REFERENCES document_text(id),
    ord INT NOT NULL,
    line INT NOT NULL,               -- of the file, from 1
    section TEXT NOT NULL,           -- place: mở đầu, II.1, III.4, PL1 1.3.a …
    verbatim TEXT NOT NULL,
    corrected TEXT,                  -- none: nothing to correct
    PRIMARY KEY (document_id, ord)
);
CREATE TABLE document_decision ( -- what the importer decided where the text leaves a doubt
    document_id ID NOT NULL REFERENCES document_text(id),
    ord INT NOT NULL,
    line INT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (document_id, ord)
);
