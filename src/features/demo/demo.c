/* `ansinh demo`: an invented province (or commune) in an empty database. */
#include "features/demo/demo.h"

#include <stdio.h>

#include "app/command.h"
#include "app_queries.h"
#include "demo_queries.h"
#include "features/demo/demo_parts.h"
#include "features/household/household.h"
#include "features/system/system.h"

#define COMMUNE_AT_MOST 10000 /* so few households are one commune, not a thin province */
#define BATCH 6000            /* households of one transaction: some 110,000 rows */

/* ---- indexes */

static enum status take_indexes_down(struct ctx *c, struct text *ret_make, struct error *err) {
    struct demo_index_texts_row *rows;
    size_t count;
    AUTO_BUF drop, make;
    buf_init(&drop, 1u << 20);
    buf_init(&make, 1u << 20);
    TRY(demo_index_texts(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        buf_fmt(&drop, "DROP INDEX %.*s;\n", FMT(rows[i].name));
        buf_fmt(&make, "%.*s;\n", FMT(rows[i].sql));
    }
    *ret_make = arena_text(c->arena, buf_as_text(&make));
    buf_char(&drop, '\0');
    return count > 0 ? db_script(c->db, drop.ptr, err) : OK;
}

/* ---- households */

struct making {
    struct ctx *c;
    const struct demo_plan *plan;
    struct demo_map map;
    struct demo_words words;
    struct demo_score score;
    struct word_list causes;
    struct demo_fate *fates;
    struct demo_numbers *numbers;
    struct demo_writer *writer;
    int64_t *codes; /* numbers given so far, by commune */
    int64_t people, interviews;
};

static struct text draw_causes(struct arena *a, const struct word_list *causes, struct demo_rng *r) {
    struct text first = word_draw(causes, r), second = word_draw(causes, r);
    if (text_eq(first, second) || demo_chance(r, 350000))
        return first;
    return arena_fmt(a, "%.*s,%.*s", FMT(first), FMT(second));
}

static int64_t members_on(const struct demo_household *h, day_t on) {
    int64_t n = 0;
    for (size_t i = 0; i < h->people_count; i++)
        n += h->people[i].born <= on && (h->people[i].died_on == DAY_NONE || h->people[i].died_on > on);
    return n > 0 ? n : 1;
}

static bool on_list(uint8_t cls) {
    return cls == CLASS_POOR || cls == CLASS_NEAR_POOR;
}

/* In 2021 everybody; then who is on the managed list, and who asked. */
static bool is_held(const struct demo_path *p, size_t i) {
    return i == 0 || on_list(p->provincial[i - 1]) || on_list(p->national[i - 1]) || on_list(p->provincial[i]) ||
           on_list(p->national[i]) || p->asked[i];
}

/* An average living standard is not poor either. */
static bool came_out(const struct engine_result *got, uint8_t wanted) {
    return on_list(wanted) ? got->class_no == wanted : !on_list(got->class_no) && got->class_no != ENGINE_CANNOT_TELL;
}

static enum status make_interviews(struct making *m, struct arena *a, const struct demo_fate *fate, struct demo_rng *r,
                                   struct demo_household *h, struct error *err) {
    bool urban = m->map.communes[h->commune].urban;
    for (size_t i = 0; i < DEMO_SEASONS; i++) {
        struct demo_interview *v = &h->interviews[i];
        struct demo_season season = demo_season(i);
        v->held = is_held(h->path, i);
        if (!v->held)
            continue;
        v->id = demo_id(KIND_INTERVIEW, ++m->interviews);
        v->on = season.from + (day_t)demo_below(r, season.to - season.from + 1);
        v->members = members_on(h, v->on);
        struct demo_target target = demo_target_of(&m->score, fate, i, urban, r);
        TRY(demo_answer(&m->score, urban, v->members, &target, r, &v->a, err));
        bool listed =
            on_list(v->a.result[STANDARD_PROVINCIAL].class_no) || on_list(v->a.result[STANDARD_NATIONAL].class_no);
        v->causes = listed ? draw_causes(a, &m->causes, r) : TEXT_NONE;
        if (!came_out(&v->a.result[STANDARD_PROVINCIAL], h->path->provincial[i]) ||
            !came_out(&v->a.result[STANDARD_NATIONAL], h->path->national[i]))
            return fail_detail(err, E_INTERNAL, "demo.wrong_class", "path %d edge %d review %zu", fate->path,
                               fate->edge, i);
    }
    return OK;
}

static enum status make_household(struct making *m, struct arena *a, int64_t index, struct demo_household *h,
                                  struct error *err) {
    struct demo_rng r = demo_rng(m->plan, "household", index);
    const struct demo_fate *fate = &m->fates[index];
    *h = (struct demo_household){.id = demo_id(KIND_HOUSEHOLD, index + 1),
                                 .hamlet = fate->hamlet,
                                 .path = demo_path_of(fate),
                                 .from_hamlet = fate->hamlet};
    h->commune = m->map.hamlets[h->hamlet].commune;
    h->moved = fate->path == 0 && demo_chance(&r, 5000);
    if (h->moved) { /* mostly within the commune */
        const struct demo_commune *k = &m->map.communes[h->commune];
        size_t any = (size_t)demo_below(&r, (int64_t)m->map.hamlet_count);
        size_t near = k->first_hamlet + (size_t)demo_below(&r, (int64_t)k->hamlet_count);
        h->from_hamlet = demo_chance(&r, 300000) ? any : near;
        h->moved_on = day_of(2022, 1, 10) + (day_t)demo_below(&r, m->plan->day - day_of(2022, 2, 1));
        h->moved = h->from_hamlet != h->hamlet;
    }
    size_t origin = m->map.hamlets[h->from_hamlet].commune;
    h->code = arena_fmt(a, "%.*s-%06lld", FMT(m->map.communes[origin].code), (long long)++m->codes[origin]);
    demo_people_make(a, m->plan, &m->words, m->numbers, fate, &r, h);
    for (size_t i = 0; i < h->people_count; i++)
        h->people[i].id = demo_id(KIND_PERSON, ++m->people);
    return make_interviews(m, a, fate, &r, h, err);
}

static enum status make_all(struct making *m, struct db *db, bool quiet, struct error *err) {
    AUTO_ARENA arena = arena_new(512u << 20);
    for (int64_t from = 0; from < m->plan->households; from += BATCH) {
        int64_t left = m->plan->households - from;
        size_t count = (size_t)(left < BATCH ? left : BATCH);
        struct demo_household *list = ARENA_ARRAY(arena, count, struct demo_household);
        for (size_t i = 0; i < count; i++)
            TRY(make_household(m, arena, from + (int64_t)i, &list[i], err));
        TRY(demo_write(m->writer, db, arena, list, count, err));
        arena_reset(arena);
        if (!quiet)
            (void)fprintf(stderr, "\r%lld", (long long)(from + (int64_t)count));
    }
    if (!quiet)
        (void)fprintf(stderr, "\n");
    return OK;
}

static enum status prepare(struct ctx *c, void *user, struct error *err) {
    struct making *m = user;
    const struct demo_plan *plan = m->plan;
    struct app_mark_set_in mark = {true, plan->day, (int64_t)plan->seed, tr(LANG_VI, "demo.note")};
    TRY(app_mark_set(c->db, &mark, NULL, err));
    TRY(demo_words_load(c->arena, &m->words, err));
    struct tsv t;
    tsv_open(&t, "poverty_causes.tsv");
    while (tsv_next(&t))
        word_add(c->arena, &m->causes, tsv_text(&t, "code"), 1);
    TRY(setting_store(c, "scorecard", day_of(2021, 1, 1), T(SCORECARD_DEMO), tr(LANG_VI, "demo.source"), T("invented"),
                      err));
    TRY(demo_score_load(c, &m->score, err));
    TRY(demo_map_make(c, plan, &m->map, err));
    TRY(demo_fates(c->arena, plan, &m->map, &m->words, &m->fates, err));
    m->codes = ARENA_ARRAY(c->arena, m->map.commune_count, int64_t);
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "households", plan->households);
    value_set_int(diff, "seed", (int64_t)plan->seed);
    value_set_day(diff, "day", plan->day);
    audit_note(c, 0, "demo.make", "database", 0, diff);
    return OK;
}

