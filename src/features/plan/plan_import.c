/* ansinh load plan FILE. The text is read (plan_text.c), its agencies are found (plan_spelling.c), and what it says is
 * held against the plan of the same number and day. Differences are told, never silently taken over: the plan in the
 * system may have been changed by people since. A plan that is not there yet is made from its text. */
#include "features/plan/plan_import.h"

#include <sodium.h>

#include "app/command.h"
#include "app/tsv.h"
#include "features/agency/agency.h"
#include "features/plan/plan_import_new.h"
#include "plan_internal.h"

static enum status read_text(struct ctx *c, struct text bytes, struct plan_text *ret, struct error *err) {
    struct plan_slip *slips = ARENA_ARRAY(c->arena, 256, struct plan_slip);
    size_t count = 0;
    struct tsv t;
    tsv_open(&t, "plan_slips.tsv");
    while (count < 256 && tsv_next(&t))
        slips[count++] = (struct plan_slip){tsv_text(&t, "wrong"), tsv_text(&t, "right")};
    return plan_text_read(c->arena, bytes, slips, count, ret, err);
}

/* ---- decisions and differences, told in words */

static void tell(struct ctx *c, struct plan_import *in, int line, const char *key, struct text one, struct text two) {
    struct text args[] = {one.ptr ? one : T(""), two.ptr ? two : T("")};
    struct value *v = value_add_object(in->decisions);
    value_set_int(v, "line", line);
    value_set_text(v, "text", tr_args(LANG_VI, c->arena, key, args, COUNT_OF(args)));
    value_set_str(v, "kind", key);
}

static void differ(struct ctx *c, struct plan_import *in, const char *key, struct text where, struct text one,
                   struct text two) {
    struct text args[] = {where.ptr ? where : T(""), one.ptr ? one : T("–"), two.ptr ? two : T("–")};
    value_add_text(in->differences, tr_args(LANG_VI, c->arena, key, args, COUNT_OF(args)));
}

static enum status name_of(struct ctx *c, int64_t agency, int64_t group, day_t on, struct text *ret,
                           struct error *err) {
    if (agency != 0)
        return agency_name(c, agency, on, ret, err);
    struct plan_group_name_row row;
    bool found = false;
    TRY(plan_group_name(c->db, &(struct plan_group_name_in){group}, c->arena, &row, &found, err));
    *ret = found ? row.name : TEXT_NONE;
    return OK;
}

/* ---- who is meant */

static enum status resolve_cell(struct ctx *c, struct plan_import *in, const struct plan_spellings *s,
                                const struct plan_text *t, int line, struct text cell, struct plan_resolved_cell *ret,
                                struct error *err) {
    struct text *unknown;
    size_t unknown_count;
    plan_spellings_cell(s, c->arena, cell, &ret->targets, &ret->count, &unknown, &unknown_count);
    for (size_t i = 0; i < unknown_count; i++)
        (void)error_row(err, line, NULL, "plan.text_who_is", arena_zstr(c->arena, unknown[i]));
    for (size_t i = 0; i < ret->count; i++) {
        const struct plan_target *x = &ret->targets[i];
        if (text_is(x->kind, "full"))
            continue;
        struct text name;
        TRY(name_of(c, x->agency_id, x->group_id, t->issued_on, &name, err));
        tell(c, in, line, "plan.decided.spelling", x->written, name);
    }
    return OK;
}

static enum status resolve_duties(struct ctx *c, struct plan_import *in, const struct plan_spellings *s,
                                  const struct plan_text *t, struct plan_resolved *r, struct error *err) {
    r->duties = ARENA_ARRAY(c->arena, t->duty_count + 1, struct plan_target);
    for (size_t i = 0; i < t->duty_count; i++) {
        const struct plan_text_duty *d = &t->duties[i];
        bool closing = d->agency.ptr == NULL;
        bool known = closing ? plan_spellings_group_in(s, c->arena, d->text, &r->duties[i])
                             : plan_spellings_begin(s, c->arena, d->agency, &r->duties[i]);
        if (known && closing) {
            struct text name;
            TRY(name_of(c, r->duties[i].agency_id, r->duties[i].group_id, t->issued_on, &name, err));
            tell(c, in, d->line, "plan.decided.spelling", r->duties[i].written, name);
        } else if (!known && closing) {
            tell(c, in, d->line, "plan.decided.stray", d->place, TEXT_NONE);
        } else if (!known) {
            (void)error_row(err, d->line, NULL, "plan.text_who_is", arena_zstr(c->arena, d->agency));
        }
    }
    return OK;
}

