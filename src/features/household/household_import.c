/* Reading a spreadsheet of households and checking it: every row by the form's own declarations, then against the
 * other rows of its household and the rest of the file. Nothing of the database is touched on the way: what words mean
 * is loaded before, who is in the register already is asked afterwards. Only what is stored is kept of a row, so that
 * 100,000 people are some tens of megabytes. */
#include "features/household/household_import.h"

#include <sodium.h>

#include "app/jobs.h"
#include "features/household/household_list.h"
#include "features/household/person_check.h"
#include "features/standard/standard.h"
#include "files/files.h"

static const struct choice sexes[] = {{"male", "household.sex.male", 0}, {"female", "household.sex.female", 1}};
static const struct choice accepts[] = {{"yes", "household.import_yes", 1}};
static const struct field columns[] = {
    {.name = "household", .type = F_TEXT, .required = true, .label = "household.import_household", .max = 40},
    {.name = "hamlet", .type = F_TEXT, .required = true, .label = "household.hamlet"},
    {.name = "address", .type = F_TEXT, .label = "household.address", .max = 300},
    {.name = "full_name", .type = F_NAME, .required = true, .label = "household.person.full_name", .max = 100},
    {.name = "sex",
     .type = F_CHOICE,
     .required = true,
     .label = "household.person.sex",
     .choices = sexes,
     .choice_count = COUNT_OF(sexes)},
    {.name = "born", .type = F_BIRTH, .label = "household.person.born"},
    {.name = "ethnicity", .type = F_TEXT, .label = "household.person.ethnicity"},
    {.name = "personal_number", .type = F_TEXT, .label = "household.person.number", .max = 12},
    {.name = "relation", .type = F_TEXT, .required = true, .label = "household.person.relation"},
    {.name = "accept",
     .type = F_CHOICE,
     .label = "household.import_accept",
     .choices = accepts,
     .choice_count = COUNT_OF(accepts)},
};
const struct form household_import_form = {
    .name = "household_import", .fields = columns, .field_count = COUNT_OF(columns)};

#define COLUMNS COUNT_OF(columns)
#define LOOK_AT_ROWS 250 /* before a file is taken: an old font is recognised by then */
#define NEEDED_COLUMNS 4 /* a sheet with fewer of ours is not one of ours */

/* ---- words to codes: a table by folded label */

struct word {
    struct text key, code;
    bool twice; /* two things are called so */
};
struct words {
    struct word *slots;
    size_t size, count;
};
struct import_words {
    struct words hamlets, relations, ethnicities;
    struct text sexes[COUNT_OF(sexes)], yes; /* folded labels */
};

static struct word *slot_of(const struct words *w, struct text key) {
    size_t i = (size_t)text_hash(key) & (w->size - 1);
    while (w->slots[i].key.ptr != NULL && !text_eq(w->slots[i].key, key))
        i = (i + 1) & (w->size - 1);
    return &w->slots[i];
}

static void words_new(struct arena *a, struct words *w, size_t most) {
    w->size = 64;
    while (w->size < most * 2)
        w->size *= 2;
    w->slots = ARENA_ARRAY(a, w->size, struct word);
}

static void words_add(struct words *w, struct text key, struct text code) {
    struct word *s = slot_of(w, key);
    s->twice = s->twice || (s->key.ptr != NULL && !text_eq(s->code, code));
    s->key = key;
    s->code = code;
}

static const struct word *words_find(const struct words *w, struct arena *scratch, struct text label) {
    const struct word *s = slot_of(w, vi_fold(scratch, label));
    return s->key.ptr != NULL ? s : NULL;
}

static void add_list(struct arena *a, struct words *w, const struct choice_text *list, size_t count) {
    words_new(a, w, count * 2);
    for (size_t i = 0; i < count; i++) {
        words_add(w, vi_fold(a, list[i].label), arena_text(a, list[i].code));
        words_add(w, vi_fold(a, list[i].code), arena_text(a, list[i].code));
    }
}

/* A hamlet is named alone, or with its commune where two communes have one of that name. */
static enum status load_hamlets(struct ctx *c, struct arena *a, struct words *w, int64_t area_id, struct error *err) {
    struct household_areas_row *rows;
    size_t count;
    TRY(household_areas(c->db, &(struct household_areas_in){4, area_id, DB_NULL, c->today}, c->arena, &rows, &count,
                        err));
    words_new(a, w, count * 3);
    for (size_t i = 0; i < count; i++) {
        struct text id = arena_fmt(a, "%lld", (long long)rows[i].area_id);
        words_add(w, vi_fold(a, rows[i].name), id);
        words_add(w, vi_fold(a, arena_fmt(a, "%.*s, %.*s", FMT(rows[i].name), FMT(rows[i].parent_name))), id);
        words_add(w, id, id);
    }
    return OK;
}

