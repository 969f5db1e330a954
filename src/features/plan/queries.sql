-- ---- plans

-- list plan_list
-- why: plans of every level and year
-- in: on_day day
-- out: id id, number text?, issued_on day?, year int, title text, level int, state text, area_name text, issuer_name text, parent_number text, version int
-- id: p.id
-- scope: none because a plan in force is a public document of the state
-- sort year int, int: p.year, -p.level
-- sort issued day: coalesce(p.issued_on, 0)
-- filter year int: p.year = :value
-- filter level int: p.level = :value
-- filter state text: p.state = :value
SELECT p.id, p.number, p.issued_on, p.year, p.title, p.level, p.state,
       area_name(p.area_id, :on_day),
       agency_name(p.issuer_id, :on_day),
       coalesce((SELECT h.number FROM plan h WHERE h.id = p.parent_id), ''), p.version
FROM plan p WHERE {where}
{order} {limit};

-- one plan_by_id
-- why: every page of a plan
-- in: id id
-- out: id id, key text, state text, number text?, issued_on day?, year int, kind text, title text, level int,
--   area_id id, issuer_id id, standing_id id, on_behalf text, signer_capacity text?, signer_post text?, signer_name text?,
--   parent_id id?, started_from id?, version int, source text?, certainty text
SELECT id, key, state, number, issued_on, year, kind, title, level, area_id, issuer_id, standing_id, on_behalf, signer_capacity,
       signer_post, signer_name, parent_id, started_from, version, source, certainty
FROM plan WHERE id = :id;

-- one plan_by_number
-- why: the importer finds the plan that a text is the text of
-- in: number text, issued_on day
-- out: id id
SELECT id FROM plan WHERE number = :number AND issued_on = :issued_on ORDER BY id LIMIT 1;

-- many plan_choices
-- why: plans to start from or to carry out
-- out: id id, number text?, year int, title text
SELECT id, number, year, title FROM plan ORDER BY year DESC, level, id;

-- many plan_below
-- why: lower plans that carry this one out
-- in: id id
-- out: id id, number text?, title text, state text
SELECT id, number, title, state FROM plan WHERE parent_id = :id ORDER BY year, level, id;

-- exec plan_put
-- why: a plan from shipped data, the importer or another plan
-- in: id id, key text, state text, number text?, issued_on day?, year int, kind text, title text, level int, area_id id, issuer_id id,
--   standing_id id, on_behalf text, signer_capacity text?, signer_post text?, signer_name text?, parent_id id?, started_from id?,
--   source text?, certainty text
INSERT INTO plan (id, key, state, number, issued_on, year, kind, title, level, area_id, issuer_id, standing_id, on_behalf,
                  signer_capacity, signer_post, signer_name, parent_id, started_from, version, source, certainty)
VALUES (:id, :key, :state, :number, :issued_on, :year, :kind, :title, :level, :area_id, :issuer_id, :standing_id, :on_behalf,
        :signer_capacity, :signer_post, :signer_name, :parent_id, :started_from, 1, :source, :certainty);

-- exec plan_frame_update
-- why: number, day, title and signature of a plan that is being drawn up
-- in: id id, number text?, issued_on day?, title text, signer_capacity text?, signer_post text?, signer_name text?, state text, version int
UPDATE plan SET number = :number, issued_on = :issued_on, title = :title, signer_capacity = :signer_capacity,
       signer_post = :signer_post, signer_name = :signer_name, state = :state, version = version + 1
WHERE id = :id AND version = :version;

-- exec plan_version_next
-- why: a change of the tasks makes the next version; who saw an older one is told
-- in: id id, version int
UPDATE plan SET version = version + 1 WHERE id = :id AND version = :version;

-- exec plan_version_put
-- why: when, by whom and why a version was made
-- in: plan_id id, no int, valid_from day, recorded_at instant, account_id id, reason text
INSERT INTO plan_version (plan_id, no, valid_from, recorded_at, account_id, reason)
VALUES (:plan_id, :no, :valid_from, :recorded_at, :account_id, :reason);

