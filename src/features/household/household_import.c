/* Reading a spreadsheet of households and checking it: every row by the form's own declarations, then against the
 * other rows of its household, the rest of the file and the register. Nothing is written here. */
#include "features/household/household_import.h"

#include "features/household/household_list.h"
#include "features/household/person_check.h"
#include "features/standard/standard.h"
#include "files/files.h"

static const struct choice sexes[] = {{"male", "household.sex.male", 0}, {"female", "household.sex.female", 1}};
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
};
const struct form household_import_form = {
    .name = "household_import", .fields = columns, .field_count = COUNT_OF(columns)};

#define COLUMNS COUNT_OF(columns)

/* What the checks look things up in. */
struct lookups {
    struct choice_text *hamlets, *relations, *ethnicities;
    size_t hamlet_count, relation_count, ethnicity_count;
    int64_t commune_id;
};

static const struct choice_text *by_label(struct arena *a, const struct choice_text *list, size_t count,
                                          struct text label) {
    struct text wanted = vi_fold(a, label);
    for (size_t i = 0; i < count; i++)
        if (text_eq(list[i].code, label) || text_eq(vi_fold(a, list[i].label), wanted))
            return &list[i];
    return NULL;
}

/* Words of the sheet ("Nam", "Chủ hộ") become codes; what is unknown stays and fails its check. */
static struct text as_code(struct arena *a, size_t column, struct text cell) {
    if (columns[column].choices == NULL)
        return cell;
    for (size_t i = 0; i < columns[column].choice_count; i++)
        if (text_eq(vi_fold(a, tr(LANG_VI, columns[column].choices[i].label)), vi_fold(a, cell)))
            return text_of(columns[column].choices[i].code);
    return cell;
}

enum status import_take(struct ctx *c, struct arena *a, struct text cells, struct form_data **ret, struct error *err) {
    (void)c;
    struct http_pair pairs[COLUMNS];
    struct text cell;
    size_t n = 0;
    for (size_t i = 0; i < COLUMNS && text_cut(&cells, '\t', &cell); i++)
        if (cell.len > 0)
            pairs[n++] = (struct http_pair){text_of(columns[i].name), as_code(a, i, cell)};
    return form_take_pairs(a, &household_import_form, pairs, n, NULL, 0, ret, err);
}

/* ---- one row */

static void add_problem(struct ctx *c, struct arena *a, struct import_person *p, const char *label, const char *key,
                        const char *arg) {
    struct text args[] = {text_of(arg ? arg : "")};
    struct text said = tr_args(c->lang, a, key, args, 1);
    struct text where = label ? tr(c->lang, label) : T("");
    p->problem = arena_fmt(a, "%.*s%s%.*s%s%.*s", FMT(p->problem), p->problem.len ? "; " : "", FMT(where),
                           label ? ": " : "", FMT(said));
}

static const char *label_of(const char *field) {
    for (size_t i = 0; field != NULL && i < COLUMNS; i++)
        if (strcmp(columns[i].name, field) == 0)
            return columns[i].label;
    return NULL;
}

static void add_errors(struct ctx *c, struct arena *a, struct import_person *p, const struct error *e) {
    for (size_t i = 0; i < e->field_count; i++)
        add_problem(c, a, p, label_of(e->fields[i].field), e->fields[i].key, e->fields[i].arg);
}

static enum status check_row(struct ctx *c, struct arena *a, const struct lookups *l, struct import_person *p,
                             struct error *err) {
    struct error row;
    error_clear(&row);
    if (import_take(c, a, p->cells, &p->data, &row) != OK) {
        add_errors(c, a, p, &row);
        return OK;
    }
    p->household = form_text(p->data, "household");
    const struct choice_text *hamlet = by_label(a, l->hamlets, l->hamlet_count, form_text(p->data, "hamlet"));
    if (hamlet == NULL || !text_to_i64(hamlet->code, &p->hamlet_id))
        add_problem(c, a, p, "household.hamlet", "household.import_no_hamlet", NULL);
    if (by_label(a, l->relations, l->relation_count, form_text(p->data, "relation")) == NULL)
        add_problem(c, a, p, "household.person.relation", "household.import_no_relation", NULL);
    if (form_given(p->data, "ethnicity") &&
        by_label(a, l->ethnicities, l->ethnicity_count, form_text(p->data, "ethnicity")) == NULL)
        add_problem(c, a, p, "household.person.ethnicity", "household.import_no_ethnicity", NULL);
    const struct field_value *born = form_value(p->data, "born");
    struct new_person person = {.full_name = form_text(p->data, "full_name"),
                                .number = form_text(p->data, "personal_number"),
                                .sex = form_choice_is(p->data, "sex", "female"),
                                .born = form_given(p->data, "born") ? born->day : DAY_NONE,
                                .precision = (int64_t)born->precision};
    error_clear(&row);
    enum status s = person_check(c, &person, l->commune_id, 0, false, &row);
    if (s != OK && s != E_INVALID)
        return fail_detail(err, s, row.key, "%s", row.detail);
    add_errors(c, a, p, &row);
    return OK;
}

