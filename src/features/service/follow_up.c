/* Things to be looked at again: the placement after three and six months, the animal after half a year, the latrine.
 * One list of what is due for everybody, within the area and, for agencies, their own policies. */
#include "features/service/service_parts.h"

#define SOON_DAYS 14

/* What may be found, by kind; lost: how many are gone is asked for. */
static const struct {
    const char *kind, *code, *label;
} outcomes[] = {
    {"job", "in_work", "service.outcome.in_work"},
    {"job", "other_work", "service.outcome.other_work"},
    {"job", "no_work", "service.outcome.no_work"},
    {"animal", "alive", "service.outcome.alive"},
    {"animal", "partly_lost", "service.outcome.partly_lost"},
    {"animal", "dead", "service.outcome.dead"},
    {"animal", "sold", "service.outcome.sold"},
    {"tree", "growing", "service.outcome.growing"},
    {"tree", "bearing", "service.outcome.bearing"},
    {"tree", "partly_lost", "service.outcome.partly_lost"},
    {"tree", "dead", "service.outcome.dead"},
    {"works", "in_use", "service.outcome.in_use"},
    {"works", "broken", "service.outcome.broken"},
    {"works", "not_used", "service.outcome.not_used"},
    {"goods", "in_use", "service.outcome.in_use"},
    {"goods", "used_up", "service.outcome.used_up"},
    {"goods", "sold", "service.outcome.sold"},
    {"model", "going_well", "service.outcome.going_well"},
    {"model", "difficult", "service.outcome.difficult"},
    {"model", "given_up", "service.outcome.given_up"},
    {NULL, "no_contact", "service.outcome.no_contact"},
};

static size_t outcomes_of(struct ctx *c, struct text kind, struct choice_text *ret) {
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(outcomes); i++)
        if (outcomes[i].kind == NULL || text_is(kind, outcomes[i].kind))
            ret[n++] = (struct choice_text){text_of(outcomes[i].code), tr(c->lang, outcomes[i].label)};
    return n;
}

static bool loses(struct text outcome) {
    return text_is(outcome, "partly_lost") || text_is(outcome, "dead") || text_is(outcome, "sold");
}

/* ---- what others use */

enum status follow_up_add(struct ctx *c, const struct follow_up_new *f, struct error *err) {
    const struct service_place *at = &f->household->place;
    return follow_up_insert(
        c->db,
        &(struct follow_up_insert_in){
            id_new(), text_of(f->kind), text_of(f->subject_kind), f->subject_id, text_of(f->policy_key),
            text_of(f->stage), f->title, f->household->id, f->person_id == 0 ? DB_NULL : f->person_id, at->hamlet_id,
            at->commune_id, at->district_id, at->province_id, f->due_on, c->user.account_id, clock_now(&c->app->clock)},
        NULL, err);
}

enum status follow_up_cancel(struct ctx *c, const char *subject_kind, int64_t subject_id, struct text reason,
                             struct error *err) {
    return follow_up_set_cancelled(
        c->db, &(struct follow_up_set_cancelled_in){text_of(subject_kind), subject_id, reason}, NULL, err);
}

enum status follow_up_show(struct ctx *c, const char *subject_kind, int64_t subject_id, struct value *list,
                           struct error *err) {
    struct follow_up_of_row *rows;
    size_t count;
    TRY(follow_up_of(c->db, &(struct follow_up_of_in){text_of(subject_kind), subject_id}, c->arena, &rows, &count,
                     err));
    bool may = user_may(&c->user, "followup.read");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "title", rows[i].title);
        value_set_day(v, "due_on", rows[i].due_on);
        value_set_day(v, "done_on", rows[i].done_on);
        value_set_word(v, "outcome", service_word(c, "service.outcome.", rows[i].outcome));
        value_set_int(v, "lost", rows[i].lost);
        value_set_text(v, "note", rows[i].note);
        value_set_bool(v, "late", rows[i].done_on == DAY_NONE && rows[i].due_on < c->today);
        value_set_text(v, "cancelled_reason", rows[i].cancelled_reason);
        value_set_text(v, "href", may ? arena_fmt(c->arena, "/follow-ups/%lld", (long long)rows[i].id) : TEXT_NONE);
    }
    return OK;
}

