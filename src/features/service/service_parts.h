/* Inside the feature: what its files share. */
#ifndef ANSINH_SERVICE_PARTS_H
#define ANSINH_SERVICE_PARTS_H
#include "app/list.h"
#include "features/service/service.h"
#include "service_queries.h"
#include "service_templates.h"

enum status service_find_get(struct ctx *c, struct value *out, struct error *err);
extern const struct form service_find_form;

extern const struct list_def gathering_list_def;
extern const struct form gathering_people_form, gathering_remove_form, gathering_cancel_form;
enum status gathering_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status gathering_list_get(struct ctx *c, struct value *out, struct error *err);
enum status gathering_figures_get(struct ctx *c, struct value *out, struct error *err);
enum status gathering_post(struct ctx *c, struct value *out, struct error *err);
enum status gathering_one_get(struct ctx *c, struct value *out, struct error *err);
enum status gathering_people_post(struct ctx *c, struct value *out, struct error *err);
enum status gathering_remove_post(struct ctx *c, struct value *out, struct error *err);
enum status gathering_cancel_post(struct ctx *c, struct value *out, struct error *err);

extern const struct list_def follow_up_list_def;
enum status follow_up_make_form(struct ctx *c, const struct form **ret, struct error *err);
enum status follow_up_list_get(struct ctx *c, struct value *out, struct error *err);
enum status follow_up_one_get(struct ctx *c, struct value *out, struct error *err);
enum status follow_up_post(struct ctx *c, struct value *out, struct error *err);
enum status follow_up_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
#endif
