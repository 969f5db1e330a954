/* Form bodies. The multipart reader (RFC 7578) takes only what browsers and well-behaved clients send: the body starts
 * with the boundary, lines end in CRLF, nothing follows the last boundary. Whatever reads differently in two parsers is
 * refused rather than guessed. */
#include "http/http.h"

#include <strings.h>

#define MAX_PART_HEADERS 8
#define MAX_PART_HEAD_BYTES 4096
#define MAX_BOUNDARY 70

static enum status bad(struct error *err, const char *why) {
    return fail_detail(err, E_BAD_REQUEST, "http.bad_form", "%s", why);
}

static struct text text_from(struct text t, size_t at) {
    return (struct text){t.ptr + at, t.len - at};
}

static bool same_word(struct text a, struct text b) {
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

static bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void skip_blanks(struct text *t) {
    while (t->len > 0 && (t->ptr[0] == ' ' || t->ptr[0] == '\t'))
        *t = text_from(*t, 1);
}

static struct text take_token(struct text *rest) {
    size_t n = 0;
    while (n < rest->len && is_token_char(rest->ptr[n]))
        n++;
    struct text token = {rest->ptr, n};
    *rest = text_from(*rest, n);
    return token;
}

/* A quoted string whose opening quote is at the front. A backslash escapes only a quote or itself: browsers send the
 * folders of Windows unescaped. */
static bool take_quoted(struct arena *a, struct text *rest, struct text *ret) {
    char *out = arena_alloc(a, rest->len + 1);
    size_t n = 0;
    for (size_t i = 1; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"') {
            *rest = text_from(*rest, i + 1);
            *ret = (struct text){out, n};
            return true;
        }
        if (c == '\\' && i + 1 < rest->len && (rest->ptr[i + 1] == '"' || rest->ptr[i + 1] == '\\'))
            c = rest->ptr[++i];
        out[n++] = c;
    }
    return false;
}

/* The next `; name=value` of a header value; at its end ret_name->ptr is NULL. False when it is malformed. */
static bool take_param(struct arena *a, struct text *rest, struct text *ret_name, struct text *ret_value) {
    skip_blanks(rest);
    *ret_name = TEXT_NONE;
    if (rest->len == 0)
        return true;
    if (rest->ptr[0] != ';')
        return false;
    *rest = text_from(*rest, 1);
    skip_blanks(rest);
    struct text name = take_token(rest);
    if (name.len == 0 || rest->len == 0 || rest->ptr[0] != '=')
        return false;
    *rest = text_from(*rest, 1);
    *ret_name = name;
    if (rest->len > 0 && rest->ptr[0] == '"')
        return take_quoted(a, rest, ret_value);
    *ret_value = take_token(rest);
    return ret_value->len > 0;
}

/* Browsers write a quote, CR and LF in names and file names as %22, %0D and %0A, and nothing else. */
static struct text undo_browser_escapes(struct arena *a, struct text t) {
    if (memmem(t.ptr, t.len, "%", 1) == NULL)
        return t;
    char *out = arena_alloc(a, t.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++) {
        struct text left = text_from(t, i);
        char c = t.ptr[i];
        if (text_starts(left, T("%22")))
            c = '"';
        else if (text_starts(left, T("%0D")))
            c = '\r';
        else if (text_starts(left, T("%0A")))
            c = '\n';
        if (c != t.ptr[i])
            i += 2;
        out[n++] = c;
    }
    return (struct text){out, n};
}

static struct text without_folders(struct text t) {
    for (size_t i = t.len; i > 0; i--)
        if (t.ptr[i - 1] == '/' || t.ptr[i - 1] == '\\')
            return text_from(t, i);
    return t;
}

struct part {
    struct text name, file_name, content_type;
    bool is_file;
};

