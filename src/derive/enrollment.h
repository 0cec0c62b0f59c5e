/* enrollment.h: what follows from one enrollment's fields alone. */
#ifndef MUSTER_DERIVE_ENROLLMENT_H
#define MUSTER_DERIVE_ENROLLMENT_H

#include "model/record.h"
#include "model/rows.h"

/* The status as stored; where none was given: completed, in progress or no action by its dates. */
enum enrollment_status enrollment_status(const struct enrollment *enrollment);

/* The status coarsened to what lists filter and count by. */
enum phase enrollment_phase(enum enrollment_status status);

#endif
