-- The guard: claims, their sources, clashes. "held" below is released_at = 9223372036854775806. Rows of claims come as
-- one JSON text, so that ten thousand lines take as many statements as one: [[line, source, kind, identity, period], …]

-- ---- who is bound

-- many claim_people
-- why: names and numbers of the people that lines are for; a record found to be somebody else's counts as that person's
-- in: ids ids
-- out: asked_id id, person_id id, full_name text, personal_number text?
SELECT p.id, coalesce(p.same_as, p.id), v.full_name, v.personal_number
FROM person p JOIN person_version v ON v.person_id = coalesce(p.same_as, p.id) AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896
WHERE p.id IN_LIST(:ids);

-- many claim_households
-- why: a merged household counts as the one that it went into
-- in: ids ids
-- out: asked_id id, household_id id, head_name text?
SELECT h.id, coalesce(h.merged_into, h.id), n.head_name
FROM household h LEFT JOIN household_now n ON n.household_id = coalesce(h.merged_into, h.id)
WHERE h.id IN_LIST(:ids);

-- many claim_members
-- why: who is bound with a household on the day of proposal or approval
-- in: ids ids, on_day day
-- out: household_id id, person_id id, personal_number text?
SELECT m.household_id, coalesce(p.same_as, p.id), v.personal_number
FROM membership m JOIN person p ON p.id = m.person_id
     JOIN person_version v ON v.person_id = coalesce(p.same_as, p.id) AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896
WHERE m.household_id IN_LIST(:ids) AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY m.household_id, m.person_id;

-- ---- sources

-- many claim_sources_of
-- why: whether lines claimed before
-- in: kind text, ids ids
-- out: id id, source_id id, policy_id id, household_id id?, person_id id?, personal_number text?, state int, exception_key text?
SELECT id, source_id, policy_id, household_id, person_id, personal_number, state, exception_key FROM claim_source WHERE kind = :kind AND source_id IN_LIST(:ids);

-- exec claim_source_add
-- why: who gives what, when, from which policy; many at once
--   rows: [[id, source_id, household or null, person or null, number or null, subject], …]
-- in: rows text, kind text, policy_id id, agency_id id?, given_on day, document text?, account_id id, at instant
-- sqlite:
INSERT INTO claim_source (id, kind, source_id, policy_id, agency_id, household_id, person_id, personal_number, subject, given_on, document, state, account_id, reserved_at)
SELECT json_extract(r.value, '$[0]'), :kind, json_extract(r.value, '$[1]'), :policy_id, :agency_id, json_extract(r.value, '$[2]'), json_extract(r.value, '$[3]'),
       json_extract(r.value, '$[4]'), json_extract(r.value, '$[5]'), :given_on, :document, 1, :account_id, :at
FROM json_each(:rows) r;
-- postgres:
INSERT INTO claim_source (id, kind, source_id, policy_id, agency_id, household_id, person_id, personal_number, subject, given_on, document, state, account_id, reserved_at)
SELECT (r ->> 0)::bigint, :kind, (r ->> 1)::bigint, :policy_id, :agency_id, (r ->> 2)::bigint, (r ->> 3)::bigint, r ->> 4, r ->> 5,
       :given_on, :document, 1, :account_id, :at
FROM json_array_elements(:rows::json) r;

-- exec claim_source_again
-- why: a line that was let go and is proposed once more
-- in: ids ids, given_on day, document text?, account_id id
UPDATE claim_source SET state = 1, given_on = :given_on, document = coalesce(:document, document), account_id = :account_id, confirmed_at = NULL, released_at = NULL, release_reason = NULL, exception_key = NULL, beside_id = NULL
WHERE id IN_LIST(:ids) AND state = 3;

-- exec claim_source_drop
-- why: a line that met another claim leaves nothing behind
-- in: ids ids
DELETE FROM claim_source WHERE id IN_LIST(:ids);

-- exec claim_source_exception
-- why: by which lawful exception it stands beside another
-- in: id id, exception_key text, beside_id id
UPDATE claim_source SET exception_key = :exception_key, beside_id = :beside_id WHERE id = :id;

-- exec claim_source_confirm
-- why: approval
-- in: ids ids, given_on day, document text?, at instant
UPDATE claim_source SET state = 2, given_on = :given_on, document = coalesce(:document, document), confirmed_at = :at WHERE id IN_LIST(:ids) AND state = 1;

-- many claim_source_details
-- why: who has it already, in words
-- in: ids ids
-- out: id id, kind text, source_id id, policy_id id, policy text, agency_id id?, subject text, document text?, state int, given_on day
SELECT s.id, s.kind, s.source_id, s.policy_id, p.name, s.agency_id, s.subject, s.document, s.state, s.given_on
FROM claim_source s JOIN policy p ON p.id = s.policy_id WHERE s.id IN_LIST(:ids);

-- ---- keys

