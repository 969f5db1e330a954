#!/usr/bin/env python3
"""Turns a feature's queries.sql into typed C: queries.py FEATURE IN.sql OUT.h OUT.c

The format is described in src/db/README.md and read by queryparse.py. An error names the file and the line and ends
with status 1.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from queryparse import ENGINES, LEVELS, TYPES, Parser  # noqa: E402
from sqltext import SqlError, c_string  # noqa: E402


def strings(by_engine):
    return "{" + ", ".join(c_string(by_engine[e], "        ") for e in ENGINES) + "}"


def struct_text(name, fields):
    out = [f"struct {name} {{"]
    for f in fields:
        gap = "" if f.c_type.endswith("*") else " "
        note = {"DB_DAY": "DAY_NONE", "DB_TEXT": "TEXT_NONE", "DB_BYTES": "TEXT_NONE"}.get(f.db_type, "DB_NULL")
        out.append(f"    {f.c_type}{gap}{f.name};" + (f" /* or {note} */" if f.nullable else ""))
    return "\n".join(out + ["};"])


def comment(text):
    return "/* " + text.replace("*/", "* /").replace("/*", "/ *") + " */"


def header(feature, source, statements):
    guard = f"ANSINH_{feature.upper()}_QUERIES_H"
    out = [f"/* Made from {source} by tools/queries.py. */", f"#ifndef {guard}", f"#define {guard}",
           '#include "db/db.h"', ""]
    for s in statements:
        n = s.name
        out.append(comment(s.why))
        if s.ins:
            out.append(struct_text(f"{n}_in", s.ins))
        if s.outs:
            out.append(struct_text(f"{n}_row", s.outs))
        in_param = f"const struct {n}_in *in, " if s.ins else ""
        in_arg = "in" if s.ins else "NULL"
        if s.kind == "list":
            out.append(list_header(s, in_param, in_arg))
        else:
            out.append(f"extern const struct db_stmt {n}_stmt;")
        if s.kind == "exec":
            out.append(f"MUST_CHECK static inline enum status {n}(struct db *db, {in_param}int64_t *ret_changed,\n"
                       f"    struct error *err) {{\n"
                       f"    return db_exec(db, &{n}_stmt, {in_arg}, ret_changed, err);\n}}")
        elif s.kind == "one":
            out.append(f"MUST_CHECK static inline enum status {n}(struct db *db, {in_param}struct arena *arena,\n"
                       f"    struct {n}_row *ret_row, bool *ret_found, struct error *err) {{\n"
                       f"    return db_one(db, &{n}_stmt, {in_arg}, arena, ret_row, ret_found, err);\n}}")
        elif s.kind == "many":
            out.append(f"MUST_CHECK static inline enum status {n}(struct db *db, {in_param}struct arena *arena,\n"
                       f"    struct {n}_row **ret_rows, size_t *ret_count, struct error *err) {{\n"
                       f"    void *rows = NULL;\n"
                       f"    TRY(db_many(db, &{n}_stmt, {in_arg}, arena, &rows, ret_count, err));\n"
                       f"    *ret_rows = rows;\n    return OK;\n}}")
            out.append(each_header(s, f"{in_param}", f"db_each(db, &{n}_stmt, {in_arg}"))
        out.append("")
    out.append("#endif")
    return "\n".join(out) + "\n"


def each_header(s, params, call):
    n = s.name
    return (f"struct {n}_each_user {{\n"
            f"    enum status (*fn)(void *user, const struct {n}_row *row, struct error *err);\n"
            f"    void *user;\n}};\n"
            f"static inline enum status {n}_each_row(void *user, const void *row, struct error *err) {{\n"
            f"    const struct {n}_each_user *u = user;\n"
            f"    return u->fn(u->user, row, err);\n}}\n"
            f"MUST_CHECK static inline enum status {n}_each(struct db *db, {params}\n"
            f"    enum status (*fn)(void *user, const struct {n}_row *row, struct error *err), void *user,\n"
            f"    struct error *err) {{\n"
            f"    struct {n}_each_user u = {{fn, user}};\n"
            f"    return {call}, {n}_each_row, &u, err);\n}}")


def list_header(s, in_param, in_arg):
    n = s.name
    out = [f"extern const struct db_list_stmt {n}_stmt;",
           f"struct {n}_page {{\n    struct {n}_row *rows;\n    size_t count;\n"
           f"    struct text next, previous; /* as struct db_list_page */\n    int64_t total;\n}};"]
    for name, kind, _, _ in s.filters:
        if kind is None:
            out.append(f"static inline struct db_list_value {n}_by_{name}(void) {{\n"
                       f"    return (struct db_list_value){{.filter = \"{name}\"}};\n}}")
            continue
        c_type, db_type, _ = TYPES[kind]
        member = {"DB_TEXT": "t", "DB_BYTES": "t", "DB_IDS": "ids"}.get(db_type, "i")
        out.append(f"static inline struct db_list_value {n}_by_{name}({c_type} value) {{\n"
                   f"    return (struct db_list_value){{.filter = \"{name}\", .{member} = value}};\n}}")
    fixed = "struct db_list_query fixed = *q;\n    fixed.in = in;\n    q = &fixed;\n    " if s.ins else ""
    out.append(f"MUST_CHECK static inline enum status {n}(struct db *db, {in_param}const struct db_list_query *q,\n"
               f"    struct arena *arena, struct {n}_page *ret_page, struct error *err) {{\n"
               f"    {fixed}struct db_list_page page;\n"
               f"    TRY(db_list(db, &{n}_stmt, q, arena, &page, err));\n"
               f"    *ret_page = (struct {n}_page){{page.rows, page.count, page.next, page.previous, page.total}};\n"
               f"    return OK;\n}}")
    each = each_header(s, f"{in_param}const struct db_list_query *q,", f"db_list_each(db, &{n}_stmt, q")
    if s.ins:
        each = each.replace(f"    struct {n}_each_user u =", f"    {fixed.rstrip()}\n    struct {n}_each_user u =")
    out.append(each)
    return "\n".join(out)


def field_rows(struct, fields):
    out = []
    for f in fields:
        out.append(f"    {{\"{f.name}\", {f.db_type}, {'true' if f.nullable else 'false'}, "
                   f"offsetof(struct {struct}, {f.name})}},")
    return "\n".join(out)


def stmt_init(s, indent):
    n = s.name
    rows = [f".name = \"{n}\",", f".sql = {{{c_string(s.sql['sqlite'], '        ')},",
            f"        {c_string(s.sql['postgres'], '        ')}}},"]
    if s.ins:
        rows.append(f".in = {n}_in_fields, .in_count = {len(s.ins)},")
    if s.outs:
        rows.append(f".out = {n}_out_fields, .out_count = {len(s.outs)}, .row_size = sizeof(struct {n}_row),")
    rows.append(f".writes = {'true' if s.writes else 'false'},")
    return "\n".join(indent + r for r in rows)


def source_text(feature, source, statements):
    out = [f"/* Made from {source} by tools/queries.py. */", f'#include "{feature}_queries.h"', ""]
    for s in statements:
        n = s.name
        if s.ins:
            out.append(f"static const struct db_field {n}_in_fields[] = {{\n{field_rows(n + '_in', s.ins)}\n}};")
        if s.outs:
            out.append(f"static const struct db_field {n}_out_fields[] = {{\n{field_rows(n + '_row', s.outs)}\n}};")
            out.append(f"_Static_assert(sizeof(struct {n}_row) <= DB_ROW_MAX, \"row of {n} is too large\");")
        if s.kind == "list":
            out.append(list_source(s))
        else:
            out.append(f"const struct db_stmt {n}_stmt = {{\n{stmt_init(s, '    ')}\n}};")
            out.append(f"DB_REGISTER({n}_stmt);")
        out.append("")
    return "\n".join(out)


def list_source(s):
    n, out = s.name, []
    if s.filters:
        rows = [f"    {{\"{name}\", {TYPES[kind][1] if kind else 'DB_FLAG'},\n        {strings(sql)}}},"
                for name, kind, sql, _ in s.filters]
        out.append(f"static const struct db_list_filter {n}_filters[] = {{\n" + "\n".join(rows) + "\n};")
    rows = []
    for name, kinds, keys, _ in s.sorts:
        types = ", ".join(TYPES[k][1] for k in kinds)
        exprs = ",\n         ".join("{" + ", ".join(c_string(k) for k in keys[e]) + "}" for e in ENGINES)
        rows.append(f"    {{\"{name}\", {len(kinds)}, {{{types}}},\n        {{{exprs}}}}},")
    out.append(f"static const struct db_list_sort {n}_sorts[] = {{\n" + "\n".join(rows) + "\n};")
    init = [f"    .base = {{\n{stmt_init(s, '        ')}\n    }},",
            f"    .id_key = {strings(s.id_key)},"]
    if s.scopes:
        levels = ["{NULL, NULL}"] + [strings(s.scopes[level]) for level in LEVELS]
        if s.scope_of_day:
            init.append("    .scope_of_day = true,")
        init.append("    .scoped = true,\n    .scope = {" + ",\n        ".join(levels) + "},")
    if s.count:
        init.append(f"    .count_sql = {strings(s.count)},")
    if s.filters:
        init.append(f"    .filters = {n}_filters, .filter_count = {len(s.filters)},")
    init.append(f"    .sorts = {n}_sorts, .sort_count = {len(s.sorts)},")
    out.append(f"const struct db_list_stmt {n}_stmt = {{\n" + "\n".join(init) + "\n};")
    out.append(f"DB_REGISTER_LIST({n}_stmt);")
    return "\n".join(out)


def generate(feature, source, text):
    """(header, source) as text; raises SqlError."""
    statements = Parser(text).parse()
    return header(feature, source, statements), source_text(feature, source, statements)


def main(argv):
    if len(argv) != 5:
        raise SystemExit("usage: queries.py FEATURE IN.sql OUT.h OUT.c")
    feature, source = argv[1], argv[2]
    with open(source, encoding="utf-8") as f:
        text = f.read()
    try:
        head, body = generate(feature, os.path.basename(os.path.dirname(source)) + "/" + os.path.basename(source), text)
    except SqlError as e:
        raise SystemExit(f"{source}:{e.line}: {e.message}")
    with open(argv[3], "w", encoding="utf-8") as f:
        f.write(head)
    with open(argv[4], "w", encoding="utf-8") as f:
        f.write(body)


if __name__ == "__main__":
    main(sys.argv)