static enum status get(struct ctx *c, int64_t id, struct follow_up_get_row *ret, struct error *err) {
    bool found = false;
    TRY(follow_up_get(c->db, &(struct follow_up_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

static enum status write_done(struct ctx *c, const struct follow_up_get_row *f, int64_t version, day_t on,
                              struct text outcome, int64_t lost, struct text note, struct error *err) {
    if (f->done_on != DAY_NONE || f->cancelled_reason.ptr != NULL)
        return fail(err, E_CONFLICT, "service.follow_up_closed");
    int64_t changed = 0;
    TRY(follow_up_set_done(c->db,
                           &(struct follow_up_set_done_in){f->id, version, on, outcome, lost, note, c->user.account_id},
                           &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "outcome", outcome);
    value_set_day(diff, "done_on", on);
    if (lost != DB_NULL)
        value_set_int(diff, "lost", lost);
    audit_note(c, f->commune_id, "follow_up.done", "follow_up", f->id, diff);
    return OK;
}

enum status follow_up_done(struct ctx *c, int64_t id, day_t on, struct text outcome, int64_t lost, struct text note,
                           struct error *err) {
    struct follow_up_get_row f;
    TRY(get(c, id, &f, err));
    return write_done(c, &f, f.version, on, outcome, lost, note, err);
}

enum status follow_up_open(struct ctx *c, const char *kind, day_t by, int64_t *ids, size_t max, size_t *ret_count,
                           struct error *err) {
    struct follow_up_open_of_row *rows;
    TRY(follow_up_open_of(c->db, &(struct follow_up_open_of_in){text_of(kind), by, (int64_t)max}, c->arena, &rows,
                          ret_count, err));
    for (size_t i = 0; i < *ret_count; i++)
        ids[i] = rows[i].id;
    return OK;
}

/* ---- pages */

static const struct choice kind_choices[] = {
    {"job", "service.follow_kind.job", 0},     {"animal", "service.follow_kind.animal", 0},
    {"tree", "service.follow_kind.tree", 0},   {"works", "service.follow_kind.works", 0},
    {"goods", "service.follow_kind.goods", 0}, {"model", "service.follow_kind.model", 0},
};
static const struct choice state_choices[] = {
    {"open", "service.follow_state.open", 0},
    {"late", "service.follow_state.late", 0},
    {"done", "service.follow_state.done", 0},
    {"cancelled", "service.follow_state.cancelled", 0},
};
static const struct choice outcome_choices[] = {
    {"known", "service.outcome.known", 0},
    {"working", "service.outcome.working", 0},
    {"kept", "service.outcome.kept", 0},
    {"in_work", "service.outcome.in_work", 0},
    {"other_work", "service.outcome.other_work", 0},
    {"no_work", "service.outcome.no_work", 0},
    {"alive", "service.outcome.alive", 0},
    {"partly_lost", "service.outcome.partly_lost", 0},
    {"dead", "service.outcome.dead", 0},
    {"sold", "service.outcome.sold", 0},
    {"growing", "service.outcome.growing", 0},
    {"bearing", "service.outcome.bearing", 0},
    {"in_use", "service.outcome.in_use", 0},
    {"broken", "service.outcome.broken", 0},
    {"not_used", "service.outcome.not_used", 0},
    {"used_up", "service.outcome.used_up", 0},
    {"going_well", "service.outcome.going_well", 0},
    {"difficult", "service.outcome.difficult", 0},
    {"given_up", "service.outcome.given_up", 0},
    {"no_contact", "service.outcome.no_contact", 0},
};
static const struct list_column columns[] = {
    {.key = "due_on", .label = "service.due_on", .sort = "due", .type = V_DAY},
    {.key = "title", .label = "service.what", .href = "/follow-ups/{id}", .type = V_TEXT},
    {.key = "head_name", .label = "service.head", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "person", .label = "service.person", .sensitivity = S_PERSONAL, .type = V_TEXT},
    {.key = "code", .label = "service.code", .sort = "code", .hidden = true, .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "state", .label = "service.state", .type = V_WORD},
    {.key = "done_on", .label = "service.done_on", .hidden = true, .type = V_DAY},
    {.key = "outcome", .label = "service.found_out", .type = V_WORD},
    {.key = "lost", .label = "service.lost", .number = true, .hidden = true, .type = V_INT},
};
static const struct list_filter filters[] = {
    {.name = "state",
     .label = "service.state",
     .type = F_CHOICE,
     .choices = state_choices,
     .choice_count = COUNT_OF(state_choices)},
    {.name = "kind",
     .label = "service.follow_kind_of",
     .type = F_CHOICE,
     .choices = kind_choices,
     .choice_count = COUNT_OF(kind_choices)},
    {.name = "outcome",
     .label = "service.found_out",
     .type = F_CHOICE,
     .choices = outcome_choices,
     .choice_count = COUNT_OF(outcome_choices)},
    {.name = "stage", .label = "service.stage", .type = F_TEXT},
    {.name = "policy", .label = "service.policy", .type = F_TEXT},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
};

static const char *state_of(struct ctx *c, day_t due_on, day_t done_on, bool cancelled) {
    return cancelled             ? "service.follow_state.cancelled"
           : done_on != DAY_NONE ? "service.follow_state.done"
           : due_on < c->today   ? "service.follow_state.late"
                                 : "service.follow_state.open";
}

static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct follow_up_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_word(item, "kind", service_word(c, "service.follow_kind.", r->kind));
    value_set_text(item, "title", r->title);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "person", r->person_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_day(item, "due_on", r->due_on);
    value_set_day(item, "done_on", r->done_on);
    value_set_word(item, "state", state_of(c, r->due_on, r->done_on, r->cancelled));
    value_set_word(item, "outcome", service_word(c, "service.outcome.", r->outcome));
    value_set_int(item, "lost", r->lost);
}
const struct list_def follow_up_list_def = {.name = "follow_ups",
                                            .stmt = &follow_up_list_stmt,
                                            .columns = columns,
                                            .column_count = COUNT_OF(columns),
                                            .filters = filters,
                                            .filter_count = COUNT_OF(filters),
                                            .row_href = "/follow-ups/{id}",
                                            .row = list_row,
                                            .empty = "service.no_follow_ups",
                                            .file_name = "theo-doi"};

enum status follow_up_list_get(struct ctx *c, struct value *out, struct error *err) {
    struct follow_up_list_in in = {c->today};
    return list_answer(c, &follow_up_list_def, &in, NULL, 0, out, err);
}

static const struct field done_fields[] = {
    {.name = "done_on", .type = F_DAY, .required = true, .label = "service.done_on"},
    {.name = "outcome", .type = F_CHOICE, .required = true, .label = "service.found_out"},
    {.name = "lost", .type = F_INT, .label = "service.lost", .help = "service.lost_help", .min = 0, .max = 1000000},
    {.name = "note", .type = F_LONG, .label = "service.note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
static const struct form done_form = {"follow_up", done_fields, COUNT_OF(done_fields)};

static enum status read_one(struct ctx *c, struct follow_up_get_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return get(c, id, ret, err);
}

static const struct form *form_of(struct ctx *c, struct text kind) {
    struct choice_text *texts = ARENA_ARRAY(c->arena, COUNT_OF(outcomes), struct choice_text);
    size_t count = outcomes_of(c, kind, texts);
    return service_form_with(c, &done_form, "outcome", texts, count);
}

enum status follow_up_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct follow_up_get_row f;
    TRY(read_one(c, &f, err));
    *ret = form_of(c, f.kind);
    return OK;
}

enum status follow_up_one_get(struct ctx *c, struct value *out, struct error *err) {
    struct follow_up_get_row f;
    struct service_household h;
    TRY(read_one(c, &f, err));
    value_set_id(out, "id", f.id);
    value_set_text(out, "title", f.title);
    value_set_word(out, "kind", service_word(c, "service.follow_kind.", f.kind));
    value_set_day(out, "due_on", f.due_on);
    value_set_day(out, "done_on", f.done_on);
    value_set_word(out, "state", state_of(c, f.due_on, f.done_on, f.cancelled_reason.ptr != NULL));
    value_set_word(out, "outcome", service_word(c, "service.outcome.", f.outcome));
    value_set_int(out, "lost", f.lost);
    value_set_text(out, "note", f.note);
    value_set_text(out, "cancelled_reason", f.cancelled_reason);
    value_set_id(out, "person_id", f.person_id);
    value_set_int(out, "version", f.version);
    value_set_bool(out, "may_household", user_may(&c->user, "household.read"));
    if (service_household(c, f.household_id, &h, err) == OK)
        service_household_show(c, &h, out);
    else
        error_clear(err); /* moved out of the area since: what was given stays here, the household is elsewhere */
    bool open = f.done_on == DAY_NONE && f.cancelled_reason.ptr == NULL;
    struct value *now = value_object(c->arena);
    value_set_day(now, "done_on", c->today);
    value_set_int(now, "version", f.version);
    service_form(c, out, "form", form_of(c, f.kind), "followup.write",
                 open && service_leads(c, arena_zstr(c->arena, f.policy_key)),
                 arena_fmt(c->arena, "/follow-ups/%lld", (long long)f.id), now);
    return OK;
}

enum status follow_up_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct follow_up_get_row f;
    TRY(read_one(c, &f, err));
    TRY(service_require_lead(c, arena_zstr(c->arena, f.policy_key), err));
    struct text outcome = form_text(c->form, "outcome");
    day_t on = form_day(c->form, "done_on");
    int64_t lost = form_int(c->form, "lost", DB_NULL);
    TRY(service_past_day(c, "done_on", on, err));
    if (lost > 0 && !loses(outcome))
        (void)error_field(err, "lost", "service.lost_without_loss", NULL);
    TRY(error_fields_status(err));
    TRY(write_done(c, &f, form_int(c->form, "version", f.version), on, outcome, lost, form_text(c->form, "note"), err));
    ctx_redirect(c, "service.follow_up_written", "/follow-ups/%lld", (long long)f.id);
    return OK;
}

/* ---- the first page */

static enum status own_policies(struct ctx *c, struct text *ret, struct error *err) {
    *ret = T("");
    if (c->user.agency_id == 0 || c->user.scope.level != DB_SCOPE_PROVINCE)
        return OK;
    struct service_led_row *rows;
    size_t count;
    TRY(service_led(c->db, &(struct service_led_in){c->user.agency_id}, c->arena, &rows, &count, err));
    AUTO_BUF b;
    buf_init(&b, 1u << 16);
    buf_char(&b, ' ');
    for (size_t i = 0; i < count; i++)
        buf_fmt(&b, "%.*s ", FMT(rows[i].key));
    *ret = arena_text(c->arena, buf_as_text(&b));
    return OK;
}

static void add_item(struct ctx *c, struct value *items, const char *key, int64_t n, const char *href, bool warn) {
    if (n == 0)
        return;
    struct value *v = value_add_object(items);
    struct text args[] = {arena_fmt(c->arena, "%lld", (long long)n)};
    value_set_text(v, "text", tr_args(c->lang, c->arena, key, args, 1));
    value_set_str(v, "href", href);
    if (warn)
        value_set_str(v, "tone", "warn");
}

enum status follow_up_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    if (!user_may(&c->user, "followup.write") || c->user.scope.level == DB_SCOPE_UNSET)
        return OK;
    struct text policies;
    struct follow_up_waiting_row r;
    bool found = false;
    TRY(own_policies(c, &policies, err));
    if (text_is(policies, " "))
        return OK;
    TRY(follow_up_waiting(c->db,
                          &(struct follow_up_waiting_in){c->today, c->today + SOON_DAYS, c->user.scope.level,
                                                         c->user.scope.area_id, policies},
                          c->arena, &r, &found, err));
    if (!found || r.late + r.soon == 0)
        return OK;
    struct value *box = value_add_object(work);
    value_set_word(box, "title", "service.follow_ups");
    struct value *items = value_set_list(box, "items");
    add_item(c, items, "service.home_late", r.late, "/follow-ups?state=late", true);
    add_item(c, items, "service.home_soon", r.soon, "/follow-ups?state=open", false);
    return OK;
}
