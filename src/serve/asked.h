/* asked.h: a piece of administration under way (admin.h): what its verbs share. */
#ifndef MUSTER_SERVE_ASKED_H
#define MUSTER_SERVE_ASKED_H

#include "base/json.h"
#include "base/jsonin.h"
#include "base/world.h"
#include "store/store.h"

struct asked {
    struct db *db; /* within a transaction */
    const struct store *store;
    const struct world *world;
    const struct jsonin *request;
    struct json answer; /* an object, open */
    struct why *why;
};

/* A member of the request; absent when it is not there or no text. */
struct str asked_text(const struct asked *a, struct str key);

/* Members of the answer. words: separated by spaces, as a list. ticks NONE: null. */
void asked_tell(struct asked *a, struct str key, struct str value);
void asked_tell_words(struct asked *a, struct str key, struct str words);
void asked_tell_time(struct asked *a, struct str key, int64_t ticks);

/* A tenant by its name. ST_NOTFOUND with a sentence. */
enum status asked_tenant(struct asked *a, struct str name, int64_t *tenant, struct uuid *customer);

/* Verbs about keys (admin_keys.c). */
enum status admin_key_add(struct asked *a);
enum status admin_key_rotate(struct asked *a);
enum status admin_key_revoke(struct asked *a);

/* Sets up, changes or disables a behavior (admin_behavior.c). */
enum status admin_behavior_set(struct asked *a);

/* Sets or unsets a setting of a tenant or a key (admin_settings.c). */
enum status admin_setting_set(struct asked *a);

#endif
