/* A commune's page (opinion, drafts, signing), decisions, movement and results. */
#include "features/review/pages.h"
#include "features/review/result.h"

static const struct field ask_fields[] = {
    {.name = "report_number", .type = F_TEXT, .label = "review.report_number", .max = 60}};
const struct form ask_form = {"ask_opinion", ask_fields, COUNT_OF(ask_fields)};
static const struct choice opinions[] = {{"agreed", "review.opinion_outcome.agreed", 1},
                                         {"explain", "review.opinion_outcome.explain", 0}};
static const struct field opinion_fields[] = {
    {.name = "outcome",
     .type = F_CHOICE,
     .required = true,
     .label = "review.outcome",
     .choices = opinions,
     .choice_count = COUNT_OF(opinions)},
    {.name = "opinion", .type = F_LONG, .label = "review.opinion_text"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};
const struct form opinion_form = {"opinion", opinion_fields, COUNT_OF(opinion_fields)};
static const struct field explain_fields[] = {
    {.name = "explanation", .type = F_LONG, .required = true, .label = "review.explanation"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};
const struct form explain_form = {"explanation", explain_fields, COUNT_OF(explain_fields)};
static const struct field sign_fields[] = {
    {.name = "number_poor", .type = F_TEXT, .label = "review.number_poor", .max = 60},
    {.name = "number_escaped", .type = F_TEXT, .label = "review.number_escaped", .max = 60},
};
const struct form sign_form = {"sign", sign_fields, COUNT_OF(sign_fields)};
static const struct choice corrected[] = {{"poor", "review.class.poor", 1},
                                          {"near_poor", "review.class.near_poor", 2},
                                          {"not_poor", "review.class.not_poor", 3}};
static const struct field correction_fields[] = {
    {.name = "household", .type = F_ID, .required = true, .label = "review.household"},
    {.name = "standard", .type = F_ID, .required = true, .label = "review.standard"},
    {.name = "class",
     .type = F_CHOICE,
     .required = true,
     .label = "review.right_class",
     .choices = corrected,
     .choice_count = COUNT_OF(corrected)},
    {.name = "reason", .type = F_LONG, .required = true, .label = "review.correction_reason"},
};
const struct form correction_form = {"correction", correction_fields, COUNT_OF(correction_fields)};
static const struct field number_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .label = "review.number", .max = 60}};
const struct form number_form = {"decision_number", number_fields, COUNT_OF(number_fields)};
static const struct choice report_kinds[] = {{"preliminary", "review.report.preliminary", 0},
                                             {"official", "review.report.official", 1}};
static const struct field send_fields[] = {
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "review.report_kind",
     .choices = report_kinds,
     .choice_count = COUNT_OF(report_kinds)},
    {.name = "note", .type = F_LONG, .label = "review.note"},
};
const struct form send_form = {"send_result", send_fields, COUNT_OF(send_fields)};
static const struct choice report_decisions[] = {{"approved", "review.report_state.approved", 1},
                                                 {"returned", "review.report_state.returned", 0}};
