/* The plan's text, read.
 *
 * What arrives is a state document typed, scanned or copied out of a PDF: paragraphs are torn where a page ended,
 * list numbers have strayed dashes, emphasis has left asterisks, letters were misread. The reader keeps each
 * paragraph as printed and builds the corrected reading beside it; where it had to choose it says so, with the line.
 *
 * Order of a plan: kind and subject; bases ("Thực hiện …", "Căn cứ …"); sections with Roman numbers, of which the one
 * that carries "TỔ CHỨC THỰC HIỆN" gives each agency its duties; the closing paragraph with the days of the reports;
 * recipients and signature; the annex with the table of tasks (plan_text_table.c). */
#include "features/plan/plan_text_internal.h"
#include "i18n/i18n.h"

/* ---- small tools */

void plan_text_decide(struct plan_reader *r, int line, const char *key, struct text one, struct text two) {
    if (r->out.decision_count < r->room)
        r->out.decisions[r->out.decision_count++] = (struct plan_text_decision){line, key, {one, two}};
}

void plan_text_add_para(struct plan_reader *r, int line, struct text section, struct text verbatim,
                        struct text corrected) {
    if (text_eq(verbatim, corrected))
        corrected = TEXT_NONE;
    if (r->out.para_count < r->room)
        r->out.paras[r->out.para_count++] = (struct plan_text_para){line, section, verbatim, corrected};
}

struct text plan_text_joined(struct arena *a, struct text x, char between, struct text y) {
    if (x.len == 0)
        return y;
    if (y.len == 0)
        return x;
    return arena_fmt(a, "%.*s%c%.*s", FMT(x), between, FMT(y));
}

static struct text from(struct text t, size_t n) {
    return n >= t.len ? (struct text){t.ptr + t.len, 0} : (struct text){t.ptr + n, t.len - n};
}

static size_t find(struct text in, struct text what) {
    for (size_t i = 0; what.len > 0 && i + what.len <= in.len; i++)
        if (memcmp(in.ptr + i, what.ptr, what.len) == 0)
            return i;
    return SIZE_MAX;
}

/* Vietnamese letters in NFC: beyond ASCII upper and lower case alternate, but for ơ/ư, whose pairs lie odd-even. */
bool plan_text_starts_lower(struct text t) {
    const unsigned char *p = (const unsigned char *)t.ptr;
    if (t.len == 0)
        return false;
    if (p[0] < 0x80)
        return p[0] >= 'a' && p[0] <= 'z';
    uint32_t cp = t.len >= 3 && p[0] >= 0xE0 ? (uint32_t)((p[0] & 15) << 12 | (p[1] & 63) << 6 | (p[2] & 63))
                  : t.len >= 2               ? (uint32_t)((p[0] & 31) << 6 | (p[1] & 63))
                                             : 0;
    if (cp >= 0xE0 && cp <= 0xFF)
        return true;
    if (cp == 0x1AF || cp == 0x1B0)
        return cp == 0x1B0;
    return ((cp >= 0x100 && cp < 0x250) || (cp >= 0x1EA0 && cp <= 0x1EF9)) && cp % 2 == 1;
}

static bool is_digit(char ch) {
    return ch >= '0' && ch <= '9';
}

static int number_at(struct text t, size_t *at) {
    int n = 0;
    size_t i = *at;
    while (i < t.len && is_digit(t.ptr[i]) && n < 100000)
        n = n * 10 + (t.ptr[i++] - '0');
    *at = i;
    return n;
}

/* day/month[/year] or "d tháng m năm y" at this place; year 0: not told. */
static bool day_at(struct text t, size_t at, int *d, int *m, int *y) {
    *d = number_at(t, &at);
    *y = 0;
    if (at < t.len && t.ptr[at] == '/') {
        at++;
        *m = number_at(t, &at);
        if (at + 1 < t.len && t.ptr[at] == '/' && is_digit(t.ptr[at + 1])) {
            at++;
            *y = number_at(t, &at);
        }
    } else if (text_starts(from(t, at), T(" tháng "))) {
        at += sizeof " tháng " - 1;
        *m = number_at(t, &at);
        if (text_starts(from(t, at), T(" năm "))) {
            at += sizeof " năm " - 1;
            *y = number_at(t, &at);
        }
    } else {
        return false;
    }
    return *d >= 1 && *d <= 31 && *m >= 1 && *m <= 12;
}

