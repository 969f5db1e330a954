-- ---- need, from the answers of the last interview of each household

-- many housing_masks
-- why: which bits of the answers are about the house: the codes are settings; every family must put them in one place
-- in: quality text, area text
-- out: quality_no int, area_no int
SELECT DISTINCT q.no, a.no FROM indicator q JOIN indicator a ON a.family = q.family AND a.code = :area WHERE q.code = :quality ORDER BY 1, 2;

-- many housing_by_area
-- why: rate of households with housing of enough area and quality; who was not asked is not known
-- in: quality int, area int, level int, scope int, parent id, today day
-- out: area_id id, area_name text, households int, asked int, good int, low_quality int, small int, both int, cases int
SELECT x.area_id, area_name(x.area_id, :today),
       count(*), sum(x.asked), sum(CASE WHEN x.asked = 1 AND x.quality = 0 AND x.small = 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN x.quality = 1 AND x.small = 0 THEN 1 ELSE 0 END), sum(CASE WHEN x.small = 1 AND x.quality = 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN x.small = 1 AND x.quality = 1 THEN 1 ELSE 0 END), sum(x.cases)
FROM (SELECT CASE WHEN :level = 2 THEN n.district_id WHEN :level = 3 THEN n.commune_id ELSE n.hamlet_id END AS area_id,
             CASE WHEN i.id IS NOT NULL AND (i.answered_mask & :quality) <> 0 AND (i.answered_mask & :area) <> 0 THEN 1 ELSE 0 END AS asked,
             CASE WHEN i.id IS NOT NULL AND (i.deprived_mask & :quality) <> 0 THEN 1 ELSE 0 END AS quality,
             CASE WHEN i.id IS NOT NULL AND (i.deprived_mask & :area) <> 0 THEN 1 ELSE 0 END AS small,
             CASE WHEN EXISTS (SELECT 1 FROM house h WHERE h.household_id = n.household_id AND h.state NOT IN ('refused', 'cancelled')) THEN 1 ELSE 0 END AS cases
      FROM household_now n LEFT JOIN interview i ON i.id = (SELECT j.id FROM interview j WHERE j.household_id = n.household_id
                                                            ORDER BY j.interviewed_on DESC, j.id DESC LIMIT 1)
      WHERE n.status = 1 AND ((:scope = 1 AND n.province_id = :parent) OR (:scope = 2 AND n.district_id = :parent)
            OR (:scope = 3 AND n.commune_id = :parent) OR (:scope = 4 AND n.hamlet_id = :parent) OR :scope = 9)) x
GROUP BY x.area_id ORDER BY 2, 1;

-- list housing_needs
-- why: who lives badly, and what is being done about it. The page walks the households by code and stops (the "+" and
--   CROSS JOIN keep SQLite to that); the count goes through the interviews
-- in: quality int, area int, today day
-- out: id id, code text, head_name text, area_name text, commune_name text, member_count int, class_provincial int, class_national int, low_quality bool, small bool, interviewed_on day, case_id id?, case_state text?
-- id: n.household_id
-- scope: of the day
-- scope 1 sqlite: +n.province_id = :area
-- scope 1 postgres: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter place int: (n.district_id = :value OR n.commune_id = :value OR n.hamlet_id = :value)
-- filter lack text: CASE :value WHEN 'quality' THEN (i.deprived_mask & :quality) <> 0 AND (i.deprived_mask & :area) = 0 WHEN 'area' THEN (i.deprived_mask & :area) <> 0 AND (i.deprived_mask & :quality) = 0 ELSE (i.deprived_mask & :quality) <> 0 AND (i.deprived_mask & :area) <> 0 END
-- filter poor: n.class_provincial = 1
-- filter without: h.id IS NULL
-- filter with: h.id IS NOT NULL
-- sort code text: n.code
-- sort members int: -n.member_count
-- count: FROM interview i JOIN household_now n ON n.household_id = i.household_id LEFT JOIN house h ON h.id = (SELECT g.id FROM house g WHERE g.household_id = n.household_id AND g.state NOT IN ('refused', 'cancelled') ORDER BY g.recorded_at DESC, g.id DESC LIMIT 1) WHERE n.status = 1 AND ((i.deprived_mask & :quality) <> 0 OR (i.deprived_mask & :area) <> 0) AND NOT EXISTS (SELECT 1 FROM interview j WHERE j.household_id = i.household_id AND (j.interviewed_on > i.interviewed_on OR (j.interviewed_on = i.interviewed_on AND j.id > i.id))) AND {where}
SELECT n.household_id, n.code, n.head_name,
       area_name(n.hamlet_id, :today),
       area_name(n.commune_id, :today),
       n.member_count, n.class_provincial, n.class_national,
       CASE WHEN (i.deprived_mask & :quality) <> 0 THEN 1 ELSE 0 END, CASE WHEN (i.deprived_mask & :area) <> 0 THEN 1 ELSE 0 END,
       i.interviewed_on, h.id, h.state
