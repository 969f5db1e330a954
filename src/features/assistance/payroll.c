/* What is due in a month and stands on no list yet, and the lists made of it. Months that were missed come with it, and
 * what earlier months were paid too little since the base or a coefficient changed: one line says both. Lists and lines
 * are features/benefit's; here only stands which part of a line is for which month. */
#include "features/assistance/assistance_parts.h"
#include "features/benefit/benefit.h"

struct reckoning {
    struct ctx *c;
    day_t month, first;
    struct assist_numbers *numbers[ASSIST_BACK + 1]; /* by months back */
    struct assist_shares_row *shares;                /* by person */
    size_t share_count;
    struct assist_payroll *out;
    size_t line_room, trouble_room;
};

static void trouble(struct reckoning *r, int64_t case_id, struct text name, struct text sentence) {
    struct assist_payroll *p = r->out;
    if (p->trouble_count == r->trouble_room) {
        r->trouble_room = r->trouble_room == 0 ? 16 : r->trouble_room * 2;
        struct assist_trouble *more = ARENA_ARRAY(r->c->arena, r->trouble_room, struct assist_trouble);
        if (p->trouble_count > 0)
            memcpy(more, p->troubles, p->trouble_count * sizeof *more);
        p->troubles = more;
    }
    p->troubles[p->trouble_count++] = (struct assist_trouble){case_id, name, sentence};
}

static struct assist_due_line *line_add(struct reckoning *r, const struct assist_due_line *l) {
    struct assist_payroll *p = r->out;
    if (p->count == r->line_room) {
        r->line_room = r->line_room == 0 ? 64 : r->line_room * 2;
        struct assist_due_line *more = ARENA_ARRAY(r->c->arena, r->line_room, struct assist_due_line);
        if (p->count > 0)
            memcpy(more, p->lines, p->count * sizeof *more);
        p->lines = more;
    }
    p->lines[p->count] = *l;
    return &p->lines[p->count++];
}

static enum status numbers_of(struct reckoning *r, day_t month, struct assist_numbers **ret, struct error *err) {
    size_t back = 0;
    for (day_t m = month; m < r->month; m = day_add_months(m, 1))
        back++;
    if (back > ASSIST_BACK)
        return fail(err, E_INTERNAL, "assistance.too_far_back");
    if (r->numbers[back] == NULL)
        TRY(assist_numbers_load(r->c, month, &r->numbers[back], err));
    *ret = r->numbers[back];
    return OK;
}

/* The lines of one person that grow month by month, one for each policy. */
struct person {
    const struct assist_paid_cases_row *row; /* of the dossier that counts in the month */
    struct assist_facts facts;
    const struct assist_shares_row *shares; /* what stands on lists for him */
    size_t share_count;
    struct assist_due_line lines[ASSIST_PARTS];
    size_t count;
    struct late { /* differences of earlier months, by policy */
        int64_t policy_id, sum;
        struct assist_share_new months[ASSIST_BACK + 1];
        size_t count;
    } late[ASSIST_PARTS];
    size_t late_count;
};

/* What stands on lists for a month: of one policy, and of all policies of the same group that exclude it. */
static void paid_for(const struct person *p, const struct assist_numbers *n, const struct assist_part *part,
                     const struct assist_part *parts, size_t count, int64_t *ret_own, int64_t *ret_others) {
    *ret_own = *ret_others = 0;
    for (size_t i = 0; i < p->share_count; i++) {
        const struct assist_shares_row *s = &p->shares[i];
        if (s->month != n->month)
            continue;
        if (s->policy_id == part->tier->policy_id) {
            *ret_own += s->amount;
            continue;
        }
        bool also_due = false, same_group = false;
        for (size_t k = 0; k < count; k++)
            also_due = also_due || (parts[k].chosen && parts[k].tier->policy_id == s->policy_id);
        for (size_t k = 0; k < n->count; k++)
            same_group =
                same_group || (n->tiers[k].policy_id == s->policy_id && text_eq(n->tiers[k].group, part->tier->group));
        if (same_group && !also_due)
            *ret_others += s->amount;
    }
}

