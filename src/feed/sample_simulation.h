/* sample_simulation.h: what other kinds of the sample need of its simulations. */
#ifndef MUSTER_FEED_SAMPLE_SIMULATION_H
#define MUSTER_FEED_SAMPLE_SIMULATION_H

#include "feed/sample_run.h"

struct sample_reported {
    struct str subject;
    struct sample_text token; /* of the person's link */
    int64_t at;
};

/* Whether person i reported the lure of simulation s (one whose raw events are known), and when. */
bool sample_simulation_reported(struct sample_run *run, int64_t s, int64_t i,
                                struct sample_reported *reported);

#endif
