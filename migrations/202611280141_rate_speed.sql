-- The pages of the rate and of the season read from indexes alone: which class a household had and where it lived.
DROP INDEX class_history_class;
CREATE INDEX class_history_class ON class_history (standard_id, class, superseded_at, household_id, valid_from, valid_to);
DROP INDEX class_history_household;
CREATE INDEX class_history_household ON class_history (household_id, standard_id, superseded_at, valid_from, valid_to, class);
CREATE INDEX class_history_open ON class_history (standard_id, household_id, class, valid_from, superseded_at, valid_to) WHERE superseded_at = 9223372036854775806 AND valid_to = 2932896;
DROP INDEX household_version_household;
CREATE INDEX household_version_household ON household_version (household_id, superseded_at, valid_from, valid_to, status, hamlet_id);

-- Resident households of each unit that acts as a commune: counted as household_now changes, so that the rate need not
-- read the whole register (ansinh check compares).
CREATE TABLE household_count (
    commune_id ID NOT NULL,
    urban BOOL NOT NULL,
    households INT NOT NULL,
    PRIMARY KEY (commune_id, urban)
) WITHOUT ROWID;
INSERT INTO household_count (commune_id, urban, households)
SELECT commune_id, urban, count(*) FROM household_now WHERE status = 1 GROUP BY commune_id, urban;

-- sqlite
CREATE TRIGGER household_count_added AFTER INSERT ON household_now WHEN NEW.status = 1 BEGIN
    INSERT INTO household_count (commune_id, urban, households) VALUES (NEW.commune_id, NEW.urban, 1)
        ON CONFLICT (commune_id, urban) DO UPDATE SET households = households + 1;
END;
CREATE TRIGGER household_count_removed AFTER DELETE ON household_now WHEN OLD.status = 1 BEGIN
    UPDATE household_count SET households = households - 1 WHERE commune_id = OLD.commune_id AND urban = OLD.urban;
END;
CREATE TRIGGER household_count_changed AFTER UPDATE OF status, commune_id, urban ON household_now
WHEN (OLD.status = 1) <> (NEW.status = 1) OR OLD.commune_id <> NEW.commune_id OR OLD.urban <> NEW.urban BEGIN
    UPDATE household_count SET households = households - 1 WHERE OLD.status = 1 AND commune_id = OLD.commune_id AND urban = OLD.urban;
    INSERT INTO household_count (commune_id, urban, households) SELECT NEW.commune_id, NEW.urban, 1 WHERE NEW.status = 1
        ON CONFLICT (commune_id, urban) DO UPDATE SET households = households + 1;
END;
-- postgres
-- Once a statement, so that a bulk insert does not change one row ten thousand times; in the order of the key, so that
-- two writers wait for each other in one direction.
CREATE FUNCTION household_count_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO household_count (commune_id, urban, households)
        SELECT commune_id, urban, count(*) FROM come WHERE status = 1 GROUP BY commune_id, urban ORDER BY commune_id, urban
        ON CONFLICT (commune_id, urban) DO UPDATE SET households = household_count.households + EXCLUDED.households;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO household_count (commune_id, urban, households)
        SELECT commune_id, urban, -count(*) FROM gone WHERE status = 1 GROUP BY commune_id, urban ORDER BY commune_id, urban
        ON CONFLICT (commune_id, urban) DO UPDATE SET households = household_count.households + EXCLUDED.households;
    ELSE
        INSERT INTO household_count (commune_id, urban, households)
        SELECT commune_id, urban, sum(n) FROM (
            SELECT commune_id, urban, -1 AS n FROM gone WHERE status = 1
            UNION ALL SELECT commune_id, urban, 1 FROM come WHERE status = 1) x
        GROUP BY commune_id, urban HAVING sum(n) <> 0 ORDER BY commune_id, urban
        ON CONFLICT (commune_id, urban) DO UPDATE SET households = household_count.households + EXCLUDED.households;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER household_count_added AFTER INSERT ON household_now REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION household_count_follow();
