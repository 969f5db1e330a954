/* Accounts: made by the administrator, signing in with a password (argon2id), one capacity at a time.
 * Wrong passwords lock the account for a while and slow down the address they come from; the answer never
 * says which of name and password was wrong. */
#include "features/account/account.h"

#include <sodium.h>

#include "account_queries.h"
#include "account_templates.h"
#include "app/form.h"
#include "app/list.h"
#include "app/session.h"
#include "features/account/account_command.h"
#include "features/account/attempts.h"

/* OWASP's floor for argon2id: 19 MiB, two passes; about 20 ms here. */
static struct {
    unsigned long long passes;
    size_t memory;
} hash_cost = {2, 19u << 20};
#define MAX_FAILURES 5
#define LOCK_MS (15LL * 60 * 1000)
#define MIN_PASSWORD 10

void account_hash_lightly(void) {
    hash_cost.passes = crypto_pwhash_OPSLIMIT_MIN;
    hash_cost.memory = crypto_pwhash_MEMLIMIT_MIN;
}

enum status account_hash(struct text password, char ret_hash[128], struct error *err) {
    _Static_assert(crypto_pwhash_STRBYTES <= 128, "the hash fits its column");
    if (crypto_pwhash_str(ret_hash, password.ptr, password.len, hash_cost.passes, hash_cost.memory) != 0)
        return fail(err, E_MEMORY, "account.cannot_hash");
    return OK;
}

enum status account_create(struct ctx *c, const struct account_new *a, const char *hash, int64_t *ret_id,
                           struct error *err) {
    char own[128];
    if (hash == NULL) {
        if (a->password.len < MIN_PASSWORD)
            return fail(err, E_INVALID, "account.password_weak");
        TRY(account_hash(a->password, own, err));
        hash = own;
    }
    int64_t id = a->id ? a->id : id_new();
    enum status s = account_insert(c->db,
                                   &(struct account_insert_in){id, a->username, a->display_name, text_of(hash),
                                                               a->must_change, clock_now(&c->app->clock)},
                                   NULL, err);
    if (s == E_CONFLICT)
        return fail(err, E_CONFLICT, "account.username_taken", arena_zstr(c->arena, a->username));
    TRY(s);
    struct value *diff = value_object(c->arena);
    diff_text(diff, "username", TEXT_NONE, a->username);
    audit_note(c, 0, "account.create", "account", id, diff);
    *ret_id = id;
    return OK;
}

enum status account_grant_add(struct ctx *c, int64_t id, int64_t account_id, const char *role, int64_t agency_id,
                              int64_t area_id, const char *position, day_t from, day_t to, struct error *err) {
    if (id == 0)
        id = id_new();
    TRY(account_grant_insert(
        c->db,
        &(struct account_grant_insert_in){id, account_id, text_of(role), agency_id ? agency_id : DB_NULL,
                                          area_id ? area_id : DB_NULL, text_of(position), from, to},
        NULL, err));
    struct value *diff = value_object(c->arena);
    diff_text(diff, "role", TEXT_NONE, text_of(role));
    if (area_id)
        value_set_id(diff, "area_id", area_id);
    audit_note(c, 0, "account.grant", "account", account_id, diff);
    return OK;
}

/* ---- signing in */

static const struct field sign_in_fields[] = {
    {.name = "username", .type = F_TEXT, .required = true, .label = "account.username", .max = 60},
    {.name = "password", .type = F_PASSWORD, .required = true, .label = "account.password", .max = 200},
    {.name = "next", .type = F_HIDDEN, .label = "account.next", .max = 500},
};
static const struct form sign_in_form = {"sign_in", sign_in_fields, COUNT_OF(sign_in_fields)};

static enum status sign_in_page(struct ctx *c, struct value *out, struct error *err) {
    (void)err;
    struct value *current = value_object(c->arena);
    struct text next = ctx_query(c, "next");
    value_set_text(current, "next", next.ptr ? next : T(""));
    struct value *form = form_view(c, &sign_in_form, NULL, current, NULL);
    value_set_str(form, "action", "/sign-in");
    value_set_page(out, "form", form);
    value_set_bool(out, "demo", c->app->demo);
    return OK;
}

