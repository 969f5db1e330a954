/* The list of a season, one household in it with all its steps, and requests. */
#include "features/review/pages.h"

/* ---- the list */
static const struct choice sources[] = {{"managed", "review.source.managed", 0},
                                        {"request", "review.source.request", 0},
                                        {"sudden", "review.source.sudden", 0},
                                        {"everybody", "review.source.everybody", 0}};
static const struct choice states[] = {
    {"listed", "review.state.listed", REVIEW_LISTED},    {"again", "review.state.again", REVIEW_AGAIN},
    {"agreed", "review.state.agreed", REVIEW_AGREED},    {"posted", "review.state.posted", REVIEW_POSTED},
    {"asked", "review.state.asked", REVIEW_ASKED},       {"opinion", "review.state.opinion", REVIEW_OPINION},
    {"decided", "review.state.decided", REVIEW_DECIDED}, {"refused", "review.state.refused", REVIEW_REFUSED},
    {"left", "review.state.left", REVIEW_LEFT}};
static const struct list_filter household_filters[] = {
    {.name = "state",
     .label = "review.season_is",
     .type = F_CHOICE,
     .choices = states,
     .choice_count = COUNT_OF(states)},
    {.name = "source",
     .label = "review.source_of",
     .type = F_CHOICE,
     .choices = sources,
     .choice_count = COUNT_OF(sources)},
    {.name = "commune", .label = "review.board.commune", .type = F_CHOICE, .options = area_commune_choices},
    {.name = "hamlet", .label = "review.hamlet", .type = F_ID},
    {.name = "interviewed", .label = "review.interviewed", .type = F_BOOL},
    {.name = "objection", .label = "review.has_objection", .type = F_BOOL},
};
static const struct list_column household_columns[] = {
    {.key = "head_name",
     .label = "review.head_name",
     .sort = "name",
     .href = "/review/households/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "review.code", .sort = "code", .type = V_TEXT},
    {.key = "hamlet", .label = "review.hamlet", .sort = "place", .type = V_TEXT},
    {.key = "source", .label = "review.source_of", .type = V_WORD},
    {.key = "before", .label = "review.before", .type = V_WORD},
    {.key = "found", .label = "review.found", .type = V_WORD},
    {.key = "found_national", .label = "review.found_national", .hidden = true, .type = V_WORD},
    {.key = "interviewed_on", .label = "review.interviewed_on", .type = V_DAY},
    {.key = "state", .label = "review.season_is", .sort = "state", .type = V_WORD},
    {.key = "reviewer", .label = "review.reviewer", .hidden = true, .type = V_TEXT},
};
static void household_item(struct ctx *c, const void *row, struct value *item) {
    const struct season_household_list_row *r = row;
    value_set_id(item, "id", r->household_id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_word(item, "source", word_of(c, "review.source.", r->source));
    value_set_word(item, "before", class_word(r->before_provincial));
    value_set_word(item, "found", r->found_provincial < 0 ? NULL : class_word(r->found_provincial));
    value_set_word(item, "found_national", r->found_national < 0 ? NULL : class_word(r->found_national));
    value_set_day(item, "interviewed_on", r->interviewed_on);
    value_set_word(item, "state", r->open_objections > 0 ? "review.state.objected" : state_word(r->state));
    value_set_text(item, "reviewer", r->reviewer);
}
const struct list_def season_household_list_def = {.name = "season_households",
                                                   .stmt = &season_household_list_stmt,
                                                   .columns = household_columns,
                                                   .column_count = COUNT_OF(household_columns),
                                                   .filters = household_filters,
                                                   .filter_count = COUNT_OF(household_filters),
                                                   .search = "q",
                                                   .row = household_item,
                                                   .row_href = "/review/households/{id}",
                                                   .empty = "review.nobody_listed",
                                                   .file_name = "danh-sach-ra-soat"};

enum status review_households_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct season s;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_get(c, id, &s, err));
    season_describe(c, &s, out);
    return list_answer(c, &season_household_list_def, &(struct season_household_list_in){id, c->today}, NULL, 0, out,
                       err);
}

/* ---- one household in the season */

static void add_classes(const struct season_household_classes_row *rows, size_t count, struct value *out) {
    struct value *list = value_set_list(out, "classes");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "standard_id", rows[i].standard_id);
        value_set_text(v, "standard", rows[i].standard_name);
        value_set_word(v, "in_force", class_word(rows[i].in_force));
        value_set_word(v, "found",
                       rows[i].found < 0    ? NULL
                       : rows[i].found == 0 ? "review.class_unknown"
                                            : class_word(rows[i].found));
        value_set_word(v, "proposed", rows[i].proposed < 0 ? NULL : class_word(rows[i].proposed));
        value_set_int(v, "points", rows[i].points_a);
        value_set_int(v, "cut_off", rows[i].cut_off);
        value_set_int(v, "deprived", rows[i].deprived_count);
    }
}

