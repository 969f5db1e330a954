/* The frame that every feature lives in: what a request carries (struct ctx), the rows that a feature
 * exports (routes, permissions, commands, jobs), and the one way to read and to write.
 *
 * A request: socket -> http -> route row -> session and rights -> form -> handler -> page or JSON.
 *   GET   runs in one read snapshot. POST/PUT/DELETE run in one write transaction that the edge opens,
 *   and commits only when the handler succeeded and noted at least one audit entry.
 * A handler fills `out` and never writes HTML or JSON itself. */
#ifndef ANSINH_APP_H
#define ANSINH_APP_H
#include "base/base.h"
#include "base/time.h"
#include "db/db.h"
#include "http/http.h"
#include "i18n/i18n.h"
#include "view/value.h"

struct render;
struct form;
struct form_data;
struct ctx;
struct demo_plan;
struct job_run;

/* ---- the program, while it runs */
struct app {
    struct db_pool *pool;
    struct clock clock; /* fixed only in demo and test databases */
    bool demo;          /* database holds synthetic households and demo accounts */
    bool secure_cookies;
    const char *address;
    uint16_t port;
};
/* Opens the database, checks the schema, reads the marks (demo, fixed day). url as db_pool_open. */
MUST_CHECK enum status app_open(const char *url, struct app *ret_app, struct error *err);
void app_close(struct app *app);

/* ---- who asks: an account acting under one of its grants (role x agency x area x time) */
struct user {
    int64_t account_id; /* 0: nobody signed in */
    int64_t session_id;
    int64_t grant_id;
    struct text username, display_name, role, role_name, agency_name, area_name;
    int64_t agency_id;     /* 0: none */
    struct db_scope scope; /* area of the grant */
    const struct text *permissions;
    size_t permission_count;
    char csrf[33];
    bool must_change_password;
};
bool user_may(const struct user *u, const char *permission);

