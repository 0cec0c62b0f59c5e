/* simulation.h: what records of phishing simulations carry (record.h). */
#ifndef MUSTER_MODEL_SIMULATION_H
#define MUSTER_MODEL_SIMULATION_H

#include "base/str.h"

#include <stdint.h>

struct simulation_event {
    struct str campaign_id, person;
    int type; /* enum event_type */
    int64_t at;
    struct str ip, user_agent;
    int64_t landing_seconds;
    struct str token;
    int counted; /* enum event_counted */
};

#endif
