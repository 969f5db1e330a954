-- one health
-- why: the health check reads the database once
-- out: areas int
SELECT count(*) FROM area;
