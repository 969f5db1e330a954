/* One household on one page: who lives there, which class it has and had, and what happened to it. With ?as-of= as
 * it was on that day, as known now. */
#include "features/household/household_detail.h"

#include "features/household/household_events.h"

struct text household_masked_number(struct arena *a, struct text number) {
    if (number.ptr == NULL)
        return TEXT_NONE;
    if (number.len != 12)
        return T("••••");
    return arena_fmt(a, "%.3s •••• %.4s", number.ptr, number.ptr + 8);
}

static void add_crumbs(struct ctx *c, struct value *out, const struct household_place_row *h) {
    struct value *crumbs = value_set_list(out, "crumbs");
    struct value *list = value_add_object(crumbs), *self = value_add_object(crumbs);
    value_set_word(list, "label", "household.list");
    value_set_str(list, "href", "/households");
    value_set_text(self, "label", h->code);
    value_set_text(self, "href", arena_fmt(c->arena, "/households/%lld", (long long)h->household_id));
}

enum status household_head(struct ctx *c, struct value *out, struct household_place_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(household_require(c, id, ret, err));
    value_set_id(out, "id", id);
    value_set_text(out, "code", ret->code);
    value_set_int(out, "version", ret->version);
    value_set_text(out, "head_name", ret->head_name);
    add_crumbs(c, out, ret);
    return OK;
}

static enum status add_place(struct ctx *c, struct value *out, int64_t hamlet_id, struct error *err) {
    struct hamlet_place_row place;
    bool found = false;
    TRY(hamlet_place(c->db, &(struct hamlet_place_in){hamlet_id, c->as_of}, c->arena, &place, &found, err));
    if (!found)
        return OK; /* on that day the hamlet had another parent that is not recorded */
    value_set_text(out, "hamlet", place.hamlet_name);
    value_set_text(out, "commune", place.commune_name);
    value_set_id(out, "commune_id", place.commune_id);
    if (place.district_id != place.commune_id)
        value_set_text(out, "district", place.district_name);
    value_set_text(out, "province", place.province_name);
    value_set_bool(out, "urban", place.urban);
    return OK;
}

static void add_birth(struct ctx *c, struct value *item, day_t born, int64_t precision) {
    if (born == DAY_NONE) {
        value_set_null(item, "born");
        return;
    }
    AUTO_BUF b;
    buf_init(&b, 100);
    fmt_birth(&b, c->lang, born, (enum day_precision)precision);
    value_set_text(item, "born", arena_text(c->arena, buf_as_text(&b)));
    value_set_int(item, "age", day_age(born, c->as_of));
}

static enum status add_members(struct ctx *c, struct value *out, int64_t id, int64_t head_id, struct error *err) {
    struct household_members_on_row *rows;
    size_t count;
    TRY(household_members_on(c->db, &(struct household_members_on_in){id, c->as_of, head_id}, c->arena, &rows, &count,
                             err));
    struct value *members = value_set_list(out, "members");
    for (size_t i = 0; i < count; i++) {
        const struct household_members_on_row *m = &rows[i];
        struct value *item = value_add_object(members);
        value_set_id(item, "id", m->person_id);
        value_set_id(item, "household_id", id);
        value_set_text(item, "name", m->full_name);
        value_set_bool(item, "head", m->person_id == head_id);
        value_set_text(item, "relation_code", m->relation);
        value_set_text(item, "relation", m->relation_name.ptr ? m->relation_name : m->relation);
        value_set_word(item, "sex", m->sex == 1 ? "household.sex.female" : "household.sex.male");
        add_birth(c, item, m->born_on, m->born_precision);
        value_set_text(item, "ethnicity", m->ethnicity);
        value_set_text(item, "number", household_masked_number(c->arena, m->personal_number));
        value_set_day(item, "since", m->valid_from);
    }
    return OK;
}

