-- The register of households and people. Rows have two times (migrations/…_register.sql); "open" below is
-- superseded_at = 9223372036854775806, valid on a day D is valid_from <= D < valid_to.

-- ---- the list

-- list household_list
-- why: the register as it is now: lists, search, exports
-- in: escaped_since day, today day
-- out: household_id id, code text, status int, hamlet_name text?, commune_name text?, urban bool, address text?, head_name text, member_count int, ethnicity text?, minority bool, female_head bool, born_year int?, class_provincial int, class_national int, escaped_on day?, last_reviewed int?
-- id: n.household_id
-- scope: of the day
-- scope 1 sqlite: +n.province_id = :area
-- scope 1 postgres: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter district id: n.district_id = :value
-- filter commune id: n.commune_id = :value
-- filter hamlet id: n.hamlet_id = :value
-- filter class_provincial int sqlite: +n.class_provincial = :value
-- filter class_provincial int postgres: n.class_provincial = :value
-- filter poor_provincial int: n.class_provincial = :value AND n.class_provincial IN (1, 2)
-- filter class_national int sqlite: +n.class_national = :value
-- filter class_national int postgres: n.class_national = :value
-- filter poor_national int: n.class_national = :value AND n.class_national IN (1, 2)
-- filter escaped: n.escaped_on IS NOT NULL AND n.escaped_on > :escaped_since
-- filter minority bool: n.minority = :value
-- filter urban bool: n.urban = :value
-- filter female_head bool: n.female_head = :value
-- filter resident int sqlite: +n.status = :value
-- filter resident int postgres: n.status = :value
-- filter gone int: n.status = :value AND n.status <> 1
-- filter size_min int sqlite: +n.member_count >= :value
-- filter size_min int postgres: n.member_count >= :value
-- filter size_max int sqlite: +n.member_count <= :value
-- filter size_max int postgres: n.member_count <= :value
-- filter last_reviewed int: n.last_reviewed = :value
-- filter reviewed_before int: coalesce(n.last_reviewed, 0) < :value
-- filter rare_words text sqlite: n.household_id IN (SELECT rowid FROM household_text WHERE household_text MATCH :value)
-- filter rare_words text postgres: to_tsvector('simple', n.members_fold) @@ to_tsquery('simple', :value)
-- filter word text sqlite: instr(n.members_fold, :value) > 0
-- filter word text postgres: strpos(n.members_fold, :value) > 0
-- filter code_prefix text: n.code >= :value AND n.code < :value || '~'
-- filter personal_number text: n.household_id IN (SELECT m.household_id FROM person_version p JOIN membership m ON m.person_id = p.person_id WHERE p.personal_number = :value AND p.superseded_at = 9223372036854775806 AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896)
-- sort code text: n.code
-- sort head bytes: n.head_sort
-- sort size int: n.member_count
-- sort class int: (n.class_provincial + 4) % 5
-- count: FROM household_now n WHERE n.household_id NOT IN (SELECT u.household_id FROM household_unborn u) AND {where}
SELECT n.household_id, n.code, n.status,
       area_name(n.hamlet_id, :today),
       area_name(n.commune_id, :today),
       n.urban, n.address, n.head_name, n.member_count, n.ethnicity, n.minority, n.female_head, n.born_year,
       n.class_provincial, n.class_national, n.escaped_on, n.last_reviewed
FROM household_now n
WHERE n.household_id NOT IN (SELECT u.household_id FROM household_unborn u) AND {where} {order} {limit};

-- list household_past_list
-- why: the register as it was on an earlier day, as known now. A province is walked by code, so its condition hides
--   from the planner that it names hamlets; what is smaller is collected from its hamlets and sorted. The "+" and
--   "likely" keep SQLite from collecting and sorting everything where the walk stops after a page. "words" gives the
--   households that may have them: by the names of today, and those where anything ended since (the head of that day
--   has left, died or been renamed); "word" then looks at the name of that day
-- in: on_day day
-- out: household_id id, code text, status int, hamlet_name text?, address text?, head_name text, member_count int, ethnicity text?, class_provincial int, class_national int
-- id: h.id
-- scope 1 sqlite: likely(coalesce(v.hamlet_id IN (SELECT hv.area_id FROM area_version hv JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day LEFT JOIN area_version dv ON dv.area_id = cv.parent_id AND dv.valid_from <= :on_day AND dv.valid_to > :on_day WHERE hv.valid_from <= :on_day AND hv.valid_to > :on_day AND (cv.parent_id = :area OR dv.parent_id = :area)), FALSE))
-- scope 1 postgres: coalesce(v.hamlet_id IN (SELECT hv.area_id FROM area_version hv JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day LEFT JOIN area_version dv ON dv.area_id = cv.parent_id AND dv.valid_from <= :on_day AND dv.valid_to > :on_day WHERE hv.valid_from <= :on_day AND hv.valid_to > :on_day AND (cv.parent_id = :area OR dv.parent_id = :area)), FALSE)
-- scope 2 sqlite: v.hamlet_id IN (SELECT hv.area_id FROM area_version hv JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day WHERE hv.valid_from <= :on_day AND hv.valid_to > :on_day AND (cv.area_id = :area OR cv.parent_id = :area))
-- scope 2 postgres: v.hamlet_id = ANY (ARRAY(SELECT hv.area_id FROM area_version hv JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day WHERE hv.valid_from <= :on_day AND hv.valid_to > :on_day AND (cv.area_id = :area OR cv.parent_id = :area)))
-- scope 3: v.hamlet_id IN (SELECT hv.area_id FROM area_version hv WHERE hv.parent_id = :area AND hv.valid_from <= :on_day AND hv.valid_to > :on_day)
-- scope 4: v.hamlet_id = :area
-- filter commune id: v.hamlet_id IN (SELECT hv.area_id FROM area_version hv WHERE hv.parent_id = :value AND hv.valid_from <= :on_day AND hv.valid_to > :on_day)
-- filter hamlet id: v.hamlet_id = :value
-- filter resident int sqlite: likely(v.status = :value)
-- filter resident int postgres: v.status = :value
-- filter word text sqlite: instr(' ' || (SELECT p.name_fold FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day) || ' ', :value) > 0
-- filter word text postgres: strpos(' ' || (SELECT p.name_fold FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day) || ' ', :value) > 0
-- filter words text sqlite: v.household_id IN (SELECT rowid FROM household_text WHERE household_text MATCH :value UNION SELECT x.household_id FROM household_version x WHERE x.superseded_at = 9223372036854775806 AND x.valid_to < 2932896 AND x.valid_to > :on_day UNION SELECT x.household_id FROM membership x WHERE x.superseded_at = 9223372036854775806 AND x.valid_to < 2932896 AND x.valid_to > :on_day UNION SELECT x.household_id FROM person_version y JOIN membership x ON x.person_id = y.person_id WHERE y.superseded_at = 9223372036854775806 AND y.valid_to < 2932896 AND y.valid_to > :on_day)
-- filter words text postgres: v.household_id IN (SELECT x.household_id FROM household_now x WHERE to_tsvector('simple', x.members_fold) @@ to_tsquery('simple', :value) UNION SELECT x.household_id FROM household_version x WHERE x.superseded_at = 9223372036854775806 AND x.valid_to < 2932896 AND x.valid_to > :on_day UNION SELECT x.household_id FROM membership x WHERE x.superseded_at = 9223372036854775806 AND x.valid_to < 2932896 AND x.valid_to > :on_day UNION SELECT x.household_id FROM person_version y JOIN membership x ON x.person_id = y.person_id WHERE y.superseded_at = 9223372036854775806 AND y.valid_to < 2932896 AND y.valid_to > :on_day)
-- filter code_prefix text: h.code >= :value AND h.code < :value || '~'
-- sort code text: h.code
-- count: FROM household_version v JOIN household h ON h.id = v.household_id WHERE v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.household_id NOT IN (SELECT u.household_id FROM household_unborn u) AND {where}
-- sqlite:
SELECT h.id, h.code, v.status,
       area_name(v.hamlet_id, :on_day),
       v.address, p.full_name,
       (SELECT count(*) FROM membership m WHERE m.household_id = h.id AND m.superseded_at = 9223372036854775806
          AND m.valid_from <= :on_day AND m.valid_to > :on_day),
       p.ethnicity,
       coalesce((SELECT k.class FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'provincial'
          WHERE k.household_id = h.id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
          ORDER BY k.valid_from DESC LIMIT 1), 0),
       coalesce((SELECT k.class FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'national'
          WHERE k.household_id = h.id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
          ORDER BY k.valid_from DESC LIMIT 1), 0)
