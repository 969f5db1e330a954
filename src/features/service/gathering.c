/* Outreach sessions, classes and other meetings: who came is counted once, however often he came and however he was
 * written: as the person of the register, else by personal number, else by name and year of birth. */
#include "app/tsv.h"
#include "features/household/household.h"
#include "features/service/service_parts.h"

#define PEOPLE_AT_ONCE 500
#define BORN_FROM 1900
#define KINDS_MAX 40

/* ---- kinds: data */

/* The row of a kind; false: there is none. */
static bool kind_row(struct tsv *t, struct text kind) {
    tsv_open(t, "gathering_kinds.tsv");
    while (tsv_next(t))
        if (text_eq(tsv_text(t, "kind"), kind))
            return true;
    return false;
}

static enum status kind_choices(struct ctx *c, struct choice_text **ret, size_t *ret_count, struct error *err) {
    (void)err;
    struct choice_text *list = ARENA_ARRAY(c->arena, KINDS_MAX, struct choice_text);
    size_t n = 0;
    struct tsv t;
    tsv_open(&t, "gathering_kinds.tsv");
    while (n < KINDS_MAX && tsv_next(&t)) {
        struct text kind = tsv_text(&t, "kind");
        list[n++] = (struct choice_text){kind, tr(c->lang, service_word(c, "service.kind.", kind))};
    }
    *ret = list;
    *ret_count = n;
    return OK;
}

/* Meetings of a policy are kept by the agencies that lead it; those of a programme of work, by the agencies that the
 * plan names with its task. */
static bool keeps_kind(struct ctx *c, struct text kind) {
    struct tsv t;
    if (!kind_row(&t, kind))
        return false;
    struct text policy = tsv_text(&t, "policy");
    return policy.ptr != NULL ? service_leads(c, arena_zstr(c->arena, policy))
                              : service_carries_out(c, tsv_text(&t, "task"));
}

static enum status require_kept(struct ctx *c, struct text kind, struct error *err) {
    return keeps_kind(c, kind) ? OK : fail(err, E_FORBIDDEN, "service.other_agency");
}

/* ---- what others use */

