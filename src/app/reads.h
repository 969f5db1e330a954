/* The record of reads: who opened whose record (migrations/…_reads.sql). Noting is cheap; the rows are written
 * together, within about a second of the answer. A server that is killed loses what it noted in that second; one that
 * is stopped loses nothing. */
#ifndef ANSINH_READS_H
#define ANSINH_READS_H
#include "app/audit.h"

/* c's account was shown a record, once it is known to lie in its scope; what is not a request that reads is not noted.
 * subject_kind: a static name. area_id: the record's commune, 0 for none. rows: 1, or those of a file. */
void read_note(struct ctx *c, const char *subject_kind, int64_t subject_id, int64_t area_id, int64_t rows);
/* Writes what was noted of this app's database. */
MUST_CHECK enum status reads_flush(struct app *app, struct error *err);

/* A thread that flushes; stopping flushes once more. One at a time. */
MUST_CHECK enum status reads_writer_start(struct app *app, struct error *err);
void reads_writer_stop(void);

/* Holds every batch against its entry in the chain; adds to the verdict. In a snapshot. */
MUST_CHECK enum status reads_verify(struct db *db, struct arena *a, struct audit_verdict *verdict, struct error *err);
/* Removes whole batches with rows older than `before`, some hundred at a time, and notes the day in the chain. */
MUST_CHECK enum status reads_drop_before(struct ctx *c, instant_t before, struct error *err);
#endif
