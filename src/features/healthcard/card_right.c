/* Who has the right to a card on a day, and what a commune's list of a month therefore says. */
#include "features/healthcard/healthcard_parts.h"
#include "features/household/household.h"
#include "features/service/service.h"

day_t month_first(day_t d) {
    int y, m, day;
    day_parts(d, &y, &m, &day);
    return day_of(y, m, 1);
}

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

static bool names_class(struct text classes, const char *code) {
    struct text one;
    while (text_cut(&classes, ' ', &one))
        if (text_is(one, code))
            return true;
    return false;
}

enum status card_classes(struct ctx *c, day_t on, struct card_classes *ret, struct error *err) {
    struct policy *p;
    size_t count;
    int64_t months;
    struct card_classes k = {0};
    TRY(card_policies(c, on, &p, &count, err));
    TRY(household_escape_months(c, on, &months, err));
    for (size_t i = 0; i < count; i++) {
        k.poor_national |= names_class(p[i].classes, "poor/national");
        k.near_national |= names_class(p[i].classes, "near_poor/national");
        k.escaped_national |= names_class(p[i].classes, "newly_escaped/national");
        k.poor_provincial |= names_class(p[i].classes, "poor/brvt");
        k.escaped_provincial |= names_class(p[i].classes, "newly_escaped/brvt");
    }
    k.escaped_since = day_add_months(on, -months);
    *ret = k;
    return OK;
}

/* Does this class open the policy on the day? *ret_ends: until when, as far as known. */
static bool opens(const struct policy *p, const struct card_rights_row *r, day_t on, int64_t months, day_t *ret_ends) {
    bool national = text_is(r->kind, "national");
    *ret_ends = r->ends_on;
    if ((r->class == CLASS_POOR && names_class(p->classes, national ? "poor/national" : "poor/brvt")) ||
        (r->class == CLASS_NEAR_POOR && national && names_class(p->classes, "near_poor/national")))
        return true;
    if (r->escaped_on == DAY_NONE ||
        !names_class(p->classes, national ? "newly_escaped/national" : "newly_escaped/brvt"))
        return false;
    day_t over = day_add_months(r->escaped_on, months);
    if (over < *ret_ends)
        *ret_ends = over;
    return r->escaped_on <= on && over > on;
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
    day_t first = month_first(right_ends);
    if (text_is(stop, "month_end"))
        *ret = first == right_ends ? first : day_add_months(first, 1);
    else if (!text_is(stop, "year_end"))
        *ret = right_ends;
    return OK;
}

struct waiting {
    const struct card_waiting_row *rows;
    size_t count;
};
static bool stands(const struct waiting *w, int64_t person_id, const char *change) {
    for (size_t i = 0; i < w->count; i++)
        if (w->rows[i].person_id == person_id && text_is(w->rows[i].change, change))
            return true;
    return false;
}

/* The best policy among the rows of one person (from..to). */
static bool best_of(const struct policy *p, size_t policies, const struct card_rights_row *rows, size_t from, size_t to,
                    day_t on, int64_t months, int64_t *ret_policy, day_t *ret_ends) {
    for (size_t k = 0; k < policies; k++) {
        bool found = false;
        for (size_t i = from; i < to; i++) {
            day_t ends;
            if (!opens(&p[k], &rows[i], on, months, &ends))
                continue;
            *ret_ends = !found || ends > *ret_ends ? ends : *ret_ends;
            found = true;
        }
        if (found) {
            *ret_policy = p[k].id;
            return true;
        }
    }
    return false;
}

static bool has_right(const struct policy *p, size_t policies, const struct card_rights_row *rows, size_t count,
                      int64_t person_id, day_t on, int64_t months) {
    for (size_t i = 0; i < count; i++) {
        int64_t policy;
        day_t ends;
        if (rows[i].person_id == person_id && best_of(p, policies, rows, i, i + 1, on, months, &policy, &ends))
            return true;
    }
    return false;
}

enum status card_changes(struct ctx *c, int64_t commune_id, day_t month, struct card_change **ret, size_t *ret_count,
                         struct error *err) {
    struct policy *p;
    struct card_rights_row *rights;
    struct card_held_row *held;
    struct waiting w;
    struct card_waiting_row *waiting;
    size_t policies, right_count, held_count, n = 0;
    int64_t months;
    TRY(card_policies(c, month, &p, &policies, err));
    TRY(household_escape_months(c, month, &months, err));
    TRY(card_rights(c->db, &(struct card_rights_in){commune_id, month}, c->arena, &rights, &right_count, err));
    TRY(card_held(c->db, &(struct card_held_in){commune_id, month}, c->arena, &held, &held_count, err));
    TRY(card_waiting(c->db, &(struct card_waiting_in){commune_id}, c->arena, &waiting, &w.count, err));
    w.rows = waiting;
    struct card_change *list = ARENA_ARRAY(c->arena, right_count + held_count + 1, struct card_change);
    for (size_t i = 0, next; i < right_count; i = next) {
        const struct card_rights_row *r = &rights[i];
        for (next = i + 1; next < right_count && rights[next].person_id == r->person_id; next++)
            ;
        struct card_change k = {.person_id = r->person_id,
                                .household_id = r->household_id,
                                .hamlet_id = r->hamlet_id,
                                .name = r->name,
                                .reason = "newly_listed",
                                .from = month};
        day_t ends = DAY_NONE;
        if (r->card_id != DB_NULL || stands(&w, r->person_id, "increase") ||
            !best_of(p, policies, rights, i, next, month, months, &k.policy_id, &ends))
            continue;
        TRY(card_end(c, month, ends, &k.to, err));
        if (k.to > k.from)
            list[n++] = k;
    }
    for (size_t i = 0; i < held_count; i++) {
        const struct card_held_row *h = &held[i];
        const char *reason = h->died_on != DAY_NONE ? "died" : h->lives_in == DB_NULL ? "gone" : "class_ended";
        bool keeps = strcmp(reason, "class_ended") == 0 &&
                     (h->lives_in != h->household_id || /* moved: his new commune lists him as it finds him */
                      has_right(p, policies, rights, right_count, h->person_id, month, months));
        if (keeps || stands(&w, h->person_id, "decrease"))
            continue;
        list[n++] = (struct card_change){true,
                                         reason,
                                         h->person_id,
                                         h->household_id,
                                         h->hamlet_id == DB_NULL ? commune_id : h->hamlet_id,
                                         h->policy_id,
                                         h->card_id,
                                         h->name,
                                         month,
                                         h->valid_to};
    }
    *ret = list;
    *ret_count = n;
    return OK;
}
