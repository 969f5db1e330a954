/* What a handler answers with: a typed tree that the edge renders as a page, as JSON or as a spreadsheet,
 * so that the three can never disagree. Types carry how a value is written: an id is text in JSON, a day is
 * ISO there and dd/mm/yyyy on a page, money has its separators and "đ".
 *
 * Everything lives in the arena of the request. Keys are static strings. Text is borrowed: it must outlive
 * the tree (arena text does). */
#ifndef ANSINH_VALUE_H
#define ANSINH_VALUE_H
#include "base/base.h"
#include "base/time.h"

enum value_type {
    V_NULL,
    V_BOOL,
    V_INT,
    V_ID,
    V_DAY,
    V_INSTANT,
    V_MONEY,
    V_BP,
    V_RATE,
    V_TEXT,
    V_WORD,
    V_LIST,
    V_OBJECT
};

struct value_member;
struct value {
    enum value_type type;
    union {
        bool b;
        int64_t i; /* int, id, instant, money (đồng), bp (basis points), rate (millionths) */
        day_t day;
        struct text text;
        const char *word; /* V_WORD: a message key; pages show its text, JSON the part after the last '.' */
        struct {
            struct value **items;
            size_t count, room;
        } list;
        struct {
            struct value_member *members;
            size_t count, room;
        } object;
    };
    struct arena *arena; /* of lists and objects, so that they can grow */
};
struct value_member {
    const char *key;
    size_t key_len;
    struct value *value;
    bool page_only; /* how a page looks (columns, addresses), no part of the answer: not in JSON */
};

struct value *value_object(struct arena *a);
struct value *value_list(struct arena *a);
/* Each sets (or replaces) a member; DB_NULL, DAY_NONE and a NULL text become null. */
void value_set(struct value *obj, const char *key, struct value *v);
/* A member for templates only: columns, addresses, the state of a form. JSON leaves it out. */
void value_set_page(struct value *obj, const char *key, struct value *v);
/* A value that stands elsewhere in the same answer too; NULL becomes null. */
void value_share(struct value *obj, const char *key, const struct value *v);
void value_set_null(struct value *obj, const char *key);
void value_set_bool(struct value *obj, const char *key, bool v);
void value_set_int(struct value *obj, const char *key, int64_t v);
void value_set_id(struct value *obj, const char *key, int64_t v);
void value_set_day(struct value *obj, const char *key, day_t v);
void value_set_instant(struct value *obj, const char *key, instant_t v);
void value_set_money(struct value *obj, const char *key, int64_t dong);
void value_set_bp(struct value *obj, const char *key, int64_t basis_points);
void value_set_rate(struct value *obj, const char *key, int64_t millionths);
void value_set_text(struct value *obj, const char *key, struct text v);         /* borrowed */
void value_set_str(struct value *obj, const char *key, const char *zero_ended); /* borrowed */
void value_set_word(struct value *obj, const char *key, const char *message_key);
struct value *value_set_object(struct value *obj, const char *key); /* a new one, to be filled */
struct value *value_set_list(struct value *obj, const char *key);
struct value *value_add_object(struct value *list); /* a new one at the end, to be filled */
void value_add(struct value *list, struct value *v);
void value_add_text(struct value *list, struct text v);

const struct value *value_get(const struct value *obj, struct text key); /* NULL when absent or not an object */
const struct value *value_path(const struct value *v, const char *dotted);
size_t value_count(const struct value *list); /* 0 when it is no list */
const struct value *value_at(const struct value *list, size_t i);
bool value_truthy(const struct value *v);                    /* absent, null, false, 0, "", [] are false */
int64_t value_int(const struct value *v, int64_t otherwise); /* of any number-like type */
struct text value_text(const struct value *v);               /* of V_TEXT, V_WORD (its key), else none */

/* JSON: ids as text, days ISO, instants RFC 3339 UTC, money and bp as integers, rate as a number with six
 * decimals. */
void value_json(struct buf *out, const struct value *v);
void json_string(struct buf *out, struct text t);

#endif
