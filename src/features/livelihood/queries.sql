-- exec model_insert
-- why: a district proposes
-- in: id id, title text, kind text, year int, district_id id, province_id id, need text, households_planned int, money money, account_id id, created_at instant
INSERT INTO model (id, title, kind, year, district_id, province_id, need, households_planned, money, state, version, account_id, created_at)
VALUES (:id, :title, :kind, :year, :district_id, :province_id, :need, :households_planned, :money, 'proposed', 1, :account_id, :created_at);

-- one model_get
-- why: one model
-- in: id id, today day
-- out: id id, title text, kind text, year int, district_id id, province_id id, district text, need text, households_planned int, money money, state text, union_agrees int?, document text?, approved_on day?, ended_on day?, result text?, version int, account_id id
SELECT m.id, m.title, m.kind, m.year, m.district_id, m.province_id,
       area_name(m.district_id, :today),
       m.need, m.households_planned, m.money, m.state, m.union_agrees, m.document, m.approved_on, m.ended_on, m.result, m.version, m.account_id
FROM model m WHERE m.id = :id;

-- exec model_set_state
-- why: consolidated, refused
-- in: id id, version int, from_state text, to_state text
UPDATE model SET state = :to_state, version = version + 1 WHERE id = :id AND version = :version AND state = :from_state;

-- exec model_set_union
-- why: the Farmers' Union says what it thinks
-- in: id id, version int, agrees int
UPDATE model SET union_agrees = :agrees, version = version + 1 WHERE id = :id AND version = :version AND state IN ('proposed', 'consolidated');

-- exec model_approve
-- why: the province approves; somebody else than who proposed
-- in: id id, version int, document text, on_day day, approved_by id
UPDATE model SET state = 'approved', document = :document, approved_on = :on_day, approved_by = :approved_by, version = version + 1
WHERE id = :id AND version = :version AND state = 'consolidated' AND union_agrees = 1 AND account_id <> :approved_by;

-- exec model_end
-- why: it is over, with what came of it
-- in: id id, version int, on_day day, result text
UPDATE model SET state = 'ended', ended_on = :on_day, result = :result, version = version + 1 WHERE id = :id AND version = :version AND state = 'approved';

-- exec model_step_insert
-- why: who said what
-- in: id id, model_id id, kind text, on_day day, note text?, agency_id id?, account_id id, recorded_at instant
INSERT INTO model_step (id, model_id, kind, on_day, note, agency_id, account_id, recorded_at)
VALUES (:id, :model_id, :kind, :on_day, :note, :agency_id, :account_id, :recorded_at);

-- many model_steps
-- why: the way of a proposal
-- in: model_id id, today day
-- out: kind text, on_day day, note text?, agency text?, who text
SELECT s.kind, s.on_day, s.note,
       agency_name(s.agency_id, :today),
       coalesce(a.display_name, '')
FROM model_step s LEFT JOIN account a ON a.id = s.account_id WHERE s.model_id = :model_id ORDER BY s.id;

-- exec model_household_insert
-- why: a household takes part
-- in: id id, model_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, classes text?, proof text?, joined_on day, income_before money?, account_id id, created_at instant
INSERT INTO model_household (id, model_id, household_id, hamlet_id, commune_id, district_id, province_id, classes, proof, joined_on, income_before, version, account_id, created_at)
VALUES (:id, :model_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :classes, :proof, :joined_on, :income_before, 1, :account_id, :created_at);

-- one model_household_get
-- why: one household of a model
-- in: id id
-- out: id id, model_id id, household_id id, hamlet_id id, commune_id id, code text, head_name text, joined_on day, income_before money?, income_after money?, outcome text?, left_on day?, left_reason text?, version int
SELECT p.id, p.model_id, p.household_id, p.hamlet_id, p.commune_id, h.code, coalesce(n.head_name, ''), p.joined_on, p.income_before, p.income_after, p.outcome, p.left_on, p.left_reason, p.version
FROM model_household p JOIN household h ON h.id = p.household_id LEFT JOIN household_now n ON n.household_id = p.household_id WHERE p.id = :id;

-- one model_household_there
-- why: a household takes part once
-- in: model_id id, household_id id
-- out: id id
SELECT id FROM model_household WHERE model_id = :model_id AND household_id = :household_id AND left_on IS NULL;

-- exec model_household_result
-- why: what came of it for the household
-- in: id id, version int, income_after money?, outcome text
UPDATE model_household SET income_after = :income_after, outcome = :outcome, version = version + 1 WHERE id = :id AND version = :version AND left_on IS NULL;

