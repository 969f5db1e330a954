/* The reasons as a paper for the household; of this feature only. */
#ifndef ANSINH_INTERVIEW_PAPER_H
#define ANSINH_INTERVIEW_PAPER_H
#include "app/app.h"

/* out: the tree of the result page. Answers the request with a PDF or, for format docx, a DOCX. */
MUST_CHECK enum status interview_paper(struct ctx *c, const struct value *out, struct error *err);
#endif
