/* The two lists as drafted: poor and near-poor; escaped from either. Made anew each time, from what is ready. */
#include "features/area/area.h"
#include "features/review/review_parts.h"

struct draft {
    struct ctx *c;
    struct decision_line_of *poor, *escaped;
    size_t poor_count, escaped_count, refused, settled, households;
    int64_t look_back; /* months, DB_NULL: without limit */
    bool average;      /* the round for the average living standard */
    bool monthly;      /* a round: who stays what he was is on no list of it */
};

static bool within(const struct draft *d, day_t escaped_on) {
    return escaped_on != DAY_NONE &&
           (d->look_back == DB_NULL || escaped_on >= day_add_months(d->c->today, -d->look_back));
}

static void add_class(struct decision_line_of *line, const struct decision_candidates_row *r, const char *movement,
                      day_t escaped_on) {
    if (line->class_count == COUNT_OF(line->classes))
        return;
    size_t k = line->class_count++;
    line->classes[k].standard_id = r->standard_id;
    line->classes[k].before = (int)r->class_before;
    line->classes[k].after = (int)r->class_after;
    line->classes[k].movement = movement;
    line->classes[k].escaped_on = escaped_on;
}

/* One household: its rows by standard. It may stand on both lists: poor before and near-poor now is a near-poor
 * household that escaped poverty. */
static void place(struct draft *d, const struct decision_candidates_row *rows, size_t count) {
    struct decision_line_of poor = {.first = rows[0]}, escaped = {.first = rows[0]};
    for (size_t i = 0; i < count; i++) {
        const struct decision_candidates_row *r = &rows[i];
        int before = (int)r->class_before, after = (int)r->class_after;
        if (d->average) {
            if (after == 4)
                add_class(&poor, r, before == 4 ? "kept" : "average", r->escaped_on);
            continue;
        }
        const char *movement =
            movement_of(before, after, within(d, r->was_poor_escaped), within(d, r->was_near_escaped));
        if (movement == NULL)
            continue;
        bool kept = strcmp(movement, "kept") == 0;
        if (kept && d->monthly && text_is(r->asked, "escape"))
            continue; /* asked to be recognised as escaped and is not: a refusal */
        if (after == 1 || after == 2)
            add_class(&poor, r, movement, kept ? r->escaped_on : DAY_NONE);
        if (before != 0 && (strcmp(movement, "escaped") == 0 || strcmp(movement, "escaped_near_poor") == 0))
            add_class(&escaped, r, movement, DAY_NONE);
    }
    if (poor.class_count > 0)
        d->poor[d->poor_count++] = poor;
    if (escaped.class_count > 0)
        d->escaped[d->escaped_count++] = escaped;
    if (poor.class_count > 0 || escaped.class_count > 0)
        return;
    bool asked = text_is(rows[0].source, "request") || text_is(rows[0].source, "sudden");
    *(asked ? &d->refused : &d->settled) += 1;
}

static enum status refuse_draft(struct ctx *c, const struct season *s, int64_t commune_id, struct error *err) {
    struct decision_ready_row r;
    bool found = false;
    TRY(decision_ready(c->db, &(struct decision_ready_in){s->id, commune_id, c->today, season_with_opinion(s)},
                       c->arena, &r, &found, err));
    const char *key = r.objected > 0     ? "review.objection_open"
                      : r.hanging > 0    ? "review.posting_not_ended"
                      : r.waiting > 0    ? "review.opinion_missing"
                      : r.not_agreed > 0 ? "review.not_agreed"
                                         : "review.nothing_ready";
    int64_t n = r.objected > 0 ? r.objected : r.hanging > 0 ? r.hanging : r.waiting > 0 ? r.waiting : r.not_agreed;
    return fail(err, E_CONFLICT, key, arena_fmt(c->arena, "%lld", (long long)n).ptr);
}

static enum status clear_drafts(struct ctx *c, int64_t season_id, int64_t commune_id, struct error *err) {
    TRY(decision_draft_classes_delete(c->db, &(struct decision_draft_classes_delete_in){season_id, commune_id}, NULL,
                                      err));
    TRY(decision_draft_lines_delete(c->db, &(struct decision_draft_lines_delete_in){season_id, commune_id}, NULL, err));
    return decision_draft_delete(c->db, &(struct decision_draft_delete_in){season_id, commune_id}, NULL, err);
}

