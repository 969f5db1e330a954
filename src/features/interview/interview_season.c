/* A whole season computed again: after a cut-off was settled or a scorecard came. Interviews of one day and one
 * scorecard are judged together by one frame; each batch is one write transaction, so that others get their turn. */
#include <sodium.h>

#include "features/interview/interview.h"
#include "interview_queries.h"

#define BATCH 2000 /* about 100 ms of the writer at a time, so that saves in between never wait long */
#define FRAMES 400 /* a season has fewer days */

struct season {
    int64_t id, after; /* last household done */
    int64_t interviews, changed;
    bool done;
    struct arena *arena; /* of the frames: outlives the batches */
    const struct interview_frame *frames[FRAMES];
    size_t frame_count;
};

/* One batch: rows by household, results by row and standard of the row's frame. */
struct batch {
    struct interview_batch_row *rows;
    size_t count;
    const struct interview_frame **frame; /* by row */
    struct engine_result (*results)[INTERVIEW_STANDARDS];
};

static int64_t card_of(const struct interview_batch_row *r) {
    return r->scorecard_id == DB_NULL ? 0 : r->scorecard_id;
}

static enum status frame_for(struct ctx *c, struct season *s, const struct interview_batch_row *r,
                             const struct interview_frame **ret, struct error *err) {
    for (size_t i = 0; i < s->frame_count; i++)
        if (s->frames[i]->day == r->interviewed_on &&
            (s->frames[i]->has_card ? s->frames[i]->card.id : 0) == card_of(r)) {
            *ret = s->frames[i];
            return OK;
        }
    if (s->frame_count == FRAMES)
        return fail(err, E_TOO_LARGE, "interview.season_too_long");
    struct interview_frame *f = ARENA_NEW(s->arena, struct interview_frame);
    struct arena *of_batch = c->arena;
    c->arena = s->arena;
    enum status status = interview_frame_load(c, s->id, r->interviewed_on, card_of(r), f, err);
    c->arena = of_batch;
    TRY(status);
    *ret = s->frames[s->frame_count++] = f;
    return OK;
}

/* Judges all rows of the batch that share a frame. */
static enum status judge(struct ctx *c, struct batch *b, const struct interview_frame *f, struct error *err) {
    size_t items = f->has_card ? f->card.item_count : 0, most = 0, n = 0;
    for (size_t i = 0; i < b->count; i++)
        most += b->frame[i] == f;
    if (most == 0)
        return OK;
    size_t *row = ARENA_ARRAY(c->arena, most, size_t);
    uint8_t *urban = ARENA_ARRAY(c->arena, most, uint8_t), *answers = ARENA_ARRAY(c->arena, most * items + 1, uint8_t);
    int64_t *income = ARENA_ARRAY(c->arena, most, int64_t);
    uint16_t *deprived = ARENA_ARRAY(c->arena, most, uint16_t), *answered = ARENA_ARRAY(c->arena, most, uint16_t);
    struct engine_result *results = ARENA_ARRAY(c->arena, most * f->standard_count, struct engine_result);
    if (!arena_ok(c->arena))
        return fail(err, E_MEMORY, "http.internal");
    for (size_t i = 0; i < b->count; i++) {
        if (b->frame[i] != f)
            continue;
        const struct interview_batch_row *r = &b->rows[i];
        row[n] = i;
        urban[n] = r->urban;
        income[n] = r->income_dong;
        deprived[n] = (uint16_t)r->deprived_mask;
        answered[n] = (uint16_t)r->answered_mask;
        if (!engine_answers_read(r->answers, answers + n * items, items))
            return fail_detail(err, E_INTERNAL, "http.internal", "answers of interview %lld", (long long)r->id);
        n++;
    }
    engine_classify(f->has_card ? &f->engine_card : NULL, f->lines, f->standard_count, f->indicator_count, f->prefer,
                    &(struct engine_households){n, urban, answers, income, deprived, answered}, results, NULL);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < f->standard_count; k++)
            b->results[row[i]][k] = results[k * n + i];
    return OK;
}

static bool same(const struct engine_result *r, const struct interview_batch_results_row *old) {
    return r->class_no == old->class && r->income_low == old->income_low && r->deprived_count == old->deprived_count &&
           r->cut_off == old->cut_off && r->by_points == old->by_points && r->missing == old->missing;
}

