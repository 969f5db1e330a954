/* The poverty rate: poor households by a standard over all resident households, for any area and day.
 *
 * Three figures, never mixed: in force (decided and signed), provisional (this season's undecided results put in
 * place of the classes in force), official (31 December of a year whose season is signed everywhere in the area).
 * The denominator is the total of resident households that the communes declared, newest on or before the day;
 * where any commune declared nothing, the households counted in the register. The answer says which. */
#ifndef ANSINH_RATE_H
#define ANSINH_RATE_H
#include "app/app.h"
#include "features/figure/figure.h"

enum rate_state { RATE_IN_FORCE, RATE_PROVISIONAL, RATE_OFFICIAL };

struct rate_unit {                /* one commune, or what acts as one */
    int64_t area_id, district_id; /* district_id = area_id's parent */
    struct text code, name;
    int64_t poor, poor_urban, declared, counted; /* declared DB_NULL: nothing declared */
    int64_t declared_urban, counted_urban;
    day_t declared_on;  /* DAY_NONE: nothing declared */
    struct text source; /* of the declared total */
};
struct rate {
    int64_t area_id, standard_id;
    day_t as_of;
    enum rate_state state;
    /* declared: DB_NULL when any commune lacks it. counted: DB_NULL when it was not needed. */
    int64_t numerator, denominator, declared, counted;
    bool from_declared;
    int64_t rate_millionths; /* DB_NULL when the denominator is 0 */
    int64_t numerator_urban, denominator_urban;
    const struct rate_unit *units;
    size_t unit_count;
};
enum rate_counting { RATE_COUNT_IF_NEEDED, RATE_COUNT_ALWAYS }; /* counting the register on a past day takes a scan */
/* kind: "provincial" or "national": the standard in force that day. wanted: RATE_PROVISIONAL asks for it; otherwise
 * the state follows from the day. E_NOT_FOUND "rate.no_standard". Scope is the caller's to check. */
MUST_CHECK enum status rate_compute(struct ctx *c, const char *kind, int64_t area_id, day_t as_of,
                                    enum rate_state wanted, enum rate_counting counting, struct rate *ret,
                                    struct error *err);
/* The households behind the numerator, in the order of their codes; province_id and district_id as of r's day. */
MUST_CHECK enum status rate_numerator_households(struct ctx *c, const struct rate *r, struct figure_household **ret,
                                                 size_t *ret_count, struct error *err);
/* The rate in force on past days: what happened is read once for all of them. */
struct rate_past;
MUST_CHECK enum status rate_past_load(struct ctx *c, int64_t standard_id, day_t from, day_t to, struct rate_past **ret,
                                      struct error *err);
/* The rate in force on each of several days (ascending, within those loaded); days on which another standard or no such
 * area was in force, or a commune had declared nothing, give a denominator of 0. */
struct rate_point {
    day_t day;
    int64_t numerator, denominator;
};
MUST_CHECK enum status rate_trend(struct ctx *c, struct rate_past *past, int64_t area_id, struct rate_point *points,
                                  size_t count, struct error *err);
/* The same, unit by unit: cells[i * unit_count + k] is unit k of `now` on points[i].day. A unit that did not exist that
 * day has a denominator of 0. */
MUST_CHECK enum status rate_trend_units(struct ctx *c, struct rate_past *past, const struct rate *now,
                                        const struct rate_point *points, size_t count, struct rate_point **ret_cells,
                                        struct error *err);
int64_t rate_share(int64_t numerator,
                   int64_t denominator); /* millionths; DB_NULL when the denominator is not positive */
/* The standard of a kind by which the rate of a day is told: that of the day, else of the day on which classes are read
 * (what the first season of a standard found counts at the end of the year before). E_NOT_FOUND "rate.no_standard". */
MUST_CHECK enum status rate_standard_on(struct ctx *c, const char *kind, day_t as_of, int64_t *ret_id,
                                        struct text *ret_name, struct error *err);
/* {"standard","area","as_of","state","numerator","denominator","denominator_source","rate", …} */
void rate_value(struct ctx *c, const char *kind, struct text area_code, const struct rate *r, struct value *out);
/* The day on which classes are read for a rate of the day: on 31 December the next one, when what the season decided
 * may first open benefits. */
day_t rate_class_day(day_t as_of);
/* 10,000 x numerator <= basis points x denominator, in whole numbers. */
bool rate_meets(int64_t numerator, int64_t denominator, int64_t basis_points);
/* Most households that may be poor for the target to be met. */
int64_t rate_allowed(int64_t denominator, int64_t basis_points);
#endif
