/* run.h: a server from its settings: listens, answers until it is asked to stop. `muster serve` and `muster
 * demo` are this with options in front. */
#ifndef MUSTER_SERVE_RUN_H
#define MUSTER_SERVE_RUN_H

#include "serve/serve.h"

struct serve_run {
    struct serve_config config;
    /* Told once, when every address is being listened on: the port is the real one where 0 was asked for.
     * first: it is the first of the addresses. */
    void (*listening)(void *app, struct str address, int port, bool first);
    /* Told when no loop runs any more, while http_wake may still be called: the last moment for other threads
     * to let go of their requests. May be NULL. */
    void (*stopped)(void *app);
    void *app;
};

/* Listens on every address of the setting `listen` and on DIR/muster.sock, and serves until SIGTERM or
 * SIGINT; then finishes what is under way within the setting drain_timeout. A second signal ends the process
 * as if nobody caught it. ST_BUSY: an address is taken; the sentence says what to do. */
enum status serve_run(const struct serve_run *run, struct why *why);

#endif
