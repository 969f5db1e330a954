/* The demonstration: applications to the medical fund at every step. Diseases, invoices, signers and amounts are
 * invented. */
#include "features/demo/demo.h"
#include "features/illness/illness_parts.h"

#define PATIENTS 14

struct play {
    struct demo_stage stage;
    const struct demo_plan *plan;
    struct illness_demo_people_row *people;
    size_t count, index;
    int64_t id, amount;
};

static void play_as(struct ctx *c, unsigned who, const char *name) {
    c->user.account_id = demo_id(20, 940 + who);
    c->user.display_name = text_of(name);
}
static enum status noted(struct ctx *c, const struct play *p) {
    audit_note(c, p->people[p->index].commune_id, "demo.illness", "illness_case", p->id, NULL);
    return OK;
}
static enum status find(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    return illness_demo_people(c->db, &(struct illness_demo_people_in){PATIENTS}, c->arena, &p->people, &p->count, err);
}

static enum status apply(struct ctx *c, void *user, struct error *err) {
    static const char *const groups[] = {"cancer", "dialysis", "heart", "high_cost"};
    static const char *const words[] = {"illness.demo.cancer", "illness.demo.dialysis", "illness.demo.heart",
                                        "illness.demo.high_cost"};
    struct play *p = user;
    struct service_person who;
    struct demo_rng r = demo_rng(p->plan, "illness", (int64_t)p->index);
    int64_t cost;
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(service_person(c, p->people[p->index].person_id, &who, err));
    TRY(illness_open(c, &who,
                     &(struct illness_opening){.number_in = arena_fmt(c->arena, "MH-%zu/TN", p->index + 1),
                                               .applicant = tr(LANG_VI, "illness.demo.applicant"),
                                               .disease = text_of(groups[p->index % 4]),
                                               .diagnosis = tr(LANG_VI, words[p->index % 4]),
                                               .hospital = tr(LANG_VI, "illness.demo.hospital"),
                                               .received_on = c->today,
                                               .admitted_on = c->today - 40,
                                               .discharged_on = c->today - 12},
                     &p->id, err));
    p->amount = 0;
    for (int i = 0; i < 3; i++) {
        int64_t amount = (15 + demo_below(&r, 60)) * 100000;
        TRY(illness_add_cost(
            c, p->id,
            &(struct illness_invoice){i == 2 ? T("co_payment") : T("bill"), tr(LANG_VI, "illness.demo.hospital"),
                                      arena_fmt(c->arena, "MH24-%03zu%d", p->index, i), c->today - 12 - i, amount},
            &cost, err));
    }
    return noted(c, p);
}
static enum status send(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 1, "Nguyễn Thị Xã");
    TRY(illness_pass_on(c, p->id, c->today, err));
    return noted(c, p);
}
static enum status assess(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    struct illness_costs_of_row *rows;
    size_t count;
    int64_t id;
    play_as(c, 2, "Lê Thị Y");
    TRY(illness_costs_of(c->db, &(struct illness_costs_of_in){p->id}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool less = i == 1 && p->index % 3 == 0;
        int64_t accepted = less ? rows[i].amount - 500000 : rows[i].amount;
        TRY(illness_accept(c, rows[i].id, accepted, less ? tr(LANG_VI, "illness.demo.service") : TEXT_NONE, &id, err));
        p->amount += accepted;
    }
    TRY(illness_propose(c, p->id, c->today, p->amount, TEXT_NONE, err));
    return noted(c, p);
}
static enum status grant(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 3, "Trần Văn Giám");
    TRY(illness_decide(c, p->id,
                       &(struct illness_decision){arena_fmt(c->arena, "MH-%zu/QĐ-SYT", p->index + 1),
                                                  tr(LANG_VI, "illness.demo.signer"), tr(LANG_VI, "illness.demo.post"),
                                                  c->today, p->amount},
                       err));
    return noted(c, p);
}
static enum status refuse(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 3, "Trần Văn Giám");
    TRY(illness_refuse(c, p->id,
                       &(struct illness_decision){arena_fmt(c->arena, "MH-%zu/SYT", p->index + 1),
                                                  tr(LANG_VI, "illness.demo.signer"), tr(LANG_VI, "illness.demo.post"),
                                                  c->today, 0},
                       tr(LANG_VI, "illness.demo.refused"), err));
    return noted(c, p);
}
static enum status pay(struct ctx *c, void *user, struct error *err) {
    struct play *p = user;
    play_as(c, 2, "Lê Thị Y");
    TRY(illness_pay_out(c, p->id, c->today, tr(LANG_VI, "illness.demo.applicant"), TEXT_NONE, err));
    return noted(c, p);
}

/* Whom the rules refuse, or money that is not there, ends that story where it stands. */
static enum status on_day(struct play *p, int month, int day, bool *going,
                          enum status (*act)(struct ctx *, void *, struct error *), struct error *err) {
    return demo_on_day(&p->stage, day_of(2024, month, day), going, act, p, err);
}

static enum status play_patient(struct play *p, struct error *err) {
    size_t far = p->index % 7;
    bool going = true;
    int month = far >= 5 ? 3 + (int)(p->index % 6) : 10;
    TRY(on_day(p, month, 5, &going, apply, err));
    TRY(far >= 1 ? on_day(p, month, 7, &going, send, err) : OK);
    TRY(far >= 2 ? on_day(p, month, 14, &going, assess, err) : OK);
    if (far == 3)
        return on_day(p, month, 20, &going, refuse, err);
    TRY(far >= 4 ? on_day(p, month, 21, &going, grant, err) : OK);
    return far >= 5 ? on_day(p, month, 26, &going, pay, err) : OK;
}

enum status illness_demo(struct ctx *c, const struct demo_plan *plan, struct error *err) {
    struct play p = {.plan = plan};
    enum status s = OK;
    TRY(ctx_read(c, find, &p, err));
    demo_stage_begin(&p.stage, c, plan);
    for (p.index = 0; p.index < p.count && s == OK; p.index++)
        s = play_patient(&p, err);
    demo_stage_end(&p.stage);
    return s;
}
