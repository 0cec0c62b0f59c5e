/* rate.c: see rate.h. A log that nobody used for a second says as much as none: it gives way to the next new
 * one of its slot, so that the table is as large as there is traffic, however many tenants there are. */
#include "serve/rate.h"

#include "base/must.h"

#include <pthread.h>
#include <stdlib.h>

#define SECOND_NS INT64_C(1000000000)

enum { SLOTS = 1024 };

struct tenant_log {
    struct tenant_log *next;
    int64_t tenant;
    unsigned api;
    struct rate_log log;
    int64_t at[];
};

struct rate {
    pthread_mutex_t lock;
    int64_t (*clock)(void);
    size_t kept;
    struct tenant_log *slots[SLOTS];
};

/* The admission `back` before the last one; 0: the last. */
static int64_t admission(const struct rate_log *log, int64_t back)
{
    return log->at[(log->count - 1 - back) % log->room];
}

bool rate_log_admit(struct rate_log *log, int64_t n, int64_t now, int64_t *wait)
{
    int64_t ago = log->count >= n ? now - admission(log, n - 1) : SECOND_NS;
    if (ago < SECOND_NS) {
        *wait = SECOND_NS - ago;
        return false;
    }
    log->at[log->count++ % log->room] = now;
    return true;
}

struct rate *rate_new(int64_t (*clock)(void))
{
    struct rate *rate = calloc(1, sizeof *rate);
    if (rate != NULL) {
        rate->clock = clock;
        must(pthread_mutex_init(&rate->lock, NULL) == 0);
    }
    return rate;
}

void rate_free(struct rate *rate)
{
    if (rate == NULL) {
        return;
    }
    for (int i = 0; i < SLOTS; i++) {
        for (struct tenant_log *log = rate->slots[i], *next; log != NULL; log = next) {
            next = log->next;
            free(log);
        }
    }
    pthread_mutex_destroy(&rate->lock);
    free(rate);
}

static bool is_idle(const struct rate_log *log, int64_t now)
{
    return log->count == 0 || now - admission(log, 0) >= SECOND_NS;
}

static void sweep(struct rate *rate, struct tenant_log **at, int64_t now)
{
    while (*at != NULL) {
        struct tenant_log *log = *at;
        if (is_idle(&log->log, now)) {
            *at = log->next;
            rate->kept--;
            free(log);
        } else {
            at = &log->next;
        }
    }
}

static struct tenant_log *make(int64_t tenant, unsigned api, int64_t room)
{
    struct tenant_log *log = calloc(1, sizeof *log + (size_t)room * sizeof *log->at);
    if (log != NULL) {
        log->tenant = tenant;
        log->api = api;
        log->log = (struct rate_log){ .at = log->at, .room = room };
    }
    return log;
}

/* The same log with more room; it never gets less: a budget that shrinks for a moment must not forget. */
static bool grow(struct tenant_log **at, int64_t room)
{
    struct tenant_log *old = *at, *log = make(old->tenant, old->api, room);
    if (log == NULL) {
        return false;
    }
    int64_t held = old->log.count < old->log.room ? old->log.count : old->log.room;
    for (int64_t back = held; back-- > 0;) {
        log->at[log->log.count++] = admission(&old->log, back);
    }
    log->next = old->next;
    *at = log;
    free(old);
    return true;
}

/* NULL without memory. */
static struct tenant_log *log_of(struct rate *rate, int64_t tenant, unsigned api, int64_t n, int64_t now)
{
    struct tenant_log **slot = &rate->slots[((uint64_t)tenant * 8 + api) % SLOTS], **at = slot;
    while (*at != NULL && ((*at)->tenant != tenant || (*at)->api != api)) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        return (*at)->log.room >= n || grow(at, n) ? *at : NULL;
    }
    sweep(rate, slot, now);
    struct tenant_log *log = make(tenant, api, n);
    if (log != NULL) {
        log->next = *slot;
        *slot = log;
        rate->kept++;
    }
    return log;
}

bool rate_admit(struct rate *rate, int64_t tenant, unsigned api, int64_t n, int64_t *wait)
{
    must(n > 0);
    pthread_mutex_lock(&rate->lock);
    /* The clock is read under the lock: admissions stand in the log in the order of their times. */
    int64_t now = rate->clock();
    struct tenant_log *log = log_of(rate, tenant, api, n, now);
    bool admitted = log == NULL || rate_log_admit(&log->log, n, now, wait);
    pthread_mutex_unlock(&rate->lock);
    return admitted;
}

size_t rate_kept(struct rate *rate)
{
    pthread_mutex_lock(&rate->lock);
    size_t kept = rate->kept;
    pthread_mutex_unlock(&rate->lock);
    return kept;
}