struct finish {
    struct text indexes;
};
static enum status finish(struct ctx *c, void *user, struct error *err) {
    struct finish *f = user;
    TRY(db_script(c->db, arena_zstr(c->arena, f->indexes), err));
    TRY(household_search_rebuild(c, err));
    audit_note(c, 0, "demo.indexed", "database", 0, NULL);
    return OK;
}

static enum status demo_register(struct ctx *c, const struct demo_plan *plan, bool quiet, struct error *err) {
    AUTO_ARENA numbers = arena_new(64u << 20);
    AUTO_DB db = NULL;
    struct making m = {.c = c, .plan = plan, .numbers = demo_numbers_new(numbers)};
    TRY(ctx_write(c, prepare, &m, err));
    m.writer = demo_writer_new(c->arena, plan, &m.map, &m.score);
    TRY(db_take(c->app->pool, true, &db, err));
    struct finish f;
    TRY(db_begin_write(db, err));
    c->db = db;
    enum status s = take_indexes_down(c, &f.indexes, err);
    c->db = NULL;
    TRY(s);
    TRY(db_commit(db, err));
    TRY(make_all(&m, db, quiet, err));
    db_give(db);
    db = NULL;
    TRY(ctx_write(c, finish, &f, err));
    TRY(db_take(c->app->pool, true, &db, err));
    return db_script(db, db_kind(db) == DB_SQLITE ? "ANALYZE" : "VACUUM ANALYZE", err);
}

