/* Papers of the review season in the layout of state documents, as PDF (shown) and DOCX (to finish by hand). Each is
 * an address of its own beside the page it belongs to, with the same rights and the same scope. */
#include "features/document/paper.h"

#define PAPER(path_, fn_, title_)                                                                                      \
    { .method = HTTP_GET, .path = path_, .permission = "review.read", .fn = fn_, .title = title_, .nav = "review" }

static const struct route routes[] = {
    PAPER("/review/decisions/{id}/document", decision_paper, "document.title.decision"),
    PAPER("/review/communes/{id}/list", list_paper, "document.title.list"),
    PAPER("/review/hamlets/{id}/minutes", minutes_paper, "document.title.minutes"),
    PAPER("/review/hamlets/{id}/posting", posting_paper, "document.title.posting"),
    PAPER("/review/seasons/{id}/movement", movement_paper, "document.title.movement"),
    PAPER("/certificates/{id}/document", certificate_paper, "document.title.certificate"),
    PAPER("/refusals/{id}/document", refusal_paper, "document.title.refusal"),
};

const struct feature document_feature = {
    .name = "document",
    FEATURE_ROWS(route, routes),
};
