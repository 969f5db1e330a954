-- Schools, terms, who goes where, rights of a term. "open" of the register: superseded_at = 9223372036854775806,
-- valid_to = 2932896. A line counts while it is neither returned nor refused nor given back, nor its list closed.

-- ---- terms

-- exec school_term_put
-- why: shipped terms; what an officer set stays
-- in: term_key int, from_day day, to_day day, pay_from day, pay_months int, article text?, note text?, source text, certainty text
INSERT INTO school_term (term_key, from_day, to_day, pay_from, pay_months, article, note, source, certainty, account_id, version)
VALUES (:term_key, :from_day, :to_day, :pay_from, :pay_months, :article, :note, :source, :certainty, NULL, 1)
ON CONFLICT (term_key) DO UPDATE SET from_day = excluded.from_day, to_day = excluded.to_day, pay_from = excluded.pay_from, pay_months = excluded.pay_months,
    article = excluded.article, note = excluded.note, source = excluded.source, certainty = excluded.certainty
WHERE school_term.account_id IS NULL;

-- exec school_term_set
-- why: the province's own days
-- in: term_key int, from_day day, to_day day, pay_from day, pay_months int, article text, note text?, source text, account_id id, version int
UPDATE school_term SET from_day = :from_day, to_day = :to_day, pay_from = :pay_from, pay_months = :pay_months, article = :article, note = :note,
    source = :source, certainty = 'confirmed', account_id = :account_id, version = version + 1
WHERE term_key = :term_key AND version = :version;

-- exec school_term_add
-- why: the terms of a coming school year
-- in: term_key int, from_day day, to_day day, pay_from day, pay_months int, article text, note text?, source text, account_id id
INSERT INTO school_term (term_key, from_day, to_day, pay_from, pay_months, article, note, source, certainty, account_id, version)
VALUES (:term_key, :from_day, :to_day, :pay_from, :pay_months, :article, :note, :source, 'confirmed', :account_id, 1);

-- many school_terms
-- why: all terms, the newest first
-- out: term_key int, from_day day, to_day day, pay_from day, pay_months int, article text?, note text?, source text, certainty text, version int
SELECT term_key, from_day, to_day, pay_from, pay_months, article, note, source, certainty, version FROM school_term ORDER BY term_key DESC;

-- ---- schools

-- exec school_insert
-- why: a new school
-- in: id id, code text, name text, name_fold text, name_sort bytes, level text, private bool, commune_id id, district_id id, province_id id, account_id id, created_at instant
INSERT INTO school (id, code, name, name_fold, name_sort, level, private, commune_id, district_id, province_id, version, account_id, created_at)
VALUES (:id, :code, :name, :name_fold, :name_sort, :level, :private, :commune_id, :district_id, :province_id, 1, :account_id, :created_at);

-- exec school_update
-- why: a correction, or the school closes
-- in: id id, version int, code text, name text, name_fold text, name_sort bytes, level text, private bool, commune_id id, district_id id, province_id id, closed_on day?
UPDATE school SET code = :code, name = :name, name_fold = :name_fold, name_sort = :name_sort, level = :level, private = :private, commune_id = :commune_id,
    district_id = :district_id, province_id = :province_id, closed_on = :closed_on, version = version + 1
WHERE id = :id AND version = :version;

-- one school_get
-- why: one school
-- in: id id, account_id id, today day
-- out: id id, code text, name text, level text, private bool, commune_id id, district_id id, province_id id, commune_name text, closed_on day?, version int, mine bool
SELECT s.id, s.code, s.name, s.level, s.private, s.commune_id, s.district_id, s.province_id,
       area_name(s.commune_id, :today),
       s.closed_on, s.version, CASE WHEN EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = s.id AND a.account_id = :account_id) THEN 1 ELSE 0 END
FROM school s WHERE s.id = :id;

-- one school_of_code
-- why: codes are unique; imports find schools by them
-- in: code text
-- out: id id
SELECT id FROM school WHERE code = :code;

-- many school_choices
-- why: schools to choose from, of the asker's area; a clerk only his own
-- in: level int, area id, clerk id?
-- out: id id, name text, code text
SELECT s.id, s.name, s.code FROM school s
WHERE s.closed_on IS NULL AND (:clerk IS NULL OR EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = s.id AND a.account_id = :clerk))
  AND (:level = 0 OR (:level = 1 AND s.province_id = :area) OR (:level = 2 AND s.district_id = :area) OR (:level >= 3 AND s.commune_id = :area))
ORDER BY s.name_sort, s.id LIMIT 1000;

-- list school_list_of
-- why: schools of an area
-- in: year int, today day
-- out: id id, code text, name text, level text, private bool, commune_name text, pupils int, month_amount money?, closed_on day?
-- id: s.id
-- scope 1: s.province_id = :area
-- scope 2: s.district_id = :area
-- scope 3: s.commune_id = :area
-- scope 4: s.commune_id = (SELECT h.parent_id FROM area_version h WHERE h.area_id = :area AND h.valid_from <= :today AND h.valid_to > :today)
-- filter level text: s.level = :value
-- filter private bool: s.private = :value
-- filter commune id: s.commune_id = :value
-- filter word text sqlite: instr(s.name_fold || ' ' || lower(s.code), :value) > 0
-- filter word text postgres: strpos(s.name_fold || ' ' || lower(s.code), :value) > 0
-- filter clerk id: EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = s.id AND a.account_id = :value)
-- sort name bytes: s.name_sort
-- sort code text: s.code
-- count: FROM school s WHERE {where}
SELECT s.id, s.code, s.name, s.level, s.private,
       area_name(s.commune_id, :today),
       (SELECT count(*) FROM enrolment e WHERE e.school_id = s.id AND e.school_year = :year AND e.left_on IS NULL),
       (SELECT f.month_amount FROM school_fee f WHERE f.school_id = s.id AND f.school_year = :year), s.closed_on
