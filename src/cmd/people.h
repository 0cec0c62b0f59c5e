/* people.h: inside src/cmd: the parts of `muster people` that only read. */
#ifndef MUSTER_CMD_PEOPLE_H
#define MUSTER_CMD_PEOPLE_H

#include "cmd/cmd.h"

/* `muster people duplicates`: groups of likely duplicates, with the reason. */
int people_duplicates(struct str data, struct str tenant, bool json);

/* `muster people export PERSON`: everything that is held about them. */
int people_export(struct str data, struct str tenant, struct str person);

#endif
