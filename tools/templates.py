#!/usr/bin/env python3
"""Compiles HTML templates to C.

usage: templates.py FEATURE OUT.h OUT.c FILE.html…
       templates.py --words FILE.html…      prints the message keys that templates use, "file:line key"

Each file list.html of feature "area" becomes

    void area_list_html(struct render *r, const struct value *v);

The language is described in src/view/README.md. What can be wrong is found here, not in the browser: the
compiler follows the HTML around each tag, so it knows whether a value lands in text, in a quoted attribute
or in an address, escapes for exactly that place, and refuses the places where no escaping is safe
(scripts, styles, event handlers, unquoted attributes). Elements must be closed in the branch that opened them.
"""
import os
import re
import sys

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


# ---------------------------------------------------------------- following the HTML
class Html:
    """Where in an HTML document the next byte would land."""

    def __init__(self):
        self.state = "text"  # text, tag, value, raw (script, style), rcdata (title, textarea), comment
        self.tag = ""        # element whose tag or raw content we are in
        self.attr = ""
        self.prefix = ""     # what the attribute's value begins with, until the first inserted value
        self.inserted = False
        self.closing = False
        self.method_post = False
        self.stack = []      # (element, line)
        self.forms = []      # lines of open post forms still without {{csrf}}

    def copy(self):
        other = Html()
        other.__dict__.update(self.__dict__)
        other.stack, other.forms = list(self.stack), list(self.forms)
        return other

    def place(self):
        return (self.state, self.tag if self.state != "text" else "", self.attr if self.state == "value" else "",
                tuple(name for name, _ in self.stack))

    def describe(self):
        inside = f" inside <{self.stack[-1][0]}>" if self.stack else ""
        return {"text": "text", "tag": f"the tag <{self.tag}>", "value": f"attribute {self.attr}",
                "raw": f"<{self.tag}>", "rcdata": f"<{self.tag}>", "comment": "a comment"}[self.state] + inside


class Out:
    """Collects C statements; joins neighbouring literals. tail: the last HTML written, inserted values as \x01, so
    that white space is judged by what stands before it even across {{#if}} and {{/if}}."""

    def __init__(self):
        self.lines, self.pending, self.tail = [], "", ""

    def text(self, s):
        self.pending += s
        self.tail = (self.tail + s)[-500:]

    def flush(self):
        if self.pending:
            self.lines.append(f"render_lit(r, {c_string(self.pending)}, {c_len(self.pending)});")
            self.pending = ""

    def code(self, s):
        """A statement that writes nothing itself."""
        self.flush()
        self.lines.append(s)

    def output(self, s):
        """A statement that writes something."""
        self.code(s)
        self.tail += "\x01"


