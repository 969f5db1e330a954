/* Pages of groups: members, what lies on the table, meetings, and the forms of those who act for them. */
#include "features/area/area.h"
#include "features/household/household.h"
#include "features/loan/loan_parts.h"

static const struct choice organisations[] = {{"farmers", "loan.organisation.farmers", 0},
                                              {"women", "loan.organisation.women", 0},
                                              {"veterans", "loan.organisation.veterans", 0},
                                              {"youth", "loan.organisation.youth", 0}};
static const struct field group_fields[] = {
    {.name = "hamlet", .type = F_ID, .required = true, .label = "loan.hamlet"},
    {.name = "code", .type = F_TEXT, .required = true, .label = "loan.group_code", .max = 40},
    {.name = "name", .type = F_TEXT, .required = true, .label = "loan.group", .max = 120},
    {.name = "organisation",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.organisation_of",
     .choices = organisations,
     .choice_count = COUNT_OF(organisations)},
    {.name = "leader", .type = F_NAME, .required = true, .label = "loan.leader", .max = 100, .sensitivity = S_PERSONAL},
    {.name = "founded_on", .type = F_DAY, .required = true, .label = "loan.founded_on"},
    {.name = "accepted_number",
     .type = F_TEXT,
     .label = "loan.accepted_number",
     .help = "loan.accepted_help",
     .max = 60},
};
static const struct field member_fields[] = {
    {.name = "code", .type = F_TEXT, .required = true, .label = "loan.household_code", .max = 40},
};
const struct form loan_member_form = {"loan_member", member_fields, COUNT_OF(member_fields)};
static const struct field version_fields[] = {
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
const struct form loan_version_form = {"loan_version", version_fields, COUNT_OF(version_fields)};

static const struct choice repayments[] = {{"at_end", "loan.repayment.at_end", 0},
                                           {"equal", "loan.repayment.equal", 0}};
static const struct field request_fields[] = {
    {.name = "household", .type = F_TEXT, .required = true, .label = "loan.household_code", .max = 40},
    {.name = "borrower",
     .type = F_NAME,
     .label = "loan.borrower",
     .help = "loan.borrower_help",
     .max = 100,
     .sensitivity = S_SENSITIVE},
    {.name = "policy", .type = F_ID, .required = true, .label = "loan.policy"},
    {.name = "amount", .type = F_MONEY, .required = true, .label = "loan.amount", .min = 100000, .max = 10000000000},
    {.name = "term", .type = F_INT, .required = true, .label = "loan.term", .min = 1, .max = LOAN_MONTHS_MAX},
    {.name = "repayment",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.repayment_of",
     .choices = repayments,
     .choice_count = COUNT_OF(repayments)},
    {.name = "instalment",
     .type = F_INT,
     .label = "loan.instalment",
     .help = "loan.instalment_help",
     .min = 1,
     .max = 60},
    {.name = "purpose", .type = F_TEXT, .required = true, .label = "loan.purpose", .max = 300},
    {.name = "collateral", .type = F_TEXT, .label = "loan.collateral", .help = "loan.collateral_help", .max = 300},
};
enum { REQUEST_POLICY = 2 };

/* Copies a form and fills the choices of one of its fields. */
static const struct form *with_choices(struct ctx *c, const char *name, const struct field *from, size_t count,
                                       size_t at, struct choice_text *texts, size_t text_count) {
    struct field *fields = ARENA_ARRAY(c->arena, count, struct field);
    struct form *f = ARENA_NEW(c->arena, struct form);
    memcpy(fields, from, count * sizeof *fields);
    fields[at].texts = texts;
    fields[at].text_count = text_count;
    *f = (struct form){name, fields, count};
    return f;
}

enum status loan_request_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct choice_text *texts;
    size_t count;
    TRY(loan_policy_choices(c, c->today, &texts, &count, err));
    *ret = with_choices(c, "loan_request", request_fields, COUNT_OF(request_fields), REQUEST_POLICY, texts, count);
    return OK;
}

/* Hamlets of the asker's commune, or his own. */
enum status loan_group_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct area *areas;
    struct area own;
    struct choice_text *texts;
    size_t count = 0;
    int64_t id = c->user.scope.area_id;
    if (c->user.scope.level == DB_SCOPE_COMMUNE) {
        TRY(area_children(c, id, c->today, &areas, &count, err));
    } else if (c->user.scope.level == DB_SCOPE_HAMLET) {
        TRY(area_get(c, id, c->today, &own, err));
        areas = &own;
        count = 1;
    }
    texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        texts[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)areas[i].id), areas[i].name};
    *ret = with_choices(c, "loan_group", group_fields, COUNT_OF(group_fields), 0, texts, count);
    return OK;
}

