-- From entitled to received: lists, lines, deliveries, and who has the right now.

-- ---- lists

-- exec benefit_list_insert
-- why: a new draft
-- in: id id, policy_id id, title text, commune_id id, district_id id, province_id id, period_from day, period_to day, period_key int?, account_id id, on_day day, agency_id id?, at instant
INSERT INTO benefit_list (id, policy_id, title, commune_id, district_id, province_id, period_from, period_to, period_key, state, line_count, amount, drafted_by, drafted_on, agency_id, version, changed_at)
VALUES (:id, :policy_id, :title, :commune_id, :district_id, :province_id, :period_from, :period_to, :period_key, 'draft', 0, 0, :account_id, :on_day, :agency_id, 1, :at);

-- one benefit_list_get
-- why: a list before anything is shown or done; who does something locks it first (benefit_list_lock)
-- in: id id
-- out: id id, policy_id id, policy text, title text, commune_id id, district_id id, province_id id, period_from day, period_to day, period_key int?, state text, line_count int, amount money, drafted_by id, drafted_on day, proposed_by id?, proposed_on day?, verified_by id?, verified_on day?, verify_remark text?, number text?, signed_on day?, signed_by id?, signer_name text?, signer_position text?, sha256 bytes?, remark text?, version int
SELECT b.id, b.policy_id, p.name, b.title, b.commune_id, b.district_id, b.province_id, b.period_from, b.period_to, b.period_key, b.state, b.line_count, b.amount,
       b.drafted_by, b.drafted_on, b.proposed_by, b.proposed_on, b.verified_by, b.verified_on, b.verify_remark, b.number, b.signed_on, b.signed_by, b.signer_name, b.signer_position,
       b.sha256, b.remark, b.version
FROM benefit_list b JOIN policy p ON p.id = b.policy_id WHERE b.id = :id;

-- one benefit_list_lock
-- why: two acts on one list come one after the other
-- in: id id
-- out: version int
-- sqlite:
SELECT version FROM benefit_list WHERE id = :id;
-- postgres:
SELECT version FROM benefit_list WHERE id = :id FOR UPDATE;

-- exec benefit_list_hand_add
-- why: who had a hand in a list does not sign it
-- in: list_id id, account_id id, act text
INSERT INTO benefit_list_hand (list_id, account_id, act) VALUES (:list_id, :account_id, :act) ON CONFLICT DO NOTHING;

-- many benefit_list_hands
-- why: whether the signer had a hand in it
-- in: list_id id
-- out: account_id id, act text
SELECT account_id, act FROM benefit_list_hand WHERE list_id = :list_id ORDER BY account_id, act;

-- exec benefit_list_count
-- why: number and sum of the lines that count
-- in: id id, at instant
UPDATE benefit_list SET version = version + 1, changed_at = :at,
  line_count = (SELECT count(*) FROM benefit_line l WHERE l.list_id = benefit_list.id AND l.state NOT IN ('returned', 'refused', 'stopped')),
  amount = (SELECT coalesce(sum(l.amount), 0) FROM benefit_line l WHERE l.list_id = benefit_list.id AND l.state NOT IN ('returned', 'refused', 'stopped'))
WHERE id = :id;

-- exec benefit_list_propose
-- why: the commune sends it
-- in: id id, version int, account_id id, on_day day, at instant
UPDATE benefit_list SET state = 'proposed', proposed_by = :account_id, proposed_on = :on_day, version = version + 1, changed_at = :at
WHERE id = :id AND state = 'draft' AND version = :version;

-- exec benefit_list_verify
-- why: the next level passes it on
-- in: id id, version int, account_id id, on_day day, remark text?, at instant
UPDATE benefit_list SET state = 'verified', verified_by = :account_id, verified_on = :on_day, verify_remark = :remark, version = version + 1, changed_at = :at
WHERE id = :id AND state = 'proposed' AND version = :version;

-- exec benefit_list_sign
-- why: the signature; from here on nothing changes
-- in: id id, version int, number text, account_id id, on_day day, name text, position text?, sha256 bytes, at instant
UPDATE benefit_list SET state = 'approved', number = :number, signed_by = :account_id, signed_on = :on_day, signer_name = :name, signer_position = :position,
  sha256 = :sha256, version = version + 1, changed_at = :at
WHERE id = :id AND state = 'verified' AND version = :version;

-- exec benefit_list_close
-- why: refused or withdrawn as a whole
-- in: id id, version int, state text, remark text, at instant
UPDATE benefit_list SET state = :state, remark = :remark, version = version + 1, changed_at = :at
WHERE id = :id AND state IN ('draft', 'proposed', 'verified') AND version = :version;

-- exec benefit_snapshot_add
-- why: what was signed, word for word
-- in: list_id id, body text
INSERT INTO benefit_snapshot (list_id, body) VALUES (:list_id, :body);

