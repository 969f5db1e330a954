#include "view/render.h"

#include "i18n/i18n.h"

bool render_enter(struct render *r) {
    if (r->depth == RENDER_MAX_DEPTH)
        return false;
    r->depth++;
    return true;
}

void render_leave(struct render *r) {
    r->depth--;
}

/* ---- escaping */
void render_text(struct render *r, struct text t) {
    static const bool special[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};
    size_t from = 0;
    for (size_t i = 0; i < t.len; i++) {
        if (!special[(unsigned char)t.ptr[i]])
            continue;
        buf_add(r->out, t.ptr + from, i - from);
        from = i + 1;
        switch (t.ptr[i]) {
        case '&':
            buf_add(r->out, "&amp;", 5);
            break;
        case '<':
            buf_add(r->out, "&lt;", 4);
            break;
        case '>':
            buf_add(r->out, "&gt;", 4);
            break;
        case '"':
            buf_add(r->out, "&quot;", 6);
            break;
        default:
            buf_add(r->out, "&#39;", 5);
            break;
        }
    }
    buf_add(r->out, t.ptr + from, t.len - from);
}

/* key: static (of code or of a V_WORD), so that its address stands for it. */
static struct text word_of(struct render *r, const char *key) {
    size_t slot = ((uintptr_t)key >> 3) % RENDER_WORDS;
    if (r->words[slot].key != key) {
        r->words[slot].key = key;
        r->words[slot].text = tr(r->lang, key);
    }
    return r->words[slot].text;
}

/* True when v is text; else it was written to out, in characters that need no escaping. */
static bool write_unless_text(struct render *r, struct buf *out, const struct value *v, struct text *ret_text) {
    enum lang lang = r->lang;
    if (v == NULL)
        return false;
    switch (v->type) {
    case V_NULL:
    case V_LIST:
    case V_OBJECT:
        return false;
    case V_BOOL:
        *ret_text = word_of(r, v->b ? "view.yes" : "view.no");
        return true;
    case V_TEXT:
        *ret_text = v->text;
        return true;
    case V_WORD:
        *ret_text = word_of(r, v->word);
        return true;
    case V_INT:
        fmt_int(out, lang, v->i);
        return false;
    case V_ID:
        buf_i64(out, v->i);
        return false;
    case V_MONEY:
        fmt_money(out, lang, v->i);
        return false;
    case V_BP:
        fmt_percent(out, lang, v->i, 2);
        return false;
    case V_RATE: {
        int64_t basis_points;
        if (mul_div_i64(v->i, 1, 100, &basis_points))
            fmt_percent(out, lang, basis_points, 2);
        return false;
    }
    case V_DAY:
        fmt_day(out, lang, v->day);
        return false;
    case V_INSTANT: {
        char text[20];
        instant_vn(v->i, text);
        buf_str(out, text);
        return false;
    }
    }
    return false;
}

void render_value(struct render *r, const struct value *v) {
    struct text t;
    if (write_unless_text(r, r->out, v, &t))
        render_text(r, t);
}

struct text render_as_text(struct render *r, const struct value *v) {
    struct text t;
    AUTO_BUF b;
    buf_init(&b, 256);
    if (write_unless_text(r, &b, v, &t))
        return t;
    return arena_text(r->arena, buf_as_text(&b));
}

static bool plain_unless_text(struct buf *out, const struct value *v, struct text *ret_text) {
    if (v == NULL)
        return false;
    switch (v->type) {
    case V_NULL:
    case V_LIST:
    case V_OBJECT:
        return false;
    case V_BOOL:
        buf_char(out, v->b ? '1' : '0');
        return false;
    case V_TEXT:
        *ret_text = v->text;
        return true;
    case V_WORD: {
        const char *dot = strrchr(v->word, '.');
        *ret_text = text_of(dot ? dot + 1 : v->word);
        return true;
    }
    case V_INT:
    case V_ID:
    case V_MONEY:
    case V_BP:
    case V_RATE:
        buf_i64(out, v->i);
        return false;
    case V_DAY: {
        char iso[11];
        day_iso(v->day, iso);
        buf_str(out, iso);
        return false;
    }
    case V_INSTANT: {
        char iso[25];
        instant_iso(v->i, iso);
        buf_str(out, iso);
        return false;
    }
    }
    return false;
}

