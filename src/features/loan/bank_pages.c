/* The way of a file of the bank: headings, upload and checks, worklist and error workbook, applying, and both ledgers
 * side by side. */
#include <glib.h>

#include "features/loan/loan_parts.h"
#include "files/files.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define STAGE_LINES 2000 /* some 50 ms on the slower database */
#define APPLY_LINES 200
#define SHOWN_PROBLEMS 200

static const struct field upload_fields[] = {
    {.name = "file", .type = F_FILE, .required = true, .label = "loan.bank.file", .help = "loan.bank.file_help"},
};
const struct form bank_upload_form = {"bank_upload", upload_fields, COUNT_OF(upload_fields)};

/* ---- headings */

static enum status load_headings(struct ctx *c, struct text headings[BANK_FIELDS], struct error *err) {
    struct bank_columns_row *rows;
    size_t count;
    for (size_t f = 0; f < BANK_FIELDS; f++)
        headings[f] = TEXT_NONE;
    TRY(bank_columns(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f < BANK_FIELDS; f++)
            if (text_is(rows[i].field, bank_fields[f]))
                headings[f] = rows[i].headings;
    return OK;
}

static const struct field column_fields[BANK_FIELDS] = {
    {.name = "loan_number", .type = F_TEXT, .required = true, .label = "loan.bank.loan_number", .max = 300},
    {.name = "on_day", .type = F_TEXT, .required = true, .label = "loan.bank.on_day", .max = 300},
    {.name = "reference", .type = F_TEXT, .label = "loan.bank.reference", .max = 300},
    {.name = "borrower", .type = F_TEXT, .label = "loan.bank.borrower", .max = 300},
    {.name = "household_code", .type = F_TEXT, .label = "loan.bank.household_code", .max = 300},
    {.name = "personal_number", .type = F_TEXT, .label = "loan.bank.personal_number", .max = 300},
    {.name = "programme", .type = F_TEXT, .label = "loan.bank.programme", .max = 300},
    {.name = "lent", .type = F_TEXT, .label = "loan.bank.lent", .max = 300},
    {.name = "paid", .type = F_TEXT, .label = "loan.bank.paid", .max = 300},
    {.name = "interest", .type = F_TEXT, .label = "loan.bank.interest", .max = 300},
    {.name = "balance", .type = F_TEXT, .label = "loan.bank.balance", .max = 300},
    {.name = "overdue", .type = F_TEXT, .label = "loan.bank.overdue", .max = 300},
};
static const struct form columns_form = {"bank_columns", column_fields, COUNT_OF(column_fields)};

enum status bank_columns_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    (void)c;
    (void)err;
    *ret = &columns_form;
    return OK;
}

enum status bank_columns_get(struct ctx *c, struct value *out, struct error *err) {
    struct text headings[BANK_FIELDS];
    TRY(load_headings(c, headings, err));
    struct value *now = value_set_object(out, "columns");
    for (size_t f = 0; f < BANK_FIELDS; f++)
        value_set_text(now, bank_fields[f], headings[f]);
    loan_tabs(c, out, "/loans/bank");
    loan_form(c, out, &columns_form, "loan.ledger", true, "loan.bank.columns", T("/loans/bank/columns"), now);
    return OK;
}

enum status bank_columns_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t changed = 0;
    struct value *diff = value_object(c->arena);
    for (size_t f = 0; f < BANK_FIELDS; f++) {
        int64_t n = 0;
        struct text headings = form_text(c->form, bank_fields[f]);
        TRY(bank_column_put(
            c->db, &(struct bank_column_put_in){text_of(bank_fields[f]), headings.ptr ? headings : T("")}, &n, err));
        changed += n;
        if (n > 0)
            value_set_text(diff, bank_fields[f], headings);
    }
    audit_note(c, 0, "loan.bank_columns", "bank_column", 0, diff);
    value_set_int(out, "changed", changed);
    ctx_redirect(c, "loan.flash.saved", "/loans/bank/columns");
    return OK;
}

