/* ansinh review reclassify: the classes of a whole season once more. */
#include "features/interview/interview_command.h"

#include "app/command.h"
#include "features/household/household.h"
#include "features/interview/interview.h"

const struct command_option interview_reclassify_options[] = {{"season", "ID", "interview.opt_season"}};

static void say(void *user, int64_t done) {
    (void)user;
    (void)fprintf(stderr, "\r%lld", (long long)done);
}

int interview_reclassify_command(struct command_args *a, struct arena *arena, struct error *err) {
    int64_t season, interviews, changed;
    const char *given = a->get(a, "season");
    if (given == NULL || !text_to_i64(text_of(given), &season) || season <= 0) {
        (void)fail(err, E_BAD_REQUEST, "interview.needs_season");
        return 2;
    }
    int64_t start = clock_monotonic_us();
    if (interview_reclassify(a->app, season, a->json ? NULL : say, NULL, &interviews, &changed, err) != OK)
        return 1;
    int64_t took = clock_monotonic_us() - start, households;
    /* Lists show who was reviewed and found not poor. */
    if (changed > 0 && household_now_rebuild(a->app, NULL, NULL, &households, err) != OK)
        return 1;
    if (!a->json)
        (void)fprintf(stderr, "\n");
    struct value *out = value_object(arena);
    value_set_int(out, "interviews", interviews);
    value_set_int(out, "changed", changed);
    value_set_int(out, "milliseconds", took / 1000);
    command_print(a, out);
    return 0;
}
