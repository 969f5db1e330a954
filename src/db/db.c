/* What both engines have in common: the rules of transactions, parameters, rows, and the shapes of an answer
 * (none, one, many, each). */
#include "db/engine.h"

enum db_kind db_kind(const struct db *db) {
    return db->kind;
}

bool db_in_transaction(const struct db *db) {
    return db->tx != TX_NONE;
}

/* ---- failure on demand */

void db_fail_after(struct db *db, int n) {
    db->fail_after = n;
}

enum status db_count_failure(struct db *db, struct error *err) {
    bool now = db->fail_after > 0 && --db->fail_after == 0;
    if (!now && !pool_injects_failure(db->pool))
        return OK;
    return fail_detail(err, E_IO, "db.disk_full", "asked for by a test");
}

/* ---- transactions */

static enum status begin(struct db *db, bool write, struct error *err) {
    if (db->tx != TX_NONE || db->in_use)
        return fail_detail(err, E_INTERNAL, "db.in_use", "a transaction inside of another, or of db_each");
    if (write && !db->writer)
        return fail_detail(err, E_INTERNAL, "db.read_only", "db_begin_write on a connection taken for reading");
    TRY(db->engine->ready(db, err));
    TRY(db->engine->begin(db, write, err));
    db->tx = write ? TX_WRITE : TX_READ;
    db->failed = false;
    return OK;
}

enum status db_begin_read(struct db *db, struct error *err) {
    return begin(db, false, err);
}

enum status db_begin_write(struct db *db, struct error *err) {
    return begin(db, true, err);
}

enum status db_commit(struct db *db, struct error *err) {
    if (db->tx == TX_NONE || db->in_use)
        return fail_detail(err, E_INTERNAL, "db.in_use", "commit without a transaction, or inside of db_each");
    enum status s = OK;
    if (db->failed)
        s = fail_detail(err, E_DB, "db.transaction_failed", "commit after a failed statement");
    if (s == OK && db->tx == TX_WRITE)
        s = db_count_failure(db, err);
    if (s == OK)
        s = db->engine->commit(db, err);
    if (s != OK) {
        db->engine->rollback(db);
    }
    db->tx = TX_NONE;
    db->failed = false;
    return s;
}

void db_rollback(struct db *db) {
    if (db->tx == TX_NONE)
        return;
    db->engine->rollback(db);
    db->tx = TX_NONE;
    db->failed = false;
}

/* ---- parameters and rows */

size_t db_values_of(const struct db_field *fields, size_t count, const void *in, struct db_value *out) {
    const char *base = in;
    for (size_t n = 0; n < count; n++) {
        const struct db_field *f = &fields[n];
        struct db_value v = {.type = f->type};
        const void *at = base + f->offset;
        switch (f->type) {
        case DB_INT:
            v.i = *(const int64_t *)at;
            v.null = f->nullable && v.i == DB_NULL;
            break;
        case DB_DAY:
            v.i = *(const day_t *)at;
            v.null = f->nullable && v.i == DAY_NONE;
            break;
        case DB_BOOL:
            v.i = *(const bool *)at;
            break;
        case DB_TEXT:
        case DB_BYTES:
            v.t = *(const struct text *)at;
            v.null = f->nullable && v.t.ptr == NULL;
            if (v.t.ptr == NULL)
                v.t.ptr = "";
            break;
        case DB_IDS:
            v.ids = *(const struct db_ids *)at;
            break;
        case DB_FLAG:
            break;
        }
        out[n] = v;
    }
    return count;
}

static void *field_of(const struct db_call *call, size_t column) {
    return (char *)call->row + call->out[column].offset;
}

static enum status wrong_column(const struct db_call *call, size_t column, const char *what, struct error *err) {
    return fail_detail(err, E_DB, "db.wrong_column", "%s: column %s %s", call->name, call->out[column].name, what);
}