/* The same work whether the name exists or not, so that time tells nothing. */
static bool password_fits(const char *hash, struct text password) {
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                 "0000000000000000000000000000000000000000000";
    return crypto_pwhash_str_verify(hash ? hash : nobody, password.ptr, password.len) == 0;
}

static enum status wrong_password(struct ctx *c, const struct account_by_username_row *a, struct error *err) {
    attempts_note(text_of(c->req->remote), clock_monotonic_us());
    if (a != NULL) {
        int64_t failures = a->failed_count + 1;
        instant_t until = failures >= MAX_FAILURES ? clock_now(&c->app->clock) + LOCK_MS : DB_NULL;
        TRY(db_begin_write(c->db, err));
        TRY(account_failed(c->db, &(struct account_failed_in){a->id, failures >= MAX_FAILURES ? 0 : failures, until},
                           NULL, err));
        audit_note(c, 0, "account.wrong_password", "account", a->id, NULL);
        TRY(audit_flush(c, err));
        TRY(db_commit(c->db, err));
    }
    return fail(err, E_INVALID, "account.wrong");
}

static enum status first_grant(struct ctx *c, int64_t account_id, int64_t *ret_grant, struct error *err) {
    struct account_grants_row *grants;
    size_t count;
    TRY(account_grants(c->db, &(struct account_grants_in){account_id, c->today}, c->arena, &grants, &count, err));
    if (count == 0)
        return fail(err, E_FORBIDDEN, "account.no_grant");
    *ret_grant = grants[0].id;
    return OK;
}

static enum status open_session(struct ctx *c, const struct account_by_username_row *a, struct value *out,
                                struct error *err) {
    int64_t grant = 0;
    TRY(first_grant(c, a->id, &grant, err));
    char token[65], csrf[65];
    session_token_new(token);
    session_token_new(csrf);
    unsigned char hash[32];
    session_token_hash(text_of(token), hash);
    instant_t now = clock_now(&c->app->clock);
    TRY(db_begin_write(c->db, err));
    if (a->failed_count != 0 || a->locked_until != DB_NULL)
        TRY(account_failed(c->db, &(struct account_failed_in){a->id, 0, DB_NULL}, NULL, err));
    TRY(account_session_insert(c->db,
                               &(struct account_session_insert_in){id_new(),
                                                                   {(const char *)hash, sizeof hash},
                                                                   a->id,
                                                                   grant,
                                                                   {csrf, 32},
                                                                   c->lang == LANG_EN ? T("en") : T("vi"),
                                                                   now,
                                                                   now + SESSION_LIFE_MS,
                                                                   text_of(c->req->remote)},
                               NULL, err));
    c->user.account_id = a->id; /* the entry names who signed in */
    audit_note(c, 0, "account.sign_in", "account", a->id, NULL);
    TRY(audit_flush(c, err));
    TRY(db_commit(c->db, err));
    value_set_text(out, "token", arena_text(c->arena, text_of(token)));
    value_set_text(out, "display_name", a->display_name);
    c->set_cookie = arena_fmt(c->arena, SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Lax%s", token,
                              c->req->tls ? "; Secure" : "");
    return OK;
}

/* Only an address on this site; anything else leads home. */
static struct text safe_next(struct text next) {
    bool good = next.len > 1 && next.ptr[0] == '/' && next.ptr[1] != '/' && next.ptr[1] != '\\';
    for (size_t i = 0; good && i < next.len; i++)
        good = (unsigned char)next.ptr[i] > 0x20;
    return good ? next : T("/");
}

static enum status sign_in(struct ctx *c, struct value *out, struct error *err) {
    if (!attempts_allowed(text_of(c->req->remote), clock_monotonic_us()))
        return fail(err, E_LIMIT, "http.rate_limited");
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, true, &db, err));
    struct account_by_username_row a;
    bool found = false;
    TRY(account_by_username(db, &(struct account_by_username_in){form_text(c->form, "username")}, c->arena, &a, &found,
                            err));
    /* The slow hash runs without holding the writer. */
    db_give(db);
    db = NULL;
    bool fits = password_fits(found ? arena_zstr(c->arena, a.password_hash) : NULL, form_text(c->form, "password"));
    TRY(db_take(c->app->pool, true, &db, err));
    c->db = db;
    enum status s;
    if (found && a.locked_until != DB_NULL && a.locked_until > clock_now(&c->app->clock))
        s = fail(err, E_LIMIT, "account.locked");
    else if (!found || !fits)
        s = wrong_password(c, found ? &a : NULL, err);
    else if (a.disabled)
        s = fail(err, E_FORBIDDEN, "account.disabled");
    else
        s = open_session(c, &a, out, err);
    c->db = NULL;
    if (s == OK)
        c->redirect = safe_next(form_text(c->form, "next"));
    return s;
}

