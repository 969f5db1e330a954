-- ---- cases

-- exec legal_case_insert
-- why: somebody applies
-- in: id id, form text, field text, ground text, ground_note text?, person_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, classes text?, applied_on day, channel text, request text, right_answer text, account_id id, created_at instant
INSERT INTO legal_case (id, form, field, ground, ground_note, person_id, household_id, hamlet_id, commune_id, district_id, province_id, classes, applied_on, channel, request, right_answer, state, version, account_id, created_at)
VALUES (:id, :form, :field, :ground, :ground_note, :person_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :classes, :applied_on, :channel, :request, :right_answer, 'applied', 1, :account_id, :created_at);

-- one legal_case_get
-- why: one case, for those who may read it
-- in: id id
-- out: id id, form text, field text, field_name text, ground text, ground_note text?, person_id id, person_name text, household_id id, hamlet_id id, commune_id id, classes text?, applied_on day, channel text, request text, right_answer text, paper text?, state text, decided_on day?, reason text?, number int?, year int?, code text?, provider_id id?, provider_name text?, assigned_on day?, closed_on day?, outcome text?, outcome_name text?, result text?, closed_by id?, appraised_on day?, quality text?, quality_name text?, appraisal text?, version int
SELECT k.id, k.form, k.field, coalesce(f.name, k.field), k.ground, k.ground_note, k.person_id,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 LIMIT 1), ''),
       k.household_id, k.hamlet_id, k.commune_id, k.classes, k.applied_on, k.channel, k.request, k.right_answer, k.paper, k.state, k.decided_on, k.reason,
       k.number, k.year, k.code, k.provider_id, v.name, k.assigned_on, k.closed_on, k.outcome, o.name, k.result, k.closed_by, k.appraised_on, k.quality, q.name,
       k.appraisal, k.version
FROM legal_case k
LEFT JOIN legal_provider v ON v.id = k.provider_id
LEFT JOIN code_list f ON f.list = 'legal_field' AND f.code = k.field
LEFT JOIN code_list o ON o.list = 'legal_outcome' AND o.code = k.outcome
LEFT JOIN code_list q ON q.list = 'legal_quality' AND q.code = k.quality
WHERE k.id = :id;

-- exec legal_case_accept
-- why: the right is there: the case gets its number
-- in: id id, version int, decided_on day, paper text?, right_answer text, number int, year int, code text?
UPDATE legal_case SET state = 'accepted', decided_on = :decided_on, paper = :paper, right_answer = :right_answer, number = :number, year = :year, code = :code, version = version + 1
WHERE id = :id AND version = :version AND state = 'applied';

-- exec legal_case_end
-- why: refused with the reason, or taken back by the applicant
-- in: id id, version int, state text, on_day day, reason text, right_answer text
UPDATE legal_case SET state = :state, decided_on = coalesce(decided_on, :on_day), reason = :reason, right_answer = :right_answer, version = version + 1
WHERE id = :id AND version = :version AND (state = 'applied' OR (:state = 'withdrawn' AND state IN ('accepted', 'assigned')));

-- exec legal_case_assign
-- why: somebody takes the case, or takes it over
-- in: id id, version int, provider_id id, on_day day
UPDATE legal_case SET state = 'assigned', provider_id = :provider_id, assigned_on = :on_day, version = version + 1
WHERE id = :id AND version = :version AND state IN ('accepted', 'assigned');

-- exec legal_case_close
-- why: the work is done
-- in: id id, version int, on_day day, outcome text, result text?, closed_by id
UPDATE legal_case SET state = 'closed', closed_on = :on_day, outcome = :outcome, result = :result, closed_by = :closed_by, version = version + 1
WHERE id = :id AND version = :version AND state = 'assigned';

-- exec legal_case_appraise
-- why: another person judges how well it was done
-- in: id id, version int, on_day day, quality text, appraisal text?, appraised_by id
UPDATE legal_case SET state = 'appraised', appraised_on = :on_day, quality = :quality, appraisal = :appraisal, appraised_by = :appraised_by, version = version + 1
WHERE id = :id AND version = :version AND state = 'closed' AND closed_by <> :appraised_by;

