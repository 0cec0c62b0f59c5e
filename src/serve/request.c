/* request.c: THE REQUEST PATH. A request goes through the steps from top to bottom; only a step may refuse,
 * and one place answers and logs a refusal. What stands before the body is decided on the header alone. */
#include "serve/request.h"

#include "base/jsonin.h"
#include "base/must.h"
#include "serve/correlation.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name;
    enum step (*run)(struct request *rq);
} steps[] = {
    {"watch",    step_watch  }, /* a question about the server itself? */
    { "dialect", step_dialect}, /* whose API is this path? */
    { "secure",  step_secure }, /* may it be asked over this connection? */
    { "auth",    step_auth   }, /* who asks? */
    { "limit",   step_limit  }, /* within the customer's budget? */
    { "route",   step_route  }, /* what is asked for? */
    { "permit",  step_permit }, /* may this key? */
    { "body",    step_body   }, /* wait for it */
    { "params",  step_params }, /* with which values? */
    { "etag",    step_etag   }, /* is it what the client has? */
    { "write",   step_write  }, /* is what it tells durable? */
    { "query",   step_query  }, /* rows */
    { "encode",  step_encode }, /* text */
    { "reply",   step_reply  },
};

bool request_run(struct request *rq)
{
    while (rq->step < COUNT_OF(steps)) {
        size_t at = rq->step++;
        switch (steps[at].run(rq)) {
        case STEP_NEXT:
            break;
        case STEP_BODY:
            return true;
        case STEP_WAIT:
            rq->step = at;
            return false;
        case STEP_DONE:
            return false;
        case STEP_REFUSE:
            rq->refused_by = steps[at].name;
            refuse_answer(rq);
            return false;
        }
    }
    return false;
}

/* Gives the request its Correlation-Id and takes the client's, if it sent one. */
static void correlate(struct request *rq)
{
    struct uuid id = world_uuid(rq->serve->config.world);
    uuid_print(rq->correlation, &id);
    rq->client_correlation =
        correlation_visible(&rq->http->arena, http_field_of(rq->http, STR("Correlation-Id")));
}

struct request *request_of(struct serve *serve, struct http_request *http)
{
    if (http->owner != NULL) {
        return http->owner;
    }
    struct request *rq = arena_new(&http->arena, struct request);
    if (rq != NULL) {
        must(http->loop >= 0 && http->loop < serve->loop_count);
        rq->serve = serve;
        rq->loop = &serve->loops[http->loop];
        rq->http = http;
        rq->live = atomic_load(&serve->live);
        rq->origin = origin_of(http, rq->live->trusted);
        correlate(rq);
        http->owner = rq;
    }
    return rq;
}

void request_end(struct request *rq)
{
    if (rq->stream != NULL && rq->stream->end != NULL) {
        rq->stream->end(rq->stream);
    }
    jsonin_free(rq->json);
    buf_done(&rq->body);
}

int64_t request_setting(const struct request *rq, enum setting setting)
{
    must(rq->caller.known && setting < SETTING_COUNT);
    return rq->caller.settings[setting];
}

enum step request_refuse(struct request *rq, enum refused what, const char *field, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    must(n >= 0);
    size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    rq->denial =
        (struct denial){ what, str_of(field), arena_str(&rq->http->arena, (struct str){ text, len }) };
    return STEP_REFUSE;
}

enum step request_fail(struct request *rq, enum status st)
{
    (void)request_refuse(
        rq, REFUSED_INTERNAL, NULL,
        "Something went wrong on the server; when you report it, name the Correlation-Id %.*s",
        (int)sizeof rq->correlation, rq->correlation);
    rq->failure = st;
    return STEP_REFUSE;
}
