/* moment.h: points in time as clients write them in parameters. */
#ifndef MUSTER_DIALECT_MOMENT_H
#define MUSTER_DIALECT_MOMENT_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Which forms a parameter takes; all are UTC unless they say otherwise. */
enum {
    MOMENT_ISO = 1,     /* 2026-01-31[T09:30[:00[.5]][Z or +01:00 or +0100]], a space for the T too */
    MOMENT_SLASHES = 2, /* 2026/01/31[ 09:30[:00]] */
    MOMENT_PLAIN = 4,   /* 2026-01-31[ 09:30:00] */
};

/* Reads one of the forms into ticks. A zone's '+' that a form decoder made a space is read as '+'. */
bool moment_parse(struct str text, unsigned forms, int64_t *ticks);

#endif
