/* Works in stages with photos, payments, acceptance with its minutes, settlement. */
#include "features/attachment/attachment.h"
#include "features/document/document.h"
#include "features/housing/housing_parts.h"

static const struct field stage_fields[] = {
    {.name = "done_on", .type = F_DAY, .required = true, .label = "housing.done_on"},
    {.name = "stage_note", .type = F_TEXT, .label = "housing.note", .max = 300},
    {.name = "photo", .type = F_FILE, .required = true, .label = "housing.photo", .help = "housing.stage_photo_help"},
};
const struct form house_stage_form = {"house_stage", stage_fields, COUNT_OF(stage_fields)};

static const struct field pay_fields[] = {
    {.name = "paid_on", .type = F_DAY, .required = true, .label = "housing.paid_on"},
    {.name = "amount",
     .type = F_MONEY,
     .required = true,
     .label = "housing.pay_amount",
     .min = 1,
     .max = 1000000000000,
     .unit = "budget.dong"},
    {.name = "receiver",
     .type = F_TEXT,
     .required = true,
     .label = "housing.receiver",
     .max = 200,
     .sensitivity = S_PERSONAL},
    {.name = "pay_note", .type = F_TEXT, .label = "housing.note", .max = 300},
};
const struct form house_pay_form = {"house_pay", pay_fields, COUNT_OF(pay_fields)};

static const struct field accept_fields[] = {
    {.name = "accepted_on", .type = F_DAY, .required = true, .label = "housing.accepted_on"},
    {.name = "who",
     .type = F_LONG,
     .required = true,
     .label = "housing.accepted_by",
     .max = 600,
     .help = "housing.accepted_by_help"},
    {.name = "area_m2",
     .type = F_INT,
     .required = true,
     .label = "housing.accepted_area",
     .min = 1,
     .max = 10000,
     .unit = "housing.m2"},
    {.name = "accepted_note", .type = F_TEXT, .label = "housing.accepted_note", .max = 600},
    {.name = "minutes", .type = F_FILE, .label = "housing.minutes", .help = "housing.minutes_help"},
};
const struct form house_accept_form = {"house_accept", accept_fields, COUNT_OF(accept_fields)};

static const struct field settle_fields[] = {
    {.name = "settled_on", .type = F_DAY, .required = true, .label = "housing.settled_on"},
    {.name = "total_cost",
     .type = F_MONEY,
     .required = true,
     .label = "housing.total_cost",
     .min = 1,
     .max = 1000000000000,
     .unit = "budget.dong"},
};
const struct form house_settle_form = {"house_settle", settle_fields, COUNT_OF(settle_fields)};

static enum status done(struct ctx *c, const struct house_by_id_row *h, const char *action, struct value *diff,
                        const char *flash, struct value *out) {
    audit_note(c, h->commune_id, action, "house", h->id, diff);
    value_set_id(out, "id", h->id);
    ctx_redirect(c, flash, "/housing/%lld", (long long)h->id);
    return OK;
}

