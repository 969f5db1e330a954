/* Reading another agency's spreadsheet: every row by the form's own declarations. Nothing is written here. */
#include "app/respond.h"
#include "features/claim/claim_outside.h"
#include "files/files.h"

static const struct field columns[] = {
    {.name = "full_name", .type = F_NAME, .required = true, .label = "claim.col_name", .max = 100},
    {.name = "personal_number", .type = F_TEXT, .label = "claim.col_number", .max = 12, .sensitivity = S_PERSONAL},
    {.name = "born", .type = F_BIRTH, .label = "claim.col_born", .sensitivity = S_PERSONAL},
    {.name = "commune", .type = F_TEXT, .label = "claim.col_commune", .max = 100},
    {.name = "from_day", .type = F_DAY, .label = "claim.col_from"},
    {.name = "to_day", .type = F_DAY, .label = "claim.col_to"},
};
const struct form outside_columns = {"outside_line", columns, COUNT_OF(columns)};
#define COLUMNS COUNT_OF(columns)

enum status claim_places_read(struct ctx *c, struct arena *a, struct claim_places *ret, struct error *err) {
    TRY(outside_places(c->db, &(struct outside_places_in){c->today}, a, &ret->rows, &ret->count, err));
    ret->folds = ARENA_ARRAY(a, ret->count + 1, struct text);
    for (size_t i = 0; i < ret->count; i++)
        ret->folds[i] = vi_fold(a, ret->rows[i].name);
    return OK;
}

int64_t claim_place_of(const struct claim_places *p, struct text fold, struct text code) {
    int64_t found = 0;
    for (size_t i = 0; i < p->count; i++) {
        bool same = text_eq(p->rows[i].code, code) || text_eq(p->folds[i], fold) ||
                    (text_ends(p->folds[i], fold) && fold.len > 0 && p->folds[i].len > fold.len &&
                     p->folds[i].ptr[p->folds[i].len - fold.len - 1] == ' ');
        if (same)
            found = found == 0 ? p->rows[i].area_id : -1;
    }
    return found;
}

static bool read_head(struct arena *a, const struct cell *cells, size_t count, size_t *at) {
    bool name = false;
    for (size_t i = 0; i < COLUMNS; i++) {
        at[i] = SIZE_MAX;
        struct text vi = vi_fold(a, tr(LANG_VI, columns[i].label)), en = vi_fold(a, tr(LANG_EN, columns[i].label));
        for (size_t k = 0; k < count; k++) {
            struct text fold = vi_fold(a, cells[k].text);
            if (at[i] == SIZE_MAX &&
                (text_eq(fold, vi) || text_eq(fold, en) || text_is(cells[k].text, columns[i].name)))
                at[i] = k;
        }
        name = name || (i == 0 && at[i] != SIZE_MAX);
    }
    return name;
}

static void add_problem(struct ctx *c, struct arena *a, struct outside_row *r, struct text said) {
    (void)c;
    r->problem = r->problem.len == 0 ? said : arena_fmt(a, "%.*s; %.*s", FMT(r->problem), FMT(said));
}

static void take_row(struct ctx *c, struct arena *a, const struct claim_places *p, const struct cell *cells,
                     size_t count, const size_t *at, day_t from, day_t to, struct outside_row *r) {
    static _Thread_local struct error row;
    struct http_pair pairs[COLUMNS];
    struct form_data *d;
    AUTO_BUF raw;
    size_t n = 0;
    buf_init(&raw, 64u << 10);
    for (size_t i = 0; i < COLUMNS; i++) {
        struct text t = at[i] < count ? text_trim(cells[at[i]].text) : TEXT_NONE;
        if (i > 0)
            buf_char(&raw, '\t');
        for (size_t k = 0; k < t.len; k++)
            buf_char(&raw, t.ptr[k] == '\t' || t.ptr[k] == '\n' || t.ptr[k] == '\r' ? ' ' : t.ptr[k]);
        if (t.len > 0)
            pairs[n++] = (struct http_pair){text_of(columns[i].name), arena_text(a, t)};
    }
    r->cells = arena_text(a, buf_as_text(&raw));
    r->problem = T("");
    error_clear(&row);
    if (form_take_pairs(a, &outside_columns, pairs, n, NULL, 0, &d, &row) != OK)
        for (size_t i = 0; i < row.field_count; i++)
            add_problem(c, a, r, field_error_of_row(c, &outside_columns, &row.fields[i]));
    const struct field_value *born = form_value(d, "born");
    r->name = form_given(d, "full_name") ? form_text(d, "full_name") : T("?");
    r->fold = vi_fold(a, r->name);
    r->number = form_given(d, "personal_number") ? form_text(d, "personal_number") : TEXT_NONE;
    r->born = form_given(d, "born") ? born->day : DAY_NONE;
    r->precision = (int64_t)born->precision;
    r->from = form_given(d, "from_day") ? form_day(d, "from_day") : from;
    r->to = form_given(d, "to_day") ? form_day(d, "to_day") + 1 : to;
    if (r->number.ptr != NULL && claim_number(r->number) == 0)
        add_problem(c, a, r, tr(c->lang, "claim.bad_number"));
    if (r->from >= r->to)
        add_problem(c, a, r, tr(c->lang, "claim.no_period"));
    else if (r->from < from || r->to > to)
        add_problem(c, a, r, tr(c->lang, "claim.row_outside_period"));
    if (form_given(d, "commune")) {
        r->commune_id = claim_place_of(p, vi_fold(a, form_text(d, "commune")), form_text(d, "commune"));
        if (r->commune_id <= 0)
            add_problem(c, a, r, tr(c->lang, r->commune_id < 0 ? "claim.several_communes" : "claim.no_commune"));
        r->commune_id = r->commune_id < 0 ? 0 : r->commune_id;
    }
}

enum status outside_read(struct ctx *c, struct arena *a, struct text bytes, day_t from, day_t to,
                         struct outside_row **ret, size_t *ret_count, struct text *ret_unread, struct error *err) {
    AUTO_TABLE table = NULL;
    struct claim_places places;
    const struct cell *cells;
    size_t count, at[COLUMNS], n = 0, room = 1024;
    int32_t no;
    TRY(table_open(bytes, NULL, &table, err));
    TRY(claim_places_read(c, a, &places, err));
    struct outside_row *rows = ARENA_ARRAY(a, room, struct outside_row);
    TRY(table_next(table, &cells, &count, &no, err));
    if (count == 0 || !read_head(a, cells, count, at))
        return fail(err, E_INVALID, "claim.no_columns");
    struct text unread = table_unread(a, cells, count, at, COLUMNS, tr(c->lang, "claim.problem"));
    for (;;) {
        TRY(table_next(table, &cells, &count, &no, err));
        if (count == 0)
            break;
        if (n == OUTSIDE_ROWS)
            return fail(err, E_TOO_LARGE, "claim.too_many_rows");
        if (n == room) {
            struct outside_row *more = ARENA_ARRAY(a, room * 2, struct outside_row);
            memcpy(more, rows, n * sizeof *rows);
            rows = more;
            room *= 2;
        }
        rows[n] = (struct outside_row){.id = id_new(), .no = no};
        take_row(c, a, &places, cells, count, at, from, to, &rows[n++]);
    }
    *ret = rows;
    *ret_count = n;
    *ret_unread = unread;
    if (!arena_ok(a))
        return fail(err, E_TOO_LARGE, "http.answer_too_large");
    return n > 0 ? OK : fail(err, E_INVALID, "claim.empty_file");
}