FROM school s WHERE {where} {order} {limit};

-- exec school_fee_set
-- why: what the school takes for a month of a school year
-- in: school_id id, school_year int, month_amount money, document text, account_id id, recorded_at instant
INSERT INTO school_fee (school_id, school_year, month_amount, document, account_id, recorded_at)
VALUES (:school_id, :school_year, :month_amount, :document, :account_id, :recorded_at)
ON CONFLICT (school_id, school_year) DO UPDATE SET month_amount = excluded.month_amount, document = excluded.document,
    account_id = excluded.account_id, recorded_at = excluded.recorded_at;

-- many school_fees_of
-- why: tuition of one school by year
-- in: school_id id
-- out: school_year int, month_amount money, document text
SELECT school_year, month_amount, document FROM school_fee WHERE school_id = :school_id ORDER BY school_year DESC;

-- exec school_account_add
-- why: who writes for a school
-- in: school_id id, account_id id
INSERT INTO school_account (school_id, account_id) VALUES (:school_id, :account_id) ON CONFLICT (school_id, account_id) DO NOTHING;

-- exec school_account_drop
-- why: who no longer writes for it
-- in: school_id id, account_id id
DELETE FROM school_account WHERE school_id = :school_id AND account_id = :account_id;

-- many school_accounts_of
-- why: clerks of a school
-- in: school_id id
-- out: account_id id, username text, display_name text
SELECT a.account_id, u.username, u.display_name FROM school_account a JOIN account u ON u.id = a.account_id WHERE a.school_id = :school_id ORDER BY u.username;

-- one account_of_name
-- why: a clerk is named by his account
-- in: username text
-- out: id id
SELECT id FROM account WHERE username = :username;

-- ---- who goes where

-- exec enrolment_insert
-- why: a person goes to a school
-- in: id id, person_id id, school_id id, school_year int, class_name text, from_day day, import_id id?, account_id id, created_at instant
INSERT INTO enrolment (id, person_id, school_id, school_year, class_name, from_day, import_id, version, account_id, created_at)
VALUES (:id, :person_id, :school_id, :school_year, :class_name, :from_day, :import_id, 1, :account_id, :created_at);

-- exec enrolment_class
-- why: another class of the same school
-- in: id id, version int, class_name text
UPDATE enrolment SET class_name = :class_name, version = version + 1 WHERE id = :id AND version = :version AND left_on IS NULL;

-- exec enrolment_leave
-- why: moved to another school, left, or written wrongly
-- in: id id, version int, left_on day, reason text
UPDATE enrolment SET left_on = :left_on, left_reason = :reason, version = version + 1 WHERE id = :id AND version = :version AND left_on IS NULL;

-- one enrolment_open_of
-- why: one school a year
-- in: person_id id, school_year int
-- out: id id, school_id id, school_name text, class_name text
SELECT e.id, e.school_id, s.name, e.class_name FROM enrolment e JOIN school s ON s.id = e.school_id
WHERE e.person_id = :person_id AND e.school_year = :school_year AND e.left_on IS NULL;

-- one enrolment_get
-- why: one pupil, with where he lives today
-- in: id id
-- out: id id, person_id id, person_name text, born_on day?, born_precision int, school_id id, school_name text, school_commune_id id, school_year int, class_name text, from_day day, left_on day?, left_reason text?, household_id id?, household_code text?, hamlet_id id?, commune_id id?, version int
SELECT e.id, e.person_id, p.full_name, p.born_on, p.born_precision, s.id, s.name, s.commune_id, e.school_year, e.class_name, e.from_day, e.left_on, e.left_reason,
       n.household_id, n.code, n.hamlet_id, n.commune_id, e.version
FROM enrolment e JOIN school s ON s.id = e.school_id
JOIN person_version p ON p.person_id = e.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
LEFT JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
LEFT JOIN household_now n ON n.household_id = m.household_id
WHERE e.id = :id;

