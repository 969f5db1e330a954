/* Does the ledger hold? Entries sum to nothing, balances are what the postings come to, closed months are untouched. */
#include <sodium.h>

#include "app/command.h"
#include "budget_queries.h"
#include "features/budget/budget_check.h"

struct hashing {
    crypto_hash_sha256_state state;
    int64_t entries, last;
};

static enum status hash_posting(void *user, const struct budget_period_postings_row *r, struct error *err) {
    (void)err;
    struct hashing *h = user;
    char line[300];
    int n = snprintf(line, sizeof line, "%lld %.*s %lld %.*s %lld %d\n", (long long)r->entry_id, FMT(r->kind),
                     (long long)r->line_id, FMT(r->account), (long long)r->amount, r->on_day);
    crypto_hash_sha256_update(&h->state, (const unsigned char *)line, (unsigned long long)n);
    if (r->entry_id != h->last)
        h->entries++;
    h->last = r->entry_id;
    return OK;
}

enum status budget_digest(struct ctx *c, int64_t period_id, struct text *ret_digest, int64_t *ret_entries,
                          struct error *err) {
    int y = (int)(period_id / 100), m = (int)(period_id % 100);
    day_t next = m == 12 ? day_of(y + 1, 1, 1) : day_of(y, m + 1, 1);
    struct hashing h = {.last = 0};
    crypto_hash_sha256_init(&h.state);
    TRY(budget_period_postings_each(c->db, &(struct budget_period_postings_in){day_of(y, m, 1), next - 1}, hash_posting,
                                    &h, err));
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * crypto_hash_sha256_BYTES + 1];
    crypto_hash_sha256_final(&h.state, hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    *ret_digest = arena_text(c->arena, text_of(hex));
    *ret_entries = h.entries;
    return OK;
}

static void finding(struct ctx *c, struct value *findings, const char *what, int64_t subject, const char *detail) {
    app_finding(c, findings, what, arena_fmt(c->arena, "%lld", (long long)subject), text_of(detail));
}

static enum status check_periods(struct ctx *c, struct value *findings, struct error *err) {
    struct budget_closed_periods_row *rows;
    size_t count;
    TRY(budget_closed_periods(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        struct text digest;
        int64_t entries;
        TRY(budget_digest(c, rows[i].id, &digest, &entries, err));
        if (!text_eq(digest, rows[i].digest) || entries != rows[i].entry_count)
            finding(c, findings, "budget.found_period", rows[i].id,
                    arena_fmt(c->arena, "%lld / %lld", (long long)rows[i].entry_count, (long long)entries).ptr);
    }
    return OK;
}

enum status budget_check(struct ctx *c, struct value *findings, struct error *err) {
    struct budget_check_entries_row *entries;
    struct budget_check_lines_row *lines;
    struct budget_check_commitments_row *uses;
    size_t count;
    TRY(budget_check_entries(c->db, c->arena, &entries, &count, err));
    for (size_t i = 0; i < count; i++)
        finding(c, findings, "budget.found_entry", entries[i].entry_id,
                arena_fmt(c->arena, "%lld", (long long)entries[i].sum).ptr);
    TRY(budget_check_lines(c->db, c->arena, &lines, &count, err));
    for (size_t i = 0; i < count; i++)
        finding(c, findings, "budget.found_line", lines[i].line_id, "");
    TRY(budget_check_commitments(c->db, c->arena, &uses, &count, err));
    for (size_t i = 0; i < count; i++)
        finding(c, findings, "budget.found_commitment", uses[i].line_id, "");
    return check_periods(c, findings, err);
}

int budget_check_command(struct command_args *a, struct arena *arena, struct error *err) {
    AUTO_DB db = NULL;
    if (db_take(a->app->pool, false, &db, err) != OK || db_begin_read(db, err) != OK)
        return 1;
    struct ctx c;
    ctx_init_system(&c, a->app, arena, db);
    struct value *out = value_object(arena);
    struct value *findings = value_set_list(out, "findings");
    struct budget_check_counts_row n;
    bool found;
    if (budget_check(&c, findings, err) != OK || budget_check_counts(db, arena, &n, &found, err) != OK)
        return 1;
    value_set_int(out, "lines", n.lines);
    value_set_int(out, "entries", n.entries);
    value_set_int(out, "postings", n.postings);
    value_set_bool(out, "holds", value_count(findings) == 0);
    command_print(a, out);
    return value_count(findings) == 0 ? 0 : 1;
}
