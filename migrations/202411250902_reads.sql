-- Who opened whose record, and who took which list away as a file. The server writes them together about once a second; each
-- such batch is one entry of the audit chain with the digest of its rows, so that a row removed or changed afterwards is
-- found (ansinh audit verify). Kept as long as the setting reads.keep_months says.
CREATE TABLE read_entry (
    batch_id ID NOT NULL,
    no INT NOT NULL,
    at INSTANT NOT NULL,
    account_id ID NOT NULL,
    role TEXT NOT NULL,
    request_id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,      -- household, person, interview; of a file: the name of the list
    subject_id ID NOT NULL,          -- 0: a list
    area_id ID NOT NULL,             -- commune of the record, area of the list; 0: everywhere
    row_count INT NOT NULL,          -- 1, or the rows of the file
    PRIMARY KEY (batch_id, no)
) WITHOUT ROWID;
CREATE INDEX read_entry_subject ON read_entry (subject_kind, subject_id, at);
CREATE INDEX read_entry_at ON read_entry (at);
