/* Every line of data/policy_examples.tsv: a household is made as the line says, and the answer is the one it states. */
#include "app/tsv.h"
#include "features/area/area.h"
#include "features/policy/policy.h"
#include "features/standard/standard.h"
#include "features/system/system.h"
#include "tests/test.h"

static struct error err;

#define HOUSEHOLD 700000
#define PERSON 720000
#define CLASS 760000
#define HAMLET 910200

struct world {
    int64_t communes[2]; /* xã, phường */
};

static enum status find_communes(struct ctx *c, void *user, struct error *e) {
    struct world *w = user;
    TRY(area_by_code(c, T("26602"), c->today, &w->communes[0], e));
    return area_by_code(c, T("26506"), c->today, &w->communes[1], e);
}

/* "head m 1970-05-12; child f 2008" */
static size_t add_members(struct buf *sql, int64_t example, struct text members, struct text ethnicity) {
    struct text one, word;
    size_t n = 0;
    while (text_cut(&members, ';', &one)) {
        one = text_trim(one);
        struct text words[3] = {TEXT_NONE, TEXT_NONE, TEXT_NONE};
        for (size_t i = 0; i < 3 && text_cut(&one, ' ', &word); i++)
            words[i] = word;
        day_t born;
        enum day_precision precision;
        assert_true(day_parse_partial(words[2], &born, &precision));
        long long id = PERSON + example * 10 + (long long)++n;
        buf_fmt(sql, "INSERT INTO person (id) VALUES (%lld);\n", id);
        buf_fmt(
            sql,
            "INSERT INTO person_version (id, person_id, valid_from, valid_to, recorded_at, superseded_at, full_name, "
            "name_fold, sex, born_on, born_precision, ethnicity, event, account_id) VALUES (%lld, %lld, 0, %d, 0, "
            "9223372036854775806, 'Người %zu', '', %d, %d, %d, ",
            id, id, DAY_FOREVER, n, text_is(words[1], "f"), born, (int)precision);
        if (ethnicity.ptr == NULL)
            buf_str(sql, "NULL");
        else
            buf_fmt(sql, "'%.*s'", FMT(ethnicity));
        buf_fmt(sql, ", 'initial', 1);\n");
        buf_fmt(sql,
                "INSERT INTO membership (id, person_id, household_id, relation, valid_from, valid_to, recorded_at, "
                "superseded_at, event_in, account_id) VALUES (%lld, %lld, %lld, '%.*s', 0, %d, 0, 9223372036854775806, "
                "'initial', 1);\n",
                id, id, HOUSEHOLD + (long long)example, FMT(words[0]), DAY_FOREVER);
    }
    return n;
}

static void add_classes(struct buf *sql, int64_t example, struct text classes, day_t escaped_on) {
    static const char *const names[] = {"?", "poor", "near_poor", "escaped", "average"};
    struct text one, name;
    for (long long k = 0; text_cut(&classes, ' ', &one); k++) {
        assert_true(text_cut(&one, '/', &name));
        int class_no = 0;
        for (int i = 1; i < (int)COUNT_OF(names); i++)
            class_no = text_is(name, names[i]) ? i : class_no;
        assert_true(class_no != 0);
        bool national = text_is(one, "national");
        buf_fmt(sql,
                "INSERT INTO class_history (id, household_id, standard_id, class, valid_from, valid_to, recorded_at, "
                "superseded_at, movement, escaped_on) VALUES (%lld, %lld, %lld, %d, 0, %d, 0, 9223372036854775806, "
                "'start', ",
                CLASS + (long long)example * 2 + k, HOUSEHOLD + (long long)example,
                (long long)standard_id_of_key(national ? T("national-2022") : T("brvt-2022")), class_no, DAY_FOREVER);
        if (class_no == 3)
            buf_fmt(sql, "%d);\n", escaped_on);
        else
            buf_str(sql, "NULL);\n");
    }
}

