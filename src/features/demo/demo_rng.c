/* Numbers and ids of the demonstration data: nothing here knows a clock. */
#include "features/demo/demo.h"

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct demo_rng demo_rng(const struct demo_plan *plan, const char *what, int64_t index) {
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a: text_hash may differ from run to run */
    for (const char *p = what; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * 0x100000001b3u;
    return (struct demo_rng){mix(plan->seed + 0x9e3779b97f4a7c15u) ^ mix(h + (uint64_t)index * 0x9e3779b97f4a7c15u)};
}

uint64_t demo_next(struct demo_rng *r) {
    r->state += 0x9e3779b97f4a7c15u;
    return mix(r->state);
}

int64_t demo_below(struct demo_rng *r, int64_t n) {
    return n <= 1 ? 0 : (int64_t)((unsigned __int128)demo_next(r) * (uint64_t)n >> 64);
}

bool demo_chance(struct demo_rng *r, int64_t per_million) {
    return demo_below(r, 1000000) < per_million;
}

int64_t demo_id(unsigned kind, int64_t index) {
    static const instant_t base = 1609459200000; /* 2021-01-01: sorts before every id made later */
    return id_from_parts(base + (index >> 12), kind, (unsigned)(index & 0xfff));
}

struct demo_season demo_season(size_t i) {
    /* The general review of 2021 used the standards of 2022-2025, which count from 1/1/2022. */
    static const char *const kinds[DEMO_SEASONS] = {"general", "yearly", "yearly"};
    int year = 2021 + (int)i;
    day_t decided = day_of(year, 12, 12 + (i == 0));
    return (struct demo_season){
        .id = demo_id(1, year),
        .year = year,
        .kind = kinds[i],
        .from = day_of(year, 9, 15),
        .to = day_of(year, 11, 30),
        .decided_on = decided,
        .in_force = i == 0 ? day_of(2022, 1, 1) : decided,
    };
}
