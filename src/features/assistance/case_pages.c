/* The pages of dossiers: received, one with what may be done to it, all of them. */
#include "app/reads.h"
#include "app/tsv.h"
#include "features/assistance/assistance_parts.h"
#include "features/benefit/benefit.h"
#include "features/standard/standard.h"

void assist_tabs(struct ctx *c, struct value *out, const char *current) {
    static const char *const tabs[][2] = {{"assistance.overview", "/social-assistance"},
                                          {"assistance.cases", "/social-assistance/cases"},
                                          {"assistance.payments", "/social-assistance/payments"},
                                          {"assistance.due", "/social-assistance/due"},
                                          {"assistance.trials", "/social-assistance/trials"}};
    struct value *list = value_list(c->arena);
    for (size_t i = 0; i < COUNT_OF(tabs); i++) {
        struct value *v = value_add_object(list);
        value_set_word(v, "label", tabs[i][0]);
        value_set_str(v, "href", tabs[i][1]);
        value_set_bool(v, "current", strcmp(current, tabs[i][1]) == 0);
    }
    value_set_page(out, "tabs", list);
}

/* ---- forms */

static const struct field new_fields[] = {
    {.name = "person", .type = F_ID, .required = true, .label = "assistance.person"},
    {.name = "number_in", .type = F_TEXT, .required = true, .label = "assistance.number_in", .max = 60},
    {.name = "received_on", .type = F_DAY, .required = true, .label = "assistance.received_on"},
    {.name = "ground", .type = F_CHOICE, .required = true, .label = "assistance.ground", .sensitivity = S_SENSITIVE},
    {.name = "ground_2", .type = F_CHOICE, .label = "assistance.ground_2", .sensitivity = S_SENSITIVE},
    {.name = "ground_3", .type = F_CHOICE, .label = "assistance.ground_3", .sensitivity = S_SENSITIVE},
    {.name = "children",
     .type = F_INT,
     .label = "assistance.children",
     .help = "assistance.children_help",
     .min = 0,
     .max = 15},
    {.name = "proof", .type = F_TEXT, .required = true, .label = "assistance.proof", .max = 300},
    {.name = "proof_on", .type = F_DAY, .label = "assistance.proof_on", .help = "assistance.proof_on_help"},
    {.name = "receiver",
     .type = F_NAME,
     .label = "assistance.receiver",
     .help = "assistance.receiver_help",
     .max = 100},
    {.name = "note", .type = F_LONG, .label = "assistance.note", .max = 1000},
};
static const struct form new_form = {"assistance_case", new_fields, COUNT_OF(new_fields)};

static const struct field review_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "assistance.reviewed_on"},
    {.name = "review", .type = F_LONG, .required = true, .label = "assistance.review", .max = 1000},
    {.name = "posted_on", .type = F_DAY, .label = "assistance.posted_on", .help = "assistance.posted_help"},
};
const struct form assist_review_form = {"assistance_review", review_fields, COUNT_OF(review_fields)};
static const struct field send_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "assistance.sent_on"},
    {.name = "number", .type = F_TEXT, .required = true, .label = "assistance.sent_number", .max = 60},
};
const struct form assist_send_form = {"assistance_send", send_fields, COUNT_OF(send_fields)};
static const struct field check_fields[] = {
    {.name = "on_day", .type = F_DAY, .required = true, .label = "assistance.checked_on"},
    {.name = "note", .type = F_LONG, .label = "assistance.check_note", .max = 1000},
};
const struct form assist_check_form = {"assistance_check", check_fields, COUNT_OF(check_fields)};
static const struct field decide_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "assistance.number", .max = 60},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "assistance.decided_on"},
    {.name = "signer", .type = F_NAME, .required = true, .label = "assistance.signer", .max = 100},
    {.name = "signer_post", .type = F_TEXT, .required = true, .label = "assistance.signer_post", .max = 100},
    {.name = "from_month", .type = F_DAY, .label = "assistance.from_month", .help = "assistance.from_month_help"},
};
const struct form assist_decide_form = {"assistance_decide", decide_fields, COUNT_OF(decide_fields)};
static const struct field refuse_fields[] = {
    {.name = "letter_number", .type = F_TEXT, .required = true, .label = "assistance.letter_number", .max = 60},
    {.name = "letter_on", .type = F_DAY, .required = true, .label = "assistance.decided_on"},
    {.name = "letter_signer", .type = F_NAME, .required = true, .label = "assistance.signer", .max = 100},
    {.name = "reason", .type = F_LONG, .required = true, .label = "assistance.reason", .max = 1000},
};
const struct form assist_refuse_form = {"assistance_refuse", refuse_fields, COUNT_OF(refuse_fields)};
static const struct field withdraw_fields[] = {
    {.name = "why", .type = F_TEXT, .required = true, .label = "assistance.reason", .max = 300},
};
const struct form assist_withdraw_form = {"assistance_withdraw", withdraw_fields, COUNT_OF(withdraw_fields)};
static const struct field stop_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "assistance.stop_number", .max = 60},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "assistance.decided_on"},
    {.name = "from_month",
     .type = F_DAY,
     .required = true,
     .label = "assistance.stop_from",
     .help = "assistance.stop_from_help"},
    {.name = "reason", .type = F_TEXT, .required = true, .label = "assistance.reason", .max = 300},
};
const struct form assist_stop_form = {"assistance_stop", stop_fields, COUNT_OF(stop_fields)};

