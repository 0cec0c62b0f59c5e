/* http.h: a strict HTTP/1.1 server (RFC 9110, 9112) on epoll. It knows nothing of Muster: it reads requests,
 * asks its owner, writes answers, keeps deadlines and limits. HTTP/1.0 requests are answered as such.
 *
 * A request runs in two phases: on_head is asked as soon as the header is complete, before any body byte is
 * read; only a request it accepts has its body read, within the limit it gave. An answer is complete at once
 * (http_answer with a body) or pulled in pieces while the client takes them (http_answer with HTTP_PULLED).
 *
 * Threads: each loop is one thread with its own connections; all callbacks of a request run on its loop.
 * http_wake and http_server_drain are the only calls allowed from other threads. */
#ifndef MUSTER_HTTP_HTTP_H
#define MUSTER_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct http_server;
struct http_loop;

/* One header field as it came: name in the client's spelling, value without surrounding white space. */
struct http_field {
    struct str name, value;
};

/* A request. Texts are valid until on_done; the arena is the request's own and is reset after on_done. */
struct http_request {
    struct str method; /* as sent; methods are case-sensitive */
    struct str path;   /* raw (still percent-encoded) path of the target, from its '/' on */
    struct str query;  /* raw part behind '?', absent when there is no '?' */
    struct str host;   /* authority from Host or from an absolute target; may be empty */
    int minor;         /* HTTP/1.minor: 0 or 1 */
    const struct http_field *fields;
    size_t field_count;
    struct str peer;     /* textual address of the client without port: "127.0.0.1"; "" on a unix socket */
    bool local;          /* came over the unix socket: the owner of the data folder */
    bool tls;            /* came over TLS */
    bool has_body;       /* Content-Length > 0 or chunked */
    int64_t body_length; /* announced; -1 when chunked */
    size_t body_limit;   /* on_head may change it (starts at LIMIT_HTTP_BODY): more is a 413 */
    int64_t started_ms;  /* world_monotonic_ms of the first byte */
    int loop;            /* index of the loop, 0.. */
    struct arena arena;
    void *owner;                        /* the owner's own state of this request; the server only keeps it */
    struct http_connection *connection; /* opaque */
};

enum http_verdict {
    HTTP_REFUSE = 0, /* answered by http_answer in this call; a body that follows is drained or cut off */
    HTTP_BODY,       /* read the body: on_body gets it (once with last = true when there is none) */
};

enum http_pull {
    HTTP_CUT =
        0, /* cannot go on: end the connection so that the client sees a broken answer, never a short one */
    HTTP_MORE, /* out holds the next piece; ask again when it is written */
    HTTP_LAST, /* out holds the last piece (may be empty) */
    HTTP_WAIT, /* nothing yet: on_pull is asked again after http_wake */
};

/* What happened, for the log. */
struct http_result {
    int status;        /* 0: no answer was started */
    int64_t bytes_in;  /* body bytes read */
    int64_t bytes_out; /* body bytes written */
    int64_t elapsed_ms;
    bool broken; /* the answer was not delivered completely */
};

/* What the owner of the server implements. app is http_config.app. */
struct http_events {
    /* Header complete. Either http_answer() and HTTP_REFUSE, or HTTP_BODY. */
    enum http_verdict (*on_head)(void *app, struct http_request *rq);
    /* The next piece of the body, de-chunked, in order; last = true exactly once (its piece may be empty).
     * After last, or at any piece, the owner answers with http_answer(), at once or later (http_wake).
     * Return false to stop reading until http_wake (back-pressure); the piece itself is taken. */
    bool (*on_body)(void *app, struct http_request *rq, struct str piece, bool last);
    /* The next piece of a pulled answer; out is empty, add about LIMIT_HTTP_WRITE bytes. */
    enum http_pull (*on_pull)(void *app, struct http_request *rq, struct buf *out);
    /* http_wake reached the loop, for a request that is not in a pull: go on or answer. */
    void (*on_wake)(void *app, struct http_request *rq);
    /* The front refuses by itself (400, 408, 413, 414, 417, 431, 501, 503, 505): answer with exactly this
     * status in the owner's words. rq has what could be read; path may be empty. Not called when nothing
     * may be answered any more. */
    void (*on_refuse)(void *app, struct http_request *rq, int status, struct str reason);
    /* Exactly once for every request for which on_head or on_refuse was called; the last callback. */
    void (*on_done)(void *app, struct http_request *rq, const struct http_result *result);
};

struct http_config {
    int loops;           /* threads; at least 1 */
    int max_connections; /* all loops together; one more gets a 503 and is closed */
    int head_ms;         /* first byte to complete header */
    int body_ms;         /* complete body, before the minimum rate counts */
    int min_rate;        /* bytes a second, body in and answer out, measured over windows of rate_window_ms */
    int rate_window_ms;
    int idle_ms;  /* keep-alive without a request */
    int drain_ms; /* after http_server_drain: then the rest is cut */
    const struct http_events *events;
    void *app;
};

/* The defaults of every number above; loops = 1. */
struct http_config http_config_default(void);

/* A server that listens nowhere yet. */
enum status http_server_new(const struct http_config *config, struct http_server **server, struct why *why);
void http_server_free(struct http_server *server);

/* Listens on "ADDR:PORT" ("127.0.0.1:8080", "[::1]:0"); *port gets the real one. ST_BUSY: already in use. */
enum status http_listen_tcp(struct http_server *server, struct str address, int *port, struct why *why);

/* Listens on a unix socket at path, mode 0600; an old socket file nobody listens on is replaced. */
enum status http_listen_unix(struct http_server *server, const char *path, struct why *why);

/* Runs all loops (the caller's thread is loop 0); returns after a drain is complete. */
enum status http_server_run(struct http_server *server, struct why *why);

/* Stop accepting, finish what is under way within drain_ms, then http_server_run returns. Async-signal-safe.
 */
void http_server_drain(struct http_server *server);

/* A field of the request by name (any case); STR_NONE when absent; the first when repeated. */
struct str http_field_of(const struct http_request *rq, struct str name);

#define HTTP_PULLED (-1) /* length: unknown, the body comes from on_pull */

/* Starts the answer. fields: complete extra header lines, each ended by CRLF (Content-Type, ETag, ...); the
 * server adds Date, Content-Length or Transfer-Encoding, and Connection where needed, and leaves the body out
 * for HEAD, 204 and 304. length >= 0: body is exactly these bytes (copied); HTTP_PULLED: body is ignored. For
 * HEAD pass the same as for GET; a pulled body is then never pulled. Exactly one call a request. */
void http_answer(struct http_request *rq, int status, struct str fields, int64_t length, struct str body);

/* From any thread: makes the loop call on_wake, or on_pull when the request waits in one. ticket is
 * http_ticket(rq), taken on the loop; a request that is already done is ignored. */
struct http_ticket {
    struct http_loop *loop;
    uint64_t serial;
};
struct http_ticket http_ticket(const struct http_request *rq);
void http_wake(struct http_ticket ticket);

/* Counters for metrics; any thread. */
struct http_counts {
    uint64_t accepted, open, requests, refused, timed_out, cut;
};
struct http_counts http_server_counts(const struct http_server *server);

/* The standard reason phrase of a status ("Not Found"). */
struct str http_reason(int status);

#endif
