/* Papers of the chain: request 01/TD, minutes of the appraisal, list 03/TD, notice 04/TD, the sheet of a transaction
 * day. Numbers and titles of forms are those that are known; their official layout is not, so each paper says that the
 * layout is the program's own. In Vietnamese whatever language the screen has. */
#include "features/document/document.h"
#include "features/loan/loan_parts.h"
#include "i18n/i18n.h"

static struct text money(struct ctx *c, int64_t dong) {
    AUTO_BUF b;
    buf_init(&b, 64);
    if (dong == DB_NULL)
        return T(DOTS);
    fmt_money(&b, LANG_VI, dong);
    return arena_text(c->arena, buf_as_text(&b));
}

static struct text number(struct ctx *c, int64_t n) {
    return n == DB_NULL ? T(DOTS) : arena_fmt(c->arena, "%lld", (long long)n);
}

static struct text percent(struct ctx *c, int64_t bp) {
    AUTO_BUF b;
    buf_init(&b, 64);
    if (bp == DB_NULL)
        return T(DOTS);
    fmt_percent(&b, LANG_VI, bp, 2);
    return arena_text(c->arena, buf_as_text(&b));
}

/* The official layout is not known: each paper says that it is the program's. */
static enum status send(struct ctx *c, struct document *d, struct text name, struct error *err) {
    document_watermark_note(d, WORD(c->app->demo ? "loan.doc.layout_demo" : "loan.doc.layout"));
    return paper_send(c, d, name, err);
}

static struct text organisation(struct ctx *c, struct text code) {
    return WORD(loan_word(c, "loan.organisation.", code));
}

/* ---- 01/TD */

enum status loan_request_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    struct loan_request_one_row q;
    struct paper_place place;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_request_require(c, id, &q, err));
    TRY(paper_place(c, q.commune_id, c->today, &place, err));
    AUTO_DOCUMENT d = document_new(false);
    document_para(d, WORD("loan.doc.form_01"), DOC_RIGHT, DOC_BOLD);
    document_head(d, T(""), WORD("loan.doc.borrower_head"), T(""), place.bare, q.requested_on);
    document_title(d, WORD("loan.doc.request"), q.policy_name);
    document_para(d, WORD("loan.doc.to_bank"), DOC_CENTER, DOC_BOLD);
    paper_para(d, SAY(c, "loan.doc.i_am", q.borrower, q.code, q.hamlet_name));
    paper_para(d, SAY(c, "loan.doc.member_of", q.group_name, organisation(c, q.organisation), q.leader));
    paper_para(d, SAY(c, "loan.doc.asks", money(c, q.amount_dong), q.purpose));
    paper_para(d, SAY(c, "loan.doc.term", number(c, q.term_months),
                      WORD(text_is(q.repayment, "equal") ? "loan.repayment.equal" : "loan.repayment.at_end")));
    if (q.instalment_months != DB_NULL)
        paper_para(d, SAY(c, "loan.doc.instalment", number(c, q.instalment_months)));
    paper_para(d, WORD("loan.doc.promise"));
    const struct doc_span titles[] = {{WORD("loan.doc.sign_leader"), 1}, {WORD("loan.doc.sign_borrower"), 1}};
    const struct text names[] = {q.leader, q.borrower};
    document_sign_columns(d, titles, names, COUNT_OF(names));
    return send(c, d, arena_fmt(c->arena, "giay-de-nghi-vay-von-%lld", (long long)id), err);
}

/* ---- minutes */

