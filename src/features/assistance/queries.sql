-- Monthly social assistance: dossiers, what they are paid, who is not served yet, trials. "Open" rows of the register have
-- superseded_at 9223372036854775806; 2932896 is the day without end.

-- ---- dossiers

-- one assist_open_of
-- why: a person has one dossier under way
-- in: person_id id
-- out: id id
SELECT id FROM assistance_case WHERE person_id = :person_id AND state IN ('received', 'reviewed', 'sent', 'checked');

-- one assist_granted_of
-- why: a new decision adjusts the one in force
-- in: person_id id
-- out: id id, from_month day
SELECT id, from_month FROM assistance_case WHERE person_id = :person_id AND state = 'granted';

-- exec assist_insert
-- why: an application is received
-- in: id id, person_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, number_in text, received_on day, receiver text?, note text?, supersedes id?, account_id id, recorded_at instant
INSERT INTO assistance_case (id, person_id, household_id, hamlet_id, commune_id, district_id, province_id, state, number_in, received_on, receiver, note,
    supersedes, account_id, recorded_at, version)
VALUES (:id, :person_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, 'received', :number_in, :received_on, :receiver, :note,
    :supersedes, :account_id, :recorded_at, 1);

-- exec assist_ground_insert
-- why: what it rests on
-- in: id id, case_id id, ground text, children int, paper text?, paper_on day?
INSERT INTO assistance_ground (id, case_id, ground, children, paper, paper_on) VALUES (:id, :case_id, :ground, :children, :paper, :paper_on);

-- one assist_get
-- why: one dossier
-- in: id id
-- out: id id, person_id id, household_id id, code text, hamlet_id id, commune_id id, district_id id, province_id id, state text, number_in text, received_on day, receiver text?, note text?, reviewed_on day?, reviewed_by id?, review text?, posted_on day?, sent_on day?, sent_number text?, sent_by id?, checked_on day?, checked_by id?, check_note text?, number text?, decided_on day?, signer text?, signer_post text?, decided_by id?, from_month day?, reason text?, flag text?, flagged_on day?, stop_number text?, stop_on day?, stop_from day?, supersedes id?, account_id id, version int, name text, sex int, born_on day?, born_precision int
SELECT k.id, k.person_id, k.household_id, h.code, k.hamlet_id, k.commune_id, k.district_id, k.province_id, k.state, k.number_in, k.received_on, k.receiver,
       k.note, k.reviewed_on, k.reviewed_by, k.review, k.posted_on, k.sent_on, k.sent_number, k.sent_by, k.checked_on, k.checked_by, k.check_note,
       k.number, k.decided_on, k.signer, k.signer_post, k.decided_by, k.from_month, k.reason, k.flag, k.flagged_on, k.stop_number, k.stop_on, k.stop_from,
       k.supersedes, k.account_id, k.version, coalesce(p.full_name, ''), coalesce(p.sex, 0), p.born_on, coalesce(p.born_precision, 0)
FROM assistance_case k JOIN household h ON h.id = k.household_id
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.id = :id;

-- one assist_lock
-- why: two changes of one dossier come one after the other
-- in: id id
-- out: version int
-- sqlite:
SELECT version FROM assistance_case WHERE id = :id;
-- postgres:
SELECT version FROM assistance_case WHERE id = :id FOR UPDATE;

-- many assist_grounds_of
-- why: what one dossier rests on
-- in: case_id id
-- out: ground text, children int, paper text?, paper_on day?
SELECT ground, children, paper, paper_on FROM assistance_ground WHERE case_id = :case_id ORDER BY ground;

-- exec assist_review
-- why: the commune's review
-- in: id id, on_day day, review text, posted_on day?, account_id id
UPDATE assistance_case SET state = 'reviewed', reviewed_on = :on_day, review = :review, posted_on = :posted_on, reviewed_by = :account_id,
       version = version + 1 WHERE id = :id AND state = 'received';

