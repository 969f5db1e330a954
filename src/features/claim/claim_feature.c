/* What the feature offers: what is held, clashes, lists of other agencies, the sweep. */
#include "claim_templates.h"
#include "features/claim/claim_clash.h"
#include "features/claim/claim_home.h"
#include "features/claim/claim_outside.h"
#include "features/claim/claim_pages.h"
#include "features/claim/claim_sweep.h"

#define PAGE(address, perm, handler, template, name, ...)                                                              \
    {                                                                                                                  \
        .method = HTTP_GET, address, .permission = perm, .fn = handler, .page = template, .title = name,               \
        .nav = "claims", ##__VA_ARGS__                                                                                 \
    }
#define POST(address, perm, handler, name, ...)                                                                        \
    { .method = HTTP_POST, address, .permission = perm, .fn = handler, .title = name, .nav = "claims", ##__VA_ARGS__ }
static const struct route routes[] = {
    PAGE(.path = "/claims/clashes", "claim.read", claim_clashes_page, claim_clashes_html, "claim.clashes",
         .list = &claim_clash_list_def),
    PAGE(.path = "/claims/clashes/{id}", "claim.read", claim_clash_page, claim_clash_html, "claim.clash_one"),
    POST(.path = "/claims/clashes/{id}", "claim.answer", claim_clash_post, "claim.answer_submit",
         .page = claim_clash_html, .fill = claim_clash_page, .form = &claim_answer_form),
    POST(.path = "/claims/clashes/{id}/lawful", "claim.decide", claim_lawful_post, "claim.lawful_submit",
         .page = claim_clash_html, .fill = claim_clash_page, .form = &claim_lawful_form),
    PAGE(.path = "/claims/households/{id}", "claim.read", claims_of_household_page, claim_subject_html,
         "claim.what_is_held"),
    PAGE(.path = "/claims/people/{id}", "claim.read", claims_of_person_page, claim_subject_html, "claim.what_is_held"),
    PAGE(.path = "/claims/lists", "claim.read", outside_lists_page, claim_lists_html, "claim.lists",
         .list = &outside_list_def),
    POST(.path = "/claims/lists", "claim.import", outside_post, "claim.upload", .page = claim_lists_html,
         .fill = outside_lists_page, .make_form = outside_upload_form, .flags = ROUTE_UPLOAD | ROUTE_OWN_TX),
    PAGE(.path = "/claims/lists/template", "claim.import", outside_template, NULL, "claim.template"),
    PAGE(.path = "/claims/lists/{id}", "claim.read", outside_list_page, claim_list_html, "claim.list_one",
         .list = &outside_line_def),
    PAGE(.path = "/claims/lists/{id}/errors", "claim.read", outside_errors, NULL, "claim.errors"),
    POST(.path = "/claims/lists/{id}/apply", "claim.import", outside_apply, "claim.apply", .flags = ROUTE_OWN_TX),
    PAGE(.path = "/claims/lines/{id}", "claim.read", outside_line_page, claim_line_html, "claim.outside_line"),
    POST(.path = "/claims/lines/{id}", "claim.import", outside_line_post, "claim.is_this", .page = claim_line_html,
         .fill = outside_line_page, .form = &outside_match_form),
    PAGE(.path = "/claims/sweep", "claim.sweep", claim_sweep_page, claim_sweep_html, "claim.sweep"),
    POST(.path = "/claims/sweep", "claim.sweep", claim_sweep_post, "claim.sweep_now"),
};
static const struct permission permissions[] = {
    {"claim.read", "claim.perm_read"},     {"claim.answer", "claim.perm_answer"}, {"claim.decide", "claim.perm_decide"},
    {"claim.import", "claim.perm_import"}, {"claim.sweep", "claim.perm_sweep"},
};
static const struct menu_item menu[] = {{"claims", "claim.menu", "/claims/clashes", "claim.read", 47}};
static const struct command commands[] = {
    {"claims sweep", "claim.cmd_sweep", NULL, NULL, 0, true, claim_sweep_command},
};
static const struct job_kind jobs[] = {{"claims.sweep", claim_sweep_job, "claim.sweep"}};

const struct feature claim_feature = {
    .name = "claim",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    FEATURE_ROWS(command, commands),
    FEATURE_ROWS(job, jobs),
    .home = claim_home,
    .uses = claim_uses_of,
};