-- many benefit_lines_signed
-- why: what a list says, in the order of its snapshot; also to compare it with the snapshot later
-- in: list_id id
-- out: id id, household_id id, person_id id?, subject text, hamlet_id id, period_from day, period_to day, period_key int?, amount money?, state text
SELECT id, household_id, person_id, subject, hamlet_id, period_from, period_to, period_key, amount, state
FROM benefit_line WHERE list_id = :list_id ORDER BY id;

-- one benefit_grant_valid
-- why: the right to sign is looked up again in the transaction that signs
-- in: grant_id id, account_id id, on_day day
-- out: position text?
SELECT g.position FROM account_grant g JOIN account a ON a.id = g.account_id
WHERE g.id = :grant_id AND g.account_id = :account_id AND g.valid_from <= :on_day AND g.valid_to > :on_day AND a.disabled = 0;

-- exec benefit_claims_confirm
-- why: approval of a whole list in one statement (policies that bind no members)
-- in: list_id id, on_day day, document text, at instant
UPDATE claim_source SET state = 2, given_on = :on_day, document = :document, confirmed_at = :at
WHERE kind = 'benefit' AND state = 1 AND source_id IN (SELECT l.id FROM benefit_line l WHERE l.list_id = :list_id AND l.state = 'open');

-- one benefit_claims_lost
-- why: lines that would be signed without holding what they give
-- in: list_id id
-- out: lines int, first_id id?
SELECT count(*), min(l.id) FROM benefit_line l WHERE l.list_id = :list_id AND l.state = 'open'
  AND NOT EXISTS (SELECT 1 FROM claim_source s WHERE s.kind = 'benefit' AND s.source_id = l.id AND s.state = 1);

-- ---- lines

-- many benefit_places
-- why: where the households of new lines live, and whether they are still there
-- in: ids ids
-- out: household_id id, code text, status int, hamlet_id id, commune_id id, district_id id, province_id id, head_name text
SELECT household_id, code, status, hamlet_id, commune_id, district_id, province_id, head_name FROM household_now WHERE household_id IN_LIST(:ids);

-- many benefit_members
-- why: the people of new lines must be members on the day
-- in: ids ids, on_day day
-- out: household_id id, person_id id, full_name text, died_on day?
SELECT m.household_id, m.person_id, v.full_name, v.died_on
FROM membership m JOIN person_version v ON v.person_id = m.person_id AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896
WHERE m.household_id IN_LIST(:ids) AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY m.household_id, m.person_id;

-- many benefit_months_taken
-- why: a school year pays for so many months; what other lines of the year take. A line that goes back claims nothing
-- in: ids ids, policy_id id, from_day day, to_day day
-- out: person_id id, period_from day, period_to day
SELECT b.person_id, b.period_from, b.period_to FROM benefit_line b JOIN benefit_list l ON l.id = b.list_id
WHERE b.person_id IN_LIST(:ids) AND b.policy_id = :policy_id AND b.period_from >= :from_day AND b.period_from < :to_day
  AND b.state IN ('open', 'delivered', 'confirmed') AND l.state NOT IN ('refused', 'withdrawn');

-- many benefit_classes
-- why: which class of which standard a household had within a period, and since when it is newly escaped
-- in: ids ids, period_from day, period_to day
-- out: household_id id, kind text, class int, valid_from day, valid_to day, escaped_on day?
SELECT k.household_id, s.kind, k.class, k.valid_from, k.valid_to, k.escaped_on
FROM class_history k JOIN standard s ON s.id = k.standard_id
WHERE k.household_id IN_LIST(:ids) AND k.superseded_at = 9223372036854775806 AND k.valid_from < :period_to AND k.valid_to > :period_from
ORDER BY k.household_id, k.valid_from, k.id;

-- exec benefit_line_add
-- why: many lines at once, only while the list is a draft
--   rows: [[id, household, person or null, subject, hamlet, from, to, key or null, amount or null, how or null, entitled_on, detail_kind or null, detail_id or null], …]
-- in: rows text, list_id id, account_id id, at instant
-- sqlite:
INSERT INTO benefit_line (id, list_id, policy_id, household_id, person_id, subject, hamlet_id, commune_id, district_id, province_id, period_from, period_to, period_key,
  amount, amount_how, entitled_on, detail_kind, detail_id, state, version, account_id, at)
SELECT json_extract(r.value, '$[0]'), b.id, b.policy_id, json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'), json_extract(r.value, '$[3]'),
  json_extract(r.value, '$[4]'), b.commune_id, b.district_id, b.province_id, json_extract(r.value, '$[5]'), json_extract(r.value, '$[6]'), json_extract(r.value, '$[7]'),
  json_extract(r.value, '$[8]'), json_extract(r.value, '$[9]'), json_extract(r.value, '$[10]'), json_extract(r.value, '$[11]'), json_extract(r.value, '$[12]'),
  'open', 1, :account_id, :at
FROM json_each(:rows) r CROSS JOIN benefit_list b WHERE b.id = :list_id AND b.state = 'draft';
-- postgres:
INSERT INTO benefit_line (id, list_id, policy_id, household_id, person_id, subject, hamlet_id, commune_id, district_id, province_id, period_from, period_to, period_key,
  amount, amount_how, entitled_on, detail_kind, detail_id, state, version, account_id, at)