/* ---- upload */

struct staging {
    struct bank_line *lines;
    size_t from, to, count;
    struct bank_batch_insert_in batch;
};

static enum status same_file(struct ctx *c, struct text sha, struct error *err) {
    struct bank_batch_same_row same;
    bool found = false;
    char day[20];
    TRY(bank_batch_same(c->db, &(struct bank_batch_same_in){sha}, c->arena, &same, &found, err));
    if (!found)
        return OK;
    instant_vn(same.created_at, day);
    return fail(err, E_CONFLICT, "loan.bank.same_file", arena_zstr(c->arena, same.file_name), day);
}

static enum status read_and_match(struct ctx *c, struct arena *a, struct text bytes, struct staging *s,
                                  struct error *err) {
    AUTO_DB db = NULL;
    TRY(db_take(c->app->pool, false, &db, err));
    TRY(db_begin_read(db, err));
    struct text headings[BANK_FIELDS];
    c->db = db;
    enum status st = same_file(c, s->batch.sha256, err);
    if (st == OK)
        st = load_headings(c, headings, err);
    if (st == OK)
        st = bank_read(c, a, bytes, headings, &s->lines, &s->count, &s->batch.unread, err);
    for (size_t i = 0; st == OK && i < s->count; i++)
        st = bank_match(c, a, &s->lines[i], err);
    c->db = NULL;
    return st;
}

static struct bank_line_insert_in line_row(int64_t batch_id, const struct bank_line *l) {
    bool bad = l->problem.len > 0;
    return (struct bank_line_insert_in){batch_id,
                                        l->no,
                                        bad ? T("bad") : T("good"),
                                        l->loan_number,
                                        l->on,
                                        l->reference,
                                        l->borrower,
                                        l->household_code,
                                        l->personal_number,
                                        l->programme,
                                        l->money[BANK_LENT],
                                        l->money[BANK_PAID],
                                        l->money[BANK_INTEREST],
                                        l->money[BANK_BALANCE],
                                        l->money[BANK_OVERDUE],
                                        l->household_id,
                                        l->loan_id,
                                        l->policy_id,
                                        bad ? l->problem : TEXT_NONE,
                                        bad ? text_of(l->kind) : TEXT_NONE,
                                        bad ? l->cells : TEXT_NONE};
}

static enum status stage_some(struct ctx *c, void *user, struct error *err) {
    struct staging *s = user;
    if (s->from == 0)
        TRY(bank_batch_insert(c->db, &s->batch, NULL, err));
    for (size_t i = s->from; i < s->to; i++) {
        struct bank_line_insert_in in = line_row(s->batch.id, &s->lines[i]);
        TRY(bank_line_insert(c->db, &in, NULL, err));
    }
    if (s->to == s->count) {
        TRY(same_file(c, s->batch.sha256, err)); /* two at once: the index lets one through, this one says why */
        TRY(bank_batch_state(c->db, &(struct bank_batch_state_in){s->batch.id, T("checked")}, NULL, err));
        audit_note(c, 0, "loan.bank_file", "bank_batch", s->batch.id, NULL);
    } else
        audit_note(c, 0, "loan.bank_stage", "bank_batch", s->batch.id, NULL);
    return OK;
}

static struct text sha_of(struct arena *a, struct text bytes) {
    gsize len = 32;
    char *hash = arena_alloc(a, 32);
    GChecksum *k = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(k, (const guchar *)bytes.ptr, (gssize)bytes.len);
    g_checksum_get_digest(k, (guint8 *)hash, &len);
    g_checksum_free(k);
    return (struct text){hash, 32};
}

