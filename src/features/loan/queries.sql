-- ---- groups

-- exec loan_group_insert
-- why: a group is taken up, once the commune accepted it
-- in: id id, code text, name text, organisation text, leader text, leader_account_id id?, hamlet_id id, commune_id id, district_id id, province_id id, founded_on day, accepted_number text?, account_id id
INSERT INTO loan_group (id, code, name, organisation, leader, leader_account_id, hamlet_id, commune_id, district_id, province_id,
    founded_on, accepted_number, account_id, version)
VALUES (:id, :code, :name, :organisation, :leader, :leader_account_id, :hamlet_id, :commune_id, :district_id, :province_id,
    :founded_on, :accepted_number, :account_id, 1);

-- one loan_group_one
-- why: the page of a group, and the place where its requests belong
-- in: id id, today day
-- out: id id, code text, name text, organisation text, leader text, leader_account_id id?, hamlet_id id, commune_id id, district_id id, province_id id, hamlet_name text, commune_name text, founded_on day, accepted_number text?, closed_on day?, members int, version int
SELECT g.id, g.code, g.name, g.organisation, g.leader, g.leader_account_id, g.hamlet_id, g.commune_id, g.district_id, g.province_id,
       area_name(g.hamlet_id, :today),
       area_name(g.commune_id, :today),
       g.founded_on, g.accepted_number, g.closed_on,
       (SELECT count(*) FROM loan_group_member m WHERE m.group_id = g.id AND m.left_on IS NULL), g.version
FROM loan_group g WHERE g.id = :id;

-- exec loan_group_end
-- why: a group that owes nothing and has nothing under way is closed; its members may join another
-- in: id id, version int, closed_on day
UPDATE loan_group SET closed_on = :closed_on, version = version + 1
WHERE id = :id AND version = :version AND closed_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.group_id = :id AND l.state = 'open')
  AND NOT EXISTS (SELECT 1 FROM loan_request q WHERE q.group_id = :id
      AND q.state IN ('requested', 'appraised', 'listed', 'confirmed', 'assessed', 'approved'));

-- exec loan_members_leave
-- why: members of a closed group
-- in: group_id id, left_on day
UPDATE loan_group_member SET left_on = :left_on WHERE group_id = :group_id AND left_on IS NULL;

-- list loan_groups
-- why: groups with their size and what their members owe
-- in: today day
-- out: id id, code text, name text, organisation text, leader text, hamlet_name text, members int, loans int, balance money, closed_on day?
-- id: g.id
-- scope 1: g.province_id = :area
-- scope 2: g.district_id = :area
-- scope 3: g.commune_id = :area
-- scope 4: g.hamlet_id = :area
-- filter organisation text: g.organisation = :value
-- filter q text: lower(g.name || ' ' || g.code || ' ' || g.leader) LIKE '%' || lower(:value) || '%'
-- sort code text: g.code
-- sort name text: g.name
-- count: FROM loan_group g WHERE {where}
SELECT g.id, g.code, g.name, g.organisation, g.leader,
       area_name(g.hamlet_id, :today),
       (SELECT count(*) FROM loan_group_member m WHERE m.group_id = g.id AND m.left_on IS NULL),
       (SELECT count(*) FROM loan l WHERE l.group_id = g.id AND l.state = 'open'),
       coalesce((SELECT sum(coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong)) FROM loan l
                 WHERE l.group_id = g.id AND l.state = 'open'), 0), g.closed_on
FROM loan_group g WHERE {where} {order} {limit};

-- many loan_members
-- why: who is in a group, with class and open loans
-- in: group_id id
-- out: household_id id, code text, head_name text, joined_on day, class_provincial int, class_national int, loans int, balance money
SELECT m.household_id, h.code, coalesce(n.head_name, ''), m.joined_on, coalesce(n.class_provincial, 0), coalesce(n.class_national, 0),
       (SELECT count(*) FROM loan l WHERE l.household_id = m.household_id AND l.state = 'open'),
       coalesce((SELECT sum(coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong)) FROM loan l
                 WHERE l.household_id = m.household_id AND l.state = 'open'), 0)
FROM loan_group_member m JOIN household h ON h.id = m.household_id LEFT JOIN household_now n ON n.household_id = m.household_id
WHERE m.group_id = :group_id AND m.left_on IS NULL ORDER BY h.code LIMIT 200;

-- exec loan_member_join
-- why: a household joins
-- in: group_id id, household_id id, joined_on day
INSERT INTO loan_group_member (group_id, household_id, joined_on) VALUES (:group_id, :household_id, :joined_on)
ON CONFLICT (group_id, household_id, joined_on) DO UPDATE SET left_on = NULL;

-- exec loan_member_leave
-- why: a household leaves; it may not while it owes something
-- in: group_id id, household_id id, left_on day
UPDATE loan_group_member SET left_on = :left_on WHERE group_id = :group_id AND household_id = :household_id AND left_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.household_id = :household_id AND l.state = 'open');

-- one loan_member_of
-- why: the group a household is in now
-- in: household_id id
-- out: group_id id, name text, hamlet_id id
SELECT g.id, g.name, g.hamlet_id FROM loan_group_member m JOIN loan_group g ON g.id = m.group_id
WHERE m.household_id = :household_id AND m.left_on IS NULL;

-- one loan_household_by_code
-- why: a household is named by its code
-- in: code text
-- out: household_id id, status int, hamlet_id id, commune_id id, district_id id, province_id id, urban bool, head_name text, class_provincial int, class_national int
SELECT n.household_id, n.status, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.urban, n.head_name, n.class_provincial, n.class_national
FROM household_now n WHERE n.code = :code;

-- one loan_household_place
-- why: where a household lives now
-- in: household_id id
-- out: code text, status int, hamlet_id id, commune_id id, district_id id, province_id id, urban bool, head_name text
SELECT n.code, n.status, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.urban, n.head_name
FROM household_now n WHERE n.household_id = :household_id;

-- many loan_household_people
-- why: who may sign for a household: its members on a day
-- in: household_id id, on_day day
-- out: person_id id, full_name text, name_fold text, head bool, born_on day?
SELECT p.person_id, p.full_name, p.name_fold, CASE WHEN m.relation = 'head' THEN 1 ELSE 0 END, p.born_on
FROM membership m JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806
    AND p.valid_from <= :on_day AND p.valid_to > :on_day
WHERE m.household_id = :household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY CASE WHEN m.relation = 'head' THEN 0 ELSE 1 END, p.person_id LIMIT 60;

-- one loan_class_on
-- why: the class of a household by a standard on a day
-- in: household_id id, standard_id id, on_day day
-- out: class int, escaped_on day?
SELECT c.class, c.escaped_on FROM class_history c
WHERE c.household_id = :household_id AND c.standard_id = :standard_id AND c.superseded_at = 9223372036854775806
  AND c.valid_from <= :on_day AND c.valid_to > :on_day ORDER BY c.valid_from DESC LIMIT 1;

-- ---- requests

