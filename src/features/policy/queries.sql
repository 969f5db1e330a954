-- exec content_group_put
-- why: shipped data is loaded again after an update
-- in: key text, name text, grain text, note text?, source text?, certainty text
INSERT INTO content_group (key, name, grain, note, source, certainty) VALUES (:key, :name, :grain, :note, :source, :certainty)
ON CONFLICT (key) DO UPDATE SET name = excluded.name, grain = excluded.grain, note = excluded.note, source = excluded.source,
    certainty = excluded.certainty;

-- exec policy_put
-- why: shipped data is loaded again after an update
-- in: id id, key text, task text?, name text, kind text, unit text, binds text, content_group text, payer_order int?, lead_agency_id id, co_lead_agency_id id?, note text?, source text?, certainty text
INSERT INTO policy (id, key, task, name, kind, unit, binds, content_group, payer_order, lead_agency_id, co_lead_agency_id, note, source, certainty)
VALUES (:id, :key, :task, :name, :kind, :unit, :binds, :content_group, :payer_order, :lead_agency_id, :co_lead_agency_id, :note, :source, :certainty)
ON CONFLICT (id) DO UPDATE SET task = excluded.task, name = excluded.name, kind = excluded.kind, unit = excluded.unit,
    binds = excluded.binds, content_group = excluded.content_group, payer_order = excluded.payer_order,
    lead_agency_id = excluded.lead_agency_id, co_lead_agency_id = excluded.co_lead_agency_id, note = excluded.note,
    source = excluded.source, certainty = excluded.certainty;

-- exec policy_version_ship
-- why: shipped data is loaded again after an update; what officers decided stands beside it and wins
-- in: id id, policy_id id, valid_from day, valid_to day, classes text?, payment text, evidence text?, funding text?, document text?, note text?, source text?, certainty text
INSERT INTO policy_version (id, policy_id, state, shipped, valid_from, valid_to, classes, payment, evidence, funding, document, note,
    source, certainty, decided_at, version)
VALUES (:id, :policy_id, 'in_force', 1, :valid_from, :valid_to, :classes, :payment, :evidence, :funding, :document, :note,
    :source, :certainty, 0, 1)
ON CONFLICT (id) DO UPDATE SET valid_to = excluded.valid_to, classes = excluded.classes, payment = excluded.payment,
    evidence = excluded.evidence, funding = excluded.funding, document = excluded.document, note = excluded.note,
    source = excluded.source, certainty = excluded.certainty;

-- exec policy_parameter_ship
-- why: shipped data is loaded again after an update
-- in: id id, policy_id id?, name text, value int?, unit text, valid_from day, valid_to day, article text?, note text?, source text?, certainty text
INSERT INTO policy_parameter (id, policy_id, name, value, unit, valid_from, valid_to, article, note, source, certainty)
VALUES (:id, :policy_id, :name, :value, :unit, :valid_from, :valid_to, :article, :note, :source, :certainty)
ON CONFLICT (id) DO UPDATE SET value = excluded.value, unit = excluded.unit, valid_to = excluded.valid_to, article = excluded.article,
    note = excluded.note, source = excluded.source, certainty = excluded.certainty;

-- exec parameter_name_put
-- why: shipped data is loaded again after an update
-- in: name text, title text
INSERT INTO parameter_name (name, title) VALUES (:name, :title) ON CONFLICT (name) DO UPDATE SET title = excluded.title;

-- exec overlap_rule_put
-- why: shipped data is loaded again after an update
-- in: key text, content_group text?, rule text, condition text, article text?, source text?, certainty text
INSERT INTO overlap_rule (key, content_group, rule, condition, article, source, certainty)
VALUES (:key, :content_group, :rule, :condition, :article, :source, :certainty)
ON CONFLICT (key) DO UPDATE SET content_group = excluded.content_group, rule = excluded.rule, condition = excluded.condition,
    article = excluded.article, source = excluded.source, certainty = excluded.certainty;

-- exec overlap_exception_put
-- why: shipped data is loaded again after an update
-- in: rule_key text, policy_id id, beside_id id
INSERT INTO overlap_exception (rule_key, policy_id, beside_id) VALUES (:rule_key, :policy_id, :beside_id) ON CONFLICT DO NOTHING;

