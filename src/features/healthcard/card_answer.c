/* What the social insurance answers about one line, on its page. A workbook for many: card_answer_file.c. */
#include "features/healthcard/healthcard_parts.h"

static const struct choice result_choices[] = {{"issued", "healthcard.result.issued", 1},
                                               {"refused", "healthcard.result.refused", 0}};
static const struct field answer_fields[] = {
    {.name = "result",
     .type = F_CHOICE,
     .required = true,
     .label = "healthcard.result",
     .choices = result_choices,
     .choice_count = COUNT_OF(result_choices)},
    {.name = "card_number",
     .type = F_TEXT,
     .max = 15,
     .label = "healthcard.card_number",
     .help = "healthcard.card_number_help"},
    {.name = "reason", .type = F_TEXT, .label = "healthcard.refusal_reason"},
};
const struct form card_answer_form = {"health_card_answer", answer_fields, COUNT_OF(answer_fields)};
enum status card_require_insurer(struct ctx *c, struct error *err) {
    return card_acts_for(c, CARD_INSURER) ? OK : fail(err, E_FORBIDDEN, "healthcard.insurer_only");
}

static const char *field_of(const char *problem) {
    return strcmp(problem, "healthcard.reason_missing") == 0 ? "reason" : "card_number";
}

enum status card_answer_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct card_list_get_row k;
    struct card_answer a = {.issued = form_choice_is(c->form, "result", "issued"),
                            .number = form_text(c->form, "card_number"),
                            .reason = form_text(c->form, "reason")};
    const char *problem;
    TRY(ctx_id(c, 0, &id, err));
    TRY(ctx_id(c, 1, &a.line_id, err));
    TRY(card_require_insurer(c, err));
    TRY(card_list_require(c, id, -1, &k, err));
    TRY(card_answer_line(c, id, &a, &problem, err));
    if (problem != NULL && (strcmp(problem, "healthcard.line_not_here") == 0))
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (problem != NULL &&
        (strcmp(problem, "healthcard.list_not_checked") == 0 || strcmp(problem, "healthcard.line_answered") == 0))
        return fail(err, E_CONFLICT, problem);
    if (problem != NULL)
        (void)error_field(err, field_of(problem), problem, a.number.len > 0 ? arena_zstr(c->arena, a.number) : NULL);
    TRY(error_fields_status(err));
    TRY(card_answered(c, id, 1, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "healthcard.answered", "/health-cards/lists/%lld", (long long)id);
    return OK;
}
