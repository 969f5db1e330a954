/* Splitting a household and merging two. The id stays with the head: the ones who leave become a new household, which
 * carries class and dates of escape over until its own review. A merged household leaves a pointer. */
#include "features/household/household_change.h"
#include "features/household/household_events.h"
#include "features/household/household_form.h"
#include "features/household/household_kin.h"

static enum status carry_classes(struct ctx *c, const struct household_change *ch, struct error *err) {
    struct open_classes_row *rows;
    size_t count;
    TRY(open_classes(c->db, &(struct open_classes_in){ch->household_id, ch->on}, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        TRY(class_carry(c->db,
                        &(struct class_carry_in){id_new(), ch->other_id, rows[i].standard_id, rows[i].class, ch->on,
                                                 ch->at, rows[i].escaped_on, rows[i].decision_id, rows[i].season_id},
                        NULL, err));
    return OK;
}

static bool leaves(struct db_ids ids, int64_t person_id) {
    for (size_t i = 0; i < ids.count; i++)
        if (ids.ptr[i] == person_id)
            return true;
    return false;
}

static enum status check_split(const struct open_memberships_row *rows, size_t count, struct db_ids ids, int64_t head,
                               struct error *err) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!leaves(ids, rows[i].person_id))
            continue;
        found++;
        if (text_is(rows[i].relation, "head"))
            error_field(err, "members", "household.head_stays", NULL);
    }
    if (found != ids.count || found == 0)
        error_field(err, "members", "household.not_members", NULL);
    if (!leaves(ids, head))
        error_field(err, "new_head", "household.head_among_them", NULL);
    return error_fields_status(err);
}

/* Of those who leave, to their new head; by row. */
static enum status split_relations(struct ctx *c, const struct open_memberships_row *rows, size_t count,
                                   struct db_ids ids, int64_t head, struct text **ret, struct error *err) {
    struct text *relations = ARENA_ARRAY(c->arena, count + 1, struct text), former = TEXT_NONE;
    for (size_t i = 0; i < count; i++)
        if (rows[i].person_id == head)
            former = kin_inverse(rows[i].relation);
    for (size_t i = 0; i < count; i++)
        if (rows[i].person_id == head)
            relations[i] = T("head");
        else if (leaves(ids, rows[i].person_id))
            relations[i] = kin_of_member(c, former, &rows[i], err);
    *ret = relations;
    return error_fields_status(err);
}

/* Of those who come with their former head, to the head of the household that takes them in; by row. */
static enum status merge_relations(struct ctx *c, const struct open_memberships_row *rows, size_t count,
                                   struct text **ret, struct error *err) {
    struct text *relations = ARENA_ARRAY(c->arena, count + 1, struct text), former = form_text(c->form, "relation");
    if (text_is(former, "head"))
        error_field(err, "relation", "household.one_head", NULL);
    for (size_t i = 0; i < count; i++)
        relations[i] = text_is(rows[i].relation, "head") ? former : kin_of_member(c, former, &rows[i], err);
    *ret = relations;
    return error_fields_status(err);
}

enum status household_split_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id, head = form_choice_id(c->form, "new_head"), hamlet = form_choice_id(c->form, "hamlet");
    struct household_change ch;
    struct open_memberships_row *rows;
    size_t count;
    struct text code;
    TRY(ctx_id(c, 0, &id, err));
    TRY(change_begin(c, id, 0, "split", form_day(c->form, "on_day"), form_text(c->form, "reason"),
                     form_int(c->form, "version", -1), &ch, err));
    TRY(ctx_require_area(c, hamlet, err));
    TRY(open_memberships(c->db, &(struct open_memberships_in){id}, c->arena, &rows, &count, err));
    struct db_ids ids = form_value(c->form, "members")->ids;
    TRY(check_split(rows, count, ids, head, err));
    ch.person_id = head;
    struct text *relations;
    TRY(split_relations(c, rows, count, ids, head, &relations, err));
    TRY(household_create(c, &ch, hamlet, form_text(c->form, "address"), head, id, &ch.other_id, &code, err));
    for (size_t i = 0; i < count; i++) {
        if (!leaves(ids, rows[i].person_id))
            continue;
        TRY(change_leave(c, &ch, &rows[i], "split", err));
        TRY(change_join(c, &ch, ch.other_id, rows[i].person_id, relations[i], "split", err));
    }
    TRY(carry_classes(c, &ch, err));
    TRY(change_end(c, &ch, err));
    c->flash_arg = code;
    ctx_redirect(c, "household.flash_split", "/households/%lld", (long long)ch.other_id);
    return OK;
}

enum status household_merge_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(ctx_id(c, 0, &id, err));
    struct household_by_code_row into;
    bool found = false;
    TRY(household_by_code(c->db, &(struct household_by_code_in){form_text(c->form, "into")}, c->arena, &into, &found,
                          err));
    struct household_place_row target = {.status = 0};
    struct error hidden;
    error_clear(&hidden);
    found = found && into.household_id != id && household_require(c, into.household_id, &target, &hidden) == OK &&
            target.status == HOUSEHOLD_RESIDENT;
    if (!found)
        error_field(err, "into", "household.no_such_code", NULL);
    TRY(error_fields_status(err));
    struct household_change ch;
    struct open_memberships_row *rows;
    size_t count;
    TRY(change_begin(c, id, into.household_id, "merged", form_day(c->form, "on_day"), form_text(c->form, "reason"),
                     form_int(c->form, "version", -1), &ch, err));
    TRY(open_memberships(c->db, &(struct open_memberships_in){id}, c->arena, &rows, &count, err));
    struct text *relations;
    TRY(merge_relations(c, rows, count, &relations, err));
    for (size_t i = 0; i < count; i++) {
        TRY(change_leave(c, &ch, &rows[i], "merged", err));
        TRY(change_join(c, &ch, into.household_id, rows[i].person_id, relations[i], "merged", err));
    }
    struct open_version_row old;
    TRY(version_open(c, id, &old, err));
    struct version_insert_in v = version_like(&old);
    v.status = HOUSEHOLD_MERGED;
    TRY(change_version(c, &ch, &old, &v, err));
    TRY(household_set_merged(c->db, &(struct household_set_merged_in){id, into.household_id}, NULL, err));
    TRY(change_end(c, &ch, err));
    ctx_redirect(c, "household.flash_merged", "/households/%lld", (long long)into.household_id);
    return OK;
}