-- many policy_in_force
-- why: each policy with the version that holds on a day: the one decided last among those whose period covers it
-- in: on_day day, only_id id?, only_key text?, only_version id?
-- out: id id, version_id id, key text, task text?, name text, kind text, unit text, binds text, content_group text, payer_order int?, lead_agency_id id, co_lead_agency_id id?, classes text?, payment text, evidence text?, funding text?, document text?, note text?, source text?, certainty text, valid_from day, valid_to day
SELECT p.id, v.id, p.key, p.task, p.name, p.kind, p.unit, p.binds, p.content_group, p.payer_order, p.lead_agency_id, p.co_lead_agency_id,
       v.classes, v.payment, v.evidence, v.funding, v.document, coalesce(v.note, p.note), v.source, v.certainty, v.valid_from, v.valid_to
FROM policy p JOIN policy_version v ON v.policy_id = p.id AND v.id = coalesce(:only_version, (
    SELECT w.id FROM policy_version w WHERE w.policy_id = p.id AND w.state = 'in_force' AND w.valid_from <= :on_day AND w.valid_to > :on_day
    ORDER BY w.decided_at DESC, w.valid_from DESC, w.id DESC LIMIT 1))
WHERE (:only_id IS NULL OR p.id = :only_id) AND (:only_key IS NULL OR p.key = :only_key)
ORDER BY CASE WHEN p.task IS NULL THEN 1 ELSE 0 END, p.task, p.key;

-- one policy_exists
-- why: "no such policy" and "not in force then" are told apart
-- in: only_id id?, only_key text?
-- out: id id, key text
SELECT id, key FROM policy WHERE (:only_id IS NULL OR id = :only_id) AND (:only_key IS NULL OR key = :only_key) LIMIT 1;

-- many policy_versions_of
-- why: the history of a policy on its page
-- in: policy_id id
-- out: id id, state text, shipped bool, valid_from day, valid_to day, classes text?, document text?, reason text?, remark text?, proposed_by_name text?, proposed_at instant?, decided_by_name text?, decided_at instant, source text?, certainty text
SELECT v.id, v.state, v.shipped, v.valid_from, v.valid_to, v.classes, v.document, v.reason, v.remark, a.display_name, v.proposed_at,
       b.display_name, v.decided_at, v.source, v.certainty
FROM policy_version v LEFT JOIN account a ON a.id = v.proposed_by LEFT JOIN account b ON b.id = v.decided_by
WHERE v.policy_id = :policy_id ORDER BY CASE WHEN v.state = 'proposed' THEN 0 ELSE 1 END, v.valid_from DESC, v.decided_at DESC, v.id DESC;

-- one content_group_by_key
-- why: the grain of the double-benefit guard
-- in: key text
-- out: key text, name text, grain text, note text?, source text?, certainty text
SELECT key, name, grain, note, source, certainty FROM content_group WHERE key = :key;

-- many policy_of_group
-- why: what excludes each other, on the page of a policy
-- in: content_group text
-- out: id id, key text, name text, payer_order int?
SELECT id, key, name, payer_order FROM policy WHERE content_group = :content_group ORDER BY coalesce(payer_order, 99), key;

-- many overlap_rules_of
-- why: what the law says about a group, its own rules before the one of all groups
-- in: content_group text
-- out: key text, rule text, condition text, article text?, source text?, certainty text
SELECT key, rule, condition, article, source, certainty FROM overlap_rule
WHERE content_group = :content_group OR content_group IS NULL
ORDER BY CASE WHEN content_group IS NULL THEN 1 ELSE 0 END, CASE WHEN rule = 'allow' THEN 1 ELSE 0 END, key;

-- one overlap_exception_find
-- why: a lawful exception holds both ways
-- in: policy_id id, beside_id id
-- out: key text, rule text, condition text, article text?, source text?, certainty text
SELECT r.key, r.rule, r.condition, r.article, r.source, r.certainty
FROM overlap_exception x JOIN overlap_rule r ON r.key = x.rule_key
WHERE (x.policy_id = :policy_id AND x.beside_id = :beside_id) OR (x.policy_id = :beside_id AND x.beside_id = :policy_id)
ORDER BY r.key LIMIT 1;

-- one policy_parameter_on
-- why: a number of a policy on a day: its own before the one that all share, the one decided last before older ones
-- in: policy_id id, name text, on_day day
-- out: value int?, text_value text?, unit text, valid_from day, valid_to day, article text?, note text?, source text?, certainty text
SELECT q.value, q.text_value, q.unit, q.valid_from, q.valid_to, q.article, q.note, q.source, q.certainty
FROM policy_parameter q LEFT JOIN policy_version v ON v.id = q.version_id
WHERE q.name = :name AND (q.policy_id = :policy_id OR q.policy_id IS NULL) AND q.valid_from <= :on_day AND q.valid_to > :on_day
  AND (q.version_id IS NULL OR v.state = 'in_force')
