/* path.h: a request's path as decoded segments, and which dialect and route it belongs to. */
#ifndef MUSTER_DIALECT_PATH_H
#define MUSTER_DIALECT_PATH_H

#include "base/arena.h"
#include "dialect/dialect.h"

enum { PATH_SEGMENTS = 12, PATH_VALUES = 4 };

/* "/a/b%20c" as "a", "b c". One slash at the end is ignored. */
struct path {
    struct str segment[PATH_SEGMENTS];
    int count; /* more than PATH_SEGMENTS: only so many were kept, and no route has so many */
};

/* The values of a route's path parameters, in the order of its template. */
struct path_values {
    struct str value[PATH_VALUES];
};

/* Cuts and decodes; segments live in the raw text or the arena. */
void path_split(struct arena *arena, struct str raw, struct path *path);

/* How many segments of the path the dialect's base takes; 0 when the path is not under it. */
int path_under(const struct path *path, const struct dialect *dialect);

/* Whether the path behind `base` segments is the route's. A path parameter is any segment; where the last
 * segment of the template is one, `missing` accepts a path without it, its value being absent. */
bool path_is(const struct path *path, int base, const struct dialect *dialect, const struct route *route,
             bool missing, struct path_values *values);

#endif
