/* Whom a service is for, who may write it, and small things that the pages of all services need. */
#include "features/service/service.h"

#include "features/area/area.h"
#include "features/household/household.h"
#include "features/policy/policy.h"
#include "features/service/service_parts.h"

#define PAST_DAYS_MAX 3660 /* an act of more than ten years ago is a slip of the year */

/* ---- places */

static enum status name_of(struct ctx *c, int64_t hamlet_id, int64_t commune_id, struct text *ret, struct error *err) {
    int64_t ids[2] = {commune_id, hamlet_id == DB_NULL ? commune_id : hamlet_id};
    struct service_area_names_row *rows;
    size_t count;
    TRY(service_area_names(c->db, &(struct service_area_names_in){{ids, hamlet_id == DB_NULL ? 1 : 2}, c->today},
                           c->arena, &rows, &count, err));
    struct text hamlet = TEXT_NONE, commune = T("");
    for (size_t i = 0; i < count; i++)
        *(rows[i].id == commune_id ? &commune : &hamlet) = rows[i].name;
    *ret = hamlet.ptr == NULL ? commune : arena_fmt(c->arena, "%.*s, %.*s", FMT(hamlet), FMT(commune));
    return OK;
}

enum status service_place_of(struct ctx *c, int64_t area_id, struct service_place *ret, struct error *err) {
    struct area *path;
    size_t count;
    TRY(ctx_require_area(c, area_id, err));
    TRY(area_path(c, area_id, c->today, &path, &count, err));
    struct service_place p = {.hamlet_id = DB_NULL};
    size_t i = 0;
    if (count > 0 && path[0].level == AREA_HAMLET)
        p.hamlet_id = path[i++].id;
    if (i < count && path[i].level >= AREA_DISTRICT) { /* where there is no commune the district acts as one */
        p.commune_id = p.district_id = path[i].id;
        if (i + 1 < count && path[i].level == AREA_COMMUNE && path[i + 1].level == AREA_DISTRICT)
            p.district_id = path[++i].id;
    }
    bool too_high = p.commune_id == 0;
    if (!too_high && p.hamlet_id == DB_NULL && path[0].level == AREA_DISTRICT) {
        struct area *communes;
        size_t n;
        TRY(area_communes(c, area_id, c->today, &communes, &n, err));
        too_high = n != 1 || communes[0].id != area_id;
    }
    if (too_high) {
        (void)error_field(err, "area", "service.area_too_high", NULL);
        return error_fields_status(err);
    }
    p.province_id = path[count - 1].id;
    TRY(name_of(c, p.hamlet_id, p.commune_id, &p.name, err));
    *ret = p;
    return OK;
}

enum status service_area_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    if (c->user.scope.level != DB_SCOPE_COMMUNE && c->user.scope.level != DB_SCOPE_HAMLET)
        return area_commune_choices(c, ret, ret_count, err);
    struct area *below, own;
    size_t count = 0, n = 0;
    TRY(area_get_lately(c, c->user.scope.area_id, c->today, &own, err));
    if (own.level < AREA_HAMLET)
        TRY(area_children(c, own.id, c->today, &below, &count, err));
    *ret = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    (*ret)[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)own.id), own.name};
    for (size_t i = 0; i < count; i++)
        (*ret)[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)below[i].id), below[i].name};
    *ret_count = n;
    return OK;
}

/* ---- households and people */

enum status service_household(struct ctx *c, int64_t id, struct service_household *ret, struct error *err) {
    struct service_household_get_row r;
    day_t limit;
    bool found = false;
    TRY(household_escape_limit(c, &limit, err));
    TRY(service_household_get(c->db, &(struct service_household_get_in){id, limit}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.hamlet_id, err));
    *ret = (struct service_household){.id = r.id,
                                      .code = r.code,
                                      .head_name = r.head_name,
                                      .ethnicity = r.ethnicity,
                                      .place = {r.hamlet_id, r.commune_id, r.district_id, r.province_id, TEXT_NONE},
                                      .class_provincial = r.class_provincial,
                                      .class_national = r.class_national,
                                      .newly_escaped = r.newly_escaped,
                                      .minority = r.minority,
                                      .resident = r.status == HOUSEHOLD_RESIDENT};
    return name_of(c, r.hamlet_id, r.commune_id, &ret->place.name, err);
}

