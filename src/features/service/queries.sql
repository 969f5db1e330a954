-- ---- whom

-- one service_household_get
-- why: a household as services need it
-- in: id id, escaped_since day
-- out: id id, code text, head_name text, ethnicity text?, hamlet_id id, commune_id id, district_id id, province_id id, class_provincial int, class_national int, newly_escaped bool, minority bool, status int
SELECT household_id, code, head_name, ethnicity, hamlet_id, commune_id, district_id, province_id, class_provincial, class_national,
       CASE WHEN escaped_on IS NOT NULL AND escaped_on > :escaped_since THEN 1 ELSE 0 END, minority, status
FROM household_now WHERE household_id = :id;

-- one service_household_code
-- why: forms name a household by its code
-- in: code text
-- out: id id
SELECT household_id FROM household_now WHERE code = :code;

-- one service_person_get
-- why: a living person with the household of today
-- in: id id
-- out: id id, full_name text, sex int, born_on day?, born_precision int, household_id id
SELECT p.person_id, p.full_name, p.sex, p.born_on, p.born_precision, m.household_id
FROM person_version p
JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
WHERE p.person_id = :id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 AND p.died_on IS NULL
ORDER BY m.id DESC LIMIT 1;

-- many service_area_names
-- why: places under their name of today
-- in: ids ids, today day
-- out: id id, name text
SELECT a.id, area_name(a.id, :today) FROM area a WHERE a.id IN_LIST(:ids);

-- many service_find
-- why: the person that a service is for, by personal number, code of the household, or full name without diacritics
-- in: number text, code text, name_fold text, level int, area id, today day
-- out: person_id id, full_name text, born_on day?, born_precision int, household_id id, code text, head_name text, class_provincial int, class_national int, hamlet_name text, commune_name text
SELECT p.person_id, p.full_name, p.born_on, p.born_precision, n.household_id, n.code, n.head_name, n.class_provincial, n.class_national,
       area_name(n.hamlet_id, :today),
       area_name(n.commune_id, :today)
FROM (SELECT person_id FROM person_version WHERE personal_number = :number
      UNION SELECT person_id FROM person_version WHERE name_fold = :name_fold
      UNION SELECT k.person_id FROM household_now h JOIN membership k ON k.household_id = h.household_id WHERE h.code = :code) x
JOIN person_version p ON p.person_id = x.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 AND p.died_on IS NULL
JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id AND n.status = 1
WHERE (:level = 9 OR (:level = 1 AND n.province_id = :area) OR (:level = 2 AND n.district_id = :area)
       OR (:level = 3 AND n.commune_id = :area) OR (:level = 4 AND n.hamlet_id = :area))
ORDER BY n.code, p.born_on, p.person_id LIMIT 60;

-- one service_person_by_number
-- why: a participant with a personal number is the person of the register
-- in: number text
-- out: person_id id
SELECT coalesce(q.same_as, p.person_id) FROM person_version p JOIN person q ON q.id = p.person_id
WHERE p.personal_number = :number AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
ORDER BY p.person_id LIMIT 1;

-- one service_person_identity
-- why: two records that turned out to be one person count as one
-- in: id id
-- out: id id, full_name text, born_on day?
SELECT coalesce(q.same_as, q.id), p.full_name, p.born_on
FROM person q JOIN person_version p ON p.person_id = q.id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE q.id = :id ORDER BY p.id LIMIT 1;

-- many service_led
-- why: an agency answers for the policies that it leads or helps to lead
-- in: agency_id id
-- out: key text
SELECT key FROM policy WHERE lead_agency_id = :agency_id OR co_lead_agency_id = :agency_id;

-- one service_carries
-- why: an agency keeps the meetings of the tasks that the plan of the year names it with
-- in: agency_id id, task text, year int
-- out: found int
SELECT 1 FROM plan p
JOIN plan_task_version t ON t.plan_id = p.id AND t.to_version = 2147483647 AND t.code = :task
JOIN plan_task_agency a ON a.task_id = t.task_id AND a.to_version = 2147483647 AND a.agency_id = :agency_id
WHERE p.year = :year AND p.state = 'in_force' LIMIT 1;