-- exec loan_request_insert
-- why: form 01/TD is received
-- in: id id, household_id id, person_id id, borrower text, group_id id, policy_id id, amount_dong money, term_months int, repayment text, instalment_months int?, purpose text, collateral text?, requested_on day, account_id id
INSERT INTO loan_request (id, household_id, person_id, borrower, group_id, policy_id, amount_dong, term_months, repayment,
    instalment_months, purpose, collateral, requested_on, state, account_id, version)
VALUES (:id, :household_id, :person_id, :borrower, :group_id, :policy_id, :amount_dong, :term_months, :repayment,
    :instalment_months, :purpose, :collateral, :requested_on, 'requested', :account_id, 1);

-- one loan_request_one
-- why: one request with all that happened to it
-- in: id id, today day
-- out: id id, household_id id, person_id id, borrower text, code text, head_name text, hamlet_id id, commune_id id, district_id id, province_id id, hamlet_name text, group_id id, group_name text, organisation text, leader text, policy_id id, policy_key text, policy_name text, amount_dong money, term_months int, repayment text, instalment_months int?, purpose text, collateral text?, requested_on day, state text, appraisal_id id?, held_on day?, agreeing int?, attendees int?, list_id id?, made_on day?, confirmed_on day?, confirm_number text?, signer_name text?, approved_on day?, notice_number text?, approver_name text?, pay_on day?, answer text?, answered_by id?, class_found text?, resides int?, approved_dong money?, approved_months int?, rate_bp bp?, rate_source text?, fund text?, reason text?, account_id id, loan_id id?, version int
SELECT q.id, q.household_id, q.person_id, q.borrower, n.code, n.head_name, n.hamlet_id, n.commune_id, n.district_id, n.province_id,
       area_name(n.hamlet_id, :today),
       q.group_id, g.name, g.organisation, g.leader, q.policy_id, p.key, p.name, q.amount_dong, q.term_months, q.repayment,
       q.instalment_months, q.purpose, q.collateral, q.requested_on, q.state, q.appraisal_id, a.held_on, q.agreeing, a.attendees, q.list_id,
       k.made_on, k.confirmed_on, k.confirm_number, k.signer_name, k.approved_on, k.notice_number, k.approver_name, k.pay_on, q.answer, q.answered_by,
       q.class_found, q.resides, q.approved_dong, q.approved_months, q.rate_bp, q.rate_source, q.fund, q.reason, q.account_id,
       l.id, q.version
FROM loan_request q JOIN household_now n ON n.household_id = q.household_id JOIN loan_group g ON g.id = q.group_id
JOIN policy p ON p.id = q.policy_id LEFT JOIN loan_appraisal a ON a.id = q.appraisal_id LEFT JOIN loan_list k ON k.id = q.list_id
LEFT JOIN loan l ON l.request_id = q.id
WHERE q.id = :id;

-- list loan_requests
-- why: requests with where each stands
-- in: today day
-- out: id id, borrower text, code text, hamlet_name text, group_name text, policy_name text, amount_dong money, requested_on day, state text
-- id: q.id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter state text: q.state = :value
-- filter policy int: q.policy_id = :value
-- filter group int: q.group_id = :value
-- filter list int: q.list_id = :value
-- filter household int: q.household_id = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort newest int: -q.requested_on
-- sort code text: n.code
-- sort amount int: q.amount_dong
SELECT q.id, q.borrower, n.code,
       area_name(n.hamlet_id, :today),
       g.name, p.name, q.amount_dong, q.requested_on, q.state
FROM loan_request q JOIN household_now n ON n.household_id = q.household_id JOIN loan_group g ON g.id = q.group_id
JOIN policy p ON p.id = q.policy_id
WHERE {where} {order} {limit};

-- many loan_requests_of_group
-- why: what a group has on its table: to be appraised, to be listed
-- in: group_id id, state text
-- out: id id, borrower text, code text, policy_id id, policy_name text, amount_dong money, version int
SELECT q.id, q.borrower, h.code, q.policy_id, p.name, q.amount_dong, q.version
FROM loan_request q JOIN household h ON h.id = q.household_id JOIN policy p ON p.id = q.policy_id
WHERE q.group_id = :group_id AND q.state = :state ORDER BY p.key, q.requested_on, q.id LIMIT 200;

-- one loan_request_open_of
-- why: who is bound (the household, or the worker of it who borrows) asks once for the same thing
-- in: household_id id, person_id id?, policy_id id
-- out: id id
SELECT q.id FROM loan_request q JOIN policy p ON p.id = q.policy_id JOIN policy asked ON asked.id = :policy_id
WHERE q.household_id = :household_id AND (:person_id IS NULL OR q.person_id = :person_id) AND p.content_group = asked.content_group
  AND q.state IN ('requested', 'appraised', 'listed', 'confirmed', 'assessed', 'approved') ORDER BY q.id LIMIT 1;

-- one loan_open_of
-- why: who is bound has one open loan for the same thing
-- in: household_id id, person_id id?, policy_id id
-- out: id id, number text
SELECT l.id, l.number FROM loan l JOIN policy p ON p.id = l.policy_id JOIN policy asked ON asked.id = :policy_id
WHERE l.household_id = :household_id AND p.content_group = asked.content_group AND l.state = 'open'
  AND (:person_id IS NULL OR EXISTS (SELECT 1 FROM loan_request q WHERE q.id = l.request_id AND q.person_id = :person_id)) ORDER BY l.id LIMIT 1;

-- exec loan_request_withdraw
-- why: the borrower no longer wants it
-- in: id id, version int, reason text?
UPDATE loan_request SET state = 'withdrawn', reason = :reason, version = version + 1
WHERE id = :id AND version = :version AND state IN ('requested', 'appraised', 'listed', 'confirmed', 'assessed', 'approved');

-- exec loan_appraisal_insert
-- why: minutes of the public appraisal
-- in: id id, group_id id, held_on day, place text, chair text, secretary text, attendees int, members int, account_id id, recorded_at instant
INSERT INTO loan_appraisal (id, group_id, held_on, place, chair, secretary, attendees, members, account_id, recorded_at)
VALUES (:id, :group_id, :held_on, :place, :chair, :secretary, :attendees, :members, :account_id, :recorded_at);

-- one loan_appraisal_one
-- why: the minutes as a paper
-- in: id id
-- out: id id, group_id id, held_on day, place text, chair text, secretary text, attendees int, members int
SELECT id, group_id, held_on, place, chair, secretary, attendees, members FROM loan_appraisal WHERE id = :id;

-- many loan_appraisals_of
-- why: the meetings of a group, the newest first
-- in: group_id id
-- out: id id, held_on day, place text, attendees int, members int, requests int
SELECT a.id, a.held_on, a.place, a.attendees, a.members, (SELECT count(*) FROM loan_request q WHERE q.appraisal_id = a.id)
FROM loan_appraisal a WHERE a.group_id = :group_id ORDER BY a.held_on DESC, a.id DESC LIMIT 50;

-- exec loan_request_appraise
-- why: what the meeting said of one request
-- in: id id, appraisal_id id, agreeing int, state text, reason text?
UPDATE loan_request SET appraisal_id = :appraisal_id, agreeing = :agreeing, state = :state, reason = :reason, version = version + 1
WHERE id = :id AND state = 'requested';