-- list pupil_list
-- why: pupils of a school year; with a term, policy and step those whom a figure counts
-- in: year int, term int, policy id?, step text, today day
-- out: id id, person_name text, born_on day?, born_precision int, school_name text, class_name text, household_code text?, household_id id?, commune_name text?, entitled int, given int, served int, left_on day?
-- id: e.id
-- scope 1: (s.province_id = :area OR n.province_id = :area)
-- scope 2: (s.district_id = :area OR n.district_id = :area)
-- scope 3: (s.commune_id = :area OR n.commune_id = :area)
-- scope 4: n.hamlet_id = :area
-- filter term int: :term = :value
-- filter policy id: :policy = :value
-- filter step text: :step = :value
-- filter school id: e.school_id = :value
-- filter clerk id: EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = e.school_id AND a.account_id = :value)
-- filter commune id: n.commune_id = :value
-- filter at id: s.commune_id = :value
-- filter there: e.left_on IS NULL
-- filter word text sqlite: instr(' ' || p.name_fold, ' ' || :value) > 0
-- filter word text postgres: strpos(' ' || p.name_fold, ' ' || :value) > 0
-- sort newest int: -e.id
-- sort name text: p.name_fold
SELECT e.id, p.full_name, p.born_on, p.born_precision, s.name, e.class_name, n.code, n.household_id,
       area_name(n.commune_id, :today),
       (SELECT count(*) FROM pupil_right r WHERE r.enrolment_id = e.id AND r.term_key = :term),
       (SELECT count(*) FROM pupil_right r WHERE r.enrolment_id = e.id AND r.term_key = :term AND EXISTS (SELECT 1 FROM claim k WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806)),
       (SELECT count(*) FROM benefit_line b WHERE b.person_id = e.person_id AND b.detail_kind = 'pupil' AND b.detail_id = e.id AND b.period_key = :term AND b.state IN ('delivered', 'confirmed')),
       e.left_on
FROM enrolment e JOIN school s ON s.id = e.school_id
JOIN person_version p ON p.person_id = e.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
LEFT JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
LEFT JOIN household_now n ON n.household_id = m.household_id
WHERE e.school_year = :year
  AND (:step = '' OR EXISTS (SELECT 1 FROM pupil_right r WHERE r.enrolment_id = e.id AND r.term_key = :term AND r.policy_id = coalesce(:policy, r.policy_id)
       AND (:step = 'entitled'
            OR (:step = 'served' AND EXISTS (SELECT 1 FROM benefit_line b WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key AND b.state IN ('delivered', 'confirmed')))
            OR (:step = 'listed' AND EXISTS (SELECT 1 FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key AND b.state = 'open' AND l.state NOT IN ('refused', 'withdrawn')))
            OR (:step = 'other' AND EXISTS (SELECT 1 FROM claim k JOIN claim_source o ON o.id = k.source_id WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806 AND (o.policy_id <> r.policy_id OR o.kind <> 'benefit')))
            OR (:step = 'left_out' AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806)))))
  AND {where} {order} {limit};

-- many school_figures
-- why: rights of a term by school, or by the commune where the schools stand: who has them, whom they reached, who is
--   left out; each pupil once a policy
-- in: year int, term int, level int, area id, clerk id?, by_commune bool, today day
-- out: place_id id, place_name text, policy_id id, entitled int, listed int, served int, other int, left_out int
SELECT x.place_id, x.place_name, x.policy_id, count(*), sum(x.listed), sum(x.served), sum(x.other), sum(1 - x.claimed)
FROM (SELECT CASE WHEN :by_commune = 1 THEN s.commune_id ELSE s.id END AS place_id,
             CASE WHEN :by_commune = 1 THEN area_name(s.commune_id, :today) ELSE s.name END AS place_name,
             r.policy_id AS policy_id,
             CASE WHEN EXISTS (SELECT 1 FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key AND b.state = 'open' AND l.state NOT IN ('refused', 'withdrawn')) THEN 1 ELSE 0 END AS listed,
             CASE WHEN EXISTS (SELECT 1 FROM benefit_line b WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key AND b.state IN ('delivered', 'confirmed')) THEN 1 ELSE 0 END AS served,
             CASE WHEN EXISTS (SELECT 1 FROM claim k JOIN claim_source o ON o.id = k.source_id WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806 AND (o.policy_id <> r.policy_id OR o.kind <> 'benefit')) THEN 1 ELSE 0 END AS other,
             CASE WHEN EXISTS (SELECT 1 FROM claim k WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806) THEN 1 ELSE 0 END AS claimed
      FROM pupil_right r JOIN enrolment e ON e.id = r.enrolment_id JOIN school s ON s.id = e.school_id
      WHERE r.term_key = :term AND e.school_year = :year
        AND (:clerk IS NULL OR EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = s.id AND a.account_id = :clerk))
        AND (:level = 0 OR (:level = 1 AND s.province_id = :area) OR (:level = 2 AND s.district_id = :area) OR (:level >= 3 AND s.commune_id = :area))) x
GROUP BY x.place_id, x.place_name, x.policy_id
ORDER BY x.place_name, x.place_id, x.policy_id;

-- many home_figures
-- why: rights of a term by policy for those who live in an area, wherever their school is
-- in: year int, term int, level int, area id, clerk id?
-- out: policy_id id, entitled int, listed int, served int, other int, left_out int
SELECT x.policy_id, count(*), sum(x.listed), sum(x.served), sum(x.other), sum(1 - x.claimed)
FROM (SELECT r.policy_id AS policy_id,
             CASE WHEN EXISTS (SELECT 1 FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key AND b.state = 'open' AND l.state NOT IN ('refused', 'withdrawn')) THEN 1 ELSE 0 END AS listed,
             CASE WHEN EXISTS (SELECT 1 FROM benefit_line b WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key AND b.state IN ('delivered', 'confirmed')) THEN 1 ELSE 0 END AS served,
             CASE WHEN EXISTS (SELECT 1 FROM claim k JOIN claim_source o ON o.id = k.source_id WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806 AND (o.policy_id <> r.policy_id OR o.kind <> 'benefit')) THEN 1 ELSE 0 END AS other,
             CASE WHEN EXISTS (SELECT 1 FROM claim k WHERE k.identity = e.person_id AND k.identity_kind = 1 AND k.content_group = r.content_group AND k.period = r.term_key AND k.released_at = 9223372036854775806) THEN 1 ELSE 0 END AS claimed
      FROM pupil_right r JOIN enrolment e ON e.id = r.enrolment_id
      JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
      JOIN household_now n ON n.household_id = m.household_id
      WHERE r.term_key = :term AND e.school_year = :year
        AND ((:clerk IS NOT NULL AND EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = e.school_id AND a.account_id = :clerk)) OR (:clerk IS NULL AND (:level = 0 OR (:level = 1 AND n.province_id = :area) OR (:level = 2 AND n.district_id = :area) OR (:level = 3 AND n.commune_id = :area) OR (:level = 4 AND n.hamlet_id = :area))))) x
