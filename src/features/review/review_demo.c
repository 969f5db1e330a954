/* The review's part of a demonstration database: seasons of past years as closed, then the season of 2024 played by
 * the functions that people use, day by day, up to the day of the database. On 25/11/2024 communes stand at every
 * step; a database of 14/12/2024 or later has the whole season signed, approved and closed. */
#include "features/area/area.h"
#include "app/tsv.h"
#include "features/demo/demo.h"
#include "features/interview/interview.h"
#include "features/review/result.h"

enum status review_demo(struct ctx *c, const struct demo_plan *plan, struct error *err);
enum status review_demo_through(struct ctx *c, const struct demo_plan *plan, struct error *err);

struct play {
    struct ctx *c;
    const struct demo_plan *plan;
    struct demo_stage stage;
    struct interview_frame *frame;
    struct season season;
    int64_t province, commune, own_commune; /* the demonstration's own, where the accounts of every commune are */
    const struct area *communes;
    size_t commune_count, index;
    int64_t escape_per_million;
    int phase; /* how far the commune comes by 25/11: 1 interviews .. 5 signed */
    int64_t *hamlets;
    size_t hamlet_count;
    /* Of the last household that stayed poor by the provincial standard, rural and urban: who asks is like it. */
    struct interview_answers poor[2];
    bool has_poor[2];
    int64_t in_vain;      /* household that asks and is not poor */
    bool objected, stuck; /* one open objection and one meeting to repeat in the whole province */
};
enum { INTERVIEWING = 1, MEETING, POSTING, OPINION, SIGNED };

typedef enum status (*play_fn)(struct ctx *c, void *user, struct error *err);

/* An act on its day, when that day has come in this database. */
static enum status on_day(struct play *p, int month, int day, play_fn fn, struct error *err) {
    return demo_on_day(&p->stage, day_of(2024, month, day), NULL, fn, p, err);
}

/* The n-th of the shipped names of the largest group that a row is about; column "part" is asked only when given. */
static struct text shipped_name(const char *file, const char *column, const char *part, int64_t n) {
    struct text found = TEXT_NONE;
    struct tsv t;
    tsv_open(&t, file);
    while (n >= 0 && tsv_next(&t)) {
        struct text group = tsv_text(&t, "ethnicity"); /* none: names of every group without its own */
        if ((group.ptr != NULL && !text_starts(group, T("Kinh"))) ||
            (part != NULL && !text_is(tsv_text(&t, "part"), part)))
            continue;
        found = tsv_text(&t, column);
        n--;
    }
    return found;
}

static struct text person(struct play *p, const char *what, int64_t index) {
    struct demo_rng r = demo_rng(p->plan, what, index);
    struct text surname = shipped_name("surnames.tsv", "surname", NULL, demo_below(&r, 8));
    struct text middle = shipped_name("demo_names.tsv", "name", "middle", demo_below(&r, 6));
    struct text given = shipped_name("demo_names.tsv", "name", "given", demo_below(&r, 30));
    return arena_fmt(p->c->arena, "%.*s %.*s %.*s", FMT(surname), FMT(middle), FMT(given));
}

static void as(struct play *p, const char *role, int level, int64_t area) {
    p->c->user.role = text_of(role);
    p->c->user.display_name = person(p, role, area);
    p->c->user.scope = (struct db_scope){level, area};
}

/* ---- past seasons */

/* One area's result of a past season, sent and approved as it was. */
static enum status past_result(struct ctx *c, const struct season *s, int64_t area, int level, day_t approved,
                               int64_t report, struct error *err) {
    TRY(result_report_insert(
        c->db, &(struct result_report_insert_in){report, s->id, area, level, T("official"), s->ends_on, 1, TEXT_NONE},
        NULL, err));
    TRY(result_report_decide(c->db, &(struct result_report_decide_in){report, 1, T("approved"), approved, 1, TEXT_NONE},
                             NULL, err));
    return result_rows_write(c, s, area, report, err);
}

