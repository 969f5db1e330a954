/* The list of plans and the page of one: its frame, targets, annex, duties, papers and history. */
#include "app/list.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "plan_report.h"

static const char *const level_words[] = {"area.level.country", "area.level.province", "area.level.district",
                                          "area.level.commune"};

/* ---- the list */

static void add_action(struct value *actions, const char *label, struct text href, const char *icon, bool main) {
    struct value *v = value_add_object(actions);
    value_set_word(v, "label", label);
    value_set_text(v, "href", href);
    value_set_str(v, "icon", icon);
    value_set_bool(v, "main", main);
}

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct plan_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "number", r->number);
    value_set_day(item, "issued_on", r->issued_on);
    value_set_int(item, "year", r->year);
    value_set_text(item, "title", r->title);
    value_set_word(item, "level", level_words[r->level]);
    value_set_word(item, "state", text_is(r->state, "in_force") ? "plan.state.approved" : "plan.state.draft");
    value_set_text(item, "area", r->area_name);
    value_set_text(item, "issuer", r->issuer_name);
    value_set_text(item, "carries_out", r->parent_number);
    value_set_int(item, "version", r->version);
}

static const struct choice levels[] = {{"province", "area.level.province", 1},
                                       {"district", "area.level.district", 2},
                                       {"commune", "area.level.commune", 3}};
static const struct list_filter filters[] = {
    {.name = "year", .label = "plan.year", .type = F_INT},
    {.name = "level", .label = "area.level", .type = F_CHOICE, .choices = levels, .choice_count = COUNT_OF(levels)},
};
static const struct list_column columns[] = {
    {.key = "title", .label = "plan.plan_title", .href = "/plans/{id}", .type = V_TEXT},
    {.key = "number", .label = "plan.number", .type = V_TEXT},
    {.key = "issued_on", .label = "plan.issued_on", .sort = "issued", .type = V_DAY},
    {.key = "year", .label = "plan.year", .sort = "year", .type = V_TEXT},
    {.key = "issuer", .label = "plan.issuer", .type = V_TEXT},
    {.key = "carries_out", .label = "plan.carries_out", .type = V_TEXT},
    {.key = "state", .label = "plan.state", .type = V_WORD},
    {.key = "level", .label = "area.level", .type = V_WORD, .hidden = true},
    {.key = "area", .label = "plan.area", .type = V_TEXT, .hidden = true},
    {.key = "version", .label = "plan.version", .type = V_INT, .number = true, .hidden = true},
};
const struct list_def plan_list_def = {
    .name = "plans",
    .stmt = &plan_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .row = list_row,
    .row_href = "/plans/{id}",
    .empty = "plan.none_found",
    .file_name = "ke-hoach",
};

enum status plan_page_list(struct ctx *c, struct value *out, struct error *err) {
    struct plan_list_in in = {c->as_of};
    if (user_may(&c->user, "plan.edit")) {
        struct value *actions = value_list(c->arena);
        add_action(actions, "plan.new", T("/plans/new"), "plus", true);
        value_set_page(out, "actions", actions);
    }
    return list_answer(c, &plan_list_def, &in, NULL, 0, out, err);
}

/* ---- one plan */

