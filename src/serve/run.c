/* run.c: see run.h. */
#include "serve/run.h"

#include "base/must.h"
#include "serve/reload.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, ADDRESSES = 8 };

/* The server that a signal drains; there is one a process. */
static struct http_server *volatile running;

/* Asked where there is a terminal to lose. */
static bool has_terminal(void)
{
    int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

static bool had_terminal;

static void on_signal(int number)
{
    int error = errno;
    if (running != NULL && number == SIGHUP && !(had_terminal && !has_terminal())) {
        http_server_nudge(running);
    } else if (running != NULL) {
        http_server_drain(running);
    }
    errno = error;
}

/* Whoever started us with SIGHUP ignored (nohup) wants that. */
static void catch_hangup(bool on)
{
    static bool caught;
    struct sigaction before, action = { .sa_handler = on ? on_signal : SIG_DFL, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    if (on) {
        had_terminal = has_terminal();
        caught = sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler == SIG_DFL;
    }
    if (caught) {
        sigaction(SIGHUP, &action, NULL);
    }
}

static void catch_signals(bool on)
{
    static const int numbers[] = { SIGTERM, SIGINT };
    /* SA_RESETHAND: whoever asks twice does not want to wait. */
    struct sigaction action = { .sa_handler = on ? on_signal : SIG_DFL, .sa_flags = SA_RESETHAND };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        sigaction(numbers[i], &action, NULL);
    }
    catch_hangup(on);
    /* A client that goes away while an answer is written is an error of that write, not of the process. */
    signal(SIGPIPE, SIG_IGN);
}

static int loops_of(const struct settings *settings)
{
    int64_t threads = settings_int(settings, SETTING_THREADS);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return threads > 0 ? (int)threads : processors > 0 ? (int)processors : 1;
}

static struct http_config http_config_of(const struct serve_config *config, int loops, struct serve *serve,
                                         struct reload *reload)
{
    const struct settings *s = config->settings;
    struct http_config http = http_config_default();
    http.loops = loops;
    http.max_connections = (int)settings_int(s, SETTING_HTTP_MAX_CONNECTIONS);
    http.head_ms = (int)settings_int(s, SETTING_HTTP_HEAD_MS);
    http.body_ms = (int)settings_int(s, SETTING_HTTP_BODY_MS);
    http.min_rate = (int)settings_int(s, SETTING_HTTP_MIN_RATE);
    http.rate_window_ms = (int)settings_int(s, SETTING_HTTP_RATE_WINDOW_MS);
    http.idle_ms = (int)settings_int(s, SETTING_HTTP_IDLE_MS);
    http.drain_ms = (int)settings_int(s, SETTING_DRAIN_TIMEOUT) * 1000;
    http.events = &serve_events;
    http.app = serve;
    http.nudged = reload_all;
    http.nudged_app = reload;
    http.world = config->world;
    return http;
}

/* The front knows what is wrong, not what to do about it. */
static enum status advise(enum status st, const char *advice, struct why *why)
{
    struct why first = *why;
    return why_not(why, st, "%s; %s", first.text, advice);
}

static enum status listen_one(struct http_server *server, struct str address, int *port, struct why *why)
{
    enum status st = http_listen_tcp(server, address, port, why);
    return st == ST_BUSY || st == ST_IO
               ? advise(st, "stop what listens there, or choose another address with --listen ADDR:PORT", why)
               : st;
}

static enum status listen_all(const struct serve_run *run, struct http_server *server, struct why *why)
{
    struct str rest = settings_text(run->config.settings, SETTING_LISTEN), address[ADDRESSES];
    int port[ADDRESSES], n = 0;
    char path[PATH_ROOM];
    for (struct str next; (next = settings_next(&rest)).ptr != NULL; n++) {
        if (n == ADDRESSES) {
            return why_not(why, ST_LIMIT, "more than %d addresses to listen on", ADDRESSES);
        }
        address[n] = next;
        TRY(listen_one(server, next, &port[n], why));
    }
    int len = snprintf(path, sizeof path, "%s/muster.sock", store_dir(run->config.store));
    must(len > 0 && len < PATH_ROOM);
    enum status st = http_listen_unix(server, path, why);
    if (st != ST_OK) {
        return advise(st, "name another data folder with --data", why);
    }
    for (int i = 0; i < n && run->listening != NULL; i++) {
        run->listening(run->app, address[i], port[i], i == 0);
    }
    return ST_OK;
}

static enum status run_server(const struct serve_run *run, struct http_server *server, struct why *why)
{
    running = server;
    catch_signals(true);
    enum status st = listen_all(run, server, why);
    st = st == ST_OK ? http_server_run(server, why) : st;
    catch_signals(false);
    running = NULL;
    return st;
}

enum status serve_run(const struct serve_run *run, struct why *why)
{
    int loops = loops_of(run->config.settings);
    struct serve *serve;
    struct http_server *server;
    TRY(serve_new(&run->config, loops, &serve, why));
    struct reload reload = { .run = run, .serve = serve, .settings = run->config.settings };
    struct http_config http = http_config_of(&run->config, loops, serve, &reload);
    enum status st = http_server_new(&http, &server, why);
    if (st == ST_OK) {
        reload.server = server;
        serve_watches(serve, server);
        st = reload_certificate(&reload, why);
        st = st == ST_OK ? run_server(run, server, why) : st;
        if (run->stopped != NULL) {
            run->stopped(run->app);
        }
        http_server_free(server);
    }
    serve_free(serve);
    return st;
}
