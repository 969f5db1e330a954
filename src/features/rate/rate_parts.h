/* What the files of this folder share: what was asked for, and the pictures of the page, each with its table. */
#ifndef ANSINH_RATE_PARTS_H
#define ANSINH_RATE_PARTS_H
#include "app/list.h"
#include "features/area/area.h"
#include "features/rate/rate.h"
#include "rate_queries.h"

struct asked {
    const char *kind; /* provincial, national */
    int64_t area_id;
    struct area area;
    enum rate_state state;
};
/* ?area= takes a code or an id, ?standard=, ?state=, ?as-of=; nobody sees an area outside his scope. */
MUST_CHECK enum status rate_asked(struct ctx *c, struct asked *ret, struct error *err);
/* The households behind a figure; TEXT_NONE where the reader may not see them: a commune's officer has the sum of the
 * district, not its list. urban 0, 1, or -1 for both. */
struct text rate_households_href(struct ctx *c, const struct asked *a, int64_t area_id, day_t as_of, int urban);
/* Numerator, denominator and rate as members of v. */
void rate_set_share(struct value *v, int64_t poor, int64_t denominator);
/* 0..4 for the ground of a cell, by the target's own multiples; the number always stands in it. */
int rate_level(int64_t poor, int64_t denominator, int64_t target_bp);
/* The target that holds in the area; value_bp is 0 and *ret_found false when there is none. */
MUST_CHECK enum status rate_target_in(struct ctx *c, const struct asked *a, struct rate_target_of_row *ret,
                                      bool *ret_found, struct error *err);

/* ---- pictures: out.pictures.NAME = { title, svg, head, table, xlsx_href, note, legend } for view.chart */
struct value *rate_picture(struct ctx *c, const struct asked *a, struct value *out, const char *name, const char *title,
                           const char *const *head, size_t head_count);
struct value *rate_picture_row(struct ctx *c, struct value *picture); /* a new row, a list of cells */
void rate_cell_int(struct ctx *c, struct value *row, int64_t n, struct text href);
void rate_cell_text(struct ctx *c, struct value *row, struct text t);
void rate_cell_day(struct ctx *c, struct value *row, day_t d);
void rate_cell_rate(struct ctx *c, struct value *row, int64_t millionths);
/* The first past day that the pictures show; the last is the day asked for. */
day_t rate_past_from(struct ctx *c);
/* The state of the year and its way to the end: {path, years} and out.forecast. */
MUST_CHECK enum status rate_add_path(struct ctx *c, const struct asked *a, const struct rate *now,
                                     struct rate_past *past, struct value *out, struct error *err);
/* Districts (or communes) by year ends, today and provisional: out.heat. */
MUST_CHECK enum status rate_add_heat(struct ctx *c, const struct asked *a, const struct rate *now,
                                     struct rate_past *past, struct value *out, struct error *err);
MUST_CHECK enum status rate_add_map(struct ctx *c, const struct asked *a, const struct rate *now, struct value *out,
                                    struct error *err);
/* Movement of the season between the classes. */
MUST_CHECK enum status rate_add_flow(struct ctx *c, const struct asked *a, struct value *out, struct error *err);
/* out.stuck: units that are blocked or late in the season, the latest first. */
MUST_CHECK enum status rate_add_stuck(struct ctx *c, const struct asked *a, struct value *out, struct error *err);

/* ---- where the year is likely to end */
struct rate_forecast {
    bool known;
    int64_t households, low, high;         /* poor households at the end of the year */
    int64_t off_list;                      /* poor in force that the season's list does not hold */
    int64_t found_poor;                    /* on the list and found poor, by the meeting or at least by the interview */
    int64_t waiting_poor;                  /* poor at the start, not interviewed yet */
    int64_t waiting_other;                 /* on the list, not poor at the start, not interviewed yet */
    int64_t leave_bp, become_bp;           /* shares used: of the poor that leave, of the others that become poor */
    int64_t most_leave_bp, least_leave_bp; /* of this season and of the years before */
    const char *method;                    /* word key */
};
MUST_CHECK enum status rate_forecast(struct ctx *c, const struct asked *a, const struct rate *now,
                                     const struct rate_point *year_ends, size_t year_count, struct rate_forecast *ret,
                                     struct error *err);
/* The counting itself, without a database: for tests. progress: rows of the season's list. past: poor households at
 * past year ends, oldest first. */
struct rate_forecast rate_forecast_from(int64_t in_force, const struct rate_season_progress_row *progress, size_t count,
                                        const int64_t *past, size_t past_count);

enum status rate_answer(struct ctx *c, struct value *out, struct error *err);
enum status rate_home(struct ctx *c, struct value *work, struct value *out, struct error *err);
enum status rate_page(struct ctx *c, struct value *out, struct error *err);
enum status rate_picture_page(struct ctx *c, struct value *out, struct error *err);
enum status rate_households_page(struct ctx *c, struct value *out, struct error *err);
extern const struct list_def rate_household_list;

/* ---- targets (rate_targets.c) */
enum status rate_targets_page(struct ctx *c, struct value *out, struct error *err);
enum status rate_target_page(struct ctx *c, struct value *out, struct error *err);
enum status rate_target_new_page(struct ctx *c, struct value *out, struct error *err);
enum status rate_target_create(struct ctx *c, struct value *out, struct error *err);
enum status rate_target_change(struct ctx *c, struct value *out, struct error *err);
MUST_CHECK enum status rate_target_make_form(struct ctx *c, const struct form **ret, struct error *err);
struct demo_plan;
enum status rate_demo(struct ctx *c, const struct demo_plan *plan, struct error *err); /* two districts' own targets */
extern const struct list_def rate_target_list_def;
extern const struct form rate_target_change_form;

/* What `ansinh rate` prints: the members that name the figure, and no more. */
void rate_command_value(struct ctx *c, const char *kind, struct text code, const struct rate *r, struct value *out);
int rate_command(struct command_args *a, struct arena *arena, struct error *err);
#endif
