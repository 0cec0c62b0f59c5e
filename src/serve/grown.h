/* grown.h: rows of a list whose length is not known before: an array in an arena that doubles. What it leaves
 * behind while it grows goes with the arena. */
#ifndef MUSTER_SERVE_GROWN_H
#define MUSTER_SERVE_GROWN_H

#include "base/arena.h"
#include "model/rows.h"

struct grown {
    struct arena *arena;
    size_t size; /* of a row */
    char *at;
    size_t room;
    int64_t n;
};

/* Room for one more row, not zeroed; NULL without memory. Rows move: keep no pointer to an earlier one. */
void *grown_add(struct grown *grown);

struct list grown_list(const struct grown *grown);

#endif