-- many plan_versions
-- why: the history of a plan's tasks
-- in: plan_id id
-- out: no int, valid_from day, recorded_at instant, reason text, who text
SELECT v.no, v.valid_from, v.recorded_at, v.reason, coalesce((SELECT a.display_name FROM account a WHERE a.id = v.account_id), '')
FROM plan_version v WHERE v.plan_id = :plan_id ORDER BY v.no DESC;

-- one plan_version_on
-- why: which version held on a day
-- in: plan_id id, on_day day
-- out: no int
SELECT coalesce(max(no), 1) FROM plan_version WHERE plan_id = :plan_id AND valid_from <= :on_day;

-- ---- parts of the frame

-- exec plan_basis_put
-- why: documents that a plan rests on
-- in: plan_id id, ord int, number text, issued_on day?, issuer text, role text, subject text, place text?, source text?, certainty text
INSERT INTO plan_basis (plan_id, ord, number, issued_on, issuer, role, subject, place, source, certainty)
VALUES (:plan_id, :ord, :number, :issued_on, :issuer, :role, :subject, :place, :source, :certainty);

-- many plan_bases
-- why: documents that a plan rests on
-- in: plan_id id
-- out: ord int, number text, issued_on day?, issuer text, role text, subject text, place text?, source text?, certainty text
SELECT ord, number, issued_on, issuer, role, subject, place, source, certainty FROM plan_basis WHERE plan_id = :plan_id ORDER BY ord;

-- exec plan_recipient_put
-- why: who gets the plan
-- in: plan_id id, ord int, recipient text, agency_id id?, group_id id?, purpose text
INSERT INTO plan_recipient (plan_id, ord, recipient, agency_id, group_id, purpose)
VALUES (:plan_id, :ord, :recipient, :agency_id, :group_id, :purpose);

-- many plan_recipients
-- why: who gets the plan
-- in: plan_id id
-- out: ord int, recipient text, agency_id id?, group_id id?, purpose text
SELECT ord, recipient, agency_id, group_id, purpose FROM plan_recipient WHERE plan_id = :plan_id ORDER BY ord;

-- exec plan_target_put
-- why: targets of a plan
-- in: plan_id id, key text, ord int, title text, indicator text, standard_key text?, class text?, direction text, value int?,
--   unit text?, due_on day, place text?, note text?, source text?, certainty text
INSERT INTO plan_target (plan_id, key, ord, title, indicator, standard_key, class, direction, value, unit, due_on, place, note, source,
                         certainty)
VALUES (:plan_id, :key, :ord, :title, :indicator, :standard_key, :class, :direction, :value, :unit, :due_on, :place, :note, :source,
        :certainty);

-- many plan_targets
-- why: targets of a plan
-- in: plan_id id
-- out: key text, ord int, title text, indicator text, standard_key text?, class text?, direction text, value int?, unit text?,
--   due_on day, place text?, note text?, source text?, certainty text
SELECT key, ord, title, indicator, standard_key, class, direction, value, unit, due_on, place, note, source, certainty
FROM plan_target WHERE plan_id = :plan_id ORDER BY ord;

-- exec plan_duty_put
-- why: section III of a plan
-- in: plan_id id, place text, ord int, agency_id id?, group_id id?, title text, tasks text?, source text?, certainty text
INSERT INTO plan_duty (plan_id, place, ord, agency_id, group_id, title, tasks, source, certainty)
VALUES (:plan_id, :place, :ord, :agency_id, :group_id, :title, :tasks, :source, :certainty);

-- many plan_duties
-- why: section III of a plan, with agencies under their names of the day
-- in: plan_id id, on_day day
-- out: place text, ord int, agency_id id?, group_id id?, name text, title text, tasks text?, source text?, certainty text
SELECT d.place, d.ord, d.agency_id, d.group_id,
       coalesce((SELECT g.name FROM agency_group g WHERE g.id = d.group_id), agency_name(d.agency_id, :on_day)),
       d.title, d.tasks, d.source, d.certainty
