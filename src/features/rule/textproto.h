/* Protocol buffers in their text form, as a plain tree: enough to read test files; of this feature only. */
#ifndef ANSINH_TEXTPROTO_H
#define ANSINH_TEXTPROTO_H
#include "base/base.h"

struct proto {
    struct text name;   /* "[type.googleapis.com/x.Y]" keeps its brackets */
    bool message;       /* then fields, else scalar */
    struct text scalar; /* strings decoded */
    struct proto *first, *next;
};
/* The fields of the whole file under *ret. E_INVALID "rule.bad_textproto" with the line. */
MUST_CHECK enum status textproto_read(struct arena *a, struct text bytes, struct proto **ret, struct error *err);
const struct proto *proto_get(const struct proto *p, const char *name); /* the first of that name, NULL */
struct text proto_text(const struct proto *p, const char *name);        /* TEXT_NONE when absent */
bool proto_true(const struct proto *p, const char *name);
/* The next one of the same name. */
const struct proto *proto_next(const struct proto *p);
#endif
