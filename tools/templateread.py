"""Reads templates: the tags in a text and the expressions in them, which become C by themselves.

The language is described in src/view/README.md. templates.py follows the HTML around the tags.
"""
import re

VOID = set("area base br col embed hr img input link meta source track wbr".split())
BLOCK = set(
    "html head body title meta link main header footer nav section article aside div p ul ol li dl dt dd table thead"
    " tbody tfoot tr td th caption colgroup col form fieldset legend h1 h2 h3 h4 h5 h6 option select optgroup datalist"
    " figure figcaption hr details summary dialog blockquote svg g path rect circle line text tspan polyline polygon use"
    " defs symbol script noscript template search".split())
URL_ATTRS = {"href", "src", "action", "formaction", "xlink:href", "poster", "cite"}
NO_VALUE_ATTRS = {"srcset", "srcdoc", "ping", "data", "manifest", "style", "http-equiv", "content", "imagesrcset"}
FORMATS = {"plain": "render_plain", "whole": "render_whole", "bare": "render_bare", "long": "render_long"}
IDENT = r"[A-Za-z_][A-Za-z0-9_]*"


class Wrong(Exception):
    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


# ---------------------------------------------------------------- reading: text and tags
class Tag:
    """One {{…}}: its words as tokens."""

    def __init__(self, line, source):
        self.line = line
        self.source = source.strip()
        if self.source.startswith("#else") or self.source.startswith("#elif"):
            self.source = self.source[1:]


TAG = re.compile(r"\{\{(.*?)\}\}", re.S)


def pieces(source):
    """[("text", line, str) | ("tag", line, Tag)]. A line that holds only block tags or comments vanishes; its line
    end stays as a NUL, so that lines can be counted."""
    line, at = 1, 0
    out = []
    drop = []  # (from, to) of indents and line ends that vanish
    offset = 0
    for text_line in source.splitlines(keepends=True):
        if re.fullmatch(r"[ \t]*(\{\{\s*(?:!|#|/|else|elif)(?:(?!\}\}).)*\}\}[ \t]*)+\n?", text_line):
            lead = len(text_line) - len(text_line.lstrip(" \t"))
            drop.append((offset, offset + lead))
            body = text_line.rstrip("\n").rstrip(" \t")
            drop.append((offset + len(body), offset + len(text_line)))
        offset += len(text_line)

    def literal(start, end):
        kept, pos = [], start
        for a, b in drop:
            if b <= start or a >= end:
                continue
            a, b = max(a, start), min(b, end)
            kept.append(source[pos:a])
            kept.append("\x00" * source.count("\n", a, b))
            pos = b
        kept.append(source[pos:end])
        return "".join(kept)

    for m in TAG.finditer(source):
        text = literal(at, m.start())
        if text:
            out.append(("text", line, text))
        line += source.count("\n", at, m.start())
        out.append(("tag", line, Tag(line, m.group(1))))
        line += m.group(0).count("\n")
        at = m.end()
    text = literal(at, len(source))
    if text:
        out.append(("text", line, text))
    for kind, number, text in out:
        if kind == "text" and ("{{" in text or "}}" in text):
            raise Wrong(number, "unmatched {{ or }}")
    return out


