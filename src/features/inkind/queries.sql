-- ---- goods

-- exec good_insert
-- why: a kind of thing that can be given
-- in: id id, name text, name_sort bytes, kind text, unit text, follow_months text, account_id id, created_at instant
INSERT INTO good (id, name, name_sort, kind, unit, follow_months, version, account_id, created_at)
VALUES (:id, :name, :name_sort, :kind, :unit, :follow_months, 1, :account_id, :created_at);

-- one good_get
-- why: a good with its value on a day
-- in: id id, on_day day
-- out: id id, name text, kind text, unit text, follow_months text, ended_on day?, version int, unit_value money?
SELECT g.id, g.name, g.kind, g.unit, g.follow_months, g.ended_on, g.version,
       (SELECT p.unit_value FROM good_price p WHERE p.good_id = g.id AND p.valid_from <= :on_day ORDER BY p.valid_from DESC LIMIT 1)
FROM good g WHERE g.id = :id;

-- exec good_price_insert
-- why: the unit value from a day on
-- in: good_id id, valid_from day, unit_value money, document text, account_id id, recorded_at instant
INSERT INTO good_price (good_id, valid_from, unit_value, document, account_id, recorded_at)
VALUES (:good_id, :valid_from, :unit_value, :document, :account_id, :recorded_at);

-- many good_prices
-- why: how the value changed
-- in: good_id id
-- out: valid_from day, unit_value money, document text
SELECT valid_from, unit_value, document FROM good_price WHERE good_id = :good_id ORDER BY valid_from DESC LIMIT 100;

-- many goods_open
-- why: what can be given
-- in: agency_id id
-- out: id id, name text, unit text, quantity int
SELECT g.id, g.name, g.unit, coalesce(s.quantity, 0)
FROM good g LEFT JOIN stock s ON s.good_id = g.id AND s.agency_id = :agency_id
WHERE g.ended_on IS NULL ORDER BY g.name_sort, g.id LIMIT 500;

-- list good_list
-- why: goods with their value, the stock of the asker's agency and of all
-- in: today day, agency_id id
-- out: id id, name text, kind text, unit text, unit_value money?, own int, every int, ended_on day?
-- id: g.id
-- scope: none because goods are no persons and belong to no area
-- filter kind text: g.kind = :value
-- filter given: g.ended_on IS NULL
-- sort name bytes: g.name_sort
SELECT g.id, g.name, g.kind, g.unit,
       (SELECT p.unit_value FROM good_price p WHERE p.good_id = g.id AND p.valid_from <= :today ORDER BY p.valid_from DESC LIMIT 1),
       coalesce((SELECT s.quantity FROM stock s WHERE s.good_id = g.id AND s.agency_id = :agency_id), 0),
       coalesce((SELECT sum(s.quantity) FROM stock s WHERE s.good_id = g.id), 0), g.ended_on
FROM good g WHERE {where} {order} {limit};

-- ---- stock

-- exec stock_open
-- why: the row that a move locks must be there
-- in: agency_id id, good_id id
INSERT INTO stock (agency_id, good_id, quantity) VALUES (:agency_id, :good_id, 0) ON CONFLICT (agency_id, good_id) DO NOTHING;

-- one stock_change
-- why: takes or adds; when two want the last one, the second finds it gone
-- in: agency_id id, good_id id, delta int
-- out: quantity int
UPDATE stock SET quantity = quantity + :delta WHERE agency_id = :agency_id AND good_id = :good_id AND quantity + :delta >= 0 RETURNING quantity;

-- one stock_now
-- why: how much there is
-- in: agency_id id, good_id id
-- out: quantity int
SELECT quantity FROM stock WHERE agency_id = :agency_id AND good_id = :good_id;

-- exec stock_move_insert
-- why: what came and went
-- in: id id, agency_id id, good_id id, kind text, quantity int, balance int, on_day day, document text?, reason text?, for_id id?, account_id id, recorded_at instant
INSERT INTO stock_move (id, agency_id, good_id, kind, quantity, balance, on_day, document, reason, for_id, account_id, recorded_at)
VALUES (:id, :agency_id, :good_id, :kind, :quantity, :balance, :on_day, :document, :reason, :for_id, :account_id, :recorded_at);

