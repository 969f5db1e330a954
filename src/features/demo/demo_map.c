/* Hamlets for every commune, and how many households live in each commune. The communes are real; the hamlets and the
 * numbers are invented and say so. */
#include "features/demo/demo_parts.h"

#define HOUSEHOLDS_PER_HAMLET                                                                                          \
    520 /* a province of 322,000 gets about 620 hamlets, whatever the demonstration's size                             \
         */
#define PROVINCE_HOUSEHOLDS 322000
#define PROVINCE_MINORITY 8900 /* of them head an ethnic-minority household (2022) */

day_t demo_register_start(void) {
    return day_of(2021, 9, 1);
}

/* ---- shares: whole numbers that add up, by largest remainders */

static void share_out(struct arena *a, const int64_t *weights, size_t count, int64_t total, int64_t *ret) {
    int64_t sum = 0, given = 0;
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    int64_t *rest = ARENA_ARRAY(a, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        ret[i] = sum > 0 ? total * weights[i] / sum : 0;
        rest[i] = sum > 0 ? total * weights[i] % sum : 0;
        given += ret[i];
    }
    for (; given < total && sum > 0; given++) {
        size_t most = 0;
        for (size_t i = 1; i < count; i++)
            if (rest[i] > rest[most])
                most = i;
        ret[most]++;
        rest[most] = -1;
    }
}

static int64_t commune_weight(const struct demo_commune *k, struct demo_rng *r) {
    int64_t base = text_starts(k->kind, T("Ph"))   ? 120
                   : text_starts(k->kind, T("Th")) ? 130
                   : text_starts(k->kind, T("X"))  ? 90
                                                   : 45;
    return base * (60 + demo_below(r, 90));
}

/* Châu Đức, Xuyên Mộc, Đất Đỏ and Phú Mỹ are where most of the minorities live. */
static int64_t minority_weight(const struct demo_commune *k) {
    static const char *const home[] = {"750", "751", "753", "754"};
    for (size_t i = 0; i < COUNT_OF(home); i++)
        if (text_is(k->district_code, home[i]))
            return k->households * 9;
    return k->households;
}

static enum status read_communes(struct ctx *c, const struct demo_plan *plan, struct demo_map *map,
                                 int64_t **ret_nominal, struct error *err) {
    struct demo_units_row *rows;
    size_t count;
    TRY(demo_units(c->db, &(struct demo_units_in){demo_register_start()}, c->arena, &rows, &count, err));
    if (count == 0)
        return fail(err, E_CONFLICT, "demo.no_areas");
    map->communes = ARENA_ARRAY(c->arena, count, struct demo_commune);
    map->commune_count = count;
    int64_t *nominal = *ret_nominal = ARENA_ARRAY(c->arena, count, int64_t);
    int64_t *weights = ARENA_ARRAY(c->arena, count, int64_t), *shares = ARENA_ARRAY(c->arena, count, int64_t);
    bool found = plan->commune.len == 0;
    for (size_t i = 0; i < count; i++) {
        struct demo_commune *k = &map->communes[i];
        *k = (struct demo_commune){.id = rows[i].area_id,
                                   .code = rows[i].code,
                                   .key = rows[i].key,
                                   .kind = rows[i].kind,
                                   .district_code = rows[i].district_code,
                                   .urban = rows[i].urban == 1};
        struct demo_rng r = demo_rng(plan, "commune", k->id);
        weights[i] = commune_weight(k, &r);
        found = found || text_eq(k->code, plan->commune);
    }
    if (!found)
        return fail(err, E_INVALID, "demo.no_commune", arena_zstr(c->arena, plan->commune));
    share_out(c->arena, weights, count, PROVINCE_HOUSEHOLDS, nominal);
    for (size_t i = 0; i < count && plan->commune.len > 0; i++)
        weights[i] = text_eq(map->communes[i].code, plan->commune);
    share_out(c->arena, weights, count, plan->households, shares);
    for (size_t i = 0; i < count; i++)
        map->communes[i].households = shares[i];
    for (size_t i = 0; i < count; i++)
        weights[i] = minority_weight(&map->communes[i]);
    share_out(c->arena, weights, count, plan->households * PROVINCE_MINORITY / PROVINCE_HOUSEHOLDS, shares);
    for (size_t i = 0; i < count; i++)
        map->communes[i].minority = shares[i];
    return OK;
}

