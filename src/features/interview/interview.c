/* Saving and reading interviews. */
#include "features/interview/interview.h"

#include "app/reads.h"
#include "features/household/household.h"
#include "interview_queries.h"

static enum status nobody_closes(struct ctx *c, int64_t season_id, int64_t household_id, struct error *err) {
    (void)c;
    (void)season_id;
    (void)household_id;
    (void)err;
    return OK;
}
interview_guard_fn interview_guard = nobody_closes;

static enum status standards_of(struct ctx *c, int64_t season_id, day_t day, struct standard **ret, size_t *ret_count,
                                struct error *err) {
    struct interview_season_standards_row *rows;
    TRY(interview_season_standards(c->db, &(struct interview_season_standards_in){season_id}, c->arena, &rows,
                                   ret_count, err));
    if (*ret_count == 0)
        return standards_applied(c, day, ret, ret_count, err);
    struct standard *list = ARENA_ARRAY(c->arena, *ret_count, struct standard);
    for (size_t i = 0; i < *ret_count; i++)
        TRY(standard_get(c, rows[i].standard_id, &list[i], err));
    *ret = list;
    return OK;
}

enum status interview_frame_load(struct ctx *c, int64_t season_id, day_t day, int64_t scorecard_id,
                                 struct interview_frame *ret, struct error *err) {
    *ret = (struct interview_frame){.day = day};
    struct standard *standards;
    size_t count;
    TRY(standards_of(c, season_id, day, &standards, &count, err));
    if (count == 0)
        return fail(err, E_CONFLICT, "interview.no_standard");
    if (scorecard_id < 0)
        TRY(scorecard_on(c, day, &scorecard_id, err));
    if (scorecard_id > 0) {
        TRY(scorecard_get(c, scorecard_id, &ret->card, err));
        scorecard_compile(&ret->card, &ret->engine_card);
        ret->has_card = true;
    }
    ret->family = standards[0].indicator_family;
    for (size_t i = 0; i < count && ret->standard_count < INTERVIEW_STANDARDS; i++) {
        if (!text_eq(standards[i].indicator_family, ret->family))
            continue; /* asks other indicators: cannot judge these answers */
        ret->standards[ret->standard_count] = standards[i];
        TRY(standard_compile(c, standards[i].id, scorecard_id, &ret->lines[ret->standard_count], NULL, err));
        ret->standard_count++;
    }
    struct indicator *indicators;
    TRY(standard_indicators(c, ret->family, &indicators, &ret->indicator_count, err));
    ret->indicators = indicators;
    return standard_income_by(c, day, &ret->prefer, err);
}

