/* status.c: refusals in words. */
#include "base/status.h"

#include "base/must.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* Sentences quote input, and are shown on terminals: no byte of it may be more than a character. */
static void disarm(char *text)
{
    for (unsigned char *p = (unsigned char *)text; *p; p++) {
        bool c1 = *p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0;
        if (*p < 0x20 || *p == 0x7F || c1) {
            *p = '?';
            p[1] = c1 ? '?' : p[1];
        }
    }
}

enum status why_not(struct why *why, enum status st, const char *format, ...)
{
    va_list args;
    if (why != NULL) {
        va_start(args, format);
        vsnprintf(why->text, sizeof why->text, format, args);
        va_end(args);
        disarm(why->text);
    }
    return st;
}

const char *status_name(enum status st)
{
    static const char *const names[] = {
        [ST_OK] = "ok",
        [ST_END] = "end",
        [ST_INVALID] = "invalid",
        [ST_NOTFOUND] = "not found",
        [ST_CONFLICT] = "conflict",
        [ST_LIMIT] = "limit",
        [ST_NOMEM] = "no memory",
        [ST_FULL] = "disk full",
        [ST_BUSY] = "busy",
        [ST_IO] = "i/o error",
        [ST_CORRUPT] = "corrupt",
    };
    must((unsigned)st < COUNT_OF(names) && names[st] != NULL);
    return names[st];
}
