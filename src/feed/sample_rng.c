/* sample_rng.c: the finalizer of splitmix64 over a counter, and a small Feistel network for permutations. */
#include "feed/sample_rng.h"

#include "base/must.h"

static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static const uint64_t step = 0x9E3779B97F4A7C15u;

struct sample_rng sample_rng_of(uint64_t seed, uint64_t purpose, uint64_t a, uint64_t b)
{
    uint64_t state = mix(seed + step);
    state = mix(state + purpose * step + 1);
    state = mix(state + a * step + 2);
    return (struct sample_rng){ mix(state + b * step + 3) };
}

uint64_t sample_rng_next(struct sample_rng *rng)
{
    rng->state += step;
    return mix(rng->state);
}

int64_t sample_rng_below(struct sample_rng *rng, int64_t n)
{
    must(n >= 1);
    return (int64_t)(((unsigned __int128)sample_rng_next(rng) * (uint64_t)n) >> 64);
}

bool sample_rng_chance(struct sample_rng *rng, int64_t permille)
{
    return sample_rng_below(rng, 1000) < permille;
}

int64_t sample_rng_spread(struct sample_rng *rng, int64_t base, int spread)
{
    /* 1024 * 2^(k/16), rounded: a table, since libm differs between machines in the last digit. */
    static const int64_t power[16] = { 1024, 1069, 1117, 1166, 1218, 1272, 1328, 1387,
                                       1448, 1512, 1579, 1649, 1722, 1798, 1878, 1961 };
    int64_t k = sample_rng_below(rng, spread + 1) + sample_rng_below(rng, spread + 1) - spread;
    int64_t whole = (k + 1024) / 16 - 64;
    int64_t v = base * power[(k + 1024) % 16];
    return whole >= 0 ? (v << whole) / 1024 : v / 1024 / ((int64_t)1 << -whole);
}

struct uuid sample_rng_uuid(struct sample_rng *rng)
{
    uint8_t bytes[16];
    uint64_t half[2] = { sample_rng_next(rng), sample_rng_next(rng) };
    for (int i = 0; i < 16; i++) {
        bytes[i] = (uint8_t)(half[i / 8] >> (8 * (i % 8)));
    }
    return uuid_of_random(bytes);
}

uint64_t sample_rng_permute(uint64_t key, uint64_t n, uint64_t x)
{
    must(x < n);
    unsigned bits = 1; /* of a half: the smallest network that covers n */
    while (bits < 31 && (uint64_t)1 << (2 * bits) < n) {
        bits++;
    }
    uint64_t mask = ((uint64_t)1 << bits) - 1;
    /* An image beyond n is sent through again: at most 4 n numbers exist, so it ends soon. */
    do {
        uint64_t left = x >> bits, right = x & mask;
        for (uint64_t round = 0; round < 4; round++) {
            uint64_t next = left ^ (mix(key + right * step + round) & mask);
            left = right;
            right = next;
        }
        x = left << bits | right;
    } while (x >= n);
    return x;
}
