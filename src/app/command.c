#include "app/command.h"

#include "app/respond.h"
#include "view/render.h"

#define MAX_OPTIONS 32
#define DEFAULT_DB "sqlite:var/ansinh.db"

struct given {
    const char *name, *value;
};
struct parsed {
    struct given options[MAX_OPTIONS];
    size_t option_count;
    char *words[MAX_OPTIONS];
    int word_count;
};

static const struct command_option common_options[] = {
    {"db", "URL", "command.opt.db"},
    {"today", "YYYY-MM-DD", "command.opt.today"},
    {"json", NULL, "command.opt.json"},
    {"help", NULL, "command.opt.help"},
};

static const char *option_of(const struct parsed *p, const char *name) {
    for (size_t i = 0; i < p->option_count; i++)
        if (strcmp(p->options[i].name, name) == 0)
            return p->options[i].value;
    return NULL;
}

static const char *get_option(const struct command_args *a, const char *name) {
    return option_of(a->impl, name);
}

/* The longest command whose words begin the line: "audit verify" wins over "audit". */
static const struct command *find_command(int argc, char **argv, int *ret_words) {
    const struct command *best = NULL;
    int best_words = 0;
    for (const struct feature *const *f = features; *f != NULL; f++) {
        for (size_t i = 0; i < (*f)->command_count; i++) {
            struct text rest = text_of((*f)->commands[i].name), word;
            int n = 0;
            bool fits = true;
            while (fits && text_cut(&rest, ' ', &word)) {
                fits = n < argc && text_is(word, argv[n]);
                n++;
            }
            if (fits && n > best_words) {
                best = &(*f)->commands[i];
                best_words = n;
            }
        }
    }
    *ret_words = best_words;
    return best;
}

static const struct command_option *known_option(const struct command *c, const char *name) {
    for (size_t i = 0; i < COUNT_OF(common_options); i++)
        if (strcmp(common_options[i].name, name) == 0)
            return &common_options[i];
    for (size_t i = 0; c != NULL && i < c->option_count; i++)
        if (strcmp(c->options[i].name, name) == 0)
            return &c->options[i];
    return NULL;
}

static bool parse(int argc, char **argv, const struct command *c, struct parsed *p) {
    bool options = true; /* until a lone "--"; what begins like "--1" is no option either, but an expression */
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
            continue;
        }
        if (!options || strncmp(argv[i], "--", 2) != 0 || argv[i][2] < 'a' || argv[i][2] > 'z') {
            if (p->word_count == MAX_OPTIONS)
                return false;
            p->words[p->word_count++] = argv[i];
            continue;
        }
        char *name = argv[i] + 2, *equals = strchr(name, '=');
        const char *value = NULL;
        if (equals != NULL) {
            *equals = 0;
            value = equals + 1;
        }
        const struct command_option *o = known_option(c, name);
        if (o == NULL) {
            (void)fprintf(stderr, "ansinh: %.*s: --%s\n", FMT(tr(LANG_VI, "command.unknown_option")), name);
            return false;
        }
        if (o->value != NULL && value == NULL) {
            if (++i == argc) {
                (void)fprintf(stderr, "ansinh: --%s %s\n", name, o->value);
                return false;
            }
            value = argv[i];
        }
        if (p->option_count == MAX_OPTIONS)
            return false;
        p->options[p->option_count++] = (struct given){o->name, value ? value : ""};
    }
    return true;
}

static void print_option(const struct command_option *o) {
    char head[40];
    (void)snprintf(head, sizeof head, "--%s %s", o->name, o->value ? o->value : "");
    (void)printf("  %-30s %.*s\n", head, FMT(tr(LANG_VI, o->help)));
}

static void help_one(const struct command *c) {
    (void)printf("ansinh %s %s\n\n  %.*s\n\n", c->name, c->usage ? c->usage : "", FMT(tr(LANG_VI, c->help)));
    for (size_t i = 0; i < c->option_count; i++)
        print_option(&c->options[i]);
    for (size_t i = 0; i < COUNT_OF(common_options); i++)
        print_option(&common_options[i]);
}

static void help_all(void) {
    (void)printf("%.*s\n\n", FMT(tr(LANG_VI, "command.intro")));
    for (const struct feature *const *f = features; *f != NULL; f++)
        for (size_t i = 0; i < (*f)->command_count; i++) {
            const struct command *c = &(*f)->commands[i];
            (void)printf("  %-18s %.*s\n", c->name, FMT(tr(LANG_VI, c->help)));
        }
    (void)printf("\n");
    for (size_t i = 0; i < COUNT_OF(common_options); i++)
        print_option(&common_options[i]);
}

