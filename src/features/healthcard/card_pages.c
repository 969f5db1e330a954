/* The board of a month and one list with what may be done to it. */
#include "features/area/area.h"
#include "features/claim/claim.h"
#include "features/healthcard/healthcard_parts.h"
#include "features/household/household.h"
#include "features/service/service.h"
#include "features/standard/standard.h"

#define MONTHS_AHEAD 2

static const struct field new_fields[] = {
    {.name = "area", .type = F_CHOICE, .required = true, .label = "healthcard.commune"},
    {.name = "month", .type = F_DAY, .required = true, .label = "healthcard.month", .help = "healthcard.month_help"},
};
const struct form card_new_form = {"health_card_list", new_fields, COUNT_OF(new_fields)};
static const struct field version_fields[] = {
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "healthcard.version"}};
const struct form card_version_form = {"health_card_send", version_fields, COUNT_OF(version_fields)};
static const struct field check_fields[] = {
    {.name = "number", .type = F_TEXT, .required = true, .max = 60, .label = "healthcard.number"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "healthcard.version"}};
const struct form card_check_form = {"health_card_check", check_fields, COUNT_OF(check_fields)};
static const struct field reason_fields[] = {
    {.name = "reason", .type = F_TEXT, .required = true, .label = "healthcard.reason"},
    {.name = "version", .type = F_HIDDEN_INT, .required = true, .label = "healthcard.version"}};
const struct form card_reason_form = {"health_card_reason", reason_fields, COUNT_OF(reason_fields)};
static const struct field month_fields[] = {{.name = "month", .type = F_DAY, .label = "healthcard.month"}};
const struct form card_month_form = {"health_card_month", month_fields, COUNT_OF(month_fields)};

enum status card_new_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *areas;
    size_t count;
    TRY(area_commune_choices(c, &areas, &count, err));
    *ret = service_form_with(c, &card_new_form, "area", areas, count);
    return OK;
}

/* ?month=: any day of it; without it the month of today. */
static day_t asked_month(struct ctx *c) {
    day_t on = c->form != NULL ? form_day(c->form, "month") : DAY_NONE;
    return day_month_first(on == DAY_NONE ? c->today : on);
}

static void set_month(struct ctx *c, struct value *out, day_t month) {
    value_set_day(out, "month", month);
    value_set_text(out, "month_text", month_text(c, month));
    value_set_day(out, "month_before", day_add_months(month, -1));
    value_set_day(out, "month_after", day_add_months(month, 1));
}

/* When a card stops; the setting is the province's to decide. */
static enum status add_rule(struct ctx *c, struct value *out, struct error *err) {
    struct text text;
    TRY(setting_text(c, "benefits.stop", c->today, &text, err));
    value_set_text(out, "stops", text);
    value_set_word(out, "stops_word",
                   text.ptr == NULL                ? "common.unknown"
                   : text_is(text, "decision_day") ? "healthcard.stops.decision_day"
                   : text_is(text, "year_end")     ? "healthcard.stops.year_end"
                                                   : "healthcard.stops.month_end");
    return OK;
}

static int64_t scope_level(const struct ctx *c) {
    return c->user.scope.level == DB_SCOPE_ALL ? 0 : c->user.scope.level;
}

