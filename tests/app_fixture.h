/* A running app without sockets: shipped data loaded, users with bearer tokens, requests straight to the edge.
 * The day is 2024-11-25, as in the demo. Everything lives in the test's arena. */
#ifndef ANSINH_APP_FIXTURE_H
#define ANSINH_APP_FIXTURE_H
#include "tests/test.h"

#include "app/app.h"

/* Its tests start with the shipped data. */
#undef TEST_WORLD
#define TEST_WORLD &test_loaded

struct fixture {
    struct app app;
    struct arena *arena;
    const char *idempotency_key; /* sent with what follows while set */
    const char *if_none_match;   /* the same, with fixture_get */
    const char *if_match;        /* the same, with what writes */
};
struct reply {
    int status;
    struct text body;
    struct http_pair headers[24];
    size_t header_count;
};
struct fixture fixture_open(struct db_pool *pool);
void fixture_close(struct fixture *f);
/* Makes an account with one grant and signs it in; role "no_rights" is made with no permission. Returns the token. */
const char *fixture_user(struct fixture *f, const char *name, const char *role, const char *area_code);
/* The same in an area without a code: a hamlet. */
const char *fixture_user_at(struct fixture *f, const char *name, const char *role, int64_t area);
/* Signs in again: after the fixture's day was changed, sessions of before are over. */
const char *fixture_sign_in(struct fixture *f, const char *name);
const char *fixture_csrf(struct fixture *f, const char *token);
struct reply fixture_get(struct fixture *f, const char *token, const char *path, const char *accept);
/* Bearer token (NULL: nobody); the body's type is `type`, also accepted. */
struct reply fixture_send(struct fixture *f, const char *token, enum http_method m, const char *path, const char *type,
                          const char *body);
/* As a browser: cookie, urlencoded body, csrf token in the body when given. */
struct reply fixture_post_cookie(struct fixture *f, const char *token, const char *path, const char *body,
                                 const char *csrf);
struct text reply_header(const struct reply *r, const char *name);
bool reply_has(const struct reply *r, const char *part);
/* A route's path with every {…} replaced by "1". */
const char *fixture_path(struct fixture *f, const char *route_path);
/* "/areas/<id><tail>" of the area with this code on the fixture's day. */
const char *fixture_area_path(struct fixture *f, const char *code, const char *tail);
int64_t fixture_area(struct fixture *f, const char *code); /* its id on the fixture's day */
/* Whose token it is. */
void fixture_who(struct fixture *f, const char *token, int64_t *ret_account, int64_t *ret_grant);
int64_t fixture_audit_count(struct fixture *f, const char *action);
int64_t fixture_audit_broken(struct fixture *f);
void fixture_tamper(struct fixture *f); /* changes one stored audit entry behind the program's back */
#endif