void render_plain(struct render *r, const struct value *v) {
    struct text t;
    if (plain_unless_text(r->out, v, &t))
        render_text(r, t);
}

void render_whole(struct render *r, const struct value *v) {
    if (v != NULL && v->type == V_BP)
        fmt_percent(r->out, r->lang, v->i, 0);
    else if (v != NULL && v->type == V_RATE)
        fmt_percent(r->out, r->lang, v->i / 100, 0);
    else
        render_value(r, v);
}

void render_bare(struct render *r, const struct value *v) {
    if (v != NULL && v->type == V_MONEY) {
        fmt_int(r->out, r->lang, v->i);
    } else if (v != NULL && (v->type == V_BP || v->type == V_RATE)) {
        size_t before = r->out->len;
        render_value(r, v);
        if (r->out->len > before && r->out->ptr[r->out->len - 1] == '%')
            r->out->len--;
    } else {
        render_value(r, v);
    }
}

void render_long(struct render *r, const struct value *v) {
    if (v != NULL && v->type == V_DAY && r->lang == LANG_VI)
        fmt_day_long(r->out, v->day);
    else
        render_value(r, v);
}

void render_int(struct render *r, int64_t n, bool plain) {
    if (plain)
        buf_i64(r->out, n);
    else
        fmt_int(r->out, r->lang, n);
}

void render_raw(struct render *r, const struct value *v) {
    if (v != NULL && v->type == V_TEXT)
        buf_text(r->out, v->text);
}

/* ---- addresses */
static bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static void percent_encode(struct buf *out, struct text t, const char *also) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (unreserved(c) || (c != '\0' && strchr(also, c) != NULL)) {
            buf_char(out, c);
        } else {
            unsigned char u = (unsigned char)c;
            char code[3] = {'%', hex[u >> 4], hex[u & 15]};
            buf_add(out, code, 3);
        }
    }
}

void render_url(struct render *r, const struct value *v) {
    struct text t;
    AUTO_BUF b;
    buf_init(&b, 64);
    if (!plain_unless_text(&b, v, &t))
        t = buf_as_text(&b);
    percent_encode(r->out, t, "");
}

void render_link(struct render *r, const struct value *v) {
    struct text t = v != NULL && v->type == V_TEXT ? v->text : TEXT_NONE;
    bool local = t.len > 0 && (t.ptr[0] == '#' || t.ptr[0] == '?' ||
                               (t.ptr[0] == '/' && !(t.len > 1 && (t.ptr[1] == '/' || t.ptr[1] == '\\'))));
    if (!local) {
        buf_char(r->out, '#');
        return;
    }
    /* '&' comes between parameters; written as it is, it could be read as the begin of a character reference. */
    for (struct text rest = t, part; text_cut(&rest, '&', &part);) {
        percent_encode(r->out, part, "/?#=%+:,;@!$*()[]");
        if (rest.ptr != NULL)
            buf_add(r->out, "&amp;", 5);
    }
}

void render_fill(struct render *r, const struct value *pattern, const struct value *obj) {
    struct text rest = pattern != NULL && pattern->type == V_TEXT ? pattern->text : TEXT_NONE, part;
    if (!text_starts(rest, T("/")) || text_starts(rest, T("//"))) {
        buf_char(r->out, '#');
        return;
    }
    while (text_cut(&rest, '{', &part)) {
        render_text(r, part);
        struct text name;
        if (rest.ptr != NULL && text_cut(&rest, '}', &name))
            render_url(r, value_get(obj, name));
    }
}

void render_asset(struct render *r, const char *name, size_t len) {
    buf_add(r->out, "/static/", 8);
    buf_add(r->out, name, len);
    render_text(r, r->asset_suffix);
}

