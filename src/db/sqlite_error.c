/* What a SQLite result code means to the caller, and the backup.
 *
 * PostgreSQL names the violated constraint; SQLite names the columns of a unique index. So that one test holds on
 * both (db_error_is), the index is looked up by its columns; what has no name of its own gets the one that
 * PostgreSQL would give: table_pkey, table_column_key. */
#include "db/sqlite_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define UNIQUE_FAILED "UNIQUE constraint failed: "
#define CHECK_FAILED "CHECK constraint failed: "
#define NOT_NULL_FAILED "NOT NULL constraint failed: "

/* "t.a, t.b" -> "t" and ["a", "b"] as "a_b"; false when it is not of that form. */
static bool split_columns(const char *list, char table[128], char joined[256]) {
    const char *dot = strchr(list, '.');
    if (dot == NULL || (size_t)(dot - list) >= 128)
        return false;
    size_t table_len = (size_t)(dot - list), used = 0;
    memcpy(table, list, table_len);
    table[table_len] = '\0';
    struct text rest = text_of(list), part;
    while (text_cut(&rest, ',', &part)) {
        part = text_trim(part);
        if (part.len <= table_len + 1 || used + part.len >= 256)
            return false;
        if (used)
            joined[used++] = '_';
        memcpy(joined + used, part.ptr + table_len + 1, part.len - table_len - 1);
        used += part.len - table_len - 1;
    }
    joined[used] = '\0';
    return used > 0;
}

static const char index_of_columns[] =
    "SELECT l.name, l.origin FROM pragma_index_list(?1) l WHERE l.\"unique\" AND ?2 = "
    "(SELECT group_concat(name, '_') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) "
    "ORDER BY l.origin";

static void name_unique(struct sqlite_db *db, const char *list, char *out, size_t size) {
    char table[128], joined[256];
    if (strncmp(list, "index '", 7) == 0) { /* an index over expressions is named */
        (void)snprintf(out, size, "%.*s", (int)strcspn(list + 7, "'"), list + 7);
        return;
    }
    if (!split_columns(list, table, joined)) {
        (void)snprintf(out, size, "%s", list);
        return;
    }
    (void)snprintf(out, size, "%s_pkey", table); /* no index: the INTEGER PRIMARY KEY itself */
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db->conn, index_of_columns, -1, &st, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(st, 2, joined, -1, SQLITE_STATIC);
        if (sqlite3_step(st) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(st, 0);
            const char *origin = (const char *)sqlite3_column_text(st, 1);
            if (origin != NULL && name != NULL && *origin == 'c')
                (void)snprintf(out, size, "%s", name);
            else if (origin != NULL && *origin == 'u')
                (void)snprintf(out, size, "%s_%s_key", table, joined);
        }
    }
    (void)sqlite3_finalize(st);
}

static enum status constraint_failed(struct sqlite_db *db, int rc, const char *name, struct error *err) {
    char message[300], constraint[400];
    (void)snprintf(message, sizeof message, "%s", sqlite3_errmsg(db->conn));
    bool unique = rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID;
    struct text m = text_of(message);
    if (unique && text_starts(m, T(UNIQUE_FAILED)))
        name_unique(db, message + sizeof UNIQUE_FAILED - 1, constraint, sizeof constraint);
    else if (text_starts(m, T(CHECK_FAILED)))
        (void)snprintf(constraint, sizeof constraint, "%s", message + sizeof CHECK_FAILED - 1);
    else if (text_starts(m, T(NOT_NULL_FAILED)))
        (void)snprintf(constraint, sizeof constraint, "%s", message + sizeof NOT_NULL_FAILED - 1);
    else
        (void)snprintf(constraint, sizeof constraint, "%s", message);
    return fail_detail(err, E_CONFLICT, unique ? "db.duplicate" : "db.constraint", "%s (%s)", constraint, name);
}

enum status sqlite_failed(struct sqlite_db *db, int rc, const char *name, struct error *err) {
    const char *message = sqlite3_errmsg(db->conn);
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT:
        return constraint_failed(db, rc, name, err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail_detail(err, E_BUSY, "db.busy", "%s: %s", name, message);
    case SQLITE_FULL:
        return fail_detail(err, E_IO, "db.disk_full", "%s: %s", name, message);
    case SQLITE_IOERR: {
        int why = sqlite3_system_errno(db->conn);
        return fail_detail(err, E_IO, why == ENOSPC || why == EDQUOT ? "db.disk_full" : "db.io", "%s: %s (%d, %s)",
                           name, message, rc, strerror(why));
    }
    case SQLITE_NOMEM:
        return fail_detail(err, E_MEMORY, "db.no_memory", "%s", name);
    case SQLITE_READONLY:
        return fail_detail(err, E_INTERNAL, "db.read_only", "%s: %s", name, message);
    case SQLITE_TOOBIG:
        return fail_detail(err, E_TOO_LARGE, "db.too_large", "%s: %s", name, message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail_detail(err, E_DB, "db.corrupt", "%s: %s", name, message);
    default:
        return fail_detail(err, E_DB, "db.failed", "%s: %s (%d)", name, message, rc);
    }
}

/* ---- backup: one step over the whole file reads one snapshot and, in WAL mode, keeps nobody from writing. */

static enum status copy_into(struct sqlite_db *from, const char *path, struct error *err) {
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK) /* the copy is made durable once, at the end */
        rc = sqlite3_exec(to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
    sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", from->conn, "main") : NULL;
    if (b != NULL) {
        rc = sqlite3_backup_step(b, -1);
        int end = sqlite3_backup_finish(b);
        rc = rc == SQLITE_DONE ? end : rc;
    } else if (rc == SQLITE_OK) {
        rc = SQLITE_ERROR;
    }
    enum status s = OK;
    if (rc != SQLITE_OK && to != NULL) {
        struct sqlite_db failed = {.conn = to};
        s = sqlite_failed(&failed, rc, "backup", err);
    } else if (rc != SQLITE_OK) {
        s = fail_detail(err, E_MEMORY, "db.no_memory", "backup");
    }
    (void)sqlite3_close(to);
    return s;
}

static bool sync_path(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return ok;
}

static void folder_of(const char *path, char *out, size_t size) {
    const char *slash = strrchr(path, '/');
    (void)snprintf(out, size, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
}

enum status sqlite_backup(struct db_pool *pool, const char *path, struct error *err) {
    char part[4096 + 8], folder[4096];
    if (strlen(path) >= 4096)
        return fail_detail(err, E_INVALID, "db.cannot_open", "the path is too long");
    (void)snprintf(part, sizeof part, "%s.part", path);
    (void)unlink(part); /* left by an interrupted backup */
    int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_detail(err, E_IO, "db.cannot_open", "%s: %s", part, strerror(errno));
    (void)close(fd);
    AUTO_DB db = NULL;
    enum status s = db_take(pool, false, &db, err);
    if (s == OK)
        s = copy_into((struct sqlite_db *)db, part, err);
    folder_of(path, folder, sizeof folder);
    if (s == OK && (!sync_path(part) || rename(part, path) != 0 || !sync_path(folder)))
        s = fail_detail(err, E_IO, errno == ENOSPC ? "db.disk_full" : "db.io", "%s: %s", path, strerror(errno));
    if (s != OK)
        (void)unlink(part);
    return s;
}
