/* serve.h: Muster as the owner of an HTTP server: every request of every API, over one store. */
#ifndef MUSTER_SERVE_SERVE_H
#define MUSTER_SERVE_SERVE_H

#include "apply/writer.h"
#include "base/log.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/world.h"
#include "http/http.h"
#include "serve/control.h"
#include "store/store.h"

struct serve;

struct serve_config {
    struct store *store;
    const struct settings *settings; /* read at serve_new; serve_reload may bring newer ones */
    struct world *world;
    const struct log *log;         /* one line a request */
    const struct control *control; /* requests of local commands; NULL: there are none */
    struct writer *writer;         /* writes down when keys were used; NULL: nobody does */
    bool clock_settable;           /* PUT /control/clock is allowed (tests) */
    bool faithful; /* the profile where the setting `profile` says nothing: the demo's is the vendors' own */
};

/* Checks the dialects' tables, opens a reading connection a loop. Everything in config must outlive it.
 * ST_INVALID, ST_IO, ST_NOMEM with a sentence. */
enum status serve_new(const struct serve_config *config, int loops, struct serve **serve, struct why *why);
void serve_free(struct serve *serve);

/* Whose numbers /metrics tells (watch.h); before the server runs. */
void serve_watches(struct serve *serve, const struct http_server *server);

/* Newer settings, for those that are looked at for each request (live.h). They must outlive the server. On
 * the thread of loop 0. ST_INVALID, ST_NOMEM: the old ones stay. */
enum status serve_reload(struct serve *serve, const struct settings *settings, struct why *why);

/* What http_config.events is; http_config.app is the struct serve. */
extern const struct http_events serve_events;

#endif
