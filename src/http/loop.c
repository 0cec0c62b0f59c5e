/* loop.c: one thread, one epoll, its connections. A turn of the loop: events, wakes, deadlines, then those
 * connections that had more to do than a turn allows. */
#include "http/steps.h"

#include "base/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
    EVENTS = 256,      /* a call of epoll_wait */
    WAKES = 1024,      /* a turn */
    SPARES = 256,      /* closed connections kept for new ones */
    PULL = 8192 * 1024 /* the most that one on_pull may produce */
};

enum status http_loop_init(struct http_loop *loop, struct http_server *server, int index, struct why *why)
{
    *loop = (struct http_loop){ .server = server, .index = index, .wake_source = HTTP_FROM_WAKE };
    loop->ready_end = &loop->ready_first;
    buf_init(&loop->pull, PULL);
    buf_init(&loop->out, SIZE_MAX / 2);
    pthread_mutex_init(&loop->mutex, NULL);
    loop->scratch = malloc(HTTP_SCRATCH);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (loop->scratch == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the HTTP server");
    }
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = &loop->wake_source };
    if (loop->epoll < 0 || loop->event < 0 ||
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->event, &event) != 0) {
        return why_not(why, ST_IO, "cannot watch sockets: %s", strerror(errno));
    }
    loop->now_ms = world_monotonic_ms();
    return ST_OK;
}

/* Closed connections are reused or freed only when no event and no list of this turn can name them. */
static void bury(struct http_loop *loop)
{
    struct http_connection *c = loop->graves;
    loop->graves = NULL;
    for (struct http_connection *next; c != NULL; c = next) {
        next = c->next;
        if (c->ready) {
            c->next = loop->graves;
            loop->graves = c;
        } else if (loop->spares < SPARES) {
            c->next = loop->spare;
            loop->spare = c;
            loop->spares++;
        } else {
            free(c);
        }
    }
}

static void close_all(struct http_loop *loop)
{
    while (loop->all != NULL) {
        http_connection_close(loop->all);
    }
    for (struct http_connection *c = loop->ready_first; c != NULL; c = c->next_ready) {
        c->ready = false;
    }
    loop->ready_first = NULL;
    loop->ready_end = &loop->ready_first;
    bury(loop);
}

void http_loop_done(struct http_loop *loop)
{
    close_all(loop);
    for (struct http_connection *c; (c = loop->spare) != NULL;) {
        loop->spare = c->next;
        free(c);
    }
    http_exchanges_free(loop);
    http_timers_done(&loop->timers);
    buf_done(&loop->pull);
    buf_done(&loop->out);
    free(loop->scratch);
    if (loop->epoll >= 0) {
        close(loop->epoll);
    }
    if (loop->event >= 0) {
        close(loop->event);
    }
    pthread_mutex_destroy(&loop->mutex);
}

void http_loop_ready(struct http_connection *c)
{
    struct http_loop *loop = c->loop;
    if (c->ready) {
        return;
    }
    c->ready = true;
    c->next_ready = NULL;
    *loop->ready_end = c;
    loop->ready_end = &c->next_ready;
}

/* Those that are ready now; who becomes ready meanwhile waits for the next turn. */
static void run_ready(struct http_loop *loop)
{
    struct http_connection *c = loop->ready_first;
    loop->ready_first = NULL;
    loop->ready_end = &loop->ready_first;
    for (struct http_connection *next; c != NULL; c = next) {
        next = c->next_ready;
        c->ready = false;
        if (c->fd >= 0) {
            http_connection_run(c);
        }
    }
}

static void run_woken(struct http_loop *loop)
{
    struct http_exchange *x;
    int n = 0;
    while (n < WAKES && (x = http_exchange_woken(loop)) != NULL) {
        http_connection_woken(x->rq.connection);
        n++;
    }
    if (n == WAKES) {
        eventfd_write(loop->event, 1); /* there may be more */
    }
}

static void run_due(struct http_loop *loop)
{
    struct http_timer *timer;
    while ((timer = http_timers_first(&loop->timers)) != NULL && timer->due_ms <= loop->now_ms) {
        http_connection_due(
            (struct http_connection *)(void *)((char *)timer - offsetof(struct http_connection, timer)));
    }
    if (!loop->accepting && !loop->draining && loop->now_ms >= loop->accept_ms) {
        http_listen_start(loop);
    }
}

static int timeout_of(const struct http_loop *loop)
{
    const struct http_timer *timer = http_timers_first(&loop->timers);
    int64_t due = timer ? timer->due_ms : INT64_MAX;
    if (loop->ready_first != NULL) {
        return 0;
    }
    if (!loop->accepting && !loop->draining && loop->accept_ms < due) {
        due = loop->accept_ms;
    }
    if (loop->draining && loop->drain_until_ms < due) {
        due = loop->drain_until_ms;
    }
    if (due == INT64_MAX) {
        return -1;
    }
    int64_t left = due - loop->now_ms;
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void dispatch(struct http_loop *loop, const struct epoll_event *event)
{
    switch (*(enum http_source *)event->data.ptr) {
    case HTTP_FROM_LISTENER:
        http_listen_accept(loop, event->data.ptr);
        break;
    case HTTP_FROM_WAKE: {
        eventfd_t count;
        eventfd_read(loop->event, &count);
        run_woken(loop);
        break;
    }
    case HTTP_FROM_CLIENT: {
        struct http_connection *c = event->data.ptr;
        if (c->fd >= 0) {
            http_connection_event(c, event->events);
        }
    }
    }
}

/* Nothing new is let in, idle connections end, the others finish their request. */
static void begin_drain(struct http_loop *loop)
{
    loop->draining = true;
    loop->drain_until_ms = loop->now_ms + loop->server->config.drain_ms;
    http_listen_stop(loop);
    for (struct http_connection *c = loop->all, *next; c != NULL; c = next) {
        next = c->next;
        if (c->x != NULL) {
            c->x->rq.draining = true;
        }
        if (c->x != NULL && c->x->pulling && c->x->waiting) {
            http_connection_woken(c);
        } else {
            http_connection_run(c);
        }
    }
}

static void nudged(struct http_server *server)
{
    atomic_store(&server->nudged, false);
    if (server->config.nudged != NULL) {
        server->config.nudged(server->config.nudged_app);
    }
}

void http_loop_run(struct http_loop *loop)
{
    struct epoll_event events[EVENTS];
    http_listen_start(loop);
    while (!loop->draining || (loop->open > 0 && loop->now_ms < loop->drain_until_ms)) {
        int n = epoll_wait(loop->epoll, events, EVENTS, timeout_of(loop));
        loop->now_ms = world_monotonic_ms();
        http_answer_date(loop);
        loop->shakes = 0;
        for (int i = 0; i < n; i++) {
            dispatch(loop, &events[i]);
        }
        run_ready(loop);
        run_due(loop);
        if (loop->index == 0 && atomic_load_explicit(&loop->server->nudged, memory_order_relaxed)) {
            nudged(loop->server);
        }
        if (!loop->draining && atomic_load_explicit(&loop->server->drain, memory_order_relaxed)) {
            begin_drain(loop);
        }
        bury(loop);
    }
    close_all(loop);
}
