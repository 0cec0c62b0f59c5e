/* cultureai.h: the CultureAI client API (documents and decisions: docs/apis/cultureai.md). */
#ifndef MUSTER_DIALECT_CULTUREAI_H
#define MUSTER_DIALECT_CULTUREAI_H

#include "dialect/dialect.h"

extern const struct dialect dialect_cultureai;

#endif