/* ---- rows against each other */

static bool is_head(struct ctx *c, struct arena *a, const struct lookups *l, const struct import_person *p) {
    (void)c;
    const struct choice_text *r =
        p->data ? by_label(a, l->relations, l->relation_count, form_text(p->data, "relation")) : NULL;
    return r != NULL && text_is(r->code, "head");
}

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

static void check_together(struct ctx *c, struct arena *a, const struct lookups *l, struct import_person *people,
                           size_t count) {
    size_t size = 1024;
    while (size < count * 3)
        size *= 2;
    struct seen *households = ARENA_ARRAY(a, size, struct seen), *numbers = ARENA_ARRAY(a, size, struct seen);
    for (size_t i = 0; i < count; i++) {
        struct import_person *p = &people[i];
        if (p->household.len == 0)
            continue;
        struct seen *h = seen_slot(households, size, p->household);
        if (h->first == NULL)
            *h = (struct seen){p->household, p, 0};
        else if (h->first->hamlet_id != p->hamlet_id)
            add_problem(c, a, p, "household.hamlet", "household.import_two_hamlets", NULL);
        h->heads += is_head(c, a, l, p);
        struct text number = p->data ? form_text(p->data, "personal_number") : TEXT_NONE;
        if (number.len == 0)
            continue;
        struct seen *n = seen_slot(numbers, size, number);
        if (n->first != NULL)
            add_problem(c, a, p, "household.person.number", "household.import_number_twice",
                        arena_fmt(a, "%d", n->first->no).ptr);
        else
            *n = (struct seen){number, p, 0};
    }
    for (size_t i = 0; i < size; i++)
        if (households[i].first != NULL && households[i].heads != 1)
            add_problem(c, a, households[i].first, NULL,
                        households[i].heads == 0 ? "household.import_no_head" : "household.one_head", NULL);
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
    return found >= 4;
}

static struct text row_cells(struct arena *a, const struct cell *cells, size_t count, const size_t *at) {
    AUTO_BUF b;
    buf_init(&b, 64u << 10);
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i > 0)
            buf_char(&b, '\t');
        struct text t = at[i] < count ? text_trim(cells[at[i]].text) : TEXT_NONE;
        for (size_t k = 0; k < t.len; k++)
            buf_char(&b, t.ptr[k] == '\t' || t.ptr[k] == '\n' || t.ptr[k] == '\r' ? ' ' : t.ptr[k]);
    }
    return arena_text(a, buf_as_text(&b));
}

static enum status read_rows(struct arena *a, struct text bytes, struct import_person **ret, size_t *ret_count,
                             struct error *err) {
    AUTO_TABLE table = NULL;
    TRY(table_open(bytes, NULL, &table, err));
    const struct cell *cells;
    size_t count, at[COLUMNS], n = 0, room = 1024;
    int32_t no;
    struct import_person *people = ARENA_ARRAY(a, room, struct import_person);
    TRY(table_next(table, &cells, &count, &no, err));
    if (count == 0 || !read_head(a, cells, count, at))
        return fail(err, E_INVALID, "household.import_no_columns");
    for (;;) {
        TRY(table_next(table, &cells, &count, &no, err));
        if (count == 0)
            break;
        if (n == room) {
            struct import_person *more = ARENA_ARRAY(a, room * 2, struct import_person);
            memcpy(more, people, n * sizeof *people);
            people = more;
            room *= 2;
        }
        people[n++] = (struct import_person){.no = no,
                                             .cells = row_cells(a, cells, count, at),
                                             .household = T(""),
                                             .problem = T(""),
                                             .hamlet_id = DB_NULL};
    }
    *ret = people;
    *ret_count = n;
    return n > 0 ? OK : fail(err, E_INVALID, "household.import_empty");
}

enum status import_read(struct ctx *c, struct arena *a, struct text bytes, int64_t commune_id,
                        struct import_person **ret, size_t *ret_count, struct error *err) {
    struct lookups l = {.commune_id = commune_id};
    TRY(read_rows(a, bytes, ret, ret_count, err));
    TRY(household_area_choices(c, 4, commune_id, &l.hamlets, &l.hamlet_count, err));
    TRY(code_choices(c, "relation", &l.relations, &l.relation_count, err));
    TRY(ethnicity_choices(c, &l.ethnicities, &l.ethnicity_count, err));
    for (size_t i = 0; i < *ret_count; i++)
        TRY(check_row(c, a, &l, &(*ret)[i], err));
    check_together(c, a, &l, *ret, *ret_count);
    return arena_ok(a) ? OK : fail(err, E_TOO_LARGE, "http.answer_too_large");
}
