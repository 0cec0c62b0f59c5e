/* rate.h: a customer's budget of requests: at most n admitted in any second, as a log of the last n
 * admissions. No bucket: it would let 2 n through around a boundary. Refused requests do not count. */
#ifndef MUSTER_SERVE_RATE_H
#define MUSTER_SERVE_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The log itself: a ring of the last admissions, in nanoseconds of a clock that never jumps. */
struct rate_log {
    int64_t *at;
    int64_t room, count; /* count: admissions ever */
};

/* Admits the request at `now` if fewer than n (at most room) were in the second before it, or tells after how
 * many nanoseconds there will be room (at least 1). */
bool rate_log_admit(struct rate_log *log, int64_t n, int64_t now, int64_t *wait);

struct rate;

/* Budgets of all tenants; one mutex, held for nanoseconds. clock: world_monotonic_ns, or a test's. NULL
 * without memory. */
struct rate *rate_new(int64_t (*clock)(void));
void rate_free(struct rate *rate);

/* A request of the tenant to an API, now, of which n a second are allowed (n may change at any time; nothing
 * is forgiven when it does): admitted, or false with the nanoseconds to wait. Takes memory at the first
 * request of a second only; without any it admits. Any thread. */
bool rate_admit(struct rate *rate, int64_t tenant, unsigned api, int64_t n, int64_t *wait);

/* How many logs are kept: those of tenants that asked in the last second, and a few that nobody was in the
 * way of. */
size_t rate_kept(struct rate *rate);

#endif
