/* What the papers of the review share beside what all papers do (document.h): words of its seasons, steps and rules.
 *
 * Nothing of law is written in code: documents come from standards, steps, rules and settings. What is not known is
 * left as dots for a hand to fill. */
#ifndef ANSINH_DOCUMENT_PAPER_H
#define ANSINH_DOCUMENT_PAPER_H
#include "features/document/document.h"
#include "features/review/review.h"

struct text paper_class(int64_t class_no); /* 0: "–" */
/* "năm 2024", for a monthly round "tháng 10 năm 2024". */
struct text paper_term(struct ctx *c, const struct season *s);

/* The step of a season's kind as it holds in an area. actor: within a sentence; ptr NULL when it is not known. */
struct paper_step {
    struct text actor, article;
    int64_t copies; /* DB_NULL: not known */
};
MUST_CHECK enum status paper_step(struct ctx *c, const struct season *s, int64_t area_id, const char *step,
                                  struct paper_step *ret, struct error *err);
/* A rule as the season copied it; TEXT_NONE when it is not known. */
MUST_CHECK enum status paper_rule(struct ctx *c, const struct season *s, const char *key, struct text *ret,
                                  struct error *err);

/* ---- the papers, one handler each */
enum status decision_paper(struct ctx *c, struct value *out, struct error *err);
enum status list_paper(struct ctx *c, struct value *out, struct error *err);
enum status minutes_paper(struct ctx *c, struct value *out, struct error *err);
enum status posting_paper(struct ctx *c, struct value *out, struct error *err);
enum status certificate_paper(struct ctx *c, struct value *out, struct error *err);
enum status refusal_paper(struct ctx *c, struct value *out, struct error *err);
enum status movement_paper(struct ctx *c, struct value *out, struct error *err);

/* ---- the pages that offer them */
extern const struct list_def certificate_papers_def, refusal_papers_def;
enum status documents_page(struct ctx *c, struct value *out, struct error *err);
enum status certificate_papers_page(struct ctx *c, struct value *out, struct error *err);
enum status refusal_papers_page(struct ctx *c, struct value *out, struct error *err);

/* ?season=, else the one going on; E_NOT_FOUND "document.no_season". */
MUST_CHECK enum status paper_season(struct ctx *c, struct season *ret, struct error *err);
#endif
