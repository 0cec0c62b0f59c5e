/* behavior.h: what people do outside of training and simulations, as sensors and colleagues tell it. */
#ifndef MUSTER_MODEL_BEHAVIOR_H
#define MUSTER_MODEL_BEHAVIOR_H

#include "base/str.h"

#include <stdint.h>

/* A behavior that is set up: without this record its events wait. */
struct behavior {
    struct str reference, name;
    int direction; /* enum direction; none counts as negative */
    double weight; /* of an event, in the decision score; not given: 1 */
    int severity;  /* enum severity, for readers */
    int enabled;   /* not given: it is */
};

struct behavior_event {
    struct str behavior; /* the behavior's reference, whether it is set up or not */
    int64_t reference;
    int64_t cultureai; /* ids.cultureai; NONE: it waits for its behavior */
    struct str person, description;
    int64_t date; /* days since 1970 */
    int64_t time; /* seconds of the day */
    struct str
        metadata; /* JSON: a list of {key, value, important}, sorted; in the store sealed (apply/seal.h) */
};

/* One request that told of an event, repeats too. */
struct ingestion {
    int64_t number;
    struct str behavior;
    int64_t reference, at;
    struct str key_id;
};

/* How much a job role is exposed, and what it may reach. */
struct job_role {
    struct str name; /* compared without regard to case */
    int64_t exposure, access_level;
};

#endif
