"""The name of a unit or an agency as of a day, in one place: what these calls in a statement stand for.

    area_name(x.area_id, day)      agency_name(x.agency_id, day)
    area_since(x.area_id, day)     the first day of the version that has this name, to join the version itself

It is the name that holds on the day, else the last one before it (a commune merged away, an agency reorganised), else
the first one after it; '' where there is no such unit. So a page of a day never shows a name that comes later, and no
record loses its name when its commune is gone.
"""
from sqltext import SqlError, Token, compact, join, tokens

# Each is one step in the primary key of the versions; the second is made only where the first finds nothing.
OF_DAY = ("(SELECT name_on.{column} FROM {table}_version name_on WHERE name_on.{table}_id = {id} "
          "AND name_on.valid_from <= {day} ORDER BY name_on.valid_from DESC LIMIT 1)")
FIRST = ("(SELECT name_on.{column} FROM {table}_version name_on WHERE name_on.{table}_id = {id} "
         "ORDER BY name_on.valid_from LIMIT 1)")
NAME, SINCE = f"coalesce({OF_DAY}, {FIRST}, '')", f"coalesce({OF_DAY}, {FIRST})"
CALLS = {
    "area_name": (NAME, "name", "area"),
    "agency_name": (NAME, "name", "agency"),
    "area_since": (SINCE, "valid_from", "area"),
}


def arguments(toks, at):
    """The arguments of the call whose '(' is at toks[at], each a list of tokens, and the index after its ')'."""
    parts, depth = [[]], 0
    for i in range(at, len(toks)):
        text = toks[i].text
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth == 0:
            return [compact(p) for p in parts], i + 1
        if depth == 1 and text == ",":
            parts.append([])
        elif i > at:
            parts[-1].append(toks[i])
    raise SqlError(toks[at].line, "'(' is not closed")


def argument(toks):
    """Its text. A column without its table would be looked for in the versions, so it is refused."""
    for i, t in enumerate(toks):
        near = {x.text for x in toks[max(i - 1, 0):i] + toks[i + 1:i + 2]}
        if t.kind == "word" and not near & {".", "("}:
            raise SqlError(t.line, f"write \"{t.text}\" with its table: x.{t.text}")
    return join(toks)


def expand_names(toks):
    """The tokens with each such call replaced by what it stands for."""
    out, i = [], 0
    while i < len(toks):
        t = toks[i]
        if t.text not in CALLS or toks[i + 1:i + 2] == [] or toks[i + 1].text != "(":
            out.append(t)
            i += 1
            continue
        args, i = arguments(toks, i + 1)
        if len(args) != 2 or not all(args):
            raise SqlError(t.line, f"{t.text} takes two arguments: which one and the day")
        text, column, table = CALLS[t.text]
        text = text.format(column=column, table=table, id=argument(args[0]), day=argument(args[1]))
        out += [Token(x.kind, x.text, t.line) for x in tokens(text)]
    return out
