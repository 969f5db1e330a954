/* ansinh review board, ansinh review open: the season on the command line. */
#include "features/review/review_command.h"

#include "app/command.h"
#include "features/area/area.h"
#include "features/review/review_parts.h"

struct asked {
    struct command_args *a;
    struct season_plan plan;
    struct value *out;
};

/* --area: an official code or our own key; the province when it is not given. */
static enum status find_area(struct ctx *c, const struct command_args *a, int64_t *ret, struct error *err) {
    const char *given = a->get(a, "area");
    if (given == NULL)
        return area_by_key(c, "brvt/77", ret, err);
    return strchr(given, '/') != NULL ? area_by_key(c, given, ret, err)
                                      : area_by_code(c, text_of(given), c->today, ret, err);
}

static enum status number(const struct command_args *a, const char *name, int64_t otherwise, int64_t *ret,
                          struct error *err) {
    const char *given = a->get(a, name);
    *ret = otherwise;
    if (given != NULL && (!text_to_i64(text_of(given), ret) || *ret < 0))
        return fail(err, E_BAD_REQUEST, "review.cmd.bad_number", name);
    return OK;
}

/* ---- board */

const struct command_option review_board_options[2] = {{"season", "ID", "review.cmd.opt_season"},
                                                       {"area", "CODE", "review.cmd.opt_area"}};

static const char *const step_names[] = {"list", "interview", "meeting", "posting", "opinion", "decision"};
static const char *const state_names[] = {"todo", "doing", "done", "stuck"};

static void unit_out(struct value *list, const struct board_unit *u) {
    struct value *v = value_add_object(list);
    value_set_id(v, "id", u->id);
    value_set_text(v, "name", u->name);
    value_set_int(v, "listed", u->listed);
    value_set_int(v, "interviewed", u->interviewed);
    value_set_int(v, "agreed", u->agreed);
    value_set_int(v, "posting_ended", u->posting_ended);
    value_set_int(v, "opinion_given", u->opinion_given);
    value_set_int(v, "decided", u->decided + u->refused);
    value_set_int(v, "objections", u->objections);
    value_set_int(v, "late_days", u->late_days);
    for (int i = 0; i < BOARD_STEPS; i++)
        value_set_str(v, step_names[i], state_names[u->step[i]]);
}

static enum status fill_board(struct ctx *c, void *user, struct error *err) {
    struct asked *q = user;
    struct season s;
    struct area a;
    int64_t id, area;
    bool found = true;
    TRY(number(q->a, "season", 0, &id, err));
    TRY(find_area(c, q->a, &area, err));
    TRY(area_get(c, area, c->today, &a, err));
    if (id != 0)
        TRY(season_get(c, id, &s, err));
    else
        TRY(season_current(c, c->today, &s, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "review.no_season");
    struct board_unit *units;
    size_t count;
    TRY(review_board(c, &s, area, a.level < AREA_COMMUNE, &units, &count, err));
    value_set_id(q->out, "season", s.id);
    value_set_text(q->out, "name", season_name(c, &s));
    value_set_day(q->out, "today", c->today);
    value_set_day(q->out, "ends_on", s.ends_on);
    value_set_str(q->out, "state", s.open ? "open" : "closed");
    value_set_text(q->out, "area", a.name);
    struct value *list = value_set_list(q->out, "units");
    for (size_t i = 0; i < count; i++)
        unit_out(list, &units[i]);
    return OK;
}

static int64_t in(const struct value *v, const char *key) {
    return value_int(value_get(v, text_of(key)), 0);
}

/* A line a unit, counts of all: names last, because their width is not their number of bytes. */
static void print_board(const struct value *out) {
    const struct value *units = value_get(out, T("units"));
    struct text name = value_text(value_get(out, T("name"))), area = value_text(value_get(out, T("area")));
    (void)printf("%.*s, %.*s\n%s\n", FMT(name), FMT(area), tr(LANG_VI, "review.cmd.board_head").ptr);
    for (size_t i = 0; i < value_count(units); i++) {
        const struct value *u = value_at(units, i);
        struct text of = value_text(value_get(u, T("name")));
        (void)printf("%8lld %8lld %8lld %8lld %8lld %8lld %6lld %6lld  %.*s\n", (long long)in(u, "listed"),
                     (long long)in(u, "interviewed"), (long long)in(u, "agreed"), (long long)in(u, "posting_ended"),
                     (long long)in(u, "opinion_given"), (long long)in(u, "decided"), (long long)in(u, "objections"),
                     (long long)in(u, "late_days"), FMT(of));
    }
}

int review_board_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct asked q = {.a = a, .out = value_object(arena)};
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    if (ctx_read(&c, fill_board, &q, err) != OK)
        return err->status == E_BAD_REQUEST ? 2 : 1;
    if (a->json)
        command_print(a, q.out);
    else
        print_board(q.out);
    return 0;
}

/* ---- open */

const struct command_option review_open_options[6] = {{"kind", "KIND", "review.cmd.opt_kind"},
                                                      {"year", "YEAR", "review.cmd.opt_year"},
                                                      {"month", "MONTH", "review.cmd.opt_month"},
                                                      {"starts-on", "YYYY-MM-DD", "review.cmd.opt_starts_on"},
                                                      {"ends-on", "YYYY-MM-DD", "review.cmd.opt_ends_on"},
                                                      {"area", "CODE", "review.cmd.opt_area"}};

static enum status read_day(const struct command_args *a, const char *name, day_t *ret, struct error *err) {
    const char *given = a->get(a, name);
    *ret = DAY_NONE;
    if (given != NULL && !day_parse(text_of(given), ret))
        return fail(err, E_BAD_REQUEST, "review.cmd.bad_number", name);
    return OK;
}

static enum status read_plan(const struct command_args *a, day_t today, struct season_plan *ret, struct error *err) {
    static const char *const kinds[] = {"yearly", "general", "monthly", "average"};
    struct season_plan p = {.kind = a->get(a, "kind")};
    int64_t year, month;
    TRY(number(a, "year", day_year(today), &year, err));
    TRY(number(a, "month", 0, &month, err));
    TRY(read_day(a, "starts-on", &p.starts_on, err));
    TRY(read_day(a, "ends-on", &p.ends_on, err));
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        known = known || (p.kind != NULL && strcmp(p.kind, kinds[i]) == 0);
    if (!known)
        return fail(err, E_BAD_REQUEST, "review.cmd.bad_number", "kind");
    p.year = (int)year;
    p.month = (int)month;
    *ret = p;
    return OK;
}

static enum status open_one(struct ctx *c, void *user, struct error *err) {
    struct asked *q = user;
    int64_t id;
    TRY(read_plan(q->a, c->today, &q->plan, err));
    TRY(find_area(c, q->a, &q->plan.area_id, err));
    TRY(season_open(c, &q->plan, &id, err));
    struct season s;
    TRY(season_get(c, id, &s, err));
    value_set_id(q->out, "id", id);
    value_set_text(q->out, "name", season_name(c, &s));
    value_set_day(q->out, "starts_on", s.starts_on);
    value_set_day(q->out, "ends_on", s.ends_on);
    return OK;
}

int review_open_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct asked q = {.a = a, .out = value_object(arena)};
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    if (ctx_write(&c, open_one, &q, err) != OK)
        return err->status == E_BAD_REQUEST ? 2 : 1;
    command_print(a, q.out);
    return 0;
}
