/* Movement between the classes since the start list of the season, and where the season is stuck. */
#include "features/review/review.h"
#include "rate_parts.h"
#include "view/chart.h"

enum { POOR_FROM, NEAR_FROM, FALLEN, NEW, CAME, POOR_TO, NEAR_TO, ABOVE, GONE, NODES };
static const char *const node_words[NODES] = {"rate.flow.poor", "rate.flow.near",      "rate.flow.fallen",
                                              "rate.flow.new",  "rate.flow.came",      "rate.flow.poor",
                                              "rate.flow.near", "rate.flow.above_now", "rate.flow.gone"};
static const char *const from_queries[] = {"from=poor&came=0", "from=near_poor&came=0", "from=none&fallen=1&came=0",
                                           "from=none&fallen=0&came=0", "came=1"};
static const char *const to_queries[] = {"to=poor", "to=near_poor", "above=1", "to=away"};

#define FLOWS 24
struct flow {
    int from, to;
    bool fallen; /* fell back after an escape */
    int64_t households;
};

static int from_node(const struct rate_flows_row *r) {
    return r->came ? CAME : r->class_from == 1 ? POOR_FROM : r->class_from == 2 ? NEAR_FROM : r->fallen ? FALLEN : NEW;
}

static int to_node(int64_t class_to) {
    return class_to == 1 ? POOR_TO : class_to == 2 ? NEAR_TO : class_to < 0 ? GONE : ABOVE;
}

/* Classes above near-poor are one node. Who fell back from near-poor to poor is a band of its own. */
static size_t flows_of(const struct rate_flows_row *rows, size_t count, struct flow flows[FLOWS]) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        struct flow f = {from_node(&rows[i]), to_node(rows[i].class_to), rows[i].fallen, rows[i].households};
        size_t k = 0;
        while (k < n && (flows[k].from != f.from || flows[k].to != f.to || flows[k].fallen != f.fallen))
            k++;
        if (k < n)
            flows[k].households += f.households;
        else if (n < FLOWS)
            flows[n++] = f;
    }
    return n;
}

static struct text flow_href(struct ctx *c, const struct asked *a, int64_t season_id, const struct flow *f) {
    struct error refused = {0};
    if (ctx_require_area(c, a->area_id, &refused) != OK)
        return TEXT_NONE;
    return arena_fmt(c->arena, "/review/seasons/%lld/movement/households?standard=%s&area=%lld&%s&%s%s",
                     (long long)season_id, a->kind, (long long)a->area_id, from_queries[f->from],
                     to_queries[f->to - POOR_TO],
                     f->from == FALLEN || f->from == NEW ? ""
                     : f->fallen                         ? "&fallen=1"
                                                         : "&fallen=0");
}

static void draw_flow(struct ctx *c, const struct flow *flows, size_t count, struct value *picture) {
    struct chart_node nodes[NODES];
    size_t place[NODES], n = 0;
    struct chart_flow bands[FLOWS];
    for (int i = 0; i < NODES; i++) {
        int64_t sum = 0;
        for (size_t k = 0; k < count; k++)
            sum += flows[k].from == i || flows[k].to == i ? flows[k].households : 0;
        if (sum == 0)
            continue;
        place[i] = n;
        nodes[n++] = (struct chart_node){
            .label = tr(c->lang, node_words[i]), .value = sum, .right = i >= POOR_TO, .warn = i == FALLEN};
    }
    for (size_t k = 0; k < count; k++)
        bands[k] = (struct chart_flow){.from = place[flows[k].from],
                                       .to = place[flows[k].to],
                                       .value = flows[k].households,
                                       .warn = flows[k].fallen};
    AUTO_BUF svg;
    buf_init(&svg, 1u << 20);
    chart_sankey(&svg, c->lang, tr(c->lang, "rate.flow_title"), nodes, n, bands, count);
    value_set_text(picture, "svg", arena_text(c->arena, buf_as_text(&svg)));
}

