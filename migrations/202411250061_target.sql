-- Targets as dated data, each with its document: the province's, and a district's own where its plan sets one.
CREATE TABLE target (
    area_id ID NOT NULL REFERENCES area(id),
    standard_kind TEXT NOT NULL,     -- provincial, national
    indicator TEXT NOT NULL,         -- poor_household_rate (basis points), poor_households (households)
    due_on DAY NOT NULL,
    value INT NOT NULL,
    document TEXT NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL,
    PRIMARY KEY (area_id, standard_kind, indicator, due_on)
);
