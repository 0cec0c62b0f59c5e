/* uses.h: when each token was last used: noted in memory by every authenticated request, written down at most
 * once a minute, and when the server ends. */
#ifndef MUSTER_SERVE_USES_H
#define MUSTER_SERVE_USES_H

#include "apply/writer.h"

#include <stdatomic.h>

enum { USE_KEY_ID = 24 };

/* One token. Lives as long as the struct uses. */
struct use {
    struct use *next;
    int64_t tenant, number;
    char key_id[USE_KEY_ID];
    _Atomic int64_t at;       /* NONE: not since the server began */
    int64_t written, writing; /* the writer's */
};

struct uses;

/* writer NULL: nothing is written down. NULL without memory. */
struct uses *uses_new(struct writer *writer);

/* After writer_stop, which still writes what is left. */
void uses_free(struct uses *uses);

/* The token's entry, made at its first use; NULL without memory. Any thread. */
struct use *uses_find(struct uses *uses, int64_t tenant, struct str key_id, int64_t number);

/* The token is used now (ticks). A second passes before the next one is noted. Any thread. */
void uses_note(struct uses *uses, struct use *use, int64_t now);

#endif
