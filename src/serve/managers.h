/* managers.h: the identifier that is shown of a manager, whom a person's record names by e-mail. It is looked
 * up when it is shown, so it is never older than the manager's own record; people of one team have the same
 * manager, so the last ones are remembered until something is written. */
#ifndef MUSTER_SERVE_MANAGERS_H
#define MUSTER_SERVE_MANAGERS_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/status.h"
#include "store/db.h"

enum { MANAGERS_KNOWN = 64, MANAGER_TEXT = 192 };

struct managers {
    int64_t seq; /* of the tenant, when the first of them was looked up */
    struct {
        size_t email_len, shown_len;
        char text[MANAGER_TEXT]; /* both, one behind the other; longer ones are looked up each time */
    } known[MANAGERS_KNOWN];
};

/* At the begin of a view of the store: forgets everything if anything of the tenant was written since. */
enum status managers_refresh(struct managers *managers, struct db *db, int64_t tenant);

/* What is shown: the sourceIdentifier of the person with that e-mail or alias, else their e-mail; nobody has
 * it: the e-mail as given. Lives in the arena, in `managers` until the next call, or is the e-mail itself. */
enum status managers_shown(struct managers *managers, struct db *db, struct arena *arena, int64_t tenant,
                           struct str email, struct str *shown);

#endif