FROM plan_duty d WHERE d.plan_id = :plan_id ORDER BY d.ord;

-- ---- tasks

-- exec plan_task_put
-- why: a task, group or subgroup
-- in: id id, plan_id id, kind text
INSERT INTO plan_task (id, plan_id, kind) VALUES (:id, :plan_id, :kind);

-- exec plan_task_version_put
-- why: what a task says from a version on
-- in: task_id id, plan_id id, from_version int, code text, parent_code text?, ord int, title text, beneficiary text?, due_on day?,
--   source text?, certainty text
INSERT INTO plan_task_version (task_id, plan_id, from_version, to_version, code, parent_code, ord, title, beneficiary, due_on, source,
                               certainty)
VALUES (:task_id, :plan_id, :from_version, 2147483647, :code, :parent_code, :ord, :title, :beneficiary, :due_on, :source, :certainty);

-- exec plan_task_version_close
-- why: what a task said up to a version stays readable
-- in: task_id id, to_version int
UPDATE plan_task_version SET to_version = :to_version WHERE task_id = :task_id AND to_version = 2147483647;

-- exec plan_task_agency_put
-- why: who leads or coordinates from a version on
-- in: task_id id, plan_id id, from_version int, role text, ord int, agency_id id?, group_id id?
INSERT INTO plan_task_agency (task_id, plan_id, from_version, to_version, role, ord, agency_id, group_id)
VALUES (:task_id, :plan_id, :from_version, 2147483647, :role, :ord, :agency_id, :group_id);

-- exec plan_task_agency_close
-- why: who led or coordinated up to a version stays readable
-- in: task_id id, to_version int
UPDATE plan_task_agency SET to_version = :to_version WHERE task_id = :task_id AND to_version = 2147483647;

-- many plan_tasks
-- why: the annex of a version, in its order
-- in: plan_id id, version int
-- out: id id, kind text, code text, parent_code text?, ord int, title text, beneficiary text?, due_on day?, from_version int, source text?, certainty text
SELECT t.id, t.kind, v.code, v.parent_code, v.ord, v.title, v.beneficiary, v.due_on, v.from_version, v.source, v.certainty
FROM plan_task_version v JOIN plan_task t ON t.id = v.task_id
WHERE v.plan_id = :plan_id AND v.from_version <= :version AND v.to_version > :version
ORDER BY v.ord, t.id;

-- many plan_task_agencies
-- why: who leads and who coordinates in a version, under the names of a day
-- in: plan_id id, version int, on_day day
-- out: task_id id, role text, ord int, agency_id id?, group_id id?, key text, name text, gone bool
SELECT a.task_id, a.role, a.ord, a.agency_id, a.group_id,
       coalesce((SELECT x.key FROM agency x WHERE x.id = a.agency_id), (SELECT g.key FROM agency_group g WHERE g.id = a.group_id), ''),
       coalesce((SELECT g.name FROM agency_group g WHERE g.id = a.group_id), agency_name(a.agency_id, :on_day)),
       CASE WHEN a.agency_id IS NULL OR EXISTS (SELECT 1 FROM agency_version v WHERE v.agency_id = a.agency_id
                 AND v.valid_from <= :on_day AND v.valid_to > :on_day) THEN 0 ELSE 1 END
FROM plan_task_agency a
WHERE a.plan_id = :plan_id AND a.from_version <= :version AND a.to_version > :version
ORDER BY a.task_id, CASE a.role WHEN 'lead' THEN 0 ELSE 1 END, a.ord;