static enum status add_frame(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct text issuer, standing;
    day_t on = p->issued_on != DAY_NONE ? p->issued_on : c->as_of;
    TRY(agency_name(c, p->issuer_id, on, &issuer, err));
    TRY(agency_name(c, p->standing_id, on, &standing, err));
    value_set_id(out, "id", p->id);
    value_set_text(out, "name", plan_name(c, p));
    value_set_text(out, "key", p->key);
    value_set_text(out, "number", p->number);
    value_set_text(out, "title", p->title);
    value_set_text(out, "kind", p->kind);
    value_set_text(out, "year", arena_fmt(c->arena, "%lld", (long long)p->year));
    value_set_word(out, "level", level_words[p->level]);
    value_set_day(out, "issued_on", p->issued_on);
    value_set_word(out, "state", p->in_force ? "plan.state.approved" : "plan.state.draft");
    value_set_text(out, "issuer", issuer);
    value_set_text(out, "standing", standing);
    value_set_text(out, "on_behalf", p->on_behalf);
    value_set_text(out, "signer_capacity", p->signer_capacity);
    value_set_text(out, "signer_post", p->signer_post);
    value_set_text(out, "signer_name", p->signer_name);
    value_set_text(out, "source", p->source);
    value_set_text(out, "certainty", p->certainty);
    if (p->parent_id != 0) {
        struct plan parent;
        TRY(plan_get(c, p->parent_id, &parent, err));
        struct value *v = value_set_object(out, "carries_out");
        value_set_id(v, "id", parent.id);
        value_set_text(v, "name", plan_name(c, &parent));
    }
    struct plan_below_row *below;
    size_t count;
    TRY(plan_below(c->db, &(struct plan_below_in){p->id}, c->arena, &below, &count, err));
    struct value *list = value_set_list(out, "below");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", below[i].id);
        value_set_text(v, "number", below[i].number);
        value_set_text(v, "title", below[i].title);
    }
    return OK;
}

static enum status add_papers(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct plan_bases_row *bases;
    struct plan_recipients_row *to;
    size_t count;
    TRY(plan_bases(c->db, &(struct plan_bases_in){p->id}, c->arena, &bases, &count, err));
    struct value *list = value_set_list(out, "bases");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "number", bases[i].number);
        value_set_day(v, "issued_on", bases[i].issued_on);
        value_set_text(v, "issuer", bases[i].issuer);
        value_set_word(v, "role",
                       text_is(bases[i].role, "basis")      ? "plan.basis.basis"
                       : text_is(bases[i].role, "proposal") ? "plan.basis.proposal"
                                                            : "plan.basis.cited");
        value_set_text(v, "subject", bases[i].subject);
        value_set_text(v, "place", bases[i].place);
    }
    TRY(plan_recipients(c->db, &(struct plan_recipients_in){p->id}, c->arena, &to, &count, err));
    list = value_set_list(out, "recipients");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "recipient", to[i].recipient);
        value_set_word(v, "purpose",
                       text_is(to[i].purpose, "report") ? "plan.to.report"
                       : text_is(to[i].purpose, "act")  ? "plan.to.act"
                                                        : "plan.to.file");
    }
    return OK;
}

static enum status add_targets(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct plan_targets_row *rows;
    size_t count;
    TRY(plan_targets(c->db, &(struct plan_targets_in){p->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "targets");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "title", rows[i].title);
        value_set_text(v, "indicator", rows[i].indicator);
        value_set_word(v, "direction",
                       text_is(rows[i].direction, "at_most")    ? "plan.direction.at_most"
                       : text_is(rows[i].direction, "at_least") ? "plan.direction.at_least"
                                                                : "plan.direction.reduce");
        if (rows[i].value == DB_NULL)
            value_set_null(v, "value");
        else if (text_is(rows[i].unit, "bp"))
            value_set_bp(v, "value", rows[i].value);
        else
            value_set_int(v, "value", rows[i].value);
        value_set_word(v, "unit", text_is(rows[i].unit, "household") ? "plan.unit.household" : NULL);
        value_set_day(v, "due_on", rows[i].due_on);
        value_set_text(v, "place", rows[i].place);
        value_set_text(v, "note", rows[i].note);
        value_set_text(v, "certainty", rows[i].certainty);
    }
    return OK;
}

static enum status add_duties(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct plan_duties_row *rows;
    size_t count;
    TRY(plan_duties(c->db, &(struct plan_duties_in){p->id, c->as_of}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "duties"), *items = NULL;
    struct text last = TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        if (items == NULL || !text_eq(last, rows[i].name)) {
            struct value *who = value_add_object(list);
            value_set_text(who, "name", rows[i].name);
            items = value_set_list(who, "items");
            last = rows[i].name;
        }
        struct value *v = value_add_object(items);
        value_set_text(v, "place", rows[i].place);
        value_set_text(v, "title", rows[i].title);
        struct value *codes = value_set_list(v, "tasks");
        struct text rest = rows[i].tasks, code;
        while (text_cut(&rest, ' ', &code))
            if (code.len > 0)
                value_add_text(codes, code);
    }
    return OK;
}