/* Of every commune, district and of the province, in the order in which they went up. */
static enum status past_results(struct play *p, const struct season *s, size_t nth, struct error *err) {
    struct ctx *c = p->c;
    struct area *districts;
    size_t count;
    int64_t index = (int64_t)nth * 200;
    TRY(area_children(c, p->province, s->ends_on, &districts, &count, err));
    for (size_t i = 0; i < p->commune_count; i++)
        if (p->communes[i].level == AREA_COMMUNE)
            TRY(past_result(c, s, p->communes[i].id, AREA_COMMUNE, s->ends_on + 5, demo_id(60, ++index), err));
    for (size_t i = 0; i < count; i++)
        TRY(past_result(c, s, districts[i].id, AREA_DISTRICT, s->ends_on + 10, demo_id(60, ++index), err));
    return past_result(c, s, p->province, AREA_PROVINCE, s->ends_on + 14, demo_id(60, ++index), err);
}

static enum status past_seasons(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    for (size_t i = 0; i < DEMO_SEASONS; i++) {
        struct demo_season d = demo_season(i);
        day_t ends = day_of(d.year, 12, 14);
        TRY(demo_season_put(c->db,
                            &(struct demo_season_put_in){d.id, text_of(d.kind), d.year, p->province,
                                                         day_of(d.year, 9, 1), ends, day_of(d.year, 1, 1),
                                                         (instant_t)ends * 86400000},
                            NULL, err));
        TRY(season_standard_copy(c->db, &(struct season_standard_copy_in){d.id, p->province, d.in_force}, NULL, err));
        TRY(season_rule_copy(c->db, &(struct season_rule_copy_in){d.id, day_of(d.year, 9, 1)}, NULL, err));
        TRY(demo_season_entries(c->db, &(struct demo_season_entries_in){d.id}, NULL, err));
        struct season past;
        TRY(season_get(c, d.id, &past, err));
        TRY(past_results(p, &past, i, err));
    }
    audit_note(c, 0, "demo.seasons", "season", 0, NULL);
    return OK;
}

/* So many stay poor that the year ends near the plan's 0.32 % of all households, with those who newly asked. */
static void play_towards(struct play *p, const struct demo_counts_row *n) {
    int64_t target = n->households * 32 / 10000 - (int64_t)p->commune_count / 2;
    p->escape_per_million = n->poor > target && target >= 0 ? (n->poor - target) * 1000000 / n->poor : 0;
}

static enum status open_2024(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct season_plan plan = {
        .kind = "yearly", .year = 2024, .area_id = p->province, .starts_on = DAY_NONE, .ends_on = DAY_NONE};
    int64_t id;
    struct demo_counts_row n;
    bool found = false;
    TRY(season_open(c, &plan, &id, err));
    TRY(season_get(c, id, &p->season, err));
    TRY(demo_counts(c->db, &(struct demo_counts_in){id, p->province}, c->arena, &n, &found, err));
    play_towards(p, &n);
    p->frame = ARENA_NEW(c->arena, struct interview_frame);
    return interview_frame_load(c, p->season.id, c->today, -1, p->frame, err);
}

/* ---- interviews */

static void best_answers(const struct interview_frame *f, bool urban, struct interview_answers *a) {
    for (size_t i = 0; i < f->engine_card.item_count; i++) {
        int chosen = -1;
        for (int o = 0; o < ENGINE_OPTIONS; o++) {
            if (!(f->engine_card.options[i] >> o & 1))
                continue;
            const int32_t *points = f->engine_card.points[urban][i];
            if (chosen < 0 || points[o] > points[chosen])
                chosen = o;
        }
        a->items[i] = (uint8_t)(chosen < 0 ? ENGINE_NOT_ASKED : chosen);
    }
    a->income_dong = DB_NULL;
    a->deprived = 0;
    a->answered = (uint16_t)((1u << f->indicator_count) - 1);
}

