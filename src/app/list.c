/* Lists: one query string in, one page of rows out, with every address that leads on from it (sort, filter,
 * next, export) made here so that they all carry the same conditions. */
#include "app/list.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/reads.h"
#include "app/scope.h"
#include "files/files.h"
#include "view/render.h"

struct wanted {
    struct text q, sort, cursor;
    bool descending, backwards;
    size_t limit;
    struct db_list_value *values;
    size_t value_count;
    struct text *raw; /* by filter of the definition; ptr NULL when not given */
};

static const struct db_list_filter *declared_filter(const struct db_list_stmt *s, const char *name) {
    for (size_t i = 0; i < s->filter_count; i++)
        if (strcmp(s->filters[i].name, name) == 0)
            return &s->filters[i];
    (void)fprintf(stderr, "list statement %s has no filter %s\n", s->base.name, name);
    abort();
}

static bool choice_value(const struct list_filter *f, struct text raw, bool as_int, struct db_list_value *v) {
    for (size_t i = 0; i < f->choice_count; i++)
        if (text_is(raw, f->choices[i].code)) {
            v->t = raw;
            v->i = f->choices[i].value;
            return true;
        }
    if (f->options == NULL)
        return false;
    v->t = raw;
    return !as_int || text_to_i64(raw, &v->i);
}

/* True when the text fits the filter's type; v is then bound. */
static bool filter_value(const struct list_filter *f, const struct db_list_filter *d, struct text raw,
                         struct db_list_value *v) {
    day_t day;
    v->filter = f->name;
    v->t = raw;
    switch (f->type) {
    case F_CHOICE:
        return choice_value(f, raw, d->type == DB_INT, v);
    case F_BOOL:
        v->i = text_is(raw, "1") || text_is(raw, "true");
        return v->i != 0 || text_is(raw, "0") || text_is(raw, "false");
    case F_INT:
    case F_ID:
    case F_MONEY:
        return text_to_i64(raw, &v->i);
    case F_DAY:
        if (!day_parse(raw, &day))
            return false;
        v->i = day;
        return true;
    default:
        return true;
    }
}

static enum status read_filters(struct ctx *c, const struct list_def *d, const struct db_list_value *extra,
                                size_t extra_count, struct wanted *w, struct error *err) {
    w->values = ARENA_ARRAY(c->arena, d->filter_count + extra_count + LIST_SEARCH_VALUES, struct db_list_value);
    w->raw = ARENA_ARRAY(c->arena, d->filter_count + 1, struct text);
    for (size_t i = 0; i < d->filter_count; i++) {
        struct text raw = ctx_query(c, d->filters[i].name);
        if (raw.ptr == NULL || raw.len == 0)
            continue;
        if (!filter_value(&d->filters[i], declared_filter(d->stmt, d->filters[i].name), raw,
                          &w->values[w->value_count]))
            return fail(err, E_BAD_REQUEST, "list.bad_filter", d->filters[i].name);
        w->raw[i] = raw;
        struct db_list_value *v = &w->values[w->value_count++];
        if (d->filters[i].pick != NULL)
            v->filter = d->filters[i].pick(v);
    }
    for (size_t i = 0; i < extra_count; i++)
        w->values[w->value_count++] = extra[i];
    if (d->search != NULL && w->q.len > 0) {
        struct text folded = vi_fold(c->arena, w->q);
        if (folded.len > 0 && d->search_values != NULL) {
            size_t count = 0;
            TRY(d->search_values(c, folded, &w->values[w->value_count], &count, err));
            w->value_count += count;
        } else if (folded.len > 0) {
            struct text value = d->search_value ? d->search_value(c, folded) : folded;
            w->values[w->value_count++] = (struct db_list_value){.filter = d->search, .t = value};
        }
    }
    return OK;
}