enum status loan_appraisal_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    struct loan_appraisal_one_row m;
    struct loan_group_one_row g;
    struct loan_appraised_row *rows;
    size_t count;
    bool found = false;
    struct paper_place place;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_appraisal_one(c->db, &(struct loan_appraisal_one_in){id}, c->arena, &m, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    TRY(loan_group_require(c, m.group_id, &g, err));
    TRY(loan_appraised(c->db, &(struct loan_appraised_in){id}, c->arena, &rows, &count, err));
    TRY(paper_place(c, g.commune_id, c->today, &place, err));
    AUTO_DOCUMENT d = document_new(false);
    document_head(d, g.commune_name, g.name, T(""), place.bare, m.held_on);
    document_title(d, WORD("loan.doc.minutes"), SAY(c, "loan.doc.minutes_about", g.name));
    paper_para(d, SAY(c, "loan.doc.met", paper_short_day(c, m.held_on), m.place, number(c, m.attendees),
                      number(c, m.members)));
    static const double widths[] = {0.06, 0.22, 0.22, 0.16, 0.16, 0.18};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_RIGHT, DOC_CENTER, DOC_LEFT};
    const struct text head[] = {WORD("loan.doc.no"), WORD("loan.borrower"), WORD("loan.purpose"),
                                WORD("loan.amount"), WORD("loan.agreeing"), WORD("loan.doc.result")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        const struct text cells[] = {
            number(c, (int64_t)i + 1),
            rows[i].borrower,
            rows[i].purpose,
            money(c, rows[i].amount_dong),
            arena_fmt(c->arena, "%lld/%lld", (long long)rows[i].agreeing, (long long)m.attendees),
            WORD(rows[i].passed ? "loan.doc.passed" : "loan.doc.not_passed")};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
    const struct doc_span titles[] = {{WORD("loan.doc.sign_secretary"), 1},
                                      {WORD("loan.doc.sign_organisation"), 1},
                                      {WORD("loan.doc.sign_chair"), 1}};
    const struct text names[] = {m.secretary, T(""), m.chair};
    document_sign_columns(d, titles, names, COUNT_OF(names));
    return send(c, d, arena_fmt(c->arena, "bien-ban-binh-xet-%lld", (long long)id), err);
}

/* ---- 03/TD */

static enum status load_list(struct ctx *c, struct loan_list_one_row *k, struct loan_list_lines_row **lines,
                             size_t *count, struct paper_place *place, struct error *err) {
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    TRY(loan_list_require(c, id, k, err));
    TRY(loan_list_lines(c->db, &(struct loan_list_lines_in){id}, c->arena, lines, count, err));
    return paper_place(c, k->commune_id, c->today, place, err);
}

enum status loan_list_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct loan_list_one_row k;
    struct loan_list_lines_row *lines;
    size_t count;
    struct paper_place place;
    int64_t total = 0, confirmed = 0;
    TRY(load_list(c, &k, &lines, &count, &place, err));
    AUTO_DOCUMENT d = document_new(true);
    document_para(d, WORD("loan.doc.form_03"), DOC_RIGHT, DOC_BOLD);
    document_head(d, organisation(c, k.organisation), k.group_name, T(""), place.bare, k.made_on);
    document_title(d, WORD("loan.doc.list"), k.policy_name);
    document_para(d, SAY(c, "loan.doc.list_to", place.inside), DOC_CENTER, DOC_BOLD);
    static const double widths[] = {0.05, 0.17, 0.12, 0.16, 0.13, 0.07, 0.17, 0.13};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT,   DOC_LEFT, DOC_LEFT,
                                            DOC_RIGHT,  DOC_CENTER, DOC_LEFT, DOC_LEFT};
    const struct text head[] = {WORD("loan.doc.no"),          WORD("loan.borrower"), WORD("loan.household_code"),
                                WORD("loan.purpose"),         WORD("loan.amount"),   WORD("loan.doc.months"),
                                WORD("loan.class_confirmed"), WORD("loan.answer_of")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        const char *class = loan_class_word(lines[i].class_found);
        bool yes = text_is(lines[i].answer, "confirm");
        const struct text cells[] = {number(c, (int64_t)i + 1),
                                     lines[i].borrower,
                                     lines[i].code,
                                     lines[i].purpose,
                                     money(c, lines[i].amount_dong),
                                     number(c, lines[i].term_months),
                                     class ? WORD(class) : T(DOTS),
                                     lines[i].answer.ptr == NULL ? T(DOTS)
                                     : yes                       ? WORD("loan.answer.confirm")
                                                                 : lines[i].reason};
        document_table_row(d, cells, DOC_SMALL);
        total += lines[i].amount_dong;
        confirmed += yes;
    }
    document_table_end(d);
    paper_para(d, SAY(c, "loan.doc.list_total", number(c, (int64_t)count), money(c, total)));
    if (k.confirmed_on != DAY_NONE)
        paper_para(d, SAY(c, "loan.doc.confirmed", paper_or_dots(k.confirm_number), paper_short_day(c, k.confirmed_on),
                          number(c, confirmed), number(c, (int64_t)count)));
    struct text capacity = k.signer_capacity.len > 0 ? k.signer_capacity : WORD("loan.doc.chair");
    const struct doc_span titles[] = {{WORD("loan.doc.sign_leader"), 1},
                                      {WORD("loan.doc.sign_organisation"), 1},
                                      {SAY(c, "loan.doc.sign_commune", capacity), 1}};
    const struct text names[] = {k.leader, T(""), k.signer_name.ptr ? k.signer_name : T("")};
    document_sign_columns(d, titles, names, COUNT_OF(names));
    return send(c, d, arena_fmt(c->arena, "danh-sach-03-td-%lld", (long long)k.id), err);
}

