/* step_limit.c: within the customer's budget? All keys of a customer share it, for each API. */
#include "serve/request.h"

enum step step_limit(struct request *rq)
{
    const int64_t second_ns = INT64_C(1000000000);
    int64_t n = request_setting(rq, rq->dialect->rate), wait;
    if (n == 0 || rate_admit(rq->serve->rate, rq->caller.tenant, rq->dialect->api, n, &wait)) {
        return STEP_NEXT;
    }
    rq->retry_after = (wait + second_ns - 1) / second_ns;
    return request_refuse(rq, REFUSED_RATE, NULL,
                          "More than %lld requests in a second; try again in %lld seconds", (long long)n,
                          (long long)rq->retry_after);
}
