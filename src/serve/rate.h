/* rate.h: a customer's budget of requests: at most n admitted in any second, as a log of the last n
 * admissions. No bucket: it would let 2 n through around a boundary. Refused requests do not count. */
#ifndef MUSTER_SERVE_RATE_H
#define MUSTER_SERVE_RATE_H

#include <stdbool.h>
#include <stdint.h>

/* The log itself: a ring of the last n admissions, in nanoseconds of a clock that never jumps. */
struct rate_log {
    int64_t *at;
    int64_t n, count; /* count: admissions ever */
};

/* Admits the request at `now`, or tells after how many nanoseconds there will be room (at least 1). */
bool rate_log_admit(struct rate_log *log, int64_t now, int64_t *wait);

struct rate;

/* Budgets of all tenants; one mutex, held for nanoseconds. n: admissions a second. NULL without memory. */
struct rate *rate_new(int64_t n);
void rate_free(struct rate *rate);

/* A request of the tenant, now: admitted, or false with the nanoseconds to wait. Takes memory at a tenant's
 * first request only; without any it admits. Any thread. */
bool rate_admit(struct rate *rate, int64_t tenant, int64_t *wait);

#endif
