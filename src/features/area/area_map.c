/* The map of the areas of a day, and of another day beside it: by boundaries where some were loaded, else as tiles. */
#include "app/sheet.h"
#include "app/tsv.h"
#include "area_queries.h"
#include "features/area/area_shape.h"
#include "view/svg.h"

#define TILE_COLUMNS 5

struct drawn {
    day_t day;
    struct area *areas;
    struct text *parents; /* names */
    size_t count;
    bool districts; /* drawn by district */
    const char *id; /* of the picture */
};

/* Units of the province that had the code 77 by then; districts only while there are some. */
static enum status load(struct ctx *c, day_t day, bool districts, struct drawn *d, struct error *err) {
    int64_t root;
    *d = (struct drawn){.day = day, .districts = districts};
    TRY(area_by_code(c, T("77"), day, &root, err));
    if (districts) {
        TRY(area_children(c, root, day, &d->areas, &d->count, err));
        d->districts = d->count > 0 && d->areas[0].level == AREA_DISTRICT;
    }
    if (!d->districts)
        TRY(area_communes(c, root, day, &d->areas, &d->count, err));
    d->parents = ARENA_ARRAY(c->arena, d->count + 1, struct text);
    for (size_t i = 0; i < d->count; i++) {
        struct area parent;
        TRY(area_get(c, d->areas[i].parent_id, day, &parent, err));
        d->parents[i] = parent.name;
    }
    return OK;
}

/* Neighbours in the list share a district: three grounds in turn tell them apart. */
static int ground(const struct drawn *d, size_t i) {
    int n = 0;
    if (d->districts)
        return (int)(i % 3);
    for (size_t k = 1; k <= i; k++)
        n += d->areas[k].parent_id != d->areas[k - 1].parent_id;
    return n % 3;
}

static struct text href_of(struct ctx *c, const struct area *a, day_t day) {
    char iso[11];
    day_iso(day, iso);
    return arena_fmt(c->arena, "/areas/%lld?as-of=%s", (long long)a->id, iso);
}

/* The name without its kind, cut to what a tile has room for. */
static struct text short_name(struct ctx *c, const struct area *a) {
    struct text name = a->name;
    if (a->kind.len > 0 && text_starts(name, a->kind) && name.len > a->kind.len)
        name = text_trim((struct text){name.ptr + a->kind.len, name.len - a->kind.len});
    int64_t n;
    if (text_to_i64(name, &n))
        return a->name; /* "Phường 2" */
    while (svg_text_width(name) > 88 && name.len > 4) {
        size_t cut = name.len - 1;
        while (cut > 0 && ((unsigned char)name.ptr[cut] & 0xc0) == 0x80)
            cut--;
        name.len = cut;
        if (svg_text_width(name) <= 81)
            return arena_fmt(c->arena, "%.*s…", FMT(text_trim(name)));
    }
    return name;
}

/* Communes in the order of their districts, so that those of one stand together. */
static void sort_by_parent(struct drawn *d) {
    for (size_t i = 1; i < d->count; i++)
        for (size_t k = i; k > 0 && d->areas[k].parent_id < d->areas[k - 1].parent_id; k--) {
            struct area a = d->areas[k];
            struct text p = d->parents[k];
            d->areas[k] = d->areas[k - 1];
            d->parents[k] = d->parents[k - 1];
            d->areas[k - 1] = a;
            d->parents[k - 1] = p;
        }
}

static bool place_of_district(const struct area *a, int *x, int *y) {
    struct tsv t;
    tsv_open(&t, "area_tiles.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "code"), a->code)) {
            *x = (int)tsv_int(&t, "x", 0);
            *y = (int)tsv_int(&t, "y", 0);
            return true;
        }
    return false;
}

