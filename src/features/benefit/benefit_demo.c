/* Benefits in a demonstration database: electricity of the quarters of 2024, drafted, checked, signed and paid by the
 * functions that people use, on their days; the present quarter waits for its check. Whom a quarter reaches late and
 * who is left out follow from the seed. */
#include "features/demo/demo.h"

#include "features/area/area.h"
#include "features/benefit/benefit_due.h"
#include "features/benefit/benefit_internal.h"

enum status benefit_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);

struct play {
    struct demo_stage *stage;
    const struct demo_plan *plan;
    int64_t commune, list;
    size_t index;
    day_t from, to;
    struct text number;
    int64_t version;
    bool all;
};

/* Accounts that stand for the people of a commune and its district; none of them can sign in. */
static void play_as(struct ctx *c, unsigned who, const char *name) {
    c->user.account_id = demo_id(20, 900 + who);
    c->user.display_name = text_of(name);
}

static enum status version_of(struct ctx *c, struct play *p, struct error *err) {
    struct benefit_list_get_row l;
    TRY(list_find(c, p->list, &l, err));
    p->version = l.version;
    return OK;
}

static enum status draft(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct policy policy;
    struct benefit_todo_row *rows;
    struct benefit_refused *refused;
    size_t count, n = 0, refused_count;
    play_as(c, 1, "Nguyễn Thị Xã");
    p->list = 0;
    TRY(policy_by_key(c, "electricity", p->from, &policy, err));
    TRY(benefit_todo(c->db,
                     &(struct benefit_todo_in){policy.id, policy.content_group, p->commune,
                                               claim_period_key(GRAIN_MONTH, p->from),
                                               claim_period_key(GRAIN_MONTH, p->to - 1)},
                     c->arena, &rows, &count, err));
    struct benefit_new *lines = ARENA_ARRAY(c->arena, count + 1, struct benefit_new);
    for (size_t i = 0; i < count; i++) {
        struct demo_rng r = demo_rng(p->plan, "line of a list", rows[i].household_id + p->from);
        if (demo_chance(&r, 80000)) /* the officer does not know of every household */
            continue;
        lines[n++] = (struct benefit_new){.household_id = rows[i].household_id,
                                          .person_id = rows[i].person_id,
                                          .from = DAY_NONE,
                                          .to = DAY_NONE,
                                          .amount = DB_NULL,
                                          .entitled_on = DAY_NONE};
    }
    audit_note(c, 0, "benefit.demo", "benefit_list", 0, NULL);
    if (n == 0)
        return OK;
    TRY(benefit_list_open(
        c, &(struct benefit_list_new){.policy_id = policy.id, .commune_id = p->commune, .from = p->from, .to = p->to},
        &p->list, err));
    TRY(benefit_add(c, p->list, lines, n, NULL, &refused, &refused_count, err));
    if (refused_count == n)
        return OK; /* the classes were not in force yet: an empty draft */
    TRY(version_of(c, p, err));
    return benefit_propose(c, p->list, p->version, err);
}

static enum status verify(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 2, "Huỳnh Thị Huyện");
    TRY(version_of(c, p, err));
    return benefit_verify(c, p->list, p->version, TEXT_NONE, err);
}

static enum status sign(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 3, "Bùi Văn Huyện");
    TRY(version_of(c, p, err));
    return benefit_approve(c, p->list, p->version, p->number, err);
}

static enum status deliver(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct benefit_lines_of_list_row *rows;
    size_t count, n = 0;
    int64_t id;
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(benefit_lines_of_list(c->db, &(struct benefit_lines_of_list_in){p->list, T("open"), 0}, c->arena, &rows, &count,
                              err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        struct demo_rng r = demo_rng(p->plan, "line paid", rows[i].id);
        if (p->all || !demo_chance(&r, 150000))
            ids[n++] = rows[i].id;
    }
    audit_note(c, 0, "benefit.demo", "benefit_list", p->list, NULL);
    if (n == 0)
        return OK;
    struct benefit_delivery d = {.on = c->today, .payer = T("Bưu điện huyện")};
    TRY(benefit_deliver(c, p->list, (struct db_ids){ids, n}, &d, &id, err));
    return p->all ? benefit_confirm(c, (struct db_ids){ids, n}, c->today, T("signed"), err) : OK;
}

typedef enum status (*act_fn)(struct ctx *c, void *user, struct error *err);
static enum status on_day(struct play *p, day_t day, act_fn fn, struct error *err) {
    return p->list == -1 ? OK : demo_on_day(p->stage, day, NULL, fn, p, err);
}

static enum status play_quarter(struct ctx *c, struct play *p, int quarter, struct error *err) {
    int month = quarter * 3;
    p->from = day_of(2024, month - 2, 1);
    p->to = month == 12 ? day_of(2025, 1, 1) : day_of(2024, month + 1, 1);
    p->number = arena_fmt(c->arena, "%zu/QĐ-UBND", 100 + p->index * 4 + (size_t)quarter);
    p->all = quarter < 3;
    int drafted = quarter == 4 ? 11 : month;
    TRY(on_day(p, day_of(2024, drafted, 10), draft, err));
    struct benefit_list_get_row l = {0};
    {
        AUTO_DB db = NULL;
        TRY(db_take(c->app->pool, false, &db, err));
        c->db = db;
        enum status s = p->list == 0 ? OK : list_find(c, p->list, &l, err);
        c->db = NULL;
        TRY(s);
    }
    if (quarter == 4 || !text_is(l.state, "proposed"))
        return OK;
    TRY(on_day(p, day_of(2024, month, 13), verify, err));
    TRY(on_day(p, day_of(2024, month, 16), sign, err));
    return on_day(p, day_of(2024, month, 20 + (int)(p->index % 9)), deliver, err);
}

enum status benefit_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct demo_stage stage;
    struct area *communes = NULL;
    int64_t province, rows, milliseconds;
    size_t count = 0;
    enum status s;
    TRY(benefit_reckon(c, &rows, &milliseconds, err));
    {
        AUTO_DB db = NULL;
        TRY(db_take(c->app->pool, false, &db, err));
        c->db = db;
        s = area_by_key(c, "brvt/77", &province, err);
        s = s != OK ? s : area_communes(c, province, day_of(2024, 3, 1), &communes, &count, err);
        c->db = NULL;
    }
    TRY(s);
    demo_stage_begin(&stage, c, plan);
    for (size_t i = 0; i < count && s == OK; i++) {
        AUTO_ARENA of_commune = arena_new(MAX_DOCUMENT_ARENA);
        struct play p = {.stage = &stage, .plan = plan, .commune = communes[i].id, .index = i};
        c->arena = of_commune;
        for (int quarter = 1; quarter <= 4 && s == OK; quarter++)
            s = play_quarter(c, &p, quarter, err);
        c->arena = stage.arena;
    }
    demo_stage_end(&stage);
    return s;
}
