/* Pages of interviews: the form, the result with its reasons, the paper for the household. */
#include "features/interview/interview.h"

#include "features/area/area.h"
#include "features/interview/interview_command.h"
#include "features/interview/interview_form.h"
#include "features/interview/interview_paper.h"
#include "features/interview/interview_sheet.h"
#include "interview_queries.h"
#include "interview_templates.h"

/* ---- the form of a household in a season: /interviews/{season_id}/{household_id} */

struct asked {
    int64_t season_id, interview_id; /* interview 0: not interviewed yet */
    struct interview_subject subject;
    struct interview stored;
    struct interview_frame frame;
};

/* An interview that exists is corrected with the questions it was asked with. */
static enum status find_asked(struct ctx *c, struct asked *ret, struct error *err) {
    int64_t household;
    TRY(ctx_id(c, 0, &ret->season_id, err));
    TRY(ctx_id(c, 1, &household, err));
    TRY(interview_subject_get(c, household, &ret->subject, err));
    TRY(interview_of(c, ret->season_id, household, &ret->interview_id, err));
    if (ret->interview_id == 0)
        return interview_frame_load(c, ret->season_id, c->today, -1, &ret->frame, err);
    TRY(interview_get(c, ret->interview_id, &ret->stored, err));
    return interview_frame_load(c, ret->season_id, ret->stored.answers.interviewed_on, ret->stored.scorecard_id,
                                &ret->frame, err);
}

static enum status make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct asked *a = ARENA_NEW(c->arena, struct asked);
    TRY(find_asked(c, a, err));
    return interview_form_make(c, &a->frame, ret, err);
}

static void set_household(struct value *out, const struct interview_subject *s) {
    struct value *v = value_set_object(out, "household");
    value_set_id(v, "id", s->household_id);
    value_set_text(v, "code", s->code);
    value_set_text(v, "head_name", s->head_name);
    value_set_text(v, "address", s->address);
    value_set_int(v, "members", s->member_count);
    value_set_word(v, "area", standard_area_word(s->urban));
}

static enum status add_last(struct ctx *c, const struct asked *a, struct value *out, struct error *err) {
    int64_t last_id;
    day_t before = a->interview_id ? a->stored.answers.interviewed_on : c->today;
    TRY(interview_before(c, a->subject.household_id, before, &last_id, err));
    if (last_id == 0)
        return OK;
    struct interview last;
    TRY(interview_get(c, last_id, &last, err));
    value_set_day(out, "last_day", last.answers.interviewed_on);
    value_set(out, "last", interview_form_words(c, &a->frame, &last));
    return OK;
}

/* Points of each option and the lines they are held against, for who may see the score while he asks. */
static void add_points(struct ctx *c, const struct asked *a, struct value *out) {
    const struct interview_frame *f = &a->frame;
    bool urban = a->subject.urban;
    struct value *items = value_object(c->arena), *lines = value_list(c->arena);
    for (size_t i = 0; i < f->card.item_count; i++) {
        struct value *of = value_set_object(items, arena_fmt(c->arena, "item_%zu", i + 1).ptr);
        for (size_t o = 0; o < f->card.items[i].option_count; o++) {
            int64_t no = f->card.items[i].options[o].no;
            value_set_int(of, arena_fmt(c->arena, "%lld", (long long)no).ptr, f->engine_card.points[urban][i][no]);
        }
    }
    for (size_t s = 0; s < f->standard_count; s++) {
        const struct engine_line *poor = &f->lines[s].lines[urban][LINE_POOR];
        if (poor->points_max == ENGINE_NONE)
            continue;
        struct value *v = value_add_object(lines);
        value_set_text(v, "standard", f->standards[s].name);
        value_set_int(v, "cut_off", poor->points_max);
    }
    value_set_page(out, "points", items);
    value_set_page(out, "lines", lines);
}

