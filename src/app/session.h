/* Sessions as the edge sees them; signing in and out is the account feature's. */
#ifndef ANSINH_SESSION_H
#define ANSINH_SESSION_H
#include "app/app.h"

#define SESSION_COOKIE "ansinh_session"
#define SESSION_LIFE_MS (12LL * 3600 * 1000) /* a working day after the last use */
#define SESSION_TOUCH_MS (5LL * 60 * 1000)

void session_token_new(char ret_token[65]); /* 64 hex digits */
void session_token_hash(struct text token, unsigned char ret_hash[32]);
struct text session_token_of(const struct http_request *req); /* cookie, or Authorization: Bearer */
/* Fills c->user and c->lang when the request carries a live session; leaves nobody otherwise. */
MUST_CHECK enum status session_load(struct ctx *c, struct error *err);
/* What the role may do, into c->user. */
MUST_CHECK enum status session_permissions(struct ctx *c, struct text role, struct error *err);
/* Prolongs the session; in a write transaction. */
MUST_CHECK enum status session_touch(struct ctx *c, struct error *err);
#endif