static enum status read_wanted(struct ctx *c, const struct list_def *d, const struct db_list_value *extra,
                               size_t extra_count, struct wanted *w, struct error *err) {
    w->q = ctx_query(c, "q");
    if (w->q.len > 200 || (w->q.ptr != NULL && !text_is_utf8(w->q)))
        return fail(err, E_BAD_REQUEST, "list.bad_search");
    w->sort = ctx_query(c, "sort");
    if (w->sort.len > 0) {
        bool known = false;
        for (size_t i = 0; i < d->stmt->sort_count; i++)
            known = known || text_is(w->sort, d->stmt->sorts[i].name);
        if (!known)
            return fail(err, E_BAD_REQUEST, "list.bad_sort", arena_zstr(c->arena, w->sort));
    }
    w->descending = text_is(ctx_query(c, "dir"), "desc");
    w->cursor = ctx_query(c, "cursor");
    w->backwards = text_is(ctx_query(c, "back"), "1");
    int64_t limit = DEFAULT_PAGE_SIZE;
    struct text t = ctx_query(c, "limit");
    if (t.len > 0 && (!text_to_i64(t, &limit) || limit < 1 || limit > MAX_PAGE_SIZE))
        return fail(err, E_BAD_REQUEST, "list.bad_limit");
    w->limit = (size_t)limit;
    return read_filters(c, d, extra, extra_count, w, err);
}

static struct db_list_query query_of(struct ctx *c, const void *in, const struct wanted *w) {
    return (struct db_list_query){
        .in = in,
        .scope = c->user.scope,
        .values = w->values,
        .value_count = w->value_count,
        .sort = w->sort.len ? arena_zstr(c->arena, w->sort) : NULL,
        .descending = w->descending,
        .cursor = w->cursor,
        .backwards = w->backwards,
        .limit = w->limit,
        .want_count = true,
        .count_cap = COUNT_EXACT_TO,
    };
}

/* ---- addresses: the present query with some parameters replaced; NULL value removes one. */
struct change {
    const char *name;
    struct text value;
};

static struct text address(struct ctx *c, struct text path, const struct change *changes, size_t count) {
    AUTO_BUF b;
    buf_init(&b, 8 * MAX_URL_BYTES);
    buf_text(&b, path);
    char sep = '?';
    for (size_t i = 0; i < c->req->query_count; i++) {
        bool replaced = false;
        for (size_t k = 0; k < count; k++)
            replaced = replaced || text_is(c->req->query[i].name, changes[k].name);
        if (replaced || c->req->query[i].value.len == 0)
            continue;
        buf_char(&b, sep);
        http_percent_encode(&b, c->req->query[i].name);
        buf_char(&b, '=');
        http_percent_encode(&b, c->req->query[i].value);
        sep = '&';
    }
    for (size_t k = 0; k < count; k++) {
        if (changes[k].value.ptr == NULL || changes[k].value.len == 0)
            continue;
        buf_char(&b, sep);
        buf_str(&b, changes[k].name);
        buf_char(&b, '=');
        http_percent_encode(&b, changes[k].value);
        sep = '&';
    }
    return arena_text(c->arena, buf_as_text(&b));
}

static struct text path_here(struct ctx *c) {
    struct text path = c->req->path;
    if (c->format != NULL)
        path.len -= strlen(c->format) + 1;
    return path;
}

/* ---- columns: those chosen by ?columns=a,b or, as a form without script sends them, ?columns=a&columns=b; else
 * those not hidden. The first is always there. */
static bool shown(struct ctx *c, const struct list_def *d, size_t i) {
    bool chosen = false;
    for (size_t k = 0; c->req != NULL && k < c->req->query_count; k++) {
        struct text list = c->req->query[k].value, part;
        if (!text_is(c->req->query[k].name, "columns") || list.len == 0)
            continue;
        chosen = true;
        while (text_cut(&list, ',', &part))
            if (text_is(part, d->columns[i].key))
                return true;
    }
    return chosen ? i == 0 : !d->columns[i].hidden;
}

static void add_columns(struct ctx *c, const struct list_def *d, const struct wanted *w, struct value *list) {
    struct value *columns = value_set_list(list, "columns"), *chooser = value_set_list(list, "chooser");
    const char *sort = w->sort.len ? arena_zstr(c->arena, w->sort) : d->stmt->sort_count ? d->stmt->sorts[0].name : "";
    for (size_t i = 0; i < d->column_count; i++) {
        const struct list_column *col = &d->columns[i];
        struct value *choice = value_add_object(chooser);
        value_set_str(choice, "key", col->key);
        value_set_word(choice, "label", col->label);
        value_set_bool(choice, "shown", shown(c, d, i));
        value_set_bool(choice, "fixed", i == 0);
        if (!shown(c, d, i))
            continue;
        struct value *v = value_add_object(columns);
        value_set_str(v, "key", col->key);
        value_set_word(v, "label", col->label);
        value_set_bool(v, "number", col->number);
        if (col->href != NULL && ctx_may_open(c, col->href))
            value_set_str(v, "href", col->href);
        if (col->sort == NULL)
            continue;
        bool current = strcmp(sort, col->sort) == 0;
        if (current)
            value_set_str(v, "sorted", w->descending ? "desc" : "asc");
        struct change ch[] = {{"sort", text_of(col->sort)},
                              {"dir", current && !w->descending ? T("desc") : TEXT_NONE},
                              {"cursor", TEXT_NONE},
                              {"back", TEXT_NONE}};
        value_set_text(v, "sort_href", address(c, path_here(c), ch, COUNT_OF(ch)));
    }
}

