/* Runs one fuzz target over files that are already known: every file of the folders given, each once, in name order.
 *
 * libFuzzer comes with clang only. Linked with this main instead, the same target replays its corpus in the ordinary
 * debug build, so each input that ever broke a parser stays a test of it. An empty input is always tried as well. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a whole file into heap memory of exactly its size, so that a sanitizer sees the first byte read beyond it.
 * NULL when it cannot be read. */
static uint8_t *file_read(const char *path, size_t *ret_size) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    uint8_t *data = NULL;
    long size = -1;
    if (fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
    }
    if (size >= 0 && fseek(file, 0, SEEK_SET) == 0) {
        data = malloc(size > 0 ? (size_t)size : 1);
        if (data && fread(data, 1, (size_t)size, file) != (size_t)size) {
            free(data);
            data = NULL;
        }
    }
    fclose(file);
    *ret_size = size > 0 ? (size_t)size : 0;
    return data;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

/* Returns how many files were run, or -1 when one could not be read. */
static long folder_replay(const char *folder) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_visible, alphasort);
    if (count < 0) {
        fprintf(stderr, "%s: cannot be read\n", folder);
        return -1;
    }
    long ran = 0;
    for (int i = 0; i < count; i++) {
        char path[4096];
        size_t size = 0;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        uint8_t *data = length > 0 && (size_t)length < sizeof path ? file_read(path, &size) : NULL;
        free(entries[i]);
        if (ran < 0) {
            continue;
        }
        if (!data) {
            fprintf(stderr, "%s: cannot be read\n", path);
            ran = -1;
            continue;
        }
        /* Named before it runs: a sanitizer ends the program in the middle. */
        if (getenv("REPLAY_VERBOSE")) {
            fprintf(stderr, "%s\n", path);
        }
        LLVMFuzzerTestOneInput(data, size);
        free(data);
        ran++;
    }
    free(entries);
    return ran;
}

int main(int argc, char **argv) {
    long total = 0;
    uint8_t nothing = 0;
    LLVMFuzzerTestOneInput(&nothing, 0);
    for (int i = 1; i < argc; i++) {
        long ran = folder_replay(argv[i]);
        if (ran < 0) {
            return 1;
        }
        total += ran;
    }
    const char *name = strrchr(argv[0], '/');
    printf("ok      %s: %ld inputs\n", name ? name + 1 : argv[0], total);
    return 0;
}
