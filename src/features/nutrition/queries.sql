-- exec nutrition_insert
-- why: a child or a woman is looked after
-- in: id id, person_id id, kind text, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, classes text?, proof text?, opened_on day, account_id id, created_at instant
INSERT INTO nutrition_person (id, person_id, kind, household_id, hamlet_id, commune_id, district_id, province_id, classes, proof, opened_on, version, account_id, created_at)
VALUES (:id, :person_id, :kind, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :classes, :proof, :opened_on, 1, :account_id, :created_at);

-- one nutrition_get
-- why: one person
-- in: id id
-- out: id id, person_id id, person_name text, born_on day?, kind text, household_id id, hamlet_id id, commune_id id, proof text?, opened_on day, closed_on day?, closed_reason text?, version int
SELECT k.id, k.person_id, coalesce(p.full_name, ''), p.born_on, k.kind, k.household_id, k.hamlet_id, k.commune_id, k.proof, k.opened_on, k.closed_on, k.closed_reason, k.version
FROM nutrition_person k
LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.id = :id;

-- one nutrition_open_of
-- why: a person is looked after once at a time
-- in: person_id id
-- out: id id
SELECT id FROM nutrition_person WHERE person_id = :person_id AND closed_on IS NULL;

-- exec nutrition_touch
-- why: two people who write see each other
-- in: id id, version int, closed_on day?, closed_reason text?
UPDATE nutrition_person SET closed_on = :closed_on, closed_reason = :closed_reason, version = version + 1
WHERE id = :id AND version = :version AND closed_on IS NULL;

-- exec measure_insert
-- why: weight and height of a day
-- in: id id, nutrition_id id, on_day day, weight_g int, height_mm int, note text?, account_id id, recorded_at instant
INSERT INTO nutrition_measure (id, nutrition_id, on_day, weight_g, height_mm, note, account_id, recorded_at)
VALUES (:id, :nutrition_id, :on_day, :weight_g, :height_mm, :note, :account_id, :recorded_at);

-- exec measure_cancel
-- why: a measurement that was wrong does not count and stays readable
-- in: id id, nutrition_id id, reason text
UPDATE nutrition_measure SET cancelled_reason = :reason WHERE id = :id AND nutrition_id = :nutrition_id AND cancelled_reason IS NULL;

-- one measure_before
-- why: somebody who shrank was measured wrongly
-- in: nutrition_id id, on_day day
-- out: on_day day, weight_g int, height_mm int
SELECT on_day, weight_g, height_mm FROM nutrition_measure
WHERE nutrition_id = :nutrition_id AND on_day <= :on_day AND cancelled_reason IS NULL ORDER BY on_day DESC, id DESC LIMIT 1;

-- many measures_of
-- why: how somebody grows
-- in: nutrition_id id
-- out: id id, on_day day, weight_g int, height_mm int, note text?, cancelled_reason text?, who text
SELECT m.id, m.on_day, m.weight_g, m.height_mm, m.note, m.cancelled_reason, coalesce(a.display_name, '')
FROM nutrition_measure m LEFT JOIN account a ON a.id = m.account_id WHERE m.nutrition_id = :nutrition_id ORDER BY m.on_day DESC, m.id DESC LIMIT 300;

-- exec supply_insert
-- why: what somebody was given
-- in: id id, nutrition_id id, on_day day, agency_id id, good_id id, quantity int, what text, account_id id, recorded_at instant
INSERT INTO nutrition_supply (id, nutrition_id, on_day, agency_id, good_id, quantity, what, account_id, recorded_at)
VALUES (:id, :nutrition_id, :on_day, :agency_id, :good_id, :quantity, :what, :account_id, :recorded_at);

-- many supplies_of
-- why: what somebody was given
-- in: nutrition_id id
-- out: id id, on_day day, what text, who text
SELECT s.id, s.on_day, s.what, coalesce(a.display_name, '')
FROM nutrition_supply s LEFT JOIN account a ON a.id = s.account_id WHERE s.nutrition_id = :nutrition_id ORDER BY s.on_day DESC, s.id DESC LIMIT 300;

