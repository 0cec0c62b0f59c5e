/* watch.c: see watch.h. */
#include "serve/watch.h"

#include "base/must.h"
#include "base/when.h"
#include "dialect/registry.h"
#include "serve/known.h"
#include "serve/request.h"

#define TEXT_PLAIN "text/plain; charset=utf-8"

static int place_of(const struct dialect *dialect)
{
    for (int i = 0; registry_dialects[i] != NULL; i++) {
        if (registry_dialects[i] == dialect) {
            must(i < WATCH_APIS);
            return i;
        }
    }
    return -1;
}

void watch_count(struct watch *watch, const struct request *rq, const struct http_result *result)
{
    int place = place_of(rq->dialect), class = result->status / 100;
    if (result->broken) {
        atomic_fetch_add_explicit(&watch->broken, 1, memory_order_relaxed);
    }
    if (place < 0 || class < 2 || class >= WATCH_CLASSES) {
        return;
    }
    atomic_fetch_add_explicit(&watch->answered[place][class], 1, memory_order_relaxed);
    if (result->status == 429) {
        atomic_fetch_add_explicit(&watch->limited[place], 1, memory_order_relaxed);
    }
}

static void heading(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_format(out, "# HELP muster_%s %s\n# TYPE muster_%s %s\n", name, help, name, type);
}

static void one(struct buf *out, const char *name, const char *type, const char *help, uint64_t value)
{
    heading(out, name, type, help);
    buf_format(out, "muster_%s %llu\n", name, (unsigned long long)value);
}

static void print_answers(struct buf *out, const struct watch *watch)
{
    heading(out, "answers_total", "counter", "Answers by API and first digit of their status.");
    for (int i = 0; registry_dialects[i] != NULL; i++) {
        for (int class = 2; class < WATCH_CLASSES; class ++) {
            buf_format(out, "muster_answers_total{api=\"%s\",status=\"%dxx\"} %llu\n",
                       registry_dialects[i]->name, class,
                       (unsigned long long)atomic_load(&watch->answered[i][class]));
        }
    }
    heading(out, "limited_total", "counter", "Answers 429 by API.");
    for (int i = 0; registry_dialects[i] != NULL; i++) {
        buf_format(out, "muster_limited_total{api=\"%s\"} %llu\n", registry_dialects[i]->name,
                   (unsigned long long)atomic_load(&watch->limited[i]));
    }
    one(out, "answers_broken_total", "counter", "Answers that ended before they were complete.",
        atomic_load(&watch->broken));
}

static void print_front(struct buf *out, const struct http_server *server)
{
    struct http_counts counts = http_server_counts(server);
    int64_t until = http_server_tls_until(server);
    one(out, "connections", "gauge", "Open connections.", counts.open);
    one(out, "connections_total", "counter", "Connections so far.", counts.accepted);
    one(out, "requests_total", "counter", "Requests with a complete header.", counts.requests);
    one(out, "http_refused_total", "counter",
        "Requests and connections that the HTTP front refused by itself.", counts.refused);
    one(out, "http_timeouts_total", "counter", "Connections that a deadline ended.", counts.timed_out);
    one(out, "tls_failed_total", "counter", "Connections that ended in their TLS handshake.",
        counts.tls_failed);
    if (until != WHEN_NONE) {
        heading(out, "tls_certificate_not_after_seconds", "gauge",
                "When the certificate expires, in seconds since 1970.");
        buf_format(out, "muster_tls_certificate_not_after_seconds %lld\n", (long long)(until / WHEN_SECOND));
    }
}

static enum step answer(struct request *rq, int status, struct str body)
{
    reply_send(rq, status, TEXT_PLAIN, (int64_t)body.len, body);
    return STEP_DONE;
}

static enum step answer_metrics(struct request *rq)
{
    struct buf *out = &rq->loop->body;
    buf_reset(out);
    print_answers(out, &rq->serve->watch);
    if (rq->serve->watch.server != NULL) {
        print_front(out, rq->serve->watch.server);
    }
    if (out->failed) {
        return answer(rq, 500, STR("no memory\n"));
    }
    struct str body = buf_text(out);
    reply_send(rq, 200, "text/plain; version=0.0.4; charset=utf-8", (int64_t)body.len, body);
    return STEP_DONE;
}

/* Whoever may not see the numbers does not learn that there are any. */
static bool may_see(const struct request *rq)
{
    return rq->http->local || (rq->origin.known && rq->origin.sure && rq->live->watchers.ptr != NULL &&
                               address_in(&rq->origin.address, rq->live->watchers));
}

enum step step_watch(struct request *rq)
{
    struct str path = rq->http->path;
    bool metrics = str_eq(path, STR("/metrics")) && may_see(rq);
    bool ready = str_eq(path, STR("/readyz"));
    if (!metrics && !ready && !str_eq(path, STR("/healthz"))) {
        return STEP_NEXT;
    }
    if (!str_eq(rq->http->method, STR("GET")) && !str_eq(rq->http->method, STR("HEAD"))) {
        rq->allow = STR("GET, HEAD");
        return answer(rq, 405, STR("Method Not Allowed\n"));
    }
    if (metrics) {
        return answer_metrics(rq);
    }
    if (ready && known_refresh(rq->loop, rq->live) != ST_OK) {
        return answer(rq, 503, STR("the store cannot be read\n"));
    }
    return answer(rq, 200, STR("ok\n"));
}
