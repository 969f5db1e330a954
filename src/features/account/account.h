/* Accounts, grants, signing in. Other features create accounts (demo) and ask who holds a post. */
#ifndef ANSINH_ACCOUNT_H
#define ANSINH_ACCOUNT_H
#include "app/app.h"

struct account_new {
    struct text username, display_name, password;
    bool must_change;
    int64_t id; /* 0: made here */
};
/* Argon2id takes tens of milliseconds: hash once for many demo accounts with account_hash. */
MUST_CHECK enum status account_hash(struct text password, char ret_hash[128], struct error *err);
/* For tests, whose passwords protect nothing: from here on this process makes hashes that take no time. */
void account_hash_lightly(void);
/* E_CONFLICT "account.username_taken", E_INVALID "account.password_weak". In a write transaction; notes audit. */
MUST_CHECK enum status account_create(struct ctx *c, const struct account_new *a,
                                      const char *hash /* NULL: from password */, int64_t *ret_id, struct error *err);
/* agency_id, area_id: 0 for none. id 0: made here. */
MUST_CHECK enum status account_grant_add(struct ctx *c, int64_t id, int64_t account_id, const char *role,
                                         int64_t agency_id, int64_t area_id, const char *position, day_t from, day_t to,
                                         struct error *err);
#endif
