/* Goods and stock. One row for each good at each agency; a change is one UPDATE that holds only while enough is there,
 * so that of two who take the last one the second finds it gone, on both databases; the book of moves carries the
 * balance after each. */
#include "features/agency/agency.h"
#include "features/inkind/inkind_parts.h"

static enum status not_enough(struct ctx *c, const struct stock_act *a, struct error *err) {
    struct stock_now_row now = {0};
    struct good_get_row good = {0};
    bool found = false, known = false;
    TRY(stock_now(c->db, &(struct stock_now_in){a->agency_id, a->good_id}, c->arena, &now, &found, err));
    TRY(good_get(c->db, &(struct good_get_in){a->good_id, a->on}, c->arena, &good, &known, err));
    return fail(err, E_CONFLICT, "inkind.not_enough", known ? arena_zstr(c->arena, good.name) : "",
                arena_fmt(c->arena, "%lld", (long long)(found ? now.quantity : 0)).ptr,
                arena_fmt(c->arena, "%lld", (long long)-a->quantity).ptr);
}

enum status stock_act(struct ctx *c, const struct stock_act *a, struct error *err) {
    struct stock_change_row r;
    bool found = false;
    TRY(stock_open(c->db, &(struct stock_open_in){a->agency_id, a->good_id}, NULL, err));
    TRY(stock_change(c->db, &(struct stock_change_in){a->agency_id, a->good_id, a->quantity}, c->arena, &r, &found,
                     err));
    if (!found)
        return not_enough(c, a, err);
    return stock_move_insert(c->db,
                             &(struct stock_move_insert_in){id_new(), a->agency_id, a->good_id, text_of(a->kind),
                                                            a->quantity, r.quantity, a->on, a->document, a->reason,
                                                            a->for_id, c->user.account_id, clock_now(&c->app->clock)},
                             NULL, err);
}

static enum status read_good(struct ctx *c, int64_t id, day_t on, struct good_get_row *ret, struct error *err) {
    bool found = false;
    TRY(good_get(c->db, &(struct good_get_in){id, on}, c->arena, ret, &found, err));
    return found ? OK : fail(err, E_NOT_FOUND, "http.not_found");
}

enum status inkind_supply(struct ctx *c, int64_t agency_id, int64_t good_id, int64_t quantity, int64_t for_id, day_t on,
                          struct text *ret_text, struct error *err) {
    struct good_get_row g;
    TRY(read_good(c, good_id, on, &g, err));
    TRY(stock_act(c,
                  &(struct stock_act){.agency_id = agency_id,
                                      .good_id = good_id,
                                      .quantity = -quantity,
                                      .kind = "supply",
                                      .on = on,
                                      .for_id = for_id},
                  err));
    *ret_text = arena_fmt(c->arena, "%lld %.*s %.*s", (long long)quantity, FMT(g.unit), FMT(g.name));
    return OK;
}

enum status inkind_good_choices(struct ctx *c, int64_t agency_id, struct choice_text **ret, size_t *ret_count,
                                struct error *err) {
    struct goods_open_row *rows;
    TRY(goods_open(c->db, &(struct goods_open_in){agency_id}, c->arena, &rows, ret_count, err));
    *ret = ARENA_ARRAY(c->arena, *ret_count + 1, struct choice_text);
    for (size_t i = 0; i < *ret_count; i++) {
        struct text args[] = {rows[i].name, rows[i].unit, arena_fmt(c->arena, "%lld", (long long)rows[i].quantity)};
        (*ret)[i] = (struct choice_text){arena_fmt(c->arena, "%lld", (long long)rows[i].id),
                                         tr_args(c->lang, c->arena, "inkind.good_with_stock", args, 3)};
    }
    return OK;
}

/* "6 12": each between 1 and 60 months. */
static bool months_ok(struct text months) {
    struct text one;
    while (text_cut(&months, ' ', &one)) {
        int64_t n;
        if (one.len > 0 && (!text_to_i64(one, &n) || n < 1 || n > 60))
            return false;
    }
    return true;
}

