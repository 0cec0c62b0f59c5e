/* percent.h: percent-decoding (RFC 3986) of path segments and query strings. */
#ifndef MUSTER_DIALECT_PERCENT_H
#define MUSTER_DIALECT_PERCENT_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

/* The text with %xx decoded, and with `plus` each + as a space. A % without two hexadecimal digits behind it
 * stands for itself. Where nothing is encoded the text itself is given back, else it lives in the arena
 * (STR_NONE without memory: see arena->failed). */
struct str percent_decode(struct arena *arena, struct str text, bool plus);

#endif
