/* Who has the right to a card on a day, and what a commune's list of a month therefore says. */
#include "features/healthcard/healthcard_parts.h"
#include "features/household/household.h"
#include "features/service/service.h"

struct text month_text(struct ctx *c, day_t first) {
    int y, m, d;
    day_parts(first, &y, &m, &d);
    return arena_fmt(c->arena, "%02d/%d", m, y);
}

/* Policies that give cards to those whom the plan names, in the law's order of payers. */
static enum status card_policies(struct ctx *c, day_t on, struct policy **ret, size_t *ret_count, struct error *err) {
    struct policy *all;
    size_t count, n = 0;
    TRY(policy_list(c, on, &all, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (!text_is(all[i].content_group, CARD_GROUP) || all[i].task.ptr == NULL || all[i].classes.ptr == NULL)
            continue;
        struct policy p = all[i];
        size_t k = n++;
        for (; k > 0 && all[k - 1].payer_order > p.payer_order; k--)
            all[k] = all[k - 1];
        all[k] = p;
    }
    *ret = all;
    *ret_count = n;
    return OK;
}

enum status card_classes(struct ctx *c, day_t on, struct card_classes *ret, struct error *err) {
    struct policy *p;
    size_t count;
    int64_t months;
    struct card_classes k = {0};
    TRY(card_policies(c, on, &p, &count, err));
    TRY(household_escape_months(c, on, &months, err));
    for (size_t i = 0; i < count; i++) {
        k.poor_national |= text_has_word(p[i].classes, T("poor/national"));
        k.near_national |= text_has_word(p[i].classes, T("near_poor/national"));
        k.escaped_national |= text_has_word(p[i].classes, T("newly_escaped/national"));
        k.poor_provincial |= text_has_word(p[i].classes, T("poor/brvt"));
        k.escaped_provincial |= text_has_word(p[i].classes, T("newly_escaped/brvt"));
    }
    k.escaped_since = day_add_months(on, -months);
    *ret = k;
    return OK;
}

/* A card ends with its year, or when the right is known to end before; setting benefits.stop says how exactly. */
static enum status card_end(struct ctx *c, day_t month, day_t right_ends, day_t *ret, struct error *err) {
    int y, m, d;
    day_parts(month, &y, &m, &d);
    day_t year_end = day_of(y + 1, 1, 1);
    *ret = year_end;
    if (right_ends >= year_end)
        return OK;
    struct text stop;
    TRY(setting_text(c, "benefits.stop", month, &stop, err));
    day_t first = day_month_first(right_ends);
    if (text_is(stop, "month_end"))
        *ret = first == right_ends ? first : day_add_months(first, 1);
    else if (!text_is(stop, "year_end"))
        *ret = right_ends;
    return OK;
}

/* The policy that comes first in the law's order among those that the classes of one person open on a day. */
static bool first_policy(const struct policy *p, size_t policies, const struct class_held *held, size_t count,
                         struct policy_period in, int64_t *ret_policy, day_t *ret_ends) {
    for (size_t k = 0; k < policies; k++) {
        struct policy_class_right right = policy_class_right(p[k].classes, held, count, in);
        if (right.answer != ENTITLED_YES)
            continue;
        *ret_policy = p[k].id;
        *ret_ends = right.ends;
        return true;
    }
    return false;
}

static int by_id(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* What the list of a month is made of. */
struct month_list {
    day_t month;
    const struct policy *policies;
    size_t policy_count;
    struct policy_period in;
    int64_t *entitled; /* persons, by id */
    size_t entitled_count;
    struct card_change *changes;
    size_t count;
};

static enum status add_increases(struct ctx *c, struct month_list *l, const struct card_rights_row *rows, size_t count,
                                 struct error *err) {
    struct class_held *held = ARENA_ARRAY(c->arena, count + 1, struct class_held);
    for (size_t i = 0; i < count; i++)
        held[i] =
            (struct class_held){rows[i].kind, rows[i].class, rows[i].starts_on, rows[i].ends_on, rows[i].escaped_on};
    for (size_t i = 0, next; i < count; i = next) {
        const struct card_rights_row *r = &rows[i];
        for (next = i + 1; next < count && rows[next].person_id == r->person_id; next++)
            ;
        struct card_change k = {.person_id = r->person_id,
                                .household_id = r->household_id,
                                .hamlet_id = r->hamlet_id,
                                .name = r->name,
                                .reason = "newly_listed",
                                .from = l->month};
        day_t ends;
        if (!first_policy(l->policies, l->policy_count, held + i, next - i, l->in, &k.policy_id, &ends))
            continue;
        l->entitled[l->entitled_count++] = r->person_id;
        if (r->card_id != DB_NULL || r->listed)
            continue;
        TRY(card_end(c, l->month, ends, &k.to, err));
        if (k.to > k.from)
            l->changes[l->count++] = k;
    }
    qsort(l->entitled, l->entitled_count, sizeof l->entitled[0], by_id);
    return OK;
}

static void add_decreases(struct month_list *l, int64_t commune_id, const struct card_held_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct card_held_row *h = &rows[i];
        const char *reason = h->died_on != DAY_NONE ? "died" : h->lives_in == DB_NULL ? "gone" : "class_ended";
        bool keeps = strcmp(reason, "class_ended") == 0 &&
                     (h->lives_in != h->household_id || /* moved: his new commune lists him as it finds him */
                      bsearch(&h->person_id, l->entitled, l->entitled_count, sizeof l->entitled[0], by_id) != NULL);
        if (keeps || h->listed)
            continue;
        l->changes[l->count++] = (struct card_change){true,
                                                      reason,
                                                      h->person_id,
                                                      h->household_id,
                                                      h->hamlet_id == DB_NULL ? commune_id : h->hamlet_id,
                                                      h->policy_id,
                                                      h->card_id,
                                                      h->name,
                                                      l->month,
                                                      h->valid_to};
    }
}

enum status card_changes(struct ctx *c, int64_t commune_id, day_t month, struct card_change **ret, size_t *ret_count,
                         struct error *err) {
    struct policy *policies;
    struct card_rights_row *rights;
    struct card_held_row *held;
    struct month_list l = {.month = month, .in = {.from = month, .to = month + 1}};
    size_t right_count, held_count;
    TRY(card_policies(c, month, &policies, &l.policy_count, err));
    l.policies = policies;
    TRY(household_escape_months(c, month, &l.in.escape_months, err));
    TRY(card_rights(c->db, &(struct card_rights_in){commune_id, month}, c->arena, &rights, &right_count, err));
    TRY(card_held(c->db, &(struct card_held_in){commune_id, month}, c->arena, &held, &held_count, err));
    l.changes = ARENA_ARRAY(c->arena, right_count + held_count + 1, struct card_change);
    l.entitled = ARENA_ARRAY(c->arena, right_count + 1, int64_t);
    TRY(add_increases(c, &l, rights, right_count, err));
    add_decreases(&l, commune_id, held, held_count);
    *ret = l.changes;
    *ret_count = l.count;
    return OK;
}
