/* simulation.h: a simulation's result for one person, from their events, and what of it counts for the
 * campaign. */
#ifndef MUSTER_DERIVE_SIMULATION_H
#define MUSTER_DERIVE_SIMULATION_H

#include "derive/judge.h"
#include "model/rows.h"

/* The times of a result: of the first event of each kind that counts as a person's. Clicked: also where
 * credentials were entered, an attachment was opened or the mail was answered. */
enum simulation_time {
    SIMULATION_SENT_AT,
    SIMULATION_BOUNCED_AT,
    SIMULATION_OPENED_AT,
    SIMULATION_CLICKED_AT,
    SIMULATION_ENTERED_AT,
    SIMULATION_CAPTURED_AT,
    SIMULATION_REPORTED_AT,
    SIMULATION_ATTACHED_AT,
    SIMULATION_TIMES
};

struct simulation_result {
    int64_t at[SIMULATION_TIMES]; /* NONE: it did not happen */
    int64_t landing_seconds;      /* the largest of the person's clicks; NONE: none told any */
};

struct simulation_result simulation_nothing(void);

/* Of judged events (judge.h), in any order. */
struct simulation_result simulation_result_of(const struct judged_event *events, size_t n);

bool simulation_same(const struct simulation_result *a, const struct simulation_result *b);

/* What lists filter by: captured, else clicked, else reported, else no action. A mere open is none. */
enum simulation_phase simulation_phase_of(const struct simulation_result *result);

/* How many people did what, in the order of the columns of table tally. Resilient: reported and did not fall;
 * fell: clicked or captured; engaged: anything but being sent a mail. */
enum {
    SIMULATION_OPENED_N,
    SIMULATION_CLICKED_N,
    SIMULATION_REPORTED_N,
    SIMULATION_CAPTURED_N,
    SIMULATION_RESILIENT_N,
    SIMULATION_FELL_N,
    SIMULATION_ENGAGED_N,
    SIMULATION_ACTIVE_N, /* opened, clicked, reported, captured once more, of active people */
    SIMULATION_COUNTS = SIMULATION_ACTIVE_N + 4
};

struct simulation_counts {
    int64_t n[SIMULATION_COUNTS];
};

/* Adds (sign 1) or takes away (-1) one person's result. */
void simulation_count(struct simulation_counts *counts, const struct simulation_result *result, bool active,
                      int sign);

/* resilient / (resilient + fell); 0 where nobody did either. */
double simulation_resiliency(int64_t resilient, int64_t fell);

#endif
