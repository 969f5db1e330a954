/* Rows of a plan that was not in the system, from its text. Titles are then the document's own words. */
#include "features/plan/plan_import_new.h"

#include "plan_internal.h"

#define SHORT_TITLE 300 /* bytes; the whole text of a task stands in the document's paragraphs */

static int64_t or_null(int64_t id) {
    return id == 0 ? DB_NULL : id;
}

/* Cut between words, with the mark that something follows. */
static struct text short_title(struct ctx *c, struct text t) {
    if (t.len <= SHORT_TITLE)
        return t;
    size_t n = SHORT_TITLE;
    while (n > 0 && t.ptr[n] != ' ')
        n--;
    return arena_fmt(c->arena, "%.*s …", (int)n, t.ptr);
}

static enum status put_frame(struct ctx *c, const struct plan_text *t, const struct plan_resolved *r, int64_t id,
                             struct text key, struct error *err) {
    struct plan_agency_place_row place = {0};
    bool found = false;
    if (!r->has_issuer || r->issuer.agency_id == 0)
        return fail(err, E_INVALID, "plan.text_no_issuer", arena_zstr(c->arena, t->issuer.ptr ? t->issuer : T("")));
    if (t->duty_count == 0 || r->duties[0].agency_id == 0)
        return fail(err, E_INVALID, "plan.text_no_standing");
    TRY(plan_agency_place(c->db, &(struct plan_agency_place_in){r->issuer.agency_id}, c->arena, &place, &found, err));
    if (!found || place.area_id == DB_NULL || place.level == DB_NULL)
        return fail(err, E_INVALID, "plan.text_no_issuer", arena_zstr(c->arena, t->issuer));
    TRY(plan_put(c->db,
                 &(struct plan_put_in){.id = id,
                                       .key = key,
                                       .state = T("in_force"),
                                       .number = t->number,
                                       .issued_on = t->issued_on,
                                       .year = t->year,
                                       .kind = t->kind.ptr ? t->kind : T("Kế hoạch"),
                                       .title = t->about.ptr ? t->about : t->number,
                                       .level = place.level,
                                       .area_id = place.area_id,
                                       .issuer_id = r->issuer.agency_id,
                                       .standing_id = r->duties[0].agency_id,
                                       .on_behalf = t->on_behalf.ptr ? t->on_behalf : T(""),
                                       .signer_capacity = t->signer_capacity,
                                       .signer_post = t->signer_post,
                                       .signer_name = t->signer_name,
                                       .parent_id = DB_NULL,
                                       .started_from = DB_NULL,
                                       .source = t->number,
                                       .certainty = T("confirmed")},
                 NULL, err));
    return plan_version_put(c->db,
                            &(struct plan_version_put_in){id, 1, t->issued_on, clock_now(&c->app->clock),
                                                          c->user.account_id, tr(LANG_VI, "plan.reason_first")},
                            NULL, err);
}

static enum status put_papers(struct ctx *c, const struct plan_text *t, int64_t id, struct error *err) {
    for (size_t i = 0; i < t->basis_count; i++)
        TRY(plan_basis_put(c->db,
                           &(struct plan_basis_put_in){id, (int64_t)i + 1, t->bases[i].number, t->bases[i].issued_on,
                                                       T(""), t->bases[i].proposal ? T("proposal") : T("basis"),
                                                       short_title(c, t->bases[i].text), T("mở đầu"), t->number,
                                                       T("confirmed")},
                           NULL, err));
    for (size_t i = 0; i < t->recipient_count; i++) {
        bool report = text_ends(t->recipients[i], T("(b/c)")), file = text_starts(t->recipients[i], T("Lưu"));
        TRY(plan_recipient_put(c->db,
                               &(struct plan_recipient_put_in){id, (int64_t)i + 1, t->recipients[i], DB_NULL, DB_NULL,
                                                               report ? T("report")
                                                               : file ? T("file")
                                                                      : T("act")},
                               NULL, err));
    }
    if (t->rate_bp >= 0)
        TRY(plan_target_put(c->db,
                            &(struct plan_target_put_in){id, T("poor-rate"), 1, short_title(c, t->rate_text),
                                                         T("poor_household_rate"), TEXT_NONE, T("poor"), T("at_most"),
                                                         t->rate_bp, T("bp"), day_of(t->year, 12, 31), TEXT_NONE,
                                                         TEXT_NONE, t->number, T("confirmed")},
                            NULL, err));
    return OK;
}

