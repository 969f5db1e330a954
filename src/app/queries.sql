-- one app_mark
-- why: what kind of database this is, read once at start
-- out: demo bool, fixed_day day?
SELECT demo, fixed_day FROM database_mark WHERE id = 1;

-- exec app_mark_set
-- why: a database is marked as demo or test when it is made
-- in: demo bool, fixed_day day?, seed int?, note text?
INSERT INTO database_mark (id, demo, fixed_day, seed, note) VALUES (1, :demo, :fixed_day, :seed, :note)
ON CONFLICT (id) DO UPDATE SET demo = excluded.demo, fixed_day = excluded.fixed_day, seed = excluded.seed, note = excluded.note;

-- one session_user
-- why: who asks, on every request
-- in: token_hash bytes, now instant, today day
-- out: session_id id, account_id id, grant_id id, username text, display_name text, role text, role_name text, agency_id id?, agency_name text?, area_id id?, area_level int?, area_name text?, csrf text, lang text, must_change bool, seen_at instant
SELECT s.id, a.id, g.id, a.username, a.display_name, g.role, r.name, g.agency_id, nullif(agency_name(g.agency_id, :today), ''), g.area_id, ar.level,
       nullif(area_name(g.area_id, :today), ''),
       s.csrf, s.lang, a.must_change, s.seen_at
FROM session s
JOIN account a ON a.id = s.account_id
JOIN account_grant g ON g.id = s.grant_id AND g.account_id = a.id
JOIN role r ON r.code = g.role
LEFT JOIN area ar ON ar.id = g.area_id
WHERE s.token_hash = :token_hash AND s.expires_at > :now AND a.disabled = 0
  AND g.valid_from <= :today AND g.valid_to > :today;

-- many role_permissions
-- why: what a role may do, on every request
-- in: role text
-- out: permission text
SELECT permission FROM role_permission WHERE role = :role ORDER BY permission;

-- exec session_seen
-- why: the session lives on while it is used; written at most once in some minutes
-- in: id id, now instant, expires_at instant
UPDATE session SET seen_at = :now, expires_at = :expires_at WHERE id = :id;

-- one area_reached
-- why: is this area one of these or under one, by the tree of the day or, when it has ended, of its last day
-- in: area_id id, ids ids, today day
-- out: inside int
WITH RECURSIVE last(day) AS (
    SELECT CASE WHEN max(v.valid_to) > :today THEN CAST(:today AS INTEGER) ELSE max(v.valid_to) - 1 END FROM area_version v WHERE v.area_id = :area_id
), up(id, depth) AS (
    SELECT CAST(:area_id AS BIGINT), 0
    UNION ALL
    SELECT v.parent_id, up.depth + 1
    FROM up JOIN last ON TRUE JOIN area_version v ON v.area_id = up.id AND v.valid_from <= last.day AND v.valid_to > last.day
    WHERE v.parent_id IS NOT NULL AND up.depth < 6
)
SELECT count(*) FROM up WHERE id IN_LIST(:ids);

-- one area_changes_begun
-- why: while no unit has become another, each stands for itself alone
-- in: today day
-- out: changes int
SELECT count(*) FROM (SELECT 1 FROM area_successor WHERE on_day <= :today LIMIT 1) x;

-- many reach_versions
-- why: provinces, districts and communes as they stood until a day, to find what a unit stands for
-- in: today day
-- out: id id, level int, parent_id id?, valid_from day, valid_to day
SELECT a.id, a.level, v.parent_id, v.valid_from, v.valid_to FROM area a JOIN area_version v ON v.area_id = a.id
WHERE a.level <= 3 AND v.valid_from <= :today ORDER BY a.id, v.valid_from;

-- many reach_successors
-- why: what became of which unit until a day
-- in: today day
-- out: from_id id, to_id id, on_day day
SELECT from_id, to_id, on_day FROM area_successor WHERE on_day <= :today AND from_id <> to_id ORDER BY on_day, from_id, to_id;