-- many plan_group_members
-- why: members, on a day, of all groups that a plan names
-- in: plan_id id, on_day day
-- out: group_id id, agency_id id, name text
SELECT m.group_id, m.agency_id, v.name
FROM agency_group_member m
JOIN agency_version v ON v.agency_id = m.agency_id AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE m.valid_from <= :on_day AND m.valid_to > :on_day
  AND m.group_id IN (SELECT a.group_id FROM plan_task_agency a WHERE a.plan_id = :plan_id AND a.group_id IS NOT NULL
                     UNION SELECT d.group_id FROM plan_duty d WHERE d.plan_id = :plan_id AND d.group_id IS NOT NULL)
ORDER BY m.group_id, v.name_sort, m.agency_id;

-- many plan_task_history
-- why: earlier wordings of a task
-- in: task_id id
-- out: from_version int, to_version int, code text, title text, beneficiary text?, due_on day?, valid_from day?, reason text
SELECT t.from_version, t.to_version, t.code, t.title, t.beneficiary, t.due_on,
       (SELECT v.valid_from FROM plan_version v WHERE v.plan_id = t.plan_id AND v.no = t.from_version),
       coalesce((SELECT v.reason FROM plan_version v WHERE v.plan_id = t.plan_id AND v.no = t.from_version), '')
FROM plan_task_version t WHERE t.task_id = :task_id ORDER BY t.from_version DESC;

-- ---- what agencies did

-- exec plan_progress_put
-- why: an agency tells what it did on a task
-- in: id id, task_id id, agency_id id, period text, state text, body text, on_day day, account_id id, created_at instant
INSERT INTO plan_progress (id, task_id, agency_id, period, state, body, on_day, account_id, created_at)
VALUES (:id, :task_id, :agency_id, :period, :state, :body, :on_day, :account_id, :created_at);

-- many plan_progress_of_plan
-- why: state and lateness of every task; the newest entries come last
-- in: plan_id id, on_day day
-- out: task_id id, agency_id id, period text, state text, on_day day
SELECT p.task_id, p.agency_id, p.period, p.state, p.on_day
FROM plan_progress p JOIN plan_task t ON t.id = p.task_id
WHERE t.plan_id = :plan_id AND p.on_day <= :on_day
ORDER BY p.on_day, p.created_at, p.id;

-- many plan_progress_of_task
-- why: the thread of a task
-- in: task_id id, on_day day
-- out: id id, agency_id id, agency_name text, period text, state text, body text, on_day day, created_at instant, who text
SELECT p.id, p.agency_id,
       agency_name(p.agency_id, :on_day),
       p.period, p.state, p.body, p.on_day, p.created_at,
       coalesce((SELECT a.display_name FROM account a WHERE a.id = p.account_id), '')
FROM plan_progress p WHERE p.task_id = :task_id ORDER BY p.created_at DESC, p.id DESC;

-- one plan_progress_task
-- why: which task an entry (and its evidence) belongs to
-- in: id id
-- out: task_id id, plan_id id, agency_id id
SELECT p.task_id, t.plan_id, p.agency_id FROM plan_progress p JOIN plan_task t ON t.id = p.task_id WHERE p.id = :id;

-- exec plan_comment_put
-- why: agencies talk about a task
-- in: id id, task_id id, agency_id id?, body text, on_day day, account_id id, created_at instant
INSERT INTO plan_comment (id, task_id, agency_id, body, on_day, account_id, created_at)
VALUES (:id, :task_id, :agency_id, :body, :on_day, :account_id, :created_at);

-- many plan_comments
-- why: the thread of a task
-- in: task_id id, on_day day
-- out: id id, agency_name text, body text, on_day day, created_at instant, who text
SELECT k.id, agency_name(k.agency_id, :on_day),
       k.body, k.on_day, k.created_at, coalesce((SELECT a.display_name FROM account a WHERE a.id = k.account_id), '')
FROM plan_comment k WHERE k.task_id = :task_id ORDER BY k.created_at DESC, k.id DESC;

