/* The life of a dossier: received and reviewed by the commune, posted, sent, checked by the district's office, decided
 * by somebody who had no hand in it; adjusted by a later dossier, stopped by a decision. What the register learns
 * meanwhile (death, moving away) is flagged and no month after it is paid. */
#include "features/area/area.h"
#include "features/assistance/assistance_parts.h"
#include "features/benefit/benefit.h"
#include "features/household/household.h"
#include "features/standard/standard.h"

static const struct benefit_detail detail = {ASSIST_KIND, "assistance.case", "/social-assistance/cases/{id}", NULL};
BENEFIT_DETAIL(detail);
static const struct benefit_maker allowance = {"social-allowance", ASSIST_KIND, "assistance.lists_here",
                                               "/social-assistance/payments"};
BENEFIT_MAKER(allowance);
static const struct benefit_maker care = {"care-person", ASSIST_KIND, "assistance.lists_here",
                                          "/social-assistance/payments"};
BENEFIT_MAKER(care);
static const struct benefit_maker raising = {"care-raising", ASSIST_KIND, "assistance.lists_here",
                                             "/social-assistance/payments"};
BENEFIT_MAKER(raising);

enum status assist_require(struct ctx *c, int64_t id, struct assist_get_row *ret, struct error *err) {
    bool found = false;
    TRY(assist_get(c->db, &(struct assist_get_in){id}, c->arena, ret, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return ctx_require_area(c, ret->hamlet_id, err);
}

/* Holds the dossier until the transaction ends and checks where it stands. */
static enum status take(struct ctx *c, int64_t id, const char *state, struct assist_get_row *ret, struct error *err) {
    struct assist_lock_row locked;
    bool found = false;
    TRY(assist_lock(c->db, &(struct assist_lock_in){id}, c->arena, &locked, &found, err));
    TRY(assist_require(c, id, ret, err));
    if (state != NULL && !text_is(ret->state, state))
        return fail(err, E_CONFLICT, "assistance.other_state",
                    tr(c->lang, service_word(c, "assistance.state.", ret->state)).ptr);
    return OK;
}

static void note(struct ctx *c, const struct assist_get_row *k, const char *action, day_t on, struct text number) {
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "on_day", on);
    value_set_text(diff, "number", number);
    audit_note(c, k->commune_id, action, "assistance_case", k->id, diff);
}

enum status assist_facts_of(struct ctx *c, const struct assist_get_row *k, struct assist_facts *ret,
                            struct error *err) {
    struct assist_grounds_of_row *rows;
    size_t count;
    *ret = (struct assist_facts){.count = 0};
    assist_born(ret, k->born_on, k->born_precision);
    TRY(assist_grounds_of(c->db, &(struct assist_grounds_of_in){k->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count && i < ASSIST_GROUNDS; i++)
        ret->reasons[ret->count++] = (struct assist_reason){rows[i].ground, rows[i].children};
    return OK;
}

/* ---- received */

static const char *const ground_fields[ASSIST_GROUNDS] = {"ground", "ground_2", "ground_3"};

static enum status check_grounds(struct ctx *c, const struct service_person *p, const struct assist_opening *o,
                                 struct error *err) {
    struct assist_numbers *n;
    struct assist_facts f = {.count = 0};
    assist_born(&f, p->born_on, p->precision);
    TRY(assist_numbers_load(c, o->received_on, &n, err));
    for (size_t i = 0; i < o->count; i++) {
        bool unsure;
        struct text ground = o->reasons[i].ground;
        const struct assist_tier *k = assist_tier_at(n, ground, &f, &unsure);
        for (size_t x = 0; x < i; x++)
            if (text_eq(o->reasons[x].ground, ground))
                (void)error_field(err, ground_fields[i], "assistance.ground_twice", NULL);
        if (k == NULL) {
            (void)error_field(err, ground_fields[i],
                              unsure ? "assistance.birth_unsure" : "assistance.age_opens_nothing", NULL);
            continue;
        }
        if (k->per_child && (o->reasons[i].children < 1 || o->reasons[i].children > 15))
            (void)error_field(err, "children", "assistance.children_missing", NULL);
        enum status s =
            service_entitled(c, k->policy_id, p->household.id, p->id, o->received_on, o->proof, ground_fields[i], err);
        if (s != OK && err->field_count == 0)
            return s;
    }
    return error_fields_status(err);
}

enum status assist_open(struct ctx *c, const struct service_person *p, const struct assist_opening *o, int64_t *ret_id,
                        struct error *err) {
    struct assist_open_of_row open;
    struct assist_granted_of_row granted = {0};
    bool found = false, there = false;
    int64_t id = id_new();
    const struct service_place *at = &p->household.place;
    if (!p->household.resident)
        return fail(err, E_CONFLICT, "assistance.not_resident");
    TRY(assist_open_of(c->db, &(struct assist_open_of_in){p->id}, c->arena, &open, &found, err));
    if (found)
        return fail(err, E_CONFLICT, "assistance.open_there");
    if (o->proof_on != DAY_NONE && o->proof_on > o->received_on)
        (void)error_field(err, "proof_on", "assistance.paper_later", NULL);
    TRY(check_grounds(c, p, o, err));
    TRY(assist_granted_of(c->db, &(struct assist_granted_of_in){p->id}, c->arena, &granted, &there, err));
    TRY(assist_insert(c->db,
                      &(struct assist_insert_in){id, p->id, p->household.id, at->hamlet_id, at->commune_id,
                                                 at->district_id, at->province_id, o->number_in, o->received_on,
                                                 o->receiver, o->note, there ? granted.id : DB_NULL, c->user.account_id,
                                                 clock_now(&c->app->clock)},
                      NULL, err));
    for (size_t i = 0; i < o->count; i++)
        TRY(assist_ground_insert(c->db,
                                 &(struct assist_ground_insert_in){id_new(), id, o->reasons[i].ground,
                                                                   o->reasons[i].children, o->proof, o->proof_on},
                                 NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "person_id", p->id);
    value_set_text(diff, "number_in", o->number_in);
    audit_note(c, at->commune_id, "aid.open", "assistance_case", id, diff);
    *ret_id = id;
    return OK;
}

/* ---- the commune */

static enum status is_private(struct ctx *c, int64_t id, bool *ret, struct error *err) {
    struct assist_grounds_of_row *rows;
    size_t count;
    TRY(assist_grounds_of(c->db, &(struct assist_grounds_of_in){id}, c->arena, &rows, &count, err));
    *ret = false;
    for (size_t i = 0; i < count; i++)
        *ret = *ret || assist_ground_private(rows[i].ground);
    return OK;
}

enum status assist_reviewed(struct ctx *c, int64_t id, day_t on, struct text review, day_t posted_on,
                            struct error *err) {
    struct assist_get_row k;
    bool hidden;
    TRY(take(c, id, "received", &k, err));
    TRY(is_private(c, id, &hidden, err));
    TRY(service_day_after(c, "on_day", on, k.received_on, err));
    if (hidden && posted_on != DAY_NONE)
        (void)error_field(err, "posted_on", "assistance.never_posted", NULL);
    else if (!hidden && posted_on == DAY_NONE)
        (void)error_field(err, "posted_on", "assistance.must_be_posted", NULL);
    else if (!hidden)
        TRY(service_day_after(c, "posted_on", posted_on, on, err));
    TRY(error_fields_status(err));
    TRY(assist_review(c->db, &(struct assist_review_in){id, on, review, posted_on, c->user.account_id}, NULL, err));
    note(c, &k, "aid.review", on, TEXT_NONE);
    return OK;
}

enum status assist_sent(struct ctx *c, int64_t id, day_t on, struct text number, struct error *err) {
    struct assist_get_row k;
    int64_t days;
    TRY(take(c, id, "reviewed", &k, err));
    TRY(service_day_after(c, "on_day", on, k.reviewed_on, err));
    if (k.posted_on != DAY_NONE) {
        day_t over;
        TRY(setting_int(c, "assistance.posting_days", on, &days, err));
        TRY(calendar_add_working_days(c, k.posted_on, days, &over, err));
        if (on < over) {
            char day[11];
            day_vn(over, day);
            (void)error_field(err, "on_day", "assistance.still_posted", arena_zstr(c->arena, text_of(day)));
        }
    }
    TRY(error_fields_status(err));
    TRY(assist_send(c->db, &(struct assist_send_in){id, on, number, c->user.account_id}, NULL, err));
    note(c, &k, "aid.send", on, number);
    return OK;
}

/* ---- the district */

enum status assist_checked(struct ctx *c, int64_t id, day_t on, struct text remark, struct error *err) {
    struct assist_get_row k;
    TRY(take(c, id, "sent", &k, err));
    TRY(service_day_after(c, "on_day", on, k.sent_on, err));
    TRY(assist_check(c->db, &(struct assist_check_in){id, on, remark, c->user.account_id}, NULL, err));
    note(c, &k, "aid.check", on, TEXT_NONE);
    return OK;
}

static day_t later(day_t a, day_t b) {
    return a == DAY_NONE || b > a ? b : a;
}
static day_t sooner(day_t a, day_t b) {
    return a == DAY_NONE || b < a ? b : a;
}

enum status assist_first_month(struct ctx *c, const struct assist_get_row *k, day_t decided_on, day_t *ret,
                               struct error *err) {
    struct assist_grounds_of_row *rows;
    struct assist_numbers *n;
    struct assist_facts f;
    size_t count;
    day_t first = DAY_NONE;
    TRY(assist_facts_of(c, k, &f, err));
    TRY(assist_numbers_load(c, decided_on, &n, err));
    TRY(assist_grounds_of(c->db, &(struct assist_grounds_of_in){k->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool unsure;
        const struct assist_tier *t = assist_tier_at(n, rows[i].ground, &f, &unsure);
        day_t from = day_month_first(decided_on);
        struct policy p;
        if (t == NULL)
            continue;
        if (text_is(t->starts, "age") && f.born_first != DAY_NONE && f.born_first == f.born_last && t->age_from > 0)
            from = day_month_first(day_add_months(f.born_first, t->age_from * 12));
        else if (text_is(t->starts, "paper") && rows[i].paper_on != DAY_NONE)
            from = day_month_first(rows[i].paper_on);
        TRY(policy_get(c, t->policy_id, decided_on, &p, err));
        first = sooner(first, later(from, day_month_first(p.valid_from)));
    }
    *ret = first == DAY_NONE ? day_month_first(decided_on) : first;
    return OK;
}

static bool had_hand(const struct ctx *c, const struct assist_get_row *k) {
    int64_t me = c->user.account_id;
    return k->account_id == me || k->reviewed_by == me || k->sent_by == me || k->checked_by == me;
}

/* The right as the rules judge it on the day; papers were looked at when it was received. */
static enum status check_right(struct ctx *c, const struct assist_get_row *k, day_t on, struct error *err) {
    struct assist_numbers *n;
    struct assist_facts f;
    bool open = false;
    TRY(assist_facts_of(c, k, &f, err));
    TRY(assist_numbers_load(c, on, &n, err));
    for (size_t i = 0; i < f.count; i++) {
        bool unsure;
        struct error one = {0};
        const struct assist_tier *t = assist_tier_at(n, f.reasons[i].ground, &f, &unsure);
        if (t == NULL)
            continue;
        enum status s = service_entitled(c, t->policy_id, k->household_id, k->person_id, on, T("-"), "ground", &one);
        if (s != OK && one.field_count == 0)
            return fail_detail(err, one.status, one.key, "%s", one.detail);
        open = open || s == OK;
    }
    return open ? OK : fail(err, E_CONFLICT, "assistance.not_entitled");
}

enum status assist_granted(struct ctx *c, int64_t id, const struct assist_decision *d, struct error *err) {
    struct assist_get_row k;
    struct assist_granted_of_row old;
    bool there = false;
    day_t first;
    TRY(take(c, id, "checked", &k, err));
    if (had_hand(c, &k))
        return fail(err, E_CONFLICT, "assistance.same_person");
    TRY(service_day_after(c, "on_day", d->on, k.checked_on, err));
    TRY(check_right(c, &k, d->on, err));
    TRY(assist_first_month(c, &k, d->on, &first, err));
    day_t from = d->from_month == DAY_NONE ? first : day_month_first(d->from_month);
    if (from < first) {
        struct text month = assist_month_text(c, first);
        (void)error_field(err, "from_month", "assistance.before_right", month.ptr);
    } else if (from > day_add_months(day_month_first(d->on), 2))
        (void)error_field(err, "from_month", "assistance.month_far", NULL);
    TRY(error_fields_status(err));
    TRY(assist_granted_of(c->db, &(struct assist_granted_of_in){k.person_id}, c->arena, &old, &there, err));
    if (there) { /* adjusted: what was granted before ends where this begins */
        from = from > old.from_month ? from : old.from_month;
        struct text why = tr_args(LANG_VI, c->arena, "assistance.adjusted_by", &d->number, 1);
        TRY(assist_stopped(c, old.id, d->number, d->on, from, why, err));
    }
    TRY(assist_grant(
        c->db, &(struct assist_grant_in){id, d->number, d->on, d->signer, d->signer_post, from, c->user.account_id},
        NULL, err));
    note(c, &k, "aid.grant", d->on, d->number);
    return OK;
}

enum status assist_ended(struct ctx *c, int64_t id, const char *state, day_t on, struct text number, struct text signer,
                         struct text reason, struct error *err) {
    struct assist_get_row k;
    int64_t changed = 0;
    bool refuse = strcmp(state, "refused") == 0;
    TRY(take(c, id, NULL, &k, err));
    if (refuse && !text_is(k.state, "sent") && !text_is(k.state, "checked"))
        return fail(err, E_CONFLICT, "assistance.other_state",
                    tr(c->lang, service_word(c, "assistance.state.", k.state)).ptr);
    TRY(service_day_after(c, refuse ? "letter_on" : "on_day", on, refuse ? k.sent_on : k.received_on, err));
    TRY(assist_end(c->db, &(struct assist_end_in){id, text_of(state), on, number, signer, reason}, &changed, err));
    if (changed == 0)
        return fail(err, E_CONFLICT, "assistance.other_state",
                    tr(c->lang, service_word(c, "assistance.state.", k.state)).ptr);
    note(c, &k, refuse ? "aid.refuse" : "aid.withdraw", on, number);
    return OK;
}

enum status assist_stopped(struct ctx *c, int64_t id, struct text number, day_t on, day_t from_month,
                           struct text reason, struct error *err) {
    struct assist_get_row k;
    struct assist_lines_after_row *lines;
    size_t count;
    day_t from = day_month_first(from_month);
    TRY(take(c, id, "granted", &k, err));
    TRY(service_day_after(c, "on_day", on, k.decided_on, err));
    if (from < k.from_month)
        (void)error_field(err, "from_month", "assistance.before_first_month", NULL);
    TRY(error_fields_status(err));
    TRY(assist_stop(c->db, &(struct assist_stop_in){id, number, on, from, reason, c->user.account_id}, NULL, err));
    TRY(assist_lines_after(c->db, &(struct assist_lines_after_in){id, from}, c->arena, &lines, &count, err));
    int64_t *ids = ARENA_ARRAY(c->arena, count + 1, int64_t);
    for (size_t i = 0; i < count; i++)
        ids[i] = lines[i].line_id;
    if (count > 0)
        TRY(benefit_stop(c, (struct db_ids){ids, count}, from, reason, err));
    note(c, &k, "aid.stop", on, number);
    return OK;
}

/* ---- what the register says */

static enum status follow_place(struct ctx *c, const struct household_happening *h, struct error *err) {
    struct assist_strayed_row *rows;
    size_t count, depth;
    TRY(assist_strayed(c->db, &(struct assist_strayed_in){h->household_id, h->other_id, h->on}, c->arena, &rows, &count,
                       err));
    for (size_t i = 0; i < count; i++) {
        struct area *path;
        struct assist_place_in in = {rows[i].id, rows[i].household_id, rows[i].hamlet_id, 0, 0, 0};
        TRY(area_path(c, rows[i].hamlet_id, c->today, &path, &depth, err));
        for (size_t x = 0; x < depth; x++) {
            if (path[x].level == AREA_COMMUNE)
                in.commune_id = path[x].id;
            if (path[x].level == AREA_DISTRICT)
                in.district_id = path[x].id;
            if (path[x].level == AREA_PROVINCE)
                in.province_id = path[x].id;
        }
        in.district_id = in.district_id != 0 ? in.district_id : in.province_id;
        in.commune_id = in.commune_id != 0 ? in.commune_id : in.district_id;
        TRY(assist_place(c->db, &in, NULL, err));
    }
    return OK;
}

static enum status assistance_hears(struct ctx *c, const struct household_happening *h, struct error *err) {
    static const char *const ends[][2] = {
        {"death", "death"}, {"moved_out", "moved_out"}, {"gone", "moved_out"}, {"dissolved", "gone"}};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        if (strcmp(h->kind, ends[i][0]) != 0)
            continue;
        if (h->taken_back)
            return assist_unflag(c->db, &(struct assist_unflag_in){h->person_id, h->household_id, h->on}, NULL, err);
        return assist_flag(c->db, &(struct assist_flag_in){h->person_id, h->household_id, text_of(ends[i][1]), h->on},
                           NULL, err);
    }
    return follow_place(c, h, err);
}
HOUSEHOLD_LISTENER(assistance_hears);