SELECT (r ->> 0)::bigint, b.id, b.policy_id, (r ->> 1)::bigint, (r ->> 2)::bigint, r ->> 3, (r ->> 4)::bigint, b.commune_id, b.district_id, b.province_id,
  (r ->> 5)::integer, (r ->> 6)::integer, (r ->> 7)::bigint, (r ->> 8)::bigint, r ->> 9, (r ->> 10)::integer, r ->> 11, (r ->> 12)::bigint,
  'open', 1, :account_id, :at
FROM json_array_elements(:rows::json) r CROSS JOIN benefit_list b WHERE b.id = :list_id AND b.state = 'draft';

-- one benefit_line_get
-- why: one line with what its list says
-- in: id id
-- out: id id, list_id id, policy_id id, policy text, household_id id, person_id id?, subject text, commune_id id, hamlet_id id, period_from day, period_to day, period_key int?, amount money?, amount_how text?, state text, list_state text, entitled_on day, proposed_on day?, signed_on day?, delivered_on day?, confirmed_on day?, ended_on day?, number text?, remark text?, detail_kind text?, detail_id id?, delivery_id id?, version int
SELECT l.id, l.list_id, l.policy_id, p.name, l.household_id, l.person_id, l.subject, l.commune_id, l.hamlet_id, l.period_from, l.period_to, l.period_key, l.amount, l.amount_how, l.state, b.state,
       l.entitled_on, b.proposed_on, b.signed_on, l.delivered_on, l.confirmed_on, l.ended_on, b.number, l.remark, l.detail_kind, l.detail_id, l.delivery_id, l.version
FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id JOIN policy p ON p.id = l.policy_id WHERE l.id = :id;

-- many benefit_lines_by_id
-- why: lines before something is done to them
-- in: ids ids
-- out: id id, list_id id, policy_id id, policy text, household_id id, person_id id?, subject text, commune_id id, hamlet_id id, period_from day, period_to day, period_key int?, amount money?, amount_how text?, state text, list_state text, entitled_on day, proposed_on day?, signed_on day?, delivered_on day?, confirmed_on day?, ended_on day?, number text?, remark text?, detail_kind text?, detail_id id?, delivery_id id?, version int
SELECT l.id, l.list_id, l.policy_id, p.name, l.household_id, l.person_id, l.subject, l.commune_id, l.hamlet_id, l.period_from, l.period_to, l.period_key, l.amount, l.amount_how, l.state, b.state,
       l.entitled_on, b.proposed_on, b.signed_on, l.delivered_on, l.confirmed_on, l.ended_on, b.number, l.remark, l.detail_kind, l.detail_id, l.delivery_id, l.version
FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id JOIN policy p ON p.id = l.policy_id WHERE l.id IN_LIST(:ids) ORDER BY l.id;

-- many benefit_lines_of_list
-- why: what of a list is to be delivered, and who has a detail that wants to know
-- in: list_id id, state text, only_details int
-- out: id id, list_id id, policy_id id, policy text, household_id id, person_id id?, subject text, commune_id id, hamlet_id id, period_from day, period_to day, period_key int?, amount money?, amount_how text?, state text, list_state text, entitled_on day, proposed_on day?, signed_on day?, delivered_on day?, confirmed_on day?, ended_on day?, number text?, remark text?, detail_kind text?, detail_id id?, delivery_id id?, version int
SELECT l.id, l.list_id, l.policy_id, p.name, l.household_id, l.person_id, l.subject, l.commune_id, l.hamlet_id, l.period_from, l.period_to, l.period_key, l.amount, l.amount_how, l.state, b.state,
       l.entitled_on, b.proposed_on, b.signed_on, l.delivered_on, l.confirmed_on, l.ended_on, b.number, l.remark, l.detail_kind, l.detail_id, l.delivery_id, l.version
FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id JOIN policy p ON p.id = l.policy_id
WHERE l.list_id = :list_id AND l.state = :state AND (:only_details = 0 OR l.detail_kind IS NOT NULL) ORDER BY l.id;

-- many benefit_lines_of
-- why: what a household with its members, or one person, was given
-- in: household_id id?, person_id id?, policy_id id?
-- out: id id, list_id id, policy_id id, policy text, household_id id, person_id id?, subject text, commune_id id, hamlet_id id, period_from day, period_to day, period_key int?, amount money?, amount_how text?, state text, list_state text, entitled_on day, proposed_on day?, signed_on day?, delivered_on day?, confirmed_on day?, ended_on day?, number text?, remark text?, detail_kind text?, detail_id id?, delivery_id id?, version int
SELECT l.id, l.list_id, l.policy_id, p.name, l.household_id, l.person_id, l.subject, l.commune_id, l.hamlet_id, l.period_from, l.period_to, l.period_key, l.amount, l.amount_how, l.state, b.state,
       l.entitled_on, b.proposed_on, b.signed_on, l.delivered_on, l.confirmed_on, l.ended_on, b.number, l.remark, l.detail_kind, l.detail_id, l.delivery_id, l.version
FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id JOIN policy p ON p.id = l.policy_id
WHERE l.id IN (SELECT x.id FROM benefit_line x WHERE x.household_id = :household_id UNION SELECT y.id FROM benefit_line y WHERE y.person_id = :person_id)
  AND (:policy_id IS NULL OR l.policy_id = :policy_id)
ORDER BY l.period_from DESC, l.id DESC LIMIT 500;

-- one benefit_line_of_detail
-- why: from a house or a course to its line
-- in: kind text, detail_id id
-- out: id id?
SELECT max(l.id) FROM benefit_line l WHERE l.detail_kind = :kind AND l.detail_id = :detail_id;

-- exec benefit_line_take_out
-- why: returned or refused by the next level
-- in: list_id id, ids ids, state text, remark text
UPDATE benefit_line SET state = :state, remark = :remark, version = version + 1 WHERE list_id = :list_id AND id IN_LIST(:ids) AND state = 'open';

-- exec benefit_delivery_add
-- why: one act of paying out or handing over
-- in: id id, list_id id, on_day day, payer text, note text?, line_count int, amount money, account_id id, at instant
INSERT INTO benefit_delivery (id, list_id, on_day, payer, note, line_count, amount, account_id, at)
VALUES (:id, :list_id, :on_day, :payer, :note, :line_count, :amount, :account_id, :at);

-- exec benefit_line_deliver
-- why: paid out or handed over
-- in: list_id id, ids ids, delivery_id id, on_day day
UPDATE benefit_line SET state = 'delivered', delivery_id = :delivery_id, delivered_on = :on_day, version = version + 1
WHERE list_id = :list_id AND id IN_LIST(:ids) AND state = 'open';

-- exec benefit_line_confirm
-- why: the receiver says that it came
-- in: ids ids, on_day day, how text
UPDATE benefit_line SET state = 'confirmed', confirmed_on = :on_day, confirmed_how = :how, version = version + 1 WHERE id IN_LIST(:ids) AND state = 'delivered';

-- exec benefit_line_end
-- why: stopped or recalled
-- in: ids ids, state text, from_day day, remark text
UPDATE benefit_line SET state = :state, ended_on = :from_day, remark = :remark, version = version + 1 WHERE id IN_LIST(:ids);

-- exec benefit_line_ends
-- why: the right ends inside the period: what comes before the day stays, the line remembers the end
-- in: ids ids, from_day day, remark text
UPDATE benefit_line SET ended_on = :from_day, remark = :remark, version = version + 1 WHERE id IN_LIST(:ids) AND state IN ('open', 'delivered', 'confirmed');

-- many benefit_deliveries_of
-- why: how a list was paid out
-- in: list_id id
-- out: id id, on_day day, payer text, note text?, line_count int, amount money, account text?
SELECT d.id, d.on_day, d.payer, d.note, d.line_count, d.amount, a.display_name
FROM benefit_delivery d LEFT JOIN account a ON a.id = d.account_id WHERE d.list_id = :list_id ORDER BY d.on_day, d.id;

-- one benefit_delivery_list
-- why: the scope of an attached file is that of its list
-- in: id id
-- out: list_id id, commune_id id
SELECT d.list_id, b.commune_id FROM benefit_delivery d JOIN benefit_list b ON b.id = d.list_id WHERE d.id = :id;

-- one benefit_agency_kind
-- why: who signs for a committee, and who only for the policies that his agency leads
-- in: agency_id id
-- out: kind text
SELECT kind FROM agency WHERE id = :agency_id;

-- many benefit_due_since
-- why: since when the worklist knows of the right
-- in: policy_id id, ids ids
-- out: household_id id, person_id id, since day
SELECT household_id, person_id, since FROM benefit_due WHERE policy_id = :policy_id AND household_id IN_LIST(:ids);

-- ---- who has the right now

-- many benefit_due_candidates
-- why: households that any class opens something for, some at a time
-- in: after_id id, most int
-- out: household_id id, head_name text, hamlet_id id, commune_id id, district_id id, province_id id
SELECT household_id, head_name, hamlet_id, commune_id, district_id, province_id FROM household_now
WHERE household_id > :after_id AND status = 1 AND (class_provincial IN (1, 2) OR class_national IN (1, 2, 4) OR escaped_on IS NOT NULL)
ORDER BY household_id LIMIT :most;

-- many benefit_due_household
-- why: one household whose register changed
-- in: household_id id
-- out: household_id id, head_name text, hamlet_id id, commune_id id, district_id id, province_id id
SELECT household_id, head_name, hamlet_id, commune_id, district_id, province_id FROM household_now WHERE household_id = :household_id AND status = 1;

-- exec benefit_due_drop
-- why: a household's rows are written anew
-- in: ids ids
DELETE FROM benefit_due WHERE household_id IN_LIST(:ids);

