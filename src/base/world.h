/* world.h: the outside that a program may ask: what time is it, and for random bytes. Injected, so that tests
 * set the clock and repeat the randomness; nothing else in src/ asks the system for either. */
#ifndef MUSTER_BASE_WORLD_H
#define MUSTER_BASE_WORLD_H

#include "base/uuid.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct world {
    _Atomic int64_t frozen; /* ticks that now() answers; WHEN_NONE: the machine's clock */
};

/* The machine's own clock and randomness. */
void world_init(struct world *world);

/* UTC in 100 ns ticks (when.h). */
int64_t world_now(const struct world *world);

/* Stops the clock at ticks; WHEN_NONE lets it run again. Safe from any thread. */
void world_set_clock(struct world *world, int64_t ticks);

/* n cryptographically random bytes. */
void world_random(const struct world *world, void *to, size_t n);

/* A random (version 4) identifier. */
struct uuid world_uuid(const struct world *world);

/* Milliseconds of a clock that never jumps: for deadlines only, never shown or stored. */
int64_t world_monotonic_ms(void);

/* The same in nanoseconds, for what is exact: rate limits. */
int64_t world_monotonic_ns(void);

#endif