/* How many results are new or differ from what is stored, or are stored and no longer given. */
static enum status count_changed(struct ctx *c, const struct season *s, const struct batch *b, int64_t *ret,
                                 size_t *ret_old, struct error *err) {
    struct interview_batch_results_row *old;
    size_t old_count, at = 0;
    int64_t given = 0, kept = 0;
    TRY(interview_batch_results(
        c->db, &(struct interview_batch_results_in){s->id, s->after, b->rows[b->count - 1].household_id}, c->arena,
        &old, &old_count, err));
    for (size_t i = 0; i < b->count; i++) { /* both in the order of households */
        const struct interview_frame *f = b->frame[i];
        given += (int64_t)f->standard_count;
        for (; at < old_count && old[at].interview_id == b->rows[i].id; at++)
            for (size_t k = 0; k < f->standard_count; k++)
                if (f->standards[k].id == old[at].standard_id && same(&b->results[i][k], &old[at]))
                    kept++;
    }
    *ret = given > (int64_t)old_count ? given - kept : (int64_t)old_count - kept;
    *ret_old = old_count;
    return OK;
}

static const char *const columns[] = {"interview_id",   "standard_id", "class",     "income_low",
                                      "deprived_count", "cut_off",     "by_points", "missing"};

static enum status store(struct ctx *c, const struct season *s, const struct batch *b, bool clear,
                         unsigned char digest[32], struct error *err) {
    crypto_generichash_state hash;
    (void)crypto_generichash_init(&hash, NULL, 0, 32);
    if (clear)
        TRY(interview_batch_clear(
            c->db, &(struct interview_batch_clear_in){s->id, s->after, b->rows[b->count - 1].household_id}, NULL, err));
    struct db_bulk *bulk;
    TRY(db_bulk_begin(c->db, "interview_result", columns, COUNT_OF(columns), &bulk, err));
    enum status status = OK;
    for (size_t i = 0; i < b->count && status == OK; i++)
        for (size_t k = 0; k < b->frame[i]->standard_count && status == OK; k++) {
            const struct engine_result *r = &b->results[i][k];
            const int64_t values[] = {b->rows[i].id,     b->frame[i]->standards[k].id,
                                      r->class_no,       r->income_low,
                                      r->deprived_count, r->cut_off,
                                      r->by_points,      r->missing};
            for (size_t v = 0; v < COUNT_OF(values); v++)
                db_bulk_int(bulk, values[v]);
            (void)crypto_generichash_update(&hash, (const unsigned char *)values, sizeof values);
            status = db_bulk_row(bulk, err);
        }
    enum status end = db_bulk_end(&bulk, err);
    (void)crypto_generichash_final(&hash, digest, 32);
    return status != OK ? status : end;
}

static enum status one_batch(struct ctx *c, void *user, struct error *err) {
    struct season *s = user;
    struct batch b;
    TRY(interview_batch(c->db, &(struct interview_batch_in){s->id, s->after, BATCH}, c->arena, &b.rows, &b.count, err));
    int64_t changed = 0;
    size_t old = 0;
    unsigned char digest[32] = {0};
    if (b.count > 0) {
        b.frame = ARENA_ARRAY(c->arena, b.count, const struct interview_frame *);
        b.results = arena_array(c->arena, b.count, sizeof *b.results);
        if (!arena_ok(c->arena))
            return fail(err, E_MEMORY, "http.internal");
        for (size_t i = 0; i < b.count; i++)
            TRY(frame_for(c, s, &b.rows[i], &b.frame[i], err));
        for (size_t i = 0; i < s->frame_count; i++)
            TRY(judge(c, &b, s->frames[i], err));
        TRY(count_changed(c, s, &b, &changed, &old, err));
        if (changed > 0)
            TRY(store(c, s, &b, old > 0, digest, err));
    }
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "interviews", (int64_t)b.count);
    value_set_int(diff, "changed", changed);
    audit_note_bulk(c, 0, "interview.reclassify", "season", s->id, changed, digest, diff);
    s->interviews += (int64_t)b.count;
    s->changed += changed;
    s->done = b.count < BATCH;
    if (b.count > 0)
        s->after = b.rows[b.count - 1].household_id;
    return OK;
}

enum status interview_reclassify(struct app *app, int64_t season_id, interview_progress_fn progress, void *user,
                                 int64_t *ret_interviews, int64_t *ret_changed, struct error *err) {
    AUTO_ARENA frames = arena_new(64u << 20);
    AUTO_ARENA arena = arena_new(256u << 20);
    struct season s = {.id = season_id, .arena = frames};
    while (!s.done) {
        struct ctx c;
        ctx_init_system(&c, app, arena, NULL);
        TRY(ctx_write(&c, one_batch, &s, err));
        arena_reset(arena);
        if (progress != NULL)
            progress(user, s.interviews);
    }
    *ret_interviews = s.interviews;
    *ret_changed = s.changed;
    return OK;
}