static void print_error(const struct error *err, bool json) {
    AUTO_ARENA arena = arena_new(1u << 20);
    struct ctx c = {.arena = arena, .lang = LANG_VI};
    struct text message = error_message(&c, err);
    if (json) {
        AUTO_BUF b;
        buf_init(&b, 1u << 16);
        buf_str(&b, "{\"error\":");
        json_string(&b, text_of(err->key ? err->key : "internal"));
        buf_str(&b, ",\"message\":");
        json_string(&b, message);
        buf_str(&b, "}\n");
        (void)fwrite(b.ptr, 1, b.len, stderr);
        return;
    }
    (void)fprintf(stderr, "ansinh: %.*s\n", FMT(message));
    for (size_t i = 0; i < err->field_count; i++)
        (void)fprintf(stderr, "  %s%s%.*s\n", err->fields[i].field ? err->fields[i].field : "",
                      err->fields[i].field ? ": " : "", FMT(field_error_message(&c, &err->fields[i])));
    if (err->detail[0])
        (void)fprintf(stderr, "  (%s)\n", err->detail);
}

/* A fixed day is possible only where nothing real is decided. */
static enum status set_day(struct app *app, const char *today, struct error *err) {
    day_t day;
    if (!day_parse(text_of(today), &day))
        return fail(err, E_INVALID, "command.bad_day", today);
    if (!app->demo)
        return fail(err, E_CONFLICT, "command.day_only_in_demo");
    app->clock.fixed_day = day;
    return OK;
}

static int run(const struct command *c, struct parsed *p, struct error *err) {
    AUTO_ARENA arena = arena_new(1u << 30);
    const char *url = option_of(p, "db");
    if (url == NULL)
        url = getenv("ANSINH_DB") ? getenv("ANSINH_DB") : DEFAULT_DB;
    struct app app = {.clock = {.fixed_day = DAY_NONE}};
    struct command_args args = {.app = &app,
                                .argc = p->word_count,
                                .argv = p->words,
                                .json = option_of(p, "json") != NULL,
                                .get = get_option,
                                .impl = p};
    if (c->needs_db && app_open(url, &app, err) != OK)
        return 1;
    int code = 0;
    const char *today = option_of(p, "today");
    if (today != NULL && c->needs_db)
        code = set_day(&app, today, err) == OK ? 0 : 1;
    if (code == 0)
        code = c->fn(&args, arena, err);
    if (app.pool != NULL)
        app_close(&app);
    return err->status != OK && code == 0 ? 1 : code;
}

int command_main(int argc, char **argv) {
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help_all();
        return argc < 2 ? 2 : 0;
    }
    int words;
    const struct command *c = find_command(argc - 1, argv + 1, &words);
    if (c == NULL) {
        (void)fprintf(stderr, "ansinh: %.*s: %s\n", FMT(tr(LANG_VI, "command.unknown")), argv[1]);
        return 2;
    }
    struct parsed p = {0};
    if (!parse(argc - 1 - words, argv + 1 + words, c, &p))
        return 2;
    if (option_of(&p, "help") != NULL) {
        help_one(c);
        return 0;
    }
    struct error err;
    error_clear(&err);
    int code = run(c, &p, &err);
    if (err.status != OK)
        print_error(&err, option_of(&p, "json") != NULL);
    return code;
}

static void print_plain(struct render *r, const struct value *v, int depth) {
    if (v->type == V_OBJECT) {
        for (size_t i = 0; i < v->object.count; i++) {
            const struct value_member *m = &v->object.members[i];
            if (m->page_only)
                continue;
            bool nested = m->value->type == V_OBJECT || m->value->type == V_LIST;
            (void)printf("%*s%s:%s", depth * 2, "", m->key, nested ? "\n" : " ");
            print_plain(r, m->value, depth + 1);
        }
    } else if (v->type == V_LIST) {
        for (size_t i = 0; i < v->list.count; i++) {
            (void)printf("%*s-\n", depth * 2, "");
            print_plain(r, v->list.items[i], depth + 1);
        }
    } else {
        (void)printf("%.*s\n", FMT(render_as_text(r, v)));
    }
}

void command_print(const struct command_args *a, const struct value *v) {
    if (a->json) {
        AUTO_BUF b;
        buf_init(&b, 256u << 20);
        value_json(&b, v);
        buf_char(&b, '\n');
        (void)fwrite(b.ptr, 1, b.len, stdout);
        return;
    }
    AUTO_ARENA arena = arena_new(16u << 20);
    AUTO_BUF unused;
    buf_init(&unused, 1024);
    struct render r = {.out = &unused, .arena = arena, .lang = LANG_VI};
    print_plain(&r, v, 0);
}