enum status gathering_add(struct ctx *c, const struct gathering_new *g, int64_t *ret_id, struct error *err) {
    int64_t id = g->id != 0 ? g->id : id_new();
    TRY(gathering_insert(c->db,
                         &(struct gathering_insert_in){id, text_of(g->kind), g->held_on, g->at.hamlet_id,
                                                       g->at.commune_id, g->at.district_id, g->at.province_id, g->place,
                                                       g->topic, g->speaker, g->head_count, g->note, c->user.account_id,
                                                       clock_now(&c->app->clock)},
                         NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_str(diff, "kind", g->kind);
    value_set_day(diff, "held_on", g->held_on);
    audit_note(c, g->at.commune_id, "gathering.add", "gathering", id, diff);
    *ret_id = id;
    return OK;
}

static struct text identity_of(struct ctx *c, int64_t person_id, struct text number, struct text name, int64_t born) {
    if (person_id != 0)
        return arena_fmt(c->arena, "p:%lld", (long long)person_id);
    if (number.len > 0)
        return arena_fmt(c->arena, "n:%.*s", FMT(number));
    struct text fold = vi_fold(c->arena, name);
    return arena_fmt(c->arena, "x:%.*s:%lld", FMT(fold), (long long)(born == DB_NULL ? 0 : born));
}

enum status gathering_join(struct ctx *c, int64_t gathering_id, int64_t person_id, struct text number, struct text name,
                           int64_t born_year, bool *ret_added, struct error *err) {
    bool found = false;
    if (person_id == 0 && number.len > 0) {
        struct service_person_by_number_row r;
        TRY(service_person_by_number(c->db, &(struct service_person_by_number_in){number}, c->arena, &r, &found, err));
        person_id = found ? r.person_id : 0;
    }
    if (person_id != 0) {
        struct service_person_identity_row r;
        TRY(service_person_identity(c->db, &(struct service_person_identity_in){person_id}, c->arena, &r, &found, err));
        if (!found)
            return fail(err, E_NOT_FOUND, "http.not_found");
        person_id = r.id;
        name = r.full_name;
        born_year = r.born_on == DAY_NONE ? born_year : day_year(r.born_on);
    }
    int64_t changed = 0;
    TRY(gathering_person_insert(
        c->db,
        &(struct gathering_person_insert_in){id_new(), gathering_id, identity_of(c, person_id, number, name, born_year),
                                             person_id == 0 ? DB_NULL : person_id, name, born_year, c->user.account_id,
                                             clock_now(&c->app->clock)},
        &changed, err));
    *ret_added = changed > 0;
    return OK;
}

enum status gathering_count(struct ctx *c, const char *kind, const struct service_asked *asked, int by,
                            struct gathering_counts **ret, size_t *ret_count, struct error *err) {
    struct gathering_figures_row *rows;
    TRY(gathering_figures(
        c->db, &(struct gathering_figures_in){text_of(kind), asked->from, asked->to, asked->level, asked->area_id, by},
        c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct gathering_counts);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct gathering_counts){rows[i].area_id, rows[i].sessions, rows[i].people, rows[i].head_count};
    return OK;
}

/* ---- pages */

static const struct field new_fields[] = {
    {.name = "kind", .type = F_CHOICE, .required = true, .label = "service.gathering_kind"},
    {.name = "held_on", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "area", .type = F_CHOICE, .required = true, .label = "service.area"},
    {.name = "place", .type = F_TEXT, .label = "service.place"},
    {.name = "topic", .type = F_TEXT, .required = true, .label = "service.topic"},
    {.name = "speaker", .type = F_TEXT, .label = "service.speaker"},
    {.name = "head_count",
     .type = F_INT,
     .label = "service.head_count",
     .min = 0,
     .max = 100000,
     .help = "service.head_count_help"},
    {.name = "note", .type = F_LONG, .label = "service.note"},
};
static const struct form new_form = {"gathering", new_fields, COUNT_OF(new_fields)};
static const struct field people_fields[] = {
    {.name = "people",
     .type = F_LONG,
     .required = true,
     .label = "service.people",
     .help = "service.people_help",
     .max = 40000,
     .sensitivity = S_PERSONAL},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form gathering_people_form = {"gathering_people", people_fields, COUNT_OF(people_fields)};
static const struct field remove_fields[] = {{.name = "version", .type = F_HIDDEN_INT, .label = "service.version"}};
const struct form gathering_remove_form = {"gathering_remove", remove_fields, COUNT_OF(remove_fields)};
static const struct field cancel_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "service.version"},
};
const struct form gathering_cancel_form = {"gathering_cancel", cancel_fields, COUNT_OF(cancel_fields)};

enum status gathering_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *areas, *kinds;
    size_t count;
    TRY(service_area_choices(c, &areas, &count, err));
    const struct form *f = service_form_with(c, &new_form, "area", areas, count);
    TRY(kind_choices(c, &kinds, &count, err));
    *ret = service_form_with(c, f, "kind", kinds, count);
    return OK;
}

static const struct list_column columns[] = {
    {.key = "held_on", .label = "service.held_on", .sort = "newest", .type = V_DAY},
    {.key = "topic", .label = "service.topic", .href = "/gatherings/{id}", .type = V_TEXT},
    {.key = "kind", .label = "service.gathering_kind", .type = V_WORD},
    {.key = "place", .label = "service.place", .hidden = true, .type = V_TEXT},
    {.key = "hamlet", .label = "service.hamlet", .type = V_TEXT},
    {.key = "commune", .label = "service.commune", .type = V_TEXT},
    {.key = "named", .label = "service.named", .number = true, .type = V_INT},
    {.key = "head_count", .label = "service.head_count", .number = true, .type = V_INT},
    {.key = "state", .label = "service.state", .type = V_WORD},
};
static const struct choice state_choices[] = {{"1", "service.gathering_state.held", 1}};
static const struct list_filter filters[] = {
    {.name = "kind", .label = "service.gathering_kind", .type = F_CHOICE, .options = kind_choices},
    {.name = "area", .label = "service.area", .type = F_CHOICE, .options = service_area_choices},
    {.name = "from", .label = "service.from", .type = F_DAY},
    {.name = "to", .label = "service.to", .type = F_DAY},
    {.name = "counted",
     .label = "service.state",
     .type = F_CHOICE,
     .choices = state_choices,
     .choice_count = COUNT_OF(state_choices)},
};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct gathering_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_word(item, "kind", service_word(c, "service.kind.", r->kind));
    value_set_day(item, "held_on", r->held_on);
    value_set_text(item, "topic", r->topic);
    value_set_text(item, "place", r->place);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_text(item, "commune", r->commune_name);
    value_set_int(item, "named", r->named);
    value_set_int(item, "head_count", r->head_count);
    value_set_word(item, "state", r->cancelled ? "service.gathering_state.cancelled" : "service.gathering_state.held");
}
const struct list_def gathering_list_def = {.name = "gatherings",
                                            .stmt = &gathering_list_stmt,
                                            .columns = columns,
                                            .column_count = COUNT_OF(columns),
                                            .filters = filters,
                                            .filter_count = COUNT_OF(filters),
                                            .row_href = "/gatherings/{id}",
                                            .row = list_row,
                                            .empty = "service.no_gatherings",
                                            .file_name = "buoi-sinh-hoat"};

