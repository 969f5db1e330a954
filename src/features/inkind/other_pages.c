/* Figures of help in kind, the households behind them, and the ethnic-minority programme beside the other programmes:
 * one line for each household with what it got from which. */
#include "features/claim/claim.h"
#include "features/household/household.h"
#include "features/inkind/inkind_parts.h"

static const struct choice given_states[] = {{"proposed", "inkind.given.proposed", 0},
                                             {"approved", "inkind.given.approved", 0},
                                             {"handed", "inkind.given.handed", 0},
                                             {"returned", "inkind.given.returned", 0},
                                             {"removed", "inkind.given.removed", 0}};
static const struct list_column given_columns[] = {
    {.key = "handed_on", .label = "inkind.handed_on", .sort = "newest", .type = V_DAY},
    {.key = "head_name",
     .label = "service.head",
     .href = "/in-kind/given/{id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "code", .label = "service.code", .sort = "code", .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "policy", .label = "service.policy", .type = V_TEXT},
    {.key = "goods", .label = "inkind.good", .type = V_TEXT},
    {.key = "value", .label = "inkind.value", .number = true, .type = V_MONEY},
    {.key = "state", .label = "service.state", .type = V_WORD},
};
static const struct list_filter given_filters[] = {
    {.name = "state",
     .label = "service.state",
     .type = F_CHOICE,
     .choices = given_states,
     .choice_count = COUNT_OF(given_states)},
    {.name = "policy", .label = "service.policy", .type = F_TEXT},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};
static void given_row(struct ctx *c, const void *row, struct value *item) {
    const struct given_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_text(item, "policy", r->policy);
    value_set_text(item, "goods", r->goods);
    value_set_money(item, "value", r->value);
    value_set_word(item, "state", service_word(c, "inkind.given.", r->state));
    value_set_day(item, "handed_on", r->handed_on);
}
const struct list_def inkind_given_list_def = {.name = "given",
                                               .stmt = &given_list_stmt,
                                               .columns = given_columns,
                                               .column_count = COUNT_OF(given_columns),
                                               .filters = given_filters,
                                               .filter_count = COUNT_OF(given_filters),
                                               .row_href = "/in-kind/given/{id}",
                                               .row = given_row,
                                               .empty = "inkind.nobody",
                                               .file_name = "ho-nhan-hien-vat"};

enum status inkind_givens_get(struct ctx *c, struct value *out, struct error *err) {
    struct given_list_in in = {c->today};
    return list_answer(c, &inkind_given_list_def, &in, NULL, 0, out, err);
}

/* ---- figures */

enum { SEEDS, ELECTRICITY, WATER, LATRINE, OTHER, VALUE, RETURNED, SEEN, KEPT, LOST, FIGURES };
static const char *const figure_names[FIGURES] = {"seeds",      "electricity", "water",        "latrine", "other",
                                                  "value_dong", "returned",    "looked_again", "kept",    "lost"};
static const struct service_column figure_columns[FIGURES] = {
    [SEEDS] = {"inkind.figure.seeds", "/in-kind/given?state=handed&policy=seeds-livestock"},
    [ELECTRICITY] = {"inkind.figure.electricity", "/in-kind/given?state=handed&policy=minority-electricity"},
    [WATER] = {"inkind.figure.water", "/in-kind/given?state=handed&policy=minority-water"},
    [LATRINE] = {"inkind.figure.latrine", "/in-kind/given?state=handed&policy=minority-latrine"},
    [OTHER] = {"inkind.figure.other", "/in-kind/given?state=handed"},
    [VALUE] = {"inkind.figure.value", "/in-kind/given?state=handed"},
    [RETURNED] = {"inkind.figure.returned", "/in-kind/given?state=returned"},
    [SEEN] = {"inkind.figure.seen", "/follow-ups?outcome=known"},
    [KEPT] = {"inkind.figure.kept", "/follow-ups?outcome=kept"},
    [LOST] = {"inkind.figure.lost", "/follow-ups?outcome=known"},
};

static enum status count(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                         size_t *ret_count, struct error *err) {
    struct given_figures_row *rows;
    struct given_follow_figures_row *follow;
    size_t n, m, used;
    TRY(given_figures(c->db, &(struct given_figures_in){a->from, a->to, a->level, a->area_id, by}, c->arena, &rows, &n,
                      err));
    TRY(given_follow_figures(c->db, &(struct given_follow_figures_in){a->from, a->to, a->level, a->area_id, by},
                             c->arena, &follow, &m, err));
    struct service_counts *counts = ARENA_ARRAY(c->arena, n + m + 1, struct service_counts);
    for (used = 0; used < n; used++) {
        const struct given_figures_row *r = &rows[used];
        counts[used].area_id = r->area_id;
        const int64_t values[] = {r->seeds, r->electricity, r->water, r->latrine, r->other, r->value, r->returned};
        memcpy(counts[used].counts, values, sizeof values);
    }
    for (size_t i = 0; i < m; i++) {
        size_t at = 0;
        while (at < used && counts[at].area_id != follow[i].area_id)
            at++;
        if (at == used)
            counts[used++].area_id = follow[i].area_id;
        counts[at].counts[SEEN] = follow[i].seen;
        counts[at].counts[KEPT] = follow[i].kept;
        counts[at].counts[LOST] = follow[i].lost;
    }
    *ret = counts;
    *ret_count = used;
    return OK;
}

enum status inkind_figures_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"inkind.lists", "/in-kind/lists", "list-check", "inkind.read", false},
        {"inkind.goods_and_stock", "/in-kind/goods", "briefcase", "inkind.read", false},
        {"inkind.receivers", "/in-kind/given", "id", "inkind.read", false},
        {"inkind.minority", "/minority", "building-community", "inkind.read", false},
    };
    service_actions(c, out, actions, COUNT_OF(actions));
    return service_figures(c, figure_columns, figure_names, FIGURES, count, out, err);
}

