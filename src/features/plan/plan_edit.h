/* Drawing up and changing plans (plan_edit.c, plan_copy.c). */
#ifndef ANSINH_PLAN_EDIT_H
#define ANSINH_PLAN_EDIT_H
#include "plan_internal.h"

extern const struct form plan_frame_form, plan_task_form, plan_move_form, plan_task_remove_form;
enum status plan_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status plan_new_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_new_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_frame_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_frame_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_edit_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_edit_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_move_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status plan_task_new_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_new_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_remove_post(struct ctx *c, struct value *out, struct error *err);

/* Makes the next version of the plan. E_PRECONDITION when the form was made for an older one. */
MUST_CHECK enum status plan_next_version(struct ctx *c, const struct plan *p, struct text reason, int64_t *ret_no,
                                         struct error *err);
/* The one agency or group that a field names; what is not known is said at the field. */
MUST_CHECK enum status plan_name_resolve(struct ctx *c, const char *field, int64_t *ret_agency, int64_t *ret_group,
                                         struct error *err);
/* Bases, recipients, targets, duties (plan_parts.c). */
enum status plan_part_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_part_form(struct ctx *c, const struct form **ret, struct error *err);
enum status plan_part_item_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_part_item_post(struct ctx *c, struct value *out, struct error *err);
#endif
