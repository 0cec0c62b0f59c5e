/* ledger.h: the sums by day over everybody of a tenant (table score_day), from which the tenant's good share
 * follows. Changes are gathered in memory and written by ledger_flush, in the transaction of the rows that
 * caused them. What a person did is not kept here: it is read from their own rows. */
#ifndef MUSTER_APPLY_LEDGER_H
#define MUSTER_APPLY_LEDGER_H

#include "base/status.h"
#include "derive/score_parts.h"
#include "store/db.h"

enum { LEDGER_CAMPAIGNS = 64 };

struct ledger_slot {
    bool used;
    int64_t day, until, good, bad;
};

/* What the parts of an enrollment take from its campaign. */
struct ledger_campaign {
    int64_t key; /* NONE: none yet */
    int type, difficulty;
    int64_t due_at;
};

struct ledger {
    struct db *db;
    int64_t tenant;
    struct ledger_slot *slots; /* room of them: a power of two */
    size_t room, used;
    struct ledger_campaign campaigns[LEDGER_CAMPAIGNS]; /* looked up since they last changed */
};

enum status ledger_init(struct ledger *ledger, struct db *db, int64_t tenant);
void ledger_done(struct ledger *ledger);

/* Adds a part n times (negative: takes it away); adds to one row. ST_NOMEM. */
enum status ledger_part(struct ledger *ledger, const struct score_part *part, int64_t n);
enum status ledger_row(struct ledger *ledger, int64_t day, int64_t until, int64_t good, int64_t bad);

/* Adds (1) or takes away (-1) the parts of an enrollment. facts: without what the campaign says; due_at is
 * the plannedEnd. */
enum status ledger_enrollment(struct ledger *ledger, int64_t campaign_key, const struct score_facts *facts,
                              int sign);

/* The same for everybody in a campaign, as the rows stand. */
enum status ledger_campaign(struct ledger *ledger, int64_t campaign_key, int sign);

/* The campaign has changed. */
void ledger_forget(struct ledger *ledger);

/* Writes what was gathered and forgets it; forgets it, after a rollback. */
enum status ledger_flush(struct ledger *ledger);
void ledger_reset(struct ledger *ledger);

#endif