-- ---- meetings and classes

-- exec gathering_insert
-- why: a session or class is noted
-- in: id id, kind text, held_on day, hamlet_id id?, commune_id id, district_id id, province_id id, place text?, topic text, speaker text?, head_count int?, note text?, account_id id, created_at instant
INSERT INTO gathering (id, kind, held_on, hamlet_id, commune_id, district_id, province_id, place, topic, speaker, head_count, note, version, account_id, created_at)
VALUES (:id, :kind, :held_on, :hamlet_id, :commune_id, :district_id, :province_id, :place, :topic, :speaker, :head_count, :note, 1, :account_id, :created_at);

-- one gathering_get
-- why: one session with its list
-- in: id id
-- out: id id, kind text, held_on day, hamlet_id id?, commune_id id, district_id id, province_id id, place text?, topic text, speaker text?, head_count int?, note text?, cancelled_reason text?, version int
SELECT id, kind, held_on, hamlet_id, commune_id, district_id, province_id, place, topic, speaker, head_count, note, cancelled_reason, version
FROM gathering WHERE id = :id;

-- exec gathering_cancel
-- why: a session that was entered by mistake or did not take place no longer counts, and stays readable
-- in: id id, version int, reason text
UPDATE gathering SET cancelled_reason = :reason, version = version + 1 WHERE id = :id AND version = :version AND cancelled_reason IS NULL;

-- exec gathering_touch
-- why: two people who write the list of one session see each other
-- in: id id, version int
UPDATE gathering SET version = version + 1 WHERE id = :id AND version = :version AND cancelled_reason IS NULL;

-- exec gathering_person_insert
-- why: a participant, once
-- in: id id, gathering_id id, identity text, person_id id?, full_name text, born_year int?, account_id id, created_at instant
INSERT INTO gathering_person (id, gathering_id, identity, person_id, full_name, born_year, account_id, created_at)
VALUES (:id, :gathering_id, :identity, :person_id, :full_name, :born_year, :account_id, :created_at)
ON CONFLICT (gathering_id, identity) DO NOTHING;

-- exec gathering_person_remove
-- why: somebody was entered by mistake
-- in: id id, gathering_id id
DELETE FROM gathering_person WHERE id = :id AND gathering_id = :gathering_id;

-- many gathering_people
-- why: who came
-- in: gathering_id id
-- out: id id, person_id id?, full_name text, born_year int?, identity text, code text?, household_id id?
SELECT g.id, g.person_id, g.full_name, g.born_year, g.identity,
       (SELECT n.code FROM membership m JOIN household_now n ON n.household_id = m.household_id WHERE m.person_id = g.person_id
        AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896 ORDER BY m.id DESC LIMIT 1),
       (SELECT m.household_id FROM membership m WHERE m.person_id = g.person_id
        AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896 ORDER BY m.id DESC LIMIT 1)
FROM gathering_person g WHERE g.gathering_id = :gathering_id ORDER BY g.id LIMIT 2000;

-- list gathering_list
-- why: sessions and classes
-- in: today day
-- out: id id, kind text, held_on day, topic text, place text?, hamlet_name text?, commune_name text, named int, head_count int?, cancelled bool
-- id: g.id
-- scope 1: g.province_id = :area
-- scope 2: g.district_id = :area
-- scope 3: g.commune_id = :area
-- scope 4: g.hamlet_id = :area
-- filter kind text: g.kind = :value
-- filter area int: :value IN (g.province_id, g.district_id, g.commune_id, coalesce(g.hamlet_id, 0))
-- filter from day: g.held_on >= :value
-- filter to day: g.held_on <= :value
-- filter counted: g.cancelled_reason IS NULL
-- sort newest int: -g.held_on
-- sort oldest int: g.held_on
SELECT g.id, g.kind, g.held_on, g.topic, g.place,
       area_name(g.hamlet_id, :today),
       area_name(g.commune_id, :today),
       (SELECT count(*) FROM gathering_person p WHERE p.gathering_id = g.id), g.head_count,
       CASE WHEN g.cancelled_reason IS NULL THEN 0 ELSE 1 END
