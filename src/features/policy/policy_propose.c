/* A new version of a policy, proposed by an officer of its lead agency. Each condition is compiled as it comes in; what
 * is wrong with one comes back on its field with the place in the text. Nothing of it holds before somebody else has
 * put it in force (policy_decide.c). */
#include "features/policy/policy_propose.h"

#include "features/policy/policy_facts.h"
#include "features/policy/policy_pages.h"
#include "policy_queries.h"

#define SPARE_LINES 3
#define MAX_LINES 20
#define MAX_AMOUNTS 24
#define FIXED_FIELDS 17
#define FORM_NAME "policy_proposal"

static const char *const class_codes[] = {"poor/national", "near_poor/national",     "average/national",
                                          "poor/brvt",     "newly_escaped/national", "newly_escaped/brvt"};
static const char *const class_names[] = {"class_poor_national",          "class_near_poor_national",
                                          "class_average_national",       "class_poor_brvt",
                                          "class_newly_escaped_national", "class_newly_escaped_brvt"};
static const struct choice payments[] = {{"month", "policy.payment.month", 0},
                                         {"quarter", "policy.payment.quarter", 0},
                                         {"school_term", "policy.payment.school_term", 0},
                                         {"once", "policy.payment.once", 0},
                                         {"loan", "policy.payment.loan", 0},
                                         {"case", "policy.payment.case", 0}};
static const struct choice certainties[] = {{"confirmed", "standard.certainty.confirmed", 0},
                                            {"secondary", "standard.certainty.secondary", 0},
                                            {"derived", "standard.certainty.derived", 0},
                                            {"from_memory", "standard.certainty.from_memory", 0}};

/* The policy of the path with what its version of today demands and how much it comes to. */
struct subject {
    struct policy policy;
    struct policy_clauses_of_row *clauses;
    size_t clause_count, line_count; /* lines of the form */
    struct policy_parameters_of_row *amounts;
    size_t amount_count;
};

static enum status subject_of(struct ctx *c, struct subject *s, struct error *err) {
    struct policy_parameters_of_row *rows;
    size_t count;
    TRY(policy_by_key(c, arena_zstr(c->arena, c->params[0]), c->today, &s->policy, err));
    TRY(policy_clauses_of(c->db, &(struct policy_clauses_of_in){{&s->policy.version_id, 1}}, c->arena, &s->clauses,
                          &s->clause_count, err));
    s->line_count = s->clause_count + SPARE_LINES < MAX_LINES ? s->clause_count + SPARE_LINES : MAX_LINES;
    TRY(policy_parameters_of(c->db, &(struct policy_parameters_of_in){s->policy.id}, c->arena, &rows, &count, err));
    s->amounts = rows;
    s->amount_count = 0;
    for (size_t i = 0; i < count && s->amount_count < MAX_AMOUNTS; i++) {
        bool again = s->amount_count > 0 && text_eq(rows[i].name, s->amounts[s->amount_count - 1].name);
        if (rows[i].valid_from <= c->today && rows[i].valid_to > c->today && rows[i].text_value.ptr == NULL && !again)
            s->amounts[s->amount_count++] = rows[i];
    }
    return OK;
}

/* E_FORBIDDEN for officers of other agencies. */
enum status policy_require_agency(struct ctx *c, const struct policy *p, struct error *err) {
    int64_t mine = c->user.agency_id;
    if (mine != 0 && (mine == p->lead_agency_id || mine == p->co_lead_agency_id))
        return OK;
    return fail(err, E_FORBIDDEN, "policy.not_lead");
}

/* ---- the form */

static const char *numbered(struct ctx *c, const char *name, size_t i) {
    return arena_fmt(c->arena, "%s_%zu", name, i + 1).ptr;
}

static void line_fields(struct ctx *c, struct field *f, size_t i, bool of_person) {
    f[0] = (struct field){.name = numbered(c, "title", i), .type = F_TEXT, .max = 300, .label = "policy.line_title"};
    f[1] = (struct field){.name = numbered(c, "condition", i),
                          .type = F_LONG,
                          .max = 2000,
                          .label = "policy.line_condition",
                          .help = of_person ? "policy.line_condition_person" : "policy.line_condition_household"};
    f[2] = (struct field){.name = numbered(c, "applies", i),
                          .type = F_TEXT,
                          .max = 1000,
                          .label = "policy.line_applies",
                          .help = "policy.line_applies_help"};
    f[3] = (struct field){.name = numbered(c, "article", i), .type = F_TEXT, .max = 300, .label = "policy.article"};
}

