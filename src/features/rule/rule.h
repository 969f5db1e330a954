/* The rule language on the command line: one expression, and the public conformance texts. The language itself is
 * src/rules; this feature's parts of it are its own. */
#ifndef ANSINH_FEATURE_RULE_H
#define ANSINH_FEATURE_RULE_H
#include "app/app.h"

/* Counts of a run over a folder of .textproto files. */
struct conformance {
    int64_t passed, failed, skipped; /* skipped: needs protobuf messages */
};
/* Runs every *.textproto in the folder, in the order of names; prints a line per file and, when asked, per failure to
 * out. E_IO "rule.no_folder", E_INVALID "rule.bad_textproto". */
MUST_CHECK enum status rule_conformance(const char *folder, bool details, FILE *out, struct conformance *ret,
                                        struct error *err);
#endif
