/* verify.h: does the store agree with itself? Everything derived is worked out anew from the records and
 * compared with what is stored; what points nowhere, numbers that could be given twice and deletions that
 * should have held are looked for; and the engine checks its own file.
 *
 * Read only, on any connection, in one transaction: one moment of the store. Memory does not grow with it. */
#ifndef MUSTER_APPLY_VERIFY_H
#define MUSTER_APPLY_VERIFY_H

#include "base/status.h"
#include "store/db.h"

/* One finding: a sentence that says what, of which thing (by public identifier, else by inner key), what is
 * stored and what was expected. Never a name or an address. Valid during the call. */
typedef void verify_finding(void *to, const char *sentence);

/* The engine's check and one tenant. *findings: how many were told; 0: all is well. ST_NOTFOUND: no such
 * tenant; other failures: the check could not be finished. */
enum status verify_tenant(struct db *db, int64_t tenant, verify_finding *tell, void *to, int64_t *findings,
                          struct why *why);

/* The engine's check and every tenant; sentences about a tenant begin with its name. */
enum status verify_store(struct db *db, verify_finding *tell, void *to, int64_t *findings, struct why *why);

#endif