enum status gathering_list_get(struct ctx *c, struct value *out, struct error *err) {
    if (user_may(&c->user, "gathering.write")) {
        const struct form *form;
        TRY(gathering_make_form(c, &form, err));
        struct value *start = value_object(c->arena);
        value_set_text(start, "kind", ctx_query(c, "kind"));
        service_form(c, out, "form", form, "gathering.write", true, T("/gatherings"), start);
    }
    struct tsv t;
    struct choice_text *kinds;
    size_t count;
    TRY(kind_choices(c, &kinds, &count, err));
    struct text kind = kind_row(&t, ctx_query(c, "kind")) ? ctx_query(c, "kind") : kinds[0].code;
    struct service_action figures = {"service.gathering_figures_title",
                                     arena_fmt(c->arena, "/gatherings/figures/%.*s", FMT(kind)).ptr, "chart-line",
                                     "gathering.read", false};
    service_actions(c, out, &figures, 1);
    struct gathering_list_in in = {c->today};
    return list_answer(c, &gathering_list_def, &in, NULL, 0, out, err);
}

/* ---- figures of one kind; each cell opens to its meetings */

enum { SESSIONS, PEOPLE, HEADS, FIGURES };

static enum status count_kind(struct ctx *c, const struct service_asked *a, int by, struct service_counts **ret,
                              size_t *ret_count, struct error *err) {
    struct gathering_counts *rows;
    TRY(gathering_count(c, arena_zstr(c->arena, c->params[0]), a, by, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct service_counts);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = (struct service_counts){
            rows[i].area_id, {[SESSIONS] = rows[i].sessions, [PEOPLE] = rows[i].people, [HEADS] = rows[i].head_count}};
    return OK;
}

enum status gathering_figures_get(struct ctx *c, struct value *out, struct error *err) {
    static const char *const names[FIGURES] = {"sessions", "people", "heads"};
    struct text kind = c->params[0];
    struct choice_text *kinds;
    size_t count;
    struct tsv t;
    TRY(kind_choices(c, &kinds, &count, err));
    if (!kind_row(&t, kind))
        return fail(err, E_NOT_FOUND, "http.not_found");
    const char *href = arena_fmt(c->arena, "/gatherings?kind=%.*s&counted=1", FMT(kind)).ptr;
    const struct service_column figures[FIGURES] = {{"service.gathering_figure.sessions", href},
                                                    {"service.gathering_figure.people", href},
                                                    {"service.gathering_figure.heads", href}};
    value_set_text(out, "kind", kind);
    value_set_word(out, "kind_name", service_word(c, "service.kind.", kind));
    value_set_text(out, "task", tsv_text(&t, "task"));
    struct value *list = value_set_list(out, "kinds");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "kind", kinds[i].code);
        value_set_text(v, "name", kinds[i].label);
        value_set_bool(v, "chosen", text_eq(kinds[i].code, kind));
    }
    return service_figures(c, figures, names, FIGURES, count_kind, out, err);
}

