/* What happens to households, and how it is kept.
 *
 * Rows are never changed but in one way: superseded_at tells since when a row is no longer believed. An event of day D
 * replaces each open row that it touches by a copy that ends on D and, where life goes on, a new row that begins on D;
 * a correction replaces a row by a better one of the same days. All rows that an event wrote carry its recorded_at,
 * all that it replaced carry it as superseded_at. So "as of D as known on K" can always be asked, and taking an event
 * back is the same for every kind: what it wrote is no longer believed, copies of what it replaced are. */
#include "features/household/household_events.h"

#include "features/household/household_change.h"
#include "features/household/household_detail.h"
#include "features/household/household_form.h"
#include "features/household/household_kin.h"
#include "features/household/person_check.h"

static const char *const event_words[] = {
    "household.event.created",      "household.event.birth",     "household.event.death",
    "household.event.moved_in",     "household.event.moved_out", "household.event.joined",
    "household.event.head_changed", "household.event.moved",     "household.event.split",
    "household.event.merged",       "household.event.gone",      "household.event.dissolved",
    "household.event.corrected",    "household.event.imported",
};

const char *household_event_word(struct text kind) {
    for (size_t i = 0; i < COUNT_OF(event_words); i++)
        if (text_is(kind, strrchr(event_words[i], '.') + 1))
            return event_words[i];
    return "household.event.created";
}

enum status household_undoable(struct ctx *c, int64_t household_id, struct value *write, struct error *err) {
    struct last_event_row e;
    bool found = false;
    TRY(last_event(c->db, &(struct last_event_in){household_id}, c->arena, &e, &found, err));
    if (!found || text_is(e.kind, "created") || text_is(e.kind, "imported"))
        return OK;
    struct value *undo = value_set_object(write, "undo");
    value_set_id(undo, "id", e.id);
    value_set_word(undo, "title", household_event_word(e.kind));
    value_set_day(undo, "day", e.on_day);
    return OK;
}

/* ---- pages: a form about the household of the path */

static void current_household(struct value *current, const struct open_version_row *v) {
    value_set_id(current, "hamlet", v->hamlet_id);
    value_set_text(current, "address", v->address);
}

static void set_id_choice(struct ctx *c, struct value *current, const char *name, int64_t id) {
    value_set_text(current, name, arena_fmt(c->arena, "%lld", (long long)id));
}

static struct text born_text(struct ctx *c, day_t born, int64_t precision) {
    int year, month, day;
    if (born == DAY_NONE)
        return TEXT_NONE;
    day_parts(born, &year, &month, &day);
    return precision == DAY_YEAR    ? arena_fmt(c->arena, "%d", year)
           : precision == DAY_MONTH ? arena_fmt(c->arena, "%02d/%d", month, year)
                                    : arena_fmt(c->arena, "%02d/%02d/%d", day, month, year);
}

static enum status current_person(struct ctx *c, struct value *current, int64_t household_id, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 1, &id, err));
    struct open_person_row p;
    struct person_household_row m;
    bool found = false;
    TRY(person_household(c->db, &(struct person_household_in){id}, c->arena, &m, &found, err));
    if (!found || m.household_id != household_id)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(person_open(c, id, &p, err));
    value_set_text(current, "full_name", p.full_name);
    value_set_str(current, "sex", p.sex == 1 ? "female" : "male");
    value_set_text(current, "born", born_text(c, p.born_on, p.born_precision));
    value_set_text(current, "ethnicity", p.ethnicity);
    value_set_text(current, "personal_number", p.personal_number);
    value_set_text(current, "health_card", p.health_card);
    value_set_text(current, "relation", m.relation);
    return OK;
}

/* What stands in the form before anybody types: the present facts, today, the version. */
enum status event_page_fill(struct ctx *c, struct value *out, struct error *err) {
    struct value *current = value_object(c->arena);
    value_set_page(out, "current", current);
    value_set_word(out, "title", c->route->title);
    if (c->form == NULL || !app_is_write(c->req->method))
        value_set_day(current, "on_day",
                      c->today); /* offered at first; no stored fact to hold against what was typed */
    if (c->params[0].ptr == NULL || strstr(c->route->path, "{id}") == NULL)
        return OK;
    struct household_place_row h;
    struct open_version_row v;
    TRY(household_head(c, out, &h, err));
    TRY(version_open(c, h.household_id, &v, err));
    value_set_int(current, "version", h.version);
    current_household(current, &v);
    set_id_choice(c, current, "hamlet", v.hamlet_id);
    if (strstr(c->route->path, "/correct") != NULL && strstr(c->route->path, "/members/") != NULL)
        return current_person(c, current, h.household_id, err);
    return OK;
}

