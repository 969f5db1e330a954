#include "features/attachment/attachment.h"

#include <sodium.h>

#include "attachment_queries.h"

#define CHUNK_BYTES (256u << 10)

/* By what it begins with; what the browser says is not believed. Office files are archives whose kind their name tells,
 * so both must fit. */
static const char *type_of(const struct http_file *f) {
    static const struct {
        struct text magic;
        const char *suffix, *type;
    } known[] = {
        {T("%PDF-"), NULL, "application/pdf"},
        {T("\xff\xd8\xff"), NULL, "image/jpeg"},
        {T("\x89PNG\r\n\x1a\n"), NULL, "image/png"},
        {T("PK\x03\x04"), ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {T("PK\x03\x04"), ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (text_starts(f->bytes, known[i].magic) &&
            (known[i].suffix == NULL || text_ends(f->file_name, text_of(known[i].suffix))))
            return known[i].type;
    return NULL;
}

void attachment_check(const struct http_file *f, const char *field, struct error *err) {
    if (f->bytes.len == 0)
        (void)error_field(err, field, "attachment.empty", NULL);
    else if (f->bytes.len > MAX_ATTACHMENT_BYTES)
        (void)error_field(err, field, "attachment.too_large", "10");
    else if (type_of(f) == NULL)
        (void)error_field(err, field, "attachment.bad_type", NULL);
}

enum status attachment_put(struct ctx *c, const char *owner_kind, int64_t owner_id, const struct http_file *f,
                           int64_t *ret_id, struct error *err) {
    attachment_check(f, "file", err);
    TRY(error_fields_status(err));
    unsigned char hash[32];
    crypto_hash_sha256(hash, (const unsigned char *)f->bytes.ptr, f->bytes.len);
    int64_t id = id_new();
    TRY(attachment_insert(c->db,
                          &(struct attachment_insert_in){id,
                                                         text_of(owner_kind),
                                                         owner_id,
                                                         f->file_name,
                                                         text_of(type_of(f)),
                                                         (int64_t)f->bytes.len,
                                                         {(const char *)hash, sizeof hash},
                                                         c->user.account_id,
                                                         clock_now(&c->app->clock)},
                          NULL, err));
    int64_t no = 0;
    for (size_t at = 0; at < f->bytes.len; at += CHUNK_BYTES, no++) {
        size_t n = f->bytes.len - at < CHUNK_BYTES ? f->bytes.len - at : CHUNK_BYTES;
        TRY(attachment_chunk_insert(c->db, &(struct attachment_chunk_insert_in){id, no, {f->bytes.ptr + at, n}}, NULL,
                                    err));
    }
    *ret_id = id;
    return OK;
}

enum status attachment_list(struct ctx *c, const char *owner_kind, int64_t owner_id, struct value *list,
                            struct error *err) {
    struct attachments_of_owner_row *rows;
    size_t count;
    TRY(attachments_of_owner(c->db, &(struct attachments_of_owner_in){text_of(owner_kind), owner_id}, c->arena, &rows,
                             &count, err));
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "name", rows[i].file_name);
        value_set_int(v, "size", rows[i].size);
        value_set_int(v, "kilobytes", (rows[i].size + 1023) / 1024);
        value_set_text(v, "type", rows[i].content_type);
    }
    return OK;
}

enum status attachment_owner(struct ctx *c, int64_t id, const char *owner_kind, int64_t *ret_owner_id,
                             struct error *err) {
    struct attachment_by_id_row r;
    bool found = false;
    TRY(attachment_by_id(c->db, &(struct attachment_by_id_in){id}, c->arena, &r, &found, err));
    if (!found || !text_is(r.owner_kind, owner_kind))
        return fail(err, E_NOT_FOUND, "http.not_found");
    *ret_owner_id = r.owner_id;
    return OK;
}

enum status attachment_send(struct ctx *c, int64_t id, struct error *err) {
    struct attachment_by_id_row r;
    struct attachment_chunks_row *chunks;
    size_t count, at = 0;
    bool found = false;
    TRY(attachment_by_id(c->db, &(struct attachment_by_id_in){id}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(attachment_chunks(c->db, &(struct attachment_chunks_in){id}, c->arena, &chunks, &count, err));
    char *bytes = arena_alloc(c->arena, (size_t)r.size);
    for (size_t i = 0; i < count; i++) {
        if (at + chunks[i].bytes.len > (size_t)r.size)
            return fail_detail(err, E_DB, "db.corrupt", "attachment %lld is longer than it says", (long long)id);
        memcpy(bytes + at, chunks[i].bytes.ptr, chunks[i].bytes.len);
        at += chunks[i].bytes.len;
    }
    unsigned char hash[32];
    crypto_hash_sha256(hash, (const unsigned char *)bytes, at);
    if (at != (size_t)r.size || r.sha256.len != sizeof hash || memcmp(hash, r.sha256.ptr, sizeof hash) != 0)
        return fail_detail(err, E_DB, "db.corrupt", "attachment %lld is not what was attached", (long long)id);
    ctx_send_bytes(c, r.file_name, arena_zstr(c->arena, r.content_type), (struct text){bytes, at}, false);
    return OK;
}

/* No pages of its own: every file is reached through what it belongs to. */
const struct feature attachment_feature = {.name = "attachment"};
