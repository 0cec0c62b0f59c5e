/* buf.h: bytes that grow up to a maximum. Failure is sticky: after an overflow or without memory every
 * further write is ignored, so that a writer checks buf->failed once, at the end. */
#ifndef MUSTER_BASE_BUF_H
#define MUSTER_BASE_BUF_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *ptr;
    size_t len, room, max;
    bool failed;
};

/* Empty, takes nothing from the machine yet; max bounds len. */
void buf_init(struct buf *buf, size_t max);
void buf_done(struct buf *buf);

/* Empty again, keeps the memory, clears failed. */
void buf_reset(struct buf *buf);

/* Room for n more bytes: where to write them; then add n to len. NULL (and failed) when there is none. */
char *buf_reserve(struct buf *buf, size_t n);

void buf_add(struct buf *buf, const void *bytes, size_t n);
void buf_byte(struct buf *buf, char c);
void buf_str(struct buf *buf, struct str s);

/* A string literal. */
#define buf_lit(buf, literal) buf_add((buf), "" literal, sizeof(literal) - 1)

/* Decimal digits, no printf. */
void buf_int(struct buf *buf, int64_t v);

/* printf, for what is not hot. */
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes n bytes away at the front (n <= len). */
void buf_eat(struct buf *buf, size_t n);

/* The content as a piece of text; valid until the next write. Never absent. */
struct str buf_text(const struct buf *buf);

#endif
