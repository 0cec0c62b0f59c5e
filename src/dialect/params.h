/* params.h: parameters of a request as typed values: the same typed offsets as fields, written instead of
 * read. */
#ifndef MUSTER_DIALECT_PARAMS_H
#define MUSTER_DIALECT_PARAMS_H

#include "base/arena.h"
#include "base/jsonin.h"
#include "base/status.h"
#include "dialect/dialect.h"
#include "dialect/path.h"

/* Where parameters come from. */
struct params_in {
    const struct path_values *path;
    struct str query, body; /* raw; body absent: none came */
    struct jsonin *json; /* written by params_read, whatever it answers: the body as JSON, or NULL. Args may
                          * point into it: the caller frees it when it is done with them */
};

/* Reads what the route's table names from the path's values, the query and, where the route says so, the
 * body; everything else in them is ignored. ST_INVALID: denial says which parameter and why, in the table's
 * spelling. ST_NOMEM. */
enum status params_read(const struct dialect *dialect, const struct route *route, struct params_in *in,
                        struct arena *arena, struct args *args, struct denial *denial);

/* A whole decimal number of any length with an optional minus; beyond 64 bits the nearest that fits. */
bool params_int(struct str text, int64_t *value);

#endif
