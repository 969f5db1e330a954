/* The annex: rows of four cells (number, work, lead, coordinators) parted by tabs.
 *
 *   "4"   without a lead          a group; a row without number below it is the group's one task, of the same code
 *   "8"   with a lead             a group that is its own task
 *   "1.1" with a lead             a task
 *   "1.1" without, then an unnumbered row with one: heading and work of the same task
 *   "1.3" without, then "a", "b"  a subgroup with tasks 1.3.a, 1.3.b
 *
 * The heading row is printed again on each page. A row behind it without a number that begins with a small letter, in
 * its work or its lead, is the rest of the row in front of it. */
#include "features/plan/plan_text_internal.h"
#include "i18n/i18n.h"

enum { NO, WORK, LEAD, WITH, CELLS };

struct table {
    struct text group, sub; /* current codes */
    struct text heading;    /* of a numbered row that had no lead yet */
    struct text heading_code;
    struct plan_text_task *last; /* the row that may go on */
    bool page_began;
};

static void cells_of(struct plan_reader *r, int line, struct text t, struct text cells[CELLS]) {
    size_t n = 0;
    struct text cell;
    memset(cells, 0, CELLS * sizeof *cells);
    while (text_cut(&t, '\t', &cell)) {
        cell = text_trim(cell);
        if (n < CELLS) {
            cells[n++] = cell;
        } else if (cell.len > 0) {
            cells[WITH] = plan_text_joined(r->a, cells[WITH], ' ', cell);
            plan_text_decide(r, line, "plan.decided.more_cells", cell, TEXT_NONE);
        }
    }
}

static bool is_number(struct text t) { /* "3", "5.1", with or without a stop at its end */
    bool digit = false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] >= '0' && t.ptr[i] <= '9')
            digit = true;
        else if (t.ptr[i] != '.')
            return false;
    }
    return digit;
}

static bool is_letter(struct text t) {
    return t.len == 1 && t.ptr[0] >= 'a' && t.ptr[0] <= 'z';
}

static struct text without_stop(struct text t) {
    while (t.len > 0 && (t.ptr[t.len - 1] == '.' || t.ptr[t.len - 1] == ')'))
        t.len--;
    return t;
}

static struct plan_text_task *add(struct plan_reader *r, int line, const char *kind, struct text code,
                                  struct text parent, struct text text) {
    struct plan_text_task *t = &r->out.tasks[r->out.task_count++];
    *t = (struct plan_text_task){.line = line, .kind = kind, .code = code, .parent = parent, .text = text};
    return t;
}

static void add_task(struct plan_reader *r, struct table *tb, int line, struct text code, struct text parent,
                     const struct text cells[CELLS]) {
    struct plan_text_task *t = add(r, line, "task", code, parent, cells[WORK]);
    t->lead = cells[LEAD];
    t->coordinate = cells[WITH];
    tb->last = t;
    if (t->lead.len == 0)
        plan_text_decide(r, line, "plan.decided.no_lead", code, TEXT_NONE);
}

static void numbered_row(struct plan_reader *r, struct table *tb, int line, struct text code,
                         const struct text cells[CELLS]) {
    bool is_group = memchr(code.ptr, '.', code.len) == NULL;
    tb->last = NULL;
    tb->heading = TEXT_NONE;
    tb->heading_code = TEXT_NONE;
    tb->sub = TEXT_NONE;
    if (is_group) {
        (void)add(r, line, "group", code, TEXT_NONE, cells[WORK]);
        tb->group = code;
        if (cells[LEAD].len > 0)
            add_task(r, tb, line, code, code, cells);
        return;
    }
    if (cells[LEAD].len > 0) {
        add_task(r, tb, line, code, tb->group, cells);
    } else {
        tb->heading = cells[WORK];
        tb->heading_code = code;
    }
}

static void lettered_row(struct plan_reader *r, struct table *tb, int line, struct text letter,
                         const struct text cells[CELLS]) {
    if (tb->heading_code.len > 0) {
        (void)add(r, line, "subgroup", tb->heading_code, tb->group, tb->heading);
        tb->sub = tb->heading_code;
        tb->heading_code = TEXT_NONE;
    }
    struct text above = tb->sub.len > 0 ? tb->sub : tb->group;
    add_task(r, tb, line, arena_fmt(r->a, "%.*s.%.*s", FMT(above), FMT(letter)), above, cells);
}

