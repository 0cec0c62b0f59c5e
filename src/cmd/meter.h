/* meter.h: how far long work is, on standard error: a line that is rewritten on a terminal, one line every
 * 10 s otherwise. */
#ifndef MUSTER_CMD_METER_H
#define MUSTER_CMD_METER_H

#include <stdbool.h>
#include <stdint.h>

struct meter {
    const char *what; /* "reading people.csv" */
    bool terminal, shown;
    int64_t started_ms, told_ms;
};

void meter_start(struct meter *p, const char *what);

/* done of total (negative or 0: not known), in `unit`s. Cheap when it is not yet time to tell. */
void meter_tell(struct meter *p, int64_t done, int64_t total, const char *unit);

/* Clears the line. */
void meter_end(struct meter *p);

#endif
