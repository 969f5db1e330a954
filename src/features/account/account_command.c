/* ansinh user add|password: accounts from the command line, for the first administrator and for scripts. */
#include "features/account/account_command.h"

#include <sodium.h>

#include "account_queries.h"
#include "app/command.h"
#include "features/account/account.h"
#include "features/agency/agency.h"
#include "features/area/area.h"

struct new_user {
    struct account_new account;
    const char *role, *area_code, *agency_key, *position;
};

static enum status add(struct ctx *c, void *user, struct error *err) {
    struct new_user *u = user;
    int64_t area = 0, agency = 0;
    if (u->area_code != NULL)
        TRY(area_by_code(c, text_of(u->area_code), c->today, &area, err));
    if (u->agency_key != NULL)
        TRY(agency_by_key(c, u->agency_key, &agency, err));
    TRY(account_create(c, &u->account, NULL, &u->account.id, err));
    return account_grant_add(c, 0, u->account.id, u->role, agency, area, u->position, c->today, DAY_FOREVER, err);
}

/* Easy to read over the telephone: four groups of lower-case letters without look-alikes. */
static void password_new(char out[20]) {
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz";
    unsigned char raw[16];
    random_bytes(raw, sizeof raw);
    size_t n = 0;
    for (size_t i = 0; i < sizeof raw; i++) {
        if (i > 0 && i % 4 == 0)
            out[n++] = '-';
        out[n++] = letters[raw[i] % (sizeof letters - 1)];
    }
    out[n] = 0;
}

int account_user_add(struct command_args *a, struct arena *arena, struct error *err) {
    if (a->argc != 1 || a->get(a, "role") == NULL) {
        (void)fail(err, E_BAD_REQUEST, "account.cmd_add_usage");
        return 2;
    }
    char password[20];
    password_new(password);
    const char *name = a->get(a, "name");
    struct new_user u = {
        .account = {.username = text_of(a->argv[0]),
                    .display_name = text_of(name ? name : a->argv[0]),
                    .password = text_of(password),
                    .must_change = true},
        .role = a->get(a, "role"),
        .area_code = a->get(a, "area"),
        .agency_key = a->get(a, "agency"),
        .position = a->get(a, "position"),
    };
    const char *given = a->get(a, "password");
    if (given != NULL) {
        u.account.password = text_of(given);
        u.account.must_change = false;
    }
    struct ctx c;
    ctx_init_system(&c, a->app, arena, NULL);
    if (ctx_write(&c, add, &u, err) != OK)
        return 1;
    struct value *out = value_object(arena);
    value_set_text(out, "username", u.account.username);
    value_set_id(out, "id", u.account.id);
    if (given == NULL)
        value_set_str(out, "password", password);
    command_print(a, out);
    return 0;
}
