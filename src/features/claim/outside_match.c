/* Who a row of another agency's list is: by personal number, else by name, birth and commune when exactly one fits.
 * What matches nobody claims under its number when that is valid; else it waits for somebody to say who it is, and the
 * sweep counts it as not guarded. */
#include "features/claim/claim_outside.h"

static const struct claim_kind outside = {
    .kind = "outside_line", .word = "claim.outside_line", .href = "/claims/lines/{id}"};
CLAIM_KIND(outside);

void outside_birth_range(day_t born, int64_t precision, day_t *ret_from, day_t *ret_to) {
    int year, month, day;
    *ret_from = *ret_to = born;
    if (born == DAY_NONE)
        return;
    day_parts(born, &year, &month, &day);
    *ret_from = day_of(year, 1, 1); /* the register may know the year only and write its first day */
    if (precision == DAY_YEAR)
        *ret_to = day_of(year, 12, 31);
    else if (precision == DAY_MONTH)
        *ret_to = (month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1)) - 1;
}

/* A birth known by the year agrees with every day of it. */
static bool births_agree(const struct outside_by_name_row *p, day_t born, int64_t precision) {
    int y1, m1, d1, y2, m2, d2;
    if (p->born_on == DAY_NONE || born == DAY_NONE)
        return false;
    day_parts(p->born_on, &y1, &m1, &d1);
    day_parts(born, &y2, &m2, &d2);
    int64_t coarse = p->born_precision > precision ? p->born_precision : precision;
    return y1 == y2 && (coarse == DAY_YEAR || (m1 == m2 && (coarse == DAY_MONTH || d1 == d2)));
}

enum status claim_match_person(struct ctx *c, const struct claim_sought *sought, struct claim_found *ret,
                               struct error *err) {
    struct claim_found found = {0};
    size_t count, agree = 0;
    if (claim_number(sought->number) != 0) {
        struct outside_by_number_row *rows;
        TRY(outside_by_number(c->db, &(struct outside_by_number_in){sought->number}, c->arena, &rows, &count, err));
        if (count > 0) { /* two records of one number meet under it anyway */
            *ret = (struct claim_found){rows[0].person_id, rows[0].household_id, NULL};
            return OK;
        }
    }
    found.why = sought->born == DAY_NONE ? "claim.why_no_birth" : "claim.why_nobody";
    *ret = found;
    if (sought->born == DAY_NONE)
        return OK;
    struct outside_by_name_row *rows;
    day_t from, to;
    outside_birth_range(sought->born, sought->precision, &from, &to);
    TRY(outside_by_name(c->db, &(struct outside_by_name_in){sought->name_fold, from, to, sought->commune_id}, c->arena,
                        &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (!births_agree(&rows[i], sought->born, sought->precision))
            continue;
        agree++;
        found.person_id = rows[i].person_id;
        found.household_id = rows[i].household_id;
    }
    if (agree == 1 && sought->commune_id != DB_NULL) {
        *ret = found;
        return OK;
    }
    if (agree > 0)
        ret->why = agree > 1 ? "claim.why_several" : "claim.why_no_commune";
    return OK;
}

static enum status match_one(struct ctx *c, struct outside_match *m, struct error *err) {
    const struct outside_lines_in_row *r = m->row;
    struct claim_sought sought = {r->personal_number, r->name_fold, r->born_on, r->born_precision, r->commune_id};
    struct claim_found found;
    TRY(claim_match_person(c, &sought, &found, err));
    m->person_id = found.person_id;
    m->household_id = found.household_id;
    m->why = found.why;
    return OK;
}

enum status outside_claim(struct ctx *c, const struct outside_list_get_row *l, struct outside_match *m, size_t count,
                          struct error *err) {
    struct claim_line *lines = ARENA_ARRAY(c->arena, count + 1, struct claim_line);
    size_t *at = ARENA_ARRAY(c->arena, count + 1, size_t), n = 0, conflict_count, k = 0;
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++) {
        const struct outside_lines_in_row *r = m[i].row;
        bool number = claim_number(r->personal_number) != 0;
        if (m[i].person_id == 0 && !number)
            continue;
        at[n] = i;
        ids[n] = r->id;
        lines[n++] = (struct claim_line){.source_id = r->id,
                                         .household_id = m[i].household_id,
                                         .person_id = m[i].person_id,
                                         .number = m[i].person_id == 0 ? r->personal_number : TEXT_NONE,
                                         .name = r->full_name,
                                         .from = r->period_from,
                                         .to = r->period_to};
    }
    struct claim_terms t = {"outside_line", l->policy_id, c->today, l->agency_id == DB_NULL ? 0 : l->agency_id,
                            l->title};
    struct claim_conflict *conflicts, *none;
    TRY(claim_reserve_many(c, &t, lines, n, &conflicts, &conflict_count, err));
    struct text *sentence = ARENA_ARRAY(c->arena, count + 1, struct text);
    for (size_t i = 0; i < conflict_count; i++)
        sentence[at[conflicts[i].line]] = claim_sentence(c, &conflicts[i]);
    int64_t *good = ARENA_ARRAY(c->arena, n + 1, int64_t);
    for (size_t i = 0; i < n; i++)
        if (sentence[at[i]].ptr == NULL)
            good[k++] = ids[i];
    TRY(claim_confirm(c, "outside_line", (struct db_ids){good, k}, c->today, TEXT_NONE, &none, &conflict_count, err));
    for (size_t i = 0; i < count; i++) {
        const struct outside_lines_in_row *r = m[i].row;
        bool clash = sentence[i].ptr != NULL, matched = m[i].person_id != 0;
        struct text problem = clash ? sentence[i] : matched || m[i].why == NULL ? TEXT_NONE : tr(c->lang, m[i].why);
        struct text state = clash                                   ? T("clash")
                            : matched                               ? T("matched")
                            : claim_number(r->personal_number) != 0 ? T("number")
                                                                    : T("waiting");
        TRY(outside_line_set(c->db,
                             &(struct outside_line_set_in){r->id, state, problem, matched ? m[i].person_id : DB_NULL,
                                                           matched ? m[i].household_id : DB_NULL},
                             NULL, err));
    }
    return OK;
}

