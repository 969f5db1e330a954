#include "features/figure/figure.h"

#include <sodium.h>

#include "app/list.h"
#include "figure_queries.h"

/* ---- the digest */

static void add_int(crypto_hash_sha256_state *h, int64_t v) {
    char line[32];
    int n = snprintf(line, sizeof line, "%lld\n", (long long)v);
    crypto_hash_sha256_update(h, (const unsigned char *)line, (unsigned long long)(n < 0 ? 0 : n));
}

/* The length first, so that no two rows give the same bytes. */
static void add_text(crypto_hash_sha256_state *h, struct text t) {
    add_int(h, (int64_t)t.len);
    if (t.len > 0)
        crypto_hash_sha256_update(h, (const unsigned char *)t.ptr, t.len);
}

static void add_row(crypto_hash_sha256_state *h, const struct figure_household *r) {
    const int64_t numbers[] = {r->household_id, r->hamlet_id, r->commune_id, r->district_id, r->province_id,
                               r->class_from,   r->class_to,  r->came,       r->fallen};
    const struct text texts[] = {r->code, r->head_name, r->hamlet_name, r->commune_name};
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        add_int(h, numbers[i]);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        add_text(h, texts[i]);
}

static void finish(crypto_hash_sha256_state *h, char ret_hex[65]) {
    unsigned char hash[32];
    crypto_hash_sha256_final(h, hash);
    sodium_bin2hex(ret_hex, 65, hash, sizeof hash);
}

void figure_digest(const struct figure_household *rows, size_t count, char ret_hex[65]) {
    crypto_hash_sha256_state h;
    crypto_hash_sha256_init(&h);
    for (size_t i = 0; i < count; i++)
        add_row(&h, &rows[i]);
    finish(&h, ret_hex);
}

/* ---- written once */

enum status figure_freeze(struct ctx *c, const struct figure_owner *o, const char *figure, day_t as_of,
                          const struct figure_household *rows, size_t count, struct error *err) {
    static const char *const columns[] = {"owner_kind", "owner_id",   "no",          "figure",      "household_id",
                                          "ord",        "code",       "head_name",   "hamlet_name", "commune_name",
                                          "hamlet_id",  "commune_id", "district_id", "province_id", "class_from",
                                          "class_to",   "came",       "fallen"};
    char hex[65];
    figure_digest(rows, count, hex);
    TRY(signed_figure_insert(c->db,
                             &(struct signed_figure_insert_in){text_of(o->kind), o->id, o->no, text_of(figure), as_of,
                                                               (int64_t)count, text_of(hex)},
                             NULL, err));
    if (count == 0)
        return OK;
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "signed_household", columns, COUNT_OF(columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; s == OK && i < count; i++) {
        const struct figure_household *r = &rows[i];
        db_bulk_text(b, text_of(o->kind));
        db_bulk_int(b, o->id);
        db_bulk_int(b, o->no);
        db_bulk_text(b, text_of(figure));
        db_bulk_int(b, r->household_id);
        db_bulk_int(b, (int64_t)i + 1);
        db_bulk_text(b, r->code);
        db_bulk_text(b, r->head_name);
        db_bulk_text(b, r->hamlet_name);
        db_bulk_text(b, r->commune_name);
        const int64_t numbers[] = {r->hamlet_id,  r->commune_id, r->district_id, r->province_id,
                                   r->class_from, r->class_to,   r->came,        r->fallen};
        for (size_t k = 0; k < COUNT_OF(numbers); k++)
            db_bulk_int(b, numbers[k]);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

/* ---- read back */

static enum status check_digest(struct ctx *c, const struct figure_owner *o, struct text figure, struct text sha256,
                                struct value *out, struct error *err) {
    struct signed_rows_row *rows;
    size_t count;
    TRY(signed_rows(c->db, &(struct signed_rows_in){text_of(o->kind), o->id, o->no, figure}, c->arena, &rows, &count,
                    err));
    struct figure_household *all = ARENA_ARRAY(c->arena, count + 1, struct figure_household);
    for (size_t i = 0; i < count; i++) {
        const struct signed_rows_row *r = &rows[i];
        all[i] = (struct figure_household){
            r->household_id,  r->hamlet_id, r->commune_id,  r->district_id,  r->province_id,
            r->code,          r->head_name, r->hamlet_name, r->commune_name, (int)r->class_from,
            (int)r->class_to, r->came,      r->fallen};
    }
    char hex[65];
    figure_digest(all, count, hex);
    value_set_bool(out, "unchanged", text_is(sha256, hex));
    return OK;
}

static const char *class_word(int64_t class_no) {
    return class_no == 1   ? "figure.class.poor"
           : class_no == 2 ? "figure.class.near_poor"
           : class_no == 3 ? "figure.class.not_poor"
           : class_no == 4 ? "figure.class.average"
           : class_no < 0  ? "figure.gone"
                           : "figure.class.none";
}

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct signed_list_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_word(item, "from", class_word(r->class_from));
    value_set_word(item, "to", class_word(r->class_to));
    value_set_bool(item, "fallen", r->fallen);
}
static const struct list_column columns[] = {
    {.key = "code", .label = "figure.code", .sort = "code", .href = "/households/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "figure.head", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "hamlet", .label = "figure.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "figure.commune", .type = V_TEXT},
    {.key = "from", .label = "figure.from", .type = V_WORD},
    {.key = "to", .label = "figure.to", .type = V_WORD},
    {.key = "fallen", .label = "figure.fallen", .type = V_BOOL, .hidden = true},
};
static const struct list_filter filters[] = {
    {.name = "from", .label = "figure.from", .type = F_INT},
    {.name = "from_not", .label = "figure.from_not", .type = F_INT},
    {.name = "to", .label = "figure.to", .type = F_INT},
    {.name = "came", .label = "figure.came", .type = F_BOOL},
    {.name = "fallen", .label = "figure.fallen", .type = F_BOOL},
};
const struct list_def figure_list_def = {
    .name = "signed_households",
    .stmt = &signed_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = list_row,
    .row_href = "/households/{id}",
    .empty = "figure.none",
    .file_name = "ho-da-ky",
};

enum status figure_answer(struct ctx *c, const struct figure_owner *o, struct text figure, struct value *out,
                          struct error *err) {
    struct signed_figure_one_row f;
    bool found = false;
    TRY(signed_figure_one(c->db, &(struct signed_figure_one_in){text_of(o->kind), o->id, o->no, figure}, c->arena, &f,
                          &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    value_set_day(out, "as_of", f.as_of);
    value_set_int(out, "households", f.households);
    value_set_text(out, "sha256", f.sha256);
    TRY(check_digest(c, o, figure, f.sha256, out, err));
    struct db_list_value extra[] = {{.filter = "above"}};
    return list_answer(c, &figure_list_def, &(struct signed_list_in){text_of(o->kind), o->id, o->no, figure}, extra,
                       text_is(ctx_query(c, "above"), "1") ? 1 : 0, out, err);
}

const struct feature figure_feature = {.name = "figure"};