FROM household_version v
JOIN household h ON h.id = v.household_id
JOIN person_version p ON p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
  AND p.valid_from <= :on_day AND p.valid_to > :on_day
WHERE +v.superseded_at = 9223372036854775806 AND +v.valid_from <= :on_day AND v.valid_to > :on_day
  AND v.household_id NOT IN (SELECT u.household_id FROM household_unborn u) AND {where} {order} {limit};
-- postgres:
SELECT h.id, h.code, v.status,
       area_name(v.hamlet_id, :on_day),
       v.address, p.full_name,
       (SELECT count(*) FROM membership m WHERE m.household_id = h.id AND m.superseded_at = 9223372036854775806
          AND m.valid_from <= :on_day AND m.valid_to > :on_day),
       p.ethnicity,
       coalesce((SELECT k.class FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'provincial'
          WHERE k.household_id = h.id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
          ORDER BY k.valid_from DESC LIMIT 1), 0),
       coalesce((SELECT k.class FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'national'
          WHERE k.household_id = h.id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
          ORDER BY k.valid_from DESC LIMIT 1), 0)
FROM household_version v
JOIN household h ON h.id = v.household_id
JOIN person_version p ON p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
  AND p.valid_from <= :on_day AND p.valid_to > :on_day
WHERE v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day
  AND v.household_id NOT IN (SELECT u.household_id FROM household_unborn u) AND {where} {order} {limit};

-- many search_word_counts
-- why: rare words are looked up in the text index, common ones are checked while walking; the word '' counts all
-- in: a text, b text, c text, d text, e text, f text
-- out: word text, households int
SELECT word, households FROM search_word WHERE word IN ('', :a, :b, :c, :d, :e, :f);

-- exec search_word_clear
-- why: the estimate is counted anew with the present state
DELETE FROM search_word;

-- many household_areas
-- why: districts, communes or hamlets to choose from in filters and forms, within the asker's scope; walked downwards,
--   which the order of the CROSS JOINs tells SQLite: it stands on every page of the register
-- in: level int, scope_id id, parent_id id?, on_day day
-- out: area_id id, name text, parent_name text?
WITH RECURSIVE under(area_id, level, parent_id, name, name_sort) AS (
    SELECT a.id, a.level, v.parent_id, v.name, v.name_sort FROM area a JOIN area_version v ON v.area_id = a.id
    WHERE a.id = :scope_id AND v.valid_from <= :on_day AND v.valid_to > :on_day
    UNION ALL
    SELECT a.id, a.level, v.parent_id, v.name, v.name_sort FROM under u CROSS JOIN area_version v CROSS JOIN area a
    WHERE u.level < :level AND v.parent_id = u.area_id AND v.valid_from <= :on_day AND v.valid_to > :on_day AND a.id = v.area_id
)
SELECT u.area_id, u.name,
       area_name(u.parent_id, :on_day)
FROM under u WHERE u.level = :level AND (:parent_id IS NULL OR u.parent_id = :parent_id)
ORDER BY u.parent_id, u.name_sort, u.area_id;

-- one area_root
-- why: who sees everything chooses among all areas
-- in: on_day day
-- out: area_id id
SELECT v.area_id FROM area_version v JOIN area a ON a.id = v.area_id
WHERE a.level = 1 AND v.valid_from <= :on_day AND v.valid_to > :on_day ORDER BY v.area_id LIMIT 1;

-- ---- where a hamlet lies

-- one hamlet_place
-- why: commune, district and province of a hamlet on a day; a level that is missing is the one below it
-- in: hamlet_id id, on_day day
-- out: hamlet_name text, commune_id id, commune_name text, commune_code text?, urban bool, district_id id, district_name text, province_id id, province_name text
SELECT h.name, c.area_id, c.name, c.code, coalesce(c.urban, 0),
       CASE WHEN ca.level = 2 OR pa.level = 1 THEN c.area_id ELSE p.area_id END,
       CASE WHEN ca.level = 2 OR pa.level = 1 THEN c.name ELSE p.name END,
       CASE WHEN pa.level = 1 THEN p.area_id ELSE g.area_id END,
       CASE WHEN pa.level = 1 THEN p.name ELSE g.name END
FROM area_version h
JOIN area ha ON ha.id = h.area_id AND ha.level = 4
JOIN area_version c ON c.area_id = h.parent_id AND c.valid_from <= :on_day AND c.valid_to > :on_day
JOIN area ca ON ca.id = c.area_id
JOIN area_version p ON p.area_id = c.parent_id AND p.valid_from <= :on_day AND p.valid_to > :on_day
JOIN area pa ON pa.id = p.area_id
LEFT JOIN area_version g ON g.area_id = p.parent_id AND g.valid_from <= :on_day AND g.valid_to > :on_day
WHERE h.area_id = :hamlet_id AND h.valid_from <= :on_day AND h.valid_to > :on_day;

-- ---- the present state, rebuilt from the rows

-- many now_members
-- why: households of a range of ids with their members of the day, head first
-- in: from_id id, to_id id, on_day day
-- out: household_id id, code text, status int, hamlet_id id, address text?, head_person_id id?, person_id id?, name_fold text?, head_name text?, sex int?, born_on day?, ethnicity text?
SELECT h.id, h.code, v.status, v.hamlet_id, v.address, v.head_person_id, m.person_id, p.name_fold, q.full_name, q.sex, q.born_on,
       q.ethnicity
