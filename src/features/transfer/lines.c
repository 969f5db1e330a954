#include "features/transfer/lines.h"

#include <errno.h>

struct lines {
    FILE *in;
    char *line;
    size_t room;
    int64_t number;
    bool bad;
};

bool lines_open(const char *path, struct lines **ret) {
    FILE *in = fopen(path, "re");
    if (in == NULL)
        return false;
    struct lines *l = calloc(1, sizeof *l);
    if (l == NULL)
        abort();
    l->in = in;
    *ret = l;
    return true;
}

void lines_close(struct lines *l) {
    (void)fclose(l->in);
    free(l->line);
    free(l);
}

bool lines_next(struct lines *l, struct text *ret) {
    errno = 0;
    ssize_t n = getline(&l->line, &l->room, l->in);
    if (n < 0) {
        l->bad = l->bad || ferror(l->in) != 0 || errno == ENOMEM;
        return false;
    }
    l->number++;
    while (n > 0 && (l->line[n - 1] == '\n' || l->line[n - 1] == '\r'))
        n--;
    *ret = (struct text){l->line, (size_t)n};
    return true;
}

int64_t lines_number(const struct lines *l) {
    return l->number;
}

bool lines_ok(const struct lines *l) {
    return !l->bad;
}