enum status service_household_by_code(struct ctx *c, struct text code, const char *field, struct service_household *ret,
                                      struct error *err) {
    struct service_household_code_row r;
    bool found = false;
    TRY(service_household_code(c->db, &(struct service_household_code_in){code}, c->arena, &r, &found, err));
    enum status s = found ? service_household(c, r.id, ret, err) : E_NOT_FOUND;
    if (s == OK || (found && s != E_NOT_FOUND))
        return s;
    error_clear(err);
    (void)error_field(err, field, "service.no_household", arena_zstr(c->arena, code));
    return error_fields_status(err);
}

enum status service_person(struct ctx *c, int64_t id, struct service_person *ret, struct error *err) {
    struct service_person_get_row r;
    bool found = false;
    TRY(service_person_get(c->db, &(struct service_person_get_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    struct service_person p = {.id = r.id,
                               .name = r.full_name,
                               .female = r.sex == 1,
                               .born_on = r.born_on,
                               .precision = (enum day_precision)r.born_precision};
    TRY(service_household(c, r.household_id, &p.household, err));
    *ret = p;
    return OK;
}

void service_household_show(struct ctx *c, const struct service_household *h, struct value *out) {
    (void)c;
    struct value *v = value_set_object(out, "household");
    value_set_id(v, "id", h->id);
    value_set_text(v, "code", h->code);
    value_set_text(v, "head_name", h->head_name);
    value_set_text(v, "place", h->place.name);
    value_set_word(v, "class_provincial", household_class_word(h->class_provincial));
    value_set_word(v, "class_national", household_class_word(h->class_national));
    value_set_bool(v, "newly_escaped", h->newly_escaped);
    value_set_bool(v, "minority", h->minority);
}

void service_person_show(struct ctx *c, const struct service_person *p, struct value *out) {
    struct value *v = value_set_object(out, "person");
    value_set_id(v, "id", p->id);
    value_set_text(v, "name", p->name);
    value_set_word(v, "sex", p->female ? "service.female" : "service.male");
    AUTO_BUF b;
    buf_init(&b, 64);
    if (p->born_on != DAY_NONE)
        fmt_birth(&b, c->lang, p->born_on, p->precision);
    value_set_text(v, "born", p->born_on == DAY_NONE ? TEXT_NONE : arena_text(c->arena, buf_as_text(&b)));
    service_household_show(c, &p->household, out);
}

enum status service_person_page(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct service_person p;
    TRY(service_person(c, id, &p, err));
    service_person_show(c, &p, out);
    value_set_bool(out, "may_household", ctx_may_open(c, "/households/{id}"));
    return OK;
}

/* ---- rights by class */

static void add_class(struct buf *b, int64_t household_class, const char *standard) {
    const char *name = household_class == CLASS_POOR        ? "poor"
                       : household_class == CLASS_NEAR_POOR ? "near_poor"
                       : household_class == CLASS_AVERAGE   ? "average"
                                                            : NULL;
    if (name != NULL)
        buf_fmt(b, "%s%s/%s", b->len > 0 ? " " : "", name, standard);
}

struct text service_classes(struct ctx *c, const struct service_household *h) {
    AUTO_BUF b;
    buf_init(&b, 256);
    add_class(&b, h->class_national, "national");
    add_class(&b, h->class_provincial, "brvt");
    if (h->newly_escaped)
        buf_fmt(&b, "%snewly_escaped/brvt", b.len > 0 ? " " : "");
    return b.len > 0 ? arena_text(c->arena, buf_as_text(&b)) : TEXT_NONE;
}

bool service_leads(struct ctx *c, const char *policy_key) {
    if (c->user.agency_id == 0 || c->user.scope.level != DB_SCOPE_PROVINCE)
        return true;
    struct service_led_row *rows;
    size_t count;
    struct error ignored = {0};
    if (service_led(c->db, &(struct service_led_in){c->user.agency_id}, c->arena, &rows, &count, &ignored) != OK)
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].key, policy_key))
            return true;
    return false;
}

bool service_carries_out(struct ctx *c, struct text task) {
    if (c->user.agency_id == 0 || c->user.scope.level != DB_SCOPE_PROVINCE)
        return true;
    struct service_carries_row r;
    bool found = false;
    struct error ignored = {0};
    return service_carries(c->db, &(struct service_carries_in){c->user.agency_id, task, day_year(c->today)}, c->arena,
                           &r, &found, &ignored) == OK &&
           found;
}

enum status service_require_lead(struct ctx *c, const char *policy_key, struct error *err) {
    return service_leads(c, policy_key) ? OK : fail(err, E_FORBIDDEN, "service.other_agency");
}

static const struct judge_line *first_line(const struct judged_subject *s, enum judge_state state) {
    for (size_t i = 0; i < s->line_count; i++)
        if (s->lines[i].state == state)
            return &s->lines[i];
    return NULL;
}