GROUP BY x.policy_id ORDER BY x.policy_id;

-- one draft_of
-- why: another pupil goes onto the draft that is open already
-- in: policy_id id, commune_id id, term_key int, account_id id
-- out: id id?
SELECT max(id) FROM benefit_list WHERE policy_id = :policy_id AND commune_id = :commune_id AND period_key = :term_key AND drafted_by = :account_id AND state = 'draft';

-- ---- rights of a term

-- many right_candidates
-- why: pupils of a term and where they lived on the day that counts; only households that some list names that day
-- in: year int, on_day day, after id, most int, some bool, ids ids
-- out: enrolment_id id, person_id id, household_id id, listed bool
SELECT e.id, e.person_id, m.household_id,
       CASE WHEN EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = m.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day) THEN 1 ELSE 0 END
FROM enrolment e JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
WHERE e.school_year = :year AND e.id > :after AND (e.left_on IS NULL OR e.left_on > :on_day)
  AND (:some = 0 OR e.id IN_LIST(:ids))
ORDER BY e.id LIMIT :most;

-- many right_candidates_at
-- why: the same for one commune, by where they live now; found from its households, not from all pupils
-- in: year int, on_day day, commune_id id
-- out: enrolment_id id, person_id id, household_id id, listed bool
SELECT e.id, e.person_id, m.household_id,
       CASE WHEN EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = m.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day) THEN 1 ELSE 0 END
FROM household_now n
JOIN membership o ON o.household_id = n.household_id AND o.superseded_at = 9223372036854775806 AND o.valid_to = 2932896
JOIN enrolment e ON e.person_id = o.person_id AND e.school_year = :year AND (e.left_on IS NULL OR e.left_on > :on_day)
JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
WHERE n.commune_id = :commune_id ORDER BY e.id;

-- exec right_drop
-- why: judged anew
-- in: term_key int, ids ids
DELETE FROM pupil_right WHERE term_key = :term_key AND enrolment_id IN_LIST(:ids);

-- exec right_drop_commune
-- why: of everybody who lives there, before they are judged anew
-- in: term_key int, commune_id id?
DELETE FROM pupil_right WHERE term_key = :term_key AND (:commune_id IS NULL OR enrolment_id IN (SELECT e.id FROM enrolment e
    JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
    JOIN household_now n ON n.household_id = m.household_id WHERE n.commune_id = :commune_id));

-- exec right_drop_range
-- why: of the pupils between two, in a run over everybody
-- in: term_key int, after id, last id
DELETE FROM pupil_right WHERE term_key = :term_key AND enrolment_id > :after AND enrolment_id <= :last;

-- exec right_by_line
-- why: a policy that no class opens is open to whom it is given by hand; one right of a group
-- in: term_key int, on_day day, some bool, ids ids
INSERT INTO pupil_right (enrolment_id, term_key, content_group, policy_id, household_id, judged_on)
SELECT b.detail_id, b.period_key, p.content_group, min(b.policy_id), min(b.household_id), :on_day
FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id JOIN policy p ON p.id = b.policy_id JOIN enrolment e ON e.id = b.detail_id
WHERE b.detail_kind = 'pupil' AND b.period_key = :term_key AND b.state IN ('open', 'delivered', 'confirmed') AND l.state NOT IN ('refused', 'withdrawn')
  AND (:some = 0 OR b.detail_id IN_LIST(:ids))
  AND NOT EXISTS (SELECT 1 FROM pupil_right r WHERE r.enrolment_id = b.detail_id AND r.term_key = b.period_key AND r.content_group = p.content_group)
GROUP BY b.detail_id, b.period_key, p.content_group;

-- many right_todo
-- why: pupils of a commune with the right to a policy that nobody gives them yet
-- in: term_key int, policy_id id, commune_id id
-- out: enrolment_id id, person_id id, household_id id, judged_household_id id, school_id id, school_year int
SELECT e.id, e.person_id, n.household_id, r.household_id, e.school_id, e.school_year
FROM pupil_right r JOIN enrolment e ON e.id = r.enrolment_id
JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id
WHERE r.term_key = :term_key AND r.policy_id = :policy_id AND n.commune_id = :commune_id
  AND NOT EXISTS (SELECT 1 FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id WHERE b.person_id = e.person_id AND b.policy_id = r.policy_id AND b.period_key = r.term_key
                  AND b.state IN ('open', 'delivered', 'confirmed') AND l.state NOT IN ('refused', 'withdrawn'))
ORDER BY n.code, e.id LIMIT 10000;

