/* The text of a plan: any bytes are read or refused, and what was read lies within what was given. */
#include "features/plan/plan_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct plan_slip slips[] = {{T("sai"), T("đúng")}};
    AUTO_ARENA a = arena_new(64u << 20);
    struct error err = {0};
    struct plan_text t;
    if (plan_text_read(a, (struct text){(const char *)data, size}, slips, 1, &t, &err) != OK || !arena_ok(a))
        return 0;
    must(t.number.len > 0 && t.issued_on != DAY_NONE && t.task_count > 0);
    for (size_t i = 0; i < t.para_count; i++)
        must(t.paras[i].line >= 1 && text_is_utf8(t.paras[i].verbatim) && text_is_utf8(t.paras[i].corrected));
    for (size_t i = 0; i < t.task_count; i++) {
        must(t.tasks[i].code.len > 0 && text_is_utf8(t.tasks[i].text) && text_is_utf8(t.tasks[i].lead));
        for (size_t k = 0; k < i; k++)
            must(strcmp(t.tasks[i].kind, t.tasks[k].kind) != 0 || !text_eq(t.tasks[i].code, t.tasks[k].code));
    }
    for (size_t i = 0; i < t.decision_count; i++)
        must(t.decisions[i].key != NULL && t.decisions[i].line >= 1);
    return 0;
}
