/* From households to rows: one batch of some thousand households is written table by table, each by one bulk load, in
 * one transaction. Ids grow with the rows, so that the tables fill at their ends. */
#include "features/demo/demo_parts.h"

struct demo_writer {
    const struct demo_plan *plan;
    const struct demo_map *map;
    const struct demo_score *score;
    int64_t versions, person_versions, memberships, events, classes;
    instant_t start; /* when the register was taken over */
};

struct demo_writer *demo_writer_new(struct arena *a, const struct demo_plan *plan, const struct demo_map *map,
                                    const struct demo_score *score) {
    struct demo_writer *w = ARENA_NEW(a, struct demo_writer);
    *w = (struct demo_writer){.plan = plan, .map = map, .score = score};
    return w;
}

#define MS_PER_DAY 86400000
static instant_t noon(day_t d) {
    return (instant_t)d * MS_PER_DAY + 5 * 3600000; /* 12:00 in Viet Nam */
}

/* Each person's events have an instant of their own, as they have when they are entered one by one. */
static instant_t moment(const struct demo_household *h, const struct demo_person *p, day_t d) {
    return noon(d) + 1 + (p - h->people);
}

/* One load: the batch's households one after the other. */
struct load {
    struct demo_writer *w;
    struct db_bulk *b;
    struct arena *a;
};
typedef enum status (*load_fn)(struct load *l, const struct demo_household *h, struct error *err);

static enum status run_load(struct demo_writer *w, struct db *db, struct arena *a, const char *table,
                            const char *const *columns, size_t column_count, load_fn fn,
                            const struct demo_household *list, size_t count, struct error *err) {
    struct load l = {.w = w, .a = a};
    TRY(db_bulk_begin(db, table, columns, column_count, &l.b, err));
    enum status s = OK;
    for (size_t i = 0; s == OK && i < count; i++)
        s = fn(&l, &list[i], err);
    enum status ended = db_bulk_end(&l.b, err);
    return s != OK ? s : ended;
}

/* ---- households */

static const char *const household_columns[] = {"id", "code", "created_on"};
static enum status put_household(struct load *l, const struct demo_household *h, struct error *err) {
    db_bulk_int(l->b, h->id);
    db_bulk_text(l->b, h->code);
    db_bulk_day(l->b, demo_register_start());
    return db_bulk_row(l->b, err);
}

static const char *const version_columns[] = {
    "id",        "household_id", "valid_from",     "valid_to", "recorded_at", "superseded_at",
    "hamlet_id", "address",      "head_person_id", "status",   "event",       "account_id"};
struct version {
    day_t from, to;
    instant_t recorded, superseded;
    size_t hamlet;
    const char *event;
};
static enum status put_version(struct load *l, const struct demo_household *h, struct version v, struct error *err) {
    db_bulk_int(l->b, demo_id(KIND_HOUSEHOLD_VERSION, ++l->w->versions));
    db_bulk_int(l->b, h->id);
    db_bulk_day(l->b, v.from);
    db_bulk_day(l->b, v.to);
    db_bulk_int(l->b, v.recorded);
    db_bulk_int(l->b, v.superseded);
    db_bulk_int(l->b, l->w->map->hamlets[v.hamlet].id);
    db_bulk_text(l->b, h->address);
    db_bulk_int(l->b, h->people[0].id);
    db_bulk_int(l->b, HOUSEHOLD_RESIDENT);
    db_bulk_text(l->b, text_of(v.event));
    db_bulk_int(l->b, DEMO_ACCOUNT);
    return db_bulk_row(l->b, err);
}

/* As the events write them: a move replaces the open row by a closed one and a new one. */
static enum status put_versions(struct load *l, const struct demo_household *h, struct error *err) {
    day_t start = demo_register_start();
    instant_t then = noon(start), moved = noon(h->moved_on);
    if (!h->moved)
        return put_version(l, h, (struct version){start, DAY_FOREVER, then, INSTANT_OPEN, h->hamlet, "created"}, err);
    TRY(put_version(l, h, (struct version){start, DAY_FOREVER, then, moved, h->from_hamlet, "created"}, err));
    TRY(put_version(l, h, (struct version){start, h->moved_on, moved, INSTANT_OPEN, h->from_hamlet, "created"}, err));
    return put_version(l, h, (struct version){h->moved_on, DAY_FOREVER, moved, INSTANT_OPEN, h->hamlet, "moved"}, err);
}

/* ---- people */

static const char *const person_columns[] = {"id"};
static enum status put_people(struct load *l, const struct demo_household *h, struct error *err) {
    for (size_t i = 0; i < h->people_count; i++) {
        db_bulk_int(l->b, h->people[i].id);
        TRY(db_bulk_row(l->b, err));
    }
    return OK;
}

