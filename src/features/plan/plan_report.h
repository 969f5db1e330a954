/* Reports of a plan: who owes one, what it says, whether it was sent (plan_report*.c). */
#ifndef ANSINH_PLAN_REPORT_H
#define ANSINH_PLAN_REPORT_H
#include "plan_internal.h"

struct plan_report {
    struct plan_report_by_id_row row;
    struct plan_report_rule_by_id_row rule;
    struct plan plan;
    struct text agency, to; /* names on the day it was sent, else today */
    bool consolidated;      /* of the standing agency upwards: signed, not just sent */
    bool own;               /* the asker acts for its agency */
    bool receives;          /* the asker acts for whom it is sent to */
    bool open;              /* may still be written */
};
/* From /reports/{id}. E_NOT_FOUND for who may not know of it: a draft is its agency's own matter. */
MUST_CHECK enum status plan_report_open(struct ctx *c, struct plan_report *ret, struct error *err);
MUST_CHECK enum status plan_report_read(struct ctx *c, int64_t id, struct plan_report *ret, struct error *err);
/* Freezes what the report says on this day, with the hash of it; from here on only this is shown. state: "sent" or
 * "signed". E_PRECONDITION when the report is not of this version any more. */
MUST_CHECK enum status plan_report_freeze(struct ctx *c, const struct plan_report *r, int64_t version,
                                          const char *state, struct error *err);
/* What the report says now: {plan, title, agency, to, period, as_of, sections: [{title, paragraphs, head, rows}], body,
 * proposal}, all of it text. While it is open from live data, afterwards from its snapshot. */
MUST_CHECK enum status plan_report_content(struct ctx *c, const struct plan_report *r, const struct value **ret,
                                           struct error *err);
/* From live data, whatever its state (plan_draft.c). */
MUST_CHECK enum status plan_report_draft(struct ctx *c, const struct plan_report *r, struct value **ret,
                                         struct error *err);
/* SHA-256 of a snapshot's content, hex. */
void plan_snapshot_hash(struct text content, char ret_hex[65]);
/* E_DB plan.snapshot_changed when the content is not what its hash says. */
MUST_CHECK enum status plan_snapshot_read(struct ctx *c, struct text content, struct text sha256,
                                          const struct value **ret, struct error *err);
/* The file of a report; format "pdf" or "docx" (plan_document.c). */
MUST_CHECK enum status plan_report_file(struct ctx *c, const struct plan_report *r, struct error *err);
MUST_CHECK enum status plan_file(struct ctx *c, const struct plan *p, struct error *err);

MUST_CHECK enum status plan_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
extern const struct form plan_report_form, plan_report_start_form, plan_report_return_form, plan_report_remind_form,
    plan_report_send_form;
enum status plan_board(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_start(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_remind(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_send(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_sign(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_return_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_report_attached(struct ctx *c, struct value *out, struct error *err);
#endif
