/* status.c: refusals in words. */
#include "base/status.h"

#include "base/must.h"

#include <stdarg.h>
#include <stdio.h>

enum status why_not(struct why *why, enum status st, const char *format, ...)
{
    va_list args;
    if (why != NULL) {
        va_start(args, format);
        vsnprintf(why->text, sizeof why->text, format, args);
        va_end(args);
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
