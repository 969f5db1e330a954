"""House rules about words, for house.py: every key that code or a template asks for has its text, in both languages.

Keys are plain string literals, so a compiler cannot know a wrong one; the person would see "household.tilte".
Two nets: what stands where only a key can stand (fail, tr, …) must be known; and any literal like "area.title"
whose first part begins keys of the PO files must be one of them, unless it is a name of another kind: a
permission, a job, an action of the audit trail, a setting, a file.
"""
import os
import re

import words

KEY = r'"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)"'
ANY_KEY = re.compile(KEY)
ARGUMENT = r"\s*[^,;\"()]+,"
KEY_PLACES = re.compile(
    rf"\b(?:fail|fail_detail)\({ARGUMENT}{ARGUMENT}\s*{KEY}"
    rf"|\btr\({ARGUMENT}\s*{KEY}|\btr_args\({ARGUMENT}{ARGUMENT}\s*{KEY}|\bctx_redirect\({ARGUMENT}\s*{KEY}"
    rf"|\berror_field\({ARGUMENT}[^,;]+,\s*{KEY}|\berror_row\({ARGUMENT}[^,;]+,[^,;]+,\s*{KEY}")
# The first literal after these is a name, not a word.
NAMES = re.compile(rf"\b(?:audit_note|audit_note_bulk|setting_int|setting_text|ctx_require|user_may)\([^;\"]*{KEY}")
NAMED_ROWS = re.compile(r"\bstruct (?:permission|job_kind)\b[^=;]*=\s*\{(.*?)\};", re.S)
ROW_NAME = re.compile(rf"\{{\s*(?:\.name\s*=\s*)?{KEY}")
FILES = (".tsv", ".txt", ".svg", ".css", ".js", ".html", ".json", ".xml", ".xlsx", ".csv", ".pdf", ".docx", ".rels",
         ".png", ".woff2", ".db", ".sql", ".c", ".h", ".so", ".gz", ".geojson")
TEMPLATE_TAG = re.compile(r"\{\{.*?\}\}", re.S)
TEMPLATE_WORD = re.compile(rf"(?:\bt|\()\s*{KEY}")


def without_comments(code):
    """C with its comments blanked out, line ends kept."""
    token = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.S)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith("/") else m[0], code)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def first_group(match):
    number = match.lastindex
    return match.group(number), match.start(number)


def po_keys(root, files):
    """{lang: {key: (path, line)}} and what is wrong inside the files."""
    keys, wrong = {"vi": {}, "en": {}}, []
    for path in files:
        lang = os.path.splitext(os.path.basename(path))[0]
        if not path.endswith(".po") or not path.startswith("src/") or lang not in keys:
            continue
        with open(os.path.join(root, path), encoding="utf-8") as f:
            try:
                for line, key, _ in words.read_po(path, f.read()):
                    keys[lang].setdefault(key, (path, line))
            except words.PoError as e:
                where, line, what = str(e).split(":", 2)
                wrong.append((where, int(line), what.strip()))
    return keys, wrong


def names_of_other_kinds(code):
    found = {first_group(m)[0] for m in NAMES.finditer(code)}
    for block in NAMED_ROWS.finditer(code):
        found |= {m.group(1) for m in ROW_NAME.finditer(block.group(1))}
    return found


def setting_names(root, files):
    """First column of the shipped settings."""
    path = "data/settings.tsv"
    if path not in files:
        return set()
    with open(os.path.join(root, path), encoding="utf-8") as f:
        return {line.split("\t")[0] for line in f if not line.startswith("#")}


def check_words(root, files):
    keys, wrong = po_keys(root, files)
    yield from wrong
    for key, (path, line) in sorted(keys["vi"].items()):
        # What state papers say ("paper.…") is Vietnamese by law, whatever language the screen has.
        if key not in keys["en"] and not key.startswith("paper."):
            yield path, line, f'"{key}" has no English text'
    for key, (path, line) in sorted(keys["en"].items()):
        if key not in keys["vi"]:
            yield path, line, f'"{key}" has no Vietnamese text'
    sources = {}
    for path in files:
        is_code = path.startswith("src/") and path.endswith(".c") and not path.endswith("_test.c")
        if is_code or (path.startswith("src/") and path.endswith(".html")):
            with open(os.path.join(root, path), encoding="utf-8") as f:
                text = f.read()
            sources[path] = without_comments(text) if is_code else text
    others = setting_names(root, files)
    for path, text in sources.items():
        if path.endswith(".c"):
            others |= names_of_other_kinds(text)
    prefixes = {key.split(".")[0] for key in keys["vi"]}
    for path, text in sources.items():
        asked = {}
        if path.endswith(".html"):
            for tag in TEMPLATE_TAG.finditer(text):
                for m in TEMPLATE_WORD.finditer(tag.group(0)):
                    asked[tag.start() + m.start(1)] = m.group(1)
        else:
            for m in KEY_PLACES.finditer(text):
                key, at = first_group(m)
                asked[at] = key
            for m in ANY_KEY.finditer(text):
                key = m.group(1)
                if key.split(".")[0] in prefixes and key not in others and not key.endswith(FILES):
                    asked[m.start(1)] = key
        for at, key in sorted(asked.items()):
            if key not in keys["vi"]:
                yield path, line_of(text, at), f'"{key}" is in no vi.po'
