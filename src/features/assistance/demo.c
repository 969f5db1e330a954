/* The demonstration: in each commune some old people and people with disabilities from the application to the payment,
 * two dossiers on their way, one refused; lists of the first half year signed and paid, November's waiting; one trial.
 * Numbers, names of signers and papers are invented. */
#include "features/area/area.h"
#include "features/assistance/assistance_parts.h"
#include "features/benefit/benefit.h"
#include "features/demo/demo.h"

#define OLD 6
#define DISABLED 4

struct story { /* of one person */
    const struct assist_demo_people_row *person;
    bool by_age, late, going;
    size_t far; /* the last step that it comes to */
    int64_t id;
};
struct play {
    struct demo_stage *stage;
    const struct demo_plan *plan;
    int64_t commune, id, list;
    size_t index; /* of the commune */
    const struct assist_demo_people_row *person;
    struct assist_demo_people_row *old, *disabled;
    size_t old_count, disabled_count, no;
    struct story stories[OLD + DISABLED];
    size_t count, step;
    bool late;
    bool by_age;
    int64_t *lists;
    size_t list_count;
};

/* Accounts that stand for the people of a commune and its district; none of them can sign in. */
static void play_as(struct ctx *c, unsigned who, const char *name) {
    c->user.account_id = demo_id(20, 920 + who);
    c->user.display_name = text_of(name);
}
static enum status noted(struct ctx *c, const struct play *p) {
    audit_note(c, p->commune, "demo.assistance", "assistance_case", p->id, NULL);
    return OK;
}

static enum status find(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    day_t on = p->plan->day;
    TRY(assist_demo_people(
        c->db,
        &(struct assist_demo_people_in){p->commune, day_add_months(on, -12 * 105), day_add_months(on, -12 * 82), OLD},
        c->arena, &p->old, &p->old_count, err));
    return assist_demo_people(c->db,
                              &(struct assist_demo_people_in){p->commune, day_add_months(on, -12 * 55),
                                                              day_add_months(on, -12 * 30), DISABLED},
                              c->arena, &p->disabled, &p->disabled_count, err);
}

static enum status apply(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct service_person who;
    bool special = p->no == p->old_count; /* one of those with disabilities */
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(service_person(c, p->person->person_id, &who, err));
    struct assist_opening o = {.number_in = arena_fmt(c->arena, "MH-%zu.%zu/TN", p->index + 1, p->no + 1),
                               .received_on = c->today,
                               .proof = tr(LANG_VI, "assistance.demo.proof"),
                               .proof_on = DAY_NONE,
                               .count = 1};
    if (p->by_age)
        o.reasons[0].ground = T("elderly-80");
    else {
        o.reasons[0].ground = special ? T("disabled-special") : T("disabled-severe");
        o.proof_on = c->today - 20;
        if (special)
            o.reasons[o.count++].ground = T("care-own-special");
    }
    TRY(assist_open(c, &who, &o, &p->id, err));
    return noted(c, p);
}
static enum status review(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(assist_reviewed(c, p->id, c->today, tr(LANG_VI, "assistance.demo.review"), c->today, err));
    return noted(c, p);
}
static enum status send(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(assist_sent(c, p->id, c->today, arena_fmt(c->arena, "MH-%zu/UBND", p->index * 20 + p->no + 1), err));
    return noted(c, p);
}
static enum status check(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 2, "Huỳnh Thị Huyện");
    TRY(assist_checked(c, p->id, c->today, TEXT_NONE, err));
    return noted(c, p);
}
static enum status grant(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 3, "Bùi Văn Huyện");
    struct assist_decision d = {arena_fmt(c->arena, "MH-%zu/QĐ-UBND", p->index * 20 + p->no + 1),
                                tr(LANG_VI, "assistance.demo.signer"), tr(LANG_VI, "assistance.demo.post"), c->today,
                                p->by_age ? day_month_first(c->today) : DAY_NONE};
    TRY(assist_granted(c, p->id, &d, err));
    return noted(c, p);
}
static enum status refuse(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 2, "Huỳnh Thị Huyện");
    TRY(assist_ended(c, p->id, "refused", c->today, arena_fmt(c->arena, "MH-%zu/LĐTBXH", p->index + 1),
                     tr(LANG_VI, "assistance.demo.office"), tr(LANG_VI, "assistance.demo.refused"), err));
    return noted(c, p);
}