enum status card_board_get(struct ctx *c, struct value *out, struct error *err) {
    day_t month = asked_month(c);
    struct card_classes k;
    struct card_cover_row *cover;
    struct card_board_row *lists;
    struct card_twice_count_row *doubles;
    size_t cover_count, list_count, double_count;
    int64_t level = scope_level(c), entitled = 0, covered = 0, twice = 0;
    TRY(card_classes(c, month, &k, err));
    struct card_cover_in in = {level,
                               c->user.scope.area_id,
                               month,
                               k.escaped_since,
                               k.poor_national,
                               k.near_national,
                               k.escaped_national,
                               k.poor_provincial,
                               k.escaped_provincial};
    TRY(card_cover(c->db, &in, c->arena, &cover, &cover_count, err));
    TRY(card_board(c->db, &(struct card_board_in){month, level, c->user.scope.area_id}, c->arena, &lists, &list_count,
                   err));
    TRY(card_twice_count(c->db, &(struct card_twice_count_in){level, c->user.scope.area_id, month}, c->arena, &doubles,
                         &double_count, err));
    set_month(c, out, month);
    TRY(add_rule(c, out, err));
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < cover_count; i++) {
        const struct card_cover_row *r = &cover[i];
        struct value *v = value_add_object(items);
        value_set_id(v, "commune_id", r->commune_id);
        value_set_text(v, "commune", r->name);
        value_set_int(v, "entitled", r->entitled);
        value_set_int(v, "covered", r->covered);
        value_set_int(v, "missing", r->entitled - r->covered);
        int64_t here = 0;
        for (size_t n = 0; n < double_count; n++)
            here += doubles[n].commune_id == r->commune_id ? doubles[n].cards : 0;
        value_set_int(v, "twice", here);
        value_set_bp(v, "share", r->entitled > 0 ? r->covered * 10000 / r->entitled : 10000);
        struct value *of = value_set_list(v, "lists");
        for (size_t n = 0; n < list_count; n++) {
            if (lists[n].commune_id != r->commune_id)
                continue;
            struct value *l = value_add_object(of);
            value_set_id(l, "id", lists[n].list_id);
            value_set_int(l, "no", lists[n].no);
            value_set_word(l, "state", service_word(c, "healthcard.state.", lists[n].state));
            value_set_int(l, "increases", lists[n].increases);
            value_set_int(l, "decreases", lists[n].decreases);
            value_set_int(l, "open", lists[n].open);
        }
        entitled += r->entitled;
        covered += r->covered;
    }
    for (size_t n = 0; n < double_count; n++)
        twice += doubles[n].cards;
    value_set_int(out, "entitled", entitled);
    value_set_int(out, "covered", covered);
    value_set_int(out, "missing", entitled - covered);
    value_set_int(out, "twice", twice);
    value_set_bp(out, "share", entitled > 0 ? covered * 10000 / entitled : 10000);
    const struct form *form;
    TRY(card_new_make_form(c, &form, err));
    struct value *start = value_object(c->arena);
    value_set_day(start, "month", month);
    if (c->user.scope.level == DB_SCOPE_COMMUNE)
        value_set_text(start, "area", arena_fmt(c->arena, "%lld", (long long)c->user.scope.area_id));
    service_form(c, out, "new_form", form, "healthcard.list", true, T("/health-cards/lists"), start);
    return OK;
}

enum status card_new_post(struct ctx *c, struct value *out, struct error *err) {
    day_t month = day_month_first(form_day(c->form, "month")), now = day_month_first(c->today);
    int64_t area = 0, id;
    size_t refused;
    struct service_place at;
    (void)text_to_i64(form_text(c->form, "area"), &area);
    if (month < now || month > day_add_months(now, MONTHS_AHEAD))
        (void)error_field(err, "month", month < now ? "healthcard.month_past" : "healthcard.month_far", NULL);
    TRY(error_fields_status(err));
    TRY(service_place_of(c, area, &at, err));
    struct card_place place = {at.commune_id, at.district_id, at.province_id};
    TRY(card_draft(c, &place, month, &id, &refused, err));
    value_set_id(out, "id", id);
    value_set_int(out, "refused", (int64_t)refused);
    ctx_redirect(c, "healthcard.drafted", "/health-cards/lists/%lld", (long long)id);
    return OK;
}

/* ---- one list */

static enum status list_id(struct ctx *c, int64_t *ret, struct error *err) {
    return ctx_id(c, 0, ret, err);
}

/* What the asker may do to an open line of the list. */
static bool may_drop(const struct ctx *c, const struct card_list_get_row *k) {
    return (text_is(k->state, "draft") && user_may(&c->user, "healthcard.list")) ||
           (text_is(k->state, "sent") && user_may(&c->user, "healthcard.check"));
}
static bool may_answer(struct ctx *c, const struct card_list_get_row *k) {
    return text_is(k->state, "checked") && user_may(&c->user, "healthcard.answer") && card_acts_for(c, CARD_INSURER);
}

