/* arena.h: memory with one owner. A request has one, a batch has one; everything in it dies at once. */
#ifndef MUSTER_BASE_ARENA_H
#define MUSTER_BASE_ARENA_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used, room;          /* in the newest block */
    size_t total, max;          /* bytes taken from the machine, and the limit */
    bool failed;                /* sticky: some allocation gave NULL; check once at the end of the work */
};

/* An empty arena of at most max bytes; takes nothing from the machine yet. */
void arena_init(struct arena *arena, size_t max);

/* Gives everything back. */
void arena_done(struct arena *arena);

/* Forgets everything, keeps the first block for the next use, clears `failed`. */
void arena_reset(struct arena *arena);

/* size zeroed bytes, aligned for anything; NULL (and arena->failed) when over the limit or out of memory.
 * A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of s with a NUL behind it. An absent text stays absent; STR_NONE (and failed) without memory. */
struct str arena_str(struct arena *arena, struct str s);

/* printf into the arena; STR_NONE (and failed) without memory. Not for hot paths. */
struct str arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define arena_new(arena, type)      ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_alloc_n((arena), sizeof(type), (n)))

/* n times size zeroed bytes; NULL when the product overflows or as arena_alloc. */
void *arena_alloc_n(struct arena *arena, size_t size, size_t n);

#endif