enum status event_page_get(struct ctx *c, struct value *out, struct error *err) {
    TRY(event_page_fill(c, out, err));
    const struct form *form;
    TRY(event_form_of(c, &form, err));
    value_set_page(out, "form", form_view(c, form, NULL, value_get(out, T("current")), NULL));
    return OK;
}

/* ---- what the handlers share */

static struct new_person person_of(const struct form_data *d) {
    const struct field_value *born = form_value(d, "born");
    return (struct new_person){.full_name = form_text(d, "full_name"),
                               .ethnicity = form_text(d, "ethnicity"),
                               .number = form_text(d, "personal_number"),
                               .health_card = form_text(d, "health_card"),
                               .sex = form_choice_is(d, "sex", "female"),
                               .born = form_given(d, "born") ? born->day : DAY_NONE,
                               .precision = form_given(d, "born") ? (int64_t)born->precision : DAY_EXACT};
}

/* Not every form asks for a reason. */
static struct text reason_of(const struct form_data *d) {
    for (size_t i = 0; i < d->form->field_count; i++)
        if (strcmp(d->form->fields[i].name, "reason") == 0)
            return form_text(d, "reason");
    return TEXT_NONE;
}

static enum status begin(struct ctx *c, const char *kind, day_t on, int64_t other_id, struct household_change *ret,
                         struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return change_begin(c, id, other_id, kind, on, reason_of(c->form), form_int(c->form, "version", -1), ret, err);
}

static enum status done(struct ctx *c, const struct household_change *ch, struct error *err) {
    TRY(change_end(c, ch, err));
    ctx_redirect(c, "household.flash_saved", "/households/%lld", (long long)ch->household_id);
    return OK;
}

struct members {
    struct open_memberships_row *rows;
    size_t count;
};

static enum status members_of(struct ctx *c, int64_t household_id, struct members *ret, struct error *err) {
    return open_memberships(c->db, &(struct open_memberships_in){household_id}, c->arena, &ret->rows, &ret->count, err);
}

static const struct open_memberships_row *member_of(const struct members *m, int64_t person_id) {
    for (size_t i = 0; i < m->count; i++)
        if (m->rows[i].person_id == person_id)
            return &m->rows[i];
    return NULL;
}

/* ---- a new household, a new member */

enum status household_new_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t hamlet = form_choice_id(c->form, "hamlet"), person_id;
    struct new_person p = person_of(c->form);
    struct household_change ch = {.kind = "created",
                                  .on = form_day(c->form, "on_day"),
                                  .at = clock_now(&c->app->clock),
                                  .diff = value_object(c->arena)};
    struct hamlet_place_row place;
    bool found = false;
    TRY(ctx_require_area(c, hamlet, err));
    TRY(hamlet_place(c->db, &(struct hamlet_place_in){hamlet, c->today}, c->arena, &place, &found, err));
    if (!found || ch.on > c->today)
        error_field(err, found ? "on_day" : "hamlet", found ? "household.day_in_future" : "household.no_place", NULL);
    TRY(error_fields_status(err));
    TRY(person_check(c, &p, place.commune_id, 0, form_bool(c->form, "accept"), err));
    struct text code;
    TRY(person_create(c, &ch, &p, &person_id, err));
    TRY(household_create(c, &ch, hamlet, form_text(c->form, "address"), person_id, 0, &ch.household_id, &code, err));
    TRY(change_join(c, &ch, ch.household_id, person_id, T("head"), "initial", err));
    ch.place.commune_id = place.commune_id;
    value_set_text(ch.diff, "code", code);
    return done(c, &ch, err);
}

enum status household_member_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    struct new_person p = person_of(c->form);
    struct text relation = form_text(c->form, "relation");
    const char *kind = form_choice_is(c->form, "event", "birth") ? "birth" : "moved_in";
    TRY(begin(c, kind, form_day(c->form, "on_day"), 0, &ch, err));
    if (text_is(relation, "head"))
        error_field(err, "relation", "household.one_head", NULL);
    TRY(error_fields_status(err));
    TRY(person_check(c, &p, ch.place.commune_id, 0, form_bool(c->form, "accept"), err));
    TRY(person_create(c, &ch, &p, &ch.person_id, err));
    TRY(change_join(c, &ch, ch.household_id, ch.person_id, relation, kind, err));
    return done(c, &ch, err);
}

