/* request.c: what the parser's events lead to: the owner's callbacks, in the order that http.h promises. */
#include "http/steps.h"

#include "base/must.h"

struct str http_field_of(const struct http_request *rq, struct str name)
{
    for (size_t i = 0; i < rq->field_count; i++) {
        if (str_eq_nocase(rq->fields[i].name, name)) {
            return rq->fields[i].value;
        }
    }
    return STR_NONE;
}

/* What was read, into the owner's view. */
static void show(struct http_exchange *x)
{
    const struct http_parser *p = &x->parser;
    if (p->method.ptr == NULL) {
        return;
    }
    x->rq.method = p->method;
    x->rq.path = p->path;
    x->rq.query = p->query;
    x->rq.host = p->host;
    x->rq.minor = p->minor;
    x->rq.fields = p->fields;
    x->rq.field_count = p->field_count;
    x->rq.has_body = p->has_body;
    x->rq.body_length = p->body_length;
}

static const struct http_events *events_of(const struct http_connection *c)
{
    return c->loop->server->config.events;
}

static void *app_of(const struct http_connection *c)
{
    return c->loop->server->config.app;
}

void http_request_refuse(struct http_connection *c, int status, const char *reason)
{
    struct http_exchange *x = c->x;
    c->closing = true;
    if (x->answered) {
        return; /* the answer stands; only the rest of the body was bad */
    }
    if (!x->accepted) {
        show(x);
    }
    http_count(&c->loop->refused);
    x->known = true;
    events_of(c)->on_refuse(app_of(c), &x->rq, status, str_of(reason));
    must(x->answered);
}

static void head(struct http_connection *c)
{
    struct http_exchange *x = c->x;
    show(x);
    c->served = true;
    http_count(&c->loop->requests);
    x->known = true;
    enum http_verdict verdict = events_of(c)->on_head(app_of(c), &x->rq);
    must(x->answered == (verdict == HTTP_REFUSE));
    if (verdict == HTTP_REFUSE) {
        return;
    }
    x->accepted = true;
    x->parser.body_limit = x->rq.body_limit;
    if (x->rq.body_length > 0 && (uint64_t)x->rq.body_length > x->rq.body_limit) {
        http_request_refuse(c, 413, "the body is too large");
        return;
    }
    if (x->parser.expect_continue && c->in.len == 0) {
        buf_lit(&c->out, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    x->continued = true;
}

void http_request_body(struct http_connection *c, struct str piece, bool last)
{
    struct http_exchange *x = c->x;
    x->bytes_in += (int64_t)piece.len;
    if (x->answered || !x->accepted) {
        return; /* only read so that the connection can go on */
    }
    x->body_told = last;
    bool more = events_of(c)->on_body(app_of(c), &x->rq, piece, last);
    x->paused = !more && !last;
}

void http_request_event(struct http_connection *c, enum http_parsed event, struct str piece)
{
    switch (event) {
    case HTTP_PARSE_BAD:
        http_request_refuse(c, c->x->parser.status, c->x->parser.reason);
        break;
    case HTTP_PARSE_HEAD:
        head(c);
        break;
    case HTTP_PARSE_PIECE:
        http_request_body(c, piece, http_parser_complete(&c->x->parser));
        break;
    case HTTP_PARSE_END:
        http_request_body(c, STR(""), true);
        break;
    case HTTP_PARSE_MORE:
        break;
    }
}

void http_request_done(struct http_connection *c, bool broken)
{
    struct http_exchange *x = c->x;
    int64_t unsent = (int64_t)http_io_pending(c);
    struct http_result result = {
        .status = x->status,
        .bytes_in = x->bytes_in,
        .bytes_out = !broken                 ? x->bytes_out
                     : x->bytes_out > unsent ? x->bytes_out - unsent
                                             : 0,
        .elapsed_ms = c->loop->now_ms - x->rq.started_ms,
        .broken = broken,
    };
    c->x = NULL;
    if (c->wait != HTTP_WAIT_WRITE) {
        c->wait = HTTP_WAIT_IDLE; /* the deadlines of the next request are its own */
    }
    if (x->known) {
        events_of(c)->on_done(app_of(c), &x->rq, &result);
        if (broken) {
            http_count(&c->loop->cut);
        }
    }
    http_exchange_give(c->loop, x);
}
