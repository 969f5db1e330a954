/* Takes the head of a request out of libmicrohttpd as near to the bytes received as it can be had. */
#ifndef ANSINH_HTTP_HEAD_H
#define ANSINH_HTTP_HEAD_H
#include <microhttpd.h>

#include "http/admission.h"

/* target: as first shown by the library, in its own buffer (before it cut the query off), with its length then.
 * False when the bytes received were not exactly "method SP target SP version CRLF" and lines "name:[blanks]value
 * CRLF": folded lines, bare line feeds, NUL, several spaces. Header slices borrow from the library. */
bool head_read(struct MHD_Connection *connection, const char *method, struct text target, const char *version,
               struct arena *a, struct http_head *ret);
#endif