/* The grounds that the asker may name, once each. */
static void ground_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count) {
    struct tsv t;
    struct choice_text *list = ARENA_ARRAY(c->arena, ASSIST_TIERS, struct choice_text);
    size_t n = 0;
    tsv_open(&t, "assistance_grounds.tsv");
    while (tsv_next(&t) && n < ASSIST_TIERS)
        if (n == 0 || !text_eq(list[n - 1].code, tsv_text(&t, "ground")))
            list[n++] = (struct choice_text){tsv_text(&t, "ground"), tsv_text(&t, "title")};
    *ret = list;
    *ret_count = n;
}

enum status assist_new_form(struct ctx *c, const struct form **ret, struct error *err) {
    (void)err;
    struct choice_text *list;
    size_t count;
    ground_choices(c, &list, &count);
    *ret = service_form_with(c, &new_form, "ground", list, count);
    *ret = service_form_with(c, *ret, "ground_2", list, count);
    *ret = service_form_with(c, *ret, "ground_3", list, count);
    return OK;
}

enum status assist_new_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *form;
    int64_t person;
    assist_tabs(c, out, "/social-assistance/cases");
    if (ctx_query(c, "person").ptr == NULL) /* nobody was chosen yet: the page leads to where one is found */
        return OK;
    if (!text_to_i64(ctx_query(c, "person"), &person))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(service_person_page(c, person, out, err));
    TRY(assist_new_form(c, &form, err));
    struct value *now = value_object(c->arena);
    value_set_id(now, "person", person);
    value_set_day(now, "received_on", c->today);
    if (assist_ground_title(ctx_query(c, "ground")).ptr != NULL)
        value_set_text(now, "ground", ctx_query(c, "ground"));
    service_form(c, out, "form", form, "assistance.write", true, T("/social-assistance/cases"), now);
    return OK;
}

enum status assist_new_fill(struct ctx *c, struct value *out, struct error *err) {
    assist_tabs(c, out, "/social-assistance/cases");
    return service_person_page(c, form_id(c->form, "person"), out, err);
}