static enum status add_draft(struct ctx *c, const struct season *s, const struct area *commune, int64_t province_id,
                             const char *kind, const struct decision_line_of *lines, size_t count, int64_t *ret_id,
                             struct error *err) {
    *ret_id = 0;
    if (count == 0)
        return OK;
    int64_t id = id_new();
    int64_t district = commune->level == AREA_COMMUNE && commune->parent_id != 0 ? commune->parent_id : commune->id;
    TRY(decision_insert(c->db,
                        &(struct decision_insert_in){id, s->id, commune->id, district, province_id, text_of(kind),
                                                     c->today, c->user.account_id, TEXT_NONE, DB_NULL, (int64_t)count,
                                                     clock_now(&c->app->clock)},
                        NULL, err));
    TRY(decision_lines_write(c, id, lines, count, err));
    *ret_id = id;
    return OK;
}

/* Everything that is ready, sorted into lists; nothing is written. */
static enum status draft_sort(struct ctx *c, const struct season *s, int64_t commune_id, struct draft *ret,
                              struct error *err) {
    struct decision_candidates_row *rows;
    size_t count;
    TRY(decision_candidates(c->db,
                            &(struct decision_candidates_in){s->id, commune_id, c->today, season_with_opinion(s)},
                            c->arena, &rows, &count, err));
    struct draft d = {.c = c,
                      .poor = ARENA_ARRAY(c->arena, count + 1, struct decision_line_of),
                      .escaped = ARENA_ARRAY(c->arena, count + 1, struct decision_line_of),
                      .average = text_is(s->kind, "average"),
                      .monthly = text_is(s->kind, "monthly")};
    TRY(rule_int(c, s->id, "fallen_back.look_back_months", &d.look_back, err));
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && rows[i + n].household_id == rows[i].household_id;)
            n++;
        place(&d, rows + i, n);
        d.households++;
    }
    *ret = d;
    return OK;
}

enum status decision_outlook(struct ctx *c, const struct season *s, int64_t commune_id, struct decision_drafts *ret,
                             struct error *err) {
    struct draft d;
    TRY(draft_sort(c, s, commune_id, &d, err));
    *ret = (struct decision_drafts){.lines = (int64_t)(d.poor_count + d.escaped_count),
                                    .refusals = (int64_t)d.refused,
                                    .settled = (int64_t)d.settled};
    return OK;
}

/* Who left since takes himself off the lists; who came, or came back, is not forgotten. */
static enum status refresh_lists(struct ctx *c, const struct season *s, int64_t commune_id, struct error *err) {
    struct area *hamlets;
    size_t count;
    TRY(area_children(c, commune_id, c->today, &hamlets, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(season_hamlet_bring_up(c, s, hamlets[i].id, &(struct list_changes){0}, err));
    return season_hamlets_add(c->db, &(struct season_hamlets_add_in){s->id}, NULL, err);
}

enum status decision_draft(struct ctx *c, int64_t season_id, int64_t commune_id, struct decision_drafts *ret,
                           struct error *err) {
    struct season s;
    struct area commune;
    struct draft d;
    TRY(season_get(c, season_id, &s, err));
    TRY(ctx_require_area(c, commune_id, err));
    TRY(season_require_open(c, &s, err));
    TRY(area_get(c, commune_id, c->today, &commune, err));
    TRY(refresh_lists(c, &s, commune_id, err));
    TRY(draft_sort(c, &s, commune_id, &d, err));
    if (d.households == 0)
        return refuse_draft(c, &s, commune_id, err);
    TRY(clear_drafts(c, season_id, commune_id, err));
    struct decision_drafts made = {.lines = (int64_t)(d.poor_count + d.escaped_count),
                                   .refusals = (int64_t)d.refused,
                                   .settled = (int64_t)d.settled};
    TRY(add_draft(c, &s, &commune, s.area_id, d.average ? "average" : "poor_near_poor", d.poor, d.poor_count,
                  &made.poor_near_poor, err));
    TRY(add_draft(c, &s, &commune, s.area_id, "escaped", d.escaped, d.escaped_count, &made.escaped, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "poor_near_poor", (int64_t)d.poor_count);
    value_set_int(diff, "escaped", (int64_t)d.escaped_count);
    value_set_int(diff, "refusals", (int64_t)d.refused);
    value_set_int(diff, "without_list", (int64_t)d.settled);
    audit_note(c, commune_id, "review.draft", "season", season_id, diff);
    *ret = made;
    return OK;
}
