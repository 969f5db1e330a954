#include "app/sheet.h"

#include "files/files.h"
#include "view/render.h"

#define SHEET_BYTES (16u << 20)

static void cell(struct xlsx_writer *x, struct render *r, uint32_t row, uint16_t col, const struct value *v) {
    const struct value *rich = v != NULL && v->type == V_OBJECT ? value_get(v, T("text")) : v;
    if (rich == NULL || rich->type == V_NULL)
        return;
    switch (rich->type) {
    case V_INT:
        xlsx_number(x, row, col, (double)rich->i, XLSX_INT);
        break;
    case V_MONEY:
        xlsx_number(x, row, col, (double)rich->i, XLSX_MONEY);
        break;
    case V_BP:
        xlsx_number(x, row, col, (double)rich->i / 10000.0, XLSX_PERCENT);
        break;
    case V_RATE:
        xlsx_number(x, row, col, (double)rich->i / 1000000.0, XLSX_PERCENT);
        break;
    case V_DAY:
        xlsx_day(x, row, col, rich->day);
        break;
    default:
        xlsx_text(x, row, col, render_as_text(r, rich), XLSX_TEXT);
    }
}

enum status sheet_send(struct ctx *c, const char *file_name, struct text title, const struct value *head,
                       const struct value *rows, struct error *err) {
    struct xlsx_writer *x;
    TRY(xlsx_create_temporary(&x, err));
    struct render r = {.lang = c->lang, .arena = c->arena};
    xlsx_sheet(x, file_name);
    xlsx_text(x, 0, 0, title, XLSX_TITLE);
    for (size_t i = 0; i < value_count(head); i++) {
        const struct value *v = value_at(head, i);
        xlsx_column_width(x, (unsigned)i, i == 0 ? 30 : 16);
        xlsx_text(x, 1, (uint16_t)i, render_as_text(&r, v), XLSX_HEAD);
    }
    xlsx_freeze(x, 2, 1);
    for (size_t i = 0; i < value_count(rows) && i < MAX_SHEET_ROWS; i++) {
        const struct value *row = value_at(rows, i);
        for (size_t k = 0; k < value_count(row) && k < MAX_SHEET_COLUMNS; k++)
            cell(x, &r, (uint32_t)i + 2, (uint16_t)k, value_at(row, k));
    }
    AUTO_BUF bytes;
    buf_init(&bytes, SHEET_BYTES);
    TRY(xlsx_finish_into(&x, &bytes, err));
    if (!buf_ok(&bytes))
        return fail(err, E_TOO_LARGE, "list.export_too_large");
    char day[11];
    day_iso(c->as_of, day);
    ctx_send_bytes(c, arena_fmt(c->arena, "%s-%s.xlsx", file_name, day),
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   arena_text(c->arena, buf_as_text(&bytes)), false);
    return OK;
}