day_t plan_text_day_in(struct text t) {
    for (size_t i = 0; i < t.len; i++) {
        int d, m, y;
        if (!is_digit(t.ptr[i]) || (i > 0 && (is_digit(t.ptr[i - 1]) || t.ptr[i - 1] == '/')))
            continue;
        if (day_at(t, i, &d, &m, &y) && y > 1900)
            return day_of(y, m, d);
    }
    return DAY_NONE;
}

struct text plan_text_correct(struct plan_reader *r, int line, struct text t) {
    struct text out = t;
    for (size_t i = 0; i < r->slip_count; i++) {
        size_t at = find(out, r->slips[i].wrong);
        if (at == SIZE_MAX)
            continue;
        out = arena_fmt(r->a, "%.*s%.*s%.*s", (int)at, out.ptr, FMT(r->slips[i].right),
                        FMT(from(out, at + r->slips[i].wrong.len)));
        plan_text_decide(r, line, "plan.decided.slip", r->slips[i].wrong, r->slips[i].right);
    }
    /* Emphasis that came along from the typesetting. */
    AUTO_BUF b;
    buf_init(&b, PLAN_TEXT_MAX_BYTES * 2);
    size_t stars = 0;
    for (size_t i = 0; i < out.len; i++) {
        if (out.ptr[i] == '*')
            stars++;
        else
            buf_char(&b, out.ptr[i]);
    }
    if (stars == 0)
        return out;
    plan_text_decide(r, line, "plan.decided.stars", TEXT_NONE, TEXT_NONE);
    return arena_text(r->a, buf_as_text(&b));
}

/* ---- number, day, subject */

/* A document's number: begins with a digit, has '/' and a letter, e.g. 04-NQ/TU, 109/NQ-HĐND. A blank before the
 * slash is dropped. */
static struct text number_in(struct plan_reader *r, int line, struct text t) {
    for (size_t i = 0; i < t.len; i++) {
        if (!is_digit(t.ptr[i]) || (i > 0 && t.ptr[i - 1] != ' ' && t.ptr[i - 1] != ':'))
            continue;
        size_t end = i, digits = i;
        while (digits < t.len && is_digit(t.ptr[digits]))
            digits++;
        bool gap = digits + 1 < t.len && t.ptr[digits] == ' ' && t.ptr[digits + 1] == '/';
        end = gap ? digits + 1 : i;
        bool slash = false, letter = false;
        while (end < t.len && strchr(" ,;()", t.ptr[end]) == NULL) {
            slash = slash || t.ptr[end] == '/';
            letter = letter || (slash && !is_digit(t.ptr[end]) && t.ptr[end] != '/') ||
                     (t.ptr[end] >= 'A' && t.ptr[end] <= 'Z');
            end++;
        }
        if (!slash || !letter)
            continue;
        struct text found = {t.ptr + (gap ? digits + 1 : i), end - (gap ? digits + 1 : i)};
        if (!gap)
            return found;
        found = arena_fmt(r->a, "%.*s%.*s", (int)(digits - i), t.ptr + i, FMT(found));
        plan_text_decide(r, line, "plan.decided.number", found, TEXT_NONE);
        return found;
    }
    return TEXT_NONE;
}

/* "… số 35/KH-UBND ngày 21/02/2024 của UBND tỉnh …)" wherever it stands first. */
static void read_number(struct plan_reader *r) {
    for (size_t i = 0; i < r->line_count && r->out.number.ptr == NULL; i++) {
        struct text l = r->lines[i];
        struct text folded = vi_fold(r->a, l);
        bool of_this = find(folded, T("ke hoach so ")) != SIZE_MAX || text_starts(folded, T("so "));
        if (!of_this || plan_text_day_in(l) == DAY_NONE)
            continue;
        size_t at = find(l, T("số "));
        struct text number = number_in(r, (int)i + 1, at == SIZE_MAX ? l : from(l, at));
        if (number.ptr == NULL)
            continue;
        r->out.number = number;
        r->out.issued_on = plan_text_day_in(l);
        r->out.year = day_year(r->out.issued_on);
        size_t of = find(l, T(" của "));
        if (of != SIZE_MAX) {
            struct text issuer = from(l, of + sizeof " của " - 1);
            size_t end = find(issuer, T(")"));
            r->out.issuer = text_trim((struct text){issuer.ptr, end == SIZE_MAX ? issuer.len : end});
        }
    }
}

/* ---- paragraphs */