/* A stage with its house, which the asker may see. */
static enum status find_stage(struct ctx *c, struct stage_by_id_row *s, struct house_by_id_row *h, struct error *err) {
    bool found = false;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(stage_by_id(c->db, &(struct stage_by_id_in){id}, c->arena, s, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return house_require(c, s->house_id, h, err);
}

enum status house_stage_post(struct ctx *c, struct value *out, struct error *err) {
    struct stage_by_id_row s;
    struct house_by_id_row h;
    struct stages_of_row *stages;
    size_t count;
    const struct http_file *photo = form_value(c->form, "photo")->file;
    int64_t file, changed = 0;
    day_t on = form_day(c->form, "done_on");
    struct text note = form_text(c->form, "stage_note");
    TRY(find_stage(c, &s, &h, err));
    if (!text_is(h.state, "approved"))
        return fail(err, E_CONFLICT, "housing.other_state", tr(c->lang, house_state_word(h.state)).ptr);
    TRY(stages_of(c->db, &(struct stages_of_in){h.id}, c->arena, &stages, &count, err));
    for (size_t i = 0; i < count; i++)
        if (stages[i].no < s.no && stages[i].done_on == DAY_NONE)
            return fail(err, E_CONFLICT, "housing.stage_before", arena_zstr(c->arena, stages[i].name));
        else if (stages[i].no < s.no && stages[i].done_on > on)
            (void)error_field(err, "done_on", "housing.stage_day", NULL);
    if (on > c->today || on < h.decided_on)
        (void)error_field(err, "done_on", "housing.bad_stage_day", NULL);
    attachment_check(photo, "photo", err);
    TRY(error_fields_status(err));
    TRY(stage_done(c->db, &(struct stage_done_in){s.id, on, note.len ? note : TEXT_NONE}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "housing.stage_done_already");
    TRY(attachment_put(c, "house_stage", s.id, photo, &file, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "stage", s.no);
    value_set_day(diff, "on_day", on);
    value_set_id(diff, "photo", file);
    return done(c, &h, "house.stage", diff, "housing.flash_saved", out);
}

static enum status asked_house(struct ctx *c, struct house_by_id_row *ret, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return house_require(c, id, ret, err);
}

enum status house_pay_post(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    int64_t amount = form_int(c->form, "amount", 0);
    day_t on = form_day(c->form, "paid_on");
    TRY(asked_house(c, &h, err));
    TRY(house_pay(c, h.id, amount, on, form_text(c->form, "receiver"), form_text(c->form, "pay_note"), err));
    struct value *diff = value_object(c->arena);
    value_set_money(diff, "amount", amount);
    value_set_day(diff, "on_day", on);
    return done(c, &h, "house.payment", diff, "housing.flash_paid", out);
}

enum status house_accept_post(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    const struct http_file *minutes = form_value(c->form, "minutes")->file;
    int64_t file;
    day_t on = form_day(c->form, "accepted_on");
    TRY(asked_house(c, &h, err));
    if (minutes != NULL)
        attachment_check(minutes, "minutes", err);
    TRY(error_fields_status(err));
    TRY(house_take_over(c, h.id, on, form_text(c->form, "who"), form_int(c->form, "area_m2", 0),
                        form_text(c->form, "accepted_note"), err));
    if (minutes != NULL)
        TRY(attachment_put(c, "house_acceptance", h.id, minutes, &file, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", on);
    return done(c, &h, "house.accept", diff, "housing.flash_accepted", out);
}

enum status house_settle_post(struct ctx *c, struct value *out, struct error *err) {
    struct house_by_id_row h;
    int64_t cost = form_int(c->form, "total_cost", 0);
    TRY(asked_house(c, &h, err));
    TRY(house_close(c, h.id, form_day(c->form, "settled_on"), cost, err));
    struct value *diff = value_object(c->arena);
    value_set_money(diff, "total_cost", cost);
    return done(c, &h, "house.settle", diff, "housing.flash_settled", out);
}

/* A photo or paper of the survey, a stage or the acceptance. */
enum status house_file(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct house_by_id_row h;
    struct stage_by_id_row s;
    static const char *const kinds[] = {"house", "house_acceptance"};
    int64_t file, owner;
    bool found = false;
    TRY(asked_house(c, &h, err));
    TRY(ctx_id(c, 1, &file, err));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        enum status status = attachment_owner(c, file, kinds[i], &owner, err);
        if (status == OK)
            return owner == h.id ? attachment_send(c, file, err) : fail(err, E_NOT_FOUND, "http.not_found");
        if (status != E_NOT_FOUND)
            return status;
        error_clear(err);
    }
    TRY(attachment_owner(c, file, "house_stage", &owner, err));
    TRY(stage_by_id(c->db, &(struct stage_by_id_in){owner}, c->arena, &s, &found, err));
    return found && s.house_id == h.id ? attachment_send(c, file, err) : fail(err, E_NOT_FOUND, "http.not_found");
}

/* ---- the minutes of acceptance */

static struct text money(struct ctx *c, int64_t n) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, LANG_VI, n);
    return arena_text(c->arena, buf_as_text(&b));
}

static enum status stage_table(struct ctx *c, struct document *d, int64_t house_id, struct error *err) {
    static const double widths[] = {0.1, 0.5, 0.4};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT};
    struct stages_of_row *stages;
    size_t count;
    TRY(stages_of(c->db, &(struct stages_of_in){house_id}, c->arena, &stages, &count, err));
    const struct text head[] = {WORD("housing.no"), WORD("housing.stage"), WORD("housing.done_on")};
    document_table_begin(d, 3, widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        const struct text cells[] = {paper_int(c, stages[i].no), stages[i].name,
                                     stages[i].done_on == DAY_NONE ? T(DOTS) : paper_short_day(c, stages[i].done_on)};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
    return OK;
}

/* Printed to be filled in by hand before the acceptance, and with what was entered afterwards. */
enum status house_minutes(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct house_by_id_row h;
    struct policy p;
    struct paper_place places[4];
    size_t depth;
    TRY(asked_house(c, &h, err));
    if (h.number.ptr == NULL)
        return fail(err, E_CONFLICT, "housing.not_granted");
    TRY(policy_get(c, h.policy_id, c->as_of, &p, err));
    TRY(paper_places(c, h.hamlet_id, c->as_of, places, COUNT_OF(places), &depth, err));
    AUTO_DOCUMENT d = document_new(false);
    TRY(paper_head(c, d, &places[depth > 1 ? 1 : 0], T("     /BB"),
                   h.accepted_on == DAY_NONE ? c->today : h.accepted_on, err));
    document_title(d, WORD("housing.minutes_kind"), SAY(c, "housing.minutes_about", p.name));
    paper_para(d, SAY(c, "housing.minutes_household", h.head_name, h.code, paper_address(c, TEXT_NONE, places, depth)));
    paper_para(d, SAY(c, "housing.minutes_decision", h.number, paper_day(c, h.decided_on), money(c, h.amount)));
    paper_para(d, SAY(c, "housing.minutes_who", paper_or_dots(h.accepted_by)));
    TRY(stage_table(c, d, h.id, err));
    paper_para(
        d, SAY(c, "housing.minutes_area", h.accepted_area_m2 == DB_NULL ? T(DOTS) : paper_int(c, h.accepted_area_m2)));
    paper_para(d, SAY(c, "housing.minutes_result", paper_or_dots(h.accepted_note)));
    const struct doc_span titles[] = {
        {WORD("housing.sign_household"), 1}, {WORD("housing.sign_builder"), 1}, {WORD("housing.sign_front"), 1}};
    const struct text names[] = {h.head_name, T(""), T("")};
    document_sign_columns(d, titles, names, COUNT_OF(titles));
    return paper_send(c, d, arena_fmt(c->arena, "nghiem-thu-%.*s", FMT(h.code)), err);
}
