/* serve.c: `muster serve`. */
#include "base/must.h"
#include "base/when.h"
#include "cmd/server.h"

#include <stdio.h>

struct serve_options {
    struct server_options server;
    struct str clock;
};

static const struct opt rows[] = {
    SERVER_ROWS(struct serve_options),
    {"clock", 0, "TIME", OPT_TEXT(struct serve_options, clock), NULL, "stop the clock at TIME (for tests)"},
};

static const struct opt_command command = {
    "muster serve [OPTION]...",
    "Answers requests until SIGTERM or Ctrl-C, which lets running requests finish. Prints the address when "
    "it is "
    "ready. One process owns a data folder; commands beside it talk to it.",
    rows,
    COUNT_OF(rows),
    0,
    0
};

static void print_address(void *app, struct str address, int port, bool first)
{
    const struct settings *settings = app;
    (void)first;
    while (address.len && address.ptr[address.len - 1] != ':') {
        address.len--;
    }
    printf("listening on %s://" STR_FMT "%d\n", server_scheme(settings), STR_ARG(address), port);
    fflush(stdout);
}

static enum status set_clock(struct str clock, struct world *world, struct why *why)
{
    int64_t ticks;
    TRY(cmd_world(world, why));
    if (clock.ptr == NULL) {
        return ST_OK;
    }
    if (!when_parse(clock, &ticks)) {
        return why_not(why, ST_INVALID, "--clock is not a time such as 2026-01-31T09:30:00Z");
    }
    world_set_clock(world, ticks);
    return ST_OK;
}

int cmd_serve(int argc, char **argv)
{
    struct serve_options o;
    struct settings settings;
    struct world world;
    struct store *store = NULL;
    struct why why = { "" };
    int status;
    if (!cmd_options(&command, &argc, argv, &o, &status)) {
        return status;
    }
    if (set_clock(o.clock, &world, &why) != ST_OK || server_settings(&o.server, &settings, &why) != ST_OK) {
        return cmd_usage("%s", why.text);
    }
    enum status st = store_open(settings_text(&settings, SETTING_DATA).ptr, STORE_OWN, &store, &why);
    struct server_run run = { &o.server,           &settings,     store,     &world,
                              o.clock.ptr != NULL, print_address, &settings, false };
    st = st != ST_OK ? st : server_serve(&run, &why);
    store_close(store);
    settings_done(&settings);
    return st == ST_OK ? EXIT_DONE : cmd_fail(&why);
}