enum status bank_upload_post(struct ctx *c, struct value *out, struct error *err) {
    AUTO_ARENA arena = arena_new(512u << 20);
    const struct http_file *file = form_value(c->form, "file")->file;
    struct staging s = {.batch = {.id = id_new(),
                                  .area_id = c->user.scope.area_id,
                                  .account_id = c->user.account_id,
                                  .file_name = file->file_name,
                                  .sha256 = sha_of(c->arena, file->bytes),
                                  .created_at = clock_now(&c->app->clock)}};
    TRY(read_and_match(c, arena, file->bytes, &s, err));
    s.batch.line_count = (int64_t)s.count;
    for (s.from = 0; s.from < s.count; s.from = s.to) {
        s.to = s.count - s.from < STAGE_LINES ? s.count : s.from + STAGE_LINES;
        TRY(ctx_write(c, stage_some, &s, err));
    }
    value_set_id(out, "id", s.batch.id);
    value_set_int(out, "lines", (int64_t)s.count);
    value_set_text(out, "unread", arena_text(c->arena, s.batch.unread));
    ctx_redirect(c, "loan.flash.staged", "/loans/bank/%lld", (long long)s.batch.id);
    return OK;
}

/* ---- one file */

static enum status batch_of(struct ctx *c, struct bank_batch_one_row *ret, struct error *err) {
    int64_t id;
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(bank_batch_one(c->db, &(struct bank_batch_one_in){id}, c->arena, ret, &found, err));
    if (!found || text_is(ret->state, "staging") || !scope_is(&c->user.scope, ret->area_id))
        return fail(err, E_NOT_FOUND, "http.not_found");
    return OK;
}

static void add_line(struct ctx *c, struct value *v, const struct bank_lines_bad_row *l) {
    value_set_int(v, "no", l->no);
    value_set_text(v, "loan_number", l->loan_number);
    value_set_day(v, "on", l->on_day);
    value_set_text(v, "borrower", l->borrower);
    value_set_text(v, "household_code", l->household_code);
    value_set_text(v, "programme", l->programme);
    value_set_money(v, "lent", l->lent_dong);
    value_set_money(v, "paid", l->paid_dong);
    value_set_money(v, "interest", l->interest_dong);
    value_set_money(v, "balance", l->balance_dong);
    value_set_text(v, "problem", l->problem);
    value_set_word(v, "kind", loan_word(c, "loan.bank.kind.", l->problem_kind));
}

enum status bank_batch_get(struct ctx *c, struct value *out, struct error *err) {
    struct bank_batch_one_row b;
    struct bank_lines_bad_row *bad;
    size_t count;
    TRY(batch_of(c, &b, err));
    TRY(bank_lines_bad(c->db, &(struct bank_lines_bad_in){b.id, SHOWN_PROBLEMS}, c->arena, &bad, &count, err));
    value_set_id(out, "id", b.id);
    value_set_text(out, "file", b.file_name);
    value_set_instant(out, "created_at", b.created_at);
    value_set_text(out, "account", b.account);
    value_set_int(out, "lines", b.line_count);
    value_set_text(out, "unread", b.unread);
    value_set_int(out, "good", b.good);
    value_set_int(out, "bad", b.bad_count);
    value_set_int(out, "known", b.known);
    value_set_int(out, "applied", b.applied);
    value_set_int(out, "dropped", b.dropped);
    value_set_bool(out, "may_apply", b.good > 0 && user_may(&c->user, "loan.ledger"));
    value_set_bool(out, "may_resolve", user_may(&c->user, "loan.ledger"));
    struct value *list = value_set_list(out, "problems");
    for (size_t i = 0; i < count; i++)
        add_line(c, value_add_object(list), &bad[i]);
    loan_tabs(c, out, "/loans/bank");
    return OK;
}