/* version: of the interview that is done again; 0: the first time. */
static enum status interview_one(struct play *p, int64_t household, bool asked, int64_t version, struct error *err) {
    struct ctx *c = p->c;
    struct demo_rng r = demo_rng(p->plan, "outcome", household);
    int64_t before = 0, id;
    struct interview_subject subject;
    struct interview_answers a = {.method = "demo"};
    TRY(interview_subject_get(c, household, &subject, err));
    TRY(interview_before(c, household, c->today, &before, err));
    if (before != 0) {
        struct interview last;
        TRY(interview_get(c, before, &last, err));
        a = last.answers;
    }
    if (household == p->in_vain)
        best_answers(p->frame, subject.urban, &a);
    else if (asked && p->has_poor[subject.urban])
        a = p->poor[subject.urban];
    else if (before == 0 || (!asked && demo_chance(&r, p->escape_per_million)))
        best_answers(p->frame, subject.urban, &a);
    else if (!asked) {
        p->poor[subject.urban] = a;
        p->poor[subject.urban].cause_codes = arena_text(p->stage.arena, a.cause_codes);
        p->poor[subject.urban].note = TEXT_NONE;
        p->has_poor[subject.urban] = true;
    }
    a.interviewed_on = c->today;
    a.method = "demo";
    a.version = version;
    TRY(review_interview_allowed(c, p->season.id, household, err));
    return interview_save(c, p->frame, p->season.id, &subject, &a, &id, err);
}

static enum status interviews(struct play *p, int share, struct error *err) {
    struct ctx *c = p->c;
    for (size_t h = 0; h < p->hamlet_count; h++) {
        struct meeting_agenda_row *rows;
        size_t count;
        TRY(meeting_agenda(c->db, &(struct meeting_agenda_in){p->season.id, p->hamlets[h]}, c->arena, &rows, &count,
                           err));
        for (size_t i = 0; i < count; i++) {
            struct demo_rng r = demo_rng(p->plan, "interviewed", rows[i].household_id);
            struct season_household_one_row x;
            bool found = false;
            bool again = rows[i].state == REVIEW_AGAIN && rows[i].interview_version == rows[i].judged_version;
            if ((rows[i].interview_id != DB_NULL && !again) || demo_below(&r, 100) >= share)
                continue;
            TRY(season_household_one(c->db, &(struct season_household_one_in){p->season.id, rows[i].household_id},
                                     c->arena, &x, &found, err));
            TRY(interview_one(p, rows[i].household_id, !text_is(x.source, "managed"),
                              again ? rows[i].interview_version : 0, err));
        }
    }
    audit_note(c, p->commune, "demo.interviews", "season", p->season.id, NULL);
    return OK;
}

/* ---- the acts of a commune */

static enum status act_lists(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct demo_season_hamlets_row *rows;
    TRY(demo_season_hamlets(c->db, &(struct demo_season_hamlets_in){p->season.id, p->commune}, c->arena, &rows,
                            &p->hamlet_count, err));
    p->hamlets = ARENA_ARRAY(c->arena, p->hamlet_count + 1, int64_t);
    for (size_t i = 0; i < p->hamlet_count; i++) {
        p->hamlets[i] = rows[i].hamlet_id;
        TRY(season_hamlet_list(c, p->season.id, rows[i].hamlet_id, true, err));
    }
    if (p->hamlet_count == 0)
        audit_note(c, 0, "demo.none", "season", 0, NULL);
    /* Somebody asks by form 01 in every other commune; in the demonstration's own somebody who will be found not poor
     * and gets a refusal. */
    bool in_vain = p->commune == p->own_commune;
    if (p->hamlet_count > 0 && (in_vain || p->index % 2 == 0)) {
        struct demo_unlisted_row h;
        bool found = false;
        int64_t id;
        TRY(demo_unlisted(c->db, &(struct demo_unlisted_in){p->season.id, p->hamlets[0], 3}, c->arena, &h, &found,
                          err));
        if (!found)
            return OK;
        TRY(request_receive(c, h.household_id, "poor", "in_person", tr(LANG_VI, "review.demo.reason"), &id, err));
        TRY(request_screen(c, id, 1, p->season.id, true, TEXT_NONE, err));
        if (in_vain)
            p->in_vain = h.household_id;
    }
    return OK;
}

static enum status act_some_interviews(struct ctx *c, void *user, struct error *err) {
    (void)c;
    return interviews(user, 60, err);
}
static enum status act_all_interviews(struct ctx *c, void *user, struct error *err) {
    (void)c;
    return interviews(user, 100, err);
}