/* ---- corrections */

static void diff_person(struct value *diff, const struct open_person_row *old, const struct new_person *p) {
    diff_text(diff, "full_name", old->full_name, p->full_name);
    diff_int(diff, "sex", old->sex, p->sex);
    diff_day(diff, "born_on", old->born_on, p->born);
    diff_text(diff, "ethnicity", old->ethnicity, p->ethnicity);
    diff_text(diff, "personal_number", old->personal_number, p->number);
    diff_text(diff, "health_card", old->health_card, p->health_card);
}

enum status household_correct_person_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    struct members all;
    struct open_person_row old;
    struct new_person p = person_of(c->form);
    struct text relation = form_text(c->form, "relation");
    TRY(begin(c, "corrected", c->today, 0, &ch, err));
    TRY(ctx_id(c, 1, &ch.person_id, err));
    TRY(members_of(c, ch.household_id, &all, err));
    const struct open_memberships_row *m = member_of(&all, ch.person_id);
    if (m == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (text_is(relation, "head") != text_is(m->relation, "head"))
        error_field(err, "relation", "household.head_by_event", NULL);
    TRY(error_fields_status(err));
    TRY(person_check(c, &p, ch.place.commune_id, ch.person_id, form_bool(c->form, "accept"), err));
    TRY(person_open(c, ch.person_id, &old, err));
    struct person_version_insert_in better = person_like(&old);
    better.full_name = p.full_name;
    better.name_fold = vi_fold(c->arena, p.full_name);
    better.sex = p.sex;
    better.born_on = p.born;
    better.born_precision = p.precision;
    better.ethnicity = p.ethnicity;
    better.personal_number = p.number;
    better.health_card = p.health_card;
    diff_person(ch.diff, &old, &p);
    TRY(correct_person(c, &ch, &old, &better, err));
    TRY(correct_relation(c, &ch, m, relation, err));
    return done(c, &ch, err);
}

static enum status place_form(struct ctx *c, struct household_change *ch, bool correction, struct error *err) {
    struct open_version_row old;
    TRY(version_open(c, ch->household_id, &old, err));
    struct version_insert_in next = version_like(&old);
    next.hamlet_id = form_choice_id(c->form, "hamlet");
    next.address = form_text(c->form, "address");
    diff_int(ch->diff, "hamlet_id", old.hamlet_id, next.hamlet_id);
    diff_text(ch->diff, "address", old.address, next.address);
    return correction ? correct_version(c, ch, &old, &next, err) : change_version(c, ch, &old, &next, err);
}

enum status household_correct_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    TRY(begin(c, "corrected", c->today, 0, &ch, err));
    TRY(place_form(c, &ch, true, err));
    return done(c, &ch, err);
}

/* ---- moving, a new head */

/* To another commune too: afterwards the household is that commune's. */
enum status household_move_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    TRY(begin(c, "moved", form_day(c->form, "on_day"), 0, &ch, err));
    TRY(place_form(c, &ch, false, err));
    TRY(done(c, &ch, err));
    struct error outside;
    error_clear(&outside);
    if (ctx_require_area(c, form_choice_id(c->form, "hamlet"), &outside) != OK)
        ctx_redirect(c, "household.flash_moved_away", "/households");
    return OK;
}

static enum status set_head(struct ctx *c, const struct household_change *ch, const struct open_memberships_row *next,
                            struct error *err) {
    struct open_version_row old;
    TRY(version_open(c, ch->household_id, &old, err));
    struct version_insert_in v = version_like(&old);
    v.head_person_id = next->person_id;
    TRY(change_relation(c, ch, next, T("head"), err));
    return change_version(c, ch, &old, &v, err);
}

/* Everybody but the new head and who is gone stands to the new head as the form says, or as it follows. `former`: how
 * the former head stands to the new one; the former head's own row gets that. */
