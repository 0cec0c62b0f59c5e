/* echo.h: a small owner of the HTTP server, for tests, the comparison with other servers, and measurements.
 * The path says what it does:
 *
 *   /pull?N   N bytes, pulled            /cut?N    the same, then HTTP_CUT
 *   /wait     answers from another thread /pause    stops reading after each piece until a thread wakes it
 *   /late?N   N bytes pulled, each piece after an HTTP_WAIT ended by another thread
 *   /refuse   401 on the header          /limit    takes a body of at most 10 bytes
 *   /204 /304 without a body             /big?N    N bytes as one answer
 *   /page     3,100 bytes, always the same
 *   /stop     drains the server and answers
 *   other     200, "METHOD PATH [?QUERY] BYTES\n" and the body
 */
#ifndef MUSTER_TESTS_HTTP_ECHO_H
#define MUSTER_TESTS_HTTP_ECHO_H

#include "http/http.h"

#include <stdatomic.h>

struct echo {
    struct http_server *server;                             /* for /stop */
    _Atomic size_t limit;                                   /* of bodies; 0: 64 MiB */
    _Atomic int known, heads, done, broken, refused, wakes; /* known: each request once */
    _Atomic int status;                                     /* of the last result */
    _Atomic int64_t pulled;                                 /* bytes produced for pulls */
    _Atomic int64_t out;                                    /* bytes_out of the last result */
    _Atomic int64_t in;                                     /* and bytes_in */
    _Atomic int arena_blocks; /* requests that found memory from before: the arena is kept */
};

extern const struct http_events echo_events;

/* Waits until no thread wants to wake a request any more: before the server is freed. */
void echo_wait(void);

/* The byte at offset i of a pulled or big answer. */
char echo_byte(int64_t i);

#endif