static enum status plan_meetings(struct ctx *c, struct play *p, day_t on, struct error *err) {
    for (size_t i = 0; i < p->hamlet_count; i++)
        TRY(season_plan_meeting(c, p->season.id, p->hamlets[i], on + (day_t)(i % 3), tr(LANG_VI, "review.demo.place"),
                                err));
    if (p->hamlet_count == 0)
        audit_note(c, 0, "demo.none", "season", 0, NULL);
    return OK;
}
static enum status act_plan_late(struct ctx *c, void *user, struct error *err) {
    return plan_meetings(c, user, day_of(2024, 11, 20), err); /* the day passed without a meeting */
}
static enum status act_plan(struct ctx *c, void *user, struct error *err) {
    return plan_meetings(c, user, day_of(2024, 11, 27), err);
}

static enum status meet(struct play *p, size_t hamlet, bool repeat_one, struct error *err) {
    struct ctx *c = p->c;
    struct meeting_agenda_row *rows;
    size_t count;
    int64_t id, at = p->hamlets[hamlet];
    TRY(meeting_agenda(c->db, &(struct meeting_agenda_in){p->season.id, at}, c->arena, &rows, &count, err));
    if (count == 0)
        return OK;
    struct demo_rng r = demo_rng(p->plan, "meeting", at);
    int64_t attendees = 24 + demo_below(&r, 40);
    struct meeting_vote_of *votes = ARENA_ARRAY(c->arena, count, struct meeting_vote_of);
    for (size_t i = 0; i < count; i++)
        votes[i] = (struct meeting_vote_of){rows[i].household_id, attendees - demo_below(&r, attendees / 3), TEXT_NONE};
    if (repeat_one)
        votes[0].agreeing = attendees * 2 / 5;
    const struct meeting_invited invited[] = {{"party_cell", 1, 1},
                                              {"unions", 4, 3},
                                              {"reviewer", 2, 2},
                                              {"households", attendees + 10, attendees - 7},
                                              {"front", 1, demo_below(&r, 4) > 0}};
    struct meeting_plan plan = {.season_id = p->season.id,
                                .hamlet_id = at,
                                .place = tr(LANG_VI, "review.demo.place"),
                                .chair = person(p, "chair", at),
                                .secretary = person(p, "secretary", at),
                                .representative = person(p, "representative", at),
                                .attendees = attendees,
                                .invited = invited,
                                .invited_count = COUNT_OF(invited),
                                .votes = votes,
                                .vote_count = count};
    return meeting_hold(c, &plan, &id, err);
}
static enum status act_meetings(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    for (size_t i = 0; i < p->hamlet_count; i++)
        TRY(meet(p, i, false, err));
    audit_note(c, p->commune, "demo.meetings", "season", p->season.id, NULL);
    return OK;
}
/* Half of the hamlets have met; in one of the province somebody's result was not agreed to. */
static enum status act_half_meetings(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    for (size_t i = 0; i < p->hamlet_count; i += 2) {
        TRY(meet(p, i, !p->stuck && p->plan->day < day_of(2024, 12, 1), err));
        p->stuck = true;
    }
    audit_note(c, p->commune, "demo.meetings", "season", p->season.id, NULL);
    return OK;
}
static enum status act_postings(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    int64_t id;
    for (size_t i = 0; i < p->hamlet_count; i++) {
        struct posting_ready_row ready;
        bool found = false;
        TRY(posting_ready(c->db, &(struct posting_ready_in){p->season.id, p->hamlets[i]}, c->arena, &ready, &found,
                          err));
        if (ready.households > 0)
            TRY(posting_put_up(c, p->season.id, p->hamlets[i], &id, err));
    }
    audit_note(c, p->commune, "demo.postings", "season", p->season.id, NULL);
    return OK;
}
static enum status act_objection(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    int64_t id;
    struct postings_of_row *posted;
    struct posting_lines_row *lines;
    size_t count, n;
    audit_note(c, p->commune, "demo.objection", "season", p->season.id, NULL);
    if (p->hamlet_count == 0)
        return OK;
    TRY(postings_of(c->db, &(struct postings_of_in){p->season.id, p->hamlets[0]}, c->arena, &posted, &count, err));
    if (count == 0)
        return OK;
    TRY(posting_lines(c->db, &(struct posting_lines_in){posted[0].id}, c->arena, &lines, &n, err));
    return n == 0 ? OK
                  : objection_receive(c, p->season.id, lines[0].household_id, person(p, "objector", p->commune),
                                      tr(LANG_VI, "review.demo.objection"), &id, err);
}

