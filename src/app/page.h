/* The frame around every page: who is signed in, the menu, the day that is played, a flash message. */
#ifndef ANSINH_PAGE_H
#define ANSINH_PAGE_H
#include "app/app.h"
/* What view.page reads as `page`; see src/view/README.md. out: the handler's answer (title, crumbs). */
const struct value *page_frame(struct ctx *c, const struct value *out);
struct text page_asset_suffix(void); /* "?v=<hash of all static files>" */
#endif
