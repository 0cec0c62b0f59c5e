/* server.c: the server as its owner sees it: configuration, threads, drain, counters. */
#include "http/steps.h"

#include "base/limits.h"
#include "base/must.h"
#include "base/when.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct http_config http_config_default(void)
{
    /* A slow client is gone within 10 s: a header has 8, a body 4 and then windows of 4 at the minimum rate.
     */
    return (struct http_config){
        .loops = 1,
        .max_connections = 4096,
        .handshake_ms = LIMIT_TLS_HANDSHAKE_MS,
        .head_ms = 8000,
        .body_ms = 4000,
        .min_rate = 1024,
        .rate_window_ms = 4000,
        .idle_ms = 60000,
        .drain_ms = 10000,
    };
}

enum status http_server_new(const struct http_config *config, struct http_server **server, struct why *why)
{
    const struct http_events *events = config->events;
    must(config->loops >= 1 && config->max_connections >= 1 && events != NULL);
    must(events->on_head && events->on_body && events->on_refuse && events->on_done);
    struct http_server *made = calloc(1, sizeof *made);
    struct http_loop *loops = calloc((size_t)config->loops, sizeof *loops);
    if (made == NULL || loops == NULL) {
        free(made);
        free(loops);
        return why_not(why, ST_NOMEM, "no memory for the HTTP server");
    }
    made->config = *config;
    made->loops = loops;
    world_init(&made->own_world);
    made->world = config->world ? config->world : &made->own_world;
    atomic_init(&made->listening, config->loops);
    for (int i = 0; i < config->loops; i++) {
        loops[i] = (struct http_loop){ .epoll = -1, .event = -1 };
    }
    for (int i = 0; i < config->loops; i++) {
        enum status st = http_loop_init(&loops[i], made, i, why);
        if (st != ST_OK) {
            made->config.loops = i + 1;
            http_server_free(made);
            return st;
        }
    }
    *server = made;
    return ST_OK;
}

void http_server_free(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    for (int i = 0; i < server->config.loops; i++) {
        http_loop_done(&server->loops[i]);
    }
    for (int i = 0; i < server->listener_count; i++) {
        struct http_listener *listener = &server->listeners[i];
        if (listener->fd >= 0) {
            close(listener->fd);
        }
        if (listener->path != NULL) {
            unlink(listener->path);
            free(listener->path);
        }
    }
    http_tls_free(atomic_load(&server->tls));
    free(server->loops);
    free(server);
}

static void *thread(void *loop)
{
    http_loop_run(loop);
    return NULL;
}

enum status http_server_run(struct http_server *server, struct why *why)
{
    sigset_t all, before;
    enum status st = ST_OK;
    int started = 1;
    /* Signals are for the owner's thread. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; started < server->config.loops && st == ST_OK; started++) {
        int error = pthread_create(&server->loops[started].thread, NULL, thread, &server->loops[started]);
        if (error != 0) {
            st = why_not(why, ST_IO, "cannot start a thread: %s", strerror(error));
            break;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (st == ST_OK) {
        http_loop_run(&server->loops[0]);
    } else {
        http_server_drain(server);
    }
    for (int i = 1; i < started; i++) {
        pthread_join(server->loops[i].thread, NULL);
    }
    return st;
}

enum status http_server_tls(struct http_server *server, const char *certificate, const char *key,
                            struct why *why)
{
    struct http_tls *before = atomic_load(&server->tls), *tls = before;
    if (tls == NULL) {
        TRY(http_tls_new(server->world, &tls, why));
    }
    enum status st = http_tls_load(tls, certificate, key, why);
    if (st == ST_OK) {
        atomic_store(&server->tls, tls);
    } else if (before == NULL) {
        http_tls_free(tls);
    }
    return st;
}

int64_t http_server_tls_until(const struct http_server *server)
{
    struct http_tls *tls = atomic_load(&server->tls);
    return tls ? http_tls_until(tls) : WHEN_NONE;
}

static void wake(struct http_loop *loop)
{
    uint64_t one = 1;
    ssize_t n = write(loop->event, &one, sizeof one);
    (void)n; /* a full counter wakes the loop as well */
}

void http_server_drain(struct http_server *server)
{
    atomic_store(&server->drain, true);
    for (int i = 0; i < server->config.loops; i++) {
        wake(&server->loops[i]);
    }
}

void http_server_nudge(struct http_server *server)
{
    atomic_store(&server->nudged, true);
    wake(&server->loops[0]);
}

struct http_counts http_server_counts(const struct http_server *server)
{
    struct http_counts counts = { .open = (uint64_t)atomic_load(&server->open) };
    for (int i = 0; i < server->config.loops; i++) {
        const struct http_loop *loop = &server->loops[i];
        counts.accepted += atomic_load_explicit(&loop->accepted, memory_order_relaxed);
        counts.requests += atomic_load_explicit(&loop->requests, memory_order_relaxed);
        counts.refused += atomic_load_explicit(&loop->refused, memory_order_relaxed);
        counts.timed_out += atomic_load_explicit(&loop->timed_out, memory_order_relaxed);
        counts.tls_failed += atomic_load_explicit(&loop->tls_failed, memory_order_relaxed);
        counts.cut += atomic_load_explicit(&loop->cut, memory_order_relaxed);
    }
    return counts;
}
