/* The first page: what a term says by policy for those who live here, and by school; every figure opens to its pupils.
 */
#include "app/jobs.h"
#include "features/area/area.h"
#include "features/education/education_parts.h"

struct counts {
    int64_t entitled, listed, served, other, left_out;
};

static void set_counts(struct value *v, const struct counts *n) {
    value_set_int(v, "entitled", n->entitled);
    value_set_int(v, "listed", n->listed);
    value_set_int(v, "served", n->served);
    value_set_int(v, "other", n->other);
    value_set_int(v, "left_out", n->left_out);
}

static const struct policy *policy_of(const struct policy *p, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (p[i].id == id)
            return &p[i];
    return NULL;
}

static enum status by_policy(struct ctx *c, const struct term *t, const struct policy *p, size_t count,
                             struct value *out, struct error *err) {
    struct home_figures_row *rows;
    size_t n;
    TRY(home_figures(c->db,
                     &(struct home_figures_in){t->year, t->key, scope_level_of(c), c->user.scope.area_id, clerk_of(c)},
                     c->arena, &rows, &n, err));
    struct value *list = value_set_list(out, "policies");
    for (size_t i = 0; i < count; i++) {
        struct counts k = {0};
        for (size_t x = 0; x < n; x++)
            if (rows[x].policy_id == p[i].id)
                k = (struct counts){rows[x].entitled, rows[x].listed, rows[x].served, rows[x].other, rows[x].left_out};
        struct value *v = value_add_object(list), *classes = value_set_list(v, "classes");
        struct text rest = p[i].classes, code;
        while (text_cut(&rest, ' ', &code))
            if (policy_class_word(code) != NULL)
                value_add_text(classes, tr(c->lang, policy_class_word(code)));
        value_set_id(v, "id", p[i].id);
        value_set_text(v, "key", p[i].key);
        value_set_text(v, "name", p[i].name);
        value_set_bool(v, "by_class", p[i].classes.ptr != NULL);
        value_set_text(v, "note", p[i].note);
        value_set_text(v, "document", p[i].document);
        value_set_word(v, "certainty", service_word(c, "standard.certainty.", p[i].certainty));
        set_counts(v, &k);
    }
    return OK;
}

/* ?at= one commune: its schools. A commune's officer and a clerk see theirs at once; above, commune by commune. */
struct asked_place {
    int level;
    int64_t area;
    bool communes; /* figures by commune, not by school */
};
static enum status place_asked(struct ctx *c, struct value *out, struct asked_place *ret, struct error *err) {
    struct asked_place a = {.level = scope_level_of(c), .area = c->user.scope.area_id};
    struct area commune;
    int64_t at;
    a.communes = a.level < DB_SCOPE_COMMUNE && clerk_of(c) == DB_NULL;
    if (a.communes && text_to_i64(ctx_query(c, "at"), &at)) {
        TRY(ctx_require_area(c, at, err));
        TRY(area_get(c, at, c->today, &commune, err));
        value_set_id(out, "at", at);
        value_set_text(out, "at_name", commune.name);
        a = (struct asked_place){.level = DB_SCOPE_COMMUNE, .area = at};
    }
    *ret = a;
    return OK;
}

static enum status by_place(struct ctx *c, const struct term *t, const struct asked_place *a, const struct policy *p,
                            size_t count, struct value *out, struct error *err) {
    struct school_figures_row *rows;
    size_t n;
    TRY(school_figures(
        c->db, &(struct school_figures_in){t->year, t->key, a->level, a->area, clerk_of(c), a->communes, c->today},
        c->arena, &rows, &n, err));
    value_set_bool(out, "by_commune", a->communes);
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < n; i++) {
        const struct policy *of = policy_of(p, count, rows[i].policy_id);
        struct counts k = {rows[i].entitled, rows[i].listed, rows[i].served, rows[i].other, rows[i].left_out};
        struct value *v = value_add_object(list);
        value_set_id(v, a->communes ? "commune_id" : "school_id", rows[i].place_id);
        value_set_text(v, a->communes ? "commune" : "school", rows[i].place_name);
        value_set_id(v, "policy_id", rows[i].policy_id);
        value_set_text(v, "policy", of != NULL ? of->name : TEXT_NONE);
        set_counts(v, &k);
    }
    return OK;
}