-- exec benefit_due_drop_range
-- why: households between two that are no candidates any more
-- in: after_id id, last_id id
DELETE FROM benefit_due WHERE household_id > :after_id AND household_id <= :last_id;

-- exec benefit_due_drop_after
-- why: households behind the last candidate
-- in: after_id id
DELETE FROM benefit_due WHERE household_id > :after_id;

-- exec benefit_changed_drop
-- why: these households are reckoned now
-- in: ids ids
DELETE FROM benefit_due_changed WHERE household_id IN_LIST(:ids);

-- many benefit_changed_in
-- why: what changed before these households are judged: a change that comes meanwhile keeps its mark
-- in: after_id id, last_id id
-- out: household_id id, version int
SELECT household_id, version FROM benefit_due_changed WHERE household_id > :after_id AND household_id <= :last_id ORDER BY household_id;

-- exec benefit_changed_drop_as
-- why: reckoned as it was then
-- in: household_id id, version int
DELETE FROM benefit_due_changed WHERE household_id = :household_id AND version = :version;

-- one benefit_changed_count
-- why: how many households changed their class after the worklists were reckoned
-- in: scope scope
-- out: households int
SELECT count(*) FROM benefit_due_changed g JOIN household_now n ON n.household_id = g.household_id WHERE IN_SCOPE(n);

-- exec benefit_due_run_set
-- why: when the worklists were reckoned
-- in: on_day day, at instant, row_count int, milliseconds int
INSERT INTO benefit_due_run (id, on_day, at, row_count, milliseconds) VALUES (1, :on_day, :at, :row_count, :milliseconds)
ON CONFLICT (id) DO UPDATE SET on_day = :on_day, at = :at, row_count = :row_count, milliseconds = :milliseconds;

-- one benefit_due_run_get
-- why: the page says from when its figures are
-- out: on_day day, at instant, row_count int, milliseconds int
SELECT on_day, at, row_count, milliseconds FROM benefit_due_run WHERE id = 1;

-- many benefit_ending
-- why: who is told before the right ends
-- in: commune_id id?, until_day day, today day
-- out: policy_id id, policy text, household_id id, code text, subject text, ends_on day
SELECT d.policy_id, p.name, d.household_id, n.code, d.subject, d.ends_on
FROM benefit_due d JOIN policy p ON p.id = d.policy_id JOIN household_now n ON n.household_id = d.household_id
WHERE d.ends_on < 2932896 AND d.ends_on >= :today AND d.ends_on <= :until_day AND (:commune_id IS NULL OR d.commune_id = :commune_id) AND d.answer = 'yes'
ORDER BY d.ends_on, n.code, d.person_id LIMIT 200;

-- list benefit_worklist
-- why: who has the right under a policy and how far it is in a period; what another programme gives counts as held
-- in: policy_id id, content_group text, period_from day, period_to day, key_from int, key_to int, today day
-- out: id id, household_id id, person_id id, subject text, code text, hamlet text?, answer text, reason text, since day, ends_on day, line_id id?, line_state text?, list_state text?, held_by text?, changed bool
-- id: CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END
-- scope 1: d.province_id = :area
-- scope 2: d.district_id = :area
-- scope 3: d.commune_id = :area
-- scope 4: d.hamlet_id = :area
-- filter commune id: d.commune_id = :value
-- filter hamlet id: d.hamlet_id = :value
-- filter answer text: d.answer = :value
-- filter changed: EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id)
-- filter todo: NOT EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id) AND NOT EXISTS (SELECT 1 FROM benefit_line l WHERE l.household_id = d.household_id AND l.policy_id = d.policy_id AND coalesce(l.person_id, 0) = d.person_id AND l.period_from < :period_to AND l.period_to > :period_from AND l.state IN ('open', 'delivered', 'confirmed')) AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END AND k.content_group = :content_group AND k.period >= :key_from AND k.period <= :key_to AND k.released_at = 9223372036854775806)
-- filter listed: EXISTS (SELECT 1 FROM benefit_line l WHERE l.household_id = d.household_id AND l.policy_id = d.policy_id AND coalesce(l.person_id, 0) = d.person_id AND l.period_from < :period_to AND l.period_to > :period_from AND l.state IN ('open', 'delivered', 'confirmed'))
-- sort since int: d.since
SELECT CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END, d.household_id, d.person_id, d.subject, n.code,
       area_name(d.hamlet_id, :today), d.answer, d.reason, d.since, d.ends_on,
       x.id, x.state, b.state,
       (SELECT p.name FROM claim k JOIN claim_source s ON s.id = k.source_id JOIN policy p ON p.id = s.policy_id
        WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END
          AND k.content_group = :content_group AND k.period >= :key_from AND k.period <= :key_to AND k.released_at = 9223372036854775806 ORDER BY k.period LIMIT 1),
       CASE WHEN EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id) THEN 1 ELSE 0 END
