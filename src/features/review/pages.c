/* What the pages of the review share: head, forms, the board and the seasons. */
#include "features/review/pages.h"

struct text season_path(struct ctx *c, const struct season *s, const char *fmt, ...) {
    char path[300];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(path, sizeof path, fmt, ap);
    va_end(ap);
    return arena_fmt(c->arena, "%s?season=%lld", path, (long long)s->id);
}

enum status page_head(struct ctx *c, const struct season *s, int64_t area_id, const char *step, struct value *out,
                      struct error *err) {
    season_describe(c, s, out);
    struct value *crumbs = value_list(c->arena);
    struct value *first = value_add_object(crumbs);
    value_set_text(first, "label", season_name(c, s));
    value_set_text(first, "href", season_path(c, s, "/review"));
    if (area_id != 0) {
        struct area *path;
        size_t count;
        TRY(area_path(c, area_id, c->today, &path, &count, err));
        for (size_t i = count; i-- > 0;) {
            bool commune = path[i].level == AREA_COMMUNE || (i == 0 && path[i].level == AREA_DISTRICT);
            if (path[i].level == AREA_PROVINCE || (!commune && path[i].level == AREA_DISTRICT && i > 1))
                continue;
            if (c->user.scope.level != DB_SCOPE_ALL && path[i].level < c->user.scope.level)
                continue; /* above one's own area there is nothing to open */
            struct value *link = value_add_object(crumbs);
            value_set_text(link, "label", path[i].name);
            value_set_text(
                link, "href",
                path[i].level == AREA_HAMLET ? season_path(c, s, "/review/hamlets/%lld", (long long)path[i].id)
                : commune
                    ? season_path(c, s, "/review/communes/%lld", (long long)path[i].id)
                    : arena_fmt(c->arena, "/review?season=%lld&area=%lld", (long long)s->id, (long long)path[i].id));
        }
        value_set_text(out, "place", area_path_name(c, path, count));
    }
    value_set_page(out, "crumbs", crumbs);
    return steps_panel(c, s, area_id, step, out, err);
}

void page_form(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
               bool possible, struct text action, const struct value *current) {
    if (!possible || !user_may(&c->user, permission))
        return;
    bool sent = c->form != NULL && c->form->form == f && c->req != NULL && app_is_write(c->req->method);
    struct value *form = form_view(c, f, sent ? c->form : NULL, current, NULL);
    value_set_text(form, "action", action);
    value_set_page(out, member, form);
}

/* ---- the board */

static const char *const step_words[] = {"review.step.list",    "review.step.interview", "review.step.meeting",
                                         "review.step.posting", "review.step.opinion",   "review.step.decision"};
static const char *const board_words[] = {"review.cell.state.todo", "review.cell.state.doing", "review.cell.state.done",
                                          "review.cell.state.stuck"};

static struct text vn_day(struct ctx *c, day_t d) {
    char t[11];
    day_vn(d, t);
    return arena_text(c->arena, text_of(t));
}

static struct text counted(struct ctx *c, int64_t n, int64_t all) {
    return arena_fmt(c->arena, "%lld/%lld", (long long)n, (long long)all);
}

/* The count that a cell shows; TEXT_NONE: the state's own word. */
static struct text cell_text(struct ctx *c, const struct board_unit *u, int step) {
    switch (step) {
    case BOARD_LIST:
        return tr_args(c->lang, c->arena, "review.board.households",
                       (struct text[]){arena_fmt(c->arena, "%lld", (long long)u->listed)}, 1);
    case BOARD_INTERVIEW:
        return counted(c, u->interviewed, u->listed);
    case BOARD_MEETING:
        return u->step[step] == BOARD_TODO ? TEXT_NONE : counted(c, u->agreed, u->listed);
    case BOARD_POSTING:
        if (u->objections > 0)
            return tr_args(c->lang, c->arena, "review.board.objections",
                           (struct text[]){arena_fmt(c->arena, "%lld", (long long)u->objections)}, 1);
        return u->step[step] == BOARD_TODO ? TEXT_NONE : counted(c, u->posting_ended, u->posted);
    case BOARD_OPINION:
        return u->step[step] == BOARD_TODO ? TEXT_NONE : counted(c, u->opinion_given, u->listed);
    default:
        return u->step[step] == BOARD_TODO ? TEXT_NONE : counted(c, u->decided + u->refused, u->listed);
    }
}

