/* Where the year is likely to end. Nothing is assumed that the season or the years before do not show:
 *
 *   poor at the end = poor in force that are not on the season's list
 *                   + households of the list found poor (by the meeting, else by the interview)
 *                   + households of the list not interviewed yet: of those that were poor, the share that stayed poor
 *                     among the interviewed; of the others, the share that became poor.
 *
 * The range takes the highest and the lowest share of leaving that this season and the years before had. Before a
 * season has a list, the poor in force are carried on with the yearly decrease of the years before. Where neither is
 * there, there is no forecast. */
#include "features/review/review.h"
#include "rate_parts.h"

struct shares {
    int64_t was_poor, left, other, became; /* of the interviewed */
    int64_t on_list_now;                   /* poor in force among the list */
};

static int64_t share_bp(int64_t part, int64_t whole) {
    int64_t bp;
    return whole > 0 && mul_div_i64(part, 10000, whole, &bp) ? bp : DB_NULL;
}

static int64_t of_share(int64_t n, int64_t bp) {
    int64_t result;
    return mul_div_i64(n, bp, 10000, &result) ? result : 0;
}

/* Share of the poor that a year took off, of each pair of year ends; *ret_mean DB_NULL when there is none. */
static void past_shares(const int64_t *past, size_t count, int64_t *ret_least, int64_t *ret_most, int64_t *ret_mean) {
    int64_t sum = 0, n = 0;
    *ret_least = *ret_most = *ret_mean = DB_NULL;
    for (size_t i = 1; i < count; i++) {
        int64_t bp = share_bp(past[i - 1] - past[i], past[i - 1]);
        if (bp == DB_NULL)
            continue;
        sum += bp;
        n++;
        *ret_least = *ret_least == DB_NULL || bp < *ret_least ? bp : *ret_least;
        *ret_most = *ret_most == DB_NULL || bp > *ret_most ? bp : *ret_most;
    }
    if (n > 0)
        *ret_mean = sum / n;
}

static struct shares count_progress(const struct rate_season_progress_row *rows, size_t count,
                                    struct rate_forecast *f) {
    struct shares s = {0};
    for (size_t i = 0; i < count; i++) {
        const struct rate_season_progress_row *r = &rows[i];
        int64_t n = r->households;
        s.on_list_now += r->now_poor ? n : 0;
        if (r->judged == 0) {
            *(r->was_poor ? &f->waiting_poor : &f->waiting_other) += n;
            continue;
        }
        bool poor = r->judged == 1;
        f->found_poor += poor ? n : 0;
        *(r->was_poor ? &s.was_poor : &s.other) += n;
        *(r->was_poor ? &s.left : &s.became) += r->was_poor != poor ? n : 0;
    }
    return s;
}

static int64_t larger(int64_t a, int64_t b) {
    return a == DB_NULL || b > a ? b : a;
}
static int64_t smaller(int64_t a, int64_t b) {
    return a == DB_NULL || (b != DB_NULL && b < a) ? b : a;
}

static int64_t end_with(const struct rate_forecast *f, int64_t leave_bp) {
    return f->off_list + f->found_poor + f->waiting_poor - of_share(f->waiting_poor, leave_bp) +
           of_share(f->waiting_other, f->become_bp);
}

struct rate_forecast rate_forecast_from(int64_t in_force, const struct rate_season_progress_row *progress, size_t count,
                                        const int64_t *past, size_t past_count) {
    struct rate_forecast f = {.method = "rate.method.none"};
    int64_t least, most, mean;
    past_shares(past, past_count, &least, &most, &mean);
    if (count == 0) {
        if (mean == DB_NULL)
            return f;
        f.known = true;
        f.method = "rate.method.past";
        f.off_list = in_force;
        f.leave_bp = mean, f.most_leave_bp = most, f.least_leave_bp = least;
        f.households = in_force - of_share(in_force, mean);
        f.low = in_force - of_share(in_force, most);
        f.high = in_force - of_share(in_force, least);
        return f;
    }
    struct shares s = count_progress(progress, count, &f);
    f.off_list = in_force > s.on_list_now ? in_force - s.on_list_now : 0;
    int64_t leave = share_bp(s.left, s.was_poor), become = share_bp(s.became, s.other);
    f.become_bp = become == DB_NULL ? 0 : become;
    f.leave_bp = leave != DB_NULL ? leave : mean;
    if (f.leave_bp == DB_NULL && f.waiting_poor > 0)
        return f; /* nobody was interviewed and no year before is known */
    f.leave_bp = f.leave_bp == DB_NULL ? 0 : f.leave_bp;
    f.most_leave_bp = larger(most, f.leave_bp);
    f.least_leave_bp = smaller(least, f.leave_bp);
    f.known = true;
    f.method = leave != DB_NULL ? "rate.method.season" : "rate.method.season_past";
    f.households = end_with(&f, f.leave_bp);
    f.low = end_with(&f, f.most_leave_bp);
    f.high = end_with(&f, f.least_leave_bp);
    return f;
}

static bool in_area(const struct rate *now, int64_t unit_id) {
    for (size_t i = 0; i < now->unit_count; i++)
        if (now->units[i].area_id == unit_id)
            return true;
    return false;
}

enum status rate_forecast(struct ctx *c, const struct asked *a, const struct rate *now,
                          const struct rate_point *year_ends, size_t year_count, struct rate_forecast *ret,
                          struct error *err) {
    (void)a;
    int64_t past[16];
    size_t past_count = 0;
    for (size_t i = 0; i < year_count && past_count < COUNT_OF(past); i++)
        if (year_ends[i].denominator > 0)
            past[past_count++] = year_ends[i].numerator;
    struct rate_season_progress_row *rows = NULL;
    size_t count = 0, kept = 0;
    struct rate_open_season_row season;
    bool found = false;
    TRY(rate_open_season(c->db, &(struct rate_open_season_in){day_year(now->as_of)}, c->arena, &season, &found, err));
    if (found)
        TRY(rate_season_progress(
            c->db,
            &(struct rate_season_progress_in){season.id, now->standard_id, now->as_of, rate_class_day(now->as_of)},
            c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        if (in_area(now, rows[i].unit_id))
            rows[kept++] = rows[i];
    *ret = rate_forecast_from(now->numerator, rows, kept, past, past_count);
    return OK;
}