static const char *const person_version_columns[] = {
    "id",  "person_id", "valid_from",     "valid_to", "recorded_at", "superseded_at",   "full_name", "name_fold",
    "sex", "born_on",   "born_precision", "died_on",  "ethnicity",   "personal_number", "event",     "account_id"};
struct span {
    day_t from, to;
    instant_t recorded, superseded;
    const char *event;
    const char *out; /* event_out of memberships */
};
static enum status put_person_version(struct load *l, const struct demo_person *p, struct span v, day_t died,
                                      struct error *err) {
    db_bulk_int(l->b, demo_id(KIND_PERSON_VERSION, ++l->w->person_versions));
    db_bulk_int(l->b, p->id);
    db_bulk_day(l->b, v.from);
    db_bulk_day(l->b, v.to);
    db_bulk_int(l->b, v.recorded);
    db_bulk_int(l->b, v.superseded);
    db_bulk_text(l->b, p->name);
    db_bulk_text(l->b, p->fold);
    db_bulk_int(l->b, p->sex);
    db_bulk_day(l->b, p->born);
    db_bulk_int(l->b, p->precision);
    db_bulk_day(l->b, died);
    db_bulk_text(l->b, p->ethnicity);
    db_bulk_text(l->b, p->number);
    db_bulk_text(l->b, text_of(v.event));
    db_bulk_int(l->b, DEMO_ACCOUNT);
    return db_bulk_row(l->b, err);
}

static const char *arrival(const struct demo_person *p) {
    return p->since > demo_register_start() ? "birth" : "initial";
}

static enum status put_person_versions(struct load *l, const struct demo_household *h, struct error *err) {
    for (size_t i = 0; i < h->people_count; i++) {
        const struct demo_person *p = &h->people[i];
        instant_t then = moment(h, p, p->since), died = moment(h, p, p->died_on);
        if (p->died_on == DAY_NONE) {
            TRY(put_person_version(l, p, (struct span){p->since, DAY_FOREVER, then, INSTANT_OPEN, arrival(p), NULL},
                                   DAY_NONE, err));
            continue;
        }
        TRY(put_person_version(l, p, (struct span){p->since, DAY_FOREVER, then, died, arrival(p), NULL}, DAY_NONE,
                               err));
        TRY(put_person_version(l, p, (struct span){p->since, p->died_on, died, INSTANT_OPEN, arrival(p), NULL},
                               DAY_NONE, err));
        TRY(put_person_version(l, p, (struct span){p->died_on, DAY_FOREVER, died, INSTANT_OPEN, "death", NULL},
                               p->died_on, err));
    }
    return OK;
}

static const char *const membership_columns[] = {"id",         "person_id", "household_id", "relation",
                                                 "valid_from", "valid_to",  "recorded_at",  "superseded_at",
                                                 "event_in",   "event_out", "account_id"};
static enum status put_membership(struct load *l, const struct demo_household *h, const struct demo_person *p,
                                  struct span v, struct error *err) {
    db_bulk_int(l->b, demo_id(KIND_MEMBERSHIP, ++l->w->memberships));
    db_bulk_int(l->b, p->id);
    db_bulk_int(l->b, h->id);
    db_bulk_text(l->b, text_of(p->relation));
    db_bulk_day(l->b, v.from);
    db_bulk_day(l->b, v.to);
    db_bulk_int(l->b, v.recorded);
    db_bulk_int(l->b, v.superseded);
    db_bulk_text(l->b, text_of(v.event));
    db_bulk_text(l->b, text_of(v.out));
    db_bulk_int(l->b, DEMO_ACCOUNT);
    return db_bulk_row(l->b, err);
}

static enum status put_memberships(struct load *l, const struct demo_household *h, struct error *err) {
    for (size_t i = 0; i < h->people_count; i++) {
        const struct demo_person *p = &h->people[i];
        instant_t then = moment(h, p, p->since), died = moment(h, p, p->died_on);
        bool dead = p->died_on != DAY_NONE;
        struct span open = {p->since, DAY_FOREVER, then, dead ? died : INSTANT_OPEN, arrival(p), NULL};
        TRY(put_membership(l, h, p, open, err));
        if (dead)
            TRY(put_membership(l, h, p, (struct span){p->since, p->died_on, died, INSTANT_OPEN, arrival(p), "death"},
                               err));
    }
    return OK;
}

/* ---- events */

static const char *const event_columns[] = {"id",     "household_id", "person_id", "kind",
                                            "on_day", "recorded_at",  "account_id"};
