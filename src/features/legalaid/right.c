/* Who has the right to free legal aid. The policy says which class of which standard opens it; a setting says which
 * matters the law leaves out; the rest a paper must show. What nobody knows stays unknown: a household that is poor by
 * the provincial standard only is neither told yes nor no. */
#include "features/household/household.h"
#include "features/policy/policy.h"
#include "features/legalaid/legalaid_parts.h"

static const char *const answer_codes[] = {"no", "unknown", "if_shown", "yes"};
const char *legal_answer_code(enum legal_answer a) {
    return answer_codes[a];
}

static struct text found_classes(struct ctx *c, const struct service_household *h) {
    struct text args[] = {tr(LANG_VI, household_class_word(h->class_national)),
                          tr(LANG_VI, household_class_word(h->class_provincial))};
    return tr_args(LANG_VI, c->arena, "legalaid.found_classes", args, COUNT_OF(args));
}

static void add(struct legal_right *r, const char *state, const char *title, struct text found, struct text article,
                struct text certainty) {
    r->lines[r->count++] = (struct legal_line){state, title, found, article, certainty};
}

/* Poor by a standard that the policy does not name: whether that is enough is not known. */
static const char *class_state(struct text policy_classes, struct text mine, const char *wanted) {
    struct text national = text_of(wanted);
    if (text_has_word(mine, national) && text_has_word(policy_classes, national))
        return "holds";
    if (text_is(national, "poor/national")) {
        if (text_has_word(mine, T("poor/brvt")))
            return text_has_word(policy_classes, T("poor/brvt")) ? "holds" : "unknown";
    }
    return "fails";
}

static void judge_ground(struct ctx *c, const struct legal_question *q, const struct policy *p, struct legal_right *r) {
    struct text mine = service_classes(c, q->household), found = found_classes(c, q->household);
    bool shown = q->paper.len > 0;
    if (text_is(q->ground, "poor")) {
        add(r, class_state(p->classes, mine, "poor/national"), "legalaid.right.poor", found, p->document, p->certainty);
        return;
    }
    if (text_is(q->ground, "other")) {
        add(r, shown ? "holds" : "needs_paper", "legalaid.right.other", q->ground_note, p->document, p->certainty);
        return;
    }
    add(r, class_state(p->classes, mine, "near_poor/national"), "legalaid.right.near_poor", found, p->document,
        p->certainty);
    add(r, shown ? "holds" : "needs_paper",
        text_is(q->ground, "near_poor_accused") ? "legalaid.right.accused" : "legalaid.right.listed", q->ground_note,
        p->document, p->certainty);
}

static enum status judge_field(struct ctx *c, const struct legal_question *q, const struct policy *p,
                               struct legal_right *r, struct error *err) {
    struct text excluded;
    TRY(setting_text(c, "legalaid.excluded_fields", q->on, &excluded, err));
    if (excluded.ptr == NULL)
        add(r, "unknown", "legalaid.right.field", TEXT_NONE, p->document, T("unknown"));
    else
        add(r, text_has_word(excluded, q->field) ? "fails" : "holds", "legalaid.right.field", TEXT_NONE, p->document,
            p->certainty);
    return OK;
}

enum status legal_right_of(struct ctx *c, const struct legal_question *q, struct legal_right *ret, struct error *err) {
    struct policy p;
    struct legal_right r = {.answer = LEGAL_YES};
    TRY(policy_by_key(c, LEGAL_POLICY, q->on, &p, err));
    judge_ground(c, q, &p, &r);
    TRY(judge_field(c, q, &p, &r, err));
    if (!text_is(q->ground, "other"))
        add(&r, q->paper.len > 0 ? "holds" : "needs_paper", "legalaid.right.paper",
            q->paper.len > 0 ? q->paper : p.evidence, p.document, p.certainty);
    for (size_t i = 0; i < r.count; i++) {
        const char *s = r.lines[i].state;
        enum legal_answer a = strcmp(s, "fails") == 0         ? LEGAL_NO
                              : strcmp(s, "unknown") == 0     ? LEGAL_UNKNOWN
                              : strcmp(s, "needs_paper") == 0 ? LEGAL_IF_SHOWN
                                                              : LEGAL_YES;
        if (a < r.answer)
            r.answer = a;
    }
    *ret = r;
    return OK;
}
