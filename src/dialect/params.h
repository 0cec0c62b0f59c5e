/* params.h: parameters of a request as typed values: the same typed offsets as fields, written instead of
 * read. */
#ifndef MUSTER_DIALECT_PARAMS_H
#define MUSTER_DIALECT_PARAMS_H

#include "base/arena.h"
#include "base/status.h"
#include "dialect/dialect.h"
#include "dialect/path.h"

/* Reads what the route's table names from the path's values and the raw query; everything else in the query
 * is ignored. ST_INVALID: denial says which parameter and why, in the table's spelling. ST_NOMEM. */
enum status params_read(const struct dialect *dialect, const struct route *route,
                        const struct path_values *path, struct str query, struct arena *arena,
                        struct args *args, struct denial *denial);

/* A whole decimal number of any length with an optional minus; beyond 64 bits the nearest that fits. */
bool params_int(struct str text, int64_t *value);

#endif
