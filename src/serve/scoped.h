/* scoped.h: what a setting is for one tenant or key: the key's own value, else its tenant's, else the
 * server's; and a vendor's limit that nobody has set holds in the faithful profile only. */
#ifndef MUSTER_SERVE_SCOPED_H
#define MUSTER_SERVE_SCOPED_H

#include "base/settings.h"
#include "store/db.h"

/* All SETTING_COUNT values as they hold for the tenant's key (absent: for the tenant). Their texts are the
 * server's or in the arena. faithful: the profile where nobody says one. */
enum status scoped_values(struct db *db, const struct settings *server, bool faithful, struct arena *arena,
                          int64_t tenant, struct str key_id, struct setting_value *values);

/* A LIST of networks as address.h has them, with spaces between them. */
void scoped_networks(struct str list, struct buf *networks);

/* Checks that the setting may be set for a tenant (or, of_key, for a key) to that value. ST_INVALID with a
 * sentence: no such setting (the nearest is named), of the server only, or a bad value. */
enum status scoped_check(struct str name, struct str value, bool of_key, struct why *why);

#endif
