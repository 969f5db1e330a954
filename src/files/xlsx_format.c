/* What a stored number means: number formats, serial days, escaped characters. */
#include "files/xlsx.h"

#include <ctype.h>

/* ECMA-376 part 1, 18.8.30. 27-36 and 50-58 are days in the East Asian settings. */
bool format_id_is_day(long id) {
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

bool format_is_day(const char *code) {
    bool day_or_year = false, month = false, time = false, digits = false;
    for (const char *p = code; *p != '\0' && *p != ';'; p++) {
        switch (*p) {
        case '"': /* text between quotes */
            for (p++; *p != '\0' && *p != '"'; p++)
                ;
            break;
        case '\\': /* the next character as itself */
        case '_':  /* a space as wide as the next character */
        case '*':  /* fill with the next character */
            if (p[1] != '\0')
                p++;
            break;
        case '[': { /* colour, condition, currency and language, or elapsed time [h] */
            char first = (char)tolower((unsigned char)p[1]);
            if ((first == 'h' || first == 'm' || first == 's') &&
                strchr("hms]", tolower((unsigned char)p[2])) != NULL && p[2] != '\0')
                time = true;
            while (*p != '\0' && *p != ']')
                p++;
            break;
        }
        case 'd':
        case 'D':
        case 'y':
        case 'Y':
            day_or_year = true;
            break;
        case 'm':
        case 'M':
            month = true;
            break;
        case 'h':
        case 'H':
        case 's':
        case 'S':
            time = true;
            break;
        case '#':
        case '?':
            digits = true;
            break;
        default:
            break;
        }
        if (*p == '\0')
            break;
    }
    return !digits && (day_or_year || (month && !time));
}

#define SERIAL_LAST 2958465 /* 9999-12-31 */
#define SERIAL_OF_1904 1462
#define SERIAL_EPOCH 25569 /* 1970-01-01 */

day_t serial_day(double serial, bool from_1904) {
    if (!(serial >= 0 && serial < SERIAL_LAST + 1))
        return DAY_NONE;
    int32_t n = (int32_t)serial;
    if (from_1904) {
        n += SERIAL_OF_1904;
        return n > SERIAL_LAST ? DAY_NONE : n - SERIAL_EPOCH;
    }
    /* Excel follows Lotus 1-2-3, which took 1900 for a leap year: 60 is a day that never was. */
    if (n < 1 || n == 60)
        return DAY_NONE;
    return n < 60 ? n + 1 - SERIAL_EPOCH : n - SERIAL_EPOCH;
}

static int hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static size_t put_utf8(char *p, unsigned c) {
    if (c < 0x80) {
        p[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        p[0] = (char)(0xc0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    p[0] = (char)(0xe0 | c >> 12);
    p[1] = (char)(0x80 | (c >> 6 & 0x3f));
    p[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

static bool escape_at(const char *p, size_t left, unsigned *ret) {
    if (left < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return false;
    unsigned c = 0;
    for (int i = 2; i < 6; i++) {
        int h = hex(p[i]);
        if (h < 0)
            return false;
        c = c << 4 | (unsigned)h;
    }
    *ret = c;
    return c < 0xd800 || (c > 0xdfff && c < 0xfffe);
}

size_t xlsx_unescape(char *p, size_t len) {
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned c = (unsigned char)p[i];
        if (c == '_' && escape_at(p + i, len - i, &c)) {
            i += 6;
            if (c >= 0x20 || c == '\t' || c == '\n')
                to += put_utf8(p + to, c);
        } else if (c >= 0x20 || c == '\t' || c == '\n') {
            p[to++] = p[i];
        }
    }
    return to;
}
