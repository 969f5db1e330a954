-- What the generator of demonstration databases asks; it writes in bulk.

-- one demo_present
-- why: a database that has households is never made a demonstration
-- out: households int
SELECT count(*) FROM (SELECT 1 FROM household LIMIT 1) AS one_of_them;

-- one demo_mark
-- why: which day a demonstration stands at, and its seed
-- out: demo bool, fixed_day day?, seed int?
SELECT demo, fixed_day, seed FROM database_mark WHERE id = 1;

-- many demo_units
-- why: the units that act as communes when the register starts, with their district
-- in: on_day day
-- out: area_id id, key text, code text?, kind text, urban int, district_code text?
SELECT a.id, a.key, v.code, v.kind, coalesce(v.urban, 0), CASE WHEN a.level = 2 THEN v.code ELSE d.code END
FROM area a
JOIN area_version v ON v.area_id = a.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
LEFT JOIN area_version d ON d.area_id = v.parent_id AND d.valid_from <= :on_day AND d.valid_to > :on_day
WHERE a.level = 3 OR (a.level = 2 AND NOT EXISTS (
    SELECT 1 FROM area_version w JOIN area b ON b.id = w.area_id AND b.level = 3
    WHERE w.parent_id = a.id AND w.valid_from <= :on_day AND w.valid_to > :on_day))
ORDER BY v.code, a.id;

-- one demo_unit_span
-- why: how long a unit exists
-- in: area_id id
-- out: valid_from day?, valid_to day?
SELECT min(valid_from), max(valid_to) FROM area_version WHERE area_id = :area_id;

-- one demo_successor
-- why: which unit the hamlets of a unit belong to after it ended
-- in: area_id id, on_day day
-- out: area_id id
SELECT to_id FROM area_successor WHERE from_id = :area_id AND on_day = :on_day AND to_id <> from_id ORDER BY to_id LIMIT 1;

-- many demo_index_texts
-- why: indexes that are slow to fill row by row are taken down while loading, and made again from their own text
-- out: name text, sql text
-- sqlite:
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'
  AND tbl_name IN ('person_version', 'household_version', 'membership', 'household_now', 'interview', 'class_history', 'household_event') ORDER BY name;
-- postgres:
SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%'
  AND tablename IN ('person_version', 'household_version', 'membership', 'household_now', 'interview', 'class_history', 'household_event') ORDER BY 1;

-- many demo_classes
-- why: tests compare the classes in force with what was asked for
-- out: provincial int, national int, households int
SELECT class_provincial, class_national, count(*) FROM household_now GROUP BY class_provincial, class_national;

-- one demo_poor_on
-- why: tests compare the history with published figures
-- in: on_day day
-- out: provincial int, national int
SELECT coalesce(sum(CASE WHEN s.kind = 'provincial' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN s.kind = 'national' THEN 1 ELSE 0 END), 0)
FROM class_history k JOIN standard s ON s.id = k.standard_id
WHERE k.class = 1 AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day;

-- many demo_digest
-- why: tests compare two demonstrations row by row
-- out: line text
SELECT CAST(p.id AS TEXT) || p.full_name || CAST(p.born_on AS TEXT) || coalesce(p.personal_number, '') || m.relation
       || CAST(m.household_id AS TEXT) || n.code || n.members_fold || coalesce(i.answers, '') || CAST(i.deprived_mask AS TEXT)
FROM person_version p
JOIN membership m ON m.person_id = p.person_id
JOIN household_now n ON n.household_id = m.household_id
JOIN interview i ON i.household_id = n.household_id
ORDER BY p.id, m.id, i.id;

-- many demo_touched
-- why: households that stages changed on days of the past
-- out: household_id id
SELECT household_id FROM household_now WHERE version > 1 ORDER BY household_id;