void render_icon(struct render *r, const char *name, size_t len) {
    static const char open[] = "<svg class=\"i\" aria-hidden=\"true\"><use href=\"", shut[] = "\"></use></svg>";
    buf_add(r->out, open, sizeof open - 1);
    render_asset(r, "icons.svg", 9);
    buf_char(r->out, '#');
    buf_add(r->out, name, len);
    buf_add(r->out, shut, sizeof shut - 1);
}

void render_icon_of(struct render *r, const struct value *name) {
    struct text t;
    AUTO_BUF unused;
    buf_init(&unused, 64);
    if (!plain_unless_text(&unused, name, &t) || t.len == 0)
        return;
    for (size_t i = 0; i < t.len; i++)
        if (!unreserved(t.ptr[i]))
            return;
    render_icon(r, t.ptr, t.len);
}

void render_mark(struct render *r, const struct value *v) {
    if (v == NULL || v->type != V_WORD)
        return;
    struct text key = text_of(v->word);
    size_t dot = key.len;
    while (dot > 0 && key.ptr[dot - 1] != '.')
        dot--;
    if (dot == 0)
        return;
    struct text code = {key.ptr + dot, key.len - dot};
    struct text before = {key.ptr, dot - 1};
    const char *kind = text_is(before, "class") || text_ends(before, T(".class"))   ? "class"
                       : text_is(before, "state") || text_ends(before, T(".state")) ? "state"
                                                                                    : NULL;
    if (kind == NULL)
        return;
    char name[64];
    int n = snprintf(name, sizeof name, "%s-%.*s", kind, FMT(code));
    if (n > 0 && (size_t)n < sizeof name)
        render_icon(r, name, (size_t)n);
}

/* True when one of the folded words begins the syllable. */
static bool begins(struct render *r, struct text syllable, struct text words) {
    struct text folded = vi_fold(r->arena, syllable), word;
    while (folded.len > 0 && text_cut(&words, ' ', &word))
        if (word.len > 0 && text_starts(folded, word))
            return true;
    return false;
}

void render_found(struct render *r, const struct value *v, const struct value *query) {
    struct text rest = v != NULL && v->type == V_TEXT ? v->text : TEXT_NONE, syllable;
    if (query != NULL && r->query != query) {
        struct text sent = value_text(query);
        r->query = query;
        r->query_words = text_is_utf8(sent) ? vi_fold(r->arena, sent) : TEXT_NONE;
    }
    if (query == NULL || rest.len == 0 || r->query_words.len == 0 || !text_is_utf8(rest)) {
        render_value(r, v);
        return;
    }
    bool open = false, first = true;
    while (text_cut(&rest, ' ', &syllable)) {
        bool found = begins(r, syllable, r->query_words);
        if (open && !found)
            buf_str(r->out, "</mark>");
        if (!first)
            buf_char(r->out, ' ');
        if (found && !open)
            buf_str(r->out, "<mark>");
        render_text(r, syllable);
        open = found;
        first = false;
    }
    if (open)
        buf_str(r->out, "</mark>");
}

void render_csrf(struct render *r) {
    buf_str(r->out, "<input type=\"hidden\" name=\"csrf\" value=\"");
    render_value(r, value_get(r->page, T("csrf")));
    buf_str(r->out, "\">");
}

void render_slot(struct render *r, const struct render_call *call) {
    if (call != NULL && call->slot != NULL)
        call->slot->write(r, call->slot->frame);
}

/* ---- words */
#define MAX_WORD_ARGS 10

static struct text word_text(struct render *r, const char *key, const struct value *const *args, size_t count) {
    struct text texts[MAX_WORD_ARGS];
    if (count > MAX_WORD_ARGS)
        count = MAX_WORD_ARGS;
    for (size_t i = 0; i < count; i++)
        texts[i] = render_as_text(r, args[i]);
    return tr_args(r->lang, r->arena, key, texts, count);
}

static struct text word_text_of(struct render *r, const struct value *key, const struct value *const *args,
                                size_t count) {
    if (key != NULL && key->type == V_WORD)
        return count == 0 ? word_of(r, key->word) : word_text(r, key->word, args, count);
    if (key == NULL || key->type != V_TEXT)
        return render_as_text(r, key);
    const char *name = arena_zstr(r->arena, key->text);
    if (!tr_known(name))
        return key->text;
    return count == 0 ? tr(r->lang, name) : word_text(r, name, args, count);
}