FROM household h
JOIN household_version v ON v.household_id = h.id AND v.superseded_at = 9223372036854775806
  AND v.valid_from <= :on_day AND v.valid_to > :on_day
LEFT JOIN membership m ON m.household_id = h.id AND m.superseded_at = 9223372036854775806
  AND m.valid_from <= :on_day AND m.valid_to > :on_day
LEFT JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806
  AND p.valid_from <= :on_day AND p.valid_to > :on_day
LEFT JOIN person_version q ON q.person_id = v.head_person_id AND q.superseded_at = 9223372036854775806
  AND q.valid_from <= :on_day AND q.valid_to > :on_day
WHERE h.id BETWEEN :from_id AND :to_id
ORDER BY h.id, CASE WHEN m.person_id = v.head_person_id THEN 0 ELSE 1 END, m.person_id;

-- many now_classes
-- why: classes in force on the day of a range of households
-- in: from_id id, to_id id, on_day day
-- out: household_id id, kind text, class int, escaped_on day?
SELECT k.household_id, s.kind, k.class, k.escaped_on
FROM class_history k JOIN standard s ON s.id = k.standard_id
WHERE k.household_id BETWEEN :from_id AND :to_id AND k.superseded_at = 9223372036854775806
  AND k.valid_from <= :on_day AND k.valid_to > :on_day
ORDER BY k.household_id, k.valid_from;

-- many now_reviews
-- why: when each household of a range was last interviewed, and whether it was found not poor by each kind of standard
-- in: from_id id, to_id id, on_day day
-- out: household_id id, last_on day, free_provincial int, free_national int
SELECT i.household_id, max(i.interviewed_on),
       coalesce(max(CASE WHEN s.kind = 'provincial' AND r.class IN (3, 4) THEN 1 ELSE 0 END), 0),
       coalesce(max(CASE WHEN s.kind = 'national' AND r.class IN (3, 4) THEN 1 ELSE 0 END), 0)
FROM interview i
LEFT JOIN interview_result r ON r.interview_id = i.id
LEFT JOIN standard s ON s.id = r.standard_id
WHERE i.household_id BETWEEN :from_id AND :to_id AND i.interviewed_on <= :on_day
GROUP BY i.household_id
ORDER BY i.household_id;

-- many now_ids_after
-- why: the rebuild walks the households in ranges of ids
-- in: after_id id
-- out: household_id id
SELECT id FROM household WHERE id > :after_id ORDER BY id LIMIT 4000;

-- exec now_delete
-- why: a range of the present state is written anew, or a household is gone from it
-- in: from_id id, to_id id
DELETE FROM household_now WHERE household_id BETWEEN :from_id AND :to_id;

-- exec now_insert
-- why: a household appears in the present state
-- in: household_id id, code text, version int, status int, hamlet_id id, commune_id id, district_id id, province_id id, urban bool, address text?, head_name text, head_sort bytes, members_fold text, member_count int, ethnicity text?, minority bool, female_head bool, born_year int?, class_provincial int, class_national int, escaped_on day?, last_reviewed int?, sort_version text
INSERT INTO household_now (household_id, code, version, status, hamlet_id, commune_id, district_id, province_id, urban, address,
    head_name, head_sort, members_fold, member_count, ethnicity, minority, female_head, born_year, class_provincial,
    class_national, escaped_on, last_reviewed, sort_version)
VALUES (:household_id, :code, :version, :status, :hamlet_id, :commune_id, :district_id, :province_id, :urban, :address,
    :head_name, :head_sort, :members_fold, :member_count, :ethnicity, :minority, :female_head, :born_year, :class_provincial,
    :class_national, :escaped_on, :last_reviewed, :sort_version);

-- exec now_update
-- why: a household's present state follows its rows; the version grows with every change
-- in: household_id id, status int, hamlet_id id, commune_id id, district_id id, province_id id, urban bool, address text?, head_name text, head_sort bytes, members_fold text, member_count int, ethnicity text?, minority bool, female_head bool, born_year int?, class_provincial int, class_national int, escaped_on day?, last_reviewed int?, sort_version text
UPDATE household_now SET version = version + 1, status = :status, hamlet_id = :hamlet_id, commune_id = :commune_id,
    district_id = :district_id, province_id = :province_id, urban = :urban, address = :address, head_name = :head_name,
    head_sort = :head_sort, members_fold = :members_fold, member_count = :member_count, ethnicity = :ethnicity,
    minority = :minority, female_head = :female_head, born_year = :born_year, class_provincial = :class_provincial,
    class_national = :class_national, escaped_on = :escaped_on, last_reviewed = :last_reviewed, sort_version = :sort_version
WHERE household_id = :household_id;

-- exec now_text_remove
-- why: SQLite's text index forgets a range of households while their old names still stand in household_now
-- in: from_id id, to_id id
-- sqlite:
INSERT INTO household_text (household_text, rowid, members_fold)
SELECT 'delete', household_id, members_fold FROM household_now WHERE household_id BETWEEN :from_id AND :to_id;
-- postgres:
UPDATE household_now SET version = version WHERE FALSE AND household_id BETWEEN :from_id AND :to_id;

-- exec now_text_add
-- why: SQLite's text index learns the names that stand in household_now now
-- in: from_id id, to_id id
-- sqlite:
INSERT INTO household_text (rowid, members_fold)
SELECT household_id, members_fold FROM household_now WHERE household_id BETWEEN :from_id AND :to_id;
-- postgres:
UPDATE household_now SET version = version WHERE FALSE AND household_id BETWEEN :from_id AND :to_id;

-- exec now_text_rebuild
-- why: SQLite's text index is made anew after all households were loaded
-- sqlite:
INSERT INTO household_text (household_text) VALUES ('rebuild');
-- postgres:
UPDATE household_now SET version = version WHERE FALSE;

-- exec count_clear
-- why: counters of resident households are made anew with the present state
DELETE FROM household_count;

-- exec count_fill
-- why: the same; afterwards they follow by themselves (triggers of household_now)
INSERT INTO household_count (commune_id, urban, households)
SELECT commune_id, urban, count(*) FROM household_now WHERE status = 1 GROUP BY commune_id, urban;

-- one count_of_commune
-- why: the total of a commune's list without counting it; households of an import that does not count yet are taken off
-- in: commune_id id
-- out: households int
SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM (
    SELECT households AS n FROM household_count WHERE commune_id = :commune_id
    UNION ALL SELECT -1 FROM household_now h
    WHERE h.status = 1 AND h.commune_id = :commune_id AND h.household_id IN (SELECT u.household_id FROM household_unborn u)) x;

