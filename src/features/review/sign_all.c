/* ansinh demo sign: the decisions of every commune of a demonstration signed in one transaction, everything or nothing.
 * It measures the heaviest moment of a season; in life each chair signs for his own commune. */
#include "app/command.h"
#include "features/area/area.h"
#include "features/review/review_command.h"
#include "features/review/review_parts.h"

const struct command_option demo_sign_options[1] = {{"households", "N", "review.cmd.opt_households"}};

struct signing_all {
    int64_t wanted, households;
    struct season season;
    struct area *communes;
    size_t commune_count, next; /* the commune that is made ready */
    int64_t signed_communes;
};

static enum status find_season(struct ctx *c, void *user, struct error *err) {
    struct signing_all *a = user;
    bool found = false;
    TRY(season_current(c, c->today, &a->season, &found, err));
    if (!found || !a->season.open)
        return fail(err, E_CONFLICT, "review.closed");
    return area_communes(c, a->season.area_id, c->today, &a->communes, &a->commune_count, err);
}

/* Puts so many households of a commune before its chair, poor by the provincial standard, and drafts the lists. */
static enum status make_ready(struct ctx *c, void *user, struct error *err) {
    struct signing_all *a = user;
    int64_t commune = a->communes[a->next].id, share = a->wanted / (int64_t)a->commune_count + 1, made = 0;
    struct decision_drafts d;
    TRY(demo_ready_list(c->db, &(struct demo_ready_list_in){a->season.id, commune, share}, NULL, err));
    TRY(season_hamlets_add(c->db, &(struct season_hamlets_add_in){a->season.id}, NULL, err));
    TRY(demo_ready_state(c->db, &(struct demo_ready_state_in){a->season.id, commune}, &made, err));
    TRY(demo_ready_class(c->db, &(struct demo_ready_class_in){a->season.id, commune}, NULL, err));
    a->households += made;
    if (made == 0) {
        audit_note(c, commune, "demo.nothing_to_sign", "season", a->season.id, NULL);
        return OK;
    }
    return decision_draft(c, a->season.id, commune, &d, err);
}

enum status review_sign_communes(struct ctx *c, int64_t season_id, const struct area *communes, size_t commune_count,
                                 int64_t *ret_signed, struct error *err) {
    int64_t *ids = ARENA_ARRAY(c->arena, commune_count + 1, int64_t);
    size_t signed_count = 0;
    for (size_t i = 0; i < commune_count; i++) {
        int64_t commune = communes[i].id;
        struct decision_drafts_row *drafts;
        size_t count;
        TRY(decision_drafts(c->db, &(struct decision_drafts_in){season_id, commune}, c->arena, &drafts, &count, err));
        if (count == 0)
            continue;
        c->user.role = T("commune_chair");
        c->user.display_name = tr(LANG_VI, "review.demo.chair");
        c->user.scope = (struct db_scope){DB_SCOPE_COMMUNE, commune};
        TRY(decision_sign_unbalanced(c, season_id, commune, arena_fmt(c->arena, "%zu/QĐ-UBND", 900 + i),
                                     arena_fmt(c->arena, "%zu/QĐ-UBND", 1900 + i), err));
        ids[signed_count++] = commune;
    }
    *ret_signed = (int64_t)signed_count;
    return decision_require_balance(c, season_id, (struct db_ids){ids, signed_count}, err);
}

static enum status sign_all(struct ctx *c, void *user, struct error *err) {
    struct signing_all *a = user;
    return review_sign_communes(c, a->season.id, a->communes, a->commune_count, &a->signed_communes, err);
}

int demo_sign_command(struct command_args *args, struct arena *arena, struct error *err) {
    struct signing_all a = {.wanted = 10000};
    const char *given = args->get(args, "households");
    if (given != NULL && (!text_to_i64(text_of(given), &a.wanted) || a.wanted < 1 || a.wanted > 100000)) {
        (void)fail(err, E_BAD_REQUEST, "review.cmd.bad_number", "households");
        return 2;
    }
    if (!args->app->demo) {
        (void)fail(err, E_CONFLICT, "review.cmd.demo_only");
        return 1;
    }
    struct ctx c;
    ctx_init_system(&c, args->app, arena, NULL);
    if (ctx_read(&c, find_season, &a, err) != OK)
        return 1;
    for (; a.next < a.commune_count; a.next++)
        if (ctx_write(&c, make_ready, &a, err) != OK)
            return 1;
    int64_t start = clock_monotonic_us();
    if (ctx_write(&c, sign_all, &a, err) != OK)
        return 1;
    struct value *out = value_object(arena);
    value_set_int(out, "communes", a.signed_communes);
    value_set_int(out, "households", a.households);
    value_set_int(out, "milliseconds", (clock_monotonic_us() - start) / 1000);
    command_print(args, out);
    return 0;
}