-- exec assist_send
-- why: the commune asks the district
-- in: id id, on_day day, number text, account_id id
UPDATE assistance_case SET state = 'sent', sent_on = :on_day, sent_number = :number, sent_by = :account_id, version = version + 1
WHERE id = :id AND state = 'reviewed';

-- exec assist_check
-- why: the district's office has looked at it
-- in: id id, on_day day, note text?, account_id id
UPDATE assistance_case SET state = 'checked', checked_on = :on_day, check_note = :note, checked_by = :account_id, version = version + 1
WHERE id = :id AND state = 'sent';

-- exec assist_grant
-- why: the decision
-- in: id id, number text, on_day day, signer text, signer_post text, from_month day, account_id id
UPDATE assistance_case SET state = 'granted', number = :number, decided_on = :on_day, signer = :signer, signer_post = :signer_post,
       from_month = :from_month, decided_by = :account_id, version = version + 1 WHERE id = :id AND state = 'checked';

-- exec assist_end
-- why: refused or withdrawn, with why
-- in: id id, state text, on_day day, number text?, signer text?, reason text
UPDATE assistance_case SET state = :state, decided_on = :on_day, number = :number, signer = :signer, reason = :reason, version = version + 1
WHERE id = :id AND state IN ('received', 'reviewed', 'sent', 'checked');

-- exec assist_stop
-- why: the decision that ends it
-- in: id id, number text, on_day day, from_month day, reason text, account_id id
UPDATE assistance_case SET state = 'stopped', stop_number = :number, stop_on = :on_day, stop_from = :from_month, reason = :reason, stop_by = :account_id,
       version = version + 1 WHERE id = :id AND state = 'granted';

-- many assist_lines_after
-- why: what stands on lists for months that are not due any more
-- in: case_id id, from_month day
-- out: line_id id
SELECT l.id FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id
WHERE l.detail_kind = 'assistance' AND l.detail_id = :case_id AND l.state = 'open'
  AND (l.period_from >= :from_month OR (l.period_to > :from_month AND b.state IN ('draft', 'proposed', 'verified'))) ORDER BY l.id;

-- list assist_cases
-- why: all dossiers, by where they stand
-- in: today day
-- out: id id, person_id id, name text, born_on day?, born_precision int, code text, hamlet text, commune text, state text, grounds text?, private bool, received_on day, decided_on day?, from_month day?, number text?, flag text?, flagged_on day?
-- id: k.id
-- scope 1: k.province_id = :area
-- scope 2: k.district_id = :area
-- scope 3: k.commune_id = :area
-- scope 4: k.hamlet_id = :area
-- filter state text: k.state = :value
-- filter ground text: EXISTS (SELECT 1 FROM assistance_ground g WHERE g.case_id = k.id AND g.ground = :value)
-- filter place int: (k.district_id = :value OR k.commune_id = :value OR k.hamlet_id = :value)
-- filter flagged: k.flag IS NOT NULL AND k.state = 'granted'
-- filter open: k.state IN ('received', 'reviewed', 'sent', 'checked')
-- filter search text: p.name_fold LIKE '%' || :value || '%'
-- sort newest int: -k.received_on
-- sort oldest int: k.received_on
-- sort name text: coalesce(p.name_fold, '')
SELECT k.id, k.person_id, coalesce(p.full_name, ''), p.born_on, coalesce(p.born_precision, 0), h.code,
       area_name(k.hamlet_id, :today),
       area_name(k.commune_id, :today), k.state,
       (SELECT min(g.ground) FROM assistance_ground g WHERE g.case_id = k.id),
       CASE WHEN EXISTS (SELECT 1 FROM assistance_ground g WHERE g.case_id = k.id AND g.ground LIKE 'hiv%') THEN 1 ELSE 0 END,
       k.received_on, k.decided_on, k.from_month, k.number, k.flag, k.flagged_on
