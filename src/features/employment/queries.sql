-- exec job_seeker_insert
-- why: somebody of the households concerned looks for work
-- in: id id, person_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, classes text?, opened_on day, wish text, skills text?, account_id id, created_at instant
INSERT INTO job_seeker (id, person_id, household_id, hamlet_id, commune_id, district_id, province_id, classes, opened_on, wish, skills, state, version, account_id, created_at)
VALUES (:id, :person_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :classes, :opened_on, :wish, :skills, 'open', 1, :account_id, :created_at);

-- one job_seeker_get
-- why: one seeker
-- in: id id
-- out: id id, person_id id, person_name text, household_id id, hamlet_id id, commune_id id, classes text?, opened_on day, wish text, skills text?, state text, closed_on day?, closed_reason text?, version int
SELECT k.id, k.person_id,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 LIMIT 1), ''),
       k.household_id, k.hamlet_id, k.commune_id, k.classes, k.opened_on, k.wish, k.skills, k.state, k.closed_on, k.closed_reason, k.version
FROM job_seeker k WHERE k.id = :id;

-- one job_seeker_open
-- why: a person is looked after once at a time
-- in: person_id id
-- out: id id
SELECT id FROM job_seeker WHERE person_id = :person_id AND state <> 'closed';

-- exec job_seeker_set
-- why: a step changes where the seeker stands; two people who write see each other
-- in: id id, version int, state text, closed_on day?, closed_reason text?
UPDATE job_seeker SET state = :state, closed_on = :closed_on, closed_reason = :closed_reason, version = version + 1
WHERE id = :id AND version = :version AND state <> 'closed';

-- exec job_step_insert
-- why: what was done for a seeker
-- in: id id, seeker_id id, kind text, on_day day, employer_id id?, work text?, wage money?, contract bool, note text?, account_id id, recorded_at instant
INSERT INTO job_step (id, seeker_id, kind, on_day, employer_id, work, wage, contract, note, account_id, recorded_at)
VALUES (:id, :seeker_id, :kind, :on_day, :employer_id, :work, :wage, :contract, :note, :account_id, :recorded_at);

-- many job_steps
-- why: the history of a seeker
-- in: seeker_id id
-- out: id id, kind text, on_day day, employer_id id?, employer text?, work text?, wage money?, contract bool, note text?, who text
SELECT s.id, s.kind, s.on_day, s.employer_id, e.name, s.work, s.wage, s.contract, s.note, coalesce(a.display_name, '')
FROM job_step s LEFT JOIN job_employer e ON e.id = s.employer_id LEFT JOIN account a ON a.id = s.account_id
WHERE s.seeker_id = :seeker_id ORDER BY s.on_day, s.id;

-- one job_last_placement
-- why: a new placement ends the following up of the one before
-- in: seeker_id id
-- out: id id
SELECT id FROM job_step WHERE seeker_id = :seeker_id AND kind = 'placement' ORDER BY on_day DESC, id DESC LIMIT 1;

-- list job_seeker_list
-- why: seekers, and those behind a figure: who was advised, referred or placed between two days
-- in: today day, step text, from_day day, to_day day
-- out: id id, person_name text, code text, hamlet_name text, commune_name text, opened_on day, state text, last_kind text?, last_on day?, employer text?, wish text, classes text?
-- id: k.id
-- scope 1: k.province_id = :area
-- scope 2: k.district_id = :area
-- scope 3: k.commune_id = :area
-- scope 4: k.hamlet_id = :area
-- filter state text: k.state = :value
-- filter step text: :value IS NOT NULL
-- filter from day: :value IS NOT NULL
-- filter to day: :value IS NOT NULL
-- filter area int: :value IN (k.province_id, k.district_id, k.commune_id, k.hamlet_id)
-- filter employer int: EXISTS (SELECT 1 FROM job_step e WHERE e.seeker_id = k.id AND e.employer_id = :value)
-- sort newest int: -k.opened_on
-- sort oldest int: k.opened_on
SELECT k.id,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 LIMIT 1), ''),
       h.code,
       area_name(k.hamlet_id, :today),
       area_name(k.commune_id, :today),
       k.opened_on, k.state, l.kind, l.on_day, e.name, k.wish, k.classes
FROM job_seeker k JOIN household h ON h.id = k.household_id
LEFT JOIN job_step l ON l.id = (SELECT s.id FROM job_step s WHERE s.seeker_id = k.id ORDER BY s.on_day DESC, s.id DESC LIMIT 1)
LEFT JOIN job_employer e ON e.id = l.employer_id
WHERE ((:step = '' AND k.opened_on BETWEEN :from_day AND :to_day)
       OR (:step <> '' AND EXISTS (SELECT 1 FROM job_step s WHERE s.seeker_id = k.id AND s.kind = :step AND s.on_day BETWEEN :from_day AND :to_day)))
  AND {where} {order} {limit};

