/* remove.h: removing a tenant with everything of it: marked in one transaction, from which on nobody finds it
 * and its keys are gone; then its rows go piece by piece, and last the tenant itself, when no byte of it is
 * left in the files. What is interrupted goes on at the next start. */
#ifndef MUSTER_APPLY_REMOVE_H
#define MUSTER_APPLY_REMOVE_H

#include "base/status.h"
#include "store/db.h"

#include <stdbool.h>

/* Within the caller's transaction: marks the tenant, if nothing of it changed since `seq` was read.
 * ST_CONFLICT with a sentence when it did, or an import of it is under way. */
enum status remove_mark(struct db *writer, int64_t tenant, int64_t seq, int64_t now, struct why *why);

/* Whether a marked tenant is left. */
enum status remove_wanted(struct db *writer, bool *wanted);

/* One piece of the work, in a transaction of its own. *more: call again. ST_BUSY: all rows are gone, but
 * somebody reads an older state of the files; later again. */
enum status remove_step(struct db *writer, bool *more, struct why *why);

#endif
