/* limits.h: the maxima of base/limits.h as a table; the build makes it from that page (tools/limits.py). */
#ifndef MUSTER_CMD_LIMITS_H
#define MUSTER_CMD_LIMITS_H

struct limit {
    const char *name; /* without LIMIT_ */
    long long value;
    const char *reason;
};

extern const struct limit limits[];
extern const int limit_count;

#endif
