/* score_parts.h: what of the records counts for a decision score: records in, parts (score.h) out. The parts
 * say from when until when they count, so the score of an earlier date is what it was on that date, whatever
 * came later. */
#ifndef MUSTER_DERIVE_SCORE_PARTS_H
#define MUSTER_DERIVE_SCORE_PARTS_H

#include "derive/score.h"
#include "derive/simulation.h"

enum { SCORE_PARTS = 6 }; /* the most that one enrollment makes */

/* What an enrollment and its campaign say; absent times NONE. */
struct score_facts {
    int campaign_type; /* enum campaign_type */
    int difficulty;    /* enum difficulty; none counts as moderate */
    int phase;         /* of training: enum phase */
    int64_t enrolled_at, started_at, last_accessed_at, completed_at;
    int64_t due_at; /* plannedEnd, else the campaign's dueAt */
    struct simulation_result result;
};

/* The parts of one enrollment; returns how many.
 * A simulation: the gravest act counts, from its day on until a graver one; a report counts fully as long as
 * they did not fall. Training: completed, or overdue from the day after it was due until it is completed. */
int score_parts_enrollment(const struct score_facts *facts, struct score_part parts[SCORE_PARTS]);

/* A behavior event. weight: the behavior's own (thousandths; NONE: 1000); direction: enum direction. */
struct score_part score_parts_behavior(int direction, int64_t weight, int64_t day);

/* A weight as the store keeps it, from a record's number (below 0: not given). */
int64_t score_parts_weight(double weight);

#endif
