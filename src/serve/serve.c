/* serve.c: the server's state, and its callbacks: each gives its request to the steps of request.c, or, when
 * it is one of a local command, to control.c. One line of the log a request, written here. */
#include "serve/serve.h"

#include "base/must.h"
#include "dialect/registry.h"
#include "serve/inner.h"
#include "serve/request.h"

#include <stdlib.h>

static enum status init_loop(struct serve *serve, struct serve_loop *loop, struct why *why)
{
    buf_init(&loop->head, LIMIT_HTTP_HEAD);
    buf_init(&loop->body, LIMIT_ANSWER);
    /* A refusal must find room also when the machine has none left. */
    if (buf_reserve(&loop->head, LIMIT_HTTP_HEAD) == NULL || buf_reserve(&loop->body, 64 * KIB) == NULL) {
        return why_not(why, ST_NOMEM, "no memory for the answers");
    }
    arena_init(&loop->scratch, LIMIT_ARENA);
    return store_reader(serve->config.store, &loop->db, why);
}

static enum status init(struct serve *serve, int loops, struct why *why)
{
    int64_t failures = settings_int(serve->config.settings, SETTING_AUTH_FAILURES_PER_MINUTE);
    serve->loops = calloc((size_t)loops, sizeof *serve->loops);
    serve->strangers = strangers_new(failures, serve->config.world);
    serve->rate = rate_new(world_monotonic_ns);
    serve->uses = uses_new(serve->config.writer);
    serve->requests = serve->control.requests = requests_new(loops);
    if (serve->loops == NULL || serve->strangers == NULL || serve->requests == NULL || serve->rate == NULL ||
        serve->uses == NULL) {
        return why_not(why, ST_NOMEM, "no memory to start the server");
    }
    serve->loop_count = loops;
    struct live *live;
    TRY(live_new(serve->config.settings, &live, why));
    atomic_store(&serve->live, live);
    for (int i = 0; i < loops; i++) {
        TRY(init_loop(serve, &serve->loops[i], why));
    }
    return ST_OK;
}

/* A route whose rows no function fills would only be noticed when it is asked. */
static enum status check_answers(struct why *why)
{
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        for (const struct route *route = (*d)->routes; route->method != NULL; route++) {
            if (!step_query_knows(route->answer)) {
                return why_not(why, ST_INVALID, "%s %s%s: serve/step_query.c has no function for its .answer",
                               route->method, (*d)->base, route->path);
            }
        }
    }
    return ST_OK;
}

enum status serve_new(const struct serve_config *config, int loops, struct serve **out, struct why *why)
{
    must(loops > 0);
    TRY(registry_check(why));
    TRY(check_answers(why));
    struct serve *serve = calloc(1, sizeof *serve);
    if (serve == NULL) {
        return why_not(why, ST_NOMEM, "no memory to start the server");
    }
    serve->config = *config;
    serve->control = (struct control_app){ .world = config->world, .clock_settable = config->clock_settable };
    if (config->control != NULL) {
        serve->control.hook = *config->control;
    }
    enum status st = init(serve, loops, why);
    if (st != ST_OK) {
        serve_free(serve);
        return st;
    }
    *out = serve;
    return ST_OK;
}

void serve_free(struct serve *serve)
{
    if (serve == NULL) {
        return;
    }
    for (int i = 0; i < serve->loop_count; i++) {
        db_close(serve->loops[i].db);
        buf_done(&serve->loops[i].head);
        buf_done(&serve->loops[i].body);
        arena_done(&serve->loops[i].scratch);
    }
    free(serve->loops);
    rate_free(serve->rate);
    uses_free(serve->uses);
    strangers_free(serve->strangers);
    requests_free(serve->requests);
    live_free(atomic_load(&serve->live));
    free(serve);
}

void serve_watches(struct serve *serve, const struct http_server *server)
{
    serve->watch.server = server;
}

enum status serve_reload(struct serve *serve, const struct settings *settings, struct why *why)
{
    struct live *live;
    TRY(live_new(settings, &live, why));
    live->before = atomic_load(&serve->live);
    atomic_store(&serve->live, live);
    return ST_OK;
}

/* Without memory for the request itself there are no words of an API either. */
static enum http_verdict no_memory(struct http_request *http)
{
    http_answer(http, 503, STR("Content-Type: text/plain\r\n"), 0, STR(""));
    return HTTP_REFUSE;
}