static struct text cell_sub(struct ctx *c, const struct board_unit *u, int step) {
    struct text args[3];
    if (step == BOARD_MEETING && u->again > 0) {
        args[0] = arena_fmt(c->arena, "%lld", (long long)u->again);
        return tr_args(c->lang, c->arena, "review.board.again", args, 1);
    }
    if (u->day[step] == DAY_NONE)
        return TEXT_NONE;
    args[0] = vn_day(c, u->day[step]);
    const char *key = step == BOARD_MEETING && u->step[step] == BOARD_TODO   ? "review.board.planned"
                      : step == BOARD_POSTING                                ? "review.board.posted_until"
                      : step == BOARD_OPINION && u->step[step] != BOARD_DONE ? "review.board.due"
                      : step == BOARD_LIST                                   ? "review.board.closed_on"
                                                                             : NULL;
    return key ? tr_args(c->lang, c->arena, key, args, 1) : args[0];
}

static void board_cell(struct ctx *c, const struct board_unit *u, int step, struct value *cells) {
    struct value *v = value_add_object(cells);
    value_set_word(v, "state", board_words[u->step[step]]);
    value_set_text(v, "text", cell_text(c, u, step));
    value_set_text(v, "sub", cell_sub(c, u, step));
    if (u->step[step] == BOARD_STUCK)
        value_set_str(v, "tone", "warn");
    if (step == BOARD_INTERVIEW && u->step[step] == BOARD_DOING) {
        value_set_int(v, "done", u->interviewed);
        value_set_int(v, "total", u->listed);
    }
}

static void board_sum(struct ctx *c, const struct board_unit *list, size_t count, struct value *out) {
    int64_t sums[BOARD_STEPS] = {0}, listed = 0, objections = 0;
    for (size_t i = 0; i < count; i++) {
        const struct board_unit *u = &list[i];
        int64_t here[] = {u->listed,        u->interviewed,   u->agreed,
                          u->posting_ended, u->opinion_given, u->decided + u->refused};
        for (int k = 0; k < BOARD_STEPS; k++)
            sums[k] += here[k];
        listed += u->listed;
        objections += u->objections;
    }
    struct value *totals = value_object(c->arena);
    value_set_word(totals, "label", "review.board.total");
    struct value *cells = value_set_list(totals, "cells");
    for (int k = 0; k < BOARD_STEPS; k++)
        value_add_text(cells, k == 0 ? arena_fmt(c->arena, "%lld", (long long)listed) : counted(c, sums[k], listed));
    value_add_text(cells, arena_fmt(c->arena, "%lld", (long long)objections));
    value_add_text(cells, T(""));
    value_set(out, "totals", totals);
}

static void board_fill(struct ctx *c, const struct season *s, const struct board_unit *list, size_t count,
                       bool by_commune, struct value *out) {
    struct value *board = value_set_object(out, "board");
    value_set_word(board, "head", by_commune ? "review.board.commune" : "review.board.hamlet");
    value_set_word(board, "caption", "review.board.caption");
    struct value *columns = value_set_list(board, "columns");
    for (int k = 0; k < BOARD_STEPS; k++)
        value_set_word(value_add_object(columns), "label", step_words[k]);
    struct value *o = value_add_object(columns), *l = value_add_object(columns);
    value_set_word(o, "label", "review.board.objection_count");
    value_set_bool(o, "number", true);
    value_set_word(l, "label", "review.board.late");
    value_set_bool(l, "number", true);
    struct value *rows = value_set_list(board, "rows");
    for (size_t i = 0; i < count; i++) {
        const struct board_unit *u = &list[i];
        struct value *row = value_add_object(rows);
        value_set_id(row, "id", u->id);
        value_set_text(row, "label", u->name);
        value_set_text(
            row, "href",
            season_path(c, s, by_commune ? "/review/communes/%lld" : "/review/hamlets/%lld", (long long)u->id));
        struct value *cells = value_set_list(row, "cells");
        for (int k = 0; k < BOARD_STEPS; k++)
            board_cell(c, u, k, cells);
        value_set_int(value_add_object(cells), "value", u->objections ? u->objections : DB_NULL);
        value_set_int(value_add_object(cells), "value", u->late_days ? u->late_days : DB_NULL);
    }
    board_sum(c, list, count, board);
}

static void add_task(struct value **group, struct value *groups, const char *title, const char *tone, struct text text,
                     struct text sub, struct text href) {
    if (*group == NULL) {
        struct value *g = value_add_object(groups);
        value_set_word(g, "title", title);
        value_set_str(g, "tone", tone);
        *group = value_set_list(g, "items");
    }
    struct value *item = value_add_object(*group);
    value_set_text(item, "title", text);
    value_set_text(item, "sub", sub);
    value_set_text(item, "href", href);
}

