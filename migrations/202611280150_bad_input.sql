-- What an import could not use is told, also later: headings that nobody reads, the cells of a bad line as they came, the
-- rows of the insurer's file that were wrong. And a file is known again only when all of it was written.

ALTER TABLE outside_list ADD COLUMN unread TEXT;
ALTER TABLE school_list ADD COLUMN unread TEXT;
ALTER TABLE bank_batch ADD COLUMN unread TEXT;
ALTER TABLE bank_line ADD COLUMN cells TEXT;
ALTER TABLE import_batch ADD COLUMN unread TEXT;

DROP INDEX outside_list_once;
CREATE UNIQUE INDEX outside_list_once ON outside_list (sha256, policy_id, period_from) WHERE state <> 'staging';
DROP INDEX school_list_once;
CREATE UNIQUE INDEX school_list_once ON school_list (kind, sha256, area_id, coalesce(school_id, 0), coalesce(school_year, 0));

CREATE TABLE card_answer_file ( -- of the insurer, read for one list
    id ID PRIMARY KEY,
    list_id ID NOT NULL REFERENCES card_list(id),
    file_name TEXT NOT NULL,
    sha256 BYTES NOT NULL,
    done INT NOT NULL,               -- rows that were written
    wrong INT NOT NULL,
    unread TEXT,
    account_id ID NOT NULL,
    at INSTANT NOT NULL
);
CREATE UNIQUE INDEX card_answer_file_once ON card_answer_file (list_id, sha256) WHERE done > 0;
CREATE TABLE card_answer_row ( -- that was wrong
    file_id ID NOT NULL REFERENCES card_answer_file(id),
    no INT NOT NULL,                 -- row of the sheet
    cells TEXT NOT NULL,             -- as they came, by tabs
    problem TEXT NOT NULL,
    PRIMARY KEY (file_id, no)
) WITHOUT ROWID;
