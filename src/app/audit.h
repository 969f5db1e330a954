/* The audit chain's bytes and their verification; what handlers call is in app.h. */
#ifndef ANSINH_AUDIT_H
#define ANSINH_AUDIT_H
#include "app/app.h"

struct audit_fields {
    int64_t chain_id, seq, at, account_id;
    struct text role, request_id, action, subject_kind;
    int64_t subject_id, row_count;
    struct text body, prev_hash;
};
/* SHA-256 over all fields; the layout is described in audit.c and docs/audit.md. */
void audit_hash(const struct audit_fields *f, unsigned char ret_hash[32]);

struct audit_verdict {
    int64_t entries, chains, broken;
    int64_t broken_chain, broken_seq; /* the first one; seq 0: the chain's entries are missing */
    int64_t reads;                    /* rows of the record of reads, held against their entries too */
};
/* Reads every entry in a snapshot; *ret->broken is 0 when all is whole. */
MUST_CHECK enum status audit_verify(struct db *db, struct arena *a, struct audit_verdict *ret, struct error *err);
#endif