FROM assistance_case k JOIN household h ON h.id = k.household_id
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE {where} {order} {limit};

-- many assist_counts
-- why: how many dossiers stand where
-- in: scope scope
-- out: state text, cases int
SELECT state, count(*) FROM assistance_case
WHERE IN_SCOPE(assistance_case) GROUP BY state ORDER BY state;

-- many assist_times
-- why: how long decisions took: days of application and of decision
-- in: scope scope, from day, to day
-- out: received_on day, sent_on day?, decided_on day
SELECT received_on, sent_on, decided_on FROM assistance_case
WHERE state IN ('granted', 'stopped', 'refused') AND decided_on >= :from AND decided_on < :to
  AND IN_SCOPE(assistance_case) ORDER BY decided_on LIMIT 50000;

-- many assist_late
-- why: what waits for whom, the longest first
-- in: scope scope, state text, today day
-- out: id id, name text, commune text, since day
SELECT k.id, coalesce(p.full_name, ''), area_name(k.commune_id, :today),
       coalesce(k.checked_on, k.sent_on, k.reviewed_on, k.received_on)
FROM assistance_case k
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.state = :state AND IN_SCOPE(k) ORDER BY 4, k.id LIMIT 20;

-- ---- what the register says since

-- exec assist_flag
-- why: somebody died, left or is gone: the district decides, payment waits from the month after
-- in: person_id id, household_id id, flag text, on_day day
UPDATE assistance_case SET flag = :flag, flagged_on = :on_day, version = version + 1
WHERE state = 'granted' AND flag IS NULL AND ((:person_id <> 0 AND person_id = :person_id) OR (:person_id = 0 AND household_id = :household_id));

-- exec assist_unflag
-- why: the event was taken back
-- in: person_id id, household_id id, on_day day
UPDATE assistance_case SET flag = NULL, flagged_on = NULL, version = version + 1
WHERE flagged_on = :on_day AND flag <> 'right_ended' AND ((:person_id <> 0 AND person_id = :person_id) OR (:person_id = 0 AND household_id = :household_id));

-- many assist_strayed
-- why: dossiers whose person lives in another household or place than they say
-- in: household_id id, other_id id, on_day day
-- out: id id, household_id id, hamlet_id id
SELECT k.id, m.household_id, v.hamlet_id FROM membership m
JOIN assistance_case k ON k.person_id = m.person_id AND k.state IN ('received', 'reviewed', 'sent', 'checked', 'granted')
JOIN household_version v ON v.household_id = m.household_id AND v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE m.household_id IN (:household_id, :other_id) AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
  AND (k.household_id <> m.household_id OR k.hamlet_id <> v.hamlet_id) ORDER BY k.id;

-- exec assist_place
-- why: the dossier goes with the person
-- in: id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id
UPDATE assistance_case SET household_id = :household_id, hamlet_id = :hamlet_id, commune_id = :commune_id, district_id = :district_id,
       province_id = :province_id, version = version + 1 WHERE id = :id;

-- ---- payment

-- many assist_paid_cases
-- why: dossiers of a commune that are paid in a span of months, with their grounds
-- in: commune_id id, first day, last day
-- out: id id, person_id id, household_id id, name text, born_on day?, born_precision int, from_month day, stop_from day?, flagged_on day?, ground text, children int
SELECT k.id, k.person_id, k.household_id, coalesce(p.full_name, ''), p.born_on, coalesce(p.born_precision, 0), k.from_month, k.stop_from, k.flagged_on,
       g.ground, g.children
FROM assistance_case k JOIN assistance_ground g ON g.case_id = k.id
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.commune_id = :commune_id AND k.state IN ('granted', 'stopped') AND k.from_month <= :last AND (k.stop_from IS NULL OR k.stop_from > :first)
ORDER BY k.person_id, k.from_month, k.id, g.ground;