-- one count_wrong
-- why: counters are compared with what they count
-- out: wrong int, first_id id?
SELECT count(*), min(commune_id) FROM (
    SELECT commune_id, urban FROM (
        SELECT commune_id, urban, households AS n FROM household_count
        UNION ALL SELECT commune_id, urban, -count(*) FROM household_now WHERE status = 1 GROUP BY commune_id, urban) x
    GROUP BY commune_id, urban HAVING sum(n) <> 0) y;

-- many now_range
-- why: comparing the present state with what the rows say
-- in: from_id id, to_id id
-- out: household_id id, code text, version int, status int, hamlet_id id, commune_id id, district_id id, province_id id, urban bool, address text?, head_name text, head_sort bytes, members_fold text, member_count int, ethnicity text?, minority bool, female_head bool, born_year int?, class_provincial int, class_national int, escaped_on day?, last_reviewed int?, sort_version text
SELECT household_id, code, version, status, hamlet_id, commune_id, district_id, province_id, urban, address,
    head_name, head_sort, members_fold, member_count, ethnicity, minority, female_head, born_year, class_provincial,
    class_national, escaped_on, last_reviewed, sort_version
FROM household_now WHERE household_id BETWEEN :from_id AND :to_id ORDER BY household_id;

-- many now_folds
-- why: counting how many households have each word
-- out: members_fold text
SELECT members_fold FROM household_now;

-- ---- one household

-- one household_place
-- why: where a household is now and which version it has, before anything is shown or changed
-- in: household_id id
-- out: household_id id, code text, version int, status int, hamlet_id id, commune_id id, district_id id, province_id id, head_name text, class_provincial int, class_national int, escaped_on day?, last_reviewed int?, merged_into id?, split_from id?, created_on day
SELECT n.household_id, n.code, n.version, n.status, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.head_name,
       n.class_provincial, n.class_national, n.escaped_on, n.last_reviewed, h.merged_into, h.split_from, h.created_on
FROM household_now n JOIN household h ON h.id = n.household_id
WHERE n.household_id = :household_id AND n.household_id NOT IN (SELECT u.household_id FROM household_unborn u);

-- one household_lock
-- why: two changes of one household come one after the other
-- in: household_id id
-- out: version int
-- sqlite:
SELECT version FROM household_now WHERE household_id = :household_id;
-- postgres:
SELECT version FROM household_now WHERE household_id = :household_id FOR UPDATE;

-- one household_by_code
-- why: forms name another household by its code
-- in: code text
-- out: household_id id, commune_id id
SELECT n.household_id, n.commune_id FROM household_now n
WHERE n.code = :code AND n.household_id NOT IN (SELECT u.household_id FROM household_unborn u);

-- one household_version_on
-- why: the household as it was on a day
-- in: household_id id, on_day day
-- out: id id, household_id id, valid_from day, valid_to day, hamlet_id id, address text?, head_person_id id?, status int, event text, reason text?
SELECT id, household_id, valid_from, valid_to, hamlet_id, address, head_person_id, status, event, reason
FROM household_version
WHERE household_id = :household_id AND superseded_at = 9223372036854775806 AND valid_from <= :on_day AND valid_to > :on_day;

-- many household_members_on
-- why: the members of a household on a day, head first, then as they came
-- in: household_id id, on_day day, head_person_id id?
-- out: membership_id id, person_id id, relation text, relation_name text?, valid_from day, event_in text, full_name text, name_fold text, sex int, born_on day?, born_precision int, ethnicity text?, personal_number text?, health_card text?
SELECT m.id, m.person_id, m.relation, k.name, m.valid_from, m.event_in, p.full_name, p.name_fold, p.sex, p.born_on, p.born_precision,
       p.ethnicity, p.personal_number, p.health_card
FROM membership m
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806
  AND p.valid_from <= :on_day AND p.valid_to > :on_day
LEFT JOIN code_list k ON k.list = 'relation' AND k.code = m.relation
WHERE m.household_id = :household_id AND m.superseded_at = 9223372036854775806
  AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY CASE WHEN m.person_id = :head_person_id THEN 0 ELSE 1 END, m.person_id;

-- many household_classes
-- why: the class of a household through time, by each standard
-- in: household_id id
-- out: standard_name text, standard_kind text, class int, valid_from day, valid_to day, movement text, escaped_on day?, decision_id id?
SELECT s.name, s.kind, k.class, k.valid_from, k.valid_to, k.movement, k.escaped_on, k.decision_id
FROM class_history k JOIN standard s ON s.id = k.standard_id
WHERE k.household_id = :household_id AND k.superseded_at = 9223372036854775806
ORDER BY k.valid_from DESC, s.kind;

-- many household_interviews
-- why: when the household was interviewed and what came out
-- in: household_id id
-- out: interview_id id, interviewed_on day, urban bool, method text, points_a int?, income_dong money?, kind text?, class int?, deprived_count int?
SELECT i.id, i.interviewed_on, i.urban, i.method, i.points_a, i.income_dong, s.kind, r.class, r.deprived_count
FROM interview i LEFT JOIN interview_result r ON r.interview_id = i.id LEFT JOIN standard s ON s.id = r.standard_id
WHERE i.household_id = :household_id ORDER BY i.interviewed_on DESC, i.id, s.kind DESC;

-- many household_events
-- why: what happened to a household, newest first
-- in: household_id id
-- out: id id, household_id id, household_code text, other_household_id id?, other_code text?, person_id id?, person_name text?, kind text, on_day day, recorded_at instant, reason text?, account_name text?, undone_at instant?
SELECT e.id, e.household_id, h.code, e.other_household_id, o.code, e.person_id,
       (SELECT p.full_name FROM person_version p WHERE p.person_id = e.person_id ORDER BY p.superseded_at DESC, p.valid_from DESC LIMIT 1),
       e.kind, e.on_day, e.recorded_at, e.reason, a.display_name, e.undone_at
FROM household_event e JOIN household h ON h.id = e.household_id LEFT JOIN household o ON o.id = e.other_household_id
LEFT JOIN account a ON a.id = e.account_id
WHERE e.household_id = :household_id OR e.other_household_id = :household_id
ORDER BY e.recorded_at DESC, e.id DESC;

-- ---- events

-- one last_event
-- why: one step back takes back the newest event that still holds
-- in: household_id id
-- out: id id, household_id id, other_household_id id?, person_id id?, kind text, on_day day, recorded_at instant
SELECT id, household_id, other_household_id, person_id, kind, on_day, recorded_at FROM household_event
WHERE (household_id = :household_id OR other_household_id = :household_id) AND undone_at IS NULL
ORDER BY recorded_at DESC, id DESC LIMIT 1;

-- exec event_insert
-- why: what happened, for the household's page and for one step back
-- in: id id, household_id id, other_household_id id?, person_id id?, kind text, on_day day, recorded_at instant, reason text?, account_id id
INSERT INTO household_event (id, household_id, other_household_id, person_id, kind, on_day, recorded_at, reason, account_id)
VALUES (:id, :household_id, :other_household_id, :person_id, :kind, :on_day, :recorded_at, :reason, :account_id);

