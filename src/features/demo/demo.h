/* Demonstration databases: invented households of the real map, the same byte for byte for the same seed, number and
 * day. Other features add their part of the story by struct feature's member `demo`, in the order of `demo_order`;
 * the register's own part (hamlets, households, reviews of 2021 to 2023) has order 0 and comes first. */
#ifndef ANSINH_DEMO_H
#define ANSINH_DEMO_H
#include "app/app.h"

struct demo_plan {
    int64_t households;
    uint64_t seed;
    day_t day;             /* the day that the database plays */
    int64_t national_poor; /* households that are poor / near-poor by the national standard on that day */
    int64_t national_near;
    struct text commune; /* all households in the commune with this code; none: in the whole province */
};
#define DEMO_COMMUNE "26602" /* Xã Láng Lớn, where a small demonstration plays and the accounts of every one are */
/* A stage gets a ctx outside any transaction (c->db NULL, c->today the day played) and makes its own. It draws from
 * demo_rng only, never from clock or random; ids are made by demo_id or, inside of other features' functions, by
 * id_new, which follows a series meanwhile (id_play_from). */

/* The seasons whose answers and classes the register's part writes; the review feature writes the rows about them. */
struct demo_season {
    int64_t id;
    int year;
    const char *kind; /* general, yearly */
    day_t from, to;   /* of the interviews */
    day_t decided_on; /* by the commune chairs */
    day_t in_force;   /* from when the classes count */
};
#define DEMO_SEASONS 3
struct demo_season demo_season(size_t i); /* 0: 2021, 1: 2022, 2: 2023 */

/* Random numbers: splitmix64. A stream of its own for each thing, so that the order of drawing between things does
 * not matter. */
struct demo_rng {
    uint64_t state;
};
struct demo_rng demo_rng(const struct demo_plan *plan, const char *what, int64_t index);
uint64_t demo_next(struct demo_rng *r);
int64_t demo_below(struct demo_rng *r, int64_t n); /* 0 .. n-1 */
bool demo_chance(struct demo_rng *r, int64_t per_million);

/* The index-th id of a kind of rows, growing with the index. kind: 1..1023, one per table and stage; 1..19 are the
 * register's, 20..29 the accounts'. index below 2^33. */
int64_t demo_id(unsigned kind, int64_t index);

/* A feature's stage acts on days before the one played: from begin to end, c has a clock of its own. */
struct demo_stage {
    struct ctx *c;
    const struct demo_plan *plan;
    struct app app, *real;
    struct user user;
    struct arena *arena; /* of the whole stage; a stage may lend c another one for a while */
};
void demo_stage_begin(struct demo_stage *s, struct ctx *c, const struct demo_plan *plan);
void demo_stage_end(struct demo_stage *s); /* c is as it was, on the day played */
/* act in one write transaction on its day; nothing when the day is after the one played. going (may be NULL): who is
 * refused by the rules, or money that is not there (E_CONFLICT, E_INVALID), ends a story and no more acts are played.
 */
MUST_CHECK enum status demo_on_day(struct demo_stage *s, day_t day, bool *going,
                                   enum status (*act)(struct ctx *c, void *user, struct error *err), void *user,
                                   struct error *err);

/* The whole of `ansinh demo`: shipped data, the register, then every feature's stage. E_CONFLICT "demo.not_empty" when
 * there are households already. */
MUST_CHECK enum status demo_make(struct app *app, struct arena *arena, const struct demo_plan *plan, bool quiet,
                                 struct error *err);
/* `ansinh demo --through DAY` on a demonstration: what features have still to play is played up to the day, which
 * becomes the database's. E_CONFLICT "demo.not_a_demo", "demo.later_already". */
MUST_CHECK enum status demo_play_through(struct app *app, struct arena *arena, day_t day, struct error *err);
#endif
