/* sample_name.h: the name pools of the sample, taken apart, and the countries that use them. A person of
 * rank r within a pool gets the r-th combination of a shuffled pool; when the pool is used up, it starts
 * again with a number behind the e-mail name. */
#ifndef MUSTER_FEED_SAMPLE_NAME_H
#define MUSTER_FEED_SAMPLE_NAME_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SAMPLE_POOLS = 18, SAMPLE_COUNTRIES = 34, SAMPLE_BLOCK = 128 };

/* Words as written in sample_name_data.c. */
struct sample_pool_source {
    const char *male, *female;           /* given names */
    const char *family, *family_female;  /* the latter NULL: the same for both */
    uint8_t quota;                       /* people of SAMPLE_BLOCK who draw from this pool */
    bool family_first, family_first_gap; /* written family name first; with a space between */
};

struct sample_country {
    struct str code;
    uint8_t pool, share; /* of 100 of its pool */
    struct str locale;
    uint8_t entity;   /* index into sample_entities */
    int16_t diligent; /* added to the diligence of its people */
    int8_t hours;     /* east of Greenwich: when its people work */
};

struct sample_word {
    struct str text, latin; /* latin may have capitals */
};

struct sample_words {
    struct sample_word *word;
    size_t n;
};

struct sample_pool {
    struct sample_words male, female, family, family_female;
    const struct sample_pool_source *source;
};

/* A person's name, pieces of the pools; number 0: none behind the e-mail name. */
struct sample_name {
    struct sample_word given, family;
    int64_t number;
    bool female, family_first, gap;
};

extern const struct sample_pool_source sample_pools[SAMPLE_POOLS];
extern const struct sample_country sample_countries[SAMPLE_COUNTRIES];

/* Takes the words of all pools apart into pools[SAMPLE_POOLS], in the arena (arena->failed on failure). */
void sample_name_init(struct sample_pool *pools, struct arena *arena);

/* The name of the rank-th person of the pool. */
struct sample_name sample_name_of(const struct sample_pool *pool, uint64_t seed, int64_t rank);

/* Writes given.family[number] in lower-case ASCII; returns the length (to has SAMPLE_LOCAL_MAX bytes). */
size_t sample_name_local(char *to, const struct sample_name *name);
enum { SAMPLE_LOCAL_MAX = 64 };

#endif
