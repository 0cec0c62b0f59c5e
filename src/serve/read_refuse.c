/* read_refuse.c: a refusal by what was read. */
#include "base/must.h"
#include "serve/read.h"

#include <stdarg.h>
#include <stdio.h>

enum status read_refuse(struct reading *r, enum refused what, const char *field, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    must(n >= 0);
    size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    struct str reason = { text, len };
    r->denial = (struct denial){ what, str_of(field), arena_str(r->arena, reason) };
    return ST_INVALID;
}