ORDER BY CASE WHEN q.policy_id IS NULL THEN 1 ELSE 0 END, coalesce(v.decided_at, 0) DESC, q.valid_from DESC, q.id DESC LIMIT 1;

-- many policy_parameter_days
-- why: days on which the value may change
-- in: policy_id id, name text, after_day day, before_day day
-- out: on_day day
SELECT DISTINCT d FROM (
    SELECT q.valid_from AS d FROM policy_parameter q LEFT JOIN policy_version v ON v.id = q.version_id
    WHERE q.name = :name AND (q.policy_id = :policy_id OR q.policy_id IS NULL) AND (q.version_id IS NULL OR v.state = 'in_force')
    UNION ALL
    SELECT q.valid_to FROM policy_parameter q LEFT JOIN policy_version v ON v.id = q.version_id
    WHERE q.name = :name AND (q.policy_id = :policy_id OR q.policy_id IS NULL) AND (q.version_id IS NULL OR v.state = 'in_force')
) AS all_days WHERE d > :after_day AND d < :before_day ORDER BY d;

-- many policy_parameters_of
-- why: the dated numbers of a policy on its page; those of a proposal only when it is in force
-- in: policy_id id?
-- out: name text, title text, value int?, text_value text?, unit text, valid_from day, valid_to day, article text?, note text?, source text?, certainty text, decided_at instant
SELECT q.name, coalesce(n.title, q.name), q.value, q.text_value, q.unit, q.valid_from, q.valid_to, q.article, q.note, q.source, q.certainty, coalesce(v.decided_at, 0)
FROM policy_parameter q LEFT JOIN policy_version v ON v.id = q.version_id LEFT JOIN parameter_name n ON n.name = q.name
WHERE (q.policy_id = :policy_id OR (:policy_id IS NULL AND q.policy_id IS NULL)) AND (q.version_id IS NULL OR v.state = 'in_force')
ORDER BY q.name, coalesce(v.decided_at, 0) DESC, q.valid_from DESC, q.id;

-- many policy_parameter_names
-- why: the parameters that a condition of a policy may name: its own and those that all share
-- in: policy_id id
-- out: name text
SELECT DISTINCT q.name FROM policy_parameter q LEFT JOIN policy_version v ON v.id = q.version_id
WHERE (q.policy_id = :policy_id OR q.policy_id IS NULL) AND (q.version_id IS NULL OR v.state = 'in_force') ORDER BY q.name;

-- many policy_plan_tasks
-- why: the tasks of the annex that a policy carries out, in the plans in force
-- in: task text
-- out: plan_id id, number text?, year int, title text
SELECT p.id, p.number, p.year, v.title
FROM plan_task_version v JOIN plan_task t ON t.id = v.task_id JOIN plan p ON p.id = v.plan_id
WHERE v.code = :task AND v.to_version = 2147483647 AND t.kind = 'task' AND p.state = 'in_force'
ORDER BY p.year DESC, p.level, p.id LIMIT 20;

-- exec policy_clause_ship
-- why: shipped data is loaded again after an update
-- in: version_id id, no int, title text, applies text?, condition text?, article text?, note text?, source text?, certainty text
INSERT INTO policy_clause (version_id, no, title, applies, condition, article, note, source, certainty)
VALUES (:version_id, :no, :title, :applies, :condition, :article, :note, :source, :certainty)
ON CONFLICT (version_id, no) DO UPDATE SET title = excluded.title, applies = excluded.applies, condition = excluded.condition,
    article = excluded.article, note = excluded.note, source = excluded.source, certainty = excluded.certainty;

-- exec policy_clauses_unship
-- why: a line that left the shipped data is demanded no more
-- in: version_id id, above int
DELETE FROM policy_clause WHERE version_id = :version_id AND no > :above;

-- many policy_clauses_of
-- why: what versions demand, for judging and for their pages
-- in: version_ids ids
-- out: version_id id, no int, title text, applies text?, condition text?, article text?, note text?, source text?, certainty text
SELECT version_id, no, title, applies, condition, article, note, source, certainty FROM policy_clause
WHERE version_id IN_LIST(:version_ids) ORDER BY version_id, no;