FROM benefit_due d JOIN household_now n ON n.household_id = d.household_id
     LEFT JOIN benefit_line x ON x.id = (SELECT max(l.id) FROM benefit_line l WHERE l.household_id = d.household_id AND l.policy_id = d.policy_id
        AND coalesce(l.person_id, 0) = d.person_id AND l.period_from < :period_to AND l.period_to > :period_from)
     LEFT JOIN benefit_list b ON b.id = x.list_id
WHERE d.policy_id = :policy_id AND d.ends_on > :period_from AND :today > 0 AND {where} {order} {limit};

-- many benefit_todo
-- why: everybody of a commune who is not yet proposed, for one list
-- in: policy_id id, content_group text, commune_id id, key_from int, key_to int
-- out: household_id id, person_id id
SELECT d.household_id, d.person_id FROM benefit_due d
WHERE d.policy_id = :policy_id AND d.commune_id = :commune_id AND d.answer = 'yes'
  AND NOT EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id)
  AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END
      AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END AND k.content_group = :content_group AND k.period >= :key_from AND k.period <= :key_to
      AND k.released_at = 9223372036854775806)
ORDER BY d.household_id, d.person_id LIMIT 10000;

-- many benefit_due_by_ids
-- why: chosen rows of a worklist
-- in: policy_id id, commune_id id, ids ids
-- out: household_id id, person_id id
SELECT d.household_id, d.person_id FROM benefit_due d WHERE d.policy_id = :policy_id AND d.household_id IN_LIST(:ids) AND d.person_id = 0 AND d.commune_id = :commune_id
UNION SELECT d.household_id, d.person_id FROM membership m JOIN benefit_due d ON d.policy_id = :policy_id AND d.household_id = m.household_id AND d.person_id = m.person_id
WHERE m.person_id IN_LIST(:ids) AND d.commune_id = :commune_id ORDER BY 1, 2;

-- one benefit_draft_of
-- why: the draft that more rows go onto
-- in: policy_id id, commune_id id, period_from day, period_to day, account_id id
-- out: id id?
SELECT max(id) FROM benefit_list WHERE policy_id = :policy_id AND commune_id = :commune_id AND period_from = :period_from AND period_to = :period_to AND state = 'draft' AND drafted_by = :account_id;

-- list benefit_lists
-- why: lists on their way
-- in: today day
-- out: id id, title text, policy text, commune text?, state text, line_count int, amount money, drafted_on day, number text?, signed_on day?
-- id: b.id
-- scope 1: b.province_id = :area
-- scope 2: b.district_id = :area
-- scope 3: b.commune_id = :area
-- scope 4: FALSE AND b.commune_id = :area
-- filter state text: b.state = :value
-- filter policy id: b.policy_id = :value
-- filter commune id: b.commune_id = :value
-- sort drafted int: b.drafted_on
SELECT b.id, b.title, p.name, area_name(b.commune_id, :today), b.state, b.line_count, b.amount, b.drafted_on,
       b.number, b.signed_on
FROM benefit_list b JOIN policy p ON p.id = b.policy_id WHERE {where} {order} {limit};

-- list benefit_list_lines
-- why: the lines of one list
-- in: list_id id, today day
-- out: id id, subject text, code text, hamlet text?, amount money?, amount_how text?, state text, list_state text, remark text?, delivered_on day?, confirmed_on day?, household_id id, person_id id?
-- id: l.id
-- scope: none because the list was checked for the asker's area
-- filter own_state text: l.state = :value
-- sort id id: l.id
SELECT l.id, l.subject, h.code, area_name(l.hamlet_id, :today), l.amount, l.amount_how, l.state, b.state, l.remark,
       l.delivered_on, l.confirmed_on, l.household_id, l.person_id
FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id JOIN household h ON h.id = l.household_id WHERE l.list_id = :list_id AND {where} {order} {limit};

-- many benefit_policy_counts
-- why: the first page of benefits: how many have the right, how many lines stand where; level 0 is everything
-- in: level int, area_id id, period_from day, period_to day
-- out: policy_id id, entitled int, proposed int, approved int, received int
SELECT p.id,
       (SELECT count(*) FROM benefit_due d WHERE d.policy_id = p.id AND d.answer = 'yes' AND d.ends_on > :period_from AND NOT EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id) AND (:level = 0 OR CASE :level WHEN 1 THEN d.province_id WHEN 2 THEN d.district_id WHEN 3 THEN d.commune_id ELSE d.hamlet_id END = :area_id)),
       (SELECT count(*) FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id WHERE l.policy_id = p.id AND l.state = 'open' AND b.state IN ('draft', 'proposed', 'verified') AND l.period_from < :period_to AND l.period_to > :period_from
          AND (:level = 0 OR CASE :level WHEN 1 THEN l.province_id WHEN 2 THEN l.district_id WHEN 3 THEN l.commune_id ELSE l.hamlet_id END = :area_id)),
       (SELECT count(*) FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id WHERE l.policy_id = p.id AND l.state = 'open' AND b.state = 'approved' AND l.period_from < :period_to AND l.period_to > :period_from
          AND (:level = 0 OR CASE :level WHEN 1 THEN l.province_id WHEN 2 THEN l.district_id WHEN 3 THEN l.commune_id ELSE l.hamlet_id END = :area_id)),
       (SELECT count(*) FROM benefit_line l WHERE l.policy_id = p.id AND l.state IN ('delivered', 'confirmed') AND l.period_from < :period_to AND l.period_to > :period_from
          AND (:level = 0 OR CASE :level WHEN 1 THEN l.province_id WHEN 2 THEN l.district_id WHEN 3 THEN l.commune_id ELSE l.hamlet_id END = :area_id))