/* A row without a number: the rest of the last one, the work of the heading above, or the one task of a group. */
static void bare_row(struct plan_reader *r, struct table *tb, int line, const struct text cells[CELLS]) {
    bool goes_on = tb->last != NULL && (cells[LEAD].len == 0 || plan_text_starts_lower(cells[LEAD]) ||
                                        (tb->page_began && plan_text_starts_lower(cells[WORK])));
    if (goes_on) {
        tb->last->text = plan_text_joined(r->a, tb->last->text, ' ', cells[WORK]);
        tb->last->lead = plan_text_joined(r->a, tb->last->lead, ' ', cells[LEAD]);
        tb->last->coordinate = plan_text_joined(r->a, tb->last->coordinate, ' ', cells[WITH]);
        plan_text_decide(r, line, "plan.decided.row_joined", tb->last->code, TEXT_NONE);
    } else if (tb->heading_code.len > 0) {
        struct text code = tb->heading_code;
        tb->heading_code = TEXT_NONE;
        add_task(r, tb, line, code, tb->group, cells);
    } else if (tb->group.len > 0) {
        add_task(r, tb, line, tb->group, tb->group, cells);
        plan_text_decide(r, line, "plan.decided.group_task", tb->group, TEXT_NONE);
    } else {
        plan_text_decide(r, line, "plan.decided.stray", cells[WORK], TEXT_NONE);
    }
}

static struct text section_of(struct plan_reader *r, const struct table *tb) {
    struct text code = tb->last ? tb->last->code : tb->heading_code.len ? tb->heading_code : tb->group;
    return arena_fmt(r->a, "PL %.*s", FMT(code));
}

static void read_row(struct plan_reader *r, struct table *tb, int line, struct text verbatim) {
    struct text cells[CELLS];
    struct text right = plan_text_correct(r, line, verbatim);
    cells_of(r, line, right, cells);
    if (text_starts(vi_fold(r->a, cells[NO]), T("stt")) || text_is(vi_fold(r->a, cells[NO]), "tt")) {
        tb->page_began = true;
        return;
    }
    struct text code = without_stop(cells[NO]);
    if (is_number(code))
        numbered_row(r, tb, line, code, cells);
    else if (is_letter(code))
        lettered_row(r, tb, line, code, cells);
    else if (code.len == 0)
        bare_row(r, tb, line, cells);
    else
        plan_text_decide(r, line, "plan.decided.stray", code, TEXT_NONE);
    tb->page_began = false;
    plan_text_add_para(r, line, section_of(r, tb), verbatim, right);
}

static enum status check_codes(struct plan_reader *r, struct error *err) {
    size_t tasks = 0;
    for (size_t i = 0; i < r->out.task_count; i++) {
        const struct plan_text_task *t = &r->out.tasks[i];
        tasks += strcmp(t->kind, "task") == 0;
        for (size_t k = 0; k < i; k++)
            if (strcmp(t->kind, r->out.tasks[k].kind) == 0 && text_eq(t->code, r->out.tasks[k].code))
                return fail(err, E_INVALID, "plan.text_code_twice", arena_zstr(r->a, t->code));
    }
    return tasks > 0 ? OK : fail(err, E_INVALID, "plan.text_no_table");
}

enum status plan_text_annex(struct plan_reader *r, size_t first, struct error *err) {
    struct table tb = {0};
    for (size_t i = first; i < r->line_count; i++) {
        struct text t = r->lines[i];
        int line = (int)i + 1;
        if (t.len == 0)
            continue;
        if (memchr(t.ptr, '\t', t.len) != NULL) {
            read_row(r, &tb, line, t);
        } else if (tb.last != NULL) { /* a cell that was broken onto a line of its own */
            struct text *cell = tb.last->coordinate.len ? &tb.last->coordinate : &tb.last->text;
            *cell = plan_text_joined(r->a, *cell, ' ', t);
            plan_text_decide(r, line, "plan.decided.row_joined", tb.last->code, TEXT_NONE);
            plan_text_add_para(r, line, section_of(r, &tb), t, t);
        } else {
            plan_text_add_para(r, line, T("PL"), t, plan_text_correct(r, line, t));
        }
    }
    return check_codes(r, err);
}