-- many stock_moves
-- why: the book of one good at one agency, the newest first
-- in: agency_id id, good_id id
-- out: id id, kind text, quantity int, balance int, on_day day, document text?, reason text?, who text
SELECT m.id, m.kind, m.quantity, m.balance, m.on_day, m.document, m.reason, coalesce(a.display_name, '')
FROM stock_move m LEFT JOIN account a ON a.id = m.account_id
WHERE m.agency_id = :agency_id AND m.good_id = :good_id ORDER BY m.id DESC LIMIT 200;

-- many stock_differs
-- why: stock is what its moves say, also after an import of the whole
-- out: agency_id id, good_id id, quantity int, moved int
SELECT s.agency_id, s.good_id, s.quantity, coalesce(sum(m.quantity), 0)
FROM stock s LEFT JOIN stock_move m ON m.agency_id = s.agency_id AND m.good_id = s.good_id
GROUP BY s.agency_id, s.good_id, s.quantity HAVING s.quantity <> coalesce(sum(m.quantity), 0);

-- ---- lists

-- exec distribution_insert
-- why: a list is opened
-- in: id id, agency_id id, policy_id id, commune_id id, district_id id, province_id id, title text, opened_on day, account_id id, created_at instant
INSERT INTO distribution (id, agency_id, policy_id, commune_id, district_id, province_id, title, state, opened_on, version, account_id, created_at)
VALUES (:id, :agency_id, :policy_id, :commune_id, :district_id, :province_id, :title, 'draft', :opened_on, 1, :account_id, :created_at);

-- one distribution_get
-- why: one list
-- in: id id, today day
-- out: id id, agency_id id, agency text, policy_id id, policy_key text, policy text, commune_id id, district_id id, province_id id, commune text, title text, state text, opened_on day, document text?, approved_on day?, approved_by text?, reason text?, version int, account_id id
SELECT d.id, d.agency_id, agency_name(d.agency_id, :today),
       d.policy_id, p.key, p.name, d.commune_id, d.district_id, d.province_id,
       area_name(d.commune_id, :today),
       d.title, d.state, d.opened_on, d.document, d.approved_on, a.display_name, d.reason, d.version, d.account_id
FROM distribution d JOIN policy p ON p.id = d.policy_id LEFT JOIN account a ON a.id = d.approved_by WHERE d.id = :id;

-- exec distribution_approve
-- why: a second person signs; the list is closed to changes
-- in: id id, version int, document text, approved_on day, approved_by id
UPDATE distribution SET state = 'approved', document = :document, approved_on = :approved_on, approved_by = :approved_by, version = version + 1
WHERE id = :id AND version = :version AND state = 'draft' AND account_id <> :approved_by;

-- exec distribution_cancel
-- why: a list that is given up before its approval
-- in: id id, version int, reason text
UPDATE distribution SET state = 'cancelled', reason = :reason, version = version + 1 WHERE id = :id AND version = :version AND state = 'draft';

-- exec distribution_touch
-- why: whoever adds to a list while it is approved comes too late
-- in: id id
UPDATE distribution SET version = version + 1 WHERE id = :id AND state = 'draft';

-- list distribution_list
-- why: lists of help in kind
-- in: today day
-- out: id id, title text, policy text, agency text, commune_name text, opened_on day, state text, households int, handed int, document text?
-- id: d.id
-- scope 1: d.province_id = :area
-- scope 2: d.district_id = :area
-- scope 3: d.commune_id = :area
-- scope 4: d.commune_id = :area
-- filter state text: d.state = :value
-- filter policy text: p.key = :value
-- filter area int: :value IN (d.province_id, d.district_id, d.commune_id)
-- filter from day: d.opened_on >= :value
-- filter to day: d.opened_on <= :value
-- sort newest int: -d.opened_on
SELECT d.id, d.title, p.name,
       agency_name(d.agency_id, :today),
       area_name(d.commune_id, :today),
       d.opened_on, d.state,
       (SELECT count(*) FROM distribution_household h WHERE h.distribution_id = d.id AND h.state <> 'removed'),
       (SELECT count(*) FROM distribution_household h WHERE h.distribution_id = d.id AND h.state = 'handed'), d.document
