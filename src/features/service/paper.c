/* Papers of services: hand-over records, notices to an applicant. */
#include "features/agency/agency.h"
#include "features/document/document.h"
#include "features/service/service.h"

struct document *service_paper(struct ctx *c, struct text name, struct text number, int64_t area_id, day_t on) {
    struct text agency = name;
    struct paper_place place;
    struct error none = {0};
    if (agency.len == 0 && c->user.agency_id != 0 && agency_name(c, c->user.agency_id, on, &agency, &none) != OK)
        agency = T("");
    if (agency.len == 0)
        agency = tr(LANG_VI, "service.paper_agency");
    struct document *d = document_new(false);
    if (text_starts(number, T("/"))) /* the registry writes the number by hand */
        number = arena_fmt(c->arena, "     %.*s", FMT(number));
    document_head(d, T(""), agency, number, paper_place(c, area_id, on, &place, &none) == OK ? place.bare : T(""), on);
    if (c->app->demo)
        document_watermark_note(d, tr(LANG_VI, "service.paper_demo"));
    return d;
}
