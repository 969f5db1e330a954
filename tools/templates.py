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

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from templateread import (  # noqa: E402
    BLOCK, Expression, FORMATS, IDENT, Local, NO_VALUE_ATTRS, Scope, URL_ATTRS, VOID, Wrong, c_len, c_string, pieces)


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