-- many claim_met
-- why: what others hold of the few keys that lines want (OFFSET 0 keeps PostgreSQL looking key by key: joined, it reads
--   every claim of the group)
-- in: rows text, content_group text
-- out: line int, holder_id id, identity_kind int, identity id, period int, periods int
-- sqlite:
SELECT json_extract(r.value, '$[0]'), k.source_id, k.identity_kind, k.identity, min(k.period), count(*)
FROM json_each(:rows) r CROSS JOIN claim k
WHERE k.identity = json_extract(r.value, '$[3]') AND k.identity_kind = json_extract(r.value, '$[2]') AND k.content_group = :content_group
  AND k.period = json_extract(r.value, '$[4]') AND k.released_at = 9223372036854775806 AND k.source_id <> json_extract(r.value, '$[1]')
GROUP BY json_extract(r.value, '$[0]'), k.source_id, k.identity_kind, k.identity ORDER BY 1, 2, 3;
-- postgres:
SELECT (r ->> 0)::bigint, k.source_id, k.identity_kind, k.identity, min(k.period), count(*)
FROM json_array_elements(:rows::json) r CROSS JOIN LATERAL (SELECT * FROM claim h WHERE h.identity = (r ->> 3)::bigint AND h.identity_kind = (r ->> 2)::bigint
     AND h.content_group = :content_group AND h.period = (r ->> 4)::bigint AND h.released_at = 9223372036854775806 OFFSET 0) k
WHERE k.source_id <> (r ->> 1)::bigint
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3;

-- many claim_met_many
-- why: the same for thousands of keys: joined, so that even a plan that was made when the table was empty reads it once
-- in: rows text, content_group text
-- out: line int, holder_id id, identity_kind int, identity id, period int, periods int
-- sqlite:
SELECT json_extract(r.value, '$[0]'), k.source_id, k.identity_kind, k.identity, min(k.period), count(*)
FROM json_each(:rows) r CROSS JOIN claim k
WHERE k.identity = json_extract(r.value, '$[3]') AND k.identity_kind = json_extract(r.value, '$[2]') AND k.content_group = :content_group
  AND k.period = json_extract(r.value, '$[4]') AND k.released_at = 9223372036854775806 AND k.source_id <> json_extract(r.value, '$[1]')
GROUP BY json_extract(r.value, '$[0]'), k.source_id, k.identity_kind, k.identity ORDER BY 1, 2, 3;
-- postgres:
SELECT (r ->> 0)::bigint, k.source_id, k.identity_kind, k.identity, min(k.period), count(*)
FROM json_array_elements(:rows::json) r JOIN claim k ON k.identity = (r ->> 3)::bigint AND k.identity_kind = (r ->> 2)::bigint
     AND k.content_group = :content_group AND k.period = (r ->> 4)::bigint AND k.released_at = 9223372036854775806
WHERE k.source_id <> (r ->> 1)::bigint
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3;

-- exec claim_hold
-- why: takes the keys; what another transaction took meanwhile is left out and found by claim_missing
-- in: rows text, content_group text
-- sqlite:
INSERT INTO claim (source_id, identity_kind, identity, content_group, period, slot, released_at)
SELECT json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'), json_extract(r.value, '$[3]'), :content_group, json_extract(r.value, '$[4]'),
       json_extract(r.value, '$[5]'), 9223372036854775806
FROM json_each(:rows) r WHERE TRUE ON CONFLICT DO NOTHING;
-- postgres:
INSERT INTO claim (source_id, identity_kind, identity, content_group, period, slot, released_at)
SELECT (r ->> 1)::bigint, (r ->> 2)::bigint, (r ->> 3)::bigint, :content_group, (r ->> 4)::bigint, (r ->> 5)::bigint, 9223372036854775806
FROM json_array_elements(:rows::json) r ON CONFLICT DO NOTHING;

-- many claim_missing
-- why: the lines whose keys somebody else took at the same moment
-- in: rows text
-- out: line int
-- sqlite:
SELECT DISTINCT json_extract(r.value, '$[0]') FROM json_each(:rows) r
WHERE NOT EXISTS (SELECT 1 FROM claim k WHERE k.source_id = json_extract(r.value, '$[1]') AND k.identity_kind = json_extract(r.value, '$[2]')
  AND k.identity = json_extract(r.value, '$[3]') AND k.period = json_extract(r.value, '$[4]') AND k.released_at = 9223372036854775806) ORDER BY 1;
-- postgres:
SELECT DISTINCT (r ->> 0)::bigint FROM json_array_elements(:rows::json) r
WHERE NOT EXISTS (SELECT 1 FROM claim k WHERE k.source_id = (r ->> 1)::bigint AND k.identity_kind = (r ->> 2)::bigint
  AND k.identity = (r ->> 3)::bigint AND k.period = (r ->> 4)::bigint AND k.released_at = 9223372036854775806) ORDER BY 1;

-- exec claim_unhold
-- why: what a losing line had taken in this same transaction
-- in: rows text
-- sqlite:
DELETE FROM claim WHERE (source_id, identity_kind, identity, period, released_at) IN (SELECT json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'),
  json_extract(r.value, '$[3]'), json_extract(r.value, '$[4]'), 9223372036854775806 FROM json_each(:rows) r);
