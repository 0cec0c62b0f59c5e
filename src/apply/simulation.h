/* simulation.h: inside src/apply: what simulation events and the rows of enrollments do to each other. */
#ifndef MUSTER_APPLY_SIMULATION_H
#define MUSTER_APPLY_SIMULATION_H

#include "apply/kinds.h"

enum status apply_simulation_event(struct applier *a, const struct record *r, enum applied *applied,
                                   struct fault *fault);

/* When a thing of this kind and key was deleted; NONE: it was not. */
enum status apply_buried_at(struct applier *a, enum record_kind kind, struct str tombstone, int64_t *at);

/* Enrolls a person whom an event is about, unless they are. The event's time: *enrolled false when the
 * enrollment was deleted later than that. */
enum status apply_enroll(struct applier *a, struct str campaign_id, int64_t campaign_key, int64_t person_key,
                         int64_t at, bool *enrolled, struct fault *fault);

/* Writes a person's result into their enrollment, if there is one, and counts it. */
enum status apply_result(struct applier *a, int64_t campaign_key, int64_t person_key,
                         const struct simulation_result *result);

/* The campaign has become a simulation, or is none any more: its people stand elsewhere now. */
enum status apply_phases(struct applier *a, int64_t campaign_key);

/* A person's simulation events in a campaign come, go or belong to somebody else: what follows is worked out
 * later. */
enum status apply_touch_events(struct applier *a, int64_t campaign_key, int64_t person_key);

/* Drops a person's simulation events in a campaign. */
enum status apply_drop_events(struct applier *a, int64_t campaign_key, int64_t person_key);

#endif
