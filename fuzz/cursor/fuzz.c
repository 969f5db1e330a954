/* Cursors of lists: any text is refused or read, and what was read, written again, is the same text. */
#include "db/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct db_list_stmt list = {.base = {.name = "fuzz"}};
    const struct db_list_sort sorts[] = {
        {.name = "text", .key_count = 1, .type = {DB_TEXT}},
        {.name = "day", .key_count = 1, .type = {DB_DAY}},
        {.name = "many", .key_count = 3, .type = {DB_INT, DB_TEXT, DB_TEXT}},
    };
    struct text cursor = {(const char *)data, size};
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    for (size_t i = 0; i < 2 * COUNT_OF(sorts); i++) {
        const struct db_list_sort *sort = &sorts[i / 2];
        struct list_position p = {0};
        struct error err = {0};
        if (cursor_read(arena, &list, sort, i % 2, cursor, &p, &err) != OK) {
            must(err.status == E_BAD_REQUEST && p.count == 0);
            continue;
        }
        must(p.count == sort->key_count + 1);
        for (size_t k = 0; k < p.count; k++)
            must(p.key[k].type != DB_TEXT || text_is_utf8(p.key[k].t));
        must(text_eq(cursor_write(arena, &list, sort, i % 2, &p), cursor));
    }
    return 0;
}
