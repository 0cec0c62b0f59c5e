/* server.h: what `muster serve`, `muster demo` and `muster config` share: the settings from flags,
 * environment and file, and running the server. */
#ifndef MUSTER_CMD_SERVER_H
#define MUSTER_CMD_SERVER_H

#include "base/settings.h"
#include "cmd/cmd.h"

struct server_options {
    struct str data, config, clock, tls_cert, tls_key;
    struct opt_list listen, set;
};

/* The rows of those options, for a command whose values begin with struct server_options `server`. */
#define SERVER_ROWS(type)                                                                                    \
    { "config", 0, "FILE", OPT_TEXT(type, server.config), NULL, "read settings from FILE (ini)" },           \
        { "data", 0, "DIR", OPT_TEXT(type, server.data), NULL, "keep everything in DIR (muster-data)" },     \
        { "listen",    0,                                                                                    \
          "ADDR:PORT", OPT_MANY(type, server.listen),                                                        \
          NULL,        "listen there (127.0.0.1:8080; may be given several times; port 0: a free one)" },    \
        { "tls-cert", 0,                                                                                     \
          "FILE",     OPT_TEXT(type, server.tls_cert),                                                       \
          NULL,       "speak HTTPS, with the certificate and its chain in FILE (PEM)" },                     \
        { "tls-key", 0, "FILE", OPT_TEXT(type, server.tls_key), NULL, "and the key in FILE (PEM)" },         \
    {                                                                                                        \
        "set", 0, "NAME=VALUE", OPT_MANY(type, server.set), NULL, "any setting; `muster config` prints them" \
    }

/* Flags over environment over file over defaults. */
enum status server_settings(const struct server_options *options, struct settings *settings, struct why *why);

/* How clients begin an address of this server: "http" or "https". */
const char *server_scheme(const struct settings *settings);

/* Runs until it is asked to stop. clock: the clock stands there and may be set over the unix socket; absent:
 * the machine's. ready: called when it listens. */
struct server_run {
    const struct server_options *options; /* what the settings came from, to read them again */
    const struct settings *settings;
    struct store *store;
    struct world *world;
    bool clock_settable;
    void (*ready)(void *app, struct str address, int port, bool first);
    void *app;
    bool faithful; /* the profile, where no setting says which */
};
enum status server_serve(const struct server_run *run, struct why *why);

#endif