static void add_named(struct ctx *c, const struct plan_task_state *t, struct value *v) {
    struct value *leads = value_set_list(v, "leads"), *others = value_set_list(v, "coordinators");
    for (size_t i = 0; i < t->named_count; i++) {
        const struct plan_named *n = &t->named[i];
        struct value *x = value_add_object(n->lead ? leads : others);
        value_set_text(x, "name", n->name);
        value_set_text(x, "key", n->key);
        value_set_bool(x, "gone", n->gone);
        if (n->group_id != 0) {
            value_set_bool(x, "group", true);
            value_set_int(x, "members", (int64_t)n->count);
        }
    }
    (void)c;
}

static enum status add_actions(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct value *actions = value_list(c->arena);
    long long id = (long long)p->id;
    struct document_text_of_row text;
    bool found = false;
    TRY(document_text_of(c->db, &(struct document_text_of_in){p->id}, c->arena, &text, &found, err));
    add_action(actions, "plan.board", arena_fmt(c->arena, "/plans/%lld/reports", id), "list-check", true);
    if (found)
        add_action(actions, "plan.text", arena_fmt(c->arena, "/plans/%lld/text", id), "file-text", false);
    struct error none;
    error_clear(&none);
    if (plan_require_edit(c, p, &none) == OK) {
        static const char *const parts[][2] = {{"bases", "plan.bases"},
                                               {"recipients", "plan.recipients"},
                                               {"targets", "plan.targets"},
                                               {"duties", "plan.duties"}};
        struct value *edit = value_list(c->arena);
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            struct value *v = value_add_object(edit);
            value_set_word(v, "label", parts[i][1]);
            value_set_text(v, "href", arena_fmt(c->arena, "/plans/%lld/parts/%s", id, parts[i][0]));
        }
        value_set_page(out, "parts_edit", edit);
        add_action(actions, "plan.edit", arena_fmt(c->arena, "/plans/%lld/edit", id), "pencil", false);
        add_action(actions, "plan.task_new", arena_fmt(c->arena, "/plans/%lld/tasks/new", id), "plus", false);
        add_action(actions, "plan.start_next", arena_fmt(c->arena, "/plans/new?from=%lld", id), "copy", false);
    }
    add_action(actions, "plan.pdf", arena_fmt(c->arena, "/plans/%lld.pdf", id), "file-type-pdf", false);
    add_action(actions, "plan.docx", arena_fmt(c->arena, "/plans/%lld.docx", id), "download", false);
    value_set_page(out, "actions", actions);
    return OK;
}

static enum status add_tasks(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct plan_annex a;
    TRY(plan_annex(c, p, c->as_of, &a, err));
    struct value *list = value_set_list(out, "tasks");
    int64_t tasks = 0, groups = 0, late = 0, done = 0;
    for (size_t i = 0; i < a.count; i++) {
        const struct plan_task_state *t = &a.tasks[i];
        struct value *v = value_add_object(list);
        value_set_text(v, "kind", t->row.kind);
        value_set_text(v, "code", t->row.code);
        value_set_text(v, "parent", t->row.parent_code);
        value_set_text(v, "title", t->row.title);
        groups += text_is(t->row.kind, "group");
        if (!text_is(t->row.kind, "task"))
            continue;
        tasks++;
        late += t->late_leads > 0;
        done += strcmp(t->state, "done") == 0;
        value_set_id(v, "id", t->row.id);
        value_set_text(v, "beneficiary", t->row.beneficiary);
        value_set_day(v, "due_on", t->row.due_on);
        add_named(c, t, v);
        value_set_word(v, "state", plan_state_word(text_of(t->state)));
        value_set_int(v, "late_leads", (int64_t)t->late_leads);
        value_set_int(v, "late_others", (int64_t)t->late_others);
        value_set_text(v, "href", arena_fmt(c->arena, "/plans/%lld/tasks/%.*s", (long long)p->id, FMT(t->row.code)));
    }
    value_set_int(out, "group_count", groups);
    value_set_int(out, "task_count", tasks);
    value_set_int(out, "late_count", late);
    value_set_int(out, "done_count", done);
    value_set_int(out, "version", a.version);
    return OK;
}

