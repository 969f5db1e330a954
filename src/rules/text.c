/* Functions of text, and size. Text is compared after NFC; size counts code points of the text as it is. matches is
 * ICU's regular expressions, with a limit on its steps and its stack. */
#include <unicode/uregex.h>
#include <unicode/ustring.h>

#include "rules/program.h"

#define REGEX_STEPS 200         /* of ICU's time limit: about 10,000 match operations each */
#define REGEX_STACK (1 << 20)   /* bytes that backtracking may use */
#define REGEX_MAX_UNITS 1000000 /* UTF-16 units of one text */

static int64_t code_points(struct text t) {
    int64_t n = 0;
    for (size_t i = 0; i < t.len; i++)
        n += (t.ptr[i] & 0xc0) != 0x80;
    return n;
}

static struct rule_value size(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    switch (a[0].kind) {
    case RULE_STRING:
        return rule_of_int(code_points(a[0].text));
    case RULE_BYTES:
        return rule_of_int((int64_t)a[0].text.len);
    case RULE_LIST:
        return rule_of_int((int64_t)a[0].list->count);
    case RULE_MAP:
        return rule_of_int((int64_t)a[0].map->count);
    default:
        return run_no_way(r, n, a, count);
    }
}

/* Both are text; pays for reading them. */
static bool two_texts(struct run *r, const struct node *n, const struct rule_value *a, size_t count,
                      struct rule_value *ret_error) {
    if (a[0].kind != RULE_STRING || a[1].kind != RULE_STRING)
        *ret_error = run_no_way(r, n, a, count);
    else if (!run_pay(r, (int64_t)(a[0].text.len + a[1].text.len) / 16))
        *ret_error = run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    else
        return true;
    return false;
}

static struct rule_value contains(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value bad;
    if (!two_texts(r, n, a, count, &bad))
        return bad;
    struct text t = text_nfc(r->arena, a[0].text), part = text_nfc(r->arena, a[1].text);
    return rule_of_bool(part.len == 0 || memmem(t.ptr, t.len, part.ptr, part.len) != NULL);
}

static struct rule_value starts_with(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value bad;
    if (!two_texts(r, n, a, count, &bad))
        return bad;
    return rule_of_bool(text_starts(text_nfc(r->arena, a[0].text), text_nfc(r->arena, a[1].text)));
}

static struct rule_value ends_with(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value bad;
    if (!two_texts(r, n, a, count, &bad))
        return bad;
    return rule_of_bool(text_ends(text_nfc(r->arena, a[0].text), text_nfc(r->arena, a[1].text)));
}

static UChar *utf16(struct run *r, struct text t, int32_t *ret_len) {
    t = text_nfc(r->arena, t);
    if (t.len > REGEX_MAX_UNITS)
        return NULL;
    UErrorCode e = U_ZERO_ERROR;
    UChar *out = ARENA_ARRAY(r->arena, t.len + 1, UChar);
    (void)u_strFromUTF8(out, (int32_t)t.len + 1, ret_len, t.ptr == NULL ? "" : t.ptr, (int32_t)t.len, &e);
    return U_SUCCESS(e) ? out : NULL;
}

static struct rule_value matches(struct run *r, const struct node *n, const struct rule_value *a, size_t count) {
    struct rule_value bad;
    if (!two_texts(r, n, a, count, &bad))
        return bad;
    int32_t text_len = 0, pattern_len = 0;
    const UChar *text = utf16(r, a[0].text, &text_len), *pattern = utf16(r, a[1].text, &pattern_len);
    if (text == NULL || pattern == NULL || !run_pay(r, 1000))
        return run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE);
    if (pattern_len == 0)
        return rule_of_bool(true);
    UErrorCode e = U_ZERO_ERROR;
    URegularExpression *regex = uregex_open(pattern, pattern_len, 0, NULL, &e);
    if (U_FAILURE(e))
        return run_error(r, n, "rules.bad_pattern", a[1].text, TEXT_NONE);
    uregex_setTimeLimit(regex, REGEX_STEPS, &e);
    uregex_setStackLimit(regex, REGEX_STACK, &e);
    uregex_setText(regex, text, text_len, &e);
    bool found = uregex_find(regex, 0, &e) != 0;
    uregex_close(regex);
    return U_FAILURE(e) ? run_error(r, n, "rules.too_costly", TEXT_NONE, TEXT_NONE) : rule_of_bool(found);
}

const struct function text_functions[] = {
    {"size", true, true, "s:i y:i l:i m:i", size},    {"contains", false, true, "ss:b", contains},
    {"startsWith", false, true, "ss:b", starts_with}, {"endsWith", false, true, "ss:b", ends_with},
    {"matches", true, true, "ss:b", matches},
};
const size_t text_function_count = COUNT_OF(text_functions);
