/* strangers.h: failed authentications by address. After n in a minute every further request from there is
 * refused until that minute ends, a right key too: else guessing would go on at full speed. Memory is fixed,
 * whoever comes from wherever. IPv6 clients are counted by /64, which is what one subscriber has. */
#ifndef MUSTER_SERVE_STRANGERS_H
#define MUSTER_SERVE_STRANGERS_H

#include "base/address.h"
#include "base/world.h"

struct strangers;

/* n: failures a minute and address. NULL without memory. Any thread may use it. */
struct strangers *strangers_new(int64_t n, const struct world *world);
void strangers_free(struct strangers *strangers);

/* Whether the address must wait, and for how many milliseconds. now_ms: world_monotonic_ms. */
bool strangers_blocked(struct strangers *strangers, const struct address *address, int64_t now_ms,
                       int64_t *wait_ms);

/* An authentication from the address failed. */
void strangers_failed(struct strangers *strangers, const struct address *address, int64_t now_ms);

#endif
