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
    /* The settings read again: they must live until serve_run returns, and are the same pointer as before
     * when nothing changed. NULL: they cannot be. */
    enum status (*again)(void *app, const struct settings **settings, struct why *why);
    void *app;
};

/* With tls_cert and tls_key set, every TCP address speaks TLS. SIGHUP reads certificate and settings again
 * (reload.h), unless it was ignored at the start; when it came because the terminal is gone, it ends the
 * server like SIGTERM.
 *
 * Listens on every address of the setting `listen` and on DIR/muster.sock, and serves until SIGTERM or
 * SIGINT; then finishes what is under way within the setting drain_timeout. A second signal ends the process
 * as if nobody caught it. ST_BUSY: an address is taken; the sentence says what to do. */
enum status serve_run(const struct serve_run *run, struct why *why);

#endif