static enum status put_event(struct load *l, const struct demo_household *h, int64_t person_id, const char *kind,
                             day_t on, instant_t at, struct error *err) {
    db_bulk_int(l->b, demo_id(KIND_EVENT, ++l->w->events));
    db_bulk_int(l->b, h->id);
    db_bulk_int(l->b, person_id);
    db_bulk_text(l->b, text_of(kind));
    db_bulk_day(l->b, on);
    db_bulk_int(l->b, at);
    db_bulk_int(l->b, DEMO_ACCOUNT);
    return db_bulk_row(l->b, err);
}

static enum status put_events(struct load *l, const struct demo_household *h, struct error *err) {
    for (size_t i = 0; i < h->people_count; i++) {
        const struct demo_person *p = &h->people[i];
        if (p->since > demo_register_start())
            TRY(put_event(l, h, p->id, "birth", p->since, moment(h, p, p->since), err));
        if (p->died_on != DAY_NONE)
            TRY(put_event(l, h, p->id, "death", p->died_on, moment(h, p, p->died_on), err));
    }
    return h->moved ? put_event(l, h, DB_NULL, "moved", h->moved_on, noon(h->moved_on), err) : OK;
}

/* ---- reviews */

static const char *const interview_columns[] = {"id",
                                                "household_id",
                                                "season_id",
                                                "interviewed_on",
                                                "urban",
                                                "method",
                                                "indicator_family",
                                                "scorecard_id",
                                                "answers",
                                                "income_dong",
                                                "points_a",
                                                "deprived_mask",
                                                "answered_mask",
                                                "members",
                                                "cause_codes",
                                                "reviewer_account_id",
                                                "version",
                                                "recorded_at"};
static enum status put_interviews(struct load *l, const struct demo_household *h, struct error *err) {
    for (size_t i = 0; i < DEMO_SEASONS; i++) {
        const struct demo_interview *v = &h->interviews[i];
        if (!v->held)
            continue;
        bool points = v->a.points != DB_NULL;
        db_bulk_int(l->b, v->id);
        db_bulk_int(l->b, h->id);
        db_bulk_int(l->b, demo_season(i).id);
        db_bulk_day(l->b, v->on);
        db_bulk_int(l->b, l->w->map->communes[h->commune].urban);
        db_bulk_text(l->b, T("demo"));
        db_bulk_text(l->b, l->w->score->family);
        db_bulk_int(l->b, points ? l->w->score->card->id : DB_NULL);
        db_bulk_text(l->b, points ? text_of(v->a.answers) : TEXT_NONE);
        db_bulk_int(l->b, v->a.income);
        db_bulk_int(l->b, v->a.points);
        db_bulk_int(l->b, v->a.mask);
        db_bulk_int(l->b, ((int64_t)1 << l->w->score->indicators) - 1);
        db_bulk_int(l->b, v->members);
        db_bulk_text(l->b, v->causes);
        db_bulk_int(l->b, DEMO_ACCOUNT);
        db_bulk_int(l->b, 1);
        db_bulk_int(l->b, noon(v->on));
        TRY(db_bulk_row(l->b, err));
    }
    return OK;
}

static const char *const result_columns[] = {"interview_id",   "standard_id", "class",     "income_low",
                                             "deprived_count", "cut_off",     "by_points", "missing"};
static enum status put_results(struct load *l, const struct demo_household *h, struct error *err) {
    for (size_t i = 0; i < DEMO_SEASONS; i++)
        for (int k = 0; h->interviews[i].held && k < STANDARDS; k++) {
            const struct demo_answers *a = &h->interviews[i].a;
            db_bulk_int(l->b, h->interviews[i].id);
            db_bulk_int(l->b, l->w->score->standard_id[k]);
            db_bulk_int(l->b, a->result[k].class_no);
            db_bulk_int(l->b, a->result[k].income_low);
            db_bulk_int(l->b, a->deprived);
            db_bulk_int(l->b, a->result[k].cut_off);
            db_bulk_int(l->b, a->result[k].by_points);
            db_bulk_int(l->b, a->result[k].missing);
            TRY(db_bulk_row(l->b, err));
        }
    return OK;
}

/* ---- classes as decided: one row for each year on a list, and one for having left it */

static const char *const class_columns[] = {"id",         "household_id", "standard_id", "class",
                                            "valid_from", "valid_to",     "recorded_at", "superseded_at",
                                            "movement",   "escaped_on",   "season_id"};

static bool listed(int64_t cls) {
    return cls == CLASS_POOR || cls == CLASS_NEAR_POOR;
}

static const char *movement(const uint8_t *classes, size_t i) {
    if (i == 0)
        return "start";
    if (classes[i] == classes[i - 1])
        return "kept";
    if (classes[i] > classes[i - 1]) /* poor to near-poor, or off the list */
        return "escaped";
    bool before = false;
    for (size_t k = 0; k + 1 < i; k++)
        before = before || (listed(classes[k]) && classes[k] <= classes[i]);
    return before ? "fallen_back" : "new";
}

