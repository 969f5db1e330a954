/* data/plan_*.tsv into the database: the plan of 2024 under titles of our own. A plan that is there already is left
 * alone: from the first day on it lives in the system, where people change it. */
#include "app/tsv.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "plan_internal.h"

int64_t plan_id_of_key(struct text key) {
    return (int64_t)(text_hash(key) & ((1ULL << 40) - 1)) | 1LL << 29;
}

int64_t plan_task_id_of_key(struct text plan_key, struct text kind, struct text code) {
    char all[256];
    int n = snprintf(all, sizeof all, "%.*s|%.*s|%.*s", FMT(plan_key), FMT(kind), FMT(code));
    return plan_id_of_key((struct text){all, n < (int)sizeof all ? (size_t)n : sizeof all - 1});
}

static int64_t agency_or_none(struct text kind, struct text key) {
    return text_is(kind, "agency") ? agency_id_of_key(key) : DB_NULL;
}

static int64_t group_or_none(struct text kind, struct text key) {
    return text_is(kind, "group") ? agency_id_of_key(key) : DB_NULL;
}

/* The next row of this plan. */
static bool next_of(struct tsv *t, struct text plan_key) {
    while (tsv_next(t))
        if (text_eq(tsv_text(t, "plan_key"), plan_key))
            return true;
    return false;
}

static enum status load_frame(struct ctx *c, const struct tsv *t, int64_t id, struct error *err) {
    struct text parent = tsv_text(t, "parent_plan_key");
    int64_t area = 0;
    TRY(area_by_key(c, arena_zstr(c->arena, tsv_text(t, "area_key")), &area, err));
    struct plan_put_in in = {.id = id,
                             .key = tsv_text(t, "plan_key"),
                             .state = T("in_force"),
                             .number = tsv_text(t, "number"),
                             .issued_on = tsv_day(t, "issued_on", DAY_NONE),
                             .year = tsv_int(t, "year", 0),
                             .kind = tsv_text(t, "kind"),
                             .title = tsv_text(t, "title"),
                             .level = tsv_int(t, "level", 1),
                             .area_id = area,
                             .issuer_id = agency_id_of_key(tsv_text(t, "issuer_key")),
                             .standing_id = agency_id_of_key(tsv_text(t, "standing_agency_key")),
                             .on_behalf = tsv_text(t, "on_behalf"),
                             .signer_capacity = tsv_text(t, "signer_capacity"),
                             .signer_post = tsv_text(t, "signer_post"),
                             .signer_name = tsv_text(t, "signer_name"),
                             .parent_id = parent.ptr ? plan_id_of_key(parent) : DB_NULL,
                             .started_from = DB_NULL,
                             .source = tsv_text(t, "source"),
                             .certainty = tsv_text(t, "certainty")};
    TRY(plan_put(c->db, &in, NULL, err));
    return plan_version_put(c->db,
                            &(struct plan_version_put_in){id, 1, in.issued_on, clock_now(&c->app->clock),
                                                          c->user.account_id, tr(LANG_VI, "plan.reason_first")},
                            NULL, err);
}

