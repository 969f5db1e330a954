/* Papers in the layout of state documents, for every feature that makes some: words and days, the agency that issues,
 * head, articles, signature, and the way to the client as PDF (shown) or DOCX (to finish by hand). Papers are in
 * Vietnamese whatever language the screen has; what is not known is left as dots. */
#ifndef ANSINH_DOCUMENT_H
#define ANSINH_DOCUMENT_H
#include "app/app.h"
#include "app/paper.h"
#include "features/area/area.h"
#include "files/files.h"

#define DOTS "…………………………"
#define SAY(c, key, ...)                                                                                               \
    tr_args(LANG_VI, (c)->arena, (key), (const struct text[]){__VA_ARGS__},                                            \
            sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text))
#define WORD(key) tr(LANG_VI, (key))

struct text paper_int(struct ctx *c, int64_t n);      /* 1.204; dots when DB_NULL */
struct text paper_money(struct ctx *c, int64_t dong); /* 150.000 ₫; dots when DB_NULL */
struct text paper_day(struct ctx *c, day_t d);        /* "ngày 05 tháng 02 năm 2024", with dots when DAY_NONE */
struct text paper_short_day(struct ctx *c, day_t d);
struct text paper_or_dots(struct text t);

/* A place as papers name it, as it was on a day. */
struct paper_place {
    int64_t id;
    int level;
    struct text name;   /* "Xã Láng Lớn" */
    struct text inside; /* within a sentence: "xã Láng Lớn" */
    struct text bare;   /* before the day: "Láng Lớn"; a numbered ward keeps its kind */
};
MUST_CHECK enum status paper_place(struct ctx *c, int64_t area_id, day_t on, struct paper_place *ret,
                                   struct error *err);
/* The place and what lies above it, itself first; at most `room`. */
MUST_CHECK enum status paper_places(struct ctx *c, int64_t area_id, day_t on, struct paper_place *ret, size_t room,
                                    size_t *ret_count, struct error *err);
/* "thôn 1, xã Láng Lớn, huyện Châu Đức, tỉnh …" */
struct text paper_address(struct ctx *c, struct text address, const struct paper_place *places, size_t count);

/* "NĐ 07/2021/NĐ-CP ngày 27/01/2021" -> "Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ". Without
 * a day in the data there is none in the text; what is no abbreviation of a kind of document stays as it is. issuer: of
 * decisions of a province's committee, TEXT_NONE when it is not told. */
struct text paper_law(struct ctx *c, struct text document, struct text issuer);

/* ---- onto the page */
/* The head of a paper of the people's committee of a commune (or what acts as one). */
MUST_CHECK enum status paper_head(struct ctx *c, struct document *d, const struct paper_place *commune,
                                  struct text number, day_t on, struct error *err);
void paper_para(struct document *d, struct text t);
void paper_bold(struct document *d, struct text t);
void paper_basis(struct ctx *c, struct document *d, struct text what);
/* Bold heading and what follows it in one paragraph: "Điều 1. …". */
void paper_article(struct document *d, struct text heading, struct text t);
/* capacity: lines of the signer's post as stored ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"). */
void paper_sign(struct ctx *c, struct document *d, struct text capacity, struct text name,
                const struct text *recipients, size_t recipient_count);
#endif