enum status import_words_load(struct ctx *c, struct arena *a, int64_t area_id, struct import_words **ret,
                              struct error *err) {
    struct import_words *w = ARENA_NEW(a, struct import_words);
    struct choice_text *list;
    size_t count;
    TRY(load_hamlets(c, a, &w->hamlets, area_id, err));
    TRY(code_choices(c, "relation", &list, &count, err));
    add_list(a, &w->relations, list, count);
    TRY(ethnicity_choices(c, &list, &count, err));
    add_list(a, &w->ethnicities, list, count);
    for (size_t i = 0; i < COUNT_OF(sexes); i++)
        w->sexes[i] = vi_fold(a, tr(LANG_VI, sexes[i].label));
    w->yes = vi_fold(a, tr(LANG_VI, accepts[0].label));
    *ret = w;
    return OK;
}

static struct text code_of(const struct words *w, struct arena *scratch, struct text label) {
    const struct word *s = words_find(w, scratch, label);
    return s != NULL ? s->code : TEXT_NONE;
}

struct text import_relation(const struct import_words *w, struct arena *scratch, struct text label) {
    return code_of(&w->relations, scratch, label);
}

struct text import_ethnicity(const struct import_words *w, struct arena *scratch, struct text label) {
    return code_of(&w->ethnicities, scratch, label);
}

/* ---- one row */

/* Words of the sheet ("Nam", "có") become codes; what is unknown stays and fails its check. */
static struct text as_code(struct arena *a, const struct field *f, struct text cell) {
    struct text folded = f->choices ? vi_fold(a, cell) : TEXT_NONE;
    for (size_t i = 0; i < f->choice_count; i++)
        if (text_eq(vi_fold(a, tr(LANG_VI, f->choices[i].label)), folded))
            return text_of(f->choices[i].code);
    return cell;
}

enum status import_take(struct arena *a, struct text cells, struct form_data **ret, struct error *err) {
    struct http_pair pairs[COLUMNS];
    struct text cell;
    size_t n = 0;
    for (size_t i = 0; i < COLUMNS && text_cut(&cells, '\t', &cell); i++)
        if (cell.len > 0)
            pairs[n++] = (struct http_pair){text_of(columns[i].name), as_code(a, &columns[i], cell)};
    return form_take_pairs(a, &household_import_form, pairs, n, NULL, 0, ret, err);
}

struct text import_add_problem(enum lang lang, struct arena *a, struct text problem, const char *label, const char *key,
                               struct text arg) {
    struct text said = tr_args(lang, a, key, &arg, 1);
    struct text where = label ? tr(lang, label) : T("");
    return arena_fmt(a, "%.*s%s%.*s%s%.*s", FMT(problem), problem.len ? "; " : "", FMT(where), label ? ": " : "",
                     FMT(said));
}

struct reading {
    struct ctx *c;
    struct arena *arena, *scratch; /* of the file, of one row */
    const struct import_words *words;
    struct import_person *people;
    size_t count, room;
    size_t at[COLUMNS]; /* which column of the sheet holds which of ours */
};

static void problem(struct reading *r, struct import_person *p, const char *label, const char *key, struct text arg) {
    p->problem = import_add_problem(r->c->lang, r->arena, p->problem, label, key, arg);
}

static const char *label_of(const char *field) {
    for (size_t i = 0; field != NULL && i < COLUMNS; i++)
        if (strcmp(columns[i].name, field) == 0)
            return columns[i].label;
    return NULL;
}

static void add_errors(struct reading *r, struct import_person *p, const struct error *e) {
    for (size_t i = 0; i < e->field_count; i++)
        problem(r, p, label_of(e->fields[i].field), e->fields[i].key, text_of(e->fields[i].arg));
}

static void check_words(struct reading *r, struct import_person *p, const struct form_data *d) {
    const struct word *hamlet = words_find(&r->words->hamlets, r->scratch, form_text(d, "hamlet"));
    if (hamlet == NULL || hamlet->twice || !text_to_i64(hamlet->code, &p->hamlet_id))
        problem(r, p, "household.hamlet", hamlet ? "household.import_hamlet_twice" : "household.import_no_hamlet",
                TEXT_NONE);
    struct text relation = import_relation(r->words, r->scratch, form_text(d, "relation"));
    p->head = text_is(relation, "head");
    if (relation.ptr == NULL)
        problem(r, p, "household.person.relation", "household.import_no_relation", TEXT_NONE);
    if (form_given(d, "ethnicity") && import_ethnicity(r->words, r->scratch, form_text(d, "ethnicity")).ptr == NULL)
        problem(r, p, "household.person.ethnicity", "household.import_no_ethnicity", TEXT_NONE);
}

