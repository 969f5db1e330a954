#!/usr/bin/env python3
"""The house rules that a compiler does not know. Prints one line per breach, "path:line: what is wrong", and fails.

The reason for each rule stands with its function. `python3 tools/house.py [folder]` checks the repository it is in,
or the folder given.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from house_words import check_words  # noqa: E402

# A folder of src/ may include itself and lower layers; two folders of one layer do not know each other. i18n is low,
# because files read old Vietnamese encodings through it.
LAYERS = {"base": 0, "i18n": 1, "db": 2, "files": 2, "rules": 2, "engine": 2, "http": 3, "view": 3, "app": 4, "features": 5}
# Folders whose functions return errors. Only the edge (http, app, main, a feature's commands) says anything to a
# terminal or a log.
SILENT = {"base", "db", "files", "rules", "engine", "i18n", "view"}
MAX_LINES = 700

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
SQL = re.compile(r'"\s*(SELECT|select)\s[^"]*\b(FROM|from)\b|"\s*(INSERT INTO|insert into|DELETE FROM|delete from)\b|'
                 r'"\s*(UPDATE|update)\s+\w+\s+(SET|set)\b|"\s*(CREATE|create)\s+(TABLE|table|INDEX|index|VIEW|view)\b')
PRINTS = re.compile(r"(?<![\w.>])(printf|puts|putchar|perror|vprintf)\s*\(|\bfprintf\s*\(\s*std(err|out)\b")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
ONE_MACHINE = re.compile(r"(?<![\w./])/(home|root|Users|work)/\w")
MD_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TEXT_FILES = (".c", ".h", ".py", ".sh", ".sql", ".html", ".js", ".ts", ".css", ".md", ".po", ".def", ".build", ".txt")


def is_test(path):
    return path.endswith("_test.c") or path.startswith("tests/")


def layer_of(path):
    """Folder of src/ that a path like src/db/pool.c or db/db.h belongs to."""
    parts = path.split("/")
    if parts[0] == "src":
        parts = parts[1:]
    return parts[0] if len(parts) > 1 else None


def feature_of(path):
    match = re.match(r"(?:src/)?features/([^/]+)/", path)
    return match.group(1) if match else None


def check_includes(path, lines):
    """Includes go one way, so that each layer can be read, tested and fuzzed without those above it."""
    mine = layer_of(path)
    if is_test(path) or not path.startswith("src/") or mine not in LAYERS:
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        theirs = layer_of(match.group(1)) if match else None
        if theirs not in LAYERS or theirs == mine == "features":
            continue
        if theirs != mine and LAYERS[theirs] >= LAYERS[mine]:
            yield number, f"{mine} must not know {theirs} ({match.group(1)})"


def check_feature_headers(path, lines):
    """A feature is used through the header that carries its name; the rest of its folder is its own business. Tests may
    stand on the small world that another feature's tests are made of."""
    mine = feature_of(path)
    if mine is None:
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        theirs = feature_of(match.group(1)) if match else None
        open_to_me = (f"{theirs}.h", "testing.h") if is_test(path) else (f"{theirs}.h",)
        if theirs and theirs != mine and os.path.basename(match.group(1)) not in open_to_me:
            yield number, f"{match.group(1)} is private to {theirs}; use features/{theirs}/{theirs}.h"


def check_sql(path, lines):
    """Statements live in queries.sql, where they get a name, types and a test on both databases."""
    if not path.endswith(".c") or is_test(path) or layer_of(path) == "db" or not path.startswith("src/"):
        return
    for number, line in enumerate(lines, 1):
        if SQL.search(line):
            yield number, "SQL in C; give it a name in the feature's queries.sql"


def check_silence(path, lines):
    """A function that prints cannot be used by a server, a test and a command alike."""
    if not path.startswith("src/") or not path.endswith(".c") or is_test(path) or layer_of(path) not in SILENT:
        return
    for number, line in enumerate(lines, 1):
        # Last words before the program ends itself are no logging.
        if PRINTS.search(line) and not any("abort()" in following for following in lines[number:number + 3]):
            yield number, "prints; return an error or a result and let the edge say it"


def check_marks(path, lines):
    """What is not finished is an issue, not a comment."""
    if path.endswith((".md", ".txt", ".po")):
        return
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield number, "a mark of unfinished work"


