/* key_list.h: what `muster key list` prints. */
#ifndef MUSTER_CMD_KEY_LIST_H
#define MUSTER_CMD_KEY_LIST_H

#include "base/buf.h"
#include "store/db.h"

/* The tenant's keys in the order in which they were made: a JSON array, or a table for people. */
enum status key_list_print(struct db *db, int64_t tenant, bool as_json, struct buf *out);

#endif