-- many chosen_todo
-- why: pupils chosen by hand, with where they lived on the day that counts
-- in: on_day day, ids ids
-- out: enrolment_id id, person_id id, household_id id, judged_household_id id, school_id id, school_year int
SELECT e.id, e.person_id, n.household_id,
       coalesce((SELECT o.household_id FROM membership o WHERE o.person_id = e.person_id AND o.superseded_at = 9223372036854775806 AND o.valid_from <= :on_day AND o.valid_to > :on_day LIMIT 1), n.household_id),
       e.school_id, e.school_year
FROM enrolment e
JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id
WHERE e.id IN_LIST(:ids) ORDER BY n.code, e.id;

-- many fees_of_year
-- why: what the schools of these pupils take for a month
-- in: ids ids, school_year int
-- out: school_id id, month_amount money, document text
SELECT school_id, month_amount, document FROM school_fee WHERE school_year = :school_year AND school_id IN_LIST(:ids);

-- many pupil_rights
-- why: what a pupil has the right to, term by term
-- in: enrolment_id id
-- out: term_key int, policy_id id, policy text, household_id id, judged_on day
SELECT r.term_key, r.policy_id, p.name, r.household_id, r.judged_on FROM pupil_right r JOIN policy p ON p.id = r.policy_id
WHERE r.enrolment_id = :enrolment_id ORDER BY r.term_key DESC, p.name;

-- many pupil_lines
-- why: what was proposed and given for a pupil
-- in: enrolment_id id
-- out: id id, list_id id, policy text, period_key int?, period_from day, period_to day, amount money?, state text, list_state text, number text?
SELECT b.id, b.list_id, p.name, b.period_key, b.period_from, b.period_to, b.amount, b.state, l.state, l.number
FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id JOIN policy p ON p.id = b.policy_id JOIN enrolment e ON e.id = b.detail_id
WHERE b.detail_kind = 'pupil' AND b.detail_id = :enrolment_id AND b.person_id = e.person_id ORDER BY b.period_from DESC, p.name;

-- ---- the demonstration

-- many demo_children
-- why: children of school age of a commune: of listed households first
-- in: commune_id id, on_day day, born_after day, born_before day, most int
-- out: person_id id, born_on day, listed bool
SELECT p.person_id, p.born_on, CASE WHEN n.class_national IN (1, 2) OR n.class_provincial = 1 THEN 1 ELSE 0 END
FROM household_now n
JOIN membership m ON m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896 AND m.valid_from <= :on_day
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE n.commune_id = :commune_id AND n.status = 1 AND p.died_on IS NULL AND p.born_on > :born_after AND p.born_on < :born_before
ORDER BY CASE WHEN n.class_national IN (1, 2) THEN 0 WHEN n.class_provincial = 1 THEN 1 ELSE 2 END, p.person_id LIMIT :most;

-- one list_version_of
-- why: the demonstration plays a list on
-- in: id id
-- out: version int, line_count int
SELECT version, line_count FROM benefit_list WHERE id = :id;

-- ---- spreadsheets

-- exec school_list_insert
-- why: a file that was read and checked
-- in: id id, kind text, school_id id?, school_year int?, area_id id, province_id id, district_id id?, commune_id id?, file_name text, sha256 bytes, row_count int, account_id id, at instant, unread text?
INSERT INTO school_list (id, kind, school_id, school_year, area_id, province_id, district_id, commune_id, file_name, sha256, state, row_count, account_id, at, unread)
VALUES (:id, :kind, :school_id, :school_year, :area_id, :province_id, :district_id, :commune_id, :file_name, :sha256, 'checked', :row_count, :account_id, :at, :unread);

-- one roll_same
-- why: a file that was brought in already
-- in: kind text, sha256 bytes, area_id id, school_id id?, school_year int?
-- out: file_name text, at instant
SELECT file_name, at FROM school_list
WHERE kind = :kind AND sha256 = :sha256 AND area_id = :area_id AND coalesce(school_id, 0) = coalesce(:school_id, 0) AND coalesce(school_year, 0) = coalesce(:school_year, 0);

-- list roll_list
-- why: files of an area
-- out: id id, kind text, school_name text?, school_year int?, file_name text, row_count int, done int, bad int, at instant
-- id: l.id
-- scope 1: l.province_id = :area
-- scope 2: l.district_id = :area
-- scope 3: l.commune_id = :area
-- scope 4: l.commune_id = :area AND FALSE
-- filter clerk id: EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = l.school_id AND a.account_id = :value)
-- sort newest int: -l.at
SELECT l.id, l.kind, s.name, l.school_year, l.file_name, l.row_count,
       (SELECT count(*) FROM school_list_row r WHERE r.list_id = l.id AND r.state = 'done'),
       (SELECT count(*) FROM school_list_row r WHERE r.list_id = l.id AND r.state = 'bad'), l.at
FROM school_list l LEFT JOIN school s ON s.id = l.school_id WHERE {where} {order} {limit};

-- one roll_one
-- why: one file
-- in: id id
-- out: id id, kind text, school_id id?, school_name text?, school_year int?, area_id id, file_name text, row_count int, ready int, unread text?
SELECT l.id, l.kind, l.school_id, s.name, l.school_year, l.area_id, l.file_name, l.row_count,
       (SELECT count(*) FROM school_list_row r WHERE r.list_id = l.id AND r.state = 'ready'), l.unread
