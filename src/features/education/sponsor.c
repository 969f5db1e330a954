/* Who helps which pupil, with what and from when. What a fund pays leaves its ledger (features/fund, features/budget);
 * what goes from hand to hand is written down only. */
#include "features/area/area.h"
#include "features/education/follow.h"
#include "features/fund/fund.h"

#define SPONSOR_MONEY "sponsorship" /* of the budget */

static const struct choice kinds[] = {{"person", "education.sponsor.person", 0},
                                      {"organisation", "education.sponsor.organisation", 0},
                                      {"anonymous", "education.sponsor.anonymous", 0},
                                      {"fund", "education.sponsor.fund", 0}};
static const struct field fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "education.sponsor_kind",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "sponsor", .type = F_TEXT, .label = "education.sponsor", .help = "education.sponsor_help", .max = 120},
    {.name = "fund", .type = F_CHOICE, .label = "education.fund", .help = "education.fund_help"},
    {.name = "what", .type = F_TEXT, .required = true, .label = "education.what", .max = 200},
    {.name = "goods", .type = F_BOOL, .label = "education.goods"},
    {.name = "amount",
     .type = F_MONEY,
     .label = "education.given_amount",
     .help = "education.amount_help",
     .min = 1,
     .max = 1000000000},
    {.name = "given_on", .type = F_DAY, .required = true, .label = "education.given_on"},
    {.name = "until", .type = F_DAY, .label = "education.until"},
    {.name = "may_publish", .type = F_BOOL, .label = "education.may_publish"},
};
static const struct form sponsor_form = {"sponsorship", fields, COUNT_OF(fields)};
static const struct field end_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form sponsor_end_form = {"sponsorship_end", end_fields, COUNT_OF(end_fields)};

static const struct budget_kind money = {SPONSOR_MONEY, "education.sponsorship", NULL, "education.read"};
BUDGET_KIND(money);

/* Others are not asked for a fund: the last kind and the field are left out. */
enum status sponsor_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct sponsor_funds_row *rows;
    size_t count, n = 0;
    if (user_may(&c->user, "fund.write")) {
        TRY(sponsor_funds(c->db, &(struct sponsor_funds_in){scope_level_of(c), c->user.scope.area_id}, c->arena, &rows,
                          &count, err));
        struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
        for (size_t i = 0; i < count; i++)
            texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id), rows[i].name};
        *ret = service_form_with(c, &sponsor_form, "fund", texts, count);
        return OK;
    }
    struct field *some = ARENA_ARRAY(c->arena, COUNT_OF(fields), struct field);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (strcmp(fields[i].name, "fund") != 0)
            some[n++] = fields[i];
    some[0].choice_count = COUNT_OF(kinds) - 1;
    struct form *made = ARENA_NEW(c->arena, struct form);
    *made = (struct form){sponsor_form.name, some, n};
    *ret = made;
    return OK;
}

static enum status pay(struct ctx *c, const struct enrolment_get_row *e, const struct sponsor_new *n, int64_t id,
                       struct fund *f, struct error *err) {
    TRY(fund_get(c, n->fund_id, f, err));
    struct budget_use use = {.for_kind = SPONSOR_MONEY,
                             .for_id = id,
                             .policy_id = policy_id_of_key(T(EDUCATION_POLICY)),
                             .area_id = e->hamlet_id != DB_NULL ? e->hamlet_id : e->school_commune_id,
                             .source = f->kind,
                             .source_id = f->id,
                             .amount = n->amount,
                             .day = n->given_on,
                             .note = n->what};
    TRY(budget_commit(c, &use, NULL, err));
    return budget_disburse(c, SPONSOR_MONEY, id, n->amount, n->given_on, n->what, err);
}

