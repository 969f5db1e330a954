#include "features/policy/policy_facts.h"

#include "features/household/household.h"
#include "features/standard/standard.h"
#include "policy_queries.h"

static const struct rule_field household_fields[] = {
    {"classes", "list(string)", "policy.field.classes"},
    {"members", "list(person)", "policy.field.members"},
    {"size", "int", "policy.field.size"},
    {"ethnicity", "string", "policy.field.ethnicity"},
    {"minority", "bool", "policy.field.minority"},
    {"urban", "bool", "policy.field.urban"},
    {"commune", "string", "policy.field.commune"},
    {"district", "string", "policy.field.district"},
    {"resident", "bool", "policy.field.resident"},
    {"escaped_on", "day", "policy.field.escaped_on"},
    {"escaped_on_national", "day", "policy.field.escaped_on_national"},
    {"benefits", "list(string)", "policy.field.benefits"},
    {"lacks", "map(string, bool)", "policy.field.lacks"},
};
enum {
    HOUSEHOLD_SIZE = HOUSEHOLD_MEMBERS + 1,
    HOUSEHOLD_ETHNICITY,
    HOUSEHOLD_MINORITY,
    HOUSEHOLD_URBAN,
    HOUSEHOLD_COMMUNE,
    HOUSEHOLD_DISTRICT,
    HOUSEHOLD_LIVES,
    HOUSEHOLD_ESCAPED_ON,
    HOUSEHOLD_ESCAPED_ON_NATIONAL,
    HOUSEHOLD_BENEFITS,
    HOUSEHOLD_LACKS
};
static const struct rule_field person_fields[] = {
    {"age", "int", "policy.field.age"},
    {"born_on", "day", "policy.field.born_on"},
    {"sex", "string", "policy.field.sex"},
    {"relation", "string", "policy.field.relation"},
    {"ethnicity", "string", "policy.field.ethnicity"},
    {"minority", "bool", "policy.field.minority"},
    {"benefits", "list(string)", "policy.field.benefits"},
};
enum { PERSON_SEX = PERSON_BORN_ON + 1, PERSON_RELATION, PERSON_ETHNICITY, PERSON_MINORITY, PERSON_BENEFITS };
const struct rule_object_type policy_household_type = {"household", household_fields, COUNT_OF(household_fields)};
const struct rule_object_type policy_person_type = {"person", person_fields, COUNT_OF(person_fields)};
static const struct rule_object_type *const objects[] = {&policy_household_type, &policy_person_type};
static const struct rule_field vars[] = {
    {"household", "household", "policy.field.household"},
    {"today", "day", "policy.field.today"},
    {"person", "person", "policy.field.person"},
};
const struct rule_scope policy_household_scope = {vars, 2, objects, COUNT_OF(objects), NULL, true};
const struct rule_scope policy_person_scope = {vars, 3, objects, COUNT_OF(objects), NULL, true};

/* ---- values */

static bool is_kinh(struct text ethnicity) {
    return text_starts(ethnicity, T("Kinh"));
}

static struct rule_value minority(struct text ethnicity) {
    return ethnicity.ptr == NULL ? rule_unknown() : rule_of_bool(!is_kinh(ethnicity));
}

static const struct person_fact *head_of(const struct policy_facts *f) {
    for (size_t i = 0; i < f->member_count; i++)
        if (f->members[i].id == f->head_id)
            return &f->members[i];
    return NULL;
}

/* Keys of the policies that somebody holds; person_id 0: the household itself. */
static struct rule_value benefits_of(const struct policy_view *v, int64_t person_id) {
    struct policy_more *m = v->facts->more;
    struct rule_list *l = ARENA_NEW(v->c->arena, struct rule_list);
    if (!m->benefits_read) {
        if (facts_benefits(v->c->db, &(struct facts_benefits_in){v->facts->household_id, v->facts->on}, v->c->arena,
                           &m->benefits, &m->benefit_count, v->err) != OK)
            return rule_unknown();
        m->benefits_read = true;
    }
    l->items = ARENA_ARRAY(v->c->arena, m->benefit_count + 1, struct rule_value);
    for (size_t i = 0; i < m->benefit_count; i++)
        if ((m->benefits[i].person_id == DB_NULL ? 0 : m->benefits[i].person_id) == person_id)
            l->items[l->count++] = rule_of_text(m->benefits[i].key);
    return (struct rule_value){.kind = RULE_LIST, .list = l};
}