-- exec plan_reminder_put
-- why: an agency is reminded of a task or a report
-- in: id id, plan_id id, task_id id?, rule_id id?, agency_id id, from_agency_id id?, body text, on_day day, account_id id, created_at instant
INSERT INTO plan_reminder (id, plan_id, task_id, rule_id, agency_id, from_agency_id, body, on_day, answered_on, account_id, created_at)
VALUES (:id, :plan_id, :task_id, :rule_id, :agency_id, :from_agency_id, :body, :on_day, NULL, :account_id, :created_at);

-- exec plan_reminder_answer_task
-- why: a progress entry answers what the agency was reminded of
-- in: task_id id, agency_id id, on_day day
UPDATE plan_reminder SET answered_on = :on_day WHERE task_id = :task_id AND agency_id = :agency_id AND answered_on IS NULL;

-- exec plan_reminder_answer_report
-- why: sending the report answers what the agency was reminded of
-- in: rule_id id, agency_id id, on_day day
UPDATE plan_reminder SET answered_on = :on_day WHERE rule_id = :rule_id AND agency_id = :agency_id AND answered_on IS NULL;

-- many plan_reminders_of_task
-- why: the thread of a task
-- in: task_id id, on_day day
-- out: id id, agency_id id, agency_name text, from_name text, body text, on_day day, answered_on day?, created_at instant, who text
SELECT r.id, r.agency_id,
       agency_name(r.agency_id, :on_day),
       agency_name(r.from_agency_id, :on_day),
       r.body, r.on_day, r.answered_on, r.created_at, coalesce((SELECT a.display_name FROM account a WHERE a.id = r.account_id), '')
FROM plan_reminder r WHERE r.task_id = :task_id ORDER BY r.created_at DESC, r.id DESC;

-- many plan_reminders_open
-- why: the first page of an agency's officer
-- in: agency_id id
-- out: id id, plan_id id, task_id id?, rule_id id?, code text, title text, on_day day, body text
SELECT r.id, r.plan_id, r.task_id, r.rule_id,
       coalesce((SELECT v.code FROM plan_task_version v WHERE v.task_id = r.task_id AND v.to_version = 2147483647), ''),
       coalesce((SELECT v.title FROM plan_task_version v WHERE v.task_id = r.task_id AND v.to_version = 2147483647),
                (SELECT q.title FROM plan_report_rule q WHERE q.id = r.rule_id), ''),
       r.on_day, r.body
FROM plan_reminder r WHERE r.agency_id = :agency_id AND r.answered_on IS NULL ORDER BY r.on_day, r.id;

-- many plans_in_force
-- why: the first page looks at the plans of the year
-- in: year int
-- out: id id
SELECT id FROM plan WHERE year = :year AND state = 'in_force' ORDER BY level, id;

-- ---- reports

-- one plan_demo_sender
-- why: in a demonstration somebody of the agency sends its report
-- in: agency_id id, today day
-- out: grant_id id, account_id id, display_name text
SELECT g.id, g.account_id, a.display_name FROM account_grant g JOIN account a ON a.id = g.account_id
WHERE g.agency_id = :agency_id AND g.valid_from <= :today AND g.valid_to > :today AND g.role LIKE '%leader' ORDER BY g.id LIMIT 1;

-- exec plan_report_rule_put
-- why: which reports a plan asks for
-- in: id id, plan_id id, key text, period text, title text, from_agency_id id?, from_group_id id?, to_agency_id id, period_from day,
--   period_to day, due_day day?, last_day day?, place text?, note text?, source text?, certainty text
INSERT INTO plan_report_rule (id, plan_id, key, period, title, from_agency_id, from_group_id, to_agency_id, period_from, period_to, due_day,
                              last_day, place, note, source, certainty)
VALUES (:id, :plan_id, :key, :period, :title, :from_agency_id, :from_group_id, :to_agency_id, :period_from, :period_to, :due_day,
        :last_day, :place, :note, :source, :certainty);

