/* Files compiled into the program (tools/embed.py): static files of the pages and shipped data. */
#ifndef ANSINH_EMBED_H
#define ANSINH_EMBED_H
#include <stddef.h>
#include <stdint.h>
struct embed_file {
    const char *path; /* relative to the project, e.g. "web/static/app.css" */
    const unsigned char *bytes;
    size_t size;
    uint64_t hash; /* of the content */
};
const struct embed_file *embed_find(const char *path); /* NULL when there is none */
uint64_t embed_digest(void);                           /* over all files; changes when any changes */
#endif