FROM gathering g WHERE {where} {order} {limit};

-- many gathering_figures
-- why: sessions and people by area, each person once in each row
-- in: kind text, from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, sessions int, people int, head_count int
SELECT g.at, count(DISTINCT g.id), count(DISTINCT g.identity), sum(g.heads)
FROM (SELECT CASE :group_by WHEN 2 THEN s.district_id WHEN 3 THEN s.commune_id WHEN 4 THEN coalesce(s.hamlet_id, s.commune_id) ELSE 0 END AS at,
             s.id,
             CASE WHEN q.id IS NULL THEN p.identity ELSE 'p:' || CAST(coalesce(q.same_as, q.id) AS TEXT) END AS identity,
             CASE WHEN p.id IS NULL OR p.id = (SELECT min(f.id) FROM gathering_person f WHERE f.gathering_id = s.id) THEN coalesce(s.head_count, 0) ELSE 0 END AS heads
      FROM gathering s
      LEFT JOIN gathering_person p ON p.gathering_id = s.id
      LEFT JOIN person q ON q.id = p.person_id
      WHERE s.kind = :kind AND s.cancelled_reason IS NULL AND s.held_on BETWEEN :from_day AND :to_day
        AND (:level = 0 OR (:level = 1 AND s.province_id = :area) OR (:level = 2 AND s.district_id = :area)
             OR (:level = 3 AND s.commune_id = :area) OR (:level = 4 AND s.hamlet_id = :area))) g
GROUP BY g.at;

-- ---- to be looked at again

-- exec follow_up_insert
-- why: something must be looked at again on a day
-- in: id id, kind text, subject_kind text, subject_id id, policy_key text, stage text, title text, household_id id, person_id id?, hamlet_id id, commune_id id, district_id id, province_id id, due_on day, account_id id, created_at instant
INSERT INTO follow_up (id, kind, subject_kind, subject_id, policy_key, stage, title, household_id, person_id, hamlet_id, commune_id, district_id, province_id, due_on, version, account_id, created_at)
VALUES (:id, :kind, :subject_kind, :subject_id, :policy_key, :stage, :title, :household_id, :person_id, :hamlet_id, :commune_id, :district_id, :province_id, :due_on, 1, :account_id, :created_at);

-- one follow_up_get
-- why: what is to be looked at
-- in: id id
-- out: id id, kind text, subject_kind text, subject_id id, policy_key text, title text, household_id id, person_id id?, hamlet_id id, commune_id id, due_on day, done_on day?, outcome text?, lost int?, note text?, cancelled_reason text?, version int, code text, head_name text
SELECT f.id, f.kind, f.subject_kind, f.subject_id, f.policy_key, f.title, f.household_id, f.person_id, f.hamlet_id, f.commune_id, f.due_on,
       f.done_on, f.outcome, f.lost, f.note, f.cancelled_reason, f.version, h.code, coalesce(n.head_name, '')
FROM follow_up f JOIN household h ON h.id = f.household_id LEFT JOIN household_now n ON n.household_id = f.household_id
WHERE f.id = :id;

-- exec follow_up_set_done
-- why: somebody has been there
-- in: id id, version int, done_on day, outcome text, lost int?, note text?, done_by id
UPDATE follow_up SET done_on = :done_on, outcome = :outcome, lost = :lost, note = :note, done_by = :done_by, version = version + 1
WHERE id = :id AND version = :version AND done_on IS NULL AND cancelled_reason IS NULL;

-- exec follow_up_set_cancelled
-- why: what was to be looked at does not exist any more
-- in: subject_kind text, subject_id id, reason text
UPDATE follow_up SET cancelled_reason = :reason, version = version + 1
WHERE subject_kind = :subject_kind AND subject_id = :subject_id AND done_on IS NULL AND cancelled_reason IS NULL;