-- many facts_households
-- why: where households lived on a day and who headed them
-- in: ids ids, on_day day
-- out: household_id id, code text, status int, head_person_id id?, hamlet_name text?, commune_id id?, commune_code text?, commune_name text?, urban int?, district_code text?
SELECT h.id, h.code, v.status, v.head_person_id, a.name, b.area_id, b.code, b.name, b.urban, d.code
FROM household h
JOIN household_version v ON v.household_id = h.id AND v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day
LEFT JOIN area_version a ON a.area_id = v.hamlet_id AND a.valid_from <= :on_day AND a.valid_to > :on_day
LEFT JOIN area_version b ON b.area_id = a.parent_id AND b.valid_from <= :on_day AND b.valid_to > :on_day
LEFT JOIN area_version d ON d.area_id = b.parent_id AND d.valid_from <= :on_day AND d.valid_to > :on_day
WHERE h.id IN_LIST(:ids) ORDER BY h.id;

-- many facts_members
-- why: members of households on a day
-- in: ids ids, on_day day
-- out: household_id id, person_id id, relation text, relation_name text?, full_name text, sex int, born_on day?, born_precision int, ethnicity text?
SELECT m.household_id, m.person_id, m.relation, k.name, p.full_name, p.sex, p.born_on, p.born_precision, p.ethnicity
FROM membership m
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806
  AND p.valid_from <= :on_day AND p.valid_to > :on_day
LEFT JOIN code_list k ON k.list = 'relation' AND k.code = m.relation
WHERE m.household_id IN_LIST(:ids) AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY m.household_id, CASE WHEN m.relation = 'head' THEN 0 ELSE 1 END, m.person_id;

-- many facts_classes
-- why: classes of households in force on a day, with the decision they rest on
-- in: ids ids, on_day day
-- out: household_id id, kind text, class int, valid_from day, escaped_on day?, decision text?, signed_on day?
SELECT k.household_id, s.kind, k.class, k.valid_from, k.escaped_on, d.number, d.signed_on
FROM class_history k JOIN standard s ON s.id = k.standard_id LEFT JOIN decision d ON d.id = k.decision_id
WHERE k.household_id IN_LIST(:ids) AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
ORDER BY k.household_id, s.kind, k.valid_from;

-- one parameter_title
-- why: reasons name a dated number as screens do
-- in: name text
-- out: title text
SELECT title FROM parameter_name WHERE name = :name;

-- one policy_household
-- why: where a household is now, before what it has the right to is shown
-- in: household_id id
-- out: household_id id, code text, head_name text, hamlet_id id, commune_id id
SELECT household_id, code, head_name, hamlet_id, commune_id FROM household_now WHERE household_id = :household_id;

-- one policy_person
-- why: a person's rights follow from the household of the day
-- in: person_id id, on_day day
-- out: household_id id, full_name text
SELECT m.household_id, p.full_name FROM membership m
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day
WHERE m.person_id = :person_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY m.valid_from DESC, m.id DESC LIMIT 1;

-- ---- proposals of new versions

-- list policy_proposals
-- why: what is proposed, and what became of it
-- in: unused int?
-- out: id id, policy_key text, policy_name text, state text, valid_from day, document text?, proposed_by text?, proposed_at instant, decided_by text?, decided_at instant?
-- id: v.id
-- scope: none because policies are those of the whole province
-- filter state text: v.state = :value
-- filter policy text: p.key = :value
-- sort proposed instant: v.proposed_at
SELECT v.id, p.key, p.name, v.state, v.valid_from, v.document, a.display_name, v.proposed_at, b.display_name,
       CASE WHEN v.decided_at = 0 THEN NULL ELSE v.decided_at END
FROM policy_version v JOIN policy p ON p.id = v.policy_id LEFT JOIN account a ON a.id = v.proposed_by LEFT JOIN account b ON b.id = v.decided_by
WHERE v.shipped = 0 AND v.proposed_at IS NOT NULL AND :unused IS NULL AND {where} {order} {limit};

-- one policy_proposal
-- why: one proposal with who made and decided it
-- in: id id
-- out: id id, policy_id id, policy_key text, state text, shipped bool, valid_from day, valid_to day, reason text?, remark text?, proposed_by id?, proposed_by_name text?, proposed_at instant?, decided_by_name text?, decided_at instant, version int
SELECT v.id, v.policy_id, p.key, v.state, v.shipped, v.valid_from, v.valid_to, v.reason, v.remark, v.proposed_by, a.display_name, v.proposed_at,
       b.display_name, v.decided_at, v.version