/* ---- 04/TD */

enum status loan_notice_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct loan_list_one_row k;
    struct loan_list_lines_row *lines;
    size_t count;
    struct paper_place place;
    int64_t total = 0, n = 0;
    TRY(load_list(c, &k, &lines, &count, &place, err));
    if (k.notice_number.ptr == NULL)
        return fail(err, E_NOT_FOUND, "loan.no_notice");
    AUTO_DOCUMENT d = document_new(false);
    document_para(d, WORD("loan.doc.form_04"), DOC_RIGHT, DOC_BOLD);
    document_head(d, T(""), WORD("loan.doc.bank"), k.notice_number, place.bare, k.approved_on);
    document_title(d, WORD("loan.doc.notice"), k.policy_name);
    document_para(d, SAY(c, "loan.doc.notice_to", place.inside, k.group_name), DOC_CENTER, DOC_BOLD);
    static const double widths[] = {0.07, 0.25, 0.17, 0.2, 0.13, 0.18};
    static const enum doc_align aligns[] = {DOC_CENTER, DOC_LEFT, DOC_LEFT, DOC_RIGHT, DOC_CENTER, DOC_CENTER};
    const struct text head[] = {WORD("loan.doc.no"),   WORD("loan.borrower"),   WORD("loan.household_code"),
                                WORD("loan.approved"), WORD("loan.doc.months"), WORD("loan.rate")};
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < count; i++) {
        if (!text_is(lines[i].state, "approved") && !text_is(lines[i].state, "disbursed"))
            continue;
        const struct text cells[] = {number(c, ++n),
                                     lines[i].borrower,
                                     lines[i].code,
                                     money(c, lines[i].approved_dong),
                                     number(c, lines[i].approved_months),
                                     percent(c, lines[i].rate_bp)};
        document_table_row(d, cells, DOC_SMALL);
        total += lines[i].approved_dong == DB_NULL ? 0 : lines[i].approved_dong;
    }
    document_table_end(d);
    paper_para(
        d, SAY(c, "loan.doc.notice_text", number(c, n), money(c, total), paper_short_day(c, k.pay_on), place.inside));
    const struct text capacity[] = {WORD("loan.doc.director")};
    document_sign(d, capacity, COUNT_OF(capacity), k.approver_name.ptr ? k.approver_name : T(""), NULL, 0);
    return send(c, d, arena_fmt(c->arena, "thong-bao-04-td-%lld", (long long)k.id), err);
}

/* ---- the sheet of a transaction day, from what the page shows */