static enum status resolve(struct ctx *c, struct plan_import *in, const struct plan_text *t, struct plan_resolved *r,
                           struct error *err) {
    const struct plan_spellings *s = plan_spellings_load(c->arena);
    r->leads = ARENA_ARRAY(c->arena, t->task_count + 1, struct plan_resolved_cell);
    r->others = ARENA_ARRAY(c->arena, t->task_count + 1, struct plan_resolved_cell);
    for (size_t i = 0; i < t->task_count; i++) {
        in->groups += strcmp(t->tasks[i].kind, "group") == 0;
        if (strcmp(t->tasks[i].kind, "task") != 0)
            continue;
        in->tasks++;
        TRY(resolve_cell(c, in, s, t, t->tasks[i].line, t->tasks[i].lead, &r->leads[i], err));
        TRY(resolve_cell(c, in, s, t, t->tasks[i].line, t->tasks[i].coordinate, &r->others[i], err));
        in->agencies += (int64_t)(r->leads[i].count + r->others[i].count);
    }
    TRY(resolve_duties(c, in, s, t, r, err));
    r->has_issuer = plan_spellings_begin(s, c->arena, t->issuer.ptr ? t->issuer : T(""), &r->issuer);
    return err->field_count > 0 ? fail(err, E_INVALID, "plan.text_unknown_agency") : OK;
}

/* ---- against the plan that is there */

static enum status compare_role(struct ctx *c, struct plan_import *in, const struct plan_text_task *t,
                                const struct plan_task_state *there, bool lead, const struct plan_resolved_cell *cell,
                                day_t on, struct error *err) {
    size_t n = 0;
    struct text where = arena_fmt(c->arena, "%.*s", FMT(t->code));
    for (size_t i = 0; i < there->named_count; i++) {
        const struct plan_named *x = &there->named[i];
        if (x->lead != lead)
            continue;
        const struct plan_target *y = n < cell->count ? &cell->targets[n] : NULL;
        n++;
        if (y != NULL && y->agency_id == x->agency_id && y->group_id == x->group_id)
            continue;
        struct text name = TEXT_NONE;
        if (y != NULL)
            TRY(name_of(c, y->agency_id, y->group_id, on, &name, err));
        differ(c, in, lead ? "plan.differs.lead" : "plan.differs.coordinate", where, name, x->name);
    }
    for (; n < cell->count; n++) {
        struct text name;
        TRY(name_of(c, cell->targets[n].agency_id, cell->targets[n].group_id, on, &name, err));
        differ(c, in, lead ? "plan.differs.lead" : "plan.differs.coordinate", where, name, TEXT_NONE);
    }
    return OK;
}

static enum status compare_tasks(struct ctx *c, struct plan_import *in, const struct plan *p, const struct plan_text *t,
                                 const struct plan_resolved *r, struct error *err) {
    struct plan_annex a;
    TRY(plan_annex(c, p, p->issued_on, &a, err));
    for (size_t i = 0; i < t->task_count; i++) {
        const struct plan_task_state *there = NULL;
        for (size_t k = 0; k < a.count && there == NULL; k++)
            if (text_is(a.tasks[k].row.kind, t->tasks[i].kind) && text_eq(a.tasks[k].row.code, t->tasks[i].code))
                there = &a.tasks[k];
        if (there == NULL) {
            differ(c, in, "plan.differs.only_text", t->tasks[i].code, TEXT_NONE, TEXT_NONE);
            continue;
        }
        if (strcmp(t->tasks[i].kind, "task") != 0)
            continue;
        TRY(compare_role(c, in, &t->tasks[i], there, true, &r->leads[i], p->issued_on, err));
        TRY(compare_role(c, in, &t->tasks[i], there, false, &r->others[i], p->issued_on, err));
    }
    for (size_t k = 0; k < a.count; k++) {
        bool there = false;
        for (size_t i = 0; i < t->task_count && !there; i++)
            there = text_is(a.tasks[k].row.kind, t->tasks[i].kind) && text_eq(a.tasks[k].row.code, t->tasks[i].code);
        if (!there)
            differ(c, in, "plan.differs.only_system", a.tasks[k].row.code, TEXT_NONE, TEXT_NONE);
    }
    return OK;
}

