/* tenant_remove.h: `muster tenant remove NAME`. */
#ifndef MUSTER_CMD_TENANT_REMOVE_H
#define MUSTER_CMD_TENANT_REMOVE_H

#include "base/str.h"

#include <stdbool.h>

/* Asks (unless yes), exports the tenant's records into the data folder `dir`, removes it, prints the export's
 * path; the exit status. */
int tenant_remove(const char *dir, struct str name, bool yes, bool as_json);

#endif
