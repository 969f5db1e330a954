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

-- one benefit_snapshot_get
-- why: for who wants to check the signature
-- in: list_id id
-- out: body text
SELECT body FROM benefit_snapshot WHERE list_id = :list_id;

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

-- exec benefit_line_remove
-- why: taken off a draft
-- in: list_id id, ids ids
DELETE FROM benefit_line WHERE list_id = :list_id AND id IN_LIST(:ids) AND state = 'open';

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

-- many benefit_lines_running
-- why: what a person or household still has to come, when the right ends
-- in: household_id id?, person_id id?
-- out: id id
SELECT l.id FROM benefit_line l JOIN benefit_list b ON b.id = l.list_id
WHERE ((:person_id IS NULL AND l.household_id = :household_id) OR l.person_id = :person_id)
  AND l.state IN ('open', 'delivered', 'confirmed') AND b.state IN ('draft', 'proposed', 'verified', 'approved') AND l.ended_on IS NULL
ORDER BY l.id;

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
