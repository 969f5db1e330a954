/* Zip in memory through minizip's I/O table. minizip trusts the archive's directory; this file does not:
 * names, methods, flags and places of all entries are checked once before anything is inflated. */
#include <minizip/unzip.h>
#include <minizip/zip.h>

#include "files/zip.h"

#define NAME_BYTES 256
#define RATIO_GRACE (1u << 20) /* small archives of mostly blank cells may pack better than the ratio */

struct memory_file {
    const char *ptr; /* reading */
    size_t len;
    struct buf *out; /* writing */
    size_t at;
    bool past_end; /* minizip takes a short read for bytes that are zero, unless it is told of an error */
};

struct entry {
    uint64_t begin, end;
};

struct zip {
    struct memory_file file;
    unzFile unz;
    bool entry_open;
    uint64_t entry_packed, entry_inflated;
    uint64_t inflated; /* of all entries read so far */
    struct buf names;  /* lower case, each ended by '\n' */
};

static voidpf ZCALLBACK memory_open(voidpf opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    ((struct memory_file *)opaque)->at = 0;
    return opaque;
}

static uLong ZCALLBACK memory_read(voidpf opaque, voidpf stream, void *to, uLong n) {
    (void)opaque;
    struct memory_file *f = stream;
    if (f->ptr == NULL)
        return 0;
    size_t left = f->at < f->len ? f->len - f->at : 0;
    size_t take = n < left ? n : left;
    if (take > 0)
        memcpy(to, f->ptr + f->at, take);
    f->at += take;
    f->past_end = f->past_end || take < n;
    return take;
}

/* minizip goes back to fill in sizes, so bytes may be overwritten. */
static uLong ZCALLBACK memory_write(voidpf opaque, voidpf stream, const void *from, uLong n) {
    (void)opaque;
    struct memory_file *f = stream;
    if (f->out == NULL || f->at > f->out->len)
        return 0;
    size_t over = f->out->len - f->at < n ? f->out->len - f->at : n;
    if (over > 0)
        memcpy(f->out->ptr + f->at, from, over);
    buf_add(f->out, (const char *)from + over, n - over);
    if (!buf_ok(f->out))
        return 0;
    f->at += n;
    return n;
}

static ZPOS64_T ZCALLBACK memory_tell(voidpf opaque, voidpf stream) {
    (void)opaque;
    return ((struct memory_file *)stream)->at;
}

static long ZCALLBACK memory_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin) {
    (void)opaque;
    struct memory_file *f = stream;
    size_t len = f->out != NULL ? f->out->len : f->len;
    uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR ? f->at : origin == ZLIB_FILEFUNC_SEEK_END ? len : 0;
    if (offset > len || base > len - offset)
        return -1;
    f->at = (size_t)(base + offset);
    return 0;
}

