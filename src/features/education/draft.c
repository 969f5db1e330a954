/* A term's lists: pupils with the right go onto a list of benefit, for the term and with the months that it pays. What
 * a school takes is worked out from its own fee; the rest is the policy's parameter. */
#include "features/area/area.h"
#include "features/claim/claim.h"
#include "features/education/education_parts.h"

static const struct benefit_detail detail = {
    .kind = PUPIL_KIND, .word = "education.pupil_file", .href = "/education/pupils/{id}"};
BENEFIT_DETAIL(detail);
static const struct benefit_maker study_cost = {"study-cost", PUPIL_KIND, "education.lists_here", "/education"};
BENEFIT_MAKER(study_cost);
static const struct benefit_maker tuition = {"tuition", PUPIL_KIND, "education.lists_here", "/education"};
BENEFIT_MAKER(tuition);

struct work {
    struct right_todo_row *rows;
    size_t count;
    struct fees_of_year_row *fees;
    size_t fee_count;
    int64_t support; /* basis points of the fee; DB_NULL: not a part of it */
    struct text article;
};
_Static_assert(sizeof(struct right_todo_row) == sizeof(struct chosen_todo_row), "the same columns");

static enum status read_fees(struct ctx *c, const struct term *t, const struct policy *p, struct work *w,
                             struct error *err) {
    struct policy_value v;
    w->support = DB_NULL;
    if (p->kind != POLICY_FEE)
        return OK;
    enum status s = policy_parameter(c, p->id, "support", t->from, &v, err);
    if (s == E_NOT_FOUND) {
        error_clear(err);
        return OK;
    }
    TRY(s);
    w->support = v.value;
    w->article = v.article;
    int64_t *ids = ARENA_ARRAY(c->arena, w->count + 1, int64_t);
    for (size_t i = 0; i < w->count; i++)
        ids[i] = w->rows[i].school_id;
    return fees_of_year(c->db, &(struct fees_of_year_in){{ids, w->count}, t->year}, c->arena, &w->fees, &w->fee_count,
                        err);
}

/* Months × what the school takes × the part that is paid, rounded half up; not known where the school said nothing. */
static void fee_amount(struct ctx *c, const struct term *t, const struct work *w, const struct right_todo_row *r,
                       struct benefit_new *line) {
    for (size_t i = 0; i < w->fee_count && w->support != DB_NULL; i++) {
        int64_t whole;
        if (w->fees[i].school_id != r->school_id || w->fees[i].month_amount == 0 ||
            !mul_i64(w->fees[i].month_amount, t->pay_months, &whole) ||
            !mul_div_i64(whole, w->support, 10000, &line->amount))
            continue;
        line->how = arena_fmt(c->arena, "%lld × %lld đ × %lld%%; %.*s; %.*s", (long long)t->pay_months,
                              (long long)w->fees[i].month_amount, (long long)w->support / 100, FMT(w->fees[i].document),
                              FMT(w->article));
        return;
    }
}

static enum status list_for(struct ctx *c, const struct term *t, const struct policy *p, int64_t commune_id,
                            int64_t *ret, struct error *err) {
    struct draft_of_row there = {DB_NULL};
    bool found = false;
    TRY(draft_of(c->db, &(struct draft_of_in){p->id, commune_id, t->key, c->user.account_id}, c->arena, &there, &found,
                 err));
    if (found && there.id != DB_NULL) {
        *ret = there.id;
        return OK;
    }
    struct benefit_list_new n = {.policy_id = p->id,
                                 .commune_id = commune_id,
                                 .title = arena_fmt(c->arena, "%.*s, %.*s", FMT(p->name), FMT(term_text(c, t->key))),
                                 .from = t->pay_from,
                                 .to = t->pay_to,
                                 .key = t->key};
    return benefit_list_open(c, &n, ret, err);
}