-- many loan_appraised
-- why: what a meeting said, for its minutes
-- in: appraisal_id id
-- out: borrower text, code text, policy_name text, amount_dong money, term_months int, purpose text, agreeing int, passed bool, reason text?
SELECT q.borrower, h.code, p.name, q.amount_dong, q.term_months, q.purpose, coalesce(q.agreeing, 0),
       CASE WHEN q.state = 'turned_down' THEN 0 ELSE 1 END, CASE WHEN q.state = 'turned_down' THEN q.reason END
FROM loan_request q JOIN household h ON h.id = q.household_id JOIN policy p ON p.id = q.policy_id
WHERE q.appraisal_id = :appraisal_id ORDER BY q.requested_on, q.id;

-- ---- lists 03/TD

-- exec loan_list_insert
-- why: a group hands in what its meeting agreed to
-- in: id id, group_id id, policy_id id, made_on day, made_by id
INSERT INTO loan_list (id, group_id, policy_id, state, made_on, made_by, version)
VALUES (:id, :group_id, :policy_id, 'made', :made_on, :made_by, 1);

-- exec loan_request_list
-- why: a request goes onto the list
-- in: id id, list_id id
UPDATE loan_request SET list_id = :list_id, state = 'listed', version = version + 1 WHERE id = :id AND state = 'appraised';

-- one loan_list_one
-- why: one list with who signed what
-- in: id id, today day
-- out: id id, group_id id, group_name text, group_code text, organisation text, leader text, hamlet_id id, commune_id id, district_id id, province_id id, hamlet_name text, commune_name text, policy_id id, policy_key text, policy_name text, state text, made_on day, made_by id, confirmed_on day?, confirmed_by id?, confirm_number text?, signer_name text?, signer_capacity text?, assessed_on day?, assessed_by id?, approved_on day?, approved_by id?, approver_name text?, notice_number text?, pay_on day?, version int
SELECT k.id, k.group_id, g.name, g.code, g.organisation, g.leader, g.hamlet_id, g.commune_id, g.district_id, g.province_id,
       area_name(g.hamlet_id, :today),
       area_name(g.commune_id, :today),
       k.policy_id, p.key, p.name, k.state, k.made_on, k.made_by, k.confirmed_on, k.confirmed_by, k.confirm_number, k.signer_name,
       k.signer_capacity, k.assessed_on, k.assessed_by, k.approved_on, k.approved_by, k.approver_name, k.notice_number, k.pay_on, k.version
FROM loan_list k JOIN loan_group g ON g.id = k.group_id JOIN policy p ON p.id = k.policy_id WHERE k.id = :id;

-- many loan_list_lines
-- why: the borrowers of a list
-- in: list_id id
-- out: id id, household_id id, borrower text, code text, head_name text, address text?, status int, commune_id id, amount_dong money, term_months int, repayment text, purpose text, requested_on day, state text, answer text?, answered_by id?, class_found text?, resides int?, reason text?, approved_dong money?, approved_months int?, rate_bp bp?, rate_source text?, fund text?, account_id id, version int
SELECT q.id, q.household_id, q.borrower, h.code, coalesce(n.head_name, ''), n.address, coalesce(n.status, 0), coalesce(n.commune_id, 0),
       q.amount_dong, q.term_months, q.repayment, q.purpose, q.requested_on, q.state, q.answer, q.answered_by, q.class_found, q.resides,
       q.reason, q.approved_dong, q.approved_months, q.rate_bp, q.rate_source, q.fund, q.account_id, q.version
FROM loan_request q JOIN household h ON h.id = q.household_id LEFT JOIN household_now n ON n.household_id = q.household_id
WHERE q.list_id = :list_id ORDER BY q.requested_on, q.id LIMIT 200;

-- list loan_lists
-- why: lists on their way, by who has to act
-- in: today day
-- out: id id, group_name text, commune_name text, policy_name text, made_on day, lines int, amount money, state text, confirm_number text?, notice_number text?, pay_on day?
-- id: k.id
-- scope 1: g.province_id = :area
-- scope 2: g.district_id = :area
-- scope 3: g.commune_id = :area
-- scope 4: g.hamlet_id = :area
-- filter state text: k.state = :value
-- filter policy int: k.policy_id = :value
-- filter q text: lower(g.name) LIKE '%' || lower(:value) || '%'
-- sort newest int: -k.made_on
-- sort group text: g.name
SELECT k.id, g.name,
       area_name(g.commune_id, :today),
       p.name, k.made_on, (SELECT count(*) FROM loan_request q WHERE q.list_id = k.id),
       coalesce((SELECT sum(coalesce(q.approved_dong, q.amount_dong)) FROM loan_request q WHERE q.list_id = k.id), 0),
       k.state, k.confirm_number, k.notice_number, k.pay_on
FROM loan_list k JOIN loan_group g ON g.id = k.group_id JOIN policy p ON p.id = k.policy_id
WHERE {where} {order} {limit};

-- exec loan_line_answer
-- why: the commune's officer answers for one borrower, before the chair signs
-- in: id id, version int, answer text, class_found text?, resides int, reason text?, answered_by id
UPDATE loan_request SET answer = :answer, class_found = :class_found, resides = :resides, reason = :reason, answered_by = :answered_by,
    version = version + 1
WHERE id = :id AND version = :version AND state = 'listed';

-- exec loan_list_sign
-- why: the chair signs the list as the commune answered it
-- in: id id, version int, confirmed_on day, confirmed_by id, confirm_number text, signer_name text, signer_capacity text
UPDATE loan_list SET state = 'confirmed', confirmed_on = :confirmed_on, confirmed_by = :confirmed_by, confirm_number = :confirm_number,
    signer_name = :signer_name, signer_capacity = :signer_capacity, version = version + 1
WHERE id = :id AND version = :version AND state = 'made';

-- exec loan_lines_signed
-- why: with the signature each answer counts
-- in: list_id id
UPDATE loan_request SET state = CASE WHEN answer = 'confirm' THEN 'confirmed' ELSE 'refused' END, version = version + 1
WHERE list_id = :list_id AND state = 'listed';

-- exec loan_line_assess
-- why: what the bank's officer proposes for one borrower
-- in: id id, version int, state text, approved_dong money?, approved_months int?, rate_bp bp?, rate_source text?, fund text?, reason text?
UPDATE loan_request SET state = :state, approved_dong = :approved_dong, approved_months = :approved_months, rate_bp = :rate_bp,
    rate_source = :rate_source, fund = :fund, reason = :reason, version = version + 1
WHERE id = :id AND version = :version AND state IN ('confirmed', 'assessed', 'declined');

-- exec loan_list_assessed
-- why: who looked at it last may not approve it
-- in: id id, assessed_on day, assessed_by id
UPDATE loan_list SET state = 'assessed', assessed_on = :assessed_on, assessed_by = :assessed_by, version = version + 1
WHERE id = :id AND state IN ('confirmed', 'assessed');

-- exec loan_list_approve
-- why: the bank's head approves; notice 04/TD
-- in: id id, version int, approved_on day, approved_by id, approver_name text, notice_number text, pay_on day
UPDATE loan_list SET state = 'approved', approved_on = :approved_on, approved_by = :approved_by, approver_name = :approver_name,
    notice_number = :notice_number, pay_on = :pay_on, version = version + 1
