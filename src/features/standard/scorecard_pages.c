/* Scorecards: the list, one with its options, a new one from Excel, and putting one to use. A new table never takes
 * the place of an old one: interviews keep the card they were asked with. */
#include "features/standard/scorecard_sheet.h"
#include "features/standard/standard_pages.h"
#include "standard_queries.h"

static const struct field upload_fields[] = {
    {.name = "name",
     .type = F_TEXT,
     .required = true,
     .label = "scorecard.name",
     .max = 120,
     .help = "scorecard.name_help"},
    {.name = "official", .type = F_BOOL, .label = "scorecard.official", .help = "scorecard.official_help"},
    {.name = "article", .type = F_TEXT, .label = "scorecard.article"},
    {.name = "source", .type = F_TEXT, .required = true, .label = "scorecard.source"},
    {.name = "file", .type = F_FILE, .required = true, .label = "scorecard.file", .help = "scorecard.file_help"},
};
const struct form scorecard_form = {"scorecard", upload_fields, COUNT_OF(upload_fields)};
static const struct field use_fields[] = {
    {.name = "valid_from",
     .type = F_DAY,
     .required = true,
     .label = "scorecard.use_from",
     .help = "scorecard.use_help"},
    {.name = "source", .type = F_TEXT, .required = true, .label = "scorecard.use_source"},
};
const struct form scorecard_use_form = {"scorecard_use", use_fields, COUNT_OF(use_fields)};

enum status scorecard_fill(struct ctx *c, struct value *out, struct error *err) {
    struct scorecard_all_row *rows;
    size_t count;
    TRY(scorecard_all(c->db, c->arena, &rows, &count, err));
    int64_t in_use;
    TRY(scorecard_on(c, c->as_of, &in_use, err));
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(items);
        value_set_id(v, "id", rows[i].id);
        value_set_text(v, "key", rows[i].key);
        value_set_text(v, "name", rows[i].name);
        value_set_bool(v, "official", rows[i].official);
        value_set_int(v, "items", rows[i].items);
        value_set_bool(v, "interviewed", rows[i].interviews > 0);
        value_set_bool(v, "in_use", rows[i].id == in_use);
    }
    value_set_bool(out, "none_in_use", in_use == 0);
    value_set_bool(out, "may_manage", user_may(&c->user, "standard.manage"));
    standard_tabs(c, out, "/scorecards");
    return OK;
}

enum status scorecards_page(struct ctx *c, struct value *out, struct error *err) {
    TRY(scorecard_fill(c, out, err));
    value_set_page(out, "form", form_view(c, &scorecard_form, NULL, NULL, NULL));
    return OK;
}

static void add_items(const struct scorecard *card, struct value *out) {
    struct value *items = value_set_list(out, "items");
    for (size_t i = 0; i < card->item_count; i++) {
        struct value *v = value_add_object(items);
        value_set_int(v, "no", card->items[i].no);
        value_set_text(v, "name", card->items[i].name);
        struct value *options = value_set_list(v, "options");
        for (size_t k = 0; k < card->items[i].option_count; k++) {
            const struct scorecard_option *o = &card->items[i].options[k];
            struct value *item = value_add_object(options);
            value_set_int(item, "no", o->no);
            value_set_text(item, "name", o->name);
            value_set_int(item, "points_rural", o->points_rural);
            value_set_int(item, "points_urban", o->points_urban);
        }
    }
}

