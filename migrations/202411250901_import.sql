-- Imports of households as a job. A batch's state says what its job is to do, so that whoever takes it after a crash
-- goes on. What it makes in the register is not there for anybody until the batch is 'applied': that one row changes in
-- one small transaction. Files that waited before this are not worth keeping: they can be sent again.

DROP TABLE import_row;
DROP TABLE import_batch;

CREATE TABLE import_batch (
    id ID PRIMARY KEY,
    area_id ID NOT NULL REFERENCES area(id), -- of the account that sent it: who sees that area sees the batch
    account_id ID NOT NULL,
    file_name TEXT NOT NULL,
    -- reading -> checked -> making -> applied -> undoing -> undone; reading or making -> cancelling -> cancelled
    state TEXT NOT NULL CHECK (state IN ('reading', 'checked', 'making', 'applied', 'cancelling', 'cancelled', 'undoing', 'undone')),
    row_count INT NOT NULL,
    bad_count INT NOT NULL,          -- rows with something wrong
    there_count INT NOT NULL,        -- rows that an earlier file brought in already
    household_count INT NOT NULL,    -- households that applying makes, or made
    job_id ID,                       -- the newest job about it
    created_at INSTANT NOT NULL,
    ended_at INSTANT                 -- applied, cancelled or undone
);
CREATE INDEX import_batch_area ON import_batch (area_id, created_at);
CREATE INDEX import_batch_open ON import_batch (state) WHERE state IN ('making', 'cancelling', 'undoing');

CREATE TABLE import_file ( -- as it was sent, until it is read
    batch_id ID NOT NULL REFERENCES import_batch(id),
    no INT NOT NULL,
    bytes BYTES NOT NULL,
    PRIMARY KEY (batch_id, no)
);
CREATE TABLE import_row ( -- one person
    batch_id ID NOT NULL REFERENCES import_batch(id),
    no INT NOT NULL,                 -- of the sheet, as the person sees it
    household_no INT NOT NULL,       -- 1, 2, … in the order of the file; 0: the row names none
    household TEXT NOT NULL,         -- what the file calls the household
    hamlet_id ID,
    cells TEXT NOT NULL,             -- as they came, by tabs
    problem TEXT,
    number TEXT,                     -- with the next three: what possible duplicates are found by
    name_fold TEXT,
    born_from DAY,
    born_to DAY,
    digest ID NOT NULL,              -- of cells and hamlet: the same row sent again is known by it
    there BOOL NOT NULL,             -- an earlier file brought it in
    PRIMARY KEY (batch_id, no)
) WITHOUT ROWID;
CREATE INDEX import_row_household ON import_row (batch_id, household_no, no);
CREATE INDEX import_row_digest ON import_row (digest);
CREATE INDEX import_row_there ON import_row (batch_id, household_no) WHERE there = 1;
CREATE TABLE import_household ( -- what a batch made
    batch_id ID NOT NULL REFERENCES import_batch(id),
    household_no INT NOT NULL,
    household_id ID NOT NULL REFERENCES household(id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (batch_id, household_no)
) WITHOUT ROWID;
CREATE INDEX import_household_household ON import_household (household_id);

-- Households of batches that are not valid, or no longer. Lists and counts leave them out; mostly there are none.
CREATE VIEW household_unborn AS
SELECT m.household_id FROM import_batch b JOIN import_household m ON m.batch_id = b.id
WHERE b.state IN ('making', 'cancelling', 'undoing');