static enum status add_classes(struct ctx *c, struct value *out, int64_t id, struct error *err) {
    struct household_classes_row *rows;
    size_t count;
    TRY(household_classes(c->db, &(struct household_classes_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "classes");
    for (size_t i = 0; i < count; i++) {
        const struct household_classes_row *k = &rows[i];
        struct value *item = value_add_object(list);
        value_set_text(item, "standard", k->standard_name);
        value_set_text(item, "kind", k->standard_kind);
        value_set_word(item, "class", household_class_word(k->class));
        value_set_day(item, "from", k->valid_from);
        value_set_day(item, "to", k->valid_to == DAY_FOREVER ? DAY_NONE : k->valid_to);
        value_set_bool(item, "in_force", k->valid_from <= c->as_of && k->valid_to > c->as_of);
        value_set_word(item, "movement", arena_fmt(c->arena, "household.movement.%.*s", FMT(k->movement)).ptr);
        value_set_day(item, "escaped_on", k->escaped_on);
    }
    return OK;
}

static enum status add_interviews(struct ctx *c, struct value *out, int64_t id, struct error *err) {
    struct household_interviews_row *rows;
    size_t count;
    TRY(household_interviews(c->db, &(struct household_interviews_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "interviews"), *item = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct household_interviews_row *r = &rows[i];
        if (i == 0 || rows[i - 1].interview_id != r->interview_id) {
            item = value_add_object(list);
            value_set_id(item, "id", r->interview_id);
            value_set_day(item, "on", r->interviewed_on);
            value_set_bool(item, "urban", r->urban);
            value_set_int(item, "points", r->points_a);
            value_set_money(item, "income", r->income_dong);
            value_set_int(item, "deprived", r->deprived_count);
        }
        if (r->kind.ptr != NULL && r->class != DB_NULL)
            value_set_word(item, text_is(r->kind, "national") ? "class_national" : "class_provincial",
                           household_class_word(r->class));
    }
    return OK;
}

static struct text event_text(struct ctx *c, const struct household_events_row *e, int64_t id) {
    struct text parts[3] = {e->person_name, TEXT_NONE, e->reason};
    if (e->other_household_id != DB_NULL)
        parts[1] = e->household_id == id ? e->other_code : e->household_code;
    AUTO_BUF b;
    buf_init(&b, 8 << 10);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].ptr == NULL || parts[i].len == 0)
            continue;
        if (b.len > 0)
            buf_str(&b, " · ");
        buf_text(&b, parts[i]);
    }
    if (e->undone_at != DB_NULL) {
        buf_str(&b, b.len ? " · " : "");
        buf_text(&b, tr(c->lang, "household.event_undone"));
    }
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status add_events(struct ctx *c, struct value *out, int64_t id, struct error *err) {
    struct household_events_row *rows;
    size_t count;
    TRY(household_events(c->db, &(struct household_events_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "events");
    for (size_t i = 0; i < count; i++) {
        const struct household_events_row *e = &rows[i];
        struct value *item = value_add_object(list);
        value_set_id(item, "id", e->id);
        value_set_day(item, "day", e->on_day);
        value_set_word(item, "title", household_event_word(e->kind));
        value_set_text(item, "text", event_text(c, e, id));
        value_set_instant(item, "recorded_at", e->recorded_at);
        value_set_text(item, "by", e->account_name);
        value_set_bool(item, "undone", e->undone_at != DB_NULL);
        if (e->undone_at != DB_NULL)
            value_set_str(item, "tone", "warn");
        if (e->other_household_id != DB_NULL)
            value_set_text(item, "href",
                           arena_fmt(c->arena, "/households/%lld",
                                     (long long)(e->household_id == id ? e->other_household_id : e->household_id)));
    }
    return OK;
}

static enum status add_state(struct ctx *c, struct value *out, const struct household_place_row *h, struct error *err) {
    day_t limit;
    TRY(household_escape_limit(c, &limit, err));
    value_set_word(out, "class_provincial", household_class_word(h->class_provincial));
    value_set_word(out, "class_national", household_class_word(h->class_national));
    value_set_day(out, "escaped_on", h->escaped_on);
    value_set_bool(out, "newly_escaped", h->escaped_on != DAY_NONE && h->escaped_on > limit);
    value_set_text(out, "last_reviewed",
                   h->last_reviewed == DB_NULL ? TEXT_NONE : arena_fmt(c->arena, "%lld", (long long)h->last_reviewed));
    value_set_id(out, "merged_into", h->merged_into);
    value_set_id(out, "split_from", h->split_from);
    value_set_day(out, "created_on", h->created_on);
    return OK;
}

/* What can be done now, in the order of how often it is. */
static void add_actions(struct ctx *c, struct value *out, const struct household_place_row *h, struct value *write) {
    static const struct {
        const char *label, *path, *icon;
    } acts[] = {
        {"household.act.member", "members/new", "plus"}, {"household.act.head", "head", "user"},
        {"household.act.move", "move", "map-pin"},       {"household.act.split", "split", "git-branch"},
        {"household.act.merge", "merge", "git-merge"},   {"household.act.correct_place", "correct", "pencil"},
        {"household.act.close", "close", "x"},
    };
    struct value *actions = value_list(c->arena);
    value_set_page(out, "actions", actions);
    static const struct {
        const char *permission, *label, *before, *after;
    } views[] = {
        {"policy.read", "household.act.policies", "/households/", "/policies"},
        {"benefit.read", "household.act.benefits", "/benefits/households/", ""},
    };
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        if (!user_may(&c->user, views[i].permission))
            continue;
        struct value *a = value_add_object(actions);
        value_set_word(a, "label", views[i].label);
        value_set_str(a, "icon", "file-text");
        value_set_text(a, "href",
                       arena_fmt(c->arena, "%s%lld%s", views[i].before, (long long)h->household_id, views[i].after));
    }
    if (!value_truthy(value_get(write, T("may"))) || h->status != HOUSEHOLD_RESIDENT)
        return;
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        struct value *a = value_add_object(actions);
        value_set_word(a, "label", acts[i].label);
        value_set_str(a, "icon", acts[i].icon);
        value_set_text(a, "href", arena_fmt(c->arena, "/households/%lld/%s", (long long)h->household_id, acts[i].path));
    }
}

static void add_record_line(struct value *record, const char *label, struct value *v) {
    if (v == NULL || v->type == V_NULL)
        return;
    struct value *line = value_add_object(record);
    value_set_word(line, "label", label);
    value_set(line, "value", v);
}

static struct value *member_of(const struct value *out, const char *key) {
    return (struct value *)(uintptr_t)value_get(out, text_of(key)); /* shared by the answer and the page's record */
}

/* The same facts as the answer holds, in the order of a page. */
static void add_record(struct ctx *c, struct value *out) {
    static const struct {
        const char *label, *key;
    } lines[] = {
        {"household.status", "status"},
        {"household.address", "address"},
        {"household.hamlet", "hamlet"},
        {"household.commune", "commune"},
        {"household.district", "district"},
        {"household.urban", "urban"},
        {"household.class_provincial", "class_provincial"},
        {"household.class_national", "class_national"},
        {"household.escaped_on", "escaped_on"},
        {"household.last_reviewed", "last_reviewed"},
    };
    struct value *record = value_list(c->arena);
    value_set_page(out, "record", record);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        add_record_line(record, lines[i].label, member_of(out, lines[i].key));
}

enum status household_detail_get(struct ctx *c, struct value *out, struct error *err) {
    struct household_place_row h;
    TRY(household_head(c, out, &h, err));
    struct household_version_on_row v;
    bool found = false;
    TRY(household_version_on(c->db, &(struct household_version_on_in){h.household_id, c->as_of}, c->arena, &v, &found,
                             err));
    bool past = c->as_of != c->today;
    value_set_day(out, "as_of", c->as_of);
    value_set_bool(out, "past", past);
    value_set_bool(out, "existed", found);
    TRY(add_state(c, out, &h, err));
    TRY(add_classes(c, out, h.household_id, err));
    TRY(add_interviews(c, out, h.household_id, err));
    TRY(add_events(c, out, h.household_id, err));
    struct value *write = value_object(c->arena);
    value_set_page(out, "write", write);
    value_set_bool(write, "may", !past && found && user_may(&c->user, "household.write"));
    value_set_bool(write, "number", user_may(&c->user, "household.number"));
    if (!found) {
        struct value *absent = value_object(c->arena);
        value_set_word(absent, "title", "household.not_then");
        value_set_page(out, "absent", absent);
        return OK;
    }
    value_set_text(out, "address", v.address);
    value_set_word(out, "status", household_status_word(v.status));
    TRY(add_place(c, out, v.hamlet_id, err));
    value_set_bool(write, "resident", v.status == HOUSEHOLD_RESIDENT);
    add_record(c, out);
    add_actions(c, out, &h, write);
    TRY(household_undoable(c, h.household_id, write, err));
    return add_members(c, out, h.household_id, v.head_person_id, err);
}
