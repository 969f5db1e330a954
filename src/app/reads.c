#include "app/reads.h"

#include <pthread.h>
#include <sodium.h>
#include <time.h>

#include "app_queries.h"
#include "http/json_body.h"

#define FLUSH_MS 1000
#define FLUSH_AT 2000           /* so many rows are written without waiting for the second to be over */
#define DROP_BATCHES 500        /* removed in one transaction */
#define LATEST_FLUSH_MS 3600000 /* a busy database may hold a batch back; nobody waits an hour */

struct noted {
    struct db_pool *pool;
    instant_t at;
    int64_t account_id, subject_id, area_id, rows;
    const char *kind;
    char role[40], request_id[24];
};

/* What waits to be written, of all databases that the process has open (tests have several). */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t more;
    struct noted *rows;
    size_t count, room;
    pthread_t thread;
    struct app *app;
    bool stopping;
} waiting = {.mutex = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};

static void copy_text(char *to, size_t size, struct text t) {
    size_t n = t.len < size - 1 ? t.len : size - 1;
    memcpy(to, t.ptr, n);
    to[n] = '\0';
}

/* One request that looks at a record in several places is one read. */
static bool is_same(const struct noted *n, const struct noted *last) {
    return last->subject_id == n->subject_id && last->kind == n->kind && last->pool == n->pool &&
           strcmp(last->request_id, n->request_id) == 0;
}

static bool has_room(void) {
    if (waiting.count < waiting.room)
        return true;
    size_t room = waiting.room ? waiting.room * 2 : 256;
    struct noted *more = realloc(waiting.rows, room * sizeof *more);
    if (more == NULL)
        return false;
    waiting.rows = more;
    waiting.room = room;
    return true;
}

void read_note(struct ctx *c, const char *subject_kind, int64_t subject_id, int64_t area_id, int64_t rows) {
    if (c->req == NULL || c->writing || app_is_write(c->req->method) || c->user.account_id == 0)
        return;
    struct noted n = {.pool = c->app->pool,
                      .at = clock_now(&c->app->clock),
                      .account_id = c->user.account_id,
                      .subject_id = subject_id,
                      .area_id = area_id,
                      .rows = rows,
                      .kind = subject_kind};
    copy_text(n.role, sizeof n.role, c->user.role);
    copy_text(n.request_id, sizeof n.request_id, text_of(c->req->id));
    (void)pthread_mutex_lock(&waiting.mutex);
    bool again = waiting.count > 0 && is_same(&n, &waiting.rows[waiting.count - 1]);
    if (!again && has_room())
        waiting.rows[waiting.count++] = n;
    if (waiting.count >= FLUSH_AT)
        (void)pthread_cond_signal(&waiting.more);
    (void)pthread_mutex_unlock(&waiting.mutex);
}

/* ---- the digest of a batch: every row, field by field, integers as eight bytes, texts with their length */

static void add_int(crypto_hash_sha256_state *s, int64_t v) {
    unsigned char b[8];
    for (int i = 0; i < 8; i++)
        b[i] = (unsigned char)((uint64_t)v >> (8 * i));
    (void)crypto_hash_sha256_update(s, b, sizeof b);
}

static void add_text(crypto_hash_sha256_state *s, struct text t) {
    add_int(s, (int64_t)t.len);
    (void)crypto_hash_sha256_update(s, (const unsigned char *)t.ptr, t.len);
}

static void add_row(crypto_hash_sha256_state *s, const struct reads_walk_row *r) {
    add_int(s, r->no);
    add_int(s, r->at);
    add_int(s, r->account_id);
    add_text(s, r->role);
    add_text(s, r->request_id);
    add_text(s, r->subject_kind);
    add_int(s, r->subject_id);
    add_int(s, r->area_id);
    add_int(s, r->row_count);
}

/* ---- writing */

struct batch {
    const struct noted *rows;
    size_t count;
};

