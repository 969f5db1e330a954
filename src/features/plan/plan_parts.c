/* Bases, recipients, targets and duties of a plan, line by line. Each change makes the next version of the plan with
 * its reason; what a line said before stays readable. */
#include "plan_edit.h"

enum { BASES, RECIPIENTS, TARGETS, DUTIES, PARTS };

#define REASON                                                                                                         \
    {.name = "remove", .type = F_BOOL, .label = "plan.part_remove"},                                                   \
        {.name = "reason", .type = F_TEXT, .required = true, .label = "plan.reason", .max = 300}, {                    \
        .name = "version", .type = F_HIDDEN_INT, .required = true, .label = "plan.version"                             \
    }
#define CHOICES(list) .type = F_CHOICE, .required = true, .choices = (list), .choice_count = COUNT_OF(list)

static const struct choice roles[] = {
    {"basis", "plan.basis.basis", 0}, {"proposal", "plan.basis.proposal", 0}, {"cited", "plan.basis.cited", 0}};
static const struct choice purposes[] = {
    {"report", "plan.to.report", 0}, {"act", "plan.to.act", 0}, {"file", "plan.to.file", 0}};
static const struct choice directions[] = {{"at_most", "plan.direction.at_most", 0},
                                           {"at_least", "plan.direction.at_least", 0},
                                           {"reduce", "plan.direction.reduce", 0}};
static const struct choice units[] = {
    {"bp", "plan.unit.bp", 0}, {"household", "plan.unit.household", 0}, {"none", "plan.unit.none", 0}};

static const struct field basis_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "plan.number", .max = 100},
    {.name = "issued_on", .type = F_DAY, .label = "plan.issued_on"},
    {.name = "issuer", .type = F_TEXT, .required = true, .label = "plan.issuer", .max = 200},
    {.name = "subject", .type = F_TEXT, .required = true, .label = "plan.subject", .max = 500},
    {.name = "role", .label = "plan.basis_role", CHOICES(roles)},
    REASON,
};
static const struct field recipient_fields[] = {
    {.name = "recipient", .type = F_TEXT, .required = true, .label = "plan.recipient", .max = 200},
    {.name = "purpose", .label = "plan.purpose", CHOICES(purposes)},
    REASON,
};
static const struct field target_fields[] = {
    {.name = "title", .type = F_TEXT, .required = true, .label = "plan.target", .max = 300},
    {.name = "direction", .label = "plan.direction", CHOICES(directions)},
    {.name = "value", .type = F_INT, .label = "plan.target_value", .max = 100000000, .help = "plan.target_value_help"},
    {.name = "unit", .label = "plan.unit", CHOICES(units)},
    {.name = "due_on", .type = F_DAY, .required = true, .label = "plan.due"},
    REASON,
};
static const struct field duty_fields[] = {
    {.name = "place", .type = F_TEXT, .required = true, .label = "plan.place", .max = 40, .help = "plan.place_help"},
    {.name = "agency",
     .type = F_TEXT,
     .required = true,
     .label = "plan.agency",
     .max = 200,
     .help = "plan.agency_help"},
    {.name = "title", .type = F_TEXT, .required = true, .label = "plan.duty", .max = 500},
    {.name = "tasks", .type = F_TEXT, .label = "plan.duty_tasks", .max = 100, .help = "plan.duty_tasks_help"},
    REASON,
};
static const struct {
    const char *code, *title;
    struct form form;
} parts[PARTS] = {
    {"bases", "plan.bases", {"plan_basis", basis_fields, COUNT_OF(basis_fields)}},
    {"recipients", "plan.recipients", {"plan_recipient", recipient_fields, COUNT_OF(recipient_fields)}},
    {"targets", "plan.targets", {"plan_target", target_fields, COUNT_OF(target_fields)}},
    {"duties", "plan.duties", {"plan_duty", duty_fields, COUNT_OF(duty_fields)}},
};

struct item {
    int64_t ord;
    struct text label;
    struct value *said;             /* its fields, as forms and the history have them */
    struct text key, place, source; /* what a change keeps */
    struct text indicator, standard_key, class;
};
struct opened {
    struct plan plan;
    int part;
    struct item *items;
    size_t count;
};

static struct item *add_item(struct opened *o, struct ctx *c, int64_t ord, struct text label) {
    struct item *x = &o->items[o->count++];
    *x = (struct item){.ord = ord, .label = label, .said = value_object(c->arena)};
    return x;
}