FROM school_list l LEFT JOIN school s ON s.id = l.school_id WHERE l.id = :id;

-- list roll_rows
-- why: its rows and what is wrong with them
-- in: list_id id
-- out: id id, no int, name text, class_name text?, code text?, state text, problem text?
-- id: r.id
-- scope: none because the file was found in the asker's scope
-- filter state text: r.state = :value
-- sort no int: r.no
SELECT r.id, r.no, r.name, r.class_name, r.code, r.state, r.problem FROM school_list_row r WHERE r.list_id = :list_id AND {where} {order} {limit};

-- many roll_bad
-- why: the workbook of what must be corrected
-- in: list_id id
-- out: no int, cells text, problem text
SELECT no, cells, problem FROM school_list_row WHERE list_id = :list_id AND state = 'bad' ORDER BY no;

-- many roll_ready
-- why: the next rows to apply
-- in: list_id id, most int
-- out: id id, name text, class_name text?, code text?, level text?, private bool, commune_id id?, person_id id?
SELECT id, name, class_name, code, level, coalesce(private, 0), commune_id, person_id FROM school_list_row
WHERE list_id = :list_id AND state = 'ready' ORDER BY no LIMIT :most;

-- exec roll_row_set
-- why: what became of a row
-- in: id id, state text, problem text?
UPDATE school_list_row SET state = :state, problem = :problem WHERE id = :id;

-- exec roll_state
-- why: nothing is left to do
-- in: id id
UPDATE school_list SET state = 'applied' WHERE id = :id;

-- ---- who may leave school

-- one risk_open_of
-- why: one open file a pupil
-- in: enrolment_id id
-- out: id id, version int
SELECT id, version FROM dropout_risk WHERE enrolment_id = :enrolment_id AND closed_on IS NULL;

-- exec risk_insert
-- why: somebody saw that a pupil may leave
-- in: id id, enrolment_id id, reason text, on_day day, absent_days int?, account_id id, created_at instant
INSERT INTO dropout_risk (id, enrolment_id, reason, opened_on, absent_days, last_on, version, account_id, created_at)
VALUES (:id, :enrolment_id, :reason, :on_day, :absent_days, :on_day, 1, :account_id, :created_at);

-- exec risk_seen
-- why: seen again
-- in: id id, reason text, on_day day, absent_days int?
UPDATE dropout_risk SET reason = :reason, last_on = CASE WHEN :on_day > last_on THEN :on_day ELSE last_on END,
    absent_days = CASE WHEN :absent_days IS NULL OR coalesce(absent_days, -1) > :absent_days THEN absent_days ELSE :absent_days END, version = version + 1
WHERE id = :id AND closed_on IS NULL;

-- exec risk_acted
-- why: something was done
-- in: id id, version int, on_day day
UPDATE dropout_risk SET acted_on = :on_day, last_on = CASE WHEN :on_day > last_on THEN :on_day ELSE last_on END, version = version + 1
WHERE id = :id AND version = :version AND closed_on IS NULL;

-- exec risk_close
-- why: it is known what became of it
-- in: id id, version int, on_day day, outcome text
UPDATE dropout_risk SET closed_on = :on_day, outcome = :outcome, last_on = :on_day, version = version + 1
WHERE id = :id AND version = :version AND closed_on IS NULL;

-- exec risk_step_insert
-- why: seen, done, ended: nothing is changed afterwards
-- in: id id, risk_id id, kind text, on_day day, absent_days int?, note text, account_id id, recorded_at instant
INSERT INTO dropout_step (id, risk_id, kind, on_day, absent_days, note, account_id, recorded_at)
VALUES (:id, :risk_id, :kind, :on_day, :absent_days, :note, :account_id, :recorded_at);

-- one risk_get
-- why: one file
-- in: id id
-- out: id id, enrolment_id id, reason text, reason_name text, opened_on day, absent_days int?, last_on day, acted_on day?, closed_on day?, outcome text?, version int
SELECT r.id, r.enrolment_id, r.reason, coalesce(k.name, r.reason), r.opened_on, r.absent_days, r.last_on, r.acted_on, r.closed_on, r.outcome, r.version
FROM dropout_risk r LEFT JOIN code_list k ON k.list = 'dropout_reason' AND k.code = r.reason WHERE r.id = :id;

-- many risk_steps
-- why: its history
-- in: risk_id id
-- out: id id, kind text, on_day day, absent_days int?, note text, who text
SELECT s.id, s.kind, s.on_day, s.absent_days, s.note, coalesce(u.display_name, '') FROM dropout_step s LEFT JOIN account u ON u.id = s.account_id
WHERE s.risk_id = :risk_id ORDER BY s.on_day, s.id;

-- many risks_of
-- why: files of one pupil
-- in: enrolment_id id
-- out: id id, reason_name text, opened_on day, closed_on day?, outcome text?
SELECT r.id, coalesce(k.name, r.reason), r.opened_on, r.closed_on, r.outcome
FROM dropout_risk r LEFT JOIN code_list k ON k.list = 'dropout_reason' AND k.code = r.reason WHERE r.enrolment_id = :enrolment_id ORDER BY r.opened_on DESC, r.id;

-- many dropout_reasons
-- why: reasons to choose from
-- out: code text, name text
SELECT code, name FROM code_list WHERE list = 'dropout_reason' ORDER BY sort_order;

