#include "app/paper.h"

enum status paper_send(struct ctx *c, struct document *d, struct text name, struct error *err) {
    bool docx = c->format != NULL && strcmp(c->format, "docx") == 0;
    if (!docx && c->format != NULL && strcmp(c->format, "pdf") != 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    AUTO_BUF b;
    buf_init(&b, MAX_RESPONSE_BYTES);
    TRY(docx ? document_docx(d, &b, err) : document_pdf(d, &b, err));
    ctx_send_bytes(c, arena_fmt(c->arena, "%.*s.%s", FMT(name), docx ? "docx" : "pdf"),
                   docx ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document" : "application/pdf",
                   arena_text(c->arena, buf_as_text(&b)), !docx);
    return OK;
}