/* ---- hamlets */

static enum status load_patterns(struct arena *a, struct text kind, struct word_list *ret, struct word_list *names,
                                 struct error *err) {
    struct tsv t;
    *ret = *names = (struct word_list){0};
    tsv_open(&t, "demo_hamlet_names.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "unit_type"), kind))
            word_add(a, ret, tsv_text(&t, "pattern"), tsv_int(&t, "weight", 1));
    tsv_open(&t, "demo_hamlet_words.tsv");
    while (tsv_next(&t))
        word_add(a, names, tsv_text(&t, "name"), 1);
    return ret->count > 0 ? OK : fail(err, E_INTERNAL, "demo.no_data", "demo_hamlet_names");
}

/* "Ấp {n}" and 3 give "Ấp 3"; "Ấp {name}" takes the words one after the other, so that none comes twice. */
static struct text hamlet_name(struct arena *a, struct text pattern, const struct word_list *names, size_t start,
                               size_t no) {
    struct text before = pattern, after = TEXT_NONE;
    for (size_t i = 0; i < pattern.len; i++)
        if (pattern.ptr[i] == '{') {
            before = (struct text){pattern.ptr, i};
            after = (struct text){pattern.ptr + i, pattern.len - i};
        }
    if (text_starts(after, T("{name}")) && names->count > 0)
        return arena_fmt(a, "%.*s%.*s", FMT(before), FMT(names->picks[(start + no) % names->count].word));
    return arena_fmt(a, "%.*s%zu", FMT(before), no + 1);
}

static struct text hamlet_kind(struct text pattern) {
    size_t i = 0;
    while (i < pattern.len && pattern.ptr[i] != '{')
        i++;
    struct text kind = text_trim((struct text){pattern.ptr, i});
    struct text number = T(" số"); /* "Khu dân cư số 3" is a khu dân cư */
    return text_ends(kind, number) ? (struct text){kind.ptr, kind.len - number.len} : kind;
}

struct hamlet_row {
    int64_t id, parent_id;
    day_t from, to;
    struct text name, kind;
};
struct hamlet_rows {
    struct text *keys; /* by hamlet */
    struct hamlet_row *versions;
    size_t version_count, room;
};

/* One row for each unit that the hamlet belongs to in turn: communes merge, and the district of Côn Đảo becomes one. */
static enum status add_versions(struct ctx *c, struct hamlet_rows *rows, struct hamlet_row row, struct error *err) {
    day_t from = DAY_NONE;
    for (int step = 0; step < 8; step++) {
        struct demo_unit_span_row span;
        bool found = false;
        TRY(demo_unit_span(c->db, &(struct demo_unit_span_in){row.parent_id}, c->arena, &span, &found, err));
        row.from = from == DAY_NONE ? span.valid_from : from;
        row.to = span.valid_to;
        if (rows->version_count < rows->room)
            rows->versions[rows->version_count++] = row;
        struct demo_successor_row next;
        found = false;
        if (span.valid_to != DAY_FOREVER)
            TRY(demo_successor(c->db, &(struct demo_successor_in){row.parent_id, span.valid_to}, c->arena, &next,
                               &found, err));
        if (!found)
            return OK;
        from = span.valid_to;
        row.parent_id = next.area_id;
    }
    return OK;
}

static enum status make_hamlets(struct ctx *c, const struct demo_plan *plan, struct demo_map *map,
                                const int64_t *nominal, struct hamlet_rows *rows, struct error *err) {
    size_t most = map->commune_count * 20;
    map->hamlets = ARENA_ARRAY(c->arena, most, struct demo_hamlet);
    rows->keys = ARENA_ARRAY(c->arena, most, struct text);
    rows->room = most * 4;
    rows->versions = ARENA_ARRAY(c->arena, rows->room, struct hamlet_row);
    for (size_t i = 0; i < map->commune_count; i++) {
        struct demo_commune *k = &map->communes[i];
        struct demo_rng r = demo_rng(plan, "hamlets", k->id);
        struct word_list patterns, names;
        TRY(load_patterns(c->arena, k->kind, &patterns, &names, err));
        struct text pattern = word_draw(&patterns, &r);
        size_t start = (size_t)demo_below(&r, (int64_t)names.count);
        int64_t count = nominal[i] / HOUSEHOLDS_PER_HAMLET;
        k->first_hamlet = map->hamlet_count;
        k->hamlet_count = (size_t)(count < 3 ? 3 : count > 18 ? 18 : count);
        for (size_t no = 0; no < k->hamlet_count; no++) {
            size_t h = map->hamlet_count++;
            map->hamlets[h] = (struct demo_hamlet){demo_id(KIND_HAMLET, (int64_t)h + 1), i, 50 + demo_below(&r, 100)};
            rows->keys[h] = arena_fmt(c->arena, "%.*s/h%02zu", FMT(k->key), no + 1);
            struct hamlet_row row = {.id = map->hamlets[h].id,
                                     .parent_id = k->id,
                                     .kind = hamlet_kind(pattern),
                                     .name = hamlet_name(c->arena, pattern, &names, start, no)};
            TRY(add_versions(c, rows, row, err));
        }
    }
    return OK;
}

static enum status put_areas(struct ctx *c, const struct demo_map *map, const struct hamlet_rows *rows,
                             struct error *err) {
    static const char *const area_columns[] = {"id", "key", "level"};
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "area", area_columns, COUNT_OF(area_columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; s == OK && i < map->hamlet_count; i++) {
        db_bulk_int(b, map->hamlets[i].id);
        db_bulk_text(b, rows->keys[i]);
        db_bulk_int(b, 4);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

/* Numbers by value, without the kind in front, as the shipped areas sort. */
static struct text sort_key(struct arena *a, struct text name, struct text kind) {
    if (text_starts(name, kind))
        name = text_trim((struct text){name.ptr + kind.len, name.len - kind.len});
    int64_t n;
    return vi_sort_key(a, text_to_i64(name, &n) ? arena_fmt(a, "%06lld", (long long)n) : name);
}

static enum status put_versions(struct ctx *c, const struct hamlet_rows *rows, struct error *err) {
    static const char *const columns[] = {"area_id",   "valid_from", "valid_to", "name",      "kind",   "parent_id",
                                          "name_fold", "name_sort",  "source",   "certainty", "version"};
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "area_version", columns, COUNT_OF(columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; s == OK && i < rows->version_count; i++) {
        const struct hamlet_row *v = &rows->versions[i];
        db_bulk_int(b, v->id);
        db_bulk_day(b, v->from);
        db_bulk_day(b, v->to);
        db_bulk_text(b, v->name);
        db_bulk_text(b, v->kind);
        db_bulk_int(b, v->parent_id);
        db_bulk_text(b, vi_fold(c->arena, v->name));
        db_bulk_bytes(b, sort_key(c->arena, v->name, v->kind));
        db_bulk_text(b, tr(LANG_VI, "demo.source"));
        db_bulk_text(b, T("invented"));
        db_bulk_int(b, 1);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

/* The denominator of every rate, as somebody declared it at each end of year; invented like the rest. */
static enum status put_counts(struct ctx *c, const struct demo_map *map, struct error *err) {
    static const char *const columns[] = {"area_id", "on_day", "urban", "households", "source", "certainty", "version"};
    struct db_bulk *b;
    TRY(db_bulk_begin(c->db, "area_household_count", columns, COUNT_OF(columns), &b, err));
    enum status s = OK;
    for (size_t i = 0; i < map->commune_count; i++)
        for (size_t year = 0; s == OK && year < DEMO_SEASONS; year++) {
            db_bulk_int(b, map->communes[i].id);
            db_bulk_day(b, day_of(2021 + (int)year, 12, 31));
            db_bulk_int(b, map->communes[i].urban);
            db_bulk_int(b, map->communes[i].households);
            db_bulk_text(b, tr(LANG_VI, "demo.source"));
            db_bulk_text(b, T("invented"));
            db_bulk_int(b, 1);
            s = db_bulk_row(b, err);
        }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

enum status demo_map_make(struct ctx *c, const struct demo_plan *plan, struct demo_map *ret, struct error *err) {
    struct demo_map map = {0};
    struct hamlet_rows rows = {0};
    int64_t *nominal = NULL;
    TRY(read_communes(c, plan, &map, &nominal, err));
    TRY(make_hamlets(c, plan, &map, nominal, &rows, err));
    TRY(put_areas(c, &map, &rows, err));
    TRY(put_versions(c, &rows, err));
    TRY(put_counts(c, &map, err));
    *ret = map;
    return OK;
}
