"""Tests of queries.py, migrations.py and the tokens that both read (sqltext.py)."""
import random
import re
import unittest

import migrations
import queries
import queryparse
from sqltext import SqlError, c_string, join, tokens


def parse(text):
    return {s.name: s for s in queries.Parser(text).parse()}


def only(text):
    return next(iter(parse(text).values()))


ONE = "-- one it\n-- why: a test\n"
LIST = """-- list things
-- why: a test
-- out: id id, name text
-- id: t.id
-- scope: none because it is a test
-- sort name text: t.name
"""
LIST_BODY = "SELECT t.id, t.name FROM thing t WHERE {where} {order} {limit}"


class Names(unittest.TestCase):
    def test_of_a_day_stand_in_one_place(self):
        s = only(ONE + "-- in: today day\n-- out: name text\n"
                 "SELECT area_name(h.hamlet_id, :today), agency_name(h.agency_id, coalesce(h.signed_on, :today)) FROM h")
        for text in s.sql.values():
            self.assertNotIn("area_name", text)
            self.assertEqual(text.count("FROM area_version name_on WHERE name_on.area_id = h.hamlet_id"), 2)
            self.assertIn("name_on.valid_from <= coalesce(h.signed_on, ", text)

    def test_are_asked_in_filters_sorts_and_counts_too(self):
        s = only(LIST.replace("scope:", "in: today day\n-- scope:") + "-- sort place text: area_name(t.area_id, :today)\n"
                 "-- filter at text: area_name(t.area_id, :today) = :value\n" + LIST_BODY)
        self.assertIn("area_version", str(s.sorts))
        self.assertIn("area_version", str(s.filters))

    def test_of_a_bare_column_or_without_a_day_are_refused(self):
        for call in ("area_name(hamlet_id, :today)", "area_name(h.hamlet_id)", "area_name(h.hamlet_id, )"):
            with self.assertRaises(SqlError):
                only(ONE + f"-- in: today day\n-- out: name text\nSELECT {call} FROM h WHERE h.d = :today")


class Generated(unittest.TestCase):
    def test_a_part_stands_where_it_is_used(self):
        _, c = queries.generate("it", "it/queries.sql", """-- part lately
-- what happened since
WITH x AS (SELECT 1
           AS n)
-- one seen
-- why: test
-- out: n int
{part lately} SELECT n FROM x;
""")
        self.assertIn("WITH x AS (SELECT 1 AS n) SELECT n FROM x", c)
        self.bad("-- one seen\n-- why: test\n-- out: n int\nSELECT {part lately};\n", 4, "no part")

    def test_scope_parameter_is_a_level_and_areas(self):
        h, c = queries.generate("it", "it/queries.sql", """-- one seen
-- why: test
-- in: id id, scope scope
-- out: n int
SELECT count(*) FROM t k WHERE k.id = :id AND IN_SCOPE(k, 3);
""")
        self.assertIn("int64_t scope_level;\n    struct db_ids scope_areas;", h)
        self.assertIn("(?2 = 9 OR (?2 IN (1, 5) AND k.province_id IN", c)
        self.assertNotIn("hamlet_id", c)

    def test_list_with_scopes_has_one_text_a_level(self):
        scopes = "".join(f"-- scope {n}: t.area{n} = :area\n" for n in (1, 2, 3, 4))
        _, c = queries.generate("it", "it/queries.sql", LIST.replace("-- scope: none because it is a test\n", scopes) + LIST_BODY)
        for n in (1, 2, 3, 4):
            self.assertIn(f"t.area{n} = ", c)


