#include "app/router.h"

/* A few hundred rows, compared segment by segment: microseconds, and no table to keep in step. */
static bool match(const char *pattern, struct text path, struct text params[6], int *ret_literals) {
    struct text want = text_of(pattern), have = path, w, h;
    size_t n = 0;
    int literals = 0;
    while (text_cut(&want, '/', &w)) {
        if (!text_cut(&have, '/', &h))
            return false;
        if (w.len > 0 && w.ptr[0] == '{') {
            if (h.len == 0 || n == 6)
                return false;
            params[n++] = h;
        } else if (!text_eq(w, h)) {
            return false;
        } else {
            literals++;
        }
    }
    *ret_literals = literals;
    return have.ptr == NULL;
}

const struct route *router_find(enum http_method m, struct text path, struct text params[6],
                                const struct route **ret_other) {
    if (m == HTTP_HEAD)
        m = HTTP_GET;
    const struct route *best = NULL, *other = NULL;
    int best_literals = -1;
    for (const struct feature *const *f = features; *f != NULL; f++) {
        for (size_t i = 0; i < (*f)->route_count; i++) {
            const struct route *r = &(*f)->routes[i];
            struct text found[6] = {0};
            int literals;
            if (!match(r->path, path, found, &literals))
                continue;
            if (r->method != m) {
                other = r;
            } else if (literals > best_literals) { /* /households/new wins over /households/{id} */
                best = r;
                best_literals = literals;
                memcpy(params, found, sizeof found);
            }
        }
    }
    *ret_other = best ? NULL : other;
    return best;
}

bool ctx_may_open(const struct ctx *c, const char *href) {
    struct text path = {href, strcspn(href, "?#")}, params[6];
    const struct route *other, *r;
    (void)router_format(&path);
    r = router_find(HTTP_GET, path, params, &other);
    return r != NULL && user_may(&c->user, r->permission);
}

const char *router_format(struct text *path) {
    static const char *const formats[] = {"json", "xlsx", "csv", "pdf", "docx", "svg"};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        size_t n = strlen(formats[i]);
        if (path->len > n + 2 && path->ptr[path->len - n - 1] == '.' &&
            memcmp(path->ptr + path->len - n, formats[i], n) == 0) {
            path->len -= n + 1;
            return formats[i];
        }
    }
    return NULL;
}

void router_each(void (*fn)(const struct feature *f, const struct route *r, void *user), void *user) {
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->route_count; i++)
            fn(*f, &(*f)->routes[i], user);
}

static bool declared(const char *permission) {
    if (strcmp(permission, "public") == 0 || strcmp(permission, "signed_in") == 0)
        return true;
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->permission_count; i++)
            if (strcmp((*f)->permissions[i].name, permission) == 0)
                return true;
    return false;
}

static void stop(const struct route *r, const char *why) {
    (void)fprintf(stderr, "route %s %s: %s\n", http_method_name(r->method), r->path ? r->path : "?", why);
    abort();
}

static void check(const struct feature *f, const struct route *r, void *user) {
    (void)f;
    (void)user;
    if (r->path == NULL || r->path[0] != '/')
        stop(r, "a path begins with '/'");
    if (r->permission == NULL || !declared(r->permission))
        stop(r, "its permission is not declared");
    if (r->fn == NULL || r->title == NULL)
        stop(r, "it needs a handler and a title");
    for (const struct feature *const *g = features; *g != NULL; g++)
        for (size_t i = 0; i < (*g)->route_count; i++)
            if (&(*g)->routes[i] != r && (*g)->routes[i].method == r->method &&
                strcmp((*g)->routes[i].path, r->path) == 0)
                stop(r, "the same method and path is declared twice");
}

void router_check(void) {
    router_each(check, NULL);
}