/* "IV. …" */
static bool roman_heading(struct text t, struct text *ret_no) {
    size_t i = 0;
    while (i < t.len && strchr("IVX", t.ptr[i]) != NULL)
        i++;
    if (i == 0 || i + 1 >= t.len || t.ptr[i] != '.' || t.ptr[i + 1] != ' ')
        return false;
    *ret_no = (struct text){t.ptr, i};
    return true;
}

/* "3. …", and "- 3. …", whose dash strayed in. */
static bool numbered(struct plan_reader *r, int line, struct text t, int *ret_no, struct text *ret_rest) {
    struct text bare = text_starts(t, T("- ")) ? from(t, 2) : t;
    size_t at = 0;
    int n = number_at(bare, &at);
    if (at == 0 || n == 0 || at + 1 >= bare.len || bare.ptr[at] != '.' || bare.ptr[at + 1] != ' ')
        return false;
    if (bare.len != t.len)
        plan_text_decide(r, line, "plan.decided.dash", arena_fmt(r->a, "%d.", n), TEXT_NONE);
    *ret_no = n;
    *ret_rest = text_trim(from(bare, at + 2));
    return true;
}

static void add_basis(struct plan_reader *r, int line, struct text t, bool proposal) {
    struct text number = number_in(r, line, t);
    if (number.ptr != NULL && r->out.basis_count < r->room)
        r->out.bases[r->out.basis_count++] = (struct plan_text_basis){number, t, plan_text_day_in(t), proposal};
}

static void add_duty(struct plan_reader *r, int line, int no, int item, struct text agency, struct text t) {
    if (r->out.duty_count < r->room)
        r->out.duties[r->out.duty_count++] =
            (struct plan_text_duty){line, arena_fmt(r->a, "III.%d.%d", no, item), agency, t};
}

/* "báo cáo 6 tháng (trước ngày 05/6) và báo cáo năm (trước ngày 15/12)" */
static void find_reports(struct plan_reader *r, int line, struct text t) {
    size_t done = 0;
    for (;;) {
        size_t at = find(from(t, done), T("trước ngày "));
        if (at == SIZE_MAX)
            return;
        struct text before = {t.ptr + done, at};
        done += at + sizeof "trước ngày " - 1;
        int d, m, y;
        if (!day_at(t, done, &d, &m, &y) || r->out.report_count == r->room)
            continue;
        bool half = find(before, T("6 tháng")) != SIZE_MAX;
        if (!half && find(before, T("báo cáo")) == SIZE_MAX)
            continue;
        day_t due = day_of(y ? y : r->out.year, m, d);
        if (due == DAY_NONE)
            continue;
        r->out.reports[r->out.report_count++] = (struct plan_text_report){half, due};
        char iso[11];
        day_vn(due - 1, iso);
        plan_text_decide(r, line, "plan.decided.before", arena_fmt(r->a, "%d/%d", d, m),
                         arena_text(r->a, text_of(iso)));
    }
}

/* "… còn 0,32% …": basis points. */
static void find_rate(struct plan_reader *r, struct text t) {
    size_t sign = find(t, T("%"));
    if (sign == SIZE_MAX || r->out.rate_bp >= 0)
        return;
    size_t i = sign;
    while (i > 0 && (is_digit(t.ptr[i - 1]) || t.ptr[i - 1] == ',' || t.ptr[i - 1] == '.'))
        i--;
    size_t at = i;
    int64_t whole = number_at(t, &at), hundredths = 0;
    if (at == i)
        return;
    if (at < sign) {
        size_t start = ++at;
        hundredths = number_at(t, &at);
        if (at != sign || at - start == 0 || at - start > 2)
            return;
        hundredths *= at - start == 1 ? 10 : 1;
    }
    r->out.rate_bp = whole * 100 + hundredths;
    r->out.rate_text = t;
}

struct place {
    struct text roman;  /* current section */
    bool duties;        /* it is the one that gives agencies their duties */
    int no, item;       /* within it */
    struct text agency; /* of the duties that follow as dashes */
};

static struct text section_of(struct plan_reader *r, const struct place *p) {
    if (p->roman.ptr == NULL)
        return T("mở đầu");
    return p->no ? arena_fmt(r->a, "%.*s.%d", FMT(p->roman), p->no) : p->roman;
}