enum status service_entitled(struct ctx *c, int64_t policy_id, int64_t household_id, int64_t person_id, day_t on,
                             struct text proof, const char *field, struct error *err) {
    struct judgement j;
    TRY(policy_judge(c, policy_id, household_id, on, &j, err));
    const struct judged_subject *s = NULL;
    for (size_t i = 0; i < j.subject_count; i++)
        if (j.subjects[i].person_id == person_id)
            s = &j.subjects[i];
    if (s == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    const struct judge_line *fails = first_line(s, JUDGE_FAILS), *unknown = first_line(s, JUDGE_UNKNOWN),
                            *needs = first_line(s, JUDGE_NEEDS_PAPER);
    if (s->answer == ENTITLED_NO)
        (void)error_field(err, field, "service.not_entitled",
                          fails != NULL ? arena_zstr(c->arena, fails->reason.len > 0 ? fails->reason : fails->title)
                                        : "");
    else if (s->answer == ENTITLED_UNKNOWN)
        (void)error_field(err, field, "service.right_unknown",
                          unknown != NULL ? arena_zstr(c->arena, unknown->title) : "");
    else if (s->answer == ENTITLED_IF_SHOWN && proof.len == 0)
        (void)error_field(err, "proof", "service.proof_needed",
                          needs != NULL ? arena_zstr(c->arena, needs->title) : "");
    return error_fields_status(err);
}

/* ---- small things */

const char *service_word(struct ctx *c, const char *prefix, struct text code) {
    return code.ptr == NULL ? NULL : arena_fmt(c->arena, "%s%.*s", prefix, FMT(code)).ptr;
}

void service_form(struct ctx *c, struct value *out, const char *member, const struct form *f, const char *permission,
                  bool possible, struct text action, const struct value *current) {
    if (!possible || !user_may(&c->user, permission))
        return;
    struct value *form = form_view(c, f, NULL, current, NULL);
    value_set_text(form, "action", action);
    value_set_page(out, member, form);
}

void service_actions(struct ctx *c, struct value *out, const struct service_action *actions, size_t count) {
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < count; i++) {
        if (!user_may(&c->user, actions[i].permission))
            continue;
        struct value *v = value_add_object(list);
        value_set_word(v, "label", actions[i].label);
        value_set_str(v, "href", actions[i].href);
        value_set_str(v, "icon", actions[i].icon);
        value_set_bool(v, "main", actions[i].main);
    }
    if (value_count(list) > 0)
        value_set_page(out, "actions", list);
}

const struct form *service_form_with(struct ctx *c, const struct form *f, const char *field,
                                     const struct choice_text *texts, size_t count) {
    struct field *fields = ARENA_ARRAY(c->arena, f->field_count, struct field);
    memcpy(fields, f->fields, f->field_count * sizeof *fields);
    for (size_t i = 0; i < f->field_count; i++)
        if (strcmp(fields[i].name, field) == 0) {
            fields[i].texts = texts;
            fields[i].text_count = count;
        }
    struct form *made = ARENA_NEW(c->arena, struct form);
    *made = (struct form){f->name, fields, f->field_count};
    return made;
}

enum status service_day_after(struct ctx *c, const char *field, day_t on, day_t before, struct error *err) {
    if (on > c->today || on < before)
        (void)error_field(err, field, on > c->today ? "service.day_ahead" : "service.before_last_step", NULL);
    return error_fields_status(err);
}

enum status service_past_day(struct ctx *c, const char *field, day_t d, struct error *err) {
    if (d != DAY_NONE && (d > c->today || d < c->today - PAST_DAYS_MAX))
        (void)error_field(err, field, d > c->today ? "service.day_ahead" : "service.day_long_past", NULL);
    return error_fields_status(err);
}

enum status service_play_as(struct ctx *c, const char *username, struct error *err) {
    struct service_account_row r;
    bool found = false;
    TRY(service_account(c->db, &(struct service_account_in){text_of(username)}, c->arena, &r, &found, err));
    c->user.account_id = found ? r.id : 1;
    return OK;
}

/* ---- one entry of the menu for all services */

