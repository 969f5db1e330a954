-- list guidance_list
-- why: guidance in force first, the newest first; of one policy or task from their pages
-- out: id id, number text, issued_on day, issuer text, title text, withdrawn_on day?, policies int, tasks int
-- id: g.id
-- scope: none because guidance is published
-- sort newest int: -g.issued_on
-- sort title text: g.title_fold
-- filter policy int: g.id IN (SELECT x.guidance_id FROM guidance_policy x WHERE x.policy_id = :value)
-- filter task int: g.id IN (SELECT x.guidance_id FROM guidance_task x WHERE x.task_id = :value)
-- filter code text: g.id IN (SELECT x.guidance_id FROM guidance_task x JOIN plan_task_version v ON v.task_id = x.task_id AND v.code = :value)
-- filter policy_key text: g.id IN (SELECT x.guidance_id FROM guidance_policy x JOIN policy p ON p.id = x.policy_id AND p.key = :value)
-- filter in_force: g.withdrawn_on IS NULL
-- filter q text: g.title_fold LIKE '%' || :value || '%'
SELECT g.id, g.number, g.issued_on, g.issuer, g.title, g.withdrawn_on,
       (SELECT count(*) FROM guidance_policy x WHERE x.guidance_id = g.id), (SELECT count(*) FROM guidance_task x WHERE x.guidance_id = g.id)
FROM guidance g WHERE {where} {order} {limit};

-- exec guidance_insert
-- why: guidance is entered
-- in: id id, number text, issued_on day, issuer text, title text, note text?, replaces_id id?, certainty text, title_fold text, account_id id, recorded_at instant
INSERT INTO guidance (id, number, issued_on, issuer, title, note, replaces_id, withdrawn_on, withdrawn_reason, certainty, title_fold, version, account_id, recorded_at)
VALUES (:id, :number, :issued_on, :issuer, :title, :note, :replaces_id, NULL, NULL, :certainty, :title_fold, 1, :account_id, :recorded_at);

-- exec guidance_policy_put
-- why: what it is about
-- in: guidance_id id, policy_id id
INSERT INTO guidance_policy (guidance_id, policy_id) VALUES (:guidance_id, :policy_id) ON CONFLICT DO NOTHING;

-- exec guidance_task_put
-- why: what it is about
-- in: guidance_id id, task_id id
INSERT INTO guidance_task (guidance_id, task_id) VALUES (:guidance_id, :task_id) ON CONFLICT DO NOTHING;

-- exec guidance_withdraw
-- why: it no longer holds; who has seen an older version changes nothing
-- in: id id, on_day day, reason text, version int
UPDATE guidance SET withdrawn_on = :on_day, withdrawn_reason = :reason, version = version + 1
WHERE id = :id AND version = :version AND withdrawn_on IS NULL;

-- one guidance_one
-- why: the document
-- in: id id
-- out: id id, number text, issued_on day, issuer text, title text, note text?, replaces_id id?, replaces text?, replaced_by id?, withdrawn_on day?, withdrawn_reason text?, certainty text, version int, recorded_at instant, who text?
SELECT g.id, g.number, g.issued_on, g.issuer, g.title, g.note, g.replaces_id,
       (SELECT r.number FROM guidance r WHERE r.id = g.replaces_id), (SELECT min(n.id) FROM guidance n WHERE n.replaces_id = g.id),
       g.withdrawn_on, g.withdrawn_reason, g.certainty, g.version, g.recorded_at,
       (SELECT a.display_name FROM account a WHERE a.id = g.account_id)
FROM guidance g WHERE g.id = :id;

-- many guidance_policies
-- why: what it is about
-- in: guidance_id id
-- out: id id, key text, name text
SELECT p.id, p.key, p.name FROM guidance_policy x JOIN policy p ON p.id = x.policy_id WHERE x.guidance_id = :guidance_id ORDER BY p.key;

-- many guidance_tasks
-- why: what it is about, as the tasks are called now or were last
-- in: guidance_id id
-- out: id id, plan_id id, code text, title text
SELECT t.id, t.plan_id, v.code, v.title FROM guidance_task x JOIN plan_task t ON t.id = x.task_id
JOIN plan_task_version v ON v.task_id = t.id AND v.from_version = (SELECT max(w.from_version) FROM plan_task_version w WHERE w.task_id = t.id)
WHERE x.guidance_id = :guidance_id ORDER BY v.ord, t.id;

-- many guidance_task_choices
-- why: tasks of the plans of the year that an officer may choose
-- in: year int
-- out: id id, code text, title text, number text?
SELECT t.id, v.code, v.title, p.number FROM plan p JOIN plan_task t ON t.plan_id = p.id AND t.kind = 'task'
JOIN plan_task_version v ON v.task_id = t.id AND v.to_version = 2147483647
WHERE p.year = :year AND p.state = 'in_force' AND p.level = 1 ORDER BY p.number, v.ord, v.code;

-- many guidance_choices
-- why: which guidance a new one replaces
-- out: id id, number text, title text
SELECT id, number, title FROM guidance WHERE withdrawn_on IS NULL ORDER BY issued_on DESC, id;
