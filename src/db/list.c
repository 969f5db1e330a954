/* Lists: one declared statement, put together from declared pieces for what was asked.
 *
 * Pages go by key, not by offset: page 5,000 costs as much as page 1, and a row that is added meanwhile shifts
 * nothing. The order is (keys of the sort, id); the next page begins after the last row's (keys, id), compared as
 * one row value, which both databases answer from an index over (area, keys, id). The page before a cursor is read
 * in the opposite order and turned round.
 *
 * Numbers of rows stand in the text and not in parameters, because PostgreSQL plans a LIMIT that it cannot see as a
 * tenth of the table. There are few page sizes, so the texts still repeat and stay prepared. */
#include "db/list.h"

#define LIST_SQL_MAX 65536
#define LIST_LIMIT_MAX 10000

enum part { PART_PAGE, PART_ALL, PART_COUNT };
enum step { STEP_WHOLE, STEP_SAME_KEYS, STEP_KEYS_AFTER };

struct list_text {
    struct buf sql;
    struct buf where;
    struct db_value values[DB_PARAMS_MAX];
    size_t count;
    size_t limit_place; /* number of the parameter that holds the limit; 0: it stands in the text */
};

struct list_plan {
    const struct db_list_stmt *s;
    const struct db_list_query *q;
    const struct db_list_sort *sort;
    enum db_kind kind;
    enum part part;
    enum step step;
    bool descending;                  /* as the database reads, turned round when going backwards */
    const struct list_position *from; /* NULL: from the beginning */
    int64_t limit;
};

static const struct db_list_sort *find_sort(const struct db_list_stmt *s, const char *name) {
    if (name == NULL || *name == '\0')
        return &s->sorts[0];
    for (size_t i = 0; i < s->sort_count; i++)
        if (strcmp(s->sorts[i].name, name) == 0)
            return &s->sorts[i];
    return NULL;
}

static const struct db_list_filter *find_filter(const struct db_list_stmt *s, const char *name) {
    for (size_t i = 0; i < s->filter_count; i++)
        if (strcmp(s->filters[i].name, name) == 0)
            return &s->filters[i];
    return NULL;
}

/* ---- putting together */

static const char *cast_of(enum db_kind kind, enum db_type type) {
    if (kind == DB_SQLITE)
        return "";
    return type == DB_TEXT ? "::text" : type == DB_BYTES ? "::bytea" : type == DB_DAY ? "::integer" : "::bigint";
}

static enum status add_value(struct list_text *t, const struct db_list_stmt *s, struct db_value v, struct error *err) {
    if (t->count == DB_PARAMS_MAX)
        return fail_detail(err, E_BAD_REQUEST, "list.too_many_filters", "%s", s->base.name);
    t->values[t->count++] = v;
    return OK;
}

/* "opening condition)", \001 becoming the number of the newest parameter. */
static void add_piece(struct list_text *t, const char *opening, const char *sql) {
    buf_str(&t->where, opening);
    for (; *sql != '\0'; sql++) {
        if (*sql == '\001')
            buf_i64(&t->where, (int64_t)t->count);
        else
            buf_char(&t->where, *sql);
    }
    buf_char(&t->where, ')');
}

static void add_condition(struct list_text *t, const char *sql) {
    add_piece(t, t->where.len ? " AND (" : "(", sql);
}

/* The rows of any of the units. */
static enum status add_reach(const struct list_plan *p, struct list_text *t, struct error *err) {
    const struct db_reach *reach = p->q->scope.reach;
    bool first = true;
    buf_str(&t->where, "(");
    for (size_t i = 0; i < reach->count; i++) {
        const struct db_reach_unit *u = &reach->units[i];
        if (p->s->scope_of_day && !u->of_day)
            continue;
        TRY(add_value(t, p->s, (struct db_value){.type = DB_INT, .i = u->area_id}, err));
        add_piece(t, first ? "(" : " OR (", p->s->scope[u->level][p->kind]);
        first = false;
    }
    buf_str(&t->where, first ? "FALSE)" : ")");
    return OK;
}

static enum status add_scope(const struct list_plan *p, struct list_text *t, struct error *err) {
    int level = p->q->scope.level;
    if (!p->s->scoped || level == DB_SCOPE_ALL)
        return OK;
    if (level < DB_SCOPE_PROVINCE || level > DB_SCOPE_HAMLET)
        return fail_detail(err, E_INTERNAL, "db.no_scope", "%s: no scope was set", p->s->base.name);
    if (p->q->scope.reach != NULL)
        return add_reach(p, t, err);
    TRY(add_value(t, p->s, (struct db_value){.type = DB_INT, .i = p->q->scope.area_id}, err));
    add_condition(t, p->s->scope[level][p->kind]);
    return OK;
}