enum status gathering_post(struct ctx *c, struct value *out, struct error *err) {
    struct text kind = form_text(c->form, "kind");
    struct gathering_new g = {.kind = arena_zstr(c->arena, kind),
                              .held_on = form_day(c->form, "held_on"),
                              .place = form_text(c->form, "place"),
                              .topic = form_text(c->form, "topic"),
                              .speaker = form_text(c->form, "speaker"),
                              .note = form_text(c->form, "note"),
                              .head_count = form_int(c->form, "head_count", DB_NULL)};
    int64_t area = 0, id;
    (void)text_to_i64(form_text(c->form, "area"), &area);
    TRY(require_kept(c, kind, err));
    TRY(service_past_day(c, "held_on", g.held_on, err));
    TRY(service_place_of(c, area, &g.at, err));
    TRY(gathering_add(c, &g, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "service.gathering_added", "/gatherings/%lld", (long long)id);
    return OK;
}

static enum status read_one(struct ctx *c, struct gathering_get_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(gathering_get(c->db, &(struct gathering_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id != DB_NULL ? ret->hamlet_id : ret->commune_id, err);
}

/* Names are for those who keep the list; everybody else reads numbers. */
static enum status add_people(struct ctx *c, const struct gathering_get_row *g, bool names, struct value *out,
                              struct error *err) {
    struct gathering_people_row *rows;
    size_t count, known = 0;
    TRY(gathering_people(c->db, &(struct gathering_people_in){g->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "people");
    for (size_t i = 0; i < count; i++) {
        known += rows[i].person_id != DB_NULL;
        if (!names)
            continue;
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_id(v, "person_id", rows[i].person_id);
        value_set_text(v, "name", rows[i].full_name);
        value_set_text(v, "born_year",
                       rows[i].born_year == DB_NULL ? TEXT_NONE
                                                    : arena_fmt(c->arena, "%lld", (long long)rows[i].born_year));
        value_set_text(v, "code", rows[i].code);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_word(v, "known_by",
                       rows[i].person_id != DB_NULL             ? "service.known_by.register"
                       : text_starts(rows[i].identity, T("n:")) ? "service.known_by.number"
                                                                : "service.known_by.name");
    }
    value_set_int(out, "named", (int64_t)count);
    value_set_int(out, "in_register", (int64_t)known);
    value_set_bool(out, "names_shown", names);
    return OK;
}

enum status gathering_one_get(struct ctx *c, struct value *out, struct error *err) {
    struct gathering_get_row g;
    TRY(read_one(c, &g, err));
    struct service_place at;
    TRY(service_place_of(c, g.hamlet_id != DB_NULL ? g.hamlet_id : g.commune_id, &at, err));
    value_set_id(out, "id", g.id);
    value_set_word(out, "kind", service_word(c, "service.kind.", g.kind));
    value_set_day(out, "held_on", g.held_on);
    value_set_text(out, "topic", g.topic);
    value_set_text(out, "area", at.name);
    value_set_text(out, "place", g.place);
    value_set_text(out, "speaker", g.speaker);
    value_set_int(out, "head_count", g.head_count);
    value_set_text(out, "note", g.note);
    value_set_text(out, "cancelled_reason", g.cancelled_reason);
    value_set_int(out, "version", g.version);
    bool mine = user_may(&c->user, "gathering.write") && keeps_kind(c, g.kind);
    TRY(add_people(c, &g, mine, out, err));
    bool open = mine && g.cancelled_reason.ptr == NULL;
    value_set_bool(out, "may_write", open);
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", g.version);
    service_form(c, out, "people_form", &gathering_people_form, "gathering.write", open,
                 arena_fmt(c->arena, "/gatherings/%lld/people", (long long)g.id), now);
    service_form(c, out, "cancel_form", &gathering_cancel_form, "gathering.write", open,
                 arena_fmt(c->arena, "/gatherings/%lld/cancel", (long long)g.id), now);
    return OK;
}

static enum status require_open(struct ctx *c, const struct gathering_get_row *g, struct error *err) {
    TRY(require_kept(c, g->kind, err));
    return g->cancelled_reason.ptr == NULL ? OK : fail(err, E_CONFLICT, "service.gathering_is_cancelled");
}

/* ---- the list of names: one line each, "Họ và tên; năm sinh; số định danh" */

struct participant {
    struct text name, number;
    int64_t born_year;
};

static bool is_digits(struct text t, size_t want) {
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len == want;
}

static void read_line(struct ctx *c, struct text line, int32_t row, struct participant *p, struct error *err) {
    struct text part;
    bool tabs = line.len > 0 && memchr(line.ptr, '\t', line.len) != NULL;
    *p = (struct participant){.born_year = DB_NULL};
    for (int i = 0; text_cut(&line, tabs ? '\t' : ';', &part); i++) {
        part = text_trim(part);
        int64_t year;
        if (i == 0)
            p->name = vi_nfc(c->arena, part);
        else if (part.len == 0)
            continue;
        else if (is_digits(part, 12))
            p->number = part;
        else if (is_digits(part, 4) && text_to_i64(part, &year) && year >= BORN_FROM && year <= day_year(c->today))
            p->born_year = year;
        else
            (void)error_row(err, row, "people", "service.bad_participant", arena_zstr(c->arena, part));
    }
    if (p->name.len < 2 || p->name.len > 200 || is_digits(p->name, p->name.len))
        (void)error_row(err, row, "people", "service.bad_name", arena_zstr(c->arena, p->name));
    else if (p->number.len == 0 && p->born_year == DB_NULL)
        (void)error_row(err, row, "people", "service.year_needed", arena_zstr(c->arena, p->name));
}

enum status gathering_people_post(struct ctx *c, struct value *out, struct error *err) {
    struct gathering_get_row g;
    TRY(read_one(c, &g, err));
    TRY(require_open(c, &g, err));
    struct text rest = form_text(c->form, "people"), line;
    struct participant *list = ARENA_ARRAY(c->arena, PEOPLE_AT_ONCE, struct participant);
    size_t count = 0;
    for (int32_t row = 1; text_cut(&rest, '\n', &line); row++) {
        line = text_trim(line);
        if (line.len == 0)
            continue;
        if (count == PEOPLE_AT_ONCE) {
            (void)error_field(err, "people", "service.too_many_people", NULL);
            break;
        }
        read_line(c, line, row, &list[count++], err);
    }
    TRY(error_fields_status(err));
    int64_t changed = 0, added = 0;
    TRY(gathering_touch(c->db, &(struct gathering_touch_in){g.id, form_int(c->form, "version", g.version)}, &changed,
                        err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    for (size_t i = 0; i < count; i++) {
        bool is_new = false;
        TRY(gathering_join(c, g.id, 0, list[i].number, list[i].name, list[i].born_year, &is_new, err));
        added += is_new;
    }
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "added", added);
    audit_note(c, g.commune_id, "gathering.people", "gathering", g.id, diff);
    value_set_int(out, "added", added);
    value_set_int(out, "already_there", (int64_t)count - added);
    ctx_redirect(c, "service.people_added", "/gatherings/%lld", (long long)g.id);
    c->flash_arg = arena_fmt(c->arena, "%lld", (long long)added);
    return OK;
}

enum status gathering_remove_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct gathering_get_row g;
    int64_t person, changed = 0;
    TRY(read_one(c, &g, err));
    TRY(ctx_id(c, 1, &person, err));
    TRY(require_open(c, &g, err));
    TRY(gathering_touch(c->db, &(struct gathering_touch_in){g.id, form_int(c->form, "version", g.version)}, &changed,
                        err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(gathering_person_remove(c->db, &(struct gathering_person_remove_in){person, g.id}, &changed, err));
    if (changed == 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    audit_note(c, g.commune_id, "gathering.remove", "gathering", g.id, NULL);
    ctx_redirect(c, "service.people_removed", "/gatherings/%lld", (long long)g.id);
    return OK;
}

enum status gathering_cancel_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct gathering_get_row g;
    int64_t changed = 0;
    TRY(read_one(c, &g, err));
    TRY(require_open(c, &g, err));
    struct text reason = form_text(c->form, "reason");
    TRY(gathering_cancel(c->db, &(struct gathering_cancel_in){g.id, form_int(c->form, "version", g.version), reason},
                         &changed, err));
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "reason", reason);
    audit_note(c, g.commune_id, "gathering.cancel", "gathering", g.id, diff);
    ctx_redirect(c, "service.gathering_cancelled", "/gatherings/%lld", (long long)g.id);
    return OK;
}