# ---------------------------------------------------------------- expressions
TOKEN = re.compile(r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<int>-?\d+)|(?P<op>&&|\|\||==|!=|<=|>=|<|>|!|\(|\)|\[|\]|=|\.)
    |(?P<at>@[a-z0-9_]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*))""", re.X)


def c_string(text):
    data = text.encode("utf-8") if isinstance(text, str) else text
    out = []
    for byte in data:
        c = chr(byte)
        if c in "\"\\":
            out.append("\\" + c)
        elif c == "\n":
            out.append("\\n")
        elif c == "?":
            out.append("\\?")
        elif 32 <= byte < 127:
            out.append(c)
        else:
            out.append("\\%03o" % byte)
    return '"' + "".join(out) + '"'


def c_len(text):
    return len(text.encode("utf-8"))


class Expression:
    """Parses one tag's words and writes C for them. Kinds: value (const struct value *), int, text, bool."""

    def __init__(self, source, line, scope):
        self.line, self.scope, self.at = line, scope, 0
        self.tokens = []
        pos = 0
        source = source.strip()
        while pos < len(source):
            m = TOKEN.match(source, pos)
            if not m:
                raise Wrong(line, f"cannot read {source[pos:]!r}")
            kind = m.lastgroup
            value = m.group(kind)
            # "a.b" is a path only without spaces, so that {{t "key" a .b}} cannot mean two things
            glued = pos > 0 and m.start(kind) == pos
            self.tokens.append((kind, value, glued))
            pos = m.end()

    def peek(self, kind=None, value=None, ahead=0):
        if self.at + ahead >= len(self.tokens):
            return None
        k, v, _ = self.tokens[self.at + ahead]
        if (kind and k != kind) or (value and v != value):
            return None
        return v

    def take(self, kind, value=None):
        if self.peek(kind, value) is None:
            found = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
            raise Wrong(self.line, f"expected {value or kind}, found {found}")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def end(self):
        if self.at != len(self.tokens):
            raise Wrong(self.line, f"unexpected {self.tokens[self.at][1]}")

    @staticmethod
    def string(token):
        return re.sub(r"\\(.)", r"\1", token[1:-1])

    def path(self):
        """-> (kind, C)"""
        root = self.take("name")
        if root in self.scope.locals:
            local = self.scope.locals[root]
            if self.peek("op", ".") and self.peek("at", ahead=1):
                which = self.tokens[self.at + 1][1]
                if which in ("@index", "@index1", "@first", "@last"):
                    if not local.loop:
                        raise Wrong(self.line, f"{root} is not a loop variable, it has no {which}")
                    self.at += 2
                    return {
                        "@index": ("int", f"(int64_t)f->i{local.number}"),
                        "@index1": ("int", f"(int64_t)f->i{local.number} + 1"),
                        "@first": ("bool", f"f->i{local.number} == 0"),
                        "@last": ("bool", f"f->i{local.number} + 1 == f->n{local.number}"),
                    }[which]
            code = f"f->x{local.number}"
        elif root == "this":
            code = "f->v"
        elif root == "page":
            code = "r->page"
        elif root == "arg":
            self.take("op", ".")
            name = self.take("name")
            code = f"render_arg(f->call, {c_string(name)}, {len(name)})"
        else:
            code = f"render_get(f->v, {c_string(root)}, {len(root)})"
        while True:
            if self.peek("op", "["):
                self.at += 1
                if self.peek("int"):
                    kind, key = "int", self.take("int")
                elif self.peek("string"):
                    key = self.string(self.take("string"))
                    self.take("op", "]")
                    code = f"render_get({code}, {c_string(key)}, {c_len(key)})"
                    continue
                else:
                    kind, key = self.path()
                self.take("op", "]")
                code = f"render_at({code}, {key})" if kind == "int" else f"render_key({code}, {key})"
            elif self.peek("op", ".") and self.tokens[self.at][2]:
                self.at += 1
                if self.peek("at"):
                    which = self.take("at")
                    if which != "@count":
                        raise Wrong(self.line, f"unknown {which}")
                    return "int", f"(int64_t)render_count({code})"
                name = self.take("name")
                code = f"render_get({code}, {c_string(name)}, {len(name)})"
            else:
                return "value", code

    def operand(self):
        if self.peek("string") is not None:
            return "text", self.string(self.take("string"))
        if self.peek("int") is not None:
            return "int", f"INT64_C({self.take('int')})"
        if self.peek("name", "null"):
            self.at += 1
            return "value", "NULL"
        return self.path()

    def truth(self, operand):
        kind, code = operand
        if kind == "value":
            return f"value_truthy({code})"
        if kind == "int":
            return f"({code}) != 0"
        if kind == "bool":
            return f"({code})"
        raise Wrong(self.line, "a text in quotes is always true")

    def primary(self):
        if self.peek("op", "!"):
            self.at += 1
            return f"!({self.primary()})"
        if self.peek("op", "("):
            self.at += 1
            code = self.any()
            self.take("op", ")")
            return f"({code})"
        left = self.operand()
        if self.peek("name", "in"):
            self.at += 1
            kind, code = self.path()
            if left[0] == "text":
                left = ("value", self.scope.file.constant_text(left[1]))
            if left[0] != "value" or kind != "value":
                raise Wrong(self.line, "in needs a value and a list")
            return f"render_in({left[1]}, {code})"
        op = self.peek("op")
        if op not in ("==", "!=", "<", "<=", ">", ">="):
            return self.truth(left)
        self.at += 1
        right = self.operand()
        if left[0] in ("text", "int") and right[0] == "value":
            left, right = right, left
            op = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
        kinds = (left[0], right[0])
        no = "!" if op == "!=" else ""
        if kinds == ("value", "text") and op in ("==", "!="):
            return f"{no}render_is({left[1]}, {c_string(right[1])}, {c_len(right[1])})"
        if kinds == ("value", "value") and op in ("==", "!="):
            return f"{no}render_same({left[1]}, {right[1]})"
        if kinds in (("value", "int"), ("value", "value")):
            other = right[1] if right[0] == "int" else f"value_int({right[1]}, 0)"
            if op == "!=":
                return f"!(render_number({left[1]}) && value_int({left[1]}, 0) == {other})"
            return f"(render_number({left[1]}) && value_int({left[1]}, 0) {op} {other})"
        if kinds == ("int", "int"):
            return f"({left[1]}) {op} ({right[1]})"
        raise Wrong(self.line, f"cannot compare {left[0]} {op} {right[0]}")

    def all(self):
        code = self.primary()
        while self.peek("op", "&&"):
            self.at += 1
            code = f"{code} && {self.primary()}"
        return code

    def any(self):
        code = self.all()
        many = False
        while self.peek("op", "||"):
            self.at += 1
            code = f"{code if many or '&&' not in code else '(' + code + ')'} || ({self.all()})"
            many = True
        return code

    def value(self):
        """An operand, or (t "key" …), as const struct value *."""
        if self.peek("op", "("):
            self.at += 1
            self.take("name", "t")
            code = self.words(as_value=True)
            self.take("op", ")")
            return code
        kind, code = self.operand()
        if kind == "text":
            return self.scope.file.constant_text(code)
        if kind == "int":
            return f"render_int_value(r, {code})"
        if kind == "bool":
            return f"render_bool_value(r, {code})"
        return code

    def words(self, as_value):
        """After "t": "key" or a path to a key, then arguments."""
        literal = self.peek("string") is not None
        key = self.string(self.take("string")) if literal else self.path()[1]
        if literal:
            if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", key):
                raise Wrong(self.line, f"{key!r} is no message key (feature.name)")
            self.scope.file.words.append((self.line, key))
        args = []
        while self.at < len(self.tokens) and not self.peek("op", ")"):
            args.append(self.value())
        array = "NULL"
        if args:
            array = "(const struct value *const[]){" + ", ".join(args) + "}"
        if as_value:
            if literal and not args:
                return self.scope.file.constant_word(key)
            if literal:
                return f"render_word_value(r, {c_string(key)}, {array}, {len(args)})"
            return f"render_word_value_of(r, {key}, {array}, {len(args)})"
        if literal:
            return f"render_word(r, {c_string(key)}, {array}, {len(args)});"
        return f"render_word_of(r, {key}, {array}, {len(args)});"


class Local:
    def __init__(self, number, loop):
        self.number, self.loop = number, loop


class Scope:
    def __init__(self, file, locals_):
        self.file, self.locals = file, locals_

    def with_local(self, name, local, line):
        if name in ("this", "page", "arg", "t", "null", "in"):
            raise Wrong(line, f"{name} is a reserved name")
        return Scope(self.file, {**self.locals, name: local})