-- many assist_shares
-- why: what stands on lists for those months already, for everybody who has a dossier in the commune
-- in: commune_id id, first day
-- out: person_id id, policy_id id, month day, amount money
SELECT k.person_id, s.policy_id, s.month, sum(s.amount)
FROM assistance_share s JOIN assistance_case k ON k.id = s.case_id JOIN benefit_line l ON l.id = s.line_id JOIN benefit_list b ON b.id = l.list_id
WHERE s.month >= :first AND l.state IN ('open', 'delivered', 'confirmed') AND b.state NOT IN ('refused', 'withdrawn')
  AND k.person_id IN (SELECT n.person_id FROM assistance_case n WHERE n.commune_id = :commune_id)
GROUP BY k.person_id, s.policy_id, s.month ORDER BY k.person_id, s.month, s.policy_id;

-- many assist_case_shares
-- why: what a dossier was paid, month by month
-- in: case_id id
-- out: month day, policy text, amount money, line_id id, line_state text, list_state text
SELECT s.month, p.name, s.amount, l.id, l.state, b.state FROM assistance_share s JOIN benefit_line l ON l.id = s.line_id
JOIN benefit_list b ON b.id = l.list_id JOIN policy p ON p.id = s.policy_id WHERE s.case_id = :case_id ORDER BY s.month DESC, p.name, l.id LIMIT 200;

-- many assist_month_lists
-- why: the lists of a month
-- in: commune_id id, first day, next day
-- out: id id, title text, state text, lines int, amount money
SELECT b.id, b.title, b.state, b.line_count, b.amount FROM benefit_list b
WHERE b.commune_id = :commune_id AND b.period_to > :first AND b.period_to <= :next AND b.state NOT IN ('refused', 'withdrawn')
  AND EXISTS (SELECT 1 FROM benefit_line l WHERE l.list_id = b.id AND l.detail_kind = 'assistance') ORDER BY b.title, b.id;

-- ---- who is not served

-- many assist_due_households
-- why: households in which the register alone may tell a right: somebody old enough, or a class that opens one
-- in: after id, on_day day, elder day, limit int
-- out: household_id id, hamlet_id id, commune_id id, district_id id, province_id id
SELECT n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id FROM household_now n
WHERE n.household_id > :after AND n.status = 1 AND (n.class_national IN (1, 2) OR EXISTS (
    SELECT 1 FROM membership m JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
    WHERE m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
      AND p.born_on <= :elder AND p.died_on IS NULL))
ORDER BY n.household_id LIMIT :limit;

-- exec assist_due_drop
-- why: the range is reckoned anew
-- in: after id, last id
DELETE FROM assistance_due WHERE household_id > :after AND household_id <= :last;

-- exec assist_due_drop_after
-- why: nothing of the register lies behind the last
-- in: last id
DELETE FROM assistance_due WHERE household_id > :last;

-- exec assist_due_run_set
-- why: the page says of which day the list is
-- in: on_day day, at instant, row_count int
INSERT INTO assistance_due_run (id, on_day, at, row_count) VALUES (1, :on_day, :at, :row_count)
ON CONFLICT (id) DO UPDATE SET on_day = :on_day, at = :at, row_count = :row_count;

-- one assist_due_run_get
-- why: the page says of which day the list is
-- out: on_day day, row_count int
SELECT on_day, row_count FROM assistance_due_run WHERE id = 1;

-- list assist_dues
-- why: who may have the right by the register and has no dossier
-- in: today day
-- out: id id, person_id id, name text, code text, hamlet text, commune text, policy text, policy_key text, since day
-- id: d.person_id
-- scope 1: d.province_id = :area
-- scope 2: d.district_id = :area
-- scope 3: d.commune_id = :area
-- scope 4: d.hamlet_id = :area
-- filter policy text: p.key = :value
-- filter place int: (d.district_id = :value OR d.commune_id = :value OR d.hamlet_id = :value)
-- sort since int: d.since
-- sort name text: d.name
SELECT d.person_id, d.person_id, d.name, h.code,
       area_name(d.hamlet_id, :today),
       area_name(d.commune_id, :today), p.name, p.key, d.since
