-- one rate_standard
-- why: the standard of a kind in force on a day
-- in: kind text, on_day day
-- out: id id, key text, name text, document text?, certainty text
SELECT id, key, name, document, certainty FROM standard
WHERE kind = :kind AND valid_from <= :on_day AND valid_to > :on_day ORDER BY valid_from DESC, id LIMIT 1;

-- many rate_poor
-- why: poor households in force, by hamlet's unit at commune level on the day
-- in: standard_id id, on_day day, class_day day
-- out: unit_id id, urban int, households int
SELECT hv.parent_id, coalesce(hv.urban, 0), count(*)
FROM class_history k
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
    AND k.valid_from <= :class_day AND k.valid_to > :class_day
GROUP BY hv.parent_id, coalesce(hv.urban, 0);

-- many rate_poor_provisional
-- why: as above, with the results of an open season in place of the classes they would change
-- in: standard_id id, on_day day, class_day day, season_id id
-- out: unit_id id, urban int, households int
SELECT hv.parent_id, coalesce(hv.urban, 0), count(*)
FROM (
    SELECT k.household_id FROM class_history k
    WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
        AND k.valid_from <= :class_day AND k.valid_to > :class_day
        AND NOT EXISTS (SELECT 1 FROM season_household h
            JOIN season_class p ON p.season_id = h.season_id AND p.household_id = h.household_id AND p.standard_id = :standard_id
            WHERE h.season_id = :season_id AND h.household_id = k.household_id AND h.state BETWEEN 1 AND 5)
    UNION ALL
    SELECT h.household_id FROM season_household h
    JOIN season_class p ON p.season_id = h.season_id AND p.household_id = h.household_id AND p.standard_id = :standard_id
    WHERE h.season_id = :season_id AND h.state BETWEEN 1 AND 5 AND p.class = 1
) k
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
GROUP BY hv.parent_id, coalesce(hv.urban, 0);

-- many rate_spans
-- why: when each household was poor, resident and where, for figures of many days at once
-- in: standard_id id, from_day day, to_day day
-- out: unit_id id, class_from day, class_to day, place_from day, place_to day, tree_from day, tree_to day
SELECT hv.parent_id, k.valid_from, k.valid_to, v.valid_from, v.valid_to, hv.valid_from, hv.valid_to
FROM class_history k
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806 AND v.status = 1
    AND v.valid_from <= :to_day AND v.valid_to > :from_day
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :to_day AND hv.valid_to > :from_day
WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
    AND k.valid_from <= :to_day + 1 AND k.valid_to > :from_day;

-- many rate_declared
-- why: the newest declared total of each unit on or before the day
-- in: on_day day
-- out: unit_id id, households int
SELECT n.area_id, CAST(sum(n.households) AS BIGINT)
FROM area_household_count n
WHERE n.on_day = (SELECT max(m.on_day) FROM area_household_count m WHERE m.area_id = n.area_id AND m.on_day <= :on_day)
GROUP BY n.area_id;

-- many rate_counted_now
-- why: resident households in the register today
-- out: unit_id id, households int
SELECT commune_id, count(*) FROM household_now WHERE status = 1 GROUP BY province_id, district_id, commune_id;

-- many rate_counted_on
-- why: resident households in the register on another day
-- in: on_day day
-- out: unit_id id, households int
SELECT hv.parent_id, CAST(sum(x.households) AS BIGINT)
FROM (SELECT v.hamlet_id, count(*) AS households FROM household_version v
      WHERE v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
      GROUP BY v.hamlet_id) x
JOIN area_version hv ON hv.area_id = x.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
GROUP BY hv.parent_id;

-- one rate_open_season
-- why: the yearly season whose undecided results make the provisional figure
-- in: year int
-- out: id id
SELECT id FROM season WHERE kind IN ('yearly', 'general') AND year = :year ORDER BY id LIMIT 1;

