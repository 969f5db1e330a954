-- exec transfer_defer_references
-- why: rows of one table may point to later rows of the same table; all are there at commit
-- sqlite:
PRAGMA defer_foreign_keys = ON;
-- postgres:
SET CONSTRAINTS ALL DEFERRED;

-- one transfer_is_empty
-- why: a copy goes only into a database that holds nothing yet
-- out: rows int
SELECT (SELECT count(*) FROM area) + (SELECT count(*) FROM household) + (SELECT count(*) FROM account);