-- exec legal_case_touch
-- why: two people who write into one case see each other
-- in: id id, version int
UPDATE legal_case SET version = version + 1 WHERE id = :id AND version = :version;

-- one legal_counter_next
-- why: the next number of a year and form; whoever comes second waits here
-- in: year int, form text
-- out: last int
INSERT INTO legal_counter (year, form, last) VALUES (:year, :form, 1)
ON CONFLICT (year, form) DO UPDATE SET last = legal_counter.last + 1 RETURNING last;

-- exec legal_right_clear
-- why: the right is looked at again on the day of the decision
-- in: case_id id
DELETE FROM legal_right_line WHERE case_id = :case_id;

-- exec legal_right_insert
-- why: what the answer rests on
-- in: case_id id, no int, state text, title text, found text?, article text?, certainty text
INSERT INTO legal_right_line (case_id, no, state, title, found, article, certainty) VALUES (:case_id, :no, :state, :title, :found, :article, :certainty);

-- many legal_right_lines
-- why: why there is a right or none
-- in: case_id id
-- out: no int, state text, title text, found text?, article text?, certainty text
SELECT no, state, title, found, article, certainty FROM legal_right_line WHERE case_id = :case_id ORDER BY no;

-- exec legal_step_insert
-- why: what happened in a case
-- in: id id, case_id id, kind text, act text?, on_day day, hours int?, note text?, provider_id id?, account_id id, recorded_at instant
INSERT INTO legal_step (id, case_id, kind, act, on_day, hours, note, provider_id, account_id, recorded_at)
VALUES (:id, :case_id, :kind, :act, :on_day, :hours, :note, :provider_id, :account_id, :recorded_at);

-- many legal_steps
-- why: the history of a case
-- in: case_id id
-- out: id id, kind text, act_name text?, on_day day, hours int?, note text?, provider_name text?, who text
SELECT s.id, s.kind, a.name, s.on_day, s.hours, s.note, v.name, coalesce(u.display_name, '')
FROM legal_step s
LEFT JOIN code_list a ON a.list = 'legal_act' AND a.code = s.act
LEFT JOIN legal_provider v ON v.id = s.provider_id
LEFT JOIN account u ON u.id = s.account_id
WHERE s.case_id = :case_id ORDER BY s.on_day, s.id;

-- list legal_case_list
-- why: cases, for those who may read them
-- in: today day
-- out: id id, code text?, person_name text, form text, field_name text, state text, right_answer text, applied_on day, closed_on day?, provider_name text?, commune_name text
-- id: k.id
-- scope 1: k.province_id = :area
-- scope 2: k.district_id = :area
-- scope 3: k.commune_id = :area
-- scope 4: k.hamlet_id = :area
-- filter state text: k.state = :value
-- filter form text: k.form = :value
-- filter field text: k.field = :value
-- filter step text: CASE :value WHEN 'accepted' THEN k.state NOT IN ('applied', 'refused') AND k.number IS NOT NULL WHEN 'refused' THEN k.state = 'refused' WHEN 'closed' THEN k.closed_on IS NOT NULL WHEN 'open' THEN k.state IN ('accepted', 'assigned') ELSE TRUE END
-- filter provider int: k.provider_id = :value
-- filter area int: :value IN (k.province_id, k.district_id, k.commune_id, k.hamlet_id)
-- filter from day: k.applied_on >= :value
-- filter to day: k.applied_on <= :value
-- sort newest int: -k.applied_on
-- sort oldest int: k.applied_on
-- sort code text: coalesce(k.code, '')
SELECT k.id, k.code,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 LIMIT 1), ''),
       k.form, coalesce(f.name, k.field), k.state, k.right_answer, k.applied_on, k.closed_on, v.name,
       area_name(k.commune_id, :today)