static enum status put_class(struct load *l, const struct demo_household *h, int k, const uint8_t *classes, size_t i,
                             day_t to, struct error *err) {
    struct demo_season season = demo_season(i);
    const char *moved = movement(classes, i);
    db_bulk_int(l->b, demo_id(KIND_CLASS, ++l->w->classes));
    db_bulk_int(l->b, h->id);
    db_bulk_int(l->b, l->w->score->standard_id[k]);
    db_bulk_int(l->b, classes[i]);
    db_bulk_day(l->b, season.in_force);
    db_bulk_day(l->b, to);
    db_bulk_int(l->b, noon(season.decided_on));
    db_bulk_int(l->b, INSTANT_OPEN);
    db_bulk_text(l->b, text_of(moved));
    db_bulk_day(l->b, strcmp(moved, "escaped") == 0 ? season.decided_on : DAY_NONE);
    db_bulk_int(l->b, season.id);
    return db_bulk_row(l->b, err);
}

static bool has_row(const uint8_t *classes, size_t i) {
    return listed(classes[i]) || (i > 0 && listed(classes[i - 1]));
}

static enum status put_classes(struct load *l, const struct demo_household *h, struct error *err) {
    for (int k = 0; k < STANDARDS; k++) {
        const uint8_t *classes = k == STANDARD_PROVINCIAL ? h->path->provincial : h->path->national;
        for (size_t i = 0; i < DEMO_SEASONS; i++) {
            if (!has_row(classes, i))
                continue;
            size_t next = i + 1;
            while (next < DEMO_SEASONS && !has_row(classes, next))
                next++;
            day_t to = next < DEMO_SEASONS ? demo_season(next).in_force : DAY_FOREVER;
            TRY(put_class(l, h, k, classes, i, to, err));
        }
    }
    return OK;
}

/* ---- the present state */

static int64_t class_now(const struct demo_household *h, int k, day_t *ret_escaped) {
    const uint8_t *classes = k == STANDARD_PROVINCIAL ? h->path->provincial : h->path->national;
    *ret_escaped = DAY_NONE;
    for (size_t i = DEMO_SEASONS; i-- > 0;)
        if (has_row(classes, i)) {
            *ret_escaped = strcmp(movement(classes, i), "escaped") == 0 ? demo_season(i).decided_on : DAY_NONE;
            return classes[i];
        }
    return CLASS_NOT_POOR; /* found so in the general review */
}

static enum status put_now(struct demo_writer *w, struct db *db, struct arena *a, const struct demo_household *list,
                           size_t count, struct error *err) {
    struct household_now_source *rows = ARENA_ARRAY(a, count, struct household_now_source);
    for (size_t i = 0; i < count; i++) {
        const struct demo_household *h = &list[i];
        const struct demo_person *head = &h->people[0];
        struct household_now_source *n = &rows[i];
        day_t escaped;
        *n = (struct household_now_source){.household_id = h->id,
                                           .code = h->code,
                                           .hamlet_id = w->map->hamlets[h->hamlet].id,
                                           .address = h->address,
                                           .head_name = head->name,
                                           .ethnicity = head->ethnicity,
                                           .female_head = head->sex == 1,
                                           .born_on = head->born,
                                           .name_count = h->alive};
        n->folds = ARENA_ARRAY(a, h->alive, struct text);
        for (size_t k = 0; k < h->alive; k++)
            n->folds[k] = h->people[k].fold;
        n->class_provincial = class_now(h, STANDARD_PROVINCIAL, &n->escaped_on);
        n->class_national = class_now(h, STANDARD_NATIONAL, &escaped);
        for (size_t k = 0; k < DEMO_SEASONS; k++)
            if (h->interviews[k].held)
                n->last_reviewed = day_year(h->interviews[k].on);
    }
    return household_now_load(db, a, w->plan->day, rows, count, err);
}

enum status demo_write(struct demo_writer *w, struct db *db, struct arena *a, const struct demo_household *list,
                       size_t count, struct error *err) {
#define LOAD(table, columns, fn) TRY(run_load(w, db, a, table, columns, COUNT_OF(columns), fn, list, count, err))
    TRY(db_begin_write(db, err));
    LOAD("household", household_columns, put_household);
    LOAD("household_version", version_columns, put_versions);
    LOAD("person", person_columns, put_people);
    LOAD("person_version", person_version_columns, put_person_versions);
    LOAD("membership", membership_columns, put_memberships);
    LOAD("household_event", event_columns, put_events);
    LOAD("interview", interview_columns, put_interviews);
    LOAD("interview_result", result_columns, put_results);
    LOAD("class_history", class_columns, put_classes);
#undef LOAD
    TRY(put_now(w, db, a, list, count, err));
    return db_commit(db, err);
}