/* "III.4.2" -> "III.4" */
static struct text agency_place(struct text place) {
    size_t n = place.len;
    while (n > 0 && place.ptr[n - 1] != '.')
        n--;
    return (struct text){place.ptr, n > 0 ? n - 1 : 0};
}

/* Clauses may be cut differently; who stands under which number may not. */
static enum status compare_duties(struct ctx *c, struct plan_import *in, const struct plan *p,
                                  const struct plan_text *t, const struct plan_resolved *r, struct error *err) {
    struct plan_duties_row *rows;
    size_t count;
    TRY(plan_duties(c->db, &(struct plan_duties_in){p->id, p->issued_on}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < t->duty_count; i++) {
        struct text place = agency_place(t->duties[i].place), in_system = TEXT_NONE;
        bool agree = false;
        for (size_t k = 0; k < count && !agree; k++)
            if (text_eq(agency_place(rows[k].place), place)) {
                in_system = rows[k].name;
                agree = (rows[k].agency_id == DB_NULL ? 0 : rows[k].agency_id) == r->duties[i].agency_id &&
                        (rows[k].group_id == DB_NULL ? 0 : rows[k].group_id) == r->duties[i].group_id;
            }
        if (!agree)
            differ(c, in, "plan.differs.duty", place, r->duties[i].written, in_system);
    }
    return OK;
}

static enum status compare_frame(struct ctx *c, struct plan_import *in, const struct plan *p, const struct plan_text *t,
                                 struct error *err) {
    struct plan_bases_row *bases;
    struct plan_report_rules_row *rules;
    size_t count;
    if (!text_eq(vi_fold(c->arena, t->signer_name), vi_fold(c->arena, p->signer_name)))
        differ(c, in, "plan.differs.signer", TEXT_NONE, t->signer_name, p->signer_name);
    TRY(plan_bases(c->db, &(struct plan_bases_in){p->id}, c->arena, &bases, &count, err));
    for (size_t i = 0; i < t->basis_count; i++) {
        bool there = false;
        for (size_t k = 0; k < count && !there; k++)
            there = text_eq(bases[k].number, t->bases[i].number) && bases[k].issued_on == t->bases[i].issued_on;
        if (!there)
            differ(c, in, "plan.differs.basis", t->bases[i].number, TEXT_NONE, TEXT_NONE);
    }
    TRY(plan_report_rules(c->db, &(struct plan_report_rules_in){p->id, p->issued_on}, c->arena, &rules, &count, err));
    for (size_t i = 0; i < t->report_count; i++) {
        bool there = false;
        for (size_t k = 0; k < count && !there; k++)
            there = rules[k].due_day == t->reports[i].due_day &&
                    text_is(rules[k].period, t->reports[i].half_year ? "half_year" : "year");
        char day[11];
        day_vn(t->reports[i].due_day, day);
        if (!there)
            differ(c, in, "plan.differs.report", arena_text(c->arena, text_of(day)), TEXT_NONE, TEXT_NONE);
    }
    return OK;
}

/* ---- keeping the text */

static enum status keep_text(struct ctx *c, struct plan_import *in, const struct plan_text *t, struct error *err) {
    unsigned char hash[32];
    char hex[65];
    crypto_hash_sha256(hash, (const unsigned char *)in->bytes.ptr, in->bytes.len);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    struct document_text_by_digest_row there;
    TRY(document_text_by_digest(c->db, &(struct document_text_by_digest_in){in->plan_id, text_of(hex)}, c->arena,
                                &there, &in->kept_before, err));
    if (in->kept_before)
        return OK;
    int64_t id = id_new();
    TRY(document_text_put(c->db,
                          &(struct document_text_put_in){id, in->plan_id, in->file_name, text_of(hex),
                                                         c->user.account_id, clock_now(&c->app->clock)},
                          NULL, err));
    for (size_t i = 0; i < t->para_count; i++)
        TRY(document_paragraph_put(c->db,
                                   &(struct document_paragraph_put_in){id, (int64_t)i + 1, t->paras[i].line,
                                                                       t->paras[i].section, t->paras[i].verbatim,
                                                                       t->paras[i].corrected},
                                   NULL, err));
    for (size_t i = 0; i < value_count(in->decisions); i++) {
        const struct value *v = value_at(in->decisions, i);
        TRY(document_decision_put(c->db,
                                  &(struct document_decision_put_in){
                                      id, (int64_t)i + 1, value_int(value_get(v, T("line")), 0),
                                      value_text(value_get(v, T("kind"))), value_text(value_get(v, T("text")))},
                                  NULL, err));
    }
    return OK;
}

enum status plan_import(struct ctx *c, struct plan_import *in, struct error *err) {
    struct plan_text t;
    struct plan_resolved r = {0};
    in->decisions = value_list(c->arena);
    in->differences = value_list(c->arena);
    TRY(read_text(c, in->bytes, &t, err));
    for (size_t i = 0; i < t.decision_count; i++)
        tell(c, in, t.decisions[i].line, t.decisions[i].key, t.decisions[i].args[0], t.decisions[i].args[1]);
    TRY(resolve(c, in, &t, &r, err));
    in->bases = (int64_t)t.basis_count;
    in->duties = (int64_t)t.duty_count;
    struct plan_by_number_row there;
    bool found = false;
    TRY(plan_by_number(c->db, &(struct plan_by_number_in){t.number, t.issued_on}, c->arena, &there, &found, err));
    if (found) {
        struct plan p;
        in->plan_id = there.id;
        TRY(plan_get(c, there.id, &p, err));
        TRY(compare_frame(c, in, &p, &t, err));
        TRY(compare_tasks(c, in, &p, &t, &r, err));
        TRY(compare_duties(c, in, &p, &t, &r, err));
    } else {
        in->created = true;
        TRY(plan_import_new(c, &t, &r, &in->plan_id, err));
    }
    TRY(keep_text(c, in, &t, err));
    struct value *diff = value_object(c->arena);
    value_set_bool(diff, "created", in->created);
    value_set_int(diff, "tasks", in->tasks);
    value_set_int(diff, "differences", (int64_t)value_count(in->differences));
    audit_note(c, 0, "plan.import", "plan", in->plan_id, diff);
    return OK;
}

/* ---- the command */

static enum status run(struct ctx *c, void *user, struct error *err) {
    return plan_import(c, user, err);
}

static enum status read_file(struct arena *a, const char *path, struct text *ret, struct error *err) {
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return fail(err, E_IO, "plan.no_file", path);
    char *bytes = arena_alloc(a, PLAN_TEXT_MAX_BYTES + 1);
    size_t n = fread(bytes, 1, PLAN_TEXT_MAX_BYTES + 1, f);
    bool bad = ferror(f) != 0;
    (void)fclose(f);
    if (bad)
        return fail(err, E_IO, "plan.no_file", path);
    *ret = (struct text){bytes, n};
    return OK;
}

int plan_command_load(struct command_args *a, struct arena *arena, struct error *err) {
    if (a->argc != 1) {
        (void)fail(err, E_BAD_REQUEST, "plan.cmd_load_usage");
        return 2;
    }
    struct plan_import in = {0};
    if (read_file(arena, a->argv[0], &in.bytes, err) != OK)
        return 1;
    const char *slash = strrchr(a->argv[0], '/');
    in.file_name = text_of(slash ? slash + 1 : a->argv[0]);
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    if (ctx_write(&c, run, &in, err) != OK)
        return 1;
    struct value *out = value_object(arena);
    value_set_id(out, "plan", in.plan_id);
    value_set_bool(out, "created", in.created);
    value_set_bool(out, "kept_before", in.kept_before);
    value_set_int(out, "groups", in.groups);
    value_set_int(out, "tasks", in.tasks);
    value_set_int(out, "agencies", in.agencies);
    value_set_int(out, "duties", in.duties);
    value_set_int(out, "bases", in.bases);
    value_set(out, "decisions", in.decisions);
    value_set(out, "differences", in.differences);
    command_print(a, out);
    return value_count(in.differences) == 0 ? 0 : 1;
}