static const struct field decide_fields[] = {
    {.name = "decision",
     .type = F_CHOICE,
     .required = true,
     .label = "review.outcome",
     .choices = report_decisions,
     .choice_count = COUNT_OF(report_decisions)},
    {.name = "note", .type = F_LONG, .label = "review.note"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};
const struct form decide_form = {"decide_result", decide_fields, COUNT_OF(decide_fields)};

/* ---- a commune */

static enum status add_opinions(struct ctx *c, const struct season *s, int64_t commune, struct value *out,
                                struct error *err) {
    struct opinions_of_row *o;
    size_t count;
    TRY(opinions_of(c->db, &(struct opinions_of_in){s->id, commune}, c->arena, &o, &count, err));
    struct value *list = value_set_list(out, "opinions");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list), *current = value_object(c->arena);
        value_set_id(v, "id", o[i].id);
        value_set_int(v, "no", o[i].no);
        value_set_day(v, "asked_on", o[i].asked_on);
        value_set_day(v, "due_on", o[i].due_on);
        value_set_text(v, "report_number", o[i].report_number);
        value_set_int(v, "households", o[i].households);
        value_set_day(v, "given_on", o[i].given_on);
        value_set_word(v, "outcome", word_of(c, "review.opinion_outcome.", o[i].outcome));
        value_set_text(v, "opinion", o[i].opinion_text);
        value_set_day(v, "explained_on", o[i].explained_on);
        value_set_text(v, "explanation", o[i].explanation);
        value_set_int(v, "version", o[i].version);
        value_set_int(current, "version", o[i].version);
        bool waiting = o[i].waiting > 0 && s->open;
        page_form(c, v, "form", &opinion_form, "review.opinion", waiting && o[i].given_on == DAY_NONE,
                  arena_fmt(c->arena, "/review/opinions/%lld", (long long)o[i].id), current);
        page_form(c, v, "explain_form", &explain_form, "review.draft",
                  waiting && o[i].outcome.ptr && text_is(o[i].outcome, "explain") && o[i].explained_on == DAY_NONE,
                  arena_fmt(c->arena, "/review/opinions/%lld/explanation", (long long)o[i].id), current);
        value_set_bool(v, "may_pass",
                       waiting && o[i].given_on == DAY_NONE && o[i].due_on != DAY_NONE && o[i].due_on < c->today &&
                           user_may(&c->user, "review.draft"));
    }
    return OK;
}

static enum status add_decisions(struct ctx *c, const struct season *s, int64_t commune, bool *ret_drafts,
                                 struct value *out, struct error *err) {
    struct decisions_of_row *d;
    size_t count;
    TRY(decisions_of(c->db, &(struct decisions_of_in){s->id, commune}, c->arena, &d, &count, err));
    struct value *list = value_set_list(out, "decisions");
    *ret_drafts = false;
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        bool draft = text_is(d[i].state, "draft");
        *ret_drafts = *ret_drafts || (draft && !text_is(d[i].kind, "correction"));
        value_set_id(v, "id", d[i].id);
        value_set_word(v, "kind", word_of(c, "review.decision_kind.", d[i].kind));
        value_set_word(v, "state", draft ? "review.decision.state.draft" : "review.decision.state.signed");
        value_set_text(v, "number", d[i].number);
        value_set_day(v, "on_day", draft ? d[i].drafted_on : d[i].signed_on);
        value_set_text(v, "signer", d[i].signer_name);
        value_set_text(v, "capacity", d[i].capacity);
        value_set_int(v, "lines", d[i].line_count);
    }
    return OK;
}

/* The figures of a movement in the order of its table, and which households each one counts. */
static const struct {
    const char *name;
    size_t at;
    const char *poor, *near; /* NULL: the class has no such figure */
} movement_figures[] = {
    {"started", offsetof(struct movement, started), "from=poor&came=0", "from=near_poor&came=0"},
    {"escaped_to_near", offsetof(struct movement, escaped_to_near), "from=poor&to=near_poor", NULL},
    {"escaped_above", offsetof(struct movement, escaped_above), "from=poor&above=1", "from=near_poor&above=1"},
    {"became_poor", offsetof(struct movement, became_poor), NULL, "from=near_poor&to=poor"},
    {"other_decrease", offsetof(struct movement, other_decrease), "from=poor&to=away", "from=near_poor&to=away"},
    {"fallen_back", offsetof(struct movement, fallen_back), "not_from=poor&to=poor&fallen=1",
     "from=none&to=near_poor&fallen=1"},
    {"new_from_near", offsetof(struct movement, new_from_near), "from=near_poor&to=poor&fallen=0", NULL},
    {"came_down", offsetof(struct movement, came_down), NULL, "from=poor&to=near_poor"},
    {"new_other", offsetof(struct movement, new_other), "from=none&to=poor&fallen=0",
     "from=none&to=near_poor&fallen=0"},
    {"other_increase", offsetof(struct movement, other_increase), "from=poor&came=1", "from=near_poor&came=1"},
    {"ended", offsetof(struct movement, ended), "to=poor", "to=near_poor"},
};