static enum status parse_disposition(struct arena *a, struct text value, struct part *part, struct error *err) {
    struct text rest = value, name, param;
    if (!same_word(take_token(&rest), T("form-data")))
        return bad(err, "part is not form-data");
    for (;;) {
        if (!take_param(a, &rest, &name, &param))
            return bad(err, "malformed Content-Disposition");
        if (name.ptr == NULL)
            break;
        if (same_word(name, T("name"))) {
            if (part->name.ptr != NULL)
                return bad(err, "part with two names");
            part->name = undo_browser_escapes(a, param);
        } else if (same_word(name, T("filename"))) {
            if (part->is_file)
                return bad(err, "part with two file names");
            part->is_file = true;
            part->file_name = without_folders(undo_browser_escapes(a, param));
        }
    }
    if (part->name.ptr == NULL)
        return bad(err, "part without a name");
    if (!text_is_utf8(part->name) || !text_is_utf8(part->file_name))
        return bad(err, "name is not UTF-8");
    return OK;
}

static enum status parse_part_head(struct arena *a, struct text *rest, struct part *part, struct error *err) {
    bool disposed = false;
    for (size_t lines = 0;; lines++) {
        size_t window = rest->len < MAX_PART_HEAD_BYTES ? rest->len : MAX_PART_HEAD_BYTES;
        const char *end = memmem(rest->ptr, window, "\r\n", 2);
        if (end == NULL || lines > MAX_PART_HEADERS)
            return bad(err, "part headers do not end");
        struct text line = {rest->ptr, (size_t)(end - rest->ptr)};
        *rest = text_from(*rest, line.len + 2);
        if (line.len == 0)
            break;
        struct text value = line, name;
        (void)text_cut(&value, ':', &name);
        struct text whole = name;
        if (value.ptr == NULL || take_token(&whole).len != name.len || name.len == 0)
            return bad(err, "malformed part header");
        value = text_trim(value);
        for (size_t i = 0; i < value.len; i++)
            if ((unsigned char)value.ptr[i] < 0x20 && value.ptr[i] != '\t')
                return bad(err, "control character in a part header");
        if (same_word(name, T("content-disposition"))) {
            if (disposed)
                return bad(err, "two Content-Disposition headers");
            disposed = true;
            TRY(parse_disposition(a, value, part, err));
        } else if (same_word(name, T("content-type"))) {
            if (!text_is_utf8(value))
                return bad(err, "content type is not UTF-8");
            part->content_type = value;
        } else if (same_word(name, T("content-transfer-encoding"))) {
            if (!same_word(value, T("binary")) && !same_word(value, T("8bit")) && !same_word(value, T("7bit")))
                return bad(err, "part in a transfer encoding");
        }
    }
    return disposed ? OK : bad(err, "part without Content-Disposition");
}

/* Where "CRLF--boundary" stands in t, and whether it is the last one; false when there is none. */
static bool find_delimiter(struct text t, struct text delimiter, size_t *ret_at, bool *ret_last) {
    const char *at = memmem(t.ptr, t.len, delimiter.ptr, delimiter.len);
    if (at == NULL)
        return false;
    *ret_at = (size_t)(at - t.ptr);
    struct text after = text_from(t, *ret_at + delimiter.len);
    *ret_last = text_starts(after, T("--"));
    return *ret_last || text_starts(after, T("\r\n"));
}

static bool boundary_is_valid(struct text b) {
    if (b.len == 0 || b.len > MAX_BOUNDARY || b.ptr[b.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < b.len; i++) {
        char c = b.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (c != '\0' && strchr("'()+_,-./:=? ", c) != NULL)))
            return false;
    }
    return true;
}

/* Room for one more; doubles within the arena. */
static void *one_more(struct arena *a, void *items, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return items;
    *room = *room ? *room * 2 : 16;
    void *grown = arena_array(a, *room, size);
    if (count)
        memcpy(grown, items, count * size);
    return grown;
}

