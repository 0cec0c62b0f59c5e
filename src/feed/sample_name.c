/* sample_name.c: from the lists of words to a person's name. */
#include "feed/sample_name.h"

#include "base/must.h"
#include "base/num.h"
#include "feed/sample_rng.h"

#include <string.h>

static struct sample_words words_of(const char *list, struct arena *arena)
{
    struct str rest = str_of(list);
    size_t n = 1;
    for (size_t i = 0; i < rest.len; i++) {
        n += rest.ptr[i] == ' ';
    }
    struct sample_words words = { arena_array(arena, struct sample_word, n), n };
    for (size_t i = 0; i < n && words.word != NULL; i++) {
        struct str latin = str_cut(&rest, ' ');
        struct str text = str_cut(&latin, '=');
        words.word[i] = (struct sample_word){ text, latin.ptr ? latin : text };
    }
    return words;
}

void sample_name_init(struct sample_pool *pools, struct arena *arena)
{
    for (size_t i = 0; i < SAMPLE_POOLS; i++) {
        const struct sample_pool_source *source = &sample_pools[i];
        pools[i].source = source;
        pools[i].male = words_of(source->male, arena);
        pools[i].female = words_of(source->female, arena);
        pools[i].family = words_of(source->family, arena);
        pools[i].family_female =
            source->family_female ? words_of(source->family_female, arena) : pools[i].family;
        must(pools[i].family.n == pools[i].family_female.n);
    }
}

struct sample_name sample_name_of(const struct sample_pool *pool, uint64_t seed, int64_t rank)
{
    uint64_t given = pool->male.n + pool->female.n;
    uint64_t n = given * pool->family.n;
    uint64_t turn = (uint64_t)rank / n;
    /* Each turn through the pool has an order of its own. */
    uint64_t key = sample_rng_of(seed, (uint64_t)'n', turn, n).state;
    uint64_t pair = sample_rng_permute(key, n, (uint64_t)rank % n);
    size_t g = (size_t)(pair % given), f = (size_t)(pair / given);
    bool female = g >= pool->male.n;
    return (struct sample_name){
        .given = female ? pool->female.word[g - pool->male.n] : pool->male.word[g],
        .family = female ? pool->family_female.word[f] : pool->family.word[f],
        .number = turn ? (int64_t)turn + 1 : 0,
        .female = female,
        .family_first = pool->source->family_first,
        .gap = pool->source->family_first_gap,
    };
}

/* Letters only, in lower case: O'Hara is ohara. */
static size_t lower(char *to, struct str word)
{
    size_t n = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c + 32);
        }
        must(c >= 'a' && c <= 'z' && n < 20);
        to[n++] = c;
    }
    return n;
}

size_t sample_name_local(char *to, const struct sample_name *name)
{
    size_t n = lower(to, name->given.latin);
    to[n++] = '.';
    n += lower(to + n, name->family.latin);
    return name->number ? n + num_int(to + n, name->number) : n;
}
