/* buf.c: growing bytes with a maximum. */
#include "base/buf.h"

#include "base/must.h"
#include "base/num.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t max)
{
    *buf = (struct buf){ .max = max };
}

void buf_done(struct buf *buf)
{
    free(buf->ptr);
    *buf = (struct buf){ .max = buf->max };
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

char *buf_reserve(struct buf *buf, size_t n)
{
    if (buf->failed || n > buf->max - buf->len) {
        buf->failed = true;
        return NULL;
    }
    if (buf->room - buf->len < n) {
        size_t want = buf->room * 2 > buf->len + n ? buf->room * 2 : buf->len + n;
        want = want < 256 ? 256 : want;
        char *grown = realloc(buf->ptr, want);
        if (grown == NULL) {
            buf->failed = true;
            return NULL;
        }
        buf->ptr = grown;
        buf->room = want;
    }
    return buf->ptr + buf->len;
}

void buf_add(struct buf *buf, const void *bytes, size_t n)
{
    char *at = n ? buf_reserve(buf, n) : NULL;
    if (at != NULL) {
        memcpy(at, bytes, n);
        buf->len += n;
    }
}

void buf_byte(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_str(struct buf *buf, struct str s)
{
    buf_add(buf, s.ptr, s.len);
}

void buf_int(struct buf *buf, int64_t v)
{
    char *at = buf_reserve(buf, NUM_INT_MAX);
    if (at != NULL) {
        buf->len += num_int(at, v);
    }
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    must(n >= 0);
    char *at = buf_reserve(buf, (size_t)n + 1);
    if (at != NULL) {
        va_start(args, format);
        vsnprintf(at, (size_t)n + 1, format, args);
        va_end(args);
        buf->len += (size_t)n;
    }
}

void buf_eat(struct buf *buf, size_t n)
{
    must(n <= buf->len);
    if (n) {
        memmove(buf->ptr, buf->ptr + n, buf->len - n);
        buf->len -= n;
    }
}

struct str buf_text(const struct buf *buf)
{
    return (struct str){ buf->ptr ? buf->ptr : "", buf->len };
}
