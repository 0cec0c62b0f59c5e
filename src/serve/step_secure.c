/* step_secure.c: may it be asked over this connection? An API that demands TLS is answered without it on this
 * machine only, unless a setting allows more: a key sent in the clear is anybody's. */
#include "serve/request.h"

enum step step_secure(struct request *rq)
{
    enum setting plain = rq->dialect->plain;
    if (plain == 0 || origin_is_secure(&rq->origin) || settings_int(rq->live->settings, plain) != 0) {
        return STEP_NEXT;
    }
    return request_refuse(rq, REFUSED_PLAIN, NULL, "Requests must be sent over HTTPS");
}
