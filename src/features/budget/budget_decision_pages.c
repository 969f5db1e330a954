/* Decisions: recorded with their paper, then what they do, line by line; each line goes to the ledger at once. */
#include "budget_queries.h"
#include "features/area/area.h"
#include "features/attachment/attachment.h"
#include "features/budget/budget_pages.h"

static const struct choice kind_choices[] = {{"estimate", "budget.decision.estimate", 0},
                                             {"allocation", "budget.decision.allocation", 0},
                                             {"transfer", "budget.decision.transfer", 0},
                                             {"overrun", "budget.decision.overrun", 0}};

static void decision_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct budget_decisions_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "number", r->number);
    value_set_day(item, "on_day", r->on_day);
    value_set_word(item, "kind", budget_decision_kind_word(r->kind));
    value_set_text(item, "summary", r->summary);
    value_set_text(item, "signer", r->signer);
    value_set_text(item, "area", r->area_name);
    value_set_money(item, "amount", r->amount);
    value_set_int(item, "files", r->files);
}
static const struct list_column decision_columns[] = {
    {.key = "number", .label = "budget.number", .href = "/budget/decisions/{id}", .type = V_TEXT},
    {.key = "on_day", .label = "budget.decided_on", .sort = "day", .type = V_DAY},
    {.key = "kind", .label = "budget.decision_kind", .type = V_WORD},
    {.key = "summary", .label = "budget.summary", .type = V_TEXT},
    {.key = "signer", .label = "budget.signer", .type = V_TEXT},
    {.key = "area", .label = "budget.area", .type = V_TEXT},
    {.key = "amount", .label = "budget.amount", .type = V_MONEY, .number = true},
    {.key = "files", .label = "budget.files", .type = V_INT, .number = true, .hidden = true},
};
static const struct list_filter decision_filters[] = {
    {.name = "kind",
     .label = "budget.decision_kind",
     .type = F_CHOICE,
     .choices = kind_choices,
     .choice_count = COUNT_OF(kind_choices)},
    {.name = "number", .label = "budget.number", .type = F_TEXT},
};
const struct list_def budget_decisions_def = {
    .name = "budget_decisions",
    .stmt = &budget_decisions_stmt,
    .columns = decision_columns,
    .column_count = COUNT_OF(decision_columns),
    .filters = decision_filters,
    .filter_count = COUNT_OF(decision_filters),
    .row = decision_row,
    .row_href = "/budget/decisions/{id}",
    .empty = "budget.no_decisions",
    .file_name = "quyet-dinh-ngan-sach",
};

static const struct field decision_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "budget.decision_kind",
     .choices = kind_choices,
     .choice_count = COUNT_OF(kind_choices)},
    {.name = "number",
     .type = F_TEXT,
     .required = true,
     .label = "budget.number",
     .max = 60,
     .help = "budget.number_help"},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "budget.decided_on"},
    {.name = "signer", .type = F_NAME, .required = true, .label = "budget.signer", .max = 100},
    {.name = "signer_post", .type = F_TEXT, .required = true, .label = "budget.signer_post", .max = 100},
    {.name = "summary", .type = F_TEXT, .required = true, .label = "budget.summary", .max = 300},
    {.name = "paper", .type = F_FILE, .label = "budget.paper", .help = "budget.paper_help"},
};
const struct form budget_decision_form = {"budget_decision", decision_fields, COUNT_OF(decision_fields)};

enum status budget_decisions_page(struct ctx *c, struct value *out, struct error *err) {
    budget_tabs(c, out, "/budget/decisions");
    value_set_bool(out, "may_write", user_may(&c->user, "budget.decide"));
    return list_answer(c, &budget_decisions_def, NULL, NULL, 0, out, err);
}

enum status budget_decision_new(struct ctx *c, struct value *out, struct error *err) {
    (void)err;
    budget_tabs(c, out, "/budget/decisions");
    struct value *form = form_view(c, &budget_decision_form, NULL, NULL, NULL);
    value_set_str(form, "action", "/budget/decisions");
    value_set_page(out, "form", form);
    return OK;
}

/* Whose decision it is: the place of the asker's grant, else the province. */
static enum status own_area(struct ctx *c, int64_t *ret, struct error *err) {
    *ret = c->user.scope.area_id;
    if (c->user.scope.level != DB_SCOPE_ALL)
        return OK;
    return area_by_code(c, T("77"), c->today, ret, err);
}