/* One line: what was read as it is known, what could not be read as it came. */
static void write_wrong(struct xlsx_writer *w, uint32_t row, const struct bank_lines_bad_row *l) {
    struct text texts[BANK_FIELDS] = {[BANK_LOAN_NUMBER] = l->loan_number,
                                      [BANK_REFERENCE] = l->reference,
                                      [BANK_BORROWER] = l->borrower,
                                      [BANK_HOUSEHOLD_CODE] = l->household_code,
                                      [BANK_PERSONAL_NUMBER] = l->personal_number,
                                      [BANK_PROGRAMME] = l->programme};
    int64_t money[BANK_FIELDS] = {[BANK_LENT] = l->lent_dong,
                                  [BANK_PAID] = l->paid_dong,
                                  [BANK_INTEREST] = l->interest_dong,
                                  [BANK_BALANCE] = l->balance_dong,
                                  [BANK_OVERDUE] = l->overdue_dong};
    struct text cells = l->cells, came = TEXT_NONE;
    for (uint16_t f = 0; f < BANK_FIELDS; f++) {
        if (!text_cut(&cells, '\t', &came))
            came = TEXT_NONE;
        if (f == BANK_ON_DAY && l->on_day != DAY_NONE)
            xlsx_day(w, row, f, l->on_day);
        else if (f >= BANK_LENT && money[f] != DB_NULL)
            xlsx_number(w, row, f, (double)money[f], XLSX_MONEY);
        else if (texts[f].len > 0 || came.len > 0)
            xlsx_text(w, row, f, texts[f].len > 0 ? texts[f] : came, XLSX_TEXT);
    }
    xlsx_number(w, row, BANK_FIELDS, (double)l->no, XLSX_INT);
    xlsx_text(w, row, BANK_FIELDS + 1, l->problem, XLSX_WRONG);
}

/* What could not be used, with the headings of the file and why, to be sent back or mended and brought again. */
enum status bank_errors_get(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    struct bank_batch_one_row b;
    struct bank_lines_bad_row *bad;
    struct text headings[BANK_FIELDS];
    size_t count;
    TRY(batch_of(c, &b, err));
    TRY(load_headings(c, headings, err));
    TRY(bank_lines_bad(c->db, &(struct bank_lines_bad_in){b.id, BANK_LINES_MAX}, c->arena, &bad, &count, err));
    struct xlsx_writer *w = NULL;
    TRY(xlsx_create_temporary(&w, err));
    xlsx_sheet(w, "Loi");
    for (uint16_t f = 0; f < BANK_FIELDS; f++) {
        struct text rest = headings[f], name = TEXT_NONE;
        (void)text_cut(&rest, ';', &name);
        xlsx_column_width(w, f, 18);
        xlsx_text(w, 0, f, name.ptr ? name : text_of(bank_fields[f]), XLSX_HEAD);
    }
    xlsx_column_width(w, BANK_FIELDS, 8);
    xlsx_column_width(w, BANK_FIELDS + 1, 70);
    xlsx_text(w, 0, BANK_FIELDS, tr(c->lang, "loan.bank.line"), XLSX_HEAD);
    xlsx_text(w, 0, BANK_FIELDS + 1, tr(c->lang, "loan.bank.problem"), XLSX_HEAD);
    for (size_t i = 0; i < count; i++)
        write_wrong(w, (uint32_t)i + 1, &bad[i]);
    AUTO_BUF bytes;
    buf_init(&bytes, MAX_UPLOAD_BYTES);
    TRY(xlsx_finish_into(&w, &bytes, err));
    ctx_send_bytes(c, T("so-lieu-ngan-hang-loi.xlsx"), XLSX_TYPE, arena_text(c->arena, buf_as_text(&bytes)), false);
    return OK;
}

/* ---- applying */

struct applying {
    int64_t batch_id;
    size_t done;
};

