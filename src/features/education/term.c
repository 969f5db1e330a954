/* School years and their terms: shipped as far as they are known, corrected by who leads education. */
#include "app/tsv.h"
#include "features/claim/claim.h"
#include "features/education/education_parts.h"

static struct term term_from(const struct school_terms_row *r) {
    return (struct term){.key = r->term_key,
                         .year = (int)(r->term_key / 10),
                         .no = (int)(r->term_key % 10),
                         .from = r->from_day,
                         .to = r->to_day,
                         .pay_from = r->pay_from,
                         .pay_to = day_add_months(r->pay_from, r->pay_months),
                         .pay_months = r->pay_months,
                         .version = r->version,
                         .article = r->article,
                         .note = r->note,
                         .source = r->source,
                         .certainty = r->certainty};
}

enum status term_list(struct ctx *c, struct term **ret, size_t *ret_count, struct error *err) {
    struct school_terms_row *rows;
    size_t count;
    TRY(school_terms(c->db, c->arena, &rows, &count, err));
    *ret = ARENA_ARRAY(c->arena, count + 1, struct term);
    for (size_t i = 0; i < count; i++)
        (*ret)[i] = term_from(&rows[i]);
    *ret_count = count;
    return OK;
}

enum status term_get(struct ctx *c, int64_t key, struct term *ret, struct error *err) {
    struct term *all;
    size_t count;
    TRY(term_list(c, &all, &count, err));
    for (size_t i = 0; i < count; i++)
        if (all[i].key == key) {
            *ret = all[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "education.no_term");
}

enum status term_asked(struct ctx *c, struct term *ret, struct error *err) {
    struct term *all;
    size_t count;
    int64_t key = 0;
    if (text_to_i64(ctx_query(c, "term"), &key))
        return term_get(c, key, ret, err);
    TRY(term_list(c, &all, &count, err));
    for (size_t i = 0; i < count; i++)
        if (all[i].from <= c->as_of || i + 1 == count) {
            *ret = all[i];
            return OK;
        }
    return fail(err, E_NOT_FOUND, "education.no_term");
}

struct text term_text(struct ctx *c, int64_t key) {
    return claim_period_text(c, GRAIN_SCHOOL_TERM, key);
}

struct text school_year_text(struct ctx *c, int64_t year) {
    return arena_fmt(c->arena, "%lld–%lld", (long long)year, (long long)year + 1);
}

int64_t school_year_of(day_t d) {
    return claim_period_key(GRAIN_SCHOOL_TERM, d) / 10;
}

enum status term_show(struct ctx *c, const struct term *t, struct value *out, struct error *err) {
    struct term *all;
    size_t count;
    TRY(term_list(c, &all, &count, err));
    struct value *list = value_set_list(out, "terms");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "key", all[i].key);
        value_set_text(v, "text", term_text(c, all[i].key));
        value_set_bool(v, "current", all[i].key == t->key);
    }
    value_set_id(out, "term", t->key);
    value_set_text(out, "term_text", term_text(c, t->key));
    return OK;
}

enum status term_right_day(struct ctx *c, const struct term *t, day_t *ret, struct error *err) {
    struct text which = TEXT_NONE;
    TRY(setting_text(c, "education.right_on", t->from, &which, err));
    *ret = t->from;
    if (text_is(which, "list_day"))
        *ret = c->today < t->from ? t->from : c->today >= t->to ? t->to - 1 : c->today;
    return OK;
}

enum status term_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    struct term *all;
    TRY(term_list(c, &all, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)all[i].key), term_text(c, all[i].key)};
    return OK;
}

enum status education_load(struct ctx *c, struct error *err) {
    struct tsv t;
    tsv_open(&t, "school_terms.tsv");
    while (tsv_next(&t))
        TRY(school_term_put(c->db,
                            &(struct school_term_put_in){
                                claim_term_key((int)tsv_int(&t, "school_year", 0), (int)tsv_int(&t, "term", 0)),
                                tsv_day(&t, "from_day", 0), tsv_day(&t, "to_day", 0), tsv_day(&t, "pay_from", 0),
                                tsv_int(&t, "pay_months", 0), tsv_text(&t, "article"), tsv_text(&t, "note"),
                                tsv_text(&t, "source"), tsv_text(&t, "certainty")},
                            NULL, err));
    return OK;
}

/* ---- the page */