FROM distribution d JOIN policy p ON p.id = d.policy_id WHERE {where} {order} {limit};

-- ---- households of a list

-- exec given_insert
-- why: a household is put on the list
-- in: id id, distribution_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, classes text?, proof text?, value money, account_id id, created_at instant
INSERT INTO distribution_household (id, distribution_id, household_id, hamlet_id, commune_id, district_id, province_id, classes, proof, state, value, version, account_id, created_at)
VALUES (:id, :distribution_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :classes, :proof, 'proposed', :value, 1, :account_id, :created_at);

-- exec given_add_value
-- why: a second good for the same household
-- in: id id, value money
UPDATE distribution_household SET value = value + :value, version = version + 1 WHERE id = :id AND state = 'proposed';

-- exec given_good_insert
-- why: what it gets
-- in: distribution_household_id id, good_id id, quantity int, unit_value money?
INSERT INTO distribution_good (distribution_household_id, good_id, quantity, unit_value) VALUES (:distribution_household_id, :good_id, :quantity, :unit_value);

-- one given_of_household
-- why: the household's place on a list
-- in: distribution_id id, household_id id
-- out: id id, state text
SELECT id, state FROM distribution_household WHERE distribution_id = :distribution_id AND household_id = :household_id AND state <> 'removed';

-- one given_get
-- why: one household of a list
-- in: id id
-- out: id id, distribution_id id, household_id id, hamlet_id id, commune_id id, state text, reason text?, handed_on day?, receiver text?, value money, proof text?, version int, code text, head_name text
SELECT g.id, g.distribution_id, g.household_id, g.hamlet_id, g.commune_id, g.state, g.reason, g.handed_on, g.receiver, g.value, g.proof, g.version, h.code, coalesce(n.head_name, '')
FROM distribution_household g JOIN household h ON h.id = g.household_id LEFT JOIN household_now n ON n.household_id = g.household_id WHERE g.id = :id;

-- many given_of
-- why: the households of a list
-- in: distribution_id id, today day
-- out: id id, household_id id, code text, head_name text, hamlet_name text, state text, reason text?, handed_on day?, receiver text?, value money
SELECT g.id, g.household_id, h.code, coalesce(n.head_name, ''),
       area_name(g.hamlet_id, :today),
       g.state, g.reason, g.handed_on, g.receiver, g.value
FROM distribution_household g JOIN household h ON h.id = g.household_id LEFT JOIN household_now n ON n.household_id = g.household_id
WHERE g.distribution_id = :distribution_id ORDER BY h.code, g.id LIMIT 2000;

-- many given_goods
-- why: what each household of a list gets; distribution_id 0: of one household
-- in: distribution_id id, given_id id
-- out: given_id id, good_id id, name text, kind text, unit text, follow_months text, quantity int, unit_value money?
SELECT x.distribution_household_id, x.good_id, g.name, g.kind, g.unit, g.follow_months, x.quantity, x.unit_value
FROM distribution_good x JOIN good g ON g.id = x.good_id JOIN distribution_household d ON d.id = x.distribution_household_id
WHERE d.distribution_id = :distribution_id OR d.id = :given_id ORDER BY x.distribution_household_id, g.name_sort, x.good_id LIMIT 6000;

-- exec given_set
-- why: removed, approved, returned; only from the state that was seen
-- in: id id, version int, state text, reason text?
UPDATE distribution_household SET state = :state, reason = :reason, version = version + 1 WHERE id = :id AND version = :version;

-- exec given_approve_all
-- why: what is on the list when it is signed
-- in: distribution_id id
UPDATE distribution_household SET state = 'approved', version = version + 1 WHERE distribution_id = :distribution_id AND state = 'proposed';

-- exec given_hand
-- why: the household has it
-- in: id id, version int, handed_on day, receiver text
UPDATE distribution_household SET state = 'handed', handed_on = :handed_on, receiver = :receiver, version = version + 1
WHERE id = :id AND version = :version AND state = 'approved';

