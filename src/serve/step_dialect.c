/* step_dialect.c: whose API is this path? Paths under no base have none: a plain 404, without authentication.
 */
#include "dialect/registry.h"
#include "serve/request.h"

enum step step_dialect(struct request *rq)
{
    path_split(&rq->http->arena, rq->http->path, &rq->path);
    for (const struct dialect *const *d = registry_dialects; *d != NULL; d++) {
        rq->base = path_under(&rq->path, *d);
        if (rq->base > 0) {
            rq->dialect = *d;
            return rq->http->arena.failed ? request_fail(rq, ST_NOMEM) : STEP_NEXT;
        }
    }
    return request_refuse(rq, REFUSED_ROUTE, NULL, "Not Found");
}
