-- Search by the words of names, without diacritics. A word that few households have is looked up in a text index;
-- one that many have ("nguyen") is checked while the list is walked in its order. search_word tells them apart: an
-- estimate, counted when the present state is rebuilt.

CREATE TABLE search_word (
    word TEXT PRIMARY KEY,
    households INT NOT NULL
) WITHOUT ROWID;

-- sqlite
-- Kept by the code that writes household_now: the database distrusts triggers that write virtual tables.
CREATE VIRTUAL TABLE household_text USING fts5(members_fold, content='household_now', content_rowid='household_id',
    detail='none', columnsize=0, tokenize='ascii');
-- postgres
CREATE INDEX household_now_text ON household_now USING gin (to_tsvector('simple', members_fold));
-- both
