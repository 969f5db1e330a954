#!/usr/bin/env python3
"""Compiles migration files in: migrations.py OUT.c FILES…  (format: src/db/README.md)

The digest is of the file's bytes: a published migration that is edited afterwards is noticed at start.
"""
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sqltext import SqlError, Token, c_string, compact, join, tokens  # noqa: E402

ENGINES = ("sqlite", "postgres")
WORDS = {
    "ID": ("INTEGER", "BIGINT"), "INT": ("INTEGER", "BIGINT"), "MONEY": ("INTEGER", "BIGINT"),
    "INSTANT": ("INTEGER", "BIGINT"), "DAY": ("INTEGER", "INTEGER"), "BOOL": ("INTEGER", "SMALLINT"),
    "TEXT": ("TEXT", 'TEXT COLLATE "C"'), "BYTES": ("BLOB", "BYTEA"),
}
BLOCK = re.compile(r"^--\s*(sqlite|postgres|both)\s*$")
FILE_NAME = re.compile(r"^\d{12}_[a-z0-9_]+\.sql$")


def blocks(text):
    """engine -> the text of its blocks; lines of other blocks stay as empty lines, so that lines keep their number."""
    out, current = {e: [] for e in ENGINES}, "both"
    for line in text.split("\n"):
        block = BLOCK.match(line)
        if block:
            current = block.group(1)
        for e in ENGINES:
            out[e].append("" if block or current not in ("both", e) else line)
    return {e: "\n".join(out[e]) for e in ENGINES}


def statements(toks):
    """Splits at ';' outside of BEGIN … END (SQLite triggers)."""
    out, current, words, inside = [], [], [], 0
    for t in toks:
        if t.kind == "word":
            words.append(t.text.upper())
            if words[0] == "CREATE" and "TRIGGER" in words[:4]:
                if words[-1] in ("BEGIN", "CASE"):
                    inside += 1
                elif words[-1] == "END":
                    inside -= 1
        if t.text == ";" and inside <= 0:
            out.append(current)
            current, words, inside = [], [], 0
        else:
            current.append(t)
    out.append(current)
    return [s for s in (compact(x) for x in out) if s]


def solid_words(toks, count):
    return [t.text.upper() for t in toks if t.kind == "word"][:count]


def is_create_table(toks):
    words = solid_words(toks, 3)
    return words[:2] == ["CREATE", "TABLE"] and not is_table_as(toks)


def is_table_as(toks):
    depth = 0
    for t in toks:
        depth += {"(": 1, ")": -1}.get(t.text, 0) if t.kind == "op" else 0
        if depth == 0 and t.is_word("AS"):
            return True
    return False


def rewrite_words(toks, engine):
    out, previous = [], None
    column = ENGINES.index(engine)
    for t in toks:
        if t.kind == "word" and t.text in WORDS:
            text = WORDS[t.text][column]
            if previous is not None and previous.is_word("AS"):
                text = text.split(" ")[0]  # CAST(x AS TEXT): a collation cannot stand there
            t = Token("word", text, t.line)
        out.append(t)
        if t.kind != "space":
            previous = t
    return out


def rewrite_statement(toks, engine):
    table = is_create_table(toks)
    changes_table = table or solid_words(toks, 2) == ["ALTER", "TABLE"]
    out = rewrite_words(toks, engine) if changes_table else toks
    text = join(out)
    if table:
        tail = re.search(r"\)\s*(WITHOUT\s+ROWID)?\s*$", text, re.IGNORECASE)
        if engine == "postgres" and tail and tail.group(1):
            text = text[:tail.start()] + ")"
        elif engine == "sqlite":
            if not tail:
                raise SqlError(toks[0].line, "CREATE TABLE does not end with ')' (STRICT is added for you)")
            text = text[:tail.start()] + (") STRICT, WITHOUT ROWID" if tail.group(1) else ") STRICT")
    return text


def rewrite(text, engine):
    return "".join(rewrite_statement(s, engine) + ";\n" for s in statements(tokens(blocks(text)[engine])))


def generate(files):
    """files: (name without .sql, bytes)."""
    rows = []
    for name, raw in files:
        text = raw.decode("utf-8")
        digest = hashlib.sha256(raw).hexdigest()
        sql = [c_string(rewrite(text, e), "        ") for e in ENGINES]
        rows.append(f"    {{\"{name}\", \"{digest}\",\n       {{{sql[0]},\n        {sql[1]}}}}},")
    rows.append("    {NULL, NULL, {NULL, NULL}},")
    return ("/* Made from the files in migrations/ by tools/migrations.py. */\n#include \"db/db.h\"\n\n"
            "const struct db_migration db_migrations[] = {\n" + "\n".join(rows) + "\n};\n"
            f"const size_t db_migration_count = {len(files)};\n")


def main(argv):
    if len(argv) < 2:
        raise SystemExit("usage: migrations.py OUT.c FILES…")
    files = []
    for path in sorted(argv[2:], key=os.path.basename):
        base = os.path.basename(path)
        if not FILE_NAME.match(base):
            raise SystemExit(f"{path}: the name must be YYYYMMDDHHMM_name.sql")
        with open(path, "rb") as f:
            files.append((path, base[:-4], f.read()))
    for path, _, raw in files:
        try:
            for e in ENGINES:
                rewrite(raw.decode("utf-8"), e)
        except SqlError as e:
            raise SystemExit(f"{path}:{e.line}: {e.message}")
    with open(argv[1], "w", encoding="utf-8") as f:
        f.write(generate([(name, raw) for _, name, raw in files]))


if __name__ == "__main__":
    main(sys.argv)