-- many job_figures
-- why: seekers by area: each counts once in each column
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, seekers int, advised int, referred int, placed int
SELECT CASE :group_by WHEN 2 THEN k.district_id WHEN 3 THEN k.commune_id WHEN 4 THEN k.hamlet_id ELSE 0 END,
       sum(CASE WHEN k.opened_on BETWEEN :from_day AND :to_day THEN 1 ELSE 0 END),
       sum(CASE WHEN EXISTS (SELECT 1 FROM job_step s WHERE s.seeker_id = k.id AND s.kind = 'advice' AND s.on_day BETWEEN :from_day AND :to_day) THEN 1 ELSE 0 END),
       sum(CASE WHEN EXISTS (SELECT 1 FROM job_step s WHERE s.seeker_id = k.id AND s.kind = 'referral' AND s.on_day BETWEEN :from_day AND :to_day) THEN 1 ELSE 0 END),
       sum(CASE WHEN EXISTS (SELECT 1 FROM job_step s WHERE s.seeker_id = k.id AND s.kind = 'placement' AND s.on_day BETWEEN :from_day AND :to_day) THEN 1 ELSE 0 END)
FROM job_seeker k
WHERE (:level = 0 OR (:level = 1 AND k.province_id = :area) OR (:level = 2 AND k.district_id = :area)
       OR (:level = 3 AND k.commune_id = :area) OR (:level = 4 AND k.hamlet_id = :area))
GROUP BY 1;

-- many job_follow_figures
-- why: of those who were to be looked at again between two days, how many had work
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, stage text, working int, not_working int, waiting int
SELECT CASE :group_by WHEN 2 THEN f.district_id WHEN 3 THEN f.commune_id WHEN 4 THEN f.hamlet_id ELSE 0 END, f.stage,
       sum(CASE WHEN f.outcome IN ('in_work', 'other_work') THEN 1 ELSE 0 END),
       sum(CASE WHEN f.outcome IN ('no_work', 'no_contact') THEN 1 ELSE 0 END),
       sum(CASE WHEN f.outcome IS NULL THEN 1 ELSE 0 END)
FROM follow_up f
WHERE f.kind = 'job' AND f.cancelled_reason IS NULL AND f.due_on BETWEEN :from_day AND :to_day
  AND (:level = 0 OR (:level = 1 AND f.province_id = :area) OR (:level = 2 AND f.district_id = :area)
       OR (:level = 3 AND f.commune_id = :area) OR (:level = 4 AND f.hamlet_id = :area))
GROUP BY 1, 2;

-- ---- employers

-- exec job_employer_insert
-- why: an employer that takes people
-- in: id id, name text, name_sort bytes, tax_code text?, industry text, contact text?, commune_id id, district_id id, province_id id, account_id id, created_at instant
INSERT INTO job_employer (id, name, name_sort, tax_code, industry, contact, commune_id, district_id, province_id, version, account_id, created_at)
VALUES (:id, :name, :name_sort, :tax_code, :industry, :contact, :commune_id, :district_id, :province_id, 1, :account_id, :created_at);

-- one job_employer_get
-- why: before somebody is sent there
-- in: id id
-- out: id id, name text, ended_on day?, version int
SELECT id, name, ended_on, version FROM job_employer WHERE id = :id;

-- exec job_employer_end
-- why: an employer takes nobody any more
-- in: id id, version int, ended_on day
UPDATE job_employer SET ended_on = :ended_on, version = version + 1 WHERE id = :id AND version = :version AND ended_on IS NULL;

-- many job_employers_open
-- why: where a seeker can be sent
-- out: id id, name text, industry text
SELECT id, name, industry FROM job_employer WHERE ended_on IS NULL ORDER BY name_sort, id LIMIT 1000;

-- list job_employer_list
-- why: employers with how many they took
-- in: today day
-- out: id id, name text, tax_code text?, industry text, contact text?, commune_name text, placed int, ended_on day?, version int
-- id: e.id
-- scope: none because employers are no persons and whoever advises a seeker must find those of the whole province
-- filter open: e.ended_on IS NULL
-- filter industry text: e.industry = :value
-- sort name bytes: e.name_sort
SELECT e.id, e.name, e.tax_code, e.industry, e.contact,
       area_name(e.commune_id, :today),
       (SELECT count(DISTINCT s.seeker_id) FROM job_step s WHERE s.employer_id = e.id AND s.kind = 'placement'), e.ended_on, e.version
FROM job_employer e WHERE {where} {order} {limit};

-- ---- demonstration

-- many job_demo_people
-- why: people of working age in the households concerned, for the demonstration
-- in: born_after day, born_before day, most int
-- out: person_id id
SELECT p.person_id
FROM household_now n
JOIN membership m ON m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE n.status = 1 AND (n.class_national IN (1, 2) OR n.class_provincial IN (1, 2)) AND p.died_on IS NULL
  AND p.born_on BETWEEN :born_after AND :born_before
ORDER BY (p.person_id % 103), p.person_id LIMIT :most;