static void draw_tiles(struct ctx *c, const struct drawn *d, struct text title, struct buf *svg) {
    struct chart_tile *tiles = ARENA_ARRAY(c->arena, d->count + 1, struct chart_tile);
    int x = 0, y = 0;
    bool placed = d->districts;
    for (size_t i = 0; placed && i < d->count; i++)
        placed = place_of_district(&d->areas[i], &x, &y);
    x = y = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (i > 0 && (x >= TILE_COLUMNS || d->areas[i].parent_id != d->areas[i - 1].parent_id)) {
            x = 0;
            y++;
        }
        tiles[i] = (struct chart_tile){.code = d->areas[i].code,
                                       .name = short_name(c, &d->areas[i]),
                                       .value = d->areas[i].code,
                                       .x = x++,
                                       .y = y,
                                       .level = ground(d, i),
                                       .href = href_of(c, &d->areas[i], d->day)};
        if (placed)
            (void)place_of_district(&d->areas[i], &tiles[i].x, &tiles[i].y);
    }
    chart_tiles(svg, title, tiles, d->count);
}

/* *ret_missing: how many have no boundary; with any, tiles are drawn instead of a map with holes. */
static enum status draw_shapes(struct ctx *c, const struct drawn *d, struct text title, struct buf *svg,
                               size_t *ret_missing, bool *ret_joined, struct error *err) {
    struct area_outline *outlines;
    int64_t *ids = ARENA_ARRAY(c->arena, d->count + 1, int64_t);
    for (size_t i = 0; i < d->count; i++)
        ids[i] = d->areas[i].id;
    TRY(area_outlines(c, ids, d->count, d->day, &outlines, err));
    struct chart_shape *shapes = ARENA_ARRAY(c->arena, d->count + 1, struct chart_shape);
    size_t n = 0;
    *ret_missing = 0;
    *ret_joined = false;
    for (size_t i = 0; i < d->count; i++) {
        if (outlines[i].ring_count == 0) {
            ++*ret_missing;
            continue;
        }
        *ret_joined = *ret_joined || outlines[i].put_together;
        shapes[n++] = (struct chart_shape){.code = d->areas[i].code,
                                           .name = d->areas[i].name,
                                           .level = ground(d, i),
                                           .href = href_of(c, &d->areas[i], d->day),
                                           .rings = outlines[i].rings,
                                           .ring_count = outlines[i].ring_count};
    }
    if (n > 0 && n * 2 >= d->count)
        chart_map(svg, title, d->id, shapes, n);
    return OK;
}

static void cell_word(struct ctx *c, struct value *row, const char *word) {
    struct value *holder = value_object(c->arena);
    value_set_word(holder, "x", word);
    value_add(row, (struct value *)value_get(holder, T("x")));
}

static void add_table(struct ctx *c, const struct drawn *d, struct value *picture, struct value *items) {
    static const char *const heads[] = {"area.name", "area.code", "area.kind", "area.urban_rural", "area.parent"};
    struct value *head = value_set_list(picture, "head"), *table = value_set_list(picture, "table");
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        value_add_text(head, tr(c->lang, heads[i]));
    for (size_t i = 0; i < d->count; i++) {
        const struct area *a = &d->areas[i];
        struct value *row = value_list(c->arena), *name = value_object(c->arena), *item = value_add_object(items);
        value_add(table, row);
        value_set_text(name, "text", a->name);
        value_set_text(name, "href", href_of(c, a, d->day));
        value_add(row, name);
        value_add_text(row, a->code);
        value_add_text(row, a->kind);
        cell_word(c, row, !a->urban_known ? NULL : a->urban ? "area.urban" : "area.rural");
        value_add_text(row, d->parents[i]);
        value_set_id(item, "id", a->id);
        value_set_text(item, "code", a->code);
        value_set_text(item, "name", a->name);
        value_set_id(item, "parent_id", a->parent_id);
    }
}

