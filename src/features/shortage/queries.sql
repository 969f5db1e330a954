-- many shortage_poor
-- why: poor households in force, with the answers of the year's review where they were reviewed, on the map of one day
-- in: year int, standard_id id, family text, class_day day, on_day day, tree_day day
-- out: unit_id id, reviewed bool, deprived int, answered int, households int
SELECT hv.parent_id, CASE WHEN i.id IS NULL THEN 0 ELSE 1 END AS reviewed, coalesce(i.deprived_mask, 0) AS deprived,
       coalesce(i.answered_mask, 0) AS answered, count(*)
FROM class_history k
JOIN household_version v ON v.household_id = k.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :tree_day AND hv.valid_to > :tree_day
LEFT JOIN interview i ON i.id = (SELECT max(j.id) FROM interview j JOIN season s ON s.id = j.season_id AND s.year = :year AND s.kind IN ('yearly', 'general')
    WHERE j.household_id = k.household_id AND j.indicator_family = :family AND j.interviewed_on <= :on_day)
WHERE k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806
    AND k.valid_from <= :class_day AND k.valid_to > :class_day
GROUP BY hv.parent_id, reviewed, deprived, answered
ORDER BY hv.parent_id, reviewed, deprived, answered;

-- many shortage_minority
-- why: reviewed households whose head is of an ethnic minority; the others are counted apart
-- in: year int, family text, on_day day, tree_day day
-- out: unit_id id, deprived int, answered int, households int
SELECT hv.parent_id, i.deprived_mask, i.answered_mask, count(*)
FROM season s
JOIN interview i ON i.season_id = s.id AND i.indicator_family = :family AND i.interviewed_on <= :on_day
JOIN household_version v ON v.household_id = i.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :tree_day AND hv.valid_to > :tree_day
JOIN person_version p ON p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
    AND p.valid_from <= :on_day AND p.valid_to > :on_day
WHERE s.year = :year AND s.kind IN ('yearly', 'general') AND p.ethnicity IS NOT NULL AND p.ethnicity <> '' AND p.ethnicity NOT LIKE 'Kinh%'
GROUP BY hv.parent_id, i.deprived_mask, i.answered_mask
ORDER BY hv.parent_id, i.deprived_mask, i.answered_mask;

-- many shortage_minority_all
-- why: how many households of ethnic minorities there are today, to say how many were not reviewed
-- out: unit_id id, households int
SELECT commune_id, count(*) FROM household_now WHERE status = 1 AND minority = 1
GROUP BY province_id, district_id, commune_id;

-- list shortage_households
-- why: a cell opens to exactly the households that it counts
-- in: year int, standard_id id, family text, class_day day, on_day day, tree_day day
-- out: household_id id, code text, head_name text, hamlet_name text, unit_name text, interviewed_on day, interview_id id, deprived int
-- id: i.household_id
-- scope 1: hv.parent_id IN (SELECT c.area_id FROM area_version c LEFT JOIN area_version d ON d.area_id = c.parent_id AND d.valid_from <= :tree_day AND d.valid_to > :tree_day WHERE c.valid_from <= :tree_day AND c.valid_to > :tree_day AND (c.parent_id = :area OR d.parent_id = :area))
-- scope 2: hv.parent_id IN (SELECT :area UNION SELECT c.area_id FROM area_version c WHERE c.parent_id = :area AND c.valid_from <= :tree_day AND c.valid_to > :tree_day)
-- scope 3: hv.parent_id = :area
-- scope 4: v.hamlet_id = :area
-- filter area int: hv.parent_id IN (WITH RECURSIVE down(id) AS (SELECT :value UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id AND w.valid_from <= :tree_day AND w.valid_to > :tree_day JOIN area x ON x.id = w.area_id WHERE x.level <= 3) SELECT id FROM down)
-- filter poor: EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = i.household_id AND k.standard_id = :standard_id AND k.class = 1 AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :class_day AND k.valid_to > :class_day)
-- filter minority: EXISTS (SELECT 1 FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day AND p.ethnicity IS NOT NULL AND p.ethnicity <> '' AND p.ethnicity NOT LIKE 'Kinh%')
-- filter lacks int: (i.deprived_mask & :value) <> 0
-- sort code text: h.code
SELECT i.household_id, h.code,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = v.head_person_id AND p.superseded_at = 9223372036854775806
                 AND p.valid_from <= :on_day AND p.valid_to > :on_day LIMIT 1), ''),
       hv.name, coalesce(cv.name, ''), i.interviewed_on, i.id, i.deprived_mask
FROM interview i
JOIN season s ON s.id = i.season_id AND s.year = :year AND s.kind IN ('yearly', 'general')
JOIN household h ON h.id = i.household_id
JOIN household_version v ON v.household_id = i.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :tree_day AND hv.valid_to > :tree_day
LEFT JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :tree_day AND cv.valid_to > :tree_day
WHERE i.indicator_family = :family AND i.interviewed_on <= :on_day AND {where} {order} {limit};
