"""Each rule of house.py finds a breach and leaves the rightful case alone."""
import os
import tempfile
import unittest

import house


def breaches_of(tree):
    """tree: {path: text}. Returns the breaches as "path:line: what"."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return [f"{p}:{n}: {what}" for p, n, what in house.breaches(root, sorted(tree))]


class HouseRules(unittest.TestCase):
    def assert_breach(self, tree, part):
        found = breaches_of(tree)
        self.assertTrue(any(part in breach for breach in found), f"no {part!r} in {found}")

    def assert_clean(self, tree):
        self.assertEqual(breaches_of(tree), [])

    def test_a_lower_layer_must_not_include_a_higher_one(self):
        self.assert_breach({"src/base/text.c": '#include "db/db.h"\n'}, "src/base/text.c:1: base must not know db")
        self.assert_breach({"src/view/page.c": '#include "app/app.h"\n'}, "view must not know app")

    def test_two_folders_of_one_layer_do_not_know_each_other(self):
        self.assert_breach({"src/files/csv.c": '\n#include "db/db.h"\n'}, "src/files/csv.c:2: files must not know db")

    def test_higher_layers_own_folders_system_headers_and_tests_may_include(self):
        self.assert_clean({
            "src/view/page.c": '#include "base/base.h"\n#include "view/render.h"\n#include <stdio.h>\n',
            "src/features/area/area.c": '#include "app/app.h"\n#include "area_queries.h"\n',
            "src/base/text_test.c": '#include "tests/test.h"\n#include "db/db.h"\nTEST("x") {}\n',
        })

    def test_another_feature_is_used_through_its_own_header_only(self):
        self.assert_breach({"src/features/review/a.c": '#include "features/area/tree.h"\n'}, "private to area")
        self.assert_clean({"src/features/review/a.c": '#include "features/area/area.h"\n'})

    def test_features_in_a_circle_are_found(self):
        self.assert_breach({
            "src/features/a/a.c": '#include "features/b/b.h"\n',
            "src/features/b/b.h": '#include "features/c/c.h"\n',
            "src/features/c/c.c": '#include "features/a/a.h"\n',
        }, "a → b → c → a")
        self.assert_clean({
            "src/features/a/a.c": '#include "features/b/b.h"\n#include "features/c/c.h"\n',
            "src/features/b/b.h": '#include "features/c/c.h"\n',
        })

    def test_sql_belongs_into_queries_sql(self):
        breach = {"src/features/area/area.c": 'x("SELECT id FROM area");\n'}
        self.assert_breach(breach, "SQL in C")
        self.assert_breach({"src/app/a.c": 'x("update area set name = 1");\n'}, "SQL in C")
        self.assert_clean({
            "src/db/sqlite.c": 'x("CREATE TABLE t (x)");\n',
            "src/features/area/area.c": '/* select one from many */ x("select");\n',
            "src/features/area/area_test.c": 'TEST_DB("x") {\nx("SELECT id FROM area");\n}\n',
        })

    def test_libraries_do_not_print(self):
        self.assert_breach({"src/files/csv.c": '    printf("x");\n'}, "src/files/csv.c:1: prints")
        self.assert_breach({"src/db/pool.c": 'fprintf(stderr, "x");\n'}, "prints")
        self.assert_clean({
            "src/files/csv.c": 'snprintf(a, 3, "x"); buf_printf(b, "x"); fprintf(file, "x");\n',
            "src/features/audit/audit.c": 'printf("x");\n',
            "src/base/memory.c": 'fprintf(stderr, "out of memory");\n    abort();\n',
            "src/main.c": 'printf("x");\n',
        })

    def test_marks_of_unfinished_work_are_found(self):
        self.assert_breach({"src/db/pool.c": "/* TO" "DO later */\n"}, "unfinished")
        self.assert_clean({"src/db/pool.c": "int method_to" "do_list;\n"})

    def test_paths_of_one_machine_are_found(self):
        self.assert_breach({"README.md": "see /ho" "me/anna/notes\n"}, "one machine")
        self.assert_clean({"README.md": "see https://example.org/home/anna and doc/home/x\n"})

    def test_long_files_are_found(self):
        self.assert_breach({"src/db/pool.c": "\n" * 701}, "701 lines")
        self.assert_clean({"src/db/pool.c": "\n" * 700, "data.txt": "\n" * 5000})

    def test_dead_links_are_found(self):
        self.assert_breach({"docs/a.md": "[x](b.md)\n"}, "docs/a.md:1: leads nowhere: b.md")
        self.assert_clean({"docs/a.md": "[x](b.md#part) [y](https://example.org) [z](#here) [w](../docs)\n", "docs/b.md": ""})

    def test_features_def_names_every_folder_and_no_other(self):
        self.assert_breach({"src/features/features.def": "area\nplan\n", "src/features/area/a.c": ""}, "no folder src/features/plan")
        self.assert_breach({"src/features/features.def": "", "src/features/area/a.c": ""}, "src/features/area is not named")
        self.assert_clean({"src/features/features.def": "# all\narea\n", "src/features/area/a.c": ""})

    def test_migrations_have_a_number_of_their_own(self):
        self.assert_breach({"migrations/1_a.sql": "", "migrations/1_b.sql": ""}, "has the number of 1_a.sql")
        self.assert_breach({"migrations/first.sql": ""}, "NUMBER_name.sql")
        self.assert_clean({"migrations/1_a.sql": "", "migrations/2_b.sql": ""})

    def test_a_test_file_holds_a_test(self):
        self.assert_breach({"src/base/text_test.c": "/* nothing */\n"}, "holds no TEST")
        self.assert_clean({"src/base/text_test.c": 'TEST("adds") {\n}\n'})
        self.assert_clean({"src/base/text_test.c": 'TEST_DB("adds") {\n}\n'})

    WORDS = {"src/area/vi.po": 'msgid "area.title"\nmsgstr "Địa bàn"\n', "src/area/en.po": 'msgid "area.title"\nmsgstr "Areas"\n'}

    def with_words(self, tree):
        return {**self.WORDS, **tree}

    def test_both_languages_have_the_same_keys(self):
        self.assert_clean(self.WORDS)
        self.assert_breach({"src/area/vi.po": self.WORDS["src/area/vi.po"]}, "src/area/vi.po:1: \"area.title\" has no English text")
        self.assert_breach({"src/area/en.po": self.WORDS["src/area/en.po"]}, "has no Vietnamese text")
        self.assert_breach({"src/area/vi.po": 'msgid "area.title"\n'}, "src/area/vi.po:1:")

    def test_a_key_that_code_asks_for_has_its_text(self):
        for call in ('fail(err, E_NOT_FOUND, "road.gone")', 'fail_detail(err, E_DB, "road.gone", "x")', 'tr(lang, "road.gone")',
                     'tr_args(lang, a, "road.gone", args, 1)', 'error_field(err, "name", "road.gone", NULL)',
                     'error_row(err, 1, "name", "road.gone", NULL)', 'ctx_redirect(c, "road.gone", "/x")',
                     'fail(err, E_INVALID,\n     "road.gone")'):
            self.assert_breach(self.with_words({"src/app/a.c": f"\n{call};\n"}), '"road.gone" is in no vi.po')
        self.assert_clean(self.with_words({"src/app/a.c": 'fail(err, E_NOT_FOUND, "area.title");\n'}))

    def test_a_literal_that_looks_like_a_word_of_the_program_is_one(self):
        self.assert_breach(self.with_words({"src/app/a.c": '\nx = {"code", F_TEXT, true, "area.tilte"};\n'}),
                           'src/app/a.c:2: "area.tilte" is in no vi.po')
        self.assert_clean(self.with_words({"src/app/a.c": 'x = "road.title"; /* "area.gone" */ // tr(l, "area.gone")\n'}))
        self.assert_clean(self.with_words({"src/app/a_test.c": 'TEST("x") { tr(lang, "area.gone"); }\nTEST("y") {}\n'}))

    def test_names_of_permissions_actions_settings_and_files_are_no_words(self):
        self.assert_clean(self.with_words({
            "src/app/a.c": 'static const struct permission p[] = {{"area.write", "area.title"}};\n'
                           'static const struct job_kind j[] = {{.name = "area.load", .fn = f}};\n'
                           'r = {.permission = "area.write"}; audit_note(c, area_of(x), "area.split", "area", id, diff);\n'
                           'if (text_is(t, "area.split")) setting_int(c, "area.depth", on, &v, err);\n'
                           'embed_find("area.tsv"); x = "area.label";\n',
            "data/settings.tsv": "# key\nsetting\tvalue\narea.label\tx\n",
        }))
        self.assert_breach(self.with_words({"src/app/a.c": 'p = (struct permission[]){{"area.write", "area.tilte"}};\n'
                                                           'static const struct permission q[] = {{"area.x", "area.tilte"}};\n'}),
                           "area.tilte")

    def test_a_key_in_a_template_has_its_text(self):
        tree = self.with_words({"src/area/list.html": '<h1>{{t "area.title"}}</h1>\n<p title="{{t "road.gone" n}}">\n'})
        self.assert_breach(tree, 'src/area/list.html:2: "road.gone" is in no vi.po')
        self.assertEqual(len(breaches_of(tree)), 1)
        self.assert_breach(self.with_words({"src/area/a.html": '{{#layout view.page title=(t "area.gone")}}'}), "area.gone")

    ROWS = "| id | page | API | test | state |\n|---|---|---|---|---|\n"
    ROUTES = {"src/features/area/area.c": 'r = {.path = "/areas/{id}"};\n',
              "src/features/area/area_test.c": 'TEST("an area is found") {}\n',
              "src/features/features.def": "area\n"}

    def with_rows(self, row):
        return {**self.ROUTES, "docs/rows.md": "# Rows\n\n" + self.ROWS + row + "\n"}

    def test_rows_name_pages_and_tests_that_exist(self):
        test = "src/features/area/area_test.c"
        self.assert_clean(self.with_rows(f"| A1 | `/areas/{{id}}?q=a` | `GET /areas/{{id}}.json` | {test}: an area is found | done |"))
        self.assert_clean(self.with_rows(f"| A1 | – | – | `{test}`; {test}<br>– | open |"))
        self.assert_breach(self.with_rows(f"| A1 | /roads | – | {test} | done |"), "docs/rows.md:5: no route /roads")
        self.assert_breach(self.with_rows(f"| A1 | – | POST /roads | {test} | done |"), "no route /roads")
        self.assert_breach(self.with_rows("| A1 | – | – | src/none_test.c | done |"), "no test file src/none_test.c")
        self.assert_breach(self.with_rows(f"| A1 | – | – | {test}: an area flies | done |"), "no test called: an area flies")
        self.assert_breach(self.with_rows("| A1 | – | – | done |"), "4 cells, expected 5")
        self.assert_breach(self.with_rows("|  | – | – | – | done |"), "needs its id")
        self.assert_breach(self.with_rows("| A1 | – | – | – | no |\n| A1 | – | – | – | no |"), "A1 stands already in line 5")

    def test_statements_are_called(self):
        statements = "-- one road_get\n-- why: w\nSELECT 1;\n\n-- list roads\nSELECT 2;\n"
        self.assert_clean({**self.ROUTES, "src/features/area/queries.sql": statements,
                           "src/features/area/b.c": "road_get(db); x = &roads_stmt;\n"})
        self.assert_breach({**self.ROUTES, "src/features/area/queries.sql": statements,
                            "src/features/area/b.c": "x = &roads_stmt;\n"}, "queries.sql:1: nobody calls road_get")

    def test_other_tables_of_that_page_are_left_alone(self):
        self.assert_clean({**self.ROUTES, "docs/rows.md": "| a | b |\n|---|---|\n| /none | x |\n"})


if __name__ == "__main__":
    unittest.main()