static enum status apply_some(struct ctx *c, void *user, struct error *err) {
    struct applying *a = user;
    TRY(bank_apply_some(c, a->batch_id, APPLY_LINES, &a->done, err));
    if (a->done == 0)
        TRY(bank_batch_state(c->db, &(struct bank_batch_state_in){a->batch_id, T("applied")}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "lines", (int64_t)a->done);
    audit_note(c, 0, "loan.bank_apply", "bank_batch", a->batch_id, diff);
    return OK;
}

enum status bank_apply_post(struct ctx *c, struct value *out, struct error *err) {
    struct bank_batch_one_row b;
    {
        AUTO_DB db = NULL;
        TRY(db_take(c->app->pool, false, &db, err));
        TRY(db_begin_read(db, err));
        c->db = db;
        enum status s = batch_of(c, &b, err);
        c->db = NULL;
        TRY(s);
    }
    struct applying a = {.batch_id = b.id};
    struct arena *whole = c->arena;
    AUTO_ARENA arena = arena_new(64u << 20); /* of one transaction */
    int64_t total = 0;
    enum status s;
    do {
        c->arena = arena;
        s = ctx_write(c, apply_some, &a, err);
        c->arena = whole;
        arena_reset(arena);
        total += (int64_t)a.done;
    } while (s == OK && a.done > 0);
    TRY(s);
    value_set_int(out, "lines", total);
    ctx_redirect(c, "loan.flash.applied", "/loans/bank/%lld", (long long)b.id);
    return OK;
}

/* ---- a line of the worklist */

static const struct choice resolve_choices[] = {{"take", "loan.bank.take", 0}, {"drop", "loan.bank.drop", 0}};
static const struct field resolve_fields[] = {
    {.name = "action",
     .type = F_CHOICE,
     .required = true,
     .label = "loan.bank.action",
     .choices = resolve_choices,
     .choice_count = COUNT_OF(resolve_choices)},
    {.name = "loan_number", .type = F_TEXT, .label = "loan.bank.loan_number", .max = 60},
    {.name = "household",
     .type = F_TEXT,
     .label = "loan.bank.household_code",
     .help = "loan.bank.resolve_help",
     .max = 40},
    {.name = "policy", .type = F_ID, .label = "loan.bank.programme"},
    {.name = "on", .type = F_DAY, .label = "loan.bank.on_day"},
    {.name = "version", .type = F_HIDDEN_INT, .label = "loan.version"},
};
enum { RESOLVE_POLICY = 3 };

enum status bank_resolve_make_form(struct ctx *c, const struct form **ret, struct error *err) {
    struct field *fields = ARENA_ARRAY(c->arena, COUNT_OF(resolve_fields), struct field);
    struct form *f = ARENA_NEW(c->arena, struct form);
    struct choice_text *choices;
    size_t count;
    memcpy(fields, resolve_fields, sizeof resolve_fields);
    TRY(loan_policy_choices(c, c->today, &choices, &count, err));
    fields[RESOLVE_POLICY].texts = choices;
    fields[RESOLVE_POLICY].text_count = count;
    *f = (struct form){"bank_resolve", fields, COUNT_OF(resolve_fields)};
    *ret = f;
    return OK;
}

static enum status line_of(struct ctx *c, int64_t batch_id, struct bank_line_one_row *ret, struct error *err) {
    int64_t no;
    bool found = false;
    TRY(ctx_id(c, 1, &no, err));
    TRY(bank_line_one(c->db, &(struct bank_line_one_in){batch_id, no}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status bank_line_get(struct ctx *c, struct value *out, struct error *err) {
    struct bank_batch_one_row b;
    struct bank_line_one_row l;
    const struct form *f;
    TRY(batch_of(c, &b, err));
    TRY(line_of(c, b.id, &l, err));
    struct bank_lines_bad_row shown = {l.no,           l.loan_number,    l.on_day,          l.reference,
                                       l.borrower,     l.household_code, l.personal_number, l.programme,
                                       l.lent_dong,    l.paid_dong,      l.interest_dong,   l.balance_dong,
                                       l.overdue_dong, l.problem,        l.problem_kind};
    value_set_id(out, "batch_id", b.id);
    value_set_text(out, "file", b.file_name);
    add_line(c, out, &shown);
    value_set_word(out, "state", loan_word(c, "loan.bank.state.", l.state));
    struct value *now = value_object(c->arena);
    value_set_text(now, "loan_number", l.loan_number);
    value_set_text(now, "household", l.household_code);
    value_set_day(now, "on", l.on_day);
    value_set_int(now, "version", l.version);
    if (l.policy_id != DB_NULL)
        value_set_id(now, "policy", l.policy_id);
    TRY(bank_resolve_make_form(c, &f, err));
    loan_form(c, out, f, "loan.ledger", text_is(l.state, "bad") || text_is(l.state, "good"), "loan.bank.resolve",
              arena_fmt(c->arena, "/loans/bank/%lld/lines/%lld", (long long)b.id, (long long)l.no), now);
    loan_tabs(c, out, "/loans/bank");
    return OK;
}

/* The line as somebody completed it, matched anew; what is still wrong goes to the form. */
static enum status match_again(struct ctx *c, const struct bank_line_one_row *l, struct bank_line *ret,
                               struct error *err) {
    struct bank_line m = {.no = (int32_t)l->no,
                          .loan_number = form_text(c->form, "loan_number"),
                          .reference = l->reference,
                          .household_code = form_text(c->form, "household"),
                          .on = form_day(c->form, "on"),
                          .loan_id = DB_NULL,
                          .household_id = DB_NULL,
                          .policy_id = form_id(c->form, "policy") ? form_id(c->form, "policy") : DB_NULL,
                          .problem = T("")};
    m.money[BANK_LENT] = l->lent_dong;
    m.money[BANK_PAID] = l->paid_dong;
    m.money[BANK_INTEREST] = l->interest_dong;
    m.money[BANK_BALANCE] = l->balance_dong;
    m.money[BANK_OVERDUE] = l->overdue_dong;
    bool money = false;
    for (size_t f = BANK_LENT; f < BANK_FIELDS; f++)
        money = money || m.money[f] != DB_NULL;
    if (m.loan_number.len == 0)
        error_field(err, "loan_number", "form.required", NULL);
    if (m.on == DAY_NONE)
        error_field(err, "on", "form.required", NULL);
    else if (m.on > c->today)
        error_field(err, "on", "loan.day_after_today", NULL);
    TRY(error_fields_status(err));
    if (!money)
        return fail(err, E_CONFLICT, "loan.bank.line_has_no_money");
    TRY(bank_match(c, c->arena, &m, err));
    if (m.problem.len > 0)
        return fail(err, E_CONFLICT, "loan.bank.still", arena_zstr(c->arena, m.problem));
    *ret = m;
    return OK;
}

enum status bank_resolve_post(struct ctx *c, struct value *out, struct error *err) {
    struct bank_batch_one_row b;
    struct bank_line_one_row l;
    int64_t changed = 0;
    TRY(batch_of(c, &b, err));
    TRY(line_of(c, b.id, &l, err));
    bool drop = form_choice_is(c->form, "action", "drop");
    if (drop)
        TRY(bank_line_state(c->db, &(struct bank_line_state_in){b.id, l.no, T("dropped"), DB_NULL, TEXT_NONE}, &changed,
                            err));
    else {
        struct bank_line m;
        TRY(match_again(c, &l, &m, err));
        TRY(bank_line_resolve(c->db,
                              &(struct bank_line_resolve_in){b.id, l.no, form_int(c->form, "version", 0), m.loan_number,
                                                             m.on, m.household_id, m.loan_id, m.policy_id},
                              &changed, err));
    }
    if (changed == 0)
        return fail(err, E_PRECONDITION, "http.precondition_failed");
    TRY(bank_batch_state(c->db, &(struct bank_batch_state_in){b.id, b.state}, NULL, err));
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "line", l.no);
    value_set_str(diff, "action", drop ? "drop" : "take");
    audit_note(c, 0, "loan.bank_resolve", "bank_batch", b.id, diff);
    value_set_id(out, "id", b.id);
    ctx_redirect(c, drop ? "loan.flash.dropped" : "loan.flash.taken", "/loans/bank/%lld", (long long)b.id);
    return OK;
}