static enum status add_options(struct ctx *c, const struct list_filter *f, struct text chosen, struct value *item,
                               struct text *ret_label, struct error *err) {
    struct value *options = value_set_list(item, "options");
    for (size_t i = 0; i < f->choice_count; i++) {
        struct value *o = value_add_object(options);
        value_set_str(o, "code", f->choices[i].code);
        value_set_word(o, "label", f->choices[i].label);
        if (text_is(chosen, f->choices[i].code))
            *ret_label = tr(c->lang, f->choices[i].label);
    }
    if (f->options == NULL)
        return OK;
    struct choice_text *texts;
    size_t count;
    TRY(f->options(c, &texts, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct value *o = value_add_object(options);
        value_set_text(o, "code", texts[i].code);
        value_set_text(o, "label", texts[i].label);
        if (text_eq(chosen, texts[i].code))
            *ret_label = texts[i].label;
    }
    return OK;
}

static enum status add_filters(struct ctx *c, const struct list_def *d, const struct wanted *w, struct value *list,
                               struct error *err) {
    static const char *const types[] = {[F_CHOICE] = "choice", [F_BOOL] = "bool", [F_INT] = "int", [F_DAY] = "day"};
    struct value *filters = value_set_list(list, "filters"), *chips = value_set_list(list, "chips");
    for (size_t i = 0; i < d->filter_count; i++) {
        const struct list_filter *f = &d->filters[i];
        struct value *item = value_add_object(filters);
        value_set_str(item, "name", f->name);
        value_set_word(item, "label", f->label);
        const char *type = (size_t)f->type < COUNT_OF(types) && types[f->type] ? types[f->type] : "text";
        value_set_str(item, "type", type);
        value_set_text(item, "value", w->raw[i]);
        struct text label = w->raw[i];
        if (f->type == F_CHOICE)
            TRY(add_options(c, f, w->raw[i], item, &label, err));
        if (w->raw[i].ptr == NULL)
            continue;
        if (f->type == F_BOOL)
            label = tr(c->lang, text_is(w->raw[i], "1") ? "common.yes" : "common.no");
        struct value *chip = value_add_object(chips);
        value_set_word(chip, "label", f->label);
        value_set_text(chip, "value", label);
        struct change ch[] = {{f->name, TEXT_NONE}, {"cursor", TEXT_NONE}, {"back", TEXT_NONE}};
        value_set_text(chip, "remove_href", address(c, path_here(c), ch, COUNT_OF(ch)));
    }
    value_set_text(list, "clear_href", path_here(c));
    return OK;
}

static void add_addresses(struct ctx *c, const struct list_def *d, const struct wanted *w,
                          const struct db_list_page *page, struct value *list) {
    struct text here = path_here(c);
    if (page->next.ptr != NULL) {
        struct change ch[] = {{"cursor", page->next}, {"back", TEXT_NONE}};
        value_set_text(list, "next_href", address(c, here, ch, COUNT_OF(ch)));
    }
    if (page->previous.ptr != NULL) {
        struct change ch[] = {{"cursor", page->previous}, {"back", T("1")}};
        value_set_text(list, "previous_href", address(c, here, ch, COUNT_OF(ch)));
    }
    value_set_text(list, "action", here);
    value_set_bool(list, "search", d->search != NULL);
    value_set_text(list, "q", w->q.ptr ? w->q : T(""));
    struct value *keep = value_set_list(list, "keep");
    for (size_t i = 0; i < c->req->query_count; i++) {
        const struct http_pair *p = &c->req->query[i];
        bool own = text_is(p->name, "q") || text_is(p->name, "cursor") || text_is(p->name, "back") || p->value.len == 0;
        for (size_t k = 0; k < d->filter_count; k++)
            own = own || text_is(p->name, d->filters[k].name);
        if (own)
            continue;
        struct value *v = value_add_object(keep);
        value_set_text(v, "name", p->name);
        value_set_text(v, "value", p->value);
    }
    struct value *exports = value_set_list(list, "exports");
    static const char *const formats[] = {"xlsx", "csv"};
    for (size_t i = 0; i < COUNT_OF(formats) && d->file_name != NULL; i++) {
        struct value *e = value_add_object(exports);
        value_set_str(e, "format", formats[i]);
        struct change ch[] = {{"cursor", TEXT_NONE}, {"back", TEXT_NONE}, {"limit", TEXT_NONE}};
        struct text path = arena_fmt(c->arena, "%.*s.%s", FMT(here), formats[i]);
        value_set_text(e, "href", address(c, path, ch, COUNT_OF(ch)));
    }
}

/* ---- exports: exactly the columns and conditions of the page, all rows. */
struct export_ {
    struct ctx *c;
    const struct list_def *d;
    struct xlsx_writer *xlsx;
    struct csv_writer csv;
    uint32_t row;
    struct arena *arena; /* of one row */
    struct render render;
    struct buf text;
};

static struct text cell_text(struct export_ *e, const struct value *v) {
    e->render.arena = e->arena;
    return v == NULL || v->type == V_NULL ? T("") : render_as_text(&e->render, v);
}

static void xlsx_cell(struct export_ *e, uint16_t col, const struct value *v) {
    if (v == NULL || v->type == V_NULL)
        return;
    switch (v->type) {
    case V_INT:
        xlsx_number(e->xlsx, e->row, col, (double)v->i, XLSX_INT);
        break;
    case V_MONEY:
        xlsx_number(e->xlsx, e->row, col, (double)v->i, XLSX_MONEY);
        break;
    case V_BP:
        xlsx_number(e->xlsx, e->row, col, (double)v->i / 10000.0, XLSX_PERCENT);
        break;
    case V_DAY:
        xlsx_day(e->xlsx, e->row, col, v->day);
        break;
    case V_ID: /* ids are text, or Excel rounds them */
        xlsx_text(e->xlsx, e->row, col, arena_fmt(e->arena, "%lld", (long long)v->i), XLSX_TEXT);
        break;
    default:
        xlsx_text(e->xlsx, e->row, col, cell_text(e, v), XLSX_TEXT);
    }
}

static enum status export_row(void *user, const void *row, struct error *err) {
    struct export_ *e = user;
    if (e->row > MAX_SHEET_ROWS && e->xlsx != NULL)
        return fail(err, E_TOO_LARGE, "list.export_too_large");
    struct ctx c = *e->c;
    arena_reset(e->arena);
    c.arena = e->arena;
    struct value *item = value_object(e->arena);
    e->d->row(&c, row, item);
    uint16_t col = 0;
    for (size_t i = 0; i < e->d->column_count; i++) {
        if (!shown(e->c, e->d, i))
            continue;
        const struct value *v = value_get(item, text_of(e->d->columns[i].key));
        if (e->xlsx != NULL)
            xlsx_cell(e, col, v);
        else
            csv_text(&e->csv, cell_text(e, v));
        col++;
    }
    e->row++;
    if (e->xlsx == NULL)
        csv_row_end(&e->csv);
    return OK;
}

static void export_head(struct export_ *e) {
    uint16_t col = 0;
    for (size_t i = 0; i < e->d->column_count; i++) {
        if (!shown(e->c, e->d, i))
            continue;
        struct text label = tr(e->c->lang, e->d->columns[i].label);
        if (e->xlsx != NULL) {
            xlsx_column_width(e->xlsx, col, e->d->columns[i].number ? 14 : 24);
            xlsx_text(e->xlsx, 0, col, label, XLSX_HEAD);
        } else {
            csv_text(&e->csv, label);
        }
        col++;
    }
    e->row = 1;
    if (e->xlsx != NULL)
        xlsx_freeze(e->xlsx, 1, 1);
    else
        csv_row_end(&e->csv);
}

static struct text export_name(struct ctx *c, const struct list_def *d) {
    char day[11];
    day_iso(c->as_of, day);
    return arena_fmt(c->arena, "%s-%s.%s", d->file_name, day, c->format);
}

static enum status export_csv(struct ctx *c, const struct list_def *d, const struct db_list_query *q, struct export_ *e,
                              struct error *err) {
    AUTO_BUF out;
    buf_init(&out, 256u << 20);
    csv_begin(&e->csv, &out, ';'); /* what Excel opens by itself under Vietnamese settings */
    export_head(e);
    TRY(db_list_each(c->db, d->stmt, q, export_row, e, err));
    if (!buf_ok(&out))
        return fail(err, E_TOO_LARGE, "list.export_too_large");
    FILE *f = tmpfile();
    if (f == NULL || fwrite(out.ptr, 1, out.len, f) != out.len || fflush(f) != 0) {
        if (f != NULL)
            (void)fclose(f);
        return fail(err, E_IO, "files.cannot_write");
    }
    int fd = dup(fileno(f));
    (void)fclose(f);
    ctx_send_file(c, export_name(c, d), "text/csv; charset=utf-8", fd, (int64_t)out.len);
    return OK;
}

static enum status export_xlsx(struct ctx *c, const struct list_def *d, const struct db_list_query *q,
                               struct export_ *e, struct error *err) {
    char path[] = "/tmp/ansinh-XXXXXX.xlsx";
    int fd = mkstemps(path, 5);
    if (fd < 0)
        return fail(err, E_IO, "files.cannot_write");
    enum status s = xlsx_create(path, &e->xlsx, err);
    if (s == OK) {
        xlsx_sheet(e->xlsx, d->file_name);
        export_head(e);
        s = db_list_each(c->db, d->stmt, q, export_row, e, err);
        struct error closing;
        error_clear(&closing);
        enum status closed = xlsx_finish(&e->xlsx, s == OK ? err : &closing);
        s = s == OK ? closed : s;
    }
    (void)close(fd); /* the writer may have replaced the file: open it by name again */
    fd = s == OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    (void)unlink(path);
    struct stat st;
    if (s != OK)
        return s;
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            (void)close(fd);
        return fail(err, E_IO, "files.cannot_write");
    }
    ctx_send_file(c, export_name(c, d), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fd,
                  (int64_t)st.st_size);
    return OK;
}