/* The person by itself; whom it may be already in the register is asked of the database later, unless the row says
 * that the warnings were looked at. */
static void check_person(struct reading *r, struct import_person *p, const struct form_data *d) {
    const struct field_value *born = form_value(d, "born");
    struct new_person person = {.full_name = form_text(d, "full_name"),
                                .number = form_text(d, "personal_number"),
                                .sex = form_choice_is(d, "sex", "female"),
                                .born = form_given(d, "born") ? born->day : DAY_NONE,
                                .precision = (int64_t)born->precision};
    struct error row;
    error_clear(&row);
    p->accepted = form_given(d, "accept");
    person_check_alone(&person, r->c->today, p->accepted, &row);
    add_errors(r, p, &row);
    if (person.number.len > 0)
        p->number = arena_text(r->arena, person.number);
    if (person.born != DAY_NONE) {
        p->name_fold = arena_text(r->arena, vi_fold(r->scratch, person.full_name));
        person_birth_range(&person, &p->born_from, &p->born_to);
    }
}

static int64_t digest_of(const struct import_person *p) {
    int64_t digest;
    crypto_generichash_state s;
    (void)crypto_generichash_init(&s, NULL, 0, crypto_generichash_BYTES_MIN);
    (void)crypto_generichash_update(&s, (const unsigned char *)p->cells.ptr, p->cells.len);
    (void)crypto_generichash_update(&s, (const unsigned char *)&p->hamlet_id, sizeof p->hamlet_id);
    unsigned char out[crypto_generichash_BYTES_MIN];
    (void)crypto_generichash_final(&s, out, sizeof out);
    memcpy(&digest, out, sizeof digest);
    return digest & INT64_MAX;
}

static void check_row(struct reading *r, struct import_person *p) {
    struct form_data *d;
    struct error row;
    error_clear(&row);
    if (import_take(r->scratch, p->cells, &d, &row) != OK)
        add_errors(r, p, &row);
    if (form_given(d, "household"))
        p->household = arena_text(r->arena, form_text(d, "household"));
    if (row.field_count == 0) {
        check_words(r, p, d);
        check_person(r, p, d);
    }
    p->digest = digest_of(p);
}

/* ---- rows against each other */

struct seen {
    struct text key;
    struct import_person *first;
    size_t heads;
};

static struct seen *seen_slot(struct seen *slots, size_t size, struct text key) {
    size_t i = (size_t)text_hash(key) & (size - 1);
    while (slots[i].first != NULL && !text_eq(slots[i].key, key))
        i = (i + 1) & (size - 1);
    return &slots[i];
}

static void check_number(struct reading *r, struct seen *numbers, size_t size, struct import_person *p) {
    if (p->number.ptr == NULL)
        return;
    struct seen *n = seen_slot(numbers, size, p->number);
    if (n->first == NULL)
        *n = (struct seen){p->number, p, 0};
    else
        problem(r, p, "household.person.number", "household.import_number_twice",
                arena_fmt(r->arena, "%d", n->first->no));
}

static void check_together(struct reading *r) {
    size_t size = 1024;
    int32_t households = 0;
    while (size < r->count * 2)
        size *= 2;
    AUTO_ARENA tables = arena_new(512u << 20);
    struct seen *by_name = ARENA_ARRAY(tables, size, struct seen), *numbers = ARENA_ARRAY(tables, size, struct seen);
    for (size_t i = 0; i < r->count; i++) {
        struct import_person *p = &r->people[i];
        check_number(r, numbers, size, p);
        if (p->household.len == 0)
            continue;
        struct seen *h = seen_slot(by_name, size, p->household);
        if (h->first == NULL) {
            *h = (struct seen){p->household, p, 0};
            p->household_no = ++households;
        } else {
            p->household_no = h->first->household_no;
            if (h->first->hamlet_id != p->hamlet_id && h->first->hamlet_id != DB_NULL && p->hamlet_id != DB_NULL)
                problem(r, p, "household.hamlet", "household.import_two_hamlets", TEXT_NONE);
        }
        h->heads += p->head;
    }
    for (size_t i = 0; i < size; i++)
        if (by_name[i].first != NULL && by_name[i].heads != 1)
            problem(r, by_name[i].first, NULL,
                    by_name[i].heads == 0 ? "household.import_no_head" : "household.one_head", TEXT_NONE);
}

/* ---- the sheet */

