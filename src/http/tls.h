/* tls.h: TLS 1.2 and 1.3 below the connections of the server; only src/http includes it, and only tls.c knows
 * OpenSSL's connections. A connection is shaken first, then reads and writes through here what io.c would
 * read and write itself. Like io.c, everything notes in can_read, can_write, eof and broken what it learned.
 */
#ifndef MUSTER_HTTP_TLS_H
#define MUSTER_HTTP_TLS_H

#include "base/status.h"
#include "base/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct http_connection;

/* The server's part: the certificate in use, and the keys of session tickets. Any thread may use it. */
struct http_tls;

/* Without a certificate yet. world: for the ticket keys. ST_NOMEM. */
enum status http_tls_new(const struct world *world, struct http_tls **tls, struct why *why);
void http_tls_free(struct http_tls *tls);

/* Reads certificate and key and uses them for every connection from now on; those that are open keep theirs.
 * Tickets given before are void. On any failure everything stays as it was. As http_certificate_read. */
enum status http_tls_load(struct http_tls *tls, const char *certificate, const char *key, struct why *why);

/* Until when the certificate in use is valid, in ticks; WHEN_NONE before the first load. */
int64_t http_tls_until(struct http_tls *tls);

enum http_shaken {
    HTTP_SHAKE_WAIT,
    HTTP_SHAKE_DONE,
    HTTP_SHAKE_PLAIN, /* whoever this is speaks no TLS, but text: HTTP, probably */
    HTTP_SHAKE_FAILED,
};

/* Goes on with the handshake of a connection. */
enum http_shaken http_tls_shake(struct http_connection *c);

/* As http_io_read and http_io_write. A read may find what arrived before, so can_read stays until it does
 * not; a client that ends without saying so (close_notify) has ended all the same: requests say how long they
 * are. */
size_t http_tls_read(struct http_connection *c, char *to, size_t room);
size_t http_tls_write(struct http_connection *c, const struct iovec *parts, int count);

/* Tells the client that everything was sent, so that it can tell an end from a cut. False: the socket takes
 * nothing now, try again. */
bool http_tls_bye(struct http_connection *c);

/* Forgets the connection's state, silently. */
void http_tls_drop(struct http_connection *c);

#endif
