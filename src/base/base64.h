/* base64.h: RFC 4648 with padding and without line ends, both ways. */
#ifndef MUSTER_BASE_BASE64_H
#define MUSTER_BASE_BASE64_H

#include "base/arena.h"
#include "base/buf.h"

/* Appends the encoded bytes. */
void base64_add(struct buf *out, struct str bytes);

/* Decodes into the arena (never absent). false: not base64 (a foreign character, missing padding, bits behind
 * the end), or no memory. */
bool base64_read(struct arena *arena, struct str text, struct str *bytes);

#endif