static int ZCALLBACK memory_close(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

static int ZCALLBACK memory_error(voidpf opaque, voidpf stream) {
    (void)opaque;
    return ((struct memory_file *)stream)->past_end;
}

static zlib_filefunc64_def memory_functions(struct memory_file *f) {
    return (zlib_filefunc64_def){memory_open, memory_read,  memory_write, memory_tell,
                                 memory_seek, memory_close, memory_error, f};
}

static int by_begin(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

static enum status bad_zip(struct error *err, const char *why) {
    return fail_detail(err, E_INVALID, "files.bad_zip", "%s", why);
}

static enum status look_at_entry(struct zip *z, struct entry *e, struct error *err) {
    unz_file_info64 info;
    char name[NAME_BYTES];
    if (unzGetCurrentFileInfo64(z->unz, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK)
        return bad_zip(err, "directory");
    if (info.size_filename == 0 || info.size_filename >= sizeof name)
        return bad_zip(err, "name");
    if ((info.flag & 1) != 0)
        return fail(err, E_INVALID, "files.encrypted");
    if (info.compression_method != 0 && info.compression_method != Z_DEFLATED)
        return bad_zip(err, "method");
    uint64_t packed = info.compressed_size;
    if (packed > z->file.len)
        return bad_zip(err, "size");
    for (size_t i = 0; name[i] != '\0'; i++)
        buf_char(&z->names, name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i]);
    buf_char(&z->names, '\n');
    /* minizip tells the place of the entry's data only once it is open. */
    if (unzOpenCurrentFile(z->unz) != UNZ_OK)
        return bad_zip(err, "local header");
    e->begin = unzGetCurrentFileZStreamPos64(z->unz);
    e->end = e->begin + packed;
    (void)unzCloseCurrentFile(z->unz);
    return e->end > z->file.len ? bad_zip(err, "place") : OK;
}

static enum status look_at_entries(struct zip *z, struct error *err) {
    unz_global_info64 global;
    if (unzGetGlobalInfo64(z->unz, &global) != UNZ_OK || global.number_entry == 0)
        return bad_zip(err, "no entries");
    if (global.number_entry > MAX_ZIP_ENTRIES)
        return fail(err, E_INVALID, "files.bomb");
    size_t count = (size_t)global.number_entry;
    struct entry *entries = calloc(count, sizeof *entries);
    if (entries == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    enum status s = unzGoToFirstFile(z->unz) == UNZ_OK ? OK : bad_zip(err, "first entry");
    for (size_t i = 0; s == OK && i < count; i++) {
        s = look_at_entry(z, &entries[i], err);
        if (s == OK && i + 1 < count && unzGoToNextFile(z->unz) != UNZ_OK)
            s = bad_zip(err, "fewer entries than said");
    }
    if (s == OK) {
        qsort(entries, count, sizeof *entries, by_begin);
        for (size_t i = 1; s == OK && i < count; i++)
            if (entries[i].begin < entries[i - 1].end)
                s = fail_detail(err, E_INVALID, "files.bomb", "entries overlap");
    }
    free(entries);
    return s;
}

enum status zip_open(struct text bytes, struct zip **ret, struct error *err) {
    struct zip *z = calloc(1, sizeof *z);
    if (z == NULL)
        return fail(err, E_MEMORY, "http.out_of_memory");
    z->file = (struct memory_file){.ptr = bytes.ptr, .len = bytes.len};
    buf_init(&z->names, (size_t)MAX_ZIP_ENTRIES * NAME_BYTES);
    zlib_filefunc64_def functions = memory_functions(&z->file);
    z->unz = unzOpen2_64("", &functions);
    enum status s = z->unz != NULL ? look_at_entries(z, err) : bad_zip(err, "no directory");
    if (s != OK) {
        zip_close(z);
        return s;
    }
    *ret = z;
    return OK;
}

void zip_close(struct zip *z) {
    if (z == NULL)
        return;
    zip_entry_close(z);
    if (z->unz != NULL)
        (void)unzClose(z->unz);
    buf_free(&z->names);
    free(z);
}

bool zip_has_suffix(const struct zip *z, struct text suffix) {
    struct text rest = buf_as_text(&z->names), name;
    while (text_cut(&rest, '\n', &name))
        if (name.len >= suffix.len && strncasecmp(name.ptr + name.len - suffix.len, suffix.ptr, suffix.len) == 0)
            return true;
    return false;
}

bool zip_has(struct zip *z, const char *name) {
    return unzLocateFile(z->unz, name, 2) == UNZ_OK;
}

enum status zip_entry_open(struct zip *z, const char *name, bool *ret_found, struct error *err) {
    *ret_found = false;
    zip_entry_close(z);
    if (!zip_has(z, name))
        return OK;
    unz_file_info64 info;
    if (unzGetCurrentFileInfo64(z->unz, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
        unzOpenCurrentFile(z->unz) != UNZ_OK)
        return bad_zip(err, name);
    z->entry_open = true;
    z->entry_packed = info.compressed_size;
    z->entry_inflated = 0;
    *ret_found = true;
    return OK;
}

enum status zip_entry_read(struct zip *z, void *out, size_t n, size_t *ret_got, struct error *err) {
    int got = unzReadCurrentFile(z->unz, out, (unsigned)n);
    if (got < 0)
        return fail_detail(err, E_INVALID, "files.bad_zip", "inflate %d", got);
    if (got == 0) {
        z->entry_open = false;
        if (unzCloseCurrentFile(z->unz) != UNZ_OK)
            return bad_zip(err, "checksum");
    }
    z->entry_inflated += (uint64_t)got;
    z->inflated += (uint64_t)got;
    if (z->inflated > MAX_SHEET_INFLATED || z->entry_inflated > z->entry_packed * MAX_SHEET_RATIO + RATIO_GRACE)
        return fail(err, E_INVALID, "files.bomb");
    *ret_got = (size_t)got;
    return OK;
}

void zip_entry_close(struct zip *z) {
    if (z->entry_open)
        (void)unzCloseCurrentFile(z->unz);
    z->entry_open = false;
}

static bool write_part(zipFile zip, const struct zip_part *p) {
    /* 1 January 1980, the first day that zip knows. */
    zip_fileinfo info = {.dosDate = (1u << 21) | (1u << 16)};
    if (zipOpenNewFileInZip(zip, p->name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6) != ZIP_OK)
        return false;
    bool ok = zipWriteInFileInZip(zip, p->bytes.ptr, (unsigned)p->bytes.len) == ZIP_OK;
    return zipCloseFileInZip(zip) == ZIP_OK && ok;
}

enum status zip_write(const struct zip_part *parts, size_t count, struct buf *out, struct error *err) {
    struct buf made;
    buf_init(&made, out->max - out->len);
    struct memory_file file = {.out = &made};
    zlib_filefunc64_def functions = memory_functions(&file);
    zipFile zip = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &functions);
    bool ok = zip != NULL;
    for (size_t i = 0; ok && i < count; i++)
        ok = parts[i].bytes.len <= UINT32_MAX / 2 && write_part(zip, &parts[i]);
    if (zip != NULL)
        ok = zipClose(zip, NULL) == ZIP_OK && ok;
    if (ok)
        buf_text(out, buf_as_text(&made));
    buf_free(&made);
    return ok && buf_ok(out) ? OK : fail(err, E_TOO_LARGE, "files.result_too_large");
}
