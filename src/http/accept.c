/* Which of the offered media types a client prefers (RFC 9110, 12.5.1). The most specific range that fits a type gives
 * its q; parameters other than q are not looked at, because none of the types offered here has any that matter. */
#include "http/http.h"

#include <strings.h>

struct range {
    struct text type, subtype;
    int q; /* thousandths */
};

/* "0", "0.8", "1.000": thousandths; -1 when it is not a weight. */
static int parse_q(struct text t) {
    if (t.len == 0 || t.len > 5 || (t.ptr[0] != '0' && t.ptr[0] != '1') || (t.len > 1 && t.ptr[1] != '.'))
        return -1;
    int q = (t.ptr[0] - '0') * 1000, unit = 100;
    for (size_t i = 2; i < t.len; i++, unit /= 10) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return -1;
        q += (t.ptr[i] - '0') * unit;
    }
    return q <= 1000 ? q : -1;
}

static bool parse_range(struct text t, struct range *ret) {
    struct text rest = t, media, param;
    if (!text_cut(&rest, ';', &media))
        return false;
    media = text_trim(media);
    if (!text_cut(&media, '/', &ret->type) || media.ptr == NULL || media.len == 0 || ret->type.len == 0)
        return false;
    ret->subtype = media;
    ret->q = 1000;
    while (text_cut(&rest, ';', &param)) {
        param = text_trim(param);
        if (param.len >= 2 && (param.ptr[0] == 'q' || param.ptr[0] == 'Q') && param.ptr[1] == '=')
            ret->q = parse_q((struct text){param.ptr + 2, param.len - 2});
    }
    return ret->q >= 0 && !(text_is(ret->type, "*") && !text_is(ret->subtype, "*"));
}

static bool same_word(struct text a, struct text b) {
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* 3 exact, 2 type/\*, 1 any, 0 does not fit. */
static int fit(const struct range *r, struct text type, struct text subtype) {
    if (text_is(r->type, "*"))
        return 1;
    if (!same_word(r->type, type))
        return 0;
    return text_is(r->subtype, "*") ? 2 : same_word(r->subtype, subtype) ? 3 : 0;
}

static int weight_of(struct text accept, const char *offered, bool *ret_any_range) {
    struct text subtype = text_of(offered), type, rest = accept, item;
    (void)text_cut(&subtype, '/', &type);
    int best_fit = 0, q = 0;
    while (text_cut(&rest, ',', &item)) {
        struct range r;
        if (!parse_range(item, &r))
            continue;
        *ret_any_range = true;
        int f = fit(&r, type, subtype);
        if (f > best_fit || (f == best_fit && f > 0 && r.q > q)) {
            best_fit = f;
            q = r.q;
        }
    }
    return q;
}

int http_accept(struct text accept, const char *const *offered, size_t count) {
    int best = -1, best_q = 0;
    bool any_range = false;
    for (size_t i = 0; i < count; i++) {
        int q = weight_of(accept, offered[i], &any_range);
        if (q > best_q) {
            best = (int)i;
            best_q = q;
        }
    }
    return any_range || count == 0 ? best : 0;
}
