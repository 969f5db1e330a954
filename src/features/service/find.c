/* Finding the person that a service is for: one page for all services, which says where the choice leads. */
#include "features/household/household.h"
#include "features/service/service_parts.h"

static const struct {
    const char *code, *permission, *title, *href;
} targets[] = {
    {"legal-aid", "legalaid.write", "service.for_legal_aid", "/legal-aid/new?person="},
    {"jobs", "employment.write", "service.for_jobs", "/job-seekers/new?person="},
    {"assistance", "assistance.write", "service.for_assistance", "/social-assistance/new?person="},
    {"education", "education.write", "service.for_education", "/education/enrol?person="},
    {"severe-illness", "illness.write", "service.for_illness", "/severe-illness/new?person="},
    {"nutrition", "nutrition.write", "service.for_nutrition", "/nutrition/new?person="},
};
static const struct field find_fields[] = {
    {.name = "q", .type = F_TEXT, .label = "service.find_q", .help = "service.find_help", .sensitivity = S_PERSONAL},
    {.name = "for", .type = F_HIDDEN, .label = "service.find_for"},
};
const struct form service_find_form = {"find_person", find_fields, COUNT_OF(find_fields)};

static bool is_number(struct text t) {
    for (size_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len == 12;
}

static enum status find(struct ctx *c, struct text q, const char *href, struct value *out, struct error *err) {
    struct service_find_in in = {.number = is_number(q) ? q : T(""),
                                 .code = q,
                                 .name_fold = vi_fold(c->arena, q),
                                 .level = c->user.scope.level,
                                 .area = c->user.scope.area_id,
                                 .today = c->today};
    struct service_find_row *rows;
    size_t count;
    TRY(service_find(c->db, &in, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        const struct service_find_row *r = &rows[i];
        struct value *v = value_add_object(list);
        value_set_id(v, "id", r->person_id);
        value_set_text(v, "name", r->full_name);
        AUTO_BUF b;
        buf_init(&b, 64);
        if (r->born_on != DAY_NONE)
            fmt_birth(&b, c->lang, r->born_on, (enum day_precision)r->born_precision);
        value_set_text(v, "born", arena_text(c->arena, buf_as_text(&b)));
        value_set_id(v, "household_id", r->household_id);
        value_set_text(v, "code", r->code);
        value_set_text(v, "head_name", r->head_name);
        value_set_text(v, "hamlet", r->hamlet_name);
        value_set_text(v, "commune", r->commune_name);
        value_set_word(v, "class_provincial", household_class_word(r->class_provincial));
        value_set_word(v, "class_national", household_class_word(r->class_national));
        value_set_text(v, "href",
                       arena_fmt(c->arena, "%s%lld", href != NULL ? href : "/people/", (long long)r->person_id));
    }
    return OK;
}

enum status service_find_get(struct ctx *c, struct value *out, struct error *err) {
    struct text q = text_trim(ctx_query(c, "q")), wanted = ctx_query(c, "for");
    const char *href = NULL;
    value_set_word(out, "title", "service.find");
    for (size_t i = 0; i < COUNT_OF(targets); i++)
        if (text_is(wanted, targets[i].code)) {
            TRY(ctx_require(c, targets[i].permission, err));
            href = targets[i].href;
            value_set_word(out, "title", targets[i].title);
            value_set_str(out, "for", targets[i].code);
        }
    if (wanted.len > 0 && href == NULL)
        return fail(err, E_NOT_FOUND, "http.not_found");
    if (q.len > 200 || (q.ptr != NULL && !text_is_utf8(q)))
        return fail(err, E_BAD_REQUEST, "list.bad_search");
    value_set_text(out, "q", q);
    value_set_bool(out, "asked", q.len > 0);
    if (q.len == 0) {
        (void)value_set_list(out, "items");
        return OK;
    }
    return find(c, q, href, out, err);
}