/* Which column of the sheet holds which of ours, by the words in its first row. */
static bool read_head(struct arena *a, const struct cell *cells, size_t count, size_t *ret_at) {
    size_t found = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        ret_at[i] = SIZE_MAX;
        struct text label = vi_fold(a, tr(LANG_VI, columns[i].label));
        for (size_t k = 0; k < count; k++)
            if (text_eq(vi_fold(a, cells[k].text), label) || text_is(cells[k].text, columns[i].name))
                ret_at[i] = k;
        found += ret_at[i] != SIZE_MAX;
    }
    return found >= NEEDED_COLUMNS;
}

static struct text row_cells(struct arena *a, const struct cell *cells, size_t count, const size_t *at) {
    size_t len = COLUMNS;
    for (size_t i = 0; i < COLUMNS; i++)
        len += at[i] < count ? cells[at[i]].text.len : 0;
    char *p = arena_alloc(a, len + 1);
    size_t n = 0;
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i > 0)
            p[n++] = '\t';
        struct text t = at[i] < count ? text_trim(cells[at[i]].text) : TEXT_NONE;
        for (size_t k = 0; k < t.len; k++)
            p[n++] = t.ptr[k] == '\t' || t.ptr[k] == '\n' || t.ptr[k] == '\r' ? ' ' : t.ptr[k];
    }
    return (struct text){p, n};
}

static struct import_person *next_person(struct reading *r) {
    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 1024;
        struct import_person *more = ARENA_ARRAY(r->arena, room, struct import_person);
        if (r->count > 0)
            memcpy(more, r->people, r->count * sizeof *more);
        r->people = more;
        r->room = room;
    }
    return &r->people[r->count++];
}

/* ret_unread: headings that nobody reads; may be NULL. */
static enum status open_table(struct text bytes, struct arena *a, size_t *ret_at, struct table_reader **ret,
                              struct text *ret_unread, struct error *err) {
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count;
    int32_t no;
    TRY(table_open(bytes, NULL, &table, err));
    TRY(table_next(table, &cells, &count, &no, err));
    if (count == 0 || !read_head(a, cells, count, ret_at))
        return fail(err, E_INVALID, "household.import_no_columns");
    if (ret_unread != NULL)
        *ret_unread = table_unread(a, cells, count, ret_at, COLUMNS, tr(LANG_VI, "household.import_problem"));
    *ret = table;
    table = NULL;
    return OK;
}

enum status import_open(struct arena *a, struct text bytes, struct text *ret_unread, struct error *err) {
    AUTO_ARENA arena = arena_new(8u << 20);
    AUTO_TABLE table = NULL;
    size_t at[COLUMNS], count;
    const struct cell *cells;
    struct text unread;
    int32_t no;
    TRY(open_table(bytes, arena, at, &table, &unread, err));
    TRY(table_next(table, &cells, &count, &no, err));
    if (count == 0)
        return fail(err, E_INVALID, "household.import_empty");
    for (int rows = 1; rows < LOOK_AT_ROWS && count > 0; rows++)
        TRY(table_next(table, &cells, &count, &no, err));
    *ret_unread = arena_text(a, unread);
    return OK;
}

#define ROWS_A_TICK 1000

static enum status read_rows(struct reading *r, struct table_reader *table, struct error *err) {
    const struct cell *cells;
    size_t count;
    int32_t no;
    for (;;) {
        TRY(table_next(table, &cells, &count, &no, err));
        if (count == 0)
            return r->count > 0 ? OK : fail(err, E_INVALID, "household.import_empty");
        struct import_person *p = next_person(r);
        *p = (struct import_person){.no = no,
                                    .cells = row_cells(r->arena, cells, count, r->at),
                                    .household = T(""),
                                    .problem = T(""),
                                    .hamlet_id = DB_NULL,
                                    .born_from = DAY_NONE,
                                    .born_to = DAY_NONE};
        arena_reset(r->scratch);
        check_row(r, p);
        if (!arena_ok(r->arena) || !arena_ok(r->scratch))
            return fail(err, E_TOO_LARGE, "http.answer_too_large");
        if (r->c->job != NULL && r->count % ROWS_A_TICK == 0)
            TRY(job_progress(r->c, (int64_t)r->count, -1, err));
    }
}

enum status import_read(struct ctx *c, struct arena *a, struct text bytes, const struct import_words *w,
                        struct import_person **ret, size_t *ret_count, struct error *err) {
    AUTO_ARENA scratch = arena_new(8u << 20);
    AUTO_TABLE table = NULL;
    struct reading r = {.c = c, .arena = a, .scratch = scratch, .words = w};
    TRY(open_table(bytes, a, r.at, &table, NULL, err));
    TRY(read_rows(&r, table, err));
    check_together(&r);
    *ret = r.people;
    *ret_count = r.count;
    return arena_ok(a) ? OK : fail(err, E_TOO_LARGE, "http.answer_too_large");
}