/* base: the address of the households, to which a figure adds its conditions. */
static void add_movement(struct ctx *c, struct value *list, const char *kind, bool near, const struct movement *m,
                         int64_t counted, struct text base) {
    struct value *v = value_add_object(list);
    value_set_word(v, "standard", standard_word(text_of(kind)));
    value_set_word(v, "class", near ? "review.class.near_poor" : "review.class.poor");
    struct value *cells = value_set_list(v, "figures");
    for (size_t i = 0; i < COUNT_OF(movement_figures); i++) {
        const char *query = near ? movement_figures[i].near : movement_figures[i].poor;
        int64_t households;
        memcpy(&households, (const char *)m + movement_figures[i].at, sizeof households);
        value_set_int(v, movement_figures[i].name, households);
        struct value *cell = value_add_object(cells);
        value_set_int(cell, "value", households);
        value_set_text(cell, "href",
                       query == NULL || households == 0
                           ? TEXT_NONE
                           : arena_fmt(c->arena, "%.*s&standard=%s&%s", FMT(base), kind, query));
    }
    value_set_int(v, "counted", counted);
}

static enum status add_movements(struct ctx *c, const struct season *s, int64_t area, struct value *out,
                                 struct error *err) {
    static const char *const kinds[] = {"provincial", "national"};
    struct value *list = value_set_list(out, "movement");
    bool balanced = true;
    struct movement_read r;
    char day[11];
    day_iso(c->as_of, day);
    struct text base =
        arena_fmt(c->arena, "/review/seasons/%lld/movement/households?area=%lld%s%s", (long long)s->id, (long long)area,
                  movement_of_past_day(c, s) ? "&as-of=" : "", movement_of_past_day(c, s) ? day : "");
    TRY(movement_read(c, s, area, &r, err));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct movement_table t = movement_of_kind(&r, kinds[i], ANY, ANY);
        add_movement(c, list, kinds[i], false, &t.poor, t.counted_poor, base);
        add_movement(c, list, kinds[i], true, &t.near, t.counted_near, base);
        balanced = balanced && t.balanced;
    }
    value_set_bool(out, "balanced", balanced);
    return OK;
}

enum status review_commune_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct season s;
    struct area a;
    struct decision_ready_row r;
    bool found = false, drafts = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(ctx_require_area(c, id, err));
    TRY(season_asked(c, &s, err));
    TRY(area_get(c, id, c->today, &a, err));
    TRY(page_head(c, &s, id, NULL, out, err));
    value_set_id(out, "id", id);
    value_set_text(out, "name", a.name);
    value_set_text(out, "board_href",
                   arena_fmt(c->arena, "/review?season=%lld&area=%lld", (long long)s.id, (long long)id));
    TRY(decision_ready(c->db, &(struct decision_ready_in){s.id, id, c->today, season_with_opinion(&s)}, c->arena, &r,
                       &found, err));
    value_set_int(out, "open", r.open);
    value_set_int(out, "not_agreed", r.not_agreed);
    value_set_int(out, "hanging", r.hanging);
    value_set_int(out, "objected", r.objected);
    value_set_int(out, "waiting", r.waiting);
    value_set_int(out, "ready", r.ready);
    TRY(add_opinions(c, &s, id, out, err));
    TRY(add_decisions(c, &s, id, &drafts, out, err));
    if (season_with_opinion(&s))
        TRY(add_movements(c, &s, id, out, err));
    bool open = s.open && c->today <= s.ends_on;
    page_form(c, out, "ask_form", &ask_form, "review.draft", open && season_with_opinion(&s),
              season_path(c, &s, "/review/communes/%lld/opinion", (long long)id), NULL);
    struct decision_drafts outlook = {0};
    if (open && r.ready > 0 && !drafts)
        TRY(decision_outlook(c, &s, id, &outlook, err));
    bool refusals_only = outlook.lines == 0 && outlook.refusals + outlook.settled > 0;
    value_set_int(out, "to_refuse", outlook.refusals);
    value_set_bool(out, "may_refuse", refusals_only && user_may(&c->user, "review.sign"));
    value_set_bool(out, "may_draft", open && !refusals_only && user_may(&c->user, "review.draft"));
    page_form(c, out, "sign_form", &sign_form, "review.sign", open && drafts,
              season_path(c, &s, "/review/communes/%lld/sign", (long long)id), NULL);
    return OK;
}