enum status policy_propose_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct subject s;
    TRY(subject_of(c, &s, err));
    struct field *f = ARENA_ARRAY(c->arena, FIXED_FIELDS + s.line_count * 4 + s.amount_count, struct field);
    size_t n = 0;
    f[n++] = (struct field){.name = "reason", .type = F_LONG, .required = true, .max = 2000, .label = "policy.reason"};
    f[n++] = (struct field){.name = "valid_from",
                            .type = F_DAY,
                            .required = true,
                            .label = "policy.valid_from",
                            .help = "policy.valid_from_help"};
    f[n++] = (struct field){.name = "valid_to", .type = F_DAY, .label = "policy.valid_to"};
    f[n++] =
        (struct field){.name = "document", .type = F_TEXT, .required = true, .max = 300, .label = "policy.document"};
    f[n++] = (struct field){.name = "source", .type = F_TEXT, .required = true, .max = 300, .label = "policy.source"};
    f[n++] = (struct field){.name = "certainty",
                            .type = F_CHOICE,
                            .required = true,
                            .label = "policy.certainty",
                            .choices = certainties,
                            .choice_count = COUNT_OF(certainties)};
    f[n++] = (struct field){.name = "funding", .type = F_TEXT, .max = 300, .label = "policy.funding"};
    f[n++] = (struct field){.name = "evidence", .type = F_TEXT, .max = 600, .label = "policy.evidence"};
    f[n++] = (struct field){.name = "payment",
                            .type = F_CHOICE,
                            .required = true,
                            .label = "policy.payment_head",
                            .choices = payments,
                            .choice_count = COUNT_OF(payments)};
    f[n++] = (struct field){.name = "note", .type = F_TEXT, .max = 600, .label = "policy.note"};
    for (size_t i = 0; i < COUNT_OF(class_names); i++)
        f[n++] =
            (struct field){.name = class_names[i], .type = F_BOOL, .label = policy_class_word(text_of(class_codes[i]))};
    for (size_t i = 0; i < s.line_count; i++, n += 4)
        line_fields(c, &f[n], i, s.policy.unit == POLICY_OF_PERSON);
    for (size_t i = 0; i < s.amount_count; i++)
        f[n++] = (struct field){.name = arena_fmt(c->arena, "amount_%.*s", FMT(s.amounts[i].name)).ptr,
                                .type = text_starts(s.amounts[i].unit, T("dong")) ? F_MONEY : F_INT,
                                .max = 1000000000000000,
                                .label = arena_zstr(c->arena, s.amounts[i].title),
                                .unit = policy_per_word(s.amounts[i].unit)};
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){FORM_NAME, f, n};
    *ret = form;
    return OK;
}

static void amount_current(const struct policy_parameters_of_row *a, struct value *current, const char *name) {
    if (a->value == DB_NULL)
        return;
    if (text_starts(a->unit, T("dong")))
        value_set_money(current, name, a->value);
    else
        value_set_int(current, name, a->value);
}

static struct value *current_of(struct ctx *c, const struct subject *s) {
    struct value *v = value_object(c->arena);
    const struct policy *p = &s->policy;
    value_set_text(v, "document", p->document);
    value_set_text(v, "source", p->source);
    value_set_text(v, "certainty", p->certainty);
    value_set_text(v, "funding", p->funding);
    value_set_text(v, "evidence", p->evidence);
    value_set_text(v, "note", p->note);
    value_set_text(v, "payment", text_of(strrchr(policy_payment_word(p->payment), '.') + 1));
    if (p->valid_to != DAY_FOREVER)
        value_set_day(v, "valid_to", p->valid_to);
    struct text classes = p->classes, part;
    while (text_cut(&classes, ' ', &part))
        for (size_t i = 0; i < COUNT_OF(class_codes); i++)
            if (text_is(part, class_codes[i]))
                value_set_bool(v, class_names[i], true);
    for (size_t i = 0; i < s->clause_count && i < s->line_count; i++) {
        value_set_text(v, numbered(c, "title", i), s->clauses[i].title);
        value_set_text(v, numbered(c, "condition", i), s->clauses[i].condition);
        value_set_text(v, numbered(c, "applies", i), s->clauses[i].applies);
        value_set_text(v, numbered(c, "article", i), s->clauses[i].article);
    }
    for (size_t i = 0; i < s->amount_count; i++)
        amount_current(&s->amounts[i], v, arena_fmt(c->arena, "amount_%.*s", FMT(s->amounts[i].name)).ptr);
    return v;
}

/* Names that conditions may use, for the help beside the form. */
static void add_names(struct value *out, bool of_person) {
    const struct rule_object_type *const types[] = {&policy_household_type, &policy_person_type};
    struct value *list = value_list(out->arena);
    value_set_page(out, "names", list);
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < types[t]->field_count && (t == 0 || of_person); i++) {
            struct value *v = value_add_object(list);
            value_set_text(v, "name", arena_fmt(out->arena, "%s.%s", types[t]->name, types[t]->fields[i].name));
            value_set_str(v, "type", types[t]->fields[i].type);
            value_set_word(v, "title", types[t]->fields[i].title);
        }
}

