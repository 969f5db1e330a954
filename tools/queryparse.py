"""Reads a queries.sql: statements with their types, parameters rewritten for each database.

The format is described in src/db/README.md. queries.py makes C of what is read here.
"""
import re

from sqlnames import expand_names
from sqltext import SqlError, Token, compact, join, tokens

ENGINES = ("sqlite", "postgres")
# type -> (C type, enum db_type, cast on PostgreSQL)
TYPES = {
    "id": ("int64_t", "DB_INT", "bigint"),
    "int": ("int64_t", "DB_INT", "bigint"),
    "money": ("int64_t", "DB_INT", "bigint"),
    "instant": ("int64_t", "DB_INT", "bigint"),
    "bp": ("int64_t", "DB_INT", "bigint"),
    "day": ("day_t", "DB_DAY", "integer"),
    "bool": ("bool", "DB_BOOL", "smallint"),
    "text": ("struct text", "DB_TEXT", "text"),
    "bytes": ("struct text", "DB_BYTES", "bytea"),
    "ids": ("struct db_ids", "DB_IDS", "bigint[]"),
}
MAX_PARAMS = 64
MAX_KEYS = 3
LEVELS = (1, 2, 3, 4)
# Marks in the SQL of lists, replaced when a list is put together (src/db/list.c). No SQL text holds them.
MARK_VALUE = "\x01"
MARKS = {"where": "\x02", "order": "\x03", "limit": "\x04"}
MARK_KEYS = "\x05"

PART = re.compile(r"^--\s*part\s+([a-z]\w*)\s*$")
PART_USE = re.compile(r"\{part ([a-z]\w*)\}")
START = re.compile(r"^--\s*(one|many|exec|list)\s+([A-Za-z_]\w*)\s*$")
BODY_OF = re.compile(r"^--\s*(sqlite|postgres):\s*$")
DIRECTIVE = re.compile(r"^--\s?([a-z]+)\b([^:]*):\s*(.*)$")
CONTINUED = re.compile(r"^--\s{3,}(\S.*)$")
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
C_WORDS = set("""auto break case char const continue default do double else enum extern float for goto if inline int
long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
bool true false""".split())


SCOPE_COLUMNS = ("province_id", "district_id", "commune_id", "hamlet_id")
SCOPE_TYPE = re.compile(r"(?<![\w:])scope scope(?![\w?])")
IN_SCOPE = re.compile(r"\bIN_SCOPE\((\w+)(?:,\s*([1-4]))?\)")


def expand_scope(text):
    """IN_SCOPE(k): whether the row k lies in the scope given as "-- in: scope scope"; IN_SCOPE(k, 3): k has no hamlet."""
    def condition(m):
        levels = SCOPE_COLUMNS[:int(m.group(2) or len(SCOPE_COLUMNS))]
        tests = [f" OR (:scope_level IN ({n}, 5) AND {m.group(1)}.{column} IN_LIST(:scope_areas))"
                 for n, column in enumerate(levels, 1)]
        return "(:scope_level = 9" + "".join(tests) + ")"
    return IN_SCOPE.sub(condition, text)


class Field:
    def __init__(self, name, type_, nullable):
        self.name, self.type, self.nullable = name, type_, nullable
        self.c_type, self.db_type, self.cast = TYPES[type_]


class Statement:
    def __init__(self, kind, name, line):
        self.kind, self.name, self.line = kind, name, line
        self.why = ""
        self.ins, self.outs = [], []
        self.sql = {}  # engine -> text
        self.writes = False
        # of lists
        self.id_key = {}
        self.scopes = {}  # level -> engine -> text
        self.scope_none = False
        self.scope_of_day = False
        self.filters = []  # (name, type or None, engine -> text)
        self.sorts = []  # (name, types, engine -> [expr])
        self.count = {}


def top_level(toks):
    """Pairs (index, token) outside of parentheses."""
    depth = 0
    for i, t in enumerate(toks):
        if t.kind == "op" and t.text == "(":
            depth += 1
        elif t.kind == "op" and t.text == ")":
            depth -= 1
            if depth < 0:
                raise SqlError(t.line, "')' without '('")
        elif depth == 0:
            yield i, t
    if depth:
        raise SqlError(toks[-1].line, "'(' is not closed")


