-- Whose trial it is, and the job that reckons it; the worklist of those not served is rebuilt by ranges of households.

ALTER TABLE assistance_trial ADD COLUMN province_id ID;
ALTER TABLE assistance_trial ADD COLUMN district_id ID;  -- none: the whole province
ALTER TABLE assistance_trial ADD COLUMN commune_id ID;
ALTER TABLE assistance_trial ADD COLUMN job_id ID;
ALTER TABLE assistance_trial_area ADD COLUMN money_added MONEY;
CREATE INDEX assistance_due_household ON assistance_due (household_id);

CREATE TABLE assistance_due_run (    -- when the worklist was reckoned
    id ID PRIMARY KEY CHECK (id = 1),
    on_day DAY NOT NULL,
    at INSTANT NOT NULL,
    row_count INT NOT NULL
);
