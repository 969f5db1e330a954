/* The parts of the demonstration generator that see each other. */
#ifndef ANSINH_DEMO_PARTS_H
#define ANSINH_DEMO_PARTS_H
#include "app/tsv.h"
#include "demo_queries.h"
#include "features/demo/demo.h"
#include "features/household/household.h"
#include "features/standard/standard.h"

enum demo_kind { /* of demo_id */
                 KIND_SEASON = 1,
                 KIND_HAMLET,
                 KIND_HOUSEHOLD,
                 KIND_HOUSEHOLD_VERSION,
                 KIND_PERSON,
                 KIND_PERSON_VERSION,
                 KIND_MEMBERSHIP,
                 KIND_EVENT,
                 KIND_INTERVIEW,
                 KIND_CLASS,
                 KIND_ACCOUNT = 20,
                 KIND_GRANT,
};
/* One per role; passwords are written to standard error unless quiet. */
MUST_CHECK enum status demo_accounts(struct ctx *c, const struct demo_plan *plan, bool quiet, struct error *err);
/* ansinh demo accounts: names and passwords once more. */
int demo_accounts_print(struct command_args *a, struct arena *arena, struct error *err);

#define DEMO_ACCOUNT 1 /* the system wrote it */

/* ---- shipped words: data/demo_*.tsv, data/surnames.tsv, data/ethnicities.tsv */
struct word_pick { /* one word of a weighted list */
    struct text word;
    int64_t upto; /* sum of the weights up to it */
};
struct word_list {
    struct word_pick *picks;
    size_t count, room;
};
struct text word_draw(const struct word_list *l, struct demo_rng *r); /* "" from an empty list */
void word_add(struct arena *a, struct word_list *l, struct text word, int64_t weight);

struct name_pool { /* of one ethnic group */
    struct text ethnicity;
    bool minority;
    struct word_list surnames, middles[2], givens[2], patterns[2];
};
struct demo_words {
    struct name_pool *pools; /* [0]: Kinh */
    size_t pool_count;
    struct word_list groups; /* which minority, by how many live in the province (invented shares) */
    struct text *variant_from, *variant_to;
    size_t variant_count;
};
MUST_CHECK enum status demo_words_load(struct arena *a, struct demo_words *ret, struct error *err);
/* A full name by the group's patterns; a surname given is kept (children). */
struct text demo_name(struct arena *a, const struct demo_words *w, const struct name_pool *p, int sex,
                      struct text surname, struct demo_rng *r);
struct text demo_surname(const struct name_pool *p, struct demo_rng *r);

/* ---- places */
struct demo_commune {
    int64_t id;
    struct text code, key, kind;
    struct text district_code;
    bool urban;
    int64_t households; /* to be generated */
    int64_t minority;   /* of them */
    size_t first_hamlet, hamlet_count;
};
struct demo_hamlet {
    int64_t id;
    size_t commune;
    int64_t weight;
};
struct demo_map {
    struct demo_commune *communes;
    size_t commune_count;
    struct demo_hamlet *hamlets;
    size_t hamlet_count;
};
MUST_CHECK enum status demo_map_make(struct ctx *c, const struct demo_plan *plan, struct demo_map *ret,
                                     struct error *err);

/* ---- standards and scorecard, as loaded in the database */
enum demo_standard { STANDARD_PROVINCIAL, STANDARD_NATIONAL, STANDARDS };
struct demo_score {
    const struct scorecard *card; /* options in order of points */
    struct engine_card compiled;
    int64_t standard_id[STANDARDS];
    struct engine_standard standards[STANDARDS];
    int size_item; /* the item that asks for the number of people; -1 */
    size_t indicators;
    struct text family; /* of the indicators, the same for both standards */
};
MUST_CHECK enum status demo_score_load(struct ctx *c, struct demo_score *ret, struct error *err);
const struct engine_line *demo_poor_line(const struct demo_score *s, enum demo_standard k, bool urban);