static void read_duty(struct plan_reader *r, struct place *p, int line, struct text t, bool is_numbered) {
    if (is_numbered) {
        size_t colon = find(t, T(":"));
        p->item = 0;
        p->agency = colon == SIZE_MAX ? t : text_trim((struct text){t.ptr, colon});
        struct text rest = colon == SIZE_MAX ? TEXT_NONE : text_trim(from(t, colon + 1));
        if (rest.len > 0)
            add_duty(r, line, p->no, ++p->item, p->agency, rest);
    } else if (text_starts(t, T("- "))) {
        add_duty(r, line, p->no, ++p->item, p->agency, text_trim(from(t, 2)));
    } else {
        p->no++;
        p->item = 0;
        p->agency = TEXT_NONE;
        add_duty(r, line, p->no, ++p->item, TEXT_NONE, t);
    }
}

static void read_para(struct plan_reader *r, struct place *p, int line, struct text verbatim, struct text t) {
    struct text roman, rest = t, folded = vi_fold(r->a, t);
    int no;
    if (roman_heading(t, &roman)) {
        *p = (struct place){.roman = roman, .duties = find(folded, T("to chuc thuc hien")) != SIZE_MAX};
    } else if (p->roman.ptr == NULL) {
        if (text_starts(folded, T("thuc hien ")) || text_starts(folded, T("can cu ")))
            add_basis(r, line, t, false);
        else if (text_starts(folded, T("tren co so ")))
            add_basis(r, line, t, true);
    } else {
        bool is_numbered = numbered(r, line, t, &no, &rest);
        if (is_numbered) {
            if (p->duties && no != p->no + 1)
                plan_text_decide(r, line, "plan.decided.sequence", arena_fmt(r->a, "%d", p->no + 1),
                                 arena_fmt(r->a, "%d", no));
            p->no = no;
        }
        if (p->duties)
            read_duty(r, p, line, rest, is_numbered);
        find_rate(r, t);
        find_reports(r, line, t);
    }
    plan_text_add_para(r, line, section_of(r, p), verbatim, t);
}

/* A paragraph goes on below when a page ended inside it: no stop at its end, a small letter at the next one's start. */
static bool is_torn(struct text above, struct text below) {
    return above.len > 0 && strchr(".;:,/)", above.ptr[above.len - 1]) == NULL && plan_text_starts_lower(below);
}

static size_t read_body(struct plan_reader *r, size_t first, size_t end) {
    struct place p = {0};
    size_t i = first;
    while (i < end) {
        struct text verbatim = r->lines[i];
        if (verbatim.len == 0) {
            i++;
            continue;
        }
        if (text_starts(vi_fold(r->a, verbatim), T("noi nhan")))
            return i;
        int line = (int)i + 1;
        struct text t = plan_text_correct(r, line, verbatim);
        size_t next = i + 1;
        for (;;) {
            while (next < end && r->lines[next].len == 0)
                next++;
            if (next >= end || !is_torn(t, r->lines[next]))
                break;
            plan_text_decide(r, (int)next + 1, "plan.decided.joined", arena_fmt(r->a, "%d", line), TEXT_NONE);
            verbatim = plan_text_joined(r->a, verbatim, '\n', r->lines[next]);
            t = plan_text_joined(r->a, t, ' ', plan_text_correct(r, (int)next + 1, r->lines[next]));
            next++;
        }
        read_para(r, &p, line, verbatim, t);
        i = next;
    }
    return end;
}

/* ---- head and foot */

static size_t read_head(struct plan_reader *r, size_t end) {
    for (size_t i = 0; i < end; i++) {
        if (!text_is(vi_fold(r->a, r->lines[i]), "ke hoach"))
            continue;
        r->out.kind = T("Kế hoạch");
        plan_text_add_para(r, (int)i + 1, T("tên"), r->lines[i], r->lines[i]);
        for (i++; i < end && r->lines[i].len == 0;)
            i++;
        if (i < end) {
            r->out.about = plan_text_correct(r, (int)i + 1, r->lines[i]);
            plan_text_add_para(r, (int)i + 1, T("tên"), r->lines[i], r->out.about);
        }
        return i + 1 < end ? i + 1 : end;
    }
    return 0;
}

static void read_signature_line(struct plan_reader *r, int line, struct text t) {
    if (text_starts(t, T("TM."))) {
        r->out.on_behalf = t;
    } else if (text_starts(t, T("KT.")) || text_starts(t, T("TUQ."))) {
        r->out.signer_capacity = t;
    } else if (t.ptr[0] == '(') {
        plan_text_decide(r, line, "plan.decided.stray", t, TEXT_NONE);
    } else if (r->out.on_behalf.ptr != NULL && r->out.signer_post.ptr == NULL) {
        r->out.signer_post = t;
    } else if (r->out.on_behalf.ptr != NULL && r->out.signer_name.ptr == NULL) {
        r->out.signer_name = t;
    } else {
        plan_text_decide(r, line, "plan.decided.stray", t, TEXT_NONE);
    }
}