FROM assistance_due d JOIN policy p ON p.id = d.policy_id JOIN household h ON h.id = d.household_id
WHERE d.policy_id = (SELECT min(x.policy_id) FROM assistance_due x WHERE x.person_id = d.person_id)
  AND NOT EXISTS (SELECT 1 FROM assistance_case k WHERE k.person_id = d.person_id AND k.state IN ('received', 'reviewed', 'sent', 'checked', 'granted'))
  AND {where} {order} {limit};

-- many assist_cover
-- why: served of those known to have the right, by area
-- in: level int, area id, today day
-- out: area_id id, name text, served int, waiting int, unserved int
SELECT x.area_id, area_name(x.area_id, :today),
       sum(x.served), sum(x.waiting), sum(x.unserved)
FROM (SELECT CASE WHEN :level < 2 THEN k.district_id WHEN :level = 2 THEN k.commune_id ELSE k.hamlet_id END AS area_id,
             CASE WHEN k.state = 'granted' THEN 1 ELSE 0 END AS served, CASE WHEN k.state = 'granted' THEN 0 ELSE 1 END AS waiting, 0 AS unserved
      FROM assistance_case k WHERE k.state IN ('received', 'reviewed', 'sent', 'checked', 'granted')
        AND (:level = 0 OR (:level = 1 AND k.province_id = :area) OR (:level = 2 AND k.district_id = :area) OR (:level = 3 AND k.commune_id = :area)
          OR (:level = 4 AND k.hamlet_id = :area))
      UNION ALL
      SELECT CASE WHEN :level < 2 THEN d.district_id WHEN :level = 2 THEN d.commune_id ELSE d.hamlet_id END, 0, 0, 1
      FROM assistance_due d WHERE d.policy_id = (SELECT min(y.policy_id) FROM assistance_due y WHERE y.person_id = d.person_id)
        AND NOT EXISTS (SELECT 1 FROM assistance_case k WHERE k.person_id = d.person_id AND k.state IN ('received', 'reviewed', 'sent', 'checked', 'granted'))
        AND (:level = 0 OR (:level = 1 AND d.province_id = :area) OR (:level = 2 AND d.district_id = :area) OR (:level = 3 AND d.commune_id = :area)
          OR (:level = 4 AND d.hamlet_id = :area))) x
GROUP BY x.area_id ORDER BY 2, 1;

-- ---- trials

-- exec assist_trial_insert
-- why: a question is kept with its answer
-- in: id id, title text, month day, base money?, ground text?, parameter text?, coefficient int?, condition text?, added_coefficient int?, province_id id?, district_id id?, commune_id id?, account_id id, recorded_at instant
INSERT INTO assistance_trial (id, title, month, base, ground, parameter, coefficient, condition, added_coefficient, state, province_id, district_id, commune_id,
    account_id, recorded_at)
VALUES (:id, :title, :month, :base, :ground, :parameter, :coefficient, :condition, :added_coefficient, 'waiting', :province_id, :district_id, :commune_id,
    :account_id, :recorded_at);

-- exec assist_trial_job
-- why: the page follows the job
-- in: id id, job_id id
UPDATE assistance_trial SET job_id = :job_id WHERE id = :id;

-- exec assist_trial_done
-- why: the answer is there
-- in: id id, people int, at instant
UPDATE assistance_trial SET state = 'done', people_seen = :people, done_at = :at WHERE id = :id;

-- exec assist_trial_clear
-- why: a job may run again from its start
-- in: trial_id id
DELETE FROM assistance_trial_area WHERE trial_id = :trial_id;

