/* seal.h: texts that are encrypted at rest: AES-256-GCM under a key made from secrets.key for this purpose
 * alone.
 *
 * What is sealed twice in one context gives the same bytes, so content can be compared without being opened:
 * the nonce is a keyed hash of context and text. The context (whose text it is) is authenticated: a sealed
 * text that was moved to another row does not open. */
#ifndef MUSTER_APPLY_SEAL_H
#define MUSTER_APPLY_SEAL_H

#include "base/arena.h"
#include "base/status.h"
#include "store/db.h"

/* Texts in the arena; absent stays absent. ST_NOMEM; seal_open also ST_CORRUPT: altered, moved, or sealed
 * under another secrets.key. */
enum status seal_text(const struct db *db, struct arena *arena, struct str context, struct str plain,
                      struct str *sealed);
enum status seal_open(const struct db *db, struct arena *arena, struct str context, struct str sealed,
                      struct str *plain);

/* The context of a behavior event's metadata. */
struct str seal_of_event(struct arena *arena, int64_t tenant, struct str behavior, int64_t reference);

#endif
