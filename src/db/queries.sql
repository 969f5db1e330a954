-- Statements of the database layer itself: the record of migrations.

-- one schema_has_migrations
-- why: a new database has no record of migrations yet
-- out: tables int
-- sqlite:
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';
-- postgres:
SELECT count(*) FROM pg_catalog.pg_class
WHERE oid = to_regclass('schema_migration');

-- many schema_migrations
-- why: what has been applied, to compare with what the program brings
-- out: name text, digest text
SELECT name, digest FROM schema_migration ORDER BY name;

-- one schema_version
-- why: shown on the status page and in bug reports
-- out: name text
SELECT name FROM schema_migration ORDER BY name DESC LIMIT 1;

-- exec schema_migration_add
-- why: an applied migration is not applied again
-- in: name text, digest text, applied_at instant
INSERT INTO schema_migration(name, digest, applied_at) VALUES (:name, :digest, :applied_at);
