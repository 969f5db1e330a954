/* The record of writes and that of reads, for inspectors: what is in the chains, and who opened whose record, within
 * the asker's area. */
#include "app/list.h"
#include "app/reads.h"
#include "audit_queries.h"
#include "audit_templates.h"

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct audit_list_row *r = row;
    value_set_instant(item, "at", r->at);
    value_set_text(item, "who", r->who);
    value_set_text(item, "role", r->role);
    value_set_text(item, "action", r->action);
    value_set_text(item, "subject_kind", r->subject_kind);
    value_set_id(item, "subject_id", r->subject_id);
    value_set_int(item, "rows", r->row_count);
    value_set_text(item, "change", r->body);
    value_set_id(item, "chain", r->chain_id);
    value_set_int(item, "seq", r->seq);
    value_set_text(item, "request_id", r->request_id);
}

static const struct list_column columns[] = {
    {.key = "at", .label = "audit.at", .sort = "at", .type = V_INSTANT},
    {.key = "who", .label = "audit.who", .type = V_TEXT},
    {.key = "action", .label = "audit.action", .type = V_TEXT},
    {.key = "subject_kind", .label = "audit.subject_kind", .type = V_TEXT},
    {.key = "subject_id", .label = "audit.subject_id", .type = V_ID, .hidden = true},
    {.key = "rows", .label = "audit.rows", .number = true, .type = V_INT},
    {.key = "change", .label = "audit.change", .type = V_TEXT, .sensitivity = S_PERSONAL},
    {.key = "chain", .label = "audit.chain", .type = V_ID, .hidden = true},
    {.key = "seq", .label = "audit.seq", .number = true, .type = V_INT, .hidden = true},
    {.key = "request_id", .label = "audit.request_id", .type = V_TEXT, .hidden = true},
};
static const struct list_filter filters[] = {
    {.name = "subject_kind", .label = "audit.subject_kind", .type = F_TEXT},
    {.name = "subject_id", .label = "audit.subject_id", .type = F_ID},
    {.name = "from_day", .label = "audit.from_day", .type = F_DAY},
};
static const struct list_def list = {
    .name = "audit",
    .stmt = &audit_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "q",
    .row = list_row,
    .empty = "audit.none_found",
    .file_name = "nhat-ky",
};

static enum status entries(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &list, NULL, NULL, 0, out, err);
}

/* ---- reads */

static void read_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct read_list_row *r = row;
    bool household = text_is(r->subject_kind, "household") || text_is(r->subject_kind, "interview");
    value_set_instant(item, "at", r->at);
    value_set_text(item, "who", r->who);
    value_set_text(item, "role", r->role);
    value_set_text(item, "subject_kind", r->subject_kind);
    value_set_id(item, "subject_id", r->subject_id);
    value_set_text(item, "code", household ? r->code : TEXT_NONE);
    value_set_int(item, "rows", r->row_count);
    value_set_text(item, "request_id", r->request_id);
}

static const struct list_column read_columns[] = {
    {.key = "at", .label = "audit.at", .sort = "at", .type = V_INSTANT},
    {.key = "who", .label = "audit.who", .type = V_TEXT},
    {.key = "role", .label = "audit.role", .type = V_TEXT},
    {.key = "subject_kind", .label = "audit.subject_kind", .type = V_TEXT},
    {.key = "code", .label = "audit.household_code", .href = "/households/{subject_id}", .type = V_TEXT},
    {.key = "subject_id", .label = "audit.subject_id", .type = V_ID, .hidden = true},
    {.key = "rows", .label = "audit.rows", .number = true, .type = V_INT},
    {.key = "request_id", .label = "audit.request_id", .type = V_TEXT, .hidden = true},
};
static const struct list_filter read_filters[] = {
    {.name = "subject_kind", .label = "audit.subject_kind", .type = F_TEXT},
    {.name = "subject_id", .label = "audit.subject_id", .type = F_ID},
    {.name = "from_day", .label = "audit.from_day", .type = F_DAY},
};
static const struct list_def read_def = {
    .name = "reads",
    .stmt = &read_list_stmt,
    .columns = read_columns,
    .column_count = COUNT_OF(read_columns),
    .filters = read_filters,
    .filter_count = COUNT_OF(read_filters),
    .search = "q",
    .row = read_row,
    .empty = "audit.no_reads",
    .file_name = "nhat-ky-xem",
};

static enum status reads(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &read_def, NULL, NULL, 0, out, err);
}

/* struct feature.day: what need not be kept any longer goes. */
static enum status keep_reads(struct ctx *c, void *user, struct error *err) {
    return setting_int(c, "reads.keep_months", c->today, user, err);
}

static enum status audit_day(struct ctx *c, struct error *err) {
    int64_t months = DB_NULL;
    struct error missing;
    error_clear(&missing);
    if (ctx_read(c, keep_reads, &months, &missing) != OK || months == DB_NULL || months <= 0)
        return OK; /* nobody decided how long: they are kept */
    int64_t days = months * 365 / 12 + 1;
    return reads_drop_before(c, clock_now(&c->app->clock) - days * 86400000, err);
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/audit/reads",
     .permission = "audit.read",
     .fn = reads,
     .page = audit_reads_html,
     .title = "audit.reads",
     .nav = "audit",
     .list = &read_def},
    {.method = HTTP_GET,
     .path = "/audit",
     .permission = "audit.read",
     .fn = entries,
     .page = audit_list_html,
     .title = "audit.title",
     .nav = "audit",
     .list = &list},
};
static const struct permission permissions[] = {{"audit.read", "audit.perm_read"}};
static const struct menu_item menu[] = {{"audit", "audit.title", "/audit", "audit.read", 80}};

const struct feature audit_feature = {
    .name = "audit",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .day = audit_day,
};
