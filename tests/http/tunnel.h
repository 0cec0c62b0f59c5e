/* tunnel.h: lets clients that know nothing of TLS speak it, so that the tests of the server hold over TLS as
 * well. With MUSTER_TEST_TLS=1.2 (or 1.3) in the environment, client.c starts servers with a certificate and
 * dials through a thread that carries bytes between the test's socket and TLS. What TLS tells apart reaches
 * the test: an end with close_notify is an end, one without is a reset. */
#ifndef MUSTER_TESTS_HTTP_TUNNEL_H
#define MUSTER_TESTS_HTTP_TUNNEL_H

#include "http/http.h"

#include <stdbool.h>

bool tunnel_wanted(void);

/* Gives the server a certificate of an authority that lives as long as the process. */
void tunnel_secure(struct http_server *server);

/* Takes the connected socket; returns one that speaks plainly. */
int tunnel_dial(int fd);

#endif
