import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import words  # noqa: E402

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def entry(key, text):
    return f'msgid "{key}"\nmsgstr "{text}"\n\n'


class Words(unittest.TestCase):
    def errors(self, *files):
        return words.collect(files)[1]

    def test_two_languages_make_one_word(self):
        found, errors = words.collect(
            [("a/vi.po", HEADER + entry("a.b", "Một")), ("a/en.po", HEADER + entry("a.b", "One"))]
        )
        self.assertEqual(errors, [])
        self.assertEqual(found, {"a.b": {"vi": "Một", "en": "One"}})

    def test_strings_over_several_lines_are_joined(self):
        text = 'msgid ""\n"a.b"\nmsgstr ""\n"một "\n"hai\\n\\"ba\\""\n'
        self.assertEqual(words.read_po("vi.po", HEADER + text), [(4, "a.b", 'một hai\n"ba"')])

    def test_a_header_is_not_needed_and_windows_line_ends_are_fine(self):
        self.assertEqual(words.read_po("vi.po", entry("a.b", "x").replace("\n", "\r\n")), [(1, "a.b", "x")])

    def test_comments_are_skipped_and_fuzzy_is_refused(self):
        self.assertEqual(words.read_po("vi.po", "# nhận xét\n#: a.c:1\n" + entry("a.b", "x")), [(3, "a.b", "x")])
        self.assertEqual(
            self.errors(("vi.po", "#, fuzzy\n" + entry("a.b", "x"))),
            ["vi.po:2: marked fuzzy: check the text, then remove the mark"],
        )

    def test_a_key_twice_in_one_language_is_an_error_that_names_both_places(self):
        errors = self.errors(("a/vi.po", entry("a.b", "x")), ("b/vi.po", "\n" + entry("a.b", "y")))
        self.assertEqual(errors, ['b/vi.po:2: "a.b" stands already at a/vi.po:1'])

    def test_english_without_vietnamese_is_an_error_and_the_reverse_is_not(self):
        self.assertEqual(
            self.errors(("a/vi.po", entry("a.b", "x")), ("a/en.po", entry("a.c", "x"))),
            ['a/en.po:1: "a.c" has no Vietnamese text'],
        )

    def test_placeholders_must_agree(self):
        errors = self.errors(("vi.po", entry("a.b", "hơn {0}")), ("en.po", entry("a.b", "more than {1}")))
        self.assertEqual(errors, ['en.po:1: "a.b" and vi.po:1 differ in placeholders'])
        self.assertEqual(self.errors(("vi.po", entry("a.b", "{1} {0}")), ("en.po", entry("a.b", "{0} {1}"))), [])

    def test_what_is_wrong_in_a_file_is_said_with_its_line(self):
        cases = {
            'msgid "a.b"\nmsgid "a.c"\nmsgstr "x"\n': 'vi.po:1: "a.b" has no msgstr',
            'msgid "a.b"\n': 'vi.po:1: "a.b" has no msgstr',
            'msgstr "x"\n': "vi.po:1: msgstr without its msgid",
            '"x"\n': "vi.po:1: a string outside of any entry",
            'msgid "a.b"\nmsgstr x\n': "vi.po:2: expected a quoted string, found: x",
            'msgid "a.b"\nmsgstr "x"y"\n': 'vi.po:2: a " inside a string needs a \\ before it',
            'msgid "a.b"\nmsgstr "\\q"\n': "vi.po:2: unknown escape \\q",
            'msgid_plural "x"\n': "vi.po:1: not understood (plural forms and contexts are not used here): msgid_plural "
            '"x"',
            entry("A b", "x"): 'vi.po:1: "A b" is no key: small letters, digits and _ in parts joined by points',
            entry("a.b", ""): 'vi.po:1: "a.b" has an empty text',
        }
        for text, message in cases.items():
            self.assertEqual(self.errors(("vi.po", text)), [message])

    def test_other_file_names_are_refused(self):
        self.assertEqual(self.errors(("a/fr.po", "")), ["a/fr.po:1: the file must be called vi.po or en.po"])

    def test_keys_are_sorted_by_bytes_as_the_lookup_compares(self):
        out = words.generate({k: {"vi": "x"} for k in ("a.b_c", "a.b.c", "a.b")})
        self.assertLess(out.index('"a.b"'), out.index('"a.b.c"'))
        self.assertLess(out.index('"a.b.c"'), out.index('"a.b_c"'))

    def compile(self, files):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, text in files.items():
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text)
                paths.append(path)
            out = os.path.join(folder, "words.c")
            ran = subprocess.run(
                [sys.executable, os.path.join(HERE, "words.py"), out] + paths, capture_output=True, text=True
            )
            if ran.returncode != 0:
                self.assertFalse(os.path.exists(out))
                return ran
            cc = subprocess.run(
                [os.environ.get("CC", "cc"), "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-c", out,
                 "-I", os.path.join(HERE, "..", "src"), "-o", os.path.join(folder, "words.o")],
                capture_output=True, text=True,
            )
            self.assertEqual(cc.stderr, "")
            return ran

    def test_the_output_compiles_also_when_there_are_no_words(self):
        tricky = entry("a.b", 'hai\\n\\"dòng\\" \\\\ 100%? {0}')
        self.assertEqual(self.compile({"x/vi.po": tricky}).returncode, 0)
        self.assertEqual(self.compile({}).returncode, 0)
        self.assertEqual(self.compile({"x/vi.po": ""}).returncode, 0)

    def test_errors_end_the_build_and_write_nothing(self):
        ran = self.compile({"x/vi.po": entry("a.b", "")})
        self.assertEqual(ran.returncode, 1)
        self.assertIn('vi.po:1: "a.b" has an empty text', ran.stderr)


if __name__ == "__main__":
    unittest.main()