def parse_fields(text, line, what):
    fields, seen = [], set()
    if not text.strip():
        return fields
    for part in text.split(","):
        words = part.split()
        if len(words) != 2:
            raise SqlError(line, f"{what}: expected \"name type\", found \"{part.strip()}\"")
        name, type_ = words
        nullable = type_.endswith("?")
        type_ = type_.rstrip("?")
        if not NAME.match(name) or name in C_WORDS:
            raise SqlError(line, f"{what}: \"{name}\" cannot be a field's name")
        if name in seen:
            raise SqlError(line, f"{what}: \"{name}\" twice")
        if type_ not in TYPES:
            raise SqlError(line, f"{what}: no type \"{type_}\" (there are {' '.join(TYPES)})")
        if nullable and type_ in ("bool", "ids"):
            raise SqlError(line, f"{what}: \"{type_}?\" has no value for null; use int?")
        if what == "out" and type_ == "ids":
            raise SqlError(line, "out: ids is a type of parameters only")
        seen.add(name)
        fields.append(Field(name, type_, nullable))
    return fields


def param_text(engine, number, field_type):
    return f"?{number}" if engine == "sqlite" else f"${number}::{TYPES[field_type][2]}"


def rewrite(toks, engine, params, used):
    """Parameters to numbers. params: name -> (number or mark, type). Marks {where} become control characters."""
    out, i = [], 0
    solid = [t for t in toks]

    def next_solid(j):
        while j < len(solid) and solid[j].kind == "space":
            j += 1
        return j

    while i < len(solid):
        t = solid[i]
        if t.kind == "op" and t.text == "?":
            raise SqlError(t.line, "bare '?': write parameters as :name")
        if t.kind == "op" and t.text == "$" and i + 1 < len(solid) and solid[i + 1].kind == "number":
            raise SqlError(t.line, "bare '$1': write parameters as :name")
        if t.is_word("IN_LIST"):
            a = next_solid(i + 1)
            b = next_solid(a + 1)
            c = next_solid(b + 1)
            if not (c < len(solid) and solid[a].text == "(" and solid[b].kind == "param" and solid[c].text == ")"):
                raise SqlError(t.line, "IN_LIST takes one parameter: column IN_LIST(:ids)")
            name = solid[b].text[1:]
            if name not in params or params[name][1] != "ids":
                raise SqlError(t.line, f"IN_LIST(:{name}): :{name} is not of type ids")
            used.add(name)
            negated = len(out) >= 2 and out[-1].kind == "space" and out[-2].is_word("NOT")
            if negated:
                del out[-2:]
            p = param_text(engine, params[name][0], "ids")
            if engine == "sqlite":
                text = f"{'NOT ' if negated else ''}IN (SELECT value FROM json_each({p}))"
            else:
                text = f"{'<> ALL' if negated else '= ANY'} ({p})"
            out.append(Token("op", text, t.line))
            i = c + 1
            continue
        if t.kind == "param":
            name = t.text[1:]
            if name not in params:
                raise SqlError(t.line, f":{name} is not declared")
            if params[name][1] == "ids":
                raise SqlError(t.line, f":{name} is a list: write column IN_LIST(:{name})")
            used.add(name)
            out.append(Token("op", param_text(engine, *params[name]), t.line))
        else:
            out.append(t)
        i += 1
    return out


def replace_marks(toks, allowed):
    """{where} and the like: three tokens to one mark."""
    out, i, found = [], 0, {}
    while i < len(toks):
        t = toks[i]
        if t.text == "{" and i + 2 < len(toks) and toks[i + 2].text == "}" and toks[i + 1].kind == "word":
            mark = toks[i + 1].text
            if mark not in allowed:
                raise SqlError(t.line, f"{{{mark}}} has no meaning here")
            found[mark] = found.get(mark, 0) + 1
            out.append(Token("mark", MARKS[mark], t.line))
            i += 3
        else:
            out.append(t)
            i += 1
    return out, found


def add_keys_mark(toks):
    """Puts the mark for the sort keys at the end of the outermost select list."""
    seen_select, last_word, at = False, None, None
    for i, t in top_level(toks):
        if t.is_word("UNION") or t.is_word("INTERSECT") or t.is_word("EXCEPT"):
            raise SqlError(t.line, "a list cannot be a UNION: put it in a subselect")
        if t.is_word("SELECT"):
            seen_select = True
        elif t.is_word("FROM") and seen_select and at is None and not (last_word and last_word.is_word("DISTINCT")):
            at = i
        if t.kind == "word":
            last_word = t
    if at is None:
        raise SqlError(toks[0].line, "no outermost FROM found")
    while at > 0 and toks[at - 1].kind == "space":
        at -= 1
    return toks[:at] + [Token("mark", MARK_KEYS, toks[at].line)] + toks[at:]


