/* recompute.h: everything derived, rebuilt from the records. */
#ifndef MUSTER_APPLY_RECOMPUTE_H
#define MUSTER_APPLY_RECOMPUTE_H

#include "base/status.h"
#include "store/db.h"

/* Works out everything derived of one tenant anew and writes what differs, in one transaction of the writing
 * connection (a large one after a large loss). *mended: how many differences there were; 0: nothing was
 * written. Records are never touched: what points nowhere, and two people who claim one address, stay and are
 * told by verify.h. ST_NOTFOUND: no such tenant. */
enum status recompute_tenant(struct db *writer, int64_t tenant, int64_t *mended, struct why *why);

/* The same within the caller's transaction. */
enum status recompute_within(struct db *writer, int64_t tenant, int64_t *mended, struct why *why);

#endif