-- exec assist_trial_area_add
-- why: what a trial means for a district
-- in: id id, trial_id id, district_id id, people_now int, money_now money, people_then int, money_then money, people_added int, money_added money, unknown int
INSERT INTO assistance_trial_area (id, trial_id, district_id, people_now, money_now, people_then, money_then, people_added, money_added, unknown)
VALUES (:id, :trial_id, :district_id, :people_now, :money_now, :people_then, :money_then, :people_added, :money_added, :unknown);

-- one assist_trial_get
-- why: one trial with its sums
-- in: id id
-- out: id id, title text, month day, base money?, ground text?, parameter text?, coefficient int?, condition text?, added_coefficient int?, state text, people_seen int?, district_id id?, commune_id id?, province_id id?, job_id id?, by_name text, recorded_at instant, people_now int, money_now money, people_then int, money_then money, people_added int, money_added money, unknown int
SELECT t.id, t.title, t.month, t.base, t.ground, t.parameter, t.coefficient, t.condition, t.added_coefficient, t.state, t.people_seen, t.district_id,
       t.commune_id, t.province_id, t.job_id, coalesce(a.display_name, ''), t.recorded_at, coalesce(sum(r.people_now), 0), coalesce(sum(r.money_now), 0),
       coalesce(sum(r.people_then), 0), coalesce(sum(r.money_then), 0), coalesce(sum(r.people_added), 0), coalesce(sum(r.money_added), 0),
       coalesce(sum(r.unknown), 0)
FROM assistance_trial t LEFT JOIN account a ON a.id = t.account_id LEFT JOIN assistance_trial_area r ON r.trial_id = t.id WHERE t.id = :id
GROUP BY t.id, t.title, t.month, t.base, t.ground, t.parameter, t.coefficient, t.condition, t.added_coefficient, t.state, t.people_seen, t.district_id,
         t.commune_id, t.province_id, t.job_id, a.display_name, t.recorded_at;

-- list assist_trials
-- why: what was tried out, the newest first
-- out: id id, title text, month day, state text, by_name text, recorded_at instant, people_now int, money_now money, people_then int, money_then money
-- id: t.id
-- scope 1: t.province_id = :area
-- scope 2: t.district_id = :area
-- scope 3: t.commune_id = :area
-- scope 4: t.commune_id = :area AND FALSE
-- sort newest int: -t.recorded_at
SELECT t.id, t.title, t.month, t.state, coalesce(a.display_name, ''), t.recorded_at,
       (SELECT coalesce(sum(r.people_now), 0) FROM assistance_trial_area r WHERE r.trial_id = t.id),
       (SELECT coalesce(sum(r.money_now), 0) FROM assistance_trial_area r WHERE r.trial_id = t.id),
       (SELECT coalesce(sum(r.people_then), 0) FROM assistance_trial_area r WHERE r.trial_id = t.id),
       (SELECT coalesce(sum(r.money_then), 0) FROM assistance_trial_area r WHERE r.trial_id = t.id)
FROM assistance_trial t LEFT JOIN account a ON a.id = t.account_id WHERE {where} {order} {limit};

-- list assist_trial_areas
-- why: what a trial means for each district
-- in: trial_id id, today day
-- out: id id, district_id id, district text, people_now int, money_now money, people_then int, money_then money, people_added int, money_added money, unknown int
-- id: r.id
-- scope: none because the trial itself is checked against the asker's scope
-- sort district text: area_name(r.district_id, :today)
SELECT r.id, r.district_id, area_name(r.district_id, :today),
       r.people_now, r.money_now, r.people_then, r.money_then, r.people_added, coalesce(r.money_added, 0), r.unknown
FROM assistance_trial_area r WHERE r.trial_id = :trial_id AND {where} {order} {limit};