enum status interview_subject_get(struct ctx *c, int64_t household_id, struct interview_subject *ret,
                                  struct error *err) {
    struct interview_household_row r;
    bool found = false;
    TRY(interview_household(c->db, &(struct interview_household_in){household_id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, r.hamlet_id, err));
    read_note(c, "interview", household_id, r.commune_id, 1);
    *ret = (struct interview_subject){.household_id = household_id,
                                      .hamlet_id = r.hamlet_id,
                                      .commune_id = r.commune_id,
                                      .status = r.status,
                                      .member_count = r.member_count,
                                      .urban = r.urban,
                                      .code = r.code,
                                      .head_name = r.head_name,
                                      .address = r.address};
    return OK;
}

/* ---- saving */

static struct text answers_text(struct ctx *c, const struct interview_frame *f, const struct interview_answers *a) {
    if (!f->has_card)
        return TEXT_NONE;
    char *hex = arena_alloc(c->arena, f->card.item_count + 1);
    engine_answers_write(a->items, f->card.item_count, hex);
    return (struct text){hex, f->card.item_count};
}

static enum status store_results(struct ctx *c, const struct interview_frame *f, int64_t id,
                                 const struct engine_result *results, struct error *err) {
    TRY(interview_results_delete(c->db, &(struct interview_results_delete_in){id}, NULL, err));
    for (size_t i = 0; i < f->standard_count; i++)
        TRY(interview_result_insert(c->db,
                                    &(struct interview_result_insert_in){id, f->standards[i].id, results[i].class_no,
                                                                         results[i].income_low,
                                                                         results[i].deprived_count, results[i].cut_off,
                                                                         results[i].by_points, results[i].missing},
                                    NULL, err));
    return OK;
}

static void note_save(struct ctx *c, const struct interview_frame *f, const struct interview_subject *subject,
                      int64_t id, const struct interview *old, const struct interview_answers *a,
                      const struct engine_result *results) {
    struct value *diff = value_object(c->arena);
    diff_day(diff, "interviewed_on", old ? old->answers.interviewed_on : DAY_NONE, a->interviewed_on);
    struct text before = TEXT_NONE;
    if (old != NULL && old->scorecard_id != 0) {
        char *hex = arena_alloc(c->arena, ENGINE_ITEMS);
        engine_answers_write(old->answers.items, ENGINE_ITEMS, hex);
        before = (struct text){hex, f->card.item_count};
    }
    diff_text(diff, "answers", before, answers_text(c, f, a));
    diff_int(diff, "deprived", old ? old->answers.deprived : DB_NULL, a->deprived);
    diff_int(diff, "answered", old ? old->answers.answered : DB_NULL, a->answered);
    diff_int(diff, "income_dong", old ? old->answers.income_dong : DB_NULL, a->income_dong);
    struct value *classes = value_set_object(diff, "classes");
    for (size_t i = 0; i < f->standard_count; i++)
        value_set_int(classes, arena_zstr(c->arena, f->standards[i].key), results[i].class_no);
    audit_note(c, subject->commune_id, "interview.save", "interview", id, diff);
}

enum status interview_save(struct ctx *c, const struct interview_frame *f, int64_t season_id,
                           const struct interview_subject *subject, const struct interview_answers *a, int64_t *ret_id,
                           struct error *err) {
    TRY(interview_guard(c, season_id, subject->household_id, err));
    uint8_t urban = subject->urban;
    uint16_t answered = a->answered, deprived = a->deprived & a->answered;
    int64_t income = a->income_dong, points;
    struct engine_result results[INTERVIEW_STANDARDS];
    engine_classify(f->has_card ? &f->engine_card : NULL, f->lines, f->standard_count, f->indicator_count, f->prefer,
                    &(struct engine_households){1, &urban, a->items, &income, &deprived, &answered}, results, &points);
    int64_t id, changed = 0;
    struct interview old;
    instant_t now = clock_now(&c->app->clock);
    int64_t card = f->has_card ? f->card.id : DB_NULL;
    TRY(interview_of(c, season_id, subject->household_id, &id, err));
    if ((id == 0) != (a->version == 0))
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    bool first = id == 0;
    if (first) {
        id = id_new();
        TRY(interview_insert(c->db,
                             &(struct interview_insert_in){
                                 id, subject->household_id, season_id, a->interviewed_on, subject->urban,
                                 text_of(a->method), f->family, card, answers_text(c, f, a), income, points, deprived,
                                 answered, subject->member_count, a->cause_codes, a->note, c->user.account_id, now},
                             NULL, err));
    } else {
        TRY(interview_get(c, id, &old, err));
        TRY(interview_update(c->db,
                             &(struct interview_update_in){id, a->interviewed_on, subject->urban, text_of(a->method),
                                                           f->family, card, answers_text(c, f, a), income, points,
                                                           deprived, answered, subject->member_count, a->cause_codes,
                                                           a->note, c->user.account_id, now, a->version},
                             &changed, err));
        if (changed == 0)
            return fail(err, E_PRECONDITION, "http.precondition_failed");
    }
    TRY(store_results(c, f, id, results, err));
    note_save(c, f, subject, id, first ? NULL : &old, a, results);
    *ret_id = id;
    return household_refresh(c, subject->household_id, err); /* when it was last reviewed */
}

/* ---- reading */

enum status interview_get(struct ctx *c, int64_t interview_id, struct interview *ret, struct error *err) {
    struct interview_row_row r;
    bool found = false;
    TRY(interview_row(c->db, &(struct interview_row_in){interview_id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "interview.missing");
    struct interview_subject subject;
    TRY(interview_subject_get(c, r.household_id, &subject, err));
    *ret = (struct interview){.id = interview_id,
                              .household_id = r.household_id,
                              .season_id = r.season_id,
                              .scorecard_id = r.scorecard_id == DB_NULL ? 0 : r.scorecard_id,
                              .points_a = r.points_a,
                              .members = r.members,
                              .reviewer_account_id = r.reviewer_account_id,
                              .version = r.version,
                              .indicator_family = r.family,
                              .urban = r.urban,
                              .recorded_at = r.recorded_at,
                              .answers = {.interviewed_on = r.interviewed_on,
                                          .income_dong = r.income_dong,
                                          .deprived = (uint16_t)r.deprived_mask,
                                          .answered = (uint16_t)r.answered_mask,
                                          .cause_codes = r.cause_codes,
                                          .note = r.note,
                                          .method = arena_zstr(c->arena, r.method),
                                          .version = r.version}};
    if (!engine_answers_read(r.answers, ret->answers.items, ENGINE_ITEMS))
        return fail_detail(err, E_INTERNAL, "http.internal", "answers of interview %lld", (long long)interview_id);
    return OK;
}

enum status interview_of(struct ctx *c, int64_t season_id, int64_t household_id, int64_t *ret_id, struct error *err) {
    struct interview_id_of_row r = {0};
    bool found = false;
    TRY(interview_id_of(c->db, &(struct interview_id_of_in){season_id, household_id}, c->arena, &r, &found, err));
    *ret_id = found ? r.id : 0;
    return OK;
}

enum status interview_before(struct ctx *c, int64_t household_id, day_t day, int64_t *ret_id, struct error *err) {
    struct interview_id_before_row r = {0};
    bool found = false;
    TRY(interview_id_before(c->db, &(struct interview_id_before_in){household_id, day}, c->arena, &r, &found, err));
    *ret_id = found ? r.id : 0;
    return OK;
}

enum status interview_results(struct ctx *c, int64_t interview_id, struct interview_result **ret, size_t *ret_count,
                              struct error *err) {
    struct interview_results_of_row *rows;
    TRY(interview_results_of(c->db, &(struct interview_results_of_in){interview_id}, c->arena, &rows, ret_count, err));
    struct interview_result *list = ARENA_ARRAY(c->arena, *ret_count + 1, struct interview_result);
    for (size_t i = 0; i < *ret_count; i++)
        list[i] =
            (struct interview_result){rows[i].standard_id, rows[i].class,      rows[i].deprived_count, rows[i].cut_off,
                                      rows[i].missing,     rows[i].income_low, rows[i].by_points};
    *ret = list;
    return OK;
}
