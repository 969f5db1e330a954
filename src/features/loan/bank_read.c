/* A file of the bank as lines: which column holds what is told by headings that a province can change, because the
 * layout of the bank's own export is not known. Nothing is written here. */
#include "features/loan/loan_parts.h"
#include "files/files.h"
#include "i18n/i18n.h"

const char *const bank_fields[BANK_FIELDS] = {
    [BANK_LOAN_NUMBER] = "loan_number",
    [BANK_ON_DAY] = "on_day",
    [BANK_REFERENCE] = "reference",
    [BANK_BORROWER] = "borrower",
    [BANK_HOUSEHOLD_CODE] = "household_code",
    [BANK_PERSONAL_NUMBER] = "personal_number",
    [BANK_PROGRAMME] = "programme",
    [BANK_LENT] = "lent",
    [BANK_PAID] = "paid",
    [BANK_INTEREST] = "interest",
    [BANK_BALANCE] = "balance",
    [BANK_OVERDUE] = "overdue",
};
#define IS_MONEY(f) ((f) >= BANK_LENT)
#define MONEY_MAX 1000000000000 /* 1,000 billion: no loan of these programmes comes near */
#define NO_COLUMN SIZE_MAX

void bank_problem(struct ctx *c, struct arena *a, struct bank_line *l, const char *kind, const char *key,
                  struct text arg) {
    struct text said = tr_args(c->lang, a, key, &arg, 1);
    if (l->problem.len > 0)
        said = arena_fmt(a, "%.*s; %.*s", FMT(l->problem), FMT(said));
    l->problem = said;
    l->kind = kind;
}

/* ---- headings */

static bool heading_is(struct arena *a, struct text headings, struct text cell) {
    struct text one, wanted = vi_fold(a, text_trim(cell));
    while (text_cut(&headings, ';', &one))
        if (wanted.len > 0 && text_eq(vi_fold(a, text_trim(one)), wanted))
            return true;
    return false;
}

/* Titles may stand above the headings, so the first rows are looked through. */
static bool find_columns(struct arena *a, const struct text headings[BANK_FIELDS], const struct cell *cells,
                         size_t count, size_t at[BANK_FIELDS]) {
    bool money = false;
    for (size_t f = 0; f < BANK_FIELDS; f++) {
        at[f] = NO_COLUMN;
        for (size_t k = 0; k < count && at[f] == NO_COLUMN; k++)
            if (heading_is(a, headings[f], cells[k].text))
                at[f] = k;
        money = money || (IS_MONEY(f) && at[f] != NO_COLUMN);
    }
    return money && at[BANK_LOAN_NUMBER] != NO_COLUMN && at[BANK_ON_DAY] != NO_COLUMN;
}
#define HEADING_ROWS 20
#define CELL_KEPT 2000 /* bytes; what is longer is no entry of a ledger, and its line is refused */

/* ---- cells */

static struct text cell_text(struct arena *a, const struct cell *cells, size_t count, size_t at) {
    struct text t = at < count ? text_trim(cells[at].text) : TEXT_NONE;
    return t.len > 0 ? arena_text(a, t) : TEXT_NONE;
}

/* "1.250.000", "1250000", 1250000.0 and "1,250,000"; đồng have no fractions. */
static bool cell_money(struct text t, int64_t *ret) {
    char digits[32];
    size_t n = 0;
    if (text_ends(t, T(".0")) || text_ends(t, T(",0")))
        t.len -= 2;
    for (size_t i = 0; i < t.len; i++) {
        char k = t.ptr[i];
        if (k >= '0' && k <= '9' && n < sizeof digits - 1)
            digits[n++] = k;
        else if ((k == '.' || k == ',' || k == ' ') && n > 0 && i + 3 < t.len + 0 && (t.len - i) % 4 == 0)
            continue; /* parts groups of three */
        else
            return false;
    }
    struct text all = {digits, n};
    return n > 0 && text_to_i64(all, ret) && *ret <= MONEY_MAX;
}

static void read_money(struct ctx *c, struct arena *a, struct bank_line *l, const struct cell *cells, size_t count,
                       const size_t at[BANK_FIELDS], const struct text headings[BANK_FIELDS]) {
    bool any = false;
    for (size_t f = BANK_LENT; f < BANK_FIELDS; f++) {
        struct text t = cell_text(a, cells, count, at[f]), heading = headings[f], name = TEXT_NONE;
        l->money[f] = DB_NULL;
        if (t.ptr == NULL)
            continue;
        (void)text_cut(&heading, ';', &name);
        if (!cell_money(t, &l->money[f]))
            bank_problem(c, a, l, "form", "loan.bank.bad_money", name);
        any = any || l->money[f] != DB_NULL;
    }
    if (!any && l->problem.len == 0)
        bank_problem(c, a, l, "form", "loan.bank.no_money", TEXT_NONE);
}