CREATE TRIGGER household_count_removed AFTER DELETE ON household_now REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION household_count_follow();
CREATE TRIGGER household_count_changed AFTER UPDATE ON household_now REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION household_count_follow();
-- both

-- The same rows, but found from the classes in force, not by asking every household of the province (CROSS JOIN keeps
-- SQLite to this order). A class that was in force before the season began and still is has nothing after it.
DROP VIEW season_entry;
DROP VIEW season_entry_live;
CREATE VIEW season_entry_live AS
SELECT s.season_id, s.standard_id, s.household_id, s.commune_id, s.hamlet_id, s.urban, s.minority,
       s.class AS class_from,
       CASE WHEN n.household_id IS NULL THEN -1 ELSE coalesce(k.class, s.class) END AS class_to,
       0 AS came,
       CASE WHEN k.class = 1 AND s.class = 2 AND EXISTS (
           SELECT 1 FROM class_history f WHERE f.household_id = s.household_id AND f.standard_id = s.standard_id
             AND f.superseded_at = 9223372036854775806 AND f.valid_from >= e.start_on AND f.movement = 'fallen_back') THEN 1
            ELSE 0 END AS fallen
FROM season_start s
JOIN season e ON e.id = s.season_id
LEFT JOIN household_now n ON n.household_id = s.household_id AND n.status = 1 AND n.commune_id = s.commune_id
    AND n.urban = s.urban AND n.minority = s.minority
LEFT JOIN class_history k ON k.household_id = s.household_id AND k.standard_id = s.standard_id
    AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
UNION ALL
SELECT e.id, k.standard_id, k.household_id, n.commune_id, n.hamlet_id, n.urban, n.minority,
       CASE WHEN s.household_id IS NOT NULL THEN s.class WHEN k.valid_from < e.start_on THEN 0 ELSE coalesce((
           SELECT c.class FROM class_history c WHERE c.household_id = k.household_id AND c.standard_id = k.standard_id
             AND c.superseded_at = 9223372036854775806 AND c.valid_from >= e.start_on AND c.class IN (1, 2)
             AND c.movement LIKE 'carried%' ORDER BY c.valid_from, c.id LIMIT 1), 0) END,
       k.class,
       CASE WHEN s.household_id IS NOT NULL THEN 1 WHEN k.valid_from < e.start_on THEN 0 WHEN EXISTS (
           SELECT 1 FROM class_history c WHERE c.household_id = k.household_id AND c.standard_id = k.standard_id
             AND c.superseded_at = 9223372036854775806 AND c.valid_from >= e.start_on AND c.class IN (1, 2)
             AND c.movement LIKE 'carried%') THEN 1 ELSE 0 END,
       CASE WHEN k.valid_from < e.start_on THEN 0 WHEN EXISTS (
           SELECT 1 FROM class_history f WHERE f.household_id = k.household_id AND f.standard_id = k.standard_id
             AND f.superseded_at = 9223372036854775806 AND f.valid_from >= e.start_on AND f.movement = 'fallen_back') THEN 1
            ELSE 0 END
FROM season e
CROSS JOIN season_standard t
CROSS JOIN class_history k
CROSS JOIN household_now n
LEFT JOIN season_start s ON s.season_id = e.id AND s.standard_id = k.standard_id AND s.household_id = k.household_id
WHERE t.season_id = e.id
  AND k.standard_id = t.standard_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
  AND n.household_id = k.household_id AND n.province_id = e.area_id AND n.status = 1
  AND (s.household_id IS NULL OR s.commune_id <> n.commune_id OR s.urban <> n.urban OR s.minority <> n.minority);
CREATE VIEW season_entry AS
SELECT season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen
FROM season_entry_live WHERE season_id NOT IN (SELECT id FROM season WHERE state = 'closed')
UNION ALL
SELECT season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen
FROM season_entry_frozen;