enum status assist_new_post(struct ctx *c, struct value *out, struct error *err) {
    static const char *const names[] = {"ground", "ground_2", "ground_3"};
    struct service_person p;
    int64_t id;
    TRY(service_person(c, form_id(c->form, "person"), &p, err));
    struct assist_opening o = {.number_in = form_text(c->form, "number_in"),
                               .received_on = form_day(c->form, "received_on"),
                               .proof = form_text(c->form, "proof"),
                               .proof_on = form_day(c->form, "proof_on"),
                               .receiver = form_text(c->form, "receiver"),
                               .note = form_text(c->form, "note")};
    TRY(service_past_day(c, "received_on", o.received_on, err));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (form_given(c->form, names[i]))
            o.reasons[o.count++] =
                (struct assist_reason){form_text(c->form, names[i]), form_int(c->form, "children", 0)};
    TRY(assist_open(c, &p, &o, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "assistance.flash_open", "/social-assistance/cases/%lld", (long long)id);
    return OK;
}

/* ---- one */

static bool sees(const struct ctx *c, struct text ground) {
    return !assist_ground_private(ground) || user_may(&c->user, "assistance.private");
}
static struct text shown_ground(struct ctx *c, struct text ground) {
    return sees(c, ground) ? assist_ground_title(ground) : tr(c->lang, "assistance.private_ground");
}

static enum status add_month(struct ctx *c, const struct assist_get_row *k, struct value *out, struct error *err) {
    struct assist_numbers *n;
    struct assist_facts f;
    struct assist_part parts[ASSIST_PARTS];
    size_t count;
    int64_t total = 0;
    day_t month = k->from_month != DAY_NONE && k->from_month > c->as_of ? k->from_month : day_month_first(c->as_of);
    TRY(assist_facts_of(c, k, &f, err));
    TRY(assist_numbers_load(c, month, &n, err));
    TRY(assist_reckon(c, n, &f, parts, &count, err));
    struct value *list = value_set_list(out, "parts");
    for (size_t i = 0; i < count; i++) {
        const struct assist_part *p = &parts[i];
        struct value *v = value_add_object(list);
        if (p->tier != NULL) {
            value_set_text(v, "ground", shown_ground(c, p->tier->ground));
            if (sees(c, p->tier->ground)) {
                value_set_text(v, "policy", p->tier->policy_key);
                value_set_text(v, "policy_name", p->tier->policy);
                value_set_text(v, "article", p->tier->article);
            }
        }
        if (p->coefficient != DB_NULL)
            value_set_text(v, "coefficient", assist_factor(c, p->coefficient));
        value_set_money(v, "amount", p->amount);
        value_set_bool(v, "chosen", p->chosen);
        value_set_word(v, "why", p->why);
        total += p->chosen ? p->amount : 0;
    }
    for (size_t i = 0; i < count; i++) {
        struct overlap_rule rule;
        if (parts[i].tier == NULL)
            continue;
        TRY(overlap_rule_of(c, parts[i].tier->group, &rule, err));
        value_set_text(out, "highest", tr_args(c->lang, c->arena, "assistance.highest_only", &rule.article, 1));
        break;
    }
    value_set_text(out, "month", assist_month_text(c, month));
    value_set_money(out, "base", n->base);
    value_set_text(out, "base_article", n->base_article);
    value_set_certainty(out, "base_certainty", n->base_certainty);
    value_set_money(out, "total", total);
    return OK;
}

static enum status add_grounds(struct ctx *c, const struct assist_get_row *k, struct value *out, struct error *err) {
    struct assist_grounds_of_row *rows;
    size_t count;
    TRY(assist_grounds_of(c->db, &(struct assist_grounds_of_in){k->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "grounds");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        if (sees(c, rows[i].ground))
            value_set_text(v, "ground", rows[i].ground);
        value_set_text(v, "title", shown_ground(c, rows[i].ground));
        value_set_int(v, "children", rows[i].children);
        if (sees(c, rows[i].ground)) {
            value_set_text(v, "proof", rows[i].paper);
            value_set_day(v, "proof_on", rows[i].paper_on);
        }
    }
    return OK;
}

static enum status add_paid(struct ctx *c, const struct assist_get_row *k, struct value *out, struct error *err) {
    struct assist_case_shares_row *rows;
    size_t count;
    TRY(assist_case_shares(c->db, &(struct assist_case_shares_in){k->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "paid");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "month", assist_month_text(c, rows[i].month));
        value_set_money(v, "amount", rows[i].amount);
        value_set_id(v, "line_id", rows[i].line_id);
        value_set_word(v, "state", benefit_state_word(benefit_state_of(rows[i].line_state, rows[i].list_state)));
    }
    return OK;
}

static void add_forms(struct ctx *c, const struct assist_get_row *k, day_t first, struct value *out) {
    struct text at = arena_fmt(c->arena, "/social-assistance/cases/%lld", (long long)k->id);
    struct value *now = value_object(c->arena), *decide = value_object(c->arena);
    bool received = text_is(k->state, "received"), reviewed = text_is(k->state, "reviewed"),
         sent = text_is(k->state, "sent"), checked = text_is(k->state, "checked");
    int64_t me = c->user.account_id;
    bool other = k->account_id != me && k->reviewed_by != me && k->sent_by != me && k->checked_by != me;
    value_set_day(now, "on_day", c->today);
    value_set_day(now, "letter_on", c->today);
    value_set_day(decide, "on_day", c->today);
    value_set_day(decide, "from_month", first);
#define FORM(member, form, permission, possible, what, current)                                                        \
    service_form(c, out, member, &form, permission, possible, arena_fmt(c->arena, "%.*s/" what, FMT(at)), current)
    FORM("review_form", assist_review_form, "assistance.write", received, "review", now);
    FORM("send_form", assist_send_form, "assistance.write", reviewed, "send", now);
    FORM("check_form", assist_check_form, "assistance.check", sent, "check", now);
    FORM("decide_form", assist_decide_form, "assistance.decide", checked && other, "decide", decide);
    FORM("refuse_form", assist_refuse_form, "assistance.check", sent || checked, "refuse", now);
    FORM("withdraw_form", assist_withdraw_form, "assistance.write", received || reviewed, "withdraw", NULL);
    FORM("stop_form", assist_stop_form, "assistance.decide", text_is(k->state, "granted"), "stop", now);
#undef FORM
}

static void set_case(struct ctx *c, const struct assist_get_row *k, struct value *out) {
    value_set_id(out, "id", k->id);
    value_set_id(out, "person_id", k->person_id);
    value_set_text(out, "name", k->name);
    value_set_id(out, "household_id", k->household_id);
    value_set_text(out, "code", k->code);
    value_set_word(out, "state", service_word(c, "assistance.state.", k->state));
    value_set_text(out, "number_in", k->number_in);
    value_set_day(out, "received_on", k->received_on);
    value_set_text(out, "receiver", k->receiver);
    value_set_text(out, "note", k->note);
    value_set_day(out, "reviewed_on", k->reviewed_on);
    value_set_text(out, "review", k->review);
    value_set_day(out, "posted_on", k->posted_on);
    value_set_day(out, "sent_on", k->sent_on);
    value_set_text(out, "sent_number", k->sent_number);
    value_set_day(out, "checked_on", k->checked_on);
    value_set_text(out, "check_note", k->check_note);
    value_set_text(out, "number", k->number);
    value_set_day(out, "decided_on", k->decided_on);
    value_set_text(out, "signer", k->signer);
    value_set_text(out, "signer_post", k->signer_post);
    value_set_day(out, "from_month", k->from_month);
    value_set_text(out, "reason", k->reason);
    value_set_word(out, "flag", service_word(c, "assistance.flag.", k->flag));
    value_set_day(out, "flagged_on", k->flagged_on);
    value_set_text(out, "stop_number", k->stop_number);
    value_set_day(out, "stop_from", k->stop_from);
    value_set_id(out, "supersedes", k->supersedes);
    value_set_bool(out, "has_paper",
                   text_is(k->state, "granted") || text_is(k->state, "refused") || text_is(k->state, "stopped"));
    value_set_int(out, "version", k->version);
}

enum status assist_one_get(struct ctx *c, struct value *out, struct error *err) {
    struct assist_get_row k;
    int64_t id;
    day_t first;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_require(c, id, &k, err));
    read_note(c, "person", k.person_id, k.commune_id, 1);
    set_case(c, &k, out);
    TRY(add_grounds(c, &k, out, err));
    TRY(add_month(c, &k, out, err));
    TRY(add_paid(c, &k, out, err));
    TRY(assist_first_month(c, &k, c->today, &first, err));
    add_forms(c, &k, first, out);
    assist_tabs(c, out, "/social-assistance/cases");
    return OK;
}

static enum status back(struct ctx *c, struct value *out, int64_t id, const char *flash) {
    value_set_id(out, "id", id);
    ctx_redirect(c, flash, "/social-assistance/cases/%lld", (long long)id);
    return OK;
}

enum status assist_review_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_reviewed(c, id, form_day(c->form, "on_day"), form_text(c->form, "review"),
                        form_day(c->form, "posted_on"), err));
    return back(c, out, id, "assistance.flash_review");
}
enum status assist_send_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_sent(c, id, form_day(c->form, "on_day"), form_text(c->form, "number"), err));
    return back(c, out, id, "assistance.flash_send");
}
enum status assist_check_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_checked(c, id, form_day(c->form, "on_day"), form_text(c->form, "note"), err));
    return back(c, out, id, "assistance.flash_check");
}
enum status assist_decide_post(struct ctx *c, struct value *out, struct error *err) {
    struct assist_decision d = {form_text(c->form, "number"), form_text(c->form, "signer"),
                                form_text(c->form, "signer_post"), form_day(c->form, "on_day"),
                                form_day(c->form, "from_month")};
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_granted(c, id, &d, err));
    return back(c, out, id, "assistance.flash_grant");
}
enum status assist_refuse_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_ended(c, id, "refused", form_day(c->form, "letter_on"), form_text(c->form, "letter_number"),
                     form_text(c->form, "letter_signer"), form_text(c->form, "reason"), err));
    return back(c, out, id, "assistance.flash_refuse");
}
enum status assist_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_ended(c, id, "withdrawn", c->today, TEXT_NONE, TEXT_NONE, form_text(c->form, "why"), err));
    return back(c, out, id, "assistance.flash_withdraw");
}
enum status assist_stop_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_stopped(c, id, form_text(c->form, "number"), form_day(c->form, "on_day"),
                       form_day(c->form, "from_month"), form_text(c->form, "reason"), err));
    return back(c, out, id, "assistance.flash_stop");
}