/* A commune without any household in the season has nothing to ask, draft or sign. */
static bool has_any(const struct play *p) {
    return p->hamlet_count > 0;
}
static enum status act_ask_opinion(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    int64_t id;
    return opinion_ask(c, p->season.id, p->commune, arena_fmt(c->arena, "%lld/BC-UBND", (long long)(40 + p->index)),
                       &id, err);
}
static enum status act_give_opinion(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct opinion_last_row last;
    bool found = false;
    TRY(opinion_last(c->db, &(struct opinion_last_in){p->season.id, p->commune}, c->arena, &last, &found, err));
    return opinion_give_one(c, last.id, 1, true, TEXT_NONE, err);
}
static enum status act_sign_lists(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct decision_drafts d;
    TRY(decision_draft(c, p->season.id, p->commune, &d, err));
    as(p, p->index % 4 == 0 ? "commune_vice_chair" : "commune_chair", DB_SCOPE_COMMUNE, p->commune);
    int n = 120 + (int)p->index + (c->today >= day_of(2024, 12, 1) ? 300 : 0); /* one commune may sign twice */
    enum status s = decision_sign_lists(c, p->season.id, p->commune, arena_fmt(c->arena, "%d/QĐ-UBND", n),
                                        arena_fmt(c->arena, "%d/QĐ-UBND", n + 1), err);
    as(p, "system", DB_SCOPE_ALL, 0);
    return s;
}

static enum status play_commune(struct play *p, struct error *err) {
    bool to_end = p->plan->day >= day_of(2024, 12, 14);
    TRY(on_day(p, 9, 5, act_lists, err));
    if (!has_any(p))
        return OK;
    TRY(on_day(p, 9, 24, act_some_interviews, err));
    if (p->phase >= SIGNED) {
        TRY(on_day(p, 9, 30, act_all_interviews, err));
        TRY(on_day(p, 10, 10, act_meetings, err));
        TRY(on_day(p, 10, 11, act_postings, err));
        TRY(on_day(p, 10, 18, act_ask_opinion, err));
        TRY(on_day(p, 10, 24, act_give_opinion, err));
        return on_day(p, 10, 29, act_sign_lists, err);
    }
    if (p->phase == OPINION) {
        TRY(on_day(p, 10, 25, act_all_interviews, err));
        TRY(on_day(p, 11, 4, act_meetings, err));
        TRY(on_day(p, 11, 5, act_postings, err));
        TRY(on_day(p, 11, p->index % 2 ? 12 : 20, act_ask_opinion, err)); /* one of two waits beyond its term */
        TRY(on_day(p, 12, 5, act_give_opinion, err));
        return on_day(p, 12, 10, act_sign_lists, err);
    }
    if (p->phase == POSTING) {
        TRY(on_day(p, 11, 8, act_all_interviews, err));
        TRY(on_day(p, 11, 20, act_meetings, err));
        TRY(on_day(p, 11, 21, act_postings, err));
        if (!p->objected && !to_end)
            TRY(on_day(p, 11, 22, act_objection, err));
        p->objected = true;
    } else if (p->phase == MEETING) {
        TRY(on_day(p, 11, 14, p->index % 2 ? act_plan : act_plan_late, err));
        TRY(on_day(p, 11, 15, act_all_interviews, err));
        TRY(on_day(p, 11, 22, act_half_meetings, err));
    } else {
        TRY(on_day(p, 11, 18, act_plan, err));
    }
    TRY(on_day(p, 11, 27, act_all_interviews, err));
    if (!to_end)
        return OK; /* a day between the two that the story was written for: left where it stands */
    TRY(on_day(p, 11, 29, act_meetings, err));
    TRY(on_day(p, 12, 2, act_postings, err));
    TRY(on_day(p, 12, 6, act_ask_opinion, err));
    TRY(on_day(p, 12, 10, act_give_opinion, err));
    return on_day(p, 12, 12, act_sign_lists, err);
}

/* ---- the monthly round of November, with two requests */