static enum status put_duties(struct ctx *c, const struct plan_text *t, const struct plan_resolved *r, int64_t id,
                              struct text key, struct error *err) {
    const struct plan_target *reporters = NULL;
    for (size_t i = 0; i < t->duty_count; i++) {
        if (t->duties[i].agency.ptr == NULL && r->duties[i].group_id != 0)
            reporters = &r->duties[i];
        TRY(plan_duty_put(c->db,
                          &(struct plan_duty_put_in){id, t->duties[i].place, (int64_t)i + 1,
                                                     or_null(r->duties[i].agency_id), or_null(r->duties[i].group_id),
                                                     short_title(c, t->duties[i].text), TEXT_NONE, t->number,
                                                     T("confirmed")},
                          NULL, err));
    }
    for (size_t i = 0; i < t->report_count && reporters != NULL; i++) {
        bool half = t->reports[i].half_year;
        struct text name = half ? T("half-year") : T("year");
        TRY(plan_report_rule_put(
            c->db,
            &(struct plan_report_rule_put_in){
                plan_task_id_of_key(key, T("report"), name), id, name, half ? T("half_year") : T("year"),
                tr(LANG_VI, half ? "plan.report_half_year" : "plan.report_year"), DB_NULL, reporters->group_id,
                r->duties[0].agency_id, day_of(t->year, 1, 1), half ? day_of(t->year, 6, 30) : day_of(t->year, 12, 31),
                t->reports[i].due_day, t->reports[i].due_day - 1, T("III"), TEXT_NONE, t->number, T("confirmed")},
            NULL, err));
    }
    return OK;
}

static enum status put_parties(struct ctx *c, int64_t plan, int64_t task, const char *role,
                               const struct plan_resolved_cell *cell, struct error *err) {
    for (size_t i = 0; i < cell->count; i++)
        TRY(plan_task_agency_put(c->db,
                                 &(struct plan_task_agency_put_in){task, plan, 1, text_of(role), (int64_t)i + 1,
                                                                   or_null(cell->targets[i].agency_id),
                                                                   or_null(cell->targets[i].group_id)},
                                 NULL, err));
    return OK;
}

static enum status put_tasks(struct ctx *c, const struct plan_text *t, const struct plan_resolved *r, int64_t id,
                             struct text key, struct error *err) {
    for (size_t i = 0; i < t->task_count; i++) {
        const struct plan_text_task *x = &t->tasks[i];
        int64_t task = plan_task_id_of_key(key, text_of(x->kind), x->code);
        TRY(plan_task_put(c->db, &(struct plan_task_put_in){task, id, text_of(x->kind)}, NULL, err));
        TRY(plan_task_version_put(c->db,
                                  &(struct plan_task_version_put_in){task, id, 1, x->code, x->parent, (int64_t)i + 1,
                                                                     short_title(c, x->text), TEXT_NONE, DAY_NONE,
                                                                     t->number, T("confirmed")},
                                  NULL, err));
        if (strcmp(x->kind, "task") != 0)
            continue;
        TRY(put_parties(c, id, task, "lead", &r->leads[i], err));
        TRY(put_parties(c, id, task, "coordinate", &r->others[i], err));
    }
    return OK;
}

enum status plan_import_new(struct ctx *c, const struct plan_text *t, const struct plan_resolved *r, int64_t *ret_id,
                            struct error *err) {
    struct text key = arena_fmt(c->arena, "%d/%.*s/%lld", t->year, FMT(t->number), (long long)r->issuer.agency_id);
    int64_t id = plan_id_of_key(key);
    TRY(put_frame(c, t, r, id, key, err));
    TRY(put_papers(c, t, id, err));
    TRY(put_duties(c, t, r, id, key, err));
    TRY(put_tasks(c, t, r, id, key, err));
    *ret_id = id;
    return OK;
}
