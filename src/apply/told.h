/* told.h: a request tells of a behavior event: once or many times, the event is there once, and every request
 * leaves an ingestion. */
#ifndef MUSTER_APPLY_TOLD_H
#define MUSTER_APPLY_TOLD_H

#include "base/status.h"
#include "model/record.h"
#include "model/risk_rows.h"
#include "store/db.h"

struct told {
    int64_t tenant, now;
    struct str key_id;           /* with which key; absent: without one */
    const struct record *record; /* of kind behaviorEvent, without its person */
    int64_t employee;            /* ids.cultureai of the person; NONE: not given */
    struct str email;            /* or their address; absent: not given */
};

enum told_fault { TOLD_FINE, TOLD_NOBODY, TOLD_OTHER_CONTENT };

/* In the caller's transaction. ST_INVALID with a fault: nobody has the number or address, or they are two
 * people's; or the event was told with other content before. */
enum status told_event(struct db *db, const struct told *told, struct told_row *row, enum told_fault *fault);

#endif