FROM legal_case k
LEFT JOIN legal_provider v ON v.id = k.provider_id
LEFT JOIN code_list f ON f.list = 'legal_field' AND f.code = k.field
WHERE {where} {order} {limit};

-- many legal_figures
-- why: cases by area, counted by the day of the application
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, applied int, accepted int, refused int, proceedings int, representation int, advice int, closed int
SELECT CASE :group_by WHEN 2 THEN district_id WHEN 3 THEN commune_id WHEN 4 THEN hamlet_id ELSE 0 END, count(*),
       sum(CASE WHEN number IS NOT NULL THEN 1 ELSE 0 END), sum(CASE WHEN state = 'refused' THEN 1 ELSE 0 END),
       sum(CASE WHEN number IS NOT NULL AND form = 'proceedings' THEN 1 ELSE 0 END),
       sum(CASE WHEN number IS NOT NULL AND form = 'representation' THEN 1 ELSE 0 END),
       sum(CASE WHEN number IS NOT NULL AND form = 'advice' THEN 1 ELSE 0 END),
       sum(CASE WHEN closed_on IS NOT NULL THEN 1 ELSE 0 END)
FROM legal_case
WHERE applied_on BETWEEN :from_day AND :to_day
  AND (:level = 0 OR (:level = 1 AND province_id = :area) OR (:level = 2 AND district_id = :area)
       OR (:level = 3 AND commune_id = :area) OR (:level = 4 AND hamlet_id = :area))
GROUP BY 1;

-- one legal_waiting
-- why: the first page of the centre: what waits
-- in: today day
-- out: applied int, accepted int, closed int
SELECT coalesce(sum(CASE WHEN state = 'applied' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN state = 'closed' THEN 1 ELSE 0 END), 0)
FROM legal_case WHERE state IN ('applied', 'accepted', 'closed') AND applied_on <= :today;

-- ---- who provides it

-- exec legal_provider_insert
-- why: a lawyer of the centre or a collaborator
-- in: id id, name text, name_sort bytes, kind text, card text?, valid_from day, valid_to day, account_id id, created_at instant
INSERT INTO legal_provider (id, name, name_sort, kind, card, valid_from, valid_to, version, account_id, created_at)
VALUES (:id, :name, :name_sort, :kind, :card, :valid_from, :valid_to, 1, :account_id, :created_at);

-- exec legal_provider_end
-- why: somebody is no provider any more
-- in: id id, version int, valid_to day
UPDATE legal_provider SET valid_to = :valid_to, version = version + 1 WHERE id = :id AND version = :version AND valid_from < :valid_to;

-- one legal_provider_get
-- why: a case is given to somebody who may act on that day
-- in: id id
-- out: id id, name text, kind text, valid_from day, valid_to day, version int
SELECT id, name, kind, valid_from, valid_to, version FROM legal_provider WHERE id = :id;

-- many legal_providers_on
-- why: whom a case can be given to
-- in: on_day day
-- out: id id, name text, open_cases int
SELECT v.id, v.name, (SELECT count(*) FROM legal_case k WHERE k.provider_id = v.id AND k.state = 'assigned')
FROM legal_provider v WHERE v.valid_from <= :on_day AND v.valid_to > :on_day ORDER BY v.name_sort, v.id LIMIT 500;

-- list legal_provider_list
-- why: who provides legal aid, and how much each has done
-- in: today day
-- out: id id, name text, kind text, card text?, valid_from day, valid_to day, open_cases int, closed_cases int, version int
-- id: v.id
-- scope: none because a provider serves the whole province and only the justice agency reads them
-- filter kind text: v.kind = :value
-- filter acting: v.valid_to > :today
-- sort name bytes: v.name_sort
SELECT v.id, v.name, v.kind, v.card, v.valid_from, v.valid_to,
       (SELECT count(*) FROM legal_case k WHERE k.provider_id = v.id AND k.state = 'assigned'),
       (SELECT count(*) FROM legal_case k WHERE k.provider_id = v.id AND k.closed_on IS NOT NULL), v.version
