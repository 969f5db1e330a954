/* Figures: what is out by place, organisation and programme, each figure open to its loans; arrears by age; the sheet
 * of a transaction day; what a higher maximum would change. */
#include "features/area/area.h"
#include "features/household/household.h"
#include "features/loan/loan_parts.h"

#define BUCKETS_MAX 8

enum status loan_totals_of(struct ctx *c, int level, int64_t area_id, struct loan_totals *ret, struct error *err) {
    struct loan_figures_row *rows;
    size_t count;
    TRY(loan_figures(c->db, &(struct loan_figures_in){level, area_id, c->today}, c->arena, &rows, &count, err));
    *ret = (struct loan_totals){0};
    for (size_t i = 0; i < count; i++) {
        ret->loans += rows[i].loans;
        ret->balance_dong += rows[i].balance;
        ret->late_loans += rows[i].late_loans;
        ret->late_balance_dong += rows[i].late_balance;
        ret->frozen_dong += rows[i].frozen_balance;
    }
    return OK;
}

static const char *child_filter(int level) {
    return level == AREA_PROVINCE ? "district" : level == AREA_DISTRICT ? "commune" : "hamlet";
}
static const char *own_filter(int level) {
    return level == AREA_DISTRICT ? "district" : level == AREA_COMMUNE ? "commune" : "hamlet";
}

/* ?… of the list of loans that one figure counts. */
static struct text href(struct ctx *c, const char *filter, int64_t place, struct text organisation, int64_t policy,
                        const char *more) {
    struct text t = T("/loans?state=open");
    if (place != 0)
        t = arena_fmt(c->arena, "%.*s&%s=%lld", FMT(t), filter, (long long)place);
    if (text_is(organisation, "none"))
        t = arena_fmt(c->arena, "%.*s&no_group=1", FMT(t));
    else if (organisation.ptr != NULL)
        t = arena_fmt(c->arena, "%.*s&organisation=%.*s", FMT(t), FMT(organisation));
    if (policy != 0)
        t = arena_fmt(c->arena, "%.*s&policy=%lld", FMT(t), (long long)policy);
    return arena_fmt(c->arena, "%.*s%s", FMT(t), more);
}

struct sum {
    int64_t loans, balance, late_loans, late_balance, frozen;
};

static void add_to(struct sum *s, const struct loan_figures_row *r) {
    s->loans += r->loans;
    s->balance += r->balance;
    s->late_loans += r->late_loans;
    s->late_balance += r->late_balance;
    s->frozen += r->frozen_balance;
}

static void set_sum(struct value *v, const struct sum *s, struct text open_href, struct text late_href) {
    value_set_int(v, "loans", s->loans);
    value_set_money(v, "balance", s->balance);
    value_set_int(v, "late_loans", s->late_loans);
    value_set_money(v, "late_balance", s->late_balance);
    value_set_money(v, "frozen", s->frozen);
    /* Of what is out, how much has an instalment whose day has passed. */
    value_set_bp(v, "late_share", s->balance > 0 ? s->late_balance * 10000 / s->balance : DB_NULL);
    value_set_text(v, "href", open_href);
    value_set_text(v, "late_href", late_href);
}

static void add_places(struct ctx *c, const struct loan_figures_row *rows, size_t count, int level, struct value *out) {
    struct value *places = value_set_list(out, "places");
    for (size_t i = 0, n; i < count; i += n) {
        struct sum total = {0};
        struct value *place = value_add_object(places);
        for (n = 0; i + n < count && rows[i + n].place_id == rows[i].place_id; n++)
            add_to(&total, &rows[i + n]);
        value_set_id(place, "id", rows[i].place_id);
        value_set_text(place, "name", rows[i].place_name);
        value_set_bool(place, "opens", level < AREA_COMMUNE);
        const char *f = child_filter(level);
        set_sum(place, &total, href(c, f, rows[i].place_id, TEXT_NONE, 0, ""),
                href(c, f, rows[i].place_id, TEXT_NONE, 0, "&late_from=1"));
        struct value *lines = value_set_list(place, "lines");
        for (size_t k = 0; k < n; k++) {
            const struct loan_figures_row *r = &rows[i + k];
            struct value *v = value_add_object(lines);
            struct sum own = {0};
            add_to(&own, r);
            value_set_word(v, "organisation", loan_word(c, "loan.organisation.", r->organisation));
            value_set_text(v, "policy", r->policy_name);
            set_sum(v, &own, href(c, f, r->place_id, r->organisation, r->policy_id, ""),
                    href(c, f, r->place_id, r->organisation, r->policy_id, "&late_from=1"));
        }
    }
}