-- exec event_set_undone
-- why: an event that was taken back stays to be seen
-- in: id id, undone_at instant
UPDATE household_event SET undone_at = :undone_at WHERE id = :id AND undone_at IS NULL;

-- one newest_recording
-- why: what is learned later has a later instant, whatever the clock does
-- in: household_id id, other_household_id id
-- out: at instant?
SELECT max(coalesce(undone_at, recorded_at)) FROM household_event
WHERE household_id IN (:household_id, :other_household_id) OR other_household_id IN (:household_id, :other_household_id);

-- one open_version
-- why: the household's row that is valid until further notice
-- in: household_id id
-- out: id id, household_id id, valid_from day, valid_to day, hamlet_id id, address text?, head_person_id id?, status int, event text, reason text?
SELECT id, household_id, valid_from, valid_to, hamlet_id, address, head_person_id, status, event, reason
FROM household_version WHERE household_id = :household_id AND superseded_at = 9223372036854775806 AND valid_to = 2932896;

-- exec version_insert
-- why: a household's row from a day on
-- in: id id, household_id id, valid_from day, valid_to day, recorded_at instant, hamlet_id id, address text?, head_person_id id?, status int, event text, reason text?, account_id id
INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, hamlet_id, address, head_person_id,
    status, event, reason, account_id)
VALUES (:id, :household_id, :valid_from, :valid_to, :recorded_at, 9223372036854775806, :hamlet_id, :address, :head_person_id,
    :status, :event, :reason, :account_id);

-- exec version_supersede
-- why: a row that is no longer believed
-- in: id id, at instant
UPDATE household_version SET superseded_at = :at WHERE id = :id AND superseded_at = 9223372036854775806;

-- many open_memberships
-- why: who lives in a household until further notice
-- in: household_id id
-- out: id id, person_id id, household_id id, relation text, valid_from day, valid_to day, event_in text, event_out text?
SELECT id, person_id, household_id, relation, valid_from, valid_to, event_in, event_out
FROM membership WHERE household_id = :household_id AND superseded_at = 9223372036854775806 AND valid_to = 2932896 ORDER BY id;

-- exec membership_insert
-- why: somebody lives in a household from a day on
-- in: id id, person_id id, household_id id, relation text, valid_from day, valid_to day, recorded_at instant, event_in text, event_out text?, account_id id
INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at, superseded_at, event_in, event_out,
    account_id)
VALUES (:id, :person_id, :household_id, :relation, :valid_from, :valid_to, :recorded_at, 9223372036854775806, :event_in, :event_out,
    :account_id);

-- exec membership_supersede
-- why: a row that is no longer believed
-- in: id id, at instant
UPDATE membership SET superseded_at = :at WHERE id = :id AND superseded_at = 9223372036854775806;

-- one open_person
-- why: what is known of a person until further notice
-- in: person_id id
-- out: id id, person_id id, valid_from day, valid_to day, full_name text, name_fold text, sex int, born_on day?, born_precision int, died_on day?, ethnicity text?, personal_number text?, health_card text?, event text, reason text?
SELECT id, person_id, valid_from, valid_to, full_name, name_fold, sex, born_on, born_precision, died_on, ethnicity,
       personal_number, health_card, event, reason
FROM person_version WHERE person_id = :person_id AND superseded_at = 9223372036854775806 AND valid_to = 2932896;

-- exec person_insert
-- why: an identity for life
-- in: id id
INSERT INTO person (id) VALUES (:id);

-- exec person_version_insert
-- why: what is known of a person from a day on
-- in: id id, person_id id, valid_from day, valid_to day, recorded_at instant, full_name text, name_fold text, sex int, born_on day?, born_precision int, died_on day?, ethnicity text?, personal_number text?, health_card text?, event text, reason text?, account_id id
INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name, name_fold, sex, born_on,
    born_precision, died_on, ethnicity, personal_number, health_card, event, reason, account_id)
VALUES (:id, :person_id, :valid_from, :valid_to, :recorded_at, 9223372036854775806, :full_name, :name_fold, :sex, :born_on,
    :born_precision, :died_on, :ethnicity, :personal_number, :health_card, :event, :reason, :account_id);

-- exec person_supersede
-- why: a row that is no longer believed
-- in: id id, at instant
UPDATE person_version SET superseded_at = :at WHERE id = :id AND superseded_at = 9223372036854775806;

-- exec household_insert
-- why: an identity for life
-- in: id id, code text, created_on day, split_from id?
INSERT INTO household (id, code, created_on, split_from) VALUES (:id, :code, :created_on, :split_from);

-- exec household_set_merged
-- why: a merge leaves a pointer; taking it back removes it
-- in: id id, merged_into id?
UPDATE household SET merged_into = :merged_into WHERE id = :id;

-- one commune_lock
-- why: two new households of one commune get their codes one after the other
-- in: commune_id id
-- out: id id
-- sqlite:
SELECT id FROM area WHERE id = :commune_id;
-- postgres:
SELECT id FROM area WHERE id = :commune_id FOR UPDATE;

-- one newest_code
-- why: the next number of a commune
-- in: prefix text
-- out: code text?
SELECT max(code) FROM household WHERE code > :prefix || '-' AND code < :prefix || '.';

-- many open_classes
-- why: a new household carries the class of the one it split from until its own review
-- in: household_id id, on_day day
-- out: id id, standard_id id, class int, valid_from day, escaped_on day?, decision_id id?, season_id id?
SELECT id, standard_id, class, valid_from, escaped_on, decision_id, season_id FROM class_history
WHERE household_id = :household_id AND superseded_at = 9223372036854775806 AND valid_from <= :on_day AND valid_to = 2932896;

-- exec class_carry
-- why: class, its decision and the day of escape go along with a split
-- in: id id, household_id id, standard_id id, class int, valid_from day, recorded_at instant, escaped_on day?, decision_id id?, season_id id?
INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at, superseded_at, movement, escaped_on,
    decision_id, season_id)
VALUES (:id, :household_id, :standard_id, :class, :valid_from, 2932896, :recorded_at, 9223372036854775806, 'carried_by_split',
    :escaped_on, :decision_id, :season_id);

-- ---- one step back: what an event wrote is no longer believed, what it replaced is believed again

-- many undo_versions
-- why: household rows that the event replaced
-- in: ids ids, at instant
-- out: id id, household_id id, valid_from day, valid_to day, hamlet_id id, address text?, head_person_id id?, status int, event text, reason text?
SELECT id, household_id, valid_from, valid_to, hamlet_id, address, head_person_id, status, event, reason
FROM household_version WHERE superseded_at = :at AND household_id IN_LIST(:ids) ORDER BY id;

-- exec undo_version_rows
-- why: household rows that the event wrote
-- in: ids ids, at instant, now instant
UPDATE household_version SET superseded_at = :now
WHERE recorded_at = :at AND superseded_at = 9223372036854775806 AND household_id IN_LIST(:ids);

