/* step_params.c: with which values? Also the pause for the body, up to the route's limit. */
#include "dialect/params.h"
#include "serve/request.h"

enum step step_body(struct request *rq)
{
    size_t limit = rq->route->body_limit ? rq->route->body_limit : LIMIT_HTTP_BODY;
    rq->http->body_limit = limit;
    buf_init(&rq->body, limit);
    return STEP_BODY;
}

enum step step_params(struct request *rq)
{
    struct params_in in = { .path = &rq->path_values,
                            .query = rq->http->query,
                            .body = rq->body.len ? buf_text(&rq->body) : STR_NONE };
    if (rq->body.failed) {
        return request_fail(rq, ST_NOMEM);
    }
    enum status st = params_read(rq->dialect, rq->route, &in, &rq->http->arena, &rq->args, &rq->denial);
    rq->json = in.json;
    return st == ST_OK ? STEP_NEXT : st == ST_INVALID ? STEP_REFUSE : request_fail(rq, st);
}