static enum status read_bases(struct ctx *c, struct opened *o, struct error *err) {
    struct plan_bases_row *r;
    size_t n;
    TRY(plan_bases(c->db, &(struct plan_bases_in){o->plan.id}, c->arena, &r, &n, err));
    o->items = ARENA_ARRAY(c->arena, n + 1, struct item);
    for (size_t i = 0; i < n; i++) {
        struct item *x =
            add_item(o, c, r[i].ord, arena_fmt(c->arena, "%.*s: %.*s", FMT(r[i].number), FMT(r[i].subject)));
        value_set_text(x->said, "number", r[i].number);
        value_set_day(x->said, "issued_on", r[i].issued_on);
        value_set_text(x->said, "issuer", r[i].issuer);
        value_set_text(x->said, "subject", r[i].subject);
        value_set_text(x->said, "role", r[i].role);
        x->place = r[i].place;
    }
    return OK;
}

static enum status read_recipients(struct ctx *c, struct opened *o, struct error *err) {
    struct plan_recipients_row *r;
    size_t n;
    TRY(plan_recipients(c->db, &(struct plan_recipients_in){o->plan.id}, c->arena, &r, &n, err));
    o->items = ARENA_ARRAY(c->arena, n + 1, struct item);
    for (size_t i = 0; i < n; i++) {
        struct item *x = add_item(o, c, r[i].ord, r[i].recipient);
        value_set_text(x->said, "recipient", r[i].recipient);
        value_set_text(x->said, "purpose", r[i].purpose);
    }
    return OK;
}

static enum status read_targets(struct ctx *c, struct opened *o, struct error *err) {
    struct plan_targets_row *r;
    size_t n;
    TRY(plan_targets(c->db, &(struct plan_targets_in){o->plan.id}, c->arena, &r, &n, err));
    o->items = ARENA_ARRAY(c->arena, n + 1, struct item);
    for (size_t i = 0; i < n; i++) {
        struct item *x = add_item(o, c, r[i].ord, r[i].title);
        value_set_text(x->said, "title", r[i].title);
        value_set_text(x->said, "direction", r[i].direction);
        value_set_int(x->said, "value", r[i].value);
        value_set_text(x->said, "unit", r[i].unit.ptr ? r[i].unit : T("none"));
        value_set_day(x->said, "due_on", r[i].due_on);
        x->key = r[i].key, x->place = r[i].place, x->indicator = r[i].indicator;
        x->standard_key = r[i].standard_key, x->class = r[i].class;
    }
    return OK;
}

static enum status read_duties(struct ctx *c, struct opened *o, struct error *err) {
    struct plan_duties_row *r;
    size_t n;
    TRY(plan_duties(c->db, &(struct plan_duties_in){o->plan.id, c->today}, c->arena, &r, &n, err));
    o->items = ARENA_ARRAY(c->arena, n + 1, struct item);
    for (size_t i = 0; i < n; i++) {
        struct item *x = add_item(o, c, r[i].ord, arena_fmt(c->arena, "%.*s: %.*s", FMT(r[i].name), FMT(r[i].title)));
        value_set_text(x->said, "place", r[i].place);
        value_set_text(x->said, "agency", r[i].name);
        value_set_text(x->said, "title", r[i].title);
        value_set_text(x->said, "tasks", r[i].tasks);
    }
    return OK;
}

static bool part_of(struct text code, int *ret) {
    for (int i = 0; i < PARTS; i++)
        if (text_is(code, parts[i].code)) {
            *ret = i;
            return true;
        }
    return false;
}

static enum status open_part(struct ctx *c, struct opened *o, struct error *err) {
    static enum status (*const readers[PARTS])(struct ctx *, struct opened *, struct error *) = {
        read_bases, read_recipients, read_targets, read_duties};
    int64_t id;
    *o = (struct opened){.count = 0};
    TRY(ctx_id(c, 0, &id, err));
    TRY(plan_get(c, id, &o->plan, err));
    TRY(plan_require_edit(c, &o->plan, err));
    if (!part_of(c->params[1], &o->part))
        return fail(err, E_NOT_FOUND, "http.not_found");
    return readers[o->part](c, o, err);
}

/* *ret NULL: a new one is asked for. */
static enum status find_item(struct ctx *c, const struct opened *o, const struct item **ret, struct error *err) {
    int64_t ord;
    *ret = NULL;
    if (text_is(c->params[2], "new"))
        return OK;
    for (size_t i = 0; text_to_i64(c->params[2], &ord) && i < o->count; i++)
        if (o->items[i].ord == ord)
            *ret = &o->items[i];
    return *ret != NULL ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

/* ---- pages */

static enum status add_history(struct ctx *c, const struct opened *o, struct value *out, struct error *err) {
    struct plan_part_changes_row *rows;
    size_t count;
    TRY(plan_part_changes(c->db, &(struct plan_part_changes_in){o->plan.id, text_of(parts[o->part].code)}, c->arena,
                          &rows, &count, err));
    struct value *history = value_set_list(out, "history");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(history);
        value_set_int(v, "version", rows[i].version);
        value_set_int(v, "item", rows[i].item);
        value_set_text(v, "before", rows[i].said_before);
        value_set_text(v, "now", rows[i].says_now);
        value_set_text(v, "reason", rows[i].reason);
        value_set_instant(v, "recorded_at", rows[i].recorded_at);
        value_set_text(v, "who", rows[i].who);
    }
    return OK;
}