/* By code of indicator whether the household lacked it in its newest interview; unknown when there was none. */
static struct rule_value lacks_of(const struct policy_view *v) {
    struct policy_more *m = v->facts->more;
    struct facts_indicators_row *rows;
    size_t count;
    if (m->indicators_read)
        return m->lacks;
    if (facts_indicators(v->c->db, &(struct facts_indicators_in){v->facts->household_id, v->facts->on}, v->c->arena,
                         &rows, &count, v->err) != OK)
        return rule_unknown();
    struct rule_map *map = ARENA_NEW(v->c->arena, struct rule_map);
    map->entries = ARENA_ARRAY(v->c->arena, count + 1, struct rule_entry);
    for (; map->count < count; map->count++)
        map->entries[map->count] =
            (struct rule_entry){rule_of_text(rows[map->count].code), rule_of_bool(rows[map->count].lacking)};
    m->lacks = count == 0 ? rule_unknown() : (struct rule_value){.kind = RULE_MAP, .map = map};
    m->indicators_read = true;
    return m->lacks;
}

static struct rule_value person_field(const struct policy_view *v, const struct person_fact *p, unsigned field) {
    day_t born = v->latest_birth ? p->born_last : p->born_first;
    switch (field) {
    case PERSON_AGE:
        return born == DAY_NONE ? rule_unknown() : rule_of_int(born > v->facts->on ? 0 : day_age(born, v->facts->on));
    case PERSON_BORN_ON:
        return rule_of_day(born);
    case PERSON_SEX:
        return rule_of_text(p->female ? T("female") : T("male"));
    case PERSON_RELATION:
        return rule_of_text(p->relation);
    case PERSON_ETHNICITY:
        return rule_of_text(p->ethnicity);
    case PERSON_BENEFITS:
        return benefits_of(v, p->id);
    default:
        return minority(p->ethnicity);
    }
}

static struct rule_value household_field(const struct policy_view *v, unsigned field) {
    const struct policy_facts *f = v->facts;
    const struct person_fact *head = head_of(f);
    switch (field) {
    case HOUSEHOLD_CLASSES:
        return f->class_list;
    case HOUSEHOLD_MEMBERS:
        return f->member_list;
    case HOUSEHOLD_SIZE:
        return rule_of_int((int64_t)f->member_count);
    case HOUSEHOLD_ETHNICITY:
        return head == NULL ? rule_unknown() : rule_of_text(head->ethnicity);
    case HOUSEHOLD_MINORITY:
        return head == NULL ? rule_unknown() : minority(head->ethnicity);
    case HOUSEHOLD_URBAN:
        return f->urban < 0 ? rule_unknown() : rule_of_bool(f->urban == 1);
    case HOUSEHOLD_COMMUNE:
        return rule_of_text(f->commune_code);
    case HOUSEHOLD_DISTRICT:
        return rule_of_text(f->district_code);
    case HOUSEHOLD_BENEFITS:
        return benefits_of(v, 0);
    case HOUSEHOLD_LACKS:
        return lacks_of(v);
    case HOUSEHOLD_LIVES:
        return rule_of_bool(f->resident);
    default:
        return rule_of_day(f->classes[field == HOUSEHOLD_ESCAPED_ON ? PROVINCIAL : NATIONAL].escaped_on);
    }
}

static struct rule_value var_of(void *user, unsigned var) {
    const struct policy_view *v = user;
    if (var == VAR_TODAY)
        return rule_of_day(v->facts->on);
    if (var == VAR_HOUSEHOLD)
        return (struct rule_value){.kind = RULE_OBJECT, .object = {&policy_household_type, v->facts}};
    return (struct rule_value){.kind = RULE_OBJECT, .object = {&policy_person_type, v->person}};
}

static struct rule_value field_of(void *user, const struct rule_object_type *type, const void *object, unsigned field) {
    const struct policy_view *v = user;
    return type == &policy_household_type ? household_field(v, field) : person_field(v, object, field);
}

