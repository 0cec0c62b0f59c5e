/* score_role.h: how much a job role is exposed, where the admin has not said so. */
#ifndef MUSTER_DERIVE_SCORE_ROLE_H
#define MUSTER_DERIVE_SCORE_ROLE_H

#include "base/str.h"

#include <stdint.h>

/* 2 for executives, finance, human resources and IT administration by the words of the role (folded: lower
 * case), else 0. English words; other languages are the admin's table. */
int64_t score_role_exposure(struct str folded);

#endif
