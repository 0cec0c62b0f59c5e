/* reload.h: what a running server takes from outside more than once: its certificate, and those settings that
 * requests look at. Every time it says in the log what it took or refused. */
#ifndef MUSTER_SERVE_RELOAD_H
#define MUSTER_SERVE_RELOAD_H

#include "serve/run.h"

struct reload {
    const struct serve_run *run;
    struct serve *serve;
    struct http_server *server;
    const struct settings *settings; /* the latest */
};

/* At the start: the certificate that the settings name, if they do. ST_INVALID: one of tls_cert and tls_key
 * without the other; as http_server_tls. */
enum status reload_certificate(struct reload *reload, struct why *why);

/* Reads settings and certificate again. What cannot be used is refused as a whole, with a line in the log,
 * and what was there stays. http_config.nudged. */
void reload_all(void *reload);

#endif