static enum status export_all(struct ctx *c, const struct list_def *d, const struct db_list_query *q,
                              struct error *err) {
    AUTO_ARENA arena = arena_new(4u << 20);
    struct export_ e = {.c = c, .d = d, .arena = arena, .render = {.lang = c->lang}};
    TRY(strcmp(c->format, "csv") == 0 ? export_csv(c, d, q, &e, err) : export_xlsx(c, d, q, &e, err));
    read_note(c, d->name, 0, c->user.scope.area_id, e.row > 0 ? (int64_t)e.row - 1 : 0); /* without the head */
    return OK;
}

enum status list_answer(struct ctx *c, const struct list_def *d, const void *in, const struct db_list_value *extra,
                        size_t extra_count, struct value *out, struct error *err) {
    struct wanted w = {0};
    TRY(scope_settle(c, err));
    TRY(read_wanted(c, d, extra, extra_count, &w, err));
    struct db_list_query q = query_of(c, in, &w);
    if (c->format != NULL && d->file_name != NULL && (strcmp(c->format, "xlsx") == 0 || strcmp(c->format, "csv") == 0))
        return export_all(c, d, &q, err);
    struct db_list_page page;
    int64_t known = -1;
    if (d->known_total != NULL)
        TRY(d->known_total(c, w.values, w.value_count, &known, err));
    q.want_count = known < 0;
    TRY(db_list(c->db, d->stmt, &q, c->arena, &page, err));
    if (known >= 0)
        page.total = known;
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < page.count; i++)
        d->row(c, (const char *)page.rows + i * d->stmt->base.row_size, value_add_object(items));
    bool more = page.total > COUNT_EXACT_TO;
    value_set_int(out, "total", more ? COUNT_EXACT_TO : page.total);
    value_set_bool(out, "total_is_more", more);
    value_set_text(out, "next", page.next);
    value_set_text(out, "previous", page.previous);
    struct value *list = value_object(c->arena);
    value_set(list, "rows", items);
    value_set_int(list, "total", more ? COUNT_EXACT_TO : page.total);
    value_set_bool(list, "total_is_more", more);
    value_set_word(list, "empty", d->empty);
    if (d->row_href != NULL && ctx_may_open(c, d->row_href))
        value_set_str(list, "row_href", d->row_href);
    add_columns(c, d, &w, list);
    TRY(add_filters(c, d, &w, list, err));
    add_addresses(c, d, &w, &page, list);
    value_set_page(out, "list", list);
    return OK;
}