enum status inkind_good_add(struct ctx *c, const struct good_new *g, int64_t *ret_id, struct error *err) {
    int64_t id = id_new();
    if (!months_ok(text_of(g->follow_months)))
        (void)error_field(err, "follow_months", "inkind.bad_months", NULL);
    TRY(error_fields_status(err));
    enum status s =
        good_insert(c->db,
                    &(struct good_insert_in){id, g->name, vi_sort_key(c->arena, g->name), text_of(g->kind), g->unit,
                                             text_of(g->follow_months), c->user.account_id, clock_now(&c->app->clock)},
                    NULL, err);
    if (s == E_CONFLICT && db_error_is(err, "good_once")) {
        error_clear(err);
        (void)error_field(err, "name", "inkind.good_there", arena_zstr(c->arena, g->name));
        return error_fields_status(err);
    }
    TRY(s);
    audit_note(c, 0, "inkind.good", "good", id, NULL);
    *ret_id = id;
    return OK;
}

enum status inkind_price_set(struct ctx *c, int64_t good_id, day_t from, int64_t unit_value, struct text document,
                             struct error *err) {
    enum status s = good_price_insert(c->db,
                                      &(struct good_price_insert_in){good_id, from, unit_value, document,
                                                                     c->user.account_id, clock_now(&c->app->clock)},
                                      NULL, err);
    if (s == E_CONFLICT && strcmp(err->key, "db.duplicate") == 0) {
        error_clear(err);
        (void)error_field(err, "valid_from", "inkind.price_there", NULL);
        return error_fields_status(err);
    }
    TRY(s);
    struct value *diff = value_object(c->arena);
    value_set_money(diff, "unit_value", unit_value);
    value_set_day(diff, "valid_from", from);
    audit_note(c, 0, "inkind.price", "good", good_id, diff);
    return OK;
}

static void note_move(struct ctx *c, const struct stock_act *a) {
    struct value *diff = value_object(c->arena);
    value_set_int(diff, "quantity", a->quantity);
    value_set_id(diff, "agency_id", a->agency_id);
    audit_note(c, 0, arena_fmt(c->arena, "inkind.%s", a->kind).ptr, "good", a->good_id, diff);
}

enum status inkind_receive(struct ctx *c, int64_t agency_id, int64_t good_id, int64_t quantity, day_t on,
                           struct text document, struct error *err) {
    struct stock_act a = {.agency_id = agency_id,
                          .good_id = good_id,
                          .quantity = quantity,
                          .kind = "receipt",
                          .on = on,
                          .document = document,
                          .for_id = DB_NULL};
    TRY(stock_act(c, &a, err));
    note_move(c, &a);
    return OK;
}

enum status inkind_adjust(struct ctx *c, int64_t agency_id, int64_t good_id, int64_t counted, day_t on,
                          struct text reason, struct error *err) {
    struct stock_now_row now;
    bool found = false;
    TRY(stock_open(c->db, &(struct stock_open_in){agency_id, good_id}, NULL, err));
    TRY(stock_now(c->db, &(struct stock_now_in){agency_id, good_id}, c->arena, &now, &found, err));
    if (!found || now.quantity == counted)
        return fail(err, E_CONFLICT, "inkind.nothing_to_adjust");
    struct stock_act a = {.agency_id = agency_id,
                          .good_id = good_id,
                          .quantity = counted - now.quantity,
                          .kind = "adjust",
                          .on = on,
                          .reason = reason,
                          .for_id = DB_NULL};
    TRY(stock_act(c, &a, err));
    note_move(c, &a);
    return OK;
}

/* Stock follows from its moves. */
enum status inkind_check(struct ctx *c, struct value *findings, struct error *err) {
    struct stock_differs_row *rows;
    size_t count;
    TRY(stock_differs(c->db, c->arena, &rows, &count, err));
    for (size_t i = 0; i < count; i++)
        app_finding(c, findings, "stock",
                    arena_fmt(c->arena, "%lld/%lld", (long long)rows[i].agency_id, (long long)rows[i].good_id),
                    arena_fmt(c->arena, "%lld != %lld", (long long)rows[i].quantity, (long long)rows[i].moved));
    return OK;
}

/* ---- pages */

static const struct choice kinds[] = {{"animal", "inkind.kind.animal", 0},
                                      {"tree", "inkind.kind.tree", 0},
                                      {"works", "inkind.kind.works", 0},
                                      {"goods", "inkind.kind.goods", 0},
                                      {"food", "inkind.kind.food", 0}};