-- many undo_memberships
-- why: memberships that the event replaced
-- in: ids ids, at instant
-- out: id id, person_id id, household_id id, relation text, valid_from day, valid_to day, event_in text, event_out text?
SELECT id, person_id, household_id, relation, valid_from, valid_to, event_in, event_out
FROM membership WHERE superseded_at = :at AND household_id IN_LIST(:ids) ORDER BY id;

-- exec undo_membership_rows
-- why: memberships that the event wrote
-- in: ids ids, at instant, now instant
UPDATE membership SET superseded_at = :now
WHERE recorded_at = :at AND superseded_at = 9223372036854775806 AND household_id IN_LIST(:ids);

-- many undo_people
-- why: rows about people that the event replaced
-- in: ids ids, at instant
-- out: id id, person_id id, valid_from day, valid_to day, full_name text, name_fold text, sex int, born_on day?, born_precision int, died_on day?, ethnicity text?, personal_number text?, health_card text?, event text, reason text?
SELECT id, person_id, valid_from, valid_to, full_name, name_fold, sex, born_on, born_precision, died_on, ethnicity,
       personal_number, health_card, event, reason
FROM person_version WHERE superseded_at = :at AND person_id IN (SELECT person_id FROM membership WHERE household_id IN_LIST(:ids))
ORDER BY id;

-- exec undo_person_rows
-- why: rows about people that the event wrote
-- in: ids ids, at instant, now instant
UPDATE person_version SET superseded_at = :now
WHERE recorded_at = :at AND superseded_at = 9223372036854775806
  AND person_id IN (SELECT person_id FROM membership WHERE household_id IN_LIST(:ids));

-- exec undo_class_rows
-- why: classes that a split carried over
-- in: ids ids, at instant, now instant
UPDATE class_history SET superseded_at = :now
WHERE recorded_at = :at AND movement = 'carried_by_split' AND superseded_at = 9223372036854775806 AND household_id IN_LIST(:ids);

-- one person_household
-- why: where a person lives now
-- in: person_id id
-- out: household_id id, relation text
SELECT household_id, relation FROM membership
WHERE person_id = :person_id AND superseded_at = 9223372036854775806 AND valid_to = 2932896 ORDER BY id DESC LIMIT 1;

-- ---- people: duplicates, page

-- many same_number
-- why: a personal number belongs to one person
-- in: number text, except_id id
-- out: person_id id, full_name text, household_code text, commune_id id, hamlet_id id
SELECT p.person_id, p.full_name, n.code, n.commune_id, n.hamlet_id
FROM person_version p
JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id
WHERE p.personal_number = :number AND p.person_id <> :except_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
ORDER BY p.person_id LIMIT 5;

-- many same_name
-- why: the same name, born at the same time, in the same commune, is likely the same person
-- in: name_fold text, born_from day, born_to day, commune_id id, except_id id
-- out: person_id id, full_name text, household_code text, born_on day?, born_precision int
SELECT p.person_id, p.full_name, n.code, p.born_on, p.born_precision
FROM person_version p
JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id AND n.commune_id = :commune_id
WHERE p.name_fold = :name_fold AND p.born_on BETWEEN :born_from AND :born_to AND p.person_id <> :except_id
  AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
ORDER BY p.person_id LIMIT 5;

-- many person_memberships
-- why: where a person has lived
-- in: person_id id
-- out: household_id id, code text, relation text?, valid_from day, valid_to day, event_in text, event_out text?
SELECT m.household_id, h.code, coalesce(k.name, m.relation), m.valid_from, m.valid_to, m.event_in, m.event_out
FROM membership m JOIN household h ON h.id = m.household_id
LEFT JOIN code_list k ON k.list = 'relation' AND k.code = m.relation
WHERE m.person_id = :person_id AND m.superseded_at = 9223372036854775806 ORDER BY m.valid_from DESC, m.id DESC;

-- many person_classes
-- why: a person's poverty history: classes of the households in which the person lived then
-- in: person_id id
-- out: code text, standard_name text, class int, valid_from day, valid_to day
SELECT h.code, s.name, k.class, CASE WHEN k.valid_from > m.valid_from THEN k.valid_from ELSE m.valid_from END,
       CASE WHEN k.valid_to < m.valid_to THEN k.valid_to ELSE m.valid_to END
FROM membership m
JOIN household h ON h.id = m.household_id
JOIN class_history k ON k.household_id = m.household_id AND k.superseded_at = 9223372036854775806
  AND k.valid_from < m.valid_to AND k.valid_to > m.valid_from
JOIN standard s ON s.id = k.standard_id
WHERE m.person_id = :person_id AND m.superseded_at = 9223372036854775806
ORDER BY k.valid_from DESC, s.kind;

-- one person_last_household
-- why: who died or left is looked at through the household of the last days
-- in: person_id id
-- out: household_id id
SELECT m.household_id FROM membership m JOIN household_now n ON n.household_id = m.household_id
WHERE m.person_id = :person_id AND m.superseded_at = 9223372036854775806 ORDER BY m.valid_to DESC, m.id DESC LIMIT 1;

-- ---- import: a file on its way into the register (household_import_job.c)

-- exec import_batch_insert
-- why: a file that was sent
-- in: id id, area_id id, account_id id, file_name text, created_at instant, unread text?
INSERT INTO import_batch (id, area_id, account_id, file_name, state, row_count, bad_count, there_count, household_count, created_at, unread)
VALUES (:id, :area_id, :account_id, :file_name, 'reading', 0, 0, 0, 0, :created_at, :unread);

-- exec import_batch_set_job
-- why: the newest job about a file, for its progress
-- in: id id, job_id id
UPDATE import_batch SET job_id = :job_id WHERE id = :id;

-- exec import_batch_move
-- why: from one state to the next, once
-- in: id id, was text, state text, ended_at instant?
UPDATE import_batch SET state = :state, ended_at = :ended_at WHERE id = :id AND state = :was;

-- exec import_batch_count
-- why: what was found in a file, counted when it is read
-- in: id id
UPDATE import_batch SET
    row_count = (SELECT count(*) FROM import_row r WHERE r.batch_id = :id),
    bad_count = (SELECT count(*) FROM import_row r WHERE r.batch_id = :id AND r.problem IS NOT NULL),
    there_count = (SELECT count(*) FROM import_row r WHERE r.batch_id = :id AND r.there = 1),
    household_count = (SELECT count(*) FROM (SELECT r.household_no FROM import_row r WHERE r.batch_id = :id AND r.household_no > 0
        GROUP BY r.household_no HAVING max(CASE WHEN r.problem IS NOT NULL OR r.there = 1 THEN 1 ELSE 0 END) = 0) AS good)
WHERE id = :id;

-- exec import_batch_made
-- why: how many households came of it
-- in: id id
UPDATE import_batch SET household_count = (SELECT count(*) FROM import_household m WHERE m.batch_id = :id) WHERE id = :id;

