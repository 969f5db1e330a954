#include "http/response.h"

#include <unistd.h>

void http_respond_header(struct http_response *r, const char *static_name, struct text value) {
    if (r->header_count == COUNT_OF(r->headers)) {
        (void)fprintf(stderr, "http_respond_header: no room for %s\n", static_name);
        abort();
    }
    char *copy = arena_zstr(r->arena, value);
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
            copy[i] = ' ';
    r->headers[r->header_count++] = (struct http_pair){text_of(static_name), {copy, value.len}};
}

static const struct {
    int status;
    const char *title;
} titles[] = {
    {400, "Yêu cầu không hợp lệ (Bad Request)"},
    {404, "Không tìm thấy (Not Found)"},
    {405, "Phương thức không được phép (Method Not Allowed)"},
    {408, "Quá thời gian chờ yêu cầu (Request Timeout)"},
    {413, "Nội dung gửi lên quá lớn (Content Too Large)"},
    {414, "Địa chỉ quá dài (URI Too Long)"},
    {415, "Định dạng nội dung không được hỗ trợ (Unsupported Media Type)"},
    {417, "Không đáp ứng được điều kiện Expect (Expectation Failed)"},
    {431, "Phần đầu yêu cầu quá lớn (Request Header Fields Too Large)"},
    {500, "Lỗi bên trong hệ thống (Internal Server Error)"},
    {501, "Chức năng không được hỗ trợ (Not Implemented)"},
    {503, "Hệ thống đang bận, xin thử lại sau (Service Unavailable)"},
    {505, "Phiên bản HTTP không được hỗ trợ (HTTP Version Not Supported)"},
};

const char *http_status_title(int status) {
    for (size_t i = 0; i < COUNT_OF(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Lỗi (Error)";
}

void http_problem_body(struct buf *out, int status, const char *detail) {
    buf_fmt(out, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d", http_status_title(status), status);
    if (detail != NULL)
        buf_fmt(out, ",\"detail\":\"%s\"", detail);
    buf_str(out, "}\n");
}

void http_response_init(struct http_response *r, struct arena *arena) {
    *r = (struct http_response){.status = 200, .file_fd = -1, .arena = arena};
    buf_init(&r->body, MAX_RESPONSE_BYTES);
}

void http_response_clear(struct http_response *r) {
    buf_free(&r->body);
    if (r->file_fd >= 0)
        (void)close(r->file_fd);
    http_response_init(r, r->arena);
}

void http_respond_problem(struct http_response *r, int status, const char *detail) {
    http_response_clear(r);
    r->status = status;
    http_problem_body(&r->body, status, detail);
    http_respond_header(r, "Content-Type", T("application/problem+json"));
    http_respond_header(r, "Cache-Control", T("no-store"));
    if (status == 503)
        http_respond_header(r, "Retry-After", T("2"));
    if (status == 405)
        http_respond_header(r, "Allow", T("GET, HEAD, POST, PUT, PATCH, DELETE"));
}
