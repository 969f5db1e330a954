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
-- filter search text: p.name_fold LIKE :value
-- sort newest int: -k.received_on
-- sort oldest int: k.received_on
-- sort name text: coalesce(p.name_fold, '')
SELECT k.id, k.person_id, coalesce(p.full_name, ''), p.born_on, coalesce(p.born_precision, 0), h.code,
       coalesce((SELECT v.name FROM area_version v WHERE v.area_id = k.hamlet_id ORDER BY v.valid_from DESC LIMIT 1), ''),
       coalesce((SELECT v.name FROM area_version v WHERE v.area_id = k.commune_id ORDER BY v.valid_from DESC LIMIT 1), ''), k.state,
       (SELECT min(g.ground) FROM assistance_ground g WHERE g.case_id = k.id),
       CASE WHEN EXISTS (SELECT 1 FROM assistance_ground g WHERE g.case_id = k.id AND g.ground LIKE 'hiv%') THEN 1 ELSE 0 END,
       k.received_on, k.decided_on, k.from_month, k.number, k.flag, k.flagged_on
FROM assistance_case k JOIN household h ON h.id = k.household_id
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE {where} {order} {limit};

-- many assist_counts
-- why: how many dossiers stand where
-- in: level int, area id
-- out: state text, cases int
SELECT state, count(*) FROM assistance_case
WHERE :level = 0 OR (:level = 1 AND province_id = :area) OR (:level = 2 AND district_id = :area) OR (:level = 3 AND commune_id = :area)
   OR (:level = 4 AND hamlet_id = :area) GROUP BY state ORDER BY state;

-- many assist_times
-- why: how long decisions took: days of application and of decision
-- in: level int, area id, from day, to day
-- out: received_on day, sent_on day?, decided_on day
SELECT received_on, sent_on, decided_on FROM assistance_case
WHERE state IN ('granted', 'stopped', 'refused') AND decided_on >= :from AND decided_on < :to
  AND (:level = 0 OR (:level = 1 AND province_id = :area) OR (:level = 2 AND district_id = :area) OR (:level = 3 AND commune_id = :area)
   OR (:level = 4 AND hamlet_id = :area)) ORDER BY decided_on LIMIT 50000;

-- many assist_late
-- why: what waits for whom, the longest first
-- in: level int, area id, state text
-- out: id id, name text, commune text, since day
SELECT k.id, coalesce(p.full_name, ''), coalesce((SELECT v.name FROM area_version v WHERE v.area_id = k.commune_id ORDER BY v.valid_from DESC LIMIT 1), ''),
       coalesce(k.checked_on, k.sent_on, k.reviewed_on, k.received_on)
FROM assistance_case k
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.state = :state AND (:level = 0 OR (:level = 1 AND k.province_id = :area) OR (:level = 2 AND k.district_id = :area)
   OR (:level = 3 AND k.commune_id = :area) OR (:level = 4 AND k.hamlet_id = :area)) ORDER BY 4, k.id LIMIT 20;

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
WHERE s.month >= :first AND l.state IN ('open', 'delivered', 'confirmed', 'returned') AND b.state NOT IN ('refused', 'withdrawn')
  AND k.person_id IN (SELECT n.person_id FROM assistance_case n WHERE n.commune_id = :commune_id)
GROUP BY k.person_id, s.policy_id, s.month ORDER BY k.person_id, s.month, s.policy_id;

-- exec assist_share_add
-- why: what a line pays for which month
-- in: line_id id, case_id id, policy_id id, month day, amount money
INSERT INTO assistance_share (line_id, case_id, policy_id, month, amount) VALUES (:line_id, :case_id, :policy_id, :month, :amount);

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
