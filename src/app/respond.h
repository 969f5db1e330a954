/* From a handler's result to bytes: page, JSON, problem details, file. */
#ifndef ANSINH_RESPOND_H
#define ANSINH_RESPOND_H
#include "app/app.h"

void respond_common_headers(struct ctx *c, struct http_response *res);
void respond_page(struct ctx *c, struct http_response *res, page_fn page, const struct value *out, int status);
void respond_json(struct ctx *c, struct http_response *res, const struct value *out, int status);
void respond_error(struct ctx *c, struct http_response *res, const struct error *err, bool json);
/* The same; more: {differences, version} for the problem, or NULL. */
void respond_problem(struct ctx *c, struct http_response *res, const struct error *err, bool json,
                     const struct value *more);
void respond_file(struct ctx *c, struct http_response *res);
void respond_redirect(struct ctx *c, struct http_response *res, struct text to);
/* Compresses the body when the client takes it and it is worth it. */
void respond_gzip(const struct http_request *req, struct http_response *res);
/* A JSON answer to GET gets a strong ETag over its bytes; when the client has them already, the answer becomes 304.
 * Called before compression; the tag, which respond_tag_header adds after it, is no text when there is none. Pages have
 * none: they carry the session's token and stay out of every cache, because office computers are shared. */
struct text respond_tag(const struct http_request *req, struct http_response *res);
void respond_tag_header(struct http_response *res, struct text tag);
/* The message of an error for the person, in the language of the request. */
struct text error_message(struct ctx *c, const struct error *err);
struct text field_error_message(struct ctx *c, const struct field_error *e);
/* The same with the field's label before it, for a row of a spreadsheet: "Họ và tên: Mục này bắt buộc. Hãy điền vào."
 */
struct text field_error_of_row(struct ctx *c, const struct form *f, const struct field_error *e);
/* GET /static/…: files compiled in. False when the path is none. */
bool respond_static(const struct http_request *req, struct http_response *res);
#endif
