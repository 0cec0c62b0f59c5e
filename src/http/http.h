/* http.h: a strict HTTP/1.1 server (RFC 9110, 9112) on epoll. It knows nothing of Muster: it reads requests,
 * asks its owner (request.h), writes answers, keeps deadlines and limits. HTTP/1.0 requests are answered as
 * such: never chunked, and the connection ends unless the client asks for more.
 *
 * Threads: each loop is one thread with its own connections; all callbacks of a request run on its loop.
 * http_wake, http_server_drain, _nudge, _counts, _tls and _tls_until are the only calls allowed from other
 * threads. */
#ifndef MUSTER_HTTP_HTTP_H
#define MUSTER_HTTP_HTTP_H

#include "base/status.h"
#include "base/world.h"
#include "http/request.h"

struct http_server;

struct http_config {
    int loops;           /* threads; at least 1 */
    int max_connections; /* all loops together; one more gets a 503 and is closed */
    int handshake_ms;    /* of TLS; not more than head_ms */
    int head_ms;         /* first byte to complete header; also a new connection to its first byte */
    int body_ms;         /* of a body, before the minimum rate counts */
    int min_rate;        /* bytes a second, body in and answer out, measured over windows of rate_window_ms */
    int rate_window_ms;
    int idle_ms;  /* keep-alive without a request */
    int drain_ms; /* after http_server_drain: then the rest is cut */
    const struct http_events *events;
    void *app;
    void (*nudged)(void *nudged_app); /* after http_server_nudge, on loop 0; NULL: nothing */
    void *nudged_app;
    const struct world *world; /* the clock of the Date field; NULL: the machine's */
};

/* The defaults of every number above; loops = 1. */
struct http_config http_config_default(void);

/* A server that listens nowhere yet. config is copied; events, app and world must outlive the server. */
enum status http_server_new(const struct http_config *config, struct http_server **server, struct why *why);
void http_server_free(struct http_server *server);

/* Listens on "ADDR:PORT" ("127.0.0.1:8080", "[::1]:0"); *port gets the real one. ST_BUSY: already in use;
 * ST_INVALID: not an address of this form (no names but localhost). */
enum status http_listen_tcp(struct http_server *server, struct str address, int *port, struct why *why);

/* Listens on a unix socket at path, mode 0600; an old socket file nobody listens on is replaced. ST_BUSY:
 * somebody does; ST_CONFLICT: something else has this name. The file is removed by http_server_free. */
enum status http_listen_unix(struct http_server *server, const char *path, struct why *why);

/* Speak TLS on every TCP address, with the certificate (and its chain) and the key of these PEM files. Before
 * http_server_run, and again at any time: new connections then get the new certificate, open ones go on. On a
 * failure nothing changes. ST_IO, ST_LIMIT, ST_INVALID (no certificate, no key, not a pair, not valid now:
 * the sentence says which), ST_NOMEM. */
enum status http_server_tls(struct http_server *server, const char *certificate, const char *key,
                            struct why *why);

/* Until when the certificate in use is valid, in ticks (when.h); WHEN_NONE without TLS. */
int64_t http_server_tls_until(const struct http_server *server);

/* Runs all loops (the caller's thread is loop 0); returns after a drain is complete. Once a server. */
enum status http_server_run(struct http_server *server, struct why *why);

/* Stop accepting, finish what is under way within drain_ms, then http_server_run returns. Async-signal-safe.
 */
void http_server_drain(struct http_server *server);

/* Makes loop 0 call config.nudged soon. Async-signal-safe. */
void http_server_nudge(struct http_server *server);

/* Counters for metrics; any thread. */
struct http_counts {
    uint64_t accepted, open; /* connections ever and now */
    uint64_t requests;       /* with a complete header */
    uint64_t refused;        /* by the front itself */
    uint64_t timed_out;      /* ended by a deadline, idle ones aside */
    uint64_t tls_failed;     /* connections that ended in their TLS handshake */
    uint64_t cut;            /* requests whose answer was not delivered completely */
};
struct http_counts http_server_counts(const struct http_server *server);

#endif
