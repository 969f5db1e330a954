/* Inside of src/files: zip archives in memory, bounded. Reading over minizip; every byte that is inflated is
 * counted against MAX_SHEET_INFLATED and MAX_SHEET_RATIO. */
#ifndef ANSINH_FILES_ZIP_H
#define ANSINH_FILES_ZIP_H
#include "base/base.h"

struct zip;
/* Borrows bytes until zip_close. Refuses encrypted entries, entries that lie over one another (the sign of a
 * bomb), more than MAX_ZIP_ENTRIES. E_INVALID files.bad_zip, files.bomb, files.encrypted. */
MUST_CHECK enum status zip_open(struct text bytes, struct zip **ret, struct error *err);
void zip_close(struct zip *z);
/* Any entry whose name ends so; letters' case does not count. */
bool zip_has_suffix(const struct zip *z, struct text suffix);
bool zip_has(struct zip *z, const char *name);
/* One entry can be open at a time. *ret_found false when there is none of that name. */
MUST_CHECK enum status zip_entry_open(struct zip *z, const char *name, bool *ret_found, struct error *err);
/* Up to n bytes; *ret_got 0 at the end, where the checksum is verified and the entry closed. */
MUST_CHECK enum status zip_entry_read(struct zip *z, void *out, size_t n, size_t *ret_got, struct error *err);
void zip_entry_close(struct zip *z);

/* Writing: the same parts give the same bytes (the date in the archive is fixed). */
struct zip_part {
    const char *name;
    struct text bytes;
};
MUST_CHECK enum status zip_write(const struct zip_part *parts, size_t count, struct buf *out, struct error *err);
#endif