-- postgres:
DELETE FROM claim k USING json_array_elements(:rows::json) r WHERE k.source_id = (r ->> 1)::bigint AND k.identity_kind = (r ->> 2)::bigint
  AND k.identity = (r ->> 3)::bigint AND k.period = (r ->> 4)::bigint AND k.released_at = 9223372036854775806;

-- many claim_lock
-- why: two that want to stand beside the same claim by an exception come one after the other
-- in: ids ids
-- out: source_id id
-- sqlite:
SELECT source_id FROM claim WHERE source_id IN_LIST(:ids) AND released_at = 9223372036854775806;
-- postgres:
SELECT source_id FROM claim WHERE source_id IN_LIST(:ids) AND released_at = 9223372036854775806 ORDER BY source_id, identity_kind, identity, period FOR UPDATE;

-- many claim_held_of
-- why: which keys sources hold: to add members at approval, to let go, to follow an identity
-- in: ids ids
-- out: source_id id, identity_kind int, identity id, content_group text, period int, slot id
SELECT source_id, identity_kind, identity, content_group, period, slot FROM claim WHERE source_id IN_LIST(:ids) AND released_at = 9223372036854775806
ORDER BY source_id, period, identity_kind, identity;

-- exec claim_let_go
-- why: refused, returned or ended; from_period 0: all
-- in: ids ids, from_period int, at instant
UPDATE claim SET released_at = :at WHERE source_id IN_LIST(:ids) AND released_at = 9223372036854775806 AND period >= :from_period;

-- exec claim_let_go_rows
-- why: the keys of somebody who left the household before approval
-- in: rows text, at instant
-- sqlite:
UPDATE claim SET released_at = :at WHERE (source_id, identity_kind, identity, period, released_at) IN (SELECT json_extract(r.value, '$[1]'), json_extract(r.value, '$[2]'),
  json_extract(r.value, '$[3]'), json_extract(r.value, '$[4]'), 9223372036854775806 FROM json_each(:rows) r);
-- postgres:
UPDATE claim k SET released_at = :at FROM json_array_elements(:rows::json) r WHERE k.source_id = (r ->> 1)::bigint AND k.identity_kind = (r ->> 2)::bigint
  AND k.identity = (r ->> 3)::bigint AND k.period = (r ->> 4)::bigint AND k.released_at = 9223372036854775806;

-- exec claim_source_released
-- why: a source that holds nothing any more
-- in: ids ids, at instant, reason text
UPDATE claim_source SET state = 3, released_at = :at, release_reason = :reason WHERE id IN_LIST(:ids) AND state <> 3
  AND NOT EXISTS (SELECT 1 FROM claim k WHERE k.source_id = claim_source.id AND k.released_at = 9223372036854775806);

-- ---- reading

-- many claim_of_subject
-- why: what a household or a person has, from whoever
-- in: household_id id?, person_id id?, on_day day
-- out: id id, kind text, source_id id, policy_id id, policy text, grain text, agency_id id?, subject text, document text?, state int, given_on day, exception text?, first_period int?, last_period int?, period_count int, clash_id id?
SELECT s.id, s.kind, s.source_id, s.policy_id, p.name, g.grain, s.agency_id, s.subject, s.document, s.state, s.given_on, e.article,
       (SELECT min(k.period) FROM claim k WHERE k.source_id = s.id), (SELECT max(k.period) FROM claim k WHERE k.source_id = s.id),
       (SELECT count(DISTINCT k.period) FROM claim k WHERE k.source_id = s.id),
       (SELECT min(x.id) FROM claim_clash x WHERE (x.first_id = s.id OR x.second_id = s.id) AND x.state = 'open')
FROM claim_source s JOIN policy p ON p.id = s.policy_id JOIN content_group g ON g.key = p.content_group
     LEFT JOIN overlap_rule e ON e.key = s.exception_key
WHERE s.id IN (SELECT a.id FROM claim_source a WHERE a.household_id = :household_id
               UNION SELECT a.id FROM claim_source a WHERE a.person_id = :person_id
               UNION SELECT a.id FROM claim_source a JOIN membership m ON m.person_id = a.person_id
                     WHERE m.household_id = :household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
               UNION SELECT k.source_id FROM claim k WHERE k.identity = :household_id AND k.identity_kind = 2 AND k.released_at = 9223372036854775806
               UNION SELECT k.source_id FROM claim k WHERE k.identity = :person_id AND k.identity_kind = 1 AND k.released_at = 9223372036854775806)
ORDER BY s.given_on DESC, s.id DESC LIMIT 500;

-- ---- identities that turn out to be others

-- many claim_rows_of_identity
-- why: what is held under an identity that goes over into another
-- in: identity_kind int, identity id
-- out: source_id id, period int, content_group text, grain text, policy_id id, binds text, person_id id?, slot id
SELECT k.source_id, k.period, k.content_group, g.grain, s.policy_id, p.binds, s.person_id, k.slot
FROM claim k JOIN claim_source s ON s.id = k.source_id JOIN policy p ON p.id = s.policy_id JOIN content_group g ON g.key = k.content_group
WHERE k.identity = :identity AND k.identity_kind = :identity_kind AND k.released_at = 9223372036854775806 ORDER BY k.source_id, k.period;

