/* inner.h: the server's own structures; nobody else includes it, and steps.h has the functions. A connection
 * is driven by connection.c; an exchange is one request and its answer, and only a connection with a request
 * under way has one, so that idle connections are cheap. */
#ifndef MUSTER_HTTP_INNER_H
#define MUSTER_HTTP_INNER_H

#include "base/world.h"
#include "http/http.h"
#include "http/parse.h"
#include "http/timer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/uio.h>

enum { HTTP_LISTENERS = 8, HTTP_SCRATCH = 64 * 1024, HTTP_DATE_LINE = 37, HTTP_PEER = 48 };

/* What an epoll event points to; the first member of each. */
enum http_source { HTTP_FROM_LISTENER, HTTP_FROM_WAKE, HTTP_FROM_CLIENT };

struct http_listener {
    enum http_source source;
    int fd;
    bool local;
    char *path; /* of a unix socket: removed at the end */
};

struct http_exchange {
    struct http_request rq; /* first: the owner's pointer is ours */
    struct http_parser parser;
    uint64_t serial; /* of tickets; new at each use */
    size_t slot;
    struct http_exchange *next, *next_woken; /* in the lists of free and of woken ones */
    uint64_t woken;                          /* serial for which a wake is under way */
    bool known;                              /* on_head or on_refuse was called, so on_done is owed */
    bool accepted;                           /* on_head wants the body */
    bool body_told;                          /* on_body had its last piece */
    bool paused;                             /* on_body wants no more for now */
    bool continued;                          /* 100 Continue was sent or is not needed */
    bool answered;
    bool silent;  /* an answer without body: HEAD, 204, 304 */
    bool pulling; /* the body comes from on_pull and is not complete */
    bool waiting; /* on_pull said HTTP_WAIT */
    bool chunked; /* the answer is */
    bool busy;    /* refused because there are too many connections */
    int status;
    int64_t bytes_in, bytes_out;
};

/* What a connection waits for, and so which deadline it has. */
enum http_wait {
    HTTP_WAIT_NONE,
    HTTP_WAIT_SHAKE,
    HTTP_WAIT_IDLE,
    HTTP_WAIT_HEAD,
    HTTP_WAIT_BODY,
    HTTP_WAIT_RATE,
    HTTP_WAIT_WRITE,
    HTTP_WAIT_LINGER
};

struct http_connection {
    enum http_source source;
    int fd; /* -1: closed, to be buried at the end of the turn */
    struct http_loop *loop;
    struct http_connection *next, *previous, *next_ready; /* all of the loop; those with more to do */
    struct http_exchange *x;                              /* NULL: idle */
    struct http_timer timer;
    int64_t deadline_ms; /* the real one; the timer may be set earlier */
    enum http_wait wait;
    int64_t window_bytes;      /* moved when the rate window began */
    int64_t since_ms, written; /* idle or lingering since; bytes the kernel took */
    struct str in;             /* read, not parsed: in the loop's scratch during a turn, else in rest */
    struct buf rest;
    struct buf out; /* to be written from `sent` on */
    size_t sent, lingered;
    bool local, can_read, can_write, hangup, eof, broken, reset, closing, polite, parting, lingering, ready,
        served;
    struct ssl_st *tls;           /* OpenSSL's part; NULL without TLS, and before the first byte */
    bool shaking, dry, ended;     /* handshake not complete; nothing to read for now, and for ever */
    bool read_waits, write_waits; /* TLS has to write before it reads on, and the reverse */
    int reads;                    /* of the socket, within one read of TLS */
    char peer[HTTP_PEER];
};

struct http_loop {
    struct http_server *server;
    int index, epoll, event, shakes; /* shakes: this turn */
    enum http_source wake_source;
    pthread_t thread;
    int64_t now_ms, second;
    char date[HTTP_DATE_LINE + 1]; /* "Date: ...\r\n" */
    struct http_connection *all, *graves, *spare;
    struct http_connection *ready_first, **ready_end;
    size_t open, spares;
    struct http_timers timers;
    char *scratch;
    struct buf pull;
    struct buf out; /* lent to the connection whose turn it is: idle ones keep no output buffer */
    bool accepting, draining;
    int64_t accept_ms, drain_until_ms; /* when to try accepting again; when a drain is over */
    pthread_mutex_t mutex;             /* of slots, serial and the woken list, which other threads touch */
    struct http_exchange **slots, *free, *woken;
    size_t slot_count;
    _Atomic uint64_t accepted, requests, refused, timed_out, cut, tls_failed;
};

struct http_server {
    struct http_config config;
    struct world own_world;
    const struct world *world;
    struct http_listener listeners[HTTP_LISTENERS];
    int listener_count;
    struct http_loop *loops;
    struct http_tls *_Atomic tls; /* NULL: TCP connections are plain */
    _Atomic bool drain, nudged;
    _Atomic int open, listening; /* connections; loops that still accept */
};

#endif
