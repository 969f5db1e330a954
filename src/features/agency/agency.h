/* Agencies as dated data: names over time, successors, and groups that a plan names together. */
#ifndef ANSINH_AGENCY_H
#define ANSINH_AGENCY_H
#include "app/app.h"
/* "77/so-ldtbxh", "ubnd/26602"; E_NOT_FOUND "agency.no_key". */
MUST_CHECK enum status agency_by_key(struct ctx *c, const char *key, int64_t *ret_id, struct error *err);
/* Name on a day, or its last one before; TEXT_NONE when there is no such agency. */
MUST_CHECK enum status agency_name(struct ctx *c, int64_t id, day_t on, struct text *ret, struct error *err);
struct agency_member {
    int64_t id;
    struct text name;
};
/* Members of a group on a day, in Vietnamese order. */
MUST_CHECK enum status agency_group_members(struct ctx *c, int64_t group_id, day_t on, struct agency_member **ret,
                                            size_t *ret_count, struct error *err);
/* How a document's wording resolves: exactly one of the two is not 0; both 0 when it is not known. */
MUST_CHECK enum status agency_by_spelling(struct ctx *c, struct text spelling, int64_t *ret_agency, int64_t *ret_group,
                                          struct error *err);
/* Ids of shipped agencies and groups follow from their keys. */
int64_t agency_id_of_key(struct text key);
#endif