/* An amount that the proposal itself brings. */
static bool proposed_param(struct policy_view *v, struct text name, struct policy_value *ret) {
    struct policy_parameters_of_version_row *rows;
    size_t count;
    if (policy_parameters_of_version(v->c->db, &(struct policy_parameters_of_version_in){v->version_id}, v->c->arena,
                                     &rows, &count, v->err) != OK)
        return false;
    for (size_t i = 0; i < count; i++)
        if (text_eq(rows[i].name, name) && rows[i].value != DB_NULL) {
            ret->value = rows[i].value;
            return true;
        }
    return false;
}

static struct rule_value param_of(void *user, struct text name, day_t on) {
    struct policy_view *v = user;
    struct policy_value value;
    struct error none = {0};
    if (v->version_id != 0 && proposed_param(v, name, &value))
        return rule_of_int(value.value);
    enum status s = policy_parameter(v->c, v->policy_id, arena_zstr(v->c->arena, name),
                                     on == DAY_NONE ? v->facts->on : on, &value, &none);
    if (s == OK)
        return value.type == VALUE_TEXT ? rule_of_text(value.text) : rule_of_int(value.value);
    if (s != E_NOT_FOUND && v->err->status == OK)
        *v->err = none;
    return rule_unknown();
}

struct rule_source policy_source(struct policy_view *v) {
    return (struct rule_source){var_of, field_of, param_of, v};
}

bool policy_facts_spans(const struct policy_facts *f) {
    for (size_t i = 0; i < f->member_count; i++)
        if (f->members[i].born_first != f->members[i].born_last)
            return true;
    return false;
}

/* ---- reading the register */

static void class_codes(struct ctx *c, struct policy_facts *f, int64_t months) {
    static const char *const names[] = {NULL, "poor", "near_poor", NULL, "average"};
    struct rule_list *l = ARENA_NEW(c->arena, struct rule_list);
    l->items = ARENA_ARRAY(c->arena, STANDARDS + 1, struct rule_value);
    for (size_t s = 0; s < STANDARDS; s++) {
        struct class_fact *k = &f->classes[s];
        const char *name = k->class_no >= 0 && k->class_no < (int64_t)COUNT_OF(names) ? names[k->class_no] : NULL;
        if (name == NULL && k->escaped_on != DAY_NONE && f->on < day_add_months(k->escaped_on, months))
            name = "newly_escaped";
        if (name == NULL)
            continue;
        k->code = arena_fmt(c->arena, "%s/%s", name, s == NATIONAL ? "national" : "brvt");
        l->items[l->count++] = rule_of_text(k->code);
    }
    f->class_list = (struct rule_value){.kind = RULE_LIST, .list = l};
}

static void member_values(struct ctx *c, struct policy_facts *f) {
    struct rule_list *l = ARENA_NEW(c->arena, struct rule_list);
    l->items = ARENA_ARRAY(c->arena, f->member_count + 1, struct rule_value);
    for (; l->count < f->member_count; l->count++)
        l->items[l->count] =
            (struct rule_value){.kind = RULE_OBJECT, .object = {&policy_person_type, &f->members[l->count]}};
    f->member_list = (struct rule_value){.kind = RULE_LIST, .list = l};
}

/* The last day that a birth known to the month or the year may have been. */
static day_t birth_last(day_t born, int64_t precision) {
    int y, m, d;
    if (born == DAY_NONE || precision == DAY_EXACT)
        return born;
    day_parts(born, &y, &m, &d);
    return precision == DAY_YEAR ? day_of(y, 12, 31) : (m == 12 ? day_of(y, 12, 31) : day_of(y, m + 1, 1) - 1);
}