static struct text text_at(const struct value *v, const char *key) {
    struct text t = value_text(value_get(v, text_of(key)));
    return t.ptr ? t : T("");
}
static int64_t int_at(const struct value *v, const char *key) {
    return value_int(value_get(v, text_of(key)), DB_NULL);
}

static void day_loans(struct ctx *c, struct document *d, const struct value *group) {
    static const double widths[] = {0.24, 0.16, 0.16, 0.15, 0.15, 0.14};
    static const enum doc_align aligns[] = {DOC_LEFT, DOC_LEFT, DOC_RIGHT, DOC_RIGHT, DOC_RIGHT, DOC_LEFT};
    const struct text head[] = {WORD("loan.borrower"),     WORD("loan.number"),        WORD("loan.balance"),
                                WORD("loan.interest_due"), WORD("loan.principal_due"), WORD("loan.doc.signature")};
    const struct value *lines = value_get(group, T("lines"));
    document_para(d, paper_or_dots(text_at(group, "group")), DOC_LEFT, DOC_BOLD);
    document_table_begin(d, COUNT_OF(head), widths, aligns);
    document_table_head(d, head);
    for (size_t i = 0; i < value_count(lines); i++) {
        const struct value *l = value_at(lines, i);
        const struct text cells[] = {text_at(l, "borrower"),           text_at(l, "number"),
                                     money(c, int_at(l, "balance")),   money(c, int_at(l, "interest")),
                                     money(c, int_at(l, "principal")), T("")};
        document_table_row(d, cells, DOC_SMALL);
    }
    document_table_end(d);
}

enum status loan_day_paper(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct value *page = value_object(c->arena);
    TRY(loan_day_get(c, page, err));
    int64_t commune = int_at(page, "commune_id");
    struct paper_place place;
    const struct value *on = value_get(page, T("on"));
    if (commune == DB_NULL || on == NULL)
        return fail(err, E_NOT_FOUND, "loan.which_commune");
    TRY(paper_place(c, commune, c->today, &place, err));
    AUTO_DOCUMENT d = document_new(true);
    document_head(d, T(""), WORD("loan.doc.bank"), T(""), place.bare, on->day);
    document_title(d, WORD("loan.doc.day"),
                   SAY(c, "loan.doc.day_about", text_at(page, "commune"), loan_day_text(c, on->day)));
    const struct value *payouts = value_get(page, T("payouts")), *groups = value_get(page, T("groups"));
    if (value_count(payouts) > 0) {
        static const double widths[] = {0.3, 0.15, 0.25, 0.16, 0.14};
        static const enum doc_align aligns[] = {DOC_LEFT, DOC_LEFT, DOC_LEFT, DOC_RIGHT, DOC_LEFT};
        const struct text head[] = {WORD("loan.borrower"), WORD("loan.household_code"), WORD("loan.group"),
                                    WORD("loan.approved"), WORD("loan.doc.signature")};
        document_para(d, WORD("loan.to_pay_out"), DOC_LEFT, DOC_BOLD);
        document_table_begin(d, COUNT_OF(head), widths, aligns);
        document_table_head(d, head);
        for (size_t i = 0; i < value_count(payouts); i++) {
            const struct value *l = value_at(payouts, i);
            const struct text cells[] = {text_at(l, "borrower"), text_at(l, "code"), text_at(l, "group"),
                                         money(c, int_at(l, "amount")), T("")};
            document_table_row(d, cells, DOC_SMALL);
        }
        document_table_end(d);
    }
    for (size_t i = 0; i < value_count(groups); i++)
        day_loans(c, d, value_at(groups, i));
    paper_para(d, SAY(c, "loan.doc.day_total", money(c, int_at(page, "payout_total")),
                      money(c, int_at(page, "interest")), money(c, int_at(page, "principal"))));
    return send(c, d, arena_fmt(c->arena, "phien-giao-dich-%lld", (long long)commune), err);
}