WHERE id = :id AND version = :version AND state = 'assessed';

-- exec loan_lines_approved
-- why: with the approval each proposal counts
-- in: list_id id
UPDATE loan_request SET state = 'approved', version = version + 1 WHERE list_id = :list_id AND state = 'assessed';

-- exec loan_list_end
-- why: nobody on the list waits any more
-- in: id id
UPDATE loan_list SET state = 'ended', version = version + 1
WHERE id = :id AND state <> 'ended' AND NOT EXISTS (SELECT 1 FROM loan_request q WHERE q.list_id = :id
    AND q.state IN ('listed', 'confirmed', 'assessed', 'approved'));

-- ---- loans

-- exec loan_insert
-- why: money is paid out
-- in: id id, number text, request_id id?, household_id id, borrower text, group_id id?, policy_id id, fund text, amount_dong money, rate_bp bp?, overdue_bp bp?, term_months int?, repayment text, instalment_months int?, disbursed_on day, account_id id
INSERT INTO loan (id, number, request_id, household_id, borrower, group_id, policy_id, fund, amount_dong, rate_bp, overdue_bp, term_months,
    repayment, instalment_months, disbursed_on, state, our_paid_dong, bank_lent_dong, bank_paid_dong, bank_interest_dong, account_id, version)
VALUES (:id, :number, :request_id, :household_id, :borrower, :group_id, :policy_id, :fund, :amount_dong, :rate_bp, :overdue_bp, :term_months,
    :repayment, :instalment_months, :disbursed_on, 'open', 0, 0, 0, 0, :account_id, 1);

-- exec loan_request_disbursed
-- why: exactly one of two disbursements at once finds the request approved
-- in: id id, version int
UPDATE loan_request SET state = 'disbursed', version = version + 1 WHERE id = :id AND version = :version AND state = 'approved';

-- one loan_one
-- why: the page of a loan
-- in: id id, today day
-- out: id id, number text, request_id id?, household_id id, code text, head_name text, hamlet_id id, commune_id id, hamlet_name text, borrower text, group_id id?, group_name text?, organisation text?, policy_id id, policy_key text, policy_name text, fund text, amount_dong money, rate_bp bp?, overdue_bp bp?, term_months int?, repayment text, instalment_months int?, disbursed_on day, state text, closed_on day?, frozen_until day?, our_paid_dong money, bank_lent_dong money, bank_paid_dong money, bank_interest_dong money, bank_balance_dong money?, bank_overdue_dong money?, bank_on day?, unpaid_due day?, version int
SELECT l.id, l.number, l.request_id, l.household_id, n.code, n.head_name, n.hamlet_id, n.commune_id,
       area_name(n.hamlet_id, :today),
       l.borrower, l.group_id, g.name, g.organisation, l.policy_id, p.key, p.name, l.fund, l.amount_dong, l.rate_bp, l.overdue_bp, l.term_months,
       l.repayment, l.instalment_months, l.disbursed_on, l.state, l.closed_on, l.frozen_until, l.our_paid_dong, l.bank_lent_dong, l.bank_paid_dong,
       l.bank_interest_dong, l.bank_balance_dong, l.bank_overdue_dong, l.bank_on, l.unpaid_due, l.version
FROM loan l JOIN household_now n ON n.household_id = l.household_id JOIN policy p ON p.id = l.policy_id LEFT JOIN loan_group g ON g.id = l.group_id
WHERE l.id = :id;

-- one loan_by_number
-- why: the bank names a loan by its number
-- in: number text
-- out: id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, borrower text, state text
SELECT l.id, l.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, l.borrower, l.state
FROM loan l JOIN household_now n ON n.household_id = l.household_id WHERE l.number = :number;

-- list loans
-- why: loans with what is left and since when something is late
-- in: today day
-- out: id id, number text, borrower text, code text, hamlet_name text, group_name text?, organisation text?, policy_name text, fund text, amount_dong money, disbursed_on day, state text, balance money, by_bank bool, unpaid_due day?
-- id: l.id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter policy int: l.policy_id = :value
-- filter organisation text: g.organisation = :value
-- filter no_group: l.group_id IS NULL
-- filter group int: l.group_id = :value
-- filter fund text: l.fund = :value
-- filter state text: l.state = :value
-- filter late_from int: l.unpaid_due IS NOT NULL AND l.state = 'open' AND coalesce(l.frozen_until, 0) <= :today AND :today - l.unpaid_due >= :value
-- filter late_to int: l.unpaid_due IS NOT NULL AND l.state = 'open' AND coalesce(l.frozen_until, 0) <= :today AND :today - l.unpaid_due BETWEEN 1 AND :value
-- filter frozen: l.frozen_until > :today
-- filter amount_from int: l.amount_dong >= :value
-- filter district int: n.district_id = :value
-- filter commune int: n.commune_id = :value
-- filter hamlet int: n.hamlet_id = :value
-- filter household int: l.household_id = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort number text: l.number
-- sort balance int: coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong)
-- sort newest int: -l.disbursed_on
-- sort late int: coalesce(l.unpaid_due, 9999999)
SELECT l.id, l.number, l.borrower, n.code,
       area_name(n.hamlet_id, :today),
       g.name, g.organisation, p.name, l.fund, l.amount_dong, l.disbursed_on, l.state,
       coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong), CASE WHEN l.bank_balance_dong IS NULL THEN 0 ELSE 1 END, l.unpaid_due
FROM loan l JOIN household_now n ON n.household_id = l.household_id JOIN policy p ON p.id = l.policy_id LEFT JOIN loan_group g ON g.id = l.group_id
WHERE {where} {order} {limit};

-- many loan_collections_of
-- why: our notes of one loan
-- in: loan_id id
-- out: on_day day, principal_dong money, interest_dong money, savings_dong money, receipt text
SELECT on_day, principal_dong, interest_dong, savings_dong, receipt FROM loan_collection WHERE loan_id = :loan_id ORDER BY on_day, id LIMIT 2000;

-- exec loan_collection_insert
-- why: the group's leader collected
-- in: id id, loan_id id, on_day day, principal_dong money, interest_dong money, savings_dong money, receipt text, account_id id
INSERT INTO loan_collection (id, loan_id, on_day, principal_dong, interest_dong, savings_dong, receipt, account_id)
VALUES (:id, :loan_id, :on_day, :principal_dong, :interest_dong, :savings_dong, :receipt, :account_id);

-- many bank_entries_of
-- why: the bank's entries of one loan
-- in: loan_id id
-- out: on_day day, lent_dong money, paid_dong money, interest_dong money, reference text
SELECT on_day, lent_dong, paid_dong, interest_dong, reference FROM bank_entry WHERE loan_id = :loan_id ORDER BY on_day, id LIMIT 2000;