static struct policy_facts *find(struct policy_facts **list, size_t count, int64_t id) {
    for (size_t low = 0, high = count; low < high;) { /* by household id */
        size_t mid = low + (high - low) / 2;
        if (list[mid]->household_id == id)
            return list[mid];
        if (list[mid]->household_id < id)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static enum status read_households(struct ctx *c, struct db_ids ids, day_t on, struct policy_facts ***ret,
                                   size_t *ret_count, struct error *err) {
    struct facts_households_row *rows;
    size_t count;
    TRY(facts_households(c->db, &(struct facts_households_in){ids, on}, c->arena, &rows, &count, err));
    struct policy_facts **list = ARENA_ARRAY(c->arena, count + 1, struct policy_facts *);
    for (size_t i = 0; i < count; i++) {
        const struct facts_households_row *r = &rows[i];
        list[i] = ARENA_NEW(c->arena, struct policy_facts);
        *list[i] = (struct policy_facts){.household_id = r->household_id,
                                         .head_id = r->head_person_id == DB_NULL ? 0 : r->head_person_id,
                                         .on = on,
                                         .code = r->code,
                                         .hamlet = r->hamlet_name,
                                         .commune = r->commune_name,
                                         .commune_code = r->commune_code,
                                         .district_code = r->district_code,
                                         .commune_id = r->commune_id,
                                         .urban = r->urban == DB_NULL ? -1 : (int)r->urban,
                                         .resident = r->status == HOUSEHOLD_RESIDENT};
        for (size_t s = 0; s < STANDARDS; s++)
            list[i]->classes[s] = (struct class_fact){.since = DAY_NONE, .escaped_on = DAY_NONE, .signed_on = DAY_NONE};
    }
    *ret = list;
    *ret_count = count;
    return OK;
}

static enum status read_members(struct ctx *c, struct db_ids ids, day_t on, struct policy_facts **list, size_t count,
                                struct error *err) {
    struct facts_members_row *rows;
    size_t n;
    TRY(facts_members(c->db, &(struct facts_members_in){ids, on}, c->arena, &rows, &n, err));
    struct person_fact *people = ARENA_ARRAY(c->arena, n + 1, struct person_fact);
    struct policy_facts *f = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct facts_members_row *r = &rows[i];
        people[i] = (struct person_fact){.id = r->person_id,
                                         .name = r->full_name,
                                         .relation = r->relation,
                                         .relation_name = r->relation_name.ptr ? r->relation_name : r->relation,
                                         .ethnicity = r->ethnicity,
                                         .female = r->sex == 1,
                                         .born_first = r->born_on,
                                         .born_last = birth_last(r->born_on, r->born_precision),
                                         .precision = (enum day_precision)r->born_precision};
        if (f == NULL || f->household_id != r->household_id) {
            f = find(list, count, r->household_id);
            if (f != NULL)
                f->members = &people[i];
        }
        if (f != NULL)
            f->member_count++;
    }
    return OK;
}

static enum status read_classes(struct ctx *c, struct db_ids ids, day_t on, struct policy_facts **list, size_t count,
                                struct error *err) {
    struct facts_classes_row *rows;
    size_t n;
    TRY(facts_classes(c->db, &(struct facts_classes_in){ids, on}, c->arena, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct policy_facts *f = find(list, count, rows[i].household_id);
        if (f != NULL)
            f->classes[text_is(rows[i].kind, "national") ? NATIONAL : PROVINCIAL] = (struct class_fact){
                TEXT_NONE, rows[i].class, rows[i].valid_from, rows[i].escaped_on, rows[i].signed_on, rows[i].decision};
    }
    return OK;
}

enum status policy_facts_load(struct ctx *c, struct db_ids ids, day_t on, struct policy_facts ***ret,
                              struct error *err) {
    struct policy_facts **list, **by_place = ARENA_ARRAY(c->arena, ids.count + 1, struct policy_facts *);
    size_t count;
    int64_t months = 0;
    TRY(household_escape_months(c, on, &months, err));
    TRY(read_households(c, ids, on, &list, &count, err));
    TRY(read_members(c, ids, on, list, count, err));
    TRY(read_classes(c, ids, on, list, count, err));
    for (size_t i = 0; i < count; i++) {
        list[i]->more = ARENA_NEW(c->arena, struct policy_more);
        class_codes(c, list[i], months);
        member_values(c, list[i]);
    }
    for (size_t i = 0; i < ids.count; i++)
        by_place[i] = find(list, count, ids.ptr[i]);
    *ret = by_place;
    return OK;
}

/* ---- in words */

static void add_value(struct buf *b, struct policy_view *v, const struct rule_read *r) {
    struct ctx *c = v->c;
    const struct rule_value *x = &r->value;
    bool of_person = r->type == &policy_person_type;
    if (of_person && r->field == PERSON_RELATION)
        buf_text(b, ((const struct person_fact *)r->object)->relation_name);
    else if (of_person && r->field == PERSON_SEX)
        buf_text(b, tr(c->lang, text_is(x->text, "female") ? "household.sex.female" : "household.sex.male"));
    else if (x->kind == RULE_BOOL)
        buf_text(b, tr(c->lang, x->b ? "common.yes" : "common.no"));
    else if (x->kind == RULE_DAY)
        fmt_day(b, c->lang, (day_t)x->i);
    else if (x->kind == RULE_INT)
        fmt_int(b, c->lang, x->i);
    else if (x->kind == RULE_STRING)
        buf_text(b, x->text);
    else
        buf_text(b, tr(c->lang, "common.unknown"));
}

static struct text title_of(struct policy_view *v, const struct rule_read *r) {
    struct parameter_title_row row;
    bool found = false;
    if (r->type != NULL)
        return tr(v->c->lang, r->type->fields[r->field].title);
    if (r->name.ptr == NULL)
        return tr(v->c->lang, vars[r->field].title);
    struct error none = {0};
    if (parameter_title(v->c->db, &(struct parameter_title_in){r->name}, v->c->arena, &row, &found, &none) == OK &&
        found)
        return row.title;
    return r->name;
}

/* Whether something of the same person and field stands there already, of the other bound of a birth. */
static bool said(const struct rule_trace *t, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (t->reads[k].type == t->reads[i].type && t->reads[k].object == t->reads[i].object &&
            t->reads[k].field == t->reads[i].field && text_eq(t->reads[k].name, t->reads[i].name))
            return true;
    return false;
}

#define READS_SHOWN 8

struct text policy_reads_text(struct policy_view *v, const struct rule_trace *t) {
    AUTO_BUF b;
    buf_init(&b, 4000);
    size_t shown = 0;
    for (size_t i = 0; i < t->count && shown < READS_SHOWN; i++) {
        const struct rule_read *r = &t->reads[i];
        if (said(t, i) || (r->type == NULL && r->name.ptr == NULL))
            continue;
        buf_str(&b, shown++ ? "; " : "");
        const struct person_fact *p = r->type == &policy_person_type ? r->object : NULL;
        if (p != NULL && p != v->person) {
            buf_text(&b, p->name);
            buf_str(&b, ", ");
        }
        buf_text(&b, title_of(v, r));
        buf_str(&b, ": ");
        if (p != NULL && r->field == PERSON_AGE && p->born_first != p->born_last)
            fmt_birth(&b, v->c->lang, p->born_first, p->precision);
        else
            add_value(&b, v, r);
    }
    return arena_text(v->c->arena, buf_as_text(&b));
}

struct text policy_classes_text(struct ctx *c, const struct policy_facts *f) {
    AUTO_BUF b;
    buf_init(&b, 2000);
    for (size_t i = 0; i < STANDARDS; i++) {
        size_t s = i == 0 ? PROVINCIAL : NATIONAL;
        const struct class_fact *k = &f->classes[s];
        struct text name = tr(c->lang, household_class_word(k->class_no));
        if (k->class_no == CLASS_NOT_REVIEWED)
            name = tr(c->lang, "policy.on_no_list");
        else if (k->class_no == CLASS_NOT_POOR && k->escaped_on != DAY_NONE) {
            AUTO_BUF day;
            buf_init(&day, 40);
            fmt_day(&day, c->lang, k->escaped_on);
            const struct text args[1] = {buf_as_text(&day)};
            name = tr_args(c->lang, c->arena, k->code.ptr ? "policy.escaped_newly" : "policy.escaped_long", args, 1);
        }
        const struct text args[2] = {name, k->decision};
        buf_str(&b, i ? "; " : "");
        const char *key = s == PROVINCIAL ? (k->decision.ptr ? "policy.class_provincial_by" : "policy.class_provincial")
                                          : (k->decision.ptr ? "policy.class_national_by" : "policy.class_national");
        buf_text(&b, tr_args(c->lang, c->arena, key, args, 2));
    }
    return arena_text(c->arena, buf_as_text(&b));
}

struct text policy_classes_title(struct ctx *c, struct text classes) {
    struct text part;
    AUTO_BUF b;
    buf_init(&b, 1000);
    while (text_cut(&classes, ' ', &part)) {
        if (b.len > 0)
            buf_fmt(&b, " %.*s ", FMT(tr(c->lang, "policy.or")));
        const char *word = policy_class_word(part);
        buf_text(&b, word == NULL ? part : tr(c->lang, word));
    }
    const struct text args[1] = {buf_as_text(&b)};
    return tr_args(c->lang, c->arena, "policy.must_be_of_class", args, 1);
}
