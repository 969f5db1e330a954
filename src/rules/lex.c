/* Text of a rule into tokens: names, numbers, strings with their escapes already read, signs. */
#include "rules/program.h"

void problem_set(struct rule_problem *p, const char *key, size_t at, size_t end, struct text arg0, struct text arg1) {
    *p = (struct rule_problem){.key = key, .at = at, .end = end > at ? end : at};
    const struct text args[2] = {arg0, arg1};
    for (size_t i = 0; i < 2; i++) {
        size_t n = args[i].len < sizeof p->args[i] - 1 ? args[i].len : sizeof p->args[i] - 1;
        while (n > 0 && n < args[i].len && (args[i].ptr[n] & 0xc0) == 0x80) /* never half a letter */
            n--;
        if (n > 0)
            memcpy(p->args[i], args[i].ptr, n);
        p->args[i][n] = '\0';
    }
}

static bool lex_fails(struct lexer *l, const char *key, size_t at, size_t end) {
    size_t shown = end < l->source.len ? end : l->source.len;
    problem_set(l->problem, key, at, end, at < shown ? (struct text){l->source.ptr + at, shown - at} : TEXT_NONE,
                TEXT_NONE);
    return false;
}

static char peek(const struct lexer *l, size_t ahead) {
    return l->at + ahead < l->source.len ? l->source.ptr[l->at + ahead] : '\0';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int hex_digit(char c) {
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool name_is_reserved(struct text name) {
    static const char *const words[] = {"false",    "in",      "null",      "true",     "as",  "break",  "const",
                                        "continue", "else",    "for",       "function", "if",  "import", "let",
                                        "loop",     "package", "namespace", "return",   "var", "void",   "while"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_is(name, words[i]))
            return true;
    return false;
}

static void skip_space(struct lexer *l) {
    for (;;) {
        char c = peek(l, 0);
        if (l->at < l->source.len && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
            l->at++;
        } else if (c == '/' && peek(l, 1) == '/') {
            while (l->at < l->source.len && l->source.ptr[l->at] != '\n')
                l->at++;
        } else {
            return;
        }
    }
}

static void add_utf8(struct buf *b, uint32_t c) {
    char out[4];
    size_t n = 0;
    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xc0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (c & 0x3f));
    } else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (c & 0x3f));
    }
    buf_add(b, out, n);
}

/* Digits of one base after l->at, at most the count given (all of them must be there). */
static bool escape_number(struct lexer *l, unsigned digits, unsigned base, uint32_t *ret) {
    uint32_t v = 0;
    for (unsigned i = 0; i < digits; i++) {
        int d = hex_digit(peek(l, i));
        if (d < 0 || (unsigned)d >= base)
            return false;
        v = v * base + (uint32_t)d;
    }
    l->at += digits;
    *ret = v;
    return true;
}

/* After the backslash. */
static bool escape(struct lexer *l, bool bytes, struct buf *out) {
    size_t at = l->at - 1;
    char c = peek(l, 0);
    static const char plain[] = "abfnrtv\\?\"'`", meaning[] = "\a\b\f\n\r\t\v\\?\"'`";
    const char *p = c == '\0' ? NULL : strchr(plain, c);
    if (p != NULL) {
        l->at++;
        buf_char(out, meaning[p - plain]);
        return true;
    }
    uint32_t v = 0;
    bool known = false, byte = false;
    if (c == 'x' || c == 'X') {
        l->at++;
        known = escape_number(l, 2, 16, &v);
        byte = true;
    } else if ((c == 'u' || c == 'U') && !bytes) {
        l->at++;
        known = escape_number(l, c == 'u' ? 4 : 8, 16, &v) && v <= 0x10ffff && (v < 0xd800 || v > 0xdfff);
    } else if (c >= '0' && c <= '3') {
        known = escape_number(l, 3, 8, &v);
        byte = true;
    }
    if (!known)
        return lex_fails(l, "rules.bad_escape", at, l->at + 1);
    if (bytes && byte)
        buf_char(out, (char)v);
    else
        add_utf8(out, v);
    return true;
}

/* At the opening quote; raw: escapes are not read. */
static bool lex_string(struct lexer *l, bool raw, bool bytes, size_t start, struct token *t) {
    char quote = peek(l, 0);
    bool three = peek(l, 1) == quote && peek(l, 2) == quote;
    l->at += three ? 3 : 1;
    AUTO_BUF out;
    buf_init(&out, RULE_MAX_SOURCE * 2);
    for (;;) {
        if (l->at >= l->source.len)
            return lex_fails(l, "rules.open_string", start, start + 1);
        char c = peek(l, 0);
        if (c == quote && (!three || (peek(l, 1) == quote && peek(l, 2) == quote))) {
            l->at += three ? 3 : 1;
            break;
        }
        if (!three && (c == '\n' || c == '\r'))
            return lex_fails(l, "rules.open_string", start, start + 1);
        l->at++;
        if (c != '\\') {
            buf_char(&out, c);
        } else if (raw) {
            buf_char(&out, c);
            if (l->at < l->source.len) /* a raw string still goes on after an escaped quote */
                buf_char(&out, l->source.ptr[l->at++]);
        } else if (!escape(l, bytes, &out)) {
            return false;
        }
    }
    t->kind = bytes ? TOKEN_BYTES : TOKEN_STRING;
    t->text = out.len == 0 ? T("") : arena_text(l->arena, buf_as_text(&out));
    return true;
}

