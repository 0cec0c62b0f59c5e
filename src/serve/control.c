/* control.c: see control.h. */
#include "serve/control.h"

#include "base/jsonin.h"
#include "base/when.h"
#include "serve/requests.h"

#include <string.h>

enum { CLOCK_BODY = 256 };

/* A PUT /control/clock under way. */
struct clock_call {
    char body[CLOCK_BODY];
    size_t len;
};

bool control_is(const struct http_request *rq)
{
    return rq->local && str_starts(rq->path, STR("/control/"));
}

static bool is_clock(const struct http_request *rq)
{
    return str_eq(rq->path, STR("/control/clock"));
}

static void answer_text(struct http_request *rq, int status, struct str text)
{
    http_answer(rq, status, STR("Content-Type: text/plain; charset=utf-8\r\n"), (int64_t)text.len, text);
}

static enum http_verdict clock_head(const struct control_app *app, struct http_request *rq)
{
    if (!app->clock_settable) {
        answer_text(rq, 404, STR("The clock of this server cannot be set\n"));
        return HTTP_REFUSE;
    }
    if (!str_eq(rq->method, STR("PUT"))) {
        http_answer(rq, 405, STR("Allow: PUT\r\n"), 0, STR(""));
        return HTTP_REFUSE;
    }
    rq->body_limit = CLOCK_BODY;
    rq->owner = arena_new(&rq->arena, struct clock_call);
    if (rq->owner == NULL) {
        answer_text(rq, 500, STR("Out of memory\n"));
        return HTTP_REFUSE;
    }
    return HTTP_BODY;
}

/* {"now": time} or {"now": null}. */
static bool parse_clock(struct str body, int64_t *ticks)
{
    struct jsonin *root;
    struct str text;
    if (jsonin_parse(body, &root, NULL) != ST_OK) {
        return false;
    }
    const struct jsonin *now = jsonin_get(root, STR("now"));
    bool fine = jsonin_kind(now) == JSONIN_NULL;
    if (fine) {
        *ticks = WHEN_NONE;
    } else {
        fine = jsonin_text(now, &text) && when_parse(text, ticks);
    }
    jsonin_free(root);
    return fine;
}

static bool clock_body(const struct control_app *app, struct http_request *rq, struct str piece, bool last)
{
    struct clock_call *call = rq->owner;
    int64_t ticks;
    if (piece.len) {
        size_t n = piece.len < CLOCK_BODY - call->len ? piece.len : CLOCK_BODY - call->len;
        memcpy(call->body + call->len, piece.ptr, n);
        call->len += n;
    }
    if (!last) {
        return true;
    }
    if (!parse_clock((struct str){ call->body, call->len }, &ticks)) {
        answer_text(rq, 400, STR("The body is not {\"now\": \"2026-01-01T00:00:00Z\"} or {\"now\": null}\n"));
        return true;
    }
    world_set_clock(app->world, ticks);
    http_answer(rq, 204, STR(""), 0, STR(""));
    return true;
}

static enum http_verdict on_head(void *context, struct http_request *rq)
{
    const struct control_app *app = context;
    if (is_clock(rq)) {
        return clock_head(app, rq);
    }
    if (requests_is(rq) && app->requests != NULL) {
        return requests_head(app->requests, rq);
    }
    if (app->hook.events == NULL) {
        answer_text(rq, 404, STR("Not Found\n"));
        return HTTP_REFUSE;
    }
    return app->hook.events->on_head(app->hook.app, rq);
}

static bool on_body(void *context, struct http_request *rq, struct str piece, bool last)
{
    const struct control_app *app = context;
    if (requests_is(rq)) {
        return requests_body(rq, last);
    }
    return is_clock(rq) ? clock_body(app, rq, piece, last)
                        : app->hook.events->on_body(app->hook.app, rq, piece, last);
}

/* Nothing of the clock's is ever pulled. */
static enum http_pull on_pull(void *context, struct http_request *rq, struct buf *out)
{
    const struct control_app *app = context;
    if (requests_is(rq)) {
        return requests_pull(rq, out);
    }
    return app->hook.events->on_pull(app->hook.app, rq, out);
}

static void on_wake(void *context, struct http_request *rq)
{
    const struct control_app *app = context;
    if (!is_clock(rq) && !requests_is(rq) && app->hook.events != NULL) {
        app->hook.events->on_wake(app->hook.app, rq);
    }
}

static void on_refuse(void *context, struct http_request *rq, int status, struct str reason)
{
    (void)context;
    answer_text(rq, status, reason);
}

static void on_done(void *context, struct http_request *rq, const struct http_result *result)
{
    const struct control_app *app = context;
    if (requests_is(rq)) {
        requests_done(rq);
    } else if (!is_clock(rq) && app->hook.events != NULL) {
        app->hook.events->on_done(app->hook.app, rq, result);
    }
}

const struct http_events control_events = { on_head, on_body, on_pull, on_wake, on_refuse, on_done };
