/* Inside of src/files: one entry of a zip archive read as XML, in pieces, with pauses. No document type
 * definitions (so no entities of the file's own), bounded depth and tag size. Names come without prefix. */
#ifndef ANSINH_FILES_XML_H
#define ANSINH_FILES_XML_H
#include <expat.h>

#include "files/zip.h"

struct xml_reader {
    /* Set by the caller before xml_open. A handler may call xml_pause, or xml_stop with the status of fail(). */
    void (*on_start)(struct xml_reader *x, const char *name, const char **attrs);
    void (*on_end)(struct xml_reader *x, const char *name);
    void (*on_text)(struct xml_reader *x, struct text t);
    void *user;
    struct error *err; /* of the running xml_run; for handlers */
    /* own */
    XML_Parser parser;
    struct zip *zip;
    enum status stopped;
    uint64_t fed;
    unsigned depth;
    bool paused, last_given, finished;
};
/* *ret_found false (and nothing to close) when the archive has no such entry. */
MUST_CHECK enum status xml_open(struct xml_reader *x, struct zip *zip, const char *name, bool *ret_found,
                                struct error *err);
/* Until a handler pauses or the end, where x->finished is set. E_INVALID files.bad_xml, files.dtd. */
MUST_CHECK enum status xml_run(struct xml_reader *x, struct error *err);
void xml_close(struct xml_reader *x);
void xml_pause(struct xml_reader *x);
void xml_stop(struct xml_reader *x, enum status s);
/* Value of the attribute of this name, with any prefix; NULL when absent. */
const char *xml_attr(const char **attrs, const char *name);
/* xml_open, xml_run to the end, xml_close. A missing entry is not an error. */
MUST_CHECK enum status xml_read(struct xml_reader *x, struct zip *zip, const char *name, struct error *err);
#endif
