/* Figures of the register and of the review in the standing agency's report: one function each. */
#include "features/area/area.h"
#include "features/rate/rate.h"
#include "features/review/review.h"
#include "plan_draft.h"
#include "plan_figures.h"

struct text plan_target_text(struct ctx *c, const struct plan_targets_row *t) {
    AUTO_BUF b;
    buf_init(&b, 128);
    bool at_most = text_is(t->direction, "at_most"), at_least = text_is(t->direction, "at_least");
    struct text direction = tr(LANG_VI, at_most    ? "plan.direction.at_most"
                                        : at_least ? "plan.direction.at_least"
                                                   : "plan.direction.reduce");
    if (t->value != DB_NULL)
        buf_fmt(&b, "%.*s ", FMT(direction));
    if (t->value == DB_NULL)
        buf_text(&b, tr(LANG_VI, "plan.no_number"));
    else if (text_is(t->unit, "bp"))
        fmt_percent(&b, LANG_VI, t->value, 2);
    else
        buf_fmt(&b, "%lld %.*s", (long long)t->value, FMT(tr(LANG_VI, "plan.unit.household")));
    struct text args[] = {t->title, arena_text(c->arena, buf_as_text(&b)), plan_day_text(c, t->due_on)};
    return tr_args(LANG_VI, c->arena, "plan.say_target", args, COUNT_OF(args));
}