static void late_add(struct person *p, int64_t policy_id, day_t month, int64_t amount) {
    size_t i = 0;
    while (i < p->late_count && p->late[i].policy_id != policy_id)
        i++;
    if (i == ASSIST_PARTS) /* more policies than grounds: cannot be */
        return;
    if (i == p->late_count)
        p->late[p->late_count++] = (struct late){.policy_id = policy_id};
    p->late[i].sum += amount;
    p->late[i].months[p->late[i].count++] = (struct assist_share_new){month, amount};
}

static struct text said_how(struct ctx *c, const struct assist_numbers *n, const struct assist_part *p) {
    const struct text args[] = {assist_month_text(c, n->month), assist_money(c, n->base),
                                assist_factor(c, p->coefficient), p->tier->article};
    return tr_args(LANG_VI, c->arena, "assistance.how", args, COUNT_OF(args));
}

static enum status add_month(struct reckoning *r, struct person *p, const struct assist_numbers *n,
                             const struct assist_part *part, struct error *err) {
    struct ctx *c = r->c;
    struct assist_due_line *l = NULL;
    for (size_t i = 0; i < p->count; i++) /* the month after the last of a line joins it */
        if (p->lines[i].policy_id == part->tier->policy_id && p->lines[i].to == n->month &&
            p->lines[i].case_id == p->row->id)
            l = &p->lines[i];
    if (l == NULL) {
        if (p->count == ASSIST_PARTS)
            return OK; /* more gaps than fit on one list: the next list takes them */
        l = &p->lines[p->count++];
        *l = (struct assist_due_line){.case_id = p->row->id,
                                      .person_id = p->row->person_id,
                                      .household_id = p->row->household_id,
                                      .policy_id = part->tier->policy_id,
                                      .name = p->row->name,
                                      .from = n->month};
    }
    struct text how = said_how(c, n, part);
    size_t k = l->share_count;
    bool same = k > 0 && l->shares[k - 1].amount == part->amount;
    l->how = k == 0 ? how : same ? l->how : arena_fmt(c->arena, "%.*s; %.*s", FMT(l->how), FMT(how));
    l->to = day_add_months(n->month, 1);
    if (!add_i64(l->amount, part->amount, &l->amount))
        return fail(err, E_INVALID, "benefit.bad_amount");
    l->shares[l->share_count++] = (struct assist_share_new){n->month, part->amount};
    return OK;
}

static enum status one_month(struct reckoning *r, struct person *p, day_t month, struct error *err) {
    struct ctx *c = r->c;
    struct assist_numbers *n;
    struct assist_part parts[ASSIST_PARTS];
    size_t count;
    TRY(numbers_of(r, month, &n, err));
    TRY(assist_reckon(c, n, &p->facts, parts, &count, err));
    for (size_t i = 0; i < count; i++) {
        int64_t own, others;
        if (parts[i].amount == DB_NULL && month == r->month)
            trouble(r, p->row->id, p->row->name, tr(c->lang, parts[i].why));
        if (!parts[i].chosen)
            continue;
        paid_for(p, n, &parts[i], parts, count, &own, &others);
        int64_t missing = parts[i].amount - own - others;
        if (own + others == 0)
            TRY(add_month(r, p, n, &parts[i], err));
        else if (missing > 0)
            late_add(p, parts[i].tier->policy_id, month, missing);
        else if (missing < 0) {
            const struct text args[] = {assist_month_text(c, month), assist_money(c, -missing)};
            trouble(r, p->row->id, p->row->name, tr_args(c->lang, c->arena, "assistance.paid_too_much", args, 2));
        }
    }
    return OK;
}

/* Differences of months that were paid go with the newest line of the policy, each noted for its own month: the next
 * list finds them paid. */