static void read_foot(struct plan_reader *r, size_t first, size_t end) {
    for (size_t i = first; i < end; i++) {
        struct text t = r->lines[i];
        if (t.len == 0)
            continue;
        struct text right = plan_text_correct(r, (int)i + 1, t);
        plan_text_add_para(r, (int)i + 1, T("Nơi nhận"), t, right);
        if (i == first)
            continue;
        if (text_starts(right, T("- "))) {
            struct text to = text_trim(from(right, 2));
            while (to.len > 0 && (to.ptr[to.len - 1] == ';' || to.ptr[to.len - 1] == '.'))
                to.len--;
            if (to.len > 0 && r->out.recipient_count < r->room)
                r->out.recipients[r->out.recipient_count++] = to;
        } else {
            read_signature_line(r, (int)i + 1, right);
        }
    }
}

static enum status split_lines(struct plan_reader *r, struct text bytes, struct error *err) {
    size_t n = 1;
    for (size_t i = 0; i < bytes.len; i++)
        n += bytes.ptr[i] == '\n';
    if (n > PLAN_TEXT_MAX_LINES)
        return fail(err, E_INVALID, "plan.text_too_long");
    r->lines = ARENA_ARRAY(r->a, n, struct text);
    struct text rest = bytes, line;
    while (text_cut(&rest, '\n', &line)) {
        /* Tabs separate cells: an empty first one must not be trimmed away. */
        while (line.len > 0 && (line.ptr[line.len - 1] == '\r' || line.ptr[line.len - 1] == ' '))
            line.len--;
        bool has_cells = memchr(line.ptr, '\t', line.len) != NULL;
        r->lines[r->line_count++] = has_cells ? line : text_trim(line);
    }
    return OK;
}

static size_t annex_start(struct plan_reader *r) {
    for (size_t i = 0; i < r->line_count; i++) {
        struct text folded = vi_fold(r->a, r->lines[i]);
        if (text_starts(folded, T("phu luc")) && folded.len < 30)
            return i;
    }
    for (size_t i = 0; i < r->line_count; i++) /* no heading: the table itself */
        if (text_starts(vi_fold(r->a, r->lines[i]), T("stt ")) &&
            memchr(r->lines[i].ptr, '\t', r->lines[i].len) != NULL)
            return i;
    return r->line_count;
}

enum status plan_text_read(struct arena *a, struct text bytes, const struct plan_slip *slips, size_t slip_count,
                           struct plan_text *ret, struct error *err) {
    if (bytes.len > PLAN_TEXT_MAX_BYTES)
        return fail(err, E_INVALID, "plan.text_too_long");
    if (!text_is_utf8(bytes))
        return fail(err, E_INVALID, "plan.text_not_utf8");
    if (text_starts(bytes, T("\xef\xbb\xbf")))
        bytes = from(bytes, 3);
    struct plan_reader r = {
        .a = a, .slips = slips, .slip_count = slip_count, .out = {.issued_on = DAY_NONE, .rate_bp = -1}};
    TRY(split_lines(&r, vi_nfc(a, bytes), err));
    r.room = r.line_count * 3 + 16; /* a line makes no more of anything */
    r.out.paras = ARENA_ARRAY(a, r.room, struct plan_text_para);
    r.out.decisions = ARENA_ARRAY(a, r.room, struct plan_text_decision);
    r.out.bases = ARENA_ARRAY(a, r.room, struct plan_text_basis);
    r.out.duties = ARENA_ARRAY(a, r.room, struct plan_text_duty);
    r.out.recipients = ARENA_ARRAY(a, r.room, struct text);
    r.out.reports = ARENA_ARRAY(a, r.room, struct plan_text_report);
    r.out.tasks = ARENA_ARRAY(a, r.room, struct plan_text_task);
    read_number(&r);
    if (r.out.number.ptr == NULL || r.out.issued_on == DAY_NONE)
        return fail(err, E_INVALID, "plan.text_no_number");
    size_t annex = annex_start(&r), body = read_head(&r, annex), foot = read_body(&r, body, annex);
    read_foot(&r, foot, annex);
    TRY(plan_text_annex(&r, annex, err));
    *ret = r.out;
    return OK;
}
