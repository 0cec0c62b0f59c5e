/* local.h: what commands ask of the server that owns the data folder, over its unix socket:
 *
 *     POST /control/admin    admin.h's JSON; 200 with its answer, 422 {"error":TEXT}
 *     POST /control/import   {"tenant":INT,"customerId":GUID,"stage":FILE
 * NAME,"batchAt":INT,"source":TEXT?,"dryRun":BOOL}: a checked scratch file in the data folder; 200 with lines
 * {"applied":N,"total":N} while it goes in, then
 * {"outcome":{...}} or {"error":TEXT} */
#ifndef MUSTER_SERVE_LOCAL_H
#define MUSTER_SERVE_LOCAL_H

#include "apply/writer.h"
#include "serve/control.h"

struct local {
    struct store *store;
    const struct world *world;
    struct writer *writer;
};

/* The hook for serve_config.control; `local` must outlive the server. */
struct control local_control(struct local *local);

#endif