static const struct field good_fields[] = {
    {.name = "name", .type = F_TEXT, .required = true, .label = "inkind.good"},
    {.name = "kind",
     .type = F_CHOICE,
     .required = true,
     .label = "inkind.kind_of",
     .choices = kinds,
     .choice_count = COUNT_OF(kinds)},
    {.name = "unit", .type = F_TEXT, .required = true, .label = "inkind.unit", .max = 20},
    {.name = "follow_months", .type = F_TEXT, .label = "inkind.follow_months", .help = "inkind.follow_help", .max = 20},
};
const struct form inkind_good_form = {"inkind_good", good_fields, COUNT_OF(good_fields)};
static const struct field price_fields[] = {
    {.name = "unit_value",
     .type = F_MONEY,
     .required = true,
     .label = "inkind.unit_value",
     .min = 0,
     .max = 1000000000000},
    {.name = "valid_from", .type = F_DAY, .required = true, .label = "service.from"},
    {.name = "document", .type = F_TEXT, .required = true, .label = "inkind.document"},
};
const struct form inkind_price_form = {"inkind_price", price_fields, COUNT_OF(price_fields)};
static const struct field receive_fields[] = {
    {.name = "quantity", .type = F_INT, .required = true, .label = "inkind.quantity", .min = 1, .max = 10000000},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "document", .type = F_TEXT, .required = true, .label = "inkind.receipt_document"},
};
const struct form inkind_receive_form = {"inkind_receive", receive_fields, COUNT_OF(receive_fields)};
static const struct field adjust_fields[] = {
    {.name = "counted", .type = F_INT, .required = true, .label = "inkind.counted", .min = 0, .max = 10000000},
    {.name = "on_day", .type = F_DAY, .required = true, .label = "service.held_on"},
    {.name = "reason", .type = F_TEXT, .required = true, .label = "service.reason"},
};
const struct form inkind_adjust_form = {"inkind_adjust", adjust_fields, COUNT_OF(adjust_fields)};

static const struct list_column columns[] = {
    {.key = "name", .label = "inkind.good", .sort = "name", .href = "/in-kind/goods/{id}", .type = V_TEXT},
    {.key = "kind", .label = "inkind.kind_of", .type = V_WORD},
    {.key = "unit", .label = "inkind.unit", .type = V_TEXT},
    {.key = "unit_value", .label = "inkind.unit_value", .number = true, .type = V_MONEY},
    {.key = "own", .label = "inkind.own_stock", .number = true, .type = V_INT},
    {.key = "every", .label = "inkind.every_stock", .number = true, .type = V_INT},
    {.key = "ended_on", .label = "inkind.ended_on", .hidden = true, .type = V_DAY},
};
static const struct list_filter filters[] = {
    {.name = "kind", .label = "inkind.kind_of", .type = F_CHOICE, .choices = kinds, .choice_count = COUNT_OF(kinds)}};
static void list_row(struct ctx *c, const void *row, struct value *item) {
    const struct good_list_row *r = row;
    value_set_id(item, "id", r->id);
    value_set_text(item, "name", r->name);
    value_set_word(item, "kind", service_word(c, "inkind.kind.", r->kind));
    value_set_text(item, "unit", r->unit);
    value_set_money(item, "unit_value", r->unit_value);
    value_set_int(item, "own", r->own);
    value_set_int(item, "every", r->every);
    value_set_day(item, "ended_on", r->ended_on);
}
const struct list_def inkind_good_list_def = {.name = "goods",
                                              .stmt = &good_list_stmt,
                                              .columns = columns,
                                              .column_count = COUNT_OF(columns),
                                              .filters = filters,
                                              .filter_count = COUNT_OF(filters),
                                              .row_href = "/in-kind/goods/{id}",
                                              .row = list_row,
                                              .empty = "inkind.no_goods",
                                              .file_name = "hien-vat"};

enum status inkind_goods_get(struct ctx *c, struct value *out, struct error *err) {
    service_form(c, out, "form", &inkind_good_form, "inkind.write", true, T("/in-kind/goods"), NULL);
    struct good_list_in in = {c->today, c->user.agency_id};
    return list_answer(c, &inkind_good_list_def, &in, NULL, 0, out, err);
}

enum status inkind_good_post(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct text months = form_text(c->form, "follow_months");
    struct good_new g = {.name = form_text(c->form, "name"),
                         .unit = form_text(c->form, "unit"),
                         .kind = arena_zstr(c->arena, form_text(c->form, "kind")),
                         .follow_months = months.ptr == NULL ? "" : arena_zstr(c->arena, months)};
    TRY(inkind_good_add(c, &g, &id, err));
    value_set_id(out, "id", id);
    ctx_redirect(c, "inkind.written", "/in-kind/goods/%lld", (long long)id);
    return OK;
}