FROM household_now n CROSS JOIN interview i
     LEFT JOIN house h ON h.id = (SELECT g.id FROM house g WHERE g.household_id = n.household_id AND g.state NOT IN ('refused', 'cancelled')
                                  ORDER BY g.recorded_at DESC, g.id DESC LIMIT 1)
WHERE i.household_id = n.household_id AND n.status = 1 AND ((i.deprived_mask & :quality) <> 0 OR (i.deprived_mask & :area) <> 0)
  AND NOT EXISTS (SELECT 1 FROM interview j WHERE j.household_id = i.household_id
                  AND (j.interviewed_on > i.interviewed_on OR (j.interviewed_on = i.interviewed_on AND j.id > i.id)))
  AND {where} {order} {limit};

-- ---- houses

-- exec house_insert
-- why: a survey opens the file of a house
-- in: id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, policy_id id, surveyed_on day, surveyor text, pillar bool, wall bool, roof bool, area_m2 int, members int, land text, cost money, own_money money, note text?, account_id id, recorded_at instant
INSERT INTO house (id, household_id, hamlet_id, commune_id, district_id, province_id, policy_id, state, surveyed_on, surveyor,
    pillar_durable, wall_durable, roof_durable, area_m2, members, land, cost, own_money, note, account_id, recorded_at, version)
VALUES (:id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :policy_id, 'surveyed', :surveyed_on, :surveyor,
    :pillar, :wall, :roof, :area_m2, :members, :land, :cost, :own_money, :note, :account_id, :recorded_at, 1);

-- one house_open_of
-- why: a household has one open file
-- in: household_id id
-- out: id id
SELECT id FROM house WHERE household_id = :household_id AND state IN ('surveyed', 'proposed', 'approved', 'accepted');

-- one house_by_id
-- why: the page of a house
-- in: id id
-- out: id id, household_id id, code text, head_name text, hamlet_id id, commune_id id, policy_id id, state text, surveyed_on day, surveyor text, pillar bool, wall bool, roof bool, area_m2 int, members int, land text, cost money, own_money money, note text?, amount_asked money?, proposed_by id?, proposed_by_name text?, proposed_on day?, returned_reason text?, number text?, decided_on day?, signer text?, signer_post text?, amount money?, decided_by_name text?, reason text?, accepted_on day?, accepted_by text?, accepted_area_m2 int?, accepted_note text?, settled_on day?, total_cost money?, version int
SELECT h.id, h.household_id, x.code, coalesce(n.head_name, ''), h.hamlet_id, h.commune_id, h.policy_id, h.state, h.surveyed_on, h.surveyor,
       h.pillar_durable, h.wall_durable, h.roof_durable, h.area_m2, h.members, h.land, h.cost, h.own_money, h.note, h.amount_asked,
       h.proposed_by, a.display_name, h.proposed_on, h.returned_reason, h.number, h.decided_on, h.signer, h.signer_post, h.amount,
       b.display_name, h.reason, h.accepted_on, h.accepted_by, h.accepted_area_m2, h.accepted_note, h.settled_on, h.total_cost, h.version