static const struct choice numbers[] = {{"1", "education.term_1", 1}, {"2", "education.term_2", 2}};
static const struct field term_fields[] = {
    {.name = "school_year",
     .type = F_INT,
     .required = true,
     .label = "education.year_begins",
     .min = 2010,
     .max = 2100},
    {.name = "term",
     .type = F_CHOICE,
     .required = true,
     .label = "education.term",
     .choices = numbers,
     .choice_count = COUNT_OF(numbers)},
    {.name = "from_day", .type = F_DAY, .required = true, .label = "education.first_day"},
    {.name = "to_day", .type = F_DAY, .required = true, .label = "education.last_day"},
    {.name = "pay_from", .type = F_DAY, .required = true, .label = "education.pay_from", .help = "education.pay_help"},
    {.name = "pay_months", .type = F_INT, .required = true, .label = "education.pay_months", .min = 1, .max = 12},
    {.name = "article", .type = F_TEXT, .required = true, .label = "education.document"},
    {.name = "note", .type = F_TEXT, .label = "service.note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form term_form = {"school_term", term_fields, COUNT_OF(term_fields)};

enum status terms_get(struct ctx *c, struct value *out, struct error *err) {
    struct term *all;
    struct text which = TEXT_NONE;
    size_t count;
    TRY(term_list(c, &all, &count, err));
    TRY(setting_text(c, "education.right_on", c->today, &which, err));
    value_set_word(out, "right_on", text_is(which, "list_day") ? "education.on_list_day" : "education.on_first_day");
    struct value *list = value_set_list(out, "items"), *current = value_object(c->arena);
    int64_t key = 0;
    bool chosen = text_to_i64(ctx_query(c, "term"), &key);
    for (size_t i = 0; i < count; i++) {
        const struct term *t = &all[i];
        struct value *v = value_add_object(list);
        value_set_id(v, "key", t->key);
        value_set_text(v, "text", term_text(c, t->key));
        value_set_day(v, "from", t->from);
        value_set_day(v, "to", t->to - 1);
        value_set_day(v, "pay_from", t->pay_from);
        value_set_day(v, "pay_to", t->pay_to - 1);
        value_set_int(v, "pay_months", t->pay_months);
        value_set_text(v, "article", t->article);
        value_set_text(v, "note", t->note);
        value_set_text(v, "source", t->source);
        value_set_word(v, "certainty", service_word(c, "standard.certainty.", t->certainty));
        value_set_int(v, "version", t->version);
        if (!chosen || t->key != key)
            continue;
        value_set_int(current, "school_year", t->year);
        value_set_str(current, "term", t->no == 1 ? "1" : "2");
        value_set_day(current, "from_day", t->from);
        value_set_day(current, "to_day", t->to - 1);
        value_set_day(current, "pay_from", t->pay_from);
        value_set_int(current, "pay_months", t->pay_months);
        value_set_text(current, "article", t->article);
        value_set_text(current, "note", t->note);
        value_set_int(current, "version", t->version);
    }
    service_form(c, out, "form", &term_form, "education.schools", service_leads(c, EDUCATION_POLICY),
                 T("/education/terms"), current);
    value_set_bool(out, "may_write", user_may(&c->user, "education.schools") && service_leads(c, EDUCATION_POLICY));
    return OK;
}

enum status term_post(struct ctx *c, struct value *out, struct error *err) {
    struct term old;
    day_t from = form_day(c->form, "from_day"), to = form_day(c->form, "to_day") + 1,
          pay_from = form_day(c->form, "pay_from");
    int year, month, day;
    int64_t key =
                claim_term_key((int)form_int(c->form, "school_year", 0), form_choice_is(c->form, "term", "2") ? 2 : 1),
            changed = 0, months = form_int(c->form, "pay_months", 0);
    TRY(education_require_lead(c, err));
    if (from >= to)
        (void)error_field(err, "to_day", "education.ends_before", NULL);
    day_parts(pay_from, &year, &month, &day);
    if (day != 1)
        (void)error_field(err, "pay_from", "education.month_first", NULL);
    /* what is paid must fall into the term that claims it (claim_period_key) */
    if (claim_period_key(GRAIN_SCHOOL_TERM, from) / 10 != key / 10)
        (void)error_field(err, "from_day", "education.other_year", NULL);
    TRY(error_fields_status(err));
    enum status s = term_get(c, key, &old, err);
    if (s == E_NOT_FOUND) {
        error_clear(err);
        TRY(school_term_add(c->db,
                            &(struct school_term_add_in){key, from, to, pay_from, months, form_text(c->form, "article"),
                                                         form_text(c->form, "note"), c->user.display_name,
                                                         c->user.account_id},
                            NULL, err));
    } else {
        TRY(s);
        TRY(school_term_set(c->db,
                            &(struct school_term_set_in){key, from, to, pay_from, months, form_text(c->form, "article"),
                                                         form_text(c->form, "note"), c->user.display_name,
                                                         c->user.account_id, form_int(c->form, "version", old.version)},
                            &changed, err));
        if (changed == 0)
            return fail(err, E_PRECONDITION, "http.precondition_failed");
    }
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "from", from);
    value_set_day(diff, "to", to);
    value_set_int(diff, "months", months);
    audit_note(c, 0, "education.term", "school_term", key, diff);
    value_set_id(out, "key", key);
    ctx_redirect(c, "education.written", "/education/terms");
    return OK;
}
