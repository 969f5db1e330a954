/* PostgreSQL through libpq: statements are prepared once per connection, parameters and rows travel in binary form.
 *
 * A server that restarts is met between transactions: before such work the socket is looked at, and a connection
 * that has ended is opened again. What was under way is never repeated by itself: a write may have happened. */
#include "db/postgres_internal.h"

#include <poll.h>

/* Notices are not for us, libraries do not log; but the server's farewell comes as one. */
static void hear_notice(void *user, const PGresult *r) {
    struct postgres_db *db = user;
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (state != NULL && strncmp(state, "57P", 3) == 0)
        db->gone = true;
}

/* ---- connecting */

static const char *option(const PQconninfoOption *options, const char *keyword) {
    for (; options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val;
    return NULL;
}

enum status postgres_public_url(const char *url, char *out, size_t size, struct error *err) {
    PQconninfoOption *o = PQconninfoParse(url, NULL); /* its message would repeat parts of the URL */
    if (o == NULL)
        return fail_detail(err, E_BAD_REQUEST, "db.bad_url", "the URL of the database cannot be read");
    const char *user = option(o, "user"), *host = option(o, "host"), *port = option(o, "port"),
               *name = option(o, "dbname");
    (void)snprintf(out, size, "postgresql://%s%s%s%s%s/%s", user ? user : "", user ? "@" : "", host ? host : "",
                   port ? ":" : "", port ? port : "", name ? name : "");
    PQconninfoFree(o);
    return OK;
}

static enum status set_up(struct postgres_db *db, struct error *err) {
    char sql[400];
    db->wait_ms = pool_wait_ms(db->base.pool);
    /* jit: compiling costs such short statements more than it saves; lists at province size took up to twice as long.
     */
    (void)snprintf(sql, sizeof sql,
                   "SET synchronous_commit = on; SET lock_timeout = %d; SET timezone = 'UTC';"
                   "SET idle_in_transaction_session_timeout = '10min'; SET standard_conforming_strings = on;"
                   "SET bytea_output = 'hex'; SET jit = off",
                   db->wait_ms);
    PGresult *r = PQexec(db->conn, sql);
    enum status s = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : postgres_failed(db, r, "connect", err);
    PQclear(r);
    return s;
}

static enum status connect_to(struct postgres_db *db, struct error *err) {
    const char *const keys[] = {"connect_timeout", "application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {"5", "ansinh", pool_address(db->base.pool), "UTF8", NULL};
    db->conn = PQconnectdbParams(keys, values, 1); /* what the URL says overrides what stands before it */
    if (PQstatus(db->conn) != CONNECTION_OK) {
        char message[300];
        postgres_message(PQerrorMessage(db->conn), message, sizeof message);
        return fail_detail(err, E_DB, "db.cannot_open", "%s", message);
    }
    db->gone = false;
    (void)PQsetNoticeReceiver(db->conn, hear_notice, db);
    return set_up(db, err);
}

static void forget_prepared(struct postgres_db *db) {
    bool more = true;
    while (more)
        (void)cache_drop_one(&db->base.cache, &more);
}

static void postgres_close(struct db *base) {
    struct postgres_db *db = (struct postgres_db *)base;
    forget_prepared(db);
    PQfinish(db->conn);
    free(db);
}

static enum status postgres_open(struct db_pool *pool, bool write, struct db **ret_db, struct error *err) {
    struct postgres_db *db = calloc(1, sizeof *db);
    if (db == NULL)
        abort();
    db->base = (struct db){.engine = &postgres_engine, .kind = DB_POSTGRES, .pool = pool, .writer = write};
    enum status s = connect_to(db, err);
    if (s != OK) {
        postgres_close(&db->base);
        return s;
    }
    *ret_db = &db->base;
    return OK;
}

/* Nothing is asked of the server: between statements it hardly speaks, so what can be read is its farewell, or the
 * end of the connection, or (a changed setting) something that libpq takes in. */
static bool has_gone(struct postgres_db *db) {
    if (db->conn == NULL || PQstatus(db->conn) != CONNECTION_OK)
        return true;
    struct pollfd p = {.fd = PQsocket(db->conn), .events = POLLIN};
    while (!db->gone && poll(&p, 1, 0) > 0) {
        if (PQconsumeInput(db->conn) == 0 || PQstatus(db->conn) != CONNECTION_OK)
            return true;
        (void)PQisBusy(db->conn); /* makes it read what has come */
    }
    return db->gone;
}

static enum status postgres_ready(struct db *base, struct error *err) {
    struct postgres_db *db = (struct postgres_db *)base;
    if (!has_gone(db))
        return db->wait_ms == pool_wait_ms(base->pool) ? OK : set_up(db, err);
    forget_prepared(db);
    PQfinish(db->conn);
    db->conn = NULL;
    enum status s = connect_to(db, err);
    if (s == OK)
        return OK;
    err->key = "db.connection_lost"; /* it was there before: worth another try */
    return err->status = E_BUSY;
}

/* ---- transactions */

static enum status run_plain(struct postgres_db *db, const char *sql, struct error *err) {
    PGresult *r = PQexec(db->conn, sql);
    ExecStatusType t = PQresultStatus(r);
    enum status s = t == PGRES_COMMAND_OK || t == PGRES_TUPLES_OK ? OK : postgres_failed(db, r, sql, err);
    PQclear(r);
    return s;
}

static enum status postgres_begin(struct db *base, bool write, struct error *err) {
    const char *sql = !write ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                      : pool_relaxed(base->pool)
                          ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit TO OFF"
                          : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    return run_plain((struct postgres_db *)base, sql, err);
}

static enum status postgres_commit(struct db *base, struct error *err) {
    struct postgres_db *db = (struct postgres_db *)base;
    PGresult *r = PQexec(db->conn, "COMMIT");
    enum status s = OK;
    if (PQstatus(db->conn) != CONNECTION_OK)
        s = fail_detail(err, E_DB, "db.commit_unknown", "the connection broke during the commit");
    else if (PQresultStatus(r) != PGRES_COMMAND_OK)
        s = postgres_failed(db, r, "COMMIT", err);
    else if (strcmp(PQcmdStatus(r), "COMMIT") != 0) /* it was a rollback */
        s = fail_detail(err, E_DB, "db.transaction_failed", "commit after a failed statement");
    PQclear(r);
    return s;
}

static void postgres_rollback(struct db *base) {
    struct postgres_db *db = (struct postgres_db *)base;
    if (PQstatus(db->conn) == CONNECTION_OK && PQtransactionStatus(db->conn) != PQTRANS_IDLE)
        PQclear(PQexec(db->conn, "ROLLBACK"));
}

static enum status postgres_script(struct db *base, const char *sql, struct error *err) {
    PGresult *r = PQexec(((struct postgres_db *)base)->conn, sql);
    ExecStatusType t = PQresultStatus(r);
    bool ok = t == PGRES_COMMAND_OK || t == PGRES_TUPLES_OK || t == PGRES_EMPTY_QUERY;
    enum status s = ok ? OK : postgres_failed((struct postgres_db *)base, r, "script", err);
    PQclear(r);
    return s;
}

#define MIGRATION_LOCK "SELECT pg_advisory_xact_lock(7161672045)" /* any number that is ours alone */

static enum status postgres_migration_lock(struct db *base, struct error *err) {
    return run_plain((struct postgres_db *)base, MIGRATION_LOCK, err);
}

/* ---- one statement */

static enum status describe(struct postgres_db *db, const char *statement, const struct db_call *call,
                            struct error *err) {
    PGresult *r = PQdescribePrepared(db->conn, statement);
    enum status s = OK;
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        s = postgres_failed(db, r, call->name, err);
    else if (PQnfields(r) != (int)call->out_count)
        s = fail_detail(err, E_INTERNAL, "db.wrong_column", "%s: %d columns selected, %zu declared", call->name,
                        PQnfields(r), call->out_count);
    PQclear(r);
    return s;
}

static enum status parse(struct postgres_db *db, const struct db_call *call, const char *name, struct error *err) {
    Oid types[DB_PARAMS_MAX];
    for (size_t i = 0; i < call->in_count; i++)
        types[i] = postgres_type_of(call->in[i].type);
    PGresult *r = PQprepare(db->conn, name, call->sql, (int)call->in_count, types);
    enum status s = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : postgres_failed(db, r, call->name, err);
    PQclear(r);
    return s;
}

/* name: of the statement on the server. Lists get none and are planned anew each time: a plan kept for any value
 * guesses badly at days and scopes (a page of the register of a past day took 2.5 s instead of 2 ms). */
static enum status prepare(struct postgres_db *db, const struct db_call *call, char name[16], struct error *err) {
    if (call->composed) {
        name[0] = '\0';
        return parse(db, call, name, err);
    }
    struct cache_entry *e = cache_find(&db->base.cache, call->sql, false);
    if (e != NULL) {
        (void)snprintf(name, 16, "s%u", (unsigned)(uintptr_t)e->prepared);
        return OK;
    }
    unsigned serial = ++db->serial;
    (void)snprintf(name, 16, "s%u", serial);
    TRY(parse(db, call, name, err));
    void *evicted;
    (void)cache_add(&db->base.cache, call->sql, false, (void *)(uintptr_t)serial, &evicted);
    if (evicted != NULL) {
        char sql[32];
        (void)snprintf(sql, sizeof sql, "DEALLOCATE s%u", (unsigned)(uintptr_t)evicted);
        PQclear(PQexec(db->conn, sql));
    }
    return OK;
}

static enum status give_rows(const PGresult *r, struct db_call *call, struct error *err) {
    if (PQnfields(r) != (int)call->out_count)
        return fail_detail(err, E_INTERNAL, "db.wrong_column", "%s: %d columns selected, %zu declared", call->name,
                           PQnfields(r), call->out_count);
    int rows = PQntuples(r);
    for (int i = 0; i < rows; i++) {
        TRY(postgres_fetch_row(r, i, call, err));
        enum status s = call->sink(call->user, call->row, err);
        if (s != OK) {
            call->stopped = true;
            return s;
        }
    }
    return OK;
}

static enum status run_whole(struct postgres_db *db, const char *statement, const struct postgres_params *p,
                             struct db_call *call, struct error *err) {
    PGresult *r = PQexecPrepared(db->conn, statement, p->count, p->values, p->lengths, p->formats, 1);
    ExecStatusType t = PQresultStatus(r);
    enum status s = OK;
    if (t != PGRES_COMMAND_OK && t != PGRES_TUPLES_OK)
        s = postgres_failed(db, r, call->name, err);
    else if (call->sink != NULL)
        s = give_rows(r, call, err);
    if (s == OK && call->writes && !text_to_i64(text_of(PQcmdTuples(r)), &call->changed))
        call->changed = 0;
    PQclear(r);
    return s;
}

/* Stops the server from sending the rest. Not inside of a transaction: that would end it. */
static void cancel(struct postgres_db *db) {
    if (db->base.tx != TX_NONE)
        return;
    PGcancel *c = PQgetCancel(db->conn);
    char message[256];
    (void)PQcancel(c, message, sizeof message);
    PQfreeCancel(c);
}

static enum status run_streamed(struct postgres_db *db, const char *statement, const struct postgres_params *p,
                                struct db_call *call, struct error *err) {
    if (!PQsendQueryPrepared(db->conn, statement, p->count, p->values, p->lengths, p->formats, 1))
        return postgres_failed(db, NULL, call->name, err);
    (void)PQsetSingleRowMode(db->conn);
    enum status s = OK;
    PGresult *r;
    while ((r = PQgetResult(db->conn)) != NULL) {
        ExecStatusType t = PQresultStatus(r);
        if (s == OK && t == PGRES_SINGLE_TUPLE) {
            s = give_rows(r, call, err);
            if (s != OK)
                cancel(db);
        } else if (s == OK && t != PGRES_TUPLES_OK && t != PGRES_COMMAND_OK) {
            s = postgres_failed(db, r, call->name, err);
        }
        PQclear(r);
    }
    return s;
}

static enum status postgres_run(struct db *base, struct db_call *call, struct error *err) {
    struct postgres_db *db = (struct postgres_db *)base;
    char statement[16];
    TRY(prepare(db, call, statement, err));
    struct postgres_params p;
    TRY(postgres_params_of(call, &p, err));
    enum status s = call->stream ? run_streamed(db, statement, &p, call, err) : run_whole(db, statement, &p, call, err);
    postgres_params_free(&p);
    return s;
}

static enum status postgres_check(struct db *base, const struct db_call *call, struct error *err) {
    struct postgres_db *db = (struct postgres_db *)base;
    char statement[16];
    TRY(base->engine->ready(base, err));
    TRY(prepare(db, call, statement, err));
    return describe(db, statement, call, err);
}

const struct db_engine postgres_engine = {
    .open = postgres_open,
    .close = postgres_close,
    .ready = postgres_ready,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .run = postgres_run,
    .check = postgres_check,
    .script = postgres_script,
    .migration_lock = postgres_migration_lock,
    .bulk_begin = postgres_bulk_begin,
    .bulk_value = postgres_bulk_value,
    .bulk_row = postgres_bulk_row,
    .bulk_end = postgres_bulk_end,
};
