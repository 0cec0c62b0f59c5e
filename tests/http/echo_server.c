/* echo_server.c: the owner of echo.c as a program: echo_server [ADDR:PORT [LOOPS [FOLDER]]]. Prints
 * "listening on PORT" and serves until SIGTERM or SIGINT. FOLDER: speaks TLS with the certificate of an
 * authority there (FOLDER/ca.pem), made where it is missing. */
#include "echo.h"

#include "base/limits.h"
#include "http/authority.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct echo echo;

static enum status secure(const char *folder, struct why *why)
{
    char cert[4096], key[4096];
    struct world world;
    world_init(&world);
    snprintf(cert, sizeof cert, "%s/cert.pem", folder);
    snprintf(key, sizeof key, "%s/key.pem", folder);
    TRY(http_authority_ready(folder, "test", &world, why));
    return http_server_tls(echo.server, cert, key, why);
}

static void stop(int signal)
{
    (void)signal;
    http_server_drain(echo.server);
}

int main(int argc, char **argv)
{
    struct why why = { "" };
    struct http_config config = http_config_default();
    int port = 0;
    int64_t loops = 1;
    str_int(str_of(argc > 2 ? argv[2] : "1"), &loops);
    config.loops = (int)loops;
    config.drain_ms = 1000;
    config.events = &echo_events;
    config.app = &echo;
    echo.limit = LIMIT_HTTP_BODY;
    if (http_server_new(&config, &echo.server, &why) != ST_OK ||
        (argc > 3 && secure(argv[3], &why) != ST_OK) ||
        http_listen_tcp(echo.server, str_of(argc > 1 ? argv[1] : "127.0.0.1:0"), &port, &why) != ST_OK) {
        fprintf(stderr, "echo_server: %s\n", why.text);
        return 1;
    }
    struct sigaction action = { .sa_handler = stop };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    printf("listening on %d\n", port);
    fflush(stdout);
    enum status st = http_server_run(echo.server, &why);
    echo_wait();
    http_server_free(echo.server);
    return st == ST_OK ? 0 : 1;
}
