-- Whose class changed after the worklists were reckoned: marked with the change itself, so that a worklist never shows a
-- household as entitled by a class that it has no longer. Whoever reckons them takes the mark away.

CREATE TABLE benefit_due_changed (
    household_id ID PRIMARY KEY,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    version INT NOT NULL             -- of household_now: a change during a reckoning keeps its mark
);
-- sqlite
CREATE TRIGGER benefit_due_changed AFTER UPDATE OF class_provincial, class_national, escaped_on ON household_now
WHEN OLD.class_provincial <> NEW.class_provincial OR OLD.class_national <> NEW.class_national OR OLD.escaped_on IS NOT NEW.escaped_on
BEGIN
    INSERT INTO benefit_due_changed (household_id, commune_id, district_id, province_id, version)
    VALUES (NEW.household_id, NEW.commune_id, NEW.district_id, NEW.province_id, NEW.version)
    ON CONFLICT (household_id) DO UPDATE SET version = NEW.version;
END;
-- postgres
CREATE FUNCTION benefit_due_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO benefit_due_changed (household_id, commune_id, district_id, province_id, version)
    VALUES (NEW.household_id, NEW.commune_id, NEW.district_id, NEW.province_id, NEW.version)
    ON CONFLICT (household_id) DO UPDATE SET version = NEW.version;
    RETURN NULL;
END $$;
CREATE TRIGGER benefit_due_changed AFTER UPDATE OF class_provincial, class_national, escaped_on ON household_now FOR EACH ROW
WHEN (OLD.class_provincial <> NEW.class_provincial OR OLD.class_national <> NEW.class_national OR OLD.escaped_on IS DISTINCT FROM NEW.escaped_on)
EXECUTE FUNCTION benefit_due_changed();
