-- What a commune proposes against a cause of poverty that the review found: for all its households, or for one of them.
CREATE TABLE poverty_solution (
    id ID PRIMARY KEY,
    season_id ID NOT NULL REFERENCES season(id),
    commune_id ID NOT NULL REFERENCES area(id),
    household_id ID REFERENCES household(id), -- none: for every household of the commune with this cause
    cause TEXT NOT NULL,
    proposal TEXT NOT NULL,
    author TEXT NOT NULL,
    account_id ID NOT NULL,
    proposed_on DAY NOT NULL,
    withdrawn_on DAY,
    version INT NOT NULL
);
CREATE INDEX poverty_solution_commune ON poverty_solution (season_id, commune_id, cause);
CREATE INDEX poverty_solution_household ON poverty_solution (household_id) WHERE household_id IS NOT NULL;