enum status rate_add_flow(struct ctx *c, const struct asked *a, struct value *out, struct error *err) {
    struct season s;
    bool found = false;
    TRY(season_current(c, c->as_of, &s, &found, err));
    if (!found || c->as_of != c->today)
        return OK; /* movement is counted up to today only */
    int64_t standard_id = 0;
    TRY(rate_standard_on(c, a->kind, c->as_of, &standard_id, NULL, err));
    struct area *communes;
    size_t commune_count, row_count, count;
    TRY(area_communes(c, a->area_id, c->as_of, &communes, &commune_count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, commune_count + 1, int64_t);
    for (size_t i = 0; i < commune_count; i++)
        ids[i] = communes[i].id;
    struct rate_flows_row *rows;
    TRY(rate_flows(c->db, &(struct rate_flows_in){s.id, standard_id, (struct db_ids){ids, commune_count}}, c->arena,
                   &rows, &row_count, err));
    struct flow flows[FLOWS];
    count = flows_of(rows, row_count, flows);
    if (count == 0)
        return OK;
    static const char *const head[] = {"rate.flow.from", "rate.flow.to", "rate.flow.households"};
    struct value *picture = rate_picture(c, a, out, "flow", "rate.flow_title", head, COUNT_OF(head));
    char from[11], to[11];
    day_vn(s.start_on, from);
    day_vn(c->as_of, to);
    value_set_text(picture, "sub",
                   tr_args(c->lang, c->arena, "rate.flow_days",
                           (struct text[]){arena_text(c->arena, text_of(from)), arena_text(c->arena, text_of(to))}, 2));
    for (size_t i = 0; i < count; i++) {
        struct value *row = rate_picture_row(c, picture);
        rate_cell_text(c, row,
                       flows[i].fallen && flows[i].from != FALLEN
                           ? tr_args(c->lang, c->arena, "rate.flow.fallen_from",
                                     (struct text[]){tr(c->lang, node_words[flows[i].from])}, 1)
                           : tr(c->lang, node_words[flows[i].from]));
        rate_cell_text(c, row, tr(c->lang, node_words[flows[i].to]));
        rate_cell_int(c, row, flows[i].households, flow_href(c, a, s.id, &flows[i]));
    }
    draw_flow(c, flows, count, picture);
    return OK;
}

/* ---- what is stuck and who is late */

#define STUCK_SHOWN 10

static int badness(const struct board_unit *u) { /* late days first, then what blocks */
    int64_t blocked = u->objections + u->again;
    return (int)(u->late_days > 10000 ? 10000 : u->late_days) * 100 + (int)(blocked > 99 ? 99 : blocked);
}

static struct text counted(struct ctx *c, const char *key, int64_t n) {
    return tr_args(c->lang, c->arena, key, (struct text[]){arena_fmt(c->arena, "%lld", (long long)n)}, 1);
}

/* What holds the unit up, in the order of the steps. */
static struct text what_is_stuck(struct ctx *c, const struct board_unit *u) {
    AUTO_BUF b;
    buf_init(&b, 512);
    const struct {
        int64_t n;
        const char *key;
    } parts[] = {
        {u->objections, "rate.stuck.objections"},
        {u->again, "rate.stuck.again"},
        {u->listed - u->interviewed, "rate.stuck.not_interviewed"},
        {u->asked - u->opinion_given, "rate.stuck.opinion"},
        {u->listed - u->decided - u->refused, "rate.stuck.undecided"},
    };
    size_t said = 0;
    for (size_t i = 0; i < COUNT_OF(parts) && said < 2; i++) {
        if (parts[i].n <= 0)
            continue;
        buf_str(&b, said++ > 0 ? "; " : "");
        buf_text(&b, counted(c, parts[i].key, parts[i].n));
    }
    return arena_text(c->arena, buf_as_text(&b));
}

enum status rate_add_stuck(struct ctx *c, const struct asked *a, struct value *out, struct error *err) {
    struct season s;
    bool found = false;
    if (!user_may(&c->user, "review.read") || c->as_of != c->today)
        return OK;
    TRY(season_current(c, c->today, &s, &found, err));
    if (!found || !s.open)
        return OK;
    struct board_unit *units;
    size_t count, late = 0, blocked = 0, open = 0;
    TRY(review_board(c, &s, a->area_id, a->area.level < AREA_COMMUNE, &units, &count, err));
    struct value *v = value_set_object(out, "stuck"), *items = value_set_list(v, "items");
    bool *shown = ARENA_ARRAY(c->arena, count + 1, bool);
    for (size_t i = 0; i < count; i++) {
        late += units[i].late_days > 0;
        blocked += units[i].objections + units[i].again > 0;
        open += units[i].listed > units[i].decided + units[i].refused;
    }
    for (size_t n = 0; n < STUCK_SHOWN; n++) {
        const struct board_unit *worst = NULL;
        for (size_t i = 0; i < count; i++)
            if (!shown[i] && badness(&units[i]) > 0 && (worst == NULL || badness(&units[i]) > badness(worst)))
                worst = &units[i];
        if (worst == NULL)
            break;
        shown[worst - units] = true;
        struct value *item = value_add_object(items);
        value_set_text(item, "title", worst->name);
        value_set_id(item, "area_id", worst->id);
        value_set_int(item, "late_days", worst->late_days);
        value_set_text(item, "text", what_is_stuck(c, worst));
        value_set_text(item, "href",
                       arena_fmt(c->arena, "/review/%s/%lld?season=%lld",
                                 a->area.level < AREA_COMMUNE ? "communes" : "hamlets", (long long)worst->id,
                                 (long long)s.id));
    }
    value_set_int(v, "late", (int64_t)late);
    value_set_int(v, "blocked", (int64_t)blocked);
    value_set_int(v, "undecided", (int64_t)open);
    value_set_int(v, "units", (int64_t)count);
    value_set_day(v, "ends_on", s.ends_on);
    value_set_id(v, "season_id", s.id);
    return OK;
}
