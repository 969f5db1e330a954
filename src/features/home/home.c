/* The first page of each role: what must be done now, then where things stand. Each feature that has work for
 * somebody fills a list of the same shape: {"key": …, "title": word, "items": [{text, href, day, tone}]}. */
#include "app/app.h"
#include "home_templates.h"

static enum status home(struct ctx *c, struct value *out, struct error *err) {
    struct value *work = value_set_list(out, "work");
    for (const struct feature *const *f = features; *f != NULL; f++)
        if ((*f)->home != NULL)
            TRY((*f)->home(c, work, out, err));
    value_set_text(out, "role", c->user.role);
    /* Whoever leads asks first where things stand; everybody else what there is to do. */
    value_set_bool(out, "leads", text_is(c->user.role, "province_leader") || text_is(c->user.role, "district_chair"));
    return OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/",
     .permission = "signed_in",
     .fn = home,
     .page = home_page_html,
     .title = "home.title",
     .nav = "home"},
};
static const struct menu_item menu[] = {{"home", "home.title", "/", "signed_in", 0}};

const struct feature home_feature = {
    .name = "home",
    FEATURE_ROWS(route, routes),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