-- exec loan_refresh_put
-- why: what follows from the rows beneath, kept in the loan for lists and figures
-- in: id id, our_paid_dong money, bank_lent_dong money, bank_paid_dong money, bank_interest_dong money, bank_balance_dong money?, bank_overdue_dong money?, bank_on day?, unpaid_due day?, state text, closed_on day?, frozen_until day?
UPDATE loan SET our_paid_dong = :our_paid_dong, bank_lent_dong = :bank_lent_dong, bank_paid_dong = :bank_paid_dong,
    bank_interest_dong = :bank_interest_dong, bank_balance_dong = :bank_balance_dong, bank_overdue_dong = :bank_overdue_dong,
    bank_on = :bank_on, unpaid_due = :unpaid_due, state = :state, closed_on = :closed_on,
    frozen_until = :frozen_until, version = version + 1 WHERE id = :id;

-- one loan_lock
-- why: two writers of one loan take turns
-- in: id id
-- out: id id
-- sqlite:
SELECT id FROM loan WHERE id = :id;
-- postgres:
SELECT id FROM loan WHERE id = :id FOR UPDATE;

-- one bank_last_balance
-- why: the newest balance that the bank told
-- in: loan_id id
-- out: on_day day, balance_dong money, overdue_dong money?
SELECT on_day, balance_dong, overdue_dong FROM bank_balance WHERE loan_id = :loan_id ORDER BY on_day DESC LIMIT 1;

-- many loan_checks_of
-- why: whether the money was put to its use
-- in: loan_id id
-- out: checked_on day, result text, remark text?, checker text
SELECT checked_on, result, remark, checker FROM loan_check WHERE loan_id = :loan_id ORDER BY checked_on DESC, id DESC LIMIT 50;

-- exec loan_check_insert
-- why: the organisation looked
-- in: id id, loan_id id, checked_on day, result text, remark text?, checker text, account_id id
INSERT INTO loan_check (id, loan_id, checked_on, result, remark, checker, account_id)
VALUES (:id, :loan_id, :checked_on, :result, :remark, :checker, :account_id);

-- list loans_unchecked
-- why: loans whose use nobody looked at yet, by the day on which it is due
-- in: today day, days int
-- out: id id, number text, borrower text, code text, hamlet_name text, policy_name text, disbursed_on day, due_on day
-- id: l.id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- sort due int: l.disbursed_on
SELECT l.id, l.number, l.borrower, n.code,
       area_name(n.hamlet_id, :today),
       p.name, l.disbursed_on, l.disbursed_on + :days
FROM loan l JOIN household_now n ON n.household_id = l.household_id JOIN policy p ON p.id = l.policy_id
WHERE l.state = 'open' AND l.request_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loan_check k WHERE k.loan_id = l.id)
  AND {where} {order} {limit};

-- ---- risk debts

-- exec loan_risk_insert
-- why: a file is opened
-- in: id id, loan_id id, cause text, measure text, happened_on day, damage_bp bp?, months int?, papers text, proposed_on day, proposed_by id
INSERT INTO loan_risk (id, loan_id, cause, measure, happened_on, damage_bp, months, papers, state, proposed_on, proposed_by, version)
VALUES (:id, :loan_id, :cause, :measure, :happened_on, :damage_bp, :months, :papers, 'proposed', :proposed_on, :proposed_by, 1);

-- one loan_risk_one
-- why: one file, to be decided
-- in: id id
-- out: id id, loan_id id, number text, borrower text, hamlet_id id, commune_id id, cause text, measure text, happened_on day, damage_bp bp?, months int?, papers text, state text, proposed_on day, proposed_by id, decided_on day?, decision_number text?, from_day day?, reason text?, version int
SELECT r.id, r.loan_id, l.number, l.borrower, n.hamlet_id, n.commune_id, r.cause, r.measure, r.happened_on, r.damage_bp, r.months, r.papers, r.state,
       r.proposed_on, r.proposed_by, r.decided_on, r.decision_number, r.from_day, r.reason, r.version
FROM loan_risk r JOIN loan l ON l.id = r.loan_id JOIN household_now n ON n.household_id = l.household_id WHERE r.id = :id;

-- many loan_risks_of
-- why: the files of one loan, in the order of what they moved
-- in: loan_id id
-- out: id id, cause text, measure text, happened_on day, damage_bp bp?, months int?, state text, proposed_on day, decided_on day?, decision_number text?, from_day day?, reason text?
SELECT id, cause, measure, happened_on, damage_bp, months, state, proposed_on, decided_on, decision_number, from_day, reason
FROM loan_risk WHERE loan_id = :loan_id ORDER BY coalesce(from_day, 9999999), proposed_on, id LIMIT 50;

-- list loan_risks
-- why: files of risk debts by where they stand
-- in: today day
-- out: id id, number text, borrower text, hamlet_name text, cause text, measure text, months int?, balance money, proposed_on day, state text, decision_number text?
-- id: r.id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter state text: r.state = :value
-- filter measure text: r.measure = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort newest int: -r.proposed_on
SELECT r.id, l.number, l.borrower,
       area_name(n.hamlet_id, :today),
       r.cause, r.measure, r.months, coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong), r.proposed_on, r.state, r.decision_number
FROM loan_risk r JOIN loan l ON l.id = r.loan_id JOIN household_now n ON n.household_id = l.household_id
WHERE {where} {order} {limit};

-- exec loan_risk_decide
-- why: somebody else decides
-- in: id id, version int, state text, decided_on day, decided_by id, decision_number text?, months int?, from_day day?, reason text?
UPDATE loan_risk SET state = :state, decided_on = :decided_on, decided_by = :decided_by, decision_number = :decision_number,
    months = :months, from_day = :from_day, reason = :reason, version = version + 1
WHERE id = :id AND version = :version AND state = 'proposed';

-- exec loan_write_off
-- why: a decision wrote the debt off
-- in: id id, closed_on day
UPDATE loan SET state = 'written_off', closed_on = :closed_on, version = version + 1 WHERE id = :id AND state = 'open';

-- ---- transaction points

-- one loan_point_of
-- why: when and where the bank sits in a commune
-- in: commune_id id
-- out: place text, day_of_month int, note text?, version int
SELECT place, day_of_month, note, version FROM loan_point WHERE commune_id = :commune_id;

-- exec loan_point_put
-- why: the bank fixes its day
-- in: commune_id id, place text, day_of_month int, note text?, account_id id
INSERT INTO loan_point (commune_id, place, day_of_month, note, account_id, version) VALUES (:commune_id, :place, :day_of_month, :note, :account_id, 1)
ON CONFLICT (commune_id) DO UPDATE SET place = excluded.place, day_of_month = excluded.day_of_month, note = excluded.note,
    account_id = excluded.account_id, version = loan_point.version + 1;

-- many loan_day_loans
-- why: the sheet of a transaction day: open loans of a commune by group
-- in: commune_id id
-- out: id id, number text, borrower text, group_id id?, group_name text?, leader text?, policy_name text, unpaid_due day?, balance money
SELECT l.id, l.number, l.borrower, l.group_id, g.name, g.leader, p.name, l.unpaid_due, coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong)
FROM loan l JOIN household_now n ON n.household_id = l.household_id JOIN policy p ON p.id = l.policy_id LEFT JOIN loan_group g ON g.id = l.group_id
WHERE n.commune_id = :commune_id AND l.state = 'open' ORDER BY coalesce(g.code, '~'), l.number LIMIT 1000;

