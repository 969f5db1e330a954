#!/usr/bin/env python3
"""Describes every table that the migrations make: tables.py OUT.c FILES…

The program copies a database table by table from these rows (ansinh export --all, import --all), so a new table is
part of every copy without anybody having to remember it. Blocks for one engine (text indexes) are left out: they are
rebuilt from the rest.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from migrations import blocks, statements  # noqa: E402
from sqltext import c_string, tokens  # noqa: E402

TYPES = {"ID": "id", "INT": "int", "MONEY": "int", "INSTANT": "int", "DAY": "day", "BOOL": "bool", "TEXT": "text",
         "BYTES": "bytes"}
DB_TYPES = {"id": "DB_INT", "int": "DB_INT", "day": "DB_DAY", "bool": "DB_INT", "text": "DB_TEXT", "bytes": "DB_BYTES"}
NOT_COLUMNS = {"PRIMARY", "UNIQUE", "CHECK", "CONSTRAINT", "FOREIGN"}


def both_engines(text):
    """Only what stands in both: a statement of one engine is none of ours."""
    per_engine = blocks(text)
    return "\n".join(a if a == b else "" for a, b in zip(per_engine["sqlite"].split("\n"),
                                                          per_engine["postgres"].split("\n")))


def parts(toks):
    """The comma separated parts between the outermost parentheses, each as a list of solid tokens."""
    out, current, depth = [], [], 0
    for t in toks:
        if t.kind in ("space", "comment"):
            continue
        if t.text == "(":
            depth += 1
            if depth == 1:
                continue
        elif t.text == ")":
            depth -= 1
            if depth == 0:
                break
        if depth >= 1:
            if t.text == "," and depth == 1:
                out.append(current)
                current = []
            else:
                current.append(t)
    out.append(current)
    return out


def column_list(toks):
    names, depth = [], 0
    for t in toks:
        if t.text == "(":
            depth += 1
        elif t.text == ")":
            break
        elif depth == 1 and t.kind in ("word", "name"):
            names.append(t.text)
    return names


def table_of(toks):
    words = [t for t in toks if t.kind == "word"]
    if [w.text.upper() for w in words[:2]] != ["CREATE", "TABLE"]:
        return None
    name, columns, key = words[2].text, [], []
    for part in parts(toks):
        texts = [t.text.upper() for t in part]
        if texts[0] in NOT_COLUMNS:
            if "PRIMARY" in texts:
                key = column_list(part[texts.index("PRIMARY"):])
            continue
        columns.append((part[0].text, TYPES[texts[1]]))
        if "PRIMARY" in texts:
            key = [part[0].text]
    return name, columns, key or [c for c, _ in columns]  # without a key all columns give the order


def added_column(toks):
    words = [t.text for t in toks if t.kind == "word"]
    upper = [w.upper() for w in words]
    if upper[:2] == ["ALTER", "TABLE"] and upper[3:5] == ["ADD", "COLUMN"]:
        return words[2], (words[5], TYPES[upper[6]])
    return None


def read(files):
    tables = {}
    for path in files:
        with open(path, encoding="utf-8") as f:
            for s in statements(tokens(both_engines(f.read()))):
                t = table_of(s)
                if t:
                    tables[t[0]] = t
                a = added_column(s)
                if a:
                    tables[a[0]][1].append(a[1])
    return list(tables.values())


def write(tables):
    out = ['#include "db/tables.h"', ""]
    for name, columns, key in tables:
        sql = f"SELECT {', '.join(c for c, _ in columns)} FROM {name} ORDER BY {', '.join(key)}"
        out.append(f"static const struct db_field {name}_fields[] = {{")
        out += [f'    {{"{c}", {DB_TYPES[t]}, true, {16 * i}}},' for i, (c, t) in enumerate(columns)]
        out.append("};")
        out.append(f"static const char *const {name}_columns[] = {{" + ", ".join(f'"{c}"' for c, _ in columns) + "};")
        out.append(f"static const bool {name}_ids[] = {{" + ", ".join("true" if t == "id" else "false" for _, t in columns) +
                   "};")
        out.append(f"static const struct db_stmt {name}_all = {{.name = \"all_{name}\", .sql = {{{c_string(sql)}, {c_string(sql)}}},")
        out.append(f"    .out = {name}_fields, .out_count = {len(columns)}, .row_size = {16 * len(columns)}}};")
    out.append("const struct db_table db_tables[] = {")
    out += [f'    {{"{n}", {n}_columns, {n}_ids, {len(c)}, &{n}_all}},' for n, c, _ in tables]
    out.append("};")
    out.append(f"const size_t db_table_count = {len(tables)};")
    return "\n".join(out) + "\n"


def main(argv):
    text = write(read(argv[2:]))
    with open(argv[1], "w", encoding="utf-8") as f:
        f.write(text)


if __name__ == "__main__":
    main(sys.argv)
