/* data/areas.tsv, area_successors.tsv and area_households.tsv into the database. Ids follow from the key, so
 * that every database that was ever loaded agrees on them. */
#include "app/tsv.h"
#include "area_queries.h"
#include "features/area/area.h"

enum status area_load(struct ctx *c, struct error *err);

/* Shipped ids lie below 2^40: ids made at run time begin far above. */
static int64_t id_of_key(struct text key) {
    return (int64_t)(text_hash(key) & ((1ULL << 40) - 1)) | 1LL << 30;
}

static int64_t parent_of(struct text key) {
    return key.ptr == NULL ? DB_NULL : id_of_key(key);
}

/* Vietnamese order with numbers by value ("Phường 2" before "Phường 10"), without the kind in front. */
static struct text sort_key(struct ctx *c, struct text name, struct text kind) {
    if (kind.ptr != NULL && text_starts(name, kind))
        name = text_trim((struct text){name.ptr + kind.len, name.len - kind.len});
    int64_t n;
    if (text_to_i64(name, &n))
        name = arena_fmt(c->arena, "%06lld", (long long)n);
    return vi_sort_key(c->arena, name);
}

static enum status load_units(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "areas.tsv"); /* first the units themselves, because parents may stand below */
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "area_key");
        TRY(area_insert(c->db, &(struct area_insert_in){id_of_key(key), key, tsv_int(&t, "level", 0)}, NULL, err));
    }
    tsv_open(&t, "areas.tsv");
    while (tsv_next(&t)) {
        struct text name = tsv_text(&t, "name"), kind = tsv_text(&t, "type");
        TRY(area_version_put(
            c->db,
            &(struct area_version_put_in){
                id_of_key(tsv_text(&t, "area_key")), tsv_day(&t, "valid_from", 0), tsv_day(&t, "valid_to", DAY_FOREVER),
                tsv_text(&t, "code"), name, kind, tsv_int(&t, "urban", DB_NULL), parent_of(tsv_text(&t, "parent_key")),
                vi_fold(c->arena, name), sort_key(c, name, kind), tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
    }
    return OK;
}

static enum status load_successors(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "area_successors.tsv");
    while (tsv_next(&t)) {
        if (tsv_text(&t, "to_key").ptr == NULL)
            continue; /* what became of it is not known */
        TRY(area_successor_put(c->db,
                               &(struct area_successor_put_in){id_of_key(tsv_text(&t, "from_key")),
                                                               id_of_key(tsv_text(&t, "to_key")),
                                                               tsv_day(&t, "on_day", 0), tsv_text(&t, "kind"),
                                                               tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                               NULL, err));
    }
    return OK;
}

enum status area_load(struct ctx *c, struct error *err) {
    TRY(load_units(c, err));
    TRY(load_successors(c, err));
    return area_hamlets_follow(c, err);
}
