/* correlation.h: the identifier that a client sends along with a request, given back beside our own. */
#ifndef MUSTER_SERVE_CORRELATION_H
#define MUSTER_SERVE_CORRELATION_H

#include "base/arena.h"
#include "base/str.h"

/* What of a client's identifier is given back: its visible ASCII characters and the spaces
 * between them, at most LIMIT_CORRELATION_ID; absent when none is left. */
struct str correlation_visible(struct arena *arena, struct str text);

#endif
