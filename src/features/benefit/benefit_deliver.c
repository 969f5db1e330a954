/* After the signature: delivered, confirmed, stopped, given back. */
#include "features/attachment/attachment.h"
#include "features/benefit/benefit_due.h"
#include "features/benefit/benefit_internal.h"

enum status benefit_deliver(struct ctx *c, int64_t list_id, struct db_ids lines, const struct benefit_delivery *d,
                            int64_t *ret_delivery_id, struct error *err) {
    struct benefit_list_get_row l;
    struct benefit_lines_of_list_row *rows;
    size_t count, n = 0;
    int64_t sum = 0, changed = 0, id = id_new(), attachment;
    TRY(list_take(c, list_id, -1, &l, err));
    if (!text_is(l.state, "approved"))
        return fail(err, E_CONFLICT, "benefit.not_approved");
    if (d->on < l.signed_on || d->on > c->today)
        error_field(err, "on_day", d->on > c->today ? "benefit.day_in_future" : "benefit.before_signed", NULL);
    if (d->evidence != NULL)
        attachment_check(d->evidence, "evidence", err);
    TRY(error_fields_status(err));
    TRY(benefit_lines_of_list(c->db, &(struct benefit_lines_of_list_in){list_id, T("open"), 0}, c->arena, &rows, &count,
                              err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        bool wanted = lines.count == 0;
        for (size_t k = 0; k < lines.count && !wanted; k++)
            wanted = lines.ptr[k] == rows[i].id;
        if (!wanted)
            continue;
        ids[n++] = rows[i].id;
        sum += rows[i].amount == DB_NULL ? 0 : rows[i].amount;
    }
    if (n == 0 || (lines.count > 0 && n != lines.count))
        return fail(err, E_CONFLICT, "benefit.lines_gone");
    TRY(benefit_delivery_add(c->db,
                             &(struct benefit_delivery_add_in){id, list_id, d->on, d->payer, d->note, (int64_t)n, sum,
                                                               c->user.account_id, clock_now(&c->app->clock)},
                             NULL, err));
    TRY(benefit_line_deliver(c->db, &(struct benefit_line_deliver_in){list_id, {ids, n}, id, d->on}, &changed, err));
    if (changed != (int64_t)n)
        return fail(err, E_CONFLICT, "benefit.lines_gone");
    if (d->evidence != NULL)
        TRY(attachment_put(c, "benefit_delivery", id, d->evidence, &attachment, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "lines", (int64_t)n);
    value_set_money(diff, "amount", sum);
    value_set_day(diff, "on_day", d->on);
    audit_note(c, l.commune_id, "benefit.deliver", "benefit_list", l.id, diff);
    TRY(lines_changed(c, (struct db_ids){ids, n}, err));
    TRY(money_pay(c, &l, sum, d->on, err));
    *ret_delivery_id = id;
    return OK;
}

/* The lines, each in scope; E_NOT_FOUND when one is not there. */
static enum status take_lines(struct ctx *c, struct db_ids ids, struct benefit_lines_by_id_row **ret, size_t *ret_count,
                              struct error *err) {
    int64_t commune = 0;
    TRY(benefit_lines_by_id(c->db, &(struct benefit_lines_by_id_in){ids}, c->arena, ret, ret_count, err));
    if (*ret_count != ids.count || ids.count == 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    for (size_t i = 0; i < *ret_count; i++) {
        if ((*ret)[i].commune_id != commune)
            TRY(ctx_require_area(c, (*ret)[i].commune_id, err));
        commune = (*ret)[i].commune_id;
    }
    return OK;
}

enum status benefit_confirm(struct ctx *c, struct db_ids lines, day_t on, struct text how, struct error *err) {
    struct benefit_lines_by_id_row *rows;
    size_t count;
    int64_t changed = 0;
    TRY(take_lines(c, lines, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (!text_is(rows[i].state, "delivered"))
            return fail(err, E_CONFLICT, "benefit.not_delivered", arena_zstr(c->arena, rows[i].subject));
        if (on < rows[i].delivered_on || on > c->today) {
            error_field(err, "on_day", on > c->today ? "benefit.day_in_future" : "benefit.before_delivered", NULL);
            return error_fields_status(err);
        }
    }
    TRY(benefit_line_confirm(c->db, &(struct benefit_line_confirm_in){lines, on, how}, &changed, err));
    if (changed != (int64_t)lines.count)
        return fail(err, E_CONFLICT, "benefit.lines_gone");
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "lines", changed);
    value_set_text(diff, "how", how);
    audit_note(c, rows[0].commune_id, "benefit.confirm", "benefit_list", rows[0].list_id, diff);
    return lines_changed(c, lines, err);
}

/* Before the signature, or signed and not begun: the whole line stops. Else it keeps what lies before the day. */
static enum status stop_one(struct ctx *c, const struct benefit_lines_by_id_row *r, day_t from, struct text reason,
                            struct error *err) {
    struct db_ids one = {&r->id, 1};
    bool open = text_is(r->state, "open"), approved = text_is(r->list_state, "approved");
    if (!open && !text_is(r->state, "delivered") && !text_is(r->state, "confirmed"))
        return fail(err, E_CONFLICT, "benefit.ended_already", arena_zstr(c->arena, r->subject));
    if (!open || (approved && from > r->period_from)) {
        TRY(benefit_line_ends(c->db, &(struct benefit_line_ends_in){one, from, reason}, NULL, err));
        return claim_release(c, BENEFIT_KIND, one, from, reason, err);
    }
    TRY(benefit_line_end(c->db, &(struct benefit_line_end_in){one, T("stopped"), from, reason}, NULL, err));
    TRY(claim_release(c, BENEFIT_KIND, one, DAY_NONE, reason, err));
    if (!approved)
        return benefit_list_count(c->db, &(struct benefit_list_count_in){r->list_id, clock_now(&c->app->clock)}, NULL,
                                  err);
    return r->amount == DB_NULL ? OK : money_give_back(c, r->list_id, r->amount, reason, err);
}

static enum status stop_rows(struct ctx *c, const struct benefit_lines_by_id_row *rows, size_t count, day_t from,
                             struct text reason, struct error *err) {
    for (size_t i = 0; i < count; i++) {
        struct value *diff = value_object(c->arena);
        TRY(stop_one(c, &rows[i], from, reason, err));
        value_set_day(diff, "from", from);
        value_set_text(diff, "reason", reason);
        audit_note(c, rows[i].commune_id, "benefit.stop", "benefit_line", rows[i].id, diff);
    }
    return OK;
}

enum status benefit_stop(struct ctx *c, struct db_ids lines, day_t from, struct text reason, struct error *err) {
    struct benefit_lines_by_id_row *rows;
    size_t count;
    TRY(take_lines(c, lines, &rows, &count, err));
    if (text_trim(reason).len == 0)
        return fail(err, E_INVALID, "benefit.remark_missing");
    TRY(stop_rows(c, rows, count, from, text_trim(reason), err));
    return lines_changed(c, lines, err);
}

enum status benefit_stop_unchecked(struct ctx *c, struct db_ids lines, day_t from, struct text reason,
                                   struct error *err) {
    struct benefit_lines_by_id_row *rows;
    size_t count;
    TRY(benefit_lines_by_id(c->db, &(struct benefit_lines_by_id_in){lines}, c->arena, &rows, &count, err));
    TRY(stop_rows(c, rows, count, from, reason, err));
    return lines_changed(c, lines, err);
}

enum status benefit_recall(struct ctx *c, int64_t line_id, struct text reason, struct error *err) {
    struct benefit_lines_by_id_row *rows;
    struct db_ids one = {&line_id, 1};
    size_t count;
    TRY(take_lines(c, one, &rows, &count, err));
    if (!text_is(rows[0].state, "delivered") && !text_is(rows[0].state, "confirmed"))
        return fail(err, E_CONFLICT, "benefit.not_delivered", arena_zstr(c->arena, rows[0].subject));
    if (text_trim(reason).len == 0)
        return fail(err, E_INVALID, "benefit.remark_missing");
    TRY(benefit_line_end(c->db, &(struct benefit_line_end_in){one, T("recalled"), c->today, reason}, NULL, err));
    TRY(claim_release(c, BENEFIT_KIND, one, DAY_NONE, reason, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    value_set_money(diff, "amount", rows[0].amount);
    audit_note(c, rows[0].commune_id, "benefit.recall", "benefit_line", line_id, diff);
    TRY(lines_changed(c, one, err));
    return rows[0].amount == DB_NULL ? OK : money_back(c, rows[0].list_id, rows[0].amount, reason, err);
}
