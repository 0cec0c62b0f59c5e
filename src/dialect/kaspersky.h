/* kaspersky.h: the Kaspersky Automated Security Awareness Platform's Open API (documents and decisions:
 * docs/apis/kaspersky.md). */
#ifndef MUSTER_DIALECT_KASPERSKY_H
#define MUSTER_DIALECT_KASPERSKY_H

#include "dialect/dialect.h"

extern const struct dialect dialect_kaspersky;

#endif
