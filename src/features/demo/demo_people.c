/* The people of one household: how many, who they are to the head, how old, what they are called, and what is known of
 * their birth. Shares are invented; they make families that look like families. */
#include "features/demo/demo_parts.h"

/* ---- personal numbers: province, century and sex, year, then six digits that no two share */

struct demo_numbers {
    int32_t given[1000][4][100];
};

struct demo_numbers *demo_numbers_new(struct arena *a) {
    return ARENA_NEW(a, struct demo_numbers);
}

static int birth_province(struct demo_rng *r) {
    static const int codes[] = {77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 79, 75, 60, 52, 38, 40, 1, 36};
    return codes[demo_below(r, COUNT_OF(codes))];
}

static struct text new_number(struct arena *a, struct demo_numbers *numbers, int sex, day_t born, struct demo_rng *r) {
    int province = birth_province(r), year = day_year(born), century = (year >= 2000 ? 2 : 0) + sex;
    int32_t no = numbers->given[province][century][year % 100]++;
    /* 611953 shares no factor with a million: every number comes once before any comes again. */
    int64_t digits = ((int64_t)no * 611953 + province * 7919 + year * 104729) % 1000000;
    return arena_fmt(a, "%03d%d%02d%06lld", province, century, year % 100, (long long)digits);
}

/* ---- ages */

static int household_size(struct demo_rng *r) {
    static const int permille[] = {100, 270, 490, 755, 890, 955, 983, 995, 1000};
    int64_t n = demo_below(r, 1000);
    int size = 1;
    while (n >= permille[size - 1])
        size++;
    return size;
}

static day_t born_at_age(const struct demo_plan *plan, int age, struct demo_rng *r) {
    day_t born = plan->day - (day_t)(age * 365 + age / 4) - (day_t)demo_below(r, 365);
    return born > plan->day ? plan->day : born;
}

struct role {
    const char *relation;
    int sex, age;
};

static struct role draw_role(const struct role *head, struct demo_rng *r) {
    int64_t n = demo_below(r, 100);
    int sex = (int)demo_below(r, 2), age = head->age;
    int child = age - 20 - (int)demo_below(r, 18), parent = age + 20 + (int)demo_below(r, 12);
    int grandchild = age - 44 - (int)demo_below(r, 16);
    if (age < 40)
        return n < 90 || parent > 98 ? (struct role){"child", sex, child < 0 ? 0 : child}
               : n < 96              ? (struct role){"parent", sex, parent}
                                     : (struct role){"sibling", sex, age - 1 - (int)demo_below(r, 8)};
    if (age < 60)
        return n < 80 || parent > 98 ? (struct role){"child", sex, child < 0 ? 0 : child}
               : n < 93              ? (struct role){"parent", sex, parent}
                                     : (struct role){"child_in_law", sex, child < 18 ? 18 : child};
    if (n < 45)
        return (struct role){"child", sex, child};
    if (n < 60)
        return (struct role){"child_in_law", sex, child < 18 ? 18 : child};
    if (n < 95)
        return (struct role){"grandchild", sex, grandchild < 0 ? 0 : grandchild};
    return (struct role){n < 98 ? "relative" : "sibling", sex, age - (int)demo_below(r, 20)};
}

static size_t draw_roles(struct demo_rng *r, struct role *roles) {
    int size = household_size(r);
    size_t n = 0;
    int age = size == 1 ? 42 + (int)demo_below(r, 45) : 25 + (int)demo_below(r, 26) + (int)demo_below(r, 34);
    roles[n++] = (struct role){"head", size == 1 ? demo_chance(r, 600000) : demo_chance(r, 300000), age};
    if (size > 1 && demo_chance(r, 860000)) {
        int spouse = age - 6 + (int)demo_below(r, 10);
        roles[n++] = (struct role){"spouse", !roles[0].sex, spouse < 20 ? 20 : spouse};
    }
    while (n < (size_t)size)
        roles[n++] = draw_role(&roles[0], r);
    return n;
}

/* ---- persons */

struct family {
    struct arena *a;
    const struct demo_plan *plan;
    const struct demo_words *words;
    struct demo_numbers *numbers;
    struct demo_rng *r;
    struct text line; /* the surname that children bear: the father's */
    int64_t pool;
};