enum status loan_groups_get(struct ctx *c, struct value *out, struct error *err) {
    const struct form *f;
    bool here = c->user.scope.level == DB_SCOPE_COMMUNE || c->user.scope.level == DB_SCOPE_HAMLET;
    loan_tabs(c, out, "/loans/groups");
    TRY(loan_group_make_form(c, &f, err));
    loan_form(c, out, f, "loan.group", here, "loan.new_group", T("/loans/groups"), NULL);
    return list_answer(c, &loan_groups_def, &(struct loan_groups_in){c->today}, NULL, 0, out, err);
}

enum status loan_group_post(struct ctx *c, struct value *out, struct error *err) {
    bool leads = text_is(c->user.role, "loan_group_leader");
    struct loan_group_new n = {.code = form_text(c->form, "code"),
                               .name = form_text(c->form, "name"),
                               .organisation = form_text(c->form, "organisation"),
                               .leader = form_text(c->form, "leader"),
                               .accepted_number = form_text(c->form, "accepted_number"),
                               .leader_account_id = leads ? c->user.account_id : DB_NULL,
                               .hamlet_id = form_id(c->form, "hamlet"),
                               .founded_on = form_day(c->form, "founded_on")};
    int64_t id;
    TRY(loan_group_found(c, &n, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.founded", "/loans/groups/%lld", (long long)id);
    return OK;
}

/* ---- the page of a group */

static enum status add_members(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct loan_members_row *rows;
    size_t count;
    TRY(loan_members(c->db, &(struct loan_members_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "members");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "household_id", rows[i].household_id);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "head_name", rows[i].head_name);
        value_set_word(v, "class_provincial", household_class_word(rows[i].class_provincial));
        value_set_word(v, "class_national", household_class_word(rows[i].class_national));
        value_set_day(v, "joined_on", rows[i].joined_on);
        value_set_int(v, "loans", rows[i].loans);
        value_set_money(v, "balance", rows[i].balance);
        value_set_bool(v, "may_leave", rows[i].loans == 0 && user_may(&c->user, "loan.group"));
    }
    return OK;
}

static enum status add_table(struct ctx *c, int64_t id, const char *state, const char *member, struct value *out,
                             size_t *ret_count, struct error *err) {
    struct loan_requests_of_group_row *rows;
    TRY(loan_requests_of_group(c->db, &(struct loan_requests_of_group_in){id, text_of(state)}, c->arena, &rows,
                               ret_count, err));
    struct value *list = value_set_list(out, member);
    for (size_t i = 0; i < *ret_count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "borrower", rows[i].borrower);
        value_set_text(v, "code", rows[i].code);
        value_set_text(v, "policy", rows[i].policy_name);
        value_set_money(v, "amount", rows[i].amount_dong);
    }
    return OK;
}