static enum status add_filters(const struct list_plan *p, struct list_text *t, struct error *err) {
    for (size_t i = 0; i < p->q->value_count; i++) {
        const struct db_list_value *v = &p->q->values[i];
        const struct db_list_filter *f = find_filter(p->s, v->filter);
        if (f == NULL)
            return fail_detail(err, E_INTERNAL, "db.no_filter", "%s has no filter %s", p->s->base.name, v->filter);
        if (f->type != DB_FLAG)
            TRY(add_value(t, p->s, (struct db_value){.type = f->type, .i = v->i, .t = v->t, .ids = v->ids}, err));
        add_condition(t, f->sql[p->kind]);
    }
    return OK;
}

static enum status add_place(const struct list_plan *p, struct list_text *t, struct db_value v, struct error *err) {
    TRY(add_value(t, p->s, v, err));
    buf_fmt(&t->where, "%c%zu%s", p->kind == DB_SQLITE ? '?' : '$', t->count, cast_of(p->kind, v.type));
    return OK;
}

/* Whole: (key, id) > (?5, ?6). Same keys: key = ?5 AND id > ?6. Keys after: (key) > (?5). */
static enum status add_position(const struct list_plan *p, struct list_text *t, struct error *err) {
    if (p->from == NULL)
        return OK;
    struct buf *w = &t->where;
    size_t keys = p->sort->key_count;
    const char *const *key = p->sort->key[p->kind], *id = p->s->id_key[p->kind];
    char than = p->descending ? '<' : '>';
    buf_str(w, w->len ? " AND (" : "(");
    if (p->step == STEP_SAME_KEYS) {
        for (size_t i = 0; i < keys; i++) {
            buf_fmt(w, "%s = ", key[i]);
            TRY(add_place(p, t, p->from->key[i], err));
            buf_str(w, " AND ");
        }
        buf_fmt(w, "%s %c ", id, than);
        TRY(add_place(p, t, p->from->key[keys], err));
    } else {
        size_t count = p->step == STEP_WHOLE ? keys + 1 : keys;
        for (size_t i = 0; i < count; i++)
            buf_fmt(w, "%s%s", i ? ", " : "(", i < keys ? key[i] : id);
        buf_fmt(w, ") %c (", than);
        for (size_t i = 0; i < count; i++) {
            buf_str(w, i ? ", " : "");
            TRY(add_place(p, t, p->from->key[i], err));
        }
        buf_char(w, ')');
    }
    buf_char(w, ')');
    return OK;
}

/* LIMIT counts from here on; SQLite does not plan by it, so there it may be a parameter. */
static enum status add_limit(const struct list_plan *p, struct list_text *t, struct error *err) {
    t->limit_place = 0;
    if (p->part != PART_PAGE || p->kind != DB_SQLITE)
        return OK;
    TRY(add_value(t, p->s, (struct db_value){.type = DB_INT, .i = p->limit}, err));
    t->limit_place = t->count;
    return OK;
}

static void write_order(const struct list_plan *p, struct buf *sql) {
    const char *direction = p->descending ? " DESC" : "";
    buf_str(sql, "ORDER BY ");
    for (size_t i = 0; i < p->sort->key_count; i++)
        buf_fmt(sql, "%s%s, ", p->sort->key[p->kind][i], direction);
    buf_fmt(sql, "%s%s", p->s->id_key[p->kind], direction);
}

static void write_keys(const struct list_plan *p, struct buf *sql) {
    for (size_t i = 0; i < p->sort->key_count; i++)
        buf_fmt(sql, ", %s", p->sort->key[p->kind][i]);
    buf_fmt(sql, ", %s", p->s->id_key[p->kind]);
}

static void write_body(const struct list_plan *p, const struct list_text *t, const char *body, struct buf *sql) {
    for (; *body != '\0'; body++) {
        switch (*body) {
        case '\002':
            buf_text(sql, t->where.len ? buf_as_text(&t->where) : T("TRUE"));
            break;
        case '\003':
            if (p->part != PART_COUNT)
                write_order(p, sql);
            break;
        case '\004':
            if (t->limit_place > 0)
                buf_fmt(sql, "LIMIT ?%zu", t->limit_place);
            else if (p->limit > 0)
                buf_fmt(sql, "LIMIT %lld", (long long)p->limit);
            break;
        case '\005':
            if (p->part == PART_PAGE)
                write_keys(p, sql);
            break;
        default:
            buf_char(sql, *body);
        }
    }
}

