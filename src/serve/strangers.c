/* strangers.c: a table of fixed size. An address belongs into one of SETS sets, by a hash whose key is
 * random, so that nobody can choose addresses that push another one out; in a full set the one that gives way
 * is the one whose minute ended, else the one with the fewest failures. */
#include "serve/strangers.h"

#include "base/must.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 4096, WAYS = 4, MINUTE_MS = 60000 };

struct stranger {
    uint64_t who;
    int64_t until_ms; /* end of its minute; 0: free */
    int64_t failures;
};

struct strangers {
    pthread_mutex_t lock;
    int64_t n;
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct stranger table[SETS][WAYS];
};

struct strangers *strangers_new(int64_t n, const struct world *world)
{
    must(n > 0 && sodium_init() >= 0);
    struct strangers *strangers = calloc(1, sizeof *strangers);
    if (strangers != NULL) {
        strangers->n = n;
        world_random(world, strangers->key, sizeof strangers->key);
        must(pthread_mutex_init(&strangers->lock, NULL) == 0);
    }
    return strangers;
}

void strangers_free(struct strangers *strangers)
{
    if (strangers != NULL) {
        pthread_mutex_destroy(&strangers->lock);
        free(strangers);
    }
}

static bool is_v4(const struct address *address)
{
    static const uint8_t mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    return memcmp(address->b, mapped, sizeof mapped) == 0;
}

/* The first half of an IPv6 address; all of an IPv4 one, whose mapped form cannot be the first half of any.
 */
static uint64_t who_is(const struct address *address)
{
    uint64_t who;
    memcpy(&who, address->b + (is_v4(address) ? 8 : 0), sizeof who);
    return who;
}

static struct stranger *set_of(struct strangers *s, uint64_t who)
{
    unsigned char hash[crypto_shorthash_BYTES];
    uint64_t number;
    crypto_shorthash(hash, (const unsigned char *)&who, sizeof who, s->key);
    memcpy(&number, hash, sizeof number);
    return s->table[number % SETS];
}

static struct stranger *find(struct stranger *set, uint64_t who, int64_t now_ms)
{
    for (int i = 0; i < WAYS; i++) {
        if (set[i].who == who && set[i].until_ms > now_ms) {
            return &set[i];
        }
    }
    return NULL;
}

static struct stranger *give_way(struct stranger *set, int64_t now_ms)
{
    struct stranger *least = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].until_ms <= now_ms) {
            return &set[i];
        }
        if (set[i].failures < least->failures) {
            least = &set[i];
        }
    }
    return least;
}

bool strangers_blocked(struct strangers *s, const struct address *address, int64_t now_ms, int64_t *wait_ms)
{
    uint64_t who = who_is(address);
    pthread_mutex_lock(&s->lock);
    const struct stranger *found = find(set_of(s, who), who, now_ms);
    bool blocked = found != NULL && found->failures >= s->n;
    if (blocked) {
        *wait_ms = found->until_ms - now_ms;
    }
    pthread_mutex_unlock(&s->lock);
    return blocked;
}

void strangers_failed(struct strangers *s, const struct address *address, int64_t now_ms)
{
    uint64_t who = who_is(address);
    pthread_mutex_lock(&s->lock);
    struct stranger *set = set_of(s, who);
    struct stranger *found = find(set, who, now_ms);
    if (found == NULL) {
        found = give_way(set, now_ms);
        *found = (struct stranger){ .who = who, .until_ms = now_ms + MINUTE_MS };
    }
    found->failures++;
    pthread_mutex_unlock(&s->lock);
}