#define TASKS_SHOWN 8
static enum status tasks_fill(struct ctx *c, const struct season *s, int64_t area_id, const struct board_unit *list,
                              size_t count, struct value *out, struct error *err) {
    struct board_objections_row *open;
    size_t n;
    TRY(board_objections(c->db, &(struct board_objections_in){s->id, area_id, c->today}, c->arena, &open, &n, err));
    struct value *groups = value_set_list(out, "tasks"), *late = NULL, *now = NULL;
    for (size_t i = 0; i < n && i < TASKS_SHOWN; i++) {
        bool over = open[i].due_on != DAY_NONE && open[i].due_on < c->today;
        struct text args[] = {open[i].head_name, open[i].hamlet_name,
                              open[i].due_on == DAY_NONE ? T("–") : vn_day(c, open[i].due_on)};
        add_task(over ? &late : &now, groups, over ? "review.tasks.late" : "review.tasks.now", over ? "warn" : NULL,
                 tr_args(c->lang, c->arena, "review.tasks.recheck", args, 1),
                 tr_args(c->lang, c->arena, "review.tasks.recheck_sub", args, 3),
                 arena_fmt(c->arena, "/review/objections/%lld", (long long)open[i].id));
    }
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < TASKS_SHOWN; i++) {
        const struct board_unit *u = &list[i];
        const char *what = u->late_days > 0                                                ? "review.tasks.hamlet_late"
                           : u->again > 0                                                  ? "review.tasks.meet_again"
                           : u->step[BOARD_MEETING] == BOARD_DONE && u->posted < u->agreed ? "review.tasks.post"
                           : u->step[BOARD_INTERVIEW] == BOARD_DONE && u->step[BOARD_MEETING] == BOARD_TODO
                               ? "review.tasks.meet"
                               : NULL;
        if (what == NULL)
            continue;
        shown++;
        struct text args[] = {u->name, arena_fmt(c->arena, "%lld", (long long)u->late_days)};
        bool over = u->late_days > 0;
        add_task(
            over ? &late : &now, groups, over ? "review.tasks.late" : "review.tasks.now", over ? "warn" : NULL,
            tr_args(c->lang, c->arena, what, args, 2), TEXT_NONE,
            season_path(c, s, u->hamlets > 1 ? "/review/communes/%lld" : "/review/hamlets/%lld", (long long)u->id));
    }
    return OK;
}

/* ?area= within one's scope, else one's own area; the province for who sees everything. */
static enum status area_asked(struct ctx *c, const struct season *s, struct area *ret, struct error *err) {
    struct text t = ctx_query(c, "area");
    int64_t id = c->user.scope.level == DB_SCOPE_ALL || c->user.scope.area_id == 0 ? s->area_id : c->user.scope.area_id;
    if (t.ptr != NULL && t.len > 0) {
        if (!text_to_i64(t, &id))
            return fail(err, E_NOT_FOUND, "http.not_found");
        TRY(ctx_require_area(c, id, err));
    }
    return area_get(c, id, c->today, ret, err);
}

enum status review_board_get(struct ctx *c, struct value *out, struct error *err) {
    struct season s;
    bool found = true;
    if (ctx_query(c, "season").ptr != NULL)
        TRY(season_asked(c, &s, err));
    else
        TRY(season_current(c, c->today, &s, &found, err));
    value_set_bool(out, "may_open", user_may(&c->user, "review.open"));
    if (!found)
        return OK;
    season_describe(c, &s, out);
    struct area a, *communes;
    size_t commune_count, count;
    TRY(area_asked(c, &s, &a, err));
    TRY(area_communes(c, a.id, c->today, &communes, &commune_count, err));
    bool by_commune = a.level < AREA_COMMUNE && !(commune_count == 1 && communes[0].id == a.id);
    struct board_unit *list;
    TRY(review_board(c, &s, a.id, by_commune, &list, &count, err));
    value_set_id(out, "area_id", a.id);
    value_set_text(out, "area", a.name);
    board_fill(c, &s, list, count, by_commune, out);
    TRY(tasks_fill(c, &s, a.id, list, count, out, err));
    value_set_int(out, "span", s.ends_on - s.starts_on);
    value_set_int(out, "passed", c->today > s.ends_on ? s.ends_on - s.starts_on : c->today - s.starts_on);
    if (a.level == AREA_COMMUNE || (!by_commune && a.level == AREA_DISTRICT))
        value_set_text(out, "commune_href", season_path(c, &s, "/review/communes/%lld", (long long)a.id));
    return OK;
}

