-- one account_by_username
-- why: signing in
-- in: username text
-- out: id id, display_name text, password_hash text, disabled bool, failed_count int, locked_until instant?, must_change bool
SELECT id, display_name, password_hash, disabled, failed_count, locked_until, must_change FROM account WHERE username = :username;

-- one account_by_id
-- why: the account's own page
-- in: id id
-- out: id id, username text, display_name text, password_hash text, disabled bool, version int
SELECT id, username, display_name, password_hash, disabled, version FROM account WHERE id = :id;

-- exec account_insert
-- why: a new account
-- in: id id, username text, display_name text, password_hash text, must_change bool, created_at instant
INSERT INTO account (id, username, display_name, password_hash, must_change, disabled, failed_count, locked_until, version, created_at)
VALUES (:id, :username, :display_name, :password_hash, :must_change, 0, 0, NULL, 1, :created_at);

-- exec account_grant_insert
-- why: an account acts in one more capacity
-- in: id id, account_id id, role text, agency_id id?, area_id id?, position text?, valid_from day, valid_to day
INSERT INTO account_grant (id, account_id, role, agency_id, area_id, position, valid_from, valid_to)
VALUES (:id, :account_id, :role, :agency_id, :area_id, :position, :valid_from, :valid_to);

-- many account_grants
-- why: the capacities that one may choose between, in force today
-- in: account_id id, today day
-- out: id id, role text, role_name text, agency_name text?, area_name text?, position text?
SELECT g.id, g.role, r.name, nullif(agency_name(g.agency_id, :today), ''), nullif(area_name(g.area_id, :today), ''), g.position
FROM account_grant g
JOIN role r ON r.code = g.role
WHERE g.account_id = :account_id AND g.valid_from <= :today AND g.valid_to > :today
ORDER BY r.sort_order, g.id;

-- exec account_failed
-- why: a wrong password counts; five in a row lock for a while
-- in: id id, failed_count int, locked_until instant?
UPDATE account SET failed_count = :failed_count, locked_until = :locked_until WHERE id = :id;

-- exec account_password
-- why: a new password ends the need to change it
-- in: id id, password_hash text
UPDATE account SET password_hash = :password_hash, must_change = 0, version = version + 1 WHERE id = :id;

-- exec account_session_insert
-- why: signed in
-- in: id id, token_hash bytes, account_id id, grant_id id, csrf text, lang text, now instant, expires_at instant, remote text
INSERT INTO session (id, token_hash, account_id, grant_id, csrf, lang, created_at, seen_at, expires_at, remote)
VALUES (:id, :token_hash, :account_id, :grant_id, :csrf, :lang, :now, :now, :expires_at, :remote);

-- exec account_session_delete
-- why: signed out
-- in: id id
DELETE FROM session WHERE id = :id;

-- exec account_sessions_delete_others
-- why: a changed password ends the other sessions
-- in: account_id id, keep_id id
DELETE FROM session WHERE account_id = :account_id AND id <> :keep_id;

-- exec account_session_switch
-- why: the same person acts in another of his capacities
-- in: id id, grant_id id
UPDATE session SET grant_id = :grant_id WHERE id = :id;

-- exec account_role_upsert
-- why: roles are shipped data
-- in: code text, name text, level int?, sort_order int
INSERT INTO role (code, name, level, sort_order) VALUES (:code, :name, :level, :sort_order)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, sort_order = excluded.sort_order;

-- exec account_role_clear
-- why: the shipped rights replace the earlier shipped ones
DELETE FROM role_permission;

-- exec account_role_permission
-- why: one right of one role
-- in: role text, permission text
INSERT INTO role_permission (role, permission) VALUES (:role, :permission) ON CONFLICT (role, permission) DO NOTHING;

-- list account_list
-- why: the administrator's list of accounts
-- in: today day
-- out: id id, username text, display_name text, disabled bool, roles text, areas text, created_at instant
-- id: a.id
-- scope: none because accounts belong to the administrator, who has no area
-- sort username text: a.username
-- sort display_name text: a.display_name
-- filter disabled bool: a.disabled = :value
-- filter q text: a.username LIKE '%' || :value || '%'
SELECT a.id, a.username, a.display_name, a.disabled,
       coalesce((SELECT min(r.name) FROM account_grant g JOIN role r ON r.code = g.role WHERE g.account_id = a.id), ''),
       coalesce((SELECT min(area_name(g.area_id, :today)) FROM account_grant g WHERE g.account_id = a.id AND g.area_id IS NOT NULL), ''),
       a.created_at
FROM account a WHERE {where}
{order} {limit};
