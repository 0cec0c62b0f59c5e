/* step_etag.c: is it what the client has? Decided before any query runs. Files and streams have no tag:
 * they are read while they are sent, and what is written meanwhile shows. */
#include "serve/request.h"

enum step step_etag(struct request *rq)
{
    bool get = str_eq(str_of(rq->route->method), STR("GET"));
    if (!get || rq->route->file != NULL || rq->route->stream || rq->route->untagged) {
        return STEP_NEXT;
    }
    const struct etag_of of = { .dialect = rq->dialect,
                                .route = rq->route,
                                .args = &rq->args,
                                .tenant = rq->caller.tenant,
                                .seq = rq->caller.seq,
                                .now = world_now(rq->serve->config.world),
                                .pseudonymous = rq->caller.pseudonymous };
    struct str known = http_field_of(rq->http, STR("If-None-Match"));
    etag_make(&of, rq->etag);
    rq->has_etag = true;
    if (known.ptr == NULL || !etag_matches(known, (struct str){ rq->etag, ETAG_LEN })) {
        return STEP_NEXT;
    }
    reply_send(rq, 304, NULL, 0, STR(""));
    return STEP_DONE;
}