/* ---- lists */

static enum status version_of(struct ctx *c, int64_t list, int64_t *ret, struct error *err) {
    struct assist_demo_version_row r;
    bool found = false;
    TRY(assist_demo_version(c->db, &(struct assist_demo_version_in){list}, c->arena, &r, &found, err));
    *ret = r.version;
    return OK;
}

static enum status draft(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct assist_payroll payroll;
    int64_t lists;
    struct assist_demo_lists_row *rows;
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(noted(c, p));
    enum status s = assist_draft(c, p->commune, c->today, &payroll, &lists, err);
    if (s == E_CONFLICT) { /* nobody is paid yet */
        error_clear(err);
        p->list_count = 0;
        return OK;
    }
    TRY(s);
    TRY(assist_demo_lists(c->db, &(struct assist_demo_lists_in){p->commune}, c->arena, &rows, &p->list_count, err));
    p->lists = ARENA_ARRAY(c->arena, p->list_count + 1, int64_t);
    for (size_t i = 0; i < p->list_count; i++) {
        int64_t version;
        p->lists[i] = rows[i].id;
        TRY(version_of(c, p->lists[i], &version, err));
        TRY(benefit_propose(c, p->lists[i], version, err));
    }
    return OK;
}
static enum status verify(struct ctx *c, void *user, struct error *err) {
    const struct play *p = user;
    play_as(c, 2, "Huỳnh Thị Huyện");
    for (size_t i = 0; i < p->list_count; i++) {
        int64_t version;
        TRY(version_of(c, p->lists[i], &version, err));
        TRY(benefit_verify(c, p->lists[i], version, TEXT_NONE, err));
    }
    return noted(c, p);
}
static enum status sign(struct ctx *c, void *user, struct error *err) {
    const struct play *p = user;
    play_as(c, 3, "Bùi Văn Huyện");
    for (size_t i = 0; i < p->list_count; i++) {
        int64_t version;
        TRY(version_of(c, p->lists[i], &version, err));
        TRY(benefit_approve(c, p->lists[i], version, arena_fmt(c->arena, "MH-%zu.%zu/QĐ-TCXH", p->index + 1, i + 1),
                            err));
    }
    return noted(c, p);
}
static enum status deliver(struct ctx *c, void *user, struct error *err) {
    const struct play *p = user;
    struct benefit_delivery d = {.on = c->today, .payer = T("Bưu điện huyện")};
    int64_t id;
    play_as(c, 1, "Nguyễn Thị Xã");
    for (size_t i = 0; i < p->list_count; i++)
        TRY(benefit_deliver(c, p->lists[i], (struct db_ids){NULL, 0}, &d, &id, err));
    return noted(c, p);
}

/* ---- in their order */

typedef enum status (*act_fn)(struct ctx *c, void *user, struct error *err);
static const struct {
    int day;
    act_fn act;
} steps[] = {{8, apply}, {12, review}, {17, send}, {23, check}, {26, grant}};
enum { CHECKED = 3, GRANTED = 4, REFUSED = 9 };

/* One step of everybody who comes to it, in one transaction. Whom the rules refuse stays where he stands. */
static enum status step_all(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    audit_note(c, p->commune, "demo.assistance", "area", p->commune, NULL);
    for (p->no = 0; p->no < p->count; p->no++) {
        struct story *s = &p->stories[p->no];
        bool refused = s->far == REFUSED && p->step == CHECKED;
        if (!s->going || s->late != p->late || (!refused && s->far != REFUSED && p->step > s->far) ||
            (s->far == REFUSED && p->step > CHECKED))
            continue;
        p->person = s->person;
        p->by_age = s->by_age;
        p->id = s->id;
        enum status done = refused ? refuse(c, p, err) : steps[p->step].act(c, p, err);
        s->id = p->id;
        if (done == E_CONFLICT || done == E_INVALID) {
            s->going = false;
            error_clear(err);
        } else if (done != OK)
            return done;
    }
    return OK;
}

