/* securityjourney.h: the Security Journey API, version 2. */
#ifndef MUSTER_DIALECT_SECURITYJOURNEY_H
#define MUSTER_DIALECT_SECURITYJOURNEY_H

#include "dialect/dialect.h"

extern const struct dialect dialect_securityjourney;

#endif