FROM policy_version v JOIN policy p ON p.id = v.policy_id LEFT JOIN account a ON a.id = v.proposed_by LEFT JOIN account b ON b.id = v.decided_by
WHERE v.id = :id;

-- exec policy_version_propose
-- why: waits for somebody else
-- in: id id, policy_id id, valid_from day, valid_to day, classes text?, payment text, evidence text?, funding text?, document text, note text?, source text?, certainty text, reason text, proposed_by id, proposed_at instant
INSERT INTO policy_version (id, policy_id, state, shipped, valid_from, valid_to, classes, payment, evidence, funding, document, note,
    source, certainty, reason, proposed_by, proposed_at, decided_at, version)
VALUES (:id, :policy_id, 'proposed', 0, :valid_from, :valid_to, :classes, :payment, :evidence, :funding, :document, :note,
    :source, :certainty, :reason, :proposed_by, :proposed_at, 0, 1);

-- exec policy_parameter_propose
-- why: an amount that comes with a proposal holds only when it is put in force
-- in: id id, policy_id id, version_id id, name text, value int?, unit text, valid_from day, valid_to day, article text?, source text?, certainty text
INSERT INTO policy_parameter (id, policy_id, version_id, name, value, unit, valid_from, valid_to, article, source, certainty)
VALUES (:id, :policy_id, :version_id, :name, :value, :unit, :valid_from, :valid_to, :article, :source, :certainty);

-- exec policy_version_decide
-- why: only what still waits, in the state that was read, and never by who proposed it
-- in: id id, version int, state text, decided_by id, decided_at instant, remark text?
UPDATE policy_version SET state = :state, decided_by = :decided_by, decided_at = :decided_at, remark = :remark, version = version + 1
WHERE id = :id AND state = 'proposed' AND version = :version;

-- many policy_parameters_of_version
-- why: the amounts of a proposal
-- in: version_id id
-- out: name text, title text, value int?, text_value text?, unit text, valid_from day, valid_to day
SELECT q.name, coalesce(n.title, q.name), q.value, q.text_value, q.unit, q.valid_from, q.valid_to
FROM policy_parameter q LEFT JOIN parameter_name n ON n.name = q.name WHERE q.version_id = :version_id ORDER BY q.name;

-- many policy_candidates
-- why: households whose answer a new version may change, some at a time; listed: only those on a list or newly off it
-- in: commune_id id?, listed int, after_id id, on_day day, room int
-- out: household_id id, code text, head_name text
SELECT n.household_id, n.code, n.head_name FROM household_now n
WHERE n.household_id > :after_id AND (:commune_id IS NULL OR n.commune_id = :commune_id) AND n.status = 1
  AND (:listed = 0 OR EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = n.household_id AND k.superseded_at = 9223372036854775806
       AND k.valid_from <= :on_day AND k.valid_to > :on_day AND (k.class IN (1, 2, 4) OR k.escaped_on IS NOT NULL)))
ORDER BY n.household_id LIMIT :room;

-- one policy_account
-- why: who plays in a demonstration
-- in: username text
-- out: id id
SELECT id FROM account WHERE username = :username;

-- many facts_benefits
-- why: conditions that ask what a household or its members hold already
-- in: household_id id, on_day day
-- out: person_id id?, key text
SELECT s.person_id, p.key FROM claim_source s JOIN policy p ON p.id = s.policy_id
WHERE s.household_id = :household_id AND s.state IN (1, 2) AND s.given_on <= :on_day ORDER BY p.key, s.person_id;

-- many facts_indicators
-- why: conditions that ask what a household lacked in its newest interview; only indicators that were answered
-- in: household_id id, on_day day
-- out: code text, name text, lacking bool
SELECT n.code, n.name, CASE WHEN (i.deprived_mask >> CAST(n.no - 1 AS INTEGER)) % 2 = 1 THEN 1 ELSE 0 END
FROM interview i JOIN indicator n ON n.family = i.indicator_family
WHERE i.id = (SELECT j.id FROM interview j WHERE j.household_id = :household_id AND j.interviewed_on <= :on_day
              ORDER BY j.interviewed_on DESC, j.id DESC LIMIT 1)
  AND (i.answered_mask >> CAST(n.no - 1 AS INTEGER)) % 2 = 1
ORDER BY n.no;
