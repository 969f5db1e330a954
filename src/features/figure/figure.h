/* Households behind the figures of what was signed. Whoever signs freezes them with the signature; from then on the
 * figure opens to these rows and to no others, and the digest in the signed text proves that they are the same. */
#ifndef ANSINH_FIGURE_H
#define ANSINH_FIGURE_H
#include "app/app.h"

struct figure_household { /* as known on the day of the signature */
    int64_t household_id, hamlet_id, commune_id, district_id, province_id;
    struct text code, head_name, hamlet_name, commune_name;
    int class_from, class_to; /* 0 where the figure knows none; -1 gone */
    bool came, fallen;
};
struct figure_owner {
    const char *kind; /* "plan_report" */
    int64_t id, no;
};
/* SHA-256 of the rows in their order, hex. */
void figure_digest(const struct figure_household *rows, size_t count, char ret_hex[65]);
/* In the transaction that signs; notes no audit. The rows keep their order. */
MUST_CHECK enum status figure_freeze(struct ctx *c, const struct figure_owner *o, const char *figure, day_t as_of,
                                     const struct figure_household *rows, size_t count, struct error *err);
/* Answers the request with the rows of a figure that lie in the asker's scope, filtered by ?from= ?to= ?came= ?fallen=
 * ?above=; and {households, sha256, unchanged}: whether the rows still are what was signed. E_NOT_FOUND when no such
 * figure was signed. The caller has checked who may read the owner. */
MUST_CHECK enum status figure_answer(struct ctx *c, const struct figure_owner *o, struct text figure, struct value *out,
                                     struct error *err);
extern const struct list_def figure_list_def;
#endif
