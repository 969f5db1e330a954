#!/usr/bin/env python3
"""Runs the unit tests of the Python tools (tools/*_test.py, tools/test_*.py) and prints "N passed, N failed" last.

An argument keeps only the tests whose full name contains it.
"""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def collect(folder, word=""):
    """The test cases of a folder whose name contains the word."""
    loader = unittest.TestLoader()
    found = []
    for pattern in ("*_test.py", "test_*.py"):
        found += flatten(loader.discover(folder, pattern=pattern, top_level_dir=folder))
    return unittest.TestSuite(t for t in found if word in t.id())


def main():
    sys.dont_write_bytecode = True
    sys.path.insert(0, HERE)
    suite = collect(HERE, sys.argv[1] if len(sys.argv) > 1 else "")
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"{max(result.testsRun - failed - len(result.skipped), 0)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
