/* What a failure of PostgreSQL means to the caller. Only the primary message is kept: the server's DETAIL line
 * repeats values of the row, which may be a person's. */
#include "db/postgres_internal.h"

void postgres_message(const char *message, char *out, size_t size) {
    size_t n = 0;
    for (; *message != '\0' && n + 1 < size; message++)
        out[n++] = *message == '\n' ? ' ' : *message;
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
}

static const struct {
    const char *sqlstate; /* a prefix; the first match counts */
    enum status status;
    const char *key;
} meanings[] = {
    {"40", E_BUSY, "db.busy"},    /* serialization failure, deadlock */
    {"55P03", E_BUSY, "db.busy"}, /* lock time-out */
    {"57014", E_BUSY, "db.busy"}, /* cancelled, statement time-out */
    {"53100", E_IO, "db.disk_full"},
    {"53200", E_MEMORY, "db.no_memory"},
    {"53300", E_BUSY, "db.busy"},          /* too many connections */
    {"57P", E_BUSY, "db.connection_lost"}, /* the server is stopping or starting */
    {"25006", E_INTERNAL, "db.read_only"},
    {"25P02", E_DB, "db.transaction_failed"},
    {"22021", E_INVALID, "db.bad_text"}, /* not UTF-8, or NUL */
    {"54", E_TOO_LARGE, "db.too_large"},
    {"58", E_IO, "db.io"},
    {"XX001", E_DB, "db.corrupt"},
    {"XX002", E_DB, "db.corrupt"},
};

static enum status constraint_failed(const PGresult *r, const char *state, const char *name, struct error *err) {
    const char *constraint = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    const char *table = PQresultErrorField(r, PG_DIAG_TABLE_NAME), *column = PQresultErrorField(r, PG_DIAG_COLUMN_NAME);
    const char *key = strcmp(state, "23505") == 0 ? "db.duplicate" : "db.constraint";
    if (constraint == NULL && table != NULL && column != NULL) /* NOT NULL */
        return fail_detail(err, E_CONFLICT, key, "%s.%s (%s)", table, column, name);
    return fail_detail(err, E_CONFLICT, key, "%s (%s)", constraint ? constraint : state, name);
}

enum status postgres_failed(struct postgres_db *db, const PGresult *r, const char *name, struct error *err) {
    char message[300];
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    postgres_message(primary ? primary : PQerrorMessage(db->conn), message, sizeof message);
    if (state != NULL && strncmp(state, "23", 2) == 0)
        return constraint_failed(r, state, name, err);
    for (size_t i = 0; state != NULL && i < COUNT_OF(meanings); i++)
        if (strncmp(state, meanings[i].sqlstate, strlen(meanings[i].sqlstate)) == 0)
            return fail_detail(err, meanings[i].status, meanings[i].key, "%s: %s (%s)", name, message, state);
    if (PQstatus(db->conn) != CONNECTION_OK)
        return fail_detail(err, E_BUSY, "db.connection_lost", "%s: %s", name, message);
    return fail_detail(err, E_DB, "db.failed", "%s: %s (%s)", name, message, state ? state : "no code");
}
