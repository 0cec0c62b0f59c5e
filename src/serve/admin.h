/* admin.h: administration: tenants and keys. One function, asked in JSON, so that a command without a server
 * and the server on behalf of a command do the same.
 *
 *     {"do":"tenant.add","name":TEXT,"customerId":GUID?}       {"tenant","customerId"}
 *     {"do":"key.add","tenant":TEXT,"apis":TEXT,"scopes":TEXT?,"cidrs":TEXT?,"expiresAt":TIME?,"name":TEXT?,
 *      "pseudonymous":BOOL?} {"id","token","tenant","customerId","apis","scopes", "cidrs","expiresAt"}
 *     {"do":"key.revoke","tenant":TEXT,"id":TEXT}              {"id","revokedAt"}
 *     {"do":"recompute","tenant":TEXT}                         {"tenant","mended"}
 *     {"do":"people.merge","tenant":TEXT,"person":TEXT,"other":TEXT}
 *     {"do":"people.unmerge","tenant":TEXT,"person":TEXT}
 *                                          {"person","other","enrollments","contested","comments"}
 *     {"do":"people.erase","tenant":TEXT,"person":TEXT}        {"already","names","enrollments",...}
 *     {"do":"people.readmit","tenant":TEXT,"person":TEXT}      {}
 *
 * After the commit of an erasure the caller cleans the files (store/clean.h; the writer does).
 * apis, scopes, cidrs: words separated by spaces. */
#ifndef MUSTER_SERVE_ADMIN_H
#define MUSTER_SERVE_ADMIN_H

#include "base/buf.h"
#include "base/status.h"
#include "base/world.h"
#include "store/store.h"

/* Inside the caller's transaction on the writing connection. Adds the answer (a JSON object) to `answer`.
 * Failures have a sentence; the caller then takes the transaction back. */
enum status admin_run(struct db *db, const struct store *store, const struct world *world, struct str request,
                      struct buf *answer, struct why *why);

#endif
