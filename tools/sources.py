#!/usr/bin/env python3
"""Prints the project's source files of one kind, so that a new file needs no list (see meson.build).

lib: C files of the program but main.c and tests.  test: *_test.c and tests/*.c.
queries, test_queries: "<feature> <file>".  templates: "<feature> <file> …".  words, migrations, embed: files.
fuzz: the fuzz targets' C files.
"""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def walk(top, keep):
    found = []
    for folder, folders, names in os.walk(os.path.join(ROOT, top)):
        folders.sort()
        folders[:] = [f for f in folders if f not in ("node_modules", ".git")]
        for name in sorted(names):
            if keep(name):
                found.append(os.path.relpath(os.path.join(folder, name), ROOT))
    return found


def feature_of(path):
    return os.path.basename(os.path.dirname(path))


def main(kind):
    c_files = walk("src", lambda n: n.endswith(".c"))
    if kind == "lib":
        out = [f for f in c_files if not f.endswith("_test.c") and f != "src/main.c"]
    elif kind == "test":
        out = [f for f in c_files if f.endswith("_test.c")] + walk("tests", lambda n: n.endswith(".c"))
    elif kind == "queries":
        out = [f"{feature_of(f)} {f}" for f in walk("src", lambda n: n == "queries.sql")]
    elif kind == "test_queries":
        out = [f"{feature_of(f)} {f}" for f in walk("tests", lambda n: n == "queries.sql")]
    elif kind == "templates":
        by_feature = {}
        for f in walk("src", lambda n: n.endswith(".html")):
            by_feature.setdefault(feature_of(f), []).append(f)
        out = [" ".join([name] + files) for name, files in sorted(by_feature.items())]
    elif kind == "words":
        out = walk("src", lambda n: n.endswith(".po"))
    elif kind == "migrations":
        out = walk("migrations", lambda n: n.endswith(".sql"))
    elif kind == "embed":
        out = walk("web/static", lambda n: True) + walk("data", lambda n: n.endswith(".tsv") or n.endswith(".txt"))
    elif kind == "fuzz":
        out = walk("fuzz", lambda n: n == "fuzz.c")
    else:
        raise SystemExit(f"unknown kind {kind}")
    print("\n".join(out))


if __name__ == "__main__":
    main(sys.argv[1])
