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
SELECT hv.parent_id, coalesce(cv.urban, hv.urban, 0), CAST(sum(x.households) AS BIGINT)
FROM (SELECT v.hamlet_id, count(*) AS households FROM class_history k
      JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
          AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
      WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
          AND k.valid_from <= :class_day AND k.valid_to > :class_day
      GROUP BY v.hamlet_id) x
JOIN area_version hv ON hv.area_id = x.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
LEFT JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
GROUP BY hv.parent_id, coalesce(cv.urban, hv.urban, 0);

-- many rate_poor_provisional
-- why: as above, with the results of an open season in place of the classes they would change
-- in: standard_id id, on_day day, class_day day, season_id id
-- out: unit_id id, urban int, households int
SELECT hv.parent_id, coalesce(cv.urban, hv.urban, 0), CAST(sum(x.households) AS BIGINT)
FROM (SELECT v.hamlet_id, count(*) AS households FROM (
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
      GROUP BY v.hamlet_id) x
JOIN area_version hv ON hv.area_id = x.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
LEFT JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
GROUP BY hv.parent_id, coalesce(cv.urban, hv.urban, 0);

-- many rate_spans
-- why: when each household was poor, resident and in which hamlet, for figures of many days at once
-- in: standard_id id, from_day day, to_day day
-- out: hamlet_id id, class_from day, class_to day, place_from day, place_to day
SELECT v.hamlet_id, k.valid_from, k.valid_to, v.valid_from, v.valid_to
FROM class_history k
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806 AND v.status = 1
    AND v.valid_from <= :to_day AND v.valid_to > :from_day
WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
    AND k.valid_from <= :to_day + 1 AND k.valid_to > :from_day;

-- many rate_hamlets
-- why: to which unit each hamlet belonged within some days
-- in: from_day day, to_day day
-- out: hamlet_id id, unit_id id, tree_from day, tree_to day
SELECT area_id, parent_id, valid_from, valid_to FROM area_version
WHERE parent_id IS NOT NULL AND valid_from <= :to_day AND valid_to > :from_day ORDER BY area_id, valid_from;

-- many rate_tree_days
-- why: the days on which the map changed: between two of them it is read once
-- in: from_day day, to_day day
-- out: on_day day
SELECT valid_from FROM area_version WHERE valid_from > :from_day AND valid_from <= :to_day
UNION SELECT valid_to FROM area_version WHERE valid_to > :from_day AND valid_to <= :to_day ORDER BY 1;

-- many rate_declared
-- why: the newest declared total of each unit on or before the day
-- in: on_day day
-- out: unit_id id, households int, urban_households int, on_day day, source text
SELECT n.area_id, CAST(sum(n.households) AS BIGINT), CAST(sum(CASE WHEN n.urban = 1 THEN n.households ELSE 0 END) AS BIGINT),
       max(n.on_day), min(n.source)
FROM area_household_count n
WHERE n.on_day = (SELECT max(m.on_day) FROM area_household_count m WHERE m.area_id = n.area_id AND m.on_day <= :on_day)
GROUP BY n.area_id;

-- many rate_counted_now
-- why: resident households in the register today; those of an import that does not count yet are taken off
-- out: unit_id id, households int, urban_households int
SELECT commune_id, CAST(sum(n) AS BIGINT), CAST(sum(n * urban) AS BIGINT)
FROM (SELECT commune_id, urban, households AS n FROM household_count
      UNION ALL SELECT h.commune_id, h.urban, -1 FROM household_now h
      WHERE h.status = 1 AND h.household_id IN (SELECT u.household_id FROM household_unborn u)) x
GROUP BY commune_id;

-- many rate_counted_on
-- why: resident households in the register on another day
-- in: on_day day
-- out: unit_id id, households int, urban_households int
SELECT hv.parent_id, CAST(sum(x.households) AS BIGINT), CAST(sum(CASE WHEN coalesce(cv.urban, hv.urban, 0) = 1 THEN x.households ELSE 0 END) AS BIGINT)
FROM (SELECT v.hamlet_id, count(*) AS households FROM household_version v
      WHERE v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
        AND v.household_id NOT IN (SELECT u.household_id FROM household_unborn u)
      GROUP BY v.hamlet_id) x
JOIN area_version hv ON hv.area_id = x.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
LEFT JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
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

-- many rate_season_progress
-- why: the forecast: who of the season's list was poor, who is judged or at least interviewed, and as what
-- in: season_id id, standard_id id, on_day day, class_day day
-- out: unit_id id, was_poor bool, now_poor bool, judged int, households int
SELECT hv.parent_id, CASE WHEN s.class = 1 THEN 1 ELSE 0 END AS was_poor,
       CASE WHEN EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = h.household_id AND k.standard_id = :standard_id AND k.class = 1
           AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :class_day AND k.valid_to > :class_day)
           AND v.household_id IS NOT NULL THEN 1 ELSE 0 END AS now_poor,
       coalesce(p.class, r.class, CASE WHEN h.state = 7 THEN 3 ELSE 0 END) AS judged, count(*)