class Parameters(unittest.TestCase):
    def test_become_numbers_with_casts(self):
        s = only(ONE + "-- in: a int, b text, c day, d bool, e bytes\n-- out: x int\n"
                 "SELECT :a, :b, :c, :d, :e, :a")
        self.assertEqual(s.sql["sqlite"], "SELECT ?1, ?2, ?3, ?4, ?5, ?1")
        self.assertEqual(s.sql["postgres"],
                         "SELECT $1::bigint, $2::text, $3::integer, $4::smallint, $5::bytea, $1::bigint")

    def test_in_strings_comments_names_and_casts_stay(self):
        odd = "SELECT ':a', 'it''s :a', \":a\", x::text, `:a`, :a /* :b /* :c */ ' */ -- :d 'x\n, 1::int"
        s = only(ONE + "-- in: a int\n-- out: x int\n" + odd)
        self.assertEqual(s.sql["sqlite"], "SELECT ':a', 'it''s :a', \":a\", x::text, `:a`, ?1 , 1::int")

    def test_in_postgres_strings_stay(self):
        s = only(ONE + "-- in: a int\n-- out: x int\n-- sqlite:\nSELECT :a\n-- postgres:\n"
                 "SELECT E'\\':a', $$ :a ' $$, $t$ :a $$ $t$, :a")
        self.assertEqual(s.sql["postgres"], "SELECT E'\\':a', $$ :a ' $$, $t$ :a $$ $t$, $1::bigint")

    def test_lists_of_ids(self):
        s = only(ONE + "-- in: ids ids\n-- out: x int\n"
                 "SELECT x FROM t WHERE a IN_LIST(:ids) AND b NOT in_list ( :ids )")
        self.assertEqual(s.sql["sqlite"], "SELECT x FROM t WHERE a IN (SELECT value FROM json_each(?1)) "
                         "AND b NOT IN (SELECT value FROM json_each(?1))")
        self.assertEqual(s.sql["postgres"],
                         "SELECT x FROM t WHERE a = ANY ($1::bigint[]) AND b <> ALL ($1::bigint[])")

    def test_one_body_may_do_without_one(self):
        s = only(ONE + "-- in: a int, b int\n-- out: x int\n-- sqlite:\nSELECT :b\n-- postgres:\nSELECT :a")
        self.assertEqual(s.sql, {"sqlite": "SELECT ?2", "postgres": "SELECT $1::bigint"})

    def test_random_texts_keep_everything_but_parameters(self):
        draw = random.Random(20241125)
        kept = ["'a:b'", "'it''s'", "\"q:x\"", "x::text", "::", ":=", "a.b", "1.5e-3", "(", ")", "||", "<>", "$$ :p $$",
                "E'\\'x:y'", "đưa", "\n", "[1]", "@>", "->>", ".5"]
        for _ in range(400):
            parts = [draw.choice(kept) if draw.random() < 0.7 else ":p" for _ in range(draw.randrange(1, 30))]
            text = " ".join(parts)
            toks = tokens(text)
            self.assertEqual(join(toks), text)
            out = join(queryparse.rewrite(toks, "sqlite", {"p": (7, "int")}, set()))
            self.assertEqual(out, " ".join("?7" if p == ":p" else p for p in parts))

    def test_random_bytes_never_crash(self):
        draw = random.Random(7)
        for _ in range(3000):
            text = "".join(draw.choice("'\"`-/*$:;(){}?\n aAeE1_đ\\[]\x01") for _ in range(draw.randrange(40)))
            try:
                self.assertEqual(join(tokens(text)), text)
                queries.Parser(ONE + "-- out: x int\n" + text).parse()
            except SqlError as e:
                self.assertGreaterEqual(e.line, 0)