-- many plan_report_rules
-- why: which reports a plan asks for
-- in: plan_id id, on_day day
-- out: id id, key text, period text, title text, from_agency_id id?, from_group_id id?, from_name text, to_agency_id id, to_name text,
--   period_from day, period_to day, due_day day?, last_day day?, place text?, note text?, source text?, certainty text
SELECT r.id, r.key, r.period, r.title, r.from_agency_id, r.from_group_id,
       coalesce((SELECT g.name FROM agency_group g WHERE g.id = r.from_group_id), agency_name(r.from_agency_id, :on_day)),
       r.to_agency_id,
       agency_name(r.to_agency_id, :on_day),
       r.period_from, r.period_to, r.due_day, r.last_day, r.place, r.note, r.source, r.certainty
FROM plan_report_rule r WHERE r.plan_id = :plan_id
ORDER BY CASE WHEN r.from_group_id IS NULL THEN 1 ELSE 0 END, r.period_to, r.key;

-- ---- shipped data is loaded again only while nobody has touched the plan

-- one plan_by_key
-- why: whether a shipped plan is in the database already
-- in: key text
-- out: id id
SELECT id FROM plan WHERE key = :key;

-- ---- the importer

-- one plan_agency_place
-- why: the level and area of a plan are those of its issuer
-- in: id id
-- out: area_id id?, level int?
SELECT a.area_id, (SELECT r.level FROM area r WHERE r.id = a.area_id) FROM agency a WHERE a.id = :id;

-- one plan_group_name
-- why: differences are told with names
-- in: id id
-- out: name text
SELECT name FROM agency_group WHERE id = :id;

-- one document_text_by_digest
-- why: the same file is kept once
-- in: plan_id id, sha256 text
-- out: id id
SELECT id FROM document_text WHERE plan_id = :plan_id AND sha256 = :sha256;

-- exec document_text_put
-- why: the text of a plan as issued
-- in: id id, plan_id id, file_name text, sha256 text, account_id id, imported_at instant
INSERT INTO document_text (id, plan_id, file_name, sha256, account_id, imported_at)
VALUES (:id, :plan_id, :file_name, :sha256, :account_id, :imported_at);

-- exec document_paragraph_put
-- why: each paragraph as printed, its corrected reading beside it
-- in: document_id id, ord int, line int, section text, verbatim text, corrected text?
INSERT INTO document_paragraph (document_id, ord, line, section, verbatim, corrected)
VALUES (:document_id, :ord, :line, :section, :verbatim, :corrected);

-- exec document_decision_put
-- why: what the importer decided
-- in: document_id id, ord int, line int, kind text, note text
INSERT INTO document_decision (document_id, ord, line, kind, note) VALUES (:document_id, :ord, :line, :kind, :note);

-- one document_text_of
-- why: the newest imported text of a plan
-- in: plan_id id
-- out: id id, file_name text, sha256 text, imported_at instant, who text
SELECT d.id, d.file_name, d.sha256, d.imported_at, coalesce((SELECT a.display_name FROM account a WHERE a.id = d.account_id), '')
FROM document_text d WHERE d.plan_id = :plan_id ORDER BY d.imported_at DESC, d.id DESC LIMIT 1;

-- many document_paragraphs
-- why: the text of a plan beside its corrected reading
-- in: document_id id
-- out: ord int, line int, section text, verbatim text, corrected text?
SELECT ord, line, section, verbatim, corrected FROM document_paragraph WHERE document_id = :document_id ORDER BY ord;

-- many document_paragraphs_of_section
-- why: the words of the plan about one task
-- in: document_id id, section text
-- out: ord int, line int, section text, verbatim text, corrected text?
SELECT ord, line, section, verbatim, corrected FROM document_paragraph
WHERE document_id = :document_id AND section = :section ORDER BY ord;

-- many document_decisions
-- why: what the importer decided
-- in: document_id id
-- out: ord int, line int, kind text, note text
SELECT ord, line, kind, note FROM document_decision WHERE document_id = :document_id ORDER BY ord;

-- ---- reports: who owes them, what was written, sent, signed

