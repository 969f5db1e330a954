/* The record of writes, for inspectors: what is in the chains, within the asker's area. */
#include "app/list.h"
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

static const struct route routes[] = {
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
};
