/* step_dialect.c: whose API is this path? Paths under no base have none: a plain 404, without authentication.
 */
#include "dialect/registry.h"
#include "serve/request.h"

enum step step_dialect(struct request *rq)
{
    path_split(&rq->http->arena, rq->http->path, &rq->path);
    for (int i = 0; registry_dialects[i] != NULL; i++) {
        rq->base = path_under(&rq->path, registry_dialects[i]);
        if (rq->base > 0) {
            rq->dialect = registry_dialects[i];
            return rq->http->arena.failed ? request_fail(rq, ST_NOMEM) : STEP_NEXT;
        }
    }
    return request_refuse(rq, REFUSED_ROUTE, NULL, "Not Found");
}