FROM house h JOIN household x ON x.id = h.household_id LEFT JOIN household_now n ON n.household_id = h.household_id
     LEFT JOIN account a ON a.id = h.proposed_by LEFT JOIN account b ON b.id = h.decided_by WHERE h.id = :id;

-- one house_take
-- why: two changes of one file come one after the other
-- in: id id
-- out: state text, version int
-- sqlite:
SELECT state, version FROM house WHERE id = :id;
-- postgres:
SELECT state, version FROM house WHERE id = :id FOR UPDATE;

-- exec house_propose
-- why: the commune asks for a house
-- in: id id, amount money, account_id id, on_day day
UPDATE house SET state = 'proposed', amount_asked = :amount, proposed_by = :account_id, proposed_on = :on_day, returned_reason = NULL,
       version = version + 1 WHERE id = :id AND state = 'surveyed';

-- exec house_return
-- why: something is missing; the commune mends it and asks again
-- in: id id, reason text
UPDATE house SET state = 'surveyed', returned_reason = :reason, version = version + 1 WHERE id = :id AND state = 'proposed';

-- exec house_approve
-- why: the decision
-- in: id id, number text, decided_on day, signer text, signer_post text, amount money, account_id id
UPDATE house SET state = 'approved', number = :number, decided_on = :decided_on, signer = :signer, signer_post = :signer_post, amount = :amount,
       decided_by = :account_id, version = version + 1 WHERE id = :id AND state = 'proposed';

-- exec house_end
-- why: refused or cancelled, with why
-- in: id id, state text, reason text
UPDATE house SET state = :state, reason = :reason, version = version + 1 WHERE id = :id AND state IN ('surveyed', 'proposed', 'approved', 'accepted');

-- exec house_accept
-- why: the works are done and were looked at
-- in: id id, on_day day, who text, area_m2 int, note text?
UPDATE house SET state = 'accepted', accepted_on = :on_day, accepted_by = :who, accepted_area_m2 = :area_m2, accepted_note = :note,
       version = version + 1 WHERE id = :id AND state = 'approved';

-- exec house_settle
-- why: what it cost in the end
-- in: id id, on_day day, total_cost money
UPDATE house SET state = 'settled', settled_on = :on_day, total_cost = :total_cost, version = version + 1 WHERE id = :id AND state = 'accepted';

-- list house_list
-- why: all files, by where they stand
-- in: today day
-- out: id id, code text, head_name text, hamlet_name text, commune_name text, policy_name text, state text, amount_asked money?, amount money?, paid money, stages int, stages_done int, surveyed_on day
-- id: h.id
-- scope 1: h.province_id = :area
-- scope 2: h.district_id = :area
-- scope 3: h.commune_id = :area
-- scope 4: h.hamlet_id = :area
-- filter state text: h.state = :value
-- filter policy text: h.policy_id IN (SELECT q.id FROM policy q WHERE q.key = :value)
-- filter place int: (h.district_id = :value OR h.commune_id = :value OR h.hamlet_id = :value)
-- sort day int: -h.surveyed_on
SELECT h.id, x.code, coalesce(n.head_name, ''),
       area_name(h.hamlet_id, :today),
       area_name(h.commune_id, :today),
       p.name, h.state, h.amount_asked, h.amount, coalesce((SELECT sum(y.amount) FROM house_payment y WHERE y.house_id = h.id), 0),
       (SELECT count(*) FROM house_stage s WHERE s.house_id = h.id), (SELECT count(*) FROM house_stage s WHERE s.house_id = h.id AND s.done_on IS NOT NULL),
       h.surveyed_on
FROM house h JOIN household x ON x.id = h.household_id JOIN policy p ON p.id = h.policy_id LEFT JOIN household_now n ON n.household_id = h.household_id
WHERE {where} {order} {limit};