FROM legal_provider v WHERE {where} {order} {limit};

-- ---- printed matter, boards, boxes

-- exec legal_material_insert
-- why: something was put up or handed out
-- in: id id, kind text, title text, hamlet_id id?, commune_id id, district_id id, province_id id, place text, on_day day, quantity int, account_id id, created_at instant
INSERT INTO legal_material (id, kind, title, hamlet_id, commune_id, district_id, province_id, place, on_day, quantity, version, account_id, created_at)
VALUES (:id, :kind, :title, :hamlet_id, :commune_id, :district_id, :province_id, :place, :on_day, :quantity, 1, :account_id, :created_at);

-- one legal_material_get
-- why: before it is taken back
-- in: id id
-- out: id id, hamlet_id id?, commune_id id, version int, cancelled_reason text?
SELECT id, hamlet_id, commune_id, version, cancelled_reason FROM legal_material WHERE id = :id;

-- exec legal_material_cancel
-- why: entered by mistake: it does not count and stays readable
-- in: id id, version int, reason text
UPDATE legal_material SET cancelled_reason = :reason, version = version + 1 WHERE id = :id AND version = :version AND cancelled_reason IS NULL;

-- many legal_material_figures
-- why: quantities by area
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, leaflets int, boards int
SELECT CASE :group_by WHEN 2 THEN district_id WHEN 3 THEN commune_id WHEN 4 THEN coalesce(hamlet_id, commune_id) ELSE 0 END,
       sum(CASE WHEN kind IN ('printed', 'leaflet') THEN quantity ELSE 0 END), sum(CASE WHEN kind IN ('board', 'box') THEN quantity ELSE 0 END)
FROM legal_material
WHERE cancelled_reason IS NULL AND on_day BETWEEN :from_day AND :to_day
  AND (:level = 0 OR (:level = 1 AND province_id = :area) OR (:level = 2 AND district_id = :area)
       OR (:level = 3 AND commune_id = :area) OR (:level = 4 AND hamlet_id = :area))
GROUP BY 1;

-- list legal_material_list
-- why: what was printed, put up, handed out
-- in: today day
-- out: id id, kind text, title text, place text, hamlet_name text?, commune_name text, on_day day, quantity int, cancelled_reason text?, version int
-- id: m.id
-- scope 1: m.province_id = :area
-- scope 2: m.district_id = :area
-- scope 3: m.commune_id = :area
-- scope 4: m.hamlet_id = :area
-- filter kind text: CASE :value WHEN 'paper' THEN m.kind IN ('printed', 'leaflet') WHEN 'fixed' THEN m.kind IN ('board', 'box') ELSE m.kind = :value END
-- filter counted: m.cancelled_reason IS NULL
-- filter area int: :value IN (m.province_id, m.district_id, m.commune_id, coalesce(m.hamlet_id, 0))
-- filter from day: m.on_day >= :value
-- filter to day: m.on_day <= :value
-- sort newest int: -m.on_day
SELECT m.id, m.kind, m.title, m.place,
       area_name(m.hamlet_id, :today),
       area_name(m.commune_id, :today),
       m.on_day, m.quantity, m.cancelled_reason, m.version
FROM legal_material m WHERE {where} {order} {limit};

-- ---- demonstration

-- many legal_demo_people
-- why: adults of poor households, for the demonstration
-- in: born_before day, most int
-- out: person_id id, household_id id, class_national int, class_provincial int
SELECT p.person_id, n.household_id, n.class_national, n.class_provincial
FROM household_now n
JOIN membership m ON m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE n.status = 1 AND (n.class_national IN (1, 2) OR n.class_provincial IN (1, 2)) AND m.relation = 'head' AND p.died_on IS NULL AND p.born_on < :born_before
ORDER BY (p.person_id % 101), p.person_id LIMIT :most;
