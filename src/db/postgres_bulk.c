/* COPY in text form: the server converts to the columns' types, so none need be known here. */
#include "db/postgres_internal.h"

#define COPY_CHUNK 65536

struct postgres_bulk {
    struct db_bulk base;
    struct buf data;
};

enum status postgres_bulk_begin(struct db *base, const char *table, const char *const *columns, size_t count,
                                struct db_bulk **ret_bulk, struct error *err) {
    struct postgres_db *db = (struct postgres_db *)base;
    AUTO_BUF sql;
    buf_init(&sql, 16384);
    buf_fmt(&sql, "COPY %s(", table);
    for (size_t i = 0; i < count; i++)
        buf_fmt(&sql, "%s%s", i ? "," : "", columns[i]);
    buf_str(&sql, ") FROM STDIN");
    buf_char(&sql, '\0');
    if (!buf_ok(&sql))
        return fail_detail(err, E_INTERNAL, "db.no_memory", "%s: too many columns", table);
    PGresult *r = PQexec(db->conn, sql.ptr);
    enum status s = PQresultStatus(r) == PGRES_COPY_IN ? OK : postgres_failed(db, r, table, err);
    PQclear(r);
    TRY(s);
    struct postgres_bulk *b = calloc(1, sizeof *b);
    if (b == NULL)
        abort();
    b->base = (struct db_bulk){.db = base, .table = table, .columns = count};
    buf_init(&b->data, (size_t)1 << 31);
    *ret_bulk = &b->base;
    return OK;
}

static void add_escaped(struct buf *out, struct text t) {
    size_t from = 0;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i], letter = c == '\\' ? '\\' : c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : 0;
        if (letter == 0)
            continue;
        buf_add(out, t.ptr + from, i - from);
        buf_char(out, '\\');
        buf_char(out, letter);
        from = i + 1;
    }
    if (t.len > from)
        buf_add(out, t.ptr + from, t.len - from);
}

static void add_hex(struct buf *out, struct text t) {
    buf_str(out, "\\\\x");
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        buf_char(out, "0123456789abcdef"[c >> 4]);
        buf_char(out, "0123456789abcdef"[c & 15]);
    }
}

void postgres_bulk_value(struct db_bulk *base, const struct db_value *v) {
    struct buf *out = &((struct postgres_bulk *)base)->data;
    if (base->column)
        buf_char(out, '\t');
    if (v->null)
        buf_str(out, "\\N");
    else if (v->type == DB_TEXT)
        add_escaped(out, v->t);
    else if (v->type == DB_BYTES)
        add_hex(out, v->t);
    else
        buf_i64(out, v->i);
}

static enum status send_chunk(struct postgres_bulk *b, struct error *err) {
    struct postgres_db *db = (struct postgres_db *)b->base.db;
    if (!buf_ok(&b->data))
        return fail_detail(err, E_TOO_LARGE, "db.too_large", "%s: one row is too large", b->base.table);
    size_t sent = 0;
    while (sent < b->data.len) { /* PQputCopyData takes an int */
        size_t n = b->data.len - sent > COPY_CHUNK * 16 ? COPY_CHUNK * 16 : b->data.len - sent;
        if (PQputCopyData(db->conn, b->data.ptr + sent, (int)n) != 1)
            return postgres_failed(db, NULL, b->base.table, err);
        sent += n;
    }
    buf_reset(&b->data);
    return OK;
}

enum status postgres_bulk_row(struct db_bulk *base, struct error *err) {
    struct postgres_bulk *b = (struct postgres_bulk *)base;
    buf_char(&b->data, '\n');
    return b->data.len >= COPY_CHUNK || !buf_ok(&b->data) ? send_chunk(b, err) : OK;
}

enum status postgres_bulk_end(struct db_bulk *base, bool abandon, struct error *err) {
    struct postgres_bulk *b = (struct postgres_bulk *)base;
    struct postgres_db *db = (struct postgres_db *)base->db;
    enum status s = abandon ? OK : send_chunk(b, err);
    if (PQputCopyEnd(db->conn, abandon ? "abandoned" : NULL) != 1 && s == OK)
        s = postgres_failed(db, NULL, base->table, err);
    PGresult *r;
    while ((r = PQgetResult(db->conn)) != NULL) {
        if (PQresultStatus(r) != PGRES_COMMAND_OK && s == OK && !abandon)
            s = postgres_failed(db, r, base->table, err);
        PQclear(r);
    }
    buf_free(&b->data);
    free(b);
    return s;
}
