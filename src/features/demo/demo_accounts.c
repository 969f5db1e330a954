/* One account per role, at the demonstration commune and the levels above it (data/demo_accounts.tsv). */
#include <stdio.h>

#include "app/command.h"
#include "features/account/account.h"
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "features/demo/demo_parts.h"

struct accounts {
    const struct demo_plan *plan;
    bool quiet;
};

/* The demonstration commune and what lies above and under it, by the word that the file uses. */
static enum status area_of(struct ctx *c, const struct demo_plan *plan, struct text word, int64_t *ret,
                           struct error *err) {
    static const struct {
        const char *word;
        int level;
    } levels[] = {
        {"hamlet", AREA_HAMLET}, {"commune", AREA_COMMUNE}, {"district", AREA_DISTRICT}, {"province", AREA_PROVINCE}};
    int64_t commune;
    struct area *path, *hamlets;
    size_t count;
    *ret = 0;
    TRY(area_by_code(c, plan->commune.len ? plan->commune : T(DEMO_COMMUNE), c->today, &commune, err));
    if (text_is(word, "hamlet")) {
        TRY(area_children(c, commune, c->today, &hamlets, &count, err));
        *ret = count > 0 ? hamlets[0].id : commune;
        return OK;
    }
    TRY(area_path(c, commune, c->today, &path, &count, err));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < COUNT_OF(levels); k++)
            if (path[i].level == levels[k].level && text_is(word, levels[k].word))
                *ret = path[i].id;
    return OK;
}

static struct text password_of(struct arena *a, struct text username) {
    return arena_fmt(a, "demo-%.*s-1", FMT(username));
}

static void print_one(const struct tsv *t, struct text password) {
    (void)printf("%-14.*s %-22.*s %.*s\n", FMT(tsv_text(t, "username")), FMT(password),
                 FMT(tsv_text(t, "display_name")));
}

static enum status make_one(struct ctx *c, const struct accounts *a, const struct tsv *t, int64_t index,
                            struct error *err) {
    struct text username = tsv_text(t, "username"), agency_key = tsv_text(t, "agency_key"),
                position = tsv_text(t, "position");
    struct text password = password_of(c->arena, username);
    int64_t area, agency = 0, id;
    TRY(area_of(c, a->plan, tsv_text(t, "area"), &area, err));
    if (agency_key.ptr != NULL)
        TRY(agency_by_key(c, arena_zstr(c->arena, agency_key), &agency, err));
    struct account_new account = {.username = username,
                                  .display_name = tsv_text(t, "display_name"),
                                  .password = password,
                                  .id = demo_id(KIND_ACCOUNT, index)};
    TRY(account_create(c, &account, NULL, &id, err));
    if (!a->quiet)
        print_one(t, password);
    return account_grant_add(c, demo_id(KIND_GRANT, index), id, arena_zstr(c->arena, tsv_text(t, "role")), agency, area,
                             position.ptr ? arena_zstr(c->arena, position) : NULL, demo_register_start(), DAY_FOREVER,
                             err);
}

static enum status make_accounts(struct ctx *c, void *user, struct error *err) {
    struct tsv t;
    tsv_open(&t, "demo_accounts.tsv");
    for (int64_t index = 1; tsv_next(&t); index++)
        TRY(make_one(c, user, &t, index, err));
    return OK;
}

enum status demo_accounts(struct ctx *c, const struct demo_plan *plan, bool quiet, struct error *err) {
    struct accounts a = {plan, quiet};
    return ctx_write(c, make_accounts, &a, err);
}

int demo_accounts_print(struct command_args *a, struct arena *arena, struct error *err) {
    if (!a->app->demo) {
        (void)fail(err, E_CONFLICT, "demo.no_demo");
        return 1;
    }
    struct tsv t;
    tsv_open(&t, "demo_accounts.tsv");
    while (tsv_next(&t))
        print_one(&t, password_of(arena, tsv_text(&t, "username")));
    return 0;
}
