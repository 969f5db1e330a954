/* The plan's part of a demonstration: one agency has sent its half-year report in time; the others have not. */
#include "features/agency/agency.h"
#include "features/demo/demo.h"
#include "plan_report.h"

#define DEMO_PLAN "brvt/2024/35-KH-UBND"
#define DEMO_REPORTER "77/stc"

static enum status send_half_year(struct ctx *c, void *user, struct error *err) {
    (void)user;
    struct plan_demo_sender_row sender;
    struct plan_report r;
    bool found = false;
    int64_t agency, id = demo_id(70, 1), rule = plan_task_id_of_key(T(DEMO_PLAN), T("report"), T("half-year"));
    TRY(agency_by_key(c, DEMO_REPORTER, &agency, err));
    TRY(plan_demo_sender(c->db, &(struct plan_demo_sender_in){agency, c->today}, c->arena, &sender, &found, err));
    c->user.agency_id = agency;
    if (found) {
        c->user.account_id = sender.account_id;
        c->user.grant_id = sender.grant_id;
        c->user.display_name = sender.display_name;
    }
    TRY(plan_report_insert(c->db,
                           &(struct plan_report_insert_in){id, rule, agency, tr(LANG_VI, "plan.demo_body"),
                                                           tr(LANG_VI, "plan.demo_proposal"), c->user.account_id,
                                                           clock_now(&c->app->clock)},
                           NULL, err));
    TRY(plan_report_read(c, id, &r, err));
    return plan_report_freeze(c, &r, 1, "sent", err);
}

enum status plan_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct demo_stage stage;
    demo_stage_begin(&stage, c, plan);
    enum status s = demo_on_day(&stage, day_of(2024, 6, 3), NULL, send_half_year, NULL, err);
    demo_stage_end(&stage);
    return s;
}