FROM policy p ORDER BY p.id;

-- ---- coverage

-- many benefit_coverage
-- why: received by entitled, per policy and area below the asker's. Received is what was delivered, and what other sources (cards, loans, lists of others) hold confirmed
-- in: level int, area_id id, period_from day, period_to day, today day
-- out: policy_id id, area_id id, entitled int, received int, line_count int, day_sum int, within_30 int, within_90 int, days_most int
SELECT x.policy_id, x.area, count(*), sum(x.held), sum(CASE WHEN x.line_id IS NOT NULL THEN 1 ELSE 0 END),
       coalesce(sum(x.days), 0), coalesce(sum(CASE WHEN x.days <= 30 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN x.days <= 90 THEN 1 ELSE 0 END), 0), coalesce(max(x.days), 0)
FROM (SELECT d.policy_id, CASE WHEN :level <= 1 THEN d.district_id WHEN :level = 2 THEN d.commune_id ELSE d.hamlet_id END AS area, l.id AS line_id, l.delivered_on - l.entitled_on AS days,
             CASE WHEN l.id IS NOT NULL OR EXISTS (SELECT 1 FROM claim k JOIN claim_source s ON s.id = k.source_id AND s.state = 2 AND s.kind <> 'benefit'
               WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END
                 AND k.content_group = p.content_group AND k.released_at = 9223372036854775806) THEN 1 ELSE 0 END AS held
      FROM benefit_due d JOIN policy p ON p.id = d.policy_id
      LEFT JOIN benefit_line l ON l.id = (SELECT min(y.id) FROM benefit_line y WHERE y.household_id = d.household_id AND y.policy_id = d.policy_id AND coalesce(y.person_id, 0) = d.person_id
          AND y.state IN ('delivered', 'confirmed') AND y.period_from < :period_to AND y.period_to > :period_from)
      WHERE d.answer = 'yes' AND d.since < :period_to AND :today > 0 AND NOT EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id)
        AND (:level = 0 OR CASE :level WHEN 1 THEN d.province_id WHEN 2 THEN d.district_id WHEN 3 THEN d.commune_id ELSE d.hamlet_id END = :area_id)) x
GROUP BY x.policy_id, x.area ORDER BY x.policy_id, x.area;

-- list benefit_left_out
-- why: who has the right and has not received it in the period, longest first
-- in: policy_id id, content_group text, period_from day, period_to day, today day
-- out: id id, household_id id, person_id id, subject text, code text, commune text?, since day, days int, reason text, line_state text?, list_state text?
-- id: CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END
-- scope 1: d.province_id = :area
-- scope 2: d.district_id = :area
-- scope 3: d.commune_id = :area
-- scope 4: d.hamlet_id = :area
-- filter district id: d.district_id = :value
-- filter commune id: d.commune_id = :value
-- filter hamlet id: d.hamlet_id = :value
-- sort since int: d.since
SELECT CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END, d.household_id, d.person_id, d.subject, n.code,
       area_name(d.commune_id, :today), d.since,
       :today - CASE WHEN d.since < :period_from THEN :period_from ELSE d.since END, d.reason, x.state, b.state
FROM benefit_due d JOIN household_now n ON n.household_id = d.household_id
     LEFT JOIN benefit_line x ON x.id = (SELECT max(l.id) FROM benefit_line l WHERE l.household_id = d.household_id AND l.policy_id = d.policy_id
        AND coalesce(l.person_id, 0) = d.person_id AND l.period_from < :period_to AND l.period_to > :period_from)
     LEFT JOIN benefit_list b ON b.id = x.list_id
WHERE d.policy_id = :policy_id AND d.answer = 'yes' AND d.since < :period_to AND NOT EXISTS (SELECT 1 FROM benefit_due_changed g WHERE g.household_id = d.household_id) AND (x.id IS NULL OR x.state NOT IN ('delivered', 'confirmed'))
  AND NOT EXISTS (SELECT 1 FROM claim k JOIN claim_source s ON s.id = k.source_id AND s.state = 2 AND s.kind <> 'benefit'
      WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END
        AND k.content_group = :content_group AND k.released_at = 9223372036854775806)
  AND {where} {order} {limit};