static const char *next_action(const struct ctx *c, const struct season_household_one_row *x) {
    if (x->open_objections > 0)
        return "review.next.recheck";
    switch (x->state) {
    case REVIEW_LISTED:
        return x->interview_id == DB_NULL ? "review.next.interview" : "review.next.meeting";
    case REVIEW_AGAIN:
        return "review.next.again";
    case REVIEW_AGREED:
        return "review.next.post";
    case REVIEW_POSTED:
        return x->posting_ends_on > c->today ? "review.next.wait" : "review.next.ask";
    case REVIEW_ASKED:
        return "review.next.opinion";
    case REVIEW_OPINION:
        return "review.next.decide";
    default:
        return NULL;
    }
}

static enum status add_papers(struct ctx *c, int64_t season, int64_t household, struct value *out, struct error *err) {
    struct objections_of_row *o;
    struct certificates_of_row *k;
    struct refusal_one_row refusal;
    size_t count;
    bool found = false;
    TRY(objections_of(c->db, &(struct objections_of_in){season, household}, c->arena, &o, &count, err));
    struct value *list = value_set_list(out, "objections");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", o[i].id);
        value_set_day(v, "received_on", o[i].received_on);
        value_set_text(v, "reason", o[i].reason);
        value_set_day(v, "due_on", o[i].due_on);
        value_set_word(v, "state", word_of(c, "review.objection_state.", o[i].state));
    }
    TRY(certificates_of(c->db, &(struct certificates_of_in){household}, c->arena, &k, &count, err));
    list = value_set_list(out, "certificates");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", k[i].id);
        value_set_text(v, "number", k[i].number);
        value_set_day(v, "issued_on", k[i].issued_on);
        value_set_word(v, "state", word_of(c, "review.certificate_state.", k[i].state));
        value_set_text(v, "reason", k[i].reason);
    }
    TRY(refusal_one(c->db, &(struct refusal_one_in){season, household}, c->arena, &refusal, &found, err));
    if (found) {
        struct value *v = value_set_object(out, "refusal");
        value_set_day(v, "refused_on", refusal.refused_on);
        value_set_text(v, "reason", refusal.reason);
        value_set_text(v, "signer", refusal.signer_name);
        value_set_text(v, "capacity", refusal.capacity);
    }
    return OK;
}

static enum status season_of(struct ctx *c, int64_t household, struct season *ret, struct error *err) {
    if (ctx_query(c, "season").ptr != NULL)
        return season_asked(c, ret, err);
    struct season_of_household_row r;
    bool found = false;
    TRY(season_of_household(c->db, &(struct season_of_household_in){household, c->today}, c->arena, &r, &found, err));
    return found ? season_get(c, r.season_id, ret, err) : fail(err, E_NOT_FOUND, "review.not_on_list");
}

enum status review_household_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct season s;
    struct season_household_one_row x;
    struct season_household_classes_row *classes;
    size_t count;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(season_of(c, id, &s, err));
    TRY(season_household_one(c->db, &(struct season_household_one_in){s.id, id}, c->arena, &x, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "review.not_on_list");
    TRY(ctx_require_area(c, x.hamlet_id, err));
    TRY(page_head(c, &s, x.hamlet_id, NULL, out, err));
    value_set_id(out, "id", id);
    value_set_text(out, "code", x.code);
    value_set_text(out, "head_name", x.head_name);
    value_set_word(out, "source", word_of(c, "review.source.", x.source));
    value_set_word(out, "state", x.open_objections > 0 ? "review.state.objected" : state_word(x.state));
    value_set_word(out, "next", next_action(c, &x));
    value_set_text(out, "reviewer", x.reviewer);
    value_set_id(out, "interview_id", user_may(&c->user, "interview.read") ? x.interview_id : DB_NULL);
    value_set_day(out, "interviewed_on", x.interviewed_on);
    value_set_id(out, "meeting_id", x.meeting_id);
    value_set_id(out, "posting_id", x.posting_id);
    value_set_day(out, "posting_last_day",
                  x.posting_ends_on == DAY_NONE || x.posting_ends_on == DAY_FOREVER ? DAY_NONE : x.posting_ends_on - 1);
    value_set_id(out, "decision_id", x.decision_id);
    TRY(season_household_classes(c->db, &(struct season_household_classes_in){s.id, id}, c->arena, &classes, &count,
                                 err));
    add_classes(classes, count, out);
    TRY(add_papers(c, s.id, id, out, err));
    page_form(c, out, "objection_form", &objection_form, "review.object",
              s.open && x.state >= REVIEW_POSTED && x.state < REVIEW_DECIDED,
              season_path(c, &s, "/review/households/%lld/objections", (long long)id), NULL);
    return OK;
}