-- many follow_up_of
-- why: what became of a placement or of what was handed over
-- in: subject_kind text, subject_id id
-- out: id id, kind text, title text, due_on day, done_on day?, outcome text?, lost int?, note text?, cancelled_reason text?
SELECT id, kind, title, due_on, done_on, outcome, lost, note, cancelled_reason FROM follow_up
WHERE subject_kind = :subject_kind AND subject_id = :subject_id ORDER BY due_on, id;

-- many follow_up_open_of
-- why: the oldest that wait
-- in: kind text, by_day day, most int
-- out: id id
SELECT id FROM follow_up WHERE kind = :kind AND done_on IS NULL AND cancelled_reason IS NULL AND due_on <= :by_day ORDER BY due_on, id LIMIT :most;

-- one follow_up_waiting
-- why: the first page says how much is late or due soon
-- in: today day, soon day, level int, area id, policies text
-- out: late int, soon int, oldest day?
SELECT coalesce(sum(CASE WHEN due_on < :today THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN due_on >= :today THEN 1 ELSE 0 END), 0), min(due_on)
FROM follow_up
WHERE done_on IS NULL AND cancelled_reason IS NULL AND due_on <= :soon
  AND (:policies = '' OR :policies LIKE '% ' || policy_key || ' %')
  AND (:level = 9 OR (:level = 1 AND province_id = :area) OR (:level = 2 AND district_id = :area)
       OR (:level = 3 AND commune_id = :area) OR (:level = 4 AND hamlet_id = :area));

-- list follow_up_list
-- why: what is due, and what was found
-- in: today day
-- out: id id, kind text, title text, code text, head_name text, person_name text?, hamlet_name text, commune_name text, due_on day, done_on day?, outcome text?, lost int?, cancelled bool
-- id: f.id
-- scope 1: f.province_id = :area
-- scope 2: f.district_id = :area
-- scope 3: f.commune_id = :area
-- scope 4: f.hamlet_id = :area
-- filter kind text: f.kind = :value
-- filter state text: CASE :value WHEN 'open' THEN f.done_on IS NULL AND f.cancelled_reason IS NULL WHEN 'late' THEN f.done_on IS NULL AND f.cancelled_reason IS NULL AND f.due_on < :today WHEN 'done' THEN f.done_on IS NOT NULL ELSE f.cancelled_reason IS NOT NULL END
-- filter outcome text: CASE :value WHEN 'working' THEN f.outcome IN ('in_work', 'other_work') WHEN 'known' THEN f.outcome IS NOT NULL WHEN 'kept' THEN f.outcome IN ('alive', 'growing', 'bearing', 'in_use', 'partly_lost') ELSE f.outcome = :value END
-- filter stage text: f.stage = :value
-- filter policy text: f.policy_key = :value
-- filter area int: :value IN (f.province_id, f.district_id, f.commune_id, f.hamlet_id)
-- filter from day: f.due_on >= :value
-- filter to day: f.due_on <= :value
-- sort due int: f.due_on
-- sort code text: h.code
SELECT f.id, f.kind, f.title, h.code, coalesce(n.head_name, ''),
       (SELECT p.full_name FROM person_version p WHERE p.person_id = f.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 LIMIT 1),
       area_name(f.hamlet_id, :today),
       area_name(f.commune_id, :today),
       f.due_on, f.done_on, f.outcome, f.lost, CASE WHEN f.cancelled_reason IS NULL THEN 0 ELSE 1 END
FROM follow_up f JOIN household h ON h.id = f.household_id LEFT JOIN household_now n ON n.household_id = f.household_id
WHERE {where} {order} {limit};

-- ---- demonstration

-- one service_account
-- why: demonstration data is written by the account that would have written it
-- in: username text
-- out: id id
SELECT id FROM account WHERE username = :username;