class Errors(unittest.TestCase):
    def bad(self, text, line, words):
        with self.assertRaises(SqlError) as caught:
            queries.generate("x", "x/queries.sql", text)
        self.assertIn(words, caught.exception.message)
        self.assertEqual(caught.exception.line, line)

    def test_name_their_line(self):
        out = "-- out: x int\n"
        self.bad("SELECT 1", 1, "before the first")
        self.bad(ONE + out + "SELECT\n1,\n:nothing", 6, ":nothing is not declared")
        self.bad(ONE + out + "-- sqlite:\nSELECT 1\n-- postgres:\nSELECT\n:b", 8, ":b is not declared")
        self.bad(ONE + "-- in: a int\n" + out + "SELECT 1", 1, "not used")
        self.bad(ONE + "-- in: a number\n" + out + "SELECT :a", 3, "no type \"number\"")
        self.bad(ONE + "-- in: a int, a int\n" + out + "SELECT :a", 3, "twice")
        self.bad(ONE + "-- in: default int\n" + out + "SELECT 1", 3, "cannot be a field")
        self.bad(ONE + "-- out: a bool?\nSELECT 1", 3, "bool?")
        self.bad(ONE + "-- out: a ids\nSELECT 1", 3, "parameters only")
        self.bad(ONE + "SELECT 1", 1, "out")
        self.bad("-- one it\n" + out + "SELECT 1", 1, "why")
        self.bad(ONE + out + "SELECT ?", 4, "bare")
        self.bad(ONE + out + "SELECT $1", 4, "bare")
        self.bad(ONE + out + "SELECT 'x", 4, "not closed")
        self.bad(ONE + out + "SELECT (1", 4, "not closed")
        self.bad(ONE + out + "SELECT 1)", 4, "without")
        self.bad(ONE + out + "SELECT 1; SELECT 2", 4, "more than one")
        self.bad(ONE + out + "-- sqlite:\nSELECT 1", 1, "no body for postgres")
        self.bad(ONE + "-- colour: red\n" + out + "SELECT 1", 3, "no directive")
        self.bad(ONE + "-- in: ids ids\n" + out + "SELECT :ids", 5, "IN_LIST")
        self.bad(ONE + "-- in: a int\n" + out + "SELECT 1 IN_LIST(:a)", 5, "not of type ids")
        self.bad("-- exec it\n-- why: x\nSELECT 1", 1, "exec is for")
        self.bad("-- exec it\n-- why: x\n" + out + "DELETE FROM t", 1, "exec has no")
        self.bad(ONE + out + "SELECT 1\n" + ONE + out + "SELECT 1", 5, "already at line 1")

    def test_of_lists(self):
        self.bad(LIST + "SELECT t.id FROM t WHERE {where} {order}", 1 + 6, "{limit} is missing")
        self.bad(LIST + "SELECT t.id FROM t WHERE {where} {order} {limit} {what}", 7, "no meaning")
        self.bad(LIST.replace("-- id: t.id\n", "") + LIST_BODY, 1, "id")
        self.bad(LIST.replace("-- sort name text: t.name\n", "") + LIST_BODY, 1, "sort")
        self.bad(LIST.replace("none because it is a test", "none") + LIST_BODY, 5, "reason")
        self.bad(LIST.replace("-- scope: none because it is a test\n", "") + LIST_BODY, 1, "scope")
        self.bad(LIST.replace("scope: none because it is a test", "scope 1: t.a = :area") + LIST_BODY, 1, "scope 2")
        self.bad(LIST.replace("scope: none because it is a test", "scope 5: t.a = :area") + LIST_BODY, 5, "levels 1 to 4")
        self.bad(LIST.replace("scope: none because it is a test", "scope 1: t.a = 1") + LIST_BODY, 5, "does not use :area")
        self.bad(LIST + "-- filter a int: t.a = 1\n" + LIST_BODY, 7, "does not use :value")
        self.bad(LIST + "-- filter a: t.a = :value\n" + LIST_BODY, 7, ":value is not declared")
        self.bad(LIST + "-- filter a int sqlite: t.a = :value\n" + LIST_BODY, 7, "missing for postgres")
        self.bad(LIST + "-- sort two int, text: t.a\n" + LIST_BODY, 7, "2 types, 1 keys")
        self.bad(LIST + "-- count: SELECT 1\n" + LIST_BODY, 7, "FROM")
        self.bad(LIST + "SELECT 1 FROM a UNION SELECT 2 FROM b WHERE {where} {order} {limit}", 7, "UNION")
        self.bad(ONE + "-- filter a int: 1\n-- out: x int\nSELECT 1", 3, "lists only")


