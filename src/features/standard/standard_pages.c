/* Standards with their lines and indicators, ethnic groups; and what the feature offers. */
#include "features/standard/standard_pages.h"

#include "features/standard/standard_load.h"
#include "standard_queries.h"
#include "standard_templates.h"

const struct choice certainty_choices[] = {
    {"confirmed", "standard.certainty.confirmed", 0}, {"secondary", "standard.certainty.secondary", 0},
    {"derived", "standard.certainty.derived", 0},     {"from_memory", "standard.certainty.from_memory", 0},
    {"unknown", "standard.certainty.unknown", 0},
};

void standard_tabs(struct ctx *c, struct value *out, const char *current) {
    static const struct {
        const char *label, *href;
    } tabs[] = {{"standard.title", "/standards"},
                {"scorecard.title", "/scorecards"},
                {"setting.title", "/settings"},
                {"holiday.title", "/holidays"},
                {"ethnicity.title", "/ethnicities"}};
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(tabs); i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "label", tabs[i].label);
        value_set_str(v, "href", tabs[i].href);
        value_set_bool(v, "current", strcmp(tabs[i].href, current) == 0);
    }
    value_set_page(out, "tabs", list);
}

static void standard_value(struct ctx *c, const struct standard *s, struct value *v) {
    value_set_id(v, "id", s->id);
    value_set_text(v, "key", s->key);
    value_set_word(v, "kind", text_is(s->kind, "national") ? "standard.kind.national" : "standard.kind.provincial");
    value_set_text(v, "name", s->name);
    value_set_text(v, "short_name", s->short_name);
    value_set_text(v, "document", s->document);
    value_set_day(v, "valid_from", s->valid_from);
    value_set_day(v, "valid_to", s->valid_to == DAY_FOREVER ? DAY_NONE : s->valid_to);
    value_set_bool(v, "in_force", s->valid_from <= c->as_of && c->as_of < s->valid_to);
    value_set_text(v, "note", s->note);
    value_set_text(v, "source", s->source);
    value_set_certainty(v, "certainty", s->certainty);
}

static enum status add_lines(struct ctx *c, const struct standard *s, struct value *v, struct error *err) {
    struct standard_line *lines;
    size_t count;
    TRY(standard_lines(c, s->id, &lines, &count, err));
    struct value *list = value_set_list(v, "lines");
    for (size_t i = 0; i < count; i++)
        standard_line_value(&lines[i], value_add_object(list));
    return OK;
}

static enum status standards_page(struct ctx *c, struct value *out, struct error *err) {
    struct standard_all_row *rows;
    size_t count;
    TRY(standard_all(c->db, c->arena, &rows, &count, err));
    value_set_day(out, "as_of", c->as_of);
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct standard s;
        TRY(standard_get(c, rows[i].id, &s, err));
        struct value *v = value_add_object(items);
        standard_value(c, &s, v);
        TRY(add_lines(c, &s, v, err));
    }
    standard_tabs(c, out, "/standards");
    return OK;
}

static void indicator_value(const struct indicator *n, struct value *v) {
    value_set_int(v, "no", n->no);
    value_set_text(v, "code", n->code);
    value_set_text(v, "dimension", n->dimension);
    value_set_text(v, "name", n->name);
    value_set_text(v, "deprived_when", n->deprived_when);
    value_set_int(v, "points", n->points);
    value_set_text(v, "article", n->article);
    value_set_certainty(v, "rule_certainty", n->rule_certainty);
    value_set_bool(v, "provisional", !certainty_is_firm(n->rule_certainty));
    value_set_text(v, "note", n->note);
    value_set_text(v, "source", n->source);
    value_set_certainty(v, "certainty", n->certainty);
}

static enum status standard_page(struct ctx *c, struct value *out, struct error *err) {
    struct standard s;
    TRY(standard_by_key(c, c->params[0], &s, err));
    standard_value(c, &s, out);
    TRY(add_lines(c, &s, out, err));
    struct indicator *indicators;
    size_t count;
    TRY(standard_indicators(c, s.indicator_family, &indicators, &count, err));
    struct value *list = value_set_list(out, "indicators");
    for (size_t i = 0; i < count; i++)
        indicator_value(&indicators[i], value_add_object(list));
    value_set_bool(out, "may_manage", user_may(&c->user, "standard.manage"));
    standard_tabs(c, out, "/standards");
    return OK;
}

