/* Papers of the review season in the layout of state documents, as PDF (shown) and DOCX (to finish by hand). Each is
 * an address of its own under /documents, with the rights and the scope of the page it belongs to. */
#include "features/document/paper.h"

#define PAPER(path_, fn_, title_)                                                                                      \
    { .method = HTTP_GET, .path = path_, .permission = "review.read", .fn = fn_, .title = title_, .nav = "review" }

static const struct route routes[] = {
    PAPER("/documents/decisions/{id}", decision_paper, "document.title.decision"),
    PAPER("/documents/lists/{commune_id}", list_paper, "document.title.list"),
    PAPER("/documents/minutes/{hamlet_id}", minutes_paper, "document.title.minutes"),
    PAPER("/documents/postings/{hamlet_id}", posting_paper, "document.title.posting"),
    PAPER("/documents/movements/{season_id}", movement_paper, "document.title.movement"),
    PAPER("/documents/certificates/{id}", certificate_paper, "document.title.certificate"),
    PAPER("/documents/refusals/{id}", refusal_paper, "document.title.refusal"),
};

const struct feature document_feature = {
    .name = "document",
    FEATURE_ROWS(route, routes),
};
