/* tally.h: the counters that follow enrollments: a campaign's people by phase, its exact sums, and the
 * counted blocks that make a skip cost the same at any depth. Changes are gathered in memory and written by
 * tally_flush, in the transaction of the rows that caused them. */
#ifndef MUSTER_APPLY_TALLY_H
#define MUSTER_APPLY_TALLY_H

#include "apply/ledger.h"
#include "base/status.h"
#include "derive/simulation.h"
#include "model/rows.h"
#include "store/db.h"

/* What counts of one enrollment. */
struct counted {
    int64_t campaign_key, number;
    int phase;
    bool active;
    double engagement, knowledge;
    int64_t started_at, seconds;
    struct simulation_result result;
    int64_t enrolled_at, last_accessed_at, completed_at, planned_end; /* for scores */
};

/* The columns of a result, from the first on: of a row that was read, and of one that is written. */
struct simulation_result simulation_load(const struct query *q, int at);
void simulation_bind(struct query *q, int at, const struct simulation_result *result);

enum { TALLY_SLOTS = 8192 };

struct tally_slot;

struct tally {
    struct db *db;
    int64_t tenant;
    struct tally_slot *slots;
    uint16_t *order; /* the slots in use */
    int used;
    struct ledger ledger; /* what counts for scores */
};

enum status tally_init(struct tally *tally, struct db *db, int64_t tenant);
void tally_done(struct tally *tally);

/* Adds (sign 1) or takes away (sign -1) one enrollment. Writes when its memory is full. */
enum status tally_count(struct tally *tally, const struct counted *counted, int sign);

/* Writes what was gathered and forgets it. */
enum status tally_flush(struct tally *tally);

/* Forgets what was gathered, after a rollback. */
void tally_reset(struct tally *tally);

#endif