enum status http_parse_multipart(struct arena *a, struct text body, struct text boundary, struct http_pair **ret_pairs,
                                 size_t *ret_count, struct http_file **ret_files, size_t *ret_file_count,
                                 struct error *err) {
    struct http_pair *pairs = NULL;
    struct http_file *files = NULL;
    size_t count = 0, room = 0, file_count = 0, file_room = 0;
    if (!boundary_is_valid(boundary))
        return bad(err, "invalid boundary");
    struct text delimiter = arena_fmt(a, "\r\n--%.*s", FMT(boundary));
    struct text opening = text_from(delimiter, 2);
    if (!text_starts(body, opening))
        return bad(err, "body does not start with the boundary");
    struct text rest = text_from(body, opening.len);
    bool last = text_starts(rest, T("--"));
    if (!last && !text_starts(rest, T("\r\n")))
        return bad(err, "malformed boundary line");
    rest = text_from(rest, 2);
    for (size_t parts = 0; !last; parts++) {
        if (parts == MAX_FORM_FIELDS)
            return fail(err, E_TOO_LARGE, "http.too_many_fields");
        struct part part = {.content_type = T("text/plain")};
        TRY(parse_part_head(a, &rest, &part, err));
        size_t length;
        if (!find_delimiter(rest, delimiter, &length, &last))
            return bad(err, "part does not end with a boundary");
        struct text content = {rest.ptr, length};
        rest = text_from(rest, length + delimiter.len + 2);
        if (part.is_file) {
            if (part.file_name.len == 0 && content.len == 0)
                continue; /* a file input left empty */
            files = one_more(a, files, file_count, &file_room, sizeof *files);
            files[file_count++] = (struct http_file){part.name, part.file_name, part.content_type, content};
        } else {
            if (!text_is_utf8(content))
                return bad(err, "field is not UTF-8");
            pairs = one_more(a, pairs, count, &room, sizeof *pairs);
            pairs[count++] = (struct http_pair){part.name, content};
        }
    }
    if (rest.len != 0 && !text_eq(rest, T("\r\n")))
        return bad(err, "bytes after the last boundary");
    *ret_pairs = pairs;
    *ret_count = count;
    *ret_files = files;
    *ret_file_count = file_count;
    return OK;
}

/* "type/subtype" in lower case, and the boundary when there is one. */
static enum status parse_content_type(struct arena *a, struct text value, struct text *ret_boundary,
                                      bool *ret_urlencoded, bool *ret_multipart, struct error *err) {
    struct text rest = value, name, param;
    size_t n = 0;
    while (n < rest.len && rest.ptr[n] != ';' && rest.ptr[n] != ' ' && rest.ptr[n] != '\t')
        n++;
    struct text media = {rest.ptr, n};
    rest = text_from(rest, n);
    *ret_urlencoded = same_word(media, T("application/x-www-form-urlencoded"));
    *ret_multipart = same_word(media, T("multipart/form-data"));
    if (!*ret_urlencoded && !*ret_multipart)
        return fail_detail(err, E_MEDIA, "http.unsupported_media", "%.*s", FMT(media));
    for (;;) {
        if (!take_param(a, &rest, &name, &param))
            return bad(err, "malformed Content-Type");
        if (name.ptr == NULL)
            return OK;
        if (same_word(name, T("boundary"))) {
            if (ret_boundary->ptr != NULL)
                return bad(err, "two boundaries");
            *ret_boundary = param;
        } else if (same_word(name, T("charset")) && !same_word(param, T("utf-8"))) {
            return fail_detail(err, E_MEDIA, "http.unsupported_media", "charset %.*s", FMT(param));
        }
    }
}

enum status http_form(const struct http_request *r, struct http_pair **ret_pairs, size_t *ret_count,
                      struct http_file **ret_files, size_t *ret_file_count, struct error *err) {
    struct text type = http_header(r, "content-type"), boundary = TEXT_NONE;
    bool urlencoded, multipart;
    if (type.ptr == NULL && r->body.len == 0) { /* a form without fields, as fetch() sends it */
        *ret_pairs = NULL;
        *ret_files = NULL;
        *ret_count = *ret_file_count = 0;
        return OK;
    }
    if (type.ptr == NULL)
        return fail_detail(err, E_MEDIA, "http.unsupported_media", "no Content-Type");
    TRY(parse_content_type(r->arena, type, &boundary, &urlencoded, &multipart, err));
    if (multipart)
        return http_parse_multipart(r->arena, r->body, boundary, ret_pairs, ret_count, ret_files, ret_file_count, err);
    TRY(http_parse_urlencoded(r->arena, r->body, ret_pairs, ret_count, err));
    *ret_files = NULL;
    *ret_file_count = 0;
    return OK;
}
