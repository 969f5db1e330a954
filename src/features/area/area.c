/* Looking up areas as of a day, and loading the shipped ones. */
#include "features/area/area.h"

#include "area_queries.h"

enum status area_get(struct ctx *c, int64_t id, day_t on, struct area *ret, struct error *err) {
    struct area_on_row r;
    bool found = false;
    TRY(area_on(c->db, &(struct area_on_in){id, on}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "area.not_then");
    *ret = (struct area){.id = id,
                         .parent_id = r.parent_id == DB_NULL ? 0 : r.parent_id,
                         .level = (int)r.level,
                         .code = r.code,
                         .name = r.name,
                         .kind = r.kind,
                         .urban = r.urban == 1,
                         .urban_known = r.urban != DB_NULL};
    return OK;
}

/* The day, or the last one of a unit that ended before. */
static enum status last_day_of(struct ctx *c, int64_t id, day_t on, day_t *ret, struct error *err) {
    struct area_last_day_row r;
    bool found = false;
    TRY(area_last_day(c->db, &(struct area_last_day_in){id}, c->arena, &r, &found, err));
    *ret = found && r.valid_to != DAY_NONE && r.valid_to <= on ? r.valid_to - 1 : on;
    return OK;
}

enum status area_get_lately(struct ctx *c, int64_t id, day_t on, struct area *ret, struct error *err) {
    day_t day;
    TRY(last_day_of(c, id, on, &day, err));
    return area_get(c, id, day, ret, err);
}

enum status area_path_lately(struct ctx *c, int64_t id, day_t on, struct area **ret, size_t *ret_count,
                             struct error *err) {
    day_t day;
    TRY(last_day_of(c, id, on, &day, err));
    return area_path(c, id, day, ret, ret_count, err);
}

enum status area_by_key(struct ctx *c, const char *key, int64_t *ret_id, struct error *err) {
    struct area_id_of_key_row r;
    bool found = false;
    TRY(area_id_of_key(c->db, &(struct area_id_of_key_in){text_of(key)}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "area.no_key", key);
    *ret_id = r.id;
    return OK;
}

enum status area_by_code(struct ctx *c, struct text code, day_t on, int64_t *ret_id, struct error *err) {
    struct area_id_of_code_row r;
    bool found = false;
    TRY(area_id_of_code(c->db, &(struct area_id_of_code_in){code, on}, c->arena, &r, &found, err));
    if (found) {
        *ret_id = r.id;
        return OK;
    }
    struct area_successor_of_code_row s;
    TRY(area_successor_of_code(c->db, &(struct area_successor_of_code_in){code, on}, c->arena, &s, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "area.no_code", arena_zstr(c->arena, code));
    *ret_id = s.id;
    return OK;
}

enum status area_successor(struct ctx *c, int64_t id, day_t on, int64_t *ret_id, struct error *err) {
    struct area_successors_row *rows;
    size_t count;
    TRY(area_successors(c->db, &(struct area_successors_in){id}, c->arena, &rows, &count, err));
    int64_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].from_id == id && rows[i].to_id != id && rows[i].on_day <= on &&
            (found == 0 || rows[i].to_id < found))
            found = rows[i].to_id;
    if (found == 0)
        return fail(err, E_NOT_FOUND, "area.not_then");
    *ret_id = found;
    return OK;
}

/* The three queries that list areas give rows of one shape under three names. */
#define COPY_AREAS(rows, count)                                                                                        \
    do {                                                                                                               \
        struct area *list = ARENA_ARRAY(c->arena, (count) + 1, struct area);                                           \
        for (size_t i = 0; i < (count); i++)                                                                           \
            list[i] = (struct area){.id = (rows)[i].id,                                                                \
                                    .parent_id = (rows)[i].parent_id == DB_NULL ? 0 : (rows)[i].parent_id,             \
                                    .level = (int)(rows)[i].level,                                                     \
                                    .code = (rows)[i].code,                                                            \
                                    .name = (rows)[i].name,                                                            \
                                    .kind = (rows)[i].kind,                                                            \
                                    .urban = (rows)[i].urban == 1,                                                     \
                                    .urban_known = (rows)[i].urban != DB_NULL};                                        \
        *ret = list;                                                                                                   \
        *ret_count = (count);                                                                                          \
    } while (0)

enum status area_communes(struct ctx *c, int64_t area_id, day_t on, struct area **ret, size_t *ret_count,
                          struct error *err) {
    struct area_communes_of_row *rows;
    size_t count;
    TRY(area_communes_of(c->db, &(struct area_communes_of_in){area_id, on}, c->arena, &rows, &count, err));
    COPY_AREAS(rows, count);
    return OK;
}

enum status area_children(struct ctx *c, int64_t area_id, day_t on, struct area **ret, size_t *ret_count,
                          struct error *err) {
    struct area_below_row *rows;
    size_t count;
    TRY(area_below(c->db, &(struct area_below_in){area_id, on}, c->arena, &rows, &count, err));
    COPY_AREAS(rows, count);
    return OK;
}

enum status area_path(struct ctx *c, int64_t area_id, day_t on, struct area **ret, size_t *ret_count,
                      struct error *err) {
    struct area_above_row *rows;
    size_t count;
    TRY(area_above(c->db, &(struct area_above_in){area_id, on}, c->arena, &rows, &count, err));
    if (count == 0)
        return fail(err, E_NOT_FOUND, "area.not_then");
    COPY_AREAS(rows, count);
    return OK;
}

struct text area_path_name(struct ctx *c, const struct area *path, size_t count) {
    struct text name = T("");
    for (size_t i = 0; i < count && path[i].level > AREA_PROVINCE; i++)
        name = i == 0 ? path[i].name : arena_fmt(c->arena, "%.*s, %.*s", FMT(name), FMT(path[i].name));
    return count > 0 && name.len == 0 ? path[0].name : name;
}

enum status area_crumbs(struct ctx *c, int64_t area_id, struct value *crumbs, struct error *err) {
    struct area *path;
    size_t count;
    TRY(area_path(c, area_id, c->as_of, &path, &count, err));
    for (size_t i = count; i-- > 0;) {
        struct value *link = value_add_object(crumbs);
        value_set_text(link, "label", path[i].name);
        value_set_text(link, "href", arena_fmt(c->arena, "/areas/%lld", (long long)path[i].id));
    }
    return OK;
}

static int64_t top_of_scope(struct ctx *c, struct error *err, enum status *s) {
    int64_t id = c->user.scope.area_id;
    *s = OK;
    if (c->user.scope.level == DB_SCOPE_ALL)
        *s = area_by_key(c, "brvt/77", &id, err);
    return id;
}

static enum status as_choices(struct ctx *c, const struct area *areas, size_t count, struct choice_text **ret) {
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)areas[i].id), areas[i].name};
    *ret = list;
    return OK;
}