static enum http_verdict on_head(void *app, struct http_request *http)
{
    struct serve *serve = app;
    if (control_is(http)) {
        return control_events.on_head(&serve->control, http);
    }
    struct request *rq = request_of(serve, http);
    if (rq == NULL) {
        return no_memory(http);
    }
    return request_run(rq) ? HTTP_BODY : HTTP_REFUSE;
}

/* A body is kept where the route reads it; within the limit that step_body gave. */
static bool on_body(void *app, struct http_request *http, struct str piece, bool last)
{
    struct serve *serve = app;
    if (control_is(http)) {
        return control_events.on_body(&serve->control, http, piece, last);
    }
    struct request *rq = http->owner;
    if (rq->route->body != BODY_DROPPED) {
        buf_str(&rq->body, piece);
    }
    if (last) {
        must(!request_run(rq));
    }
    return true;
}

static enum http_pull on_pull(void *app, struct http_request *http, struct buf *out)
{
    struct serve *serve = app;
    if (control_is(http)) {
        return control_events.on_pull(&serve->control, http, out);
    }
    struct request *rq = http->owner;
    if (rq->begun.len > 0) {
        buf_str(out, rq->begun);
        rq->begun = STR_NONE;
        return out->failed ? HTTP_CUT : HTTP_MORE;
    }
    enum encoded encoded = encode_more(&rq->encode, out, LIMIT_HTTP_WRITE);
    if (rq->stream != NULL) {
        stream_pause(rq->stream);
        rq->failure = rq->stream->failure;
    }
    switch (encoded) {
    case ENCODED_ALL:
        return HTTP_LAST;
    case ENCODED_MORE:
        return HTTP_MORE;
    case ENCODED_BROKEN:
        break;
    }
    return HTTP_CUT;
}

static void on_wake(void *app, struct http_request *http)
{
    struct serve *serve = app;
    if (control_is(http)) {
        control_events.on_wake(&serve->control, http);
    } else if (http->owner != NULL && ((struct request *)http->owner)->write != NULL) {
        must(!request_run(http->owner));
    }
}

static void on_refuse(void *app, struct http_request *http, int status, struct str reason)
{
    struct serve *serve = app;
    if (control_is(http)) {
        control_events.on_refuse(&serve->control, http, status, reason);
        return;
    }
    struct request *rq = request_of(serve, http);
    if (rq == NULL) {
        no_memory(http);
        return;
    }
    if (rq->dialect == NULL) {
        (void)step_dialect(rq);
    }
    rq->front_status = status;
    rq->denial.reason = arena_str(&http->arena, reason);
    rq->refused_by = "http";
    refuse_answer(rq);
}

static void log_request(const struct request *rq, const struct http_result *result)
{
    struct log_line line;
    enum log_level level = result->broken || rq->status >= 500 ? LOG_WARN : LOG_INFO;
    log_begin(rq->serve->config.log, &line, level, "request");
    log_str(&line, "method", rq->http->method);
    if (rq->dialect != NULL) {
        log_str(&line, "api", str_of(rq->dialect->name));
    }
    if (rq->route != NULL) {
        log_str(&line, "route", str_of(rq->route->path));
    }
    if (rq->caller.known) {
        log_str(&line, "tenant", rq->caller.tenant_name);
        log_str(&line, "key", rq->caller.key_id);
    }
    log_int(&line, "status", result->status);
    log_str(&line, "refused_by", str_of(rq->refused_by));
    if (rq->failure != ST_OK) {
        log_str(&line, "failure", str_of(status_name(rq->failure)));
    }
    if (result->broken) {
        log_bool(&line, "broken", true);
    }
    log_int(&line, "bytes", result->bytes_out);
    log_int(&line, "ms", result->elapsed_ms);
    log_str(&line, "correlation_id", (struct str){ rq->correlation, sizeof rq->correlation });
    log_end(&line);
}

static void on_done(void *app, struct http_request *http, const struct http_result *result)
{
    struct serve *serve = app;
    if (control_is(http)) {
        control_events.on_done(&serve->control, http, result);
        return;
    }
    if (http->owner != NULL) {
        watch_count(&serve->watch, http->owner, result);
        requests_note(serve->requests, http->owner, result);
    }
    if (http->owner != NULL && serve->config.log != NULL) {
        log_request(http->owner, result);
    }
    if (http->owner != NULL) {
        request_end(http->owner);
    }
}

const struct http_events serve_events = { on_head, on_body, on_pull, on_wake, on_refuse, on_done };
