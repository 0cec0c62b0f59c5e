/* live.h: the settings that requests look at, and what is made of them. A new set replaces the old one while
 * the server runs; a request keeps the set that it began with. */
#ifndef MUSTER_SERVE_LIVE_H
#define MUSTER_SERVE_LIVE_H

#include "base/settings.h"

struct live {
    const struct settings *settings;
    struct str trusted;  /* the networks of trusted_proxies, with spaces between them; absent: none */
    struct str watchers; /* those of metrics.from, likewise */
    struct buf text[2];  /* where they stand */
    struct live *before; /* the one that this one replaced: requests may still look at it */
};

/* settings must outlive it. ST_INVALID with a sentence: one of them makes no sense; ST_NOMEM. */
enum status live_new(const struct settings *settings, struct live **live, struct why *why);

/* Frees it and those before it. NULL is fine. */
void live_free(struct live *live);

/* Whether the setting is looked at anew for every request; the others hold from start to end. */
bool live_is(enum setting setting);

#endif