enum status row_put_null(const struct db_call *call, size_t column, struct error *err) {
    const struct db_field *f = &call->out[column];
    if (!f->nullable)
        return wrong_column(call, column, "is null but not declared with '?'", err);
    switch (f->type) {
    case DB_INT:
        *(int64_t *)field_of(call, column) = DB_NULL;
        break;
    case DB_DAY:
        *(day_t *)field_of(call, column) = DAY_NONE;
        break;
    case DB_TEXT:
    case DB_BYTES:
        *(struct text *)field_of(call, column) = TEXT_NONE;
        break;
    default:
        return wrong_column(call, column, "cannot be null", err);
    }
    return OK;
}

enum status row_put_int(const struct db_call *call, size_t column, int64_t v, struct error *err) {
    switch (call->out[column].type) {
    case DB_INT:
        *(int64_t *)field_of(call, column) = v;
        return OK;
    case DB_DAY:
        if (v < INT32_MIN || v > INT32_MAX)
            return wrong_column(call, column, "is not a day", err);
        *(day_t *)field_of(call, column) = (day_t)v;
        return OK;
    case DB_BOOL:
        *(bool *)field_of(call, column) = v != 0;
        return OK;
    default:
        return wrong_column(call, column, "holds a number, not text", err);
    }
}

enum status row_put_text(const struct db_call *call, size_t column, struct text v, bool bytes, struct error *err) {
    if (call->out[column].type != (bytes ? DB_BYTES : DB_TEXT))
        return wrong_column(call, column, bytes ? "holds bytes" : "holds text", err);
    if (v.ptr == NULL)
        v.ptr = ""; /* empty is not none */
    *(struct text *)field_of(call, column) = call->arena ? arena_text(call->arena, v) : v;
    return OK;
}

/* ---- one execution */

static enum status may_run(struct db *db, const struct db_call *call, struct error *err) {
    if (db->in_use)
        return fail_detail(err, E_INTERNAL, "db.in_use", "%s: rows or a bulk insert are open", call->name);
    if (call->writes && (!db->writer || db->tx == TX_READ))
        return fail_detail(err, E_INTERNAL, "db.read_only", "%s: the connection was not taken for writing", call->name);
    if (db->failed)
        return fail_detail(err, E_DB, "db.transaction_failed", "%s: an earlier statement failed", call->name);
    for (size_t i = 0; i < call->in_count; i++)
        if (call->in[i].type == DB_TEXT && !call->in[i].null && !text_is_utf8(call->in[i].t))
            return fail_detail(err, E_INVALID, "db.bad_text", "%s: parameter %zu is not UTF-8", call->name, i + 1);
    return OK;
}

enum status db_run(struct db *db, struct db_call *call, struct error *err) {
    TRY(may_run(db, call, err));
    enum status s = db->tx == TX_NONE ? db->engine->ready(db, err) : OK;
    if (s == OK)
        s = db_count_failure(db, err);
    if (s == OK) {
        db->in_use = true;
        s = db->engine->run(db, call, err);
        db->in_use = false;
    }
    if (s != OK && db->tx != TX_NONE && !call->stopped)
        db->failed = true;
    return s;
}

static enum status run_statement(struct db *db, const struct db_stmt *s, const void *in, struct db_call *call,
                                 struct error *err) {
    struct db_value values[DB_PARAMS_MAX];
    call->name = s->name;
    call->sql = s->sql[db->kind];
    call->writes = s->writes;
    call->in = values;
    call->in_count = db_values_of(s->in, s->in_count, in, values);
    call->out = s->out;
    call->out_count = s->out_count;
    return db_run(db, call, err);
}

enum status db_exec(struct db *db, const struct db_stmt *s, const void *in, int64_t *ret_changed, struct error *err) {
    struct db_call call = {0};
    TRY(run_statement(db, s, in, &call, err));
    if (ret_changed != NULL)
        *ret_changed = call.changed;
    return OK;
}

struct one_row {
    const struct db_stmt *stmt;
    void *kept;
    bool found;
};