static enum status act_monthly(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct season_plan plan = {.kind = "monthly",
                               .year = 2024,
                               .month = 11,
                               .area_id = p->province,
                               .starts_on = DAY_NONE,
                               .ends_on = DAY_NONE};
    int64_t round, id;
    TRY(season_open(c, &plan, &round, err));
    for (int i = 0; i < 2 && p->hamlet_count > 0; i++) {
        struct demo_unlisted_row h;
        bool found = false;
        TRY(demo_unlisted(c->db, &(struct demo_unlisted_in){p->season.id, p->hamlets[0], 7 + i}, c->arena, &h, &found,
                          err));
        if (!found)
            continue;
        TRY(request_receive(c, h.household_id, i ? "sudden" : "poor", i ? "portal" : "in_person",
                            tr(LANG_VI, "review.demo.reason"), &id, err));
        TRY(request_screen(c, id, 1, round, true, TEXT_NONE, err));
    }
    return OK;
}

/* ---- the results of a season that is signed in every commune */

static enum status send_and_approve(struct play *p, int64_t area, struct error *err) {
    struct season_in_area_row any;
    bool found = false;
    int64_t report, season;
    TRY(season_in_area(p->c->db, &(struct season_in_area_in){p->season.id, area}, p->c->arena, &any, &found, err));
    if (any.households == 0)
        return OK;
    TRY(result_send(p->c, p->season.id, area, true, TEXT_NONE, &report, err));
    return result_decide(p->c, report, 1, true, TEXT_NONE, &season, err);
}
static enum status act_results(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct area *districts;
    size_t count;
    TRY(area_children(c, p->province, c->today, &districts, &count, err));
    for (size_t i = 0; i < p->commune_count; i++)
        if (p->communes[i].level == AREA_COMMUNE)
            TRY(send_and_approve(p, p->communes[i].id, err));
    for (size_t i = 0; i < count; i++)
        TRY(send_and_approve(p, districts[i].id, err));
    return send_and_approve(p, p->province, err);
}

/* ---- playing on a database that stands in the middle of the season */

static enum status act_recheck_all(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct board_objections_row *open;
    size_t count;
    TRY(board_objections(c->db, &(struct board_objections_in){p->season.id, p->commune, c->today}, c->arena, &open,
                         &count, err));
    for (size_t i = 0; i < count; i++) {
        struct objection_one_row o;
        bool found = false;
        TRY(objection_one(c->db, &(struct objection_one_in){open[i].id}, c->arena, &o, &found, err));
        TRY(objection_recheck(c, open[i].id, o.version, false, tr(LANG_VI, "review.demo.recheck"), err));
    }
    audit_note(c, p->commune, "demo.rechecks", "season", p->season.id, NULL);
    return OK;
}

/* What is ready for the step, and nothing when nobody is. */
static enum status act_ask_if_ready(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct opinion_ready_row ready;
    bool found = false;
    audit_note(c, p->commune, "demo.asked", "season", p->season.id, NULL);
    TRY(opinion_ready(c->db, &(struct opinion_ready_in){p->season.id, p->commune, c->today}, c->arena, &ready, &found,
                      err));
    return ready.households > 0 ? act_ask_opinion(c, p, err) : OK;
}
static enum status act_give_all(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct opinions_of_row *o;
    size_t count;
    audit_note(c, p->commune, "demo.opinions", "season", p->season.id, NULL);
    TRY(opinions_of(c->db, &(struct opinions_of_in){p->season.id, p->commune}, c->arena, &o, &count, err));
    for (size_t i = 0; i < count; i++)
        if (o[i].given_on == DAY_NONE)
            TRY(opinion_give_one(c, o[i].id, o[i].version, true, TEXT_NONE, err));
    return OK;
}
static enum status act_sign_if_ready(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct decision_ready_row r;
    bool found = false;
    audit_note(c, p->commune, "demo.signed", "season", p->season.id, NULL);
    TRY(decision_ready(c->db, &(struct decision_ready_in){p->season.id, p->commune, c->today, true}, c->arena, &r,
                       &found, err));
    return r.ready > 0 ? act_sign_lists(c, p, err) : OK;
}

static enum status find_hamlets(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct demo_season_hamlets_row *rows;
    TRY(demo_season_hamlets(c->db, &(struct demo_season_hamlets_in){p->season.id, p->commune}, c->arena, &rows,
                            &p->hamlet_count, err));
    p->hamlets = ARENA_ARRAY(c->arena, p->hamlet_count + 1, int64_t);
    for (size_t i = 0; i < p->hamlet_count; i++)
        p->hamlets[i] = rows[i].hamlet_id;
    return OK;
}

