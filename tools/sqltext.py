"""Splits SQL text into tokens, so that strings, comments and casts are never mistaken for anything else.

Used by queries.py and migrations.py. It knows what SQLite and PostgreSQL both write: 'it''s', E'it\\'s',
"name", `name`, -- comment, nested /* comment */, $tag$body$tag$, ::cast, :parameter.
"""
import re


class SqlError(Exception):
    """line: 1-based within the text that was given."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line
        self.message = message


class Token:
    """kind: space comment string name word number param cast op"""

    __slots__ = ("kind", "text", "line")

    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line

    def is_word(self, word):
        return self.kind == "word" and self.text.upper() == word

    def __repr__(self):
        return f"{self.kind}:{self.text!r}"


SPACE = re.compile(r"\s+")
WORD = re.compile(r"[^\W\d]\w*")
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
PARAM = re.compile(r":([^\W\d]\w*)")
DOLLAR = re.compile(r"\$([^\W\d]\w*)?\$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def quoted_end(text, start, quote, backslash):
    """Index after the closing quote, or -1."""
    i = start + 1
    while i < len(text):
        c = text[i]
        if c == "\\" and backslash:
            i += 2
        elif c == quote:
            if text[i + 1:i + 2] == quote:
                i += 2
            else:
                return i + 1
        else:
            i += 1
    return -1


def block_comment_end(text, start):
    depth, i = 0, start
    while i < len(text):
        if text.startswith("/*", i):
            depth += 1
            i += 2
        elif text.startswith("*/", i):
            depth -= 1
            i += 2
            if depth == 0:
                return i
        else:
            i += 1
    return -1


def tokens(text):
    """All tokens; joined they give the text back, byte for byte."""
    bad = CONTROL.search(text)
    if bad:
        raise SqlError(text.count("\n", 0, bad.start()) + 1, "control character in SQL")
    out, i, line = [], 0, 1
    while i < len(text):
        c = text[i]
        kind, end = None, -1
        space = SPACE.match(text, i)
        if space:
            kind, end = "space", space.end()
        elif text.startswith("--", i):
            kind = "comment"
            end = text.find("\n", i)
            end = len(text) if end < 0 else end
        elif text.startswith("/*", i):
            kind, end = "comment", block_comment_end(text, i)
            if end < 0:
                raise SqlError(line, "comment is not closed")
        elif c == "'":
            kind, end = "string", quoted_end(text, i, "'", False)
        elif c in "eExXbB" and text[i + 1:i + 2] == "'":
            kind, end = "string", quoted_end(text, i + 1, "'", c in "eE")
        elif c in "\"`":
            kind, end = "name", quoted_end(text, i, c, False)
        elif c == "$" and DOLLAR.match(text, i):
            mark = DOLLAR.match(text, i).group(0)
            kind = "string"
            end = text.find(mark, i + len(mark))
            end = end + len(mark) if end >= 0 else -1
        elif text.startswith("::", i):
            kind, end = "cast", i + 2
        elif PARAM.match(text, i):
            kind, end = "param", PARAM.match(text, i).end()
        elif WORD.match(text, i):
            kind, end = "word", WORD.match(text, i).end()
        elif NUMBER.match(text, i):
            kind, end = "number", NUMBER.match(text, i).end()
        else:
            kind, end = "op", i + 1
        if end < 0:
            raise SqlError(line, f"{'string' if kind == 'string' else 'quoted name'} is not closed")
        out.append(Token(kind, text[i:end], line))
        line += text.count("\n", i, end)
        i = end
    return out


def compact(toks):
    """Tokens without comments, runs of white space as one space, none at the ends or before a ';' at the end."""
    out = []
    for t in toks:
        if t.kind in ("space", "comment"):
            if out and out[-1].kind != "space":
                out.append(Token("space", " ", t.line))
        else:
            out.append(t)
    while out and (out[-1].kind == "space" or out[-1].text == ";"):
        out.pop()
    return out


def join(toks):
    return "".join(t.text for t in toks)


def c_string(text, indent="    ", width=104):
    """A C string literal, over several lines when long. Every byte beyond plain ASCII becomes an octal escape."""
    if not text:
        return '""'
    pieces, piece, length = [], [], 0
    for byte in text.encode("utf-8"):
        c = chr(byte)
        if c in '"\\':
            one = "\\" + c
        elif c == "\n":
            one = "\\n"
        elif 32 <= byte < 127:
            one = c
        else:
            one = f"\\{byte:03o}"
        piece.append(one)
        length += len(one)
        if c == "\n" or (length >= width and c in " ,("):
            pieces.append("".join(piece))
            piece, length = [], 0
    if piece:
        pieces.append("".join(piece))
    return ("\n" + indent).join(f'"{p}"' for p in pieces)