class File:
    def __init__(self, feature, path):
        self.feature, self.path = feature, path
        self.name = os.path.splitext(os.path.basename(path))[0]
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise Wrong(1, f"{self.name!r} cannot be part of a C name")
        self.locals_used = 0
        self.constants, self.words, self.bodies, self.uses = [], [], [], set()
        folder = os.path.dirname(os.path.abspath(path))
        self.in_view = feature == "view"
        self.src = None
        while folder != os.path.dirname(folder):
            if os.path.basename(folder) == "src":
                self.src = folder
                break
            folder = os.path.dirname(folder)
        with open(path, encoding="utf-8") as f:
            self.source = f.read().rstrip()
        self.pieces = pieces(self.source)
        self.at = 0
        self.icons = None

    # ---- constants
    def constant(self, init):
        for i, known in enumerate(self.constants):
            if known == init:
                return f"&{self.feature}_{self.name}_k{i}"
        self.constants.append(init)
        return f"&{self.feature}_{self.name}_k{len(self.constants) - 1}"

    def constant_text(self, text):
        return self.constant("{.type = V_TEXT, .text = {%s, %d}}" % (c_string(text), c_len(text)))

    def constant_word(self, key):
        return self.constant("{.type = V_WORD, .word = %s}" % c_string(key))

    def check_icon(self, line, name):
        if self.src is None:
            return
        sprite = os.path.join(os.path.dirname(self.src), "web", "static", "icons.svg")
        if self.icons is None and os.path.exists(sprite):
            with open(sprite, encoding="utf-8") as f:
                self.icons = set(re.findall(r'<symbol id="([a-z0-9_-]+)"', f.read()))
        if self.icons is not None and name not in self.icons:
            raise Wrong(line, f"web/static/icons.svg has no icon {name!r}")

    def check_asset(self, line, name):
        if self.src is None:
            return
        folder = os.path.join(os.path.dirname(self.src), "web", "static")
        if os.path.isdir(folder) and not os.path.exists(os.path.join(folder, name)):
            raise Wrong(line, f"there is no web/static/{name}")

    # ---- literal HTML
    def literal(self, line, text, html, out):
        i = 0
        while i < len(text):
            c = text[i]
            if c == "\x00" and html.state != "text":  # a line end that vanished, kept for counting
                line += 1
                i += 1
                continue
            if html.state == "text":
                if text.startswith("<!--", i):
                    html.state = "comment"
                    i += 4
                elif text.startswith("<!", i):
                    end = text.find(">", i)
                    if end < 0:
                        raise Wrong(line, "<! without >")
                    out.text(text[i:end + 1])
                    i = end + 1
                elif c == "<":
                    m = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)").match(text, i)
                    if not m:
                        raise Wrong(line, "a lone '<': write &lt;")
                    html.closing, html.tag, html.state = bool(m.group(1)), m.group(2).lower(), "tag"
                    html.method_post = False
                    out.text(m.group(0))
                    i = m.end()
                elif c.isspace() or c == "\x00":
                    m = re.compile(r"[\s\x00]+").match(text, i)
                    run = m.group(0)
                    self.space(run, text[m.end():], out, html)
                    line += run.count("\n") + run.count("\x00")
                    i = m.end()
                else:
                    m = re.compile(r"[^<\s\x00]+").match(text, i)
                    self.no_words(line, m.group(0))
                    out.text(m.group(0))
                    i = m.end()
            elif html.state == "tag":
                if c.isspace():
                    m = re.compile(r"[\s\x00]+").match(text, i)
                    if not out.pending.endswith(" "):
                        out.text(" ")
                    line += m.group(0).count("\n") + m.group(0).count("\x00")
                    i = m.end()
                elif text.startswith("/>", i):
                    out.pending = out.pending.rstrip(" ")
                    out.text("/>")
                    i += 2
                    self.tag_end(line, html, self_closed=True)
                elif c == ">":
                    if out.pending.endswith(" "):
                        out.pending = out.pending[:-1]
                    out.text(">")
                    i += 1
                    self.tag_end(line, html, self_closed=False)
                else:
                    m = re.compile(r'([A-Za-z_:@][A-Za-z0-9_:.-]*)(\s*=\s*("?))?').match(text, i)
                    if not m:
                        raise Wrong(line, f"cannot read the attribute at {text[i:i + 20]!r}")
                    name = m.group(1).lower()
                    if name.startswith("on"):
                        raise Wrong(line, f"{name}: event handlers in HTML are not allowed")
                    if name == "style":
                        raise Wrong(line, "style attributes are not allowed: use a class")
                    out.text(m.group(1))
                    if m.group(2):
                        if m.group(3) != '"':
                            raise Wrong(line, f"the value of {name} must stand in double quotes")
                        out.text('="')
                        html.state, html.attr, html.prefix, html.inserted = "value", name, "", False
                    line += m.group(0).count("\n")
                    i = m.end()
            elif html.state == "value":
                end = i
                while end < len(text) and text[end] not in '"\x00':
                    end += 1
                chunk = text[i:end]
                self.no_words(line, chunk)
                if not html.inserted:
                    html.prefix += chunk
                line += chunk.count("\n")
                out.text(re.sub(r"\s*\n\s*", " ", chunk))
                i = end
                if i < len(text) and text[i] == '"':
                    if html.tag == "form" and html.attr == "method" and html.prefix.lower() == "post":
                        html.method_post = True
                    out.text('"')
                    html.state = "tag"
                    i += 1
            elif html.state == "comment":
                end = text.find("-->", i)
                stop = len(text) if end < 0 else end + 3
                line += text.count("\n", i, stop) + text.count("\x00", i, stop)
                i = stop
                if end >= 0:
                    html.state = "text"
            else:  # raw, rcdata
                m = re.compile(r"</%s\s*>" % re.escape(html.tag), re.I).search(text, i)
                stop = m.start() if m else len(text)
                chunk = text[i:stop]
                if html.state == "raw" and chunk.strip("\x00").strip():
                    raise Wrong(line, f"<{html.tag}> must be empty: code and styles live in web/static")
                self.no_words(line, chunk)
                out.text(chunk.replace("\x00", ""))
                line += chunk.count("\n") + chunk.count("\x00")
                i = stop
                if m:
                    out.text(m.group(0))
                    i = m.end()
                    html.stack.pop()
                    html.state = "text"

    @staticmethod
    def space(run, rest, out, html):
        """A run of white space becomes one space; one that holds a line end beside a block element vanishes."""
        if html.stack and html.stack[-1][0] == "pre":
            out.text(run.replace("\x00", ""))
            return
        if not run.strip("\x00"):
            return
        if "\n" in run or "\x00" in run:
            before = re.search(r"</?([A-Za-z0-9]+)[^<>]*>$", out.tail)
            after = re.match(r"</?([A-Za-z0-9]+)", rest)
            if (before and before.group(1).lower() in BLOCK) or (after and after.group(1).lower() in BLOCK) or \
                    not out.tail:
                return
        if not out.tail.endswith(" "):
            out.text(" ")

    def no_words(self, line, text):
        for c in text:
            if ord(c) > 127 and c.isalpha():
                raise Wrong(line, f"words belong into vi.po, use {{{{t \"key\"}}}}: {text.strip()[:40]!r}")

    def tag_end(self, line, html, self_closed):
        name = html.tag
        html.state = "text"
        if html.closing:
            if not html.stack or html.stack[-1][0] != name:
                opened = f"<{html.stack[-1][0]}> of line {html.stack[-1][1]} is open" if html.stack \
                    else "nothing is open in this branch"
                raise Wrong(line, f"</{name}>, but {opened}")
            html.stack.pop()
            if name == "form" and html.forms:
                form_line = html.forms.pop()
                if form_line:
                    raise Wrong(form_line, "a form with method post needs {{csrf}}")
            return
        if name in VOID or self_closed:
            return
        html.stack.append((name, line))
        if name == "form":
            html.forms.append(line if html.method_post else 0)
        if name in ("script", "style"):
            html.state = "raw"
        elif name in ("title", "textarea"):
            html.state = "rcdata"

    # ---- tags
    def insert(self, tag, html, out, what, fmt=None):
        """Writes a value where we are. what: ("value"|"int", C)."""
        kind, code = what
        if html.state in ("raw", "comment", "tag"):
            raise Wrong(tag.line, f"no value can stand in {html.describe()}")
        if html.state == "value":
            if html.attr in NO_VALUE_ATTRS:
                raise Wrong(tag.line, f"no value can stand in attribute {html.attr}")
            if html.attr in URL_ATTRS:
                self.address(tag, html, out, kind, code)
                return
        html.inserted = True
        if kind == "int":
            out.output(f"render_int(r, {code}, {'true' if fmt == 'plain' else 'false'});")
        elif fmt:
            out.output(f"{FORMATS[fmt]}(r, {code});")
        else:
            out.output(f"render_value(r, {code});")

    def address(self, tag, html, out, kind, code):
        first = not html.inserted and html.prefix == ""
        if first:
            if kind == "int" or not tag.source.startswith("url"):
                raise Wrong(tag.line, f"{html.attr} must begin with a literal '/', '?' or '#', or with {{{{url …}}}}")
            out.output(f"render_link(r, {code});")
        else:
            if not html.inserted and not re.match(r"(/(?!/)|\?|#|tel:|mailto:)", html.prefix):
                raise Wrong(tag.line, f"{html.attr} must begin with a literal '/', '?' or '#'")
            if kind == "int":
                out.output(f"render_int(r, {code}, true);")
            else:
                out.output(f"render_url(r, {code});")
        html.inserted = True

    def block(self, scope, html, out, closers):
        """Pieces up to one of closers; returns that tag."""
        start = html.copy()
        while self.at < len(self.pieces):
            kind, line, item = self.pieces[self.at]
            self.at += 1
            if kind == "text":
                self.literal(line, item, html, out)
                continue
            word = re.match(r"[#/>!]?\s*[A-Za-z_0-9]*", item.source).group(0).replace(" ", "")
            if word in closers:
                if html.place() != start.place():
                    self.unbalanced(item.line, start, html)
                if len(html.stack) < len(start.stack):
                    raise Wrong(item.line, "closes an element that this branch did not open")
                out.flush()
                return item
            self.tag(item, word, scope, html, out)
        if closers:
            raise Wrong(self.pieces[-1][1] if self.pieces else 1, f"missing {{{{{closers[-1]}}}}}")
        return None

    def unbalanced(self, line, start, html):
        if len(html.stack) > len(start.stack):
            name, opened = html.stack[-1]
            raise Wrong(opened, f"<{name}> is not closed before the end of its branch (line {line})")
        raise Wrong(line, f"the branch ends in {html.describe()} but began in {start.describe()}")

    def tag(self, tag, word, scope, html, out):
        source, line = tag.source, tag.line
        if source.startswith("!"):
            return
        if word == "#if":
            self.tag_if(tag, scope, html, out)
        elif word == "#each":
            self.tag_each(tag, scope, html, out)
        elif word == "#with":
            self.tag_with(tag, scope, html, out)
        elif word == "#layout":
            self.tag_layout(tag, scope, html, out)
        elif source.startswith(">"):
            if html.state != "text":
                raise Wrong(line, f"a template cannot stand in {html.describe()}")
            target, value, args = self.call_words(source[1:], line, scope)
            self.call(target, value, args, "NULL", out)
        elif word == "slot":
            if html.state != "text":
                raise Wrong(line, f"{{{{slot}}}} cannot stand in {html.describe()}")
            out.output("render_slot(r, f->call);")
        elif word == "csrf":
            if html.state != "text":
                raise Wrong(line, "{{csrf}} belongs between elements")
            if html.forms:
                html.forms[-1] = 0
            out.output("render_csrf(r);")
        elif word == "t" and re.match(r"t\s", source):
            if html.state in ("raw", "comment", "tag") or (html.state == "value" and
                                                           html.attr in URL_ATTRS | NO_VALUE_ATTRS):
                raise Wrong(line, f"no words can stand in {html.describe()}")
            e = Expression(source[1:], line, scope)
            code = e.words(as_value=False)
            e.end()
            html.inserted = True
            out.output(code)
        elif word == "raw" and re.match(r"raw\s", source):
            if not self.in_view:
                raise Wrong(line, "{{raw}} is for components in src/view only")
            if html.state != "text":
                raise Wrong(line, f"{{{{raw}}}} cannot stand in {html.describe()}")
            e = Expression(source[3:], line, scope)
            kind, code = e.path()
            e.end()
            out.output(f"render_raw(r, {code});")
        elif word == "icon" and re.match(r"icon\s", source):
            if html.state != "text":
                raise Wrong(line, f"an icon cannot stand in {html.describe()}")
            e = Expression(source[4:], line, scope)
            if e.peek("string"):
                name = e.string(e.take("string"))
                self.check_icon(line, name)
                out.output(f"render_icon(r, {c_string(name)}, {c_len(name)});")
            else:
                out.output(f"render_icon_of(r, {e.path()[1]});")
            e.end()
        elif word == "mark" and re.match(r"mark\s", source):
            if html.state != "text":
                raise Wrong(line, f"a mark cannot stand in {html.describe()}")
            e = Expression(source[4:], line, scope)
            out.output(f"render_mark(r, {e.value()});")
            e.end()
        elif word == "found" and re.match(r"found\s", source):
            if html.state != "text":
                raise Wrong(line, f"marked text cannot stand in {html.describe()}")
            e = Expression(source[5:], line, scope)
            value = e.value()
            out.output(f"render_found(r, {value}, {e.value()});")
            e.end()
        elif word == "fill" and re.match(r"fill\s", source):
            if html.state != "value" or html.attr not in URL_ATTRS or html.inserted or html.prefix:
                raise Wrong(line, 'write href="{{fill pattern object}}"')
            e = Expression(source[4:], line, scope)
            pattern = e.value()
            out.output(f"render_fill(r, {pattern}, {e.value()});")
            e.end()
            html.inserted = True
        elif word == "asset" and re.match(r"asset\s", source):
            m = re.fullmatch(r'asset\s+"([a-z0-9._-]+)"', source)
            if not m or html.state != "value" or html.inserted or html.prefix:
                raise Wrong(line, 'write href="{{asset "name"}}" or src="{{asset "name"}}"')
            self.check_asset(line, m.group(1))
            html.inserted = True
            out.output(f"render_asset(r, {c_string(m.group(1))}, {len(m.group(1))});")
        elif word in FORMATS and re.match(r"[a-z]+\s", source):
            e = Expression(source[len(word):], line, scope)
            what = e.path()
            e.end()
            self.insert(tag, html, out, what, fmt=word)
        elif word == "url" and re.match(r"url\s", source):
            if html.state != "value" or html.attr not in URL_ATTRS:
                raise Wrong(line, "{{url}} belongs into href, src or action")
            e = Expression(source[3:], line, scope)
            what = e.path()
            e.end()
            self.insert(tag, html, out, what)
        elif source[:1] in "#/" or word in ("else", "elif"):
            raise Wrong(line, f"unexpected {{{{{source}}}}}")
        else:
            e = Expression(source, line, scope)
            what = e.path()
            e.end()
            if what[0] == "bool":
                raise Wrong(line, f"{source} is a condition, not a value")
            self.insert(tag, html, out, what)

    def tag_if(self, tag, scope, html, out):
        e = Expression(tag.source[3:], tag.line, scope)
        out.code(f"if ({e.any()}) {{")
        e.end()
        start = html.copy()
        ends, has_else = [], False
        while True:
            here = start.copy()
            closer = self.block(scope, here, out, ("elif", "else", "/if") if not has_else else ("/if",))
            ends.append(here)
            if closer.source.startswith("elif"):
                e = Expression(closer.source[4:], closer.line, scope)
                out.code(f"}} else if ({e.any()}) {{")
                e.end()
            elif closer.source.startswith("else"):
                has_else = True
                out.code("} else {")
            else:
                break
        out.code("}")
        if not has_else:
            ends.append(start)
        # An attribute counts as begun only when each branch began it; else the next value is still the first.
        html.__dict__.update(ends[0].__dict__)
        html.inserted = any(h.inserted for h in ends)
        prefixes = {h.prefix for h in ends}
        html.prefix = "" if "" in prefixes else sorted(prefixes, key=len)[0]
        html.forms = [min(lines) for lines in zip(*[h.forms for h in ends])] if html.forms else []
        if html.state == "value" and html.attr in URL_ATTRS and any(not h.inserted and h.prefix == "" for h in ends):
            html.inserted, html.prefix = start.inserted, start.prefix

    def new_local(self, loop):
        self.locals_used += 1
        return Local(self.locals_used, loop)

    def tag_each(self, tag, scope, html, out):
        m = re.fullmatch(r"#each\s+(.+?)\s+as\s+(%s)" % IDENT, tag.source, re.S)
        if not m:
            raise Wrong(tag.line, "write {{#each path as name}}")
        e = Expression(m.group(1), tag.line, scope)
        kind, code = e.path()
        e.end()
        if kind != "value":
            raise Wrong(tag.line, "each needs a list")
        local = self.new_local(True)
        n = local.number
        out.code(f"f->l{n} = {code};")
        out.code(f"f->n{n} = render_count(f->l{n});")
        out.code(f"for (f->i{n} = 0; f->i{n} < f->n{n}; f->i{n}++) {{")
        out.code(f"f->x{n} = value_at(f->l{n}, f->i{n});")
        closer = self.block(scope.with_local(m.group(2), local, tag.line), html.copy(), out, ("else", "/each"))
        out.code("}")
        if closer.source.startswith("else"):
            out.code(f"if (f->n{n} == 0) {{")
            self.block(scope, html.copy(), out, ("/each",))
            out.code("}")

    def tag_with(self, tag, scope, html, out):
        m = re.fullmatch(r"#with\s+(.+?)\s+as\s+(%s)" % IDENT, tag.source, re.S)
        if not m:
            raise Wrong(tag.line, "write {{#with path as name}}")
        e = Expression(m.group(1), tag.line, scope)
        code = e.value()
        e.end()
        local = self.new_local(False)
        out.code(f"f->x{local.number} = {code};")
        out.code(f"if (render_some(f->x{local.number})) {{")
        closer = self.block(scope.with_local(m.group(2), local, tag.line), html.copy(), out, ("else", "/with"))
        if closer.source.startswith("else"):
            out.code("} else {")
            self.block(scope, html.copy(), out, ("/with",))
        out.code("}")

    def call_words(self, source, line, scope):
        """feature.name [value] [name=value …] -> (target, C of the value, [(name, C)])"""
        m = re.match(r"\s*([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)(?=\s|$)", source)
        if not m:
            raise Wrong(line, "write feature.template")
        feature, name = m.groups()
        if self.src is not None:
            folder = os.path.join(self.src, "view") if feature == "view" else \
                os.path.join(self.src, "features", feature)
            if feature == self.feature:
                folder = os.path.dirname(os.path.abspath(self.path))
            if not os.path.exists(os.path.join(folder, name + ".html")):
                raise Wrong(line, f"there is no template {feature}.{name}")
        self.uses.add(feature)
        e = Expression(source[m.end():], line, scope)
        value, args = "f->v", []
        if e.at < len(e.tokens) and not (e.peek("name") and e.peek("op", "=", ahead=1)):
            value = e.value()
        while e.at < len(e.tokens):
            key = e.take("name")
            e.take("op", "=")
            args.append((key, e.value()))
        return f"{feature}_{name}", value, args

    def call(self, target, value, args, slot, out):
        array = "NULL"
        if args:
            array = "(const struct render_named[]){" + ", ".join(
                "{%s, %d, %s}" % (c_string(k), len(k), v) for k, v in args) + "}"
        out.output(f"{target}_with(r, {value}, &(const struct render_call){{{array}, {len(args)}, {slot}}});")

    def tag_layout(self, tag, scope, html, out):
        if html.state != "text":
            raise Wrong(tag.line, f"a layout cannot stand in {html.describe()}")
        target, value, args = self.call_words(tag.source[len("#layout"):], tag.line, scope)
        body = Out()
        index = len(self.bodies)
        self.bodies.append(None)
        inner = Html()
        self.block(scope, inner, body, ("/layout",))
        self.bodies[index] = body.lines
        name = f"{self.feature}_{self.name}_body{index}"
        self.call(target, value, args, f"&(const struct render_body){{{name}, f}}", out)

    # ---- the whole file
    def compile(self):
        html, out = Html(), Out()
        self.block(Scope(self, {}), html, out, ())
        out.flush()
        if html.state != "text":
            raise Wrong(self.source.count("\n") + 1, f"the file ends in {html.describe()}")
        if html.stack:
            raise Wrong(html.stack[-1][1], f"<{html.stack[-1][0]}> is never closed")
        base = f"{self.feature}_{self.name}"
        c = [f"/* ---- {self.name}.html */"]
        for i, init in enumerate(self.constants):
            c.append(f"static const struct value {base}_k{i} = {init};")
        fields = ["const struct value *v;", "const struct render_call *call;"]
        for n in range(1, self.locals_used + 1):
            fields.append(f"const struct value *x{n}, *l{n};")
            fields.append(f"size_t i{n}, n{n};")
        c.append(f"struct {base}_frame {{\n    " + "\n    ".join(fields) + "\n};")
        for i in reversed(range(len(self.bodies))):
            c.append(f"static void {base}_body{i}(struct render *r, void *frame) {{")
            c.append(f"    struct {base}_frame *f = frame;\n    (void)f;\n    (void)r;")
            c += indent(self.bodies[i])
            c.append("}")
        c.append(f"void {base}_with(struct render *r, const struct value *v, const struct render_call *call) {{")
        c.append(f"    struct {base}_frame frame = {{.v = v, .call = call}}, *f = &frame;")
        c.append("    (void)f;\n    (void)r;")
        c.append("    if (!render_enter(r))\n        return;")
        c += indent(out.lines)
        c.append("    render_leave(r);\n}")
        c.append(f"void {base}_html(struct render *r, const struct value *v) {{\n    {base}_with(r, v, NULL);\n}}\n")
        return "\n".join(c)


