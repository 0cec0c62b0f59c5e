/* behavior.h: inside src/apply: behaviors, their events, and job roles. */
#ifndef MUSTER_APPLY_BEHAVIOR_H
#define MUSTER_APPLY_BEHAVIOR_H

#include "apply/kinds.h"

enum status apply_job_role(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault);
enum status apply_behavior(struct applier *a, const struct record *r, enum applied *applied,
                           struct fault *fault);
enum status apply_behavior_event(struct applier *a, const struct record *r, enum applied *applied,
                                 struct fault *fault);
enum status apply_ingestion(struct applier *a, const struct record *r, enum applied *applied,
                            struct fault *fault);

/* Takes all of a person's behavior events out of the sums and drops them. */
enum status apply_drop_behavior_events(struct applier *a, int64_t person_key);

/* How an event of the behavior counts now, dated 0; ST_END: the behavior is not set up, or disabled. */
enum status apply_behavior_part(struct applier *a, struct str behavior, struct score_part *part);

/* A stored event as API and batch compare it: *stored->exists, metadata sealed; *person_key. */
enum status apply_load_behavior_event(struct applier *a, struct str behavior, int64_t reference,
                                      struct stored *stored, int64_t *person_key);

#endif
