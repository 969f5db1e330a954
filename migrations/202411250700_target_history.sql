-- Targets are entered and corrected by officers: each value keeps what it replaced, when, why and by whom. What stood
-- in the table before came from shipped data and is loaded again.
DROP TABLE target;
CREATE TABLE target (
    id ID PRIMARY KEY,
    area_id ID NOT NULL REFERENCES area(id),
    standard_kind TEXT NOT NULL CHECK (standard_kind IN ('provincial', 'national')),
    indicator TEXT NOT NULL CHECK (indicator IN ('poor_household_rate', 'poor_households')), -- basis points; households
    due_on DAY NOT NULL,
    value INT NOT NULL,
    document TEXT NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    reason TEXT,                     -- why it took the place of the one before
    recorded_at INSTANT NOT NULL,
    superseded_at INSTANT NOT NULL,
    account_id ID NOT NULL,          -- 0: shipped
    CONSTRAINT target_value CHECK (value >= 0)
);
CREATE UNIQUE INDEX target_once ON target (area_id, standard_kind, indicator, due_on, superseded_at);