-- many assist_trial_cases
-- why: everybody who is paid in the month, with the grounds
-- in: level int, area id, month day, after id, limit int
-- out: id id, person_id id, district_id id, born_on day?, born_precision int, ground text, children int
SELECT k.id, k.person_id, k.district_id, p.born_on, coalesce(p.born_precision, 0), g.ground, g.children
FROM (SELECT c.id, c.person_id, c.district_id FROM assistance_case c
      WHERE c.id > :after AND c.state = 'granted' AND c.flag IS NULL AND c.from_month <= :month
        AND (:level = 0 OR (:level = 1 AND c.province_id = :area) OR (:level = 2 AND c.district_id = :area) OR (:level = 3 AND c.commune_id = :area))
      ORDER BY c.id LIMIT :limit) k
JOIN assistance_ground g ON g.case_id = k.id
LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
ORDER BY k.id, g.ground;

-- many assist_trial_households
-- why: the population, by ranges
-- in: level int, area id, after id, limit int
-- out: household_id id, district_id id
SELECT household_id, district_id FROM household_now WHERE household_id > :after AND status = 1
  AND (:level = 0 OR (:level = 1 AND province_id = :area) OR (:level = 2 AND district_id = :area) OR (:level = 3 AND commune_id = :area))
ORDER BY household_id LIMIT :limit;

-- many assist_granted_among
-- why: who is paid already is not added
-- in: ids ids
-- out: person_id id
SELECT k.person_id FROM assistance_case k WHERE k.household_id IN_LIST(:ids) AND k.state = 'granted' ORDER BY k.person_id;

-- ---- demonstration

-- many assist_demo_people
-- why: demonstration: people of a commune by their age
-- in: commune_id id, born_from day, born_to day, limit int
-- out: person_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, born_on day, code text
SELECT m.person_id, n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, p.born_on, n.code FROM household_now n
JOIN membership m ON m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE n.commune_id = :commune_id AND n.status = 1 AND p.born_on >= :born_from AND p.born_on < :born_to AND p.born_precision = 0 AND p.died_on IS NULL
ORDER BY m.person_id LIMIT :limit;

-- many assist_demo_lists
-- why: demonstration: the lists of a month that are still drafts
-- in: commune_id id
-- out: id id
SELECT b.id FROM benefit_list b WHERE b.commune_id = :commune_id AND b.state = 'draft' AND b.line_count > 0
  AND EXISTS (SELECT 1 FROM benefit_line l WHERE l.list_id = b.id AND l.detail_kind = 'assistance') ORDER BY b.id;

-- one assist_demo_version
-- why: demonstration: a list as it stands
-- in: id id
-- out: version int
SELECT version FROM benefit_list WHERE id = :id;

-- ---- rights that ended

-- many assist_standing
-- why: dossiers that are paid and that no event of the register has flagged, with their grounds
-- in: after id, limit int
-- out: id id, person_id id, household_id id, born_on day?, born_precision int, flag text?, ground text
SELECT k.id, k.person_id, k.household_id, p.born_on, coalesce(p.born_precision, 0), k.flag, g.ground
FROM (SELECT c.id, c.person_id, c.household_id, c.flag FROM assistance_case c
      WHERE c.id > :after AND c.state = 'granted' AND (c.flag IS NULL OR c.flag = 'right_ended') ORDER BY c.id LIMIT :limit) k
JOIN assistance_ground g ON g.case_id = k.id
LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
ORDER BY k.id, g.ground;

-- exec assist_right_flag
-- why: the right ended, or is there again
-- in: id id, flag text?, on_day day?
UPDATE assistance_case SET flag = :flag, flagged_on = :on_day, version = version + 1
WHERE id = :id AND state = 'granted' AND (flag IS NULL OR flag = 'right_ended');

-- many assist_flagged
-- why: who is not paid any more and waits for a decision to stop
-- in: scope scope, today day
-- out: id id, name text, commune text, flag text, since day
SELECT k.id, coalesce(p.full_name, ''), area_name(k.commune_id, :today),
       k.flag, k.flagged_on
FROM assistance_case k
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.state = 'granted' AND k.flag IS NOT NULL AND IN_SCOPE(k) ORDER BY k.flagged_on, k.id LIMIT 20;
