/* Boundaries. Official files name a unit by its code, and a code means something only on a day: an administrator says
 * of which day the file is, and each boundary holds as long as the unit of that day stays as it is. */
#include "features/area/area_shape.h"

#include <math.h>

#include "area_queries.h"
#include "files/geo_outline.h"

#define OUTLINE_TOLERANCE 0.0004 /* degrees, about 40 m: finer than a line of a map of a province */
#define MAX_JOINED 64            /* units that became one */

/* ---- found again */

struct shapes {
    struct area_outlines_all_row *rows;
    struct area_successors_all_row *successors;
    size_t count, successor_count;
    struct ctx *c;
};
struct joined {
    const struct area_outlines_all_row *parts[MAX_JOINED];
    size_t count;
};

static const struct area_outlines_all_row *shape_on(const struct shapes *s, int64_t id, day_t on) {
    for (size_t i = 0; i < s->count; i++)
        if (s->rows[i].area_id == id && s->rows[i].valid_from <= on && s->rows[i].valid_to > on)
            return &s->rows[i];
    return NULL;
}

/* The newest boundary that ended on or before the day. */
static const struct area_outlines_all_row *shape_before(const struct shapes *s, int64_t id, day_t on) {
    const struct area_outlines_all_row *last = NULL;
    for (size_t i = 0; i < s->count; i++)
        if (s->rows[i].area_id == id && s->rows[i].valid_to <= on)
            last = &s->rows[i];
    return last;
}

static void join(struct joined *j, const struct area_outlines_all_row *part) {
    for (size_t i = 0; i < j->count; i++)
        if (j->parts[i] == part)
            return;
    if (part != NULL && j->count < MAX_JOINED)
        j->parts[j->count++] = part;
}

static void gather(const struct shapes *s, int64_t id, day_t on, int depth, struct joined *j) {
    const struct area_outlines_all_row *own = shape_on(s, id, on);
    if (own != NULL || depth > 4) {
        join(j, own);
        return;
    }
    join(j, shape_before(s, id, on));
    for (size_t i = 0; i < s->successor_count; i++) {
        const struct area_successors_all_row *r = &s->successors[i];
        if (r->to_id == id && r->from_id != id && r->on_day <= on)
            gather(s, r->from_id, r->on_day - 1, depth + 1, j);
    }
}

static enum status gather_below(const struct shapes *s, int64_t id, day_t on, struct joined *j, struct error *err) {
    struct area *below;
    size_t count;
    TRY(area_children(s->c, id, on, &below, &count, err));
    for (size_t i = 0; i < count; i++)
        if (below[i].level < AREA_HAMLET)
            gather(s, below[i].id, on, 0, j);
    return OK;
}

static void read_parts(struct ctx *c, const struct joined *j, struct area_outline *ret) {
    struct geo_ring *rings[MAX_JOINED];
    size_t counts[MAX_JOINED] = {0}, all = 0;
    for (size_t i = 0; i < j->count; i++)
        if (geo_outline_read(j->parts[i]->outline, c->arena, &rings[i], &counts[i]))
            all += counts[i];
    struct chart_ring *out = ARENA_ARRAY(c->arena, all + 1, struct chart_ring);
    size_t n = 0;
    for (size_t i = 0; i < j->count; i++)
        for (size_t r = 0; r < counts[i]; r++)
            out[n++] = (struct chart_ring){rings[i][r].xy, rings[i][r].points};
    ret->rings = out;
    ret->ring_count = n;
}

enum status area_outlines(struct ctx *c, const int64_t *ids, size_t count, day_t on, struct area_outline **ret,
                          struct error *err) {
    struct shapes s = {.c = c};
    TRY(area_outlines_all(c->db, c->arena, &s.rows, &s.count, err));
    TRY(area_successors_all(c->db, c->arena, &s.successors, &s.successor_count, err));
    struct area_outline *list = ARENA_ARRAY(c->arena, count + 1, struct area_outline);
    for (size_t i = 0; i < count && s.count > 0; i++) {
        struct joined j = {.count = 0};
        gather(&s, ids[i], on, 0, &j);
        if (j.count == 0)
            TRY(gather_below(&s, ids[i], on, &j, err));
        if (j.count == 0)
            continue;
        read_parts(c, &j, &list[i]);
        list[i].put_together = shape_on(&s, ids[i], on) == NULL;
    }
    *ret = list;
    return OK;
}

/* ---- loaded */

static const struct field fields[] = {
    {.name = "file", .type = F_FILE, .required = true, .label = "area.shape_file", .help = "area.shape_file_help"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "area.shape_day", .help = "area.shape_day_help"},
    {.name = "code_property",
     .type = F_TEXT,
     .label = "area.shape_property",
     .max = 60,
     .help = "area.shape_property_help"},
    {.name = "source", .type = F_TEXT, .required = true, .label = "area.shape_source", .max = 300},
};
const struct form area_shapes_form = {"area_shapes", fields, COUNT_OF(fields)};

/* Viet Nam with its seas. */
static bool in_country(double lon, double lat) {
    return lon > 100 && lon < 120 && lat > 5 && lat < 25;
}