static enum status add_cut_offs(struct ctx *c, int64_t id, struct value *out, struct error *err) {
    struct scorecard_lines_all_row *rows;
    size_t count;
    TRY(scorecard_lines_all(c->db, &(struct scorecard_lines_all_in){id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "cut_offs");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_text(v, "standard", rows[i].standard_name);
        value_set_text(v, "standard_key", rows[i].standard_key);
        value_set_word(v, "area", standard_area_word(rows[i].urban != 0));
        value_set_int(v, "points_max", rows[i].points_max);
        value_set_text(v, "source", rows[i].source);
        value_set_certainty(v, "certainty", rows[i].certainty);
    }
    return OK;
}

static enum status find_card(struct ctx *c, struct scorecard *ret, struct error *err) {
    struct scorecard_id_by_key_row r;
    bool found = false;
    TRY(scorecard_id_by_key(c->db, &(struct scorecard_id_by_key_in){c->params[0]}, c->arena, &r, &found, err));
    if (!found)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return scorecard_get(c, r.id, ret, err);
}

enum status scorecard_page(struct ctx *c, struct value *out, struct error *err) {
    struct scorecard card;
    TRY(find_card(c, &card, err));
    if (c->format != NULL && strcmp(c->format, "xlsx") == 0)
        return scorecard_sheet_send(c, &card, arena_fmt(c->arena, "bang-diem-%.*s.xlsx", FMT(card.key)), err);
    value_set_id(out, "id", card.id);
    value_set_text(out, "key", card.key);
    value_set_text(out, "name", card.name);
    value_set_bool(out, "official", card.official);
    value_set_text(out, "article", card.article);
    value_set_text(out, "source", card.source);
    value_set_certainty(out, "certainty", card.certainty);
    add_items(&card, out);
    TRY(add_cut_offs(c, card.id, out, err));
    struct scorecard_uses_row *uses;
    size_t count;
    TRY(scorecard_uses(c->db, &(struct scorecard_uses_in){card.key}, c->arena, &uses, &count, err));
    struct value *list = value_set_list(out, "in_use_from");
    for (size_t i = 0; i < count; i++)
        value_set_day(value_add_object(list), "day", uses[i].valid_from);
    value_set_bool(out, "may_use", user_may(&c->user, "setting.manage"));
    struct value *form = form_view(c, &scorecard_use_form, NULL, NULL, NULL);
    value_set_text(form, "action", arena_fmt(c->arena, "/scorecards/%.*s/use", FMT(card.key)));
    value_set_page(out, "form", form);
    standard_tabs(c, out, "/scorecards");
    return OK;
}

enum status scorecard_template(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    if (c->format == NULL || strcmp(c->format, "xlsx") != 0)
        return fail(err, E_NOT_FOUND, "http.not_found");
    return scorecard_sheet_send(c, NULL, T("mau-bang-diem.xlsx"), err);
}

/* "Bảng B1 thành thị" -> "bang-b1-thanh-thi" */
static struct text key_of_name(struct ctx *c, struct text name) {
    struct text folded = vi_fold(c->arena, name);
    char *key = arena_alloc(c->arena, folded.len + 1);
    for (size_t i = 0; i < folded.len; i++)
        key[i] = folded.ptr[i] == ' ' ? '-' : folded.ptr[i];
    return (struct text){key, folded.len};
}

static enum status store_card(struct ctx *c, const struct scorecard *card, struct error *err) {
    TRY(scorecard_put(c->db,
                      &(struct scorecard_put_in){card->id, card->key, card->name, card->valid_from, card->official,
                                                 card->article, card->source, card->certainty,
                                                 clock_now(&c->app->clock)},
                      NULL, err));
    for (size_t i = 0; i < card->item_count; i++) {
        const struct scorecard_item *item = &card->items[i];
        TRY(scorecard_item_put(c->db, &(struct scorecard_item_put_in){card->id, item->no, item->name}, NULL, err));
        for (size_t k = 0; k < item->option_count; k++)
            TRY(scorecard_option_put(
                c->db,
                &(struct scorecard_option_put_in){card->id, item->no, item->options[k].no, item->options[k].name,
                                                  item->options[k].points_rural, item->options[k].points_urban},
                NULL, err));
    }
    return OK;
}

enum status scorecard_upload(struct ctx *c, struct value *out, struct error *err) {
    const struct http_file *file = form_value(c->form, "file")->file;
    bool official = form_bool(c->form, "official");
    struct text article = form_text(c->form, "article");
    if (official && article.len == 0)
        error_field(err, "article", "scorecard.article_needed", NULL);
    TRY(error_fields_status(err));
    struct scorecard card = {.id = id_new(),
                             .key = key_of_name(c, form_text(c->form, "name")),
                             .name = form_text(c->form, "name"),
                             .valid_from = c->today,
                             .official = official,
                             .article = article,
                             .source = form_text(c->form, "source"),
                             .certainty = official ? T("confirmed") : T("invented")};
    struct scorecard_id_by_key_row old;
    bool found = false;
    TRY(scorecard_id_by_key(c->db, &(struct scorecard_id_by_key_in){card.key}, c->arena, &old, &found, err));
    if (found || card.key.len == 0)
        return fail(err, E_CONFLICT, "scorecard.name_taken");
    TRY(scorecard_sheet_read(c->arena, file->bytes, &card, err));
    TRY(store_card(c, &card, err));
    struct value *diff = value_object(c->arena);
    value_set_text(diff, "key", card.key);
    value_set_int(diff, "items", (int64_t)card.item_count);
    value_set_bool(diff, "official", official);
    value_set_text(diff, "article", article);
    audit_note(c, 0, "scorecard.upload", "scorecard", card.id, diff);
    value_set_id(out, "id", card.id);
    value_set_text(out, "key", card.key);
    ctx_redirect(c, "scorecard.flash_uploaded", "/scorecards/%.*s", FMT(card.key));
    return OK;
}

enum status scorecard_use(struct ctx *c, struct value *out, struct error *err) {
    struct scorecard card;
    TRY(find_card(c, &card, err));
    day_t from = form_day(c->form, "valid_from");
    struct text before;
    TRY(setting_text(c, "scorecard", from, &before, err));
    TRY(setting_store(c, "scorecard", from, card.key, form_text(c->form, "source"), card.certainty, err));
    struct value *diff = value_object(c->arena);
    value_set_day(diff, "valid_from", from);
    diff_text(diff, "scorecard", before, card.key);
    audit_note(c, 0, "scorecard.use", "scorecard", card.id, diff);
    value_set_text(out, "key", card.key);
    ctx_redirect(c, "scorecard.flash_used", "/scorecards/%.*s", FMT(card.key));
    return OK;
}