static enum status commune_and_season(struct ctx *c, int64_t *ret_id, struct season *ret, struct error *err) {
    TRY(ctx_id(c, 0, ret_id, err));
    return season_asked(c, ret, err);
}
static void back_to_commune(struct ctx *c, int64_t season, int64_t commune, const char *flash) {
    ctx_redirect(c, flash, "/review/communes/%lld?season=%lld", (long long)commune, (long long)season);
}
enum status review_ask_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t commune, id;
    struct season s;
    TRY(commune_and_season(c, &commune, &s, err));
    TRY(opinion_ask(c, s.id, commune, form_text(c->form, "report_number"), &id, err));
    value_set_id(out, "id", id);
    back_to_commune(c, s.id, commune, "review.flash.asked");
    return OK;
}
static enum status opinion_back(struct ctx *c, int64_t id, struct value *out, const char *flash, struct error *err) {
    struct opinion_one_row o;
    bool found = false;
    TRY(opinion_one(c->db, &(struct opinion_one_in){id}, c->arena, &o, &found, err));
    value_set_id(out, "id", id);
    back_to_commune(c, o.season_id, o.commune_id, flash);
    return OK;
}
enum status review_give_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(opinion_give_one(c, id, form_int(c->form, "version", 0), form_choice_is(c->form, "outcome", "agreed"),
                         form_text(c->form, "opinion"), err));
    return opinion_back(c, id, out, "review.flash.opinion", err);
}
enum status review_explain_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(opinion_explain_one(c, id, form_int(c->form, "version", 0), form_text(c->form, "explanation"), err));
    return opinion_back(c, id, out, "review.flash.explained", err);
}
enum status review_pass_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(opinion_pass(c, id, err));
    return opinion_back(c, id, out, "review.flash.passed", err);
}
enum status review_draft_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t commune;
    struct season s;
    struct decision_drafts d;
    TRY(commune_and_season(c, &commune, &s, err));
    TRY(decision_draft(c, s.id, commune, &d, err));
    value_set_id(out, "poor_near_poor", d.poor_near_poor ? d.poor_near_poor : DB_NULL);
    value_set_id(out, "escaped", d.escaped ? d.escaped : DB_NULL);
    value_set_int(out, "lines", d.lines);
    value_set_int(out, "refusals", d.refusals);
    value_set_int(out, "without_list", d.settled);
    back_to_commune(c, s.id, commune, "review.flash.drafted");
    return OK;
}
enum status review_sign_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t commune;
    struct season s;
    TRY(commune_and_season(c, &commune, &s, err));
    TRY(decision_sign_lists(c, s.id, commune, form_text(c->form, "number_poor"), form_text(c->form, "number_escaped"),
                            err));
    value_set_id(out, "commune_id", commune);
    back_to_commune(c, s.id, commune, "review.flash.signed");
    return OK;
}

/* ---- decisions */
static void decision_item(struct ctx *c, const void *row, struct value *item) {
    const struct decision_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "number", r->number);
    value_set_word(item, "kind", word_of(c, "review.decision_kind.", r->kind));
    value_set_int(item, "year", r->year);
    value_set_day(item, "signed_on", r->signed_on);
    value_set_text(item, "signer", r->signer_name);
    value_set_int(item, "lines", r->line_count);
}
static const struct choice decision_kinds[] = {{"poor_near_poor", "review.decision_kind.poor_near_poor", 0},
                                               {"escaped", "review.decision_kind.escaped", 0},
                                               {"average", "review.decision_kind.average", 0},
                                               {"correction", "review.decision_kind.correction", 0}};
