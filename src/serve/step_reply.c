/* step_reply.c: the answer's header fields and, at last, the answer. */
#include "base/must.h"
#include "serve/request.h"

static void line(struct buf *head, struct str name, struct str value)
{
    buf_str(head, name);
    buf_lit(head, ": ");
    buf_str(head, value);
    buf_lit(head, "\r\n");
}

static void int_line(struct buf *head, struct str name, int64_t value)
{
    buf_str(head, name);
    buf_lit(head, ": ");
    buf_int(head, value);
    buf_lit(head, "\r\n");
}

void reply_send(struct request *rq, int status, const char *type, int64_t length, struct str body)
{
    struct buf *head = &rq->loop->head;
    buf_reset(head);
    if (type != NULL) {
        line(head, STR("Content-Type"), str_of(type));
    }
    if (rq->has_etag && status < 400) {
        line(head, STR("ETag"), (struct str){ rq->etag, ETAG_LEN });
        /* A client may keep it if it asks each time; a shared cache may not: the answer is the caller's. */
        line(head, STR("Cache-Control"), STR("private, no-cache"));
    } else {
        line(head, STR("Cache-Control"), STR("no-store"));
    }
    if (rq->attachment.ptr != NULL && status == 200) {
        line(head, STR("Content-Disposition"), rq->attachment);
    }
    if (rq->allow.len && status == 405) {
        line(head, STR("Allow"), rq->allow);
    }
    if (rq->retry_after > 0) {
        int_line(head, STR("Retry-After"), rq->retry_after);
    }
    line(head, STR("Correlation-Id"), (struct str){ rq->correlation, sizeof rq->correlation });
    if (rq->client_correlation.ptr != NULL) {
        line(head, STR("Client-Correlation-Id"), rq->client_correlation);
    }
    must(!head->failed);
    rq->status = status;
    http_answer(rq->http, status, buf_text(head), length, body);
}

enum step step_reply(struct request *rq)
{
    if (rq->complete) {
        struct str body = buf_text(&rq->loop->body);
        reply_send(rq, 200, rq->dialect->content_type, (int64_t)body.len, body);
    } else {
        const char *type = rq->route->file != NULL ? "text/csv; charset=utf-8" : rq->dialect->content_type;
        reply_send(rq, 200, type, HTTP_PULLED, STR(""));
    }
    return STEP_DONE;
}