/* ---- arrears by age: bounds are a setting ("30 90 180 360") */

static enum status bounds(struct ctx *c, int64_t bound[BUCKETS_MAX], size_t *ret_count, struct error *err) {
    struct text all = TEXT_NONE, one;
    size_t n = 0;
    TRY(setting_text(c, "loan.arrears_days", c->today, &all, err));
    while (n < BUCKETS_MAX - 1 && text_cut(&all, ' ', &one)) {
        int64_t days;
        if (text_to_i64(one, &days) && days > 0 && (n == 0 || days > bound[n - 1]))
            bound[n++] = days;
    }
    *ret_count = n;
    return OK;
}

static enum status add_ageing(struct ctx *c, int64_t area, int level, struct value *out, struct error *err) {
    struct loan_late_row *rows;
    size_t count, n;
    int64_t bound[BUCKETS_MAX];
    struct bucket {
        int64_t loans, overdue, balance;
    } buckets[BUCKETS_MAX] = {{0, 0, 0}};
    TRY(bounds(c, bound, &n, err));
    TRY(loan_late(c->db, &(struct loan_late_in){level, area, c->today}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct loan_full f;
        size_t b = 0;
        while (b < n && c->today - rows[i].unpaid_due > bound[b])
            b++;
        TRY(loan_load(c, rows[i].id, c->today, &f, err));
        buckets[b].loans++;
        buckets[b].balance += rows[i].balance;
        buckets[b].overdue += f.row.bank_overdue_dong != DB_NULL ? f.row.bank_overdue_dong : f.position.overdue_dong;
    }
    struct value *list = value_set_list(out, "ageing");
    for (size_t b = 0; b <= n; b++) {
        struct value *v = value_add_object(list);
        int64_t from = b == 0 ? 1 : bound[b - 1] + 1;
        value_set_int(v, "from", from);
        value_set_int(v, "to", b < n ? bound[b] : DB_NULL);
        value_set_int(v, "loans", buckets[b].loans);
        value_set_money(v, "overdue", buckets[b].overdue);
        value_set_money(v, "balance", buckets[b].balance);
        struct text more =
            b < n ? arena_fmt(c->arena, "&late_from=%lld&late_to=%lld", (long long)from, (long long)bound[b])
                  : arena_fmt(c->arena, "&late_from=%lld", (long long)from);
        value_set_text(v, "href",
                       href(c, own_filter(level), level == AREA_PROVINCE ? 0 : area, TEXT_NONE, 0, more.ptr));
    }
    return OK;
}

enum status loan_figures_get(struct ctx *c, struct value *out, struct error *err) {
    struct loan_figures_row *rows;
    struct area a;
    size_t count;
    int64_t area;
    int level;
    TRY(loan_area(c, &area, &level, err));
    TRY(area_get(c, area, c->today, &a, err));
    TRY(loan_figures(c->db, &(struct loan_figures_in){level, area, c->today}, c->arena, &rows, &count, err));
    struct sum total = {0};
    for (size_t i = 0; i < count; i++)
        add_to(&total, &rows[i]);
    value_set_id(out, "area_id", area);
    value_set_text(out, "area", a.name);
    value_set_day(out, "as_of", c->today);
    const char *f = own_filter(level);
    int64_t place = level == AREA_PROVINCE ? 0 : area;
    set_sum(out, &total, href(c, f, place, TEXT_NONE, 0, ""), href(c, f, place, TEXT_NONE, 0, "&late_from=1"));
    add_places(c, rows, count, level, out);
    TRY(add_ageing(c, area, level, out, err));
    loan_tabs(c, out, "/loans/figures");
    return OK;
}

/* ---- the transaction day of a commune */

static const struct field point_fields[] = {
    {.name = "place", .type = F_TEXT, .required = true, .label = "loan.point_place", .max = 200},
    {.name = "day_of_month", .type = F_INT, .required = true, .label = "loan.point_day", .min = 1, .max = 31},
    {.name = "note", .type = F_TEXT, .label = "loan.remark", .max = 200},
};
const struct form loan_point_form = {"loan_point", point_fields, COUNT_OF(point_fields)};

static day_t point_day_of_month(day_t from, int64_t day_of_month) {
    for (day_t d = from; d < from + 62; d++) {
        int year, month, day;
        day_parts(d, &year, &month, &day);
        if (day == day_of_month)
            return d;
    }
    return from;
}

/* From a hamlet to its commune; 0: it has none. */
static enum status commune_of(struct ctx *c, int64_t *id, struct error *err) {
    struct area *path;
    size_t count;
    TRY(area_path(c, *id, c->today, &path, &count, err));
    *id = count > 1 ? path[1].id : 0;
    return OK;
}

/* The commune asked for; a person of one commune need not ask. 0: a list to choose from is shown. */
static enum status day_commune(struct ctx *c, int64_t *ret, struct error *err) {
    int64_t id = 0;
    int level;
    if (ctx_query(c, "area").len > 0 || c->user.scope.level == DB_SCOPE_COMMUNE) {
        TRY(loan_area(c, &id, &level, err));
        if (level == AREA_HAMLET)
            TRY(commune_of(c, &id, err));
        else if (level != AREA_COMMUNE && level != AREA_DISTRICT)
            id = 0;
    } else if (c->user.scope.level == DB_SCOPE_HAMLET) {
        id = c->user.scope.area_id;
        TRY(commune_of(c, &id, err));
    }
    *ret = id;
    return OK;
}

static enum status add_day_loans(struct ctx *c, int64_t commune, day_t on, struct value *out, struct error *err) {
    struct loan_day_loans_row *rows;
    size_t count;
    int64_t interest = 0, principal = 0;
    TRY(loan_day_loans(c->db, &(struct loan_day_loans_in){commune}, c->arena, &rows, &count, err));
    struct value *groups = value_set_list(out, "groups"), *lines = NULL;
    for (size_t i = 0; i < count; i++) {
        struct loan_full f;
        TRY(loan_load(c, rows[i].id, on, &f, err));
        bool in_scope = c->user.scope.level != DB_SCOPE_HAMLET || f.row.hamlet_id == c->user.scope.area_id;
        if (!in_scope)
            continue;
        if (lines == NULL || i == 0 || rows[i].group_id != rows[i - 1].group_id) {
            struct value *g = value_add_object(groups);
            value_set_text(g, "group", rows[i].group_name);
            value_set_text(g, "leader", rows[i].leader);
            lines = value_set_list(g, "lines");
        }
        /* What has fallen due by that day, late instalments included. */
        int64_t due = f.position.overdue_dong;
        struct value *v = value_add_object(lines);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "number", rows[i].number);
        value_set_text(v, "borrower", rows[i].borrower);
        value_set_text(v, "policy", rows[i].policy_name);
        value_set_money(v, "balance", f.balance_dong);
        value_set_money(v, "interest", f.computable ? f.position.owed_interest_dong : DB_NULL);
        value_set_money(v, "principal", due);
        interest += f.computable ? f.position.owed_interest_dong : 0;
        principal += due;
    }
    value_set_money(out, "interest", interest);
    value_set_money(out, "principal", principal);
    return OK;
}

