/* sample_rng.h: chance for the sample: numbers that depend on nothing but their key, so that the fact about
 * person 5 in campaign 3 can be worked out at any moment without having stored it. Integers only: the same
 * on every machine. Not for secrets. */
#ifndef MUSTER_FEED_SAMPLE_RNG_H
#define MUSTER_FEED_SAMPLE_RNG_H

#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

struct sample_rng {
    uint64_t state;
};

/* The stream of (seed, purpose, a, b). */
struct sample_rng sample_rng_of(uint64_t seed, uint64_t purpose, uint64_t a, uint64_t b);

uint64_t sample_rng_next(struct sample_rng *rng);

/* 0 <= result < n; n at least 1. */
int64_t sample_rng_below(struct sample_rng *rng, int64_t n);

/* True in `permille` of 1000 cases. */
bool sample_rng_chance(struct sample_rng *rng, int64_t permille);

/* base times 2 to a bell-shaped power between -spread/16 and +spread/16: times and sizes spread like this. */
int64_t sample_rng_spread(struct sample_rng *rng, int64_t base, int spread);

/* A version 4 identifier. */
struct uuid sample_rng_uuid(struct sample_rng *rng);

/* The image of x under the key's permutation of 0..n-1 (0 <= x < n). */
uint64_t sample_rng_permute(uint64_t key, uint64_t n, uint64_t x);

#endif
