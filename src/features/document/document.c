/* Papers of the review season in the layout of state documents, as PDF (shown) and DOCX (to finish by hand). Each is
 * an address of its own under /documents, with the rights and the scope of the page it belongs to. */
#include "app/list.h"
#include "document_templates.h"
#include "features/document/paper.h"

#define PAPER(path_, fn_, title_)                                                                                      \
    { .method = HTTP_GET, .path = path_, .permission = "review.read", .fn = fn_, .title = title_, .nav = "documents" }

static const struct route routes[] = {
    {.method = HTTP_GET,
     .path = "/documents",
     .permission = "review.read",
     .fn = documents_page,
     .page = document_page_html,
     .title = "document.page",
     .nav = "documents"},
    {.method = HTTP_GET,
     .path = "/documents/certificates",
     .permission = "review.read",
     .fn = certificate_papers_page,
     .page = document_certificates_html,
     .title = "document.certificates",
     .nav = "documents",
     .list = &certificate_papers_def},
    {.method = HTTP_GET,
     .path = "/documents/refusals",
     .permission = "review.read",
     .fn = refusal_papers_page,
     .page = document_refusals_html,
     .title = "document.refusals",
     .nav = "documents",
     .list = &refusal_papers_def},
    PAPER("/documents/decisions/{id}", decision_paper, "document.title.decision"),
    PAPER("/documents/lists/{commune_id}", list_paper, "document.title.list"),
    PAPER("/documents/minutes/{hamlet_id}", minutes_paper, "document.title.minutes"),
    PAPER("/documents/postings/{hamlet_id}", posting_paper, "document.title.posting"),
    PAPER("/documents/movements/{season_id}", movement_paper, "document.title.movement"),
    PAPER("/documents/certificates/{id}", certificate_paper, "document.title.certificate"),
    PAPER("/documents/refusals/{id}", refusal_paper, "document.title.refusal"),
};

static const struct menu_item menu[] = {{"documents", "document.page", "/documents", "review.read", 35}};

const struct feature document_feature = {
    .name = "document",
    FEATURE_ROWS(route, routes),
    .menu = menu,
    .menu_count = COUNT_OF(menu),
};
