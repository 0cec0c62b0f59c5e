/* server.c: settings and running the server. */
#include "cmd/server.h"

#include "base/log.h"
#include "base/must.h"
#include "serve/local.h"
#include "serve/run.h"

#include <string.h>
#include <unistd.h>

static enum status one_setting(struct settings *settings, struct str given, struct why *why)
{
    struct str value = given, name = str_cut(&value, '=');
    if (value.ptr == NULL) {
        return why_not(why, ST_INVALID, "--set " STR_FMT ": write NAME=VALUE", STR_ARG(given));
    }
    return settings_flag(settings, name, value, STR("--set"), why);
}

static enum status read_flags(const struct server_options *o, struct settings *settings, struct why *why)
{
    if (o->data.ptr) {
        TRY(settings_flag(settings, STR("data"), o->data, STR("--data"), why));
    }
    for (size_t i = 0; i < o->listen.count; i++) {
        TRY(settings_flag(settings, STR("listen"), o->listen.item[i], STR("--listen"), why));
    }
    for (size_t i = 0; i < o->set.count; i++) {
        TRY(one_setting(settings, o->set.item[i], why));
    }
    return ST_OK;
}

enum status server_settings(const struct server_options *o, struct settings *settings, struct why *why)
{
    enum status st = settings_init(settings);
    if (st != ST_OK) {
        return why_not(why, st, "no memory for the settings");
    }
    st = read_flags(o, settings, why);
    st = st != ST_OK ? st : settings_env(settings, environ, why);
    if (st == ST_OK && o->config.ptr) {
        st = settings_file(settings, o->config.ptr, why);
    }
    if (st != ST_OK) {
        settings_done(settings);
    }
    return st;
}

struct serving {
    const struct server_run *run;
    struct local local;
};

static void listening(void *app, struct str address, int port, bool first)
{
    const struct serving *serving = app;
    serving->run->ready(serving->run->app, address, port, first);
}

/* The writer's thread wakes requests of local commands, so it ends before the server's memory goes. */
static void stopped(void *app)
{
    struct serving *serving = app;
    writer_stop(serving->local.writer);
    serving->local.writer = NULL;
}

enum status server_serve(const struct server_run *run, struct why *why)
{
    struct serving serving = {
        run, {.store = run->store, .world = run->world}
    };
    struct control control = local_control(&serving.local);
    struct log log = { STDERR_FILENO, (enum log_format)settings_int(run->settings, SETTING_LOG_FORMAT),
                       run->world };
    TRY(writer_start(run->store, run->world, &serving.local.writer, why));
    struct serve_run serve = {
        .config = {.store = run->store,
                   .settings = run->settings,
                   .world = run->world,
                   .log = &log,
                   .control = &control,
                   .clock_settable = run->clock_settable,
                   .faithful = run->faithful},
        .listening = listening,
        .stopped = stopped,
        .app = &serving
    };
    enum status st = serve_run(&serve, why);
    writer_stop(serving.local.writer);
    return st;
}