enum status term_draft(struct ctx *c, const struct term *t, int64_t policy_id, int64_t commune_id, struct db_ids ids,
                       struct draft *ret, struct error *err) {
    struct policy p;
    struct work w = {0};
    struct draft d = {0};
    struct chosen_todo_row *chosen;
    day_t on;
    TRY(term_right_day(c, t, &on, err));
    TRY(policy_get(c, policy_id, on, &p, err));
    if (ids.count > 0) {
        TRY(chosen_todo(c->db, &(struct chosen_todo_in){on, ids}, c->arena, &chosen, &w.count, err));
        w.rows = (struct right_todo_row *)(void *)chosen;
    } else {
        TRY(rights_judge(c, t, commune_id, (struct db_ids){0}, NULL, err));
        TRY(right_todo(c->db, &(struct right_todo_in){t->key, policy_id, commune_id}, c->arena, &w.rows, &w.count,
                       err));
    }
    if (w.count == 0)
        return fail(err, E_CONFLICT, "education.nobody_to_list");
    TRY(read_fees(c, t, &p, &w, err));
    TRY(list_for(c, t, &p, commune_id, &d.list_id, err));
    struct benefit_new *lines = ARENA_ARRAY(c->arena, w.count, struct benefit_new);
    for (size_t i = 0; i < w.count; i++) {
        const struct right_todo_row *r = &w.rows[i];
        lines[i] = (struct benefit_new){.household_id = r->household_id,
                                        .person_id = r->person_id,
                                        .from = t->pay_from,
                                        .to = t->pay_to,
                                        .key = t->key,
                                        .amount = DB_NULL,
                                        .entitled_on = on,
                                        .detail_kind = PUPIL_KIND,
                                        .detail_id = r->enrolment_id,
                                        .judged_on = on,
                                        .judged_household_id = r->judged_household_id};
        fee_amount(c, t, &w, r, &lines[i]);
    }
    TRY(benefit_add(c, d.list_id, lines, w.count, NULL, &d.refused, &d.refused_count, err));
    d.added = w.count - d.refused_count;
    int64_t *listed = ARENA_ARRAY(c->arena, w.count + 1, int64_t);
    for (size_t i = 0; i < w.count; i++)
        listed[i] = w.rows[i].enrolment_id;
    TRY(right_by_line(c->db, &(struct right_by_line_in){t->key, on, true, {listed, w.count}}, NULL, err));
    if (d.added == 0)
        return fail(err, E_CONFLICT, "benefit.all_refused", arena_zstr(c->arena, d.refused[0].sentence));
    *ret = d;
    return OK;
}

/* ---- forms */

static const struct field draft_fields[] = {
    {.name = "term", .type = F_CHOICE, .required = true, .label = "education.term"},
    {.name = "policy", .type = F_CHOICE, .required = true, .label = "education.policy"},
};
const struct form draft_form = {"education_list", draft_fields, COUNT_OF(draft_fields)};
const struct form propose_form = {"education_propose", draft_fields, COUNT_OF(draft_fields)};

static enum status make_form(struct ctx *c, const struct form *base, bool by_class, const struct form **ret,
                             struct error *err) {
    struct choice_text *terms, *texts;
    struct policy *p;
    size_t term_count, count, n = 0;
    TRY(term_choices(c, &terms, &term_count, err));
    TRY(term_policies(c, c->today, &p, &count, err));
    texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        if (!by_class || p[i].classes.ptr != NULL)
            texts[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)p[i].id), p[i].name};
    *ret = service_form_with(c, service_form_with(c, base, "term", terms, term_count), "policy", texts, n);
    return OK;
}
/* Who is served by no class is chosen one by one (propose_form). */
enum status draft_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    return make_form(c, &draft_form, true, ret, err);
}
enum status propose_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    return make_form(c, &propose_form, false, ret, err);
}

static enum status asked(struct ctx *c, struct term *ret_term, int64_t *ret_policy, struct error *err) {
    int64_t key = 0;
    *ret_policy = 0;
    (void)text_to_i64(form_text(c->form, "term"), &key);
    (void)text_to_i64(form_text(c->form, "policy"), ret_policy);
    if (c->user.scope.level != DB_SCOPE_COMMUNE)
        return fail(err, E_FORBIDDEN, "benefit.needs_commune");
    return term_get(c, key, ret_term, err);
}

static void answer(struct ctx *c, const struct draft *d, struct value *out) {
    value_set_id(out, "list_id", d->list_id);
    value_set_int(out, "added", (int64_t)d->added);
    struct value *said = value_set_list(out, "refused");
    struct text some = TEXT_NONE;
    for (size_t i = 0; i < d->refused_count && i < 200; i++) {
        value_add_text(said, d->refused[i].sentence);
        if (i < 3)
            some = i == 0 ? d->refused[i].sentence
                          : arena_fmt(c->arena, "%.*s; %.*s", FMT(some), FMT(d->refused[i].sentence));
    }
    c->flash_arg = d->refused_count == 0 ? arena_fmt(c->arena, "%zu", d->added) : some;
    ctx_redirect(c, d->refused_count == 0 ? "benefit.flash_added" : "benefit.flash_some_refused",
                 "/benefits/lists/%lld", (long long)d->list_id);
}

enum status draft_post(struct ctx *c, struct value *out, struct error *err) {
    struct term t;
    struct draft d;
    int64_t policy;
    TRY(asked(c, &t, &policy, err));
    TRY(term_draft(c, &t, policy, c->user.scope.area_id, (struct db_ids){0}, &d, err));
    answer(c, &d, out);
    return OK;
}

enum status propose_post(struct ctx *c, struct value *out, struct error *err) {
    struct enrolment_get_row e;
    struct term t;
    struct draft d;
    int64_t policy, id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(pupil_require(c, id, &e, err));
    TRY(asked(c, &t, &policy, err));
    if (e.commune_id != c->user.scope.area_id)
        return fail(err, E_CONFLICT, "benefit.other_commune");
    if (e.school_year != t.year)
        return fail(err, E_CONFLICT, "education.other_year");
    if (e.left_on != DAY_NONE && e.left_on <= t.from)
        return fail(err, E_CONFLICT, "education.has_left");
    TRY(term_draft(c, &t, policy, e.commune_id, (struct db_ids){&id, 1}, &d, err));
    answer(c, &d, out);
    return OK;
}