-- many claim_at
-- why: who holds a key that a claim moves to
-- in: identity_kind int, identity id, content_group text, period int, source_id id
-- out: holder_id id, policy_id id
SELECT k.source_id, s.policy_id FROM claim k JOIN claim_source s ON s.id = k.source_id
WHERE k.identity = :identity AND k.identity_kind = :identity_kind AND k.content_group = :content_group AND k.period = :period
  AND k.released_at = 9223372036854775806 AND k.source_id <> :source_id ORDER BY s.reserved_at, s.id;

-- one claim_own
-- why: whether a source holds a key already
-- in: source_id id, identity_kind int, identity id, period int
-- out: slot id
SELECT slot FROM claim WHERE source_id = :source_id AND identity_kind = :identity_kind AND identity = :identity AND period = :period AND released_at = 9223372036854775806;

-- exec claim_move_row
-- why: the claim follows the identity
-- in: source_id id, from_kind int, from_identity id, period int, to_kind int, to_identity id, slot id
UPDATE claim SET identity_kind = :to_kind, identity = :to_identity, slot = :slot
WHERE source_id = :source_id AND identity_kind = :from_kind AND identity = :from_identity AND period = :period AND released_at = 9223372036854775806;

-- exec claim_add_row
-- why: a claim gets a further identity (the number of its person, the person of its number)
-- in: source_id id, identity_kind int, identity id, content_group text, period int, slot id
INSERT INTO claim (source_id, identity_kind, identity, content_group, period, slot, released_at)
VALUES (:source_id, :identity_kind, :identity, :content_group, :period, :slot, 9223372036854775806);

-- exec claim_drop_row
-- why: takes back a row that was added, or an identity that is not the person's
-- in: source_id id, identity_kind int, identity id, period int
DELETE FROM claim WHERE source_id = :source_id AND identity_kind = :identity_kind AND identity = :identity AND period = :period AND released_at = 9223372036854775806;

-- exec claim_set_slot
-- why: what is left after a clash was ended takes the ordinary place again
-- in: source_id id, content_group text, slot id
UPDATE claim SET slot = :slot WHERE source_id = :source_id AND content_group = :content_group AND released_at = 9223372036854775806 AND slot = source_id
  AND NOT EXISTS (SELECT 1 FROM claim o WHERE o.identity = claim.identity AND o.identity_kind = claim.identity_kind AND o.content_group = claim.content_group
                  AND o.period = claim.period AND o.released_at = 9223372036854775806 AND o.source_id <> claim.source_id);

-- exec claim_move_note
-- why: so that the event can be taken back; from_kind 0: the row was added
-- in: id id, source_id id, event_at instant, household_id id, from_kind int, from_identity id, to_kind int, to_identity id, period int
INSERT INTO claim_move (id, source_id, event_at, household_id, from_kind, from_identity, to_kind, to_identity, period, undone)
VALUES (:id, :source_id, :event_at, :household_id, :from_kind, :from_identity, :to_kind, :to_identity, :period, 0);

-- many claim_moves_of
-- why: what an event that is taken back had moved
-- in: household_id id, event_at instant
-- out: id id, source_id id, from_kind int, from_identity id, to_kind int, to_identity id, period int, content_group text
SELECT m.id, m.source_id, m.from_kind, m.from_identity, m.to_kind, m.to_identity, m.period, p.content_group
FROM claim_move m JOIN claim_source s ON s.id = m.source_id JOIN policy p ON p.id = s.policy_id
WHERE m.household_id = :household_id AND m.event_at = :event_at AND m.undone = 0 ORDER BY m.id DESC;

-- exec claim_moves_undone
-- why: the event was taken back
-- in: household_id id, event_at instant
UPDATE claim_move SET undone = 1 WHERE household_id = :household_id AND event_at = :event_at;

-- exec claim_clash_open
-- why: two that hold the same, for their agencies; one row for a pair, however many periods
-- in: id id, content_group text, identity_kind int, identity id, first_id id, second_id id, cause text, period int, event_at instant?, at instant
INSERT INTO claim_clash (id, content_group, identity_kind, identity, first_id, second_id, cause, first_period, last_period, period_count, event_at, state, version, found_at)
VALUES (:id, :content_group, :identity_kind, :identity, :first_id, :second_id, :cause, :period, :period, 1, :event_at, 'open', 1, :at)
ON CONFLICT (first_id, second_id, content_group) DO UPDATE SET state = CASE WHEN claim_clash.state = 'undone' THEN 'open' ELSE claim_clash.state END,
  first_period = CASE WHEN excluded.first_period < claim_clash.first_period THEN excluded.first_period ELSE claim_clash.first_period END,
  last_period = CASE WHEN excluded.last_period > claim_clash.last_period THEN excluded.last_period ELSE claim_clash.last_period END,
  period_count = claim_clash.period_count + CASE WHEN excluded.first_period < claim_clash.first_period OR excluded.last_period > claim_clash.last_period THEN 1 ELSE 0 END;

