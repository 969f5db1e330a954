#include "features/rule/textproto.h"

#define MAX_NESTED 200

struct reader {
    struct arena *arena;
    struct text source;
    size_t at;
    unsigned nested;
    struct error *err;
};

static bool fields(struct reader *r, char closing, struct proto **ret);

static bool bad(struct reader *r) {
    char line[16];
    int n = 1;
    for (size_t i = 0; i < r->at && i < r->source.len; i++)
        n += r->source.ptr[i] == '\n';
    (void)snprintf(line, sizeof line, "%d", n);
    (void)fail(r->err, E_INVALID, "rule.bad_textproto", line);
    return false;
}

static char peek(const struct reader *r) {
    return r->at < r->source.len ? r->source.ptr[r->at] : '\0';
}

static void skip(struct reader *r) {
    for (;; r->at++) {
        char c = peek(r);
        if (c == '#')
            while (r->at < r->source.len && r->source.ptr[r->at] != '\n')
                r->at++;
        else if (c == '\0' || strchr(" \t\r\n,;", c) == NULL)
            return;
    }
}

static bool word_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-' || c == '+';
}

static struct text word(struct reader *r) {
    size_t from = r->at;
    while (word_letter(peek(r)))
        r->at++;
    return (struct text){r->source.ptr + from, r->at - from};
}

static int digit(char c, int base) {
    int d = c >= '0' && c <= '9'   ? c - '0'
            : c >= 'a' && c <= 'f' ? c - 'a' + 10
            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                   : 99;
    return d < base ? d : -1;
}

static void add_code_point(struct buf *b, uint32_t c) {
    if (c < 0x80) {
        buf_char(b, (char)c);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char heads[] = {0, 0xc0, 0xe0, 0xf0};
    buf_char(b, (char)(heads[more] | c >> (6 * more)));
    while (more-- > 0)
        buf_char(b, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

static void escape(struct reader *r, struct buf *b) {
    char c = peek(r);
    static const char plain[] = "abfnrtv\\?\"'", meaning[] = "\a\b\f\n\r\t\v\\?\"'";
    const char *p = c == '\0' ? NULL : strchr(plain, c);
    r->at++;
    if (p != NULL) {
        buf_char(b, meaning[p - plain]);
        return;
    }
    bool letter = c == 'x' || c == 'X' || c == 'u' || c == 'U';
    int base = letter ? 16 : 8, room = c == 'u' ? 4 : c == 'U' ? 8 : letter ? 2 : 3;
    uint32_t v = 0;
    r->at -= letter ? 0 : 1;
    for (; room > 0 && digit(peek(r), base) >= 0; room--)
        v = v * (uint32_t)base + (uint32_t)digit(r->source.ptr[r->at++], base);
    if (c == 'u' || c == 'U')
        add_code_point(b, v);
    else
        buf_char(b, (char)v);
}

/* One or more quoted pieces that follow one another. */
static bool string(struct reader *r, struct text *ret) {
    AUTO_BUF b;
    buf_init(&b, 1u << 20);
    for (char quote = peek(r); quote == '"' || quote == '\''; quote = peek(r)) {
        for (r->at++; peek(r) != quote;) {
            if (r->at >= r->source.len)
                return bad(r);
            char c = r->source.ptr[r->at++];
            if (c == '\\')
                escape(r, &b);
            else
                buf_char(&b, c);
        }
        r->at++;
        skip(r);
    }
    *ret = b.len == 0 ? T("") : arena_text(r->arena, buf_as_text(&b));
    return true;
}

static bool value(struct reader *r, struct proto *p) {
    char c = peek(r);
    if (c == '{' || c == '<') {
        r->at++;
        p->message = true;
        if (++r->nested > MAX_NESTED || !fields(r, c == '{' ? '}' : '>', &p->first))
            return bad(r);
        r->nested--;
        r->at++;
        return true;
    }
    if (c == '"' || c == '\'')
        return string(r, &p->scalar);
    p->scalar = word(r);
    return p->scalar.len > 0 || bad(r);
}

/* "name: value", "name { … }", "name: [ a, b ]" (several of one name). */
static bool field(struct reader *r, struct proto ***tail) {
    struct text name;
    if (peek(r) == '[') {
        size_t from = r->at;
        while (r->at < r->source.len && peek(r) != ']')
            r->at++;
        name = (struct text){r->source.ptr + from, ++r->at - from};
    } else {
        name = word(r);
    }
    if (name.len == 0 || r->at > r->source.len)
        return bad(r);
    skip(r);
    if (peek(r) == ':') {
        r->at++;
        skip(r);
    }
    bool several = peek(r) == '[';
    if (several) {
        r->at++;
        skip(r);
    }
    while (!several || peek(r) != ']') {
        struct proto *p = ARENA_NEW(r->arena, struct proto);
        p->name = name;
        if (!value(r, p))
            return false;
        **tail = p;
        *tail = &p->next;
        skip(r);
        if (!several)
            return true;
    }
    r->at++;
    skip(r);
    return true;
}

static bool fields(struct reader *r, char closing, struct proto **ret) {
    struct proto **tail = ret;
    for (skip(r); peek(r) != closing;)
        if (r->at >= r->source.len || !field(r, &tail))
            return bad(r);
    return true;
}

enum status textproto_read(struct arena *a, struct text bytes, struct proto **ret, struct error *err) {
    struct reader r = {.arena = a, .source = bytes, .err = err};
    struct proto *p = ARENA_NEW(a, struct proto);
    p->message = true;
    if (!fields(&r, '\0', &p->first))
        return E_INVALID;
    *ret = p;
    return OK;
}

const struct proto *proto_get(const struct proto *p, const char *name) {
    for (const struct proto *f = p == NULL ? NULL : p->first; f != NULL; f = f->next)
        if (text_is(f->name, name))
            return f;
    return NULL;
}

const struct proto *proto_next(const struct proto *p) {
    for (const struct proto *f = p->next; f != NULL; f = f->next)
        if (text_eq(f->name, p->name))
            return f;
    return NULL;
}

struct text proto_text(const struct proto *p, const char *name) {
    const struct proto *f = proto_get(p, name);
    return f == NULL || f->message ? TEXT_NONE : f->scalar;
}

bool proto_true(const struct proto *p, const char *name) {
    return text_is(proto_text(p, name), "true");
}