/* ---- all */

static void case_row(struct ctx *c, const void *row, struct value *item) {
    const struct assist_cases_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_text(item, "code", r->code);
    value_set_text(item, "hamlet", r->hamlet);
    value_set_text(item, "commune", r->commune);
    value_set_word(item, "state", service_word(c, "assistance.state.", r->state));
    value_set_text(item, "ground",
                   r->private && !user_may(&c->user, "assistance.private") ? tr(c->lang, "assistance.private_ground")
                                                                           : assist_ground_title(r->grounds));
    value_set_day(item, "received_on", r->received_on);
    value_set_day(item, "decided_on", r->decided_on);
    value_set_day(item, "from_month", r->from_month);
    value_set_text(item, "number", r->number);
    value_set_word(item, "flag", service_word(c, "assistance.flag.", r->flag));
    value_set_day(item, "flagged_on", r->flagged_on);
}
static const struct choice states[] = {
    {"received", "assistance.state.received", 0},   {"reviewed", "assistance.state.reviewed", 0},
    {"sent", "assistance.state.sent", 0},           {"checked", "assistance.state.checked", 0},
    {"granted", "assistance.state.granted", 0},     {"refused", "assistance.state.refused", 0},
    {"withdrawn", "assistance.state.withdrawn", 0}, {"stopped", "assistance.state.stopped", 0}};
