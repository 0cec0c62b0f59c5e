/* client.h: a server in this process and clients of it, for tests with real sockets. Everything that fails in
 * a client ends the test; clients give up after CLIENT_PATIENCE_S, so that a hanging server fails and does
 * not hang. */
#ifndef MUSTER_TESTS_HTTP_CLIENT_H
#define MUSTER_TESTS_HTTP_CLIENT_H

#include "base/buf.h"
#include "echo.h"

#include <pthread.h>

enum { CLIENT_PATIENCE_S = 20 };

struct served {
    struct http_server *server;
    struct http_config config;
    struct echo echo;
    pthread_t thread;
    int port;
};

/* The defaults with the owner of echo.c. */
void served_init(struct served *s);

/* Starts it on a free port of 127.0.0.1, after config was changed as needed. */
void served_start(struct served *s);

/* Drains, frees, and checks that every request had its on_done exactly once. */
void served_stop(struct served *s);

/* Waits until *number is at least n. */
void served_wait(_Atomic int *number, int n);

int client_dial(const struct served *s);
void client_send(int fd, struct str bytes);
#define client_lit(fd, literal) client_send((fd), STR(literal))

enum client_end { CLIENT_EOF, CLIENT_RESET };

/* Reads until the server ends the connection; adds to all. */
enum client_end client_rest(int fd, struct buf *all);

struct answer {
    int status;
    struct str head; /* with its empty line */
    struct str body; /* de-chunked */
    struct buf bytes, plain;
};

/* Reads exactly one answer; method decides whether it has a body. Frees an earlier content of *answer, which
 * begins zeroed. False when the connection ended before its end. */
bool client_answer(int fd, const char *method, struct answer *answer);
void answer_free(struct answer *answer);

/* The value of a header field, STR_NONE when absent. */
struct str answer_field(const struct answer *answer, const char *name);

#endif