static enum status add_payouts(struct ctx *c, int64_t commune, struct value *out, struct error *err) {
    struct loan_day_payouts_row *rows;
    size_t count;
    int64_t total = 0;
    TRY(loan_day_payouts(c->db, &(struct loan_day_payouts_in){commune}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "payouts");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "borrower", rows[i].borrower);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "group", rows[i].group_name);
        value_set_text(v, "policy", rows[i].policy_name);
        value_set_money(v, "amount", rows[i].approved_dong);
        value_set_text(v, "notice", rows[i].notice_number);
        value_set_day(v, "pay_on", rows[i].pay_on);
        total += rows[i].approved_dong;
    }
    value_set_money(out, "payout_total", total);
    return OK;
}

enum status loan_day_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t commune;
    struct loan_point_of_row point;
    bool found = false;
    TRY(day_commune(c, &commune, err));
    loan_tabs(c, out, "/loans/day");
    if (commune == 0) {
        struct choice_text *choices;
        size_t count;
        TRY(area_commune_choices(c, &choices, &count, err));
        struct value *list = value_set_list(out, "communes");
        for (size_t i = 0; i < count; i++) {
            struct value *v = value_add_object(list);
            value_set_text(v, "id", choices[i].code);
            value_set_text(v, "name", choices[i].label);
        }
        return OK;
    }
    struct area a;
    TRY(area_get(c, commune, c->today, &a, err));
    TRY(loan_point_of(c->db, &(struct loan_point_of_in){commune}, c->arena, &point, &found, err));
    day_t on = found ? point_day_of_month(c->today, point.day_of_month) : c->today;
    struct text asked = ctx_query(c, "on");
    if (asked.len > 0 && (!day_parse(asked, &on) || on < c->today - 3660 || on > c->today + 366))
        return fail(err, E_BAD_REQUEST, "loan.bad_day");
    value_set_id(out, "commune_id", commune);
    value_set_id(out, "area_id", c->user.scope.level == DB_SCOPE_HAMLET ? c->user.scope.area_id : commune);
    value_set_text(out, "commune", a.name);
    value_set_day(out, "on", on);
    value_set_bool(out, "point_known", found);
    value_set_text(out, "place", found ? point.place : TEXT_NONE);
    value_set_int(out, "day_of_month", found ? point.day_of_month : DB_NULL);
    TRY(add_day_loans(c, commune, on, out, err));
    TRY(add_payouts(c, commune, out, err));
    struct value *now = value_object(c->arena);
    value_set_text(now, "place", found ? point.place : TEXT_NONE);
    value_set_int(now, "day_of_month", found ? point.day_of_month : DB_NULL);
    value_set_text(now, "note", found ? point.note : TEXT_NONE);
    loan_form(c, out, &loan_point_form, "loan.pay", true, "loan.point_title",
              arena_fmt(c->arena, "/loans/day?area=%lld", (long long)commune), now);
    return OK;
}

