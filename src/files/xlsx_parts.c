/* The small parts of a workbook: which sheet is where, its styles, its shared texts. Part names come from the
 * relationship files, because not every program names them as Excel does. */
#include "files/xlsx.h"

/* ---- relationships */
struct relation_search {
    const char *type;   /* end of the relationship type; or */
    const char *id;     /* the id */
    const char *folder; /* of the part that the relations belong to, "" or "xl/" */
    char *ret;          /* [256] */
};

/* "worksheets/sheet1.xml" from xl/ or "/xl/worksheets/sheet1.xml" from the root; no way out of the archive is
 * possible since names are only looked up in it. */
static void resolve(const char *folder, const char *target, char ret[256]) {
    if (target[0] == '/')
        (void)snprintf(ret, 256, "%s", target + 1);
    else
        (void)snprintf(ret, 256, "%s%s", folder, target);
}

static void relation_start(struct xml_reader *x, const char *name, const char **attrs) {
    struct relation_search *s = x->user;
    if (strcmp(name, "Relationship") != 0 || s->ret[0] != '\0')
        return;
    const char *type = xml_attr(attrs, "Type"), *id = xml_attr(attrs, "Id"), *target = xml_attr(attrs, "Target");
    if (type == NULL || id == NULL || target == NULL)
        return;
    if (s->id != NULL ? strcmp(id, s->id) == 0 : text_ends(text_of(type), text_of(s->type)))
        resolve(s->folder, target, s->ret);
}

static void ignore_end(struct xml_reader *x, const char *name) {
    (void)x;
    (void)name;
}

/* ret stays "" when there is no such relation. */
static enum status relation(struct zip *zip, const char *file, struct relation_search s, struct error *err) {
    s.ret[0] = '\0';
    struct xml_reader x = {.on_start = relation_start, .on_end = ignore_end, .user = &s};
    return xml_read(&x, zip, file, err);
}

/* ---- workbook.xml */
struct sheet_search {
    const char *wanted;
    char id[64], visible_id[64], any_id[64];
    size_t tabs;
    bool from_1904;
};

static void workbook_start(struct xml_reader *x, const char *name, const char **attrs) {
    struct sheet_search *s = x->user;
    if (strcmp(name, "workbookPr") == 0) {
        const char *v = xml_attr(attrs, "date1904");
        s->from_1904 = v != NULL && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
    }
    if (strcmp(name, "sheet") != 0)
        return;
    const char *tab = xml_attr(attrs, "name"), *id = xml_attr(attrs, "id"), *state = xml_attr(attrs, "state");
    if (tab == NULL || id == NULL || strlen(id) >= sizeof s->id)
        return;
    if (++s->tabs > MAX_SHEET_TABS) {
        xml_stop(x, fail_detail(x->err, E_INVALID, "files.bad_xml", "sheets"));
        return;
    }
    bool visible = state == NULL || strcmp(state, "visible") == 0;
    if (s->any_id[0] == '\0')
        (void)snprintf(s->any_id, sizeof s->any_id, "%s", id);
    if (visible && s->visible_id[0] == '\0')
        (void)snprintf(s->visible_id, sizeof s->visible_id, "%s", id);
    if (s->wanted != NULL && s->id[0] == '\0' && strcmp(s->wanted, tab) == 0)
        (void)snprintf(s->id, sizeof s->id, "%s", id);
}

enum status workbook_find(struct workbook *w, const char *sheet, struct error *err) {
    char path[256], relations[300], folder[256];
    TRY(relation(w->zip, "_rels/.rels", (struct relation_search){.type = "/officeDocument", .folder = "", .ret = path},
                 err));
    if (path[0] == '\0')
        (void)snprintf(path, sizeof path, "xl/workbook.xml");
    const char *slash = strrchr(path, '/');
    int folder_len = slash != NULL ? (int)(slash + 1 - path) : 0;
    (void)snprintf(folder, sizeof folder, "%.*s", folder_len, path);
    (void)snprintf(relations, sizeof relations, "%s_rels/%s.rels", folder, path + folder_len);

    struct sheet_search search = {.wanted = sheet};
    struct xml_reader x = {.on_start = workbook_start, .on_end = ignore_end, .user = &search};
    TRY(xml_read(&x, w->zip, path, err));
    if (search.any_id[0] == '\0')
        return fail(err, E_INVALID, "files.not_a_table", "ZIP");
    if (sheet != NULL && search.id[0] == '\0')
        return fail(err, E_INVALID, "files.no_sheet", sheet);
    w->from_1904 = search.from_1904;
    const char *id = sheet != NULL ? search.id : search.visible_id[0] != '\0' ? search.visible_id : search.any_id;
    TRY(relation(w->zip, relations, (struct relation_search){.id = id, .folder = folder, .ret = w->sheet_path}, err));
    TRY(relation(w->zip, relations,
                 (struct relation_search){.type = "/sharedStrings", .folder = folder, .ret = w->strings_path}, err));
    TRY(relation(w->zip, relations,
                 (struct relation_search){.type = "/styles", .folder = folder, .ret = w->styles_path}, err));
    if (w->sheet_path[0] == '\0')
        return fail_detail(err, E_INVALID, "files.bad_zip", "sheet has no part");
    return OK;
}

/* ---- sharedStrings.xml: <si> holds <t>, or runs <r><t>; <rPh> is a reading aid, not text. */
struct strings_state {
    struct shared_strings *strings;
    size_t begin;
    unsigned phonetic;
    bool in_text;
};