static enum status add_book(struct ctx *c, int64_t good_id, struct value *out, struct error *err) {
    struct stock_moves_row *rows;
    struct good_prices_row *prices;
    size_t count;
    TRY(stock_moves(c->db, &(struct stock_moves_in){c->user.agency_id, good_id}, c->arena, &rows, &count, err));
    struct value *list = value_set_list(out, "moves");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "on_day", rows[i].on_day);
        value_set_word(v, "kind", service_word(c, "inkind.move.", rows[i].kind));
        value_set_int(v, "quantity", rows[i].quantity);
        value_set_int(v, "balance", rows[i].balance);
        value_set_text(v, "document", rows[i].document);
        value_set_text(v, "reason", rows[i].reason);
        value_set_text(v, "who", rows[i].who);
    }
    TRY(good_prices(c->db, &(struct good_prices_in){good_id}, c->arena, &prices, &count, err));
    list = value_set_list(out, "prices");
    for (size_t i = 0; i < count; i++) {
        struct value *v = value_add_object(list);
        value_set_day(v, "valid_from", prices[i].valid_from);
        value_set_money(v, "unit_value", prices[i].unit_value);
        value_set_text(v, "document", prices[i].document);
    }
    return OK;
}

enum status inkind_good_get(struct ctx *c, struct value *out, struct error *err) {
    int64_t id;
    struct good_get_row g;
    struct stock_now_row now = {0};
    bool found = false;
    TRY(ctx_id(c, 0, &id, err));
    TRY(read_good(c, id, c->today, &g, err));
    TRY(stock_now(c->db, &(struct stock_now_in){c->user.agency_id, id}, c->arena, &now, &found, err));
    value_set_id(out, "id", g.id);
    value_set_text(out, "name", g.name);
    value_set_word(out, "kind", service_word(c, "inkind.kind.", g.kind));
    value_set_text(out, "unit", g.unit);
    value_set_text(out, "follow_months", g.follow_months);
    value_set_money(out, "unit_value", g.unit_value);
    value_set_int(out, "stock", found ? now.quantity : 0);
    value_set_bool(out, "has_agency", c->user.agency_id != 0);
    TRY(add_book(c, id, out, err));
    struct value *day = value_object(c->arena);
    value_set_day(day, "on_day", c->today);
    value_set_day(day, "valid_from", c->today);
    bool own = c->user.agency_id != 0;
    const struct {
        const char *member, *tail;
        const struct form *form;
        bool possible;
    } offers[] = {{"receive_form", "receipts", &inkind_receive_form, own},
                  {"adjust_form", "adjustments", &inkind_adjust_form, own},
                  {"price_form", "prices", &inkind_price_form, true}};
    for (size_t i = 0; i < COUNT_OF(offers); i++)
        service_form(c, out, offers[i].member, offers[i].form, "inkind.write", offers[i].possible,
                     arena_fmt(c->arena, "/in-kind/goods/%lld/%s", (long long)id, offers[i].tail), day);
    return OK;
}

static enum status own_good(struct ctx *c, int64_t *ret_id, struct error *err) {
    struct good_get_row g;
    TRY(ctx_id(c, 0, ret_id, err));
    TRY(read_good(c, *ret_id, c->today, &g, err));
    ctx_redirect(c, "inkind.written", "/in-kind/goods/%lld", (long long)*ret_id);
    return OK;
}

static enum status require_agency(struct ctx *c, struct error *err) {
    return c->user.agency_id != 0 ? OK : fail(err, E_FORBIDDEN, "inkind.no_agency");
}

enum status inkind_price_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    TRY(own_good(c, &id, err));
    return inkind_price_set(c, id, form_day(c->form, "valid_from"), form_int(c->form, "unit_value", 0),
                            form_text(c->form, "document"), err);
}

enum status inkind_receive_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    day_t on = form_day(c->form, "on_day");
    TRY(require_agency(c, err));
    TRY(own_good(c, &id, err));
    TRY(service_past_day(c, "on_day", on, err));
    return inkind_receive(c, c->user.agency_id, id, form_int(c->form, "quantity", 0), on,
                          form_text(c->form, "document"), err);
}

enum status inkind_adjust_post(struct ctx *c, struct value *out, struct error *err) {
    (void)out;
    int64_t id;
    day_t on = form_day(c->form, "on_day");
    TRY(require_agency(c, err));
    TRY(own_good(c, &id, err));
    TRY(service_past_day(c, "on_day", on, err));
    return inkind_adjust(c, c->user.agency_id, id, form_int(c->form, "counted", 0), on, form_text(c->form, "reason"),
                         err);
}
