#include "files/xml.h"

#define CHUNK 32768

static const char *local_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

static void XMLCALL start_element(void *user, const XML_Char *name, const XML_Char **attrs) {
    struct xml_reader *x = user;
    if (x->stopped != OK)
        return;
    if (++x->depth > MAX_XML_DEPTH) {
        xml_stop(x, fail_detail(x->err, E_INVALID, "files.bad_xml", "too deep"));
        return;
    }
    x->on_start(x, local_name(name), attrs);
}

static void XMLCALL end_element(void *user, const XML_Char *name) {
    struct xml_reader *x = user;
    if (x->stopped != OK)
        return;
    x->depth--;
    x->on_end(x, local_name(name));
}

static void XMLCALL character_data(void *user, const XML_Char *s, int len) {
    struct xml_reader *x = user;
    if (x->stopped == OK && x->on_text != NULL)
        x->on_text(x, (struct text){s, (size_t)len});
}

/* Before any entity of the file could be declared, let alone expanded. */
static void XMLCALL start_doctype(void *user, const XML_Char *name, const XML_Char *sysid, const XML_Char *pubid,
                                  int has_internal_subset) {
    (void)name;
    (void)sysid;
    (void)pubid;
    (void)has_internal_subset;
    struct xml_reader *x = user;
    xml_stop(x, fail(x->err, E_INVALID, "files.dtd"));
}

enum status xml_open(struct xml_reader *x, struct zip *zip, const char *name, bool *ret_found, struct error *err) {
    TRY(zip_entry_open(zip, name, ret_found, err));
    if (!*ret_found)
        return OK;
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    x->zip = zip;
    x->stopped = OK;
    x->fed = 0;
    x->depth = 0;
    x->paused = x->last_given = x->finished = false;
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, start_element, end_element);
    XML_SetCharacterDataHandler(x->parser, character_data);
    XML_SetStartDoctypeDeclHandler(x->parser, start_doctype);
    return OK;
}

void xml_close(struct xml_reader *x) {
    if (x->parser != NULL)
        XML_ParserFree(x->parser);
    x->parser = NULL;
    if (x->zip != NULL)
        zip_entry_close(x->zip);
}

void xml_pause(struct xml_reader *x) {
    if (x->stopped == OK && XML_StopParser(x->parser, XML_TRUE) == XML_STATUS_OK)
        x->paused = true;
}

void xml_stop(struct xml_reader *x, enum status s) {
    x->stopped = s;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static enum status feed(struct xml_reader *x, enum XML_Status *ret, struct error *err) {
    void *room = XML_GetBuffer(x->parser, CHUNK);
    if (room == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    size_t got = 0;
    TRY(zip_entry_read(x->zip, room, CHUNK, &got, err));
    x->fed += got;
    x->last_given = got == 0;
    *ret = XML_ParseBuffer(x->parser, (int)got, got == 0);
    /* What the parser holds back is one unfinished tag; that too must end. */
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    if (*ret == XML_STATUS_OK && at >= 0 && x->fed - (uint64_t)at > MAX_XML_TOKEN_BYTES + CHUNK)
        return fail_detail(err, E_INVALID, "files.bad_xml", "tag too long");
    return OK;
}

enum status xml_run(struct xml_reader *x, struct error *err) {
    x->err = err;
    bool was_paused = x->paused;
    x->paused = false;
    while (!x->paused && !x->finished) {
        enum XML_Status s = XML_STATUS_ERROR;
        if (was_paused)
            s = XML_ResumeParser(x->parser);
        else
            TRY(feed(x, &s, err));
        was_paused = false;
        if (x->stopped != OK)
            return x->stopped;
        if (s == XML_STATUS_ERROR)
            return fail_detail(err, E_INVALID, "files.bad_xml", "%s at line %lu",
                               XML_ErrorString(XML_GetErrorCode(x->parser)),
                               (unsigned long)XML_GetCurrentLineNumber(x->parser));
        if (s == XML_STATUS_OK && x->last_given)
            x->finished = true;
    }
    return OK;
}

const char *xml_attr(const char **attrs, const char *name) {
    for (; attrs[0] != NULL; attrs += 2)
        if (strcmp(local_name(attrs[0]), name) == 0)
            return attrs[1];
    return NULL;
}

enum status xml_read(struct xml_reader *x, struct zip *zip, const char *name, struct error *err) {
    bool found = false;
    TRY(xml_open(x, zip, name, &found, err));
    if (!found)
        return OK;
    enum status s = xml_run(x, err);
    xml_close(x);
    return s;
}
