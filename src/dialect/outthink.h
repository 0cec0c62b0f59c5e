/* outthink.h: the OutThink Analytics API. */
#ifndef MUSTER_DIALECT_OUTTHINK_H
#define MUSTER_DIALECT_OUTTHINK_H

#include "dialect/dialect.h"

extern const struct dialect dialect_outthink;

#endif
