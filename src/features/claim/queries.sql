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
-- why: what others hold of the keys that lines want
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
