/* The decision to pay, the answer that refuses, or the decision to stop. The decree's own forms are not known to us:
 * the layout is that of state documents, and what nobody wrote is left as dots. What concerns HIV is never written. */
#include "features/assistance/assistance_parts.h"
#include "features/document/document.h"

static enum status body(struct ctx *c, struct document *d, const struct assist_get_row *k, struct error *err) {
    struct assist_facts f;
    struct assist_numbers *n;
    struct assist_part parts[ASSIST_PARTS];
    size_t count;
    if (text_is(k->state, "refused")) {
        paper_para(d, SAY(c, "assistance.paper_refused", k->reason));
        paper_para(d, WORD("assistance.paper_disagree"));
        return OK;
    }
    if (text_is(k->state, "stopped")) {
        paper_para(d, SAY(c, "assistance.paper_stopped", k->name, assist_month_text(c, k->stop_from), k->reason));
        return OK;
    }
    TRY(assist_facts_of(c, k, &f, err));
    TRY(assist_numbers_load(c, k->from_month > k->decided_on ? k->from_month : k->decided_on, &n, err));
    TRY(assist_reckon(c, n, &f, parts, &count, err));
    paper_para(d, SAY(c, "assistance.paper_granted", k->name, assist_month_text(c, k->from_month)));
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].chosen)
            continue;
        struct text what = parts[i].tier->is_private ? WORD("assistance.private_ground") : parts[i].tier->title;
        paper_para(d, SAY(c, "assistance.paper_part", what, paper_money(c, n->base),
                          assist_factor(c, parts[i].coefficient), paper_money(c, parts[i].amount)));
    }
    return OK;
}

enum status assist_paper(struct ctx *c, struct value *out, struct error *err) {
    struct assist_get_row k;
    struct paper_place commune;
    int64_t id;
    (void)out;
    TRY(ctx_id(c, 0, &id, err));
    TRY(assist_require(c, id, &k, err));
    bool refused = text_is(k.state, "refused"), stopped = text_is(k.state, "stopped");
    if (!refused && !stopped && !text_is(k.state, "granted"))
        return fail(err, E_CONFLICT, "assistance.no_paper");
    day_t on = stopped ? k.stop_on : k.decided_on;
    AUTO_DOCUMENT d =
        service_paper(c, WORD("assistance.paper_issuer"), stopped ? k.stop_number : k.number, k.district_id, on);
    TRY(paper_place(c, k.commune_id, on, &commune, err));
    document_title(d, WORD(refused ? "assistance.paper_answer" : "assistance.paper_decision"),
                   WORD(refused   ? "assistance.paper_about_refusal"
                        : stopped ? "assistance.paper_about_stop"
                                  : "assistance.paper_about"));
    paper_para(d, WORD("assistance.paper_basis"));
    paper_para(d, SAY(c, "assistance.paper_asked", k.name, commune.inside, k.number_in, paper_day(c, k.received_on)));
    TRY(body(c, d, &k, err));
    document_para(d, WORD("assistance.paper_form_unknown"), DOC_JUSTIFY, DOC_ITALIC | DOC_SMALL);
    const struct text recipients[] = {k.name, commune.name};
    paper_sign(c, d, k.signer_post.ptr != NULL ? k.signer_post : T(""), k.signer.ptr != NULL ? k.signer : T(""),
               recipients, COUNT_OF(recipients));
    return paper_send(c, d, arena_fmt(c->arena, "tro-cap-xa-hoi-%lld", (long long)id), err);
}
