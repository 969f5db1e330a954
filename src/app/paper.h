/* A paper on its way to the client. */
#ifndef ANSINH_PAPER_H
#define ANSINH_PAPER_H
#include "app/app.h"
#include "files/files.h"

/* Writes the file that was asked for: .docx, else PDF, shown in the browser; another ending is no address. name:
 * without its ending. d stays the caller's. */
MUST_CHECK enum status paper_send(struct ctx *c, struct document *d, struct text name, struct error *err);
#endif
