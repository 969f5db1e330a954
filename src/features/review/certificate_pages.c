/* The page of one certificate: what was entered year by year, its paper, its replacement and withdrawal. */
#include "features/review/pages.h"

static const struct choice replace_reasons[] = {{"lost", "review.replace.lost", 0},
                                                {"damaged", "review.replace.damaged", 0},
                                                {"wrong", "review.replace.wrong", 0},
                                                {"members", "review.replace.members", 0},
                                                {"moved", "review.replace.moved", 0}};
static const struct field replace_fields[] = {
    {.name = "why",
     .type = F_CHOICE,
     .required = true,
     .label = "review.replace_reason",
     .choices = replace_reasons,
     .choice_count = COUNT_OF(replace_reasons)},
    {.name = "note", .type = F_TEXT, .label = "review.note", .max = 200},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};
const struct form replace_form = {"replace_certificate", replace_fields, COUNT_OF(replace_fields)};
static const struct field withdraw_fields[] = {
    {.name = "reason", .type = F_LONG, .required = true, .label = "review.withdraw_reason", .max = 500},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};
const struct form withdraw_form = {"withdraw_certificate", withdraw_fields, COUNT_OF(withdraw_fields)};

static enum status add_entries(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct certificate_entries_one_row *rows;
    size_t count;
    TRY(certificate_entries_one(c->db, &(struct certificate_entries_one_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "entries");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "year", rows[i].year); /* a year has no thousands */
        value_set_word(v, "standard", standard_word(rows[i].standard_kind));
        value_set_word(v, "class", class_word(rows[i].class));
        value_set_day(v, "entered_on", rows[i].entered_on);
        value_set_id(v, "decision_id", rows[i].decision_id);
        value_set_text(v, "decision", rows[i].decision_number);
    }
    return OK;
}

enum status review_certificate_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct certificate_page_row r;
    struct area a;
    TRY(ctx_id(c, 0, &id, err));
    TRY(certificate_require(c, id, &r, err));
    TRY(area_get(c, r.commune_id, r.issued_on, &a, err));
    value_set_id(out, "id", id);
    value_set_id(out, "household_id", r.household_id);
    value_set_text(out, "code", r.code);
    value_set_text(out, "head_name", r.head_name);
    value_set_text(out, "number", r.number);
    value_set_text(out, "commune", a.name);
    value_set_day(out, "issued_on", r.issued_on);
    value_set_word(out, "state", word_of(c, "review.certificate_state.", r.state));
    value_set_bool(out, "valid", text_is(r.state, "valid"));
    value_set_day(out, "ended_on", r.ended_on);
    value_set_text(out, "reason", r.reason);
    value_set_id(out, "decision_id", r.decision_id);
    value_set_text(out, "decision", r.decision_number);
    value_set_text(out, "signer", r.signer_name);
    value_set_text(out, "capacity", r.capacity);
    value_set_id(out, "replaces_id", r.replaces_id);
    value_set_text(out, "replaces", r.replaces_number);
    value_set_id(out, "replaced_by", r.replaced_by);
    value_set_text(out, "replaced_by_number", r.replaced_by_number);
    value_set_int(out, "version", r.version);
    TRY(add_entries(c, id, out, err));
    struct value *crumbs = value_list(c->arena), *list = value_add_object(crumbs), *home = value_add_object(crumbs);
    value_set_word(list, "label", "review.certificates");
    value_set_str(list, "href", "/documents/certificates");
    value_set_text(home, "label", r.head_name);
    value_set_text(home, "href", arena_fmt(c->arena, "/households/%lld", (long long)r.household_id));
    value_set_page(out, "crumbs", crumbs);
    struct value *current = value_object(c->arena);
    value_set_int(current, "version", r.version);
    bool valid = text_is(r.state, "valid");
    page_form(c, out, "replace_form", &replace_form, "review.sign", valid,
              arena_fmt(c->arena, "/review/certificates/%lld/replace", (long long)id), current);
    page_form(c, out, "withdraw_form", &withdraw_form, "review.sign", valid,
              arena_fmt(c->arena, "/review/certificates/%lld/withdraw", (long long)id), current);
    return OK;
}

enum status review_certificate_replace_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, made;
    TRY(ctx_id(c, 0, &id, err));
    struct text why = tr(LANG_VI, word_of(c, "review.replace.", form_text(c->form, "why")));
    struct text note = text_trim(form_text(c->form, "note"));
    if (note.len > 0)
        why = arena_fmt(c->arena, "%.*s: %.*s", FMT(why), FMT(note));
    TRY(certificate_replace(c, id, form_int(c->form, "version", 0), why, &made, err));
    value_set_id(out, "id", made);
    ctx_redirect(c, "review.flash.replaced", "/review/certificates/%lld", (long long)made);
    return OK;
}

enum status review_certificate_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(certificate_withdraw(c, id, form_int(c->form, "version", 0), form_text(c->form, "reason"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.withdrawn", "/review/certificates/%lld", (long long)id);
    return OK;
}