-- list benefit_risk
-- why: households that fell back, and those at risk: newly escaped that went without something they had the right to. The
--   page walks the households by code and looks only into those it shows (the "+" keeps SQLite to that)
-- in: today day, year_from day
-- out: id id, code text, head_name text, commune text?, class_provincial int, escaped_on day?, fallen_on day?, missing int
-- id: n.household_id
-- scope: of the day
-- scope 1 sqlite: +n.province_id = :area
-- scope 1 postgres: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: n.commune_id = :area
-- scope 4: n.hamlet_id = :area
-- filter fallen: EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = n.household_id AND k.superseded_at = 9223372036854775806 AND k.movement = 'fallen_back' AND k.valid_from >= :year_from)
-- filter commune id: n.commune_id = :value
-- sort code text: n.code
-- count: FROM household_now n WHERE n.status = 1 AND n.household_id IN (SELECT e.household_id FROM household_now e WHERE e.escaped_on IS NOT NULL UNION SELECT k.household_id FROM class_history k WHERE k.superseded_at = 9223372036854775806 AND k.movement = 'fallen_back' AND k.valid_from >= :year_from) AND {where}
-- sqlite:
SELECT n.household_id, n.code, n.head_name, area_name(n.commune_id, :today), n.class_provincial, n.escaped_on,
       (SELECT max(k.valid_from) FROM class_history k WHERE k.household_id = n.household_id AND k.superseded_at = 9223372036854775806 AND k.movement = 'fallen_back' AND k.valid_from >= :year_from),
       (SELECT count(*) FROM benefit_due d JOIN policy p ON p.id = d.policy_id WHERE d.household_id = n.household_id AND d.answer = 'yes' AND d.since < :today
          AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END
              AND k.content_group = p.content_group AND k.released_at = 9223372036854775806))
FROM household_now n
WHERE n.status = 1 AND +n.household_id IN (SELECT e.household_id FROM household_now e WHERE e.escaped_on IS NOT NULL
      UNION SELECT k.household_id FROM class_history k WHERE k.superseded_at = 9223372036854775806 AND k.movement = 'fallen_back' AND k.valid_from >= :year_from) AND {where} {order} {limit};
-- postgres:
SELECT n.household_id, n.code, n.head_name, area_name(n.commune_id, :today), n.class_provincial, n.escaped_on,
       (SELECT max(k.valid_from) FROM class_history k WHERE k.household_id = n.household_id AND k.superseded_at = 9223372036854775806 AND k.movement = 'fallen_back' AND k.valid_from >= :year_from),
       (SELECT count(*) FROM benefit_due d JOIN policy p ON p.id = d.policy_id WHERE d.household_id = n.household_id AND d.answer = 'yes' AND d.since < :today
          AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.identity = CASE WHEN d.person_id = 0 THEN d.household_id ELSE d.person_id END AND k.identity_kind = CASE WHEN d.person_id = 0 THEN 2 ELSE 1 END
              AND k.content_group = p.content_group AND k.released_at = 9223372036854775806))
FROM household_now n
WHERE n.status = 1 AND n.household_id IN (SELECT e.household_id FROM household_now e WHERE e.escaped_on IS NOT NULL
      UNION SELECT k.household_id FROM class_history k WHERE k.superseded_at = 9223372036854775806 AND k.movement = 'fallen_back' AND k.valid_from >= :year_from) AND {where} {order} {limit};

-- many benefit_running_of
-- why: what stops when the right of a household's members ends
-- in: person_id id
-- out: id id
SELECT l.id FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id
WHERE l.person_id = :person_id AND l.state IN ('open', 'delivered', 'confirmed') AND b.state NOT IN ('refused', 'withdrawn') AND l.ended_on IS NULL ORDER BY l.id;

-- many benefit_running_of_household
-- why: what stops when a household is gone: its own and its members'
-- in: household_id id
-- out: id id
SELECT l.id FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id
WHERE l.household_id = :household_id AND l.state IN ('open', 'delivered', 'confirmed') AND b.state NOT IN ('refused', 'withdrawn') AND l.ended_on IS NULL ORDER BY l.id;

-- one benefit_waiting
-- why: what waits for somebody, on the first page
-- in: level int, area_id id
-- out: proposed int, verified int, approved int
SELECT coalesce(sum(CASE WHEN b.state = 'proposed' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN b.state = 'verified' THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN b.state = 'approved' AND EXISTS (SELECT 1 FROM benefit_line l WHERE l.list_id = b.id AND l.state = 'open') THEN 1 ELSE 0 END), 0)
FROM benefit_list b WHERE b.state IN ('proposed', 'verified', 'approved')
  AND (:level = 0 OR CASE :level WHEN 1 THEN b.province_id WHEN 2 THEN b.district_id WHEN 3 THEN b.commune_id ELSE 0 END = :area_id);

-- many benefit_signed
-- why: what was signed is compared with its digest and with what the list says
-- out: id id, number text?, sha256 bytes?, body text?, line_count int
SELECT b.id, b.number, b.sha256, s.body, b.line_count FROM benefit_list b LEFT JOIN benefit_snapshot s ON s.list_id = b.id WHERE b.state = 'approved' ORDER BY b.id;