/* Money that is not there ends the story of these lists. */
static enum status on_day(struct play *p, int month, int day, bool *going, act_fn act, struct error *err) {
    return demo_on_day(p->stage, day_of(2024, month, day), going, act, p, err);
}

static enum status play_commune(struct ctx *c, struct play *p, struct error *err) {
    static const struct {
        bool late;
        size_t far;
    } old_fate[OLD] = {{false, GRANTED}, {false, GRANTED}, {false, GRANTED},
                       {true, 2},        {true, CHECKED},  {true, REFUSED}},
      disabled_fate[DISABLED] = {{false, GRANTED}, {false, GRANTED}, {false, GRANTED}, {true, 0}};
    bool going = true;
    TRY(ctx_read(c, find, p, err));
    for (size_t i = 0; i < p->old_count; i++)
        p->stories[p->count++] = (struct story){&p->old[i], true, old_fate[i].late, true, old_fate[i].far, 0};
    for (size_t i = 0; i < p->disabled_count; i++)
        p->stories[p->count++] =
            (struct story){&p->disabled[i], false, disabled_fate[i].late, true, disabled_fate[i].far, 0};
    for (int late = 0; late < 2; late++)
        for (p->step = 0; p->step < (late ? GRANTED : COUNT_OF(steps)); p->step++) {
            p->late = late == 1;
            TRY(on_day(p, late ? 10 : 1, steps[p->step].day, &going, step_all, err));
        }
    TRY(on_day(p, 6, 10, &going, draft, err));
    TRY(on_day(p, 6, 13, &going, verify, err));
    TRY(on_day(p, 6, 18, &going, sign, err));
    TRY(on_day(p, 6, 20, &going, deliver, err));
    going = true;
    return on_day(p, 11, 11, &going, draft, err);
}

struct communes {
    const struct demo_plan *plan;
    struct area *list;
    size_t count;
    int64_t province, trial;
};
static enum status find_communes(struct ctx *c, void *user, struct error *err) {
    struct communes *w = user;
    int64_t area;
    TRY(area_by_code(c, T("77"), c->today, &w->province, err));
    TRY(area_by_code(c, w->plan->commune.len > 0 ? w->plan->commune : T("77"), c->today, &area, err));
    return area_communes(c, area, c->today, &w->list, &w->count, err);
}
static enum status ask(struct ctx *c, void *user, struct error *err) {
    struct communes *w = user;
    w->trial = id_new();
    audit_note(c, 0, "demo.assistance", "assistance_trial", w->trial, NULL);
    return assist_trial_insert(c->db,
                               &(struct assist_trial_insert_in){.id = w->trial,
                                                                .title = tr(LANG_VI, "assistance.demo.trial"),
                                                                .month = day_month_first(c->today),
                                                                .base = 600000,
                                                                .coefficient = DB_NULL,
                                                                .condition = T("person.age >= 75 && person.age < 80"),
                                                                .added_coefficient = 10000,
                                                                .province_id = w->province,
                                                                .district_id = DB_NULL,
                                                                .commune_id = DB_NULL,
                                                                .account_id = 1,
                                                                .recorded_at = clock_now(&c->app->clock)},
                               NULL, err);
}

enum status assist_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct communes w = {.plan = plan};
    struct demo_stage stage;
    int64_t rows;
    enum status s = OK;
    TRY(ctx_read(c, find_communes, &w, err));
    demo_stage_begin(&stage, c, plan);
    for (size_t i = 0; i < w.count && s == OK; i++) {
        AUTO_ARENA of_commune = arena_new(MAX_DOCUMENT_ARENA);
        struct play p = {.stage = &stage, .plan = plan, .commune = w.list[i].id, .index = i};
        c->arena = of_commune;
        s = play_commune(c, &p, err);
        c->arena = stage.arena;
    }
    demo_stage_end(&stage);
    TRY(s);
    TRY(assist_reckon_due(c, &rows, err));
    TRY(ctx_write(c, ask, &w, err));
    return assist_try(c, w.trial, err);
}