-- many reach_hamlets
-- why: hamlets that were under these units and are under others now
-- in: ids ids, today day
-- out: id id
SELECT DISTINCT o.area_id FROM area_version o JOIN area a ON a.id = o.area_id AND a.level = 4
JOIN area_version n ON n.area_id = o.area_id AND n.valid_from <= :today AND n.valid_to > :today
WHERE o.valid_from <= :today AND o.parent_id IN_LIST(:ids) AND n.parent_id NOT IN_LIST(:ids)
ORDER BY o.area_id;

-- one audit_head
-- why: the head of a chain, locked until commit so that chain order is commit order
-- in: id id
-- out: last_seq int, last_hash bytes
-- sqlite:
SELECT last_seq, last_hash FROM audit_chain WHERE id = :id;
-- postgres:
SELECT last_seq, last_hash FROM audit_chain WHERE id = :id FOR UPDATE;

-- exec audit_head_new
-- why: a chain begins with its first entry
-- in: id id, last_hash bytes
INSERT INTO audit_chain (id, last_seq, last_hash) VALUES (:id, 0, :last_hash) ON CONFLICT (id) DO NOTHING;

-- exec audit_head_move
-- why: the chain has one entry more
-- in: id id, last_seq int, last_hash bytes
UPDATE audit_chain SET last_seq = :last_seq, last_hash = :last_hash WHERE id = :id;

-- exec audit_add
-- why: an entry, the last statement before commit
-- in: chain_id id, seq int, at instant, account_id id, role text, request_id text, action text, subject_kind text, subject_id id, row_count int, body text, prev_hash bytes, hash bytes
INSERT INTO audit_entry (chain_id, seq, at, account_id, role, request_id, action, subject_kind, subject_id, row_count, body, prev_hash, hash)
VALUES (:chain_id, :seq, :at, :account_id, :role, :request_id, :action, :subject_kind, :subject_id, :row_count, :body, :prev_hash, :hash);

-- many audit_walk
-- why: verifying every chain from its first entry
-- out: chain_id id, seq int, at instant, account_id id, role text, request_id text, action text, subject_kind text, subject_id id, row_count int, body text, prev_hash bytes, hash bytes
SELECT chain_id, seq, at, account_id, role, request_id, action, subject_kind, subject_id, row_count, body, prev_hash, hash
FROM audit_entry ORDER BY chain_id, seq;

-- many audit_heads
-- why: each chain must end where its head says
-- out: id id, last_seq int, last_hash bytes
SELECT id, last_seq, last_hash FROM audit_chain ORDER BY id;

-- one setting_on
-- why: the value in force on a day
-- in: key text, on_day day
-- out: value text?
SELECT value FROM setting WHERE key = :key AND valid_from <= :on_day ORDER BY valid_from DESC LIMIT 1;

-- one idempotency_get
-- why: has this key been used before
-- in: account_id id, key text
-- out: request_hash bytes, http_status int, location text?, body text
SELECT request_hash, http_status, location, body FROM idempotency WHERE account_id = :account_id AND key = :key;

-- exec idempotency_put
-- why: what the first request with this key was answered, in the same transaction as its writes
-- in: account_id id, key text, request_hash bytes, http_status int, location text?, body text, created_at instant
INSERT INTO idempotency (account_id, key, request_hash, http_status, location, body, created_at)
VALUES (:account_id, :key, :request_hash, :http_status, :location, :body, :created_at);

-- exec job_insert
-- why: long work put in line
-- in: id id, kind text, params text, account_id id, grant_id id, created_at instant
INSERT INTO job (id, kind, params, account_id, grant_id, state, done_count, cancel_asked, created_at)
VALUES (:id, :kind, :params, :account_id, :grant_id, 'waiting', 0, 0, :created_at);

-- one job_any
-- why: a free runner looks for work without taking the writer
-- in: now instant
-- out: id id
SELECT id FROM job WHERE state = 'waiting' OR (state = 'running' AND lease_until < :now) LIMIT 1;

