/* Values in PostgreSQL's binary form: integers in network order, text and bytea as they are, arrays and numerics as
 * in src/backend/utils/adt (array_recv, numeric_send). Binary spares both sides the digits. */
#include "db/postgres_internal.h"

Oid postgres_type_of(enum db_type t) {
    switch (t) {
    case DB_DAY:
        return PG_INT4;
    case DB_BOOL:
        return PG_INT2;
    case DB_TEXT:
        return PG_TEXT;
    case DB_BYTES:
        return PG_BYTEA;
    case DB_IDS:
        return PG_INT8_ARRAY;
    default:
        return PG_INT8;
    }
}

static void put_be(unsigned char *out, uint64_t v, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
        out[i] = (unsigned char)(v & 0xff);
        v >>= 8;
    }
}

/* Sign-extended. */
static int64_t get_be(const char *in, int bytes) {
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | (unsigned char)in[i];
    int shift = 64 - 8 * bytes;
    return (int64_t)(v << shift) >> shift;
}

/* One dimension: count of dimensions, has-null flag, element type, length, lower bound; then length + value each. */
static char *ids_array(struct db_ids ids, int *ret_length) {
    size_t head = ids.count ? 20 : 12;
    unsigned char *out = calloc(1, head + 12 * ids.count);
    if (out == NULL)
        abort();
    put_be(out, ids.count ? 1 : 0, 4);
    put_be(out + 8, PG_INT8, 4);
    if (ids.count) {
        put_be(out + 12, ids.count, 4);
        put_be(out + 16, 1, 4);
    }
    for (size_t i = 0; i < ids.count; i++) {
        put_be(out + head + 12 * i, 8, 4);
        put_be(out + head + 12 * i + 4, (uint64_t)ids.ptr[i], 8);
    }
    *ret_length = (int)(head + 12 * ids.count);
    return (char *)out;
}

enum status postgres_params_of(const struct db_call *call, struct postgres_params *p, struct error *err) {
    p->count = (int)call->in_count;
    memset(p->lists, 0, call->in_count * sizeof p->lists[0]);
    for (size_t i = 0; i < call->in_count; i++) {
        const struct db_value *v = &call->in[i];
        size_t length = v->type == DB_TEXT || v->type == DB_BYTES ? v->t.len
                        : v->type == DB_IDS                       ? v->ids.count * 12
                                                                  : 0;
        if (length > 1000000000) { /* PostgreSQL's own limit of one field */
            postgres_params_free(p);
            return fail_detail(err, E_TOO_LARGE, "db.too_large", "%s: parameter %zu", call->name, i + 1);
        }
        p->types[i] = postgres_type_of(v->type);
        p->formats[i] = 1;
        p->lengths[i] = v->type == DB_DAY ? 4 : v->type == DB_BOOL ? 2 : 8;
        p->values[i] = (const char *)p->numbers[i];
        if (v->null) {
            p->values[i] = NULL;
        } else if (v->type == DB_TEXT || v->type == DB_BYTES) {
            p->values[i] = v->t.ptr ? v->t.ptr : "";
            p->lengths[i] = (int)v->t.len;
        } else if (v->type == DB_IDS) {
            p->lists[i] = ids_array(v->ids, &p->lengths[i]);
            p->values[i] = p->lists[i];
        } else {
            put_be(p->numbers[i], (uint64_t)v->i, p->lengths[i]);
        }
    }
    return OK;
}

void postgres_params_free(struct postgres_params *p) {
    for (int i = 0; i < p->count; i++)
        free(p->lists[i]);
}

/* A whole numeric: groups of four decimal digits, the first of weight 10000^weight. sum(bigint) is one. */
static bool whole_numeric(const char *in, int length, int64_t *ret) {
    if (length < 8)
        return false;
    int64_t groups = get_be(in, 2), weight = get_be(in + 2, 2), sign = get_be(in + 4, 2) & 0xffff;
    if ((sign != 0 && sign != 0x4000) || length != 8 + 2 * groups)
        return false; /* NaN, infinity */
    int64_t v = 0;
    for (int64_t g = 0; g <= weight || g < groups; g++) {
        int64_t digits = g < groups ? get_be(in + 8 + 2 * g, 2) : 0;
        if (g > weight) {
            if (digits != 0)
                return false; /* a fraction */
            continue;
        }
        /* counted down from zero, so that INT64_MIN fits */
        if (!mul_i64(v, 10000, &v) || !add_i64(v, -digits, &v))
            return false;
    }
    return sign ? (*ret = v, true) : mul_i64(v, -1, ret);
}

static enum status put_number(const PGresult *r, int row, int c, const struct db_call *call, struct error *err) {
    int length = PQgetlength(r, row, c);
    const char *p = PQgetvalue(r, row, c);
    int64_t v;
    switch ((enum pg_type)PQftype(r, c)) {
    case PG_INT8:
    case PG_INT4:
    case PG_INT2:
    case PG_BOOL: /* one byte */
        return row_put_int(call, (size_t)c, get_be(p, length), err);
    case PG_NUMERIC:
        if (whole_numeric(p, length, &v))
            return row_put_int(call, (size_t)c, v, err);
        break;
    default:
        break;
    }
    return fail_detail(err, E_DB, "db.wrong_column", "%s: column %s is not a whole number (type %u)", call->name,
                       call->out[c].name, PQftype(r, c));
}

enum status postgres_fetch_row(const PGresult *r, int row, const struct db_call *call, struct error *err) {
    for (size_t n = 0; n < call->out_count; n++) {
        int c = (int)n;
        if (PQgetisnull(r, row, c)) {
            TRY(row_put_null(call, n, err));
            continue;
        }
        switch ((enum pg_type)PQftype(r, c)) {
        case PG_TEXT:
        case PG_VARCHAR:
        case PG_NAME:
        case PG_BYTEA: {
            struct text t = {PQgetvalue(r, row, c), (size_t)PQgetlength(r, row, c)};
            TRY(row_put_text(call, n, t, PQftype(r, c) == PG_BYTEA, err));
            break;
        }
        default:
            TRY(put_number(r, row, c, call, err));
        }
    }
    return OK;
}
