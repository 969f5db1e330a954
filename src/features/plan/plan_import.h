/* Puts the text of a plan into the system: attached to the plan that it is the text of, or as a new plan. */
#ifndef ANSINH_PLAN_IMPORT_H
#define ANSINH_PLAN_IMPORT_H
#include "app/app.h"

struct plan_import {
    struct text bytes, file_name; /* what to read */
    /* what came of it */
    int64_t plan_id;
    bool created;              /* a new plan; else the text was held against the one that is there */
    bool kept_before;          /* this very text was imported already */
    struct value *decisions;   /* [{line, text}] */
    struct value *differences; /* [text]; empty when text and system agree on every task and agency */
    int64_t groups, tasks, agencies, duties, bases;
};
/* In a write transaction; notes audit. E_INVALID as plan_text_read, and plan.text_unknown_agency with one row error
 * for each name that nobody could be found for. */
MUST_CHECK enum status plan_import(struct ctx *c, struct plan_import *in, struct error *err);
int plan_command_load(struct command_args *a, struct arena *arena, struct error *err);
#endif
