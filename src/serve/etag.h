/* etag.h: what an answer depends on, in one tag, known before any query runs: tenant, route, decoded
 * parameters, the tenant's change number, what the key may see, the program's version, and where the clock
 * matters the minute. Equal tags mean equal answers; the reverse is not promised. */
#ifndef MUSTER_SERVE_ETAG_H
#define MUSTER_SERVE_ETAG_H

#include "base/str.h"
#include "dialect/dialect.h"

#include <stdbool.h>

enum { ETAG_LEN = 34 }; /* 32 hexadecimal digits in quotes */

struct etag_of {
    const struct dialect *dialect;
    const struct route *route;
    const struct args *args;
    int64_t tenant, seq, now;
    bool pseudonymous;
};

void etag_make(const struct etag_of *of, char etag[ETAG_LEN]);

/* Whether an If-None-Match value (RFC 9110 section 13.1.2) names the tag: "*", or one of its list, weak or
 * not. */
bool etag_matches(struct str if_none_match, struct str etag);

#endif
