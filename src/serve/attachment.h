/* attachment.h: a file's name in Content-Disposition (RFC 6266, RFC 8187). */
#ifndef MUSTER_SERVE_ATTACHMENT_H
#define MUSTER_SERVE_ATTACHMENT_H

#include "base/arena.h"
#include "base/str.h"

/* The field's value for a file called "NAME WORD.csv", safe for any name: no control characters, nothing that
 * is a path or special to a file system, not endless. filename has ASCII only, filename* all. fallback: the
 * name when nothing of the other is left. In the arena; absent without memory. */
struct str attachment_value(struct arena *arena, struct str name, struct str fallback, const char *word);

#endif
