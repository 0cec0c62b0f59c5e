/* people.h: joining two people into one, taking that back, and erasing one. Each is one piece of work in the
 * caller's transaction on the writing connection (serve/admin.c). How a merge and an erasure meet records:
 * docs/decisions/0011-people.md. */
#ifndef MUSTER_APPLY_PEOPLE_H
#define MUSTER_APPLY_PEOPLE_H

#include "base/status.h"
#include "base/str.h"
#include "base/uuid.h"
#include "store/db.h"

#include <stdbool.h>

struct people {
    struct db *db;
    int64_t tenant;
    struct uuid customer;
    int64_t now;
};

/* What was joined or parted. */
struct merged {
    struct uuid person, other; /* who stays; whose names and rows came or went */
    int64_t enrollments;       /* moved */
    int64_t contested;         /* campaigns in which both were: one enrollment of two stayed */
    int64_t comments, behavior_events, deletions; /* moved; deletions: remembered ones that were rewritten */
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

/* What was removed. */
struct erasure {
    bool already; /* they had been erased before: only the files are cleaned once more */
    int64_t names, enrollments, progress, attempts, certificates, comments, events, behavior_events, lists,
        mails;
    int64_t deletions; /* remembered ones that named them */
    int64_t managed;   /* people whose manager they were, and who have none now */
};

/* Removes every row about a person and what names them elsewhere, leaves keyed hashes of their names
 * (apply/erased.h), and asks the store to clean its files after the commit (store/clean.h). Somebody of whom
 * only a deletion is remembered can be erased too. ST_NOTFOUND; ST_BUSY: an import is under way, whose lines
 * may be about them. */
enum status people_erase(const struct people *people, struct str person, struct erasure *erasure,
                         struct why *why);

/* Takes the hashes of an erased person's names back, so that records about them count again. ST_NOTFOUND. */
enum status people_readmit(const struct people *people, struct str person, struct why *why);

#endif