def writes(toks):
    return any(t.kind == "word" and t.text.upper() in ("INSERT", "UPDATE", "DELETE", "REPLACE")
               for _, t in statement_words(toks))


def statement_words(toks):
    """Words that can begin a statement: the first one, and those after '(' or ')' (bodies of WITH)."""
    previous = None
    for i, t in enumerate(toks):
        if t.kind in ("space", "comment"):
            continue
        if previous is None or previous.text in ("(", ")"):
            yield i, t
        previous = t


class Parser:
    def __init__(self, text):
        self.lines = text.split("\n")
        self.statements = []
        self.take_parts()

    def take_parts(self):
        """Text that several statements share: "-- part NAME" up to the next statement, used as {part NAME}."""
        parts, name = {}, None
        for i, line in enumerate(self.lines):
            begins = PART.match(line)
            if begins or START.match(line):
                name = begins.group(1) if begins else None
                if name in parts:
                    raise SqlError(i + 1, f"part \"{name}\" twice")
                if name:
                    parts[name] = []
                    self.lines[i] = ""
            elif name:
                if not line.lstrip().startswith("--"):
                    parts[name].append(line.strip())
                self.lines[i] = ""
        for i, line in enumerate(self.lines):
            for use in PART_USE.findall(line):
                if use not in parts:
                    raise SqlError(i + 1, f"no part \"{use}\"")
                self.lines[i] = self.lines[i].replace("{part %s}" % use, " ".join(parts[use]))

    def parse(self):
        i, names = 0, {}
        while i < len(self.lines):
            start = START.match(self.lines[i])
            if not start:
                line = self.lines[i].strip()
                if line and not line.startswith("--"):
                    raise SqlError(i + 1, "SQL before the first \"-- one|many|exec|list NAME\"")
                i += 1
                continue
            end = i + 1
            while end < len(self.lines) and not START.match(self.lines[end]):
                end += 1
            kind, name = start.group(1), start.group(2)
            if not NAME.match(name) or name in C_WORDS:
                raise SqlError(i + 1, f"\"{name}\" cannot be a statement's name (lower case, digits, _)")
            if name in names:
                raise SqlError(i + 1, f"statement \"{name}\" is already at line {names[name]}")
            names[name] = i + 1
            self.statements.append(self.statement(kind, name, i, end))
            i = end
        return self.statements

    def statement(self, kind, name, first, end):
        s = Statement(kind, name, first + 1)
        directives, i = [], first + 1
        while i < end and self.lines[i].lstrip().startswith("--") and not BODY_OF.match(self.lines[i]):
            line = self.lines[i].rstrip()
            more = CONTINUED.match(line)
            if more and directives:
                directives[-1][2] += " " + more.group(1)
            else:
                d = DIRECTIVE.match(line)
                if not d:
                    raise SqlError(i + 1, f"expected \"-- why: …\", \"-- in: …\", \"-- out: …\" here, found \"{line}\"")
                directives.append([d.group(1), d.group(2).strip(), d.group(3).strip(), i + 1])
            i += 1
        bodies, engine, body_line = {}, "both", {}
        current = []
        for j in range(i, end):
            variant = BODY_OF.match(self.lines[j])
            if variant:
                if engine == "both" and join(compact(tokens("\n".join(current)))):
                    raise SqlError(j + 1, "SQL stands before \"-- sqlite:\" / \"-- postgres:\"")
                if engine != "both":
                    bodies[engine] = current
                engine, current = variant.group(1), []
                if engine in bodies:
                    raise SqlError(j + 1, f"a second body for {engine}")
                body_line[engine] = j + 1
            else:
                if not current:
                    body_line.setdefault(engine, j)
                current.append(self.lines[j])
        bodies[engine] = current
        body_line.setdefault(engine, i)
        if "both" not in bodies and len(bodies) != 2:
            missing = [e for e in ENGINES if e not in bodies][0]
            raise SqlError(first + 1, f"{name}: no body for {missing}")
        self.directives(s, directives)
        self.bodies(s, bodies, body_line)
        return s

    def directives(self, s, directives):
        later, seen = [], set()
        for key, words, rest, line in directives:
            if key in ("why", "in", "out"):
                if words:
                    raise SqlError(line, f"\"-- {key}:\" takes nothing before the colon")
                if key in seen:
                    raise SqlError(line, f"\"-- {key}:\" twice")
                seen.add(key)
            if key == "why":
                s.why = rest
            elif key == "in":
                s.ins = parse_fields(SCOPE_TYPE.sub("scope_level int, scope_areas ids", rest), line, "in")
            elif key == "out":
                s.outs = parse_fields(rest, line, "out")
            elif key in ("id", "scope", "filter", "sort", "count"):
                if s.kind != "list":
                    raise SqlError(line, f"\"-- {key}:\" belongs to lists only")
                later.append((key, words, rest, line))
            else:
                raise SqlError(line, f"no directive \"-- {key}:\"")
        if not s.why:
            raise SqlError(s.line, f"{s.name}: \"-- why:\" is missing")
        if s.kind == "exec" and s.outs:
            raise SqlError(s.line, f"{s.name}: exec has no \"-- out:\"; use one")
        if s.kind != "exec" and not s.outs:
            raise SqlError(s.line, f"{s.name}: \"-- out:\" is missing")
        if len(s.ins) > MAX_PARAMS // 2:
            raise SqlError(s.line, f"{s.name}: more than {MAX_PARAMS // 2} parameters")
        self.used = set()
        self.params = {f.name: (n + 1, f.type) for n, f in enumerate(s.ins)}
        for d in later:
            self.list_directive(s, *d)
        if s.kind == "list":
            self.check_list(s)

    def piece(self, text, line, engine, extra=None):
        """One condition or expression of a list, parameters rewritten."""
        params = dict(self.params)
        params.update(extra or {})
        used = set()
        try:
            toks = expand_names(compact(tokens(expand_scope(text))))
            list(top_level(toks) if toks else [])
            out = join(rewrite(toks, engine, params, used))
        except SqlError as e:
            raise SqlError(line, e.message)
        if not out:
            raise SqlError(line, "nothing after the colon")
        self.used |= used & set(self.params)
        return out, used

    def engines_of(self, words):
        """The last word before the colon may name one engine."""
        if words and words[-1] in ENGINES:
            return words[:-1], (words[-1],)
        return words, ENGINES

    def list_directive(self, s, key, words, rest, line):
        words, engines = self.engines_of(words.split())
        if key == "scope" and words == [] and rest.startswith("none"):
            s.scope_none = True
            if not rest[4:].strip():
                raise SqlError(line, "scope: none needs its reason: \"-- scope: none because …\"")
        elif key == "scope" and words == [] and rest == "of the day":
            s.scope_of_day = True
        elif key == "scope":
            if len(words) != 1 or words[0] not in map(str, LEVELS):
                raise SqlError(line, "expected \"-- scope 1: condition with :area\" (levels 1 to 4)")
            for e in engines:
                text, used = self.piece(rest, line, e, {"area": (MARK_VALUE, "id")})
                if "area" not in used:
                    raise SqlError(line, "the scope does not use :area")
                self.put(s.scopes.setdefault(int(words[0]), {}), e, text, line)
        elif key == "id":
            for e in engines:
                self.put(s.id_key, e, self.piece(rest, line, e)[0], line)
        elif key == "count":
            for e in engines:
                toks, found = replace_marks(expand_names(compact(tokens(rest))), {"where"})
                if found.get("where") != 1 or not toks[0].is_word("FROM"):
                    raise SqlError(line, "expected \"-- count: FROM … WHERE {where}\"")
                out = rewrite(toks, e, self.params, self.used)
                self.put(s.count, e, "SELECT 1 " + join(out), line)
        elif key == "filter":
            self.filter(s, words, engines, rest, line)
        elif key == "sort":
            self.sort(s, words, engines, rest, line)

    def put(self, by_engine, engine, value, line):
        if engine in by_engine:
            raise SqlError(line, f"declared twice for {engine}")
        by_engine[engine] = value

    def named(self, entries, name, kind, line):
        for entry in entries:
            if entry[0] == name:
                if entry[1] != kind:
                    raise SqlError(line, f"\"{name}\" has another type above")
                return entry[2]
        entry = (name, kind, {}, line)
        entries.append(entry)
        return entry[2]

    def filter(self, s, words, engines, rest, line):
        if len(words) not in (1, 2) or not NAME.match(words[0]):
            raise SqlError(line, "expected \"-- filter name type: condition with :value\"")
        kind = words[1] if len(words) == 2 else None
        if kind is not None and kind not in TYPES:
            raise SqlError(line, f"no type \"{kind}\"")
        by_engine = self.named(s.filters, words[0], kind, line)
        for e in engines:
            text, used = self.piece(rest, line, e, {"value": (MARK_VALUE, kind)} if kind else {})
            if kind and "value" not in used:
                raise SqlError(line, "the condition does not use :value")
            self.put(by_engine, e, text, line)

    def sort(self, s, words, engines, rest, line):
        if len(words) < 2 or not NAME.match(words[0]):
            raise SqlError(line, "expected \"-- sort name type[, type]: expression[, expression]\"")
        kinds = tuple(w.strip() for w in " ".join(words[1:]).split(","))
        for k in kinds:
            if k not in TYPES or k in ("ids", "bool"):
                raise SqlError(line, f"a key cannot be of type \"{k}\"")
        by_engine = self.named(s.sorts, words[0], kinds, line)
        try:
            toks = expand_names(compact(tokens(rest)))
            cuts = [i for i, t in top_level(toks) if t.text == ","]
        except (SqlError, IndexError) as e:
            raise SqlError(line, getattr(e, "message", "nothing after the colon"))
        parts = [join(toks[a + 1:b]) for a, b in zip([-1] + cuts, cuts + [len(toks)])]
        if len(parts) != len(kinds) or len(parts) > MAX_KEYS:
            raise SqlError(line, f"{len(kinds)} types, {len(parts)} keys (at most {MAX_KEYS})")
        for e in engines:
            keys = [self.piece(p, line, e)[0].strip() for p in parts]
            if e == "postgres":  # the order of bytes, whatever the expression's collation is
                keys = [f'({k}) COLLATE "C"' if kinds[n] == "text" else k for n, k in enumerate(keys)]
            self.put(by_engine, e, keys, line)

    def check_list(self, s):
        def both(by_engine, what, line):
            for e in ENGINES:
                if e not in by_engine:
                    raise SqlError(line, f"{s.name}: {what} is missing for {e}")
        both(s.id_key, "\"-- id:\"", s.line)
        if not s.sorts:
            raise SqlError(s.line, f"{s.name}: a list needs at least one \"-- sort\"")
        for name, _, by_engine, line in s.filters:
            both(by_engine, f"filter {name}", line)
        for name, _, by_engine, line in s.sorts:
            both(by_engine, f"sort {name}", line)
        if s.count:
            both(s.count, "count", s.line)
        if s.scope_none == bool(s.scopes):
            raise SqlError(s.line, f"{s.name}: either \"-- scope 1:\" to \"-- scope 4:\" or \"-- scope: none because …\"")
        if s.scopes:
            for level in LEVELS:
                both(s.scopes.get(level, {}), f"scope {level}", s.line)

    def bodies(self, s, bodies, body_line):
        for e in ENGINES:
            source = e if e in bodies else "both"
            offset = body_line[source]
            try:
                toks = expand_names(compact(tokens(expand_scope("\n".join(bodies[source])))))
                if not toks:
                    raise SqlError(0, f"{s.name}: no SQL")
                for _, t in top_level(toks):
                    if t.text == ";":
                        raise SqlError(t.line, f"{s.name}: more than one SQL statement")
                s.writes = s.writes or writes(toks)
                if s.kind == "list":
                    toks, found = replace_marks(toks, MARKS)
                    for mark in MARKS:
                        if mark not in found:
                            raise SqlError(1, f"{s.name}: {{{mark}}} is missing")
                    toks = add_keys_mark(toks)
                text = join(rewrite(toks, e, self.params, self.used))
            except SqlError as err:
                raise SqlError(offset + err.line, err.message)
            s.sql[e] = text
        if s.kind == "list" and s.writes:
            raise SqlError(s.line, f"{s.name}: a list cannot write")
        if s.kind == "exec" and not s.writes:
            raise SqlError(s.line, f"{s.name}: exec is for INSERT, UPDATE, DELETE")
        for f in s.ins:
            if f.name not in self.used:
                raise SqlError(s.line, f"{s.name}: parameter {f.name} is declared but not used")
