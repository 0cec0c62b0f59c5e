/* echo.c: see echo.h. Its state of a request lives in the request's arena. */
#include "echo.h"

#include "base/limits.h"
#include "base/must.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct state {
    struct buf body; /* in the arena's lifetime; freed by on_done */
    int64_t n, at;   /* bytes to pull and pulled so far */
    bool pull, cut, late, awake;
};

/* Threads on their way to wake a request; a ticket may not outlive its server. */
static atomic_int waking;

void echo_wait(void)
{
    struct timespec moment = { .tv_nsec = 1000000 };
    while (atomic_load(&waking) > 0) {
        nanosleep(&moment, NULL);
    }
}

static void *wake_soon(void *ticket)
{
    struct timespec moment = { .tv_nsec = 2000000 };
    nanosleep(&moment, NULL);
    http_wake(*(struct http_ticket *)ticket);
    free(ticket);
    atomic_fetch_sub(&waking, 1);
    return NULL;
}

static void wake_from_thread(struct http_request *rq)
{
    pthread_t thread;
    struct http_ticket *ticket = malloc(sizeof *ticket);
    must(ticket != NULL);
    *ticket = http_ticket(rq);
    atomic_fetch_add(&waking, 1);
    must(pthread_create(&thread, NULL, wake_soon, ticket) == 0);
    pthread_detach(thread);
}

char echo_byte(int64_t i)
{
    return (char)('a' + i % 23);
}

static void fill(struct buf *out, int64_t from, int64_t n)
{
    char *to = buf_reserve(out, (size_t)n);
    for (int64_t i = 0; to != NULL && i < n; i++) {
        to[i] = echo_byte(from + i);
    }
    out->len += to ? (size_t)n : 0;
}

static bool path_is(const struct http_request *rq, const char *path)
{
    return str_eq(rq->path, str_of(path));
}

#define PLAIN STR("Content-Type: text/plain\r\n")

static void answer_text(struct http_request *rq, int status, struct str text)
{
    http_answer(rq, status, PLAIN, (int64_t)text.len, text);
}

static enum http_verdict on_head(void *app, struct http_request *rq)
{
    struct echo *echo = app;
    echo->heads++;
    echo->known++;
    echo->arena_blocks += rq->arena.blocks != NULL;
    struct state *state = arena_new(&rq->arena, struct state);
    must(state != NULL);
    rq->owner = state;
    buf_init(&state->body, 64 * MIB);
    if (path_is(rq, "/refuse")) {
        answer_text(rq, 401, STR("who are you?\n"));
        return HTTP_REFUSE;
    }
    rq->body_limit = path_is(rq, "/limit") ? 10 : echo->limit ? echo->limit : 64 * MIB;
    return HTTP_BODY;
}

static void answer_echo(struct http_request *rq, struct state *state)
{
    struct buf out;
    buf_init(&out, 65 * MIB);
    buf_str(&out, rq->method);
    buf_byte(&out, ' ');
    buf_str(&out, rq->path);
    if (rq->query.ptr != NULL) {
        buf_lit(&out, " ?");
        buf_str(&out, rq->query);
    }
    buf_byte(&out, ' ');
    buf_int(&out, (int64_t)state->body.len);
    buf_byte(&out, '\n');
    buf_str(&out, buf_text(&state->body));
    struct str fields =
        arena_format(&rq->arena, "Content-Type: text/plain\r\nX-Body: %zu\r\n", state->body.len);
    http_answer(rq, 200, fields, (int64_t)out.len, buf_text(&out));
    buf_done(&out);
}

static void answer(struct echo *echo, struct http_request *rq, struct state *state)
{
    state->n = 0;
    str_int(rq->query, &state->n);
    state->cut = path_is(rq, "/cut");
    state->late = path_is(rq, "/late");
    state->pull = path_is(rq, "/pull") || state->cut || state->late;
    if (state->pull) {
        http_answer(rq, 200, PLAIN, HTTP_PULLED, STR_NONE);
    } else if (path_is(rq, "/204") || path_is(rq, "/304")) {
        answer_text(rq, path_is(rq, "/204") ? 204 : 304, STR(""));
    } else if (path_is(rq, "/page")) {
        static char page[3100]; /* the size of an ordinary list page: for measurements */
        memset(page, 'x', page[0] ? 0 : sizeof page);
        answer_text(rq, 200, (struct str){ page, sizeof page });
    } else if (path_is(rq, "/big")) {
        struct buf out;
        buf_init(&out, 64 * MIB);
        fill(&out, 0, state->n);
        answer_text(rq, 200, buf_text(&out));
        buf_done(&out);
    } else if (path_is(rq, "/wait")) {
        wake_from_thread(rq);
    } else if (path_is(rq, "/stop")) {
        http_server_drain(echo->server);
        answer_text(rq, 200, STR("stopping\n"));
    } else {
        answer_echo(rq, state);
    }
}

static bool on_body(void *app, struct http_request *rq, struct str piece, bool last)
{
    struct state *state = rq->owner;
    buf_str(&state->body, piece);
    if (last) {
        answer(app, rq, state);
        return true;
    }
    if (path_is(rq, "/pause")) {
        wake_from_thread(rq);
        return false;
    }
    return true;
}

static enum http_pull on_pull(void *app, struct http_request *rq, struct buf *out)
{
    struct echo *echo = app;
    struct state *state = rq->owner;
    if (state->late && !state->awake) {
        state->awake = true;
        wake_from_thread(rq);
        return HTTP_WAIT;
    }
    state->awake = false;
    int64_t n = state->n - state->at;
    n = n > (int64_t)LIMIT_HTTP_WRITE ? (int64_t)LIMIT_HTTP_WRITE : n;
    fill(out, state->at, n);
    state->at += n;
    echo->pulled += n;
    if (state->at < state->n) {
        return HTTP_MORE;
    }
    return state->cut ? HTTP_CUT : HTTP_LAST;
}

static void on_wake(void *app, struct http_request *rq)
{
    struct echo *echo = app;
    echo->wakes++;
    if (path_is(rq, "/wait")) {
        answer_text(rq, 200, STR("awake\n"));
    }
}

static void on_refuse(void *app, struct http_request *rq, int status, struct str reason)
{
    struct echo *echo = app;
    echo->refused++;
    echo->known += rq->owner == NULL;
    answer_text(rq, status, reason);
}

static void on_done(void *app, struct http_request *rq, const struct http_result *result)
{
    struct echo *echo = app;
    struct state *state = rq->owner;
    if (state != NULL) {
        buf_done(&state->body);
    }
    echo->status = result->status;
    echo->out = result->bytes_out;
    echo->in = result->bytes_in;
    echo->broken += result->broken;
    echo->done++;
}

const struct http_events echo_events = {
    .on_head = on_head,
    .on_body = on_body,
    .on_pull = on_pull,
    .on_wake = on_wake,
    .on_refuse = on_refuse,
    .on_done = on_done,
};
