/* A cursor is the position of a row in the order of a list: version, direction, which list and sort (32 bits of a
 * hash), then the keys and the id; base64url. It is not secret and not signed: whoever makes one up sees rows that
 * the list would show him anyhow, because scope and filters do not come from it. */
#include "db/list.h"

#include <sodium.h>

#define CURSOR_VERSION 1
#define CURSOR_HEAD 6

static uint32_t order_hash(const struct db_list_stmt *s, const struct db_list_sort *sort) {
    char name[256];
    (void)snprintf(name, sizeof name, "%s/%s", s->base.name, sort->name);
    return (uint32_t)text_hash(text_of(name));
}

static void put(struct buf *b, uint64_t v, int bytes) {
    while (bytes-- > 0)
        buf_char(b, (char)(v >> (8 * bytes) & 0xff));
}

struct text cursor_write(struct arena *arena, const struct db_list_stmt *s, const struct db_list_sort *sort,
                         bool descending, const struct list_position *p) {
    AUTO_BUF b;
    buf_init(&b, (size_t)1 << 24);
    put(&b, CURSOR_VERSION, 1);
    put(&b, descending, 1);
    put(&b, order_hash(s, sort), 4);
    for (size_t i = 0; i < p->count; i++) {
        if (p->key[i].type == DB_TEXT || p->key[i].type == DB_BYTES) {
            put(&b, p->key[i].t.len, 4);
            buf_text(&b, p->key[i].t);
        } else {
            put(&b, (uint64_t)p->key[i].i, 8);
        }
    }
    size_t size = sodium_base64_encoded_len(b.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = arena_alloc(arena, size);
    (void)sodium_bin2base64(out, size, (const unsigned char *)b.ptr, b.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text_of(out);
}

static bool get(struct text *rest, int bytes, uint64_t *ret) {
    if (rest->len < (size_t)bytes)
        return false;
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | (unsigned char)rest->ptr[i];
    rest->ptr += bytes;
    rest->len -= (size_t)bytes;
    *ret = v;
    return true;
}

static bool get_value(struct text *rest, enum db_type type, struct db_value *ret) {
    uint64_t n;
    *ret = (struct db_value){.type = type};
    if (type == DB_TEXT || type == DB_BYTES) {
        if (!get(rest, 4, &n) || n > rest->len)
            return false;
        ret->t = (struct text){rest->ptr, n};
        rest->ptr += n;
        rest->len -= n;
        return type == DB_BYTES || text_is_utf8(ret->t);
    }
    if (!get(rest, 8, &n))
        return false;
    ret->i = (int64_t)n;
    return type != DB_DAY || (ret->i >= INT32_MIN && ret->i <= INT32_MAX);
}

static bool decode(const struct db_list_stmt *s, const struct db_list_sort *sort, bool descending, struct text rest,
                   struct list_position *ret) {
    uint64_t version, direction, hash;
    if (!get(&rest, 1, &version) || !get(&rest, 1, &direction) || !get(&rest, 4, &hash) || version != CURSOR_VERSION ||
        direction != (uint64_t)descending || hash != order_hash(s, sort))
        return false;
    for (size_t i = 0; i < sort->key_count; i++)
        if (!get_value(&rest, sort->type[i], &ret->key[i]))
            return false;
    ret->count = sort->key_count + 1;
    return get_value(&rest, DB_INT, &ret->key[sort->key_count]) && rest.len == 0;
}

enum status cursor_read(struct arena *arena, const struct db_list_stmt *s, const struct db_list_sort *sort,
                        bool descending, struct text cursor, struct list_position *ret, struct error *err) {
    struct list_position p;
    if (cursor.len > MAX_URL_BYTES)
        return fail(err, E_BAD_REQUEST, "list.bad_cursor");
    char *bytes = arena_alloc(arena, cursor.len + 1);
    size_t length = 0;
    if (sodium_base642bin((unsigned char *)bytes, cursor.len + 1, cursor.ptr, cursor.len, NULL, &length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length < CURSOR_HEAD || !decode(s, sort, descending, (struct text){bytes, length}, &p) ||
        /* libsodium reads some bytes beyond ASCII as digits. */
        !text_eq(cursor_write(arena, s, sort, descending, &p), cursor))
        return fail(err, E_BAD_REQUEST, "list.bad_cursor");
    *ret = p;
    return OK;
}