static enum status fill_form(struct ctx *c, struct value *out, struct error *err) {
    struct asked *a = ARENA_NEW(c->arena, struct asked);
    TRY(find_asked(c, a, err));
    int64_t running = 0;
    TRY(setting_int(c, "field.running_score", c->today, &running, err));
    value_set_id(out, "season_id", a->season_id);
    value_set_id(out, "interview_id", a->interview_id ? a->interview_id : DB_NULL);
    set_household(out, &a->subject);
    value_set_text(out, "scorecard", a->frame.has_card ? a->frame.card.name : TEXT_NONE);
    value_set_bool(out, "scorecard_official", a->frame.has_card && a->frame.card.official);
    value_set_int(out, "points_a", running == 1 && a->interview_id ? a->stored.points_a : DB_NULL);
    value_set(out, "current", interview_form_current(c, &a->frame, a->interview_id ? &a->stored : NULL));
    value_set_page(out, "headings", interview_form_headings(c, &a->frame));
    if (running == 1 && a->frame.has_card)
        add_points(c, a, out);
    struct interview_round_row round;
    bool found = false;
    TRY(interview_round(c->db, &(struct interview_round_in){a->season_id}, c->arena, &round, &found, err));
    value_set_int(out, "income_months", found ? round.months : DB_NULL);
    return add_last(c, a, out, err);
}

static enum status show_form(struct ctx *c, struct value *out, struct error *err) {
    TRY(fill_form(c, out, err));
    const struct form *form;
    TRY(make_form(c, &form, err));
    value_set_page(out, "form", form_view(c, form, NULL, value_get(out, T("current")), NULL));
    return OK;
}

static enum status save_form(struct ctx *c, struct value *out, struct error *err) {
    struct asked *a = ARENA_NEW(c->arena, struct asked);
    TRY(find_asked(c, a, err));
    struct interview_answers answers;
    TRY(interview_form_take(c, &a->frame, c->form, &answers, err));
    /* Judged by what is in force on the day of the interview, with the card that was asked. */
    struct interview_frame *f = &a->frame;
    if (f->day != answers.interviewed_on) {
        struct text family = f->family;
        TRY(interview_frame_load(c, a->season_id, answers.interviewed_on, f->has_card ? f->card.id : 0, f, err));
        if (!text_eq(family, f->family))
            return fail(err, E_CONFLICT, "interview.other_indicators");
    }
    int64_t id;
    TRY(interview_save(c, f, a->season_id, &a->subject, &answers, &id, err));
    struct interview saved;
    TRY(interview_get(c, id, &saved, err));
    value_set_id(out, "id", id);
    value_set_int(out, "version", saved.version);
    value_set_int(out, "points_a", saved.points_a);
    TRY(interview_check(c, f, &saved, value_set_list(out, "warnings"), err));
    struct interview_result *results;
    size_t count;
    TRY(interview_results(c, id, &results, &count, err));
    struct value *list = value_set_list(out, "results");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "standard_id", results[i].standard_id);
        value_set_word(v, "class", standard_class_word(results[i].class_no));
    }
    ctx_redirect(c, "interview.flash_saved", "/interviews/%lld", (long long)id);
    return OK;
}

/* ---- the result and its reasons: /interviews/{id}, /interviews/{id}/why */

static enum status cause_names(struct ctx *c, struct text codes, struct value *list, struct error *err) {
    struct choice_text *causes;
    size_t count;
    TRY(code_choices(c, "poverty_cause", &causes, &count, err));
    struct text code;
    while (text_cut(&codes, ',', &code))
        for (size_t i = 0; i < count; i++)
            if (text_eq(causes[i].code, code))
                value_add_text(list, causes[i].label);
    return OK;
}

/* A refusal of the review means only that there is no button. */
static enum status add_may_edit(struct ctx *c, const struct interview *i, struct value *out, struct error *err) {
    bool may = user_may(&c->user, "interview.write");
    enum status s = may ? interview_guard(c, i->season_id, i->household_id, err) : OK;
    if (s != OK && s != E_CONFLICT && s != E_NOT_FOUND)
        return s;
    if (s != OK)
        error_clear(err);
    value_set_bool(out, "may_edit", may && s == OK);
    return OK;
}

