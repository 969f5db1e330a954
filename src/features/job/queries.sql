-- list job_list
-- why: what one has set going and how it went
-- in: account_id id
-- out: id id, kind text, state text, done_count int, total_count int?, created_at instant, ended_at instant?
-- id: j.id
-- scope: none because everyone sees only the jobs that their own account started
-- sort created_at int: j.created_at
-- filter state text: j.state = :value
SELECT j.id, j.kind, j.state, j.done_count, j.total_count, j.created_at, j.ended_at
FROM job j WHERE j.account_id = :account_id AND {where} {order} {limit};

-- one job_by_id
-- why: one job on its page; only one's own
-- in: id id, account_id id
-- out: kind text, state text, done_count int, total_count int?, message text?, result text?, cancel_asked bool, created_at instant, started_at instant?, ended_at instant?
SELECT kind, state, done_count, total_count, message, result, cancel_asked, created_at, started_at, ended_at
FROM job WHERE id = :id AND account_id = :account_id;

-- exec job_cancel
-- why: one that waits ends at once, one that runs is asked to stop
-- in: id id, account_id id, now instant
UPDATE job SET cancel_asked = 1, ended_at = CASE WHEN state = 'waiting' THEN :now ELSE ended_at END,
               state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END
WHERE id = :id AND account_id = :account_id AND state IN ('waiting', 'running');
