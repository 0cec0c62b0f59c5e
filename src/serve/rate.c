/* rate.c: see rate.h. Tenants are rows of the store, so the table is bounded by what its owner made. */
#include "serve/rate.h"

#include "base/must.h"
#include "base/world.h"

#include <pthread.h>
#include <stdlib.h>

#define SECOND_NS INT64_C(1000000000)

enum { SLOTS = 1024 };

struct tenant_log {
    struct tenant_log *next;
    int64_t tenant;
    struct rate_log log;
    int64_t at[];
};

struct rate {
    pthread_mutex_t lock;
    int64_t n;
    struct tenant_log *slots[SLOTS];
};

bool rate_log_admit(struct rate_log *log, int64_t now, int64_t *wait)
{
    int64_t *oldest = &log->at[log->count % log->n];
    if (log->count >= log->n && now - *oldest < SECOND_NS) {
        *wait = SECOND_NS - (now - *oldest);
        return false;
    }
    *oldest = now;
    log->count++;
    return true;
}

struct rate *rate_new(int64_t n)
{
    must(n > 0);
    struct rate *rate = calloc(1, sizeof *rate);
    if (rate != NULL) {
        rate->n = n;
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

static struct tenant_log *log_of(struct rate *rate, int64_t tenant)
{
    struct tenant_log **slot = &rate->slots[(uint64_t)tenant % SLOTS];
    for (struct tenant_log *log = *slot; log != NULL; log = log->next) {
        if (log->tenant == tenant) {
            return log;
        }
    }
    struct tenant_log *log = calloc(1, sizeof *log + (size_t)rate->n * sizeof *log->at);
    if (log != NULL) {
        log->tenant = tenant;
        log->log = (struct rate_log){ .at = log->at, .n = rate->n };
        log->next = *slot;
        *slot = log;
    }
    return log;
}

bool rate_admit(struct rate *rate, int64_t tenant, int64_t *wait)
{
    pthread_mutex_lock(&rate->lock);
    struct tenant_log *log = log_of(rate, tenant);
    /* The clock is read under the lock: admissions stand in the log in the order of their times. */
    bool admitted = log == NULL || rate_log_admit(&log->log, world_monotonic_ns(), wait);
    pthread_mutex_unlock(&rate->lock);
    return admitted;
}
