/* What was signed, for `ansinh check`: the snapshot has the digest that the list carries, and says as many lines and as
 * much money as the list. */
#include <sodium.h>

#include "features/benefit/benefit_internal.h"
#include "features/benefit/benefit_pages.h"

static void finding(struct ctx *c, struct value *findings, const struct benefit_signed_row *r, const char *what) {
    app_finding(c, findings, what, arena_fmt(c->arena, "benefit_list %lld", (long long)r->id), r->number);
}

enum status benefit_check(struct ctx *c, struct value *findings, struct error *err) {
    struct benefit_signed_row *rows;
    size_t count;
    TRY(benefit_signed(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct benefit_signed_row *r = &rows[i];
        unsigned char hash[32];
        int64_t lines = -1; /* the first line of the text is about the list */
        crypto_hash_sha256(hash, (const unsigned char *)r->body.ptr, r->body.len);
        for (size_t k = 0; k < r->body.len; k++)
            lines += r->body.ptr[k] == '\n';
        if (r->body.ptr == NULL || r->sha256.len != sizeof hash || memcmp(hash, r->sha256.ptr, sizeof hash) != 0)
            finding(c, findings, r, "benefit.snapshot_digest");
        else if (lines != r->line_count)
            finding(c, findings, r, "benefit.snapshot_lines");
    }
    return OK;
}