/* ---- the ethnic-minority programme beside the others */

static const struct choice listed[] = {{"poor", "inkind.listed.poor", 0}, {"near_poor", "inkind.listed.near_poor", 0}};
static const struct choice got[] = {{"nothing", "inkind.got.nothing", 0}, {"something", "inkind.got.something", 0}};
static const struct list_column minority_columns[] = {
    {.key = "head_name", .label = "service.head", .href = "/minority/{id}", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "code", .label = "service.code", .sort = "code", .type = V_TEXT},
    {.key = "ethnicity", .label = "inkind.ethnicity", .sensitivity = S_SENSITIVE, .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "class_provincial", .label = "service.class_provincial", .type = V_WORD},
    {.key = "class_national", .label = "service.class_national", .hidden = true, .type = V_WORD},
    {.key = "seeds", .label = "inkind.figure.seeds", .number = true, .type = V_INT},
    {.key = "works", .label = "inkind.works", .number = true, .type = V_INT},
    {.key = "houses", .label = "inkind.houses", .number = true, .type = V_INT},
    {.key = "others", .label = "inkind.other_programmes", .number = true, .type = V_INT},
};
static const struct list_filter minority_filters[] = {
    {.name = "listed", .label = "inkind.class", .type = F_CHOICE, .choices = listed, .choice_count = COUNT_OF(listed)},
    {.name = "got", .label = "inkind.got_what", .type = F_CHOICE, .choices = got, .choice_count = COUNT_OF(got)},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
};
static void minority_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct minority_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "ethnicity", r->ethnicity);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_word(item, "class_provincial", household_class_word(r->class_provincial));
    value_set_word(item, "class_national", household_class_word(r->class_national));
    value_set_int(item, "seeds", r->seeds);
    value_set_int(item, "works", r->works);
    value_set_int(item, "houses", r->houses);
    value_set_int(item, "others", r->others);
}
const struct list_def minority_list_def = {.name = "minority",
                                           .stmt = &minority_list_stmt,
                                           .columns = minority_columns,
                                           .column_count = COUNT_OF(minority_columns),
                                           .filters = minority_filters,
                                           .filter_count = COUNT_OF(minority_filters),
                                           .row_href = "/minority/{id}",
                                           .row = minority_row,
                                           .empty = "inkind.no_minority",
                                           .file_name = "ho-dan-toc-thieu-so"};

enum status minority_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"inkind.early_marriage", "/gatherings?kind=early_marriage", "school", "gathering.read", false},
        {"inkind.minority_meetings", "/gatherings/figures/early_marriage", "chart-line", "gathering.read", false},
    };
    service_actions(c, out, actions, COUNT_OF(actions));
    struct minority_list_in in = {c->today};
    return list_answer(c, &minority_list_def, &in, NULL, 0, out, err);
}

enum status minority_one_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct service_household h;
    struct minority_services_row *rows;
    size_t count;
    TRY(ctx_id(c, 0, &id, err));
    TRY(service_household(c, id, &h, err));
    if (!h.minority)
        return fail(err, E_NOT_FOUND, "inkind.not_minority");
    value_set_id(out, "id", id);
    value_set_text(out, "head_name", h.head_name);
    value_set_text(out, "ethnicity", h.ethnicity);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    service_household_show(c, &h, out);
    TRY(claim_list_of(c, id, 0, value_set_list(out, "benefits"), err));
    TRY(minority_services(c->db, &(struct minority_services_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "services");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        bool job = text_is(rows[i].kind, "job");
        value_set_word(v, "kind", job ? "inkind.service.job" : "inkind.service.gathering");
        value_set_day(v, "on_day", rows[i].on_day);
        if (job)
            value_set_word(v, "what", service_word(c, "employment.step.", rows[i].what));
        else
            value_set_text(v, "what", rows[i].what);
    }
    return OK;
}
