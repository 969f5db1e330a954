/* Reading a spreadsheet of schools or of one school's pupils: every row by the form's own declarations, whom a row
 * means by claim's matcher. Nothing is written here. */
#include "app/respond.h"
#include "features/claim/claim.h"
#include "features/education/roll.h"
#include "files/files.h"
#include "i18n/i18n.h"

#define NUMBER_DIGITS 12

static const struct field pupil_columns[] = {
    {.name = "full_name", .type = F_NAME, .required = true, .label = "education.col_name", .max = 100},
    {.name = "personal_number", .type = F_TEXT, .label = "education.col_number", .max = 12, .sensitivity = S_PERSONAL},
    {.name = "born", .type = F_BIRTH, .label = "education.col_born", .sensitivity = S_PERSONAL},
    {.name = "commune", .type = F_TEXT, .label = "education.col_home", .max = 100},
    {.name = "class_name", .type = F_TEXT, .required = true, .label = "education.class", .max = 30},
};
static const struct field school_columns[] = {
    {.name = "code", .type = F_TEXT, .required = true, .label = "education.school_code", .max = 30},
    {.name = "name", .type = F_TEXT, .required = true, .label = "education.school_name", .max = 120},
    {.name = "level", .type = F_TEXT, .required = true, .label = "education.level", .max = 60},
    {.name = "owner", .type = F_TEXT, .label = "education.owner", .max = 60},
    {.name = "commune", .type = F_TEXT, .required = true, .label = "service.commune", .max = 100},
};
static const struct form pupil_sheet = {"school_pupils", pupil_columns, COUNT_OF(pupil_columns)};
static const struct form school_sheet = {"school_sheet", school_columns, COUNT_OF(school_columns)};
#define COLUMNS COUNT_OF(pupil_columns)
_Static_assert(COUNT_OF(school_columns) == COLUMNS, "rows of both have as many cells");

const struct form *roll_sheet(bool schools) {
    return schools ? &school_sheet : &pupil_sheet;
}

struct reading {
    struct ctx *c;
    struct arena *a;
    const struct form *sheet;
    struct claim_places places;
    size_t at[COLUMNS]; /* SIZE_MAX: no such column */
    bool schools;
};

/* Columns by their head in either language, or by the name of the field. */
static bool read_head(struct reading *r, const struct cell *cells, size_t count) {
    bool all = true;
    for (size_t i = 0; i < COLUMNS; i++) {
        const struct field *f = &r->sheet->fields[i];
        struct text vi = vi_fold(r->a, tr(LANG_VI, f->label)), en = vi_fold(r->a, tr(LANG_EN, f->label));
        r->at[i] = SIZE_MAX;
        for (size_t k = 0; k < count && r->at[i] == SIZE_MAX; k++) {
            struct text fold = vi_fold(r->a, text_trim(cells[k].text));
            if (text_eq(fold, vi) || text_eq(fold, en) || text_is(cells[k].text, f->name))
                r->at[i] = k;
        }
        all = all && (r->at[i] != SIZE_MAX || !f->required);
    }
    return all;
}

static void add_problem(struct reading *r, struct roll_row *row, struct text said) {
    row->problem = row->problem.len == 0 ? said : arena_fmt(r->a, "%.*s; %.*s", FMT(row->problem), FMT(said));
}
static void add_word(struct reading *r, struct roll_row *row, const char *key) {
    add_problem(r, row, tr(r->c->lang, key));
}

static struct text cells_text(struct reading *r, const struct cell *cells, size_t count) {
    AUTO_BUF raw;
    buf_init(&raw, 64u << 10);
    for (size_t i = 0; i < COLUMNS; i++) {
        struct text t = r->at[i] < count ? text_trim(cells[r->at[i]].text) : TEXT_NONE;
        if (i > 0)
            buf_char(&raw, '\t');
        for (size_t k = 0; k < t.len; k++)
            buf_char(&raw, t.ptr[k] == '\t' || t.ptr[k] == '\n' || t.ptr[k] == '\r' ? ' ' : t.ptr[k]);
    }
    return arena_text(r->a, buf_as_text(&raw));
}

static void read_commune(struct reading *r, struct text said, struct roll_row *row) {
    row->commune_id = claim_place_of(&r->places, vi_fold(r->a, said), said);
    if (row->commune_id > 0)
        return;
    add_word(r, row, row->commune_id < 0 ? "claim.several_communes" : "claim.no_commune");
    row->commune_id = DB_NULL;
}

/* ---- schools */

static enum status read_school(struct reading *r, const struct form_data *d, struct roll_row *row, struct error *err) {
    struct text level = vi_fold(r->a, form_text(d, "level")), owner = vi_fold(r->a, form_text(d, "owner"));
    struct school_of_code_row there;
    bool found = false;
    row->name = form_given(d, "name") ? form_text(d, "name") : T("?");
    row->code = form_text(d, "code");
    for (size_t i = 0; i < school_level_count && level.len > 0; i++)
        if (text_eq(level, vi_fold(r->a, tr(LANG_VI, school_levels[i].label))) ||
            text_eq(level, vi_fold(r->a, tr(LANG_EN, school_levels[i].label))) || text_is(level, school_levels[i].code))
            row->level = text_of(school_levels[i].code);
    if (row->level.ptr == NULL && level.len > 0)
        add_word(r, row, "education.bad_level");
    row->private = text_eq(owner, vi_fold(r->a, tr(LANG_VI, "education.owner.private"))) ||
                   text_eq(owner, vi_fold(r->a, tr(LANG_EN, "education.owner.private")));
    if (form_given(d, "commune"))
        read_commune(r, form_text(d, "commune"), row);
    if (row->commune_id != DB_NULL) {
        struct error outside;
        error_clear(&outside);
        if (ctx_require_area(r->c, row->commune_id, &outside) != OK)
            add_word(r, row, "education.outside_area");
    }
    TRY(school_of_code(r->c->db, &(struct school_of_code_in){row->code}, r->a, &there, &found, err));
    if (found)
        add_problem(r, row, tr_args(r->c->lang, r->a, "education.code_taken", &row->code, 1));
    return OK;
}