static enum status sign_out(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    TRY(account_session_delete(c->db, &(struct account_session_delete_in){c->user.session_id}, NULL, err));
    audit_note(c, 0, "account.sign_out", "account", c->user.account_id, NULL);
    c->set_cookie = T(SESSION_COOKIE "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    ctx_redirect(c, "account.signed_out", "/sign-in");
    return OK;
}

/* ---- one's own account */

static const struct field password_fields[] = {
    {.name = "old_password", .type = F_PASSWORD, .required = true, .label = "account.old_password"},
    {.name = "new_password",
     .type = F_PASSWORD,
     .required = true,
     .label = "account.new_password",
     .min = MIN_PASSWORD,
     .help = "account.password_help"},
    {.name = "again", .type = F_PASSWORD, .required = true, .label = "account.password_again"},
};
static const struct form password_form = {"password", password_fields, COUNT_OF(password_fields)};

static enum status own_page(struct ctx *c, struct value *out, struct error *err) {
    struct account_grants_row *grants;
    size_t count;
    TRY(account_grants(c->db, &(struct account_grants_in){c->user.account_id, c->today}, c->arena, &grants, &count,
                       err));
    value_set_text(out, "username", c->user.username);
    value_set_text(out, "display_name", c->user.display_name);
    struct value *list = value_set_list(out, "grants");
    for (size_t i = 0; i < count; i++) {
        struct value *g = value_add_object(list);
        value_set_id(g, "id", grants[i].id);
        value_set_text(g, "role", grants[i].role_name);
        value_set_text(g, "area", grants[i].area_name);
        value_set_text(g, "agency", grants[i].agency_name);
        value_set_text(g, "position", grants[i].position);
        value_set_bool(g, "current", grants[i].id == c->user.grant_id);
    }
    struct value *form = form_view(c, &password_form, NULL, NULL, NULL);
    value_set_str(form, "action", "/account/password");
    value_set_page(out, "form", form);
    return OK;
}

static enum status change_password(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct account_by_id_row a;
    bool found = false;
    TRY(account_by_id(c->db, &(struct account_by_id_in){c->user.account_id}, c->arena, &a, &found, err));
    if (!found || !password_fits(arena_zstr(c->arena, a.password_hash), form_text(c->form, "old_password")))
        error_field(err, "old_password", "account.old_wrong", NULL);
    struct text wanted = form_text(c->form, "new_password");
    if (!text_eq(wanted, form_text(c->form, "again")))
        error_field(err, "again", "account.not_the_same", NULL);
    if (text_eq(wanted, form_text(c->form, "old_password")))
        error_field(err, "new_password", "account.same_as_old", NULL);
    TRY(error_fields_status(err));
    char hash[128];
    TRY(account_hash(wanted, hash, err));
    TRY(account_password(c->db, &(struct account_password_in){c->user.account_id, text_of(hash)}, NULL, err));
    TRY(account_sessions_delete_others(
        c->db, &(struct account_sessions_delete_others_in){c->user.account_id, c->user.session_id}, NULL, err));
    audit_note(c, 0, "account.password", "account", c->user.account_id, NULL);
    ctx_redirect(c, "account.password_changed", "/account");
    return OK;
}

static const struct field switch_fields[] = {
    {.name = "grant_id", .type = F_ID, .required = true, .label = "account.capacity"},
};
static const struct form switch_form = {"switch", switch_fields, COUNT_OF(switch_fields)};

static enum status switch_grant(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t wanted = form_id(c->form, "grant_id");
    struct account_grants_row *grants;
    size_t count;
    TRY(account_grants(c->db, &(struct account_grants_in){c->user.account_id, c->today}, c->arena, &grants, &count,
                       err));
    bool own = false;
    for (size_t i = 0; i < count; i++)
        own = own || grants[i].id == wanted;
    if (!own)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(account_session_switch(c->db, &(struct account_session_switch_in){c->user.session_id, wanted}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_id(diff, "grant_id", wanted);
    audit_note(c, 0, "account.switch", "account", c->user.account_id, diff);
    ctx_redirect(c, "account.switched", "/");
    return OK;
}

/* ---- the administrator's list */

static void list_row(struct ctx *c, const void *row, struct value *item) {
    (void)c;
    const struct account_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "username", r->username);
    value_set_text(item, "display_name", r->display_name);
    value_set_text(item, "role", r->roles);
    value_set_text(item, "area", r->areas);
    value_set_bool(item, "disabled", r->disabled);
    value_set_instant(item, "created_at", r->created_at);
}

static const struct list_column columns[] = {
    {.key = "username", .label = "account.username", .sort = "username", .type = V_TEXT},
    {.key = "display_name", .label = "account.display_name", .sort = "display_name", .type = V_TEXT},
    {.key = "role", .label = "account.role", .type = V_TEXT},
    {.key = "area", .label = "account.area", .type = V_TEXT},
    {.key = "disabled", .label = "account.disabled_column", .type = V_BOOL},
    {.key = "created_at", .label = "account.created_at", .type = V_INSTANT, .hidden = true},
};
static const struct list_filter filters[] = {
    {.name = "disabled", .label = "account.disabled_column", .type = F_BOOL},
};
static const struct list_def list = {
    .name = "accounts",
    .stmt = &account_list_stmt,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .filters = filters,
    .filter_count = COUNT_OF(filters),
    .search = "q",
    .row = list_row,
    .empty = "account.none_found",
    .file_name = "tai-khoan",
};

static enum status accounts(struct ctx *c, struct value *out, struct error *err) {
    return list_answer(c, &list, &(struct account_list_in){c->today}, NULL, 0, out, err);
}

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/sign-in",
     .permission = "public",
     .fn = sign_in_page,
     .page = account_sign_in_html,
     .title = "account.sign_in",
     .flags = ROUTE_HIDDEN},
    {.method = HTTP_POST,
     .path = "/sign-in",
     .permission = "public",
     .fn = sign_in,
     .page = account_sign_in_html,
     .title = "account.sign_in",
     .form = &sign_in_form,
     .fill = sign_in_page,
     .flags = ROUTE_OWN_TX | ROUTE_NO_CSRF},
    {.method = HTTP_POST, .path = "/sign-out", .permission = "signed_in", .fn = sign_out, .title = "account.sign_out"},
    {.method = HTTP_GET,
     .path = "/account",
     .permission = "signed_in",
     .fn = own_page,
     .page = account_own_html,
     .title = "account.own"},
    {.method = HTTP_POST,
     .path = "/account/password",
     .permission = "signed_in",
     .fn = change_password,
     .page = account_own_html,
     .title = "account.change_password",
     .form = &password_form,
     .fill = own_page},
    {.method = HTTP_POST,
     .path = "/account/grant",
     .permission = "signed_in",
     .fn = switch_grant,
     .title = "account.switch",
     .form = &switch_form},
    {.method = HTTP_GET,
     .path = "/accounts",
     .permission = "account.manage",
     .fn = accounts,
     .page = account_list_html,
     .title = "account.title",
     .nav = "accounts",
     .list = &list},
};
static const struct permission permissions[] = {
    {"account.manage", "account.perm_manage"},
};
static const struct menu_item menu[] = {
    {"accounts", "account.title", "/accounts", "account.manage", 90},
};

static const struct command_option add_options[] = {
    {"role", "ROLE", "account.opt_role"},         {"name", "NAME", "account.opt_name"},
    {"area", "CODE", "account.opt_area"},         {"agency", "KEY", "account.opt_agency"},
    {"position", "TEXT", "account.opt_position"}, {"password", "TEXT", "account.opt_password"},
};
static const struct command commands[] = {
    {"user add", "account.cmd_add", "NAME", add_options, COUNT_OF(add_options), true, account_user_add},
};

/* ---- shipped roles: data/roles.tsv, data/role_permissions.tsv */
enum status account_load_roles(struct ctx *c, struct error *err);

const struct feature account_feature = {
    .name = "account",
    FEATURE_ROWS(route, routes),
    FEATURE_ROWS(permission, permissions),
    FEATURE_ROWS(command, commands),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
    .load = account_load_roles,
    .load_order = 10,
};