FROM season_household h
JOIN area_version hv ON hv.area_id = h.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
LEFT JOIN household_version v ON v.household_id = h.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
LEFT JOIN season_start s ON s.season_id = h.season_id AND s.standard_id = :standard_id AND s.household_id = h.household_id
LEFT JOIN season_class p ON p.season_id = h.season_id AND p.standard_id = :standard_id AND p.household_id = h.household_id
LEFT JOIN interview i ON i.season_id = h.season_id AND i.household_id = h.household_id
LEFT JOIN interview_result r ON r.interview_id = i.id AND r.standard_id = :standard_id
WHERE h.season_id = :season_id AND h.state < 8
GROUP BY hv.parent_id, was_poor, now_poor, judged
ORDER BY hv.parent_id, was_poor, now_poor, judged;

-- many rate_flows
-- why: movement between the classes since the start list, each household once
-- in: season_id id, standard_id id, commune_ids ids
-- out: class_from int, class_to int, came bool, fallen bool, households int
SELECT class_from, class_to, came, fallen, count(*) FROM season_entry
WHERE season_id = :season_id AND standard_id = :standard_id AND commune_id IN_LIST(:commune_ids)
    AND (class_from <> 0 OR class_to IN (1, 2))
GROUP BY class_from, class_to, came, fallen
ORDER BY class_from, came, fallen, class_to;

-- list rate_households
-- why: the households behind the numerator, exactly those that were counted; with a season also its undecided results
--   in place of the classes they would change (season 0: none)
-- in: standard_id id, on_day day, class_day day, season_id id
-- out: household_id id, code text, head_name text, hamlet_name text, unit_name text, member_count int?, class_from day, movement text
-- id: k.household_id
-- scope 1: hv.parent_id IN (SELECT c.area_id FROM area_version c LEFT JOIN area_version d ON d.area_id = c.parent_id AND d.valid_from <= :on_day AND d.valid_to > :on_day WHERE c.valid_from <= :on_day AND c.valid_to > :on_day AND (c.parent_id = :area OR d.parent_id = :area))
-- scope 2: hv.parent_id IN (SELECT :area UNION SELECT c.area_id FROM area_version c WHERE c.parent_id = :area AND c.valid_from <= :on_day AND c.valid_to > :on_day)
-- scope 3: hv.parent_id = :area
-- scope 4: v.hamlet_id = :area
-- sort code text: h.code
-- filter area int: hv.parent_id IN (WITH RECURSIVE down(id) AS (SELECT :value UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id AND w.valid_from <= :on_day AND w.valid_to > :on_day JOIN area x ON x.id = w.area_id WHERE x.level <= 3) SELECT id FROM down)
-- filter urban int: coalesce(cv.urban, hv.urban, 0) = :value
SELECT k.household_id, h.code,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
                 AND p.valid_from <= :on_day AND p.valid_to > :on_day LIMIT 1), ''),
       hv.name,
       coalesce(cv.name, ''),
       (SELECT count(*) FROM membership m WHERE m.household_id = k.household_id AND m.superseded_at = 9223372036854775806
        AND m.valid_from <= :on_day AND m.valid_to > :on_day),
       k.valid_from, k.movement