/* As they came, in the order of our fields, by tabs: what could not be read goes into the error workbook unchanged. */
static struct text cells_text(struct arena *a, const struct cell *cells, size_t count, const size_t at[BANK_FIELDS]) {
    AUTO_BUF raw;
    buf_init(&raw, 64u << 10);
    for (size_t f = 0; f < BANK_FIELDS; f++) {
        struct text t = at[f] < count ? text_trim(cells[at[f]].text) : TEXT_NONE;
        if (f > 0)
            buf_char(&raw, '\t');
        for (size_t k = 0; k < t.len && t.len <= CELL_KEPT; k++)
            buf_char(&raw, t.ptr[k] == '\t' || t.ptr[k] == '\n' || t.ptr[k] == '\r' ? ' ' : t.ptr[k]);
    }
    return arena_text(a, buf_as_text(&raw));
}

static struct bank_line read_line(struct ctx *c, struct arena *a, const struct cell *cells, size_t count, int32_t no,
                                  const size_t at[BANK_FIELDS], const struct text headings[BANK_FIELDS]) {
    struct bank_line l = {
        .no = no, .on = DAY_NONE, .household_id = DB_NULL, .loan_id = DB_NULL, .policy_id = DB_NULL, .problem = T("")};
    l.loan_number = cell_text(a, cells, count, at[BANK_LOAN_NUMBER]);
    l.reference = cell_text(a, cells, count, at[BANK_REFERENCE]);
    l.borrower = cell_text(a, cells, count, at[BANK_BORROWER]);
    l.household_code = cell_text(a, cells, count, at[BANK_HOUSEHOLD_CODE]);
    l.personal_number = cell_text(a, cells, count, at[BANK_PERSONAL_NUMBER]);
    l.programme = cell_text(a, cells, count, at[BANK_PROGRAMME]);
    l.cells = cells_text(a, cells, count, at);
    struct text texts[] = {l.loan_number, l.reference, l.borrower, l.household_code, l.personal_number, l.programme};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (texts[i].len > 200) {
            bank_problem(c, a, &l, "form", "loan.bank.too_long", TEXT_NONE);
            break;
        }
    struct text day = cell_text(a, cells, count, at[BANK_ON_DAY]);
    if (l.loan_number.ptr == NULL)
        bank_problem(c, a, &l, "form", "loan.bank.no_number", TEXT_NONE);
    if (at[BANK_ON_DAY] < count && cells[at[BANK_ON_DAY]].kind == CELL_DAY)
        l.on = cells[at[BANK_ON_DAY]].day;
    else if (day.ptr == NULL || !day_parse(day, &l.on))
        bank_problem(c, a, &l, "form", "loan.bank.bad_day", day);
    if (l.on != DAY_NONE && (l.on > c->today || l.on < day_of(1995, 1, 1)))
        bank_problem(c, a, &l, "form", "loan.bank.day_outside", loan_day_text(c, l.on));
    read_money(c, a, &l, cells, count, at, headings);
    return l;
}

/* What the error workbook adds to the headings of the file. */
static struct text added_heads(struct ctx *c, struct arena *a) {
    return arena_fmt(a, "%.*s;%.*s", FMT(tr(c->lang, "loan.bank.line")), FMT(tr(c->lang, "loan.bank.problem")));
}

enum status bank_read(struct ctx *c, struct arena *a, struct text bytes, const struct text headings[BANK_FIELDS],
                      struct bank_line **ret, size_t *ret_count, struct text *ret_unread, struct error *err) {
    AUTO_TABLE table = NULL;
    const struct cell *cells;
    size_t count, at[BANK_FIELDS], n = 0, room = 1024;
    int32_t no;
    TRY(table_open(bytes, NULL, &table, err));
    for (int i = 0;; i++) {
        TRY(table_next(table, &cells, &count, &no, err));
        if (count == 0 || i == HEADING_ROWS)
            return fail(err, E_INVALID, "loan.bank.no_columns");
        if (find_columns(a, headings, cells, count, at))
            break;
    }
    struct text unread = table_unread(a, cells, count, at, BANK_FIELDS, added_heads(c, a));
    struct bank_line *lines = ARENA_ARRAY(a, room, struct bank_line);
    for (;;) {
        TRY(table_next(table, &cells, &count, &no, err));
        if (count == 0)
            break;
        if (n == BANK_LINES_MAX)
            return fail(err, E_TOO_LARGE, "loan.bank.too_many");
        if (n == room) {
            struct bank_line *more = ARENA_ARRAY(a, room * 2, struct bank_line);
            memcpy(more, lines, n * sizeof *lines);
            lines = more;
            room *= 2;
        }
        lines[n++] = read_line(c, a, cells, count, no, at, headings);
    }
    if (n == 0)
        return fail(err, E_INVALID, "loan.bank.empty");
    if (!arena_ok(a))
        return fail(err, E_TOO_LARGE, "http.answer_too_large");
    *ret = lines;
    *ret_count = n;
    *ret_unread = unread;
    return OK;
}