/* ---- pupils */

/* A spreadsheet takes the leading zero of a number away. */
static struct text whole_number(struct reading *r, struct text t) {
    bool digits = t.len == NUMBER_DIGITS - 1;
    for (size_t i = 0; i < t.len; i++)
        digits = digits && t.ptr[i] >= '0' && t.ptr[i] <= '9';
    return digits ? arena_fmt(r->a, "0%.*s", FMT(t)) : t;
}

static enum status read_pupil(struct reading *r, const struct form_data *d, struct roll_row *row, struct error *err) {
    const struct field_value *born = form_value(d, "born");
    struct claim_sought sought = {.born = DAY_NONE, .commune_id = DB_NULL};
    struct claim_found found;
    row->name = form_given(d, "full_name") ? form_text(d, "full_name") : T("?");
    row->class_name = form_text(d, "class_name");
    sought.name_fold = vi_fold(r->a, row->name);
    if (form_given(d, "personal_number")) {
        sought.number = whole_number(r, form_text(d, "personal_number"));
        if (claim_number(sought.number) == 0)
            add_word(r, row, "claim.bad_number");
    }
    if (form_given(d, "born")) {
        sought.born = born->day;
        sought.precision = (int64_t)born->precision;
    }
    if (form_given(d, "commune"))
        read_commune(r, form_text(d, "commune"), row);
    sought.commune_id = row->commune_id;
    if (row->problem.len > 0)
        return OK;
    TRY(claim_match_person(r->c, &sought, &found, err));
    row->person_id = found.person_id != 0 ? found.person_id : DB_NULL;
    if (found.person_id == 0)
        add_word(r, row, found.why);
    return OK;
}

static enum status take_row(struct reading *r, const struct cell *cells, size_t count, struct roll_row *row,
                            struct error *err) {
    static _Thread_local struct error bad;
    struct http_pair pairs[COLUMNS];
    struct form_data *d;
    size_t n = 0;
    row->cells = cells_text(r, cells, count);
    row->problem = T("");
    row->commune_id = row->person_id = DB_NULL;
    for (size_t i = 0; i < COLUMNS; i++) {
        struct text t = r->at[i] < count ? text_trim(cells[r->at[i]].text) : TEXT_NONE;
        if (t.len > 0)
            pairs[n++] = (struct http_pair){text_of(r->sheet->fields[i].name), arena_text(r->a, t)};
    }
    error_clear(&bad);
    if (form_take_pairs(r->a, r->sheet, pairs, n, NULL, 0, &d, &bad) != OK)
        for (size_t i = 0; i < bad.field_count; i++)
            add_problem(r, row, field_error_of_row(r->c, r->sheet, &bad.fields[i]));
    return r->schools ? read_school(r, d, row, err) : read_pupil(r, d, row, err);
}

/* The second of two rows that mean the same waits for somebody to say which one is right. */
static void mark_twins(struct reading *r, struct roll_row *rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        size_t k = 0;
        while (k < i && !(r->schools ? text_eq(rows[k].code, rows[i].code)
                                     : rows[i].person_id != DB_NULL && rows[k].person_id == rows[i].person_id))
            k++;
        if (k == i)
            continue;
        struct text no = arena_fmt(r->a, "%d", rows[k].no);
        add_problem(r, &rows[i], tr_args(r->c->lang, r->a, "education.twice_in_file", &no, 1));
    }
}

enum status roll_read(struct ctx *c, struct arena *a, struct text bytes, bool schools, struct roll_row **ret,
                      size_t *ret_count, struct text *ret_unread, struct error *err) {
    AUTO_TABLE table = NULL;
    struct reading r = {.c = c, .a = a, .sheet = roll_sheet(schools), .schools = schools};
    const struct cell *cells;
    size_t count, n = 0;
    int32_t no;
    TRY(table_open(bytes, NULL, &table, err));
    TRY(claim_places_read(c, a, &r.places, err));
    TRY(table_next(table, &cells, &count, &no, err));
    if (count == 0 || !read_head(&r, cells, count))
        return fail(err, E_INVALID, schools ? "education.no_school_columns" : "education.no_pupil_columns");
    struct text unread = table_unread(a, cells, count, r.at, COLUMNS, tr(c->lang, "education.problem"));
    struct roll_row *rows = ARENA_ARRAY(a, ROLL_ROWS, struct roll_row);
    for (;;) {
        TRY(table_next(table, &cells, &count, &no, err));
        if (count == 0)
            break;
        if (n == ROLL_ROWS)
            return fail(err, E_TOO_LARGE, "education.too_many_rows");
        rows[n] = (struct roll_row){.id = id_new(), .no = no};
        TRY(take_row(&r, cells, count, &rows[n++], err));
    }
    if (n == 0)
        return fail(err, E_INVALID, "claim.empty_file");
    mark_twins(&r, rows, n);
    *ret = rows;
    *ret_count = n;
    *ret_unread = unread;
    return arena_ok(a) ? OK : fail(err, E_TOO_LARGE, "http.answer_too_large");
}
