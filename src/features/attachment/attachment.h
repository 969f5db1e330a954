/* Files that people attach as evidence, kept in the database in pieces. Who may read one is decided by what it
 * belongs to: the owner's own routes call attachment_send after their check. */
#ifndef ANSINH_ATTACHMENT_H
#define ANSINH_ATTACHMENT_H
#include "app/app.h"

/* Checks type (by content: PDF, JPEG, PNG, DOCX, XLSX) and size without writing. Adds a field error on `field`:
 * attachment.bad_type, attachment.too_large, attachment.empty. */
void attachment_check(const struct http_file *f, const char *field, struct error *err);
/* In a write transaction, after attachment_check; notes no audit. E_INVALID when the check would fail. */
MUST_CHECK enum status attachment_put(struct ctx *c, const char *owner_kind, int64_t owner_id,
                                      const struct http_file *f, int64_t *ret_id, struct error *err);
/* Adds {id, name, size, type} of each file of an owner to the list, oldest first. */
MUST_CHECK enum status attachment_list(struct ctx *c, const char *owner_kind, int64_t owner_id, struct value *list,
                                       struct error *err);
/* The owner of a file. E_NOT_FOUND when there is none of that kind. */
MUST_CHECK enum status attachment_owner(struct ctx *c, int64_t id, const char *owner_kind, int64_t *ret_owner_id,
                                        struct error *err);
/* Answers the request with the file, always as a download. */
MUST_CHECK enum status attachment_send(struct ctx *c, int64_t id, struct error *err);
#endif