static enum status put_together(const struct list_plan *p, struct list_text *t, struct error *err) {
    const struct db_stmt *base = &p->s->base;
    if (base->in_count > 0 && p->q->in == NULL)
        return fail_detail(err, E_DB, "db.no_parameters", "%s: asked without its parameters", base->name);
    t->count = db_values_of(base->in, base->in_count, p->q->in, t->values);
    TRY(add_scope(p, t, err));
    TRY(add_filters(p, t, err));
    TRY(add_position(p, t, err));
    TRY(add_limit(p, t, err));
    if (p->part != PART_COUNT) {
        write_body(p, t, base->sql[p->kind], &t->sql);
    } else {
        const char *count_sql = p->s->count_sql[p->kind];
        buf_str(&t->sql, "SELECT count(*) FROM (");
        write_body(p, t, count_sql ? count_sql : base->sql[p->kind], &t->sql);
        if (count_sql != NULL)
            buf_fmt(&t->sql, " LIMIT %lld", (long long)p->limit);
        buf_str(&t->sql, ") AS counted");
    }
    buf_char(&t->sql, '\0');
    if (!buf_ok(&t->sql) || !buf_ok(&t->where))
        return fail_detail(err, E_BAD_REQUEST, "list.too_many_filters", "%s: the statement is too long", base->name);
    return OK;
}

static void list_text_init(struct list_text *t) {
    buf_init(&t->sql, LIST_SQL_MAX);
    buf_init(&t->where, LIST_SQL_MAX);
    t->count = 0;
}

static void list_text_free(struct list_text *t) {
    buf_free(&t->sql);
    buf_free(&t->where);
}

/* call: what comes out and where to; the rest is filled in here. */
static enum status run_plan(struct db *db, const struct list_plan *p, struct db_call *call, struct error *err) {
    struct list_text t;
    list_text_init(&t);
    enum status s = put_together(p, &t, err);
    if (s == OK) {
        call->name = p->s->base.name;
        call->sql = t.sql.ptr;
        call->composed = true;
        call->in = t.values;
        call->in_count = t.count;
        s = db_run(db, call, err);
    }
    list_text_free(&t);
    return s;
}

/* ---- a page */

struct page_rows {
    const struct list_plan *plan;
    char *rows; /* without the keys */
    size_t count, kept;
    size_t key_offset;
    struct list_position first, last; /* of the rows kept, as they came */
};

#define KEY_SLOT 16 /* room of one key behind the row struct: an integer or a struct text */

static void note_position(const struct page_rows *page, const char *row, struct list_position *p) {
    const struct db_list_sort *sort = page->plan->sort;
    p->count = sort->key_count + 1;
    for (size_t i = 0; i < p->count; i++) {
        const void *at = row + page->key_offset + KEY_SLOT * i;
        struct db_value v = {.type = i < sort->key_count ? sort->type[i] : DB_INT};
        if (v.type == DB_TEXT || v.type == DB_BYTES)
            v.t = *(const struct text *)at;
        else
            v.i = v.type == DB_DAY ? *(const day_t *)at : *(const int64_t *)at;
        p->key[i] = v;
    }
}

static enum status keep_page_row(void *user, const void *row, struct error *err) {
    (void)err;
    struct page_rows *page = user;
    size_t size = page->plan->s->base.row_size;
    if (page->count++ == page->kept)
        return OK; /* one more than asked for: there is another page */
    memcpy(page->rows + (page->count - 1) * size, row, size);
    if (page->count == 1)
        note_position(page, row, &page->first);
    note_position(page, row, &page->last);
    return OK;
}

static size_t fields_with_keys(const struct list_plan *p, struct db_field *out, size_t key_offset) {
    size_t n = p->s->base.out_count;
    memcpy(out, p->s->base.out, n * sizeof *out);
    for (size_t i = 0; i <= p->sort->key_count; i++)
        out[n++] = (struct db_field){.name = i < p->sort->key_count ? "(sort key)" : "(id)",
                                     .type = i < p->sort->key_count ? p->sort->type[i] : DB_INT,
                                     .offset = (uint16_t)(key_offset + KEY_SLOT * i)};
    return n;
}

