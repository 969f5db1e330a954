/* The demonstration: schools of every commune, children of poor households and some others enrolled, the first term's
 * study costs proposed, and paid in two communes of three. Names, numbers and amounts are invented. */
#include "features/area/area.h"
#include "features/demo/demo.h"
#include "features/education/follow.h"

#define PUPILS_MOST 100 /* of one commune */
#define OTHERS_MOST 12  /* of households on no list */
#define DEMO_YEAR 2024
enum { PRESCHOOL, PRIMARY, LOWER, UPPER, LEVELS };

struct story {
    const struct demo_plan *plan;
    struct area commune;
    int64_t index, schools[LEVELS], list, policy_id;
    struct term term;
    struct text number;
};

static void play_as(struct ctx *c, unsigned who, const char *name) {
    c->user.account_id = demo_id(20, 900 + who);
    c->user.display_name = text_of(name);
}

/* "Láng Lớn" of "Xã Láng Lớn". */
static struct text bare(struct text name) {
    static const char *const kinds[] = {"Xã ", "Phường ", "Thị trấn ", "Huyện ", "Thành phố ", "Thị xã "};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (text_starts(name, text_of(kinds[i])))
            return (struct text){name.ptr + strlen(kinds[i]), name.len - strlen(kinds[i])};
    return name;
}

static enum status schools(struct ctx *c, struct story *s, struct error *err) {
    static const char *const names[LEVELS] = {"education.demo.preschool", "education.demo.primary",
                                              "education.demo.lower_secondary", "education.demo.upper_secondary"};
    static const char *const levels[LEVELS] = {"preschool", "primary", "lower_secondary", "upper_secondary"};
    static const int64_t fees[LEVELS] = {80000, 0, 60000, 80000};
    struct text name = bare(s->commune.name);
    for (int i = 0; i < LEVELS; i++) {
        struct school_new n = {.code = arena_fmt(c->arena, "0%.*s-%d", FMT(s->commune.code), i + 1),
                               .name = tr_args(LANG_VI, c->arena, names[i], &name, 1),
                               .level = text_of(levels[i]),
                               .commune_id = s->commune.id};
        TRY(school_add(c, &n, &s->schools[i], err));
        if (i == LOWER && text_eq(s->commune.code, s->plan->commune.len > 0 ? s->plan->commune : T(DEMO_COMMUNE))) {
            struct account_of_name_row clerk;
            bool found = false;
            TRY(account_of_name(c->db, &(struct account_of_name_in){T("school")}, c->arena, &clerk, &found, err));
            if (found)
                TRY(school_account_add(c->db, &(struct school_account_add_in){s->schools[i], clerk.id}, NULL, err));
        }
        if (fees[i] > 0)
            TRY(school_fee_set(c->db,
                               &(struct school_fee_set_in){s->schools[i], DEMO_YEAR, fees[i],
                                                           tr(LANG_VI, "education.demo.document"), c->user.account_id,
                                                           clock_now(&c->app->clock)},
                               NULL, err));
    }
    return OK;
}