/* ---- the command */

static enum status refuse_unless_empty(struct ctx *c, struct error *err) {
    AUTO_DB db = NULL;
    struct demo_present_row row;
    bool found = false;
    TRY(db_take(c->app->pool, false, &db, err));
    TRY(demo_present(db, c->arena, &row, &found, err));
    return row.households == 0 ? OK : fail(err, E_CONFLICT, "demo.not_empty");
}

static enum status run_stages(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    for (int order = 1; order <= 99; order++)
        for (const struct feature *const *f = features; *f != NULL; f++)
            if ((*f)->demo != NULL && (*f)->demo_order == order)
                TRY((*f)->demo(c, plan, err));
    return OK;
}

/* A stage plays its steps on days of the past, and brings the present state of the households it touches up to those
 * days. Births and moves of later days are then missing from it: once all is played, those are brought up to the
 * day of the database. */
#define SETTLE_BATCH 500
struct settling {
    const struct demo_touched_row *rows;
    size_t count;
};

static enum status settle_some(struct ctx *c, void *user, struct error *err) {
    const struct settling *s = user;
    for (size_t i = 0; i < s->count; i++)
        TRY(household_refresh(c, s->rows[i].household_id, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "households", (int64_t)s->count);
    audit_note(c, 0, "demo.settle", "household", 0, diff);
    return OK;
}

static enum status settle(struct ctx *c, struct error *err) {
    struct demo_touched_row *rows;
    size_t count;
    {
        AUTO_DB db = NULL;
        TRY(db_take(c->app->pool, false, &db, err));
        TRY(demo_touched(db, c->arena, &rows, &count, err));
    }
    for (size_t i = 0; i < count; i += SETTLE_BATCH) {
        struct settling some = {rows + i, count - i < SETTLE_BATCH ? count - i : SETTLE_BATCH};
        TRY(ctx_write(c, settle_some, &some, err));
    }
    return OK;
}

static enum status number(const struct command_args *a, const char *name, int64_t otherwise, int64_t most, int64_t *ret,
                          struct error *err) {
    const char *v = a->get(a, name);
    *ret = otherwise;
    if (v != NULL && (!text_to_i64(text_of(v), ret) || *ret < 0 || *ret > most))
        return fail(err, E_BAD_REQUEST, "demo.bad_number", name);
    return OK;
}

static enum status read_plan(const struct command_args *a, struct demo_plan *ret, struct error *err) {
    struct demo_plan p = {.day = day_of(2024, 11, 25)};
    int64_t seed;
    p.commune = text_of(a->get(a, "commune"));
    TRY(number(a, "households", p.commune.len > 0 ? 4000 : 322000, 30000000, &p.households, err));
    TRY(number(a, "seed", 1, INT64_MAX, &seed, err));
    if (p.commune.len == 0 && p.households <= COMMUNE_AT_MOST)
        p.commune = T(DEMO_COMMUNE);
    bool commune = p.commune.len > 0; /* 60 and 90 among 4,000, fewer among fewer */
    TRY(number(a, "national-poor", commune ? p.households * 60 / 4000 : 0, 100000, &p.national_poor, err));
    TRY(number(a, "national-near", commune ? p.households * 90 / 4000 : 0, 100000, &p.national_near, err));
    p.seed = (uint64_t)seed;
    const char *day = a->get(a, "day");
    if (day != NULL && (!day_parse(text_of(day), &p.day) || p.day < day_of(2024, 1, 1)))
        return fail(err, E_BAD_REQUEST, "demo.bad_number", "day");
    if (p.households < 100)
        return fail(err, E_BAD_REQUEST, "demo.bad_number", "households");
    *ret = p;
    return OK;
}

static enum status make_in_order(struct ctx *c, const struct demo_plan *plan, bool quiet, struct error *err) {
    TRY(refuse_unless_empty(c, err));
    TRY(system_load_data(c, quiet, err));
    TRY(demo_register(c, plan, quiet, err));
    TRY(demo_accounts(c, plan, quiet, err));
    TRY(run_stages(c, plan, err));
    return settle(c, err);
}

enum status demo_make(struct app *app, struct arena *arena, const struct demo_plan *plan, bool quiet,
                      struct error *err) {
    struct app playing = *app;
    playing.clock.fixed_day = plan->day; /* what is written on the way plays on that day too */
    playing.clock.still = true;
    playing.demo = true;
    struct ctx c;
    ctx_init_system(&c, &playing, arena, NULL);
    id_play_from(clock_now(&playing.clock));
    db_pool_relax(app->pool, true); /* four thousand commits; what is lost with the machine is made again */
    enum status s = make_in_order(&c, plan, quiet, err);
    db_pool_relax(app->pool, false);
    id_play_from(0);
    return s;
}

static enum status set_day(struct ctx *c, void *user, struct error *err) {
    const struct demo_plan *plan = user;
    TRY(app_mark_set(c->db, &(struct app_mark_set_in){true, plan->day, (int64_t)plan->seed, tr(LANG_VI, "demo.note")},
                     NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "day", plan->day);
    audit_note(c, 0, "demo.through", "database", 0, diff);
    return OK;
}

/* Which day the demonstration stands at, and its seed. */
static enum status read_mark(struct app *app, struct arena *arena, struct demo_mark_row *ret, struct error *err) {
    AUTO_DB db = NULL;
    bool found = false;
    TRY(db_take(app->pool, false, &db, err));
    TRY(demo_mark(db, arena, ret, &found, err));
    return found && ret->demo && ret->fixed_day != DAY_NONE ? OK : fail(err, E_CONFLICT, "demo.not_a_demo");
}

enum status demo_play_through(struct app *app, struct arena *arena, day_t day, struct error *err) {
    struct demo_mark_row mark;
    TRY(read_mark(app, arena, &mark, err));
    if (day < mark.fixed_day)
        return fail(err, E_CONFLICT, "demo.later_already");
    struct demo_plan plan = {.seed = mark.seed == DB_NULL ? 1 : (uint64_t)mark.seed, .day = day};
    struct app playing = *app;
    playing.clock.fixed_day = day;
    playing.clock.still = true;
    playing.demo = true;
    struct ctx c;
    ctx_init_system(&c, &playing, arena, NULL);
    id_play_from(clock_now(&playing.clock));
    enum status s = OK;
    for (const struct feature *const *f = features; *f != NULL && s == OK; f++)
        if ((*f)->demo_through != NULL)
            s = (*f)->demo_through(&c, &plan, err);
    if (s == OK)
        s = settle(&c, err);
    if (s == OK)
        s = ctx_write(&c, set_day, &plan, err);
    id_play_from(0);
    return s;
}

/* --through: an empty database is made and played up to that day, a demonstration is played on. */
static enum status make_or_play(struct command_args *a, struct arena *arena, struct demo_plan *plan,
                                struct error *err) {
    const char *through = a->get(a, "through");
    if (through != NULL && (!day_parse(text_of(through), &plan->day) || plan->day < day_of(2024, 1, 1)))
        return fail(err, E_BAD_REQUEST, "demo.bad_number", "through");
    if (through == NULL)
        return demo_make(a->app, arena, plan, a->json, err);
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    enum status s = refuse_unless_empty(&c, err);
    if (s != E_CONFLICT)
        return s == OK ? demo_make(a->app, arena, plan, a->json, err) : s;
    error_clear(err);
    plan->households = 0; /* none made */
    return demo_play_through(a->app, arena, plan->day, err);
}

static int demo_command(struct command_args *a, struct arena *arena, struct error *err) {
    struct demo_plan plan;
    if (read_plan(a, &plan, err) != OK)
        return 2;
    if (make_or_play(a, arena, &plan, err) != OK)
        return 1;
    struct value *v = value_object(arena);
    if (plan.households > 0) {
        value_set_int(v, "households", plan.households);
        value_set_int(v, "seed", (int64_t)plan.seed);
    }
    value_set_day(v, "day", plan.day);
    command_print(a, v);
    return 0;
}

static const struct command_option options[] = {
    {"households", "N", "demo.opt.households"},
    {"seed", "S", "demo.opt.seed"},
    {"day", "YYYY-MM-DD", "demo.opt.day"},
    {"through", "YYYY-MM-DD", "demo.opt.through"},
    {"commune", "CODE", "demo.opt.commune"},
    {"national-poor", "N", "demo.opt.national_poor"},
    {"national-near", "N", "demo.opt.national_near"},
};
static const struct command commands[] = {
    {"demo", "demo.cmd", NULL, options, COUNT_OF(options), true, demo_command},
    {"demo accounts", "demo.cmd_accounts", NULL, NULL, 0, true, demo_accounts_print},
};

const struct feature demo_feature = {
    .name = "demo",
    FEATURE_ROWS(command, commands),
};
