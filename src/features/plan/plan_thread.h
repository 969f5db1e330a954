/* The thread of one task (plan_thread.c), shown and written. */
#ifndef ANSINH_PLAN_THREAD_H
#define ANSINH_PLAN_THREAD_H
#include "plan_internal.h"

struct plan_thread {
    struct plan plan;
    struct plan_annex annex; /* as of c->as_of */
    const struct plan_task_state *task;
    const struct plan_party *own; /* the asker's agency in it, or NULL */
};
/* From the path /plans/{id}/tasks/{code}/… E_NOT_FOUND. */
MUST_CHECK enum status plan_thread_open(struct ctx *c, struct plan_thread *ret, struct error *err);
MUST_CHECK enum status plan_thread_show(struct ctx *c, const struct plan_thread *t, struct value *out,
                                        struct error *err);
/* out.forms {progress, comment, reminder}: those that the asker may send. */
MUST_CHECK enum status plan_thread_forms(struct ctx *c, const struct plan_thread *t, struct value *out,
                                         struct error *err);

extern const struct form plan_progress_form, plan_comment_form;
enum status plan_reminder_form(struct ctx *c, const struct form **ret, struct error *err);
enum status plan_progress_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_comment_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_reminder_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_evidence(struct ctx *c, struct value *out, struct error *err);
#endif