static void turn_round(char *rows, size_t count, size_t size) {
    char kept[DB_ROW_MAX];
    for (size_t i = 0, j = count; i + 1 < j; i++) {
        j--;
        memcpy(kept, rows + i * size, size);
        memcpy(rows + i * size, rows + j * size, size);
        memcpy(rows + j * size, kept, size);
    }
}

static enum status read_page(struct db *db, const struct list_plan *plan, struct arena *arena, struct page_rows *page,
                             struct error *err) {
    _Alignas(16) char decoded[DB_ROW_MAX + KEY_SLOT * (DB_SORT_KEYS + 2)];
    struct db_field out[DB_COLUMNS_MAX];
    size_t size = plan->s->base.row_size, offset = (size + 15) & ~(size_t)15;
    *page = (struct page_rows){.plan = plan, .kept = plan->q->limit, .key_offset = offset};
    page->rows = arena_array(arena, plan->q->limit, size);
    memset(decoded, 0, sizeof decoded);
    struct db_call call = {.out = out,
                           .out_count = fields_with_keys(plan, out, offset),
                           .row = decoded,
                           .arena = arena,
                           .sink = keep_page_row,
                           .user = page};
    if (plan->from == NULL || plan->kind != DB_SQLITE)
        return run_plan(db, plan, &call, err);
    struct list_plan step = *plan;
    step.step = STEP_SAME_KEYS;
    TRY(run_plan(db, &step, &call, err));
    step.step = STEP_KEYS_AFTER;
    step.limit -= (int64_t)page->count;
    return step.limit > 0 ? run_plan(db, &step, &call, err) : OK;
}

/* Two steps see one state of the database: a row whose key changes in between would be in both, or in none. */
static enum status read_page_at_once(struct db *db, const struct list_plan *plan, struct arena *arena,
                                     struct page_rows *page, struct error *err) {
    if (plan->from == NULL || plan->kind != DB_SQLITE || db_in_transaction(db))
        return read_page(db, plan, arena, page, err);
    TRY(db_begin_read(db, err));
    enum status s = read_page(db, plan, arena, page, err);
    db_rollback(db);
    return s;
}

static enum status keep_number(void *user, const void *row, struct error *err) {
    (void)err;
    *(int64_t *)user = *(const int64_t *)row;
    return OK;
}

static enum status count_rows(struct db *db, const struct list_plan *page_plan, int64_t *ret, struct error *err) {
    struct list_plan plan = *page_plan;
    int64_t cap = plan.q->count_cap > 0 ? plan.q->count_cap : COUNT_EXACT_TO, row = 0, total = 0;
    plan.part = PART_COUNT;
    plan.from = NULL;
    plan.limit = cap + 1;
    const struct db_field out = {.name = "count", .type = DB_INT};
    struct db_call call = {.out = &out, .out_count = 1, .row = &row, .sink = keep_number, .user = &total};
    TRY(run_plan(db, &plan, &call, err));
    *ret = total;
    return OK;
}

enum status db_list(struct db *db, const struct db_list_stmt *s, const struct db_list_query *q, struct arena *arena,
                    struct db_list_page *ret_page, struct error *err) {
    const struct db_list_sort *sort = find_sort(s, q->sort);
    if (sort == NULL)
        return fail(err, E_BAD_REQUEST, "list.bad_sort");
    if (q->limit < 1 || q->limit > LIST_LIMIT_MAX)
        return fail_detail(err, E_BAD_REQUEST, "list.bad_limit", "%zu", q->limit);
    struct list_position from;
    bool has_from = q->cursor.len > 0, backwards = has_from && q->backwards;
    if (has_from)
        TRY(cursor_read(arena, s, sort, q->descending, q->cursor, &from, err));
    struct list_plan plan = {.s = s,
                             .q = q,
                             .sort = sort,
                             .kind = db->kind,
                             .part = PART_PAGE,
                             .descending = q->descending != backwards,
                             .from = has_from ? &from : NULL,
                             .limit = (int64_t)q->limit + 1};
    struct page_rows page;
    TRY(read_page_at_once(db, &plan, arena, &page, err));
    if (backwards && page.count == 0) { /* what stood before is gone: this is the beginning now */
        backwards = has_from = false;
        plan.descending = q->descending;
        plan.from = NULL;
        TRY(read_page_at_once(db, &plan, arena, &page, err));
    }
    bool more = page.count > q->limit;
    size_t count = more ? q->limit : page.count;
    struct db_list_page out = {.rows = page.rows, .count = count, .total = -1};
    if (backwards)
        turn_round(page.rows, count, s->base.row_size);
    const struct list_position *first = backwards ? &page.last : &page.first;
    const struct list_position *last = backwards ? &page.first : &page.last;
    if (backwards || more)
        out.next = cursor_write(arena, s, sort, q->descending, last);
    if (backwards ? more : has_from && count > 0)
        out.previous = cursor_write(arena, s, sort, q->descending, first);
    else if (has_from && count == 0) /* past the end: back to what stands before the cursor */
        out.previous = arena_text(arena, q->cursor);
    if (q->want_count && !has_from && !more)
        out.total = (int64_t)count;
    else if (q->want_count)
        TRY(count_rows(db, &plan, &out.total, err));
    *ret_page = out;
    return OK;
}