/* ---- the whole list, some rows at a time */

#define APPLY_ROWS 500 /* some 50 ms */

struct applying {
    int64_t list_id, rows;
    bool done;
};

static enum status apply_some(struct ctx *c, void *user, struct error *err) {
    struct applying *a = user;
    struct outside_list_get_row l;
    struct outside_lines_in_row *rows;
    size_t count;
    TRY(outside_find(c, a->list_id, &l, err));
    TRY(outside_lines_in(c->db, &(struct outside_lines_in_in){l.id, T("new"), -1, APPLY_ROWS}, c->arena, &rows, &count,
                         err));
    struct outside_match *m = ARENA_ARRAY(c->arena, count + 1, struct outside_match);
    for (size_t i = 0; i < count; i++) {
        m[i].row = &rows[i];
        TRY(match_one(c, &m[i], err));
    }
    TRY(outside_claim(c, &l, m, count, err));
    a->rows += (int64_t)count;
    a->done = count < APPLY_ROWS;
    if (a->done)
        TRY(outside_list_state(c->db, &(struct outside_list_state_in){l.id, T("applied")}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "rows", (int64_t)count);
    audit_note(c, 0, "claim.outside_apply", "outside_list", l.id, diff);
    return OK;
}

static enum status is_ready(struct ctx *c, void *user, struct error *err) {
    struct outside_list_get_row l;
    TRY(outside_find(c, ((struct applying *)user)->list_id, &l, err));
    return text_is(l.state, "checked") ? OK : fail(err, E_CONFLICT, "claim.list_applied");
}

enum status outside_apply(struct ctx *c, struct value *out, struct error *err) {
    struct applying a = {0};
    TRY(ctx_id(c, 0, &a.list_id, err));
    TRY(ctx_read(c, is_ready, &a, err));
    while (!a.done)
        TRY(ctx_write(c, apply_some, &a, err));
    value_set_int(out, "rows", a.rows);
    ctx_redirect(c, "claim.flash_applied", "/claims/lists/%lld", (long long)a.list_id);
    return OK;
}