static enum status set_relations(struct ctx *c, const struct household_change *ch, const struct members *all,
                                 const struct open_memberships_row *next, const struct open_memberships_row *gone,
                                 struct text former, struct error *err) {
    struct text *relations = ARENA_ARRAY(c->arena, all->count + 1, struct text);
    for (size_t i = 0; i < all->count; i++) {
        const struct open_memberships_row *m = &all->rows[i];
        relations[i] = text_is(m->relation, "head") ? former : m->relation;
        if (m != next && m != gone && !text_is(m->relation, "head"))
            relations[i] = kin_of_member(c, former, m, err);
    }
    TRY(error_fields_status(err));
    for (size_t i = 0; i < all->count; i++)
        if (&all->rows[i] != next && &all->rows[i] != gone)
            TRY(change_relation(c, ch, &all->rows[i], relations[i], err));
    return OK;
}

enum status household_head_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    struct members all;
    struct text former = form_text(c->form, "relation");
    TRY(begin(c, "head_changed", form_day(c->form, "on_day"), 0, &ch, err));
    TRY(members_of(c, ch.household_id, &all, err));
    ch.person_id = form_choice_id(c->form, "new_head");
    const struct open_memberships_row *next = member_of(&all, ch.person_id);
    if (next == NULL || text_is(next->relation, "head"))
        error_field(err, "new_head", "household.not_another_member", NULL);
    else if (former.len == 0)
        former = kin_inverse(next->relation);
    if (text_is(former, "head"))
        error_field(err, "relation", "household.one_head", NULL);
    TRY(error_fields_status(err));
    if (former.ptr == NULL)
        error_field(err, "relation", "household.kin_choose", NULL);
    TRY(set_relations(c, &ch, &all, next, NULL, former, err));
    TRY(set_head(c, &ch, next, err));
    return done(c, &ch, err);
}

/* ---- leaving */

static enum status record_death(struct ctx *c, const struct household_change *ch, struct error *err) {
    struct open_person_row old;
    TRY(person_open(c, ch->person_id, &old, err));
    struct person_version_insert_in dead = person_like(&old);
    dead.died_on = ch->on;
    return change_person(c, ch, &old, &dead, err);
}

/* The last one who leaves dissolves the household, or takes it along. */
static enum status end_household(struct ctx *c, const struct household_change *ch, int64_t status, struct error *err) {
    struct open_version_row old;
    TRY(version_open(c, ch->household_id, &old, err));
    struct version_insert_in v = version_like(&old);
    v.status = status;
    return change_version(c, ch, &old, &v, err);
}

enum status household_leave_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    struct members all;
    bool death = form_choice_is(c->form, "event", "death");
    TRY(begin(c, death ? "death" : "moved_out", form_day(c->form, "on_day"), 0, &ch, err));
    TRY(ctx_id(c, 1, &ch.person_id, err));
    TRY(members_of(c, ch.household_id, &all, err));
    const struct open_memberships_row *m = member_of(&all, ch.person_id);
    if (m == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    bool was_head = text_is(m->relation, "head");
    const struct open_memberships_row *next = member_of(&all, form_choice_id(c->form, "new_head"));
    if (was_head && all.count > 1 && (next == NULL || next == m))
        error_field(err, "new_head", "household.new_head_needed", NULL);
    TRY(error_fields_status(err));
    TRY(change_leave(c, &ch, m, ch.kind, err));
    if (death)
        TRY(record_death(c, &ch, err));
    if (all.count == 1)
        TRY(end_household(c, &ch, death ? HOUSEHOLD_DISSOLVED : HOUSEHOLD_MOVED_OUT, err));
    if (all.count > 1 && was_head) {
        TRY(set_relations(c, &ch, &all, next, m, kin_inverse(next->relation), err));
        TRY(set_head(c, &ch, next, err));
    }
    return done(c, &ch, err);
}

enum status household_close_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct household_change ch;
    struct members all;
    bool gone = form_choice_is(c->form, "event", "gone");
    TRY(begin(c, gone ? "gone" : "dissolved", form_day(c->form, "on_day"), 0, &ch, err));
    TRY(members_of(c, ch.household_id, &all, err));
    for (size_t i = 0; i < all.count; i++)
        TRY(change_leave(c, &ch, &all.rows[i], ch.kind, err));
    TRY(end_household(c, &ch, gone ? HOUSEHOLD_MOVED_OUT : HOUSEHOLD_DISSOLVED, err));
    return done(c, &ch, err);
}

enum status household_undo_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(household_undo(c, id, form_int(c->form, "version", -1), err));
    ctx_redirect(c, "household.flash_undone", "/households/%lld", (long long)id);
    return OK;
}
