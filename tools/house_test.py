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
            "src/base/text_test.c": '#include "tests/test.h"\n#include "db/db.h"\n',
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
            "src/features/area/area_test.c": 'x("SELECT id FROM area");\n',
        })

    def test_libraries_do_not_print(self):
        self.assert_breach({"src/files/csv.c": '    printf("x");\n'}, "src/files/csv.c:1: prints")
        self.assert_breach({"src/db/pool.c": 'fprintf(stderr, "x");\n'}, "prints")
        self.assert_clean({
            "src/files/csv.c": 'snprintf(a, 3, "x"); buf_printf(b, "x"); fprintf(file, "x");\n',
            "src/features/audit/command.c": 'printf("x");\n',
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


if __name__ == "__main__":
    unittest.main()