/* ---- requests */
static const struct choice request_kinds[] = {{"poor", "review.request_kind.poor", 0},
                                              {"escape", "review.request_kind.escape", 0},
                                              {"sudden", "review.request_kind.sudden", 0},
                                              {"average", "review.request_kind.average", 0}};
static const struct choice channels[] = {{"in_person", "review.channel.in_person", 0},
                                         {"post", "review.channel.post", 0},
                                         {"portal", "review.channel.portal", 0}};
static const struct choice request_states[] = {
    {"received", "review.request_state.received", 0}, {"taken", "review.request_state.taken", 0},
    {"answered", "review.request_state.answered", 0}, {"decided", "review.request_state.decided", 0},
    {"refused", "review.request_state.refused", 0},   {"withdrawn", "review.request_state.withdrawn", 0}};
static const struct field request_fields[] = {
    {.name = "code", .type = F_TEXT, .required = true, .label = "review.code", .help = "review.code_help"},
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "review.request_kind_of",
     .choices = request_kinds,
     .choice_count = COUNT_OF(request_kinds)},
    {.name = "channel",
     .type = F_CHOICE,
     .required = true,
     .label = "review.channel_of",
     .choices = channels,
     .choice_count = COUNT_OF(channels)},
    {.name = "reason", .type = F_LONG, .label = "review.request_reason", .sensitivity = S_PERSONAL},
};
const struct form request_form = {"request", request_fields, COUNT_OF(request_fields)};
static const struct choice screens[] = {{"review", "review.screen.review", 1},
                                        {"screened_out", "review.screen.screened_out", 0}};
static const struct field screen_fields[] = {
    {.name = "screen",
     .type = F_CHOICE,
     .required = true,
     .label = "review.screen_of",
     .choices = screens,
     .choice_count = COUNT_OF(screens)},
    {.name = "reason", .type = F_LONG, .label = "review.screen_reason", .help = "review.screen_help"},
    {.name = "season", .type = F_CHOICE, .label = "review.season", .help = "review.screen_season_help"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "review.version"},
};

enum status review_screen_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct seasons_open_row *rows;
    size_t count, n = COUNT_OF(screen_fields);
    TRY(seasons_open(c->db, c->arena, &rows, &count, err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++) {
        struct season s = {.kind = rows[i].kind, .year = (int)rows[i].year, .month = (int)rows[i].month};
        texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id), season_name(c, &s)};
    }
    struct field *fields = ARENA_ARRAY(c->arena, n, struct field);
    memcpy(fields, screen_fields, sizeof screen_fields);
    for (size_t i = 0; i < n; i++)
        if (strcmp(fields[i].name, "season") == 0) {
            fields[i].texts = texts;
            fields[i].text_count = count;
        }
    struct form *f = ARENA_NEW(c->arena, struct form);
    *f = (struct form){"screen", fields, n};
    *ret = f;
    return OK;
}

static void request_item(struct ctx *c, const void *row, struct value *item) {
    const struct review_request_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "code", r->code);
    value_set_text(item, "head_name", r->head_name);
    value_set_text(item, "hamlet", r->hamlet_name);
    value_set_word(item, "kind", word_of(c, "review.request_kind.", r->kind));
    value_set_word(item, "channel", word_of(c, "review.channel.", r->channel));
    value_set_day(item, "received_on", r->received_on);
    value_set_word(item, "state", word_of(c, "review.request_state.", r->state));
    value_set_day(item, "answered_on", r->answered_on);
}
static const struct list_filter request_filters[] = {
    {.name = "kind",
     .label = "review.request_kind_of",
     .type = F_CHOICE,
     .choices = request_kinds,
     .choice_count = COUNT_OF(request_kinds)},
    {.name = "state",
     .label = "review.season_is",
     .type = F_CHOICE,
     .choices = request_states,
     .choice_count = COUNT_OF(request_states)},
};
static const struct list_column request_columns[] = {
    {.key = "head_name",
     .label = "review.head_name",
     .href = "/review/requests/{id}",
     .type = V_TEXT,
     .sensitivity = S_PERSONAL},
    {.key = "code", .label = "review.code", .sort = "code", .type = V_TEXT},
    {.key = "hamlet", .label = "review.hamlet", .type = V_TEXT},
    {.key = "kind", .label = "review.request_kind_of", .type = V_WORD},
    {.key = "channel", .label = "review.channel_of", .type = V_WORD},
    {.key = "received_on", .label = "review.received_on", .sort = "newest", .type = V_DAY},
    {.key = "state", .label = "review.season_is", .type = V_WORD},
    {.key = "answered_on", .label = "review.answered_on", .hidden = true, .type = V_DAY},
};
const struct list_def request_list_def = {.name = "review_requests",
                                          .stmt = &review_request_list_stmt,
                                          .columns = request_columns,
                                          .column_count = COUNT_OF(request_columns),
                                          .filters = request_filters,
                                          .filter_count = COUNT_OF(request_filters),
                                          .search = "q",
                                          .row = request_item,
                                          .row_href = "/review/requests/{id}",
                                          .empty = "review.no_requests",
                                          .file_name = "giay-de-nghi"};

