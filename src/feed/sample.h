/* sample.h: an invented organization as a stream of records: `muster sample` prints it, `muster demo` applies
 * it. Everything is worked out from the seed and a number (which person, which campaign) and nothing is
 * stored, so that a million people take the memory of one. The same options give the same bytes on every
 * machine. Names come from generic pools, addresses end in example.com, example.net or example.org. */
#ifndef MUSTER_FEED_SAMPLE_H
#define MUSTER_FEED_SAMPLE_H

#include "base/status.h"
#include "base/str.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

struct sample_options {
    int64_t people;                 /* 0 .. LIMIT_SAMPLE_PEOPLE */
    int64_t campaigns, simulations; /* each 0 .. LIMIT_SAMPLE_CAMPAIGNS */
    uint64_t seed;
    int64_t today;    /* ticks (when.h), from 1990 to 9000: nothing has happened after it */
    struct uuid root; /* the root organization: the tenant's customer id; not set: one made from the seed */
    bool edge_cases;  /* add records at the edges of what is valid, and the vendor document's examples */
};

/* 500 people, 12 training campaigns, 3 simulations, seed 1, and a fixed day, so that a sample without options
 * never changes. */
struct sample_options sample_defaults(void);

/* Emits one record line after the other, without its line feed, kind by kind: organization, group, person,
 * campaign, module, enrollment, progress, attempt, certificate, comment, simulationEvent, reportedMail; what
 * a line names has come before it. The line is valid during the call. What emit answers other than ST_OK ends
 * the work and is returned. ST_INVALID: an option is out of its range; ST_NOMEM. */
enum status sample_write(const struct sample_options *options, enum status (*emit)(void *to, struct str line),
                         void *to);

#endif
