/* What the social insurance answers: one line on the page, or a workbook with a row for each line. What is right is
 * written; what is wrong is told by its row and can be sent again. */
#include "features/healthcard/healthcard_parts.h"
#include "files/files.h"

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
static const struct field file_fields[] = {
    {.name = "file", .type = F_FILE, .required = true, .label = "healthcard.file", .help = "healthcard.file_help"}};
const struct form card_file_form = {"health_card_file", file_fields, COUNT_OF(file_fields)};

static enum status require_insurer(struct ctx *c, struct error *err) {
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
    TRY(require_insurer(c, err));
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

/* ---- the workbook */

enum column { LINE, RESULT, NUMBER, REASON, COLUMNS };
static const char *const heads[COLUMNS] = {"ma dong", "ket qua", "so the", "ly do"};

/* Which column is which, by its head without diacritics. */
static bool find_columns(struct ctx *c, const struct cell *cells, size_t count, size_t *ret_at) {
    size_t found = 0;
    for (size_t k = 0; k < COLUMNS; k++)
        for (size_t i = 0; i < count; i++)
            if (text_is(vi_fold(c->arena, text_trim(cells[i].text)), heads[k])) {
                ret_at[k] = i;
                found++;
                break;
            }
    return found == COLUMNS;
}

static struct text cell_at(struct ctx *c, const struct cell *cells, size_t count, size_t at) {
    return at < count ? arena_text(c->arena, text_trim(cells[at].text)) : T("");
}

/* Numbers lose their leading zeros in spreadsheets. */
static struct text padded(struct ctx *c, struct text number) {
    bool digits = number.len > 0 && number.len < 10;
    for (size_t i = 0; i < number.len; i++)
        digits = digits && number.ptr[i] >= '0' && number.ptr[i] <= '9';
    return digits ? arena_fmt(c->arena, "%0*d%.*s", (int)(10 - number.len), 0, FMT(number)) : number;
}

struct tally {
    int64_t done, wrong;
    struct value *problems;
};

static enum status take_row(struct ctx *c, int64_t list_id, const struct cell *cells, size_t count, const size_t *at,
                            int32_t row, struct tally *t, struct error *err) {
    struct text line = cell_at(c, cells, count, at[LINE]),
                result = vi_fold(c->arena, cell_at(c, cells, count, at[RESULT]));
    struct card_answer a = {.issued = text_is(result, "cap") || text_is(result, "dung"),
                            .number = padded(c, cell_at(c, cells, count, at[NUMBER])),
                            .reason = cell_at(c, cells, count, at[REASON])};
    const char *problem = NULL;
    if (!text_to_i64(line, &a.line_id))
        problem = "healthcard.line_not_here";
    else if (!a.issued && !text_is(result, "khong"))
        problem = "healthcard.result_unknown";
    else
        TRY(card_answer_line(c, list_id, &a, &problem, err));
    if (problem == NULL) {
        t->done++;
        return OK;
    }
    t->wrong++;
    struct value *v = value_add_object(t->problems);
    struct text word[] = {a.number};
    value_set_int(v, "row", row);
    value_set_text(v, "line", line);
    value_set_text(v, "problem", tr_args(c->lang, c->arena, problem, word, 1));
    return OK;
}

static enum status take_file(struct ctx *c, int64_t list_id, struct text bytes, struct tally *t, struct error *err) {
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count, at[COLUMNS];
    int32_t row;
    TRY(table_open(bytes, NULL, &table, err));
    TRY(table_next(table, &cells, &count, &row, err));
    if (!find_columns(c, cells, count, at)) {
        (void)error_field(err, "file", "healthcard.file_heads", NULL);
        return error_fields_status(err);
    }
    for (;;) {
        TRY(table_next(table, &cells, &count, &row, err));
        if (count == 0)
            return OK;
        TRY(take_row(c, list_id, cells, count, at, row, t, err));
    }
}

enum status card_file_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct card_list_get_row k;
    struct tally t = {.problems = value_set_list(out, "problems")};
    TRY(ctx_id(c, 0, &id, err));
    TRY(require_insurer(c, err));
    TRY(card_list_require(c, id, -1, &k, err));
    if (!text_is(k.state, "checked"))
        return fail(err, E_CONFLICT, "healthcard.list_not_checked");
    TRY(take_file(c, id, form_value(c->form, "file")->file->bytes, &t, err));
    if (t.done == 0) { /* nothing to keep: the page shows what is wrong */
        char wrong[24];
        (void)snprintf(wrong, sizeof wrong, "%lld", (long long)t.wrong);
        (void)error_field(err, "file", t.wrong == 0 ? "healthcard.file_empty" : "healthcard.file_all_wrong", wrong);
        return error_fields_status(err);
    }
    TRY(card_answered(c, id, t.done, err));
    value_set_id(out, "id", id);
    value_set_int(out, "done", t.done);
    value_set_int(out, "wrong", t.wrong);
    if (t.wrong == 0)
        ctx_redirect(c, "healthcard.answered", "/health-cards/lists/%lld", (long long)id);
    return OK;
}
