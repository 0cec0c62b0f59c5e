/* aging.h: tokens that grow old, where the API's row says so (dialect/dialect.h). */
#ifndef MUSTER_SERVE_AGING_H
#define MUSTER_SERVE_AGING_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a token made at `created` and last used at `used` (NONE: never) is too old now: `life` months after
 * it was made, or `unused` months after its last use (or its making); 0 months: never. */
bool aging_is_over(int64_t created, int64_t used, int64_t life, int64_t unused, int64_t now);

#endif