struct demo_answers {
    char answers[ENGINE_ITEMS + 1]; /* hex digits; "" when the income was declared */
    int64_t points;                 /* DB_NULL */
    int64_t income;                 /* DB_NULL */
    uint16_t mask;
    int deprived;
    struct engine_result result[STANDARDS];
};
/* What an interview shall come to. points: the wanted sum, by how it is compared. */
enum demo_want { WANT_ABOVE, WANT_AT_MOST, WANT_EXACTLY, WANT_INCOME };
struct demo_target {
    enum demo_want want;
    int64_t amount; /* points or đồng */
    int64_t least;  /* of WANT_AT_MOST: not below this + 1 (0: anything) */
    int deprived_min, deprived_max;
};
/* E_INTERNAL "demo.cannot_reach" when no combination of options gives the target. */
MUST_CHECK enum status demo_answer(const struct demo_score *s, bool urban, int64_t members, const struct demo_target *t,
                                   struct demo_rng *r, struct demo_answers *ret, struct error *err);

/* ---- what becomes of each household in the three reviews */
struct demo_path {
    uint8_t provincial[DEMO_SEASONS], national[DEMO_SEASONS]; /* class; 3 not poor */
    bool asked[DEMO_SEASONS];                                 /* interviewed though on no list: form 01 */
};
enum demo_edge {
    EDGE_NONE,
    EDGE_ON_POINTS,
    EDGE_ON_INCOME,
    EDGE_OVER_POINTS,
    EDGE_OVER_INCOME,
    EDGE_TWO_DEPRIVED,
    EDGE_BETWEEN_URBAN,
    EDGE_BETWEEN_RURAL,
    EDGE_NATIONAL_POINTS,
    EDGE_NATIONAL_NEAR_POINTS,
    EDGE_NATIONAL_OVER,
    EDGE_NATIONAL_INCOME,
    EDGES
};
struct demo_fate {
    uint8_t path, edge;
    uint8_t pool; /* of names: the ethnic group of the head */
    uint32_t hamlet;
};
const struct demo_path *demo_path_of(const struct demo_fate *f);
/* One per household, in the order of communes. */
MUST_CHECK enum status demo_fates(struct arena *a, const struct demo_plan *plan, const struct demo_map *map,
                                  const struct demo_words *words, struct demo_fate **ret, struct error *err);
/* The target of review i. */
struct demo_target demo_target_of(const struct demo_score *s, const struct demo_fate *f, size_t review, bool urban,
                                  struct demo_rng *r);

/* ---- people */
struct demo_person {
    int64_t id;
    struct text name, fold, ethnicity, number;
    int sex;
    day_t born, since, died_on;
    int64_t precision;
    const char *relation;
    int64_t pool;
};
struct demo_interview {
    bool held;
    int64_t id;
    day_t on;
    int64_t members;
    struct demo_answers a;
    struct text causes;
};
struct demo_household {
    int64_t id;
    struct text code, address;
    size_t commune, hamlet, from_hamlet;
    bool moved;
    day_t moved_on;
    struct demo_person *people; /* [0]: the head; those who died are among them */
    size_t people_count, alive;
    const struct demo_path *path;
    struct demo_interview interviews[DEMO_SEASONS];
};
struct demo_numbers; /* personal numbers handed out so far */
struct demo_numbers *demo_numbers_new(struct arena *a);
void demo_people_make(struct arena *a, const struct demo_plan *plan, const struct demo_words *words,
                      struct demo_numbers *numbers, const struct demo_fate *fate, struct demo_rng *r,
                      struct demo_household *h);
day_t demo_register_start(void); /* the day on which the register was taken over */

/* ---- writing */
struct demo_writer;
struct demo_writer *demo_writer_new(struct arena *a, const struct demo_plan *plan, const struct demo_map *map,
                                    const struct demo_score *score);
/* Writes a batch, table by table, in one transaction. */
MUST_CHECK enum status demo_write(struct demo_writer *w, struct db *db, struct arena *a,
                                  const struct demo_household *list, size_t count, struct error *err);
#endif
