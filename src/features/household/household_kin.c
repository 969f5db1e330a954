/* When a household gets another head (a death, a split, a merge), every member's relation is to somebody else. Some
 * follow from the words: the former head's child is the sibling of another child of his. Some do not: the head's child
 * need not be his wife's. Those are offered and confirmed by a person, never stored as a guess. */
#include "features/household/household_kin.h"

#include "app/tsv.h"
#include "features/household/household.h"
#include "features/standard/standard.h"

struct kin kin_to_head(struct text former_head, struct text member) {
    struct tsv t;
    tsv_open(&t, "kinship.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "former_head"), former_head) && text_eq(tsv_text(&t, "member"), member))
            return (struct kin){tsv_text(&t, "relation"), tsv_int(&t, "sure", 0) == 1};
    return (struct kin){TEXT_NONE, false};
}

struct text kin_inverse(struct text relation) {
    struct tsv t;
    tsv_open(&t, "relations.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "code"), relation))
            return tsv_text(&t, "inverse");
    return TEXT_NONE;
}

static const char *field_name(struct ctx *c, int64_t person_id) {
    return arena_fmt(c->arena, "relation_%lld", (long long)person_id).ptr;
}

/* "head" is no answer: the head is another. */
static size_t without_head(struct choice_text *texts, size_t count) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!text_is(texts[i].code, "head"))
            texts[n++] = texts[i];
    return n;
}

enum status kin_add_fields(struct ctx *c, int64_t household_id, const struct form *base, const struct form **ret,
                           struct error *err) {
    struct household_members_on_row *rows;
    struct choice_text *texts;
    size_t count, text_count, n = base->field_count;
    TRY(household_members_on(c->db, &(struct household_members_on_in){household_id, c->today, DB_NULL}, c->arena, &rows,
                             &count, err));
    TRY(code_choices(c, "relation", &texts, &text_count, err));
    text_count = without_head(texts, text_count);
    struct field *fields = ARENA_ARRAY(c->arena, n + count, struct field);
    memcpy(fields, base->fields, n * sizeof *fields);
    for (size_t i = 0; i < count; i++) {
        if (text_is(rows[i].relation, "head"))
            continue;
        struct text args[] = {rows[i].full_name, rows[i].relation_name.ptr ? rows[i].relation_name : rows[i].relation};
        fields[n++] = (struct field){.name = field_name(c, rows[i].person_id),
                                     .type = F_CHOICE,
                                     .label = tr_args(c->lang, c->arena, "household.kin_field", args, 2).ptr,
                                     .help = "household.kin_help",
                                     .texts = texts,
                                     .text_count = text_count};
    }
    struct form *form = ARENA_NEW(c->arena, struct form);
    *form = (struct form){base->name, fields, n};
    *ret = form;
    return OK;
}

/* The place of a field that the form need not have; field_count when it has not. */
static size_t field_at(const struct form *f, const char *name) {
    size_t i = 0;
    while (i < f->field_count && strcmp(f->fields[i].name, name) != 0)
        i++;
    return i;
}

static const char *label_of(struct ctx *c, const struct field *f, struct text code) {
    for (size_t i = 0; i < f->text_count; i++)
        if (text_eq(f->texts[i].code, code))
            return arena_zstr(c->arena, f->texts[i].label);
    return arena_zstr(c->arena, code);
}

struct text kin_of_member(struct ctx *c, struct text former_head, const struct open_memberships_row *m,
                          struct error *err) {
    const char *name = field_name(c, m->person_id);
    const struct form *f = c->form->form;
    size_t at = field_at(f, name);
    struct field_value *v = at < f->field_count ? &c->form->values[at] : NULL;
    if (v != NULL && v->state == FIELD_GOOD)
        return v->text;
    struct kin k = former_head.ptr ? kin_to_head(former_head, m->relation) : (struct kin){TEXT_NONE, false};
    if (k.relation.ptr != NULL && k.sure)
        return k.relation;
    bool guess = k.relation.ptr != NULL && v != NULL;
    (void)error_field(err, name, guess ? "household.kin_confirm" : "household.kin_choose",
                      guess ? label_of(c, &f->fields[at], k.relation) : NULL);
    if (v != NULL)
        v->raw = k.relation; /* chosen when the form is shown again */
    return T("relative");
}