/* GET /plans/{id}/parts/{part} */
enum status plan_part_page(struct ctx *c, struct value *out, struct error *err) {
    struct opened o;
    TRY(open_part(c, &o, err));
    struct text base = arena_fmt(c->arena, "/plans/%lld/parts/%s", (long long)o.plan.id, parts[o.part].code);
    value_set_id(out, "plan_id", o.plan.id);
    value_set_word(out, "part", parts[o.part].title);
    value_set_text(out, "new_href", arena_fmt(c->arena, "%.*s/new", FMT(base)));
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < o.count; i++) {
        struct value *v = value_add_object(items);
        value_set_int(v, "item", o.items[i].ord);
        value_set_text(v, "label", o.items[i].label);
        value_share(v, "says", o.items[i].said);
        value_set_text(v, "href", arena_fmt(c->arena, "%.*s/%lld", FMT(base), (long long)o.items[i].ord));
    }
    TRY(add_history(c, &o, out, err));
    plan_crumbs(c, out, &o.plan, parts[o.part].title);
    return OK;
}

enum status plan_part_form(struct ctx *c, const struct form **ret, struct error *err) {
    int part;
    if (!part_of(c->params[1], &part))
        return fail(err, E_NOT_FOUND, "http.not_found");
    *ret = &parts[part].form;
    return OK;
}

/* GET /plans/{id}/parts/{part}/{item}; item "new" */
enum status plan_part_item_page(struct ctx *c, struct value *out, struct error *err) {
    struct opened o;
    const struct item *x;
    TRY(open_part(c, &o, err));
    TRY(find_item(c, &o, &x, err));
    struct value *current = value_object(c->arena);
    for (size_t i = 0; x != NULL && i < x->said->object.count; i++)
        value_set(current, x->said->object.members[i].key, x->said->object.members[i].value);
    value_set_int(current, "version", o.plan.version);
    value_set_page(out, "current", current);
    value_set_id(out, "plan_id", o.plan.id);
    value_set_word(out, "part", parts[o.part].title);
    struct value *form = form_view(c, &parts[o.part].form, NULL, current, NULL);
    value_set_text(
        form, "action",
        arena_fmt(c->arena, "/plans/%lld/parts/%s/%.*s", (long long)o.plan.id, parts[o.part].code, FMT(c->params[2])));
    value_set_page(out, "form", form);
    plan_crumbs(c, out, &o.plan, parts[o.part].title);
    return OK;
}

/* ---- writing */

static struct value *said_in_form(struct ctx *c, const struct opened *o) {
    struct value *v = value_object(c->arena);
    const struct form *f = &parts[o->part].form;
    for (size_t i = 0; i + 3 < f->field_count; i++) { /* without remove, reason, version */
        const char *name = f->fields[i].name;
        if (f->fields[i].type == F_DAY)
            value_set_day(v, name, form_day(c->form, name));
        else if (f->fields[i].type == F_INT)
            value_set_int(v, name, form_given(c->form, name) ? form_int(c->form, name, 0) : DB_NULL);
        else
            value_set_text(v, name, form_text(c->form, name));
    }
    return v;
}