-- list given_list
-- why: households that got something, behind the figures
-- in: today day
-- out: id id, code text, head_name text, hamlet_name text, commune_name text, policy text, goods text?, value money, state text, handed_on day?
-- id: g.id
-- scope 1: g.province_id = :area
-- scope 2: g.district_id = :area
-- scope 3: g.commune_id = :area
-- scope 4: g.hamlet_id = :area
-- filter state text: g.state = :value
-- filter policy text: p.key = :value
-- filter area int: :value IN (g.province_id, g.district_id, g.commune_id, g.hamlet_id)
-- filter from day: coalesce(g.handed_on, d.opened_on) >= :value
-- filter to day: coalesce(g.handed_on, d.opened_on) <= :value
-- sort newest int: -coalesce(g.handed_on, d.opened_on)
-- sort code text: h.code
SELECT g.id, h.code, coalesce(n.head_name, ''),
       area_name(g.hamlet_id, :today),
       area_name(g.commune_id, :today),
       p.name, (SELECT min(k.name) FROM distribution_good x JOIN good k ON k.id = x.good_id WHERE x.distribution_household_id = g.id),
       g.value, g.state, g.handed_on
FROM distribution_household g JOIN distribution d ON d.id = g.distribution_id JOIN policy p ON p.id = d.policy_id
JOIN household h ON h.id = g.household_id LEFT JOIN household_now n ON n.household_id = g.household_id
WHERE {where} {order} {limit};

-- many given_figures
-- why: households and value handed over between two days, by area
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, seeds int, electricity int, water int, latrine int, other int, value int, returned int
SELECT CASE :group_by WHEN 2 THEN g.district_id WHEN 3 THEN g.commune_id WHEN 4 THEN g.hamlet_id ELSE 0 END,
       sum(CASE WHEN g.state = 'handed' AND p.key = 'seeds-livestock' THEN 1 ELSE 0 END),
       sum(CASE WHEN g.state = 'handed' AND p.key = 'minority-electricity' THEN 1 ELSE 0 END),
       sum(CASE WHEN g.state = 'handed' AND p.key = 'minority-water' THEN 1 ELSE 0 END),
       sum(CASE WHEN g.state = 'handed' AND p.key = 'minority-latrine' THEN 1 ELSE 0 END),
       sum(CASE WHEN g.state = 'handed' AND p.key NOT IN ('seeds-livestock', 'minority-electricity', 'minority-water', 'minority-latrine') THEN 1 ELSE 0 END),
       sum(CASE WHEN g.state = 'handed' THEN g.value ELSE 0 END),
       sum(CASE WHEN g.state = 'returned' THEN 1 ELSE 0 END)
FROM distribution_household g JOIN distribution d ON d.id = g.distribution_id JOIN policy p ON p.id = d.policy_id
WHERE g.handed_on BETWEEN :from_day AND :to_day
  AND (:level = 0 OR (:level = 1 AND g.province_id = :area) OR (:level = 2 AND g.district_id = :area)
       OR (:level = 3 AND g.commune_id = :area) OR (:level = 4 AND g.hamlet_id = :area))
GROUP BY 1;

-- many given_follow_figures
-- why: what was found of what had to be looked at between two days
-- in: from_day day, to_day day, level int, area id, group_by int
-- out: area_id id, seen int, kept int, lost int
SELECT CASE :group_by WHEN 2 THEN f.district_id WHEN 3 THEN f.commune_id WHEN 4 THEN f.hamlet_id ELSE 0 END,
       sum(CASE WHEN f.outcome IS NOT NULL THEN 1 ELSE 0 END),
       sum(CASE WHEN f.outcome IN ('alive', 'growing', 'bearing', 'in_use', 'partly_lost') THEN 1 ELSE 0 END),
       sum(coalesce(f.lost, 0))
FROM follow_up f
WHERE f.subject_kind = 'handover' AND f.cancelled_reason IS NULL AND f.due_on BETWEEN :from_day AND :to_day
  AND (:level = 0 OR (:level = 1 AND f.province_id = :area) OR (:level = 2 AND f.district_id = :area)
       OR (:level = 3 AND f.commune_id = :area) OR (:level = 4 AND f.hamlet_id = :area))
GROUP BY 1;

