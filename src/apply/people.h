/* people.h: joining two people into one, taking that back, and erasing one. Each is one piece of work in the
 * caller's transaction on the writing connection (serve/admin.c). How a merge and an erasure meet records:
 * docs/decisions/0011-people.md. */
#ifndef MUSTER_APPLY_PEOPLE_H
#define MUSTER_APPLY_PEOPLE_H

#include "base/status.h"
#include "base/str.h"
#include "base/uuid.h"
#include "store/db.h"

struct people {
    struct db *db;
    int64_t tenant;
    struct uuid customer;
    int64_t now;
};

/* What was joined or parted. */
struct merged {
    struct uuid person, other;   /* who stays; whose names and rows came or went */
    int64_t enrollments;         /* moved */
    int64_t contested;           /* campaigns in which both were: one enrollment of two stayed */
    int64_t comments, deletions; /* moved; deletions: remembered ones that were rewritten */
};

/* Makes `other` a part of `person` (references as in records). ST_NOTFOUND: nobody has one of the names;
 * ST_INVALID: they are one already; ST_LIMIT: too many names together. */
enum status people_merge(const struct people *people, struct str person, struct str other,
                         struct merged *merged, struct why *why);

/* Takes the latest merge into `person` back: what came goes back as it is now, what gave way comes back as it
 * was. ST_NOTFOUND: nobody was merged into them, as far as this store remembers; ST_CONFLICT: somebody else
 * has one of the names by now. */
enum status people_unmerge(const struct people *people, struct str person, struct merged *merged,
                           struct why *why);

#endif
