-- What stood in a plan's bases, recipients, targets and duties before an officer changed it. Each change is a version.
CREATE TABLE plan_part_change (
    plan_id ID NOT NULL REFERENCES plan(id),
    version INT NOT NULL,
    part TEXT NOT NULL,              -- bases, recipients, targets, duties
    item INT NOT NULL,               -- its place in the part
    said_before TEXT,                -- as JSON; none: it is new
    says_now TEXT,                   -- none: it was taken out
    PRIMARY KEY (plan_id, version)
);