enum status loan_point_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t commune;
    TRY(day_commune(c, &commune, err));
    if (commune == 0)
        return fail(err, E_INVALID, "loan.which_commune");
    TRY(loan_point_put(c->db,
                       &(struct loan_point_put_in){commune, form_text(c->form, "place"),
                                                   form_int(c->form, "day_of_month", 0), form_text(c->form, "note"),
                                                   c->user.account_id},
                       NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "place", form_text(c->form, "place"));
    value_set_int(diff, "day_of_month", form_int(c->form, "day_of_month", 0));
    audit_note(c, commune, "loan.point", "area", commune, diff);
    value_set_id(out, "id", commune);
    ctx_redirect(c, "loan.flash.saved", "/loans/day?area=%lld", (long long)commune);
    return OK;
}

/* ---- a higher maximum, tried out */

static const struct field whatif_fields[] = {
    {.name = "policy", .type = F_ID, .label = "loan.policy"},
    {.name = "amount", .type = F_MONEY, .label = "loan.new_maximum", .min = 0, .max = 10000000000},
};
const struct form loan_whatif_form = {"loan_what_if", whatif_fields, COUNT_OF(whatif_fields)};

/* Households a policy is open to by class today, in the asker's area, and how many of them have such a loan. */
static enum status count_open(struct ctx *c, const struct loan_offer *o, int64_t area, int level,
                              struct loan_class_count_row *ret, struct error *err) {
    struct loan_class_count_in in = {.provincial = -1,
                                     .national = -1,
                                     .near_national = -1,
                                     .escaped_after = DAY_FOREVER,
                                     .rural_only = o->rural_only,
                                     .policy_id = o->policy.id,
                                     .level = level,
                                     .area = area};
    struct text rest = o->policy.classes, opening;
    bool found = false;
    *ret = (struct loan_class_count_row){0};
    /* One count with all that opens it: a household that two of them name is counted once. */
    while (text_cut(&rest, ' ', &opening)) {
        if (text_is(opening, "poor/brvt"))
            in.provincial = CLASS_POOR;
        else if (text_is(opening, "poor/national"))
            in.national = CLASS_POOR;
        else if (text_is(opening, "near_poor/national"))
            in.near_national = CLASS_NEAR_POOR;
        else if (text_starts(opening, T("newly_escaped/")))
            TRY(household_escape_limit(c, &in.escaped_after, err));
    }
    return loan_class_count(c->db, &in, c->arena, ret, &found, err);
}