-- many plan_reporters
-- why: the plan asks "agencies concerned" for reports without naming them: those with a duty in it, groups by member
-- in: plan_id id, on_day day, to_agency_id id
-- out: agency_id id, name text, ord int
SELECT x.agency_id, agency_name(x.agency_id, :on_day), min(x.ord)
FROM (SELECT d.agency_id AS agency_id, d.ord AS ord FROM plan_duty d WHERE d.plan_id = :plan_id AND d.agency_id IS NOT NULL
      UNION ALL
      SELECT m.agency_id, d.ord FROM plan_duty d JOIN agency_group_member m ON m.group_id = d.group_id
      WHERE d.plan_id = :plan_id AND m.valid_from <= :on_day AND m.valid_to > :on_day) x
WHERE x.agency_id <> :to_agency_id
GROUP BY x.agency_id
ORDER BY 3, 2, 1;

-- one plan_report_rule_by_id
-- why: what one report has to be
-- in: id id
-- out: id id, plan_id id, key text, period text, title text, from_agency_id id?, from_group_id id?, to_agency_id id, period_from day,
--   period_to day, due_day day?, last_day day?
SELECT id, plan_id, key, period, title, from_agency_id, from_group_id, to_agency_id, period_from, period_to, due_day, last_day
FROM plan_report_rule WHERE id = :id;

-- many plan_reports_of_plan
-- why: the board of who has sent and who has not
-- in: plan_id id
-- out: id id, rule_id id, agency_id id, state text, sent_on day?
SELECT r.id, r.rule_id, r.agency_id, r.state, r.sent_on
FROM plan_report r JOIN plan_report_rule q ON q.id = r.rule_id WHERE q.plan_id = :plan_id;

-- one plan_report_by_id
-- why: one report
-- in: id id
-- out: id id, rule_id id, agency_id id, state text, body text, proposal text, version int, returned_reason text?, sent_on day?
SELECT id, rule_id, agency_id, state, body, proposal, version, returned_reason, sent_on FROM plan_report WHERE id = :id;

-- exec plan_report_insert
-- why: an agency begins its report
-- in: id id, rule_id id, agency_id id, body text, proposal text, account_id id, updated_at instant
INSERT INTO plan_report (id, rule_id, agency_id, state, body, proposal, version, account_id, updated_at)
VALUES (:id, :rule_id, :agency_id, 'draft', :body, :proposal, 1, :account_id, :updated_at);

-- exec plan_report_save
-- why: written until it is sent; nothing changes what was sent
-- in: id id, version int, body text, proposal text, account_id id, updated_at instant
UPDATE plan_report SET body = :body, proposal = :proposal, version = version + 1, account_id = :account_id, updated_at = :updated_at
WHERE id = :id AND version = :version AND state IN ('draft', 'returned');

-- exec plan_report_close
-- why: sent or signed, once
-- in: id id, version int, state text, on_day day, account_id id, updated_at instant
UPDATE plan_report SET state = :state, sent_on = :on_day, version = version + 1, returned_reason = NULL, account_id = :account_id,
       updated_at = :updated_at
WHERE id = :id AND version = :version AND state IN ('draft', 'returned');

-- exec plan_report_return
-- why: who received it asks for more
-- in: id id, version int, reason text, updated_at instant
UPDATE plan_report SET state = 'returned', returned_reason = :reason, sent_on = NULL, version = version + 1, updated_at = :updated_at
WHERE id = :id AND version = :version AND state = 'sent';

-- exec plan_report_snapshot_put
-- why: what was sent or signed stays as it was
-- in: report_id id, no int, kind text, content text, sha256 text, signer_name text, signer_post text?, on_day day, account_id id, created_at instant
INSERT INTO plan_report_snapshot (report_id, no, kind, content, sha256, signer_name, signer_post, on_day, account_id, created_at)
VALUES (:report_id, :no, :kind, :content, :sha256, :signer_name, :signer_post, :on_day, :account_id, :created_at);

