/* Households out of the rows of a batch, and the way back: removing what never became valid, taking back what was. */
#include <sodium.h>

#include "app/jobs.h"
#include "features/household/household_change.h"
#include "features/household/household_import.h"
#include "features/household/household_now.h"

#define HOUSEHOLDS_AT_ONCE 80 /* some 50 ms */

struct made_person {
    int64_t id, household_id;
    struct text relation, ethnicity, name, fold, number;
    int64_t sex, precision;
    day_t born;
};
struct made_household {
    int64_t id, no, commune_id;
    struct text code;
    struct household_now_source now;
};

struct making {
    const struct import_batch_get_row *batch;
    struct import_words *words;
    struct place_cache *places;
    int64_t after, last; /* household numbers */
    instant_t at;
    struct made_household *households;
    struct made_person *people;
    size_t household_count, person_count;
};

/* ---- codes: the next numbers of each commune, locked until the transaction ends */

struct commune_codes {
    int64_t commune_id;
    struct text prefix;
    int64_t newest;
};

static enum status code_number(struct ctx *c, const struct hamlet_place_row *place, struct commune_codes *codes,
                               size_t *count, size_t room, int64_t *ret, struct error *err) {
    for (size_t i = 0; i < *count; i++)
        if (codes[i].commune_id == place->commune_id) {
            *ret = ++codes[i].newest;
            return OK;
        }
    struct commune_lock_row locked;
    struct newest_code_row newest;
    bool found = false;
    TRY(commune_lock(c->db, &(struct commune_lock_in){place->commune_id}, c->arena, &locked, &found, err));
    TRY(newest_code(c->db, &(struct newest_code_in){place->commune_code}, c->arena, &newest, &found, err));
    int64_t number = 0;
    size_t skip = place->commune_code.len + 1;
    if (newest.code.ptr != NULL && newest.code.len > skip)
        (void)text_to_i64((struct text){newest.code.ptr + skip, newest.code.len - skip}, &number);
    if (*count < room)
        codes[(*count)++] = (struct commune_codes){place->commune_id, place->commune_code, number + 1};
    *ret = number + 1;
    return OK;
}

/* ---- rows of one household */

static enum status take_person(struct ctx *c, const struct making *m, struct text cells, struct made_person *ret,
                               struct form_data **ret_form, struct error *err) {
    TRY(import_take(c->arena, cells, ret_form, err));
    const struct form_data *d = *ret_form;
    const struct field_value *born = form_value(d, "born");
    struct text ethnicity = form_text(d, "ethnicity");
    *ret = (struct made_person){
        .id = id_new(),
        .relation = import_relation(m->words, c->arena, form_text(d, "relation")),
        .ethnicity = ethnicity.len ? import_ethnicity(m->words, c->arena, ethnicity) : TEXT_NONE,
        .name = form_text(d, "full_name"),
        .fold = vi_fold(c->arena, form_text(d, "full_name")),
        .number = form_text(d, "personal_number"),
        .sex = form_choice_is(d, "sex", "female"),
        .born = form_given(d, "born") ? born->day : DAY_NONE,
        .precision = (int64_t)born->precision,
    };
    return OK;
}

static enum status take_household(struct ctx *c, struct making *m, const struct import_next_row *rows, size_t count,
                                  struct error *err) {
    struct made_household *h = &m->households[m->household_count++];
    struct made_person *people = &m->people[m->person_count];
    *h = (struct made_household){.id = id_new(), .no = rows[0].household_no};
    h->now = (struct household_now_source){.household_id = h->id,
                                           .hamlet_id = rows[0].hamlet_id,
                                           .born_on = DAY_NONE,
                                           .escaped_on = DAY_NONE,
                                           .last_reviewed = DB_NULL,
                                           .folds = ARENA_ARRAY(c->arena, count, struct text),
                                           .name_count = count};
    size_t others = 1; /* the head's name comes first */
    for (size_t i = 0; i < count; i++) {
        struct form_data *d;
        TRY(take_person(c, m, rows[i].cells, &people[i], &d, err));
        people[i].household_id = h->id;
        if (h->now.address.ptr == NULL)
            h->now.address = form_text(d, "address");
        bool head = text_is(people[i].relation, "head");
        h->now.folds[head ? 0 : others++ % count] = people[i].fold;
        if (!head)
            continue;
        h->now.head_name = people[i].name;
        h->now.ethnicity = people[i].ethnicity;
        h->now.female_head = people[i].sex == 1;
        h->now.born_on = people[i].born;
    }
    m->person_count += count;
    return OK;
}

