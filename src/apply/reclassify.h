/* reclassify.h: simulation events judged anew, after the rules or what they know have changed; results,
 * statuses and counters follow. */
#ifndef MUSTER_APPLY_RECLASSIFY_H
#define MUSTER_APPLY_RECLASSIFY_H

#include "base/str.h"
#include "base/uuid.h"
#include "derive/judge.h"
#include "store/db.h"

struct reclassified {
    int64_t events, results;               /* how many are judged otherwise; people whose result differs */
    int64_t moved[RULE_COUNT][RULE_COUNT]; /* events, from rule to rule */
    int64_t vendor[RULE_COUNT];            /* what the rules say of results that count as published */
};

struct reclassify {
    struct db *db; /* the writing connection, in a transaction of the caller */
    int64_t tenant, now;
    struct uuid customer;
    struct str campaign; /* the id of its record, or its GUID; absent: all of the tenant */
    struct str our_networks, scanner_networks; /* absent: as they are; else set for the tenant */
    bool dry_run;                              /* take everything back */
};

/* ST_NOTFOUND: no such campaign. ST_INVALID: not a network. Each with a sentence. */
enum status reclassify_within(const struct reclassify *asked, struct reclassified *done, struct why *why);

#endif