class Lists(unittest.TestCase):
    def test_keys_go_to_the_end_of_the_outermost_select_list(self):
        bodies = {
            LIST_BODY: "t.name\x05 FROM thing",
            "WITH a AS (SELECT 1 FROM b) SELECT a.id, (SELECT x FROM y), extract(day FROM z) FROM thing t "
            "WHERE {where} {order} {limit}": "FROM z)\x05 FROM thing",
            "SELECT t.id, t.a IS DISTINCT FROM t.b FROM thing t WHERE {where} {order} {limit}": "t.b\x05 FROM thing",
        }
        for body, wanted in bodies.items():
            self.assertIn(wanted, only(LIST + body).sql["sqlite"])

    def test_strings_with_braces_are_no_marks(self):
        s = only(LIST + "SELECT t.id, '{where}' FROM thing t WHERE {where} {order} {limit}")
        self.assertEqual(s.sql["sqlite"], "SELECT t.id, '{where}'\x05 FROM thing t WHERE \x02 \x03 \x04")

    def test_pieces(self):
        s = only(LIST.replace("-- out", "-- in: y int\n-- out") + "-- filter f text sqlite: t.x MATCH :value\n"
                 "-- filter f text postgres: t.x @@ :value\n--    AND t.y = :y\n-- filter g: t.z IS NULL\n"
                 "-- filter h ids: t.h IN_LIST(:value)\n-- sort two id, text: coalesce(t.a, t.b), t.c\n"
                 "-- count: FROM thing t WHERE {where}\n" + LIST_BODY.replace("{where}", "t.y = :y AND {where}"))
        filters = {name: sql for name, _, sql, _ in s.filters}
        self.assertEqual(filters["f"]["sqlite"], "t.x MATCH ?\x01")
        self.assertEqual(filters["f"]["postgres"], "t.x @@ $\x01::text AND t.y = $1::bigint")
        self.assertEqual(filters["g"]["sqlite"], "t.z IS NULL")
        self.assertEqual(filters["h"]["postgres"], "t.h = ANY ($\x01::bigint[])")
        two = s.sorts[1][2]
        self.assertEqual(two["sqlite"], ["coalesce(t.a, t.b)", "t.c"])
        self.assertEqual(two["postgres"], ["coalesce(t.a, t.b)", '(t.c) COLLATE "C"'])
        self.assertEqual(s.count["sqlite"], "SELECT 1 FROM thing t WHERE \x02")


class Generated(unittest.TestCase):
    def test_writes_are_recognised(self):
        for sql, writes in (("SELECT 1", False), ("INSERT INTO t VALUES (1) RETURNING 1", True),
                            ("WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x", True),
                            ("WITH x AS (SELECT 1) UPDATE t SET a = 1 RETURNING 1", True),
                            ("SELECT replace(a, 'x', 'y') AS update_it FROM t", False)):
            self.assertEqual(only(ONE + "-- out: x int\n" + sql).writes, writes, sql)

    def test_c_strings_carry_any_text(self):
        draw = random.Random(1)
        for _ in range(300):
            text = "".join(draw.choice("ab \"\\\n?đ\x01,('0") for _ in range(draw.randrange(300)))
            literal = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', c_string(text)))
            back = re.sub(rb"\\([0-7]{3}|.)", lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else
                          {b"n": b"\n"}.get(m[1], m[1]), literal.encode())
            self.assertEqual(back.decode(), text)

    def test_wrappers_have_an_in_only_when_needed(self):
        head, _ = queries.generate("x", "x/queries.sql", ONE + "-- out: x int\nSELECT 1\n"
                                   "-- exec gone\n-- why: x\n-- in: id id\nDELETE FROM t WHERE id = :id")
        self.assertIn("enum status it(struct db *db, struct arena *arena,", head)
        self.assertNotIn("struct it_in", head)
        self.assertIn("enum status gone(struct db *db, const struct gone_in *in, int64_t *ret_changed,", head)