def check_machine(path, lines):
    """Nothing depends on where somebody keeps the repository."""
    if path in ("tools/house.py", "tools/house_test.py"):
        return
    for number, line in enumerate(lines, 1):
        if ONE_MACHINE.search(line):
            yield number, "a path of one machine"


def check_length(path, lines):
    """Past a few hundred lines a file holds more than one idea."""
    if path.endswith((".c", ".h", ".js", ".ts")) and len(lines) > MAX_LINES:
        yield len(lines), f"{len(lines)} lines; split it (at most {MAX_LINES})"


def check_tests(path, lines):
    """A test file without a test passes and proves nothing."""
    if path.endswith("_test.c") and not any(re.match(r"TEST(_DB)?\(", line) for line in lines):
        yield 1, "holds no TEST"


FILE_CHECKS = (check_includes, check_feature_headers, check_sql, check_silence, check_marks, check_machine, check_length,
               check_tests)


def check_links(root, files):
    """Links between documents lead somewhere."""
    for path in files:
        if not path.endswith(".md"):
            continue
        for number, line in enumerate(read(root, path), 1):
            for target in MD_LINK.findall(line):
                target = target.split("#")[0]
                if not target or re.match(r"[a-z]+:", target):
                    continue
                if not os.path.exists(os.path.join(root, os.path.dirname(path), target)):
                    yield path, number, f"leads nowhere: {target}"


def check_features_listed(root, files):
    """features.def and the folders of src/features name the same features."""
    listing = "src/features/features.def"
    if listing not in files:
        return
    named = set()
    for number, line in enumerate(read(root, listing), 1):
        words = re.findall(r"[a-z_]+", line.split("#")[0].split("//")[0].split("/*")[0])
        for word in words:
            named.add(word)
            if line.strip() == word and not any(f.startswith(f"src/features/{word}/") for f in files):
                yield listing, number, f"no folder src/features/{word}"
    for folder in sorted({feature_of(f) for f in files if f.startswith("src/") and feature_of(f)}):
        if folder not in named:
            yield listing, 1, f"src/features/{folder} is not named here, so the program does not have it"


def check_feature_circles(root, files):
    """Features that need each other are one feature."""
    uses = {}
    for path in files:
        mine = feature_of(path) if path.startswith("src/") and path.endswith((".c", ".h")) and not is_test(path) else None
        if mine is None:
            continue
        for line in read(root, path):
            match = INCLUDE.match(line)
            theirs = feature_of(match.group(1)) if match else None
            if theirs and theirs != mine:
                uses.setdefault(mine, {}).setdefault(theirs, path)
    for circle in circles(uses):
        first = circle[0]
        yield uses[first][circle[1]], 1, "features in a circle: " + " → ".join(circle)


def circles(uses):
    """One circle for each feature that can reach itself, each circle once, shortest first found."""
    seen = set()
    for start in sorted(uses):
        paths = [[start]]
        reached = set()
        while paths:
            path = paths.pop(0)
            for following in sorted(uses.get(path[-1], {})):
                if following == start:
                    if frozenset(path) not in seen:
                        seen.add(frozenset(path))
                        yield path + [start]
                    paths = []
                    break
                if following not in reached:
                    reached.add(following)
                    paths.append(path + [following])


STATEMENT = re.compile(r"^-- (?:one|many|exec|list) (\w+)$")


def check_statements(root, files):
    """A statement that nobody calls is kept in step with the tables for nothing."""
    sources = "\n".join("\n".join(read(root, f)) for f in files if f.endswith((".c", ".h")))
    words = set(re.findall(r"\w+", sources))
    for path in files:
        if not (path.startswith("src/") and path.endswith("queries.sql")):
            continue
        for number, line in enumerate(read(root, path), 1):
            match = STATEMENT.match(line)
            if match and not words & {match.group(1) + tail for tail in ("", "_stmt", "_each")}:
                yield path, number, f"nobody calls {match.group(1)}"


def check_migrations(root, files):
    """Two migrations with one number would run in an order nobody chose."""
    numbers = {}
    for path in sorted(f for f in files if f.startswith("migrations/") and f.endswith(".sql")):
        name = os.path.basename(path)
        match = re.match(r"(\d+)_[a-z0-9_]+\.sql$", name)
        if not match:
            yield path, 1, "a migration is called NUMBER_name.sql"
        elif match.group(1) in numbers:
            yield path, 1, f"has the number of {numbers[match.group(1)]}"
        else:
            numbers[match.group(1)] = name


