/* The audit chain. Each entry's hash covers everything in it and the hash before it:
 *   hash = SHA-256( prev_hash | "chain seq at account role request action kind subject rows" joined by US | body )
 * so that an inspector with a copy of the table can verify it offline (ansinh audit verify, or any tool that
 * has SHA-256; docs/audit.md gives the exact bytes). Handlers note what they did; the edge writes the notes as
 * the last statements before commit, with the heads of the chains locked in the order of their ids. */
#include <sodium.h>

#include "app/app.h"
#include "app/audit.h"
#include "app/reads.h"
#include "app_queries.h"

struct audit_note {
    struct audit_note *next;
    int64_t chain;
    const char *action, *kind;
    int64_t subject, rows;
    struct value *diff;
    bool has_digest;
    unsigned char digest[32];
};

static struct audit_note *note(struct ctx *c, int64_t chain, const char *action, const char *kind, int64_t subject,
                               struct value *diff) {
    struct audit_note *n = ARENA_NEW(c->arena, struct audit_note);
    *n = (struct audit_note){
        .chain = chain, .action = action, .kind = kind, .subject = subject, .rows = 1, .diff = diff};
    struct audit_note **at = &c->notes; /* by chain id, then in the order noted */
    while (*at != NULL && (*at)->chain <= chain)
        at = &(*at)->next;
    n->next = *at;
    *at = n;
    return n;
}

void audit_note(struct ctx *c, int64_t chain_area, const char *action, const char *subject_kind, int64_t subject_id,
                struct value *diff) {
    (void)note(c, chain_area, action, subject_kind, subject_id, diff);
}

void audit_note_bulk(struct ctx *c, int64_t chain_area, const char *action, const char *subject_kind,
                     int64_t subject_id, int64_t row_count, const unsigned char digest[32], struct value *diff) {
    struct audit_note *n = note(c, chain_area, action, subject_kind, subject_id, diff);
    n->rows = row_count;
    n->has_digest = true;
    memcpy(n->digest, digest, sizeof n->digest);
}

void audit_hash(const struct audit_fields *f, unsigned char ret_hash[32]) {
    crypto_hash_sha256_state s;
    crypto_hash_sha256_init(&s);
    crypto_hash_sha256_update(&s, (const unsigned char *)f->prev_hash.ptr, f->prev_hash.len);
    char head[400];
    int n = snprintf(
        head, sizeof head, "%lld\x1f%lld\x1f%lld\x1f%lld\x1f%.*s\x1f%.*s\x1f%.*s\x1f%.*s\x1f%lld\x1f%lld\x1f",
        (long long)f->chain_id, (long long)f->seq, (long long)f->at, (long long)f->account_id, FMT(f->role),
        FMT(f->request_id), FMT(f->action), FMT(f->subject_kind), (long long)f->subject_id, (long long)f->row_count);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof head ? (size_t)n : sizeof head - 1;
    crypto_hash_sha256_update(&s, (const unsigned char *)head, len);
    crypto_hash_sha256_update(&s, (const unsigned char *)f->body.ptr, f->body.len);
    crypto_hash_sha256_final(&s, ret_hash);
}

static const unsigned char first_hash[32]; /* what the first entry of a chain points to: 32 zeros */

static enum status append(struct ctx *c, const struct audit_note *n, int64_t *seq, unsigned char hash[32],
                          struct error *err) {
    AUTO_BUF body;
    buf_init(&body, 1u << 20);
    struct value *diff = n->diff;
    if (n->has_digest) {
        if (diff == NULL)
            diff = value_object(c->arena);
        char hex[65];
        (void)sodium_bin2hex(hex, sizeof hex, n->digest, sizeof n->digest);
        value_set_text(diff, "digest", arena_text(c->arena, text_of(hex)));
    }
    if (diff != NULL)
        value_json(&body, diff);
    else
        buf_str(&body, "{}");
    if (!buf_ok(&body))
        return fail(err, E_TOO_LARGE, "audit.entry_too_large");
    unsigned char prev[32];
    memcpy(prev, hash, sizeof prev);
    struct audit_fields f = {
        .chain_id = n->chain,
        .seq = *seq + 1,
        .at = clock_now(&c->app->clock),
        .account_id = c->user.account_id,
        .role = c->user.role.ptr ? c->user.role : T("system"),
        .request_id = c->req ? text_of(c->req->id) : T("command"),
        .action = text_of(n->action),
        .subject_kind = text_of(n->kind),
        .subject_id = n->subject,
        .row_count = n->rows,
        .body = buf_as_text(&body),
        .prev_hash = {(const char *)prev, sizeof prev},
    };
    audit_hash(&f, hash);
    *seq = f.seq;
    return audit_add(c->db,
                     &(struct audit_add_in){f.chain_id,
                                            f.seq,
                                            f.at,
                                            f.account_id,
                                            f.role,
                                            f.request_id,
                                            f.action,
                                            f.subject_kind,
                                            f.subject_id,
                                            f.row_count,
                                            f.body,
                                            f.prev_hash,
                                            {(const char *)hash, 32}},
                     NULL, err);
}