static enum status write_batch(struct ctx *c, void *user, struct error *err) {
    static const char *const columns[] = {"batch_id",   "no",           "at",         "account_id", "role",
                                          "request_id", "subject_kind", "subject_id", "area_id",    "row_count"};
    const struct batch *b = user;
    int64_t id = id_new();
    struct db_bulk *bulk;
    crypto_hash_sha256_state s;
    enum status st = OK;
    (void)crypto_hash_sha256_init(&s);
    TRY(db_bulk_begin(c->db, "read_entry", columns, COUNT_OF(columns), &bulk, err));
    for (size_t i = 0; st == OK && i < b->count; i++) {
        const struct noted *n = &b->rows[i];
        struct reads_walk_row r = {id,
                                   (int64_t)i + 1,
                                   n->at,
                                   n->account_id,
                                   text_of(n->role),
                                   text_of(n->request_id),
                                   text_of(n->kind),
                                   n->subject_id,
                                   n->area_id,
                                   n->rows};
        add_row(&s, &r);
        db_bulk_int(bulk, r.batch_id);
        db_bulk_int(bulk, r.no);
        db_bulk_int(bulk, r.at);
        db_bulk_int(bulk, r.account_id);
        db_bulk_text(bulk, r.role);
        db_bulk_text(bulk, r.request_id);
        db_bulk_text(bulk, r.subject_kind);
        db_bulk_int(bulk, r.subject_id);
        db_bulk_int(bulk, r.area_id);
        db_bulk_int(bulk, r.row_count);
        st = db_bulk_row(bulk, err);
    }
    enum status ended = db_bulk_end(&bulk, err);
    TRY(st != OK ? st : ended);
    unsigned char digest[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(&s, digest);
    audit_note_bulk(c, 0, "record.read", "read_batch", id, (int64_t)b->count, digest, NULL);
    return OK;
}

/* Takes out what waits for a database; the others' stay in their order. */
static struct noted *take_rows(const struct db_pool *pool, size_t *ret_count) {
    struct noted *rows = NULL;
    size_t taken = 0, left = 0;
    (void)pthread_mutex_lock(&waiting.mutex);
    if (waiting.count > 0)
        rows = malloc(waiting.count * sizeof *rows);
    for (size_t i = 0; rows != NULL && i < waiting.count; i++)
        if (waiting.rows[i].pool == pool)
            rows[taken++] = waiting.rows[i];
        else
            waiting.rows[left++] = waiting.rows[i];
    if (rows != NULL)
        waiting.count = left;
    (void)pthread_mutex_unlock(&waiting.mutex);
    *ret_count = taken;
    return rows;
}

/* Back to the front: the next flush tries again. */
static void put_back(const struct noted *rows, size_t count) {
    (void)pthread_mutex_lock(&waiting.mutex);
    for (size_t i = 0; i < count && has_room(); i++)
        waiting.rows[waiting.count++] = rows[i];
    (void)pthread_mutex_unlock(&waiting.mutex);
}

enum status reads_flush(struct app *app, struct error *err) {
    AUTO_ARENA arena = arena_new(16u << 20);
    struct batch b = {.count = 0};
    struct noted *rows = take_rows(app->pool, &b.count);
    enum status s = OK;
    if (b.count > 0) {
        struct ctx c;
        b.rows = rows;
        ctx_init_system(&c, app, arena, NULL);
        s = ctx_write(&c, write_batch, &b, err);
        if (s != OK)
            put_back(rows, b.count);
    }
    free(rows);
    return s;
}

static void flush_or_log(struct app *app) {
    struct error err;
    error_clear(&err);
    if (reads_flush(app, &err) != OK)
        (void)fprintf(stderr,
                      "{\"level\":\"error\",\"what\":\"reads\",\"status\":\"%s\",\"key\":\"%s\",\"detail\":\"%s\"}\n",
                      status_name(err.status), err.key ? err.key : "", err.detail);
}

static void *writer(void *arg) {
    struct app *app = arg;
    bool stopping = false;
    while (!stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += FLUSH_MS / 1000;
        (void)pthread_mutex_lock(&waiting.mutex);
        if (!waiting.stopping && waiting.count < FLUSH_AT)
            (void)pthread_cond_timedwait(&waiting.more, &waiting.mutex, &until);
        stopping = waiting.stopping;
        (void)pthread_mutex_unlock(&waiting.mutex);
        flush_or_log(app);
    }
    return NULL;
}

enum status reads_writer_start(struct app *app, struct error *err) {
    waiting.stopping = false;
    waiting.app = app;
    return pthread_create(&waiting.thread, NULL, writer, app) == 0 ? OK : fail(err, E_MEMORY, "job.no_thread");
}

void reads_writer_stop(void) {
    (void)pthread_mutex_lock(&waiting.mutex);
    waiting.stopping = true;
    (void)pthread_cond_signal(&waiting.more);
    (void)pthread_mutex_unlock(&waiting.mutex);
    (void)pthread_join(waiting.thread, NULL);
}

/* ---- verifying: the batches of the chain and the rows, both in the order of batches */

struct walk {
    struct audit_verdict *verdict;
    const struct reads_batches_row *batches;
    size_t count, at;
    instant_t dropped_before;
    struct arena *scratch;
    crypto_hash_sha256_state hash;
    int64_t batch_id, rows; /* being added up; 0: none */
};

static void broken(struct walk *w, int64_t seq) {
    if (w->verdict->broken++ == 0) {
        w->verdict->broken_chain = 0;
        w->verdict->broken_seq = seq;
    }
}

/* A batch that has no rows is fine only when reads of its time were removed by rule. */
static void skip_batches_before(struct walk *w, int64_t batch_id) {
    for (; w->at < w->count && w->batches[w->at].batch_id < batch_id; w->at++)
        if (w->batches[w->at].at >= w->dropped_before + LATEST_FLUSH_MS)
            broken(w, w->batches[w->at].seq);
}

static void end_batch(struct walk *w) {
    if (w->batch_id == 0)
        return;
    skip_batches_before(w, w->batch_id);
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * crypto_hash_sha256_BYTES + 1];
    (void)crypto_hash_sha256_final(&w->hash, digest);
    (void)sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    if (w->at == w->count || w->batches[w->at].batch_id != w->batch_id) {
        broken(w, 0); /* rows that no entry speaks of */
        return;
    }
    const struct reads_batches_row *b = &w->batches[w->at++];
    struct error bad;
    const struct json_body *body;
    struct text said = TEXT_NONE;
    error_clear(&bad);
    if (json_body_parse(w->scratch, b->body, &body, &bad) != OK ||
        !json_body_text(json_body_get(body, "digest"), &said) || !text_is(said, hex) || b->row_count != w->rows)
        broken(w, b->seq);
    arena_reset(w->scratch);
}

