/* known.h: what the store shows in the OutThink API of things that an API's file names, so that a file that
 * was exported from a store says nothing new to it. Texts are valid until the next call. A store that cannot
 * be read knows nothing: then the file counts as it stands. */
#ifndef MUSTER_CMD_KNOWN_H
#define MUSTER_CMD_KNOWN_H

#include "feed/feed.h"
#include "store/db.h"

struct known;

/* NULL without memory. The connection stays the caller's. known_free takes NULL. */
struct known *known_new(struct db *db, int64_t tenant);
void known_free(struct known *known);

/* feed.h, struct feed_known, says what they answer. */
struct str known_campaign(struct known *known, struct str shown);
struct str known_module(struct known *known, struct str campaign, struct str shown);
const struct feed_shown *known_user(struct known *known, struct str campaign, struct str guid,
                                    bool simulation);
const struct feed_shown *known_comment(struct known *known, struct str guid);

#endif
