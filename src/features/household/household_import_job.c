/* How a file gets into the register, in pieces that nobody has to wait for.
 *
 * A batch's state is the whole plan: 'reading' -> read the file, stage its rows, look for duplicates; 'making' -> make
 * households of them; 'cancelling' -> remove what was made; 'undoing' -> take a valid batch back. Each state's work is
 * cut into write transactions of about 100 ms and can begin again after any of them: reading starts anew, making goes
 * on behind the last household made, removing and taking back repeat what they did without harm. So a job that died is
 * simply run again, by whom ever.
 *
 * What a batch makes is written with its transaction into every table of the register, but lists, counts and pages
 * leave out households of batches that are not 'applied' (view household_unborn). The last transaction changes the
 * batch's one row; from then on all of it is there. Taking back begins with the same row, so it is gone at once too. */
#include <sodium.h>

#include "app/jobs.h"
#include "features/household/household_import.h"
#include "features/household/person_check.h"
#include "http/json_body.h"

#define STAGE_ROWS 3000 /* some 60 ms */
#define CHECK_ROWS 2000
#define DROP_ROWS 5000

/* ---- the batch */

struct batch_ask {
    int64_t id;
    struct import_batch_get_row row;
};

static enum status find_batch(struct ctx *c, void *user, struct error *err) {
    struct batch_ask *ask = user;
    bool found = false;
    TRY(import_batch_get(c->db, &(struct import_batch_get_in){ask->id}, c->arena, &ask->row, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status import_job_start(struct ctx *c, int64_t batch_id, int64_t *ret_job_id, struct error *err) {
    struct value *params = value_object(c->arena);
    value_set_id(params, "batch", batch_id);
    TRY(job_start(c, "household.import", params, ret_job_id, err));
    return import_batch_set_job(c->db, &(struct import_batch_set_job_in){batch_id, *ret_job_id}, NULL, err);
}

enum status import_state(struct ctx *c, int64_t batch_id, const char *from, const char *to, struct error *err) {
    int64_t changed = 0;
    bool ends = strcmp(to, "applied") == 0 || strcmp(to, "cancelled") == 0 || strcmp(to, "undone") == 0;
    TRY(import_batch_move(c->db,
                          &(struct import_batch_move_in){batch_id, text_of(from), text_of(to),
                                                         ends ? clock_now(&c->app->clock) : DB_NULL},
                          &changed, err));
    return changed == 1 ? OK : fail(err, E_CONFLICT, "household.import_moved_on");
}

enum status import_still(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    struct batch_ask now = {.id = b->id};
    TRY(find_batch(c, &now, err));
    return text_eq(now.row.state, b->state) ? OK : fail(err, E_CONFLICT, "job.cancelled");
}

/* ---- staging */

struct staging {
    const struct import_batch_get_row *batch;
    const struct import_person *people;
    size_t from, to;
};

static void stage_row(struct db_bulk *b, int64_t batch_id, const struct import_person *p) {
    db_bulk_int(b, batch_id);
    db_bulk_int(b, p->no);
    db_bulk_int(b, p->household_no);
    db_bulk_text(b, p->household);
    db_bulk_int(b, p->hamlet_id);
    db_bulk_text(b, p->cells);
    db_bulk_text(b, p->problem.len > 0 ? p->problem : TEXT_NONE);
    db_bulk_text(b, p->accepted ? TEXT_NONE : p->number);
    db_bulk_text(b, p->accepted ? TEXT_NONE : p->name_fold);
    db_bulk_day(b, p->born_from);
    db_bulk_day(b, p->born_to);
    db_bulk_int(b, p->digest);
    db_bulk_int(b, 0);
}

static enum status stage_some(struct ctx *c, void *user, struct error *err) {
    static const char *const columns[] = {"batch_id", "no",      "household_no", "household", "hamlet_id",
                                          "cells",    "problem", "number",       "name_fold", "born_from",
                                          "born_to",  "digest",  "there"};
    struct staging *s = user;
    struct db_bulk *b;
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state hash;
    TRY(import_still(c, s->batch, err));
    (void)crypto_hash_sha256_init(&hash);
    TRY(db_bulk_begin(c->db, "import_row", columns, COUNT_OF(columns), &b, err));
    enum status st = OK;
    for (size_t i = s->from; st == OK && i < s->to; i++) {
        stage_row(b, s->batch->id, &s->people[i]);
        (void)crypto_hash_sha256_update(&hash, (const unsigned char *)s->people[i].cells.ptr, s->people[i].cells.len);
        st = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    TRY(st != OK ? st : ended);
    (void)crypto_hash_sha256_final(&hash, digest);
    audit_note_bulk(c, s->batch->area_id, "household.import_staged", "import_batch", s->batch->id,
                    (int64_t)(s->to - s->from), digest, NULL);
    return OK;
}

struct dropping {
    int64_t batch_id, below, first, last;
};

static enum status find_rows(struct ctx *c, void *user, struct error *err) {
    struct dropping *d = user;
    struct import_rows_last_row row = {DB_NULL, DB_NULL};
    bool found = false;
    TRY(import_rows_last(c->db, &(struct import_rows_last_in){d->batch_id}, c->arena, &row, &found, err));
    d->first = row.first_no;
    d->last = row.last_no;
    return OK;
}

static enum status drop_some(struct ctx *c, void *user, struct error *err) {
    struct dropping *d = user;
    TRY(import_rows_drop(c->db, &(struct import_rows_drop_in){d->batch_id, d->below}, NULL, err));
    audit_note(c, 0, "household.import_dropped", "import_batch", d->batch_id, NULL);
    return OK;
}

/* Rows that an attempt before this one had staged, or those of a batch that was given up. */
static enum status drop_rows(struct ctx *c, int64_t batch_id, struct error *err) {
    struct dropping d = {.batch_id = batch_id};
    TRY(ctx_read(c, find_rows, &d, err));
    for (int64_t no = d.first; d.first != DB_NULL && no <= d.last; no += DROP_ROWS) {
        d.below = no + DROP_ROWS;
        TRY(ctx_write(c, drop_some, &d, err));
    }
    return OK;
}

/* ---- reading */

struct file_ask {
    int64_t batch_id;
    struct arena *arena;
    struct buf *bytes;
    struct import_words *words;
    int64_t area_id;
};

static enum status add_piece(void *user, const struct import_file_bytes_row *row, struct error *err) {
    buf_text(user, row->bytes);
    return buf_ok(user) ? OK : fail(err, E_TOO_LARGE, "http.body_too_large");
}

static enum status load_file(struct ctx *c, void *user, struct error *err) {
    struct file_ask *ask = user;
    TRY(import_file_bytes_each(c->db, &(struct import_file_bytes_in){ask->batch_id}, add_piece, ask->bytes, err));
    return import_words_load(c, ask->arena, ask->area_id, &ask->words, err);
}

static enum status end_reading(struct ctx *c, void *user, struct error *err) {
    const struct import_batch_get_row *b = user;
    TRY(import_batch_count(c->db, &(struct import_batch_count_in){b->id}, NULL, err));
    TRY(import_file_drop(c->db, &(struct import_file_drop_in){b->id}, NULL, err));
    TRY(import_state(c, b->id, "reading", "checked", err));
    audit_note(c, b->area_id, "household.import_checked", "import_batch", b->id, NULL);
    return OK;
}

static enum status stage_file(struct ctx *c, struct arena *a, const struct import_batch_get_row *b, struct error *err) {
    AUTO_BUF bytes;
    buf_init(&bytes, MAX_UPLOAD_BYTES);
    struct file_ask ask = {.batch_id = b->id, .arena = a, .bytes = &bytes, .area_id = b->area_id};
    struct import_person *people;
    size_t count;
    TRY(ctx_read(c, load_file, &ask, err));
    TRY(import_read(c, a, buf_as_text(&bytes), ask.words, &people, &count, err));
    buf_free(&bytes);
    struct staging s = {.batch = b, .people = people};
    for (s.from = 0; s.from < count; s.from = s.to) {
        s.to = count - s.from < STAGE_ROWS ? count : s.from + STAGE_ROWS;
        TRY(ctx_write(c, stage_some, &s, err));
        TRY(job_progress(c, (int64_t)s.to, (int64_t)count, err));
    }
    return OK;
}

static enum status read_batch(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    TRY(drop_rows(c, b->id, err));
    {
        AUTO_ARENA arena = arena_new(512u << 20);
        TRY(stage_file(c, arena, b, err));
    }
    TRY(import_find_doubles(c, b, err));
    return ctx_write(c, end_reading, (void *)b, err);
}

/* ---- duplicates in the register */

struct doubles {
    const struct import_batch_get_row *batch;
    int64_t from, to;
    struct arena *arena;
    struct found {
        int64_t no;
        const char *label, *key;
        struct text arg;
    } * found;
    size_t count, room;
};

static void add_found(struct doubles *d, int64_t no, const char *label, const char *key, struct text arg) {
    if (d->count == d->room) {
        size_t room = d->room ? d->room * 2 : 64;
        struct found *more = ARENA_ARRAY(d->arena, room, struct found);
        if (d->count > 0)
            memcpy(more, d->found, d->count * sizeof *more);
        d->found = more;
        d->room = room;
    }
    d->found[d->count++] = (struct found){no, label, key, arena_text(d->arena, arg)};
}

static struct text who(struct arena *a, struct text name, struct text code) {
    return arena_fmt(a, "%.*s, %.*s", FMT(name), FMT(code));
}

static enum status find_numbers(struct ctx *c, struct doubles *d, struct error *err) {
    struct import_same_number_row *rows;
    size_t count;
    TRY(import_same_number(c->db, &(struct import_same_number_in){d->batch->id, d->from, d->to}, c->arena, &rows,
                           &count, err));
    for (size_t i = 0; i < count; i++) {
        struct error outside;
        error_clear(&outside);
        bool mine = ctx_require_area(c, rows[i].hamlet_id, &outside) == OK;
        add_found(d, rows[i].no, "household.person.number",
                  mine ? "household.same_number" : "household.same_number_elsewhere",
                  mine ? who(c->arena, rows[i].full_name, rows[i].household_code) : TEXT_NONE);
    }
    return OK;
}

static enum status find_names(struct ctx *c, struct doubles *d, struct error *err) {
    struct import_same_name_row *rows;
    size_t count;
    TRY(import_same_name(c->db, &(struct import_same_name_in){d->batch->id, d->from, d->to, c->today}, c->arena, &rows,
                         &count, err));
    for (size_t i = 0; i < count; i++) {
        struct new_person other = {.born = rows[i].born_on, .precision = rows[i].born_precision};
        day_t from, to;
        person_birth_range(&other, &from, &to);
        if (to >= rows[i].born_from && from <= rows[i].born_to)
            add_found(d, rows[i].no, "household.person.full_name", "household.same_name",
                      who(c->arena, rows[i].full_name, rows[i].household_code));
    }
    return OK;
}

static enum status find_halves(struct ctx *c, struct doubles *d, struct error *err) {
    struct import_halves_row *rows;
    size_t count;
    TRY(import_halves(c->db, &(struct import_halves_in){d->batch->id, d->from, d->to}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        add_found(d, rows[i].no, NULL, "household.import_half", TEXT_NONE);
    return OK;
}

static enum status find_some(struct ctx *c, void *user, struct error *err) {
    struct doubles *d = user;
    TRY(find_halves(c, d, err));
    TRY(find_numbers(c, d, err));
    return find_names(c, d, err);
}

static enum status mark_there(struct ctx *c, void *user, struct error *err) {
    struct doubles *d = user;
    int64_t marked = 0;
    TRY(import_still(c, d->batch, err));
    TRY(import_mark_there(c->db, &(struct import_mark_there_in){d->batch->id, d->from, d->to}, &marked, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "there", marked);
    audit_note(c, d->batch->area_id, "household.import_compared", "import_batch", d->batch->id, diff);
    return OK;
}

static enum status store_found(struct ctx *c, void *user, struct error *err) {
    struct doubles *d = user;
    TRY(import_still(c, d->batch, err));
    for (size_t i = 0; i < d->count; i++) {
        const struct found *f = &d->found[i];
        struct import_problem_of_row had = {TEXT_NONE};
        bool ok = false;
        TRY(import_problem_of(c->db, &(struct import_problem_of_in){d->batch->id, f->no}, c->arena, &had, &ok, err));
        struct text now = import_add_problem(c->lang, c->arena, had.problem, f->label, f->key, f->arg);
        TRY(import_problem_set(c->db, &(struct import_problem_set_in){d->batch->id, f->no, now}, NULL, err));
    }
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "found", (int64_t)d->count);
    audit_note(c, d->batch->area_id, "household.import_compared", "import_batch", d->batch->id, diff);
    return OK;
}

enum status import_find_doubles(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    struct dropping rows = {.batch_id = b->id};
    AUTO_ARENA arena = arena_new(64u << 20);
    struct arena *whole = c->arena;
    enum status s = ctx_read(c, find_rows, &rows, err);
    for (int pass = 0; pass < 2; pass++) /* what is there is marked everywhere before halves are looked for */
        for (int64_t no = rows.first; s == OK && rows.first != DB_NULL && no <= rows.last; no += CHECK_ROWS) {
            struct doubles d = {.batch = b, .from = no, .to = no + CHECK_ROWS - 1, .arena = arena};
            c->arena = arena;
            s = pass == 0 ? ctx_write(c, mark_there, &d, err) : ctx_read(c, find_some, &d, err);
            if (s == OK && d.count > 0)
                s = ctx_write(c, store_found, &d, err);
            c->arena = whole;
            arena_reset(arena);
            if (s == OK)
                s = job_progress(c, no - rows.first, rows.last - rows.first + 1, err);
        }
    return s;
}

/* ---- the job */

static enum status to_cancelled(struct ctx *c, void *user, struct error *err) {
    const struct import_batch_get_row *b = user;
    TRY(import_file_drop(c->db, &(struct import_file_drop_in){b->id}, NULL, err));
    TRY(import_state(c, b->id, "cancelling", "cancelled", err));
    audit_note(c, b->area_id, "household.import_cancelled", "import_batch", b->id, NULL);
    return OK;
}

static enum status clean_up(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    TRY(import_remove(c, b, err));
    TRY(drop_rows(c, b->id, err));
    return ctx_write(c, to_cancelled, (void *)b, err);
}

static enum status to_cancelling(struct ctx *c, void *user, struct error *err) {
    const struct import_batch_get_row *b = user;
    TRY(import_state(c, b->id, arena_zstr(c->arena, b->state), "cancelling", err));
    audit_note(c, b->area_id, "household.import_cancelling", "import_batch", b->id, NULL);
    return OK;
}

/* Stopped by its person, on the job's page or on the batch's: what was done is undone before the job ends. */
static enum status stop(struct ctx *c, struct batch_ask *ask, enum status why, struct error *err) {
    struct error cleaning;
    error_clear(&cleaning);
    enum status s = ctx_read(c, find_batch, ask, &cleaning);
    if (s == OK && (text_is(ask->row.state, "reading") || text_is(ask->row.state, "making"))) {
        s = ctx_write(c, to_cancelling, &ask->row, &cleaning);
        ask->row.state = T("cancelling");
    }
    if (s == OK && text_is(ask->row.state, "cancelling"))
        s = clean_up(c, &ask->row, &cleaning);
    if (s == OK)
        return why;
    *err = cleaning;
    return s;
}

static enum status take_params(struct arena *a, struct text params, int64_t *ret_batch, struct error *err) {
    const struct json_body *body;
    struct text id;
    TRY(json_body_parse(a, params, &body, err));
    return json_body_text(json_body_get(body, "batch"), &id) && text_to_i64(id, ret_batch)
               ? OK
               : fail(err, E_INTERNAL, "http.internal");
}

enum status import_job(struct ctx *c, int64_t job_id, struct text params, struct error *err) {
    (void)job_id;
    struct batch_ask ask = {.id = 0};
    TRY(take_params(c->arena, params, &ask.id, err));
    TRY(ctx_read(c, find_batch, &ask, err));
    struct value *result = value_object(c->arena);
    value_set_text(result, "href", arena_fmt(c->arena, "/households/import/%lld", (long long)ask.id));
    job_result(c, result);
    const struct import_batch_get_row *b = &ask.row;
    enum status s = text_is(b->state, "reading")      ? read_batch(c, b, err)
                    : text_is(b->state, "making")     ? import_make(c, b, err)
                    : text_is(b->state, "undoing")    ? import_take_back(c, b, err)
                    : text_is(b->state, "cancelling") ? clean_up(c, b, err)
                                                      : OK; /* another job has done it */
    if (s != OK && err->key != NULL && strcmp(err->key, "job.cancelled") == 0)
        return stop(c, &ask, s, err);
    return s;
}
