-- Statements over the tables that the tests of src/db make for themselves (src/db/testing.c). Not part of the program.

-- exec thing_add
-- why: every type in one row
-- in: id id, n int?, born day?, flag bool, name text?, raw bytes?, area id, place id
INSERT INTO thing (id, n, born, flag, name, raw, area, place)
VALUES (:id, :n, :born, :flag, :name, :raw, :area, :place);

-- one thing_get
-- why: every type out again
-- in: id id
-- out: id id, n int?, born day?, flag bool, name text?, raw bytes?
SELECT id, n, born, flag, name, raw FROM thing WHERE id = :id;

-- many things_of
-- why: a list of ids as a parameter
-- in: ids ids
-- out: id id, name text?
SELECT id, name FROM thing WHERE id IN_LIST(:ids) ORDER BY id;

-- many things_but
-- why: a list of ids, negated
-- in: ids ids
-- out: id id, name text?
SELECT id, name FROM thing WHERE id NOT IN_LIST(:ids) ORDER BY id;

-- one thing_sum
-- why: sums of bigint are numeric on PostgreSQL
-- in: at_least int?
-- out: total int?, things int
SELECT sum(n), count(*) FROM thing WHERE :at_least IS NULL OR n >= :at_least;

-- exec thing_rename
-- why: counts changed rows
-- in: name text, area id
UPDATE thing SET name = :name WHERE area = :area;

-- exec thing_count_up
-- why: many writers of one row
-- in: id id
UPDATE thing SET n = n + 1 WHERE id = :id;

-- exec things_swap
-- why: two writers that lock two rows in opposite order
-- in: id id, n int
UPDATE thing SET n = :n WHERE id = :id;

-- one server_end_others
-- why: what a restart of the server looks like to a connection
-- out: ended int
-- sqlite:
SELECT 0
-- postgres:
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()

-- one thing_two_rows
-- why: a second row is a mistake of ours
-- out: id id
SELECT id FROM thing ORDER BY id LIMIT 2;

-- one thing_average
-- why: a fraction does not fit an int
-- out: average int?
SELECT avg(n) FROM thing;

-- one thing_null
-- why: a null that was not declared
-- in: id id
-- out: name text
SELECT name FROM thing WHERE id = :id;

-- one thing_odd_text
-- why: what looks like a parameter in strings, comments and casts is none
-- in: a text
-- out: odd text, given text
-- sqlite:
SELECT 'it''s :a -- "x" /* {where} */ ?' AS odd, :a /* :b */ -- :c
-- postgres:
SELECT 'it''s :a -- "x" /* {where} */ ?'::text AS odd, :a /* :b */ -- :c

-- exec claim_add
-- why: unique indexes, references and checks
-- in: id id, thing_id id, period text, amount money
INSERT INTO thing_claim (id, thing_id, period, amount) VALUES (:id, :thing_id, :period, :amount);

-- exec claim_release
-- why: a released claim binds no more
-- in: id id
UPDATE thing_claim SET released = 1 WHERE id = :id;

-- one thing_claim_new
-- why: a row that comes back from a write
-- in: id id, thing_id id, period text
-- out: id id, period text
INSERT INTO thing_claim (id, thing_id, period, amount) VALUES (:id, :thing_id, :period, 1) RETURNING id, period;

-- list thing_list
-- why: everything a list can do
-- in: from_id id
-- out: id id, name text, n int, born day, area id
-- id: t.id
-- scope 1: 1 = :area
-- scope 2: t.area / 100 = :area
-- scope 3: t.area / 10 = :area
-- scope 4: t.area = :area
-- filter flag bool: t.flag = :value
-- filter odd: t.n % 2 <> 0
-- filter name text sqlite: t.name GLOB :value || '*'
-- filter name text postgres: starts_with(t.name, :value)
-- filter ids ids: t.id IN_LIST(:value)
-- filter born_from day: t.born >= :value
-- filter in_place id: t.place = :value
--   AND t.place > 0
-- sort id id: t.id
-- sort name text: t.name
-- sort n int: t.n
-- sort born day: t.born
-- sort label text: CASE WHEN t.flag = 1 THEN 'Zuy' ELSE 'an' END
-- sort place id, text: t.place, t.name
-- count: FROM thing t WHERE t.id >= :from_id AND {where}
SELECT t.id, t.name, t.n, t.born, t.area
FROM thing t LEFT JOIN thing_claim c ON c.id = t.id
WHERE t.id >= :from_id AND {where} {order} {limit};

-- list thing_list_plain
-- why: a list without scope, filters and its own count
-- out: id id
-- id: t.id
-- scope: none because things of tests belong to nobody
-- sort id id: t.id
SELECT t.id FROM thing t WHERE {where} {order} {limit};

-- one migrated_rows
-- why: what the migrations of tests have written
-- out: ones int
SELECT count(*) FROM m_one