static enum status finish_commune(struct play *p, struct error *err) {
    static const struct {
        int month, day;
        play_fn act;
    } acts[] = {{11, 27, act_all_interviews}, {11, 28, act_recheck_all}, {11, 29, act_meetings},
                {12, 2, act_postings},        {12, 6, act_ask_if_ready}, {12, 10, act_give_all},
                {12, 12, act_sign_if_ready}};
    TRY(ctx_read(p->c, find_hamlets, p, err));
    for (size_t i = 0; i < COUNT_OF(acts) && p->hamlet_count > 0; i++)
        TRY(on_day(p, acts[i].month, acts[i].day, acts[i].act, err));
    return OK;
}

static enum status find_season(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct area *communes;
    bool found = false;
    struct demo_counts_row n;
    TRY(area_by_key(c, "brvt/77", &p->province, err));
    TRY(area_communes(c, p->province, day_of(2024, 9, 1), &communes, &p->commune_count, err));
    p->communes = communes;
    TRY(season_current(c, day_of(2024, 12, 14), &p->season, &found, err));
    if (!found || p->season.year != 2024)
        return fail(err, E_CONFLICT, "review.no_season");
    TRY(demo_counts(c->db, &(struct demo_counts_in){p->season.id, p->province}, c->arena, &n, &found, err));
    play_towards(p, &n);
    p->frame = ARENA_NEW(c->arena, struct interview_frame);
    return interview_frame_load(c, p->season.id, day_of(2024, 11, 26), -1, p->frame, err);
}

/* A season that is closed already is left as it is. */
enum status review_demo_through(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.c = c, .plan = plan};
    TRY(ctx_read(c, find_season, &p, err));
    if (!p.season.open)
        return OK;
    demo_stage_begin(&p.stage, c, plan);
    enum status s = OK;
    for (size_t i = 0; i < p.commune_count && s == OK; i++) {
        AUTO_ARENA of_commune = arena_new(MAX_DOCUMENT_ARENA);
        c->arena = of_commune;
        p.commune = p.communes[i].id;
        p.index = i;
        s = finish_commune(&p, err);
        c->arena = p.stage.arena;
    }
    if (s == OK)
        s = on_day(&p, 12, 14, act_results, err);
    demo_stage_end(&p.stage);
    return s;
}

enum status review_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.c = c, .plan = plan};
    struct area *communes;
    enum status s = OK;
    {
        AUTO_DB db = NULL;
        TRY(db_take(c->app->pool, false, &db, err));
        c->db = db;
        s = area_by_key(c, "brvt/77", &p.province, err);
        s = s != OK ? s
                    : area_by_code(c, plan->commune.len ? plan->commune : T(DEMO_COMMUNE), day_of(2024, 9, 1),
                                   &p.own_commune, err);
        s = s != OK ? s : area_communes(c, p.province, day_of(2024, 9, 1), &communes, &p.commune_count, err);
        c->db = NULL;
    }
    TRY(s);
    p.communes = communes;
    demo_stage_begin(&p.stage, c, plan);
    s = ctx_write(c, past_seasons, &p, err);
    if (s == OK && plan->day >= day_of(2024, 9, 3))
        s = on_day(&p, 9, 3, open_2024, err);
    for (size_t i = 0; i < p.commune_count && s == OK && p.season.id != 0; i++) {
        static const int phases[] = {SIGNED, OPINION, MEETING, POSTING, INTERVIEWING, MEETING, OPINION, INTERVIEWING};
        AUTO_ARENA of_commune = arena_new(MAX_DOCUMENT_ARENA);
        c->arena = of_commune;
        p.commune = communes[i].id;
        p.index = i;
        p.phase = phases[i % COUNT_OF(phases)];
        p.hamlet_count = 0;
        s = play_commune(&p, err);
        if (s == OK && i == 0)
            s = on_day(&p, 11, 18, act_monthly, err);
        c->arena = p.stage.arena;
    }
    if (s == OK && p.season.id != 0)
        s = on_day(&p, 12, 14, act_results, err);
    demo_stage_end(&p.stage);
    return s;
}