static void settle(struct reckoning *r, struct person *p) {
    struct ctx *c = r->c;
    for (size_t i = 0; i < p->late_count; i++) {
        const struct late *late = &p->late[i];
        struct assist_due_line *l = NULL;
        for (size_t k = 0; k < p->count; k++)
            if (p->lines[k].policy_id == late->policy_id && (l == NULL || p->lines[k].to > l->to))
                l = &p->lines[k];
        struct text money = assist_money(c, late->sum);
        if (l == NULL) {
            trouble(r, p->row->id, p->row->name, tr_args(c->lang, c->arena, "assistance.difference_waits", &money, 1));
            continue;
        }
        l->arrears = late->sum;
        l->amount += late->sum;
        memcpy(l->shares + l->share_count, late->months, late->count * sizeof late->months[0]);
        l->share_count += late->count;
        struct text more = tr_args(LANG_VI, c->arena, "assistance.how_arrears", &money, 1);
        l->how = arena_fmt(c->arena, "%.*s; %.*s", FMT(l->how), FMT(more));
    }
    for (size_t k = 0; k < p->count; k++) {
        line_add(r, &p->lines[k]);
        r->out->total += p->lines[k].amount;
    }
}

static bool counts_in(const struct assist_paid_cases_row *k, day_t month) {
    return k->from_month <= month && (k->stop_from == DAY_NONE || month < k->stop_from) &&
           (k->flagged_on == DAY_NONE || month <= day_month_first(k->flagged_on));
}

static void shares_of(const struct reckoning *r, int64_t person_id, const struct assist_shares_row **ret,
                      size_t *ret_count) {
    size_t low = 0, high = r->share_count, end;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->shares[mid].person_id < person_id)
            low = mid + 1;
        else
            high = mid;
    }
    for (end = low; end < r->share_count && r->shares[end].person_id == person_id; end++)
        ;
    *ret = r->shares + low;
    *ret_count = end - low;
}

/* rows: all dossiers of one person with their grounds, the oldest first. */
static enum status one_person(struct reckoning *r, const struct assist_paid_cases_row *rows, size_t count,
                              struct error *err) {
    struct person *p = ARENA_NEW(r->c->arena, struct person);
    *p = (struct person){.row = &rows[count - 1]};
    shares_of(r, p->row->person_id, &p->shares, &p->share_count);
    for (day_t m = r->first; m <= r->month; m = day_add_months(m, 1)) {
        p->facts = (struct assist_facts){.count = 0};
        for (size_t i = 0; i < count; i++) {
            if (!counts_in(&rows[i], m) || p->facts.count == ASSIST_GROUNDS)
                continue;
            if (p->facts.count == 0) {
                p->row = &rows[i];
                assist_born(&p->facts, rows[i].born_on, rows[i].born_precision);
            } else if (rows[i].id != p->row->id)
                continue;
            p->facts.reasons[p->facts.count++] = (struct assist_reason){rows[i].ground, rows[i].children};
        }
        if (p->facts.count > 0)
            TRY(one_month(r, p, m, err));
    }
    settle(r, p);
    return OK;
}

enum status assist_payroll(struct ctx *c, int64_t commune_id, day_t month, struct assist_payroll *ret,
                           struct error *err) {
    struct reckoning r = {.c = c, .month = day_month_first(month), .out = ret};
    struct assist_paid_cases_row *rows;
    size_t count;
    *ret = (struct assist_payroll){.count = 0};
    r.first = day_add_months(r.month, -ASSIST_BACK);
    TRY(assist_paid_cases(c->db, &(struct assist_paid_cases_in){commune_id, r.first, r.month}, c->arena, &rows, &count,
                          err));
    TRY(assist_shares(c->db, &(struct assist_shares_in){commune_id, r.first}, c->arena, &r.shares, &r.share_count,
                      err));
    for (size_t at = 0; at < count;) {
        size_t end = at + 1;
        while (end < count && rows[end].person_id == rows[at].person_id)
            end++;
        TRY(one_person(&r, rows + at, end - at, err));
        at = end;
    }
    return OK;
}

/* ---- lists */