-- one import_batch_get
-- why: the page of a file, and what its job has to do
-- in: id id
-- out: id id, area_id id, account_id id, file_name text, state text, row_count int, bad_count int, there_count int, household_count int, created_at instant, ended_at instant?, job_id id?, job_state text?, job_done int?, job_total int?, job_message text?, unread text?
SELECT b.id, b.area_id, b.account_id, b.file_name, b.state, b.row_count, b.bad_count, b.there_count, b.household_count, b.created_at,
       b.ended_at, b.job_id, j.state, j.done_count, j.total_count, j.message, b.unread
FROM import_batch b LEFT JOIN job j ON j.id = b.job_id WHERE b.id = :id;

-- many import_recent
-- why: files that were sent from an area, the newest first
-- in: area_id id
-- out: id id, file_name text, state text, row_count int, bad_count int, household_count int, created_at instant
SELECT id, file_name, state, row_count, bad_count, household_count, created_at FROM import_batch
WHERE area_id = :area_id ORDER BY created_at DESC, id DESC LIMIT 20;

-- many import_file_bytes
-- why: the file as it was sent, piece by piece
-- in: batch_id id
-- out: bytes bytes
SELECT bytes FROM import_file WHERE batch_id = :batch_id ORDER BY no;

-- exec import_file_drop
-- why: what was read is kept by row; the file holds personal data twice otherwise
-- in: batch_id id
DELETE FROM import_file WHERE batch_id = :batch_id;

-- exec import_rows_drop
-- why: a file that is read again, or was given up; some thousand rows at a time
-- in: batch_id id, below int
DELETE FROM import_row WHERE batch_id = :batch_id AND no < :below;

-- one import_rows_last
-- why: how far the rows of a file go
-- in: batch_id id
-- out: first_no int?, last_no int?
SELECT min(no), max(no) FROM import_row WHERE batch_id = :batch_id;

-- exec import_mark_there
-- why: a row that an earlier file brought in, letter by letter the same, is not brought in again
-- in: batch_id id, from_no int, to_no int
UPDATE import_row SET there = 1, problem = NULL
WHERE batch_id = :batch_id AND no BETWEEN :from_no AND :to_no AND EXISTS (
    SELECT 1 FROM import_row o JOIN import_batch b ON b.id = o.batch_id AND b.state IN ('making', 'applied')
    JOIN import_household m ON m.batch_id = o.batch_id AND m.household_no = o.household_no
    WHERE o.digest = import_row.digest AND o.batch_id <> :batch_id);

-- many import_halves
-- why: households of which an earlier file brought in some rows, but not all of these: that is a change, not an import
-- in: batch_id id, from_no int, to_no int
-- out: no int, problem text?
SELECT r.no, r.problem FROM import_row r
WHERE r.batch_id = :batch_id AND r.no BETWEEN :from_no AND :to_no AND r.there = 0 AND r.household_no > 0 AND r.household_no IN (
    SELECT o.household_no FROM import_row o WHERE o.batch_id = :batch_id AND o.there = 1)
ORDER BY r.no;

-- many import_same_number
-- why: whom a row's personal number belongs to already
-- in: batch_id id, from_no int, to_no int
-- out: no int, full_name text, household_code text, hamlet_id id
SELECT r.no, p.full_name, n.code, n.hamlet_id
FROM import_row r
JOIN person_version p ON p.personal_number = r.number AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id
WHERE r.batch_id = :batch_id AND r.no BETWEEN :from_no AND :to_no AND r.there = 0
ORDER BY r.no, p.person_id;

-- many import_same_name
-- why: who has a row's name and may have its birth, in the commune of its hamlet
-- in: batch_id id, from_no int, to_no int, on_day day
-- out: no int, born_from day, born_to day, full_name text, household_code text, born_on day?, born_precision int
SELECT r.no, r.born_from, r.born_to, p.full_name, n.code, p.born_on, p.born_precision
FROM import_row r
JOIN area_version a ON a.area_id = r.hamlet_id AND a.valid_from <= :on_day AND a.valid_to > :on_day
JOIN person_version p ON p.name_fold = r.name_fold AND p.born_on BETWEEN r.born_from - 366 AND r.born_to
  AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id AND n.commune_id = a.parent_id
WHERE r.batch_id = :batch_id AND r.no BETWEEN :from_no AND :to_no AND r.there = 0
ORDER BY r.no, p.person_id;

-- one import_problem_of
-- why: what else is wrong with a row
-- in: batch_id id, no int
-- out: problem text?
SELECT problem FROM import_row WHERE batch_id = :batch_id AND no = :no;

-- exec import_problem_set
-- why: what the register says about a row
-- in: batch_id id, no int, problem text
UPDATE import_row SET problem = :problem WHERE batch_id = :batch_id AND no = :no;

-- many import_problems
-- why: what is wrong, row by row
-- in: batch_id id
-- out: no int, household text, problem text
SELECT no, household, problem FROM import_row WHERE batch_id = :batch_id AND problem IS NOT NULL ORDER BY no LIMIT 200;

-- many import_rows
-- why: the file as it came, with what is wrong beside it
-- in: batch_id id
-- out: no int, cells text, problem text?
SELECT no, cells, problem FROM import_row WHERE batch_id = :batch_id ORDER BY no;

-- one import_made_last
-- why: where making goes on
-- in: batch_id id
-- out: household_no int?
SELECT max(household_no) FROM import_household WHERE batch_id = :batch_id;

-- many import_next
-- why: the rows of the next households
-- in: batch_id id, after_no int, households int
-- out: no int, household_no int, hamlet_id id?, cells text, problem text?, there bool
SELECT no, household_no, hamlet_id, cells, problem, there FROM import_row
WHERE batch_id = :batch_id AND household_no > :after_no AND household_no <= :after_no + :households
ORDER BY household_no, no;

-- many import_there_by_now
-- why: the same file sent twice and applied twice at the same time still makes everybody once
-- in: batch_id id, after_no int, households int
-- out: household_no int
SELECT DISTINCT r.household_no FROM import_row r
WHERE r.batch_id = :batch_id AND r.household_no > :after_no AND r.household_no <= :after_no + :households AND EXISTS (
    SELECT 1 FROM import_row o JOIN import_batch b ON b.id = o.batch_id AND b.state IN ('making', 'applied')
    JOIN import_household m ON m.batch_id = o.batch_id AND m.household_no = o.household_no
    WHERE o.digest = r.digest AND o.batch_id <> :batch_id);

-- one import_household_last
-- why: up to which household rows go
-- in: batch_id id
-- out: household_no int?
SELECT max(household_no) FROM import_row WHERE batch_id = :batch_id;

-- many import_made
-- why: households of a batch that are taken back, some at a time
-- in: batch_id id, after_no int, households int
-- out: household_no int, household_id id
SELECT household_no, household_id FROM import_household WHERE batch_id = :batch_id AND household_no > :after_no
ORDER BY household_no LIMIT :households;