static enum status keep_one(void *user, const void *row, struct error *err) {
    struct one_row *one = user;
    if (one->found)
        return fail_detail(err, E_INTERNAL, "db.second_row", "%s: more than one row", one->stmt->name);
    memcpy(one->kept, row, one->stmt->row_size);
    one->found = true;
    return OK;
}

enum status db_one(struct db *db, const struct db_stmt *s, const void *in, struct arena *arena, void *row,
                   bool *ret_found, struct error *err) {
    _Alignas(16) char decoded[DB_ROW_MAX], kept[DB_ROW_MAX];
    memset(decoded, 0, s->row_size);
    struct one_row one = {.stmt = s, .kept = kept};
    struct db_call call = {.row = decoded, .arena = arena, .sink = keep_one, .user = &one};
    TRY(run_statement(db, s, in, &call, err));
    if (one.found)
        memcpy(row, kept, s->row_size);
    *ret_found = one.found;
    return OK;
}

struct many_rows {
    const struct db_stmt *stmt;
    struct arena *arena;
    char *ptr;
    size_t count, cap;
};

static enum status keep_row(void *user, const void *row, struct error *err) {
    struct many_rows *m = user;
    if (m->count == m->cap) {
        if (!arena_ok(m->arena))
            return fail_detail(err, E_TOO_LARGE, "db.result_too_large", "%s: after %zu rows", m->stmt->name, m->count);
        size_t cap = m->cap ? m->cap * 2 : 16;
        char *grown = realloc(m->ptr, cap * m->stmt->row_size);
        if (grown == NULL)
            return fail(err, E_MEMORY, "db.no_memory");
        m->ptr = grown;
        m->cap = cap;
    }
    memcpy(m->ptr + m->count++ * m->stmt->row_size, row, m->stmt->row_size);
    return OK;
}

enum status db_many(struct db *db, const struct db_stmt *s, const void *in, struct arena *arena, void **ret_rows,
                    size_t *ret_count, struct error *err) {
    _Alignas(16) char decoded[DB_ROW_MAX];
    memset(decoded, 0, s->row_size);
    struct many_rows many = {.stmt = s, .arena = arena};
    struct db_call call = {.row = decoded, .arena = arena, .sink = keep_row, .user = &many};
    enum status status = run_statement(db, s, in, &call, err);
    if (status == OK) {
        void *rows = arena_array(arena, many.count, s->row_size);
        if (many.count)
            memcpy(rows, many.ptr, many.count * s->row_size);
        *ret_rows = rows;
        *ret_count = many.count;
    }
    free(many.ptr);
    return status;
}

enum status db_each(struct db *db, const struct db_stmt *s, const void *in, db_row_fn fn, void *user,
                    struct error *err) {
    _Alignas(16) char decoded[DB_ROW_MAX];
    memset(decoded, 0, s->row_size);
    struct db_call call = {.row = decoded, .stream = true, .sink = fn, .user = user};
    return run_statement(db, s, in, &call, err);
}

bool db_error_is(const struct error *err, const char *constraint) {
    size_t n = strlen(constraint);
    return err->status == E_CONFLICT && strncmp(err->detail, constraint, n) == 0 &&
           (err->detail[n] == '\0' || err->detail[n] == ' ');
}

enum status db_script(struct db *db, const char *sql, struct error *err) {
    if (db->in_use)
        return fail_detail(err, E_INTERNAL, "db.in_use", "script while rows are open");
    if (db->failed)
        return fail_detail(err, E_DB, "db.transaction_failed", "script after a failed statement");
    if (db->tx == TX_NONE)
        TRY(db->engine->ready(db, err));
    enum status s = db->engine->script(db, sql, err);
    if (s != OK && db->tx != TX_NONE)
        db->failed = true;
    return s;
}

/* ---- bulk insert */