static enum status ethnicities_page(struct ctx *c, struct value *out, struct error *err) {
    struct ethnicity_all_row *rows;
    size_t count;
    TRY(ethnicity_all(c->db, c->arena, &rows, &count, err));
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(items);
        value_set_text(v, "name", rows[i].name);
        value_set_text(v, "alt_names", rows[i].alt_names);
        value_set_text(v, "code_1979", rows[i].code_1979);
        value_set_text(v, "code_2008", rows[i].code_2008);
        value_set_certainty(v, "code_2008_certainty", rows[i].code_2008_certainty);
        value_set_bool(v, "minority", rows[i].minority);
        value_set_text(v, "source", rows[i].source);
        value_set_certainty(v, "certainty", rows[i].certainty);
    }
    standard_tabs(c, out, "/ethnicities");
    return OK;
}

#define GET_PAGE(path_, permission_, fn_, page_, title_)                                                               \
    {                                                                                                                  \
        .method = HTTP_GET, .path = path_, .permission = permission_, .fn = fn_, .page = page_, .title = title_,       \
        .nav = "standards"                                                                                             \
    }

static const struct route routes[] = {
    GET_PAGE("/standards", "standard.read", standards_page, standard_list_html, "standard.title"),
    GET_PAGE("/standards/{key}", "standard.read", standard_page, standard_detail_html, "standard.one"),
    GET_PAGE("/standards/{key}/lines/{area}/{class}", "standard.manage", standard_line_page, standard_line_html,
             "standard.line_title"),
    {.method = HTTP_POST,
     .path = "/standards/{key}/lines/{area}/{class}",
     .permission = "standard.manage",
     .fn = standard_line_save,
     .page = standard_line_html,
     .title = "standard.line_title",
     .form = &standard_line_form,
     .fill = standard_line_fill,
     .nav = "standards"},
    GET_PAGE("/scorecards", "standard.read", scorecards_page, standard_scorecards_html, "scorecard.title"),
    GET_PAGE("/scorecards/template", "standard.read", scorecard_template, NULL, "scorecard.template"),
    GET_PAGE("/scorecards/{key}", "standard.read", scorecard_page, standard_scorecard_html, "scorecard.one"),
    {.method = HTTP_POST,
     .path = "/scorecards",
     .permission = "standard.manage",
     .fn = scorecard_upload,
     .page = standard_scorecards_html,
     .title = "scorecard.upload",
     .form = &scorecard_form,
     .fill = scorecard_fill,
     .flags = ROUTE_UPLOAD,
     .nav = "standards"},
    {.method = HTTP_POST,
     .path = "/scorecards/{key}/use",
     .permission = "setting.manage",
     .fn = scorecard_use,
     .page = standard_scorecard_html,
     .title = "scorecard.use",
     .form = &scorecard_use_form,
     .fill = scorecard_page,
     .nav = "standards"},
    GET_PAGE("/settings", "standard.read", settings_page, standard_settings_html, "setting.title"),
    GET_PAGE("/settings/{key}", "standard.read", setting_page, standard_setting_html, "setting.one"),
    {.method = HTTP_POST,
     .path = "/settings/{key}",
     .permission = "setting.manage",
     .fn = setting_change,
     .page = standard_setting_html,
     .title = "setting.change",
     .make_form = setting_form,
     .fill = setting_fill,
     .nav = "standards"},
    GET_PAGE("/holidays", "standard.read", holidays_page, standard_holidays_html, "holiday.title"),
    {.method = HTTP_POST,
     .path = "/holidays",
     .permission = "standard.manage",
     .fn = holiday_add,
     .page = standard_holidays_html,
     .title = "holiday.add",
     .form = &holiday_form,
     .fill = holidays_fill,
     .nav = "standards"},
    GET_PAGE("/holidays/{day}", "standard.manage", holiday_page, standard_holiday_html, "holiday.one"),
    {.method = HTTP_POST,
     .path = "/holidays/{day}",
     .permission = "standard.manage",
     .fn = holiday_change,
     .page = standard_holiday_html,
     .title = "holiday.change",
     .form = &holiday_change_form,
     .fill = holiday_fill,
     .nav = "standards"},
    {.method = HTTP_POST,
     .path = "/holidays/{day}/remove",
     .permission = "standard.manage",
     .fn = holiday_remove,
     .title = "holiday.remove",
     .nav = "standards"},
    GET_PAGE("/ethnicities", "standard.read", ethnicities_page, standard_ethnicities_html, "ethnicity.title"),
};
static const struct permission permissions[] = {
    {"standard.read", "standard.perm_read"},
    {"standard.manage", "standard.perm_manage"},
    {"setting.manage", "standard.perm_setting"},
};
static const struct menu_item menu[] = {
    {"standards", "standard.menu", "/standards", "standard.read", 75},
};

const struct feature standard_feature = {
    .name = "standard",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = standard_load,
    .load_order = 40,
};