static void make_households(struct ctx *c, const struct world *w) {
    AUTO_BUF sql;
    buf_init(&sql, 8u << 20);
    for (int i = 0; i < 2; i++) {
        buf_fmt(&sql, "INSERT INTO area (id, key, level) VALUES (%d, 'test/%d', 4);\n", HAMLET + i, i);
        buf_fmt(&sql,
                "INSERT INTO area_version (area_id, valid_from, valid_to, name, kind, parent_id, name_fold, name_sort, "
                "certainty, version) VALUES (%d, 0, %d, 'Ấp', 'Ấp', %lld, 'ap', %s, 'invented', 1);\n",
                HAMLET + i, DAY_FOREVER, (long long)w->communes[i],
                db_pool_kind(c->app->pool) == DB_SQLITE ? "X'01'" : "'\\x01'");
    }
    struct tsv t;
    tsv_open(&t, "policy_examples.tsv");
    while (tsv_next(&t)) {
        int64_t example = tsv_int(&t, "example", 0);
        long long id = HOUSEHOLD + (long long)example;
        bool urban = text_is(tsv_text(&t, "area"), "phường");
        buf_fmt(&sql, "INSERT INTO household (id, code, created_on) VALUES (%lld, 'E%lld', 0);\n", id, id);
        buf_fmt(&sql,
                "INSERT INTO household_version (id, household_id, valid_from, valid_to, recorded_at, superseded_at, "
                "hamlet_id, head_person_id, status, event, account_id) VALUES (%lld, %lld, 0, %d, 0, "
                "9223372036854775806, %d, %lld, 1, 'created', 1);\n",
                id, id, DAY_FOREVER, HAMLET + urban, PERSON + (long long)example * 10 + 1);
        assert_true(add_members(&sql, example, tsv_text(&t, "members"), tsv_text(&t, "ethnicity")) > 0);
        add_classes(&sql, example, tsv_text(&t, "classes"), tsv_day(&t, "escaped_on", DAY_NONE));
    }
    buf_char(&sql, '\0');
    assert_true(buf_ok(&sql));
    struct db *db;
    assert_ok(db_take(c->app->pool, true, &db, &err));
    assert_ok(db_script(db, sql.ptr, &err));
    db_give(db);
}

static void check_parameter(struct ctx *c, const struct tsv *t, int64_t policy, day_t day) {
    struct text name = tsv_text(t, "parameter");
    int64_t wanted = tsv_int(t, "value", DB_NULL);
    struct policy_value v;
    if (name.ptr == NULL)
        return;
    enum status s = policy_parameter(c, policy, arena_zstr(c->arena, name), day, &v, &err);
    if (wanted == DB_NULL ? s != E_NOT_FOUND : s != OK || v.value != wanted)
        fail_msg("%lld %.*s: %lld", (long long)tsv_int(t, "example", 0), FMT(tsv_text(t, "situation")),
                 s == OK ? (long long)v.value : -1);
    error_clear(&err);
}

static void check_reasons(const struct tsv *t, const struct judged_subject *s) {
    assert_true(s->line_count > 0);
    for (size_t i = 0; i < s->line_count; i++) {
        const struct judge_line *l = &s->lines[i];
        if (l->title.len == 0 || l->reason.len == 0 || l->source.ptr == NULL)
            fail_msg("%lld: line %zu does not explain itself", (long long)tsv_int(t, "example", 0), i);
    }
}

TEST_DB("each worked example gets the answer that its article gives, with reasons") {
    struct app app = {.pool = pool, .clock = {.fixed_day = day_of(2024, 11, 25)}};
    struct ctx c;
    struct world w;
    ctx_init_system(&c, &app, test_arena(), NULL);
    assert_ok(system_load_data(&c, true, &err));
    assert_ok(ctx_read(&c, find_communes, &w, &err));
    make_households(&c, &w);
    static const char *const answers[] = {"no", "yes", "if_shown", "unknown"};
    assert_ok(db_take(pool, false, &c.db, &err));
    assert_ok(db_begin_read(c.db, &err));
    int64_t count = 0;
    struct tsv t;
    tsv_open(&t, "policy_examples.tsv");
    for (; tsv_next(&t); count++) {
        int64_t example = tsv_int(&t, "example", 0), policy = policy_id_of_key(tsv_text(&t, "policy_key"));
        day_t day = tsv_day(&t, "day", DAY_NONE);
        size_t subject = (size_t)tsv_int(&t, "subject", 1) - 1;
        struct judgement j;
        assert_ok(policy_judge(&c, policy, HOUSEHOLD + example, day, &j, &err));
        assert_true(subject < j.subject_count);
        assert_int_equal(j.policy.unit == POLICY_OF_PERSON, j.subjects[0].person_id != 0);
        const struct judged_subject *s = &j.subjects[subject];
        if (!text_is(tsv_text(&t, "answer"), answers[s->answer]))
            fail_msg("%lld %.*s: %s", (long long)example, FMT(tsv_text(&t, "situation")), answers[s->answer]);
        check_reasons(&t, s);
        check_parameter(&c, &t, policy, day);
    }
    assert_true(count >= 150);
    db_give(c.db);
}