static const struct list_filter decision_filters[] = {
    {.name = "kind",
     .label = "review.decision_kind_of",
     .type = F_CHOICE,
     .choices = decision_kinds,
     .choice_count = COUNT_OF(decision_kinds)},
    {.name = "commune", .label = "review.board.commune", .type = F_CHOICE, .options = area_commune_choices},
};
static const struct list_column decision_columns[] = {
    {.key = "number", .label = "review.number", .sort = "number", .href = "/review/decisions/{id}", .type = V_TEXT},
    {.key = "kind", .label = "review.decision_kind_of", .type = V_WORD},
    {.key = "signed_on", .label = "review.signed_on", .sort = "newest", .type = V_DAY},
    {.key = "signer", .label = "review.signer", .type = V_TEXT},
    {.key = "lines", .label = "review.households", .number = true, .type = V_INT},
};
const struct list_def decision_list_def = {.name = "decisions",
                                           .stmt = &decision_list_stmt,
                                           .columns = decision_columns,
                                           .column_count = COUNT_OF(decision_columns),
                                           .filters = decision_filters,
                                           .filter_count = COUNT_OF(decision_filters),
                                           .row = decision_item,
                                           .row_href = "/review/decisions/{id}",
                                           .empty = "review.no_decisions",
                                           .file_name = "quyet-dinh"};
