/* registry.h: all dialects, and what must hold before any of them is served. */
#ifndef MUSTER_DIALECT_REGISTRY_H
#define MUSTER_DIALECT_REGISTRY_H

#include "base/status.h"
#include "dialect/dialect.h"

/* All dialects, ended by NULL. */
extern const struct dialect *const registry_dialects[];

/* Refuses tables with holes, naming the first: a route without scope, budget, answer, parameters, envelope or
 * evidence; a path parameter its table lacks; a field without evidence, a text without mask; a wording that
 * does not cover its enumeration; a refusal without status or evidence. ST_OK or ST_INVALID. */
enum status registry_check(struct why *why);

/* The same for one dialect; for tests. */
enum status registry_check_dialect(const struct dialect *dialect, struct why *why);

#endif
