/* watch.h: what those who run a server ask it: GET /healthz (the program answers), /readyz (and can read its
 * store) and /metrics (Prometheus' text format), without a key. Numbers are sums over all tenants: nobody's
 * name and nobody's doings are in them. */
#ifndef MUSTER_SERVE_WATCH_H
#define MUSTER_SERVE_WATCH_H

#include "http/http.h"

#include <stdatomic.h>
#include <stdint.h>

struct request;

/* Answers of one API by the first digit of their status, and those that a limit refused. */
enum { WATCH_CLASSES = 6, WATCH_APIS = 8 };
struct watch {
    const struct http_server *server;                     /* NULL until it listens */
    _Atomic uint64_t answered[WATCH_APIS][WATCH_CLASSES]; /* by the API's place in the registry */
    _Atomic uint64_t limited[WATCH_APIS];
    _Atomic uint64_t broken; /* answers of any API that ended early */
};

/* Counts a request that is over. Any thread. */
void watch_count(struct watch *watch, const struct request *rq, const struct http_result *result);

#endif
