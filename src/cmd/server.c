/* server.c: settings and running the server. */
#include "cmd/server.h"

#include "base/log.h"
#include "base/must.h"
#include "serve/local.h"
#include "serve/run.h"

#include <stdlib.h>
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
    if (o->tls_cert.ptr) {
        TRY(settings_flag(settings, STR("tls_cert"), o->tls_cert, STR("--tls-cert"), why));
    }
    if (o->tls_key.ptr) {
        TRY(settings_flag(settings, STR("tls_key"), o->tls_key, STR("--tls-key"), why));
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

const char *server_scheme(const struct settings *settings)
{
    return settings_text(settings, SETTING_TLS_CERT).len > 0 ? "https" : "http";
}

/* Settings read while the server runs; requests may look at old ones, so all stay until its end. */
struct reread {
    struct settings settings;
    struct reread *before;
};

struct serving {
    const struct server_run *run;
    struct local local;
    const struct settings *latest;
    struct reread *reread;
};

static void listening(void *app, struct str address, int port, bool first)
{
    const struct serving *serving = app;
    serving->run->ready(serving->run->app, address, port, first);
}

static bool same(const struct settings *a, const struct settings *b)
{
    for (size_t i = 0; i < a->row_count; i++) {
        if (!str_eq(a->values[i].text, b->values[i].text)) {
            return false;
        }
    }
    return true;
}

static enum status again(void *app, const struct settings **settings, struct why *why)
{
    struct serving *serving = app;
    struct reread *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the settings");
    }
    enum status st = server_settings(serving->run->options, &made->settings, why);
    if (st == ST_OK && same(&made->settings, serving->latest)) {
        settings_done(&made->settings);
        *settings = serving->latest;
    } else if (st == ST_OK) {
        made->before = serving->reread;
        serving->reread = made;
        *settings = serving->latest = &made->settings;
        return ST_OK;
    }
    free(made);
    return st;
}

static void forget(struct serving *serving)
{
    for (struct reread *r; (r = serving->reread) != NULL;) {
        serving->reread = r->before;
        settings_done(&r->settings);
        free(r);
    }
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
        run, {.store = run->store, .world = run->world},
         run->settings, NULL
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
                   .writer = serving.local.writer,
                   .clock_settable = run->clock_settable,
                   .faithful = run->faithful},
        .listening = listening,
        .stopped = stopped,
        .again = again,
        .app = &serving
    };
    enum status st = serve_run(&serve, why);
    writer_stop(serving.local.writer);
    forget(&serving);
    return st;
}