enum status loan_whatif_get(struct ctx *c, struct value *out, struct error *err) {
    struct choice_text *policies;
    struct loan_offer offer;
    size_t count;
    int64_t area, policy = 0, maximum = 0;
    int level;
    TRY(loan_area(c, &area, &level, err));
    TRY(loan_policy_choices(c, c->today, &policies, &count, err));
    policy = form_id(c->form, "policy");
    maximum = form_int(c->form, "amount", 0);
    if (policy == 0 && (count == 0 || !text_to_i64(policies[0].code, &policy)))
        return fail(err, E_NOT_FOUND, "loan.not_a_loan");
    struct value *choices = value_set_list(out, "policies");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(choices);
        value_set_text(v, "id", policies[i].code);
        value_set_text(v, "name", policies[i].label);
        value_set_bool(v, "current", text_eq(policies[i].code, arena_fmt(c->arena, "%lld", (long long)policy)));
    }
    TRY(loan_offer_on(c, policy, c->today, &offer, err));
    value_set_id(out, "policy_id", policy);
    value_set_text(out, "policy", offer.policy.name);
    value_set_money(out, "maximum", offer.amount_max_dong);
    value_set_bool(out, "maximum_firm", offer.amount_firm);
    value_set_text(out, "maximum_source", offer.amount_source);
    value_set_money(out, "tried", maximum > 0 ? maximum : DB_NULL);
    loan_tabs(c, out, "/loans/what-if");
    struct loan_class_count_row open;
    TRY(count_open(c, &offer, area, level, &open, err));
    value_set_int(out, "households", open.households);
    value_set_int(out, "borrowers", open.borrowers);
    bool possible = offer.amount_max_dong != DB_NULL && maximum > offer.amount_max_dong;
    value_set_bool(out, "possible", possible);
    if (!possible)
        return OK;
    int64_t more = maximum - offer.amount_max_dong, loans = 0;
    struct loan_at_limit_row *rows;
    struct loan_in_process_row asking;
    bool found = false;
    TRY(loan_at_limit(c->db, &(struct loan_at_limit_in){policy, level, area, offer.amount_max_dong, c->today}, c->arena,
                      &rows, &count, err));
    struct value *places = value_set_list(out, "places");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(places);
        value_set_id(v, "id", rows[i].place_id);
        value_set_text(v, "name", rows[i].place_name);
        value_set_int(v, "loans", rows[i].loans);
        value_set_money(v, "more", rows[i].loans * more);
        value_set_text(v, "href",
                       href(c, "commune", rows[i].place_id, TEXT_NONE, policy,
                            arena_fmt(c->arena, "&amount_from=%lld", (long long)offer.amount_max_dong).ptr));
        loans += rows[i].loans;
    }
    TRY(loan_in_process(c->db, &(struct loan_in_process_in){policy, level, area, offer.amount_max_dong}, c->arena,
                        &asking, &found, err));
    value_set_int(out, "at_limit", loans);
    value_set_money(out, "more_at_limit", loans * more);
    value_set_int(out, "asking", asking.requests);
    value_set_int(out, "asking_at_limit", asking.at_limit);
    value_set_money(out, "more_asking", asking.at_limit * more);
    value_set_money(out, "more_if_all", open.households * more);
    value_set_text(out, "href",
                   href(c, "", 0, TEXT_NONE, policy,
                        arena_fmt(c->arena, "&amount_from=%lld", (long long)offer.amount_max_dong).ptr));
    return OK;
}

/* ---- the first page: what waits for whom */

static void waits(struct ctx *c, struct value *items, const char *permission, const char *word, int64_t n,
                  const char *href_) {
    if (n == 0 || !user_may(&c->user, permission))
        return;
    struct text count = arena_fmt(c->arena, "%lld", (long long)n);
    struct value *v = value_add_object(items);
    value_set_text(v, "text", tr_args(c->lang, c->arena, word, &count, 1));
    value_set_str(v, "href", href_);
}

enum status loan_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    struct loan_waiting_row w;
    struct bank_waiting_row bank = {0};
    int64_t area, days;
    int level;
    bool found = false;
    if (!user_may(&c->user, "loan.read") || c->user.scope.level == DB_SCOPE_ALL)
        return OK;
    TRY(loan_area(c, &area, &level, err));
    TRY(loan_setting(c, "loan.use_check_days", 0, &days, err));
    TRY(loan_waiting(c->db, &(struct loan_waiting_in){level, area, c->today, c->today - (day_t)days}, c->arena, &w,
                     &found, err));
    if (user_may(&c->user, "loan.ledger"))
        TRY(bank_waiting(c->db, &(struct bank_waiting_in){area}, c->arena, &bank, &found, err));
    struct value *items = value_list(c->arena);
    waits(c, items, "loan.appraise", "loan.home.appraise", w.appraise, "/loans/requests?state=requested");
    waits(c, items, "loan.answer", "loan.home.answer", w.answer, "/loans/lists?state=made");
    waits(c, items, "loan.confirm", "loan.home.sign", w.sign, "/loans/lists?state=made");
    waits(c, items, "loan.assess", "loan.home.assess", w.assess, "/loans/lists?state=confirmed");
    waits(c, items, "loan.approve", "loan.home.approve", w.approve, "/loans/lists?state=assessed");
    waits(c, items, "loan.pay", "loan.home.pay", w.pay, "/loans/lists?state=approved");
    waits(c, items, "loan.check", "loan.home.check", w.checks, "/loans/unchecked");
    waits(c, items, "loan.risk_decide", "loan.home.risk", w.risks, "/loans/risks?state=proposed");
    waits(c, items, "loan.ledger", "loan.home.bank", bank.bad, "/loans/bank");
    if (value_count(items) == 0)
        return OK;
    struct value *box = value_add_object(work);
    value_set_word(box, "title", "loan.menu");
    value_set(box, "items", items);
    return OK;
}