class Migrations(unittest.TestCase):
    def both(self, text):
        return tuple(migrations.rewrite(text, e) for e in migrations.ENGINES)

    def test_type_words(self):
        sqlite, postgres = self.both("CREATE TABLE t (a ID PRIMARY KEY, b INT, c DAY, d INSTANT, e MONEY, f BOOL, "
                                     "g TEXT NOT NULL DEFAULT 'TEXT', h BYTES, text INT CHECK (CAST(g AS TEXT) > ''))")
        self.assertEqual(sqlite, "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER, c INTEGER, d INTEGER, e INTEGER, "
                         "f INTEGER, g TEXT NOT NULL DEFAULT 'TEXT', h BLOB, text INTEGER CHECK (CAST(g AS TEXT) > '')) "
                         "STRICT;\n")
        self.assertEqual(postgres, "CREATE TABLE t (a BIGINT PRIMARY KEY, b BIGINT, c INTEGER, d BIGINT, e BIGINT, "
                         "f SMALLINT, g TEXT COLLATE \"C\" NOT NULL DEFAULT 'TEXT', h BYTEA, text BIGINT CHECK "
                         "(CAST(g AS TEXT) > ''));\n")

    def test_words_elsewhere_stay(self):
        text = "INSERT INTO t VALUES ('a TEXT', \"INT\"); ALTER TABLE t ADD COLUMN x DAY;"
        self.assertEqual(self.both(text)[1], "INSERT INTO t VALUES ('a TEXT', \"INT\");\nALTER TABLE t ADD COLUMN x INTEGER;\n")

    def test_blocks(self):
        text = "CREATE INDEX a ON t (x);\n-- sqlite\nCREATE VIRTUAL TABLE f USING fts5(x);\n-- postgres\n" \
               "CREATE INDEX p ON t USING gin (x);\n-- both\nCREATE INDEX b ON t (y)"
        sqlite, postgres = self.both(text)
        self.assertEqual(sqlite, "CREATE INDEX a ON t (x);\nCREATE VIRTUAL TABLE f USING fts5(x);\nCREATE INDEX b ON t (y);\n")
        self.assertEqual(postgres, "CREATE INDEX a ON t (x);\nCREATE INDEX p ON t USING gin (x);\nCREATE INDEX b ON t (y);\n")

    def test_without_rowid_and_selects(self):
        sqlite, postgres = self.both("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID; CREATE TABLE u AS SELECT 1 AS a;")
        self.assertEqual(sqlite, "CREATE TABLE t (a TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;\nCREATE TABLE u AS SELECT 1 AS a;\n")
        self.assertEqual(postgres, 'CREATE TABLE t (a TEXT COLLATE "C" PRIMARY KEY);\nCREATE TABLE u AS SELECT 1 AS a;\n')

    def test_triggers_are_one_statement(self):
        text = "CREATE TRIGGER a AFTER INSERT ON t BEGIN UPDATE t SET x = CASE WHEN 1 THEN 2 END; DELETE FROM u; END;\n" \
               "CREATE INDEX i ON t (x);"
        self.assertEqual(len(migrations.statements(tokens(text))), 2)

    def test_dollar_quoted_bodies_are_one_statement(self):
        text = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$; CREATE INDEX i ON t (x)"
        self.assertEqual(len(migrations.statements(tokens(text))), 2)

    def test_digest_follows_every_byte(self):
        one, two = (migrations.generate([("a", b)]) for b in (b"SELECT 1", b"SELECT 1 -- x"))
        self.assertNotEqual(re.search('"[0-9a-f]{64}"', one).group(0), re.search('"[0-9a-f]{64}"', two).group(0))

    def test_no_files_make_an_empty_list(self):
        self.assertIn("db_migration_count = 0", migrations.generate([]))


if __name__ == "__main__":
    unittest.main()
