/* steps.h: what the files of the server call in each other; nobody else includes it. */
#ifndef MUSTER_HTTP_STEPS_H
#define MUSTER_HTTP_STEPS_H

#include "http/inner.h"
#include "http/tls.h"

static inline void http_count(_Atomic uint64_t *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* io.c: the only reads and writes of client sockets, below TLS (receive, transmit: what the socket says; they
 * note dry, ended and broken) and above it (read, write: they note can_read, can_write, eof and broken). */
ssize_t http_io_receive(struct http_connection *c, char *to, size_t room);
ssize_t http_io_transmit(struct http_connection *c, const struct iovec *parts, int count);
size_t http_io_read(struct http_connection *c, char *to, size_t room);
size_t http_io_write(struct http_connection *c, const struct iovec *parts, int count);
int64_t http_io_unsent(const struct http_connection *c); /* bytes the client has not acknowledged */
void http_io_flush(struct http_connection *c);
void http_io_send(struct http_connection *c, const struct iovec *parts, int count); /* what is left is kept */
static inline size_t http_io_pending(const struct http_connection *c)
{
    return c->out.len - c->sent;
}

/* exchange.c: requests and their slots. */
struct http_exchange *http_exchange_take(struct http_connection *c); /* NULL without memory */
void http_exchange_give(struct http_loop *loop, struct http_exchange *x);
struct http_exchange *http_exchange_woken(struct http_loop *loop); /* the next one a wake is for, or NULL */
void http_exchanges_free(struct http_loop *loop);

/* request.c: what the parser's events lead to. */
void http_request_event(struct http_connection *c, enum http_parsed event, struct str piece);
void http_request_body(struct http_connection *c, struct str piece, bool last);
void http_request_refuse(struct http_connection *c, int status, const char *reason);
void http_request_done(struct http_connection *c,
                       bool broken); /* on_done where owed; gives the exchange back */

/* answer.c */
void http_answer_pull(struct http_connection *c);
void http_answer_date(struct http_loop *loop);
void http_answer_no_tls(struct http_connection *c); /* plain text, to who spoke HTTP where TLS is spoken */

/* connection.c */
void http_connection_open(struct http_loop *loop, int fd, bool local, const char *peer, bool busy);
void http_connection_event(struct http_connection *c, uint32_t events);
void http_connection_woken(struct http_connection *c);
void http_connection_due(struct http_connection *c);
void http_connection_run(struct http_connection *c);
void http_connection_close(struct http_connection *c);

/* listen.c */
void http_listen_accept(struct http_loop *loop, struct http_listener *listener);
void http_listen_start(struct http_loop *loop); /* the loop takes part in accepting */
void http_listen_stop(struct http_loop *loop);

/* loop.c */
enum status http_loop_init(struct http_loop *loop, struct http_server *server, int index, struct why *why);
void http_loop_done(struct http_loop *loop);
void http_loop_run(struct http_loop *loop);
void http_loop_ready(struct http_connection *c); /* runs again after the others had their turn */

#endif