enum status budget_decision_post(struct ctx *c, struct value *out, struct error *err) {
    const struct http_file *paper = form_value(c->form, "paper")->file;
    struct budget_decision d = {.kind = BUDGET_ESTIMATE,
                                .number = form_text(c->form, "number"),
                                .on_day = form_day(c->form, "on_day"),
                                .signer = form_text(c->form, "signer"),
                                .signer_post = form_text(c->form, "signer_post"),
                                .summary = form_text(c->form, "summary")};
    while (!form_choice_is(c->form, "kind", budget_decision_kind_code(d.kind)))
        d.kind++;
    if (paper != NULL)
        attachment_check(paper, "paper", err);
    else if (d.kind == BUDGET_OVERRUN) /* who lets somebody go over must show it */
        (void)error_field(err, "paper", "budget.paper_needed", NULL);
    if (d.on_day > c->today)
        (void)error_field(err, "on_day", "budget.after_today", NULL);
    TRY(error_fields_status(err));
    TRY(own_area(c, &d.area_id, err));
    int64_t id, file;
    TRY(budget_decision_add(c, &d, &id, err));
    if (paper != NULL)
        TRY(attachment_put(c, "budget_decision", id, paper, &file, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", budget_decision_kind_code(d.kind));
    value_set_text(diff, "number", d.number);
    value_set_day(diff, "on_day", d.on_day);
    value_set_text(diff, "signer", d.signer);
    audit_note(c, 0, "budget.decision", "budget_decision", id, diff);
    value_set_id(out, "id", id);
    ctx_redirect(c, "budget.flash_decision", "/budget/decisions/%lld", (long long)id);
    return OK;
}

/* ---- one decision */

static enum status find(struct ctx *c, struct budget_decision_by_id_row *ret, struct error *err) {
    struct budget_decision_scope_row seen;
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(budget_decision_scope(c->db, &(struct budget_decision_scope_in){id, SCOPE_OF(c)}, c->arena, &seen, &found,
                              err));
    if (found)
        TRY(budget_decision_by_id(c->db, &(struct budget_decision_by_id_in){id}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum item_field { ITEM_FROM, ITEM_SOURCE, ITEM_AREA, ITEM_AGENCY, ITEM_POLICY, ITEM_TO, ITEM_AMOUNT, ITEM_DAY, ITEMS };
static const struct field item_fields[ITEMS] = {
    [ITEM_FROM] = {.name = "from_line", .type = F_CHOICE, .label = "budget.from_line"},
    [ITEM_SOURCE] = {.name = "source",
                     .type = F_CHOICE,
                     .label = "budget.source",
                     .choices = budget_source_choices,
                     .choice_count = BUDGET_SOURCES},
    [ITEM_AREA] = {.name = "area", .type = F_CHOICE, .required = true, .label = "budget.area"},
    [ITEM_AGENCY] = {.name = "agency", .type = F_CHOICE, .label = "budget.agency"},
    [ITEM_POLICY] = {.name = "policy", .type = F_CHOICE, .required = true, .label = "budget.policy"},
    [ITEM_TO] = {.name = "to_line", .type = F_CHOICE, .required = true, .label = "budget.to_line"},
    [ITEM_AMOUNT] = {.name = "amount",
                     .type = F_MONEY,
                     .required = true,
                     .label = "budget.amount",
                     .min = 1,
                     .max = 1000000000000000,
                     .unit = "budget.dong"},
    [ITEM_DAY] = {.name = "on_day", .type = F_DAY, .required = true, .label = "budget.on_day"},
};

static enum status line_choices(struct ctx *c, int64_t year, bool unallocated, bool available, struct field *f,
                                struct error *err) {
    struct budget_line_choices_row *rows;
    size_t count;
    TRY(budget_line_choices(c->db,
                            &(struct budget_line_choices_in){year, SCOPE_OF(c), unallocated, available, c->today},
                            c->arena, &rows, &count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++) {
        enum budget_source source = BUDGET_CENTRAL;
        (void)budget_source_of(rows[i].source, &source);
        struct text policy = rows[i].policy_name.ptr ? rows[i].policy_name : tr(c->lang, "budget.no_policy");
        struct text left = budget_money(c, unallocated ? rows[i].unallocated : rows[i].available);
        struct text source_name = tr(c->lang, budget_source_word(source));
        list[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id),
                                       arena_fmt(c->arena, "%.*s · %.*s · %.*s (%.*s)", FMT(source_name), FMT(policy),
                                                 FMT(rows[i].area_name), FMT(left))};
    }
    f->texts = list;
    f->text_count = count;
    return OK;
}

/* The asker's own area, the districts and the communes in it. */
static enum status area_choices(struct ctx *c, struct field *f, struct error *err) {
    struct choice_text *districts, *communes;
    size_t d, m, n = 0;
    int64_t own;
    struct area a;
    TRY(own_area(c, &own, err));
    TRY(area_get(c, own, c->today, &a, err));
    TRY(area_district_choices(c, &districts, &d, err));
    TRY(area_commune_choices(c, &communes, &m, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, d + m + 1, struct choice_text);
    list[n++] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)own), a.name};
    for (size_t i = 0; i < d; i++)
        if (!text_eq(districts[i].code, list[0].code))
            list[n++] = districts[i];
    for (size_t i = 0; i < m; i++)
        if (!text_eq(communes[i].code, list[0].code))
            list[n++] = communes[i];
    f->texts = list;
    f->text_count = n;
    return OK;
}

static enum status agency_choices(struct ctx *c, struct field *f, struct error *err) {
    struct budget_agency_choices_row *rows;
    size_t count;
    TRY(budget_agency_choices(c->db, &(struct budget_agency_choices_in){c->today}, c->arena, &rows, &count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        list[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id), rows[i].name};
    f->texts = list;
    f->text_count = count;
    return OK;
}

static enum status policy_choices(struct ctx *c, struct field *f, struct error *err) {
    struct budget_policy_choices_row *rows;
    size_t count;
    TRY(budget_policy_choices(c->db, c->arena, &rows, &count, err));
    struct choice_text *list = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    list[0] = (struct choice_text){T("0"), tr(c->lang, "budget.no_policy")};
    for (size_t i = 0; i < count; i++)
        list[i + 1] = (struct choice_text){
            arena_fmt(c->arena, "%lld", (long long)rows[i].id),
            rows[i].task.ptr ? arena_fmt(c->arena, "%.*s %.*s", FMT(rows[i].task), FMT(rows[i].name)) : rows[i].name};
    f->texts = list;
    f->text_count = count + 1;
    return OK;
}

/* What has to be told depends on the kind: where it comes from, where it goes. */
static enum status item_form(struct ctx *c, struct text kind, int64_t year, const struct form **ret,
                             struct error *err) {
    bool estimate = text_is(kind, "estimate"), overrun = text_is(kind, "overrun"), transfer = text_is(kind, "transfer");
    struct field *f = ARENA_ARRAY(c->arena, ITEMS, struct field);
    size_t n = 0;
    if (!overrun) {
        f[n] = item_fields[ITEM_FROM];
        f[n].required = !estimate;
        f[n].help = estimate ? "budget.from_line_help" : NULL;
        TRY(line_choices(c, year, !transfer, transfer, &f[n++], err));
        if (estimate) {
            f[n] = item_fields[ITEM_SOURCE];
            f[n++].help = "budget.source_help";
        }
        f[n] = item_fields[ITEM_AREA];
        TRY(area_choices(c, &f[n++], err));
        f[n] = item_fields[ITEM_AGENCY];
        TRY(agency_choices(c, &f[n++], err));
        f[n] = item_fields[ITEM_POLICY];
        TRY(policy_choices(c, &f[n++], err));
    } else {
        f[n] = item_fields[ITEM_TO];
        TRY(line_choices(c, year, false, false, &f[n++], err));
    }
    f[n++] = item_fields[ITEM_AMOUNT];
    f[n++] = item_fields[ITEM_DAY];
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){"budget_item", f, n};
    *ret = form;
    return OK;
}

enum status budget_item_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct budget_decision_by_id_row d;
    TRY(find(c, &d, err));
    return item_form(c, d.kind, day_year(c->today), ret, err);
}

static enum status add_items(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct budget_decision_items_row *rows;
    size_t count;
    TRY(budget_decision_items(c->db, &(struct budget_decision_items_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        struct budget_line l;
        struct text name;
        TRY(budget_line_get(c, rows[i].to_line_id, &l, err));
        TRY(budget_line_name(c, &l, &name, err));
        value_set_id(v, "to_line", l.id);
        value_set_text(v, "to_name", name);
        value_set_id(v, "from_line", rows[i].from_line_id);
        if (rows[i].from_line_id != DB_NULL) {
            TRY(budget_line_get(c, rows[i].from_line_id, &l, err));
            TRY(budget_line_name(c, &l, &name, err));
            value_set_text(v, "from_name", name);
        }
        value_set_money(v, "amount", rows[i].amount);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_id(v, "entry_id", rows[i].entry_id);
        value_set_bool(v, "reversed", rows[i].reversed);
    }
    return OK;
}

enum status budget_decision_page(struct ctx *c, struct value *out, struct error *err) {
    struct budget_decision_by_id_row d;
    struct text area = TEXT_NONE;
    struct area a;
    TRY(find(c, &d, err));
    TRY(area_get(c, d.area_id, d.on_day, &a, err));
    area = a.name;
    value_set_id(out, "id", d.id);
    value_set_word(out, "kind", budget_decision_kind_word(d.kind));
    value_set_text(out, "number", d.number);
    value_set_day(out, "on_day", d.on_day);
    value_set_text(out, "signer", d.signer);
    value_set_text(out, "signer_post", d.signer_post);
    value_set_text(out, "summary", d.summary);
    value_set_text(out, "area", area);
    value_set_text(out, "recorded_by", d.account);
    value_set_instant(out, "recorded_at", d.recorded_at);
    TRY(add_items(c, d.id, out, err));
    TRY(attachment_list(c, "budget_decision", d.id, value_set_list(out, "files"), err));
    budget_tabs(c, out, "/budget/decisions");
    if (user_may(&c->user, "budget.decide")) {
        const struct form *f;
        TRY(item_form(c, d.kind, day_year(c->today), &f, err));
        struct value *now = value_object(c->arena);
        value_set_day(now, "on_day", c->today);
        struct value *form = form_view(c, f, NULL, now, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/budget/decisions/%lld/items", (long long)d.id));
        value_set_page(out, "form", form);
    }
    return OK;
}

enum status budget_decision_file(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct budget_decision_by_id_row d;
    int64_t file, owner;
    TRY(find(c, &d, err));
    TRY(ctx_id(c, 1, &file, err));
    TRY(attachment_owner(c, file, "budget_decision", &owner, err));
    if (owner != d.id)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return attachment_send(c, file, err);
}

/* The line that an estimate, allocation or transfer goes to; made when it is not there yet. */
static enum status target_line(struct ctx *c, int64_t from, struct text source, int64_t *ret, struct error *err) {
    struct budget_line_key key = {.year = day_year(form_day(c->form, "on_day")), .source = BUDGET_ANY_SOURCE};
    if (from != 0) {
        struct budget_line l;
        TRY(budget_line_require(c, from, &l, err));
        key.source = l.source;
        key.source_id = l.source_id;
        key.year = l.year;
    } else if (!budget_source_of(source, &key.source)) {
        (void)error_field(err, "source", "budget.source_needed", NULL);
        return error_fields_status(err);
    }
    (void)text_to_i64(form_text(c->form, "area"), &key.area_id);
    (void)text_to_i64(form_text(c->form, "policy"), &key.policy_id);
    if (form_given(c->form, "agency"))
        (void)text_to_i64(form_text(c->form, "agency"), &key.agency_id);
    TRY(ctx_require_area(c, key.area_id, err));
    return budget_line_open(c, &key, ret, err);
}

enum status budget_item_post(struct ctx *c, struct value *out, struct error *err) {
    struct budget_decision_by_id_row d;
    struct budget_line l;
    TRY(find(c, &d, err));
    TRY(ctx_require_area(c, d.area_id, err)); /* seen because of one's line is not enough to write */
    int64_t from = 0, to = 0, entry = 0, amount = form_int(c->form, "amount", 0);
    day_t day = form_day(c->form, "on_day");
    if (text_is(d.kind, "overrun")) {
        (void)text_to_i64(form_text(c->form, "to_line"), &to);
        TRY(budget_line_require(c, to, &l, err));
    } else {
        if (form_given(c->form, "from_line"))
            (void)text_to_i64(form_text(c->form, "from_line"), &from);
        TRY(target_line(c, from, text_is(d.kind, "estimate") ? form_text(c->form, "source") : TEXT_NONE, &to, err));
    }
    TRY(budget_decision_apply(c, d.id, from, to, amount, day, &entry, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "kind", d.kind);
    value_set_id(diff, "from_line", from);
    value_set_id(diff, "to_line", to);
    value_set_money(diff, "amount", amount);
    value_set_day(diff, "on_day", day);
    audit_note(c, 0, "budget.item", "budget_decision", d.id, diff);
    value_set_id(out, "line_id", to);
    value_set_id(out, "entry_id", entry);
    ctx_redirect(c, "budget.flash_item", "/budget/decisions/%lld", (long long)d.id);
    return OK;
}