void render_word(struct render *r, const char *key, const struct value *const *args, size_t count) {
    render_text(r, count == 0 ? word_of(r, key) : word_text(r, key, args, count));
}

void render_word_of(struct render *r, const struct value *key, const struct value *const *args, size_t count) {
    render_text(r, word_text_of(r, key, args, count));
}

/* ---- values for calls */
static struct value *new_value(struct render *r, enum value_type type) {
    struct value *v = ARENA_NEW(r->arena, struct value);
    v->type = type;
    v->arena = r->arena;
    return v;
}

static const struct value *text_value(struct render *r, struct text t) {
    struct value *v = new_value(r, V_TEXT);
    v->text = t;
    return v;
}

const struct value *render_int_value(struct render *r, int64_t n) {
    struct value *v = new_value(r, V_INT);
    v->i = n;
    return v;
}

const struct value *render_bool_value(struct render *r, bool b) {
    struct value *v = new_value(r, V_BOOL);
    v->b = b;
    return v;
}

const struct value *render_word_value(struct render *r, const char *key, const struct value *const *args,
                                      size_t count) {
    return text_value(r, word_text(r, key, args, count));
}

const struct value *render_word_value_of(struct render *r, const struct value *key, const struct value *const *args,
                                         size_t count) {
    return text_value(r, word_text_of(r, key, args, count));
}

/* ---- looking up and asking */
const struct value *render_at(const struct value *list, int64_t index) {
    return index < 0 ? NULL : value_at(list, (size_t)index);
}

const struct value *render_key(const struct value *v, const struct value *key) {
    if (key == NULL)
        return NULL;
    if (key->type == V_INT)
        return render_at(v, key->i);
    return v == NULL ? NULL : value_get(v, value_text(key));
}

const struct value *render_arg(const struct render_call *call, const char *name, size_t len) {
    for (size_t i = 0; call != NULL && i < call->arg_count; i++)
        if (call->args[i].name_len == len && memcmp(call->args[i].name, name, len) == 0)
            return call->args[i].value;
    return NULL;
}

bool render_some(const struct value *v) {
    return v != NULL && v->type != V_NULL;
}

bool render_number(const struct value *v) {
    if (v == NULL)
        return false;
    switch (v->type) {
    case V_INT:
    case V_ID:
    case V_INSTANT:
    case V_MONEY:
    case V_BP:
    case V_RATE:
        return true;
    default:
        return false;
    }
}

bool render_is(const struct value *v, const char *lit, size_t len) {
    struct text wanted = {lit, len};
    if (v == NULL)
        return false;
    if (v->type == V_TEXT)
        return text_eq(v->text, wanted);
    if (v->type != V_WORD)
        return false;
    const char *dot = strrchr(v->word, '.');
    return text_eq(text_of(v->word), wanted) || (dot != NULL && text_eq(text_of(dot + 1), wanted));
}

bool render_same(const struct value *a, const struct value *b) {
    if (!render_some(a) || !render_some(b))
        return !render_some(a) && !render_some(b);
    if (a->type == V_BOOL || b->type == V_BOOL)
        return a->type == b->type && a->b == b->b;
    if (a->type == V_DAY || b->type == V_DAY)
        return a->type == b->type && a->day == b->day;
    if (render_number(a) && render_number(b))
        return a->i == b->i;
    if (a->type == V_TEXT || a->type == V_WORD) {
        struct text left = value_text(a);
        if (b->type == V_WORD && a->type == V_TEXT)
            return render_is(b, left.ptr, left.len);
        struct text right = value_text(b);
        if (a->type == V_WORD && b->type == V_TEXT)
            return render_is(a, right.ptr, right.len);
        return a->type == b->type && text_eq(left, right);
    }
    return false;
}

bool render_in(const struct value *v, const struct value *list) {
    if (list == NULL || list->type != V_LIST)
        return render_some(v) && render_same(v, list);
    for (size_t i = 0; i < list->list.count; i++)
        if (render_same(v, list->list.items[i]))
            return true;
    return false;
}