static enum status targets_in_words(struct ctx *c, const struct plan_report *r, struct value *s, struct error *err) {
    struct plan_targets_row *rows;
    size_t count;
    TRY(plan_targets(c->db, &(struct plan_targets_in){r->plan.id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        value_add_text((struct value *)value_get(s, T("paragraphs")), plan_target_text(c, &rows[i]));
    return OK;
}

/* ---- rate */

static struct text rate_sentence(struct ctx *c, const char *kind, const struct rate *r) {
    static const char *const states[] = {"plan.rate_in_force", "plan.rate_provisional", "plan.rate_official"};
    AUTO_BUF percent;
    buf_init(&percent, 64);
    fmt_percent(&percent, LANG_VI, (r->rate_millionths + 50) / 100, 2);
    struct text args[] = {
        tr(LANG_VI, strcmp(kind, "national") == 0 ? "plan.standard_national" : "plan.standard_provincial"),
        tr(LANG_VI, states[r->state]),
        arena_text(c->arena, buf_as_text(&percent)),
        plan_number_text(c, r->numerator),
        plan_number_text(c, r->denominator),
        tr(LANG_VI, r->from_declared ? "plan.declared" : "plan.counted")};
    return tr_args(LANG_VI, c->arena, "plan.say_rate", args, COUNT_OF(args));
}

/* Whole numbers decide whether a target is met: the percent is for reading. */
static enum status compare_target(struct ctx *c, const struct plan_report *r, const struct rate *rate, struct value *s,
                                  struct error *err) {
    struct plan_targets_row *rows;
    size_t count;
    TRY(plan_targets(c->db, &(struct plan_targets_in){r->plan.id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (!text_is(rows[i].indicator, "poor_household_rate") || !text_is(rows[i].unit, "bp") ||
            rows[i].value == DB_NULL)
            continue;
        int64_t allowed = rate_allowed(rate->denominator, rows[i].value);
        bool met = rate_meets(rate->numerator, rate->denominator, rows[i].value);
        int64_t gap = met ? allowed - rate->numerator : rate->numerator - allowed;
        struct text args[] = {plan_number_text(c, allowed), plan_number_text(c, gap)};
        plan_say(c, s, met ? "plan.say_met" : "plan.say_not_met", args, COUNT_OF(args));
    }
    return OK;
}

/* *ret_found false: no standard, no households counted or declared. */
static enum status rate_of(struct ctx *c, const char *kind, int64_t area, enum rate_state wanted, struct rate *ret,
                           bool *ret_found, struct error *err) {
    struct error none;
    error_clear(&none);
    enum status s = rate_compute(c, kind, area, c->today, wanted, RATE_COUNT_IF_NEEDED, ret, &none);
    *ret_found = s == OK && ret->denominator > 0 && ret->rate_millionths != DB_NULL;
    if (s == OK || s == E_NOT_FOUND)
        return OK;
    *err = none;
    return s;
}

/* The households behind a numerator. */
static void numerator_figure(struct ctx *c, const struct plan_report *r, struct value *s, const char *kind,
                             const struct rate *rate) {
    bool national = strcmp(kind, "national") == 0, later = rate->state == RATE_PROVISIONAL;
    const char *figure = national ? (later ? "rate-provisional-national" : "rate-in-force-national")
                                  : (later ? "rate-provisional-provincial" : "rate-in-force-provincial");
    struct text args[] = {tr(LANG_VI, national ? "plan.standard_national" : "plan.standard_provincial"),
                          tr(LANG_VI, later ? "plan.rate_provisional" : "plan.rate_in_force")};
    plan_figure(c, s, figure, tr_args(LANG_VI, c->arena, "plan.figure_poor", args, 2), rate->numerator, "",
                arena_fmt(c->arena, "/rate/households?standard=%s&area=%lld%s", kind, (long long)r->plan.area_id,
                          later ? "&state=provisional" : ""));
}

enum status plan_section_rate(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err) {
    static const char *const kinds[] = {"provincial", "national"};
    struct value *s = plan_section(c, sections, "plan.section_rate");
    struct value *said = (struct value *)value_get(s, T("paragraphs"));
    bool any = false;
    TRY(targets_in_words(c, r, s, err));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct rate now, later;
        bool found = false;
        TRY(rate_of(c, kinds[i], r->plan.area_id, RATE_IN_FORCE, &now, &found, err));
        if (!found)
            continue;
        any = true;
        value_add_text(said, rate_sentence(c, kinds[i], &now));
        numerator_figure(c, r, s, kinds[i], &now);
        if (i == 0)
            TRY(compare_target(c, r, &now, s, err));
        TRY(rate_of(c, kinds[i], r->plan.area_id, RATE_PROVISIONAL, &later, &found, err));
        if (found && later.state == RATE_PROVISIONAL && later.numerator != now.numerator) {
            value_add_text(said, rate_sentence(c, kinds[i], &later));
            numerator_figure(c, r, s, kinds[i], &later);
        }
    }
    if (!any)
        plan_say(c, s, "plan.no_figures", NULL, 0);
    return OK;
}

/* ---- movement and season */

static void table_head(struct value *section, const char *const *heads, size_t count) {
    struct value *head = value_set_list(section, "head");
    for (size_t i = 0; i < count; i++)
        value_add_text(head, tr(LANG_VI, heads[i]));
    (void)value_set_list(section, "rows");
}

static struct value *table_row(struct ctx *c, struct value *section, const char *key, const int64_t *numbers,
                               size_t count) {
    struct value *row = value_list(c->arena);
    value_add((struct value *)value_get(section, T("rows")), row);
    value_add_text(row, tr(LANG_VI, key));
    for (size_t i = 0; i < count; i++)
        value_add_text(row, plan_number_text(c, numbers[i]));
    return row;
}

/* Each line of the movement: which of the signed rows it counts, for poor and for near-poor; NULL: no such figure. */
static const struct {
    const char *key;
    size_t at;
    const char *poor, *near;
} movement_lines[] = {
    {"plan.move_started", offsetof(struct movement, started), "from=1&came=0", "from=2&came=0"},
    {"plan.move_escaped_to_near", offsetof(struct movement, escaped_to_near), "from=1&to=2", NULL},
    {"plan.move_escaped_above", offsetof(struct movement, escaped_above), "from=1&above=1", "from=2&above=1"},
    {"plan.move_became_poor", offsetof(struct movement, became_poor), NULL, "from=2&to=1"},
    {"plan.move_other_decrease", offsetof(struct movement, other_decrease), "from=1&to=-1", "from=2&to=-1"},
    {"plan.move_fallen_back", offsetof(struct movement, fallen_back), "from_not=1&to=1&fallen=1",
     "from=0&to=2&fallen=1"},
    {"plan.move_new_from_near", offsetof(struct movement, new_from_near), "from=2&to=1&fallen=0", NULL},
    {"plan.move_came_down", offsetof(struct movement, came_down), NULL, "from=1&to=2"},
    {"plan.move_new_other", offsetof(struct movement, new_other), "from=0&to=1&fallen=0", "from=0&to=2&fallen=0"},
    {"plan.move_other_increase", offsetof(struct movement, other_increase), "from=1&came=1", "from=2&came=1"},
    {"plan.move_ended", offsetof(struct movement, ended), "to=1", "to=2"},
};

static void movement_figure(struct ctx *c, const struct plan_report *r, const struct season *season, struct value *s,
                            size_t line, bool near_poor, int64_t households) {
    const char *query = near_poor ? movement_lines[line].near : movement_lines[line].poor;
    if (query == NULL || households == 0)
        return;
    struct text args[] = {tr(LANG_VI, movement_lines[line].key),
                          tr(LANG_VI, near_poor ? "plan.class_near_poor" : "plan.class_poor")};
    plan_figure(c, s, "movement-provincial", tr_args(LANG_VI, c->arena, "plan.figure_movement", args, 2), households,
                query,
                arena_fmt(c->arena, "/review/seasons/%lld/movement/households?standard=provincial&area=%lld",
                          (long long)season->id, (long long)r->plan.area_id));
}

enum status plan_section_movement(struct ctx *c, const struct plan_report *r, struct value *sections,
                                  struct error *err) {
    static const char *const heads[] = {"plan.movement", "plan.class_poor", "plan.class_near_poor"};
    struct value *s = plan_section(c, sections, "plan.section_movement");
    struct season season;
    struct movement_table t;
    bool found = false;
    TRY(season_current(c, c->today, &season, &found, err));
    if (!found) {
        plan_say(c, s, "plan.no_figures", NULL, 0);
        return OK;
    }
    TRY(review_movement(c, &season, r->plan.area_id, "provincial", ANY, ANY, &t, err));
    struct text args[] = {arena_fmt(c->arena, "%d", season.year), plan_day_text(c, season.start_on)};
    plan_say(c, s, "plan.say_movement", args, COUNT_OF(args));
    table_head(s, heads, COUNT_OF(heads));
    for (size_t i = 0; i < COUNT_OF(movement_lines); i++) {
        int64_t numbers[2];
        memcpy(&numbers[0], (const char *)&t.poor + movement_lines[i].at, sizeof(int64_t));
        memcpy(&numbers[1], (const char *)&t.near + movement_lines[i].at, sizeof(int64_t));
        if (numbers[0] != 0 || numbers[1] != 0 || i == 0 || i + 1 == COUNT_OF(movement_lines))
            (void)table_row(c, s, movement_lines[i].key, numbers, 2);
        movement_figure(c, r, &season, s, i, false, numbers[0]);
        movement_figure(c, r, &season, s, i, true, numbers[1]);
    }
    return OK;
}

/* How far a unit has come; sums of its communes. */
struct season_row {
    int64_t id;
    struct text name;
    int64_t units, listed, interviewed, agreed, posted, decided, refused, objections, late;
};

static void add_unit(struct season_row *r, const struct board_unit *u) {
    r->units++;
    r->listed += u->listed;
    r->interviewed += u->interviewed;
    r->agreed += u->agreed;
    r->posted += u->posted;
    r->decided += u->decided;
    r->refused += u->refused;
    r->objections += u->objections;
    r->late += u->late_days > 0;
}

/* One row a district, where there are several; the whole area last. */
static enum status season_rows(struct ctx *c, const struct plan_report *r, const struct season *season,
                               struct season_row **ret, size_t *ret_count, struct error *err) {
    struct board_unit *units;
    size_t count, n = 0;
    TRY(review_board(c, season, r->plan.area_id, true, &units, &count, err));
    struct season_row *rows = ARENA_ARRAY(c->arena, count + 2, struct season_row), all = {0};
    for (size_t i = 0; i < count; i++) {
        struct area unit, district = {.name = TEXT_NONE};
        TRY(area_get(c, units[i].id, c->today, &unit, err));
        bool itself = unit.level == AREA_DISTRICT;
        if (!itself)
            TRY(area_get(c, unit.parent_id, c->today, &district, err));
        int64_t id = itself ? unit.id : unit.parent_id;
        size_t k = 0;
        while (k < n && rows[k].id != id)
            k++;
        if (k == n)
            rows[n++] = (struct season_row){.id = id, .name = itself ? unit.name : district.name};
        add_unit(&rows[k], &units[i]);
        add_unit(&all, &units[i]);
    }
    all.name = tr(LANG_VI, "plan.season_all");
    if (n != 1)
        rows[n++] = all;
    *ret = rows;
    *ret_count = n;
    return OK;
}

static enum status season_progress(struct ctx *c, const struct plan_report *r, const struct season *season,
                                   struct value *s, struct error *err) {
    static const char *const heads[] = {"plan.season_place",      "plan.season_listed", "plan.season_interviewed",
                                        "plan.season_agreed",     "plan.season_posted", "plan.season_decided",
                                        "plan.season_objections", "plan.season_late"};
    struct season_row *rows;
    size_t count;
    TRY(season_rows(c, r, season, &rows, &count, err));
    if (count == 0)
        return OK;
    const struct season_row *all = &rows[count - 1];
    struct text args[] = {plan_number_text(c, all->listed), plan_number_text(c, all->interviewed),
                          plan_number_text(c, all->decided + all->refused), plan_number_text(c, all->late),
                          plan_number_text(c, all->units)};
    plan_say(c, s, "plan.say_season_progress", args, COUNT_OF(args));
    table_head(s, heads, COUNT_OF(heads));
    for (size_t i = 0; i < count; i++) {
        const int64_t numbers[] = {
            rows[i].listed,     rows[i].interviewed, rows[i].agreed, rows[i].posted, rows[i].decided + rows[i].refused,
            rows[i].objections, rows[i].late};
        struct value *row = value_list(c->arena);
        value_add((struct value *)value_get(s, T("rows")), row);
        value_add_text(row, rows[i].name);
        for (size_t k = 0; k < COUNT_OF(numbers); k++)
            value_add_text(row, plan_number_text(c, numbers[k]));
    }
    return OK;
}

enum status plan_section_season(struct ctx *c, const struct plan_report *r, struct value *sections, struct error *err) {
    struct value *s = plan_section(c, sections, "plan.section_season");
    struct season season;
    bool found = false;
    TRY(season_current(c, c->today, &season, &found, err));
    if (!found) {
        plan_say(c, s, "plan.no_figures", NULL, 0);
        return OK;
    }
    struct text args[] = {arena_fmt(c->arena, "%d", season.year), plan_day_text(c, season.starts_on),
                          plan_day_text(c, season.ends_on),
                          tr(LANG_VI, season.open ? "plan.season_open" : "plan.season_closed")};
    plan_say(c, s, "plan.say_season", args, COUNT_OF(args));
    return season_progress(c, r, &season, s, err);
}
