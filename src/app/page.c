#include "app/page.h"

#include "base/embed.h"
#include "http/http.h"

static void add_menu(struct ctx *c, struct value *nav) {
    /* A handful of items, picked in order; no array to sort. */
    int last_order = -1, last_place = -1;
    for (;;) {
        const struct menu_item *next = NULL;
        int place = 0, next_place = 0;
        for (const struct feature *const *f = features; *f != NULL; f++)
            for (size_t i = 0; i < (*f)->menu_count; i++) {
                const struct menu_item *m = &(*f)->menu[i];
                /* Two features may have chosen the same order: then as they start. */
                bool after = m->order > last_order || (m->order == last_order && place > last_place);
                if (after && (next == NULL || m->order < next->order)) {
                    next = m;
                    next_place = place;
                }
                place++;
            }
        if (next == NULL)
            return;
        last_order = next->order;
        last_place = next_place;
        if (!user_may(&c->user, next->permission))
            continue;
        struct value *item = value_add_object(nav);
        value_set_str(item, "key", next->key);
        value_set_word(item, "label", next->label);
        value_set_str(item, "href", next->path);
        value_set_bool(item, "current",
                       c->route != NULL && c->route->nav != NULL && strcmp(c->route->nav, next->key) == 0);
    }
}

/* The flash cookie holds "key|argument", percent-encoded; only known keys are shown. */
static void add_flash(struct ctx *c, struct value *page) {
    value_set_null(page, "flash");
    struct text cookie = http_cookie(c->req, "ansinh_flash"), decoded;
    if (cookie.ptr == NULL || !http_percent_decode(c->arena, cookie, false, &decoded) || !text_is_utf8(decoded))
        return;
    struct text key;
    struct text rest = decoded;
    if (!text_cut(&rest, '|', &key))
        return;
    const char *name = arena_zstr(c->arena, key);
    if (!tr_known(name))
        return;
    struct value *flash = value_set_object(page, "flash");
    struct text arg = rest.ptr ? rest : T("");
    value_set_text(flash, "text", tr_args(c->lang, c->arena, name, &arg, 1));
    if (c->set_cookie.ptr == NULL)
        c->set_cookie = T("ansinh_flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

static void add_user(struct ctx *c, struct value *page) {
    if (c->user.account_id == 0) {
        value_set_null(page, "user");
        return;
    }
    struct value *u = value_set_object(page, "user");
    value_set_text(u, "name", c->user.display_name);
    value_set_text(u, "role", c->user.role_name);
    value_set_text(u, "area", c->user.area_name);
    value_set_text(u, "agency", c->user.agency_name);
    static const char *const own[][2] = {{"account.own", "/account"}, {"job.list", "/jobs"}};
    struct value *menu = value_set_list(u, "menu");
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        struct value *link = value_add_object(menu);
        value_set_word(link, "label", own[i][0]);
        value_set_str(link, "href", own[i][1]);
    }
    value_set_str(u, "sign_out", "/sign-out");
}

/* Light or dark as the person last chose; without a choice the system decides. */
static void add_theme(struct ctx *c, struct value *page) {
    struct text theme = http_cookie(c->req, "theme");
    if (text_is(theme, "light") || text_is(theme, "dark"))
        value_set_text(page, "theme", theme);
}

/* The address of this page in the other language: the same query with lang set. */
static struct text in_language(struct ctx *c, const char *lang) {
    AUTO_BUF b;
    buf_init(&b, 4 * MAX_URL_BYTES);
    buf_text(&b, c->req->path);
    buf_char(&b, '?');
    for (size_t i = 0; i < c->req->query_count; i++) {
        if (text_is(c->req->query[i].name, "lang"))
            continue;
        http_percent_encode(&b, c->req->query[i].name);
        buf_char(&b, '=');
        http_percent_encode(&b, c->req->query[i].value);
        buf_char(&b, '&');
    }
    buf_fmt(&b, "lang=%s", lang);
    return arena_text(c->arena, buf_as_text(&b));
}

const struct value *page_frame(struct ctx *c, const struct value *out) {
    (void)out;
    struct value *page = value_object(c->arena);
    value_set_str(page, "lang", c->lang == LANG_EN ? "en" : "vi");
    value_set_text(page, "path", c->req->path);
    value_set_str(page, "csrf", c->user.csrf);
    value_set_bool(page, "demo", c->app->demo);
    value_set_day(page, "fixed_day", c->app->clock.fixed_day);
    value_set_day(page, "today", c->today);
    if (c->route != NULL && c->as_of != c->today) /* an address that nobody knows has no day of view */
        value_set_day(page, "as_of", c->as_of);
    add_theme(c, page);
    add_user(c, page);
    add_menu(c, value_set_list(page, "nav"));
    add_flash(c, page);
    struct value *langs = value_set_object(page, "lang_href");
    value_set_text(langs, "vi", in_language(c, "vi"));
    value_set_text(langs, "en", in_language(c, "en"));
    value_set_text(page, "query", c->req->raw_query);
    return page;
}

struct text page_asset_suffix(void) {
    static char suffix[24];
    if (suffix[0] == 0)
        (void)snprintf(suffix, sizeof suffix, "?v=%08llx", (unsigned long long)(embed_digest() & 0xffffffffu));
    return text_of(suffix);
}
