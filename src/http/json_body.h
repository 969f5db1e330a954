/* JSON request bodies (RFC 8259) as a tree of our own in the request's arena: strict (no duplicate members, no NUL, no
 * bad UTF-8, nothing after the value), bounded in size, depth and number of values.
 *
 * Ids travel as text, because JavaScript's numbers end at 2^53; json_body_id reads them. A number written with a
 * fraction or an exponent is never an integer here, not even 1.0. */
#ifndef ANSINH_HTTP_JSON_BODY_H
#define ANSINH_HTTP_JSON_BODY_H
#include "http/http.h"

enum json_body_kind {
    JSON_BODY_ABSENT, /* of a NULL value, as json_body_get gives for a member that is not there */
    JSON_BODY_NULL,
    JSON_BODY_BOOL,
    JSON_BODY_INT,
    JSON_BODY_REAL,
    JSON_BODY_TEXT,
    JSON_BODY_LIST,
    JSON_BODY_OBJECT,
};
struct json_body; /* one value; borrows from the arena it was parsed into */

/* E_BAD_REQUEST "http.bad_json" {0} line, {1} column; E_TOO_LARGE "http.json_too_large" beyond MAX_JSON_DEPTH or
 * MAX_JSON_NODES. Texts are copies in a. */
MUST_CHECK enum status json_body_parse(struct arena *a, struct text body, const struct json_body **ret,
                                       struct error *err);
/* The body of a request whose Content-Type is application/json or …+json in UTF-8; others E_MEDIA
 * "http.unsupported_media". The top of it is an object or a list, else E_BAD_REQUEST "http.bad_json". */
MUST_CHECK enum status http_json(const struct http_request *r, const struct json_body **ret, struct error *err);

/* All accessors take NULL as "absent"; those that return bool leave *ret untouched on false. */
enum json_body_kind json_body_kind(const struct json_body *v);
bool json_body_is_null(const struct json_body *v); /* absent is not null */
bool json_body_text(const struct json_body *v, struct text *ret);
bool json_body_int(const struct json_body *v, int64_t *ret);
bool json_body_real(const struct json_body *v, double *ret); /* integers too */
bool json_body_bool(const struct json_body *v, bool *ret);
bool json_body_id(const struct json_body *v, int64_t *ret);                /* decimal text above 0 */
size_t json_body_count(const struct json_body *v);                         /* of a list or an object, else 0 */
const struct json_body *json_body_at(const struct json_body *v, size_t i); /* NULL beyond the end */
struct text json_body_name(const struct json_body *v, size_t i);           /* of an object's member */
const struct json_body *json_body_get(const struct json_body *v, const char *name);

/* An object as the pairs that an HTML form would have sent, so that one form serves both: text as it is, integers and
 * reals in digits that read back the same, true "1", false and null "" , a list of such values as repeated pairs. A
 * member that is an object, or a list with lists or objects in it, is left out: who wants those reads them by name.
 * False when v is not an object or there are more than MAX_FORM_FIELDS. */
bool json_body_pairs(struct arena *a, const struct json_body *v, struct http_pair **ret, size_t *ret_count);
#endif
