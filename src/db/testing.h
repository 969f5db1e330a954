/* The tables that the tests of src/db work on (their statements: tests/things/queries.sql). Only *_test.c use it. */
#ifndef ANSINH_DB_TESTING_H
#define ANSINH_DB_TESTING_H
#include "tests/test.h"
#include "things_queries.h"

static const char *const things_tables[2] = {
    "CREATE TABLE thing(id INTEGER PRIMARY KEY, n INTEGER, born INTEGER, flag INTEGER NOT NULL, name TEXT, raw BLOB,"
    " area INTEGER NOT NULL, place INTEGER NOT NULL) STRICT;"
    "CREATE INDEX thing_area_name ON thing(area, name, id);"
    "CREATE TABLE thing_claim(id INTEGER PRIMARY KEY, thing_id INTEGER NOT NULL REFERENCES thing(id),"
    " period TEXT NOT NULL, amount INTEGER NOT NULL CONSTRAINT amount_positive CHECK (amount > 0),"
    " released INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE UNIQUE INDEX claim_once ON thing_claim(thing_id, period) WHERE released = 0;",
    "CREATE TABLE thing(id BIGINT PRIMARY KEY, n BIGINT, born INTEGER, flag SMALLINT NOT NULL,"
    " name TEXT COLLATE \"C\", raw BYTEA, area BIGINT NOT NULL, place BIGINT NOT NULL);"
    "CREATE INDEX thing_area_name ON thing(area, name, id);"
    "CREATE TABLE thing_claim(id BIGINT PRIMARY KEY, thing_id BIGINT NOT NULL REFERENCES thing(id),"
    " period TEXT NOT NULL, amount BIGINT NOT NULL CONSTRAINT amount_positive CHECK (amount > 0),"
    " released SMALLINT NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX claim_once ON thing_claim(thing_id, period) WHERE released = 0;",
};

/* A connection for writing on which the tables exist. */
static inline struct db *things_in(struct db_pool *pool) {
    static struct error err;
    struct db *db;
    assert_ok(db_take(pool, true, &db, &err));
    assert_ok(db_script(db, things_tables[db_kind(db)], &err));
    return db;
}

static inline struct thing_add_in thing_numbered(int64_t id) {
    return (struct thing_add_in){.id = id,
                                 .n = id * 10,
                                 .born = (day_t)id,
                                 .flag = id % 2,
                                 .name = T("tên"),
                                 .raw = T("raw"),
                                 .area = 111,
                                 .place = 1};
}
#endif
