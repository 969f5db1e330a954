/* A table of an answer as a workbook: what a picture shows, with its numbers as numbers. */
#ifndef ANSINH_SHEET_H
#define ANSINH_SHEET_H
#include "app/app.h"

/* Sends one sheet: a title line, the heads (a list of texts or words), the rows (a list of lists of cells; a cell may
 * be the rich { text, … } of view.cell). file_name is ASCII, without suffix; the day is added. */
MUST_CHECK enum status sheet_send(struct ctx *c, const char *file_name, struct text title, const struct value *head,
                                  const struct value *rows, struct error *err);
#endif
