/* Roles and what each may do, from data/roles.tsv and data/role_permissions.tsv; a permission that no feature declares
 * is refused. */
#include "account_queries.h"
#include "app/app.h"
#include "app/tsv.h"

static bool is_declared(struct text name) {
    if (text_is(name, "*"))
        return true;
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->permission_count; i++)
            if (text_is(name, (*f)->permissions[i].name))
                return true;
    return false;
}

/* One permission and the roles that hold it. */
static enum status load_permission(struct ctx *c, struct text name, struct text roles, struct error *err) {
    struct text role;
    if (!is_declared(name))
        return fail(err, E_INVALID, "account.unknown_permission", arena_zstr(c->arena, name));
    while (text_cut(&roles, ' ', &role))
        if (role.len > 0)
            TRY(account_role_permission(c->db, &(struct account_role_permission_in){role, name}, NULL, err));
    return OK;
}

enum status account_load_roles(struct ctx *c, struct error *err);

enum status account_load_roles(struct ctx *c, struct error *err) {
    TRY(account_role_clear(c->db, NULL, err)); /* what an earlier release allowed does not stay by itself */
    struct tsv t;
    tsv_open(&t, "roles.tsv");
    int64_t order = 0;
    while (tsv_next(&t))
        TRY(account_role_upsert(c->db,
                                &(struct account_role_upsert_in){tsv_text(&t, "role"), tsv_text(&t, "name"),
                                                                 tsv_int(&t, "level", DB_NULL), ++order},
                                NULL, err));
    tsv_open(&t, "role_permissions.tsv");
    while (tsv_next(&t))
        TRY(load_permission(c, tsv_text(&t, "permission"), tsv_text(&t, "roles"), err));
    return OK;
}