-- one job_take
-- why: one runner gets the oldest job that waits or whose runner is silent; the lease's end is the token that proves it
-- in: now instant, lease_until instant
-- out: id id, kind text, params text, account_id id, grant_id id, attempts int
-- sqlite:
UPDATE job SET state = 'running', lease_until = :lease_until, started_at = :now, attempts = attempts + 1
WHERE id = (SELECT id FROM job WHERE state = 'waiting' OR (state = 'running' AND lease_until < :now)
            ORDER BY created_at, id LIMIT 1)
RETURNING id, kind, params, account_id, grant_id, attempts;
-- postgres:
UPDATE job SET state = 'running', lease_until = :lease_until, started_at = :now, attempts = attempts + 1
WHERE id = (SELECT id FROM job WHERE state = 'waiting' OR (state = 'running' AND lease_until < :now)
            ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, params, account_id, grant_id, attempts;

-- one job_beat
-- why: the runner lives; no row means that another one has taken the job
-- in: id id, held instant, lease_until instant, done_count int, total_count int?
-- out: cancel_asked bool
UPDATE job SET lease_until = :lease_until, done_count = :done_count, total_count = :total_count
WHERE id = :id AND state = 'running' AND lease_until = :held
RETURNING cancel_asked;

-- exec job_end
-- why: how it ended; only by the runner that holds the lease. Back to 'waiting' when the server stops: no attempt
--   that failed
-- in: id id, held instant, state text, done_count int, total_count int?, message text?, result text?, ended_at instant?
UPDATE job SET state = :state, done_count = :done_count, total_count = :total_count, message = :message, result = :result,
               ended_at = :ended_at, lease_until = NULL,
               attempts = attempts - CASE WHEN :state = 'waiting' THEN 1 ELSE 0 END
WHERE id = :id AND state = 'running' AND lease_until = :held;

-- one job_user
-- why: a job acts under the grant of the account that asked, if it still holds
-- in: grant_id id, account_id id, today day
-- out: username text, display_name text, role text, role_name text, agency_id id?, agency_name text?, area_id id?, area_level int?, area_name text?
SELECT a.username, a.display_name, g.role, r.name, g.agency_id, nullif(agency_name(g.agency_id, :today), ''), g.area_id, ar.level,
       nullif(area_name(g.area_id, :today), '')
FROM account_grant g
JOIN account a ON a.id = g.account_id
JOIN role r ON r.code = g.role
LEFT JOIN area ar ON ar.id = g.area_id
WHERE g.id = :grant_id AND g.account_id = :account_id AND a.disabled = 0
  AND g.valid_from <= :today AND g.valid_to > :today;

-- many reads_batches
-- why: what the chain says of each batch of reads
-- out: batch_id id, seq int, at instant, row_count int, body text
SELECT subject_id, seq, at, row_count, body FROM audit_entry
WHERE chain_id = 0 AND subject_kind = 'read_batch' AND action = 'record.read' ORDER BY subject_id;

-- one reads_dropped
-- why: up to when reads were removed because nobody has to keep them any longer
-- out: before instant?
SELECT max(subject_id) FROM audit_entry WHERE chain_id = 0 AND subject_kind = 'instant' AND action = 'record.read_dropped';

-- many reads_walk
-- why: every read, batch by batch, to be held against the chain
-- out: batch_id id, no int, at instant, account_id id, role text, request_id text, subject_kind text, subject_id id, area_id id, row_count int
SELECT batch_id, no, at, account_id, role, request_id, subject_kind, subject_id, area_id, row_count FROM read_entry
ORDER BY batch_id, no;

-- exec reads_drop
-- why: reads are kept as long as the setting says; whole batches, so that those that stay can still be verified
-- in: before instant, batches int
DELETE FROM read_entry WHERE batch_id IN (SELECT batch_id FROM read_entry WHERE at < :before GROUP BY batch_id ORDER BY batch_id LIMIT :batches);