/* Of one commune; above it they are a page of benefits. */
static enum status add_lists(struct ctx *c, const struct term *t, const struct asked_place *a, struct value *out,
                             struct error *err) {
    struct term_lists_row *rows;
    size_t n;
    struct value *list = value_set_list(out, "lists");
    if (!user_may(&c->user, "benefit.read") || a->level < DB_SCOPE_COMMUNE)
        return OK;
    TRY(term_lists(c->db, &(struct term_lists_in){t->key, a->area, c->today}, c->arena, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "title", rows[i].title);
        value_set_text(v, "commune", rows[i].commune_name);
        value_set_word(v, "state",
                       text_is(rows[i].state, "withdrawn") ? "benefit.state.returned"
                                                           : service_word(c, "benefit.state.", rows[i].state));
        value_set_int(v, "lines", rows[i].line_count);
        value_set_money(v, "amount", rows[i].amount);
        value_set_text(v, "number", rows[i].number);
        value_set_day(v, "signed_on", rows[i].signed_on);
    }
    return OK;
}

enum status board_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"education.schools", "/education/schools", "school", "education.read", false},
        {"education.pupils", "/education/pupils", "users", "education.read", false},
        {"education.risks", "/education/risks?open=1", "alert-triangle", "education.read", false},
        {"education.sponsorships", "/education/sponsorships", "users", "education.read", false},
        {"education.terms", "/education/terms", "calendar", "education.read", false},
    };
    struct term t;
    struct asked_place at;
    struct policy *p;
    const struct form *form;
    size_t count;
    day_t on;
    TRY(term_asked(c, &t, err));
    TRY(term_right_day(c, &t, &on, err));
    TRY(term_policies(c, on, &p, &count, err));
    TRY(term_show(c, &t, out, err));
    value_set_day(out, "right_on", on);
    value_set_day(out, "pay_from", t.pay_from);
    value_set_day(out, "pay_to", t.pay_to - 1);
    value_set_int(out, "pay_months", t.pay_months);
    value_set_word(out, "certainty", service_word(c, "standard.certainty.", t.certainty));
    value_set_bool(out, "may_lists", ctx_may_open(c, "/benefits/lists"));
    value_set_bool(out, "may_policy", user_may(&c->user, "policy.read"));
    TRY(place_asked(c, out, &at, err));
    TRY(by_policy(c, &t, p, count, out, err));
    TRY(by_place(c, &t, &at, p, count, out, err));
    TRY(add_lists(c, &t, &at, out, err));
    service_actions(c, out, actions, COUNT_OF(actions));
    struct value *now = value_object(c->arena);
    value_set_text(now, "term", arena_fmt(c->arena, "%lld", (long long)t.key));
    TRY(draft_make_form(c, &form, err));
    service_form(c, out, "draft_form", form, "benefit.propose", c->user.scope.level == DB_SCOPE_COMMUNE,
                 T("/education/lists"), now);
    value_set_bool(out, "may_reckon", user_may(&c->user, "education.schools") && service_leads(c, EDUCATION_POLICY));
    return OK;
}

enum status reckon_post(struct ctx *c, struct value *out, struct error *err) {
    struct term t;
    int64_t key = 0, id;
    TRY(education_require_lead(c, err));
    TRY(ctx_id(c, 0, &key, err));
    TRY(term_get(c, key, &t, err));
    struct value *params = value_object(c->arena);
    value_set_id(params, "term", key);
    TRY(job_start(c, "education.judge", params, &id, err));
    value_set_id(out, "job_id", id);
    ctx_redirect(c, NULL, "/jobs/%lld", (long long)id);
    return OK;
}