-- many loan_day_payouts
-- why: who is to be paid on a transaction day
-- in: commune_id id
-- out: id id, borrower text, code text, group_name text, policy_name text, approved_dong money, notice_number text, pay_on day
SELECT q.id, q.borrower, n.code, g.name, p.name, coalesce(q.approved_dong, 0), coalesce(k.notice_number, ''), k.pay_on
FROM loan_request q JOIN household_now n ON n.household_id = q.household_id JOIN loan_list k ON k.id = q.list_id
JOIN loan_group g ON g.id = q.group_id JOIN policy p ON p.id = q.policy_id
WHERE g.commune_id = :commune_id AND q.state = 'approved' AND k.pay_on IS NOT NULL ORDER BY g.code, q.id LIMIT 500;

-- ---- figures

-- many loan_figures
-- why: outstanding by place below the asked area, organisation and policy; the place is the child at the next level
-- in: level int, area id, today day
-- out: place_id id, place_name text, organisation text, policy_id id, policy_name text, loans int, balance money, late_loans int, late_balance money, frozen_balance money
SELECT x.place, area_name(x.place, :today),
       x.organisation, x.policy_id, p.name, count(*), sum(x.balance), sum(x.late), sum(x.late * x.balance), sum(x.frozen * x.balance)
FROM (SELECT CASE :level WHEN 1 THEN n.district_id WHEN 2 THEN n.commune_id ELSE n.hamlet_id END AS place,
             coalesce(g.organisation, 'none') AS organisation, l.policy_id AS policy_id,
             coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong) AS balance,
             CASE WHEN l.unpaid_due < :today AND coalesce(l.frozen_until, 0) <= :today THEN 1 ELSE 0 END AS late,
             CASE WHEN l.frozen_until > :today THEN 1 ELSE 0 END AS frozen
      FROM loan l JOIN household_now n ON n.household_id = l.household_id LEFT JOIN loan_group g ON g.id = l.group_id
      WHERE l.state = 'open'
        AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END) AS x
JOIN policy p ON p.id = x.policy_id
GROUP BY x.place, x.organisation, x.policy_id, p.name, p.key ORDER BY 2, x.place, x.organisation, p.key;

-- many loan_late
-- why: late loans of an area with what ageing needs
-- in: level int, area id, today day
-- out: id id, unpaid_due day, balance money
SELECT l.id, l.unpaid_due, coalesce(l.bank_balance_dong, l.amount_dong - l.our_paid_dong)
FROM loan l JOIN household_now n ON n.household_id = l.household_id
WHERE l.state = 'open' AND l.unpaid_due < :today AND coalesce(l.frozen_until, 0) <= :today
  AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END
ORDER BY l.unpaid_due;

-- many loan_at_limit
-- why: what a higher maximum would change: loans of a policy that stand at the present one, by commune
-- in: policy_id id, level int, area id, amount_from money, today day
-- out: place_id id, place_name text, loans int, amount money
SELECT x.place, area_name(x.place, :today),
       x.loans, x.amount
FROM (SELECT n.commune_id AS place, count(*) AS loans, sum(l.amount_dong) AS amount
      FROM loan l JOIN household_now n ON n.household_id = l.household_id
      WHERE l.policy_id = :policy_id AND l.state = 'open' AND l.amount_dong >= :amount_from
        AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END
      GROUP BY n.commune_id) AS x ORDER BY 2, x.place;

-- one loan_in_process
-- why: requests of a policy under way in an area, and what they ask for
-- in: policy_id id, level int, area id, amount_from money
-- out: requests int, amount money, at_limit int
SELECT count(*), coalesce(sum(q.amount_dong), 0), coalesce(sum(CASE WHEN q.amount_dong >= :amount_from THEN 1 ELSE 0 END), 0)
FROM loan_request q JOIN household_now n ON n.household_id = q.household_id
WHERE q.policy_id = :policy_id AND q.state IN ('requested', 'appraised', 'listed', 'confirmed', 'assessed', 'approved')
  AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END;

-- one loan_class_count
-- why: how many households a policy is open to by class, and how many of them have such a loan
-- in: provincial int, national int, near_national int, escaped_after day, rural_only int, policy_id id, level int, area id
-- out: households int, borrowers int
SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM loan l WHERE l.household_id = n.household_id AND l.policy_id = :policy_id
    AND l.state = 'open') THEN 1 ELSE 0 END), 0)
FROM household_now n WHERE n.status = 1
  AND (n.class_provincial = :provincial OR n.class_national = :national OR n.class_national = :near_national OR n.escaped_on > :escaped_after)
  AND (:rural_only = 0 OR n.urban = 0)
  AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END;

-- ---- the bank's file

-- exec bank_column_ship
-- why: shipped headings; what a province changed stays
-- in: field text, headings text
INSERT INTO bank_column (field, headings, version) VALUES (:field, :headings, 1)
ON CONFLICT (field) DO UPDATE SET headings = CASE WHEN bank_column.version = 1 THEN excluded.headings ELSE bank_column.headings END;

-- many bank_columns
-- why: which headings hold what
-- out: field text, headings text, version int
SELECT field, headings, version FROM bank_column ORDER BY field;

-- exec bank_column_put
-- why: the bank's layout is another one
-- in: field text, headings text
UPDATE bank_column SET headings = :headings, version = version + 1 WHERE field = :field AND headings <> :headings;

-- one bank_batch_same
-- why: the same file twice is refused
-- in: sha256 bytes
-- out: id id, file_name text, created_at instant
SELECT id, file_name, created_at FROM bank_batch WHERE sha256 = :sha256 AND state <> 'staging';

-- exec bank_batch_insert
-- why: a file begins to be staged
-- in: id id, area_id id, account_id id, file_name text, sha256 bytes, line_count int, created_at instant, unread text?
INSERT INTO bank_batch (id, area_id, account_id, file_name, sha256, state, line_count, bad_count, created_at, unread)
VALUES (:id, :area_id, :account_id, :file_name, :sha256, 'staging', :line_count, 0, :created_at, :unread);

-- exec bank_batch_state
-- why: staged, then applied; counts what still has to be looked at
-- in: id id, state text
UPDATE bank_batch SET state = :state, bad_count = (SELECT count(*) FROM bank_line x WHERE x.batch_id = :id AND x.state = 'bad') WHERE id = :id;

-- one bank_batch_one
-- why: one file
-- in: id id
-- out: id id, area_id id, file_name text, state text, line_count int, bad_count int, good int, known int, applied int, dropped int, created_at instant, account text, unread text?
SELECT b.id, b.area_id, b.file_name, b.state, b.line_count,
       (SELECT count(*) FROM bank_line x WHERE x.batch_id = b.id AND x.state = 'bad'),
       (SELECT count(*) FROM bank_line x WHERE x.batch_id = b.id AND x.state = 'good'),
       (SELECT count(*) FROM bank_line x WHERE x.batch_id = b.id AND x.state = 'known'),
       (SELECT count(*) FROM bank_line x WHERE x.batch_id = b.id AND x.state = 'applied'),
       (SELECT count(*) FROM bank_line x WHERE x.batch_id = b.id AND x.state = 'dropped'), b.created_at, coalesce(a.display_name, ''), b.unread