# .path = "/x", HTTP_GET, "/x", and rows by a macro of the feature: GET("/x", …
ROUTE_PATH = re.compile(r'\.path\s*=\s*"(/[^"]*)"|\b(?:HTTP_[A-Z]+,|(?:GET|POST|PAGE)[A-Z_]*\()\s*"(/[^"]*)"')
FORMATS = (".json", ".xlsx", ".csv", ".pdf", ".docx")


def check_rows(root, files):
    """docs/rows.md says for each requirement where it is and what proves it; pages and tests named there exist.

    Its tables begin with `| id | page | API | test | state |`. Addresses are those of routes, with or without a
    format or a query; a test is a file, "file: sentence" when the sentence itself is meant. Several stand in one
    cell with `;` or `<br>` between them; "–" is none.
    """
    path = "docs/rows.md"
    if path not in files:
        return
    routes = set()
    for source in files:
        if source.startswith("src/") and source.endswith(".c") and not is_test(source):
            for match in ROUTE_PATH.finditer("\n".join(read(root, source))):
                routes.add(match.group(1) or match.group(2))
    columns, seen = None, {}
    for number, line in enumerate(read(root, path), 1):
        cells = [c.strip() for c in line.strip().strip("|").split("|")] if line.lstrip().startswith("|") else None
        if cells is None:
            columns = None
        elif columns is None:
            columns = [c.lower() for c in cells] if [c.lower() for c in cells] == ROW_COLUMNS else []
        elif columns and not set("".join(cells)) <= set("-: "):
            if len(cells) != len(columns):
                yield path, number, f"{len(cells)} cells, expected {len(columns)}"
                continue
            row = dict(zip(columns, cells))
            for address in addresses(row["page"]) + addresses(row["api"]):
                if address not in routes:
                    yield path, number, f"no route {address}"
            for test in pieces_of(row["test"]):
                yield from ((path, number, what) for what in check_test_named(root, files, test))
            if row["id"] == "" or row["state"] == "":
                yield path, number, "a row needs its id and its state"
            if row["id"] in seen:
                yield path, number, f"{row['id']} stands already in line {seen[row['id']]}"
            seen[row["id"]] = number


ROW_COLUMNS = ["id", "page", "api", "test", "state"]


def pieces_of(cell):
    found = [p.strip().strip("`").strip() for p in re.split(r";|<br ?/?>", cell)]
    return [p for p in found if p not in ("", "–", "-")]


def addresses(cell):
    """Routes in a cell: "`GET /areas.xlsx?level=3`" is /areas."""
    found = []
    for piece in pieces_of(cell):
        address = piece.split()[-1].split("?")[0]
        for ending in FORMATS:
            address = address.removesuffix(ending)
        found.append(address)
    return found


def check_test_named(root, files, test):
    name, _, sentence = (part.strip(" `") for part in test.partition(":"))
    if name not in files:
        yield f"no test file {name}"
    elif sentence and sentence not in "\n".join(read(root, name)):
        yield f"{name} has no test called: {sentence}"


TREE_CHECKS = (check_links, check_features_listed, check_feature_circles, check_statements, check_migrations, check_words,
               check_rows)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read().splitlines()


def repository_files(root):
    """What git knows and what is new but not ignored; without git, every file."""
    try:
        out = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                             capture_output=True, check=True).stdout
        found = [f for f in out.decode().split("\0") if f and os.path.isfile(os.path.join(root, f))]
    except (OSError, subprocess.CalledProcessError):
        found = [os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names]
    return sorted(set(found))


def breaches(root, files=None):
    """Every breach as (path, line, what)."""
    files = repository_files(root) if files is None else files
    found = []
    for path in files:
        if path.endswith(TEXT_FILES) or path == "dev":
            lines = read(root, path)
            for check in FILE_CHECKS:
                found += [(path, number, what) for number, what in check(path, lines)]
    for check in TREE_CHECKS:
        found += list(check(root, files))
    return found


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = breaches(root)
    for path, number, what in found:
        print(f"{path}:{number}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