-- exec model_household_leave
-- why: a household leaves
-- in: id id, version int, left_on day, reason text
UPDATE model_household SET left_on = :left_on, left_reason = :reason, version = version + 1 WHERE id = :id AND version = :version AND left_on IS NULL;

-- exec model_household_touch
-- why: two people who write see each other
-- in: id id, version int
UPDATE model_household SET version = version + 1 WHERE id = :id AND version = :version AND left_on IS NULL;

-- exec model_input_insert
-- why: what the household was given
-- in: id id, model_household_id id, on_day day, what text, quantity int, unit text, value money, account_id id, recorded_at instant
INSERT INTO model_input (id, model_household_id, on_day, what, quantity, unit, value, account_id, recorded_at)
VALUES (:id, :model_household_id, :on_day, :what, :quantity, :unit, :value, :account_id, :recorded_at);

-- many model_inputs
-- why: what a household was given
-- in: model_household_id id
-- out: on_day day, what text, quantity int, unit text, value money
SELECT on_day, what, quantity, unit, value FROM model_input WHERE model_household_id = :model_household_id ORDER BY on_day, id LIMIT 500;

-- many model_households
-- why: who takes part
-- in: model_id id, today day, level int, area id
-- out: id id, household_id id, code text, head_name text, hamlet_name text, commune_name text, joined_on day, given money, income_before money?, income_after money?, outcome text?, left_reason text?
SELECT p.id, p.household_id, h.code, coalesce(n.head_name, ''),
       area_name(p.hamlet_id, :today),
       area_name(p.commune_id, :today),
       p.joined_on, coalesce((SELECT sum(i.value) FROM model_input i WHERE i.model_household_id = p.id), 0), p.income_before, p.income_after, p.outcome, p.left_reason
FROM model_household p JOIN household h ON h.id = p.household_id LEFT JOIN household_now n ON n.household_id = p.household_id
WHERE p.model_id = :model_id
  AND (:level IN (1, 9) OR (:level = 2 AND p.district_id = :area) OR (:level = 3 AND p.commune_id = :area) OR (:level = 4 AND p.hamlet_id = :area))
ORDER BY h.code LIMIT 2000;

-- one model_district_above
-- why: a commune, and its hamlets, see the models of the district that it belongs or belonged to
-- in: district_id id, ids ids
-- out: seen int
SELECT count(*) FROM area_version v LEFT JOIN area_version u ON u.area_id = v.parent_id
WHERE v.area_id IN_LIST(:ids) AND (v.parent_id = :district_id OR u.parent_id = :district_id);

-- list model_list
-- why: models on their way and under way; a commune sees those of its district
-- in: today day
-- out: id id, title text, kind text, year int, district text, state text, households_planned int, households int, money money
-- id: m.id
-- scope 1: m.province_id = :area
-- scope 2: m.district_id = :area
-- scope 3: m.district_id IN (SELECT v.parent_id FROM area_version v WHERE v.area_id = :area)
-- scope 4: m.district_id IN (SELECT u.parent_id FROM area_version v JOIN area_version u ON u.area_id = v.parent_id WHERE v.area_id = :area)
-- filter state text: m.state = :value
-- filter kind text: m.kind = :value
-- filter year int: m.year = :value
-- filter area int: :value IN (m.province_id, m.district_id)
-- sort newest int: -m.year
-- sort title text: m.title
SELECT m.id, m.title, m.kind, m.year,
       area_name(m.district_id, :today),
       m.state, m.households_planned, (SELECT count(*) FROM model_household p WHERE p.model_id = m.id AND p.left_on IS NULL), m.money
FROM model m WHERE {where} {order} {limit};

-- list model_household_list
-- why: households that take part, behind the figures
-- in: today day
-- out: id id, code text, head_name text, hamlet_name text, commune_name text, model text, joined_on day, given money, outcome text?, left_on day?
-- id: p.id
-- scope 1: p.province_id = :area
-- scope 2: p.district_id = :area
-- scope 3: p.commune_id = :area
-- scope 4: p.hamlet_id = :area
-- filter state text: CASE :value WHEN 'in' THEN p.left_on IS NULL ELSE p.left_on IS NOT NULL END
-- filter outcome text: p.outcome = :value
-- filter area int: :value IN (p.province_id, p.district_id, p.commune_id, p.hamlet_id)
-- filter from day: p.joined_on >= :value
-- filter to day: p.joined_on <= :value
-- sort newest int: -p.joined_on
SELECT p.id, h.code, coalesce(n.head_name, ''),
       area_name(p.hamlet_id, :today),
       area_name(p.commune_id, :today),
       m.title, p.joined_on, coalesce((SELECT sum(i.value) FROM model_input i WHERE i.model_household_id = p.id), 0), p.outcome, p.left_on
