/* timer.h: the deadlines of a loop, a binary heap by time. A timer that moves to a later time may stay where
 * it is: whoever gets it early puts it back. */
#ifndef MUSTER_HTTP_TIMER_H
#define MUSTER_HTTP_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_timer {
    int64_t due_ms;
    size_t place; /* in the heap, from 1; 0: not set */
};

struct http_timers {
    struct http_timer **heap; /* [1..count] */
    size_t count, room;
};

/* Room for n timers, so that setting one cannot fail. False without memory. */
bool http_timers_reserve(struct http_timers *timers, size_t n);
void http_timers_done(struct http_timers *timers);

/* Sets or moves it. */
void http_timer_set(struct http_timers *timers, struct http_timer *timer, int64_t due_ms);
void http_timer_clear(struct http_timers *timers, struct http_timer *timer);

/* The earliest; NULL when none is set. */
struct http_timer *http_timers_first(const struct http_timers *timers);

#endif