-- exec claim_clash_undone
-- why: the event that brought them together was taken back
-- in: event_at instant, at instant
UPDATE claim_clash SET state = 'undone', closed_at = :at, version = version + 1 WHERE event_at = :event_at AND state = 'open';

-- many claim_numbers_of
-- why: the numbers of the people of an event, now and before it
-- in: person_id id?, household_id id, other_id id?, at instant
-- out: person_id id, household_id id, personal_number text?, old_number text?
SELECT m.person_id, m.household_id, v.personal_number,
       (SELECT o.personal_number FROM person_version o WHERE o.person_id = m.person_id AND o.superseded_at = :at ORDER BY o.valid_from DESC, o.id DESC LIMIT 1)
FROM membership m JOIN person_version v ON v.person_id = m.person_id AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896
WHERE m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896 AND (m.household_id = :household_id OR m.household_id = :other_id)
  AND (:person_id IS NULL OR m.person_id = :person_id);

-- many claim_unattached
-- why: lines of outside lists that wait for somebody with this number
-- in: identity id
-- out: source_id id, period int, content_group text, policy_id id, binds text
SELECT k.source_id, k.period, k.content_group, s.policy_id, p.binds FROM claim k JOIN claim_source s ON s.id = k.source_id JOIN policy p ON p.id = s.policy_id
WHERE k.identity = :identity AND k.identity_kind = 3 AND k.released_at = 9223372036854775806 AND s.person_id IS NULL AND s.household_id IS NULL
ORDER BY k.source_id, k.period;

-- exec claim_source_attach
-- why: somebody has the number of an outside line now
-- in: id id, household_id id, person_id id
UPDATE claim_source SET household_id = :household_id, person_id = :person_id WHERE id = :id;

-- many claim_borrowers
-- why: an open loan goes along with its borrower
-- in: household_id id, new_household_id id
-- out: source_id id, period int, content_group text, policy_id id
SELECT k.source_id, k.period, k.content_group, s.policy_id FROM claim k JOIN claim_source s ON s.id = k.source_id JOIN policy p ON p.id = s.policy_id
WHERE k.identity = :household_id AND k.identity_kind = 2 AND k.released_at = 9223372036854775806 AND p.binds = 'borrower_household'
  AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = s.person_id AND m.household_id = :new_household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896)
ORDER BY k.source_id, k.period;

-- ---- clashes

-- list claim_clash_list
-- why: what is held twice, for the agencies of both sides; where either household lives
-- out: id id, subject text, policy_first text, policy_second text, agency_first id?, agency_second id?, cause text, period_count int, first_period int, last_period int, grain text, state text, first_answer text?, second_answer text?, found_at instant, household_code text?
-- id: x.id
-- scope 1: (a.province_id = :area OR b.province_id = :area OR (a.household_id IS NULL AND b.household_id IS NULL))
-- scope 2: (a.district_id = :area OR b.district_id = :area)
-- scope 3: (a.commune_id = :area OR b.commune_id = :area)
-- scope 4: (a.hamlet_id = :area OR b.hamlet_id = :area)
-- filter state text: x.state = :value
-- filter cause text: x.cause = :value
-- filter agency id: (f.agency_id = :value OR s.agency_id = :value)
-- filter household id: (f.household_id = :value OR s.household_id = :value)
-- sort found int: x.found_at
SELECT x.id, f.subject, pf.name, ps.name, f.agency_id, s.agency_id, x.cause, x.period_count, x.first_period, x.last_period, g.grain, x.state,
       x.first_answer, x.second_answer, x.found_at, coalesce(a.code, b.code)
FROM claim_clash x JOIN claim_source f ON f.id = x.first_id JOIN claim_source s ON s.id = x.second_id
     JOIN policy pf ON pf.id = f.policy_id JOIN policy ps ON ps.id = s.policy_id JOIN content_group g ON g.key = x.content_group
     LEFT JOIN household_now a ON a.household_id = f.household_id LEFT JOIN household_now b ON b.household_id = s.household_id
WHERE {where} {order} {limit};

-- one claim_clash_get
-- why: one clash with both sides
-- in: id id
-- out: id id, content_group text, group_name text, grain text, identity_kind int, identity id, first_id id, second_id id, cause text, first_period int, last_period int, period_count int, state text, first_answer text?, second_answer text?, version int, found_at instant, closed_at instant?, first_commune id?, second_commune id?
SELECT x.id, x.content_group, g.name, g.grain, x.identity_kind, x.identity, x.first_id, x.second_id, x.cause, x.first_period, x.last_period, x.period_count, x.state,
       x.first_answer, x.second_answer, x.version, x.found_at, x.closed_at, a.commune_id, b.commune_id
FROM claim_clash x JOIN claim_source f ON f.id = x.first_id JOIN claim_source s ON s.id = x.second_id JOIN content_group g ON g.key = x.content_group
     LEFT JOIN household_now a ON a.household_id = f.household_id LEFT JOIN household_now b ON b.household_id = s.household_id
WHERE x.id = :id;