-- many plan_report_snapshots
-- why: what was sent or signed, newest first
-- in: report_id id
-- out: no int, kind text, content text, sha256 text, signer_name text, signer_post text?, on_day day
SELECT no, kind, content, sha256, signer_name, signer_post, on_day FROM plan_report_snapshot WHERE report_id = :report_id ORDER BY no DESC;

-- one plan_report_last_no
-- why: snapshots are numbered
-- in: report_id id
-- out: no int
SELECT coalesce(max(no), 0) FROM plan_report_snapshot WHERE report_id = :report_id;

-- one plan_grant_position
-- why: the post printed under a signature
-- in: grant_id id
-- out: position text?
SELECT position FROM account_grant WHERE id = :grant_id;

-- one plan_reminder_open_report
-- why: nobody is reminded twice of the same report on one day
-- in: rule_id id, agency_id id, on_day day
-- out: n int
SELECT count(*) FROM plan_reminder WHERE rule_id = :rule_id AND agency_id = :agency_id AND on_day = :on_day;

-- ---- drawing up and changing plans

-- many plan_agency_names
-- why: people name agencies and groups when they change a task
-- in: on_day day
-- out: agency_id id?, group_id id?, name text
SELECT v.agency_id, NULL, v.name FROM agency_version v WHERE v.valid_from <= :on_day AND v.valid_to > :on_day
UNION ALL SELECT NULL, g.id, g.name FROM agency_group g;

-- many plan_issuers
-- why: people's committees that may issue a plan, with the area that a plan of theirs is for
-- in: on_day day
-- out: agency_id id, area_id id, level int, name text
SELECT a.id, a.area_id, r.level, v.name
FROM agency a JOIN area r ON r.id = a.area_id
JOIN agency_version v ON v.agency_id = a.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE a.kind = 'people_committee' ORDER BY r.level, v.name_sort, a.id;

-- many plan_successors_by
-- why: a plan started from an older one names whoever took the work over
-- in: from_id id, on_day day
-- out: to_id id
SELECT DISTINCT s.to_id FROM agency_successor s
WHERE s.from_id = :from_id AND s.on_day <= :on_day
  AND NOT EXISTS (SELECT 1 FROM agency_version v WHERE v.agency_id = :from_id AND v.valid_from <= :on_day AND v.valid_to > :on_day);

-- ---- parts changed on pages

-- exec plan_basis_delete
-- why: a basis is changed or taken out
-- in: plan_id id, ord int
DELETE FROM plan_basis WHERE plan_id = :plan_id AND ord = :ord;

-- exec plan_recipient_delete
-- why: a recipient is changed or taken out
-- in: plan_id id, ord int
DELETE FROM plan_recipient WHERE plan_id = :plan_id AND ord = :ord;

-- exec plan_target_delete
-- why: a target is changed or taken out
-- in: plan_id id, ord int
DELETE FROM plan_target WHERE plan_id = :plan_id AND ord = :ord;

-- exec plan_duty_delete
-- why: a duty is changed or taken out
-- in: plan_id id, ord int
DELETE FROM plan_duty WHERE plan_id = :plan_id AND ord = :ord;

-- exec plan_part_change_put
-- why: what stood there before stays readable
-- in: plan_id id, version int, part text, item int, said_before text?, says_now text?
INSERT INTO plan_part_change (plan_id, version, part, item, said_before, says_now)
VALUES (:plan_id, :version, :part, :item, :said_before, :says_now);

-- many plan_part_changes
-- why: the history of a part
-- in: plan_id id, part text
-- out: version int, item int, said_before text?, says_now text?, reason text, recorded_at instant, who text
SELECT x.version, x.item, x.said_before, x.says_now, v.reason, v.recorded_at,
       coalesce((SELECT a.display_name FROM account a WHERE a.id = v.account_id), '')
FROM plan_part_change x JOIN plan_version v ON v.plan_id = x.plan_id AND v.no = x.version
WHERE x.plan_id = :plan_id AND x.part = :part ORDER BY x.version DESC;