static bool bears_line(const char *relation, int sex) {
    return strcmp(relation, "child") == 0 || strcmp(relation, "sibling") == 0 ||
           (strcmp(relation, "parent") == 0 && sex == 0) || strcmp(relation, "grandchild") == 0;
}

static void make_birth(struct family *f, struct demo_person *p, int age) {
    p->born = born_at_age(f->plan, age, f->r);
    p->precision = DAY_EXACT;
    int64_t n = demo_below(f->r, 100);
    if (age >= 60 && n < 15) { /* only the year stands in old papers */
        p->precision = n < 12 ? DAY_YEAR : DAY_MONTH;
        int year, month, day;
        day_parts(p->born, &year, &month, &day);
        p->born = day_of(year, p->precision == DAY_YEAR ? 1 : month, 1);
    }
}

static void make_person(struct family *f, const struct role *role, struct demo_person *p) {
    const struct name_pool *pool = &f->words->pools[f->pool];
    p->relation = role->relation;
    p->sex = role->sex;
    p->pool = f->pool;
    p->died_on = DAY_NONE;
    make_birth(f, p, role->age);
    p->ethnicity = pool->ethnicity;
    struct text surname = f->line.len > 0 && bears_line(role->relation, role->sex) ? f->line : demo_surname(pool, f->r);
    p->name = demo_name(f->a, f->words, pool, role->sex, surname, f->r);
    p->fold = vi_fold(f->a, p->name);
    if (strcmp(role->relation, "head") == 0 ||
        (f->line.len == 0 && role->sex == 0 && strcmp(role->relation, "spouse") == 0))
        f->line = role->sex == 0 ? surname : f->line;
    bool has_number = !demo_chance(f->r, role->age < 6 ? 250000 : role->age < 14 ? 80000 : 15000);
    p->number = has_number ? new_number(f->a, f->numbers, role->sex, p->born, f->r) : TEXT_NONE;
    day_t start = demo_register_start();
    p->since = p->born > start ? p->born : start;
}

/* Somebody old who has died since the register was taken over. */
static void make_dead(struct family *f, int head_age, struct demo_person *p) {
    struct role role = {head_age > 55 ? "spouse" : "parent", (int)demo_below(f->r, 2), 72 + (int)demo_below(f->r, 20)};
    make_person(f, &role, p);
    day_t start = demo_register_start();
    p->died_on = start + 20 + (day_t)demo_below(f->r, f->plan->day - start - 40);
}

static struct text address(struct arena *a, struct demo_rng *r) {
    struct text group = arena_fmt(a, "%d", 1 + (int)demo_below(r, 24)),
                house = arena_fmt(a, "%d", 1 + (int)demo_below(r, 480));
    struct text args[] = {group, house};
    return tr_args(LANG_VI, a, demo_chance(r, 400000) ? "demo.address_house" : "demo.address_group", args,
                   COUNT_OF(args));
}

void demo_people_make(struct arena *a, const struct demo_plan *plan, const struct demo_words *words,
                      struct demo_numbers *numbers, const struct demo_fate *fate, struct demo_rng *r,
                      struct demo_household *h) {
    struct family f = {.a = a, .plan = plan, .words = words, .numbers = numbers, .r = r, .pool = fate->pool};
    struct role roles[16];
    size_t count = draw_roles(r, roles);
    bool dead = roles[0].age < 75 && (count < 2 || strcmp(roles[1].relation, "spouse") != 0) && demo_chance(r, 60000);
    h->people = ARENA_ARRAY(a, count + dead, struct demo_person);
    for (size_t i = 0; i < count; i++) {
        make_person(&f, &roles[i], &h->people[i]);
        if (i == 1 && strcmp(roles[1].relation, "spouse") == 0 && fate->pool != 0 && demo_chance(r, 120000))
            h->people[1].ethnicity = words->pools[0].ethnicity; /* a Kinh husband or wife keeps the name drawn */
    }
    if (dead)
        make_dead(&f, roles[0].age, &h->people[count]);
    h->alive = count;
    h->people_count = count + dead;
    h->address = address(a, r);
}