static void strings_start(struct xml_reader *x, const char *name, const char **attrs) {
    (void)attrs;
    struct strings_state *s = x->user;
    if (strcmp(name, "si") == 0)
        s->begin = s->strings->bytes.len;
    else if (strcmp(name, "rPh") == 0)
        s->phonetic++;
    else if (strcmp(name, "t") == 0)
        s->in_text = s->phonetic == 0;
}

static void strings_text(struct xml_reader *x, struct text t) {
    struct strings_state *s = x->user;
    if (s->in_text)
        buf_text(&s->strings->bytes, t);
}

static bool strings_room(struct shared_strings *s) {
    if (s->count < s->room)
        return true;
    size_t room = s->room ? s->room * 2 : 1024;
    uint32_t *ends = realloc(s->ends, room * sizeof *ends);
    if (ends == NULL)
        return false;
    s->ends = ends;
    s->room = room;
    return true;
}

static void strings_end(struct xml_reader *x, const char *name) {
    struct strings_state *s = x->user;
    struct shared_strings *strings = s->strings;
    if (strcmp(name, "rPh") == 0 && s->phonetic > 0)
        s->phonetic--;
    if (strcmp(name, "t") == 0)
        s->in_text = false;
    if (strcmp(name, "si") != 0)
        return;
    if (!buf_ok(&strings->bytes) || strings->count == MAX_SHARED_STRINGS || !strings_room(strings)) {
        xml_stop(x, fail_detail(x->err, E_INVALID, "files.bomb", "shared strings"));
        return;
    }
    if (strings->bytes.len > s->begin)
        strings->bytes.len = s->begin + xlsx_unescape(strings->bytes.ptr + s->begin, strings->bytes.len - s->begin);
    strings->ends[strings->count++] = (uint32_t)strings->bytes.len;
}

enum status workbook_strings(struct workbook *w, struct error *err) {
    if (w->strings_path[0] == '\0')
        return OK;
    struct strings_state s = {.strings = &w->strings};
    struct xml_reader x = {.on_start = strings_start, .on_end = strings_end, .on_text = strings_text, .user = &s};
    return xml_read(&x, w->zip, w->strings_path, err);
}

struct text workbook_string(const struct workbook *w, size_t index) {
    const struct shared_strings *s = &w->strings;
    if (index >= s->count)
        return TEXT_NONE;
    size_t begin = index > 0 ? s->ends[index - 1] : 0;
    return s->ends[index] > begin ? (struct text){s->bytes.ptr + begin, s->ends[index] - begin} : T("");
}

/* ---- styles.xml: own formats first, then <cellXfs> in the order that cells refer to. */
struct styles_state {
    struct workbook *book;
    long *day_formats; /* ids of the workbook's own formats that are days */
    size_t day_count, day_room;
    long *plain_formats; /* own formats under a builtin id, not days */
    size_t plain_count, plain_room, style_room;
    bool in_cell_xfs;
};

static bool has_id(const long *ids, size_t count, long id) {
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static bool add_id(long **ids, size_t *count, size_t *room, long id) {
    if (*count == 2048) /* Excel keeps at most 250 or so; more would make the search slow */
        return true;
    if (*count == *room) {
        size_t n = *room ? *room * 2 : 32;
        long *p = realloc(*ids, n * sizeof *p);
        if (p == NULL)
            return false;
        *ids = p;
        *room = n;
    }
    (*ids)[(*count)++] = id;
    return true;
}

static bool add_style(struct styles_state *s, bool day) {
    struct workbook *w = s->book;
    if (w->style_count == MAX_SHEET_STYLES)
        return true; /* beyond what any program writes; such cells stay numbers */
    if (w->style_count == s->style_room) {
        size_t n = s->style_room ? s->style_room * 2 : 64;
        bool *p = realloc(w->style_is_day, n * sizeof *p);
        if (p == NULL)
            return false;
        w->style_is_day = p;
        s->style_room = n;
    }
    w->style_is_day[w->style_count++] = day;
    return true;
}

static void styles_start(struct xml_reader *x, const char *name, const char **attrs) {
    struct styles_state *s = x->user;
    bool ok = true;
    if (strcmp(name, "numFmt") == 0) {
        const char *id = xml_attr(attrs, "numFmtId"), *code = xml_attr(attrs, "formatCode");
        if (id != NULL && code != NULL) {
            long n = strtol(id, NULL, 10);
            ok = format_is_day(code) ? add_id(&s->day_formats, &s->day_count, &s->day_room, n)
                                     : add_id(&s->plain_formats, &s->plain_count, &s->plain_room, n);
        }
    } else if (strcmp(name, "cellXfs") == 0) {
        s->in_cell_xfs = true;
    } else if (s->in_cell_xfs && strcmp(name, "xf") == 0) {
        const char *id = xml_attr(attrs, "numFmtId");
        long n = id != NULL ? strtol(id, NULL, 10) : 0;
        ok = add_style(s, has_id(s->day_formats, s->day_count, n) ||
                              (format_id_is_day(n) && !has_id(s->plain_formats, s->plain_count, n)));
    }
    if (!ok)
        xml_stop(x, fail(x->err, E_MEMORY, "http.out_of_memory"));
}

static void styles_end(struct xml_reader *x, const char *name) {
    if (strcmp(name, "cellXfs") == 0)
        ((struct styles_state *)x->user)->in_cell_xfs = false;
}

enum status workbook_styles(struct workbook *w, struct error *err) {
    if (w->styles_path[0] == '\0')
        return OK;
    struct styles_state s = {.book = w};
    struct xml_reader x = {.on_start = styles_start, .on_end = styles_end, .user = &s};
    enum status st = xml_read(&x, w->zip, w->styles_path, err);
    free(s.day_formats);
    free(s.plain_formats);
    return st;
}
