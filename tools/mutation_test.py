#!/usr/bin/env python3
"""The parsers that run during the build, given damaged copies of the program's own files: each is understood or refused
with the line and what is wrong, never with a traceback, and never for ever.

The same seed gives the same damage. ANSINH_TEST_LONG=1 does fifty times as much.
"""
import contextlib
import glob
import io
import os
import random
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import queries  # noqa: E402
import templates  # noqa: E402
import words  # noqa: E402
from sqltext import SqlError  # noqa: E402

ROUNDS = 60 * (50 if os.environ.get("ANSINH_TEST_LONG") else 1)
SCRAPS = ["{{", "}}", "{{#if x}}", "{{/if}}", "{{else}}", "{{#each a as b}}", '"', "'", "<", ">", "<script>", "--", "-- one x\n", "-- in: a id",
          ":x", ":", "'", "(", ")", ";", "/*", "*/", "\\", "\n", "\t", "\0", "IN_LIST(", "{where}", "é", "msgid \"", "msgstr", "{0}", "?"]


def damaged(text, rng):
    """A part of a text with some of it removed, doubled, moved or replaced by scraps."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    text = "\n".join(lines[at:at + rng.randint(1, 40)])
    for _ in range(rng.randint(1, 6)):
        i, j = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        piece = text[i:min(j, i + 30)]
        text = rng.choice([text[:i] + text[i + len(piece):], text[:i] + piece + text[i:], text[:i] + rng.choice(SCRAPS) + text[i:],
                           text[:i] + rng.choice(SCRAPS) + text[i + len(piece):]])
    return text


def sources(pattern):
    found = sorted(glob.glob(os.path.join(ROOT, pattern), recursive=True))
    assert found, pattern
    for path in found:
        with open(path, encoding="utf-8") as f:
            yield f.read()


class Damage(unittest.TestCase):
    def holds(self, pattern, parse, declared, speaks):
        rng, texts, refused = random.Random(7), list(sources(pattern)), 0
        for _ in range(ROUNDS):
            text = damaged(rng.choice(texts), rng)
            try:
                with contextlib.redirect_stderr(io.StringIO()):
                    parse(text)
            except declared as e:
                refused += 1
                self.assertTrue(speaks(e), (text, e))
            except Exception as e:  # pylint: disable=broad-except
                raise AssertionError(f"{type(e).__name__}: {e}\n---\n{text}") from e
        self.assertGreater(refused, ROUNDS // 10)

    def test_statements(self):
        self.holds("src/**/queries.sql", lambda t: queries.generate("x", "x/queries.sql", t), SqlError,
                   lambda e: e.line >= 1 and e.message)

    def test_templates(self):
        from templates_test import compile_text
        self.holds("src/**/*.html", compile_text, SystemExit, lambda e: ": error: " in str(e))

    def test_words(self):
        self.holds("src/**/*.po", lambda t: list(words.read_po("a.po", t)), words.PoError, lambda e: str(e).startswith("a.po:"))


if __name__ == "__main__":
    unittest.main()
