/* Where each hamlet (or commune) stands: counted over its households, with the newest meeting, posting and opinion. */
#include "features/area/area.h"
#include "features/review/review_parts.h"

struct facts { /* of the hamlets shown, in the order of ids */
    struct board_meetings_row *meetings;
    struct board_postings_row *postings;
    struct board_opinions_row *opinions;
    size_t meeting_count, posting_count, opinion_count;
};

static enum status facts_load(struct ctx *c, int64_t season_id, int64_t area_id, struct facts *f, struct error *err) {
    TRY(board_meetings(c->db, &(struct board_meetings_in){season_id, area_id}, c->arena, &f->meetings,
                       &f->meeting_count, err));
    TRY(board_postings(c->db, &(struct board_postings_in){season_id, area_id}, c->arena, &f->postings,
                       &f->posting_count, err));
    return board_opinions(c->db, &(struct board_opinions_in){season_id, area_id}, c->arena, &f->opinions,
                          &f->opinion_count, err);
}

static void late(struct board_unit *u, day_t today, day_t due) {
    if (due != DAY_NONE && due < today && today - due > u->late_days)
        u->late_days = today - due;
}

static void set(struct board_unit *u, enum board_step step, enum board_state state, day_t day) {
    u->step[step] = state;
    u->day[step] = day;
}

/* Every household of the unit has come at least so far. */
static enum board_state reached(int64_t count, int64_t all) {
    return all > 0 && count >= all ? BOARD_DONE : count > 0 ? BOARD_DOING : BOARD_TODO;
}

static void judge_meeting(struct board_unit *u, const struct board_hamlets_row *r, const struct board_meetings_row *m,
                          day_t today) {
    enum board_state s = u->again > 0 ? BOARD_STUCK : reached(u->agreed, u->listed);
    set(u, BOARD_MEETING, s, m ? m->held_on : r->meeting_planned_on);
    if (m == NULL && r->meeting_planned_on != DAY_NONE && s == BOARD_TODO)
        late(u, today, r->meeting_planned_on);
    u->attendees = m ? m->attendees : -1;
    u->least_agreeing = m && m->least_agreeing != DB_NULL ? m->least_agreeing : -1;
}

static void judge_opinion(struct board_unit *u, const struct board_opinions_row *o, day_t today) {
    enum board_state s = reached(u->opinion_given, u->listed);
    if (s != BOARD_DONE && u->asked > u->opinion_given)
        s = o && o->outcome.ptr && text_is(o->outcome, "explain") && o->explained_on == DAY_NONE ? BOARD_STUCK
                                                                                                 : BOARD_DOING;
    set(u, BOARD_OPINION, s, u->asked == 0 || o == NULL ? DAY_NONE : o->given_on != DAY_NONE ? o->given_on : o->due_on);
    if (u->asked > u->opinion_given && o && o->given_on == DAY_NONE)
        late(u, today, o->due_on);
}

static void judge(struct board_unit *u, const struct board_hamlets_row *r, const struct facts *f, day_t today) {
    const struct board_meetings_row *m = NULL;
    const struct board_postings_row *p = NULL;
    const struct board_opinions_row *o = NULL;
    for (size_t i = 0; i < f->meeting_count && m == NULL; i++)
        m = f->meetings[i].hamlet_id == u->id ? &f->meetings[i] : NULL;
    for (size_t i = 0; i < f->posting_count && p == NULL; i++)
        p = f->postings[i].hamlet_id == u->id ? &f->postings[i] : NULL;
    for (size_t i = 0; i < f->opinion_count && o == NULL; i++)
        o = f->opinions[i].commune_id == r->commune_id ? &f->opinions[i] : NULL;
    set(u, BOARD_LIST, r->list_closed_on != DAY_NONE ? BOARD_DONE : BOARD_DOING, r->list_closed_on);
    set(u, BOARD_INTERVIEW, reached(u->interviewed, u->listed), r->last_interview_on);
    judge_meeting(u, r, m, today);
    set(u, BOARD_POSTING,
        u->objections > 0              ? BOARD_STUCK
        : u->posting_ended < u->posted ? BOARD_DOING
                                       : reached(u->posting_ended, u->listed),
        p == NULL                  ? DAY_NONE
        : p->ends_on < DAY_FOREVER ? p->last_day
                                   : p->posted_on);
    if (p != NULL && p->ends_on == DAY_FOREVER)
        late(u, today, p->last_day);
    judge_opinion(u, o, today);
    set(u, BOARD_DECISION, reached(u->decided + u->refused, u->listed), DAY_NONE);
}

