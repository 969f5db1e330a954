/* Inside of src/files: a workbook that is open for reading. */
#ifndef ANSINH_FILES_XLSX_H
#define ANSINH_FILES_XLSX_H
#include "files/table.h"
#include "files/xml.h"

/* The texts of xl/sharedStrings.xml, one after the other in one buffer: the only part of a workbook that
 * is held whole. */
struct shared_strings {
    struct buf bytes;
    uint32_t *ends; /* where each text ends */
    size_t count, room;
};

struct workbook {
    struct zip *zip;
    char sheet_path[256];
    char strings_path[256];
    char styles_path[256];
    bool from_1904;
    struct shared_strings strings;
    bool *style_is_day; /* by cell style */
    size_t style_count;
};

/* Which parts the workbook has and which sheet is meant; then its strings and styles. */
MUST_CHECK enum status workbook_find(struct workbook *w, const char *sheet, struct error *err);
MUST_CHECK enum status workbook_strings(struct workbook *w, struct error *err);
MUST_CHECK enum status workbook_styles(struct workbook *w, struct error *err);
struct text workbook_string(const struct workbook *w, size_t index);

/* Does this number format show a calendar day? Code in the form of the file (always English letters), e.g.
 * "dd/mm/yyyy", "[$-42A]dd mmmm yyyy", "\"ngày\" d". Times alone and elapsed times do not. */
bool format_is_day(const char *code);
bool format_id_is_day(long id);
/* Day of a serial number; DAY_NONE when there is none (before 1 January 1900, the 29 February 1900 that
 * never was, after 9999). */
day_t serial_day(double serial, bool from_1904);

/* Excel writes characters that XML does not allow as _xHHHH_. In place; returns the new length. Control
 * characters but tab and line feed are left out. */
size_t xlsx_unescape(char *p, size_t len);
#endif
