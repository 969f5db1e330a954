/* Papers of services: hand-over records, notices to an applicant. What nobody wrote is left as dots for a hand. */
#include "features/agency/agency.h"
#include "features/area/area.h"
#include "features/document/document.h"
#include "features/service/service.h"

/* Where it was made out, by its name alone: "Láng Lớn", not "Xã Láng Lớn". */
static struct text bare_name(struct ctx *c, int64_t area_id, day_t on) {
    struct area a;
    struct error none = {0};
    if (area_get(c, area_id, on, &a, &none) != OK)
        return T("");
    if (a.kind.len > 0 && text_starts(a.name, a.kind))
        return text_trim((struct text){a.name.ptr + a.kind.len, a.name.len - a.kind.len});
    return a.name;
}

struct document *service_paper(struct ctx *c, struct text name, struct text number, int64_t area_id, day_t on) {
    struct text agency = name;
    struct error none = {0};
    if (agency.len == 0 && c->user.agency_id != 0 && agency_name(c, c->user.agency_id, on, &agency, &none) != OK)
        agency = T("");
    if (agency.len == 0)
        agency = tr(LANG_VI, "service.paper_agency");
    struct document *d = document_new(false);
    if (text_starts(number, T("/"))) /* the registry writes the number by hand */
        number = arena_fmt(c->arena, "     %.*s", FMT(number));
    document_head(d, T(""), agency, number, bare_name(c, area_id, on), on);
    if (c->app->demo)
        document_watermark_note(d, tr(LANG_VI, "service.paper_demo"));
    return d;
}

enum status service_paper_send(struct ctx *c, struct document *d, struct text name, struct error *err) {
    enum status s = paper_send(c, d, name, err);
    document_free(d);
    return s;
}

struct text service_paper_day(struct ctx *c, day_t d) {
    if (d == DAY_NONE)
        return T(DOTS);
    AUTO_BUF b;
    buf_init(&b, 100);
    fmt_day_long(&b, d);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text service_paper_text(struct text t) {
    return t.len > 0 ? t : T(DOTS);
}

struct text service_paper_int(struct ctx *c, int64_t n) {
    if (n == DB_NULL)
        return T(DOTS);
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_int(&b, LANG_VI, n);
    return arena_text(c->arena, buf_as_text(&b));
}

struct text service_paper_money(struct ctx *c, int64_t dong) {
    if (dong == DB_NULL)
        return T(DOTS);
    AUTO_BUF b;
    buf_init(&b, 64);
    fmt_money(&b, LANG_VI, dong);
    return arena_text(c->arena, buf_as_text(&b));
}