FROM bank_batch b LEFT JOIN account a ON a.id = b.account_id WHERE b.id = :id;

-- list bank_batches
-- why: the files of the bank, the newest first
-- out: id id, file_name text, state text, line_count int, bad_count int, created_at instant, account text
-- id: b.id
-- scope 1: b.area_id = :area
-- scope 2: b.area_id = :area
-- scope 3: b.area_id = :area
-- scope 4: b.area_id = :area
-- filter state text: b.state = :value
-- sort newest int: -b.created_at
SELECT b.id, b.file_name, b.state, b.line_count, b.bad_count, b.created_at, coalesce(a.display_name, '')
FROM bank_batch b LEFT JOIN account a ON a.id = b.account_id WHERE b.state <> 'staging' AND {where} {order} {limit};

-- exec bank_line_insert
-- why: one line of the file as it was read
-- in: batch_id id, no int, state text, loan_number text?, on_day day?, reference text?, borrower text?, household_code text?, personal_number text?, programme text?, lent_dong money?, paid_dong money?, interest_dong money?, balance_dong money?, overdue_dong money?, household_id id?, loan_id id?, policy_id id?, problem text?, problem_kind text?, cells text?
INSERT INTO bank_line (batch_id, no, state, loan_number, on_day, reference, borrower, household_code, personal_number, programme, lent_dong,
    paid_dong, interest_dong, balance_dong, overdue_dong, household_id, loan_id, policy_id, problem, problem_kind, cells, version)
VALUES (:batch_id, :no, :state, :loan_number, :on_day, :reference, :borrower, :household_code, :personal_number, :programme, :lent_dong,
    :paid_dong, :interest_dong, :balance_dong, :overdue_dong, :household_id, :loan_id, :policy_id, :problem, :problem_kind, :cells, 1);

-- many bank_lines_next
-- why: a few good lines at a time, so that nobody waits
-- in: batch_id id, max_lines int
-- out: no int, loan_number text?, on_day day?, reference text?, borrower text?, lent_dong money?, paid_dong money?, interest_dong money?, balance_dong money?, overdue_dong money?, household_id id?, loan_id id?, policy_id id?
SELECT no, loan_number, on_day, reference, borrower, lent_dong, paid_dong, interest_dong, balance_dong, overdue_dong, household_id, loan_id, policy_id
FROM bank_line WHERE batch_id = :batch_id AND state = 'good' ORDER BY on_day, no LIMIT :max_lines;

-- one bank_line_one
-- why: a line on the worklist
-- in: batch_id id, no int
-- out: no int, state text, loan_number text?, on_day day?, reference text?, borrower text?, household_code text?, personal_number text?, programme text?, lent_dong money?, paid_dong money?, interest_dong money?, balance_dong money?, overdue_dong money?, household_id id?, loan_id id?, policy_id id?, problem text?, problem_kind text?, version int
SELECT no, state, loan_number, on_day, reference, borrower, household_code, personal_number, programme, lent_dong, paid_dong, interest_dong,
       balance_dong, overdue_dong, household_id, loan_id, policy_id, problem, problem_kind, version
FROM bank_line WHERE batch_id = :batch_id AND no = :no;

-- many bank_lines_bad
-- why: the worklist of a file, and its error workbook
-- in: batch_id id, max_lines int
-- out: no int, loan_number text?, on_day day?, reference text?, borrower text?, household_code text?, personal_number text?, programme text?, lent_dong money?, paid_dong money?, interest_dong money?, balance_dong money?, overdue_dong money?, problem text?, problem_kind text?, cells text?
SELECT no, loan_number, on_day, reference, borrower, household_code, personal_number, programme, lent_dong, paid_dong, interest_dong,
       balance_dong, overdue_dong, problem, problem_kind, cells
FROM bank_line WHERE batch_id = :batch_id AND state = 'bad' ORDER BY no LIMIT :max_lines;

-- exec bank_line_state
-- why: a line was applied, was known already, or was left aside by somebody
-- in: batch_id id, no int, state text, loan_id id?, problem text?
UPDATE bank_line SET state = :state, loan_id = coalesce(:loan_id, loan_id), problem = coalesce(:problem, problem), version = version + 1
WHERE batch_id = :batch_id AND no = :no AND state IN ('good', 'bad');

-- exec bank_line_resolve
-- why: somebody told whose line it is
-- in: batch_id id, no int, version int, loan_number text, on_day day, household_id id?, loan_id id?, policy_id id?
UPDATE bank_line SET state = 'good', loan_number = :loan_number, on_day = :on_day, household_id = :household_id, loan_id = :loan_id,
    policy_id = :policy_id, version = version + 1
WHERE batch_id = :batch_id AND no = :no AND version = :version AND state = 'bad';

-- exec bank_entry_insert
-- why: an entry of the bank; the same one again changes nothing
-- in: id id, loan_id id, on_day day, lent_dong money, paid_dong money, interest_dong money, reference text, batch_id id, line_no int
INSERT INTO bank_entry (id, loan_id, on_day, lent_dong, paid_dong, interest_dong, reference, batch_id, line_no)
VALUES (:id, :loan_id, :on_day, :lent_dong, :paid_dong, :interest_dong, :reference, :batch_id, :line_no)
ON CONFLICT (loan_id, reference) DO NOTHING;

-- exec bank_balance_put
-- why: what the bank says is left on a day; a later file wins
-- in: loan_id id, on_day day, balance_dong money, overdue_dong money?, batch_id id
INSERT INTO bank_balance (loan_id, on_day, balance_dong, overdue_dong, batch_id) VALUES (:loan_id, :on_day, :balance_dong, :overdue_dong, :batch_id)
ON CONFLICT (loan_id, on_day) DO UPDATE SET balance_dong = excluded.balance_dong, overdue_dong = excluded.overdue_dong, batch_id = excluded.batch_id;

-- many loan_people_by_number
-- why: whose personal number it is, and where that person lives
-- in: personal_number text, on_day day
-- out: household_id id, code text, hamlet_id id, commune_id id, district_id id, province_id id
SELECT DISTINCT n.household_id, n.code, n.hamlet_id, n.commune_id, n.district_id, n.province_id
FROM person_version p JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806
    AND m.valid_from <= :on_day AND m.valid_to > :on_day
JOIN household_now n ON n.household_id = m.household_id
WHERE p.personal_number = :personal_number AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day
ORDER BY n.code LIMIT 4;

-- many loan_people_by_name
-- why: a name alone: how many households have somebody of that name
-- in: name_fold text, on_day day, province_id id?, district_id id?
-- out: household_id id, code text, hamlet_id id, commune_id id, district_id id, province_id id
SELECT DISTINCT n.household_id, n.code, n.hamlet_id, n.commune_id, n.district_id, n.province_id
FROM person_version p JOIN membership m ON m.person_id = p.person_id AND m.superseded_at = 9223372036854775806
    AND m.valid_from <= :on_day AND m.valid_to > :on_day