FROM (
    SELECT k.household_id, k.valid_from, k.movement FROM class_history k
    WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
        AND k.valid_from <= :class_day AND k.valid_to > :class_day
        AND NOT EXISTS (SELECT 1 FROM season_household h
            JOIN season_class p ON p.season_id = h.season_id AND p.household_id = h.household_id AND p.standard_id = :standard_id
            WHERE h.season_id = :season_id AND h.household_id = k.household_id AND h.state BETWEEN 1 AND 5)
    UNION ALL
    SELECT h.household_id, :class_day, 'provisional' FROM season_household h
    JOIN season_class p ON p.season_id = h.season_id AND p.household_id = h.household_id AND p.standard_id = :standard_id
    WHERE h.season_id = :season_id AND h.state BETWEEN 1 AND 5 AND p.class = 1
) k
JOIN household h ON h.id = k.household_id
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
LEFT JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
WHERE {where}
{order} {limit};

-- many rate_numerator
-- why: the households behind the numerator of several communes, to be kept with a signature
-- in: standard_id id, on_day day, class_day day, season_id id, commune_ids ids
-- out: household_id id, code text, head_name text, hamlet_name text, unit_name text, hamlet_id id, unit_id id
SELECT k.household_id, h.code,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
                 AND p.valid_from <= :on_day AND p.valid_to > :on_day LIMIT 1), ''),
       hv.name, coalesce(cv.name, ''), v.hamlet_id, hv.parent_id
FROM (
    SELECT k.household_id, k.valid_from, k.movement FROM class_history k
    WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
        AND k.valid_from <= :class_day AND k.valid_to > :class_day
        AND NOT EXISTS (SELECT 1 FROM season_household h
            JOIN season_class p ON p.season_id = h.season_id AND p.household_id = h.household_id AND p.standard_id = :standard_id
            WHERE h.season_id = :season_id AND h.household_id = k.household_id AND h.state BETWEEN 1 AND 5)
    UNION ALL
    SELECT h.household_id, :class_day, 'provisional' FROM season_household h
    JOIN season_class p ON p.season_id = h.season_id AND p.household_id = h.household_id AND p.standard_id = :standard_id
    WHERE h.season_id = :season_id AND h.state BETWEEN 1 AND 5 AND p.class = 1
) k
JOIN household h ON h.id = k.household_id
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
LEFT JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
WHERE hv.parent_id IN_LIST(:commune_ids)
ORDER BY h.code, k.household_id;

-- exec rate_target_ship
-- why: targets of the shipped plan; what an officer entered since is not touched
-- in: id id, area_id id, standard_kind text, indicator text, due_on day, value int, document text, source text?, certainty text, recorded_at instant
INSERT INTO target (id, area_id, standard_kind, indicator, due_on, value, document, source, certainty, reason, recorded_at, superseded_at, account_id)
VALUES (:id, :area_id, :standard_kind, :indicator, :due_on, :value, :document, :source, :certainty, NULL, :recorded_at, 9223372036854775806, 0)
ON CONFLICT (id) DO NOTHING;

-- exec rate_target_insert
-- why: an officer enters a target, or a new value of one
-- in: id id, area_id id, standard_kind text, indicator text, due_on day, value int, document text, certainty text, reason text?, recorded_at instant, account_id id
INSERT INTO target (id, area_id, standard_kind, indicator, due_on, value, document, source, certainty, reason, recorded_at, superseded_at, account_id)
VALUES (:id, :area_id, :standard_kind, :indicator, :due_on, :value, :document, :document, :certainty, :reason, :recorded_at, 9223372036854775806, :account_id);

