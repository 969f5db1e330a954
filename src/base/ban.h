/* Functions that have no safe use here become compile errors. */
#ifndef ANSINH_BAN_H
#define ANSINH_BAN_H
#include <string.h>
#include <stdlib.h>
#include <time.h>
#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok strncpy strncat atoi atol atoll localtime gmtime ctime   \
    asctime
#endif