static enum status add_reports_and_versions(struct ctx *c, const struct plan *p, struct value *out, struct error *err) {
    struct plan_report_rules_row *rules;
    struct plan_versions_row *versions;
    size_t count;
    TRY(plan_report_rules(c->db, &(struct plan_report_rules_in){p->id, c->as_of}, c->arena, &rules, &count, err));
    struct value *list = value_set_list(out, "reports");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "title", rules[i].title);
        value_set_text(v, "from", rules[i].from_name);
        value_set_text(v, "to", rules[i].to_name);
        value_set_day(v, "before", rules[i].due_day);
        value_set_day(v, "last_day", rules[i].last_day);
        value_set_text(v, "place", rules[i].place);
        value_set_text(v, "note", rules[i].note);
    }
    TRY(plan_versions(c->db, &(struct plan_versions_in){p->id}, c->arena, &versions, &count, err));
    list = value_set_list(out, "versions");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_int(v, "no", versions[i].no);
        value_set_day(v, "valid_from", versions[i].valid_from);
        value_set_instant(v, "recorded_at", versions[i].recorded_at);
        value_set_text(v, "reason", versions[i].reason);
        value_set_text(v, "who", versions[i].who);
    }
    return OK;
}

enum status plan_page(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct plan p;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &p, err));
    if (c->format != NULL && strcmp(c->format, "json") != 0)
        return plan_file(c, &p, err);
    TRY(add_frame(c, &p, out, err));
    TRY(add_targets(c, &p, out, err));
    TRY(add_tasks(c, &p, out, err));
    TRY(add_duties(c, &p, out, err));
    TRY(add_papers(c, &p, out, err));
    TRY(add_reports_and_versions(c, &p, out, err));
    value_set_day(out, "as_of", c->as_of);
    TRY(add_actions(c, &p, out, err));
    plan_crumbs(c, out, &p, NULL);
    return OK;
}

/* ---- the text as issued */

/* GET /plans/{id}/text: each paragraph as printed, what it should read beside it, and what was decided. */
enum status plan_page_text(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct plan p;
    struct document_text_of_row text;
    struct document_paragraphs_row *rows;
    struct document_decisions_row *decisions;
    size_t count;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &p, err));
    TRY(document_text_of(c->db, &(struct document_text_of_in){id}, c->arena, &text, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "plan.no_text");
    TRY(document_paragraphs(c->db, &(struct document_paragraphs_in){text.id}, c->arena, &rows, &count, err));
    value_set_text(out, "plan", plan_name(c, &p));
    value_set_text(out, "file", text.file_name);
    value_set_text(out, "sha256", text.sha256);
    value_set_instant(out, "imported_at", text.imported_at);
    value_set_text(out, "who", text.who);
    struct value *list = value_set_list(out, "paragraphs");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_int(v, "line", rows[i].line);
        value_set_text(v, "section", rows[i].section);
        value_set_text(v, "verbatim", rows[i].verbatim);
        value_set_text(v, "corrected", rows[i].corrected);
    }
    TRY(document_decisions(c->db, &(struct document_decisions_in){text.id}, c->arena, &decisions, &count, err));
    list = value_set_list(out, "decisions");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_int(v, "line", decisions[i].line);
        value_set_text(v, "text", decisions[i].note);
    }
    plan_crumbs(c, out, &p, "plan.text");
    return OK;
}