-- exec rate_target_end
-- why: the value before stays readable, marked as replaced; who has seen an older one changes nothing
-- in: id id, at instant
UPDATE target SET superseded_at = :at WHERE id = :id AND superseded_at = 9223372036854775806;

-- one rate_target_one
-- why: the target being changed
-- in: id id
-- out: id id, area_id id, standard_kind text, indicator text, due_on day, value int, document text, source text?, certainty text, reason text?, superseded_at instant
SELECT id, area_id, standard_kind, indicator, due_on, value, document, source, certainty, reason, superseded_at FROM target WHERE id = :id;

-- many rate_target_history
-- why: what the target was before, when that changed and why
-- in: area_id id, standard_kind text, indicator text, due_on day
-- out: id id, value int, document text, certainty text, reason text?, recorded_at instant, superseded_at instant, account_name text?
SELECT t.id, t.value, t.document, t.certainty, t.reason, t.recorded_at, t.superseded_at,
       (SELECT a.display_name FROM account a WHERE a.id = t.account_id)
FROM target t WHERE t.area_id = :area_id AND t.standard_kind = :standard_kind AND t.indicator = :indicator AND t.due_on = :due_on
ORDER BY t.recorded_at DESC, t.id DESC;

-- list rate_target_list
-- why: the targets of the province and of each district with its own
-- in: on_day day
-- out: id id, area_id id, area_name text, area_level int, standard_kind text, indicator text, due_on day, value int, document text, source text, certainty text, recorded_at instant
-- id: t.id
-- scope: none because targets are published in plans
-- sort due int, text: -t.due_on, coalesce(v.name_fold, '')
-- sort area text: coalesce(v.name_fold, '')
-- filter standard text: t.standard_kind = :value
-- filter area int: t.area_id = :value
SELECT t.id, t.area_id, coalesce(v.name, ''), a.level, t.standard_kind, t.indicator, t.due_on, t.value, t.document,
       coalesce(t.source, ''), t.certainty, t.recorded_at
FROM target t JOIN area a ON a.id = t.area_id
LEFT JOIN area_version v ON v.area_id = t.area_id AND v.valid_from = area_since(t.area_id, :on_day)
WHERE t.superseded_at = 9223372036854775806 AND {where} {order} {limit};

-- one rate_target_of
-- why: the target of the area itself, else of the nearest unit above that has one
-- in: area_id id, standard_kind text, indicator text, on_day day
-- out: id id, area_id id, value int, due_on day, document text, certainty text
WITH RECURSIVE up(id, depth) AS (
    SELECT CAST(:area_id AS BIGINT), 0
    UNION ALL
    SELECT v.parent_id, up.depth + 1 FROM up
    JOIN area_version v ON v.area_id = up.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
    WHERE v.parent_id IS NOT NULL AND up.depth < 6
)
SELECT t.id, t.area_id, t.value, t.due_on, t.document, t.certainty
FROM up JOIN target t ON t.area_id = up.id AND t.standard_kind = :standard_kind AND t.indicator = :indicator
    AND t.due_on >= :on_day AND t.superseded_at = 9223372036854775806
ORDER BY up.depth, t.due_on LIMIT 1;

-- many rate_targets_own
-- why: each district's own target, beside its rate
-- in: standard_kind text, indicator text, on_day day
-- out: area_id id, id id, value int, due_on day, document text
SELECT t.area_id, t.id, t.value, t.due_on, t.document FROM target t
WHERE t.standard_kind = :standard_kind AND t.indicator = :indicator AND t.due_on >= :on_day AND t.superseded_at = 9223372036854775806
ORDER BY t.area_id, t.due_on;
