/* request.h: one request as the owner of a server sees it: what it reads, the callbacks in which it decides,
 * and how it answers. Included by http.h.
 *
 * A request runs in two phases: on_head is asked as soon as the header is complete, before any body byte is
 * read; only a request it accepts has its body read, within the limit it gave. An answer is complete at once
 * (http_answer with a body) or pulled in pieces while the client takes them (http_answer with HTTP_PULLED).
 */
#ifndef MUSTER_HTTP_REQUEST_H
#define MUSTER_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* One header field as it came: name in the client's spelling, value without surrounding white space. */
struct http_field {
    struct str name, value;
};

/* A request. Texts are valid until on_done; the arena is the request's own and is reset after on_done. */
struct http_request {
    struct str method; /* as sent; methods are case-sensitive */
    struct str path;  /* raw (still percent-encoded) path of the target, from its '/' on; "*" for OPTIONS * */
    struct str query; /* raw part behind '?', absent when there is no '?' */
    struct str host;  /* authority from Host or from an absolute target; may be empty */
    int minor;        /* HTTP/1.minor: 0 or 1 */
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
    bool draining;       /* http_server_drain came: an endless answer should end; a waiting pull is asked */
    struct arena arena;
    void *owner;                        /* the owner's own state of this request; the server only keeps it */
    struct http_connection *connection; /* opaque */
};

enum http_verdict {
    HTTP_REFUSE = 0, /* answered by http_answer in this call; a body that follows is drained or cut off */
    HTTP_BODY,       /* read the body: on_body gets it (once with last = true when there is none) */
};

enum http_pull {
    HTTP_CUT = 0, /* cannot go on: the client must see a broken answer, never a short one */
    HTTP_MORE,    /* out holds the next piece; ask again when it is written */
    HTTP_LAST,    /* out holds the last piece (may be empty) */
    HTTP_WAIT,    /* nothing yet: on_pull is asked again after http_wake */
};

/* What happened, for the log. */
struct http_result {
    int status;        /* 0: no answer was started */
    int64_t bytes_in;  /* body bytes read */
    int64_t bytes_out; /* body bytes written */
    int64_t elapsed_ms;
    bool broken; /* the answer was not delivered completely */
};

/* What the owner of the server implements; all but on_wake and on_pull must be there. app is http_config.app.
 *
 * After an on_body that returned false, after the last on_body without an answer, and after HTTP_WAIT the
 * request is in the owner's hands: the next callback comes only after http_wake, even if the client is gone
 * meanwhile. The one exception: http_server_drain, whose drain_ms are over, cuts everything, so an owner with
 * threads that still use a request must wait for them, or take it from them, in on_done. */
struct http_events {
    /* Header complete. Either http_answer() and HTTP_REFUSE, or HTTP_BODY. */
    enum http_verdict (*on_head)(void *app, struct http_request *rq);
    /* The next piece of the body, de-chunked, in order; last = true exactly once (its piece may be empty).
     * After last, or at any piece, the owner answers with http_answer(), at once or later (http_wake); pieces
     * behind an answer are dropped. Return false to stop reading until http_wake (back-pressure); the piece
     * itself is taken. */
    bool (*on_body)(void *app, struct http_request *rq, struct str piece, bool last);
    /* The next piece of a pulled answer; out is empty, add about LIMIT_HTTP_WRITE bytes. */
    enum http_pull (*on_pull)(void *app, struct http_request *rq, struct buf *out);
    /* http_wake reached the loop, for a request that is not in a pull: go on or answer. */
    void (*on_wake)(void *app, struct http_request *rq);
    /* The front refuses by itself (400, 408, 413, 414, 417, 431, 501, 503, 505): answer with exactly this
     * status in the owner's words, in this call. rq has what could be read; method and path may be empty. Not
     * called when nothing may be answered any more. The server adds Retry-After to its 503. */
    void (*on_refuse)(void *app, struct http_request *rq, int status, struct str reason);
    /* Exactly once for every request for which on_head or on_refuse was called; the last callback. Of
     * pipelined requests, all but the last may be told done while their answer still waits to be written with
     * the others. */
    void (*on_done)(void *app, struct http_request *rq, const struct http_result *result);
};

/* A field of the request by name (any case); STR_NONE when absent; the first when repeated. */
struct str http_field_of(const struct http_request *rq, struct str name);

#define HTTP_PULLED (-1) /* length: unknown, the body comes from on_pull */

/* Starts the answer. fields: complete extra header lines, each ended by CRLF (Content-Type, ETag, ...); the
 * server adds Date, Content-Length or Transfer-Encoding, and Connection where needed, and leaves the body out
 * for HEAD, 204 and 304. length >= 0: body is exactly these bytes (copied); HTTP_PULLED: body is ignored. For
 * HEAD pass the same as for GET (the body itself may be left out); a pulled body is then never pulled. status
 * is 200 to 599. Exactly one call a request, in one of its callbacks. */
void http_answer(struct http_request *rq, int status, struct str fields, int64_t length, struct str body);

/* From any thread: makes the loop call on_wake, or on_pull when the request waits in one. ticket is
 * http_ticket(rq), taken on the loop and good until http_server_free; a request that is already done is
 * ignored. */
struct http_ticket {
    struct http_loop *loop;
    uint64_t serial;
};
struct http_ticket http_ticket(const struct http_request *rq);
void http_wake(struct http_ticket ticket);

/* The standard reason phrase of a status ("Not Found"). */
struct str http_reason(int status);

#endif
