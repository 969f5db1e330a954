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
