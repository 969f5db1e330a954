/* The "Chính sách" page of a household and of a person: each policy yes, no, if shown or unknown, with the lines that
 * it rests on; and the same on paper for the household. */
#include "features/document/document.h"
#include "features/policy/policy_facts.h"
#include "features/policy/policy_pages.h"
#include "features/standard/standard.h"
#include "policy_queries.h"

static const char *const line_words[] = {"policy.line.holds", "policy.line.fails", "policy.line.needs_paper",
                                         "policy.line.unknown"};
/* In the order in which a page shows them. */
static const enum entitlement shown[] = {ENTITLED_YES, ENTITLED_IF_SHOWN, ENTITLED_UNKNOWN, ENTITLED_NO};
static const char *const headings[] = {"policy.paper_yes", "policy.paper_if_shown", "policy.paper_unknown",
                                       "policy.paper_no"};

/* ---- values */

static void line_value(const struct judge_line *l, struct value *v) {
    value_set_word(v, "state", line_words[l->state]);
    value_set_text(v, "title", l->title);
    value_set_text(v, "reason", l->reason);
    value_set_text(v, "article", l->article);
    value_set_text(v, "source", l->source);
    value_set_certainty(v, "certainty", l->certainty);
    value_set_bool(v, "firm", certainty_is_firm(l->certainty));
}

/* The line that decided: the first that failed, else the first that is not known. */
static const struct judge_line *deciding(const struct judged_subject *s) {
    static const enum judge_state order[] = {JUDGE_FAILS, JUDGE_UNKNOWN, JUDGE_NEEDS_PAPER, JUDGE_HOLDS};
    for (size_t k = 0; k < COUNT_OF(order); k++)
        for (size_t i = 0; i < s->line_count; i++)
            if (s->lines[i].state == order[k])
                return &s->lines[i];
    return NULL;
}

static void subject_value(const struct judged_subject *s, struct value *v) {
    value_set_id(v, "person_id", s->person_id == 0 ? DB_NULL : s->person_id);
    value_set_text(v, "name", s->name);
    value_set_word(v, "answer", policy_entitlement_word(s->answer));
    const struct judge_line *l = deciding(s);
    value_set_text(v, "because", l == NULL ? TEXT_NONE : l->title);
    struct value *lines = value_set_list(v, "lines");
    for (size_t i = 0; i < s->line_count; i++)
        line_value(&s->lines[i], value_add_object(lines));
}

