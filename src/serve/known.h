/* known.h: tenants and keys, from the store or from what this loop still knows of it. */
#ifndef MUSTER_SERVE_KNOWN_H
#define MUSTER_SERVE_KNOWN_H

#include "base/arena.h"
#include "serve/inner.h"

/* Forgets everything if anybody committed since. */
enum status known_refresh(struct serve_loop *loop);

/* The tenant of an OutThink customer id. ST_NOTFOUND. */
enum status known_customer(struct serve_loop *loop, const struct uuid *id, int64_t *tenant);

/* The key with that hash and its tenant; *facts is the loop's or in the arena. ST_NOTFOUND. */
enum status known_key(struct serve_loop *loop, struct arena *arena, const unsigned char hash[TOKEN_HASH_LEN],
                      const struct key_facts **facts);

#endif
