/* step_limit.c: within the customer's budget? All keys of a customer share it. */
#include "serve/request.h"

enum step step_limit(struct request *rq)
{
    const int64_t second_ns = INT64_C(1000000000);
    int64_t wait;
    if (rq->serve->rate[rq->api] == NULL || rate_admit(rq->serve->rate[rq->api], rq->caller.tenant, &wait)) {
        return STEP_NEXT;
    }
    rq->retry_after = (wait + second_ns - 1) / second_ns;
    return request_refuse(rq, REFUSED_RATE, NULL,
                          "More than %lld requests in a second; try again in %lld seconds",
                          (long long)rq->serve->rates[rq->api], (long long)rq->retry_after);
}
