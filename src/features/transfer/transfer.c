/* A whole database as text, and back: from SQLite to PostgreSQL when a commune's file grows into a province's
 * server, and for keeping. One JSON value per line:
 *   {"ansinh":1,"schema":"…","accounts":false}
 *   {"table":"area","columns":["id","key","level"]}
 *   ["950512874290","brvt/77",1]
 * Tables come in the order of the migrations, rows in the order of their primary key, ids as text, bytes as base64:
 * equal content gives equal bytes. Sessions, jobs, remembered answers and counters are never copied; accounts, their
 * grants and the audit chains only with --accounts. */
#include <errno.h>
#include <sodium.h>

#include "app/command.h"
#include "db/tables.h"
#include "features/household/household.h"
#include "features/transfer/lines.h"
#include "http/json_body.h"
#include "transfer_queries.h"

static bool is_any(const char *name, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

static bool is_copied(const char *name, bool accounts) {
    static const char *const never[] = {"session", "idempotency", "job", "schema_migration", "household_count"};
    static const char *const only_with_accounts[] = {"account", "account_grant", "audit_chain", "audit_entry",
                                                     "school_account"};
    return !is_any(name, never, COUNT_OF(never)) &&
           (accounts || !is_any(name, only_with_accounts, COUNT_OF(only_with_accounts)));
}

/* ---- out */

struct writing {
    FILE *out;
    const struct db_table *table;
    struct buf line;
    int64_t rows;
};

static void write_value(struct buf *b, const struct db_field *f, bool is_id, const char *at) {
    if (f->type == DB_TEXT || f->type == DB_BYTES) {
        struct text t = *(const struct text *)(const void *)at;
        if (t.ptr == NULL) {
            buf_str(b, "null");
        } else if (f->type == DB_TEXT) {
            json_string(b, t);
        } else {
            size_t size = sodium_base64_encoded_len(t.len, sodium_base64_VARIANT_ORIGINAL);
            char *text = malloc(size);
            if (text == NULL) {
                b->failed = true;
                return;
            }
            (void)sodium_bin2base64(text, size, (const unsigned char *)t.ptr, t.len, sodium_base64_VARIANT_ORIGINAL);
            json_string(b, text_of(text));
            free(text);
        }
        return;
    }
    int64_t n = f->type == DB_DAY ? *(const day_t *)(const void *)at : *(const int64_t *)(const void *)at;
    if (n == (f->type == DB_DAY ? DAY_NONE : DB_NULL)) {
        buf_str(b, "null");
    } else if (is_id) {
        buf_char(b, '"');
        buf_i64(b, n);
        buf_char(b, '"');
    } else {
        buf_i64(b, n);
    }
}

static enum status write_row(void *user, const void *row, struct error *err) {
    struct writing *w = user;
    buf_reset(&w->line);
    buf_char(&w->line, '[');
    for (size_t i = 0; i < w->table->column_count; i++) {
        if (i)
            buf_char(&w->line, ',');
        const struct db_field *f = &w->table->all->out[i];
        write_value(&w->line, f, w->table->is_id[i], (const char *)row + f->offset);
    }
    buf_str(&w->line, "]\n");
    w->rows++;
    if (!buf_ok(&w->line) || fwrite(w->line.ptr, 1, w->line.len, w->out) != w->line.len)
        return fail(err, E_IO, "transfer.cannot_write");
    return OK;
}

static enum status write_table(struct db *db, struct writing *w, struct error *err) {
    buf_reset(&w->line);
    buf_str(&w->line, "{\"table\":");
    json_string(&w->line, text_of(w->table->name));
    buf_str(&w->line, ",\"columns\":[");
    for (size_t i = 0; i < w->table->column_count; i++) {
        if (i)
            buf_char(&w->line, ',');
        json_string(&w->line, text_of(w->table->columns[i]));
    }
    buf_str(&w->line, "]}\n");
    if (fwrite(w->line.ptr, 1, w->line.len, w->out) != w->line.len)
        return fail(err, E_IO, "transfer.cannot_write");
    return db_each(db, w->table->all, NULL, write_row, w, err);
}

static enum status write_all(struct db *db, struct arena *arena, FILE *out, bool accounts, int64_t *ret_rows,
                             struct error *err) {
    struct text schema;
    TRY(db_schema_version(db, arena, &schema, err));
    if (fprintf(out, "{\"ansinh\":1,\"schema\":\"%.*s\",\"accounts\":%s}\n", FMT(schema), accounts ? "true" : "false") <
        0)
        return fail(err, E_IO, "transfer.cannot_write");
    struct writing w = {.out = out};
    buf_init(&w.line, 64u << 20);
    enum status s = OK;
    for (size_t i = 0; i < db_table_count && s == OK; i++) {
        w.table = &db_tables[i];
        if (is_copied(w.table->name, accounts))
            s = write_table(db, &w, err);
    }
    buf_free(&w.line);
    *ret_rows = w.rows;
    return s;
}

static int export_all(struct command_args *a, struct arena *arena, struct error *err) {
    if (a->get(a, "all") == NULL || a->argc > 1) {
        (void)fail(err, E_BAD_REQUEST, "transfer.export_usage");
        return 2;
    }
    FILE *out = a->argc == 1 ? fopen(a->argv[0], "wxe") : stdout;
    if (out == NULL) {
        (void)fail(err, E_IO, errno == EEXIST ? "transfer.file_exists" : "transfer.cannot_write", a->argv[0]);
        return 1;
    }
    AUTO_DB db = NULL;
    int64_t rows = 0;
    enum status s = db_take(a->app->pool, false, &db, err);
    if (s == OK)
        s = db_begin_read(db, err);
    if (s == OK)
        s = write_all(db, arena, out, a->get(a, "accounts") != NULL, &rows, err);
    if (fflush(out) != 0 && s == OK)
        s = fail(err, E_IO, "transfer.cannot_write");
    if (out != stdout) {
        (void)fclose(out);
        struct value *v = value_object(arena);
        value_set_int(v, "rows", rows);
        if (s == OK)
            command_print(a, v);
    }
    return s == OK ? 0 : 1;
}

/* ---- in */

struct reading {
    struct lines *lines;
    struct arena *arena; /* of one line */
    int64_t rows;
};

static const struct db_table *table_named(struct text name) {
    for (size_t i = 0; i < db_table_count; i++)
        if (text_is(name, db_tables[i].name))
            return &db_tables[i];
    return NULL;
}

static enum status bad_line(const struct reading *r, struct error *err) {
    char line[24];
    (void)snprintf(line, sizeof line, "%lld", (long long)lines_number(r->lines));
    return fail(err, E_INVALID, "transfer.bad_line", line);
}

/* One cell into the bulk insert; false when its type does not fit the column. */
static bool put_cell(struct arena *a, struct db_bulk *bulk, const struct db_field *f, bool is_id,
                     const struct json_body *v) {
    if (f->type == DB_TEXT || f->type == DB_BYTES) {
        struct text t = TEXT_NONE;
        if (!json_body_is_null(v) && !json_body_text(v, &t))
            return false;
        if (f->type == DB_TEXT) {
            db_bulk_text(bulk, t);
            return true;
        }
        if (t.ptr == NULL) {
            db_bulk_bytes(bulk, t);
            return true;
        }
        char *bytes = arena_alloc(a, t.len + 1);
        size_t n;
        if (sodium_base642bin((unsigned char *)bytes, t.len + 1, t.ptr, t.len, NULL, &n, NULL,
                              sodium_base64_VARIANT_ORIGINAL) != 0)
            return false;
        db_bulk_bytes(bulk, (struct text){bytes, n});
        return true;
    }
    int64_t n = DB_NULL;
    struct text t;
    if (!json_body_is_null(v) && !(is_id ? json_body_text(v, &t) && text_to_i64(t, &n) : json_body_int(v, &n)))
        return false;
    if (f->type == DB_DAY)
        db_bulk_day(bulk, n == DB_NULL ? DAY_NONE : (day_t)n);
    else
        db_bulk_int(bulk, n);
    return true;
}

static enum status read_rows(struct reading *r, struct db *db, const struct db_table *t, struct text *line,
                             bool *ret_more, struct error *err) {
    struct db_bulk *bulk;
    TRY(db_bulk_begin(db, t->name, t->columns, t->column_count, &bulk, err));
    enum status s = OK;
    while (s == OK && (*ret_more = lines_next(r->lines, line)) && line->len > 0 && line->ptr[0] == '[') {
        arena_reset(r->arena);
        const struct json_body *row;
        s = json_body_parse(r->arena, *line, &row, err);
        if (s == OK && json_body_count(row) != t->column_count)
            s = bad_line(r, err);
        for (size_t i = 0; s == OK && i < t->column_count; i++)
            if (!put_cell(r->arena, bulk, &t->all->out[i], t->is_id[i], json_body_at(row, i)))
                s = bad_line(r, err);
        if (s == OK)
            s = db_bulk_row(bulk, err);
        r->rows++;
    }
    struct error closing;
    error_clear(&closing);
    enum status ended = db_bulk_end(&bulk, s == OK ? err : &closing);
    return s == OK ? ended : s;
}

/* The head of a table: its columns must be the ones of this program. */
static enum status read_head(struct reading *r, struct text line, const struct db_table **ret, struct error *err) {
    arena_reset(r->arena);
    const struct json_body *head;
    TRY(json_body_parse(r->arena, line, &head, err));
    struct text name;
    if (!json_body_text(json_body_get(head, "table"), &name))
        return bad_line(r, err);
    const struct db_table *t = table_named(name);
    const struct json_body *columns = json_body_get(head, "columns");
    if (t == NULL || json_body_count(columns) != t->column_count)
        return fail(err, E_CONFLICT, "transfer.other_schema", arena_zstr(r->arena, name));
    for (size_t i = 0; i < t->column_count; i++) {
        struct text column;
        if (!json_body_text(json_body_at(columns, i), &column) || !text_is(column, t->columns[i]))
            return fail(err, E_CONFLICT, "transfer.other_schema", arena_zstr(r->arena, name));
    }
    *ret = t;
    return OK;
}

static enum status read_all(struct ctx *c, void *user, struct error *err) {
    struct reading *r = user;
    struct transfer_is_empty_row now;
    bool found = false;
    TRY(transfer_is_empty(c->db, c->arena, &now, &found, err));
    if (now.rows != 0)
        return fail(err, E_CONFLICT, "transfer.not_empty");
    /* References within a table (split from, merged into) are deferred by the schema, so order does not matter. */
    struct text line, schema, given;
    TRY(db_schema_version(c->db, c->arena, &schema, err));
    const struct json_body *head;
    bool more = lines_next(r->lines, &line);
    if (!more || json_body_parse(c->arena, line, &head, err) != OK ||
        !json_body_text(json_body_get(head, "schema"), &given))
        return fail(err, E_INVALID, "transfer.not_a_copy");
    if (!text_eq(schema, given))
        return fail(err, E_CONFLICT, "transfer.other_schema", arena_zstr(c->arena, given));
    more = lines_next(r->lines, &line);
    while (more) {
        const struct db_table *t;
        TRY(read_head(r, line, &t, err));
        TRY(read_rows(r, c->db, t, &line, &more, err));
    }
    TRY(household_search_rebuild(c, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "rows", r->rows);
    audit_note(c, 0, "transfer.import_all", "database", 0, diff);
    return lines_ok(r->lines) ? OK : fail(err, E_IO, "transfer.cannot_read");
}

static int import_all(struct command_args *a, struct arena *arena, struct error *err) {
    if (a->get(a, "all") == NULL || a->argc != 1) {
        (void)fail(err, E_BAD_REQUEST, "transfer.import_usage");
        return 2;
    }
    struct lines *lines;
    if (!lines_open(a->argv[0], &lines)) {
        (void)fail(err, E_IO, "transfer.cannot_read");
        return 1;
    }
    AUTO_ARENA row = arena_new(256u << 20);
    struct reading r = {.lines = lines, .arena = row};
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    enum status s = ctx_write(&c, read_all, &r, err);
    lines_close(lines);
    if (s != OK)
        return 1;
    struct value *v = value_object(arena);
    value_set_int(v, "rows", r.rows);
    command_print(a, v);
    return 0;
}

static const struct command_option export_options[] = {
    {"all", NULL, "transfer.opt_all"},
    {"accounts", NULL, "transfer.opt_accounts"},
};
static const struct command_option import_options[] = {
    {"all", NULL, "transfer.opt_import_all"},
};
static const struct command commands[] = {
    {"export", "transfer.cmd_export", "[FILE]", export_options, COUNT_OF(export_options), true, export_all},
    {"import", "transfer.cmd_import", "FILE", import_options, COUNT_OF(import_options), true, import_all},
};

const struct feature transfer_feature = {
    .name = "transfer",
    FEATURE_ROWS(command, commands),
};
