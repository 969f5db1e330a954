#!/usr/bin/env python3
"""Compiles the words of the program: words.py OUT.c IN.po…

The files are called vi.po or en.po and lie in the folder of their feature; msgid is a key such as
"household.title", msgstr the text. Vietnamese is complete by rule: a key of en.po that vi.po does not
have is an error, and so is a key that stands in two files of one language, or {0} in one language only.
Output: a table sorted by key for src/i18n/words_lookup.c. Errors are "file:line: message", exit code 1.
"""
import os
import re
import sys

LANGS = ("vi", "en")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class PoError(Exception):
    def __init__(self, path, line, message):
        super().__init__(f"{path}:{line}: {message}")


def unquote(path, line, quoted):
    """The text of one "…" of a PO file."""
    if len(quoted) < 2 or quoted[0] != '"' or quoted[-1] != '"':
        raise PoError(path, line, f"expected a quoted string, found: {quoted}")
    out, chars = [], iter(quoted[1:-1])
    for c in chars:
        if c == '"':
            raise PoError(path, line, 'a " inside a string needs a \\ before it')
        if c == "\\":
            escape = next(chars, "")
            if escape not in ESCAPES:
                raise PoError(path, line, f"unknown escape \\{escape}")
            c = ESCAPES[escape]
        out.append(c)
    return "".join(out)


def read_po(path, text):
    """The entries of a file as (line, key, text), without the header (the empty msgid at the top)."""
    entries, fuzzy = [], False  # entries: [line, msgid, msgstr or None]
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        word, _, rest = line.partition(" ")
        last = entries[-1] if entries else None
        if line == "":
            continue
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif word == "msgid":
            if last and last[2] is None:
                raise PoError(path, last[0], f'"{last[1]}" has no msgstr')
            entries.append([number, unquote(path, number, rest.strip()), None])
            if fuzzy:
                raise PoError(path, number, "marked fuzzy: check the text, then remove the mark")
        elif word == "msgstr":
            if last is None or last[2] is not None:
                raise PoError(path, number, "msgstr without its msgid")
            last[2] = unquote(path, number, rest.strip())
        elif line.startswith('"'):
            if last is None:
                raise PoError(path, number, "a string outside of any entry")
            last[1 if last[2] is None else 2] += unquote(path, number, line)
        else:
            raise PoError(path, number, f"not understood (plural forms and contexts are not used here): {line}")
    if entries and entries[-1][2] is None:
        raise PoError(path, entries[-1][0], f'"{entries[-1][1]}" has no msgstr')
    return [tuple(e) for i, e in enumerate(entries) if i > 0 or e[1] != ""]


def placeholders(text):
    return set(re.findall(r"\{\d\}", text))


def collect(files):
    """files: (path, text) pairs. Returns {key: {lang: text}} and the errors found."""
    words, where, errors = {}, {}, []
    for path, text in files:
        lang, extension = os.path.splitext(os.path.basename(path))
        if lang not in LANGS or extension != ".po":
            errors.append(f"{path}:1: the file must be called vi.po or en.po")
            continue
        try:
            for line, key, value in read_po(path, text):
                at = f"{path}:{line}"
                if not KEY.match(key):
                    errors.append(f'{at}: "{key}" is no key: small letters, digits and _ in parts joined by points')
                elif value == "":
                    errors.append(f'{at}: "{key}" has an empty text')
                elif (lang, key) in where:
                    errors.append(f'{at}: "{key}" stands already at {where[lang, key]}')
                else:
                    where[lang, key] = at
                    words.setdefault(key, {})[lang] = value
        except PoError as e:
            errors.append(str(e))
    for key, texts in sorted(words.items()):
        if "vi" not in texts:
            errors.append(f'{where["en", key]}: "{key}" has no Vietnamese text')
        elif "en" in texts and placeholders(texts["vi"]) != placeholders(texts["en"]):
            errors.append(f'{where["en", key]}: "{key}" and {where["vi", key]} differ in placeholders')
    return words, errors


def c_string(text):
    """A C literal. A hexadecimal escape would swallow what follows it, so control characters are octal."""
    out = []
    for c in text:
        if c in '"\\':
            out.append("\\" + c)
        elif ord(c) < 32 or c == "?":  # ? so that no trigraph is ever seen
            out.append(f"\\{ord(c):03o}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def generate(words):
    rows = []
    for key in sorted(words, key=lambda k: k.encode()):
        literals = [c_string(words[key][lang]) if lang in words[key] else None for lang in LANGS]
        texts = [f"{{{t}, sizeof {t} - 1}}" if t else "{NULL, 0}" for t in literals]
        rows.append(f"    {{{c_string(key)}, {{{texts[0]},\n      {texts[1]}}}}},\n")
    # C has no empty arrays; the row without a key is not counted.
    body = "".join(rows) or "    {NULL, {{NULL, 0}, {NULL, 0}}},\n"
    return (
        "/* Generated by tools/words.py; do not edit. */\n"
        '#include "i18n/words_table.h"\n\n'
        f"const struct word words[] = {{\n{body}}};\n"
        f"const size_t word_count = {len(rows)};\n"
    )


def main(argv):
    if len(argv) < 2:
        raise SystemExit(__doc__)
    files = []
    for path in argv[2:]:
        with open(path, encoding="utf-8") as f:
            files.append((path, f.read()))
    words, errors = collect(files)
    if errors:
        print("\n".join(errors), file=sys.stderr)
        return 1
    with open(argv[1], "w", encoding="utf-8") as f:
        f.write(generate(words))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