static enum status add_map(struct ctx *c, struct drawn *d, struct value *maps, struct error *err) {
    char day[11], iso[11];
    day_vn(d->day, day);
    day_iso(d->day, iso);
    sort_by_parent(d);
    struct text args[] = {arena_text(c->arena, text_of(day))};
    struct text title = tr_args(c->lang, c->arena, "area.map_of", args, 1);
    AUTO_BUF svg;
    buf_init(&svg, 4u << 20);
    size_t missing;
    bool joined;
    TRY(draw_shapes(c, d, title, &svg, &missing, &joined, err));
    bool tiles = svg.len == 0;
    if (tiles)
        draw_tiles(c, d, title, &svg);
    struct value *m = value_add_object(maps), *picture = value_object(c->arena);
    value_set_day(m, "day", d->day);
    value_set_bool(m, "by_boundaries", !tiles);
    value_set_int(m, "without_boundary", (int64_t)missing);
    value_set_bool(m, "put_together", joined && !tiles);
    value_set_text(m, "title", title);
    value_set_int(m, "count", (int64_t)d->count);
    add_table(c, d, picture, value_set_list(m, "areas"));
    value_set_text(picture, "svg", arena_text(c->arena, buf_as_text(&svg)));
    value_set_text(
        picture, "xlsx_href",
        arena_fmt(c->arena, "/areas/map.xlsx?as-of=%s&level=%s", iso, d->districts ? "district" : "commune"));
    value_set_page(m, "picture", picture);
    return OK;
}

static enum status add_changes(struct ctx *c, day_t after, day_t to, struct value *out, struct error *err) {
    struct area_changes_row *rows;
    size_t count;
    TRY(area_changes(c->db, &(struct area_changes_in){after, to}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "changes");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_id(v, "from_id", rows[i].from_id);
        value_set_text(v, "from", rows[i].from_name);
        value_set_text(v, "from_code", rows[i].from_code);
        value_set_id(v, "to_id", rows[i].to_id);
        value_set_text(v, "to", rows[i].to_name);
        value_set_text(v, "to_code", rows[i].to_code);
        value_set_text(v, "kind", rows[i].kind);
        value_set_text(v, "source", rows[i].source);
        value_set_text(v, "certainty", rows[i].certainty);
    }
    return OK;
}

/* Days of the law to compare across: the map of the day before beside that of the day. */
static enum status add_days(struct ctx *c, bool districts, struct value *out, struct error *err) {
    struct area_change_days_row *rows;
    size_t count;
    TRY(area_change_days(c->db, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "change_days");
    for (size_t i = 0; i < count; i++) {
        char before[11], on[11];
        day_iso(rows[i].on_day - 1, before);
        day_iso(rows[i].on_day, on);
        struct value *v = value_add_object(list);
        value_set_day(v, "day", rows[i].on_day);
        value_set_int(v, "changes", rows[i].changes);
        value_set_text(v, "href",
                       arena_fmt(c->arena, "/areas/map?as-of=%s&other=%s&level=%s", before, on,
                                 districts ? "district" : "commune"));
    }
    return OK;
}

/* ?as-of=, ?other= a second day beside it, ?level=district|commune */
enum status area_map_page(struct ctx *c, struct value *out, struct error *err) {
    bool districts = !text_is(ctx_query(c, "level"), "commune");
    struct text other = ctx_query(c, "other");
    day_t second = DAY_NONE;
    if (other.len > 0 && !day_parse(other, &second))
        return fail(err, E_BAD_REQUEST, "http.bad_as_of");
    value_set_day(out, "as_of", c->as_of);
    value_set_day(out, "other", second);
    value_set_str(out, "level", districts ? "district" : "commune");
    struct value *maps = value_set_list(out, "maps");
    struct drawn one, two;
    TRY(load(c, c->as_of, districts, &one, err));
    one.id = "map-a";
    TRY(add_map(c, &one, maps, err));
    if (c->format != NULL && strcmp(c->format, "xlsx") == 0) {
        const struct value *m = value_at(maps, 0);
        return sheet_send(c, "dia-ban", value_text(value_get(m, T("title"))), value_path(m, "picture.head"),
                          value_path(m, "picture.table"), err);
    }
    if (second != DAY_NONE) {
        TRY(load(c, second, districts, &two, err));
        two.id = "map-b";
        TRY(add_map(c, &two, maps, err));
        TRY(add_changes(c, second > c->as_of ? c->as_of : second, second > c->as_of ? second : c->as_of, out, err));
    }
    value_set_bool(out, "may_load", user_may(&c->user, "area.manage"));
    return add_days(c, districts, out, err);
}
