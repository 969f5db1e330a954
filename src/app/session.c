/* Who asks: cookie or bearer token -> session -> account under one grant -> permissions and scope.
 * Only the SHA-256 of a token is stored, so a copy of the database signs nobody in. */
#include "app/session.h"

#include <sodium.h>

#include "app/scope.h"
#include "app_queries.h"

void session_token_hash(struct text token, unsigned char ret_hash[32]) {
    crypto_hash_sha256(ret_hash, (const unsigned char *)token.ptr, token.len);
}

void session_token_new(char ret_token[65]) {
    unsigned char raw[32];
    random_bytes(raw, sizeof raw);
    (void)sodium_bin2hex(ret_token, 65, raw, sizeof raw);
}

struct text session_token_of(const struct http_request *req) {
    struct text bearer = http_header(req, "authorization");
    if (text_starts(bearer, T("Bearer ")))
        return text_trim((struct text){bearer.ptr + 7, bearer.len - 7});
    return http_cookie(req, SESSION_COOKIE);
}

enum status session_permissions(struct ctx *c, struct text role, struct error *err) {
    struct role_permissions_row *rows;
    size_t count;
    TRY(role_permissions(c->db, &(struct role_permissions_in){role}, c->arena, &rows, &count, err));
    struct text *names = ARENA_ARRAY(c->arena, count + 1, struct text);
    for (size_t i = 0; i < count; i++)
        names[i] = rows[i].permission;
    c->user.permissions = names;
    c->user.permission_count = count;
    return OK;
}

enum status session_load(struct ctx *c, struct error *err) {
    struct text token = session_token_of(c->req);
    if (token.len != 64)
        return OK;
    unsigned char hash[32];
    session_token_hash(token, hash);
    instant_t now = clock_now(&c->app->clock);
    struct session_user_row r;
    bool found = false;
    TRY(session_user(c->db, &(struct session_user_in){{(const char *)hash, sizeof hash}, now, c->today}, c->arena, &r,
                     &found, err));
    if (!found)
        return OK;
    struct user *u = &c->user;
    u->account_id = r.account_id;
    u->session_id = r.session_id;
    u->grant_id = r.grant_id;
    u->username = r.username;
    u->display_name = r.display_name;
    u->role = r.role;
    u->role_name = r.role_name;
    u->agency_id = r.agency_id == DB_NULL ? 0 : r.agency_id;
    u->agency_name = r.agency_name;
    u->area_name = r.area_name;
    u->must_change_password = r.must_change;
    u->scope = r.area_id == DB_NULL ? (struct db_scope){DB_SCOPE_ALL} : (struct db_scope){(int)r.area_level, r.area_id};
    (void)snprintf(u->csrf, sizeof u->csrf, "%.*s", FMT(r.csrf));
    c->lang = text_is(r.lang, "en") ? LANG_EN : LANG_VI;
    c->session_stale = now - r.seen_at > SESSION_TOUCH_MS;
    TRY(scope_settle(c, err));
    return session_permissions(c, r.role, err);
}

enum status session_touch(struct ctx *c, struct error *err) {
    instant_t now = clock_now(&c->app->clock);
    return session_seen(c->db, &(struct session_seen_in){c->user.session_id, now, now + SESSION_LIFE_MS}, NULL, err);
}

bool user_may(const struct user *u, const char *permission) {
    if (strcmp(permission, "public") == 0)
        return true;
    if (u->account_id == 0)
        return false;
    if (strcmp(permission, "signed_in") == 0)
        return true;
    struct text wanted = text_of(permission), all = T("*");
    for (size_t i = 0; i < u->permission_count; i++)
        if (text_eq(u->permissions[i], wanted) || text_eq(u->permissions[i], all))
            return true;
    return false;
}

enum status ctx_require(struct ctx *c, const char *permission, struct error *err) {
    return user_may(&c->user, permission) ? OK : fail(err, E_FORBIDDEN, "http.forbidden");
}