static const struct {
    const char *label, *sub, *href, *permission;
} doors[] = {
    {"service.door.legal_aid", "service.door.legal_aid_sub", "/legal-aid", "legalaid.figures"},
    {"service.door.jobs", "service.door.jobs_sub", "/employment", "employment.read"},
    {"service.door.inkind", "service.door.inkind_sub", "/in-kind", "inkind.read"},
    {"service.door.minority", "service.door.minority_sub", "/minority", "inkind.read"},
    {"service.door.nutrition", "service.door.nutrition_sub", "/nutrition", "nutrition.read"},
    {"service.door.livelihood", "service.door.livelihood_sub", "/livelihood", "livelihood.read"},
    {"service.door.water", "service.door.water_sub", "/clean-water", "livelihood.read"},
    {"service.gatherings", "service.door.gatherings_sub", "/gatherings", "gathering.read"},
    {"service.follow_ups", "service.door.follow_ups_sub", "/follow-ups", "followup.read"},
};

static enum status doors_get(struct ctx *c, struct value *out, struct error *err) {
    (void)err;
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < COUNT_OF(doors); i++) {
        if (!user_may(&c->user, doors[i].permission))
            continue;
        struct value *v = value_add_object(list);
        value_set_word(v, "label", doors[i].label);
        value_set_word(v, "sub", doors[i].sub);
        value_set_str(v, "href", doors[i].href);
    }
    return OK;
}

/* ---- what the feature offers */

static const struct permission permissions[] = {
    {"gathering.read", "service.perm_gathering_read"},
    {"gathering.write", "service.perm_gathering_write"},
    {"followup.read", "service.perm_followup_read"},
    {"followup.write", "service.perm_followup_write"},
};
static const struct menu_item menu[] = {
    {"services", "service.menu", "/services", "gathering.read", 56},
};
static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/services",
     .permission = "gathering.read",
     .fn = doors_get,
     .page = service_doors_html,
     .title = "service.menu",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/find-person",
     .permission = "household.read",
     .fn = service_find_get,
     .page = service_find_html,
     .title = "service.find",
     .form = &service_find_form,
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/gatherings",
     .permission = "gathering.read",
     .fn = gathering_list_get,
     .page = service_gatherings_html,
     .title = "service.gatherings",
     .nav = "services",
     .list = &gathering_list_def},
    {.method = HTTP_POST,
     .path = "/gatherings",
     .permission = "gathering.write",
     .fn = gathering_post,
     .page = service_gatherings_html,
     .title = "service.gathering_new",
     .nav = "services",
     .make_form = gathering_make_form,
     .fill = gathering_list_get},
    {.method = HTTP_GET,
     .path = "/gatherings/{id}",
     .permission = "gathering.read",
     .fn = gathering_one_get,
     .page = service_gathering_html,
     .title = "service.gathering",
     .nav = "services"},
    {.method = HTTP_POST,
     .path = "/gatherings/{id}/people",
     .permission = "gathering.write",
     .fn = gathering_people_post,
     .page = service_gathering_html,
     .title = "service.people_add",
     .nav = "services",
     .form = &gathering_people_form,
     .fill = gathering_one_get},
    {.method = HTTP_POST,
     .path = "/gatherings/{id}/people/{person}/remove",
     .permission = "gathering.write",
     .fn = gathering_remove_post,
     .title = "service.people_remove",
     .nav = "services",
     .form = &gathering_remove_form},
    {.method = HTTP_POST,
     .path = "/gatherings/{id}/cancel",
     .permission = "gathering.write",
     .fn = gathering_cancel_post,
     .page = service_gathering_html,
     .title = "service.gathering_cancel",
     .nav = "services",
     .form = &gathering_cancel_form,
     .fill = gathering_one_get},
    {.method = HTTP_GET,
     .path = "/gatherings/figures/{kind}",
     .permission = "gathering.read",
     .fn = gathering_figures_get,
     .page = service_gathering_figures_html,
     .title = "service.gathering_figures_title",
     .nav = "services"},
    {.method = HTTP_GET,
     .path = "/follow-ups",
     .permission = "followup.read",
     .fn = follow_up_list_get,
     .page = service_follow_ups_html,
     .title = "service.follow_ups",
     .nav = "services",
     .list = &follow_up_list_def},
    {.method = HTTP_GET,
     .path = "/follow-ups/{id}",
     .permission = "followup.read",
     .fn = follow_up_one_get,
     .page = service_follow_up_html,
     .title = "service.follow_up",
     .nav = "services"},
    {.method = HTTP_POST,
     .path = "/follow-ups/{id}",
     .permission = "followup.write",
     .fn = follow_up_post,
     .page = service_follow_up_html,
     .title = "service.follow_up_write",
     .nav = "services",
     .make_form = follow_up_make_form,
     .fill = follow_up_one_get},
};

const struct feature service_feature = {
    .name = "service",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .home = follow_up_home,
};