-- list risk_list
-- why: the worklist of schools and communes: who may leave, what was done, who waits
-- in: absence_limit int, quiet_since day, today day
-- out: id id, pupil_id id, name text, school_name text, class_name text, commune_name text?, reason_name text, absent_days int?, opened_on day, acted_on day?, closed_on day?, outcome text?, sponsored bool, over bool, quiet bool
-- id: r.id
-- scope 1: (s.province_id = :area OR n.province_id = :area)
-- scope 2: (s.district_id = :area OR n.district_id = :area)
-- scope 3: (s.commune_id = :area OR n.commune_id = :area)
-- scope 4: n.hamlet_id = :area
-- filter open: r.closed_on IS NULL
-- filter closed: r.closed_on IS NOT NULL
-- filter over: r.closed_on IS NULL AND r.absent_days >= :absence_limit
-- filter quiet: r.closed_on IS NULL AND coalesce(r.acted_on, r.opened_on) <= :quiet_since
-- filter school id: e.school_id = :value
-- filter commune id: n.commune_id = :value
-- filter reason text: r.reason = :value
-- filter outcome text: r.outcome = :value
-- filter clerk id: EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = e.school_id AND a.account_id = :value)
-- filter word text sqlite: instr(' ' || p.name_fold, ' ' || :value) > 0
-- filter word text postgres: strpos(' ' || p.name_fold, ' ' || :value) > 0
-- sort waiting int: coalesce(r.acted_on, r.opened_on)
-- sort newest int: -r.opened_on
SELECT r.id, e.id, p.full_name, s.name, e.class_name, area_name(n.commune_id, :today),
       coalesce(k.name, r.reason), r.absent_days, r.opened_on, r.acted_on, r.closed_on, r.outcome,
       CASE WHEN EXISTS (SELECT 1 FROM sponsorship o WHERE o.enrolment_id = e.id AND o.ended_on IS NULL) THEN 1 ELSE 0 END,
       CASE WHEN r.closed_on IS NULL AND r.absent_days >= :absence_limit THEN 1 ELSE 0 END,
       CASE WHEN r.closed_on IS NULL AND coalesce(r.acted_on, r.opened_on) <= :quiet_since THEN 1 ELSE 0 END
FROM dropout_risk r JOIN enrolment e ON e.id = r.enrolment_id JOIN school s ON s.id = e.school_id
JOIN person_version p ON p.person_id = e.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
LEFT JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
LEFT JOIN household_now n ON n.household_id = m.household_id
LEFT JOIN code_list k ON k.list = 'dropout_reason' AND k.code = r.reason
WHERE {where} {order} {limit};

-- one risk_counts
-- why: the first page: files that are open, and those in which nothing was done for long
-- in: level int, area id, clerk id?, quiet_since day
-- out: open int, quiet int
SELECT count(*), coalesce(sum(CASE WHEN coalesce(r.acted_on, r.opened_on) <= :quiet_since THEN 1 ELSE 0 END), 0)
FROM dropout_risk r JOIN enrolment e ON e.id = r.enrolment_id JOIN school s ON s.id = e.school_id
LEFT JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
LEFT JOIN household_now n ON n.household_id = m.household_id
WHERE r.closed_on IS NULL AND (:clerk IS NULL OR EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = s.id AND a.account_id = :clerk))
  AND (:level = 0 OR (:level = 1 AND (s.province_id = :area OR n.province_id = :area)) OR (:level = 2 AND (s.district_id = :area OR n.district_id = :area))
       OR (:level = 3 AND (s.commune_id = :area OR n.commune_id = :area)) OR (:level = 4 AND n.hamlet_id = :area));

-- ---- sponsors

-- exec sponsorship_insert
-- why: somebody helps a pupil
-- in: id id, enrolment_id id, sponsor_kind text, sponsor text?, may_publish bool, what text, goods bool, amount money?, given_on day, until_day day?, fund_id id?, account_id id, created_at instant
INSERT INTO sponsorship (id, enrolment_id, sponsor_kind, sponsor, may_publish, what, goods, amount, given_on, until_day, fund_id, version, account_id, created_at)
VALUES (:id, :enrolment_id, :sponsor_kind, :sponsor, :may_publish, :what, :goods, :amount, :given_on, :until_day, :fund_id, 1, :account_id, :created_at);

-- exec sponsorship_end
-- why: it ends, or was written wrongly
-- in: id id, version int, on_day day, reason text
UPDATE sponsorship SET ended_on = :on_day, ended_reason = :reason, version = version + 1 WHERE id = :id AND version = :version AND ended_on IS NULL;

-- one sponsorship_get
-- why: one of them
-- in: id id
-- out: id id, enrolment_id id, fund_id id?, amount money?, ended_on day?, version int
SELECT id, enrolment_id, fund_id, amount, ended_on, version FROM sponsorship WHERE id = :id;

-- many sponsorships_of
-- why: who helps one pupil
-- in: enrolment_id id
-- out: id id, sponsor_kind text, sponsor text?, what text, goods bool, amount money?, given_on day, until_day day?, ended_on day?, ended_reason text?, version int
SELECT id, sponsor_kind, sponsor, what, goods, amount, given_on, until_day, ended_on, ended_reason, version FROM sponsorship
WHERE enrolment_id = :enrolment_id ORDER BY given_on DESC, id;

