/* Migrations: each in one transaction, recorded in schema_migration. The lock is taken inside of that transaction
 * and the record is read again under it, so of two processes that start together one does the work and the other
 * finds it done. */
#include "db/engine.h"
#include "db_queries.h"

#define MIGRATION_WAIT_MS 600000 /* for another process, whose migration may be long */

static const char record_table[2][240] = {
    "CREATE TABLE IF NOT EXISTS schema_migration(name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL,"
    " applied_at INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS schema_migration(name TEXT COLLATE \"C\" NOT NULL PRIMARY KEY, digest TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL)",
};

static const struct schema_migrations_row *applied_as(const struct schema_migrations_row *rows, size_t count,
                                                      const char *name) {
    for (size_t i = 0; i < count; i++)
        if (text_is(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static enum status unchanged(const struct schema_migrations_row *applied, const struct db_migration *m,
                             struct error *err) {
    return text_is(applied->digest, m->digest) ? OK : fail(err, E_CONFLICT, "db.migration_changed", m->name);
}

/* Whatever was applied is known to this program, and as it was. */
static enum status check_history(const struct schema_migrations_row *rows, size_t count,
                                 const struct db_migration *list, size_t list_count, struct error *err) {
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = 0; j < list_count && !known; j++)
            if (text_is(rows[i].name, list[j].name)) {
                known = true;
                TRY(unchanged(&rows[i], &list[j], err));
            }
        if (!known) {
            char name[192];
            (void)snprintf(name, sizeof name, "%.*s", FMT(rows[i].name));
            return fail(err, E_CONFLICT, "db.schema_newer", name);
        }
    }
    return OK;
}

static enum status record(struct db *db, const struct db_migration *m, struct error *err) {
    const struct clock real = {DAY_NONE};
    struct schema_migration_add_in in = {text_of(m->name), text_of(m->digest), clock_now(&real)};
    return schema_migration_add(db, &in, NULL, err);
}

/* Inside of a write transaction. */
static enum status apply(struct db *db, struct arena *arena, const struct db_migration *m, bool *ret_done,
                         struct error *err) {
    struct schema_migrations_row *rows;
    size_t count;
    TRY(db->engine->migration_lock(db, err));
    TRY(db_script(db, record_table[db->kind], err));
    TRY(schema_migrations(db, arena, &rows, &count, err));
    const struct schema_migrations_row *applied = applied_as(rows, count, m->name);
    *ret_done = applied == NULL;
    if (applied != NULL)
        return unchanged(applied, m, err);
    TRY(db_script(db, m->sql[db->kind], err));
    return record(db, m, err);
}

static enum status apply_in_transaction(struct db *db, struct arena *arena, const struct db_migration *m, int *done,
                                        struct error *err) {
    TRY(db_begin_write(db, err));
    bool did = false;
    enum status s = apply(db, arena, m, &did, err);
    if (s == OK)
        s = db_commit(db, err);
    else
        db_rollback(db);
    if (s == OK)
        *done += did;
    else if (err->args[0][0] == '\0')
        (void)snprintf(err->args[0], sizeof err->args[0], "%s", m->name);
    return s;
}

static enum status has_record_table(struct db *db, bool *ret, struct error *err) {
    struct schema_has_migrations_row row;
    AUTO_ARENA arena = arena_new(65536);
    bool found;
    TRY(schema_has_migrations(db, arena, &row, &found, err));
    *ret = found && row.tables > 0;
    return OK;
}

enum status db_migrate_list(struct db_pool *pool, const struct db_migration *list, size_t count, int *ret_applied,
                            struct error *err) {
    AUTO_ARENA arena = arena_new(16u << 20);
    AUTO_DB db = NULL;
    TRY(db_take(pool, true, &db, err));
    struct schema_migrations_row *rows = NULL;
    size_t applied = 0;
    bool has;
    TRY(has_record_table(db, &has, err));
    if (has)
        TRY(schema_migrations(db, arena, &rows, &applied, err));
    TRY(check_history(rows, applied, list, count, err));
    int done = 0, wait = pool_wait_ms(pool);
    enum status s = OK;
    db_pool_set_wait(pool, MIGRATION_WAIT_MS);
    for (size_t i = 0; i < count && s == OK; i++)
        if (applied_as(rows, applied, list[i].name) == NULL)
            s = apply_in_transaction(db, arena, &list[i], &done, err);
    db_pool_set_wait(pool, wait);
    if (s == OK)
        *ret_applied = done;
    return s;
}

enum status db_migrate(struct db_pool *pool, int *ret_applied, struct error *err) {
    return db_migrate_list(pool, db_migrations, db_migration_count, ret_applied, err);
}

enum status db_schema_version(struct db *db, struct arena *arena, struct text *ret_version, struct error *err) {
    bool has;
    TRY(has_record_table(db, &has, err));
    struct text version = T("");
    if (has) {
        struct schema_version_row row;
        bool found;
        TRY(schema_version(db, arena, &row, &found, err));
        if (found)
            version = row.name;
    }
    *ret_version = version;
    return OK;
}

enum status db_backup_to(struct db_pool *pool, const char *path, struct error *err) {
    if (db_pool_kind(pool) != DB_SQLITE)
        return fail(err, E_INVALID, "db.use_pg_dump");
    return sqlite_backup(pool, path, err);
}