static struct board_unit unit_of(const struct board_hamlets_row *r) {
    return (struct board_unit){.id = r->hamlet_id,
                               .parent_id = r->commune_id,
                               .name = r->hamlet_name,
                               .hamlets = 1,
                               .listed = r->listed,
                               .requested = r->requested,
                               .interviewed = r->interviewed,
                               .again = r->again,
                               .agreed = r->agreed,
                               .posted = r->posted,
                               .posting_ended = r->posting_ended,
                               .objections = r->objections,
                               .asked = r->asked,
                               .opinion_given = r->opinion_given,
                               .decided = r->decided,
                               .refused = r->refused};
}

/* A commune stands where the last of its hamlets stands; stuck where one of them is. */
static void join(struct board_unit *sum, const struct board_unit *u) {
    bool first = sum->hamlets == 0;
    sum->hamlets += 1;
    sum->listed += u->listed;
    sum->requested += u->requested;
    sum->interviewed += u->interviewed;
    sum->again += u->again;
    sum->agreed += u->agreed;
    sum->posted += u->posted;
    sum->posting_ended += u->posting_ended;
    sum->objections += u->objections;
    sum->asked += u->asked;
    sum->opinion_given += u->opinion_given;
    sum->decided += u->decided;
    sum->refused += u->refused;
    sum->late_days = u->late_days > sum->late_days ? u->late_days : sum->late_days;
    for (int i = 0; i < BOARD_STEPS; i++) {
        enum board_state a = sum->step[i], b = u->step[i];
        sum->step[i] = first ? b : a == BOARD_STUCK || b == BOARD_STUCK ? BOARD_STUCK : a == b ? a : BOARD_DOING;
        if (u->day[i] != DAY_NONE && (sum->day[i] == DAY_NONE || u->day[i] > sum->day[i]))
            sum->day[i] = u->day[i];
    }
}

static enum status by_communes(struct ctx *c, int64_t area_id, const struct board_unit *hamlets, size_t count,
                               struct board_unit **ret, size_t *ret_count, struct error *err) {
    struct area *communes;
    size_t n, kept = 0;
    TRY(area_communes(c, area_id, c->today, &communes, &n, err));
    struct board_unit *list = ARENA_ARRAY(c->arena, n + 1, struct board_unit);
    for (size_t i = 0; i < n; i++) {
        struct board_unit *u = &list[kept];
        *u = (struct board_unit){.id = communes[i].id,
                                 .parent_id = communes[i].parent_id,
                                 .name = communes[i].name,
                                 .attendees = -1,
                                 .least_agreeing = -1};
        for (int k = 0; k < BOARD_STEPS; k++)
            u->day[k] = DAY_NONE;
        for (size_t k = 0; k < count; k++)
            if (hamlets[k].parent_id == u->id)
                join(u, &hamlets[k]);
        kept += u->hamlets > 0;
    }
    *ret = list;
    *ret_count = kept;
    return OK;
}

enum status review_board(struct ctx *c, const struct season *s, int64_t area_id, bool by_commune,
                         struct board_unit **ret, size_t *ret_count, struct error *err) {
    struct board_hamlets_row *rows;
    struct facts f;
    size_t count;
    TRY(board_hamlets(c->db, &(struct board_hamlets_in){s->id, area_id, c->today}, c->arena, &rows, &count, err));
    TRY(facts_load(c, s->id, area_id, &f, err));
    struct board_unit *list = ARENA_ARRAY(c->arena, count + 1, struct board_unit);
    for (size_t i = 0; i < count; i++) {
        list[i] = unit_of(&rows[i]);
        judge(&list[i], &rows[i], &f, c->today);
    }
    if (by_commune)
        return by_communes(c, area_id, list, count, ret, ret_count, err);
    *ret = list;
    *ret_count = count;
    return OK;
}