/* Adds what is wrong with one boundary; arg names it by its code. */
static void check_shape(struct ctx *c, const struct geo_shape *s, struct error *err) {
    const char *code = arena_zstr(c->arena, s->code);
    for (size_t r = 0; r < s->ring_count; r++)
        for (size_t i = 0; i < s->rings[r].points; i++) {
            const double *p = s->rings[r].xy + 2 * i;
            if (in_country(p[0], p[1]))
                continue;
            error_field(err, "file", in_country(p[1], p[0]) ? "area.shape_swapped" : "area.shape_far", code);
            return;
        }
    if (fabs(geo_area(s)) < 1e-9)
        error_field(err, "file", "area.shape_empty", code);
}

struct loaded {
    int64_t area_id;
    day_t from, to;
};

/* Which unit each boundary belongs to on the day. Every fault is told, none is stored then. */
static enum status find_units(struct ctx *c, const struct geo_shape *shapes, size_t count, day_t on,
                              struct loaded *found, struct error *err) {
    for (size_t i = 0; i < count; i++) {
        struct area_id_of_code_row unit;
        bool known = false;
        TRY(area_id_of_code(c->db, &(struct area_id_of_code_in){shapes[i].code, on}, c->arena, &unit, &known, err));
        if (!known) {
            error_field(err, "file", "area.shape_unknown_code", arena_zstr(c->arena, shapes[i].code));
            continue;
        }
        for (size_t k = 0; k < i; k++)
            if (found[k].area_id == unit.id)
                error_field(err, "file", "area.shape_twice", arena_zstr(c->arena, shapes[i].code));
        struct area_version_end_row days;
        TRY(area_version_end(c->db, &(struct area_version_end_in){unit.id, on}, c->arena, &days, &known, err));
        found[i] = (struct loaded){unit.id, days.valid_from, days.valid_to};
        check_shape(c, &shapes[i], err);
    }
    return error_fields_status(err);
}

static enum status store(struct ctx *c, const struct geo_shape *shape, const struct loaded *unit,
                         const struct http_file *file, struct error *err) {
    AUTO_BUF outline;
    AUTO_BUF geometry;
    buf_init(&outline, MAX_GEOJSON_BYTES);
    buf_init(&geometry, 2 * MAX_GEOJSON_BYTES);
    AUTO_ARENA scratch = arena_new(MAX_REQUEST_ARENA);
    geo_outline_write(shape, OUTLINE_TOLERANCE, scratch, &outline);
    geo_geometry_write(shape, &geometry);
    if (!buf_ok(&outline) || !buf_ok(&geometry) || !arena_ok(scratch))
        return fail(err, E_TOO_LARGE, "area.shape_too_fine", arena_zstr(c->arena, shape->code));
    return area_shape_put(c->db,
                          &(struct area_shape_put_in){unit->area_id, unit->from, unit->to, buf_as_text(&outline),
                                                      buf_as_text(&geometry), (int64_t)geo_points(shape),
                                                      form_text(c->form, "source"), file->file_name,
                                                      clock_now(&c->app->clock), c->user.account_id},
                          NULL, err);
}

enum status area_shapes_post(struct ctx *c, struct value *out, struct error *err) {
    const struct http_file *file = form_value(c->form, "file")->file;
    struct text property = form_text(c->form, "code_property");
    struct geo_shape *shapes;
    size_t count;
    enum status s = geojson_read(file->bytes, property.len > 0 ? arena_zstr(c->arena, property) : "code", c->arena,
                                 &shapes, &count, err);
    if (s == E_INVALID || s == E_TOO_LARGE) { /* said on the file's field */
        struct error why = *err;
        error_clear(err);
        error_field(err, "file", why.key, why.args[0]);
        return error_fields_status(err);
    }
    TRY(s);
    struct loaded *units = ARENA_ARRAY(c->arena, count + 1, struct loaded);
    if (count == 0)
        error_field(err, "file", "area.shape_none", NULL);
    TRY(find_units(c, shapes, count, form_day(c->form, "on_day"), units, err));
    for (size_t i = 0; i < count; i++)
        TRY(store(c, &shapes[i], &units[i], file, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "boundaries", (int64_t)count);
    value_set_day(diff, "on_day", form_day(c->form, "on_day"));
    value_set_text(diff, "file", file->file_name);
    value_set_text(diff, "source", form_text(c->form, "source"));
    audit_note(c, 0, "area.load_boundaries", "area", 0, diff);
    value_set_int(out, "boundaries", (int64_t)count);
    char day[11];
    day_iso(form_day(c->form, "on_day"), day);
    ctx_redirect(c, "area.flash_shapes", "/areas/map?as-of=%s", day);
    return OK;
}

enum status area_shapes_page(struct ctx *c, struct value *out, struct error *err) {
    struct area_shape_files_row *rows;
    size_t count;
    TRY(area_shape_files(c->db, c->arena, &rows, &count, err));
    struct value *files = value_set_list(out, "files");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(files);
        value_set_text(v, "file_name", rows[i].file_name);
        value_set_text(v, "source", rows[i].source);
        value_set_day(v, "valid_from", rows[i].valid_from);
        value_set_int(v, "boundaries", rows[i].shapes);
        value_set_int(v, "points", rows[i].points);
        value_set_instant(v, "recorded_at", rows[i].recorded_at);
        value_set_text(v, "by", rows[i].account_name);
    }
    if (!user_may(&c->user, "area.manage"))
        return OK;
    struct value *form = form_view(c, &area_shapes_form, NULL, NULL, NULL);
    value_set_text(form, "action", T("/areas/shapes"));
    value_set_page(out, "form", form);
    return OK;
}
