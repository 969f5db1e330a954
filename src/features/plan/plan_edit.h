/* Drawing up and changing plans (plan_edit.c, plan_copy.c). */
#ifndef ANSINH_PLAN_EDIT_H
#define ANSINH_PLAN_EDIT_H
#include "plan_internal.h"

extern const struct form plan_frame_form, plan_task_form, plan_move_form;
enum status plan_new_form(struct ctx *c, const struct form **ret, struct error *err);
enum status plan_new_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_new_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_frame_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_frame_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_edit_page(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_edit_post(struct ctx *c, struct value *out, struct error *err);
enum status plan_task_move_post(struct ctx *c, struct value *out, struct error *err);
#endif