enum status db_list_each(struct db *db, const struct db_list_stmt *s, const struct db_list_query *q, db_row_fn fn,
                         void *user, struct error *err) {
    _Alignas(16) char decoded[DB_ROW_MAX];
    memset(decoded, 0, s->base.row_size);
    struct list_plan plan = {
        .s = s, .q = q, .sort = find_sort(s, q->sort), .kind = db->kind, .part = PART_ALL, .descending = q->descending};
    if (plan.sort == NULL)
        return fail(err, E_BAD_REQUEST, "list.bad_sort");
    struct db_call call = {
        .out = s->base.out, .out_count = s->base.out_count, .row = decoded, .stream = true, .sink = fn, .user = user};
    return run_plan(db, &plan, &call, err);
}

/* ---- checks for tests: does the database understand every piece? */

static enum status check_plan(struct db *db, const struct list_plan *plan, struct error *err) {
    struct list_text t;
    list_text_init(&t);
    enum status s = put_together(plan, &t, err);
    if (s == OK) {
        size_t columns = plan->part == PART_COUNT ? 1 : plan->s->base.out_count;
        if (plan->part == PART_PAGE)
            columns += plan->sort->key_count + 1;
        struct db_call call = {.name = plan->s->base.name,
                               .sql = t.sql.ptr,
                               .composed = true,
                               .in = t.values,
                               .in_count = t.count,
                               .out_count = columns};
        s = db->engine->check(db, &call, err);
    }
    list_text_free(&t);
    return s;
}

static enum status check_sorts(struct db *db, const struct db_list_stmt *s, const struct db_list_query *q,
                               struct error *err) {
    for (size_t i = 0; i < 8 * s->sort_count; i++) {
        const struct db_list_sort *sort = &s->sorts[i / 8];
        struct list_position from = {.count = sort->key_count + 1};
        for (size_t k = 0; k < from.count; k++)
            from.key[k] = (struct db_value){.type = k < sort->key_count ? sort->type[k] : DB_INT, .t = T("")};
        struct list_plan plan = {.s = s,
                                 .q = q,
                                 .sort = sort,
                                 .kind = db->kind,
                                 .part = PART_PAGE,
                                 .step = i & 4   ? STEP_SAME_KEYS
                                         : i & 2 ? STEP_KEYS_AFTER
                                                 : STEP_WHOLE,
                                 .descending = i & 1,
                                 .from = i & 6 ? &from : NULL,
                                 .limit = 51};
        TRY(check_plan(db, &plan, err));
    }
    return OK;
}

enum status db_check_list(struct db *db, const struct db_list_stmt *s, struct error *err) {
    _Alignas(16) char in[DB_ROW_MAX] = {0};
    struct db_list_query q = {.in = in, .scope = {DB_SCOPE_ALL, 0}, .limit = 50};
    TRY(check_sorts(db, s, &q, err));
    struct list_plan plan = {.s = s, .q = &q, .sort = s->sorts, .kind = db->kind, .part = PART_ALL};
    TRY(check_plan(db, &plan, err));
    plan.part = PART_COUNT;
    plan.limit = 100;
    TRY(check_plan(db, &plan, err));
    for (int level = DB_SCOPE_PROVINCE; s->scoped && level <= DB_SCOPE_HAMLET; level++) {
        q.scope.level = level;
        TRY(check_plan(db, &plan, err));
    }
    for (size_t i = 0; i < s->filter_count; i++) {
        struct db_list_value v = {.filter = s->filters[i].name, .t = T("")};
        q.values = &v;
        q.value_count = 1;
        TRY(check_sorts(db, s, &q, err));
        TRY(check_plan(db, &plan, err));
    }
    return OK;
}