static enum status load_papers(struct ctx *c, struct text key, int64_t id, struct error *err) {
    struct tsv t;
    tsv_open(&t, "plan_bases.tsv");
    while (next_of(&t, key))
        TRY(plan_basis_put(c->db,
                           &(struct plan_basis_put_in){
                               id, tsv_int(&t, "ord", 0), tsv_text(&t, "number"), tsv_day(&t, "issued_on", DAY_NONE),
                               tsv_text(&t, "issuer"), tsv_text(&t, "role"), tsv_text(&t, "subject"),
                               tsv_text(&t, "place"), tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                           NULL, err));
    tsv_open(&t, "plan_recipients.tsv");
    while (next_of(&t, key)) {
        struct text kind = tsv_text(&t, "target_kind"), target = tsv_text(&t, "target_key");
        TRY(plan_recipient_put(c->db,
                               &(struct plan_recipient_put_in){id, tsv_int(&t, "ord", 0), tsv_text(&t, "recipient"),
                                                               agency_or_none(kind, target),
                                                               group_or_none(kind, target), tsv_text(&t, "for")},
                               NULL, err));
    }
    return OK;
}

static enum status load_targets(struct ctx *c, struct text key, int64_t id, struct error *err) {
    struct tsv t;
    tsv_open(&t, "plan_targets.tsv");
    for (int64_t ord = 1; next_of(&t, key); ord++)
        TRY(plan_target_put(
            c->db,
            &(struct plan_target_put_in){id, tsv_text(&t, "target_key"), ord, tsv_text(&t, "title"),
                                         tsv_text(&t, "indicator"), tsv_text(&t, "standard_key"), tsv_text(&t, "class"),
                                         tsv_text(&t, "direction"), tsv_int(&t, "value", DB_NULL), tsv_text(&t, "unit"),
                                         tsv_day(&t, "due_on", DAY_NONE), tsv_text(&t, "place"), tsv_text(&t, "note"),
                                         tsv_text(&t, "source"), tsv_text(&t, "certainty")},
            NULL, err));
    tsv_open(&t, "plan_duties.tsv");
    while (next_of(&t, key)) {
        struct text kind = tsv_text(&t, "target_kind"), target = tsv_text(&t, "target_key");
        TRY(plan_duty_put(c->db,
                          &(struct plan_duty_put_in){id, tsv_text(&t, "place"), tsv_int(&t, "ord", 0),
                                                     agency_or_none(kind, target), group_or_none(kind, target),
                                                     tsv_text(&t, "title"), tsv_text(&t, "tasks"),
                                                     tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                          NULL, err));
    }
    return OK;
}

static enum status load_tasks(struct ctx *c, struct text key, int64_t id, struct error *err) {
    struct tsv t;
    tsv_open(&t, "plan_tasks.tsv");
    while (next_of(&t, key)) {
        struct text kind = tsv_text(&t, "kind"), code = tsv_text(&t, "code");
        int64_t task = plan_task_id_of_key(key, kind, code);
        TRY(plan_task_put(c->db, &(struct plan_task_put_in){task, id, kind}, NULL, err));
        TRY(plan_task_version_put(c->db,
                                  &(struct plan_task_version_put_in){task, id, 1, code, tsv_text(&t, "parent"),
                                                                     tsv_int(&t, "ord", 0), tsv_text(&t, "title"),
                                                                     tsv_text(&t, "beneficiary"), DAY_NONE,
                                                                     tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                                  NULL, err));
    }
    tsv_open(&t, "plan_task_agencies.tsv");
    while (next_of(&t, key)) {
        struct text kind = tsv_text(&t, "target_kind"), target = tsv_text(&t, "target_key");
        int64_t task = plan_task_id_of_key(key, T("task"), tsv_text(&t, "task"));
        TRY(plan_task_agency_put(c->db,
                                 &(struct plan_task_agency_put_in){task, id, 1, tsv_text(&t, "role"),
                                                                   tsv_int(&t, "ord", 0), agency_or_none(kind, target),
                                                                   group_or_none(kind, target)},
                                 NULL, err));
    }
    return OK;
}

static enum status load_reports(struct ctx *c, struct text key, int64_t id, struct error *err) {
    struct tsv t;
    tsv_open(&t, "plan_reports.tsv");
    while (next_of(&t, key)) {
        struct text kind = tsv_text(&t, "from_kind"), from = tsv_text(&t, "from_key"),
                    report = tsv_text(&t, "report_key");
        TRY(plan_report_rule_put(c->db,
                                 &(struct plan_report_rule_put_in){
                                     plan_task_id_of_key(key, T("report"), report), id, report, tsv_text(&t, "period"),
                                     tsv_text(&t, "title"), agency_or_none(kind, from), group_or_none(kind, from),
                                     agency_id_of_key(tsv_text(&t, "to_key")), tsv_day(&t, "period_from", DAY_NONE),
                                     tsv_day(&t, "period_to", DAY_NONE), tsv_day(&t, "due_day", DAY_NONE),
                                     tsv_day(&t, "last_day", DAY_NONE), tsv_text(&t, "place"), tsv_text(&t, "note"),
                                     tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                                 NULL, err));
    }
    return OK;
}

enum status plan_load(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "plan_2024.tsv");
    while (tsv_next(&t)) {
        struct text key = tsv_text(&t, "plan_key");
        struct plan_by_key_row there;
        bool found = false;
        TRY(plan_by_key(c->db, &(struct plan_by_key_in){key}, c->arena, &there, &found, err));
        if (found)
            continue;
        int64_t id = plan_id_of_key(key);
        TRY(load_frame(c, &t, id, err));
        TRY(load_papers(c, key, id, err));
        TRY(load_targets(c, key, id, err));
        TRY(load_tasks(c, key, id, err));
        TRY(load_reports(c, key, id, err));
    }
    return OK;
}
