-- list audit_list
-- why: the inspector's view of who did what
-- out: id id, chain_id id, seq int, at instant, who text?, role text, action text, subject_kind text, subject_id id, row_count int, body text, request_id text
-- id: e.chain_id * 1000003 + e.seq
-- scope 1: (e.chain_id = 0 OR e.chain_id IN (WITH RECURSIVE down(id) AS (SELECT :area UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id) SELECT id FROM down))
-- scope 2: e.chain_id IN (WITH RECURSIVE down(id) AS (SELECT :area UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id) SELECT id FROM down)
-- scope 3: e.chain_id = :area
-- scope 4: e.chain_id = :area
-- sort at int: e.at
-- filter subject_kind text: e.subject_kind = :value
-- filter subject_id int: e.subject_id = :value
-- filter from_day int: e.at >= (:value * 86400000) - 25200000
-- filter q text: e.action LIKE '%' || :value || '%'
SELECT e.chain_id * 1000003 + e.seq, e.chain_id, e.seq, e.at, (SELECT a.username FROM account a WHERE a.id = e.account_id), e.role, e.action, e.subject_kind,
       e.subject_id, e.row_count, e.body, e.request_id
FROM audit_entry e WHERE {where}
{order} {limit};

-- list read_list
-- why: the inspector's view of who opened whose record
-- out: id id, batch_id id, no int, at instant, who text?, role text, subject_kind text, subject_id id, code text?, row_count int, request_id text
-- id: e.batch_id + e.no
-- scope 1: (e.area_id = 0 OR e.area_id IN (WITH RECURSIVE down(id) AS (SELECT :area UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id) SELECT id FROM down))
-- scope 2: e.area_id IN (WITH RECURSIVE down(id) AS (SELECT :area UNION ALL SELECT w.area_id FROM down JOIN area_version w ON w.parent_id = down.id) SELECT id FROM down)
-- scope 3: e.area_id = :area
-- scope 4: e.area_id = :area
-- sort at int: e.at
-- filter subject_kind text: e.subject_kind = :value
-- filter subject_id int: e.subject_id = :value
-- filter from_day int: e.at >= (:value * 86400000) - 25200000
-- filter q text: e.account_id IN (SELECT a.id FROM account a WHERE a.username LIKE '%' || :value || '%')
SELECT e.batch_id + e.no, e.batch_id, e.no, e.at, (SELECT a.username FROM account a WHERE a.id = e.account_id), e.role, e.subject_kind, e.subject_id,
       (SELECT h.code FROM household h WHERE h.id = e.subject_id), e.row_count, e.request_id
FROM read_entry e WHERE {where}
{order} {limit};
