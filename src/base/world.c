/* world.c: the machine's clock and randomness (libsodium). */
#include "base/world.h"

#include "base/when.h"

#include <sodium.h>
#include <time.h>

void world_init(struct world *world)
{
    atomic_init(&world->frozen, WHEN_NONE);
}

int64_t world_now(const struct world *world)
{
    int64_t frozen = atomic_load_explicit(&world->frozen, memory_order_relaxed);
    struct timespec t;
    if (frozen != WHEN_NONE) {
        return frozen;
    }
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * WHEN_SECOND + t.tv_nsec / 100;
}

void world_set_clock(struct world *world, int64_t ticks)
{
    atomic_store(&world->frozen, ticks);
}

void world_random(const struct world *world, void *to, size_t n)
{
    (void)world;
    randombytes_buf(to, n);
}

struct uuid world_uuid(const struct world *world)
{
    uint8_t random[16];
    world_random(world, random, sizeof random);
    return uuid_of_random(random);
}

int64_t world_monotonic_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int64_t world_monotonic_ms(void)
{
    return world_monotonic_ns() / 1000000;
}