/* A household is made when all of its rows are right and none came with an earlier file. */
static bool is_good(const struct import_next_row *rows, size_t count, const struct import_there_by_now_row *there,
                    size_t there_count) {
    for (size_t i = 0; i < count; i++)
        if (rows[i].problem.ptr != NULL || rows[i].there || rows[i].hamlet_id == DB_NULL)
            return false;
    for (size_t i = 0; i < there_count; i++)
        if (there[i].household_no == rows[0].household_no)
            return false;
    return true;
}

/* ---- writing them */

static enum status put_people(struct ctx *c, const struct making *m, struct error *err) {
    static const char *const person_columns[] = {"id"};
    static const char *const version_columns[] = {
        "id",  "person_id", "valid_from",     "valid_to",  "recorded_at",     "superseded_at", "full_name", "name_fold",
        "sex", "born_on",   "born_precision", "ethnicity", "personal_number", "event",         "account_id"};
    struct db_bulk *b;
    enum status s = OK;
    TRY(db_bulk_begin(c->db, "person", person_columns, COUNT_OF(person_columns), &b, err));
    for (size_t i = 0; s == OK && i < m->person_count; i++) {
        db_bulk_int(b, m->people[i].id);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    TRY(s != OK ? s : ended);
    TRY(db_bulk_begin(c->db, "person_version", version_columns, COUNT_OF(version_columns), &b, err));
    for (size_t i = 0; s == OK && i < m->person_count; i++) {
        const struct made_person *p = &m->people[i];
        db_bulk_int(b, id_new());
        db_bulk_int(b, p->id);
        db_bulk_day(b, c->today);
        db_bulk_day(b, DAY_FOREVER);
        db_bulk_int(b, m->at);
        db_bulk_int(b, INSTANT_OPEN);
        db_bulk_text(b, p->name);
        db_bulk_text(b, p->fold);
        db_bulk_int(b, p->sex);
        db_bulk_day(b, p->born);
        db_bulk_int(b, p->precision);
        db_bulk_text(b, p->ethnicity.len ? p->ethnicity : TEXT_NONE);
        db_bulk_text(b, p->number.len ? p->number : TEXT_NONE);
        db_bulk_text(b, T("imported"));
        db_bulk_int(b, m->batch->account_id);
        s = db_bulk_row(b, err);
    }
    ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

static enum status put_memberships(struct ctx *c, const struct making *m, struct error *err) {
    static const char *const columns[] = {"id",       "person_id",   "household_id",  "relation", "valid_from",
                                          "valid_to", "recorded_at", "superseded_at", "event_in", "account_id"};
    struct db_bulk *b;
    enum status s = OK;
    TRY(db_bulk_begin(c->db, "membership", columns, COUNT_OF(columns), &b, err));
    for (size_t i = 0; s == OK && i < m->person_count; i++) {
        db_bulk_int(b, id_new());
        db_bulk_int(b, m->people[i].id);
        db_bulk_int(b, m->people[i].household_id);
        db_bulk_text(b, m->people[i].relation);
        db_bulk_day(b, c->today);
        db_bulk_day(b, DAY_FOREVER);
        db_bulk_int(b, m->at);
        db_bulk_int(b, INSTANT_OPEN);
        db_bulk_text(b, T("initial"));
        db_bulk_int(b, m->batch->account_id);
        s = db_bulk_row(b, err);
    }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

static int64_t head_of(const struct making *m, int64_t household_id) {
    for (size_t i = 0; i < m->person_count; i++)
        if (m->people[i].household_id == household_id && text_is(m->people[i].relation, "head"))
            return m->people[i].id;
    return DB_NULL;
}

static void household_cells(struct db_bulk *b, const struct ctx *c, const struct making *m,
                            const struct made_household *h) {
    (void)m;
    db_bulk_int(b, h->id);
    db_bulk_text(b, h->code);
    db_bulk_day(b, c->today);
}

static void version_cells(struct db_bulk *b, const struct ctx *c, const struct making *m,
                          const struct made_household *h) {
    db_bulk_int(b, id_new());
    db_bulk_int(b, h->id);
    db_bulk_day(b, c->today);
    db_bulk_day(b, DAY_FOREVER);
    db_bulk_int(b, m->at);
    db_bulk_int(b, INSTANT_OPEN);
    db_bulk_int(b, h->now.hamlet_id);
    db_bulk_text(b, h->now.address.len ? h->now.address : TEXT_NONE);
    db_bulk_int(b, head_of(m, h->id));
    db_bulk_int(b, HOUSEHOLD_RESIDENT);
    db_bulk_text(b, T("imported"));
    db_bulk_int(b, m->batch->account_id);
}

static void event_cells(struct db_bulk *b, const struct ctx *c, const struct making *m,
                        const struct made_household *h) {
    db_bulk_int(b, id_new());
    db_bulk_int(b, h->id);
    db_bulk_text(b, T("imported"));
    db_bulk_day(b, c->today);
    db_bulk_int(b, m->at);
    db_bulk_text(b, m->batch->file_name);
    db_bulk_int(b, m->batch->account_id);
}

static void made_cells(struct db_bulk *b, const struct ctx *c, const struct making *m, const struct made_household *h) {
    (void)c;
    db_bulk_int(b, m->batch->id);
    db_bulk_int(b, h->no);
    db_bulk_int(b, h->id);
}

static enum status put_households(struct ctx *c, const struct making *m, struct error *err) {
    static const char *const household_columns[] = {"id", "code", "created_on"};
    static const char *const version_columns[] = {
        "id",        "household_id", "valid_from",     "valid_to", "recorded_at", "superseded_at",
        "hamlet_id", "address",      "head_person_id", "status",   "event",       "account_id"};
    static const char *const event_columns[] = {"id",          "household_id", "kind",      "on_day",
                                                "recorded_at", "reason",       "account_id"};
    static const char *const made_columns[] = {"batch_id", "household_no", "household_id"};
    static const struct {
        const char *table;
        const char *const *columns;
        size_t count;
        void (*cells)(struct db_bulk *b, const struct ctx *c, const struct making *m, const struct made_household *h);
    } tables[] = {
        {"household", household_columns, COUNT_OF(household_columns), household_cells},
        {"household_version", version_columns, COUNT_OF(version_columns), version_cells},
        {"household_event", event_columns, COUNT_OF(event_columns), event_cells},
        {"import_household", made_columns, COUNT_OF(made_columns), made_cells},
    };
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        struct db_bulk *b;
        enum status s = OK;
        TRY(db_bulk_begin(c->db, tables[t].table, tables[t].columns, tables[t].count, &b, err));
        for (size_t i = 0; s == OK && i < m->household_count; i++) {
            tables[t].cells(b, c, m, &m->households[i]);
            s = db_bulk_row(b, err);
        }
        enum status ended = db_bulk_end(&b, err);
        TRY(s != OK ? s : ended);
    }
    return OK;
}

static enum status put_now(struct ctx *c, const struct making *m, struct error *err) {
    struct household_now_source *rows = ARENA_ARRAY(c->arena, m->household_count + 1, struct household_now_source);
    for (size_t i = 0; i < m->household_count; i++)
        rows[i] = m->households[i].now;
    TRY(household_now_load(c->db, c->arena, c->today, rows, m->household_count, err));
    /* Ids of one transaction follow each other, and no other household is written meanwhile where this matters. */
    return household_now_text(c->db, m->households[0].id, m->households[m->household_count - 1].id, err);
}

/* ---- one piece */

static enum status set_codes(struct ctx *c, struct making *m, struct error *err) {
    struct commune_codes codes[HOUSEHOLDS_AT_ONCE];
    size_t count = 0;
    for (size_t i = 0; i < m->household_count; i++) {
        struct made_household *h = &m->households[i];
        const struct hamlet_place_row *place;
        int64_t number;
        TRY(place_find(m->places, c->db, h->now.hamlet_id, &place, err));
        TRY(code_number(c, place, codes, &count, COUNT_OF(codes), &number, err));
        h->commune_id = place->commune_id;
        h->code = arena_fmt(c->arena, "%.*s-%06lld", FMT(place->commune_code), (long long)number);
        h->now.code = h->code;
    }
    return OK;
}

/* One entry for each commune's chain. */
static void note_made(struct ctx *c, const struct making *m) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    for (size_t from = 0, to; from < m->household_count; from = to) {
        crypto_hash_sha256_state hash;
        (void)crypto_hash_sha256_init(&hash);
        for (to = from; to < m->household_count && m->households[to].commune_id == m->households[from].commune_id; to++)
            (void)crypto_hash_sha256_update(&hash, (const unsigned char *)m->households[to].code.ptr,
                                            m->households[to].code.len);
        (void)crypto_hash_sha256_final(&hash, digest);
        audit_note_bulk(c, m->households[from].commune_id, "household.imported", "import_batch", m->batch->id,
                        (int64_t)(to - from), digest, NULL);
    }
}

static enum status make_some(struct ctx *c, void *user, struct error *err) {
    struct making *m = user;
    struct import_next_row *rows;
    struct import_there_by_now_row *there;
    size_t count, there_count;
    m->at = clock_now(&c->app->clock);
    m->household_count = m->person_count = 0;
    TRY(import_still(c, m->batch, err));
    TRY(import_next(c->db, &(struct import_next_in){m->batch->id, m->after, HOUSEHOLDS_AT_ONCE}, c->arena, &rows,
                    &count, err));
    TRY(import_there_by_now(c->db, &(struct import_there_by_now_in){m->batch->id, m->after, HOUSEHOLDS_AT_ONCE},
                            c->arena, &there, &there_count, err));
    m->households = ARENA_ARRAY(c->arena, HOUSEHOLDS_AT_ONCE, struct made_household);
    m->people = ARENA_ARRAY(c->arena, count + 1, struct made_person);
    for (size_t i = 0, n; i < count; i += n) {
        for (n = 1; i + n < count && rows[i + n].household_no == rows[i].household_no;)
            n++;
        if (is_good(&rows[i], n, there, there_count))
            TRY(take_household(c, m, &rows[i], n, err));
    }
    if (m->household_count == 0) { /* nothing to write, but something was looked at */
        audit_note(c, m->batch->area_id, "household.import_skipped", "import_batch", m->batch->id, NULL);
        return OK;
    }
    TRY(set_codes(c, m, err));
    TRY(put_people(c, m, err));
    TRY(put_households(c, m, err));
    TRY(put_memberships(c, m, err));
    TRY(put_now(c, m, err));
    note_made(c, m);
    return OK;
}

static enum status find_ends(struct ctx *c, void *user, struct error *err) {
    struct making *m = user;
    struct import_made_last_row made = {DB_NULL};
    struct import_household_last_row all = {DB_NULL};
    bool found = false;
    TRY(import_made_last(c->db, &(struct import_made_last_in){m->batch->id}, c->arena, &made, &found, err));
    TRY(import_household_last(c->db, &(struct import_household_last_in){m->batch->id}, c->arena, &all, &found, err));
    m->after = made.household_no == DB_NULL ? 0 : made.household_no;
    m->last = all.household_no == DB_NULL ? 0 : all.household_no;
    return import_words_load(c, c->arena, m->batch->area_id, &m->words, err);
}

/* The one small transaction after which all of it is there. */
static enum status end_making(struct ctx *c, void *user, struct error *err) {
    const struct import_batch_get_row *b = user;
    TRY(import_batch_made(c->db, &(struct import_batch_made_in){b->id}, NULL, err));
    TRY(import_state(c, b->id, "making", "applied", err));
    audit_note(c, b->area_id, "household.import_applied", "import_batch", b->id, NULL);
    return OK;
}

enum status import_make(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    AUTO_ARENA arena = arena_new(64u << 20); /* of one transaction */
    struct arena *whole = c->arena;
    struct making m = {.batch = b, .places = place_cache_new(whole, c->today)};
    TRY(ctx_read(c, find_ends, &m, err));
    enum status s = OK;
    while (s == OK && m.after < m.last) {
        c->arena = arena;
        s = ctx_write(c, make_some, &m, err);
        c->arena = whole;
        arena_reset(arena);
        m.after += HOUSEHOLDS_AT_ONCE;
        if (s == OK)
            s = job_progress(c, m.after < m.last ? m.after : m.last, m.last, err);
    }
    TRY(s);
    return ctx_write(c, end_making, (void *)b, err);
}

/* ---- the way back */

struct taking {
    const struct import_batch_get_row *batch;
    int64_t after;
    size_t count;
    bool forget; /* rows that were never valid are deleted; else they are no longer believed */
};

static enum status delete_all(struct ctx *c, int64_t batch_id, struct db_ids households, struct db_ids people,
                              struct error *err) {
    TRY(import_delete_made(c->db, &(struct import_delete_made_in){batch_id, households}, NULL, err));
    TRY(import_delete_events(c->db, &(struct import_delete_events_in){households}, NULL, err));
    TRY(import_delete_memberships(c->db, &(struct import_delete_memberships_in){households}, NULL, err));
    TRY(import_delete_versions(c->db, &(struct import_delete_versions_in){households}, NULL, err));
    TRY(import_delete_households(c->db, &(struct import_delete_households_in){households}, NULL, err));
    TRY(import_delete_person_versions(c->db, &(struct import_delete_person_versions_in){people}, NULL, err));
    return import_delete_people(c->db, &(struct import_delete_people_in){people}, NULL, err);
}

static enum status unbelieve_all(struct ctx *c, struct db_ids households, struct db_ids people, struct error *err) {
    instant_t at = clock_now(&c->app->clock);
    TRY(import_unbelieve_versions(c->db, &(struct import_unbelieve_versions_in){households, at}, NULL, err));
    TRY(import_unbelieve_memberships(c->db, &(struct import_unbelieve_memberships_in){households, at}, NULL, err));
    TRY(import_unbelieve_people(c->db, &(struct import_unbelieve_people_in){people, at}, NULL, err));
    return import_unbelieve_events(c->db, &(struct import_unbelieve_events_in){households, at}, NULL, err);
}

static enum status take_some(struct ctx *c, void *user, struct error *err) {
    struct taking *t = user;
    struct import_made_row *rows;
    struct import_people_row *people;
    size_t person_count;
    TRY(import_made(c->db, &(struct import_made_in){t->batch->id, t->after, HOUSEHOLDS_AT_ONCE}, c->arena, &rows,
                    &t->count, err));
    if (t->count == 0) {
        audit_note(c, t->batch->area_id, "household.import_emptied", "import_batch", t->batch->id, NULL);
        return OK;
    }
    int64_t *ids = ARENA_ARRAY(c->arena, t->count, int64_t);
    for (size_t i = 0; i < t->count; i++) {
        ids[i] = rows[i].household_id;
        TRY(household_now_text_remove(c->db, ids[i], err));
    }
    struct db_ids households = {ids, t->count};
    TRY(import_people(c->db, &(struct import_people_in){households}, c->arena, &people, &person_count, err));
    int64_t *person_ids = ARENA_ARRAY(c->arena, person_count + 1, int64_t);
    for (size_t i = 0; i < person_count; i++)
        person_ids[i] = people[i].person_id;
    struct db_ids persons = {person_ids, person_count};
    TRY(import_delete_now(c->db, &(struct import_delete_now_in){households}, NULL, err));
    TRY(t->forget ? delete_all(c, t->batch->id, households, persons, err) : unbelieve_all(c, households, persons, err));
    t->after = rows[t->count - 1].household_no;
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "households", (int64_t)t->count);
    if (t->forget)
        audit_note(c, t->batch->area_id, "household.import_removed", "import_batch", t->batch->id, diff);
    else
        audit_note(c, t->batch->area_id, "household.import_taken_back", "import_batch", t->batch->id, diff);
    return OK;
}

static enum status take_all(struct ctx *c, struct taking *t, struct error *err) {
    AUTO_ARENA arena = arena_new(64u << 20);
    struct arena *whole = c->arena;
    enum status s = OK;
    do {
        c->arena = arena;
        s = ctx_write(c, take_some, t, err);
        c->arena = whole;
        arena_reset(arena);
    } while (s == OK && t->count > 0);
    return s;
}

enum status import_remove(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    struct taking t = {.batch = b, .forget = true};
    return take_all(c, &t, err);
}

static enum status end_undoing(struct ctx *c, void *user, struct error *err) {
    const struct import_batch_get_row *b = user;
    TRY(import_state(c, b->id, "undoing", "undone", err));
    audit_note(c, b->area_id, "household.import_undone", "import_batch", b->id, NULL);
    return OK;
}

enum status import_take_back(struct ctx *c, const struct import_batch_get_row *b, struct error *err) {
    struct taking t = {.batch = b};
    TRY(take_all(c, &t, err));
    return ctx_write(c, end_undoing, (void *)b, err);
}
