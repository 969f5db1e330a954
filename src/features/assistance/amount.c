/* What a month pays: base × coefficient of each ground at the person's age; of what excludes each other the highest,
 * and beside it what the law allows. Base, coefficients and exceptions are dated data. */
#include "app/tsv.h"
#include "features/assistance/assistance_parts.h"

struct text assist_month_text(struct ctx *c, day_t first) {
    int y, m, day;
    day_parts(first, &y, &m, &day);
    return arena_fmt(c->arena, "%d/%d", m, y);
}
struct text assist_factor(struct ctx *c, int64_t bp) {
    const char *point = c->lang == LANG_VI ? "," : ".";
    int64_t rest = bp % 10000;
    return rest % 1000 == 0
               ? arena_fmt(c->arena, "%lld%s%lld", (long long)(bp / 10000), point, (long long)(rest / 1000))
               : arena_fmt(c->arena, "%lld%s%04lld", (long long)(bp / 10000), point, (long long)rest);
}
struct text assist_money(struct ctx *c, int64_t dong) {
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, c->lang, dong);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text assist_ground_title(struct text ground) {
    struct tsv t;
    tsv_open(&t, "assistance_grounds.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "ground"), ground))
            return tsv_text(&t, "title");
    return TEXT_NONE;
}
bool assist_ground_private(struct text ground) {
    struct tsv t;
    tsv_open(&t, "assistance_grounds.tsv");
    while (tsv_next(&t))
        if (text_eq(tsv_text(&t, "ground"), ground))
            return tsv_int(&t, "private", 0) == 1;
    return false;
}

/* E_NOT_FOUND becomes "not known". */
static enum status number(struct ctx *c, int64_t policy_id, struct text name, day_t on, struct policy_value *ret,
                          bool *ret_known, struct error *err) {
    enum status s = policy_parameter(c, policy_id, arena_zstr(c->arena, name), on, ret, err);
    *ret_known = s == OK;
    if (s != E_NOT_FOUND)
        return s;
    error_clear(err);
    return OK;
}

/* before: the tier in front of it, mostly of the same policy; NULL: none. */
static enum status load_tier(struct ctx *c, const struct tsv *t, day_t month, const struct assist_tier *before,
                             struct assist_tier *k, struct error *err) {
    struct policy p;
    struct policy_value v;
    bool known;
    *k = (struct assist_tier){.ground = tsv_text(t, "ground"),
                              .title = tsv_text(t, "title"),
                              .parameter = tsv_text(t, "parameter"),
                              .starts = tsv_text(t, "starts"),
                              .article = tsv_text(t, "article"),
                              .policy_key = tsv_text(t, "policy_key"),
                              .policy_id = policy_id_of_key(tsv_text(t, "policy_key")),
                              .age_from = tsv_int(t, "age_from", -1),
                              .age_to = tsv_int(t, "age_to", -1),
                              .per_child = tsv_int(t, "per_child", 0) == 1,
                              .is_private = tsv_int(t, "private", 0) == 1,
                              .told = tsv_int(t, "told", 0) == 1,
                              .coefficient = DB_NULL};
    if (before != NULL && before->policy_id == k->policy_id) {
        k->policy = before->policy;
        k->group = before->group;
    } else {
        enum status s = policy_get(c, k->policy_id, month, &p, err);
        if (s == OK) {
            k->policy = p.name;
            k->group = p.content_group;
        } else if (s != E_NOT_FOUND)
            return s;
        else
            error_clear(err);
    }
    if (k->policy.ptr == NULL) /* nothing was in force that month */
        return OK;
    TRY(number(c, k->policy_id, k->parameter, month, &v, &known, err));
    if (known) {
        k->coefficient = v.value;
        k->certainty = v.certainty;
    }
    return OK;
}

enum status assist_numbers_load(struct ctx *c, day_t month, struct assist_numbers **ret, struct error *err) {
    struct assist_numbers *n = ARENA_NEW(c->arena, struct assist_numbers);
    struct policy_value v;
    struct tsv t;
    bool known;
    *n = (struct assist_numbers){.month = day_month_first(month), .base = DB_NULL};
    memset(n->beside, -1, sizeof n->beside);
    TRY(number(c, 0, T("social_base"), n->month, &v, &known, err));
    if (known) {
        n->base = v.value;
        n->base_article = v.article;
        n->base_certainty = v.certainty;
    }
    tsv_open(&t, "assistance_grounds.tsv");
    for (; tsv_next(&t) && n->count < ASSIST_TIERS; n->count++)
        TRY(load_tier(c, &t, n->month, n->count > 0 ? &n->tiers[n->count - 1] : NULL, &n->tiers[n->count], err));
    *ret = n;
    return OK;
}

void assist_born(struct assist_facts *f, day_t born_on, int64_t precision) {
    int y, m, d;
    f->born_first = f->born_last = born_on;
    if (born_on == DAY_NONE || precision == DAY_EXACT)
        return;
    day_parts(born_on, &y, &m, &d);
    f->born_last = precision == DAY_YEAR || m == 12 ? day_of(y, 12, 31) : day_of(y, m + 1, 1) - 1;
}

static const struct assist_tier *tier_of_age(const struct assist_numbers *n, struct text ground, int age) {
    for (size_t i = 0; i < n->count; i++) {
        const struct assist_tier *k = &n->tiers[i];
        if (text_eq(k->ground, ground) && (k->age_from < 0 || age >= k->age_from) && (k->age_to < 0 || age < k->age_to))
            return k;
    }
    return NULL;
}
static bool any_age(const struct assist_numbers *n, struct text ground) {
    for (size_t i = 0; i < n->count; i++)
        if (text_eq(n->tiers[i].ground, ground) && (n->tiers[i].age_from >= 0 || n->tiers[i].age_to >= 0))
            return false;
    return true;
}

/* The law adjusts from the month in which the age is reached, and ends with the month after the one in which the right
 * is lost: so the age at the month's end counts, and where that opens nothing, the age at its beginning. */
static const struct assist_tier *tier_in_month(const struct assist_numbers *n, struct text ground, day_t born) {
    day_t last = day_add_months(n->month, 1) - 1;
    if (born > last)
        return NULL;
    const struct assist_tier *k = tier_of_age(n, ground, day_age(born, last));
    return k != NULL || born > n->month ? k : tier_of_age(n, ground, day_age(born, n->month));
}

const struct assist_tier *assist_tier_at(const struct assist_numbers *n, struct text ground,
                                         const struct assist_facts *f, bool *ret_unsure) {
    *ret_unsure = false;
    if (any_age(n, ground))
        return tier_of_age(n, ground, 0);
    *ret_unsure = f->born_first == DAY_NONE;
    if (*ret_unsure)
        return NULL;
    const struct assist_tier *first = tier_in_month(n, ground, f->born_first),
                             *last = tier_in_month(n, ground, f->born_last);
    *ret_unsure = first != last;
    return first == last ? first : NULL;
}

static enum status may_stand_beside(struct ctx *c, struct assist_numbers *n, const struct assist_tier *a,
                                    const struct assist_tier *b, bool *ret, struct error *err) {
    signed char *known = &n->beside[a - n->tiers][b - n->tiers];
    struct overlap_rule rule;
    if (*known < 0) {
        bool allowed = false;
        TRY(policy_exception(c, a->policy_id, b->policy_id, &allowed, &rule, err));
        *known = (signed char)allowed;
    }
    *ret = *known == 1;
    return OK;
}

/* The highest of a group first; then each that may stand beside all that were chosen. Unknown amounts choose nothing.
 */
static enum status choose(struct ctx *c, struct assist_numbers *n, struct assist_part *parts, size_t count,
                          struct error *err) {
    for (size_t done = 0; done < count; done++) {
        struct assist_part *best = NULL;
        for (size_t i = 0; i < count; i++)
            if (parts[i].why == NULL && (best == NULL || parts[i].amount > best->amount))
                best = &parts[i];
        if (best == NULL)
            return OK;
        bool first = true, allowed = true;
        for (size_t i = 0; i < count && allowed; i++) {
            if (!parts[i].chosen || !text_eq(parts[i].tier->group, best->tier->group))
                continue;
            first = false;
            TRY(may_stand_beside(c, n, best->tier, parts[i].tier, &allowed, err));
        }
        best->chosen = allowed;
        best->why = !allowed ? "assistance.why.lower" : first ? "assistance.why.highest" : "assistance.why.beside";
    }
    return OK;
}

enum status assist_reckon(struct ctx *c, struct assist_numbers *n, const struct assist_facts *f,
                          struct assist_part *parts, size_t *ret_count, struct error *err) {
    size_t count = 0;
    for (size_t i = 0; i < f->count && count < ASSIST_PARTS; i++) {
        bool unsure;
        const struct assist_reason *r = &f->reasons[i];
        const struct assist_tier *k = assist_tier_at(n, r->ground, f, &unsure);
        struct assist_part *p = &parts[count];
        *p = (struct assist_part){.tier = k, .coefficient = DB_NULL, .amount = DB_NULL};
        if (k == NULL && !unsure)
            continue; /* the age opens nothing any more */
        count++;
        if (k == NULL)
            p->why = "assistance.why.birth";
        else if (k->policy.ptr == NULL || k->coefficient == DB_NULL || n->base == DB_NULL)
            p->why = "assistance.why.unknown";
        else if (!mul_i64(k->coefficient, k->per_child ? r->children : 1, &p->coefficient) ||
                 !mul_div_i64(n->base, p->coefficient, 10000, &p->amount))
            return fail(err, E_INVALID, "benefit.bad_amount");
    }
    *ret_count = count;
    return choose(c, n, parts, count, err);
}