-- one claim_clash_lock
-- why: two answers come one after the other
-- in: id id
-- out: version int
-- sqlite:
SELECT version FROM claim_clash WHERE id = :id;
-- postgres:
SELECT version FROM claim_clash WHERE id = :id FOR UPDATE;

-- many claim_clash_answers
-- why: what each side said
-- in: clash_id id
-- out: side int, answer text, reason text, who text?, agency_id id?, at instant
SELECT w.side, w.answer, w.reason, a.display_name, w.agency_id, w.at FROM claim_clash_answer w LEFT JOIN account a ON a.id = w.account_id
WHERE w.clash_id = :clash_id ORDER BY w.at, w.id;

-- exec claim_clash_answer_add
-- why: what a side says, kept for good
-- in: id id, clash_id id, side int, answer text, reason text, account_id id, agency_id id?, at instant
INSERT INTO claim_clash_answer (id, clash_id, side, answer, reason, account_id, agency_id, at)
VALUES (:id, :clash_id, :side, :answer, :reason, :account_id, :agency_id, :at);

-- exec claim_clash_set
-- why: the answers of both sides and whether it is over
-- in: id id, first_answer text?, second_answer text?, state text, closed_at instant?
UPDATE claim_clash SET first_answer = :first_answer, second_answer = :second_answer, state = :state, closed_at = :closed_at, version = version + 1 WHERE id = :id;

-- exec claim_give_up
-- why: the keys of the side that gives up, in the periods that clash
-- in: source_id id, content_group text, first_period int, last_period int, at instant
UPDATE claim SET released_at = :at WHERE source_id = :source_id AND content_group = :content_group AND period >= :first_period AND period <= :last_period
  AND released_at = 9223372036854775806;

-- one claim_clash_counts
-- why: the first page says what waits for an agency
-- in: agency_id id
-- out: open int
SELECT count(*) FROM claim_clash x JOIN claim_source f ON f.id = x.first_id JOIN claim_source s ON s.id = x.second_id
WHERE x.state = 'open' AND ((f.agency_id = :agency_id AND x.first_answer IS NULL) OR (s.agency_id = :agency_id AND x.second_answer IS NULL));

-- one claim_person_place
-- why: a person's claims are seen by who sees the household
-- in: person_id id
-- out: household_id id, full_name text
SELECT m.household_id, v.full_name FROM membership m JOIN person_version v ON v.person_id = m.person_id AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896
WHERE m.person_id = :person_id AND m.superseded_at = 9223372036854775806 ORDER BY m.valid_to DESC, m.valid_from DESC LIMIT 1;

-- one claim_household_place
-- why: scope and heading of a household's claims
-- in: household_id id
-- out: code text, head_name text, commune_id id
SELECT code, head_name, commune_id FROM household_now WHERE household_id = :household_id;

-- ---- sweep

-- one claim_held_count
-- why: how much was swept
-- out: n int
SELECT count(*) FROM claim WHERE released_at = 9223372036854775806;

-- many claim_sweep_exact
-- why: two that hold one key: in slots beside each other. The index is read in its order, nothing is sorted
-- out: identity_kind int, identity id, content_group text, first_id id, second_id id, first_period int, last_period int, periods int
SELECT a.identity_kind, a.identity, a.content_group, a.source_id, b.source_id, min(a.period), max(a.period), count(*)
FROM (SELECT identity, identity_kind, content_group, period FROM claim WHERE released_at = 9223372036854775806
      GROUP BY identity, identity_kind, content_group, period HAVING count(*) > 1) d
JOIN claim a ON a.identity = d.identity AND a.identity_kind = d.identity_kind AND a.content_group = d.content_group AND a.period = d.period AND a.released_at = 9223372036854775806
JOIN claim b ON b.identity = d.identity AND b.identity_kind = d.identity_kind AND b.content_group = d.content_group AND b.period = d.period AND b.released_at = 9223372036854775806
 AND b.source_id > a.source_id
GROUP BY a.identity_kind, a.identity, a.content_group, a.source_id, b.source_id LIMIT 100000;

-- many claim_sweep_same
-- why: two that hold the same under identities that are one: records joined, households merged, one number on two records, an outside line and its person
-- out: identity_kind int, identity id, content_group text, first_id id, second_id id, first_period int, last_period int, periods int
WITH pair AS (
    SELECT 1 AS kind_a, p.id AS id_a, 1 AS kind_b, p.same_as AS id_b FROM person p WHERE p.same_as IS NOT NULL
    UNION SELECT 2, h.id, 2, h.merged_into FROM household h WHERE h.merged_into IS NOT NULL
    UNION SELECT 1, a.person_id, 1, b.person_id
          FROM (SELECT personal_number FROM person_version WHERE personal_number IS NOT NULL AND superseded_at = 9223372036854775806 AND valid_to = 2932896
                GROUP BY personal_number HAVING count(*) > 1) d
          JOIN person_version a ON a.personal_number = d.personal_number AND a.superseded_at = 9223372036854775806 AND a.valid_to = 2932896
          JOIN person_version b ON b.personal_number = d.personal_number AND b.superseded_at = 9223372036854775806 AND b.valid_to = 2932896 AND b.person_id > a.person_id
    UNION SELECT k.identity_kind, k.identity, 1, v.person_id
          FROM claim_source s JOIN claim k ON k.source_id = s.id AND k.identity_kind = 3 AND k.released_at = 9223372036854775806
          JOIN person_version v ON v.personal_number = s.personal_number AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896
          WHERE s.personal_number IS NOT NULL
)
SELECT a.identity_kind, a.identity, a.content_group, CASE WHEN a.source_id < b.source_id THEN a.source_id ELSE b.source_id END,
       CASE WHEN a.source_id < b.source_id THEN b.source_id ELSE a.source_id END, min(a.period), max(a.period), count(*)
