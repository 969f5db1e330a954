/* One report: written by its agency, sent or signed as a snapshot that nothing changes, returned for more by whom it
 * was sent to. */
#include "plan_report.h"

#include "features/agency/agency.h"
#include "features/attachment/attachment.h"
#include "plan_figures.h"

static const struct field report_fields[] = {
    {.name = "body", .type = F_LONG, .label = "plan.report_body", .help = "plan.report_body_help", .max = 4000},
    {.name = "proposal", .type = F_LONG, .label = "plan.report_proposal", .max = 4000},
    {.name = "evidence", .type = F_FILE, .label = "plan.form_evidence", .help = "plan.form_evidence_help"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "plan.version"},
};
const struct form plan_report_form = {"plan_report", report_fields, COUNT_OF(report_fields)};
static const struct field send_fields[] = {
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"}};
const struct form plan_report_send_form = {"plan_report_send", send_fields, COUNT_OF(send_fields)};
static const struct field return_fields[] = {
    {.name = "reason", .type = F_LONG, .required = true, .label = "plan.return_reason", .max = 1000},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"},
};
const struct form plan_report_return_form = {"plan_report_return", return_fields, COUNT_OF(return_fields)};

/* ---- reading */

enum status plan_report_open(struct ctx *c, struct plan_report *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return plan_report_read(c, id, ret, err);
}

enum status plan_report_read(struct ctx *c, int64_t id, struct plan_report *ret, struct error *err) {
    bool found = false;
    struct plan_report r = {0};
    TRY(plan_report_by_id(c->db, &(struct plan_report_by_id_in){id}, c->arena, &r.row, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(plan_report_rule_by_id(c->db, &(struct plan_report_rule_by_id_in){r.row.rule_id}, c->arena, &r.rule, &found,
                               err));
    TRY(plan_get(c, r.rule.plan_id, &r.plan, err));
    r.open = text_is(r.row.state, "draft") || text_is(r.row.state, "returned");
    r.own = c->user.agency_id != 0 && c->user.agency_id == r.row.agency_id;
    r.receives = c->user.agency_id != 0 && c->user.agency_id == r.rule.to_agency_id;
    r.consolidated = r.rule.from_agency_id != DB_NULL;
    bool may_read = r.own || (!r.open && (r.receives || c->user.agency_id == 0 || plan_is_standing(c, &r.plan)));
    if (!may_read)
        return fail(err, E_NOT_FOUND, "http.not_found");
    day_t on = r.row.sent_on != DAY_NONE ? r.row.sent_on : c->today;
    TRY(agency_name(c, r.row.agency_id, on, &r.agency, err));
    TRY(agency_name(c, r.rule.to_agency_id, on, &r.to, err));
    *ret = r;
    return OK;
}

enum status plan_report_content(struct ctx *c, const struct plan_report *r, const struct value **ret,
                                struct error *err) {
    struct plan_report_snapshots_row *rows;
    size_t count;
    if (r->open) {
        struct value *draft;
        TRY(plan_report_draft(c, r, &draft, err));
        *ret = draft;
        return OK;
    }
    TRY(plan_report_snapshots(c->db, &(struct plan_report_snapshots_in){r->row.id}, c->arena, &rows, &count, err));
    if (count == 0)
        return fail_detail(err, E_DB, "plan.snapshot_changed", "report %lld has no snapshot", (long long)r->row.id);
    return plan_snapshot_read(c, rows[0].content, rows[0].sha256, ret, err);
}

static const char *state_word(struct text state) {
    return text_is(state, "signed")     ? "plan.report.state.signed"
           : text_is(state, "sent")     ? "plan.report.state.done"
           : text_is(state, "returned") ? "plan.report.state.returned"
                                        : "plan.report.state.draft";
}

static enum status add_snapshots(struct ctx *c, const struct plan_report *r, struct value *out, struct error *err) {
    struct plan_report_snapshots_row *rows;
    size_t count;
    TRY(plan_report_snapshots(c->db, &(struct plan_report_snapshots_in){r->row.id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "snapshots");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_int(v, "no", rows[i].no);
        value_set_word(v, "kind",
                       text_is(rows[i].kind, "signed") ? "plan.report.state.signed" : "plan.report.state.done");
        value_set_text(v, "signer", rows[i].signer_name);
        value_set_text(v, "post", rows[i].signer_post);
        value_set_day(v, "day", rows[i].on_day);
        value_set_text(v, "sha256", rows[i].sha256);
    }
    return OK;
}

static void add_forms(struct ctx *c, const struct plan_report *r, struct value *out) {
    struct value *current = value_object(c->arena);
    value_set_text(current, "body", r->row.body);
    value_set_text(current, "proposal", r->row.proposal);
    value_set_int(current, "version", r->row.version);
    value_set_page(out, "current", current);
    long long id = (long long)r->row.id;
    bool write = r->open && r->own && user_may(&c->user, "report.write");
    if (write) {
        struct value *form = form_view(c, &plan_report_form, NULL, current, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/reports/%lld", id));
        value_set_page(out, "form", form);
    }
    value_set_bool(out, "may_write", write);
    value_set_bool(out, "may_send", write && !r->consolidated);
    value_set_bool(out, "may_sign", r->open && r->own && r->consolidated && user_may(&c->user, "report.sign"));
    bool give_back = !r->open && r->receives && text_is(r->row.state, "sent") && user_may(&c->user, "report.write");
    value_set_bool(out, "may_return", give_back);
    if (give_back) {
        struct value *form = form_view(c, &plan_report_return_form, NULL, current, NULL);
        value_set_text(form, "action", arena_fmt(c->arena, "/reports/%lld/return", id));
        value_set_page(out, "return_form", form);
    }
}

enum status plan_report_page(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    const struct value *content;
    TRY(plan_report_open(c, &r, err));
    if (c->format != NULL && strcmp(c->format, "json") != 0)
        return plan_report_file(c, &r, err);
    TRY(plan_report_content(c, &r, &content, err));
    plan_figure_links(c, &r, content);
    value_set_id(out, "id", r.row.id);
    value_set_id(out, "plan_id", r.plan.id);
    value_set_text(out, "title", r.rule.title);
    value_set_text(out, "agency", r.agency);
    value_set_text(out, "to", r.to);
    value_set_word(out, "state", state_word(r.row.state));
    value_set_bool(out, "open", r.open);
    value_set_bool(out, "consolidated", r.consolidated);
    value_set_text(out, "returned_reason", r.row.returned_reason);
    value_set_int(out, "version", r.row.version);
    plan_due_value(c, out, "due", r.rule.last_day, r.row.sent_on, c->today);
    value_set(out, "content", (struct value *)content);
    TRY(attachment_list(c, "plan_report", r.row.id, value_set_list(out, "attachments"), err));
    TRY(add_snapshots(c, &r, out, err));
    add_forms(c, &r, out);
    plan_crumbs(c, out, &r.plan, "plan.report");
    return OK;
}

/* GET /reports/{id}/files/{file} */
enum status plan_report_attached(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    int64_t file, owner;
    (void)out;
    TRY(plan_report_open(c, &r, err));
    TRY(ctx_id(c, 1, &file, err));
    TRY(attachment_owner(c, file, "plan_report", &owner, err));
    if (owner != r.row.id)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return attachment_send(c, file, err);
}

/* ---- writing */

static enum status require_own_open(const struct plan_report *r, struct error *err) {
    if (!r->own)
        return fail(err, E_FORBIDDEN, "plan.report_not_yours");
    return r->open ? OK : fail(err, E_CONFLICT, "plan.report_closed");
}

enum status plan_report_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    TRY(plan_report_open(c, &r, err));
    TRY(require_own_open(&r, err));
    const struct http_file *evidence = form_value(c->form, "evidence")->file;
    if (evidence != NULL)
        attachment_check(evidence, "evidence", err);
    TRY(error_fields_status(err));
    struct text body = form_text(c->form, "body"), proposal = form_text(c->form, "proposal");
    int64_t changed = 0, file = 0;
    TRY(plan_report_save(c->db,
                         &(struct plan_report_save_in){r.row.id, form_int(c->form, "version", 0),
                                                       body.ptr ? body : T(""), proposal.ptr ? proposal : T(""),
                                                       c->user.account_id, clock_now(&c->app->clock)},
                         &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    if (evidence != NULL)
        TRY(attachment_put(c, "plan_report", r.row.id, evidence, &file, err));
    struct value *diff = value_object(c->arena);
    diff_text(diff, "body", r.row.body, body.ptr ? body : T(""));
    diff_text(diff, "proposal", r.row.proposal, proposal.ptr ? proposal : T(""));
    if (file != 0)
        value_set_id(diff, "attached", file);
    audit_note(c, 0, "report.write", "plan_report", r.row.id, diff);
    value_set_id(out, "id", r.row.id);
    ctx_redirect(c, "plan.flash_report_saved", "/reports/%lld", (long long)r.row.id);
    return OK;
}

enum status plan_report_freeze(struct ctx *c, const struct plan_report *r, int64_t version, const char *state,
                               struct error *err) {
    struct value *content;
    struct plan_report_last_no_row last = {0};
    struct plan_grant_position_row position = {0};
    bool found = false;
    int64_t changed = 0;
    TRY(plan_report_draft(c, r, &content, err));
    value_set_text(content, "signer", c->user.display_name);
    TRY(plan_grant_position(c->db, &(struct plan_grant_position_in){c->user.grant_id}, c->arena, &position, &found,
                            err));
    if (found && position.position.ptr != NULL)
        value_set_text(content, "signer_post", position.position);
    struct plan_signed figures;
    TRY(plan_figures_collect(c, r, content, &figures, err));
    struct value *files = value_set_list(content, "attachments");
    TRY(attachment_list(c, "plan_report", r->row.id, files, err));
    AUTO_BUF json;
    buf_init(&json, MAX_RESPONSE_BYTES);
    value_json(&json, content);
    if (!buf_ok(&json))
        return fail(err, E_TOO_LARGE, "http.answer_too_large");
    char hex[65];
    plan_snapshot_hash(buf_as_text(&json), hex);
    instant_t now = clock_now(&c->app->clock);
    TRY(plan_report_close(
        c->db, &(struct plan_report_close_in){r->row.id, version, text_of(state), c->today, c->user.account_id, now},
        &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(plan_report_last_no(c->db, &(struct plan_report_last_no_in){r->row.id}, c->arena, &last, &found, err));
    TRY(plan_report_snapshot_put(c->db,
                                 &(struct plan_report_snapshot_put_in){
                                     r->row.id, last.no + 1, text_of(state), buf_as_text(&json), text_of(hex),
                                     c->user.display_name, position.position, c->today, c->user.account_id, now},
                                 NULL, err));
    TRY(plan_figures_freeze(c, r, last.no + 1, &figures, err));
    TRY(plan_reminder_answer_report(
        c->db, &(struct plan_reminder_answer_report_in){r->rule.id, r->row.agency_id, c->today}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "sha256", arena_text(c->arena, text_of(hex)).ptr);
    audit_note(c, 0, strcmp(state, "signed") == 0 ? "report.sign" : "report.send", "plan_report", r->row.id, diff);
    return OK;
}

enum status plan_report_send(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    TRY(plan_report_open(c, &r, err));
    TRY(require_own_open(&r, err));
    if (r.consolidated)
        return fail(err, E_CONFLICT, "plan.report_needs_signature");
    TRY(plan_report_freeze(c, &r, form_int(c->form, "version", 0), "sent", err));
    value_set_id(out, "id", r.row.id);
    ctx_redirect(c, "plan.flash_report_sent", "/reports/%lld", (long long)r.row.id);
    return OK;
}

enum status plan_report_sign(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    TRY(plan_report_open(c, &r, err));
    TRY(require_own_open(&r, err));
    TRY(plan_report_freeze(c, &r, form_int(c->form, "version", 0), "signed", err));
    value_set_id(out, "id", r.row.id);
    ctx_redirect(c, "plan.flash_report_signed", "/reports/%lld", (long long)r.row.id);
    return OK;
}

enum status plan_report_return_post(struct ctx *c, struct value *out, struct error *err) {
    struct plan_report r;
    int64_t changed = 0;
    TRY(plan_report_open(c, &r, err));
    if (!r.receives)
        return fail(err, E_FORBIDDEN, "plan.report_not_yours");
    if (!text_is(r.row.state, "sent"))
        return fail(err, E_CONFLICT, "plan.report_closed");
    TRY(plan_report_return(c->db,
                           &(struct plan_report_return_in){r.row.id, form_int(c->form, "version", 0),
                                                           form_text(c->form, "reason"), clock_now(&c->app->clock)},
                           &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", form_text(c->form, "reason"));
    audit_note(c, 0, "report.return", "plan_report", r.row.id, diff);
    value_set_id(out, "id", r.row.id);
    ctx_redirect(c, "plan.flash_report_returned", "/plans/%lld/reports", (long long)r.plan.id);
    return OK;
}
