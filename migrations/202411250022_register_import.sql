-- Spreadsheets of households on their way into the register. The rows of a file wait here, checked, and nobody else
-- sees them; applying makes households of them in small transactions and can be repeated after a break.

CREATE TABLE import_batch (
    id ID PRIMARY KEY,
    commune_id ID NOT NULL REFERENCES area(id),
    account_id ID NOT NULL,
    file_name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staging', 'checked', 'applied')),
    row_count INT NOT NULL,
    bad_count INT NOT NULL,
    created_at INSTANT NOT NULL
);
CREATE INDEX import_batch_commune ON import_batch (commune_id, created_at);
CREATE TABLE import_row ( -- one person
    batch_id ID NOT NULL REFERENCES import_batch(id),
    no INT NOT NULL,                 -- of the sheet, as the person sees it
    household TEXT NOT NULL,         -- what the file calls the household
    hamlet_id ID,
    cells TEXT NOT NULL,             -- as they came, by tabs
    problem TEXT,
    household_id ID,                 -- once it was made
    PRIMARY KEY (batch_id, no)
) WITHOUT ROWID;
CREATE INDEX import_row_household ON import_row (batch_id, household, no);