static enum status fill_result(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct interview i;
    TRY(interview_get(c, id, &i, err));
    struct interview_subject subject;
    TRY(interview_subject_get(c, i.household_id, &subject, err));
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    TRY(interview_frame_load(c, i.season_id, i.answers.interviewed_on, i.scorecard_id, f, err));
    struct interview_person_row person = {0};
    bool found = false;
    TRY(interview_person(c->db, &(struct interview_person_in){i.reviewer_account_id}, c->arena, &person, &found, err));
    value_set_id(out, "id", id);
    value_set_id(out, "season_id", i.season_id);
    set_household(out, &subject);
    value_set_day(out, "interviewed_on", i.answers.interviewed_on);
    value_set_text(out, "reviewer", found ? person.display_name : TEXT_NONE);
    value_set_int(out, "points_a", i.points_a);
    value_set_money(out, "income_dong", i.answers.income_dong);
    value_set_int(out, "version", i.version);
    value_set_text(out, "note", i.answers.note);
    TRY(cause_names(c, i.answers.cause_codes, value_set_list(out, "causes"), err));
    TRY(interview_check(c, f, &i, value_set_list(out, "warnings"), err));
    TRY(add_may_edit(c, &i, out, err));
    struct interview_result *results;
    size_t count;
    TRY(interview_results(c, id, &results, &count, err));
    struct value *list = value_set_list(out, "results");
    for (size_t k = 0; k < count; k++)
        TRY(interview_explain(c, id, results[k].standard_id, value_add_object(list), err));
    return OK;
}

static enum status show_result(struct ctx *c, struct value *out, struct error *err) {
    return fill_result(c, out, err);
}

static enum status show_why(struct ctx *c, struct value *out, struct error *err) {
    bool paper = c->format != NULL && strcmp(c->format, "json") != 0;
    if (paper)
        c->lang = LANG_VI;
    TRY(fill_result(c, out, err));
    return paper ? interview_paper(c, out, err) : OK;
}

/* ---- a hamlet by spreadsheet: /interviews/{season_id}/sheet */

static const struct field sheet_fields[] = {
    {.name = "file",
     .type = F_FILE,
     .required = true,
     .label = "interview.sheet_file",
     .help = "interview.sheet_file_help"},
};
static const struct form sheet_form = {"interview_sheet", sheet_fields, COUNT_OF(sheet_fields)};

static enum status fill_sheet(struct ctx *c, struct value *out, struct error *err) {
    int64_t season;
    TRY(ctx_id(c, 0, &season, err));
    value_set_id(out, "season_id", season);
    struct value *list = value_set_list(out, "hamlets");
    struct area *hamlets, own;
    size_t count = 0;
    if (c->user.scope.level == DB_SCOPE_COMMUNE) {
        TRY(area_children(c, c->user.scope.area_id, c->today, &hamlets, &count, err));
    } else if (c->user.scope.level == DB_SCOPE_HAMLET) {
        TRY(area_get_lately(c, c->user.scope.area_id, c->today, &own, err));
        hamlets = &own;
        count = 1;
    }
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", hamlets[i].id);
        value_set_text(v, "name", hamlets[i].name);
    }
    return OK;
}

static enum status show_sheet(struct ctx *c, struct value *out, struct error *err) {
    TRY(fill_sheet(c, out, err));
    if (c->format == NULL || strcmp(c->format, "xlsx") != 0) {
        value_set_page(out, "form", form_view(c, &sheet_form, NULL, NULL, NULL));
        return OK;
    }
    int64_t season, hamlet;
    TRY(ctx_id(c, 0, &season, err));
    if (!text_to_i64(ctx_query(c, "hamlet"), &hamlet))
        return fail(err, E_BAD_REQUEST, "interview.sheet_needs_hamlet");
    TRY(ctx_require_area(c, hamlet, err));
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    TRY(interview_frame_load(c, season, c->today, -1, f, err));
    return interview_sheet_send(c, f, season, hamlet, err);
}

