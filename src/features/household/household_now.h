/* Inside the feature: rows of household_now made from the rows of the register. */
#ifndef ANSINH_HOUSEHOLD_NOW_H
#define ANSINH_HOUSEHOLD_NOW_H
#include "features/household/household.h"
#include "household_queries.h"

/* Where hamlets lie on a day, read once each. */
struct place_cache;
struct place_cache *place_cache_new(struct arena *a, day_t on);
/* E_INTERNAL "household.no_place" when the hamlet has no commune on that day. *ret lives in the cache's arena. */
MUST_CHECK enum status place_find(struct place_cache *p, struct db *db, int64_t hamlet_id,
                                  const struct hamlet_place_row **ret, struct error *err);

/* Present state of the households with ids from..to, in order of ids; version is 1. In arena a. */
MUST_CHECK enum status now_build(struct db *db, struct arena *a, struct place_cache *places, int64_t from, int64_t to,
                                 day_t on, struct now_insert_in **ret, size_t *ret_count, struct error *err);

/* Adds rows in bulk, inside an open write transaction. */
MUST_CHECK enum status household_now_put(struct db *db, const struct now_insert_in *rows, size_t count,
                                         struct error *err);
/* struct feature.day: places and rows that begin or end by the passing of days (household_day.c). */
enum status household_day(struct ctx *c, struct error *err);
/* SQLite's text index (PostgreSQL keeps its own): learns the households of a range of ids from household_now; forgets
 * one, while its row still stands there. */
MUST_CHECK enum status household_now_text(struct db *db, int64_t from, int64_t to, struct error *err);
MUST_CHECK enum status household_now_text_remove(struct db *db, int64_t id, struct error *err);
#endif