/* A field's message is short; the whole of what is wrong with each text that was sent stands above the form. */
static void add_problems(struct ctx *c, const struct subject *s, struct value *out) {
    static const char *const texts[] = {"condition", "applies"};
    const struct rule_scope *scope =
        s->policy.unit == POLICY_OF_PERSON ? &policy_person_scope : &policy_household_scope;
    struct value *list = value_set_list(out, "problems");
    for (size_t i = 0; i < s->line_count; i++)
        for (size_t k = 0; k < COUNT_OF(texts); k++) {
            const struct rule_program *program;
            struct rule_problem problem;
            struct text source = form_text(c->form, numbered(c, texts[k], i));
            if (source.len == 0 || rule_compile(c->arena, scope, source, &program, &problem, NULL))
                continue;
            struct value *v = value_add_object(list);
            value_set_int(v, "line", (int64_t)i + 1);
            value_set_text(v, "before", (struct text){source.ptr, problem.at});
            value_set_text(v, "after", (struct text){source.ptr + problem.at, source.len - problem.at});
            value_set_text(v, "text", rule_problem_text(c->arena, c->lang, source, &problem));
        }
}

enum status policy_propose_fill(struct ctx *c, struct value *out, struct error *err) {
    struct subject s;
    TRY(subject_of(c, &s, err));
    TRY(policy_require_agency(c, &s.policy, err));
    if (c->form != NULL && strcmp(c->form->form->name, FORM_NAME) == 0) /* sent, not the empty form of a GET */
        add_problems(c, &s, out);
    value_set_text(out, "key", s.policy.key);
    value_set_text(out, "name", s.policy.name);
    add_names(out, s.policy.unit == POLICY_OF_PERSON);
    return OK;
}

enum status policy_propose_page(struct ctx *c, struct value *out, struct error *err) {
    struct subject s;
    const struct form *form;
    TRY(policy_propose_fill(c, out, err));
    TRY(subject_of(c, &s, err));
    TRY(policy_propose_form(c, &form, err));
    value_set_page(out, "form", form_view(c, form, NULL, current_of(c, &s), NULL));
    return OK;
}

/* ---- what was sent */

/* What is wrong with a text is told on its field; fails only when the database does. */
static enum status check_text(struct ctx *c, const struct policy *p, const char *field, struct text source,
                              struct error *err) {
    const struct rule_program *program;
    struct rule_problem problem;
    struct text unknown;
    if (source.ptr == NULL || source.len == 0)
        return OK;
    const struct rule_scope *scope = p->unit == POLICY_OF_PERSON ? &policy_person_scope : &policy_household_scope;
    if (!rule_compile(c->arena, scope, source, &program, &problem, NULL)) {
        error_field(err, field, "policy.rule_problem", rule_problem_text(c->arena, c->lang, source, &problem).ptr);
        return OK;
    }
    if (!rule_answers(program, RULE_BOOL))
        error_field(err, field, "policy.rule_not_bool", arena_zstr(c->arena, rule_type_name(c->arena, program)));
    struct error failed = {0};
    if (policy_unknown_param(c, p->id, program, &unknown, &failed) != OK) {
        *err = failed;
        return failed.status;
    }
    if (unknown.ptr != NULL)
        error_field(err, field, "policy.rule_no_param", arena_zstr(c->arena, unknown));
    return OK;
}

static struct text classes_sent(struct ctx *c) {
    AUTO_BUF b;
    buf_init(&b, 400);
    for (size_t i = 0; i < COUNT_OF(class_names); i++)
        if (form_bool(c->form, class_names[i]))
            buf_fmt(&b, "%s%s", b.len ? " " : "", class_codes[i]);
    return b.len == 0 ? TEXT_NONE : arena_text(c->arena, buf_as_text(&b));
}

/* Titles without condition are papers to show; what is wholly empty is left out. */
static enum status lines_sent(struct ctx *c, const struct subject *s, struct policy_clause_ship_in *lines,
                              size_t *ret_count, struct error *err) {
    size_t count = 0;
    for (size_t i = 0; i < s->line_count; i++) {
        struct text title = form_text(c->form, numbered(c, "title", i));
        struct text condition = form_text(c->form, numbered(c, "condition", i));
        struct text applies = form_text(c->form, numbered(c, "applies", i));
        if (title.len == 0 && condition.len == 0 && applies.len == 0)
            continue;
        if (title.len == 0)
            error_field(err, numbered(c, "title", i), "policy.line_needs_title", NULL);
        TRY(check_text(c, &s->policy, numbered(c, "condition", i), condition, err));
        TRY(check_text(c, &s->policy, numbered(c, "applies", i), applies, err));
        lines[count] = (struct policy_clause_ship_in){.no = (int64_t)count + 1,
                                                      .title = title,
                                                      .applies = applies.len ? applies : TEXT_NONE,
                                                      .condition = condition.len ? condition : TEXT_NONE,
                                                      .article = form_text(c->form, numbered(c, "article", i)),
                                                      .source = form_text(c->form, "source"),
                                                      .certainty = form_text(c->form, "certainty")};
        count++;
    }
    *ret_count = count;
    return OK;
}