-- one rate_undecided
-- why: the year-end figure is official when nothing of its season is left undecided
-- in: year int
-- out: seasons int, undecided int
SELECT (SELECT count(*) FROM season s WHERE s.year = :year AND s.kind IN ('yearly', 'general')),
       (SELECT count(*) FROM season s JOIN season_household h ON h.season_id = s.id
        WHERE s.year = :year AND s.kind IN ('yearly', 'general') AND h.state < 6);

-- list rate_households
-- why: the households behind the numerator, exactly those that were counted
-- in: standard_id id, on_day day, class_day day
-- out: household_id id, code text, head_name text, hamlet_name text, unit_name text, member_count int?, class_from day, movement text
-- id: k.household_id
-- scope 1: hv.parent_id IN (SELECT c.area_id FROM area_version c LEFT JOIN area_version d ON d.area_id = c.parent_id AND d.valid_from <= :on_day AND d.valid_to > :on_day WHERE c.valid_from <= :on_day AND c.valid_to > :on_day AND (c.parent_id = :area OR d.parent_id = :area))
-- scope 2: hv.parent_id IN (SELECT :area UNION SELECT c.area_id FROM area_version c WHERE c.parent_id = :area AND c.valid_from <= :on_day AND c.valid_to > :on_day)
-- scope 3: hv.parent_id = :area
-- scope 4: v.hamlet_id = :area
-- sort code text: h.code
-- filter area int: hv.parent_id IN (WITH RECURSIVE down(id) AS (SELECT :value UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id AND w.valid_from <= :on_day AND w.valid_to > :on_day JOIN area x ON x.id = w.area_id WHERE x.level <= 3) SELECT id FROM down)
-- filter urban int: coalesce(hv.urban, 0) = :value
SELECT k.household_id, h.code,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
                 AND p.valid_from <= :on_day AND p.valid_to > :on_day LIMIT 1), ''),
       hv.name,
       coalesce((SELECT u.name FROM area_version u WHERE u.area_id = hv.parent_id AND u.valid_from <= :on_day AND u.valid_to > :on_day), ''),
       (SELECT count(*) FROM membership m WHERE m.household_id = k.household_id AND m.superseded_at = 9223372036854775806
        AND m.valid_from <= :on_day AND m.valid_to > :on_day),
       k.valid_from, k.movement
FROM class_history k
JOIN household h ON h.id = k.household_id
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
    AND k.valid_from <= :class_day AND k.valid_to > :class_day AND {where}
{order} {limit};

-- exec rate_target_put
-- why: targets of the plan
-- in: area_id id, standard_kind text, indicator text, due_on day, value int, document text, source text?, certainty text
INSERT INTO target (area_id, standard_kind, indicator, due_on, value, document, source, certainty, version)
VALUES (:area_id, :standard_kind, :indicator, :due_on, :value, :document, :source, :certainty, 1)
ON CONFLICT (area_id, standard_kind, indicator, due_on) DO UPDATE SET value = excluded.value, document = excluded.document,
    source = excluded.source, certainty = excluded.certainty;

-- one rate_target_of
-- why: the target of the area itself, else of the nearest unit above that has one
-- in: area_id id, standard_kind text, indicator text, on_day day
-- out: area_id id, value int, due_on day, document text, certainty text
WITH RECURSIVE up(id, depth) AS (
    SELECT CAST(:area_id AS BIGINT), 0
    UNION ALL
    SELECT v.parent_id, up.depth + 1 FROM up
    JOIN area_version v ON v.area_id = up.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
    WHERE v.parent_id IS NOT NULL AND up.depth < 6
)
SELECT t.area_id, t.value, t.due_on, t.document, t.certainty
FROM up JOIN target t ON t.area_id = up.id AND t.standard_kind = :standard_kind AND t.indicator = :indicator AND t.due_on >= :on_day
ORDER BY up.depth, t.due_on LIMIT 1;