static enum status enrol_some(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    struct demo_children_row *rows;
    size_t count, others = 0;
    TRY(service_play_as(c, "education", err));
    TRY(schools(c, s, err));
    TRY(demo_children(c->db,
                      &(struct demo_children_in){s->commune.id, s->term.from, day_of(DEMO_YEAR - 18, 12, 31),
                                                 day_of(DEMO_YEAR - 3, 1, 1), PUPILS_MOST},
                      c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        int age = DEMO_YEAR - day_year(rows[i].born_on), level = age < 6    ? PRESCHOOL
                                                                 : age < 11 ? PRIMARY
                                                                 : age < 15 ? LOWER
                                                                            : UPPER;
        struct demo_rng r = demo_rng(s->plan, "pupil", rows[i].person_id);
        static const int first_age[LEVELS] = {3, 6, 11, 15}, first_class[LEVELS] = {0, 1, 6, 10};
        bool again;
        int64_t id;
        if (!rows[i].listed && ++others > OTHERS_MOST)
            break;
        if (demo_chance(&r, level == UPPER ? 200000 : 30000)) /* goes to no school */
            continue;
        struct enrolment_new n = {
            .person_id = rows[i].person_id,
            .school_id = s->schools[level],
            .import_id = DB_NULL,
            .year = DEMO_YEAR,
            .class_name = level == PRESCHOOL ? arena_fmt(c->arena, "Mẫu giáo %c", (char)('A' + demo_below(&r, 2)))
                                             : arena_fmt(c->arena, "%d%c", first_class[level] + age - first_age[level],
                                                         (char)('A' + demo_below(&r, 3))),
            .from = s->term.from};
        TRY(enrol(c, &n, &id, &again, err));
    }
    return rights_judge(c, &s->term, s->commune.id, (struct db_ids){0}, NULL, err);
}

/* Some absences, with what was done about them, and who helps. */
static enum status follow_some(struct ctx *c, void *user, struct error *err) {
    static const char *const reasons[] = {"hardship", "work", "illness", "far", "weak"};
    struct story *s = user;
    struct demo_pupils_row *rows;
    size_t count;
    TRY(service_play_as(c, "education", err));
    audit_note(c, s->commune.id, "education.demo", "area", s->commune.id, NULL);
    TRY(demo_pupils(c->db, &(struct demo_pupils_in){s->commune.id, DEMO_YEAR}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct demo_rng r = demo_rng(s->plan, "pupil followed", rows[i].person_id);
        struct enrolment_get_row e;
        int64_t id;
        if (demo_chance(&r, 120000)) {
            struct risk_seen_new n = {c->today - 40 + (day_t)demo_below(&r, 30), text_of(reasons[demo_below(&r, 5)]),
                                      3 + demo_below(&r, 20), tr(LANG_VI, "education.demo.seen")};
            TRY(pupil_require(c, rows[i].id, &e, err));
            TRY(risk_see(c, &e, &n, &id, err));
            if (demo_chance(&r, 600000))
                TRY(risk_act(c, id, 0, n.on + 5, tr(LANG_VI, "education.demo.action"), err));
            if (demo_chance(&r, 300000))
                TRY(risk_end(c, id, 0, n.on + 9, T("returned"), tr(LANG_VI, "education.demo.back"), err));
        }
        if (!demo_chance(&r, 150000))
            continue;
        TRY(pupil_require(c, rows[i].id, &e, err));
        struct sponsor_new help = {.kind = T("organisation"),
                                   .sponsor = tr(LANG_VI, "education.demo.sponsor"),
                                   .what = tr(LANG_VI, "education.demo.books"),
                                   .may_publish = true,
                                   .goods = true,
                                   .amount = 400000 + 50000 * demo_below(&r, 6),
                                   .given_on = day_of(DEMO_YEAR, 9, 10),
                                   .until = DAY_NONE};
        TRY(sponsor_add(c, &e, &help, &id, err));
    }
    return OK;
}

static enum status draft(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    struct draft d;
    struct list_version_of_row v;
    bool found = false;
    play_as(c, 1, "Nguyễn Thị Xã");
    s->list = 0;
    audit_note(c, s->commune.id, "education.demo", "area", s->commune.id, NULL);
    enum status st = term_draft(c, &s->term, s->policy_id, s->commune.id, (struct db_ids){0}, &d, err);
    if (st == E_CONFLICT) { /* nobody of the commune */
        error_clear(err);
        return OK;
    }
    TRY(st);
    s->list = d.list_id;
    TRY(list_version_of(c->db, &(struct list_version_of_in){s->list}, c->arena, &v, &found, err));
    return benefit_propose(c, s->list, v.version, err);
}

/* The province's own measure as another payer: whom it serves is not known, here some poor by its standard. */
static enum status draft_province(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    struct demo_provincial_row *rows;
    struct list_version_of_row v;
    struct draft d;
    size_t count;
    bool found = false;
    play_as(c, 1, "Nguyễn Thị Xã");
    audit_note(c, s->commune.id, "education.demo", "area", s->commune.id, NULL);
    TRY(demo_provincial(c->db, &(struct demo_provincial_in){s->commune.id, DEMO_YEAR}, c->arena, &rows, &count, err));
    if (count == 0)
        return OK;
    enum status st = term_draft(c, &s->term, policy_id_of_key(T("tuition-province")), s->commune.id,
                                (struct db_ids){(const int64_t *)rows, count}, &d, err);
    if (st == E_CONFLICT) { /* nobody of them can be listed */
        error_clear(err);
        return OK;
    }
    TRY(st);
    TRY(list_version_of(c->db, &(struct list_version_of_in){d.list_id}, c->arena, &v, &found, err));
    return benefit_propose(c, d.list_id, v.version, err);
}
_Static_assert(sizeof(struct demo_provincial_row) == sizeof(int64_t), "rows are ids");

static enum status verify(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    struct list_version_of_row v;
    bool found = false;
    play_as(c, 2, "Huỳnh Thị Huyện");
    TRY(list_version_of(c->db, &(struct list_version_of_in){s->list}, c->arena, &v, &found, err));
    return benefit_verify(c, s->list, v.version, TEXT_NONE, err);
}

static enum status sign(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    struct list_version_of_row v;
    bool found = false;
    play_as(c, 3, "Bùi Văn Huyện");
    TRY(list_version_of(c->db, &(struct list_version_of_in){s->list}, c->arena, &v, &found, err));
    return benefit_approve(c, s->list, v.version, s->number, err);
}

static enum status pay(struct ctx *c, void *user, struct error *err) {
    struct story *s = user;
    int64_t id;
    struct benefit_delivery d = {.on = c->today, .payer = tr(LANG_VI, "education.demo.payer")};
    play_as(c, 1, "Nguyễn Thị Xã");
    return benefit_deliver(c, s->list, (struct db_ids){0}, &d, &id, err);
}

static enum status play(struct demo_stage *stage, struct story *s, struct error *err) {
    s->number = arena_fmt(stage->c->arena, "%lld/QĐ-UBND", (long long)(800 + s->index));
    TRY(demo_on_day(stage, day_of(DEMO_YEAR, 9, 9), NULL, enrol_some, s, err));
    TRY(demo_on_day(stage, day_of(DEMO_YEAR, 9, 12), NULL, draft, s, err));
    if (s->list != 0 && s->index % 3 != 2) { /* every third waits for its check */
        TRY(demo_on_day(stage, day_of(DEMO_YEAR, 9, 18), NULL, verify, s, err));
        TRY(demo_on_day(stage, day_of(DEMO_YEAR, 9, 20), NULL, sign, s, err));
        TRY(demo_on_day(stage, day_of(DEMO_YEAR, 9, 27), NULL, pay, s, err));
    }
    TRY(demo_on_day(stage, day_of(DEMO_YEAR, 10, 2), NULL, draft_province, s, err));
    return demo_on_day(stage, day_of(DEMO_YEAR, 11, 20), NULL, follow_some, s, err);
}

struct communes {
    const struct demo_plan *plan;
    struct area *list;
    size_t count;
    struct term term;
    int64_t policy_id;
};

static enum status find(struct ctx *c, void *user, struct error *err) {
    struct communes *w = user;
    int64_t area;
    struct policy p;
    TRY(area_by_code(c, w->plan->commune.len > 0 ? w->plan->commune : T("77"), c->today, &area, err));
    TRY(area_communes(c, area, c->today, &w->list, &w->count, err));
    TRY(policy_by_key(c, EDUCATION_POLICY, c->today, &p, err));
    w->policy_id = p.id;
    return term_get(c, DEMO_YEAR * 10 + 1, &w->term, err);
}

enum status education_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct communes w = {.plan = plan};
    struct demo_stage stage;
    enum status s = OK;
    TRY(ctx_read(c, find, &w, err));
    demo_stage_begin(&stage, c, plan);
    for (size_t i = 0; i < w.count && s == OK; i++) {
        AUTO_ARENA of_commune = arena_new(MAX_DOCUMENT_ARENA);
        struct story one = {
            .plan = plan, .commune = w.list[i], .index = (int64_t)i, .policy_id = w.policy_id, .term = w.term};
        c->arena = of_commune;
        s = play(&stage, &one, err);
        c->arena = stage.arena;
    }
    demo_stage_end(&stage);
    return s;
}