static enum status add_meetings(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct loan_appraisals_of_row *rows;
    size_t count;
    TRY(loan_appraisals_of(c->db, &(struct loan_appraisals_of_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "meetings");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_id(v, "id", rows[i].id);
        value_set_day(v, "held_on", rows[i].held_on);
        value_set_text(v, "place", rows[i].place);
        value_set_int(v, "attendees", rows[i].attendees);
        value_set_int(v, "members", rows[i].members);
        value_set_int(v, "requests", rows[i].requests);
    }
    return OK;
}

enum status loan_group_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, least;
    struct loan_group_one_row g;
    const struct form *request, *appraisal, *list;
    size_t asked, agreed;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_group_require(c, id, &g, err));
    TRY(loan_setting(c, "loan.group_min", 0, &least, err));
    value_set_id(out, "id", id);
    value_set_text(out, "code", g.code);
    value_set_text(out, "name", g.name);
    value_set_word(out, "organisation", loan_word(c, "loan.organisation.", g.organisation));
    value_set_text(out, "leader", g.leader);
    value_set_text(out, "hamlet", g.hamlet_name);
    value_set_text(out, "commune", g.commune_name);
    value_set_day(out, "founded_on", g.founded_on);
    value_set_text(out, "accepted_number", g.accepted_number);
    value_set_day(out, "closed_on", g.closed_on);
    value_set_int(out, "member_count", g.members);
    value_set_int(out, "least", g.members < least && g.closed_on == DAY_NONE ? least : DB_NULL);
    TRY(add_members(c, id, out, err));
    TRY(add_table(c, id, "requested", "asked", out, &asked, err));
    TRY(add_table(c, id, "appraised", "agreed", out, &agreed, err));
    TRY(add_meetings(c, id, out, err));
    TRY(loan_request_make_form(c, &request, err));
    TRY(loan_appraisal_make_form(c, &appraisal, err));
    TRY(loan_list_make_form(c, &list, err));
    struct value *meeting = value_object(c->arena);
    value_set_day(meeting, "held_on", c->today);
    struct value *asking = value_object(c->arena);
    int64_t months;
    TRY(loan_setting(c, "loan.instalment_months", DB_NULL, &months, err));
    value_set_int(asking, "instalment", months);
    long long n = id;
    loan_form(c, out, list, "loan.list", agreed > 0, "loan.make_list",
              arena_fmt(c->arena, "/loans/groups/%lld/lists", n), NULL);
    loan_form(c, out, appraisal, "loan.appraise", asked > 0, "loan.record_meeting",
              arena_fmt(c->arena, "/loans/groups/%lld/appraisals", n), meeting);
    loan_form(c, out, request, "loan.request", g.closed_on == DAY_NONE, "loan.new_request",
              arena_fmt(c->arena, "/loans/groups/%lld/requests", n), asking);
    loan_form(c, out, &loan_member_form, "loan.group", g.closed_on == DAY_NONE, "loan.new_member",
              arena_fmt(c->arena, "/loans/groups/%lld/members", n), NULL);
    struct value *closing = value_object(c->arena);
    value_set_int(closing, "version", g.version);
    loan_form(c, out, &loan_version_form, "loan.group", g.closed_on == DAY_NONE && asked == 0 && agreed == 0,
              "loan.close_group", arena_fmt(c->arena, "/loans/groups/%lld/close", n), closing);
    loan_tabs(c, out, "/loans/groups");
    return OK;
}

/* ---- writes */

static enum status by_code(struct ctx *c, const char *field, int64_t *ret, struct error *err) {
    struct loan_household_by_code_row h;
    bool found = false;
    TRY(loan_household_by_code(c->db, &(struct loan_household_by_code_in){form_text(c->form, field)}, c->arena, &h,
                               &found, err));
    struct error none;
    error_clear(&none);
    if (!found || ctx_require_area(c, h.hamlet_id, &none) != OK)
        error_field(err, field, "loan.no_such_code", NULL);
    TRY(error_fields_status(err));
    *ret = h.household_id;
    return OK;
}