static struct text json_of(struct ctx *c, const struct value *v) {
    AUTO_BUF b;
    buf_init(&b, 1u << 16);
    value_json(&b, v);
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status take_out(struct ctx *c, const struct opened *o, int64_t ord, struct error *err) {
    int64_t id = o->plan.id;
    switch (o->part) {
    case BASES:
        return plan_basis_delete(c->db, &(struct plan_basis_delete_in){id, ord}, NULL, err);
    case RECIPIENTS:
        return plan_recipient_delete(c->db, &(struct plan_recipient_delete_in){id, ord}, NULL, err);
    case TARGETS:
        return plan_target_delete(c->db, &(struct plan_target_delete_in){id, ord}, NULL, err);
    default:
        return plan_duty_delete(c->db, &(struct plan_duty_delete_in){id, ord}, NULL, err);
    }
}

static enum status put_target(struct ctx *c, const struct opened *o, const struct item *old, int64_t ord,
                              struct error *err) {
    const struct form_data *d = c->form;
    bool none = form_choice_is(d, "unit", "none");
    return plan_target_put(c->db,
                           &(struct plan_target_put_in){
                               o->plan.id, old ? old->key : arena_fmt(c->arena, "own-%lld", (long long)ord), ord,
                               form_text(d, "title"), old ? old->indicator : T("other"),
                               old ? old->standard_key : TEXT_NONE, old ? old->class : TEXT_NONE,
                               form_text(d, "direction"), form_given(d, "value") ? form_int(d, "value", 0) : DB_NULL,
                               none ? TEXT_NONE : form_text(d, "unit"), form_day(d, "due_on"),
                               old ? old->place : TEXT_NONE, TEXT_NONE, plan_name(c, &o->plan), T("declared")},
                           NULL, err);
}

static enum status put_duty(struct ctx *c, const struct opened *o, int64_t ord, int64_t agency, int64_t group,
                            struct error *err) {
    const struct form_data *d = c->form;
    return plan_duty_put(c->db,
                         &(struct plan_duty_put_in){o->plan.id, form_text(d, "place"), ord, agency ? agency : DB_NULL,
                                                    group ? group : DB_NULL, form_text(d, "title"),
                                                    form_text(d, "tasks"), plan_name(c, &o->plan), T("declared")},
                         NULL, err);
}

static enum status put_item(struct ctx *c, const struct opened *o, const struct item *old, int64_t ord, int64_t agency,
                            int64_t group, struct error *err) {
    const struct form_data *d = c->form;
    if (o->part == BASES)
        return plan_basis_put(
            c->db,
            &(struct plan_basis_put_in){o->plan.id, ord, form_text(d, "number"), form_day(d, "issued_on"),
                                        form_text(d, "issuer"), form_text(d, "role"), form_text(d, "subject"),
                                        old ? old->place : TEXT_NONE, plan_name(c, &o->plan), T("declared")},
            NULL, err);
    if (o->part == RECIPIENTS)
        return plan_recipient_put(c->db,
                                  &(struct plan_recipient_put_in){o->plan.id, ord, form_text(d, "recipient"), DB_NULL,
                                                                  DB_NULL, form_text(d, "purpose")},
                                  NULL, err);
    return o->part == TARGETS ? put_target(c, o, old, ord, err) : put_duty(c, o, ord, agency, group, err);
}

/* A duty's agency must be known, and its place in section III free. */
static enum status check_duty(struct ctx *c, const struct opened *o, const struct item *old, int64_t *ret_agency,
                              int64_t *ret_group, struct error *err) {
    *ret_agency = *ret_group = 0;
    if (o->part != DUTIES)
        return OK;
    TRY(plan_name_resolve(c, "agency", ret_agency, ret_group, err));
    for (size_t i = 0; i < o->count; i++)
        if (&o->items[i] != old &&
            text_eq(value_text(value_get(o->items[i].said, T("place"))), form_text(c->form, "place")))
            (void)error_field(err, "place", "plan.place_taken", NULL);
    return error_fields_status(err);
}

/* POST /plans/{id}/parts/{part}/{item} */
enum status plan_part_item_post(struct ctx *c, struct value *out, struct error *err) {
    struct opened o;
    const struct item *old;
    int64_t version, agency, group, ord = 1;
    TRY(open_part(c, &o, err));
    TRY(find_item(c, &o, &old, err));
    bool remove = old != NULL && form_bool(c->form, "remove");
    if (!remove)
        TRY(check_duty(c, &o, old, &agency, &group, err));
    for (size_t i = 0; i < o.count; i++)
        ord = o.items[i].ord >= ord ? o.items[i].ord + 1 : ord;
    ord = old != NULL ? old->ord : ord;
    TRY(plan_next_version(c, &o.plan, form_text(c->form, "reason"), &version, err));
    if (old != NULL)
        TRY(take_out(c, &o, old->ord, err));
    if (!remove)
        TRY(put_item(c, &o, old, ord, agency, group, err));
    struct text before = old != NULL ? json_of(c, old->said) : TEXT_NONE;
    struct text now = remove ? TEXT_NONE : json_of(c, said_in_form(c, &o));
    TRY(plan_part_change_put(
        c->db, &(struct plan_part_change_put_in){o.plan.id, version, text_of(parts[o.part].code), ord, before, now},
        NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "part", parts[o.part].code);
    value_set_int(diff, "item", ord);
    diff_text(diff, "says", before, now);
    value_set_text(diff, "reason", form_text(c->form, "reason"));
    audit_note(c, 0, "plan.edit_part", "plan", o.plan.id, diff);
    value_set_int(out, "version", version);
    ctx_redirect(c, "plan.flash_saved", "/plans/%lld/parts/%s", (long long)o.plan.id, parts[o.part].code);
    return OK;
}
