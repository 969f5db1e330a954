-- one transfer_is_empty
-- why: a copy goes only into a database that holds nothing yet
-- out: rows int
SELECT (SELECT count(*) FROM area) + (SELECT count(*) FROM household) + (SELECT count(*) FROM account);