enum status db_bulk_begin(struct db *db, const char *table, const char *const *columns, size_t count,
                          struct db_bulk **ret_bulk, struct error *err) {
    struct db_call as_call = {.name = table, .writes = true};
    TRY(may_run(db, &as_call, err));
    if (db->tx != TX_WRITE)
        return fail_detail(err, E_INTERNAL, "db.in_use", "%s: bulk insert outside of a write transaction", table);
    enum status s = db_count_failure(db, err);
    if (s == OK)
        s = db->engine->bulk_begin(db, table, columns, count, ret_bulk, err);
    db->in_use = s == OK;
    db->failed = s != OK;
    return s;
}

static void bulk_value(struct db_bulk *b, const struct db_value *v) {
    if (b->column == b->columns || (v->type == DB_TEXT && !v->null && !text_is_utf8(v->t)))
        b->wrong = true;
    else if (b->status == OK)
        b->db->engine->bulk_value(b, v);
    b->column++;
}

void db_bulk_int(struct db_bulk *b, int64_t v) {
    bulk_value(b, &(struct db_value){.type = DB_INT, .null = v == DB_NULL, .i = v});
}

void db_bulk_day(struct db_bulk *b, day_t v) {
    bulk_value(b, &(struct db_value){.type = DB_DAY, .null = v == DAY_NONE, .i = v});
}

void db_bulk_text(struct db_bulk *b, struct text v) {
    bulk_value(b, &(struct db_value){.type = DB_TEXT, .null = v.ptr == NULL, .t = v});
}

void db_bulk_bytes(struct db_bulk *b, struct text v) {
    bulk_value(b, &(struct db_value){.type = DB_BYTES, .null = v.ptr == NULL, .t = v});
}

enum status db_bulk_row(struct db_bulk *b, struct error *err) {
    size_t given = b->column;
    b->column = 0;
    if (b->status != OK)
        return fail_detail(err, b->status, "db.transaction_failed", "%s: an earlier row failed", b->table);
    if (given != b->columns)
        b->status = fail_detail(err, E_INTERNAL, "db.wrong_column", "%s: %zu values for %zu columns", b->table, given,
                                b->columns);
    else if (b->wrong)
        b->status = fail_detail(err, E_INVALID, "db.bad_text", "%s: text is not UTF-8", b->table);
    else
        b->status = b->db->engine->bulk_row(b, err);
    return b->status;
}

enum status db_bulk_end(struct db_bulk **bulk, struct error *err) {
    struct db_bulk *b = *bulk;
    *bulk = NULL;
    if (b == NULL)
        return OK;
    struct db *db = b->db;
    db->in_use = false;
    enum status row_status = b->status;
    if (row_status != OK) { /* db_bulk_row has told why: its error stays as it is */
        struct error again;
        (void)db->engine->bulk_end(b, true, &again);
        db->failed = true;
        return row_status;
    }
    enum status s = db->engine->bulk_end(b, false, err);
    if (s == OK)
        s = db_count_failure(db, err);
    if (s != OK)
        db->failed = true;
    return s;
}

/* ---- all statements, found by the linker */

extern const struct db_stmt *const __start_db_statements[] __attribute__((weak));
extern const struct db_stmt *const __stop_db_statements[] __attribute__((weak));
extern const struct db_list_stmt *const __start_db_lists[] __attribute__((weak));
extern const struct db_list_stmt *const __stop_db_lists[] __attribute__((weak));

const struct db_stmt *const *db_all_statements(size_t *ret_count) {
    *ret_count = (size_t)(__stop_db_statements - __start_db_statements);
    return __start_db_statements;
}

const struct db_list_stmt *const *db_all_lists(size_t *ret_count) {
    *ret_count = (size_t)(__stop_db_lists - __start_db_lists);
    return __start_db_lists;
}

enum status db_check(struct db *db, const struct db_stmt *s, struct error *err) {
    struct db_value values[DB_PARAMS_MAX] = {0};
    for (size_t i = 0; i < s->in_count; i++)
        values[i].type = s->in[i].type;
    struct db_call call = {.name = s->name,
                           .sql = s->sql[db->kind],
                           .in = values,
                           .in_count = s->in_count,
                           .out = s->out,
                           .out_count = s->out_count};
    return db->engine->check(db, &call, err);
}