JOIN household_now n ON n.household_id = m.household_id
WHERE p.name_fold = :name_fold AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day
  AND (:province_id IS NULL OR n.province_id = :province_id) AND (:district_id IS NULL OR n.district_id = :district_id)
ORDER BY n.code LIMIT 4;

-- one loan_request_approved_of
-- why: the bank paid out what we have as approved
-- in: household_id id, policy_id id?, on_day day
-- out: id id, version int, policy_id id
SELECT q.id, q.version, q.policy_id FROM loan_request q JOIN loan_list k ON k.id = q.list_id
WHERE q.household_id = :household_id AND q.state = 'approved' AND k.approved_on <= :on_day AND (:policy_id IS NULL OR q.policy_id = :policy_id)
ORDER BY q.requested_on, q.id LIMIT 1;

-- list loan_reconcile
-- why: the bank's ledger beside ours, loan by loan
-- out: id id, number text, borrower text, code text, policy_name text, ours_lent money?, bank_lent money?, ours_paid money?, bank_paid money?, ours_balance money?, bank_balance money?, bank_on day?, difference money?
-- id: l.id
-- scope: of the day
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter differs int: (CASE WHEN l.bank_balance_dong IS NOT NULL AND l.bank_balance_dong <> l.amount_dong - l.our_paid_dong THEN 1 ELSE 0 END) = :value
-- filter only text: (CASE WHEN l.bank_on IS NULL AND l.bank_lent_dong = 0 AND l.bank_paid_dong = 0 THEN 'ours' WHEN l.request_id IS NULL THEN 'bank' ELSE 'both' END) = :value
-- filter lent_differs int: (CASE WHEN l.bank_lent_dong > 0 AND l.bank_lent_dong <> l.amount_dong THEN 1 ELSE 0 END) = :value
-- filter policy int: l.policy_id = :value
-- filter commune int: n.commune_id = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort number text: l.number
-- sort difference int: -abs(coalesce(l.bank_balance_dong - l.amount_dong + l.our_paid_dong, 0))
SELECT l.id, l.number, l.borrower, n.code, p.name,
       CASE WHEN l.request_id IS NOT NULL THEN l.amount_dong END, CASE WHEN l.bank_lent_dong > 0 THEN l.bank_lent_dong END,
       l.our_paid_dong, l.bank_paid_dong, l.amount_dong - l.our_paid_dong, l.bank_balance_dong, l.bank_on,
       l.bank_balance_dong - (l.amount_dong - l.our_paid_dong)
FROM loan l JOIN household_now n ON n.household_id = l.household_id JOIN policy p ON p.id = l.policy_id
WHERE {where} {order} {limit};

-- one loan_reconcile_total
-- why: how much of the two ledgers agrees in an area
-- in: level int, area id
-- out: loans int, known int, equal int, ours money, bank money
SELECT count(*), coalesce(sum(CASE WHEN l.bank_balance_dong IS NOT NULL THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN l.bank_balance_dong = l.amount_dong - l.our_paid_dong THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN l.bank_balance_dong IS NOT NULL THEN l.amount_dong - l.our_paid_dong ELSE 0 END), 0),
       coalesce(sum(coalesce(l.bank_balance_dong, 0)), 0)
FROM loan l JOIN household_now n ON n.household_id = l.household_id
WHERE l.state = 'open'
  AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END;

-- ---- first page

-- one loan_waiting
-- why: what waits for whom in an area
-- in: level int, area id, today day, check_before day
-- out: answer int, sign int, assess int, approve int, pay int, appraise int, checks int, risks int
SELECT coalesce(sum(CASE WHEN x.state = 'made' AND x.open_lines > 0 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 'made' AND x.open_lines = 0 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 'confirmed' THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 'assessed' THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 'approved' AND x.pay_on <= :today THEN 1 ELSE 0 END), 0),
       (SELECT count(*) FROM loan_request q JOIN loan_group g ON g.id = q.group_id WHERE q.state = 'requested'
          AND :area = CASE :level WHEN 1 THEN g.province_id WHEN 2 THEN g.district_id WHEN 3 THEN g.commune_id ELSE g.hamlet_id END),
       (SELECT count(*) FROM loan l JOIN household_now n ON n.household_id = l.household_id
        WHERE l.state = 'open' AND l.request_id IS NOT NULL AND l.disbursed_on < :check_before
          AND NOT EXISTS (SELECT 1 FROM loan_check k WHERE k.loan_id = l.id)
          AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END),
       (SELECT count(*) FROM loan_risk r JOIN loan l ON l.id = r.loan_id JOIN household_now n ON n.household_id = l.household_id
        WHERE r.state = 'proposed'
          AND :area = CASE :level WHEN 1 THEN n.province_id WHEN 2 THEN n.district_id WHEN 3 THEN n.commune_id ELSE n.hamlet_id END)
FROM (SELECT k.state AS state, k.pay_on AS pay_on,
             (SELECT count(*) FROM loan_request q WHERE q.list_id = k.id AND q.state = 'listed' AND q.answer IS NULL) AS open_lines
      FROM loan_list k JOIN loan_group g ON g.id = k.group_id
      WHERE k.state <> 'ended'
        AND :area = CASE :level WHEN 1 THEN g.province_id WHEN 2 THEN g.district_id WHEN 3 THEN g.commune_id ELSE g.hamlet_id END) AS x;

-- one bank_waiting
-- why: lines of the bank's files that nobody was found for
-- in: area_id id
-- out: bad int
SELECT coalesce(sum(b.bad_count), 0) FROM bank_batch b WHERE b.area_id = :area_id AND b.state <> 'staging';

-- ---- check, demonstration

-- many loan_differences
-- why: what a loan keeps for its lists must follow from the rows beneath
-- out: id id, number text
SELECT l.id, l.number FROM loan l
WHERE l.our_paid_dong <> coalesce((SELECT sum(k.principal_dong) FROM loan_collection k WHERE k.loan_id = l.id), 0)
   OR l.bank_paid_dong <> coalesce((SELECT sum(e.paid_dong) FROM bank_entry e WHERE e.loan_id = l.id), 0)
   OR l.bank_lent_dong <> coalesce((SELECT sum(e.lent_dong) FROM bank_entry e WHERE e.loan_id = l.id), 0)
ORDER BY l.id LIMIT 100;

-- one loan_account
-- why: a demonstration's bank acts by the accounts that it has
-- in: username text
-- out: id id
SELECT id FROM account WHERE username = :username;

-- many loan_demo_households
-- why: who borrows in a demonstration: poor, near-poor and newly escaped households of a commune
-- in: commune_id id, max_rows int
-- out: household_id id, code text, hamlet_id id, class_provincial int, class_national int, escaped_on day?, urban bool
SELECT n.household_id, n.code, n.hamlet_id, n.class_provincial, n.class_national, n.escaped_on, n.urban FROM household_now n
WHERE n.commune_id = :commune_id AND n.status = 1 AND (n.class_provincial IN (1, 2) OR n.class_national IN (1, 2) OR n.escaped_on IS NOT NULL)
ORDER BY n.hamlet_id, n.code LIMIT :max_rows;
