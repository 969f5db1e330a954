/* Reading JSON answers in tests. The parser's json_string has the name of a function of ours (view/value.h); tests only
 * read, so the parser's is hidden. */
#ifndef ANSINH_TESTS_JSON_H
#define ANSINH_TESTS_JSON_H
#define json_string jansson_json_string
#include <jansson.h>
#undef json_string

#endif
