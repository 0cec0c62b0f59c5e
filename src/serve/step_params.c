/* step_params.c: with which values? Also the pause for the body: nothing so far needed it. */
#include "dialect/params.h"
#include "serve/request.h"

enum step step_body(struct request *rq)
{
    (void)rq;
    return STEP_BODY;
}

enum step step_params(struct request *rq)
{
    enum status st = params_read(rq->dialect, rq->route, &rq->path_values, rq->http->query, &rq->http->arena,
                                 &rq->args, &rq->denial);
    return st == ST_OK ? STEP_NEXT : st == ST_INVALID ? STEP_REFUSE : request_fail(rq, st);
}