-- list sponsorship_list
-- why: who helps whom, with what, paid from where
-- in: today day
-- out: id id, pupil_id id, name text, school_name text, commune_name text?, sponsor_kind text, sponsor text?, what text, goods bool, amount money?, given_on day, until_day day?, ended_on day?
-- id: o.id
-- scope 1: (s.province_id = :area OR n.province_id = :area)
-- scope 2: (s.district_id = :area OR n.district_id = :area)
-- scope 3: (s.commune_id = :area OR n.commune_id = :area)
-- scope 4: n.hamlet_id = :area
-- filter running: o.ended_on IS NULL
-- filter kind text: o.sponsor_kind = :value
-- filter school id: e.school_id = :value
-- filter commune id: n.commune_id = :value
-- filter clerk id: EXISTS (SELECT 1 FROM school_account a WHERE a.school_id = e.school_id AND a.account_id = :value)
-- sort newest int: -o.given_on
-- sort amount int: coalesce(o.amount, 0)
SELECT o.id, e.id, p.full_name, s.name, area_name(n.commune_id, :today),
       o.sponsor_kind, o.sponsor, o.what, o.goods, o.amount, o.given_on, o.until_day, o.ended_on
FROM sponsorship o JOIN enrolment e ON e.id = o.enrolment_id JOIN school s ON s.id = e.school_id
JOIN person_version p ON p.person_id = e.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
LEFT JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
LEFT JOIN household_now n ON n.household_id = m.household_id
WHERE {where} {order} {limit};

-- many sponsor_funds
-- why: funds that the asker keeps
-- in: level int, area id
-- out: id id, name text
SELECT f.id, f.name FROM fund f WHERE (:level = 0 OR (:level = 1 AND f.province_id = :area) OR (:level = 2 AND f.district_id = :area) OR (:level = 3 AND f.commune_id = :area))
ORDER BY f.level, f.name LIMIT 200;

-- ---- papers

-- many term_lists
-- why: lists of a term in a commune
-- in: term_key int, commune_id id, today day
-- out: id id, title text, commune_name text, state text, line_count int, amount money, number text?, signed_on day?
SELECT l.id, l.title, area_name(l.commune_id, :today), l.state, l.line_count, l.amount,
       l.number, l.signed_on
FROM benefit_list l JOIN policy p ON p.id = l.policy_id
WHERE l.period_key = :term_key AND l.commune_id = :commune_id AND p.content_group IN ('study-cost', 'tuition')
ORDER BY l.drafted_on DESC, l.id;

-- one term_paper_head
-- why: the head of a list's paper
-- in: id id
-- out: id id, commune_id id, title text, period_from day, period_to day, period_key int?, state text, drafted_on day, amount money, line_count int, number text?, signed_on day?, signer_name text?, signer_position text?
SELECT id, commune_id, title, period_from, period_to, period_key, state, drafted_on, amount, line_count, number, signed_on, signer_name, signer_position
FROM benefit_list WHERE id = :id;

-- many term_paper_lines
-- why: pupils of a list, school by school
-- in: list_id id
-- out: subject text, born_on day?, born_precision int, school_name text, class_name text, head_name text?, code text?, period_from day, period_to day, amount money?
SELECT b.subject, p.born_on, p.born_precision, s.name, e.class_name, n.head_name, n.code, b.period_from, b.period_to, b.amount
FROM benefit_line b JOIN enrolment e ON e.id = b.detail_id JOIN school s ON s.id = e.school_id
JOIN person_version p ON p.person_id = b.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
LEFT JOIN household_now n ON n.household_id = b.household_id
WHERE b.list_id = :list_id AND b.detail_kind = 'pupil' AND b.state NOT IN ('returned', 'refused') ORDER BY s.name_sort, s.id, e.class_name, b.subject;

-- many demo_pupils
-- why: pupils of a commune's schools
-- in: commune_id id, year int
-- out: id id, person_id id
SELECT e.id, e.person_id FROM enrolment e JOIN school s ON s.id = e.school_id
WHERE s.commune_id = :commune_id AND e.school_year = :year AND e.left_on IS NULL ORDER BY e.id;

-- ---- what rests on it

-- many education_uses
-- why: an import of households whose children go to a school cannot be taken back whole
-- in: ids ids
-- out: household_id id
SELECT DISTINCT m.household_id FROM membership m JOIN enrolment e ON e.person_id = m.person_id
WHERE m.household_id IN_LIST(:ids) AND m.superseded_at = 9223372036854775806;

-- many wrong_pupil_lines
-- why: a line of a pupil is for the person who is enrolled; a merge of two records explains another one
-- out: line_id id, subject text
SELECT b.id, b.subject FROM benefit_line b JOIN enrolment e ON e.id = b.detail_id JOIN person p ON p.id = e.person_id
WHERE b.detail_kind = 'pupil' AND b.person_id <> e.person_id AND b.person_id <> coalesce(p.same_as, p.id);

-- many demo_provincial
-- why: pupils whom no class of the nation's standard helps, for the demonstration of another payer
-- in: commune_id id, year int
-- out: id id
SELECT e.id FROM enrolment e
JOIN membership m ON m.person_id = e.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN household_now n ON n.household_id = m.household_id
WHERE n.commune_id = :commune_id AND e.school_year = :year AND e.left_on IS NULL AND n.class_provincial = 1 AND n.class_national NOT IN (1, 2)
ORDER BY e.id LIMIT 20;
