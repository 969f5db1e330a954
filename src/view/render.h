/* What compiled templates stand on (tools/templates.py writes the calls). A template writes HTML into a
 * buffer; each value is escaped for the place where it lands. render_value and render_word escape for text
 * and for attributes in double quotes alike. Nothing here fails: a missing value writes nothing, and a full
 * buffer is seen once, at the end, by buf_ok(). The language itself: README.md in this folder. */
#ifndef ANSINH_RENDER_H
#define ANSINH_RENDER_H
#include "i18n/i18n.h"
#include "view/value.h"

#define RENDER_WORDS 64
struct render {
    struct buf *out;
    struct arena *arena;
    enum lang lang;
    const struct value *page;  /* what each page shows about its frame; "page" in templates (README.md) */
    struct text asset_suffix;  /* after addresses of static files, e.g. "?v=1f2e3d4c"; may be empty */
    int depth;                 /* of nested templates; starts at 0 */
    const struct value *query; /* of render_found, and its words folded */
    struct text query_words;
    /* Words already looked up for this page, by the address of their key: a table says the same few a thousand
     * times. Starts zeroed; of one language, so a render is not reused for another. */
    struct {
        const char *key;
        struct text text;
    } words[RENDER_WORDS];
};

/* What a template is called with besides its value. */
struct render_named {
    const char *name;
    size_t name_len;
    const struct value *value;
};
struct render_body {
    void (*write)(struct render *r, void *frame);
    void *frame;
};
struct render_call {
    const struct render_named *args;
    size_t arg_count;
    const struct render_body *slot;
};

/* Guards against templates that call themselves on endless data. False: write nothing. */
#define RENDER_MAX_DEPTH 64
bool render_enter(struct render *r);
void render_leave(struct render *r);

/* ---- writing */
static inline void render_lit(struct render *r, const char *bytes, size_t n) {
    struct buf *b = r->out;
    if (!b->failed && b->cap - b->len >= n) { /* n is known where this is inlined: a few moves instead of calls */
        memcpy(b->ptr + b->len, bytes, n);
        b->len += n;
    } else {
        buf_add(b, bytes, n);
    }
}
void render_text(struct render *r, struct text t);          /* escaped */
void render_value(struct render *r, const struct value *v); /* as people read it, escaped */
void render_plain(struct render *r, const struct value *v); /* as machines read it: 1234, 2024-11-25 */
void render_whole(struct render *r, const struct value *v); /* a percentage without decimals */
void render_bare(struct render *r, const struct value *v);  /* money without its unit, percent without % */
void render_long(struct render *r, const struct value *v);  /* a day in words, as documents write it */
void render_int(struct render *r, int64_t n, bool plain);
void render_raw(struct render *r, const struct value *v); /* not escaped: markup of our own making only */
/* One part of an address, percent-encoded but for unreserved characters. */
void render_url(struct render *r, const struct value *v);
/* A whole address on this site: begins with one '/', with '?' or '#'; anything else becomes "#". */
void render_link(struct render *r, const struct value *v);
/* An address from a pattern of ours, "/households/{id}": each {…} is a member of obj, percent-encoded. */
void render_fill(struct render *r, const struct value *pattern, const struct value *obj);
void render_asset(struct render *r, const char *name, size_t len);
void render_icon(struct render *r, const char *name, size_t len);
void render_icon_of(struct render *r, const struct value *name); /* names of [a-z0-9-] only, else nothing */
/* The sign of a word whose key is "….class.CODE" or "….state.CODE": the icon class-CODE or state-CODE. Other
 * values have none. */
void render_mark(struct render *r, const struct value *v);
/* A text with the syllables that the search words begin, in <mark>: diacritics and case do not matter. Values that
 * are no text are written as render_value does. */
void render_found(struct render *r, const struct value *v, const struct value *query);
void render_csrf(struct render *r);
void render_slot(struct render *r, const struct render_call *call);
/* The text of a message key with arguments {0}… written by their types. */
void render_word(struct render *r, const char *key, const struct value *const *args, size_t count);
/* key: a word, a text that is a message key, or any other text, which is written as it is. */
void render_word_of(struct render *r, const struct value *key, const struct value *const *args, size_t count);

/* The text that render_value would write, unescaped, in r->arena. */
struct text render_as_text(struct render *r, const struct value *v);

/* ---- values for calls; in r->arena */
const struct value *render_int_value(struct render *r, int64_t n);
const struct value *render_bool_value(struct render *r, bool b);
const struct value *render_word_value(struct render *r, const char *key, const struct value *const *args, size_t count);
const struct value *render_word_value_of(struct render *r, const struct value *key, const struct value *const *args,
                                         size_t count);

/* ---- looking up and asking; each takes NULL for "absent" */
static inline const struct value *render_get(const struct value *v, const char *key, size_t len) {
    return v == NULL ? NULL : value_get(v, (struct text){key, len});
}
const struct value *render_key(const struct value *v, const struct value *key); /* object by text, list by number */
const struct value *render_at(const struct value *list, int64_t index);
const struct value *render_arg(const struct render_call *call, const char *name, size_t len);
static inline size_t render_count(const struct value *v) {
    return value_count(v);
}
bool render_some(const struct value *v); /* neither absent nor null */
bool render_number(const struct value *v);
/* Text equals lit; a word equals lit by its key or by what stands after the key's last '.'. */
bool render_is(const struct value *v, const char *lit, size_t len);
bool render_same(const struct value *a, const struct value *b);  /* absent equals null */
bool render_in(const struct value *v, const struct value *list); /* the same as an element; or as a single value */
#endif