enum status audit_flush(struct ctx *c, struct error *err) {
    if (c->notes == NULL)
        return fail(err, E_INTERNAL, "audit.nothing_noted");
    const struct audit_note *n = c->notes;
    while (n != NULL) {
        int64_t chain = n->chain;
        TRY(audit_head_new(c->db, &(struct audit_head_new_in){chain, {(const char *)first_hash, sizeof first_hash}},
                           NULL, err));
        struct audit_head_row head;
        bool found = false;
        TRY(audit_head(c->db, &(struct audit_head_in){chain}, c->arena, &head, &found, err));
        if (!found || head.last_hash.len != 32)
            return fail(err, E_INTERNAL, "audit.broken_head");
        int64_t seq = head.last_seq;
        unsigned char hash[32];
        memcpy(hash, head.last_hash.ptr, sizeof hash);
        for (; n != NULL && n->chain == chain; n = n->next)
            TRY(append(c, n, &seq, hash, err));
        TRY(audit_head_move(c->db, &(struct audit_head_move_in){chain, seq, {(const char *)hash, sizeof hash}}, NULL,
                            err));
    }
    c->notes = NULL;
    return OK;
}

static struct value *changed(struct value *diff, const char *field) {
    struct value *v = value_object(diff->arena);
    value_set(diff, field, v);
    return v;
}

void diff_text(struct value *diff, const char *field, struct text from, struct text to) {
    if ((from.ptr == NULL) == (to.ptr == NULL) && text_eq(from, to))
        return;
    struct value *v = changed(diff, field);
    value_set_text(v, "from", from);
    value_set_text(v, "to", to);
}

void diff_int(struct value *diff, const char *field, int64_t from, int64_t to) {
    if (from == to)
        return;
    struct value *v = changed(diff, field);
    value_set_int(v, "from", from);
    value_set_int(v, "to", to);
}

void diff_day(struct value *diff, const char *field, day_t from, day_t to) {
    if (from == to)
        return;
    struct value *v = changed(diff, field);
    value_set_day(v, "from", from);
    value_set_day(v, "to", to);
}

/* Verification walks the entries in chain order beside the list of heads, which is in the same order. */
struct walk {
    struct audit_verdict *verdict;
    const struct audit_heads_row *head, *heads_end;
    int64_t chain, seq; /* of the entry before; seq 0 at the start of a chain */
    unsigned char hash[32];
    bool in_chain;
};

static void found_broken(struct walk *w, int64_t chain, int64_t seq) {
    if (w->verdict->broken++ == 0) {
        w->verdict->broken_chain = chain;
        w->verdict->broken_seq = seq;
    }
}

/* The entries of a chain are over: its head must say the same end. */
static void end_chain(struct walk *w) {
    if (!w->in_chain)
        return;
    const struct audit_heads_row *h = w->head;
    if (h == w->heads_end || h->id != w->chain) {
        found_broken(w, w->chain, w->seq); /* entries without a head */
        return;
    }
    if (h->last_seq != w->seq || h->last_hash.len != 32 || memcmp(h->last_hash.ptr, w->hash, 32) != 0)
        found_broken(w, w->chain, w->seq);
    w->head++;
}

/* Heads before this chain had no entries at all: theirs were removed, unless they are empty. */
static void skip_heads_before(struct walk *w, bool all, int64_t chain) {
    for (; w->head != w->heads_end && (all || w->head->id < chain); w->head++)
        if (w->head->last_seq != 0)
            found_broken(w, w->head->id, 0);
}

static enum status verify_row(void *user, const struct audit_walk_row *r, struct error *err) {
    (void)err;
    struct walk *w = user;
    if (!w->in_chain || w->chain != r->chain_id) {
        end_chain(w);
        skip_heads_before(w, false, r->chain_id);
        w->chain = r->chain_id;
        w->seq = 0;
        memset(w->hash, 0, sizeof w->hash);
        w->in_chain = true;
        w->verdict->chains++;
    }
    struct audit_fields f = {r->chain_id, r->seq,          r->at,         r->account_id, r->role, r->request_id,
                             r->action,   r->subject_kind, r->subject_id, r->row_count,  r->body, r->prev_hash};
    unsigned char hash[32];
    audit_hash(&f, hash);
    if (r->seq != w->seq + 1 || r->prev_hash.len != 32 || memcmp(r->prev_hash.ptr, w->hash, 32) != 0 ||
        r->hash.len != 32 || memcmp(r->hash.ptr, hash, 32) != 0)
        found_broken(w, r->chain_id, r->seq);
    w->seq = r->seq;
    if (r->hash.len == 32)
        memcpy(w->hash, r->hash.ptr, 32);
    w->verdict->entries++;
    return OK;
}

enum status audit_verify(struct db *db, struct arena *a, struct audit_verdict *ret, struct error *err) {
    struct audit_heads_row *heads;
    size_t count;
    TRY(audit_heads(db, a, &heads, &count, err));
    struct audit_verdict verdict = {0};
    struct walk w = {.verdict = &verdict, .head = heads, .heads_end = heads + count};
    TRY(audit_walk_each(db, verify_row, &w, err));
    end_chain(&w);
    skip_heads_before(&w, true, 0);
    TRY(reads_verify(db, a, &verdict, err));
    *ret = verdict;
    return OK;
}