FROM pair x JOIN claim a ON a.identity = x.id_a AND a.identity_kind = x.kind_a AND a.released_at = 9223372036854775806
     JOIN claim b ON b.identity = x.id_b AND b.identity_kind = x.kind_b AND b.content_group = a.content_group AND b.period = a.period AND b.released_at = 9223372036854775806
WHERE a.source_id <> b.source_id
GROUP BY a.identity_kind, a.identity, a.content_group, 4, 5 LIMIT 100000;

-- one claim_not_guarded
-- why: lines that nobody's guard can see
-- out: n int
SELECT count(*) FROM outside_line WHERE state IN ('waiting', 'nobody');

-- many claim_clash_known
-- why: what a sweep finds and is a clash already
-- out: first_id id, second_id id, content_group text, state text
SELECT first_id, second_id, content_group, state FROM claim_clash ORDER BY first_id, second_id;

-- exec claim_sweep_add
-- why: when the register was swept and what came out
-- in: id id, at instant, account_id id, claims int, found int, opened int, not_guarded int, milliseconds int
INSERT INTO claim_sweep (id, at, account_id, claims, found, opened, not_guarded, milliseconds)
VALUES (:id, :at, :account_id, :claims, :found, :opened, :not_guarded, :milliseconds);

-- many claim_sweeps
-- why: the last sweeps on their page
-- out: at instant, who text?, claims int, found int, opened int, not_guarded int, milliseconds int
SELECT w.at, a.display_name, w.claims, w.found, w.opened, w.not_guarded, w.milliseconds FROM claim_sweep w LEFT JOIN account a ON a.id = w.account_id
ORDER BY w.at DESC LIMIT 20;

-- ---- lists of other agencies

-- list outside_lists
-- why: what other agencies brought
-- out: id id, title text, policy text, agency_id id?, period_from day, period_to day, state text, row_count int, matched int, by_number int, waiting int, clash int, bad int, at instant
-- id: o.id
-- scope 1: (o.area_id = :area OR :area > 0)
-- scope 2: o.area_id = :area OR EXISTS (SELECT 1 FROM area_version v WHERE v.area_id = o.area_id AND v.parent_id = :area)
-- scope 3: o.area_id = :area
-- scope 4: o.area_id = :area
-- sort at int: o.at
SELECT o.id, o.title, p.name, o.agency_id, o.period_from, o.period_to, o.state, o.row_count,
       (SELECT count(*) FROM outside_line l WHERE l.list_id = o.id AND l.state = 'matched'), (SELECT count(*) FROM outside_line l WHERE l.list_id = o.id AND l.state = 'number'),
       (SELECT count(*) FROM outside_line l WHERE l.list_id = o.id AND l.state IN ('waiting', 'nobody')), (SELECT count(*) FROM outside_line l WHERE l.list_id = o.id AND l.state = 'clash'),
       (SELECT count(*) FROM outside_line l WHERE l.list_id = o.id AND l.state = 'bad'), o.at
FROM outside_list o JOIN policy p ON p.id = o.policy_id WHERE o.state <> 'staging' AND {where} {order} {limit};

-- exec outside_list_insert
-- why: a list whose rows are being written
-- in: id id, policy_id id, agency_id id?, area_id id, title text, file_name text, sha256 bytes, period_from day, period_to day, row_count int, account_id id, at instant, unread text?
INSERT INTO outside_list (id, policy_id, agency_id, area_id, title, file_name, sha256, period_from, period_to, state, row_count, account_id, at, unread)
VALUES (:id, :policy_id, :agency_id, :area_id, :title, :file_name, :sha256, :period_from, :period_to, 'staging', :row_count, :account_id, :at, :unread);

-- one outside_list_same
-- why: a file that was brought in already
-- in: sha256 bytes, policy_id id, period_from day
-- out: title text, at instant
SELECT title, at FROM outside_list WHERE sha256 = :sha256 AND policy_id = :policy_id AND period_from = :period_from AND state <> 'staging';

-- exec outside_list_state
-- why: all rows are there; all claims are made
-- in: id id, state text
UPDATE outside_list SET state = :state WHERE id = :id;

