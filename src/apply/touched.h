/* touched.h: inside src/apply: which simulation events changed in the transaction under way, and what follows
 * from that: bursts of their addresses, the rules by which events are judged, results, counters. Worked out
 * for what changed only, and with the same outcome whatever the order in which the events came. */
#ifndef MUSTER_APPLY_TOUCHED_H
#define MUSTER_APPLY_TOUCHED_H

#include "base/arena.h"
#include "base/buf.h"
#include "derive/simulation.h"
#include "store/db.h"

struct applier;
struct touch;

struct touched {
    struct touch *items;
    size_t count, room;
    struct buf ips;
    struct arena arena;       /* of the person under way */
    struct judge_lists lists; /* the tenant's */
    struct buf networks;
    int64_t results; /* changed since the transaction began */
};

/* What the rules know of the tenant: what is shipped, and its own networks, kept in `text`. */
enum status touched_lists(struct db *db, int64_t tenant, struct buf *text, struct judge_lists *lists);

void touched_init(struct touched *touched);
void touched_done(struct touched *touched);

/* A transaction begins: forgets everything and reads the tenant's networks. */
enum status touched_begin(struct touched *touched, struct db *db, int64_t tenant);

/* An event of the person came, went or changed; ip absent: it carries (carried) no address, or is nobody's
 * act. */
enum status touched_event(struct touched *touched, int64_t campaign_key, int64_t person_key, int64_t at,
                          struct str ip);

/* Whether so much was touched that it should be settled now. */
bool touched_full(const struct touched *touched);

/* Brings everything in line, and forgets what was touched. */
enum status touched_flush(struct applier *a);

/* All events of a person in a campaign, in the arena: *events, *n. ST_NOMEM. */
enum status touched_events(struct db *db, int64_t tenant, int64_t campaign_key, int64_t person_key,
                           struct arena *arena, struct judged_event **events, size_t *n);

#endif