FROM model_household p JOIN model m ON m.id = p.model_id JOIN household h ON h.id = p.household_id LEFT JOIN household_now n ON n.household_id = p.household_id
WHERE {where} {order} {limit};

-- many model_figures
-- why: households that joined between two days, by area
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, households int, better int, gone int, given int
SELECT CASE :group_by WHEN 2 THEN p.district_id WHEN 3 THEN p.commune_id WHEN 4 THEN p.hamlet_id ELSE 0 END,
       sum(CASE WHEN p.left_on IS NULL THEN 1 ELSE 0 END), sum(CASE WHEN p.outcome = 'better' THEN 1 ELSE 0 END),
       sum(CASE WHEN p.left_on IS NOT NULL THEN 1 ELSE 0 END),
       sum(coalesce((SELECT sum(i.value) FROM model_input i WHERE i.model_household_id = p.id), 0))
FROM model_household p
WHERE p.joined_on BETWEEN :from_day AND :to_day
  AND (:level = 0 OR (:level = 1 AND p.province_id = :area) OR (:level = 2 AND p.district_id = :area)
       OR (:level = 3 AND p.commune_id = :area) OR (:level = 4 AND p.hamlet_id = :area))
GROUP BY 1;

-- ---- clean water

-- one water_year
-- why: the newest review that asked about water
-- in: to_day day
-- out: year int?
SELECT max(s.year) FROM season s WHERE s.kind IN ('yearly', 'general') AND s.starts_on <= :to_day AND EXISTS (SELECT 1 FROM interview i WHERE i.season_id = s.id);

-- many water_figures
-- why: rural households that were asked about their water in the review of a year, by area; read from the season on, which
--   the order of the CROSS JOINs tells SQLite
-- in: year int, indicator text, level int, area id, group_by int
-- out: area_id id, asked int, clean int, lacking int
SELECT CASE :group_by WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id WHEN 4 THEN n.hamlet_id ELSE 0 END, count(*),
       sum(CASE WHEN (i.deprived_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN (i.deprived_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 1 THEN 1 ELSE 0 END)
FROM season s CROSS JOIN interview i CROSS JOIN indicator d CROSS JOIN household_now n
WHERE s.year = :year AND s.kind IN ('yearly', 'general') AND i.season_id = s.id AND d.family = i.indicator_family AND d.code = :indicator
  AND n.household_id = i.household_id AND i.urban = 0 AND (i.answered_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 1
  AND (:level = 0 OR (:level = 1 AND n.province_id = :area) OR (:level = 2 AND n.district_id = :area)
       OR (:level = 3 AND n.commune_id = :area) OR (:level = 4 AND n.hamlet_id = :area))
GROUP BY 1;

-- list water_list
-- why: the households behind the rate; from the season on, as above
-- in: today day, year int, indicator text
-- out: id id, interview_id id, code text, head_name text, hamlet_name text, commune_name text, interviewed_on day, lacking bool, class_provincial int
-- id: i.household_id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter water text: CASE :value WHEN 'lacking' THEN (i.deprived_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 1 WHEN 'clean' THEN (i.deprived_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 0 ELSE TRUE END
-- filter area int: :value IN (n.province_id, n.district_id, n.commune_id, n.hamlet_id)
-- filter from day: :value IS NOT NULL
-- filter to day: :value IS NOT NULL
-- sort code text: n.code
SELECT i.household_id, i.id, n.code, n.head_name,
       area_name(n.hamlet_id, :today),
       area_name(n.commune_id, :today),
       i.interviewed_on, CASE WHEN (i.deprived_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 1 THEN 1 ELSE 0 END, n.class_provincial
FROM season s CROSS JOIN interview i CROSS JOIN indicator d CROSS JOIN household_now n
WHERE s.year = :year AND s.kind IN ('yearly', 'general') AND i.season_id = s.id AND d.family = i.indicator_family AND d.code = :indicator
  AND n.household_id = i.household_id AND i.urban = 0 AND (i.answered_mask >> CAST(d.no - 1 AS INTEGER)) & 1 = 1 AND {where} {order} {limit};

-- many model_demo_households
-- why: poor households of a district, for the demonstration
-- in: most int
-- out: household_id id, district_id id
SELECT household_id, district_id FROM household_now
WHERE status = 1 AND (class_provincial = 1 OR class_national IN (1, 2)) ORDER BY district_id, (household_id % 89), household_id LIMIT :most;