-- one outside_list_get
-- why: one list
-- in: id id
-- out: id id, policy_id id, policy text, agency_id id?, area_id id, title text, file_name text, period_from day, period_to day, state text, row_count int, unread text?
SELECT o.id, o.policy_id, p.name, o.agency_id, o.area_id, o.title, o.file_name, o.period_from, o.period_to, o.state, o.row_count, o.unread
FROM outside_list o JOIN policy p ON p.id = o.policy_id WHERE o.id = :id AND o.state <> 'staging';

-- list outside_lines
-- why: the rows of a list with what became of them
-- in: list_id id
-- out: id id, no int, full_name text, personal_number text?, born_on day?, born_precision int, state text, problem text?, person_id id?, household_id id?, household_code text?, commune_id id?
-- id: l.id
-- scope: none because the list was checked for the asker's area
-- filter state text: l.state = :value
-- sort no int: l.no
SELECT l.id, l.no, l.full_name, l.personal_number, l.born_on, l.born_precision, l.state, l.problem, l.person_id, l.household_id, h.code, h.commune_id
FROM outside_line l LEFT JOIN household_now h ON h.household_id = l.household_id WHERE l.list_id = :list_id AND {where} {order} {limit};

-- many outside_lines_in
-- why: rows in a state, some at a time: to be matched, for the workbook of errors
-- in: list_id id, state text, after_no int, most int
-- out: id id, no int, cells text, full_name text, name_fold text, personal_number text?, born_on day?, born_precision int, commune_id id?, period_from day, period_to day, problem text?
SELECT id, no, cells, full_name, name_fold, personal_number, born_on, born_precision, commune_id, period_from, period_to, problem
FROM outside_line WHERE list_id = :list_id AND state = :state AND no > :after_no ORDER BY no LIMIT :most;

-- one outside_line_get
-- why: one row of a list that waits for its person
-- in: id id
-- out: id id, list_id id, no int, full_name text, name_fold text, personal_number text?, born_on day?, born_precision int, commune_id id?, period_from day, period_to day, state text, problem text?, area_id id, policy_id id, title text, agency_id id?
SELECT l.id, l.list_id, l.no, l.full_name, l.name_fold, l.personal_number, l.born_on, l.born_precision, l.commune_id, l.period_from, l.period_to, l.state, l.problem,
       o.area_id, o.policy_id, o.title, o.agency_id
FROM outside_line l JOIN outside_list o ON o.id = l.list_id WHERE l.id = :id;

-- exec outside_line_set
-- why: what became of a row
-- in: id id, state text, problem text?, person_id id?, household_id id?
UPDATE outside_line SET state = :state, problem = :problem, person_id = :person_id, household_id = :household_id WHERE id = :id;

-- many outside_by_number
-- why: the surest match
-- in: personal_number text
-- out: person_id id, household_id id, full_name text
SELECT v.person_id, m.household_id, v.full_name
FROM person_version v JOIN membership m ON m.person_id = v.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
WHERE v.personal_number = :personal_number AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896 LIMIT 3;

-- many outside_by_name
-- why: people of that name born in those days; commune none: anywhere
-- in: name_fold text, from_day day, to_day day, commune_id id?
-- out: person_id id, household_id id, full_name text, born_on day?, born_precision int, commune_id id, household_code text
SELECT v.person_id, m.household_id, v.full_name, v.born_on, v.born_precision, n.commune_id, n.code
FROM person_version v JOIN membership m ON m.person_id = v.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896
     JOIN household_now n ON n.household_id = m.household_id
WHERE v.name_fold = :name_fold AND v.superseded_at = 9223372036854775806 AND v.valid_to = 2932896 AND v.born_on >= :from_day AND v.born_on <= :to_day
  AND (:commune_id IS NULL OR n.commune_id = :commune_id) ORDER BY v.person_id LIMIT 12;

-- many outside_places
-- why: communes as lists write them
-- in: on_day day
-- out: area_id id, code text, name text
SELECT v.area_id, v.code, v.name FROM area_version v JOIN area a ON a.id = v.area_id WHERE a.level = 3 AND v.valid_from <= :on_day AND v.valid_to > :on_day;

-- exec claim_clash_span
-- why: from when to when a pair clashes, as a sweep counted it
-- in: first_id id, second_id id, content_group text, first_period int, last_period int, periods int
UPDATE claim_clash SET first_period = :first_period, last_period = :last_period, period_count = :periods
WHERE first_id = :first_id AND second_id = :second_id AND content_group = :content_group AND state = 'open';

-- exec claim_source_for
-- why: whom a known source is for, when that was not known before
-- in: id id, household_id id?, person_id id?
UPDATE claim_source SET household_id = coalesce(:household_id, household_id), person_id = coalesce(:person_id, person_id) WHERE id = :id;

-- many claim_uses
-- why: an import of households that somebody gave something to cannot be taken back whole
-- in: ids ids
-- out: household_id id
SELECT DISTINCT s.household_id FROM claim_source s WHERE s.household_id IN_LIST(:ids)
UNION
SELECT m.household_id FROM membership m JOIN claim_source s ON s.person_id = m.person_id
WHERE m.household_id IN_LIST(:ids) AND m.superseded_at = 9223372036854775806;
