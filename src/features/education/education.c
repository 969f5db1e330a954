/* What the feature offers. */
#include "education_templates.h"
#include "features/education/follow.h"
#include "features/education/roll.h"

#define NAV .nav = "education"
#define GET(address, permission_, fn_, page_, title_, ...)                                                             \
    { HTTP_GET, address, permission_, fn_, page_, title_, NAV, ##__VA_ARGS__ }
#define POST(address, permission_, fn_, page_, title_, ...)                                                            \
    { HTTP_POST, address, permission_, fn_, page_, title_, NAV, ##__VA_ARGS__ }

static const struct route routes[] = {
    GET("/education", "education.read", board_get, education_board_html, "education.title"),
    POST("/education/terms/{key}/judge", "education.schools", reckon_post, NULL, "education.judge"),
    GET("/education/terms", "education.read", terms_get, education_terms_html, "education.terms"),
    POST("/education/terms", "education.schools", term_post, education_terms_html, "education.term_edit",
         .form = &term_form, .fill = terms_get),
    GET("/education/schools", "education.read", schools_get, education_schools_html, "education.schools",
        .list = &school_list_def),
    POST("/education/schools", "education.schools", school_post, education_schools_html, "education.school_add",
         .make_form = school_make_form, .fill = schools_get),
    GET("/education/schools/{id}", "education.read", school_one_get, education_school_html, "education.school"),
    POST("/education/schools/{id}", "education.schools", school_edit_post, education_school_html,
         "education.school_edit", .make_form = school_make_form, .fill = school_one_get),
    POST("/education/schools/{id}/fees", "education.schools", school_fee_post, education_school_html,
         "education.fee_add", .form = &school_fee_form, .fill = school_one_get),
    POST("/education/schools/{id}/clerks", "education.schools", school_clerk_post, education_school_html,
         "education.clerk_add", .form = &school_clerk_form, .fill = school_one_get),
    GET("/education/pupils", "education.read", pupils_get, education_pupils_html, "education.pupils",
        .list = &pupil_list_def),
    GET("/education/enrol", "education.write", enrol_get, education_enrol_html, "education.enrol"),
    POST("/education/pupils", "education.write", enrol_post, education_enrol_html, "education.enrol",
         .make_form = enrol_make_form, .fill = enrol_fill),
    GET("/education/pupils/{id}", "education.read", pupil_get, education_pupil_html, "education.pupil"),
    POST("/education/pupils/{id}/class", "education.write", class_post, education_pupil_html, "education.class_change",
         .form = &class_form, .fill = pupil_get),
    POST("/education/pupils/{id}/leave", "education.write", leave_post, education_pupil_html, "education.leave",
         .form = &leave_form, .fill = pupil_get),
    POST("/education/pupils/{id}/propose", "benefit.propose", propose_post, education_pupil_html, "education.propose",
         .make_form = propose_make_form, .fill = pupil_get),
    POST("/education/pupils/{id}/risks", "education.write", risk_post, education_pupil_html, "education.risk_add",
         .make_form = risk_make_form, .fill = pupil_get),
    POST("/education/pupils/{id}/sponsorships", "education.sponsor", sponsor_post, education_pupil_html,
         "education.sponsor_add", .make_form = sponsor_make_form, .fill = pupil_get),
    POST("/education/sponsorships/{id}/end", "education.sponsor", sponsor_end_post, NULL, "education.end",
         .form = &sponsor_end_form),
    GET("/education/sponsorships", "education.read", sponsors_get, education_sponsors_html, "education.sponsorships",
        .list = &sponsor_list_def),
    GET("/education/risks", "education.read", risks_get, education_risks_html, "education.risks",
        .list = &risk_list_def),
    GET("/education/risks/{id}", "education.read", risk_one_get, education_risk_html, "education.risk"),
    POST("/education/risks/{id}/actions", "education.write", risk_action_post, education_risk_html,
         "education.action_add", .form = &risk_action_form, .fill = risk_one_get),
    POST("/education/risks/{id}/outcome", "education.write", risk_outcome_post, education_risk_html, "education.close",
         .form = &risk_outcome_form, .fill = risk_one_get),
    GET("/education/imports", "education.write", rolls_get, education_imports_html, "education.import",
        .list = &roll_list_def),
    POST("/education/imports", "education.write", roll_post, education_imports_html, "education.upload",
         .make_form = roll_make_form, .fill = rolls_get, .flags = ROUTE_UPLOAD | ROUTE_OWN_TX),
    GET("/education/imports/template", "education.write", roll_template, NULL, "education.template"),
    GET("/education/imports/{id}", "education.write", roll_get, education_import_html, "education.import_one",
        .list = &roll_row_def),
    GET("/education/imports/{id}/errors", "education.write", roll_wrong, NULL, "education.errors"),
    POST("/education/imports/{id}/apply", "education.write", roll_apply, NULL, "education.apply_rows",
         .flags = ROUTE_OWN_TX),
    GET("/education/lists/{id}/paper", "education.read", term_paper, NULL, "education.paper"),
    POST("/education/lists", "benefit.propose", draft_post, education_board_html, "education.draft",
         .make_form = draft_make_form, .fill = board_get),
};
static const struct permission permissions[] = {
    {"education.read", "education.perm_read"},
    {"education.write", "education.perm_write"},
    {"education.schools", "education.perm_schools"},
    {"education.sponsor", "education.perm_sponsor"},
};
static const struct menu_item menu[] = {{"education", "education.title", "/education", "education.read", 48}};
static const struct job_kind jobs[] = {{"education.judge", rights_job, "education.judge"}};

const struct feature education_feature = {
    .name = "education",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_ROWS(job, jobs),
    .home = education_home,
    .check = education_check,
    .uses = education_uses_of,
    .load = education_load,
    .load_order = 60,
    .demo = education_demo,
    .demo_order = 62,
};
