/* timer.c: a binary heap whose members know their place. */
#include "http/timer.h"

#include "base/must.h"

#include <stdlib.h>

bool http_timers_reserve(struct http_timers *timers, size_t n)
{
    if (n < timers->room) {
        return true;
    }
    size_t room = timers->room * 2 > n + 1 ? timers->room * 2 : n + 64;
    struct http_timer **heap = reallocarray(timers->heap, room, sizeof *heap);
    if (heap == NULL) {
        return false;
    }
    timers->heap = heap;
    timers->room = room;
    return true;
}

void http_timers_done(struct http_timers *timers)
{
    free(timers->heap);
    *timers = (struct http_timers){ 0 };
}

static void put(struct http_timers *timers, struct http_timer *timer, size_t place)
{
    timers->heap[place] = timer;
    timer->place = place;
}

static void rise(struct http_timers *timers, struct http_timer *timer)
{
    size_t place = timer->place;
    while (place > 1 && timers->heap[place / 2]->due_ms > timer->due_ms) {
        put(timers, timers->heap[place / 2], place);
        place /= 2;
    }
    put(timers, timer, place);
}

static void sink(struct http_timers *timers, struct http_timer *timer)
{
    size_t place = timer->place;
    for (size_t child; (child = place * 2) <= timers->count; place = child) {
        if (child < timers->count && timers->heap[child + 1]->due_ms < timers->heap[child]->due_ms) {
            child++;
        }
        if (timers->heap[child]->due_ms >= timer->due_ms) {
            break;
        }
        put(timers, timers->heap[child], place);
    }
    put(timers, timer, place);
}

void http_timer_set(struct http_timers *timers, struct http_timer *timer, int64_t due_ms)
{
    if (timer->place == 0) {
        must(timers->count + 1 < timers->room);
        put(timers, timer, ++timers->count);
    }
    timer->due_ms = due_ms;
    rise(timers, timer);
    sink(timers, timer);
}

void http_timer_clear(struct http_timers *timers, struct http_timer *timer)
{
    if (timer->place == 0) {
        return;
    }
    struct http_timer *last = timers->heap[timers->count--];
    if (last != timer) {
        put(timers, last, timer->place);
        rise(timers, last);
        sink(timers, last);
    }
    timer->place = 0;
}

struct http_timer *http_timers_first(const struct http_timers *timers)
{
    return timers->count ? timers->heap[1] : NULL;
}