static enum status verify_row(void *user, const struct reads_walk_row *r, struct error *err) {
    (void)err;
    struct walk *w = user;
    if (r->batch_id != w->batch_id) {
        end_batch(w);
        w->batch_id = r->batch_id;
        w->rows = 0;
        (void)crypto_hash_sha256_init(&w->hash);
    }
    add_row(&w->hash, r);
    w->rows++;
    w->verdict->reads++;
    return OK;
}

enum status reads_verify(struct db *db, struct arena *a, struct audit_verdict *verdict, struct error *err) {
    AUTO_ARENA scratch = arena_new(1u << 20);
    struct reads_batches_row *batches;
    struct reads_dropped_row dropped = {DB_NULL};
    struct walk w = {.verdict = verdict, .scratch = scratch};
    bool found = false;
    TRY(reads_batches(db, a, &batches, &w.count, err));
    TRY(reads_dropped(db, a, &dropped, &found, err));
    w.batches = batches;
    w.dropped_before = dropped.before == DB_NULL ? 0 : dropped.before;
    TRY(reads_walk_each(db, verify_row, &w, err));
    end_batch(&w);
    skip_batches_before(&w, INT64_MAX);
    return OK;
}

/* ---- keeping no longer than the rule says */

struct dropping {
    instant_t before;
    int64_t removed;
};

static enum status drop_some(struct ctx *c, void *user, struct error *err) {
    struct dropping *d = user;
    TRY(reads_drop(c->db, &(struct reads_drop_in){d->before, DROP_BATCHES}, &d->removed, err));
    audit_note(c, 0, "record.read_dropped", "instant", d->before, NULL);
    return OK;
}

enum status reads_drop_before(struct ctx *c, instant_t before, struct error *err) {
    struct dropping d = {.before = before, .removed = 1};
    while (d.removed > 0)
        TRY(ctx_write(c, drop_some, &d, err));
    return OK;
}
