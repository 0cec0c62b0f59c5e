/* grown.c: see grown.h. */
/* hot path */
#include "serve/grown.h"

#include <string.h>

void *grown_add(struct grown *g)
{
    if ((size_t)g->n == g->room) {
        size_t room = g->room ? g->room * 2 : 8;
        char *more = arena_alloc_n(g->arena, g->size, room);
        if (more == NULL) {
            return NULL;
        }
        if (g->n) {
            memcpy(more, g->at, g->size * (size_t)g->n);
        }
        g->at = more;
        g->room = room;
    }
    return g->at + g->size * (size_t)g->n++;
}

struct list grown_list(const struct grown *g)
{
    return (struct list){ .at = g->at, .n = g->n, .size = g->size };
}