static void add_acts(struct ctx *c, const struct card_list_get_row *k, struct value *out) {
    struct text at = arena_fmt(c->arena, "/health-cards/lists/%lld", (long long)k->id);
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", k->version);
    bool draft = text_is(k->state, "draft"), sent = text_is(k->state, "sent");
    bool own = k->drafted_by == c->user.account_id || k->sent_by == c->user.account_id;
    value_set_bool(out, "may_drop", may_drop(c, k));
    value_set_bool(out, "may_answer", may_answer(c, k));
    service_form(c, out, "send_form", &card_version_form, "healthcard.list", draft,
                 arena_fmt(c->arena, "%.*s/send", FMT(at)), now);
    service_form(c, out, "check_form", &card_check_form, "healthcard.check", sent && !own,
                 arena_fmt(c->arena, "%.*s/check", FMT(at)), now);
    service_form(c, out, "withdraw_form", &card_reason_form, "healthcard.list", draft || sent,
                 arena_fmt(c->arena, "%.*s/withdraw", FMT(at)), now);
    service_form(c, out, "file_form", &card_file_form, "healthcard.answer", may_answer(c, k),
                 arena_fmt(c->arena, "%.*s/answers", FMT(at)), NULL);
}

/* The insurer's files, for who may send one. */
static enum status add_files(struct ctx *c, const struct card_list_get_row *k, struct value *out, struct error *err) {
    struct card_answer_files_row *rows;
    size_t count;
    if (!user_may(&c->user, "healthcard.answer") || !card_acts_for(c, CARD_INSURER))
        return OK;
    TRY(card_answer_files(c->db, &(struct card_answer_files_in){k->id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "files");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "file", rows[i].file_name);
        value_set_int(v, "done", rows[i].done);
        value_set_int(v, "wrong", rows[i].wrong);
        value_set_instant(v, "at", rows[i].at);
    }
    return OK;
}

enum status card_one_get(struct ctx *c, struct value *out, struct error *err) {
    struct card_list_get_row k;
    int64_t id;
    TRY(list_id(c, &id, err));
    TRY(card_list_require(c, id, -1, &k, err));
    if (c->format != NULL && (strcmp(c->format, "pdf") == 0 || strcmp(c->format, "docx") == 0))
        return card_paper(c, &k, err);
    value_set_id(out, "id", k.id);
    value_set_id(out, "commune_id", k.commune_id);
    value_set_text(out, "commune", k.commune);
    set_month(c, out, k.month);
    value_set_int(out, "no", k.no);
    value_set_word(out, "state", service_word(c, "healthcard.state.", k.state));
    value_set_day(out, "drafted_on", k.drafted_on);
    value_set_day(out, "sent_on", k.sent_on);
    value_set_day(out, "checked_on", k.checked_on);
    value_set_day(out, "matched_on", k.matched_on);
    value_set_text(out, "number", k.number);
    value_set_text(out, "signer", k.signer_name);
    value_set_text(out, "signer_position", k.signer_position);
    value_set_text(out, "remark", k.remark);
    value_set_int(out, "increases", k.increases);
    value_set_int(out, "decreases", k.decreases);
    value_set_int(out, "open", k.open);
    value_set_int(out, "version", k.version);
    TRY(add_files(c, &k, out, err));
    add_acts(c, &k, out);
    return card_lines_of_list(c, k.id, out, err);
}