-- many inkind_policies
-- why: policies whose lists an agency may open
-- in: agency_id id
-- out: id id, key text, name text
SELECT id, key, name FROM policy
WHERE (kind = 'in_kind' OR key IN ('minority-electricity', 'minority-water', 'minority-latrine')) AND unit = 'household'
  AND (lead_agency_id = :agency_id OR co_lead_agency_id = :agency_id) ORDER BY task, key;

-- ---- the ethnic-minority programme beside the others

-- list minority_list
-- why: minority households with what each got from which programme
-- in: today day
-- out: id id, code text, head_name text, ethnicity text?, hamlet_name text, commune_name text, class_provincial int, class_national int, seeds int, works int, houses int, others int
-- id: n.household_id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter listed text: CASE :value WHEN 'poor' THEN n.class_provincial = 1 OR n.class_national = 1 WHEN 'near_poor' THEN n.class_provincial = 2 OR n.class_national = 2 ELSE n.class_provincial IN (1, 2) OR n.class_national IN (1, 2) OR n.escaped_on IS NOT NULL END
-- filter got text: CASE :value WHEN 'nothing' THEN NOT EXISTS (SELECT 1 FROM claim_source s WHERE s.household_id = n.household_id AND s.state <> 3) ELSE EXISTS (SELECT 1 FROM claim_source s WHERE s.household_id = n.household_id AND s.state <> 3) END
-- filter area int: :value IN (n.province_id, n.district_id, n.commune_id, n.hamlet_id)
-- sort code text: n.code
-- count: FROM household_now n WHERE n.minority = 1 AND n.status = 1 AND (n.class_provincial IN (1, 2) OR n.class_national IN (1, 2) OR n.escaped_on IS NOT NULL) AND {where}
SELECT n.household_id, n.code, n.head_name, n.ethnicity,
       area_name(n.hamlet_id, :today),
       area_name(n.commune_id, :today),
       n.class_provincial, n.class_national,
       (SELECT count(*) FROM claim_source s JOIN policy p ON p.id = s.policy_id WHERE s.household_id = n.household_id AND s.state <> 3 AND p.key = 'seeds-livestock'),
       (SELECT count(*) FROM claim_source s JOIN policy p ON p.id = s.policy_id WHERE s.household_id = n.household_id AND s.state <> 3 AND p.key IN ('minority-electricity', 'minority-water', 'minority-latrine')),
       (SELECT count(*) FROM claim_source s JOIN policy p ON p.id = s.policy_id WHERE s.household_id = n.household_id AND s.state <> 3 AND p.content_group IN ('house', 'house-disaster')),
       (SELECT count(*) FROM claim_source s JOIN policy p ON p.id = s.policy_id WHERE s.household_id = n.household_id AND s.state <> 3
        AND p.key NOT IN ('seeds-livestock', 'minority-electricity', 'minority-water', 'minority-latrine') AND p.content_group NOT IN ('house', 'house-disaster'))
FROM household_now n
WHERE n.minority = 1 AND n.status = 1 AND (n.class_provincial IN (1, 2) OR n.class_national IN (1, 2) OR n.escaped_on IS NOT NULL) AND {where} {order} {limit};

-- many minority_services
-- why: what binds nobody twice, beside the claims of a household
-- in: household_id id
-- out: kind text, on_day day, what text
SELECT 'job', s.on_day, s.kind FROM job_step s JOIN job_seeker k ON k.id = s.seeker_id WHERE k.household_id = :household_id
UNION ALL
SELECT 'gathering', g.held_on, g.topic FROM gathering g
WHERE g.cancelled_reason IS NULL AND EXISTS (SELECT 1 FROM gathering_person p JOIN membership m ON m.person_id = p.person_id
    AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896 WHERE p.gathering_id = g.id AND m.household_id = :household_id)
ORDER BY 2 DESC LIMIT 200;

-- ---- demonstration

-- many inkind_demo_households
-- why: poor minority households, for the demonstration
-- in: most int
-- out: household_id id, commune_id id
SELECT household_id, commune_id FROM household_now
WHERE minority = 1 AND status = 1 AND (class_provincial = 1 OR class_national = 1) ORDER BY commune_id, household_id LIMIT :most;
