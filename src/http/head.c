/* libmicrohttpd 0.9.75 repairs what it should refuse: it joins folded lines, takes a bare LF for a line's end, skips
 * doubled spaces, and cuts names, values and the URL at a NUL. Two parsers that repair differently are what request
 * smuggling lives on. The library does not show the bytes it read, but it parses in place: the strings that it hands
 * out still lie in its read buffer, in order. So the gaps between them tell what stood there: exactly one byte (the
 * space) between the parts of the first line, one colon and blanks before each value, two bytes (CRLF) after it, and
 * the whole as long as the library counted.
 *
 * That is knowledge about one version. Later versions refuse these inputs themselves (in strict mode since 1.0), so
 * with another version the gaps are not looked at. The hostile-input tests tell whether that still holds. */
#include "http/head.h"

#define CHECKED_VERSION "0.9.75"

struct walk {
    struct arena *arena;
    struct http_pair *pairs;
    size_t count, room;
    uintptr_t at; /* where the next header's name must begin */
    bool exact;
};

static bool gap_is_blanks(uintptr_t from, uintptr_t to) {
    if (to < from || to - from > MAX_HEADER_BYTES)
        return false;
    for (const char *p = (const char *)from; p < (const char *)to; p++)
        if (*p != ' ' && *p != '\t')
            return false;
    return true;
}

static enum MHD_Result take_header(void *user, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                   const char *value, size_t value_len) {
    struct walk *w = user;
    (void)kind;
    if (w->count == w->room)
        return MHD_NO; /* one above the limit is enough to be refused */
    w->pairs[w->count++] = (struct http_pair){{name, name_len}, {value ? value : "", value ? value_len : 0}};
    w->exact = w->exact && value != NULL && (uintptr_t)name == w->at &&
               gap_is_blanks((uintptr_t)name + name_len + 1, (uintptr_t)value);
    w->at = (uintptr_t)value + value_len + 2;
    return MHD_YES;
}

bool head_read(struct MHD_Connection *connection, const char *method, struct text target, const char *version,
               struct arena *a, struct http_head *ret) {
    *ret = (struct http_head){.method = text_of(method), .target = target, .version = text_of(version)};
    struct walk w = {.arena = a, .room = MAX_HEADERS + 1, .exact = true};
    w.pairs = ARENA_ARRAY(a, w.room, struct http_pair);
    uintptr_t first_line_end = (uintptr_t)version + ret->version.len + 2;
    w.at = first_line_end;
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take_header, &w);
    ret->headers = w.pairs;
    ret->header_count = w.count;
    const union MHD_ConnectionInfo *size = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t first_line = ret->method.len + target.len + ret->version.len + 4;
    if (size != NULL && size->header_size > first_line)
        ret->header_bytes = size->header_size - first_line;
    if (strcmp(MHD_get_version(), CHECKED_VERSION) != 0 || w.count == w.room)
        return true;
    return w.exact && (uintptr_t)method + ret->method.len + 1 == (uintptr_t)target.ptr &&
           (uintptr_t)target.ptr + target.len + 1 == (uintptr_t)version && size != NULL &&
           w.at + 2 == (uintptr_t)method + size->header_size;
}