enum status area_commune_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    enum status s;
    int64_t top = top_of_scope(c, err, &s);
    TRY(s);
    if (c->user.scope.level == DB_SCOPE_HAMLET) { /* a hamlet's own commune */
        struct area hamlet;
        TRY(area_get(c, top, c->today, &hamlet, err));
        top = hamlet.parent_id;
    }
    struct area *areas;
    TRY(area_communes(c, top, c->today, &areas, ret_count, err));
    return as_choices(c, areas, *ret_count, ret);
}

enum status area_district_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    *ret = NULL;
    *ret_count = 0;
    if (c->user.scope.level != DB_SCOPE_ALL && c->user.scope.level > AREA_PROVINCE)
        return OK; /* one district or less: nothing to choose */
    enum status s;
    int64_t top = top_of_scope(c, err, &s);
    TRY(s);
    struct area *areas;
    TRY(area_children(c, top, c->today, &areas, ret_count, err));
    return as_choices(c, areas, *ret_count, ret);
}

enum status area_hamlet_create(struct ctx *c, int64_t id, int64_t commune_id, struct text name, struct text kind,
                               bool urban, const char *certainty, struct error *err) {
    if (id == 0)
        id = id_new();
    struct text key = arena_fmt(c->arena, "hamlet/%lld", (long long)id);
    TRY(area_insert(c->db, &(struct area_insert_in){id, key, AREA_HAMLET}, NULL, err));
    return area_version_put(c->db,
                            &(struct area_version_put_in){id, day_of(2021, 1, 1), DAY_FOREVER, TEXT_NONE, name, kind,
                                                          urban, commune_id, vi_fold(c->arena, name),
                                                          vi_sort_key(c->arena, name), TEXT_NONE, text_of(certainty)},
                            NULL, err);
}

enum status area_hamlets_follow(struct ctx *c, struct error *err) {
    int64_t moved, retyped;
    do { /* a successor may end by law in its turn: 1/1/2025, then 1/7/2025 */
        TRY(area_hamlets_to_successor(c->db, &moved, err));
        TRY(area_hamlets_close(c->db, NULL, err));
        TRY(area_hamlets_to_type(c->db, &retyped, err));
        TRY(area_hamlets_close(c->db, NULL, err));
    } while (moved + retyped > 0);
    return OK;
}