/* ---- one request or command */
struct ctx {
    struct app *app;
    struct arena *arena;
    struct db *db; /* in a snapshot (GET) or a write transaction */
    const struct route *route;
    const struct http_request *req; /* NULL in commands and jobs */
    struct user user;
    enum lang lang;
    day_t today;
    day_t as_of;           /* ?as-of=, else today */
    struct text params[6]; /* values of {…} in the route's path, in order */
    const struct form_data *form;
    /* what the handler may set */
    struct text redirect; /* where a page goes after a write (303); JSON gets it as Location */
    const char *flash;    /* message key shown once after the redirect */
    struct text flash_arg;
    int http_status;       /* 0: 200 (201 when a POST set redirect) */
    struct ctx_file *file; /* a file instead of page or JSON */
    struct text set_cookie;
    struct audit_note *notes;
    struct job_run *job; /* in a job: app/jobs.h */
    bool writing;
    bool session_stale; /* the session was not prolonged for some minutes */
    const char *format; /* path suffix: NULL, "json", "xlsx", "csv", "pdf", "docx" */
};
struct ctx_file {
    struct text name, content_type;
    struct text bytes; /* or */
    int fd;            /* -1 */
    int64_t size;
    bool inline_; /* shown in the browser instead of saved */
};
/* The i-th {…} of the path as an id; E_NOT_FOUND when it is none. */
MUST_CHECK enum status ctx_id(struct ctx *c, size_t i, int64_t *ret_id, struct error *err);
struct text ctx_query(struct ctx *c, const char *name); /* ptr NULL when absent */
void ctx_send_bytes(struct ctx *c, struct text name, const char *content_type, struct text bytes, bool inline_);
void ctx_send_file(struct ctx *c, struct text name, const char *content_type, int fd, int64_t size);
void ctx_redirect(struct ctx *c, const char *flash_key, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* ---- the scope filter: the one place that decides what of the map somebody sees */
/* E_NOT_FOUND "http.not_found" when the area is outside the asker's scope today (no difference from "does not exist").
 * What a grant reaches when units end and others take their place: app/scope.h. */
MUST_CHECK enum status ctx_require_area(struct ctx *c, int64_t area_id, struct error *err);
/* The members of a `scope scope` parameter (src/db/README.md): what the asker's grant reaches. */
int64_t reach_level(const struct db_scope *s); /* 9: everything; 5: units of several levels */
struct db_ids reach_areas(struct arena *a, const struct db_scope *s);
/* Whether the grant is for this very unit, or one that it stands for; of everything, always. */
bool scope_is(const struct db_scope *s, int64_t area_id);
#define SCOPE_OF(c)                                                                                                    \
    .scope_level = reach_level(&(c)->user.scope), .scope_areas = reach_areas((c)->arena, &(c)->user.scope)
/* Whether the asker may open the page that an address leads to, as far as permissions tell; members of a row may still
 * stand in it: "/households/{id}?as-of=…". False when there is no such page. */
bool ctx_may_open(const struct ctx *c, const char *href);
/* E_FORBIDDEN "http.forbidden" without the permission. Routes already check theirs; this is for finer ones. */
MUST_CHECK enum status ctx_require(struct ctx *c, const char *permission, struct error *err);

/* ---- audit: noted by the handler, written by the edge as the last statements before commit */
/* chain_area: the commune whose chain it joins (0: the chain of what has no commune). subject_kind and
 * action are static names like "household", "household.split". diff: object of what changed, may be NULL. */
void audit_note(struct ctx *c, int64_t chain_area, const char *action, const char *subject_kind, int64_t subject_id,
                struct value *diff);
/* Bulk work: one entry for n rows and the digest (32 bytes) of what was written. */
void audit_note_bulk(struct ctx *c, int64_t chain_area, const char *action, const char *subject_kind,
                     int64_t subject_id, int64_t row_count, const unsigned char digest[32], struct value *diff);
/* Writes what was noted; the edge and the command runner call it. E_INTERNAL "audit.nothing_noted". */
MUST_CHECK enum status audit_flush(struct ctx *c, struct error *err);
/* diff helper: {"field": {"from": …, "to": …}}; text or NULL pointers. Unchanged fields add nothing. */
void diff_text(struct value *diff, const char *field, struct text from, struct text to);
void diff_int(struct value *diff, const char *field, int64_t from, int64_t to);
void diff_day(struct value *diff, const char *field, day_t from, day_t to);

/* ---- what a feature exports */
typedef enum status (*handler_fn)(struct ctx *c, struct value *out, struct error *err);
typedef void (*page_fn)(struct render *r, const struct value *v);

enum route_flags {
    ROUTE_UPLOAD = 1,  /* multipart with files up to MAX_UPLOAD_BYTES */
    ROUTE_OWN_TX = 2,  /* the handler (or the job it starts) makes its own transactions */
    ROUTE_HIDDEN = 4,  /* not in the API description (sign-in form, static) */
    ROUTE_NO_CSRF = 8, /* sign-in itself */
};
struct route {
    enum http_method method;
    const char *path;       /* "/households/{id}/members"; {id} matches one segment */
    const char *permission; /* "public", "signed_in" or a declared permission; never NULL */
    handler_fn fn;
    page_fn page;            /* template; NULL: the answer has no page (redirect, file) */
    const char *title;       /* word key of the page's name and of the operation in the API description */
    const struct form *form; /* accepted body (POST) or query fields (GET) */
    /* the form when it depends on data (a scorecard); wins over form */
    enum status (*make_form)(struct ctx *c, const struct form **ret, struct error *err);
    handler_fn fill; /* POST with a page: fills what the page needs when the form is shown again */
    const char *nav; /* section of the menu that is current, by its key */
    unsigned flags;
    const struct list_def *list; /* list pages: for exports, the API description and tests */
};
struct permission {
    const char *name;  /* "household.write" */
    const char *label; /* word key */
};
struct menu_item {
    const char *key; /* "households" */
    const char *label, *path, *permission;
    int order;
};
struct command_option {
    const char *name;  /* "households" for --households N */
    const char *value; /* "N"; NULL for a switch */
    const char *help;  /* word key */
};
struct command_args {
    struct app *app; /* open when the command needs a database */
    int argc;        /* positional */
    char **argv;
    bool json;
    /* values by option name; NULL when not given, "" for a switch */
    const char *(*get)(const struct command_args *a, const char *name);
    const void *impl;
};
struct command {
    const char *name;  /* "audit verify" */
    const char *help;  /* word key */
    const char *usage; /* positional arguments, e.g. "FILE" */
    const struct command_option *options;
    size_t option_count;
    bool needs_db;
    int (*fn)(struct command_args *a, struct arena *arena,
              struct error *err); /* exit code; error printed by caller when err->status */
};
struct job_kind {
    const char *name;
    /* Runs outside any transaction; params is the JSON given to job_start. What it must keep to: app/jobs.h. */
    enum status (*fn)(struct ctx *c, int64_t job_id, struct text params, struct error *err);
    const char *title; /* word key: what is being done */
};
struct feature {
    const char *name;
    const struct route *routes;
    size_t route_count;
    const struct permission *permissions;
    size_t permission_count;
    const struct menu_item *menu;
    size_t menu_count;
    const struct command *commands;
    size_t command_count;
    const struct job_kind *jobs;
    size_t job_count;
    /* Loads shipped data (data/ files) into the database; idempotent; in the write transaction given. */
    enum status (*load)(struct ctx *c, struct error *err);
    int load_order; /* 0..99; equal ones in the order of features.def */
    /* Compares what is stored twice (counters, present states) with what it follows from; adds a
     * {"what", "subject", "detail"} to `findings` for each difference. For `ansinh check`. */
    enum status (*check)(struct ctx *c, struct value *findings, struct error *err);
    /* Adds {"household_id", "what"} to `uses` for each of these households on which something of the feature rests, so
     * that an import that brought them cannot be taken back as if they had never been. what: a word. */
    enum status (*uses)(struct ctx *c, struct db_ids household_ids, struct value *uses, struct error *err);
    /* What the signed-in person has to do, and figures for the first page. Adds to `work` lists of
     * {"title": word, "items": [{"text", "href", "day", "tone": null|"warn"}]}; may set members of `out` that
     * the home template knows (rate, board). Runs in the request's snapshot. */
    enum status (*home)(struct ctx *c, struct value *work, struct value *out, struct error *err);
    /* Brings what is stored of the present in line with a new day or new shipped data (app_day_turn); runs outside any
     * transaction, and does nothing when nothing changed. */
    enum status (*day)(struct ctx *c, struct error *err);
    /* Its part of a demonstration database (features/demo/demo.h); runs outside any transaction. Orders 1..99. */
    enum status (*demo)(struct ctx *c, const struct demo_plan *plan, struct error *err);
    int demo_order;
    /* Plays its part of a demonstration database on, from the day it stands at to plan->day; NULL: nothing to play. */
    enum status (*demo_through)(struct ctx *c, const struct demo_plan *plan, struct error *err);
};
extern const struct feature *const features[]; /* generated from features.def; NULL ends */

#define FEATURE_ROWS(member, array) .member##s = (array), .member##_count = COUNT_OF(array)

/* One difference that a feature's check found. what: a word key, or a code that says itself. */
void app_finding(struct ctx *c, struct value *findings, const char *what, struct text subject, struct text detail);

/* ---- settings: dated, with source and certainty, so that the screens can say where a value comes from */
MUST_CHECK enum status setting_int(struct ctx *c, const char *key, day_t on, int64_t *ret, struct error *err);
MUST_CHECK enum status setting_text(struct ctx *c, const char *key, day_t on, struct text *ret, struct error *err);

/* A day has begun, or shipped data was loaded: every feature's `day`. The server calls it at its start and when the day
 * changes, `load data` at its end. */
MUST_CHECK enum status app_day_turn(struct app *app, struct error *err);

/* ---- the edge (used by serve and by tests): answers one request */
bool app_is_write(enum http_method m); /* anything but GET and HEAD */
void app_handle(void *app, const struct http_request *req, struct http_response *res);
size_t app_body_limit(void *app, enum http_method m, struct text path);

/* A ctx outside HTTP: for commands, jobs and tests. The system user may everything everywhere. */
void ctx_init_system(struct ctx *c, struct app *app, struct arena *arena, struct db *db);
/* Runs fn in one write transaction with audit, as the edge does. */
MUST_CHECK enum status ctx_write(struct ctx *c, enum status (*fn)(struct ctx *c, void *user, struct error *err),
                                 void *user, struct error *err);
/* Runs fn in one read snapshot; for commands and jobs. */
MUST_CHECK enum status ctx_read(struct ctx *c, enum status (*fn)(struct ctx *c, void *user, struct error *err),
                                void *user, struct error *err);
#endif