def indent(lines):
    out, depth = [], 1
    for line in lines:
        if line.startswith("}"):
            depth -= 1
        out.append("    " * depth + line)
        if line.endswith("{"):
            depth += 1
    return out


def compile_feature(feature, paths):
    """-> (text of the header, text of the C file); raises SystemExit with file:line of what is wrong."""
    parts, names, uses = [], [], {feature}
    for path in paths:
        try:
            f = File(feature, path)
            parts.append(f.compile())
        except Wrong as e:
            raise SystemExit(f"{path}:{e.line}: error: {e}")
        names.append(f.name)
        uses |= f.uses
    guard = f"ANSINH_{feature.upper()}_TEMPLATES_H"
    h = [f"/* Generated by tools/templates.py. */\n#ifndef {guard}\n#define {guard}\n#include \"view/render.h\"\n"]
    for name in names:
        h.append(f"void {feature}_{name}_html(struct render *r, const struct value *v);")
        h.append(f"void {feature}_{name}_with(struct render *r, const struct value *v, const struct render_call *call);")
    h.append("#endif\n")
    c = ["/* Generated by tools/templates.py. */"]
    c += [f'#include "{u}_templates.h"' for u in sorted(uses)]
    return "\n".join(h), "\n".join(c) + "\n\n" + "\n".join(parts)


def words(paths):
    for path in paths:
        try:
            f = File("view", path)
            f.compile()
        except Wrong as e:
            raise SystemExit(f"{path}:{e.line}: error: {e}")
        for line, key in f.words:
            print(f"{path}:{line} {key}")


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main(argv):
    if len(argv) >= 2 and argv[0] == "--words":
        words(argv[1:])
        return
    if len(argv) < 4:
        raise SystemExit(__doc__)
    header, code = compile_feature(argv[0], argv[3:])
    write(argv[1], header)
    write(argv[2], code)


if __name__ == "__main__":
    main(sys.argv[1:])