enum status sponsor_add(struct ctx *c, const struct enrolment_get_row *e, const struct sponsor_new *n, int64_t *ret_id,
                        struct error *err) {
    struct text sponsor = n->sponsor.len > 0 ? n->sponsor : TEXT_NONE;
    bool fund = text_is(n->kind, "fund"), anonymous = text_is(n->kind, "anonymous");
    int64_t id = id_new();
    if (fund && n->fund_id == 0)
        (void)error_field(err, "fund", "education.choose_fund", NULL);
    if (fund && (n->amount <= 0 || n->goods))
        (void)error_field(err, "amount", "education.fund_pays_money", NULL);
    if (!fund && !n->goods && n->amount == DB_NULL)
        (void)error_field(err, "amount", "form.required", NULL);
    if (!fund && !anonymous && sponsor.ptr == NULL)
        (void)error_field(err, "sponsor", "education.sponsor_missing", NULL);
    if (n->until != DAY_NONE && n->until < n->given_on)
        (void)error_field(err, "until", "education.ends_before", NULL);
    if (n->given_on < e->from_day)
        (void)error_field(err, "given_on", "education.before_enrolment", NULL);
    TRY(service_past_day(c, "given_on", n->given_on, err));
    if (fund) {
        struct fund f;
        TRY(ctx_require(c, "fund.write", err));
        TRY(pay(c, e, n, id, &f, err));
        sponsor = f.name;
    }
    TRY(sponsorship_insert(c->db,
                           &(struct sponsorship_insert_in){id, e->id, n->kind, anonymous ? TEXT_NONE : sponsor,
                                                           n->may_publish, n->what, n->goods, n->amount, n->given_on,
                                                           n->until, fund ? n->fund_id : DB_NULL, c->user.account_id,
                                                           clock_now(&c->app->clock)},
                           NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "what", n->what);
    value_set_money(diff, "amount", n->amount);
    audit_note(c, e->school_commune_id, "education.sponsor", "sponsorship", id, diff);
    *ret_id = id;
    return OK;
}

enum status sponsor_post(struct ctx *c, struct value *out, struct error *err) {
    struct enrolment_get_row e;
    int64_t id, made;
    TRY(ctx_id(c, 0, &id, err));
    TRY(pupil_require(c, id, &e, err));
    struct sponsor_new n = {.kind = form_text(c->form, "kind"),
                            .sponsor = form_text(c->form, "sponsor"),
                            .what = form_text(c->form, "what"),
                            .may_publish = form_bool(c->form, "may_publish"),
                            .goods = form_bool(c->form, "goods"),
                            .amount = form_int(c->form, "amount", DB_NULL),
                            .given_on = form_day(c->form, "given_on"),
                            .until = form_day(c->form, "until")};
    if (text_is(n.kind, "fund"))
        (void)text_to_i64(form_text(c->form, "fund"), &n.fund_id);
    TRY(sponsor_add(c, &e, &n, &made, err));
    value_set_id(out, "id", made);
    ctx_redirect(c, "education.written", "/education/pupils/%lld", (long long)id);
    return OK;
}

/* What was given stays given; nothing more is to come. */
enum status sponsor_end_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct sponsorship_get_row s;
    struct enrolment_get_row e;
    int64_t id, changed = 0;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(sponsorship_get(c->db, &(struct sponsorship_get_in){id}, c->arena, &s, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(pupil_require(c, s.enrolment_id, &e, err));
    if (s.ended_on != DAY_NONE)
        return fail(err, E_CONFLICT, "education.sponsor_over");
    TRY(sponsorship_end(c->db,
                        &(struct sponsorship_end_in){id, form_int(c->form, "version", s.version), c->today,
                                                     form_text(c->form, "reason")},
                        &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    audit_note(c, e.school_commune_id, "education.sponsor_end", "sponsorship", id, NULL);
    ctx_redirect(c, "education.written", "/education/pupils/%lld", (long long)e.id);
    return OK;
}

/* ---- the list */

static const struct list_column columns[] = {
    {.key = "name",
     .label = "education.pupil",
     .href = "/education/pupils/{pupil_id}",
     .sensitivity = S_PERSONAL,
     .type = V_TEXT},
    {.key = "school", .label = "education.school", .type = V_TEXT},
    {.key = "commune", .label = "education.home", .type = V_TEXT},
    {.key = "sponsor", .label = "education.sponsor", .type = V_TEXT},
    {.key = "kind", .label = "education.sponsor_kind", .type = V_WORD},
    {.key = "what", .label = "education.what", .type = V_TEXT},
    {.key = "amount", .label = "education.given_amount", .number = true, .sort = "amount", .type = V_MONEY},
    {.key = "given_on", .label = "education.given_on", .sort = "newest", .type = V_DAY},
    {.key = "until", .label = "education.until", .type = V_DAY},
    {.key = "ended_on", .label = "education.ended_on", .hidden = true, .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "running", .label = "education.running", .type = F_BOOL},
    {.name = "kind",
     .label = "education.sponsor_kind",
     .type = F_CHOICE,
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "school", .label = "education.school", .type = F_CHOICE, .options = school_choices_of},
    {.name = "commune", .label = "education.home", .type = F_CHOICE, .options = area_commune_choices},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct sponsorship_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_id(item, "pupil_id", r->pupil_id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "school", r->school_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_word(item, "kind", service_word(c, "education.sponsor.", r->sponsor_kind));
    value_set_text(item, "sponsor", r->sponsor);
    value_set_text(item, "what", r->what);
    value_set_bool(item, "goods", r->goods);
    value_set_money(item, "amount", r->amount);
    value_set_day(item, "given_on", r->given_on);
    value_set_day(item, "until", r->until_day);
    value_set_day(item, "ended_on", r->ended_on);
}
const struct list_def sponsor_list_def = {.name = "sponsorships",
                                          .stmt = &sponsorship_list_stmt,
                                          .columns = columns,
                                          .column_count = COUNT_OF(columns),
                                          .filters = filters,
                                          .filter_count = COUNT_OF(filters),
                                          .row_href = "/education/pupils/{pupil_id}",
                                          .row = list_row,
                                          .empty = "education.no_sponsors",
                                          .file_name = "do-dau"};

enum status sponsors_get(struct ctx *c, struct value *out, struct error *err) {
    struct db_list_value clerk;
    return list_answer(c, &sponsor_list_def, &(struct sponsorship_list_in){c->today}, &clerk,
                       clerk_filter(c, sponsorship_list_by_clerk, &clerk), out, err);
}

/* On the pupil's page. */
enum status sponsor_show(struct ctx *c, const struct enrolment_get_row *e, struct value *out, struct error *err) {
    struct sponsorships_of_row *rows;
    const struct form *form;
    size_t count;
    bool may = user_may(&c->user, "education.sponsor");
    TRY(sponsorships_of(c->db, &(struct sponsorships_of_in){e->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "sponsorships"), *now = value_object(c->arena);
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_word(v, "kind", service_word(c, "education.sponsor.", rows[i].sponsor_kind));
        value_set_text(v, "sponsor", rows[i].sponsor);
        value_set_text(v, "what", rows[i].what);
        value_set_money(v, "amount", rows[i].amount);
        value_set_day(v, "given_on", rows[i].given_on);
        value_set_day(v, "until", rows[i].until_day);
        value_set_day(v, "ended_on", rows[i].ended_on);
        value_set_text(v, "ended_reason", rows[i].ended_reason);
        value_set_int(v, "version", rows[i].version);
        value_set_bool(v, "may_end", may && rows[i].ended_on == DAY_NONE && rows[i].until_day != DAY_NONE);
    }
    TRY(sponsor_make_form(c, &form, err));
    value_set_day(now, "given_on", c->today);
    service_form(c, out, "sponsor_form", form, "education.sponsor", e->left_on == DAY_NONE,
                 arena_fmt(c->arena, "/education/pupils/%lld/sponsorships", (long long)e->id), now);
    return OK;
}