enum status loan_member_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, household;
    TRY(ctx_id(c, 0, &id, err));
    TRY(by_code(c, "code", &household, err));
    TRY(loan_group_join(c, id, household, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.joined", "/loans/groups/%lld", (long long)id);
    return OK;
}

enum status loan_member_leave_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id, household;
    TRY(ctx_id(c, 0, &id, err));
    TRY(ctx_id(c, 1, &household, err));
    TRY(loan_group_leave(c, id, household, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.left", "/loans/groups/%lld", (long long)id);
    return OK;
}

enum status loan_group_close_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_group_close(c, id, form_int(c->form, "version", 0), err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.closed", "/loans/groups/%lld", (long long)id);
    return OK;
}

enum status loan_request_post(struct ctx *c, struct value *out, struct error *err) {
    struct loan_request_new n = {.instalment_months = DB_NULL,
                                 .policy_id = form_id(c->form, "policy"),
                                 .amount_dong = form_int(c->form, "amount", 0),
                                 .term_months = form_int(c->form, "term", 0),
                                 .borrower = form_text(c->form, "borrower"),
                                 .purpose = form_text(c->form, "purpose"),
                                 .collateral = form_text(c->form, "collateral")};
    int64_t id;
    TRY(ctx_id(c, 0, &n.group_id, err));
    TRY(by_code(c, "household", &n.household_id, err));
    if (form_choice_is(c->form, "repayment", "equal")) {
        if (!form_given(c->form, "instalment"))
            error_field(err, "instalment", "form.required", NULL);
        TRY(error_fields_status(err));
        n.instalment_months = form_int(c->form, "instalment", 0);
    }
    TRY(loan_request_receive(c, &n, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.requested", "/loans/requests/%lld", (long long)id);
    return OK;
}

/* ---- the meeting: one number for each request on the table */

static const struct field meeting_fields[] = {
    {.name = "held_on", .type = F_DAY, .required = true, .label = "loan.held_on"},
    {.name = "place", .type = F_TEXT, .required = true, .label = "loan.place", .max = 200},
    {.name = "chair", .type = F_NAME, .required = true, .label = "loan.chair", .max = 100},
    {.name = "secretary", .type = F_NAME, .required = true, .label = "loan.secretary", .max = 100},
    {.name = "attendees", .type = F_INT, .required = true, .label = "loan.attendees", .min = 1, .max = 1000},
};

static enum status asked_of_group(struct ctx *c, struct loan_requests_of_group_row **ret, size_t *ret_count,
                                  struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    return loan_requests_of_group(c->db, &(struct loan_requests_of_group_in){id, T("requested")}, c->arena, ret,
                                  ret_count, err);
}

enum status loan_appraisal_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct loan_requests_of_group_row *rows;
    size_t count;
    TRY(asked_of_group(c, &rows, &count, err));
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(meeting_fields) + count, struct field);
    struct form *f = ARENA_NEW(c->arena, struct form);
    memcpy(fields, meeting_fields, sizeof meeting_fields);
    for (size_t i = 0; i < count; i++) {
        struct text label = arena_fmt(c->arena, "%.*s, %.*s: %.*s", FMT(rows[i].borrower), FMT(rows[i].policy_name),
                                      FMT(tr(c->lang, "loan.agreeing")));
        fields[COUNT_OF(meeting_fields) + i] =
            (struct field){.name = arena_fmt(c->arena, "agreeing_%lld", (long long)rows[i].id).ptr,
                           .type = F_INT,
                           .label = label.ptr,
                           .max = 1000};
    }
    *f = (struct form){"loan_appraisal", fields, COUNT_OF(meeting_fields) + count};
    *ret = f;
    return OK;
}

enum status loan_appraisal_post(struct ctx *c, struct value *out, struct error *err) {
    struct loan_requests_of_group_row *rows;
    size_t count, n = 0;
    int64_t id;
    TRY(asked_of_group(c, &rows, &count, err));
    struct loan_vote *votes = ARENA_ARRAY(c->arena, count + 1, struct loan_vote);
    for (size_t i = 0; i < count; i++) {
        const char *name = arena_fmt(c->arena, "agreeing_%lld", (long long)rows[i].id).ptr;
        if (form_given(c->form, name)) /* left empty: not spoken of at this meeting */
            votes[n++] = (struct loan_vote){rows[i].id, form_int(c->form, name, 0)};
    }
    struct loan_meeting m = {.held_on = form_day(c->form, "held_on"),
                             .place = form_text(c->form, "place"),
                             .chair = form_text(c->form, "chair"),
                             .secretary = form_text(c->form, "secretary"),
                             .attendees = form_int(c->form, "attendees", 0),
                             .votes = votes,
                             .vote_count = n};
    TRY(ctx_id(c, 0, &m.group_id, err));
    TRY(loan_appraise(c, &m, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.appraised", "/loans/groups/%lld", (long long)m.group_id);
    return OK;
}

/* ---- the list: one policy at a time, of those that were agreed to */

static const struct field list_fields[] = {
    {.name = "list_policy", .type = F_ID, .required = true, .label = "loan.policy"},
};

enum status loan_list_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct loan_requests_of_group_row *rows;
    size_t count, n = 0;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_requests_of_group(c->db, &(struct loan_requests_of_group_in){id, T("appraised")}, c->arena, &rows, &count,
                               err));
    struct choice_text *texts = ARENA_ARRAY(c->arena, count + 1, struct choice_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || rows[i].policy_id != rows[i - 1].policy_id)
            texts[n++] =
                (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].policy_id), rows[i].policy_name};
    *ret = with_choices(c, "loan_list", list_fields, COUNT_OF(list_fields), 0, texts, n);
    return OK;
}

enum status loan_list_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t group, id;
    TRY(ctx_id(c, 0, &group, err));
    TRY(loan_list_make(c, group, form_id(c->form, "list_policy"), &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "loan.flash.listed", "/loans/lists/%lld", (long long)id);
    return OK;
}