-- list nutrition_list
-- why: who is looked after; behind the figures who was measured or supplied between two days
-- in: today day, step text, from_day day, to_day day
-- out: id id, person_name text, born_on day?, kind text, code text, hamlet_name text, commune_name text, opened_on day, measured_on day?, weight_g int?, height_mm int?, closed_on day?
-- id: k.id
-- scope 1: k.province_id = :area
-- scope 2: k.district_id = :area
-- scope 3: k.commune_id = :area
-- scope 4: k.hamlet_id = :area
-- filter kind text: k.kind = :value
-- filter state text: CASE :value WHEN 'open' THEN k.closed_on IS NULL WHEN 'unmeasured' THEN k.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM nutrition_measure m WHERE m.nutrition_id = k.id AND m.cancelled_reason IS NULL AND m.on_day > :today - 183) ELSE k.closed_on IS NOT NULL END
-- filter step text: :value IS NOT NULL
-- filter from day: :value IS NOT NULL
-- filter to day: :value IS NOT NULL
-- filter area int: :value IN (k.province_id, k.district_id, k.commune_id, k.hamlet_id)
-- sort newest int: -k.opened_on
SELECT k.id, coalesce(p.full_name, ''), p.born_on, k.kind, h.code,
       area_name(k.hamlet_id, :today),
       area_name(k.commune_id, :today),
       k.opened_on, l.on_day, l.weight_g, l.height_mm, k.closed_on
FROM nutrition_person k JOIN household h ON h.id = k.household_id
LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
LEFT JOIN nutrition_measure l ON l.id = (SELECT m.id FROM nutrition_measure m WHERE m.nutrition_id = k.id AND m.cancelled_reason IS NULL ORDER BY m.on_day DESC, m.id DESC LIMIT 1)
WHERE ((:step = '' AND k.opened_on <= :to_day AND coalesce(k.closed_on, 2932896) >= :from_day)
       OR (:step = 'measured' AND EXISTS (SELECT 1 FROM nutrition_measure m WHERE m.nutrition_id = k.id AND m.cancelled_reason IS NULL AND m.on_day BETWEEN :from_day AND :to_day))
       OR (:step = 'supplied' AND EXISTS (SELECT 1 FROM nutrition_supply s WHERE s.nutrition_id = k.id AND s.on_day BETWEEN :from_day AND :to_day)))
  AND {where} {order} {limit};

-- many nutrition_figures
-- why: who was looked after, measured, supplied between two days, by area; each once
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, children int, women int, measured int, supplied int
SELECT CASE :group_by WHEN 2 THEN k.district_id WHEN 3 THEN k.commune_id WHEN 4 THEN k.hamlet_id ELSE 0 END,
       sum(CASE WHEN k.kind = 'child' AND k.opened_on <= :to_day AND coalesce(k.closed_on, 2932896) >= :from_day THEN 1 ELSE 0 END),
       sum(CASE WHEN k.kind = 'woman' AND k.opened_on <= :to_day AND coalesce(k.closed_on, 2932896) >= :from_day THEN 1 ELSE 0 END),
       sum(CASE WHEN EXISTS (SELECT 1 FROM nutrition_measure m WHERE m.nutrition_id = k.id AND m.cancelled_reason IS NULL AND m.on_day BETWEEN :from_day AND :to_day) THEN 1 ELSE 0 END),
       sum(CASE WHEN EXISTS (SELECT 1 FROM nutrition_supply s WHERE s.nutrition_id = k.id AND s.on_day BETWEEN :from_day AND :to_day) THEN 1 ELSE 0 END)
FROM nutrition_person k
WHERE (:level = 0 OR (:level = 1 AND k.province_id = :area) OR (:level = 2 AND k.district_id = :area)
       OR (:level = 3 AND k.commune_id = :area) OR (:level = 4 AND k.hamlet_id = :area))
GROUP BY 1;

-- many nutrition_demo_children
-- why: children of poor households, for the demonstration
-- in: born_after day, most int
-- out: person_id id, born_on day
SELECT p.person_id, p.born_on
FROM household_now n
JOIN membership m ON m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE n.status = 1 AND (n.class_national IN (1, 2) OR n.class_provincial = 1) AND p.died_on IS NULL AND p.born_on > :born_after
ORDER BY (p.person_id % 97), p.person_id LIMIT :most;