-- many house_counts
-- why: how many files stand where
-- in: scope scope
-- out: state text, houses int, amount money
SELECT state, count(*), coalesce(sum(amount), 0) FROM house
WHERE IN_SCOPE(house) GROUP BY state
ORDER BY CASE state WHEN 'surveyed' THEN 1 WHEN 'proposed' THEN 2 WHEN 'approved' THEN 3 WHEN 'accepted' THEN 4 WHEN 'settled' THEN 5 WHEN 'refused' THEN 6
         ELSE 7 END;

-- many houses_of_household
-- why: earlier files of a household on a new one
-- in: household_id id
-- out: id id, state text, policy_name text, surveyed_on day, amount money?
SELECT h.id, h.state, p.name, h.surveyed_on, h.amount FROM house h JOIN policy p ON p.id = h.policy_id WHERE h.household_id = :household_id ORDER BY h.surveyed_on, h.id;

-- ---- works

-- exec stage_insert
-- why: works go in stages
-- in: id id, house_id id, no int, name text, planned_on day?, account_id id
INSERT INTO house_stage (id, house_id, no, name, planned_on, account_id) VALUES (:id, :house_id, :no, :name, :planned_on, :account_id);

-- many stages_of
-- why: where the works stand
-- in: house_id id
-- out: id id, no int, name text, planned_on day?, done_on day?, note text?
SELECT id, no, name, planned_on, done_on, note FROM house_stage WHERE house_id = :house_id ORDER BY no;

-- one stage_by_id
-- why: a stage is reported done
-- in: id id
-- out: id id, house_id id, no int, done_on day?
SELECT id, house_id, no, done_on FROM house_stage WHERE id = :id;

-- exec stage_done
-- why: done, with a photo
-- in: id id, on_day day, note text?
UPDATE house_stage SET done_on = :on_day, note = :note WHERE id = :id AND done_on IS NULL;

-- one stages_left
-- why: who accepts has seen all stages done
-- in: house_id id
-- out: stages int, left_over int, last_day day?
SELECT count(*), coalesce(sum(CASE WHEN done_on IS NULL THEN 1 ELSE 0 END), 0), max(done_on) FROM house_stage WHERE house_id = :house_id;

-- exec payment_insert
-- why: a payment out of what was granted
-- in: id id, house_id id, on_day day, amount money, receiver text, note text?, account_id id, recorded_at instant
INSERT INTO house_payment (id, house_id, on_day, amount, receiver, note, account_id, recorded_at)
VALUES (:id, :house_id, :on_day, :amount, :receiver, :note, :account_id, :recorded_at);

-- many payments_of
-- why: what was paid
-- in: house_id id
-- out: on_day day, amount money, receiver text, note text?
SELECT on_day, amount, receiver, note FROM house_payment WHERE house_id = :house_id ORDER BY on_day, id;

-- one housing_household
-- why: whom a survey is about
-- in: household_id id
-- out: household_id id, code text, hamlet_id id, commune_id id, district_id id, province_id id, head_name text, member_count int, class_provincial int, class_national int
SELECT household_id, code, hamlet_id, commune_id, district_id, province_id, head_name, member_count, class_provincial, class_national
FROM household_now WHERE household_id = :household_id;

-- one house_check_money
-- why: what houses were paid must be what the ledger says
-- out: wrong int
SELECT count(*) FROM house h WHERE coalesce((SELECT sum(y.amount) FROM house_payment y WHERE y.house_id = h.id), 0)
    <> coalesce((SELECT sum(k.disbursed) FROM budget_commitment k WHERE k.for_kind = 'house' AND k.for_id = h.id), 0);

-- many housing_demo_needs
-- why: demonstration: poor households that live badly
-- in: quality int, area int, limit int
-- out: household_id id, hamlet_id id, commune_id id, district_id id, province_id id, member_count int
SELECT n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.member_count
FROM household_now n JOIN interview i ON i.household_id = n.household_id
WHERE n.status = 1 AND n.class_provincial = 1 AND ((i.deprived_mask & :quality) <> 0 OR (i.deprived_mask & :area) <> 0)
GROUP BY n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.member_count ORDER BY n.household_id LIMIT :limit;