enum status review_decisions_get(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &decision_list_def, NULL, NULL, 0, out, err);
}
static const char *const digits = "0123456789abcdef";
static struct text hex(struct ctx *c, struct text bytes) {
    char *t = arena_alloc(c->arena, bytes.len * 2 + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        t[2 * i] = digits[(unsigned char)bytes.ptr[i] >> 4];
        t[2 * i + 1] = digits[(unsigned char)bytes.ptr[i] & 15];
    }
    return (struct text){t, bytes.len * 2};
}
enum status review_decision_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct decision_view v;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(review_decision_load(c, id, &v, err));
    TRY(season_get(c, v.season_id, &s, err));
    TRY(page_head(c, &s, v.commune_id, "decision", out, err));
    value_set_id(out, "id", id);
    value_set_word(out, "kind", word_of(c, "review.decision_kind.", v.kind));
    value_set_word(out, "state", v.is_signed ? "review.decision.state.signed" : "review.decision.state.draft");
    value_set_bool(out, "signed", v.is_signed);
    value_set_text(out, "number", v.number);
    value_set_text(out, "reason", v.reason);
    value_set_id(out, "corrects_id", v.corrects_id ? v.corrects_id : DB_NULL);
    value_set_day(out, "drafted_on", v.drafted_on);
    value_set_day(out, "signed_on", v.signed_on);
    value_set_day(out, "effective_on", v.effective_on);
    value_set_text(out, "signer", v.signer_name);
    value_set_text(out, "capacity", v.capacity);
    value_set_text(out, "hash", v.hash.ptr ? hex(c, v.hash) : TEXT_NONE);
    struct value *list = value_set_list(out, "lines");
    for (size_t i = 0; i < v.count; i++) {
        const struct decision_entry *e = &v.entries[i];
        struct value *x = value_add_object(list);
        value_set_int(x, "no", (int64_t)i + 1);
        value_set_id(x, "household_id", e->household_id);
        value_set_text(x, "code", e->code);
        value_set_text(x, "head_name", e->head_name);
        value_set_text(x, "hamlet", e->hamlet_name);
        value_set_int(x, "members", e->members);
        value_set_word(x, "provincial", e->after[0] < 0 ? NULL : class_word(e->after[0]));
        value_set_word(x, "provincial_movement", e->after[0] < 0 ? NULL : movement_word(e->movement[0]));
        value_set_word(x, "national", e->after[1] < 0 ? NULL : class_word(e->after[1]));
        value_set_word(x, "national_movement", e->after[1] < 0 ? NULL : movement_word(e->movement[1]));
    }
    page_form(c, out, "correction_form", &correction_form, "review.draft", v.is_signed,
              arena_fmt(c->arena, "/review/decisions/%lld/corrections", (long long)id), NULL);
    page_form(c, out, "number_form", &number_form, "review.sign", !v.is_signed && text_is(v.kind, "correction"),
              arena_fmt(c->arena, "/review/decisions/%lld/sign", (long long)id), NULL);
    return OK;
}
enum status review_correction_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, made;
    TRY(ctx_id(c, 0, &id, err));
    int to = form_choice_is(c->form, "class", "poor") ? 1 : form_choice_is(c->form, "class", "near_poor") ? 2 : 3;
    TRY(decision_draft_correction(c, id, form_id(c->form, "household"), form_id(c->form, "standard"), to,
                                  form_text(c->form, "reason"), &made, err));
    value_set_id(out, "id", made);
    ctx_redirect(c, "review.flash.correction", "/review/decisions/%lld", (long long)made);
    return OK;
}
enum status review_correction_sign_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(decision_sign_correction(c, id, form_text(c->form, "number"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.signed", "/review/decisions/%lld", (long long)id);
    return OK;
}

/* ---- movement and results */
enum status review_movement_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, area;
    struct season s;
    struct area a;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    area = c->user.scope.level == DB_SCOPE_ALL || c->user.scope.area_id == 0 ? s.area_id : c->user.scope.area_id;
    struct text t = ctx_query(c, "area");
    if (t.ptr != NULL && t.len > 0) {
        if (!text_to_i64(t, &area))
            return fail(err, E_NOT_FOUND, "http.not_found");
        TRY(ctx_require_area(c, area, err));
    }
    TRY(area_get(c, area, c->today, &a, err));
    TRY(page_head(c, &s, 0, "decision", out, err));
    value_set_id(out, "area_id", area);
    value_set_text(out, "area", a.name);
    TRY(add_movements(c, &s, area, out, err));
    TRY(result_list(c, &s, area, out, err));
    struct value *now = NULL;
    page_form(c, out, "send_form", &send_form, "review.send", s.open && a.level <= AREA_COMMUNE,
              arena_fmt(c->arena, "/review/seasons/%lld/results?area=%lld", (long long)id, (long long)area), now);
    return OK;
}
static void movement_item(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct movement_list_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_word(item, "standard", standard_word(r->standard_kind));
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_word(item, "from", class_word(r->class_from));
    value_set_word(item, "to", r->class_to < 0 ? "review.moved_away" : class_word(r->class_to));
    value_set_bool(item, "fallen", r->fallen);
}
static const struct choice standard_kinds[] = {{"provincial", "review.standard.provincial", 0},
                                               {"national", "review.standard.national", 0}};
static const struct choice from_to[] = {{"none", "review.class.none", 0},
                                        {"poor", "review.class.poor", 1},
                                        {"near_poor", "review.class.near_poor", 2},
                                        {"not_poor", "review.class.not_poor", 3},
                                        {"away", "review.moved_away", -1}};
static const struct list_filter movement_filters[] = {
    {.name = "standard",
     .label = "review.standard",
     .type = F_CHOICE,
     .choices = standard_kinds,
     .choice_count = COUNT_OF(standard_kinds)},
    {.name = "from",
     .label = "review.from_class",
     .type = F_CHOICE,
     .choices = from_to,
     .choice_count = COUNT_OF(from_to)},
    {.name = "to", .label = "review.to_class", .type = F_CHOICE, .choices = from_to, .choice_count = COUNT_OF(from_to)},
    {.name = "commune", .label = "review.board.commune", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "urban", .label = "area.urban", .type = F_BOOL},
    {.name = "minority", .label = "review.minority", .type = F_BOOL},
    {.name = "came", .label = "review.came", .type = F_BOOL},
    {.name = "fallen", .label = "review.movement.fallen_back", .type = F_BOOL},
};
static const struct list_column movement_columns[] = {
    {.key = "head_name",
     .label = "review.head_name",
     .href = "/review/households/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "review.code", .sort = "code", .type = V_TEXT},
    {.key = "hamlet", .label = "review.hamlet", .type = V_TEXT},
    {.key = "standard", .label = "review.standard", .type = V_WORD},
    {.key = "from", .label = "review.from_class", .type = V_WORD},
    {.key = "to", .label = "review.to_class", .type = V_WORD},
};
const struct list_def movement_list_def = {.name = "movement",
                                           .stmt = &movement_list_stmt,
                                           .columns = movement_columns,
                                           .column_count = COUNT_OF(movement_columns),
                                           .filters = movement_filters,
                                           .filter_count = COUNT_OF(movement_filters),
                                           .row = movement_item,
                                           .row_href = "/review/households/{id}",
                                           .empty = "review.no_movement",
                                           .file_name = "bien-dong"};
/* The same list of a past day: its statement gives the same row. */
_Static_assert(sizeof(struct movement_list_row) == sizeof(struct movement_list_on_row), "rows of one shape");
static struct list_def movement_list_on_def(void) {
    struct list_def d = movement_list_def;
    d.stmt = &movement_list_on_stmt;
    return d;
}
/* ?area= of a figure elsewhere: a district or a commune (the province is the whole list). */
static enum status movement_area(struct ctx *c, struct db_list_value *extra, size_t *count, struct error *err) {
    struct text t = ctx_query(c, "area");
    int64_t id;
    struct area a, *below;
    size_t n;
    if (t.ptr == NULL || t.len == 0)
        return OK;
    if (!text_to_i64(t, &id))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, id, err));
    TRY(area_get(c, id, c->as_of, &a, err));
    TRY(area_communes(c, id, c->as_of, &below, &n, err));
    bool commune = a.level == AREA_COMMUNE || (n == 1 && below[0].id == id);
    if (commune || a.level == AREA_DISTRICT)
        extra[(*count)++] = (struct db_list_value){.filter = commune ? "commune" : "district", .i = id};
    return OK;
}
enum status review_movement_households_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    season_describe(c, &s, out);
    struct db_list_value extra[3];
    size_t extra_count = 0;
    TRY(movement_area(c, extra, &extra_count, err));
    if (text_is(ctx_query(c, "above"), "1")) /* above near-poor, in one */
        extra[extra_count++] = (struct db_list_value){.filter = "gone_above"};
    if (text_is(ctx_query(c, "not_from"), "poor"))
        extra[extra_count++] = (struct db_list_value){.filter = "not_poor_before"};
    if (!movement_of_past_day(c, &s))
        return list_answer(c, &movement_list_def, &(struct movement_list_in){id, c->today}, extra, extra_count, out,
                           err);
    struct list_def def = movement_list_on_def();
    return list_answer(c, &def, &(struct movement_list_on_in){id, c->as_of}, extra, extra_count, out, err);
}
enum status review_send_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t season, area, id;
    TRY(ctx_id(c, 0, &season, err));
    if (!text_to_i64(ctx_query(c, "area"), &area))
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(result_send(c, season, area, form_choice_is(c->form, "kind", "official"), form_text(c->form, "note"), &id,
                    err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.sent", "/review/seasons/%lld/movement?area=%lld", (long long)season, (long long)area);
    return OK;
}
enum status review_decide_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, season;
    TRY(ctx_id(c, 0, &id, err));
    TRY(result_decide(c, id, form_int(c->form, "version", 0), form_choice_is(c->form, "decision", "approved"),
                      form_text(c->form, "note"), &season, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.result_decided", "/review/seasons/%lld/movement", (long long)season);
    return OK;
}