static bool same_lines(const struct subject *s, const struct policy_clause_ship_in *lines, size_t count) {
    bool same = count == s->clause_count;
    for (size_t i = 0; same && i < count; i++)
        same = text_eq(lines[i].title, s->clauses[i].title) && text_eq(lines[i].condition, s->clauses[i].condition) &&
               text_eq(lines[i].applies, s->clauses[i].applies) && text_eq(lines[i].article, s->clauses[i].article);
    return same;
}

static int64_t amount_sent(struct ctx *c, const struct policy_parameters_of_row *a) {
    return form_int(c->form, arena_fmt(c->arena, "amount_%.*s", FMT(a->name)).ptr, DB_NULL);
}

static bool same_rest(struct ctx *c, const struct subject *s, day_t to) {
    const struct policy *p = &s->policy;
    bool same = text_eq(classes_sent(c), p->classes) && to == p->valid_to &&
                text_eq(form_text(c->form, "document"), p->document) &&
                text_eq(form_text(c->form, "funding"), p->funding) &&
                text_eq(form_text(c->form, "evidence"), p->evidence) && text_eq(form_text(c->form, "note"), p->note) &&
                text_is(form_text(c->form, "payment"), strrchr(policy_payment_word(p->payment), '.') + 1);
    for (size_t i = 0; same && i < s->amount_count; i++)
        same = amount_sent(c, &s->amounts[i]) == s->amounts[i].value;
    return same;
}

static enum status store_amounts(struct ctx *c, const struct subject *s, int64_t version_id, day_t from, day_t to,
                                 struct error *err) {
    for (size_t i = 0; i < s->amount_count; i++) {
        int64_t value = amount_sent(c, &s->amounts[i]);
        if (value == s->amounts[i].value)
            continue;
        TRY(policy_parameter_propose(
            c->db,
            &(struct policy_parameter_propose_in){id_new(), s->policy.id, version_id, s->amounts[i].name, value,
                                                  s->amounts[i].unit, from, to, form_text(c->form, "document"),
                                                  form_text(c->form, "source"),
                                                  value == DB_NULL ? T("unknown") : form_text(c->form, "certainty")},
            NULL, err));
    }
    return OK;
}

enum status policy_propose(struct ctx *c, struct value *out, struct error *err) {
    struct subject s;
    struct policy_clause_ship_in lines[MAX_LINES];
    TRY(subject_of(c, &s, err));
    TRY(policy_require_agency(c, &s.policy, err));
    day_t from = form_day(c->form, "valid_from");
    day_t to = form_given(c->form, "valid_to") ? form_day(c->form, "valid_to") : DAY_FOREVER;
    if (from < c->today)
        error_field(err, "valid_from", "policy.from_today", NULL);
    if (to <= from)
        error_field(err, "valid_to", "policy.ends_before", NULL);
    size_t count;
    TRY(lines_sent(c, &s, lines, &count, err));
    TRY(error_fields_status(err));
    if (same_lines(&s, lines, count) && same_rest(c, &s, to))
        return fail(err, E_INVALID, "policy.nothing_changed");
    int64_t id = id_new();
    TRY(policy_version_propose(c->db,
                               &(struct policy_version_propose_in){
                                   id, s.policy.id, from, to, classes_sent(c), form_text(c->form, "payment"),
                                   form_text(c->form, "evidence"), form_text(c->form, "funding"),
                                   form_text(c->form, "document"), form_text(c->form, "note"),
                                   form_text(c->form, "source"), form_text(c->form, "certainty"),
                                   form_text(c->form, "reason"), c->user.account_id, clock_now(&c->app->clock)},
                               NULL, err));
    for (size_t i = 0; i < count; i++) {
        lines[i].version_id = id;
        TRY(policy_clause_ship(c->db, &lines[i], NULL, err));
    }
    TRY(store_amounts(c, &s, id, from, to, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "policy", s.policy.key);
    value_set_day(diff, "valid_from", from);
    diff_text(diff, "classes", s.policy.classes, classes_sent(c));
    value_set_int(diff, "lines", (int64_t)count);
    audit_note(c, 0, "policy.propose", "policy_version", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "policy.flash_proposed", "/policies/proposals/%lld", (long long)id);
    return OK;
}