/* Dated numbers of that day: what it comes to. */
static enum status add_amounts(struct ctx *c, const struct policy *p, day_t on, struct value *v, struct error *err) {
    struct policy_parameters_of_row *rows;
    size_t count;
    TRY(policy_parameters_of(c->db, &(struct policy_parameters_of_in){p->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(v, "amounts");
    struct text last = TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        const struct policy_parameters_of_row *r = &rows[i];
        if (r->valid_from > on || r->valid_to <= on || text_eq(r->name, last))
            continue;
        last = r->name; /* the one decided last stands first */
        struct value *a = value_add_object(list);
        policy_parameter_value(a, r->name, r->value, r->text_value, r->unit);
        value_set_text(a, "title", r->title);
        value_set_text(a, "article", r->article);
        value_set_text(a, "source", r->source);
        value_set_certainty(a, "certainty", r->certainty);
    }
    return OK;
}

static enum status judgement_value(struct ctx *c, const struct judgement *j, int64_t only_person, struct value *v,
                                   struct error *err) {
    const struct policy *p = &j->policy;
    enum entitlement answer = ENTITLED_NO;
    value_set_text(v, "key", p->key);
    value_set_text(v, "name", p->name);
    value_set_text(v, "task", p->task);
    value_set_word(v, "unit", policy_unit_word(p->unit));
    value_set_text(v, "content_group", p->content_group);
    value_set_text(v, "document", p->document);
    value_set_text(v, "evidence", p->evidence);
    struct value *subjects = value_list(c->arena), *who = value_list(c->arena);
    for (size_t i = 0; i < j->subject_count; i++) {
        const struct judged_subject *s = &j->subjects[i];
        if (only_person != 0 && s->person_id != only_person)
            continue;
        subject_value(s, value_add_object(subjects));
        answer = only_person != 0 ? s->answer : judgement_answer(j);
    }
    for (size_t i = 0; i < j->subject_count && answer != ENTITLED_NO; i++)
        if (j->subjects[i].answer == answer && j->subjects[i].person_id != 0)
            value_add_text(who, j->subjects[i].name);
    value_set_word(v, "answer", policy_entitlement_word(answer));
    value_set(v, "who", who);
    value_set(v, "subjects", subjects);
    return answer == ENTITLED_NO ? OK : add_amounts(c, p, j->on, v, err);
}

static void add_groups(struct ctx *c, struct value *out, struct value *const *items, const enum entitlement *answers,
                       size_t count) {
    struct value *groups = value_list(c->arena);
    value_set_page(out, "groups", groups);
    for (size_t k = 0; k < COUNT_OF(shown); k++) {
        struct value *list = value_list(c->arena);
        for (size_t i = 0; i < count; i++)
            if (answers[i] == shown[k])
                value_add(list, items[i]);
        if (value_count(list) == 0)
            continue;
        struct value *g = value_add_object(groups);
        value_set_word(g, "heading", headings[k]);
        value_set_bool(g, "refused", shown[k] == ENTITLED_NO);
        value_set(g, "items", list);
    }
}

/* person_id 0: the household and all its members. */
static enum status judge_all(struct ctx *c, int64_t household_id, int64_t person_id, struct value *out,
                             struct error *err) {
    struct policy_rules *rules;
    struct policy_facts **facts;
    TRY(policy_rules_load(c, 0, c->as_of, &rules, err));
    TRY(policy_facts_load(c, (struct db_ids){&household_id, 1}, c->as_of, &facts, err));
    if (facts[0] == NULL)
        return fail(err, E_NOT_FOUND, "policy.household_not_then");
    size_t count = policy_rules_count(rules), used = 0;
    struct value **items = ARENA_ARRAY(c->arena, count + 1, struct value *), *all = value_set_list(out, "items");
    enum entitlement *answers = ARENA_ARRAY(c->arena, count + 1, enum entitlement);
    for (size_t i = 0; i < count; i++) {
        struct judgement j;
        if (person_id != 0 && policy_rules_at(rules, i)->unit != POLICY_OF_PERSON)
            continue;
        TRY(policy_rules_judge(c, rules, i, facts[0], &j, err));
        items[used] = value_add_object(all);
        TRY(judgement_value(c, &j, person_id, items[used], err));
        answers[used] = judgement_answer(&j);
        for (size_t k = 0; k < j.subject_count; k++)
            if (person_id != 0 && j.subjects[k].person_id == person_id)
                answers[used] = j.subjects[k].answer;
        used++;
    }
    value_set_day(out, "as_of", c->as_of);
    value_set_text(out, "classes", policy_classes_text(c, facts[0]));
    add_groups(c, out, items, answers, used);
    return OK;
}

/* ---- who may see it */

static enum status require_household(struct ctx *c, int64_t id, struct policy_household_row *ret, struct error *err) {
    bool found = false;
    TRY(ctx_require(c, "household.read", err));
    TRY(policy_household(c->db, &(struct policy_household_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

static void add_crumb(struct ctx *c, struct value *crumbs, const char *label, struct text name, const char *fmt,
                      int64_t id) {
    struct value *v = value_add_object(crumbs);
    char href[80];
    if (label != NULL)
        value_set_word(v, "label", label);
    else
        value_set_text(v, "label", name);
    (void)snprintf(href, sizeof href, "%s%lld", fmt, (long long)id);
    value_set_text(v, "href", label != NULL ? text_of(fmt) : arena_text(c->arena, text_of(href)));
}

enum status household_policies_page(struct ctx *c, struct value *out, struct error *err) {
    struct policy_household_row h;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(require_household(c, id, &h, err));
    value_set_id(out, "id", id);
    value_set_text(out, "code", h.code);
    value_set_text(out, "head_name", h.head_name);
    struct value *crumbs = value_list(c->arena);
    value_set_page(out, "crumbs", crumbs);
    add_crumb(c, crumbs, "household.list", TEXT_NONE, "/households", 0);
    add_crumb(c, crumbs, NULL, h.code, "/households/", id);
    return judge_all(c, id, 0, out, err);
}

enum status person_policies_page(struct ctx *c, struct value *out, struct error *err) {
    struct policy_person_row p;
    struct policy_household_row h;
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(policy_person(c->db, &(struct policy_person_in){id, c->as_of}, c->arena, &p, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(require_household(c, p.household_id, &h, err));
    value_set_id(out, "id", id);
    value_set_text(out, "name", p.full_name);
    value_set_id(out, "household_id", p.household_id);
    value_set_text(out, "code", h.code);
    struct value *crumbs = value_list(c->arena);
    value_set_page(out, "crumbs", crumbs);
    add_crumb(c, crumbs, NULL, h.code, "/households/", p.household_id);
    add_crumb(c, crumbs, NULL, p.full_name, "/people/", id);
    return judge_all(c, p.household_id, id, out, err);
}

/* ---- on paper */

static struct text text_at(const struct value *v, const char *key) {
    const struct value *x = value_get(v, text_of(key));
    if (x == NULL || x->type == V_NULL)
        return T("");
    return x->type == V_WORD ? WORD(x->word) : value_text(x);
}

static void paper_lines(struct ctx *c, struct document *d, const struct value *item) {
    static const double widths[] = {0.30, 0.16, 0.30, 0.24};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_LEFT, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("policy.demand"), WORD("policy.line_state"), WORD("policy.found"),
                                WORD("policy.article")};
    const struct value *subjects = value_get(item, T("subjects"));
    for (size_t i = 0; i < value_count(subjects); i++) {
        const struct value *s = value_at(subjects, i), *lines = value_get(s, T("lines"));
        if (value_count(subjects) > 1 || value_get(s, T("person_id"))->type != V_NULL)
            paper_para(d, SAY(c, "policy.paper_subject", text_at(s, "name"), text_at(s, "answer")));
        document_table_begin(d, COUNT_OF(head), widths, aligns);
        document_table_head(d, head);
        for (size_t k = 0; k < value_count(lines); k++) {
            const struct value *l = value_at(lines, k);
            const struct text cells[] = {text_at(l, "title"), text_at(l, "state"), text_at(l, "reason"),
                                         text_at(l, "article")};
            document_table_row(d, cells, DOC_SMALL);
        }
        document_table_end(d);
    }
}

/* What the household does not get, each in one row: the first demand that does not hold. */
static void paper_refused(struct ctx *c, struct document *d, const struct value *items) {
    static const double widths[] = {0.34, 0.33, 0.33};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("policy.one"), WORD("policy.demand_failed"), WORD("policy.found")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < value_count(items); i++) {
        const struct value *item = value_at(items, i), *s = value_at(value_get(item, T("subjects")), 0);
        const struct value *lines = s == NULL ? NULL : value_get(s, T("lines"));
        const struct value *failed = NULL;
        for (size_t k = 0; k < value_count(lines) && failed == NULL; k++)
            if (text_is(value_text(value_get(value_at(lines, k), T("state"))), "policy.line.fails"))
                failed = value_at(lines, k);
        const struct text article = failed == NULL ? T("") : text_at(failed, "article");
        const struct text cells[] = {text_at(item, "name"),
                                     failed == NULL ? T("")
                                                    : arena_fmt(c->arena, "%.*s%s%.*s", FMT(text_at(failed, "title")),
                                                                article.len ? " – " : "", FMT(article)),
                                     failed == NULL ? T("") : text_at(failed, "reason")};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

enum status household_policies_paper(struct ctx *c, struct value *out, struct error *err) {
    struct paper_place commune;
    struct policy_household_row h;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(require_household(c, id, &h, err));
    enum lang screen = c->lang;
    c->lang = LANG_VI; /* papers are in Vietnamese */
    enum status s = household_policies_page(c, out, err);
    c->lang = screen;
    TRY(s);
    TRY(paper_place(c, h.commune_id, c->as_of, &commune, err));
    AUTO_DOCUMENT d = document_new(false);
    document_title(d, WORD("policy.paper_kind"), SAY(c, "policy.paper_about", h.head_name, h.code));
    document_para(d, SAY(c, "policy.paper_day", paper_day(c, c->as_of), commune.name), DOC_CENTER, DOC_ITALIC);
    paper_para(d, SAY(c, "policy.paper_classes", text_at(out, "classes")));
    const struct value *groups = value_get(out, T("groups"));
    for (size_t g = 0; g < value_count(groups); g++) {
        const struct value *group = value_at(groups, g), *items = value_get(group, T("items"));
        paper_bold(d, text_at(group, "heading"));
        if (value_truthy(value_get(group, T("refused")))) {
            paper_refused(c, d, items);
            continue;
        }
        for (size_t i = 0; i < value_count(items); i++) {
            const struct value *item = value_at(items, i);
            document_para(d, arena_fmt(c->arena, "%zu. %.*s", i + 1, FMT(text_at(item, "name"))), DOC_LEFT,
                          DOC_BOLD | DOC_INDENT);
            paper_lines(c, d, item);
        }
    }
    paper_para(d, WORD("policy.paper_end"));
    return paper_send(c, d, arena_fmt(c->arena, "chinh-sach-%.*s", FMT(h.code)), err);
}