/* The same tasks on the first page of who has them. */
enum status review_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    if (!user_may(&c->user, "review.read"))
        return OK;
    struct value *board = value_object(c->arena);
    TRY(review_board_get(c, board, err));
    const struct value *groups = value_get(board, T("tasks"));
    for (size_t i = 0; i < value_count(groups); i++) {
        const struct value *group = value_at(groups, i), *tasks = value_get(group, T("items"));
        struct value *list = value_add_object(work);
        value_share(list, "title", value_get(group, T("title")));
        struct value *items = value_set_list(list, "items");
        for (size_t k = 0; k < value_count(tasks); k++) {
            struct value *item = value_add_object(items);
            value_share(item, "text", value_get(value_at(tasks, k), T("title")));
            value_share(item, "href", value_get(value_at(tasks, k), T("href")));
            value_share(item, "tone", value_get(group, T("tone")));
        }
    }
    return OK;
}

/* ---- seasons */

static void season_row(struct ctx *c, const void *row, struct value *item) {
    const struct season_list_row *r = row;
    struct season s = {.kind = r->kind, .year = (int)r->year, .month = (int)r->month};
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", season_name(c, &s));
    value_set_word(item, "kind", word_of(c, "review.kind.", r->kind));
    value_set_day(item, "starts_on", r->starts_on);
    value_set_day(item, "ends_on", r->ends_on);
    value_set_word(item, "state", word_of(c, "review.season_state.", r->state));
    value_set_int(item, "households", r->households);
    value_set_int(item, "decided", r->decided);
}
static const struct list_column season_columns[] = {
    {.key = "name", .label = "review.season", .href = "/review/seasons/{id}", .type = V_TEXT},
    {.key = "kind", .label = "review.season_kind", .type = V_WORD},
    {.key = "starts_on", .label = "review.starts_on", .sort = "newest", .type = V_DAY},
    {.key = "ends_on", .label = "review.ends_on", .type = V_DAY},
    {.key = "state", .label = "review.season_is", .type = V_WORD},
    {.key = "households", .label = "review.households", .number = true, .type = V_INT},
    {.key = "decided", .label = "review.decided_count", .number = true, .type = V_INT},
};
const struct list_def season_list_def = {.name = "seasons",
                                         .stmt = &season_list_stmt,
                                         .columns = season_columns,
                                         .column_count = COUNT_OF(season_columns),
                                         .row = season_row,
                                         .row_href = "/review/seasons/{id}",
                                         .empty = "review.no_season",
                                         .file_name = "dot-ra-soat"};

static const struct choice kinds[] = {{"yearly", "review.kind.yearly", 0},
                                      {"general", "review.kind.general", 0},
                                      {"monthly", "review.kind.monthly", 0},
                                      {"average", "review.kind.average", 0}};
static const struct field season_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "review.season_kind",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "year", .type = F_INT, .required = true, .label = "review.year", .min = 2021, .max = 2100},
    {.name = "month", .type = F_INT, .label = "review.month", .min = 1, .max = 12, .help = "review.month_help"},
    {.name = "starts_on", .type = F_DAY, .label = "review.starts_on", .help = "review.dates_help"},
    {.name = "ends_on", .type = F_DAY, .label = "review.ends_on"},
    {.name = "note", .type = F_LONG, .label = "review.note"},
};
const struct form season_form = {"season", season_fields, COUNT_OF(season_fields)};

enum status review_seasons_get(struct ctx *c, struct value *out, struct error *err) {
    page_form(c, out, "form", &season_form, "review.open", true, T("/review/seasons"), NULL);
    return list_answer(c, &season_list_def, NULL, NULL, 0, out, err);
}

enum status review_season_open_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t province = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_ALL)
        TRY(area_by_key(c, "brvt/77", &province, err));
    const char *kind = arena_zstr(c->arena, form_text(c->form, "kind"));
    bool monthly = strcmp(kind, "monthly") == 0 || strcmp(kind, "average") == 0;
    struct season_plan p = {.kind = kind,
                            .year = (int)form_int(c->form, "year", 0),
                            .month = monthly ? (int)form_int(c->form, "month", 0) : 0,
                            .area_id = province,
                            .starts_on = form_day(c->form, "starts_on"),
                            .ends_on = form_day(c->form, "ends_on"),
                            .note = form_text(c->form, "note")};
    int64_t id;
    TRY(season_open(c, &p, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.opened", "/review/seasons/%lld", (long long)id);
    return OK;
}