static enum status take_sheet(struct ctx *c, struct value *out, struct error *err) {
    int64_t season, saved;
    TRY(ctx_id(c, 0, &season, err));
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    TRY(interview_frame_load(c, season, c->today, -1, f, err));
    TRY(interview_sheet_take(c, f, season, form_value(c->form, "file")->file->bytes, &saved, err));
    value_set_int(out, "saved", saved);
    ctx_redirect(c, "interview.flash_sheet", "/interviews/%lld/sheet", (long long)season);
    return OK;
}

/* Saves every row as it would be saved, and takes all of it back. */
static enum status check_sheet(struct ctx *c, struct value *out, struct error *err) {
    int64_t season, faults = 0;
    TRY(ctx_id(c, 0, &season, err));
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, true, &db, err));
    TRY(db_begin_write(db, err));
    c->db = db;
    struct interview_frame *f = ARENA_NEW(c->arena, struct interview_frame);
    enum status s = interview_frame_load(c, season, c->today, -1, f, err);
    if (s == OK)
        s = interview_sheet_check(c, f, season, form_value(c->form, "file")->file->bytes, &faults, err);
    db_rollback(db);
    c->db = NULL;
    c->notes = NULL;
    TRY(s);
    value_set_int(out, "faults", faults);
    return OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/interviews/{season_id}/sheet",
     .permission = "interview.write",
     .fn = show_sheet,
     .page = interview_sheet_html,
     .title = "interview.sheet_title",
     .nav = "review"},
    {.method = HTTP_POST,
     .path = "/interviews/{season_id}/sheet",
     .permission = "interview.write",
     .fn = take_sheet,
     .page = interview_sheet_html,
     .title = "interview.sheet_upload",
     .form = &sheet_form,
     .fill = fill_sheet,
     .flags = ROUTE_UPLOAD,
     .nav = "review"},
    {.method = HTTP_POST,
     .path = "/interviews/{season_id}/sheet/check",
     .permission = "interview.write",
     .fn = check_sheet,
     .page = interview_sheet_html,
     .title = "interview.sheet_check",
     .form = &sheet_form,
     .fill = fill_sheet,
     .flags = ROUTE_UPLOAD | ROUTE_OWN_TX,
     .nav = "review"},
    {.method = HTTP_GET,
     .path = "/interviews/{season_id}/{household_id}",
     .permission = "interview.write",
     .fn = show_form,
     .page = interview_form_html,
     .title = "interview.form_title",
     .nav = "review"},
    {.method = HTTP_POST,
     .path = "/interviews/{season_id}/{household_id}",
     .permission = "interview.write",
     .fn = save_form,
     .page = interview_form_html,
     .title = "interview.save",
     .make_form = make_form,
     .fill = fill_form,
     .nav = "review"},
    {.method = HTTP_GET,
     .path = "/interviews/{id}",
     .permission = "interview.read",
     .fn = show_result,
     .page = interview_result_html,
     .title = "interview.result_title",
     .nav = "review"},
    {.method = HTTP_GET,
     .path = "/interviews/{id}/why",
     .permission = "interview.read",
     .fn = show_why,
     .page = interview_result_html,
     .title = "interview.why_title",
     .nav = "review"},
};
static const struct permission permissions[] = {
    {"interview.read", "interview.perm_read"},
    {"interview.write", "interview.perm_write"},
};
static const struct command commands[] = {
    {"review reclassify", "interview.cmd_reclassify", NULL, interview_reclassify_options,
     COUNT_OF(interview_reclassify_options), true, interview_reclassify_command},
};

const struct feature interview_feature = {
    .name = "interview",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
};