enum status review_requests_get(struct ctx *c, struct value *out, struct error *err) {
    page_form(c, out, "form", &request_form, "review.request", true, T("/review/requests"), NULL);
    return list_answer(c, &request_list_def, &(struct review_request_list_in){c->today}, NULL, 0, out, err);
}
enum status review_request_post(struct ctx *c, struct value *out, struct error *err) {
    struct household_by_code_now_row h;
    bool found = false;
    TRY(household_by_code_now(c->db, &(struct household_by_code_now_in){form_text(c->form, "code")}, c->arena, &h,
                              &found, err));
    if (!found)
        error_field(err, "code", "review.no_such_code", NULL);
    TRY(error_fields_status(err));
    int64_t id;
    TRY(request_receive(c, h.household_id, arena_zstr(c->arena, form_text(c->form, "kind")),
                        arena_zstr(c->arena, form_text(c->form, "channel")), form_text(c->form, "reason"), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.received", "/review/requests/%lld", (long long)id);
    return OK;
}
enum status review_request_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct review_request_one_row q;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(review_request_one(c->db, &(struct review_request_one_in){id}, c->arena, &q, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(ctx_require_area(c, q.hamlet_id, err));
    value_set_id(out, "id", id);
    value_set_id(out, "household_id", q.household_id);
    value_set_text(out, "head_name", q.head_name);
    value_set_text(out, "code", q.code);
    value_set_word(out, "kind", word_of(c, "review.request_kind.", q.kind));
    value_set_word(out, "channel", word_of(c, "review.channel.", q.channel));
    value_set_day(out, "received_on", q.received_on);
    value_set_text(out, "reason", q.reason);
    value_set_word(out, "state", word_of(c, "review.request_state.", q.state));
    value_set_word(out, "screen", word_of(c, "review.screen.", q.screen));
    value_set_day(out, "screened_on", q.screened_on);
    value_set_text(out, "screen_reason", q.screen_reason);
    value_set_day(out, "answered_on", q.answered_on);
    struct season_round_row round;
    const char *kind = text_is(q.kind, "average") ? "average" : "monthly";
    TRY(season_round(c->db, &(struct season_round_in){text_of(kind), c->today}, c->arena, &round, &found, err));
    struct season current;
    int64_t season = found ? round.id : 0;
    if (!found && !text_is(q.kind, "average")) {
        TRY(season_current(c, c->today, &current, &found, err));
        season = found && current.open ? current.id : 0;
    }
    struct value *now = value_object(c->arena);
    value_set_int(now, "version", q.version);
    if (season != 0)
        value_set_text(now, "season", arena_fmt(c->arena, "%lld", (long long)season));
    bool received = text_is(q.state, "received");
    const struct form *screen;
    TRY(review_screen_form(c, &screen, err));
    if (c->form != NULL && strcmp(c->form->form->name, "screen") == 0)
        screen = c->form->form;
    page_form(c, out, "form", screen, "review.request", received,
              arena_fmt(c->arena, "/review/requests/%lld/screen", (long long)id), now);
    page_form(c, out, "withdraw_form", &version_form, "review.request", received || text_is(q.state, "taken"),
              arena_fmt(c->arena, "/review/requests/%lld/withdraw", (long long)id), now);
    return OK;
}
enum status review_screen_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, season = 0;
    TRY(ctx_id(c, 0, &id, err));
    (void)text_to_i64(form_text(c->form, "season"), &season);
    TRY(request_screen(c, id, form_int(c->form, "version", 0), season, form_choice_is(c->form, "screen", "review"),
                       form_text(c->form, "reason"), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.screened", "/review/requests/%lld", (long long)id);
    return OK;
}
enum status review_withdraw_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(request_withdraw(c, id, form_int(c->form, "version", 0), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "review.flash.withdrawn", "/review/requests/%lld", (long long)id);
    return OK;
}
