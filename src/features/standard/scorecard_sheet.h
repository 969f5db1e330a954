/* A scorecard as a spreadsheet: the template and the same table read back; of this feature only. */
#ifndef ANSINH_SCORECARD_SHEET_H
#define ANSINH_SCORECARD_SHEET_H
#include "features/standard/standard.h"

/* Writes the table (card may be NULL: heads and two example rows) to a temporary file and answers with it. */
MUST_CHECK enum status scorecard_sheet_send(struct ctx *c, const struct scorecard *card, struct text name,
                                            struct error *err);
/* Reads items and options into *ret (key, name, days are the caller's). Every fault is added to err by row; E_INVALID
 * when there is any. Nothing is stored. */
MUST_CHECK enum status scorecard_sheet_read(struct arena *a, struct text bytes, struct scorecard *ret,
                                            struct error *err);
#endif