/* r, b, rb, br in any case before a quote: how many letters, else 0. */
static size_t string_prefix(const struct lexer *l, bool *ret_raw, bool *ret_bytes) {
    size_t n = 0;
    *ret_raw = *ret_bytes = false;
    for (; n < 2; n++) {
        char c = peek(l, n);
        if ((c == 'r' || c == 'R') && !*ret_raw)
            *ret_raw = true;
        else if ((c == 'b' || c == 'B') && !*ret_bytes)
            *ret_bytes = true;
        else
            break;
    }
    char quote = peek(l, n);
    return quote == '"' || quote == '\'' ? n : 0;
}

static bool lex_number(struct lexer *l, struct token *t) {
    size_t start = l->at;
    t->kind = TOKEN_INT;
    if (peek(l, 0) == '0' && (peek(l, 1) == 'x' || peek(l, 1) == 'X')) {
        l->at += 2;
        while (hex_digit(peek(l, 0)) >= 0)
            l->at++;
    } else {
        while (is_digit(peek(l, 0)))
            l->at++;
        if (peek(l, 0) == '.' && is_digit(peek(l, 1))) {
            t->kind = TOKEN_DOUBLE;
            for (l->at++; is_digit(peek(l, 0));)
                l->at++;
        }
        size_t sign = peek(l, 1) == '+' || peek(l, 1) == '-' ? 2 : 1;
        if ((peek(l, 0) == 'e' || peek(l, 0) == 'E') && is_digit(peek(l, sign))) {
            t->kind = TOKEN_DOUBLE;
            for (l->at += sign; is_digit(peek(l, 0));)
                l->at++;
        }
    }
    t->text = (struct text){l->source.ptr + start, l->at - start};
    if (t->kind == TOKEN_INT && (peek(l, 0) == 'u' || peek(l, 0) == 'U')) {
        t->kind = TOKEN_UINT;
        l->at++;
    }
    if (is_name_start(peek(l, 0)))
        return lex_fails(l, "rules.bad_number", start, l->at + 1);
    return true;
}

static bool lex_sign(struct lexer *l, struct token *t) {
    static const char *const two[] = {"<=", ">=", "==", "!=", "&&", "||"};
    t->kind = TOKEN_SIGN;
    for (size_t i = 0; i < COUNT_OF(two); i++)
        if (peek(l, 0) == two[i][0] && peek(l, 1) == two[i][1]) {
            memcpy(t->sign, two[i], 3);
            l->at += 2;
            return true;
        }
    char c = peek(l, 0);
    if (c != '\0' && strchr("+-*/%<>!?:.,()[]{}", c) != NULL) {
        t->sign[0] = c;
        t->sign[1] = '\0';
        l->at++;
        return true;
    }
    size_t end = l->at + 1;
    while (end < l->source.len && (l->source.ptr[end] & 0xc0) == 0x80)
        end++;
    struct text letter = {l->source.ptr + l->at, end - l->at};
    const char *key = c == '='                   ? "rules.single_equals"
                      : c == '&' || c == '|'     ? "rules.single_and_or"
                      : (unsigned char)c >= 0x80 ? "rules.foreign_letter"
                                                 : "rules.bad_letter";
    problem_set(l->problem, key, l->at, end, letter, TEXT_NONE);
    return false;
}

bool lexer_next(struct lexer *l, struct token *ret) {
    skip_space(l);
    struct token t = {.kind = TOKEN_END, .at = (unsigned)l->at};
    bool raw, bytes, good = true;
    if (l->at < l->source.len) {
        char c = peek(l, 0);
        size_t prefix = string_prefix(l, &raw, &bytes);
        if (prefix > 0 || c == '"' || c == '\'') {
            l->at += prefix;
            good = lex_string(l, raw, bytes, t.at, &t);
        } else if (is_name_start(c)) {
            size_t start = l->at;
            while (is_name_start(peek(l, 0)) || is_digit(peek(l, 0)))
                l->at++;
            t.kind = TOKEN_NAME;
            t.text = (struct text){l->source.ptr + start, l->at - start};
        } else if (c == '`') {
            size_t start = ++l->at;
            while (is_name_start(peek(l, 0)) || is_digit(peek(l, 0)) ||
                   (peek(l, 0) != '\0' && strchr(".-/ ", peek(l, 0)) != NULL))
                l->at++;
            t.kind = TOKEN_QUOTED_NAME;
            t.text = (struct text){l->source.ptr + start, l->at - start};
            if (peek(l, 0) != '`' || t.text.len == 0)
                return lex_fails(l, "rules.open_string", t.at, t.at + 1);
            l->at++;
        } else if (is_digit(c) || (c == '.' && is_digit(peek(l, 1)))) {
            good = lex_number(l, &t);
        } else {
            good = lex_sign(l, &t);
        }
    }
    t.end = (unsigned)l->at;
    if (good)
        *ret = t;
    return good;
}

bool literal_uint(struct text digits, uint64_t *ret) {
    bool hex = digits.len > 1 && (digits.ptr[1] == 'x' || digits.ptr[1] == 'X');
    uint64_t v = 0, base = hex ? 16 : 10;
    if (hex && digits.len < 3)
        return false;
    for (size_t i = hex ? 2 : 0; i < digits.len; i++) {
        int d = hex_digit(digits.ptr[i]);
        if (d < 0 || (uint64_t)d >= base || __builtin_mul_overflow(v, base, &v) ||
            __builtin_add_overflow(v, (uint64_t)d, &v))
            return false;
    }
    *ret = v;
    return true;
}

bool literal_int(struct text digits, bool negative, int64_t *ret) {
    uint64_t v;
    if (!literal_uint(digits, &v) || v > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return false;
    *ret = negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}
