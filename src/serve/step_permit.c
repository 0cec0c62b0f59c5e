/* step_permit.c: may this key use this part of the API? */
#include "base/must.h"
#include "dialect/access.h"
#include "serve/request.h"

enum step step_permit(struct request *rq)
{
    enum scope scope = rq->route->scope;
    must(scope != SCOPE_NONE);
    if (scope == SCOPE_ANY_KEY || rq->caller.scopes & (uint64_t)1 << scope) {
        return STEP_NEXT;
    }
    return request_refuse(rq, REFUSED_SCOPE, NULL, "The key does not have the scope %s",
                          access_scope_name(scope));
}