/* ids: of the lines that were added; 0: refused. */
static enum status write_shares(struct ctx *c, const struct assist_due_line *const *lines, const int64_t *ids,
                                size_t count, struct error *err) {
    static const char *const columns[] = {"line_id", "case_id", "policy_id", "month", "amount"};
    struct db_bulk *b;
    enum status s = OK;
    TRY(db_bulk_begin(c->db, "assistance_share", columns, COUNT_OF(columns), &b, err));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; ids[i] != 0 && k < lines[i]->share_count && s == OK; k++) {
            db_bulk_int(b, ids[i]);
            db_bulk_int(b, lines[i]->case_id);
            db_bulk_int(b, lines[i]->policy_id);
            db_bulk_day(b, lines[i]->shares[k].month);
            db_bulk_int(b, lines[i]->shares[k].amount);
            s = db_bulk_row(b, err);
        }
    enum status ended = db_bulk_end(&b, err);
    return s != OK ? s : ended;
}

static enum status one_list(struct reckoning *r, int64_t commune_id, int64_t policy_id, int64_t *ret_list,
                            struct error *err) {
    struct ctx *c = r->c;
    const struct assist_payroll *p = r->out;
    struct benefit_new *lines = ARENA_ARRAY(c->arena, p->count + 1, struct benefit_new);
    const struct assist_due_line **from = ARENA_ARRAY(c->arena, p->count + 1, const struct assist_due_line *);
    int64_t *ids = ARENA_ARRAY(c->arena, p->count + 1, int64_t);
    struct benefit_refused *refused;
    size_t count = 0, refused_count;
    day_t first = r->month;
    struct policy policy;
    for (size_t i = 0; i < p->count; i++) {
        const struct assist_due_line *l = &p->lines[i];
        if (l->policy_id != policy_id)
            continue;
        first = l->from < first ? l->from : first;
        from[count] = l;
        lines[count++] = (struct benefit_new){.household_id = l->household_id,
                                              .person_id = l->person_id,
                                              .from = l->from,
                                              .to = l->to,
                                              .amount = l->amount,
                                              .how = l->how,
                                              .entitled_on = l->from,
                                              .judged = true,
                                              .detail_kind = ASSIST_KIND,
                                              .detail_id = l->case_id};
    }
    TRY(policy_get(c, policy_id, r->month, &policy, err));
    const struct text args[] = {policy.name, assist_month_text(c, r->month)};
    struct benefit_list_new n = {.policy_id = policy_id,
                                 .commune_id = commune_id,
                                 .title = tr_args(LANG_VI, c->arena, "assistance.list_title", args, 2),
                                 .from = first,
                                 .to = day_add_months(r->month, 1)};
    TRY(benefit_list_open(c, &n, ret_list, err));
    TRY(benefit_add(c, *ret_list, lines, count, ids, &refused, &refused_count, err));
    for (size_t i = 0; i < refused_count; i++)
        trouble(r, from[refused[i].line]->case_id, from[refused[i].line]->name, refused[i].sentence);
    TRY(write_shares(c, from, ids, count, err));
    return refused_count < count ? OK
                                 : benefit_close(c, *ret_list, 1, false, tr(LANG_VI, "assistance.nobody_added"), err);
}

enum status assist_draft(struct ctx *c, int64_t commune_id, day_t month, struct assist_payroll *p, int64_t *ret_lists,
                         struct error *err) {
    struct reckoning r = {.c = c, .month = day_month_first(month), .out = p};
    TRY(assist_payroll(c, commune_id, month, p, err));
    r.trouble_room = p->trouble_count; /* the next one makes room */
    *ret_lists = 0;
    for (size_t i = 0; i < p->count; i++) {
        bool seen = false;
        int64_t list;
        for (size_t k = 0; k < i && !seen; k++)
            seen = p->lines[k].policy_id == p->lines[i].policy_id;
        if (seen)
            continue;
        TRY(one_list(&r, commune_id, p->lines[i].policy_id, &list, err));
        (*ret_lists)++;
    }
    return *ret_lists > 0 ? OK : fail(err, E_CONFLICT, "assistance.nothing_due", assist_month_text(c, r.month).ptr);
}