static const struct list_column columns[] = {
    {.key = "name",
     .label = "assistance.person",
     .sort = "name",
     .href = "/social-assistance/cases/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "assistance.household", .type = V_TEXT, .hidden = true},
    {.key = "hamlet", .label = "assistance.hamlet", .type = V_TEXT, .hidden = true},
    {.key = "commune", .label = "assistance.commune", .type = V_TEXT},
    {.key = "ground", .label = "assistance.ground", .type = V_TEXT, .sensitivity = S_SENSITIVE},
    {.key = "state", .label = "assistance.state", .type = V_WORD},
    {.key = "received_on", .label = "assistance.received_on", .sort = "newest", .type = V_DAY},
    {.key = "decided_on", .label = "assistance.decided_on", .type = V_DAY},
    {.key = "number", .label = "assistance.number", .type = V_TEXT, .hidden = true},
    {.key = "from_month", .label = "assistance.from_month", .type = V_DAY, .hidden = true},
    {.key = "flag", .label = "assistance.flag", .type = V_WORD},
    {.key = "flagged_on", .label = "assistance.flagged_on", .type = V_DAY, .hidden = true},
};
static enum status ground_options(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    (void)err;
    ground_choices(c, ret, ret_count);
    return OK;
}
static const struct list_filter filters[] = {
    {.name = "state",
     .label = "assistance.state",
     .type = F_CHOICE,
     .choices = states,
     .choice_count = COUNT_OF(states)},
    {.name = "ground", .label = "assistance.ground", .type = F_CHOICE, .options = ground_options},
    {.name = "open", .label = "assistance.only_open", .type = F_BOOL},
    {.name = "flagged", .label = "assistance.only_flagged", .type = F_BOOL},
    {.name = "place", .label = "assistance.place", .type = F_ID},
};
const struct list_def assist_case_list_def = {
    .name = "assistance_cases",
    .stmt = &assist_cases_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "search",
    .row = case_row,
    .empty = "assistance.no_cases",
    .file_name = "ho-so-tro-cap-xa-hoi",
};

enum status assist_cases_get(struct ctx *c, struct value *out, struct error *err) {
    static const struct service_action actions[] = {
        {"assistance.receive", "/find-person?for=assistance", "plus", "assistance.write", true}};
    assist_tabs(c, out, "/social-assistance/cases");
    service_actions(c, out, actions, COUNT_OF(actions));
    /* Who may not read a private ground cannot find its people by it either. */
    if (!sees(c, ctx_query(c, "ground")))
        return fail(err, E_FORBIDDEN, "http.forbidden");
    return list_answer(c, &assist_case_list_def, &(struct assist_cases_in){c->today}, NULL, 0, out, err);
}
