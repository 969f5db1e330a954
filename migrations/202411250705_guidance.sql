-- Guidance that the standing agency and others give on a policy or a task of the plan: the document, what it is about,
-- its files. One that is withdrawn or replaced stays readable.
CREATE TABLE guidance (
    id ID PRIMARY KEY,
    number TEXT NOT NULL,
    issued_on DAY NOT NULL,
    issuer TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT,
    replaces_id ID REFERENCES guidance(id),
    withdrawn_on DAY,
    withdrawn_reason TEXT,
    certainty TEXT NOT NULL,
    title_fold TEXT NOT NULL,
    version INT NOT NULL,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE UNIQUE INDEX guidance_number ON guidance (issuer, number, issued_on);
CREATE TABLE guidance_policy (
    guidance_id ID NOT NULL REFERENCES guidance(id),
    policy_id ID NOT NULL REFERENCES policy(id),
    PRIMARY KEY (guidance_id, policy_id)
);
CREATE TABLE guidance_task (
    guidance_id ID NOT NULL REFERENCES guidance(id),
    task_id ID NOT NULL REFERENCES plan_task(id),
    PRIMARY KEY (guidance_id, task_id)
);
