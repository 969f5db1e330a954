#include "features/agency/agency.h"

#include "agency_queries.h"
#include "agency_templates.h"
#include "app/list.h"
#include "app/tsv.h"
#include "features/area/area.h"

/* Shipped ids lie below 2^40, with a bit that keeps them apart from those of areas. */
int64_t agency_id_of_key(struct text key) {
    return (int64_t)(text_hash(key) & ((1ULL << 40) - 1)) | 1LL << 31;
}

enum status agency_by_key(struct ctx *c, const char *key, int64_t *ret_id, struct error *err) {
    struct agency_id_by_key_row r;
    bool found = false;
    TRY(agency_id_by_key(c->db, &(struct agency_id_by_key_in){text_of(key)}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "agency.no_key", key);
    *ret_id = r.id;
    return OK;
}

enum status agency_name(struct ctx *c, int64_t id, day_t on, struct text *ret, struct error *err) {
    struct agency_name_on_row r;
    bool found = false;
    TRY(agency_name_on(c->db, &(struct agency_name_on_in){id, on}, c->arena, &r, &found, err));
    *ret = found ? r.name : TEXT_NONE;
    return OK;
}

enum status agency_group_members(struct ctx *c, int64_t group_id, day_t on, struct agency_member **ret,
                                 size_t *ret_count, struct error *err) {
    struct agency_members_on_row *rows;
    size_t count;
    TRY(agency_members_on(c->db, &(struct agency_members_on_in){group_id, on}, c->arena, &rows, &count, err));
    struct agency_member *members = ARENA_ARRAY(c->arena, count + 1, struct agency_member);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct agency_member){rows[i].id, rows[i].name};
    *ret = members;
    *ret_count = count;
    return OK;
}

enum status agency_by_spelling(struct ctx *c, struct text spelling, int64_t *ret_agency, int64_t *ret_group,
                               struct error *err) {
    struct agency_spelling_of_row r;
    bool found = false;
    TRY(agency_spelling_of(c->db, &(struct agency_spelling_of_in){vi_fold(c->arena, spelling)}, c->arena, &r, &found,
                           err));
    *ret_agency = found && r.agency_id != DB_NULL ? r.agency_id : 0;
    *ret_group = found && r.group_id != DB_NULL ? r.group_id : 0;
    return OK;
}

/* ---- shipped data */

static enum status load_agencies(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "agencies.tsv");
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "agency_key"), area_key = tsv_text(&t, "area_key"), name = tsv_text(&t, "name");
        int64_t id = agency_id_of_key(key), area = DB_NULL;
        if (area_key.ptr != NULL)
            TRY(area_by_key(c, arena_zstr(c->arena, area_key), &area, err));
        TRY(agency_put(c->db, &(struct agency_put_in){id, key, tsv_text(&t, "kind"), area}, NULL, err));
        TRY(agency_version_put(c->db,
                               &(struct agency_version_put_in){id, tsv_day(&t, "valid_from", 0),
                                                               tsv_day(&t, "valid_to", DAY_FOREVER), name,
                                                               tsv_text(&t, "short_name"), vi_sort_key(c->arena, name),
                                                               tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                               NULL, err));
    }
    tsv_open(&t, "agency_successors.tsv");
    while (tsv_next(&t)) {
        if (tsv_text(&t, "to_key").ptr == NULL)
            continue; /* who took over is not known */
        TRY(agency_successor_put(c->db,
                                 &(struct agency_successor_put_in){agency_id_of_key(tsv_text(&t, "from_key")),
                                                                   agency_id_of_key(tsv_text(&t, "to_key")),
                                                                   tsv_day(&t, "on_day", 0), tsv_text(&t, "source"),
                                                                   tsv_text(&t, "certainty")},
                                 NULL, err));
    }
    return OK;
}

/* The row without a member is the group itself and stands before its members. */
static enum status load_groups(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "agency_groups.tsv");
    while (tsv_next(&t)) {
        struct text group = tsv_text(&t, "group_key"), member = tsv_text(&t, "member_key");
        if (member.ptr == NULL)
            TRY(agency_group_put(c->db,
                                 &(struct agency_group_put_in){agency_id_of_key(group), group, tsv_text(&t, "name"),
                                                               tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                                 NULL, err));
    }
    tsv_open(&t, "agency_groups.tsv");
    while (tsv_next(&t)) {
        struct text group = tsv_text(&t, "group_key"), member = tsv_text(&t, "member_key");
        if (member.ptr != NULL)
            TRY(agency_group_member_put(
                c->db,
                &(struct agency_group_member_put_in){agency_id_of_key(group), agency_id_of_key(member),
                                                     tsv_day(&t, "valid_from", 0), tsv_day(&t, "valid_to", DAY_FOREVER),
                                                     tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                NULL, err));
    }
    return OK;
}

static enum status load_spellings(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "agency_spellings.tsv");
    while (tsv_next(&t)) {
        struct text spelling = tsv_text(&t, "spelling"), kind = tsv_text(&t, "kind");
        if (text_is(kind, "bare") || text_is(kind, "compound"))
            continue; /* mean something only to the plan's importer, which reads the file itself */
        bool to_group = text_is(tsv_text(&t, "target_kind"), "group");
        int64_t target = agency_id_of_key(tsv_text(&t, "target_key"));
        TRY(agency_spelling_put(c->db,
                                &(struct agency_spelling_put_in){vi_fold(c->arena, spelling), spelling,
                                                                 to_group ? DB_NULL : target,
                                                                 to_group ? target : DB_NULL},
                                NULL, err));
    }
    return OK;
}

static enum status load(struct ctx *c, struct error *err) {
    TRY(load_agencies(c, err));
    TRY(load_groups(c, err));
    return load_spellings(c, err);
}

/* ---- pages */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct agency_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "key", r->key);
    value_set_text(item, "kind", r->kind);
    value_set_text(item, "name", r->name);
    value_set_text(item, "area", r->area_name);
    value_set_text(item, "certainty", r->certainty);
}

static const struct list_column columns[] = {
    {.key = "name", .label = "agency.name", .sort = "name", .type = V_TEXT},
    {.key = "kind", .label = "agency.kind", .type = V_TEXT, .hidden = true},
    {.key = "area", .label = "agency.area", .type = V_TEXT},
    {.key = "certainty", .label = "agency.certainty", .type = V_TEXT},
};
static const struct list_def list = {
    .name = "agencies",
    .stmt = &agency_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .search = "q",
    .row = list_row,
    .empty = "agency.none_found",
    .file_name = "co-quan",
};

static enum status agencies(struct ctx *c, struct value *out, struct error *err) {
    struct agency_list_in in = {c->as_of};
    value_set_day(out, "as_of", c->as_of);
    return list_answer(c, &list, &in, NULL, 0, out, err);
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/agencies",
     .permission = "area.read",
     .fn = agencies,
     .page = agency_list_html,
     .title = "agency.title",
     .nav = "areas",
     .list = &list},
};

const struct feature agency_feature = {
    .name = "agency",
    FEATURE_ROWS(route, routes),
    .load = load,
    .load_order = 30,
};