/* One line: what it says and what may be done to it. */
enum status card_line_get_one(struct ctx *c, struct value *out, struct error *err) {
    struct card_list_get_row k;
    struct card_line_read_row l;
    int64_t id, line;
    bool found = false;
    TRY(list_id(c, &id, err));
    TRY(ctx_id(c, 1, &line, err));
    TRY(card_list_require(c, id, -1, &k, err));
    TRY(card_line_read(c->db, &(struct card_line_read_in){line, id, c->today}, c->arena, &l, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    bool numbers = user_may(&c->user, "household.number") || user_may(&c->user, "healthcard.answer");
    value_set_id(out, "id", l.id);
    value_set_id(out, "list_id", k.id);
    value_set_text(out, "commune", k.commune);
    set_month(c, out, k.month);
    value_set_word(out, "change", service_word(c, "healthcard.change.", l.change));
    value_set_word(out, "reason", service_word(c, "healthcard.reason.", l.reason));
    value_set_id(out, "person_id", l.person_id);
    value_set_id(out, "household_id", l.household_id);
    value_set_text(out, "code", l.code);
    value_set_text(out, "name", l.name);
    card_set_born(c, out, l.born_on, l.born_precision);
    value_set_text(out, "personal_number",
                   numbers || l.personal_number.ptr == NULL ? l.personal_number
                                                            : household_masked_number(c->arena, l.personal_number));
    value_set_text(out, "hamlet", l.hamlet);
    value_set_text(out, "policy", l.policy);
    value_set_day(out, "from", l.valid_from);
    value_set_day(out, "to", l.valid_to);
    value_set_word(out, "state", service_word(c, "healthcard.line_state.", l.state));
    value_set_text(out, "remark", l.remark);
    value_set_text(out, "card_number", l.card_number);
    bool open = text_is(l.state, "open");
    struct text at = arena_fmt(c->arena, "/health-cards/lists/%lld/lines/%lld", (long long)k.id, (long long)l.id);
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", k.version);
    service_form(c, out, "off_form", &card_reason_form, "healthcard.read", open && may_drop(c, &k),
                 arena_fmt(c->arena, "%.*s/off", FMT(at)), now);
    service_form(c, out, "answer_form", &card_answer_form, "healthcard.answer", open && may_answer(c, &k),
                 arena_fmt(c->arena, "%.*s/answer", FMT(at)), NULL);
    return OK;
}

static enum status back(struct ctx *c, struct value *out, int64_t id, const char *flash) {
    value_set_id(out, "id", id);
    ctx_redirect(c, flash, "/health-cards/lists/%lld", (long long)id);
    return OK;
}

enum status card_send_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(list_id(c, &id, err));
    TRY(card_send(c, id, form_int(c->form, "version", 0), err));
    return back(c, out, id, "healthcard.sent");
}

enum status card_check_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(list_id(c, &id, err));
    TRY(card_check(c, id, form_int(c->form, "version", 0), form_text(c->form, "number"), err));
    return back(c, out, id, "healthcard.checked");
}

enum status card_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(list_id(c, &id, err));
    TRY(card_withdraw(c, id, form_int(c->form, "version", 0), form_text(c->form, "reason"), err));
    return back(c, out, id, "healthcard.withdrawn");
}

enum status card_line_off_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, line;
    TRY(list_id(c, &id, err));
    TRY(ctx_id(c, 1, &line, err));
    TRY(card_line_off(c, id, line, form_int(c->form, "version", 0), form_text(c->form, "reason"), err));
    return back(c, out, id, "healthcard.line_off");
}

/* ---- the first page: what waits for whom */

enum status card_home(struct ctx *c, struct value *work, struct value *out, struct error *err) {
    (void)out;
    const char *state = user_may(&c->user, "healthcard.check")                                      ? "sent"
                        : user_may(&c->user, "healthcard.list")                                     ? "draft"
                        : user_may(&c->user, "healthcard.answer") && card_acts_for(c, CARD_INSURER) ? "checked"
                                                                                                    : NULL;
    if (state == NULL)
        return OK;
    struct card_board_row *lists;
    struct value *items = NULL;
    int64_t level = scope_level(c);
    day_t now = day_month_first(c->today);
    for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
        day_t month = day_add_months(now, ahead);
        size_t count;
        TRY(card_board(c->db, &(struct card_board_in){month, level, c->user.scope.area_id}, c->arena, &lists, &count,
                       err));
        for (size_t i = 0; i < count; i++) {
            if (!text_is(lists[i].state, state))
                continue;
            if (items == NULL) {
                struct value *part = value_add_object(work);
                value_set_word(part, "title", "healthcard.title");
                items = value_set_list(part, "items");
            }
            struct value *v = value_add_object(items);
            struct text words[] = {lists[i].commune, month_text(c, month)};
            value_set_text(v, "text",
                           tr_args(c->lang, c->arena,
                                   strcmp(state, "sent") == 0    ? "healthcard.to_check"
                                   : strcmp(state, "draft") == 0 ? "healthcard.to_send"
                                                                 : "healthcard.to_answer",
                                   words, COUNT_OF(words)));
            value_set_text(v, "href", arena_fmt(c->arena, "/health-cards/lists/%lld", (long long)lists[i].list_id));
            value_set_day(v, "day", month);
        }
    }
    return OK;
}