-- many import_people
-- why: the people of households that are taken back
-- in: ids ids
-- out: person_id id
SELECT DISTINCT person_id FROM membership WHERE household_id IN_LIST(:ids);

-- exec import_delete_events
-- why: households that were never valid leave nothing behind
-- in: ids ids
DELETE FROM household_event WHERE household_id IN_LIST(:ids);

-- exec import_delete_memberships
-- why: households that were never valid leave nothing behind
-- in: ids ids
DELETE FROM membership WHERE household_id IN_LIST(:ids);

-- exec import_delete_versions
-- why: households that were never valid leave nothing behind
-- in: ids ids
DELETE FROM household_version WHERE household_id IN_LIST(:ids);

-- exec import_delete_made
-- why: households that were never valid leave nothing behind
-- in: batch_id id, ids ids
DELETE FROM import_household WHERE batch_id = :batch_id AND household_id IN_LIST(:ids);

-- exec import_delete_now
-- why: households that are taken back leave the present state
-- in: ids ids
DELETE FROM household_now WHERE household_id IN_LIST(:ids);

-- exec import_delete_households
-- why: households that were never valid leave nothing behind
-- in: ids ids
DELETE FROM household WHERE id IN_LIST(:ids);

-- exec import_delete_person_versions
-- why: people who were never valid leave nothing behind
-- in: ids ids
DELETE FROM person_version WHERE person_id IN_LIST(:ids);

-- exec import_delete_people
-- why: people who were never valid leave nothing behind
-- in: ids ids
DELETE FROM person WHERE id IN_LIST(:ids);

-- exec import_unbelieve_versions
-- why: an import that is taken back is no longer believed, and kept
-- in: ids ids, at instant
UPDATE household_version SET superseded_at = :at WHERE household_id IN_LIST(:ids) AND superseded_at = 9223372036854775806;

-- exec import_unbelieve_memberships
-- why: an import that is taken back is no longer believed, and kept
-- in: ids ids, at instant
UPDATE membership SET superseded_at = :at WHERE household_id IN_LIST(:ids) AND superseded_at = 9223372036854775806;

-- exec import_unbelieve_people
-- why: an import that is taken back is no longer believed, and kept
-- in: ids ids, at instant
UPDATE person_version SET superseded_at = :at WHERE person_id IN_LIST(:ids) AND superseded_at = 9223372036854775806;

-- exec import_unbelieve_events
-- why: that the import was taken back stays to be seen
-- in: ids ids, at instant
UPDATE household_event SET undone_at = :at WHERE household_id IN_LIST(:ids) AND undone_at IS NULL;

-- one import_lock
-- why: nothing may come to depend on a household while it is being taken back
-- in: batch_id id
-- out: households int
-- sqlite:
SELECT count(*) FROM import_household WHERE batch_id = :batch_id;
-- postgres:
SELECT count(*) FROM (SELECT n.household_id FROM import_household m JOIN household_now n ON n.household_id = m.household_id
    WHERE m.batch_id = :batch_id ORDER BY n.household_id FOR UPDATE OF n) AS locked;

-- many import_uses
-- why: an import can be taken back whole only while nothing rests on what it brought: later events, interviews, classes
-- in: batch_id id
-- out: household_id id, code text, head_name text, use_kind text
SELECT n.household_id, n.code, n.head_name, 'changed' FROM import_household m JOIN household_now n ON n.household_id = m.household_id
WHERE m.batch_id = :batch_id AND EXISTS (SELECT 1 FROM household_event e WHERE e.undone_at IS NULL AND e.kind <> 'imported'
    AND e.household_id = n.household_id)
UNION ALL
SELECT n.household_id, n.code, n.head_name, 'changed' FROM import_household m JOIN household_now n ON n.household_id = m.household_id
WHERE m.batch_id = :batch_id AND EXISTS (SELECT 1 FROM household_event e WHERE e.undone_at IS NULL AND e.other_household_id = n.household_id)
UNION ALL
SELECT n.household_id, n.code, n.head_name, 'interview' FROM import_household m JOIN household_now n ON n.household_id = m.household_id
WHERE m.batch_id = :batch_id AND EXISTS (SELECT 1 FROM interview i WHERE i.household_id = n.household_id)
UNION ALL
SELECT n.household_id, n.code, n.head_name, 'class' FROM import_household m JOIN household_now n ON n.household_id = m.household_id
WHERE m.batch_id = :batch_id AND EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = n.household_id)
UNION ALL
SELECT n.household_id, n.code, n.head_name, 'season' FROM import_household m JOIN household_now n ON n.household_id = m.household_id
WHERE m.batch_id = :batch_id AND n.household_id IN (SELECT x.household_id FROM season_household x)
LIMIT 50;

-- many import_ids
-- why: other features are asked whether something of theirs rests on these households
-- in: batch_id id
-- out: household_id id
SELECT household_id FROM import_household WHERE batch_id = :batch_id ORDER BY household_no;


-- ---- a new day

-- many hamlets_of_now
-- why: where the present state says that hamlets lie, to hold it against the area tree of the day
-- out: hamlet_id id, commune_id id, district_id id, province_id id, urban bool
SELECT hamlet_id, commune_id, district_id, province_id, urban FROM household_now
GROUP BY province_id, district_id, commune_id, hamlet_id, urban ORDER BY hamlet_id, commune_id;

-- exec now_place_set
-- why: a hamlet came under another commune or district, or its commune changed its type
-- in: hamlet_id id, commune_id id, district_id id, province_id id, urban bool
UPDATE household_now SET commune_id = :commune_id, district_id = :district_id, province_id = :province_id, urban = :urban
WHERE hamlet_id = :hamlet_id AND (commune_id <> :commune_id OR district_id <> :district_id OR province_id <> :province_id OR urban <> :urban);

-- one household_day_seen
-- why: since when rows may have begun or ended without anybody writing
-- out: on_day day
SELECT on_day FROM household_day WHERE id = 1;

-- exec household_day_set
-- why: the day up to which the present state was brought
-- in: on_day day
INSERT INTO household_day (id, on_day) VALUES (1, :on_day) ON CONFLICT (id) DO UPDATE SET on_day = excluded.on_day;

-- many households_turned
-- why: households with a row that begins or ended by itself since then: a class that opens on 1 January, a planned move
-- in: after_day day, to_day day
-- out: household_id id
SELECT household_id FROM class_history WHERE superseded_at = 9223372036854775806
    AND ((valid_from > :after_day AND valid_from <= :to_day) OR (valid_to > :after_day AND valid_to <= :to_day))
UNION
SELECT household_id FROM household_version WHERE superseded_at = 9223372036854775806
    AND ((valid_from > :after_day AND valid_from <= :to_day) OR (valid_to > :after_day AND valid_to <= :to_day))
UNION
SELECT household_id FROM membership WHERE superseded_at = 9223372036854775806
    AND ((valid_from > :after_day AND valid_from <= :to_day) OR (valid_to > :after_day AND valid_to <= :to_day))
ORDER BY 1;
